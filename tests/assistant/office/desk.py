"""People at a desk: readers, what they are told, and an assistant that waits for the test."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from assistant.application import Assistant
from assistant.office import Office
from assistant.office.answering import Told
from assistant.office.schema import (
    Conversation,
    Message,
    MessageEvent,
    MessageFinished,
    Reader,
    Role,
)
from assistant.schema import AnswerEvent, AnswerReady, TextDelta
from ingest.schema import Filters
from tests.assistant.api.browser import open_account

POSTS_QUESTION = "公益性岗位每人每月补贴多少？"
REFUSED_QUESTION = "高铁票价是多少？"


def make_reader(
    office: Office, username: str = "li", *roles: Role, libraries: frozenset[str] | None = None
) -> Reader:
    """Somebody with rights that the test chooses."""
    account = open_account(office, *(roles or (Role.READER,)), username=username)
    return Reader(account=account, permissions=account.permissions, libraries=libraries)


def begin(
    office: Office,
    reader: Reader,
    question: str = POSTS_QUESTION,
    *,
    conversation: str | None = None,
    filters: Filters = Filters(),
) -> Told:
    """Ask in a conversation, a new one by default, without waiting for the answer."""
    conversation = conversation or office.conversations.create(reader).id
    return office.answers.ask(reader, conversation, question, filters, count=lambda *_: None)


def ask(office: Office, reader: Reader, question: str = POSTS_QUESTION, **where: Any) -> Message:
    """Ask and wait for the answer."""
    return finished(begin(office, reader, question, **where))


def listen(told: Told, *, most: int | None = None) -> list[MessageEvent]:
    """What is told, up to the end or as many events as are wanted; then the listener leaves."""

    async def collect() -> list[MessageEvent]:
        events = []
        async for each in told:
            if each is not None:
                events.append(each[1])
            if len(events) == most:
                break
        await told.aclose()
        return events

    return asyncio.run(asyncio.wait_for(collect(), 30))


def finished(told: Told) -> Message:
    """The message at the end of what is told."""
    last = listen(told)[-1]
    assert isinstance(last, MessageFinished)
    return last.message


def text_of(events: list[MessageEvent]) -> str:
    """The text that the deltas among some events make."""
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def only_turn(office: Office, reader: Reader, conversation: Conversation) -> Message:
    """The one message of a conversation, as it is kept."""
    (turn,) = office.conversations.read(reader, conversation.id).turns
    return turn


class Stepwise:
    """Answers as the real assistant, but a character at a time and only when it is let.

    Args:
        assistant: Who knows the answers.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.has_stopped = threading.Event()
        self.error: Exception | None = None
        """Raised where the whole answer would come."""

        self._assistant = assistant
        self._steps = threading.Semaphore(0)

    def let(self, steps: int = 1000) -> None:
        """Let so many characters come, the whole answer counting as one; all by default."""
        self._steps.release(steps)

    def __getattr__(self, name: str) -> Any:
        """All else as the assistant does it."""
        return getattr(self._assistant, name)

    def limited_to(self, libraries: frozenset[str] | None) -> "Stepwise":
        """See `Assistant`; the same one, whose questions are limited by the test."""
        return self

    def stream(self, question: str, **where: Any) -> Iterator[AnswerEvent]:
        """See `Assistant`."""
        answer = self._assistant.ask(question, **where)
        try:
            for sign in answer.text:
                yield from self._wait()
                yield TextDelta(text=sign)
            yield from self._wait()
            if self.error is not None:
                raise self.error
            yield AnswerReady(answer=answer)
        finally:
            self.has_stopped.set()

    def _wait(self) -> Iterator[TextDelta]:
        while not self._steps.acquire(timeout=0.01):
            yield TextDelta(text="")
