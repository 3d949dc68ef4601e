"""Rows of the truth become records, records become rows, filters become conditions."""

import zlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, and_, func, or_, select

from ingest.library.tables import ChunkRow, DocumentRow, LibraryRow, RevisionRow
from ingest.schema import (
    Chunk,
    CleanText,
    Document,
    Filters,
    Health,
    Metadata,
    Revision,
    Section,
    Validity,
)

METADATA_FIELDS = tuple(Metadata.model_fields)

_SECTIONS = TypeAdapter(tuple[Section, ...])
_TEXT = TypeAdapter(str)


@dataclass(frozen=True)
class Content:
    """What was read from one revision's file."""

    revision: Revision
    clean: CleanText
    sections: tuple[Section, ...]


def select_documents() -> Select[Any]:
    """Return the query for documents with their current revision."""
    return (
        select(
            DocumentRow.id,
            DocumentRow.file,
            *(getattr(DocumentRow, name) for name in METADATA_FIELDS),
            DocumentRow.confirmed_on,
            DocumentRow.confirmed_by,
            LibraryRow.name.label("library"),
            RevisionRow.id.label("revision_id"),
            RevisionRow.health,
        )
        .join(LibraryRow, LibraryRow.id == DocumentRow.library_id)
        .join(RevisionRow, and_(RevisionRow.document_id == DocumentRow.id, RevisionRow.is_current))
    )


def read_document(row: Any) -> Document:
    """Return a document from a row of `select_documents`."""
    return Document(
        id=row.id,
        file=row.file,
        library=row.library,
        revision_id=row.revision_id,
        metadata=read_metadata(row),
        health=Health.model_validate(row.health),
        confirmed_on=row.confirmed_on,
        confirmed_by=row.confirmed_by,
    )


def read_metadata(row: Any) -> Metadata:
    """Return the metadata in a row that has their columns."""
    return Metadata(**{name: row._mapping[name] for name in METADATA_FIELDS})


def metadata_values(metadata: Metadata) -> dict[str, Any]:
    """Return metadata as columns of a document."""
    return {name: getattr(metadata, name) for name in METADATA_FIELDS}


def select_chunks() -> Select[Any]:
    """Return the query for chunks, of every revision."""
    columns = [getattr(ChunkRow, name) for name in Chunk.model_fields if name != "document_id"]
    return select(*columns, RevisionRow.document_id).join(RevisionRow)


def read_chunk(row: Any) -> Chunk:
    """Return a chunk from a row of `select_chunks`."""
    return Chunk(**row._mapping)


def chunk_values(ordinal: int, chunk: Chunk) -> dict[str, Any]:
    """Return a chunk as columns; `ordinal` counts from 0 within the revision."""
    values = chunk.model_dump(mode="json", exclude={"document_id"})
    return {**values, "ordinal": ordinal}


def content_values(clean: CleanText, sections: Sequence[Section]) -> dict[str, Any]:
    """Return the columns of a revision that hold what was read from its file."""
    return {
        "text": clean.text,
        "clean": zlib.compress(clean.model_dump_json(exclude={"text"}).encode()),
        "sections": zlib.compress(_SECTIONS.dump_json(tuple(sections))),
    }


def read_content(row: Any) -> Content:
    """Return what a row with a whole revision holds."""
    values = row._mapping
    revision = Revision(**{name: values[name] for name in Revision.model_fields})
    clean = CleanText.model_validate_json(_with_text(row.text, zlib.decompress(row.clean)))
    return Content(revision, clean, _SECTIONS.validate_json(zlib.decompress(row.sections)))


def _with_text(text: str, rest: bytes) -> bytes:
    return b'{"text":' + _TEXT.dump_json(text) + b"," + rest[1:]


def filter_conditions(filters: Filters, libraries: AbstractSet[str] | None) -> list[Any]:
    """Return the conditions, on library and document, that filters and a reader's rights make."""
    conditions: list[Any] = []
    if libraries is not None:
        conditions.append(LibraryRow.name.in_(libraries))
    if filters.library is not None:
        conditions.append(LibraryRow.name == filters.library)
    if filters.region:
        conditions.append(DocumentRow.region.contains(filters.region, autoescape=True))
    if filters.authority:
        conditions.append(
            DocumentRow.issuing_authority.contains(filters.authority, autoescape=True)
        )
    if filters.year is not None:
        conditions.append(DocumentRow.year == filters.year)
    if filters.category:
        conditions.append(DocumentRow.category == filters.category)
    if filters.kind:
        conditions.append(DocumentRow.kind == filters.kind)
    if filters.in_force:
        conditions.extend(_in_force_on(date.today()))
    if filters.as_of is not None:
        conditions.extend(_in_force_on(filters.as_of))
    return conditions


def _in_force_on(day: date) -> list[Any]:
    """Conditions for a document in force on a day.

    A document without dates passes unless it is marked as repealed: on which day it was is then
    unknown, and a repealed rule must not pass for one in force.
    """
    begins_on = func.coalesce(DocumentRow.effective_on, DocumentRow.issued_on)
    return [
        or_(begins_on.is_(None), begins_on <= day),
        or_(
            DocumentRow.repealed_on > day,
            and_(DocumentRow.repealed_on.is_(None), DocumentRow.validity != Validity.REPEALED),
        ),
    ]
