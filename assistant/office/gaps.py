"""The gap radar: what people asked that the library could not answer well, by topic."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, or_, select

from assistant.chain.history import REMEMBERED_TURNS, complete_question
from assistant.moments import from_now
from assistant.office.schema import (
    EnquiryState,
    FeedbackReason,
    Gap,
    GapQuestion,
    MessageState,
    Reader,
    Verdict,
)
from assistant.office.tables import ConversationRow, EnquiryRow, FeedbackRow, MessageRow
from assistant.office.topics import Topics, name_topic
from assistant.office.withholding import sources_of
from assistant.schema import Answer, AnswerStatus, Turn
from ingest.library import Store
from ingest.tokenizing import fold

Kind = Literal["enquiry", "bad", "refused"]

# What says most of a question that was asked in several ways stands first.
_WEIGHTIEST: tuple[Kind, ...] = ("enquiry", "bad", "refused")

# More are not grouped while somebody waits; the older ones are left out.
MOST_QUESTIONS = 1000
NEAREST = 3


@dataclass(frozen=True)
class _Asked:
    """One question that was asked once."""

    question: str
    """As it can be understood alone."""

    kind: Kind
    reason: FeedbackReason
    asked_at: str
    account_id: str
    documents: frozenset[str]
    """Ids of those that came nearest."""


class GapRadar:
    """Tells a keeper what the library lacks; who asked is told to nobody.

    Args:
        engine: The database.
        store: The library, and the model that says which questions are alike.
    """

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._store.embedder)

    def find(self, keeper: Reader, *, days: int) -> list[Gap]:
        """Return the topics of refused questions, bad answers and open enquiries.

        Left out is what was asked of a library that the keeper may not see, or answered from it.

        Args:
            keeper: Who wants to know.
            days: How far back to look.

        Returns:
            The topic that most people asked about first.
        """
        since = from_now(timedelta(days=-days))
        with self._engine.connect() as connection:
            asked = [*self._enquiries(connection, keeper, since)]
            asked += self._messages(connection, keeper, since)
        alike: dict[str, list[_Asked]] = defaultdict(list)
        for each in sorted(asked, key=lambda each: each.asked_at, reverse=True):
            alike[fold(each.question).rstrip("?？。")].append(each)
        same = list(alike.values())[:MOST_QUESTIONS]
        groups = self._topics.group([first.question for first, *_ in same])
        gaps = [self._gap(keeper, [same[index] for index in group]) for group in groups]
        # A stable sort: among equals, what was asked last stands first.
        return sorted(gaps, key=lambda gap: (gap.askers, len(gap.questions)), reverse=True)

    def _gap(self, keeper: Reader, same: Sequence[Sequence[_Asked]]) -> Gap:
        asked = [each for group in same for each in group]
        return Gap(
            topic=name_topic([first.question for first, *_ in same]),
            askers=len({each.account_id for each in asked}),
            questions=tuple(_question(group) for group in same),
            nearest=self._nearest(keeper, asked),
        )

    def _nearest(self, keeper: Reader, asked: Sequence[_Asked]) -> tuple[str, ...]:
        """Return the titles of the documents that came nearest most often."""
        counts = Counter(sorted(id_ for each in asked for id_ in each.documents))
        known = self._store.library.get_documents(counts)
        titles = [
            known[id_].metadata.title or known[id_].file
            for id_, _ in counts.most_common()
            if id_ in known and _may_see(keeper, known[id_].library)
        ]
        return tuple(dict.fromkeys(titles))[:NEAREST]

    def _enquiries(self, connection: Connection, keeper: Reader, since: str) -> Iterator[_Asked]:
        query = (
            select(
                EnquiryRow.question,
                EnquiryRow.library,
                EnquiryRow.asked_at,
                EnquiryRow.account_id,
                MessageRow.answer,
            )
            .outerjoin(MessageRow, MessageRow.id == EnquiryRow.message_id)
            .where(EnquiryRow.state == EnquiryState.OPEN, EnquiryRow.asked_at >= since)
        )
        for row in connection.execute(query):
            if _may_see(keeper, row.library):
                yield _Asked(
                    question=row.question,
                    kind="enquiry",
                    reason=FeedbackReason.NONE,
                    asked_at=row.asked_at,
                    account_id=row.account_id,
                    documents=_documents(row.answer),
                )

    def _messages(self, connection: Connection, keeper: Reader, since: str) -> Iterator[_Asked]:
        """Yield what was answered badly or not at all, but for what the keeper was asked too."""
        status = MessageRow.answer["status"].as_string()
        query = (
            select(
                *MessageRow.__table__.columns,
                ConversationRow.account_id,
                FeedbackRow.verdict,
                FeedbackRow.reason,
            )
            .join(ConversationRow)
            .outerjoin(FeedbackRow)
            .outerjoin(
                EnquiryRow,
                and_(EnquiryRow.message_id == MessageRow.id, EnquiryRow.state == EnquiryState.OPEN),
            )
            .where(
                EnquiryRow.id.is_(None),
                MessageRow.asked_at >= since,
                MessageRow.state == MessageState.ANSWERED,
                or_(
                    status == AnswerStatus.INSUFFICIENT_EVIDENCE,
                    FeedbackRow.verdict == Verdict.BAD,
                ),
            )
        )
        for row in connection.execute(query).all():
            if _may_see(keeper, row.filters.get("library")) and self._may_know(keeper, row.answer):
                is_bad = row.verdict == Verdict.BAD
                yield _Asked(
                    question=complete_question(
                        row.question, _turns_before(connection, keeper, row)
                    ),
                    kind="bad" if is_bad else "refused",
                    reason=FeedbackReason(row.reason) if is_bad else FeedbackReason.NONE,
                    asked_at=row.asked_at,
                    account_id=row.account_id,
                    documents=_documents(row.answer),
                )

    def _may_know(self, keeper: Reader, answer: dict[str, Any]) -> bool:
        """Return whether a keeper may see what was cited: the question may well name it."""
        cited = {each.document_id for each in Answer.model_validate(answer).citations}
        known = self._store.library.get_documents(cited)
        return all(_may_see(keeper, document.library) for document in known.values())


def _turns_before(connection: Connection, keeper: Reader, message: Any) -> list[Turn]:
    """Return the questions before a message that a keeper may know, the oldest first."""
    if message.ordinal == 0:
        return []
    query = (
        select(MessageRow.question, MessageRow.filters)
        .where(
            MessageRow.conversation_id == message.conversation_id,
            MessageRow.ordinal < message.ordinal,
        )
        .order_by(MessageRow.ordinal.desc())
        .limit(REMEMBERED_TURNS)
    )
    rows = [
        row for row in connection.execute(query) if _may_see(keeper, row.filters.get("library"))
    ]
    return [Turn(question=row.question, answer="") for row in reversed(rows)]


def _question(same: Sequence[_Asked]) -> GapQuestion:
    """Return one question for all the times that it was asked."""
    weightiest = min(same, key=lambda each: _WEIGHTIEST.index(each.kind))
    return GapQuestion(
        question=same[0].question,
        kind=weightiest.kind,
        reason=weightiest.reason,
        asked_at=same[0].asked_at,
        count=len(same),
    )


def _documents(answer: dict[str, Any] | None) -> frozenset[str]:
    return frozenset(sources_of(Answer.model_validate(answer))) if answer else frozenset()


def _may_see(keeper: Reader, library: str | None) -> bool:
    return library is None or keeper.libraries is None or library in keeper.libraries
