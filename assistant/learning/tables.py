"""The tables of papers, tests and attempts.

paper ◀── test ◀── attempt ◀── asked ──▶ asked_item

A row names its library and its learner rather than refer to them: it outlives both. A change here
needs a migration beside it.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.learning.schema import AttemptState
from ingest.library.database import Schema
from ingest.library.tables import NAMING

SCHEMA = Schema(
    Path(__file__).with_name("migrations"), head="0001", version_table="learning_version"
)

ID = String(32)
MOMENT = String(32)
LIBRARY = String(200)
NAME = String(200)
POINTS = String(32)
"""A Decimal as text: a database's numbers would round it."""


class Base(DeclarativeBase):
    """Base of every table of learning."""

    metadata = MetaData(naming_convention=NAMING)


class PaperRow(Base):
    """A paper with its items as they were when it was made."""

    __tablename__ = "paper"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    library: Mapped[str] = mapped_column(LIBRARY)
    blueprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[str] = mapped_column(MOMENT)
    created_by: Mapped[str] = mapped_column(String(64))


class TestRow(Base):
    """A test."""

    __test__ = False  # not one of pytest's
    __tablename__ = "test"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    library: Mapped[str] = mapped_column(LIBRARY)
    paper_id: Mapped[str] = mapped_column(ForeignKey("paper.id"))
    opens_at: Mapped[str] = mapped_column(MOMENT)
    closes_at: Mapped[str] = mapped_column(MOMENT)
    minutes: Mapped[int | None]
    pass_percent: Mapped[int]
    attempts: Mapped[int]
    departments: Mapped[list[str]] = mapped_column(JSON)
    disclosure: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[str] = mapped_column(MOMENT)
    created_by: Mapped[str] = mapped_column(String(64))


class AttemptRow(Base):
    """A learner at a test, or at practice."""

    __tablename__ = "attempt"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    test_id: Mapped[str | None] = mapped_column(ForeignKey("test.id"))
    """None for practice."""

    ordinal: Mapped[int]
    """Which attempt of the learner at the test, from 1."""

    account_id: Mapped[str] = mapped_column(ID)
    learner: Mapped[str] = mapped_column(NAME)
    """Name, as it was at the beginning, and so the next."""

    department: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    libraries: Mapped[list[str]] = mapped_column(JSON)
    """Whose items are asked."""

    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[str] = mapped_column(MOMENT)
    due_at: Mapped[str] = mapped_column(MOMENT)
    """"" for practice."""

    submitted_at: Mapped[str] = mapped_column(MOMENT)
    """"" until it is."""


_IS_OPEN = AttemptRow.state == AttemptState.OPEN.value

Index(
    "ix_attempt_one_open",
    AttemptRow.test_id,
    AttemptRow.account_id,
    unique=True,
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)
Index("ix_attempt_learner", AttemptRow.account_id, AttemptRow.started_at)
Index("ix_attempt_test", AttemptRow.test_id)


class AskedItemRow(Base):
    """An item as it was asked, kept once however often it was."""

    __tablename__ = "asked_item"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """Half the SHA-256 of `item`."""

    item: Mapped[str] = mapped_column(Text)
    """JSON of an `Item`."""


class AskedRow(Base):
    """A question of an attempt, with its answer and what that is worth."""

    __tablename__ = "asked"

    attempt_id: Mapped[str] = mapped_column(
        ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_item_id: Mapped[str] = mapped_column(ForeignKey("asked_item.id"))
    item_id: Mapped[str] = mapped_column(ID)
    part: Mapped[int]
    """Of a case, which of its questions, from 1; 0 for other items."""

    options_order: Mapped[list[int]] = mapped_column(JSON)
    """In which the options are shown."""

    points: Mapped[str] = mapped_column(POINTS)
    answer: Mapped[list[str]] = mapped_column(JSON)
    """Letters as shown; empty for none."""

    saved_at: Mapped[str] = mapped_column(MOMENT)
    """When the learner gave it, by the learner's clock; "" for none."""

    is_late: Mapped[bool]
    is_right: Mapped[bool | None]
    """None for what a person has to mark, and so the next."""

    earned: Mapped[str | None] = mapped_column(POINTS)
    marked_by: Mapped[str] = mapped_column(String(64))
    """Username of the person who did; "" for the rules."""


Index("ix_asked_item", AskedRow.item_id)
