"""Answers questions in the server, whether or not anybody listens.

A question runs in a thread of its own. What it tells is kept until it is over, so that any number
of listeners can join, leave and come back; its answer is stored whole or not at all.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from time import perf_counter
from typing import TypeAlias
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from assistant.application import Assistant
from assistant.office.conversations import INTERRUPTED, Conversations
from assistant.office.schema import (
    Message,
    MessageEvent,
    MessageFailure,
    MessageFinished,
    MessageStarted,
    MessageState,
    Reader,
)
from assistant.office.withholding import withhold
from assistant.schema import AnswerEvent, AnswerFailed, AnswerReady, TextDelta
from ingest.errors import NotFoundError, PolicyError, StoreUnavailableError
from ingest.schema import Filters

logger = logging.getLogger(__name__)

# Questions answered at a time. Quoting keeps one core busy; writing waits for a model server,
# which serves few at a time itself.
WORKERS = 4

# How long a line may be silent: proxies close one after 30 seconds or more.
HEARTBEAT_S = 10

BUG = AnswerFailed(
    code="internal_error",
    message="服务器出现意外错误，这个问题没有答完。",
    hint="请点“重新提问”；若仍然如此，请管理员运行 policy doctor 检查。",
)
NOT_KEPT = MessageFailure(
    code="not_kept",
    message="回答没能保存。",
    hint="请稍后点“重新提问”；若仍然如此，请管理员检查磁盘空间和数据库。",
)

Told: TypeAlias = AsyncGenerator[tuple[int, MessageEvent] | None]
"""Events with their numbers, counting from 0; None when nothing was told for a while."""

Count: TypeAlias = Callable[[AnswerReady | AnswerFailed, float], None]
"""Is told how a question ended, and after how many seconds."""


class Telling:
    """What has been told of a running message; any number of listeners follow it.

    Args:
        reader: Who asked, with the rights that the answer is made with.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._events: list[MessageEvent] = []
        self._listeners: set[Callable[[], object]] = set()
        self._is_ending = False
        self._lock = threading.Lock()

    @property
    def message(self) -> Message:
        """The message as it was when its answer was begun."""
        (first, *_) = self._events
        assert isinstance(first, MessageStarted)
        return first.message

    @property
    def is_over(self) -> bool:
        """True once the last event has been told."""
        return bool(self._events) and isinstance(self._events[-1], MessageFinished)

    def tell(self, event: MessageEvent) -> None:
        """Pass an event on to everybody who listens, now or later; none follows the last one."""
        with self._lock:
            if self.is_over:
                return
            self._events.append(event)
            for wake in self._listeners:
                # The loop of a listener may have ended with its server.
                with suppress(RuntimeError):
                    wake()

    @property
    def is_ending(self) -> bool:
        """True once somebody has claimed the end; what else would be told is of no use."""
        return self._is_ending

    def claim_end(self) -> bool:
        """Return whether the caller is the first who wants to end this, and so the one to do it.

        What has not begun cannot be ended.
        """
        with self._lock:
            if not self._events or self._is_ending:
                return False
            self._is_ending = True
            return True

    async def follow(self, after: int = 0, *, shows_answer: bool = True) -> Told:
        """Yield the events as they come, up to the last one.

        A listener waits in the event loop and not in a thread, of which a server has few.

        Args:
            after: How many events the listener has already.
            shows_answer: False for a reader who may not see all that the answer is made from.
        """
        news = asyncio.Event()
        wake = partial(asyncio.get_running_loop().call_soon_threadsafe, news.set)
        with self._lock:
            self._listeners.add(wake)
        try:
            while True:
                news.clear()
                for event in self._events[after:]:
                    yield after, event if shows_answer else _without_answer(event)
                    after += 1
                if self.is_over and after >= len(self._events):
                    return
                try:
                    await asyncio.wait_for(news.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield None
        finally:
            with self._lock:
                self._listeners.discard(wake)


class AnswerDesk:
    """Answers the questions of conversations, some at a time and the others in turn.

    One per process, in the server alone.

    Args:
        assistant: Unlimited; each question is asked with the rights of its asker.
        conversations: Where questions and answers are kept.
    """

    def __init__(self, assistant: Assistant, conversations: Conversations) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="answer")
        # A message stands here from before it is kept as running until after it is kept as ended.
        self._running: dict[str, Telling] = {}
        self._is_closed = False

    def open(self) -> None:
        """End the messages that a server left running when it died; they can be asked again."""
        left = self._conversations.interrupt_all()
        if left:
            logger.warning("%d questions had been cut off by the end of the last server", left)

    def ask(
        self,
        reader: Reader,
        conversation_id: str,
        question: str,
        filters: Filters,
        *,
        count: Count,
    ) -> Told:
        """Begin to answer a question at the end of a conversation; yields as `listen` does.

        The work goes on when nobody listens.

        Args:
            reader: Who asks.
            conversation_id: Of the reader.
            question: At most 500 characters.
            filters: Where to look.
            count: Called at the end, unless it is stopped.

        Raises:
            NotFoundError: there is no such conversation, or it is somebody else's.
            ConversationBusyError: another question of the conversation is running.
            StoreUnavailableError: the server is about to end.
        """
        id_ = uuid4().hex
        keep = partial(self._conversations.add, reader, conversation_id, question, filters, id_=id_)
        return self._begin(reader, id_, keep, count)

    def ask_again(self, reader: Reader, id_: str, *, count: Count) -> Told:
        """Begin to answer a message once more, with the rights of now.

        An earlier answer stays until the new one is whole.

        Raises:
            NotFoundError: there is none, or it is somebody else's; and as `ask`.
        """
        keep = partial(self._conversations.ask_again, reader, id_)
        return self._begin(reader, id_, keep, count)

    def listen(self, reader: Reader, id_: str, *, after: int = 0) -> Told:
        """Return the events of a message from one on; one that is over has only its last.

        Args:
            reader: Whose message it is.
            id_: Which.
            after: How many events the listener has already.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        message, telling = self._find(reader, id_)
        if telling is None:
            return _tell_at_once(after, MessageFinished(message=message))
        shows_answer = _covers(reader.libraries, telling.reader.libraries)
        return telling.follow(after, shows_answer=shows_answer)

    def stop(self, reader: Reader, id_: str) -> Message:
        """End a message without an answer, and return it; one that is over stays as it is.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        message, telling = self._find(reader, id_)
        if telling is None:
            return message
        if telling.claim_end():
            self._end(id_, telling, MessageState.STOPPED)
        return self._conversations.message(reader, id_)

    def delete_conversation(self, reader: Reader, id_: str) -> None:
        """Remove a conversation, and end what runs in it.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        for turn in self._conversations.read(reader, id_).turns:
            self.stop(reader, turn.id)
        self._conversations.delete(reader, id_)

    def close(self) -> None:
        """End what is running; the messages can be asked again."""
        self._is_closed = True
        for id_, telling in list(self._running.items()):
            if telling.claim_end():
                self._end(id_, telling, MessageState.INTERRUPTED, INTERRUPTED)
        self._pool.shutdown(cancel_futures=True)

    def _find(self, reader: Reader, id_: str) -> tuple[Message, Telling | None]:
        """Return a message, and what is told of it while it runs."""
        while True:
            telling = self._running.get(id_)
            message = self._conversations.message(reader, id_)
            if telling is not None or message.state is not MessageState.RUNNING:
                return message, telling
            if id_ not in self._running:
                # Nobody works on it: its end could not be kept.
                self._conversations.give_up(id_, MessageState.INTERRUPTED, INTERRUPTED)

    def _begin(self, reader: Reader, id_: str, keep: Callable[[], Message], count: Count) -> Told:
        if self._is_closed:
            raise StoreUnavailableError("服务器正在停止，不能再提问。", hint="请过几分钟再试。")
        telling = Telling(reader)
        # One that runs already keeps its place, and is then refused.
        self._running.setdefault(id_, telling)
        try:
            message = keep()
        except BaseException:
            self._forget(id_, telling)
            raise
        telling.tell(MessageStarted(message=message))
        if len(self._running) > WORKERS:
            telling.tell(TextDelta(text=""))
        try:
            self._pool.submit(self._answer, message, telling, count)
        except RuntimeError:
            # The desk was closed since.
            if telling.claim_end():
                self._end(id_, telling, MessageState.INTERRUPTED, INTERRUPTED)
        return telling.follow()

    def _answer(self, message: Message, telling: Telling, count: Count) -> None:
        """Do the work on a message; runs in a thread of its own."""
        started = perf_counter()
        last: AnswerReady | AnswerFailed = BUG
        with closing(self._events(message, telling)) as events:
            for event in events:
                if telling.is_ending:
                    return
                if not isinstance(event, TextDelta):
                    last = event
                elif event.text:
                    telling.tell(event)
        if not telling.claim_end():
            return
        count(last, perf_counter() - started)
        if isinstance(last, AnswerReady):
            self._end(message.id, telling, last)
        else:
            failure = MessageFailure(code=last.code, message=last.message, hint=last.hint)
            self._end(message.id, telling, MessageState.FAILED, failure)

    def _events(self, message: Message, telling: Telling) -> Generator[AnswerEvent]:
        if telling.is_ending:
            return
        reader = telling.reader
        try:
            history = self._conversations.history(reader, message)
            limited = self._assistant.limited_to(reader.libraries)
            yield from limited.stream(message.question, filters=message.filters, history=history)
        except PolicyError as error:
            yield AnswerFailed(code=error.code, message=error.message, hint=error.hint)
        except Exception as error:
            # The thread has nobody else to tell it to.
            logger.error("a question could not be answered", exc_info=error)
            yield BUG

    def _end(
        self,
        id_: str,
        telling: Telling,
        how: AnswerReady | MessageState,
        failure: MessageFailure | None = None,
    ) -> None:
        """Keep how a message ended, and tell it; for the one who claimed the end."""
        try:
            if isinstance(how, AnswerReady):
                self._conversations.finish(id_, how.answer)
            else:
                self._conversations.give_up(id_, how, failure)
            message = self._conversations.message(telling.reader, id_)
        except (NotFoundError, SQLAlchemyError) as error:
            # Its conversation was deleted meanwhile, or the database does not answer.
            logger.warning("the end of a question was not kept: %s", type(error).__name__)
            message = telling.message.model_copy(
                update={"state": MessageState.FAILED, "failure": NOT_KEPT}
            )
        self._forget(id_, telling)
        telling.tell(MessageFinished(message=message))

    def _forget(self, id_: str, telling: Telling) -> None:
        if self._running.get(id_) is telling:
            del self._running[id_]


async def _tell_at_once(number: int, event: MessageEvent) -> Told:
    yield number, event


def _without_answer(event: MessageEvent) -> MessageEvent:
    """Return an event as it is told to one who may not see what the answer is made from."""
    if isinstance(event, TextDelta):
        return TextDelta(text="")
    return event.model_copy(update={"message": withhold(event.message)})


def _covers(libraries: AbstractSet[str] | None, others: AbstractSet[str] | None) -> bool:
    """Return whether all of others are among libraries; None stands for every one."""
    return libraries is None or (others is not None and others <= libraries)
