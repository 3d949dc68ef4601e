"""What learners were asked, what they answered, and what that is worth.

An answer is marked when it is kept, so an attempt whose time is over needs no work: it is counted
as submitted from then on, by whoever looks next.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import AttemptClosedError, AttemptRefusedError, WrongUseError
from assistant.learning.asking import Posed
from assistant.learning.marking import NOTHING, Mark, find_fault, mark, mark_by_hand
from assistant.learning.schema import (
    AttemptState,
    Disclosure,
    Learner,
    NewMark,
    NewReply,
    Phase,
    RefusedReply,
    Reply,
    Test,
)
from assistant.learning.tables import AskedItemRow, AskedRow, AttemptRow, TestRow
from assistant.learning.tests import phase_of, read_test
from assistant.learning.timing import after, due, in_words, read_moment
from assistant.learning.wording import in_points
from assistant.moments import now
from assistant.quiz.schema import Item, ItemKind
from ingest.errors import NotFoundError

# Over a broken line the last answers may come so much later.
GRACE = timedelta(minutes=1)

# Databases bound the number of parameters of one statement.
_IDS_PER_QUERY = 500

Fields = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A question of an attempt, with its answer."""

    number: int
    posed: Posed
    reply: Reply
    mark: Mark


@dataclass(frozen=True)
class Sitting:
    """An attempt as it is kept, keys and all; `telling` decides what leaves."""

    id: str
    test: Test | None
    """None for practice."""

    ordinal: int
    account_id: str
    learner: str
    department: str
    name: str
    libraries: tuple[str, ...]
    state: AttemptState
    started_at: str
    due_at: str
    submitted_at: str
    questions: tuple[Kept, ...]

    @property
    def disclosure(self) -> Disclosure:
        """When the learner sees what was right."""
        return self.test.disclosure if self.test else Disclosure.AT_ONCE

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.state is AttemptState.OPEN


@dataclass(frozen=True)
class SavedReplies:
    """What became of answers that were sent."""

    numbers: tuple[int, ...]
    """Of the questions that were sent, but for those refused."""

    refused: tuple[RefusedReply, ...]


@dataclass(frozen=True)
class Tally:
    """How far a test is."""

    learners: int
    """Who began."""

    submitted: int
    """Attempts."""

    to_mark: int
    """Short answers that nobody has marked."""


class Attempts:
    """Keeps attempts; one per process, for any number of threads.

    Args:
        engine: The database, with the tables of learning in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    # --- Beginning --------------------------------------------------------------------------

    def begin_test(self, learner: Learner, test: Test, posed: Sequence[Posed], *, id_: str) -> str:
        """Begin a test, and return the id of the attempt; of the open one, where there is one.

        Args:
            learner: Who takes it.
            test: Which.
            posed: The questions.
            id_: Of the new attempt.

        Raises:
            AttemptRefusedError: it has not begun, is over, or was taken often enough.
        """
        self.settle()
        try:
            with self._writer.begin() as connection:
                own = _attempts_at(connection, test, learner)
                if open_id := _open_one(own):
                    return open_id
                moment = now()
                _check_may_begin(test, len(own), moment)
                _write(
                    connection,
                    learner,
                    posed,
                    id=id_,
                    test_id=test.id,
                    ordinal=len(own) + 1,
                    name=test.name,
                    started_at=moment,
                    due_at=due(moment, test.minutes, test.closes_at),
                )
            return id_
        except IntegrityError:
            # On a server two requests may find that there is none; the first one made it.
            with self._engine.connect() as connection:
                open_id = _open_one(_attempts_at(connection, test, learner))
            if not open_id:
                raise
            return open_id

    def begin_practice(
        self, learner: Learner, posed: Sequence[Posed], *, id_: str, name: str
    ) -> None:
        """Begin to practise; what was right is told at once."""
        with self._writer.begin() as connection:
            _write(
                connection,
                learner,
                posed,
                id=id_,
                test_id=None,
                ordinal=1,
                name=name,
                started_at=now(),
                due_at="",
            )

    # --- Answering --------------------------------------------------------------------------

    def save(self, sitting: Sitting, replies: Sequence[NewReply]) -> SavedReplies:
        """Keep answers; sent again they change nothing, and of two the later one stays.

        Of an answer that cannot be one, or comes after its key was told, it is said why; the
        others are kept.

        Raises:
            AttemptClosedError: it was submitted, or its time is over, and something would change.
        """
        self.settle()
        moment = now()
        refused: list[RefusedReply] = []
        with self._writer.begin() as connection:
            # Locked, so that of two requests at a time the second one sees the first.
            query = select(AttemptRow.state, AttemptRow.due_at).where(AttemptRow.id == sitting.id)
            row = connection.execute(query.with_for_update()).one()
            is_late = bool(row.due_at) and moment > row.due_at
            there = _replies(connection, sitting.id)
            by_number = {kept.number: kept for kept in sitting.questions}
            for sent in map(_without_blanks, replies):
                old = there.get(sent.number)
                if old is not None and old.answer == sent.answer:
                    continue
                if row.state != AttemptState.OPEN:
                    raise _closed()
                fault = _find_fault(sitting, by_number.get(sent.number), old, sent)
                if fault:
                    refused.append(RefusedReply(number=sent.number, message=fault))
                    continue
                saved_at = min(read_moment(sent.saved_at), moment) if sent.saved_at else moment
                assert old is not None
                if saved_at < old.saved_at:
                    continue
                new = Reply(
                    number=sent.number, answer=sent.answer, saved_at=saved_at, is_late=is_late
                )
                _write_reply(connection, sitting.id, by_number[sent.number].posed, new)
                there[sent.number] = new
        wrong = {each.number for each in refused}
        numbers = dict.fromkeys(each.number for each in replies if each.number not in wrong)
        return SavedReplies(tuple(numbers), tuple(refused))

    def submit(self, attempt_id: str) -> None:
        """End an attempt; one that is ended stays as it is."""
        self.settle()
        with self._writer.begin() as connection:
            connection.execute(
                update(AttemptRow)
                .where(AttemptRow.id == attempt_id, AttemptRow.state == AttemptState.OPEN)
                .values(state=AttemptState.SUBMITTED.value, submitted_at=now())
            )

    def settle(self) -> None:
        """Submit the attempts whose time is over."""
        overdue = (
            AttemptRow.state == AttemptState.OPEN,
            AttemptRow.due_at != "",
            AttemptRow.due_at < after(now(), -GRACE),
        )
        with self._engine.connect() as connection:
            if not connection.scalar(select(func.count()).select_from(AttemptRow).where(*overdue)):
                return
        with self._writer.begin() as connection:
            connection.execute(
                update(AttemptRow)
                .where(*overdue)
                .values(state=AttemptState.SUBMITTED.value, submitted_at=AttemptRow.due_at)
            )

    def give_marks(self, sitting: Sitting, marks: Sequence[NewMark], *, by: str) -> None:
        """Keep what a person gives for short answers, all of it or nothing.

        Raises:
            WrongUseError: the attempt is not submitted, or something is no short answer or worth
                less than is given.
        """
        if sitting.is_open:
            raise WrongUseError("还没有交卷，不能批改。", hint="请等交卷后再批改。")
        by_number = {kept.number: kept for kept in sitting.questions}
        for each in marks:
            kept = by_number.get(each.number)
            if kept is None or kept.posed.question.kind is not ItemKind.SHORT_ANSWER:
                raise WrongUseError(
                    f"第 {each.number} 题不是简答题，不用批改。", hint="请刷新待批改的列表。"
                )
            if each.points > kept.posed.points:
                raise WrongUseError(
                    f"第 {each.number} 题最多 {in_points(kept.posed.points)}。",
                    hint="请改小给分后再保存。",
                )
        with self._writer.begin() as connection:
            for each in marks:
                given = mark_by_hand(by_number[each.number].posed.points, each.points)
                connection.execute(
                    update(AskedRow)
                    .where(AskedRow.attempt_id == sitting.id, AskedRow.number == each.number)
                    .values(**_mark_fields(given), marked_by=by)
                )

    # --- Reading ----------------------------------------------------------------------------

    def tallies(self) -> dict[str, Tally]:
        """Return how far each test is that somebody has begun, by its id."""
        self.settle()
        is_submitted = AttemptRow.state == AttemptState.SUBMITTED
        people = (
            select(
                AttemptRow.test_id,
                func.count(AttemptRow.account_id.distinct()),
                func.count().filter(is_submitted),
            )
            .where(AttemptRow.test_id.is_not(None))
            .group_by(AttemptRow.test_id)
        )
        unmarked = (
            select(AttemptRow.test_id, func.count())
            .join(AskedRow, AskedRow.attempt_id == AttemptRow.id)
            .where(AttemptRow.test_id.is_not(None), is_submitted, AskedRow.is_right.is_(None))
            .group_by(AttemptRow.test_id)
        )
        with self._engine.connect() as connection:
            to_mark: dict[Any, int] = {row[0]: row[1] for row in connection.execute(unmarked)}
            return {
                str(row[0]): Tally(row[1], row[2], to_mark.get(row[0], 0))
                for row in connection.execute(people)
            }

    def states_of(self, learner: Learner) -> dict[str, list[AttemptState]]:
        """Return how far a learner's attempts are, by the ids of the tests."""
        self.settle()
        query = select(AttemptRow.test_id, AttemptRow.state).where(
            AttemptRow.account_id == learner.id, AttemptRow.test_id.is_not(None)
        )
        found: dict[str, list[AttemptState]] = {}
        with self._engine.connect() as connection:
            for test_id, state in connection.execute(query):
                found.setdefault(str(test_id), []).append(AttemptState(state))
        return found

    def get(
        self, attempt_id: str, *, account_id: str | None, libraries: AbstractSet[str] | None
    ) -> Sitting:
        """Return an attempt.

        Args:
            attempt_id: Which.
            account_id: Whose it has to be; None for anybody's.
            libraries: Those the reader may see; None for every one.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        found = self.find(account_id=account_id, libraries=libraries, ids=[attempt_id])
        if not found:
            raise NotFoundError("没有这次作答。", hint="它可能不是您的，请回到“学习”重新打开。")
        return found[0]

    def find(
        self,
        *,
        libraries: AbstractSet[str] | None,
        account_id: str | None = None,
        test_ids: Collection[str] | None = None,
        ids: Collection[str] | None = None,
    ) -> list[Sitting]:
        """Return attempts with all their questions, the last begun first.

        Args:
            libraries: Those the reader may see; None for every one.
            account_id: Whose; None for anybody's.
            test_ids: At which tests; None for any, and practice.
            ids: Which; None for all.
        """
        self.settle()
        wanted = [] if account_id is None else [AttemptRow.account_id == account_id]
        if test_ids is not None:
            wanted.append(AttemptRow.test_id.in_(test_ids))
        if ids is not None:
            wanted.append(AttemptRow.id.in_(ids))
        query = (
            select(AttemptRow, *(column.label(f"of_{column.name}") for column in _TEST_COLUMNS))
            .outerjoin(TestRow, TestRow.id == AttemptRow.test_id)
            .where(*wanted)
            .order_by(AttemptRow.started_at.desc(), AttemptRow.id)
        )
        with self._engine.connect() as connection:
            rows = [
                row
                for row in connection.execute(query)
                if libraries is None or libraries >= set(row.libraries)
            ]
            questions = _questions(connection, [row.id for row in rows])
        return [_read_sitting(row, questions.get(row.id, [])) for row in rows]


# --- Beginning and answering --------------------------------------------------------------------


def _attempts_at(connection: Connection, test: Test, learner: Learner) -> dict[str, AttemptState]:
    query = select(AttemptRow.id, AttemptRow.state).where(
        AttemptRow.test_id == test.id, AttemptRow.account_id == learner.id
    )
    return {row.id: AttemptState(row.state) for row in connection.execute(query)}


def _open_one(attempts: dict[str, AttemptState]) -> str:
    return next((id_ for id_, state in attempts.items() if state is AttemptState.OPEN), "")


def _check_may_begin(test: Test, begun: int, moment: str) -> None:
    phase = phase_of(test, moment)
    if phase is Phase.COMING:
        raise AttemptRefusedError(
            f"测试还没有开始，{in_words(test.opens_at)}开始。", hint="请到时再来。"
        )
    if phase is Phase.PAST:
        raise AttemptRefusedError(
            f"测试已经在{in_words(test.closes_at)}结束。",
            hint="需要补考的，请联系出题的培训员。",
        )
    if begun >= test.attempts:
        raise AttemptRefusedError(
            f"这个测试每人可以作答 {test.attempts} 次，您已经用完。",
            hint="可以在“学习”里查看成绩和错题。",
        )


def _write(connection: Connection, learner: Learner, posed: Sequence[Posed], **fields: Any) -> None:
    connection.execute(
        insert(AttemptRow).values(
            account_id=learner.id,
            learner=learner.name,
            department=learner.department,
            libraries=sorted({each.item.library for each in posed}),
            state=AttemptState.OPEN.value,
            submitted_at="",
            **fields,
        )
    )
    ids = _keep_items(connection, [each.item for each in posed])
    rows = [
        {
            "attempt_id": fields["id"],
            "number": number,
            "asked_item_id": ids[each.item.id],
            "item_id": each.item.id,
            "part": each.part,
            "options_order": list(each.order),
            "points": str(each.points),
            "answer": [],
            "saved_at": "",
            "is_late": False,
            "marked_by": "",
            **_mark_fields(NOTHING),
        }
        for number, each in enumerate(posed, start=1)
    ]
    connection.execute(insert(AskedRow), rows)


def _keep_items(connection: Connection, items: Iterable[Item]) -> dict[str, str]:
    """Keep items as they are now, each once, and return the ids of what is kept by their own."""
    contents = {item.id: item.model_dump_json() for item in items}
    ids = {
        item_id: hashlib.sha256(content.encode()).hexdigest()[:32]
        for item_id, content in contents.items()
    }
    wanted = {ids[item_id]: content for item_id, content in contents.items()}
    there: set[str] = set()
    for some in _batches(list(wanted)):
        there.update(connection.scalars(select(AskedItemRow.id).where(AskedItemRow.id.in_(some))))
    new = [{"id": id_, "item": text} for id_, text in wanted.items() if id_ not in there]
    if new:
        connection.execute(insert(AskedItemRow), new)
    return ids


def _replies(connection: Connection, attempt_id: str) -> dict[int, Reply]:
    query = select(AskedRow.number, AskedRow.answer, AskedRow.saved_at, AskedRow.is_late).where(
        AskedRow.attempt_id == attempt_id
    )
    return {row.number: Reply(**row._mapping) for row in connection.execute(query)}


def _find_fault(sitting: Sitting, kept: Kept | None, old: Reply | None, sent: NewReply) -> str:
    if kept is None or old is None:
        return f"没有第 {sent.number} 题。"
    if sitting.disclosure is Disclosure.AT_ONCE and old.answer:
        return "这道题已经告诉过答案，不能再改。"
    return find_fault(kept.posed.question, sent.answer)


def _without_blanks(sent: NewReply) -> NewReply:
    """Return an answer in which nothing is written as no answer."""
    is_given = any(each.strip() for each in sent.answer)
    return sent if is_given else sent.model_copy(update={"answer": ()})


def _write_reply(connection: Connection, attempt_id: str, posed: Posed, reply: Reply) -> None:
    worth = mark(posed.question, reply.answer, posed.points)
    connection.execute(
        update(AskedRow)
        .where(AskedRow.attempt_id == attempt_id, AskedRow.number == reply.number)
        .values(
            answer=list(reply.answer),
            saved_at=reply.saved_at,
            is_late=reply.is_late,
            **_mark_fields(worth),
        )
    )


def _mark_fields(worth: Mark) -> Fields:
    earned = None if worth.earned is None else str(worth.earned)
    return {"is_right": worth.is_right, "earned": earned}


def _closed() -> AttemptClosedError:
    return AttemptClosedError(
        "已经交卷，或者时间已到，不能再改答案。", hint="之前保存的答案都在，已经计入成绩。"
    )


# --- Reading ------------------------------------------------------------------------------------

_TEST_COLUMNS = tuple(TestRow.__table__.columns)


def _questions(connection: Connection, ids: Sequence[str]) -> dict[str, list[Kept]]:
    """Return the questions of attempts in their order, by the attempts' ids."""
    rows: list[Row[Any]] = []
    for some in _batches(ids):
        query = (
            select(*AskedRow.__table__.columns)
            .where(AskedRow.attempt_id.in_(some))
            .order_by(AskedRow.attempt_id, AskedRow.number)
        )
        rows += connection.execute(query)
    items: dict[str, Item] = {}
    for some in _batches(list({row.asked_item_id for row in rows})):
        asked = select(AskedItemRow.id, AskedItemRow.item).where(AskedItemRow.id.in_(some))
        items.update(
            (row.id, Item.model_validate_json(row.item)) for row in connection.execute(asked)
        )
    found: dict[str, list[Kept]] = {}
    for row in rows:
        found.setdefault(row.attempt_id, []).append(_read_kept(row, items[row.asked_item_id]))
    return found


def _read_kept(row: Row[Any], item: Item) -> Kept:
    return Kept(
        number=row.number,
        posed=Posed(item, row.part, tuple(row.options_order), Decimal(row.points)),
        # What was checked before it was kept; statistics read tens of thousands.
        reply=Reply.model_construct(
            number=row.number, answer=tuple(row.answer), saved_at=row.saved_at, is_late=row.is_late
        ),
        mark=Mark(row.is_right, None if row.earned is None else Decimal(row.earned)),
    )


def _read_sitting(row: Row[Any], questions: Sequence[Kept]) -> Sitting:
    columns = row._mapping
    test = {column.name: columns[f"of_{column.name}"] for column in _TEST_COLUMNS}
    return Sitting(
        id=row.id,
        test=read_test(test) if row.test_id else None,
        ordinal=row.ordinal,
        account_id=row.account_id,
        learner=row.learner,
        department=row.department,
        name=row.name,
        libraries=tuple(row.libraries),
        state=AttemptState(row.state),
        started_at=row.started_at,
        due_at=row.due_at,
        submitted_at=row.submitted_at,
        questions=tuple(questions),
    )


def new_attempt_id() -> str:
    """Return an id for an attempt, which also decides the order of what it asks."""
    return uuid4().hex


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + _IDS_PER_QUERY] for at in range(0, len(ids), _IDS_PER_QUERY))
