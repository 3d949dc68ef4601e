"""Server-sent events whose making ends when nobody reads them any more."""

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing

from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.types import Receive, Scope, Send

from assistant.office.answering import Told


class EventResponse(StreamingResponse):
    """Streams events, and ends the work on them when the reader has left.

    Args:
        events: Server-sent events, each as it goes over the line.
    """

    media_type = "text/event-stream"

    def __init__(
        self, events: Generator[str | bytes] | AsyncGenerator[str] | AsyncGenerator[bytes]
    ) -> None:
        super().__init__(events, headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; Starlette would leave the generator to the garbage collector."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self._events, AsyncGenerator):
                await self._events.aclose()
            else:
                self._events.close()


async def numbered_lines(told: Told) -> AsyncGenerator[bytes]:
    """Yield events with their numbers as ids, and comments that keep the line open."""
    async with aclosing(told):
        async for each in told:
            if each is None:
                yield KEEPALIVE_COMMENT
            else:
                number, event = each
                yield format_sse_event(
                    data_str=event.model_dump_json(), event=event.type, id=str(number)
                )
