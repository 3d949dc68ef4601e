"""The tables of the bank of quiz items.

quiz_item       items, with the flaws found in them
quiz_evidence   what carries their keys, to find the items that a change touches
quiz_change     who did what to which item

A row names its library rather than refer to it: items outlive the documents they were made from. A
change here needs a migration beside it.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, and_
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.quiz.schema import ItemState
from ingest.library.database import Schema
from ingest.library.tables import NAMING

SCHEMA = Schema(Path(__file__).with_name("migrations"), head="0001", version_table="quiz_version")

ID = String(32)
MOMENT = String(32)
NAME = String(200)
WORD = String(16)


class Base(DeclarativeBase):
    """Base of every table of the bank."""

    metadata = MetaData(naming_convention=NAMING)


class ItemRow(Base):
    """An item as it is now."""

    __tablename__ = "quiz_item"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ordinal: Mapped[int] = mapped_column(index=True)
    """In which order items came."""

    library: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(WORD)
    topic: Mapped[str] = mapped_column(NAME)
    difficulty: Mapped[str] = mapped_column(WORD)
    state: Mapped[str] = mapped_column(WORD)
    ending: Mapped[str] = mapped_column(WORD)
    """Why it is withdrawn, as `Ending` has it; "" while it is not."""

    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(NAME)
    fact: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what it asks, which may be long; "" for what a person wrote."""

    replaces: Mapped[str] = mapped_column(ID, index=True)
    """Id of the item it corrects after a change of the source; "" for others."""

    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What of an `Item` has no column."""

    words: Mapped[str] = mapped_column(Text)
    """Stem and options, for searching."""

    flaws: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    severity: Mapped[str] = mapped_column(WORD)
    """Of the gravest flaw; "" where there is none."""

    checked_at: Mapped[int]
    """The library's generation when flaws were looked for; -1 where nobody has looked."""

    version: Mapped[int]
    """Counts the changes, from 1."""

    created_at: Mapped[str] = mapped_column(MOMENT)
    updated_at: Mapped[str] = mapped_column(MOMENT)
    updated_by: Mapped[str] = mapped_column(NAME)


_IS_LIVE = and_(ItemRow.fact != "", ItemRow.state != ItemState.WITHDRAWN.value)

Index(
    "ix_quiz_item_one_of_a_fact",
    ItemRow.library,
    ItemRow.fact,
    unique=True,
    sqlite_where=_IS_LIVE,
    postgresql_where=_IS_LIVE,
)
Index("ix_quiz_item_state", ItemRow.library, ItemRow.state, ItemRow.kind)


class EvidenceRow(Base):
    """What carries an item's key; the words stand in the item."""

    __tablename__ = "quiz_evidence"

    item_id: Mapped[str] = mapped_column(ID, ForeignKey(ItemRow.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[str] = mapped_column(ID, index=True)
    """"" for a value of the ledger, and so the next."""

    revision_id: Mapped[str] = mapped_column(String(64))
    entry_id: Mapped[str] = mapped_column(ID, index=True)
    """"" for a slice of a document."""


class ChangeRow(Base):
    """Something that was done to an item; only added, never changed."""

    __tablename__ = "quiz_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ID, ForeignKey(ItemRow.id), index=True)
    at: Mapped[str] = mapped_column(MOMENT)
    by: Mapped[str] = mapped_column(NAME)
    action: Mapped[str] = mapped_column(WORD)
    note: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The `Question` as it was, where its words were changed."""
