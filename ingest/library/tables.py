"""The tables of the truth.

library ─▶ document ─▶ revision ─▶ chunk; `category` lists the kinds of documents kept apart,
`index_entry` is the journal of the derived indexes, and `index_state` holds what is true of them as
a whole. A change here needs a migration beside it.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Constraints get names that every database gives alike.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class LibraryRow(Base):
    """A named collection of documents; who may read is decided by library."""

    __tablename__ = "library"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class DocumentRow(Base):
    """One document with what is known about it; `title` to `category` are `Metadata`."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("library_id", "file"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"))
    file: Mapped[str] = mapped_column(String(512))

    title: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    issuing_authority: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    repealed_on: Mapped[date | None]
    replaced_by: Mapped[str] = mapped_column(Text)
    validity: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text, server_default="")

    overrides: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the manifest said when the metadata were made: with the same bytes and the same
    overrides there is nothing to do."""

    marks: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """`Marks` as far as the keeper set them, over the text and the manifest."""

    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(Text, server_default="")
    """Who found the metadata right; empty where the text has said something else since."""


class CategoryRow(Base):
    """A kind of documents that the library keeps apart."""

    __tablename__ = "category"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counting from 0, as the keeper put them in order."""

    name: Mapped[str] = mapped_column(String(64), unique=True)


class RevisionRow(Base):
    """One state of a document's content, with everything that was read from it."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int]
    is_current: Mapped[bool]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    suffix: Mapped[str] = mapped_column(String(32))
    ingested_at: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    clean: Mapped[bytes] = mapped_column(LargeBinary)
    """`CleanText` without its text, JSON, deflated."""

    sections: Mapped[bytes] = mapped_column(LargeBinary)
    """List of `Section`, JSON, deflated."""

    proposed: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`Metadata` as found in the text, before the manifest spoke."""

    health: Mapped[dict[str, Any]] = mapped_column(JSON)


class ChunkRow(Base):
    """A chunk.

    Its text is kept beside the revision's because cutting it out of a book for every question
    would read the book; `doctor` proves that the two agree.
    """

    __tablename__ = "chunk"
    __table_args__ = (Index(None, "revision_id", "ordinal", unique=True),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    section_path: Mapped[list[str]] = mapped_column(JSON)
    article: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None]
    rows: Mapped[list[Any]] = mapped_column(JSON)
    caption: Mapped[str] = mapped_column(Text)
    is_note: Mapped[bool]


class IndexEntryRow(Base):
    """Journal: what the derived indexes hold of a revision, or still have to take in or give up.

    Without a foreign key, because an entry outlives its revision until the indexes gave it up.
    """

    __tablename__ = "index_entry"

    revision_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), index=True)
    chunks: Mapped[int]
    units: Mapped[int]


class IndexStateRow(Base):
    """Facts about the derived indexes as a whole: `embedder`, `generation`."""

    __tablename__ = "index_state"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
