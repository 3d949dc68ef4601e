"""The tests that trainers set."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, exists, func, insert, select, update

from assistant.errors import WrongUseError
from assistant.learning.schema import AttemptState, NewTest, Paper, Phase, Test
from assistant.learning.tables import AttemptRow, TestRow
from assistant.learning.timing import due, read_moment
from assistant.learning.visibility import visible
from assistant.moments import now
from ingest.errors import NotFoundError


class Tests:
    """Keeps tests; one per process, for any number of threads.

    Args:
        engine: The database, with the tables of learning in it.
    """

    __test__ = False  # not one of pytest's

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def add(self, new: NewTest, paper: Paper, *, by: str) -> Test:
        """Set a test, and return it.

        Args:
            new: What was decided.
            paper: What it asks.
            by: Username.

        Raises:
            WrongUseError: a moment cannot be read, or it would end before it begins.
        """
        values = _checked(new)
        id_ = uuid4().hex
        with self._writer.begin() as connection:
            connection.execute(
                insert(TestRow).values(
                    id=id_,
                    library=paper.blueprint.library,
                    created_at=now(),
                    created_by=by,
                    **values,
                )
            )
        return self.get(id_, libraries=None)

    def list(self, *, libraries: AbstractSet[str] | None) -> list[Test]:
        """Return the tests of some libraries, the last to end first."""
        query = (
            select(TestRow)
            .where(*visible(TestRow.library, libraries))
            .order_by(TestRow.closes_at.desc(), TestRow.id)
        )
        with self._engine.connect() as connection:
            return [read_test(row._mapping) for row in connection.execute(query)]

    def get(self, test_id: str, *, libraries: AbstractSet[str] | None) -> Test:
        """Return a test.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        query = select(TestRow).where(TestRow.id == test_id, *visible(TestRow.library, libraries))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise no_test()
        return read_test(row._mapping)

    def change(self, test: Test, new: NewTest, paper: Paper) -> Test:
        """Put something else in place of what was decided of a test, and return it.

        Who is at it has as much time as the new decision gives.

        Raises:
            WrongUseError: as `add`; or somebody has begun, and the paper would be another one.
        """
        values = _checked(new)
        with self._writer.begin() as connection:
            if new.paper_id != test.paper_id and connection.scalar(_count_attempts(test)):
                raise WrongUseError(
                    "已经有人开始作答，不能再换试卷。",
                    hint="请保留原来的试卷，另外新建一个测试。",
                )
            connection.execute(
                update(TestRow)
                .where(TestRow.id == test.id)
                .values(library=paper.blueprint.library, **values)
            )
            self._set_due(connection, test.id, values)
        return self.get(test.id, libraries=None)

    def _set_due(self, connection: Connection, test_id: str, values: Mapping[str, Any]) -> None:
        is_open = (AttemptRow.test_id == test_id, AttemptRow.state == AttemptState.OPEN)
        query = select(AttemptRow.id, AttemptRow.started_at).where(*is_open)
        for row in connection.execute(query).all():
            moment = due(row.started_at, values["minutes"], values["closes_at"])
            connection.execute(
                update(AttemptRow).where(AttemptRow.id == row.id).values(due_at=moment)
            )

    def delete(self, test: Test) -> None:
        """Remove a test that nobody has begun.

        Raises:
            WrongUseError: somebody has.
        """
        with self._writer.begin() as connection:
            begun = connection.scalar(_count_attempts(test))
            if begun:
                raise WrongUseError(
                    f"已经有 {begun} 人次作答，不能删除这个测试。",
                    hint="成绩要保留；不想再让人作答的，可以把结束时间改为现在。",
                )
            unused = ~exists().where(AttemptRow.test_id == TestRow.id)
            connection.execute(delete(TestRow).where(TestRow.id == test.id, unused))


def phase_of(test: Test, moment: str) -> Phase:
    """Return where a test stands at a moment."""
    if moment < test.opens_at:
        return Phase.COMING
    return Phase.OPEN if moment < test.closes_at else Phase.PAST


def read_test(columns: Mapping[Any, Any]) -> Test:
    """Return the test of a row."""
    return Test.model_validate({name: columns[name] for name in Test.model_fields})


def no_test() -> NotFoundError:
    """Return the error that tells of a test that is not there, or not for the reader."""
    return NotFoundError("没有这个测试。", hint="它可能已被删除，请刷新测试列表。")


def _count_attempts(test: Test) -> Any:
    return select(func.count()).select_from(AttemptRow).where(AttemptRow.test_id == test.id)


def _checked(new: NewTest) -> dict[str, Any]:
    opens_at, closes_at = read_moment(new.opens_at), read_moment(new.closes_at)
    if closes_at <= opens_at:
        raise WrongUseError("结束时间不晚于开始时间。", hint="请把结束时间改晚一些。")
    departments = tuple(dict.fromkeys(filter(None, map(str.strip, new.departments))))
    return {
        **new.model_dump(mode="json"),
        "name": new.name.strip() or "测试",
        "departments": departments,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
