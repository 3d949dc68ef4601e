"""Questions that the library could not answer, filed for its keeper."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, Row, Select, insert, or_, select, true, update

from assistant.chain.history import complete_question
from assistant.errors import WrongUseError
from assistant.moments import now
from assistant.office.conversations import Conversations
from assistant.office.schema import Enquiry, EnquiryState, Message, Permission, Reader
from assistant.office.tables import AccountRow, EnquiryRow
from ingest.errors import NotFoundError


class Enquiries:
    """Keeps what keepers were asked; an enquiry outlives the conversation it comes from.

    Its asker sees it, and every keeper who may see the library it was asked of.

    Args:
        engine: The database.
        conversations: Knows whose message is whose.
    """

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._conversations = conversations

    def file(self, reader: Reader, message_id: str, note: str) -> Message:
        """File the question of a message; while it is open, a new note takes the old one's place.

        A follow-up is filed so that it can be understood alone.

        Raises:
            NotFoundError: there is no such message, or it is somebody else's.
            WrongUseError: the keeper has replied already.
        """
        message = self._conversations.message(reader, message_id)
        history = self._conversations.history(reader, message)
        with self._writer.begin() as connection:
            filed = connection.execute(
                select(EnquiryRow.id, EnquiryRow.state).where(EnquiryRow.message_id == message_id)
            ).first()
            if filed is None:
                connection.execute(
                    insert(EnquiryRow).values(
                        id=uuid4().hex,
                        account_id=reader.account.id,
                        message_id=message_id,
                        question=complete_question(message.question, history),
                        note=note,
                        library=_library_of(message),
                        state=EnquiryState.OPEN,
                        reply="",
                        replied_by="",
                        asked_at=now(),
                    )
                )
            elif filed.state == EnquiryState.OPEN:
                connection.execute(
                    update(EnquiryRow).where(EnquiryRow.id == filed.id).values(note=note)
                )
            else:
                raise WrongUseError(
                    "资料员已经处理了这个问题。",
                    hint="请在“我的求助”中查看答复；还有疑问时，请另提一个问题。",
                )
        return self._conversations.message(reader, message_id)

    def list(self, reader: Reader, *, state: EnquiryState | None = None) -> list[Enquiry]:
        """Return the enquiries a reader may see, the newest first.

        Args:
            reader: A keeper sees those of their libraries, everybody their own.
            state: Only these.
        """
        query = _select_enquiries().where(_is_visible(reader))
        if state is not None:
            query = query.where(EnquiryRow.state == state)
        query = query.order_by(EnquiryRow.asked_at.desc(), EnquiryRow.id)
        with self._engine.connect() as connection:
            return [_enquiry(row) for row in connection.execute(query)]

    def read(self, reader: Reader, id_: str) -> Enquiry:
        """Return one enquiry.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        query = _select_enquiries().where(EnquiryRow.id == id_, _is_visible(reader))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFoundError("没有这条求助。", hint="它可能已被删除，请刷新列表。")
        return _enquiry(row)

    def answer(self, keeper: Reader, id_: str, *, state: EnquiryState, reply: str) -> Enquiry:
        """Keep a keeper's reply, which the asker sees.

        Args:
            keeper: Who replies; must have the permission to keep.
            id_: Raises as `read` does.
            state: An answered enquiry needs a reply; an open one may be closed without.
            reply: In Chinese.

        Raises:
            WrongUseError: it is to be answered without a reply.
        """
        self.read(keeper, id_)
        if state is EnquiryState.ANSWERED and not reply:
            raise WrongUseError(
                "没有填写答复。", hint="请写明答复后再提交；不需要答复时，请选“关闭”。"
            )
        with self._writer.begin() as connection:
            connection.execute(
                update(EnquiryRow)
                .where(EnquiryRow.id == id_)
                .values(
                    state=state,
                    reply=reply,
                    replied_by="" if state is EnquiryState.OPEN else keeper.account.name,
                    replied_at=None if state is EnquiryState.OPEN else now(),
                )
            )
        return self.read(keeper, id_)


def _library_of(message: Message) -> str | None:
    """Return the library whose keepers a question is for; None for all of them.

    One that was answered from a single library is nothing to those who may not see it.
    """
    if message.filters.library or message.answer is None:
        return message.filters.library
    cited = {citation.document_id for citation in message.answer.citations}
    libraries = {hit.document.library for hit in message.answer.hits if hit.document.id in cited}
    return libraries.pop() if len(libraries) == 1 else None


def _is_visible(reader: Reader) -> Any:
    is_own = EnquiryRow.account_id == reader.account.id
    if Permission.KEEP not in reader.permissions:
        return is_own
    if reader.libraries is None:
        return true()
    return or_(is_own, EnquiryRow.library.is_(None), EnquiryRow.library.in_(reader.libraries))


def _select_enquiries() -> Select[Any]:
    own = [each for each in EnquiryRow.__table__.columns if each.name in Enquiry.model_fields]
    return select(*own, AccountRow.name.label("asker"), AccountRow.department).join(AccountRow)


def _enquiry(row: Row[Any]) -> Enquiry:
    return Enquiry.model_validate(dict(row._mapping))
