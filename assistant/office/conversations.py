"""Conversations: what one person asked, one question after the other, and what it got."""

import re
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, null, select, update

from assistant.errors import ConversationBusyError
from assistant.moments import now
from assistant.office.schema import (
    Conversation,
    ConversationInfo,
    Feedback,
    Message,
    MessageFailure,
    MessageState,
    Reader,
)
from assistant.office.tables import ConversationRow, EnquiryRow, FeedbackRow, MessageRow
from assistant.office.withholding import Withholding
from assistant.schema import Answer, Turn
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.schema import Filters
from ingest.tokenizing import word_borders

UNNAMED = "新对话"

# Characters; what a list of conversations shows on a phone in one or two lines.
LONGEST_TITLE = 24
_SHORTEST_TITLE = 8
_PUNCTUATION = re.compile(r"[，。；、？！：,;?!:\s]+")

# A longer conversation is about something else by now.
LONGEST_HISTORY = 20

INTERRUPTED = MessageFailure(
    code="interrupted",
    message="回答还没写完，服务器就停止了，没有保存半截回答。",
    hint="请点“重新提问”。",
)


def title_of(question: str) -> str:
    """Return a question as a title: cut where a clause or at least a word ends.

    >>> title_of("公益性岗位每月补贴多少？")
    '公益性岗位每月补贴多少？'
    >>> title_of("我家是脱贫户，孩子今年上高职，雨露计划每学年可以补助多少钱？")
    '我家是脱贫户，孩子今年上高职…'
    """
    text = " ".join(question.split())
    if len(text) <= LONGEST_TITLE:
        return text
    clauses = [match.start() for match in _PUNCTUATION.finditer(text, 0, LONGEST_TITLE)]
    words = [border for border in word_borders(text) if border < LONGEST_TITLE]
    cut = next((end for end in reversed(clauses) if end >= _SHORTEST_TITLE), None)
    return text[: cut or max(words, default=LONGEST_TITLE)].rstrip() + "…"


class Conversations:
    """The repository of conversations; each is seen by the person it belongs to and nobody else.

    Answers are given as their reader may see them at that moment; see `Withholding`.

    Args:
        engine: The database.
        library: Knows which documents may be seen.
    """

    def __init__(self, engine: Engine, library: Library) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._withholding = Withholding(library)

    # --- Conversations ----------------------------------------------------------------------

    def create(self, reader: Reader, *, title: str = "") -> Conversation:
        """Begin a conversation.

        Args:
            reader: Whose it will be.
            title: Empty to take the first question.
        """
        id_, moment = uuid4().hex, now()
        with self._writer.begin() as connection:
            connection.execute(
                insert(ConversationRow).values(
                    id=id_,
                    account_id=reader.account.id,
                    title=title or UNNAMED,
                    is_named=bool(title),
                    created_at=moment,
                    updated_at=moment,
                )
            )
        return self.read(reader, id_)

    def list(
        self, reader: Reader, *, query: str = "", limit: int = 50, before: str | None = None
    ) -> list[ConversationInfo]:
        """Return a reader's conversations, the one last asked in first.

        Args:
            reader: Whose.
            query: What stands in a title, a question or an answer; empty for every one.
            limit: How many at most.
            before: `updated_at` of the last one of the page before.
        """
        wanted = _select_infos().where(ConversationRow.account_id == reader.account.id)
        if before is not None:
            wanted = wanted.where(ConversationRow.updated_at < before)
        wanted = wanted.order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
        with self._engine.connect() as connection:
            if not query.strip():
                return [_info(row) for row in connection.execute(wanted.limit(limit))]
            found = self._find(connection, reader, query.strip())
            rows = connection.execute(wanted)
            return [_info(row) for row in rows if row.id in found][:limit]

    def read(self, reader: Reader, id_: str) -> Conversation:
        """Return a conversation with everything said in it.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        with self._engine.connect() as connection:
            row = connection.execute(_select_infos().where(*_is_own(reader, id_))).first()
            if row is None:
                raise _no_conversation()
            query = _select_messages().where(MessageRow.conversation_id == id_)
            messages = [_message(each) for each in connection.execute(query)]
        turns = self._withholding.apply(messages, reader.libraries)
        return Conversation(**_info(row).model_dump(), turns=turns)

    def rename(self, reader: Reader, id_: str, title: str) -> Conversation:
        """Give a conversation a title; raises as `read` does."""
        with self._writer.begin() as connection:
            connection.execute(
                update(ConversationRow)
                .where(*_is_own(reader, id_))
                .values(title=title, is_named=True)
            )
        return self.read(reader, id_)

    def delete(self, reader: Reader, id_: str) -> None:
        """Remove a conversation with all that was said in it; raises as `read` does."""
        with self._writer.begin() as connection:
            found = connection.execute(delete(ConversationRow).where(*_is_own(reader, id_)))
            if not found.rowcount:
                raise _no_conversation()

    def _find(self, connection: Connection, reader: Reader, query: str) -> set[str]:
        """Return the ids of the conversations in which something stands that the reader may see."""
        own = ConversationRow.account_id == reader.account.id
        titled = select(ConversationRow.id).where(
            own, ConversationRow.title.icontains(query, autoescape=True)
        )
        said = select(MessageRow.conversation_id).join(ConversationRow).where(own)
        asked = said.where(MessageRow.question.icontains(query, autoescape=True))
        text = MessageRow.answer["text"].as_string()
        answered = said.add_columns(MessageRow.answer).where(
            MessageRow.state == MessageState.ANSWERED, text.icontains(query, autoescape=True)
        )
        found = {*connection.scalars(titled), *connection.scalars(asked)}
        return found | {
            row.conversation_id
            for row in connection.execute(answered)
            if row.conversation_id not in found
            and self._withholding.may_see(Answer.model_validate(row.answer), reader.libraries)
        }

    # --- Messages ---------------------------------------------------------------------------

    def message(self, reader: Reader, id_: str) -> Message:
        """Return one message.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        query = _select_messages().where(
            MessageRow.id == id_, ConversationRow.account_id == reader.account.id
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError("没有这条提问。", hint="它可能已被删除，请刷新对话。")
        (message,) = self._withholding.apply([_message(row)], reader.libraries)
        return message

    def history(self, reader: Reader, message: Message) -> tuple[Turn, ...]:
        """Return what was asked and answered before a message, as far as its reader may see it.

        Returns:
            The last 20 turns at most, the oldest first.
        """
        turns = self.read(reader, message.conversation_id).turns
        before = turns[: next(i for i, turn in enumerate(turns) if turn.id == message.id)]
        answered = [
            Turn(question=turn.question, answer=turn.answer.text)
            for turn in before
            if turn.answer is not None
        ]
        return tuple(answered[-LONGEST_HISTORY:])

    def add(
        self, reader: Reader, conversation_id: str, question: str, filters: Filters, *, id_: str
    ) -> Message:
        """Put a question at the end of a conversation, as running.

        Args:
            reader: Who asks.
            conversation_id: Raises as `read` does.
            question: As asked.
            filters: Where to look.
            id_: Of the new message.

        Raises:
            ConversationBusyError: another question of the conversation is running.
        """
        moment = now()
        with self._writer.begin() as connection:
            conversation = _begin(connection, reader, conversation_id, moment)
            ordinal = connection.scalar(
                select(func.max(MessageRow.ordinal)).where(
                    MessageRow.conversation_id == conversation_id
                )
            )
            if ordinal is None and not conversation.is_named:
                connection.execute(
                    update(ConversationRow)
                    .where(ConversationRow.id == conversation_id)
                    .values(title=title_of(question))
                )
            connection.execute(
                insert(MessageRow).values(
                    id=id_,
                    conversation_id=conversation_id,
                    ordinal=0 if ordinal is None else ordinal + 1,
                    question=question,
                    filters=filters.model_dump(mode="json", exclude_defaults=True),
                    state=MessageState.RUNNING,
                    asked_at=moment,
                )
            )
        return self.message(reader, id_)

    def ask_again(self, reader: Reader, id_: str) -> Message:
        """Let a message run once more; an answer it has stays kept until there is a new one.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
            ConversationBusyError: a question of the conversation is running.
        """
        message = self.message(reader, id_)
        with self._writer.begin() as connection:
            _begin(connection, reader, message.conversation_id, now())
            connection.execute(
                update(MessageRow)
                .where(MessageRow.id == id_)
                .values(state=MessageState.RUNNING, failure=null())
            )
        return self.message(reader, id_)

    def finish(self, id_: str, answer: Answer) -> None:
        """Keep the whole answer of a message that was asked; one deleted meanwhile is forgotten.

        What was thought of another answer, which this one replaces, goes with it.
        """
        with self._writer.begin() as connection:
            kept = connection.scalar(select(MessageRow.answer).where(MessageRow.id == id_))
            if kept is not None and kept["text"] != answer.text:
                connection.execute(delete(FeedbackRow).where(FeedbackRow.message_id == id_))
            connection.execute(
                update(MessageRow)
                .where(MessageRow.id == id_)
                .values(
                    state=MessageState.ANSWERED,
                    answer=answer.model_dump(mode="json"),
                    failure=null(),
                    answered_at=now(),
                )
            )

    def give_up(self, id_: str, state: MessageState, failure: MessageFailure | None = None) -> None:
        """End a running message without a new answer; one that it had before stays.

        Args:
            id_: Which; one that is not running stays as it is.
            state: How it ended.
            failure: Why, where there is more to say.
        """
        with self._writer.begin() as connection:
            _give_up(connection, [id_], state, failure)

    def interrupt_all(self) -> int:
        """End the messages that a server left running when it died; return how many."""
        query = select(MessageRow.id).where(MessageRow.state == MessageState.RUNNING)
        with self._writer.begin() as connection:
            left = list(connection.scalars(query))
            _give_up(connection, left, MessageState.INTERRUPTED, INTERRUPTED)
        return len(left)


def _begin(connection: Connection, reader: Reader, conversation_id: str, moment: str) -> Row[bool]:
    """Return a conversation in which a question may begin, and bring it to the top."""
    # Locked, so that of two questions at a time the second one sees the first.
    wanted = select(ConversationRow.is_named).where(*_is_own(reader, conversation_id))
    row = connection.execute(wanted.with_for_update()).first()
    if row is None:
        raise _no_conversation()
    running = select(MessageRow.id).where(
        MessageRow.conversation_id == conversation_id, MessageRow.state == MessageState.RUNNING
    )
    if connection.scalar(running) is not None:
        raise ConversationBusyError(
            "这个对话里还有一个问题正在回答。", hint="请等它答完，或先点“停止”，再问下一个。"
        )
    connection.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(updated_at=moment)
    )
    return row


def _give_up(
    connection: Connection, ids: list[str], state: MessageState, failure: MessageFailure | None
) -> None:
    query = select(MessageRow.id, MessageRow.answer).where(
        MessageRow.id.in_(ids), MessageRow.state == MessageState.RUNNING
    )
    for row in connection.execute(query).all():
        connection.execute(
            update(MessageRow)
            .where(MessageRow.id == row.id)
            .values(
                state=MessageState.ANSWERED if row.answer else state,
                failure=failure.model_dump() if failure else null(),
            )
        )


def _is_own(reader: Reader, id_: str) -> tuple[Any, ...]:
    return (ConversationRow.id == id_, ConversationRow.account_id == reader.account.id)


def _no_conversation() -> NotFoundError:
    return NotFoundError("没有这个对话。", hint="它可能已被删除，请刷新对话列表。")


def _select_infos() -> Select[Any]:
    messages = (
        select(func.count())
        .select_from(MessageRow)
        .where(MessageRow.conversation_id == ConversationRow.id)
        .scalar_subquery()
    )
    return select(
        ConversationRow.id,
        ConversationRow.title,
        ConversationRow.created_at,
        ConversationRow.updated_at,
        messages.label("messages"),
    )


def _info(row: Row[Any]) -> ConversationInfo:
    return ConversationInfo(**row._mapping)


def _select_messages() -> Select[Any]:
    return (
        select(
            *MessageRow.__table__.columns,
            FeedbackRow.verdict,
            FeedbackRow.reason,
            FeedbackRow.comment,
            EnquiryRow.id.label("enquiry_id"),
        )
        .join(ConversationRow)
        .outerjoin(FeedbackRow, FeedbackRow.message_id == MessageRow.id)
        .outerjoin(EnquiryRow, EnquiryRow.message_id == MessageRow.id)
        .order_by(MessageRow.ordinal)
    )


def _message(row: Row[Any]) -> Message:
    is_answered = row.state == MessageState.ANSWERED
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        question=row.question,
        filters=Filters.model_validate(row.filters),
        state=MessageState(row.state),
        answer=Answer.model_validate(row.answer) if is_answered else None,
        failure=MessageFailure.model_validate(row.failure) if row.failure else None,
        feedback=Feedback(verdict=row.verdict, reason=row.reason, comment=row.comment)
        if row.verdict
        else None,
        enquiry_id=row.enquiry_id,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )
