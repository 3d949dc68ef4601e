"""Server-sent events whose making ends when nobody reads them any more."""

from collections.abc import Generator

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class EventResponse(StreamingResponse):
    """Streams events, and ends the work on them when the reader has left.

    Args:
        events: Server-sent events, each as it goes over the line.
    """

    media_type = "text/event-stream"

    def __init__(self, events: Generator[str | bytes]) -> None:
        super().__init__(events, headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; Starlette would leave the generator to the garbage collector."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._events.close()
