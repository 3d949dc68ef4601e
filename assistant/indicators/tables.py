"""The tables of the ledger.

entry         values, now and once
area          whose values they are, in the order in which they first came
definition    what people changed of the shipped catalogue

A row names its library rather than refer to it: a library may have values and no document. A change
here needs a migration beside it.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.indicators.schema import EntryState
from ingest.library.database import Schema
from ingest.library.tables import NAMING

SCHEMA = Schema(Path(__file__).with_name("migrations"), head="0001", version_table="ledger_version")

ID = String(32)
MOMENT = String(32)
LIBRARY = String(200)
NAME = String(200)
KEY = String(32)


class Base(DeclarativeBase):
    """Base of every table of the ledger."""

    metadata = MetaData(naming_convention=NAMING)


class EntryRow(Base):
    """A value of one indicator, area and period; only its state ever changes."""

    __tablename__ = "entry"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    library: Mapped[str] = mapped_column(LIBRARY)
    indicator: Mapped[str] = mapped_column(NAME)
    """The catalogue's code; the name of what is not in it."""

    name: Mapped[str] = mapped_column(NAME)
    code: Mapped[str] = mapped_column(NAME)
    area: Mapped[str] = mapped_column(NAME)
    period: Mapped[str] = mapped_column(KEY)
    """As `period_key` writes it; "" for an undated value."""

    period_start: Mapped[str] = mapped_column(String(10))
    """ISO 8601; "" for an undated value, and so the next."""

    period_end: Mapped[str] = mapped_column(String(10))
    scope: Mapped[str] = mapped_column(String(500))
    value: Mapped[str] = mapped_column(Text)
    """The Decimal as text: a database's numbers would round it."""

    unit: Mapped[str] = mapped_column(String(64))
    qualifier: Mapped[str] = mapped_column(String(64))
    decimals: Mapped[int | None]
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    formula: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    entered_at: Mapped[str] = mapped_column(MOMENT)
    entered_by: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[str | None] = mapped_column(MOMENT)
    """When it was replaced or withdrawn, and so the next."""

    closed_by: Mapped[str | None] = mapped_column(String(64))


_IS_CURRENT = EntryRow.state == EntryState.CURRENT.value

Index(
    "ix_entry_one_current",
    EntryRow.library,
    EntryRow.indicator,
    EntryRow.area,
    EntryRow.period,
    EntryRow.scope,
    unique=True,
    sqlite_where=_IS_CURRENT,
    postgresql_where=_IS_CURRENT,
)
Index(
    "ix_entry_identity",
    EntryRow.indicator,
    EntryRow.area,
    EntryRow.period,
    EntryRow.library,
)


class AreaRow(Base):
    """A county, township or village of which a library has values."""

    __tablename__ = "area"

    library: Mapped[str] = mapped_column(LIBRARY, primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    ordinal: Mapped[int]
    """In which order the areas of a library are listed."""

    parent: Mapped[str] = mapped_column(NAME)
    """The area it is a part of, where somebody said so."""


class DefinitionRow(Base):
    """An entry of the catalogue that somebody added, changed or struck out."""

    __tablename__ = "definition"

    code: Mapped[str] = mapped_column(NAME, primary_key=True)
    valid_from: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """First year it holds; 0 for ever."""

    indicator: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A whole `Indicator`; None strikes the shipped one out."""

    changed_at: Mapped[str] = mapped_column(MOMENT)
    changed_by: Mapped[str] = mapped_column(String(64))
