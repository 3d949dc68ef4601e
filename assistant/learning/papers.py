"""The papers that were made."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import Engine, Row, delete, func, insert, select, update

from assistant.errors import WrongUseError
from assistant.learning.schema import Blueprint, Paper, PaperInfo, PaperItem
from assistant.learning.tables import PaperRow, TestRow
from assistant.learning.visibility import visible
from assistant.moments import now
from ingest.errors import NotFoundError


class Papers:
    """Keeps papers; one per process, for any number of threads.

    Args:
        engine: The database, with the tables of learning in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def add(self, blueprint: Blueprint, items: Sequence[PaperItem], *, id_: str, by: str) -> None:
        """Keep a paper.

        Args:
            blueprint: By which it was made.
            items: As version A asks them.
            id_: Of the paper; see `new_id`.
            by: Username; "" from the terminal.
        """
        with self._writer.begin() as connection:
            connection.execute(
                insert(PaperRow).values(
                    id=id_,
                    name=blueprint.name,
                    library=blueprint.library,
                    blueprint=blueprint.model_dump(mode="json"),
                    items=[each.model_dump(mode="json") for each in items],
                    created_at=now(),
                    created_by=by,
                )
            )

    def list(self, *, libraries: AbstractSet[str] | None) -> list[PaperInfo]:
        """Return the papers of some libraries, the newest first."""
        query = (
            select(PaperRow, _TESTS)
            .where(*visible(PaperRow.library, libraries))
            .order_by(PaperRow.created_at.desc(), PaperRow.id)
        )
        with self._engine.connect() as connection:
            return [_read_info(row) for row in connection.execute(query)]

    def get(self, paper_id: str, *, libraries: AbstractSet[str] | None) -> Paper:
        """Return a paper.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        query = select(PaperRow).where(
            PaperRow.id == paper_id, *visible(PaperRow.library, libraries)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("没有这份试卷。", hint="它可能已被删除，请刷新试卷列表。")
        return Paper(
            id=row.id,
            blueprint=Blueprint.model_validate(row.blueprint),
            items=tuple(map(PaperItem.model_validate, row.items)),
            created_at=row.created_at,
            created_by=row.created_by,
        )

    def replace(self, paper: Paper, new: PaperItem) -> None:
        """Put an item in place of the one of its number.

        Raises:
            WrongUseError: a test uses the paper.
        """
        items = [new if each.number == new.number else each for each in paper.items]
        change = (
            update(PaperRow)
            .where(PaperRow.id == paper.id, _TESTS_OF == 0)
            .values(items=[each.model_dump(mode="json") for each in items])
        )
        with self._writer.begin() as connection:
            if not connection.execute(change).rowcount:
                raise WrongUseError(
                    "这份试卷已经用于测试，不能再换题。",
                    hint="请另组一份试卷；或者先删除还没有人作答的测试，再来换题。",
                )

    def delete(self, paper: Paper) -> None:
        """Remove a paper.

        Raises:
            WrongUseError: a test uses it.
        """
        with self._writer.begin() as connection:
            gone = connection.execute(
                delete(PaperRow).where(PaperRow.id == paper.id, _TESTS_OF == 0)
            )
            if not gone.rowcount:
                raise WrongUseError(
                    "这份试卷已经用于测试，不能删除。", hint="请先删除用到它的测试。"
                )


def new_id() -> str:
    """Return an id for a paper, which also decides what it asks."""
    return uuid4().hex


_TESTS_OF = (
    select(func.count())
    .where(TestRow.paper_id == PaperRow.id)
    .correlate(PaperRow)
    .scalar_subquery()
)
_TESTS = _TESTS_OF.label("tests")


def _read_info(row: Row[tuple[PaperRow, int]]) -> PaperInfo:
    columns = row._mapping
    points = (Decimal(each["points"]) for each in columns["items"])
    return PaperInfo(
        id=columns["id"],
        name=columns["name"],
        library=columns["library"],
        items=len(columns["items"]),
        questions=sum(len(each["item"]["parts"]) or 1 for each in columns["items"]),
        points=sum(points, Decimal()),
        versions=columns["blueprint"]["versions"],
        created_at=columns["created_at"],
        created_by=columns["created_by"],
        tests=columns["tests"],
    )
