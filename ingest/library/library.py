"""The truth: documents with their revisions, chunks and metadata."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, and_, delete, exists, func, insert, or_, select, update

from ingest.errors import NotFoundError
from ingest.library.caching import Lru
from ingest.library.journal import (
    EntryState,
    Journal,
    bump_generation,
    read_generation,
    write_entry,
    write_renaming,
)
from ingest.library.originals import Originals
from ingest.library.rows import (
    METADATA_FIELDS,
    Content,
    chunk_values,
    content_values,
    filter_conditions,
    metadata_values,
    read_chunk,
    read_content,
    read_document,
    read_metadata,
    select_chunks,
    select_documents,
)
from ingest.library.tables import CategoryRow, ChunkRow, DocumentRow, LibraryRow, RevisionRow
from ingest.manifest import apply_manifest
from ingest.schema import (
    Chunk,
    CleanText,
    Document,
    Filters,
    Health,
    Metadata,
    Origin,
    Outcome,
    Record,
    Revision,
    Section,
    locate,
)

# A question reads about 60 chunks; 4,096 chunks of 300 characters take about 8 MiB.
_CACHED_CHUNKS = 4096
_CACHED_REVISIONS = 8
_CACHED_FILTERS = 64

# Databases bound the number of parameters of one statement; 500 is below every bound.
_IDS_PER_QUERY = 500


class RevisionInfo(Record):
    """One revision in a document's history, without its text."""

    id: str
    number: int
    sha256: str
    ingested_at: str
    is_current: bool
    health: Health


class Confirmation(NamedTuple):
    """Somebody looked at a document's metadata and found them right."""

    day: date
    name: str


@dataclass(frozen=True)
class NewRevision:
    """A file, read and cut, on its way into the truth."""

    library: str
    file: str
    source: Path
    sha256: str
    clean: CleanText
    sections: Sequence[Section]
    chunks: Sequence[Chunk]
    proposed: Metadata
    metadata: Metadata
    overrides: Mapping[str, Any]
    health: Health


@dataclass(frozen=True)
class KnownFile:
    """What the truth knows about a file about to be ingested."""

    revision_id: str
    is_current: bool
    overrides: Mapping[str, Any]
    proposed: Metadata
    metadata: Metadata
    health: Health


def document_id_of(library: str, file: str) -> str:
    """Return the id of a document; the same file name in the same library gives the same id."""
    return hashlib.sha256(f"{library}\0{file}".encode()).hexdigest()[:16]


def revision_id_of(library: str, file: str, sha256: str) -> str:
    """Return the id of a revision: SHA-256 of library, file name and content."""
    return hashlib.sha256(f"{library}\0{file}\0{sha256}".encode()).hexdigest()


class Library:
    """The repository of everything that was ingested.

    Any number of threads may read while one writes. Writers of several processes take turns by
    the lock of `Store`. What is cached lives as long as the truth does not change.

    Args:
        engine: From `open_database`.
        originals: The original files beside it.
    """

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self.originals = originals
        self.journal = Journal(engine)
        self._cache = _Cache(generation=-1)

    # --- Reading ----------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """Counts the changes of the truth, over every process."""
        with self._engine.connect() as connection:
            return read_generation(connection)

    def libraries(self) -> list[str]:
        """Return the names of the libraries that hold a document, in order."""
        holds_one = exists().where(DocumentRow.library_id == LibraryRow.id)
        query = select(LibraryRow.name).where(holds_one).order_by(LibraryRow.name)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def count_by_library(self) -> dict[str, int]:
        """Return how many documents each library holds that holds any, by name."""
        query = (
            select(LibraryRow.name, func.count())
            .join(DocumentRow)
            .group_by(LibraryRow.name)
            .order_by(LibraryRow.name)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def list_documents(
        self, filters: Filters | None = None, *, libraries: AbstractSet[str] | None = None
    ) -> list[Document]:
        """Return the documents that pass, by library and file name.

        Args:
            filters: None lets everything pass.
            libraries: Those the reader may see; None for every one.
        """
        query = (
            select_documents()
            .where(*filter_conditions(filters or Filters(), libraries))
            .order_by(LibraryRow.name, DocumentRow.file)
        )
        with self._engine.connect() as connection:
            return [read_document(row) for row in connection.execute(query)]

    def count_documents(self) -> int:
        """Return the number of documents."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(DocumentRow)) or 0

    def get_documents(self, ids: Collection[str]) -> dict[str, Document]:
        """Return documents by id; those that do not exist are left out."""
        cache = self._current_cache()

        def load(missing: list[str]) -> dict[str, Document]:
            query = select_documents().where(DocumentRow.id.in_(missing))
            with self._engine.connect() as connection:
                return {row.id: read_document(row) for row in connection.execute(query)}

        return cache.documents.get_many(ids, load)

    def get_document(self, id_: str) -> Document:
        """Return one document.

        Raises:
            NotFoundError: there is none of that id.
        """
        try:
            return self.get_documents([id_])[id_]
        except KeyError:
            raise _no_document(id_) from None

    def find_documents(self, name: str, *, library: str | None = None) -> list[Document]:
        """Return the documents with this file name or id; usually one, none when unknown."""
        query = select_documents().where(or_(DocumentRow.file == name, DocumentRow.id == name))
        if library is not None:
            query = query.where(LibraryRow.name == library)
        with self._engine.connect() as connection:
            return [read_document(row) for row in connection.execute(query)]

    def history(self, document_id: str) -> list[RevisionInfo]:
        """Return a document's revisions, newest first; empty for an unknown document."""
        columns = [getattr(RevisionRow, name) for name in RevisionInfo.model_fields]
        query = (
            select(*columns)
            .where(RevisionRow.document_id == document_id)
            .order_by(RevisionRow.number.desc())
        )
        with self._engine.connect() as connection:
            return [RevisionInfo(**row._mapping) for row in connection.execute(query)]

    def get_revision(self, id_: str) -> Revision:
        """Return a revision with its text, also one that is no longer current.

        Raises:
            NotFoundError: there is none of that id.
        """
        return self._content(id_).revision

    def clean_text(self, revision_id: str) -> CleanText:
        """Return a revision's text with its passages and the way back to the original.

        Raises:
            NotFoundError: there is no such revision.
        """
        return self._content(revision_id).clean

    def sections(self, revision_id: str) -> tuple[Section, ...]:
        """Return a revision's sections in reading order.

        Raises:
            NotFoundError: there is no such revision.
        """
        return self._content(revision_id).sections

    def locate(self, revision_id: str, offset: int) -> Origin:
        """Return the place in the original file of one character of a revision's text."""
        return locate(self._content(revision_id).clean.runs, offset)

    def original(self, revision_id: str) -> Path:
        """Return the path of the original file of a revision.

        Raises:
            NotFoundError: there is no such revision.
        """
        query = select(RevisionRow.sha256, RevisionRow.suffix).where(RevisionRow.id == revision_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise _no_revision(revision_id)
        return self.originals.path_of(row.sha256, row.suffix)

    def texts(self, revision_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the ids and texts of many revisions, without what else was read from them."""
        with self._engine.connect() as connection:
            for start in range(0, len(revision_ids), _IDS_PER_QUERY):
                batch = revision_ids[start : start + _IDS_PER_QUERY]
                query = select(RevisionRow.id, RevisionRow.text).where(RevisionRow.id.in_(batch))
                for row in connection.execute(query):
                    yield row.id, row.text

    def duplicates(self, *, libraries: AbstractSet[str] | None = None) -> dict[str, list[str]]:
        """Return the documents whose current bytes another document has too, by id.

        Args:
            libraries: Those the reader may see, and which alone are compared; None for every one.
        """
        query = (
            select(RevisionRow.sha256, RevisionRow.document_id)
            .join(DocumentRow, DocumentRow.id == RevisionRow.document_id)
            .join(LibraryRow, LibraryRow.id == DocumentRow.library_id)
            .where(RevisionRow.is_current, *filter_conditions(Filters(), libraries))
            .order_by(LibraryRow.name, DocumentRow.file)
        )
        same: dict[str, list[str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                same.setdefault(row.sha256, []).append(row.document_id)
        return {
            id_: [other for other in ids if other != id_]
            for ids in same.values()
            if len(ids) > 1
            for id_ in ids
        }

    def get_chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """Return chunks in the order of their ids, also of old revisions.

        An id that does not exist is left out: a document may be deleted while a search runs.
        """
        found = self._current_cache().chunks.get_many(ids, self._load_chunks)
        return [found[id_] for id_ in ids if id_ in found]

    def resolve(
        self, ids: Sequence[str], *, documents: AbstractSet[str] | None = None
    ) -> list[tuple[Chunk, Document]]:
        """Return what found chunk ids stand for, in their order.

        Left out are chunks of a revision that is no longer current, which an index may name for
        a moment while a file is revised.

        Args:
            ids: Chunk ids, as the indexes return them.
            documents: Those the reader may see; None for every one.
        """
        chunks = self.get_chunks(ids)
        known = self.get_documents({chunk.document_id for chunk in chunks})
        return [
            (chunk, document)
            for chunk in chunks
            if (document := known.get(chunk.document_id)) is not None
            and document.revision_id == chunk.revision_id
            and (documents is None or document.id in documents)
        ]

    def neighbours(self, chunk: Chunk, *, before: int = 1, after: int = 1) -> list[Chunk]:
        """Return a chunk with those around it in its revision, in reading order."""
        prefix, ordinal = chunk.id.rsplit(":", 1)
        wanted = range(max(0, int(ordinal) - before), int(ordinal) + after + 1)
        return self.get_chunks([f"{prefix}:{index:04d}" for index in wanted])

    def chunks_of(self, revision_id: str) -> list[Chunk]:
        """Return every chunk of a revision in reading order."""
        query = (
            select_chunks().where(ChunkRow.revision_id == revision_id).order_by(ChunkRow.ordinal)
        )
        with self._engine.connect() as connection:
            return [read_chunk(row) for row in connection.execute(query)]

    def visible_documents(
        self, filters: Filters, *, libraries: AbstractSet[str] | None = None
    ) -> frozenset[str] | None:
        """Return the ids of the documents that may be searched.

        Args:
            filters: What the question asks for.
            libraries: Those the reader may see; None for every one. What is not in them must not
                be retrieved, counted, suggested or quoted.

        Returns:
            None when every document may be searched.
        """
        if filters.is_empty and libraries is None:
            return None
        cache = self._current_cache()
        # "In force" means today, so the day belongs to the question.
        key = (filters, None if libraries is None else frozenset(libraries), date.today())

        def load(_: list[Any]) -> dict[Any, frozenset[str]]:
            query = (
                select(DocumentRow.id)
                .join(LibraryRow)
                .where(*filter_conditions(filters, libraries))
            )
            with self._engine.connect() as connection:
                return {key: frozenset(connection.scalars(query))}

        return cache.visible.get_many([key], load)[key]

    # --- Writing ----------------------------------------------------------------------------

    def find_file(self, library: str, file: str, sha256: str) -> KnownFile | None:
        """Return what is known of these very bytes under this name; None when they are new."""
        query = (
            select(
                *(getattr(DocumentRow, name) for name in METADATA_FIELDS),
                DocumentRow.overrides,
                RevisionRow.id,
                RevisionRow.is_current,
                RevisionRow.proposed,
                RevisionRow.health,
            )
            .join(RevisionRow)
            .where(RevisionRow.id == revision_id_of(library, file, sha256))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return KnownFile(
            revision_id=row.id,
            is_current=row.is_current,
            overrides=row.overrides,
            proposed=Metadata.model_validate(row.proposed),
            metadata=read_metadata(row),
            health=Health.model_validate(row.health),
        )

    def add_revision(self, new: NewRevision) -> Outcome:
        """Take a file's content in, in one transaction, as its document's current revision.

        The derived indexes are not touched; the journal says what they have to do.

        Returns:
            "ready" for a new document, "revised" for a new revision, "unchanged" when somebody
            else has just taken in the same.
        """
        suffix = new.source.suffix.lower()
        document_id = document_id_of(new.library, new.file)
        revision_id = revision_id_of(new.library, new.file, new.sha256)
        self.originals.keep(new.source, new.sha256, suffix)
        with self._writer.begin() as connection:
            if connection.scalar(select(RevisionRow.id).where(RevisionRow.id == revision_id)):
                return Outcome.UNCHANGED
            number = connection.scalar(
                select(func.max(RevisionRow.number)).where(RevisionRow.document_id == document_id)
            )
            metadata = apply_manifest(new.metadata, _read_marks(connection, document_id))
            values = {
                **metadata_values(metadata),
                "overrides": dict(new.overrides),
                **_doubts(connection, document_id, new.metadata),
            }
            if number is None:
                library_id = _library_id(connection, new.library)
                connection.execute(
                    insert(DocumentRow).values(
                        id=document_id, library_id=library_id, file=new.file, **values
                    )
                )
            else:
                connection.execute(
                    update(DocumentRow).where(DocumentRow.id == document_id).values(**values)
                )
                _retire(connection, document_id)
            connection.execute(
                insert(RevisionRow).values(
                    id=revision_id,
                    document_id=document_id,
                    number=(number or 0) + 1,
                    is_current=True,
                    sha256=new.sha256,
                    suffix=suffix,
                    ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    **content_values(new.clean, new.sections),
                    proposed=new.proposed.model_dump(mode="json"),
                    health=new.health.model_dump(mode="json"),
                )
            )
            if new.chunks:
                connection.execute(
                    insert(ChunkRow),
                    [chunk_values(ordinal, chunk) for ordinal, chunk in enumerate(new.chunks)],
                )
            write_entry(connection, revision_id, EntryState.ADD)
            bump_generation(connection)
        return Outcome.READY if number is None else Outcome.REVISED

    def restore_revision(
        self, revision_id: str, metadata: Metadata, overrides: Mapping[str, Any]
    ) -> None:
        """Make a known revision current, with the metadata the manifest now gives.

        For a file that went back to an earlier content, and for one whose manifest changed. The
        indexes have to take it in again only when they would hold something else.
        """
        with self._writer.begin() as connection:
            row = connection.execute(
                select(RevisionRow.is_current, RevisionRow.document_id, DocumentRow.title)
                .join(DocumentRow)
                .where(RevisionRow.id == revision_id)
            ).one()
            doubts = _doubts(connection, row.document_id, metadata)
            metadata = apply_manifest(metadata, _read_marks(connection, row.document_id))
            connection.execute(
                update(DocumentRow)
                .where(DocumentRow.id == row.document_id)
                .values(**metadata_values(metadata), overrides=dict(overrides), **doubts)
            )
            if not row.is_current:
                _retire(connection, row.document_id)
                connection.execute(
                    update(RevisionRow).where(RevisionRow.id == revision_id).values(is_current=True)
                )
                write_entry(connection, revision_id, EntryState.ADD)
            elif row.title != metadata.title:
                write_renaming(connection, revision_id)
            bump_generation(connection)

    def read_marks(self, document_id: str) -> dict[str, Any]:
        """Return what the keeper marked of a document by hand, as JSON; empty for nothing."""
        with self._engine.connect() as connection:
            return _read_marks(connection, document_id)

    def unmarked_metadata(self, document_id: str) -> Metadata:
        """Return what the text and the manifest alone say of a document.

        Raises:
            NotFoundError: there is no such document.
        """
        with self._engine.connect() as connection:
            return _unmarked_metadata(connection, document_id)

    def mark_document(
        self,
        document_id: str,
        marks: Mapping[str, Any],
        *,
        confirmed: Confirmation | None = None,
    ) -> None:
        """Put marks in place of a document's earlier ones, over its text and the manifest.

        The journal says what the indexes have to do where the title changes.

        Args:
            document_id: Which one.
            marks: Fields of `Marks`, as JSON.
            confirmed: Who found the metadata right, marks included; None for nobody.

        Raises:
            NotFoundError: there is no such document.
        """
        with self._writer.begin() as connection:
            metadata = apply_manifest(_unmarked_metadata(connection, document_id), marks)
            earlier = connection.execute(
                select(DocumentRow.title, RevisionRow.id)
                .join(RevisionRow)
                .where(DocumentRow.id == document_id, RevisionRow.is_current)
            ).one()
            connection.execute(
                update(DocumentRow)
                .where(DocumentRow.id == document_id)
                .values(
                    **metadata_values(metadata),
                    marks=dict(marks),
                    confirmed_on=confirmed.day if confirmed else None,
                    confirmed_by=confirmed.name if confirmed else "",
                )
            )
            if earlier.title != metadata.title:
                write_renaming(connection, earlier.id)
            bump_generation(connection)

    def categories(self) -> list[str]:
        """Return the kinds of documents that the library keeps apart, in the keeper's order."""
        with self._engine.connect() as connection:
            query = select(CategoryRow.name).order_by(CategoryRow.position)
            return list(connection.scalars(query))

    def set_categories(self, names: Sequence[str]) -> None:
        """Put other categories in place of those there were; documents keep theirs."""
        with self._writer.begin() as connection:
            connection.execute(delete(CategoryRow))
            if names:
                connection.execute(
                    insert(CategoryRow),
                    [{"position": place, "name": name} for place, name in enumerate(names)],
                )

    def delete_document(self, document_id: str) -> None:
        """Remove a document with all its revisions, chunks and original files.

        The derived indexes are not touched; the journal says what they have to give up.

        Raises:
            NotFoundError: there is no such document.
        """
        self.get_document(document_id)
        with self._writer.begin() as connection:
            revisions = connection.execute(
                select(RevisionRow.id, RevisionRow.sha256, RevisionRow.suffix).where(
                    RevisionRow.document_id == document_id
                )
            ).all()
            for revision in revisions:
                write_entry(connection, revision.id, EntryState.REMOVE)
                connection.execute(delete(ChunkRow).where(ChunkRow.revision_id == revision.id))
            connection.execute(delete(RevisionRow).where(RevisionRow.document_id == document_id))
            connection.execute(delete(DocumentRow).where(DocumentRow.id == document_id))
            bump_generation(connection)
        self.remove_stray_originals({(row.sha256, row.suffix) for row in revisions})

    def remove_stray_originals(self, candidates: Iterable[tuple[str, str]]) -> None:
        """Remove original files that no revision needs.

        Args:
            candidates: SHA-256 and suffix of the files to look at.
        """
        with self._engine.connect() as connection:
            for sha256, suffix in candidates:
                query = select(RevisionRow.id).where(
                    RevisionRow.sha256 == sha256, RevisionRow.suffix == suffix
                )
                if connection.execute(query.limit(1)).first() is None:
                    self.originals.remove(sha256, suffix)

    def current_revisions(self) -> dict[str, int]:
        """Return the current revisions with the number of their chunks."""
        query = (
            select(RevisionRow.id, func.count(ChunkRow.id))
            .outerjoin(ChunkRow, ChunkRow.revision_id == RevisionRow.id)
            .where(RevisionRow.is_current)
            .group_by(RevisionRow.id)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def document_of(self, revision_id: str) -> Document:
        """Return the document a revision belongs to.

        Raises:
            NotFoundError: there is no such revision.
        """
        query = select(RevisionRow.document_id).where(RevisionRow.id == revision_id)
        with self._engine.connect() as connection:
            document_id = connection.scalar(query)
        if document_id is None:
            raise _no_revision(revision_id)
        return self.get_document(document_id)

    # --- Inside -----------------------------------------------------------------------------

    def _current_cache(self) -> "_Cache":
        generation = self.generation
        cache = self._cache
        if cache.generation != generation:
            cache = self._cache = _Cache(generation)
        return cache

    def _load_chunks(self, ids: list[str]) -> dict[str, Chunk]:
        chunks = {}
        with self._engine.connect() as connection:
            for start in range(0, len(ids), _IDS_PER_QUERY):
                batch = ids[start : start + _IDS_PER_QUERY]
                for row in connection.execute(select_chunks().where(ChunkRow.id.in_(batch))):
                    chunks[row.id] = read_chunk(row)
        return chunks

    def _content(self, revision_id: str) -> "Content":
        found = self._current_cache().contents.get_many([revision_id], self._load_content)
        try:
            return found[revision_id]
        except KeyError:
            raise _no_revision(revision_id) from None

    def _load_content(self, ids: list[str]) -> dict[str, "Content"]:
        columns = [getattr(RevisionRow, name) for name in Revision.model_fields]
        query = select(*columns, RevisionRow.clean, RevisionRow.sections).where(
            RevisionRow.id.in_(ids)
        )
        with self._engine.connect() as connection:
            return {row.id: read_content(row) for row in connection.execute(query)}


@dataclass(frozen=True)
class _Cache:
    """What was read since the truth last changed."""

    generation: int
    chunks: Lru[str, Chunk] = field(default_factory=lambda: Lru(_CACHED_CHUNKS))
    documents: Lru[str, Document] = field(default_factory=lambda: Lru(_CACHED_CHUNKS))
    contents: Lru[str, Content] = field(default_factory=lambda: Lru(_CACHED_REVISIONS))
    visible: Lru[Any, frozenset[str]] = field(default_factory=lambda: Lru(_CACHED_FILTERS))


def _library_id(connection: Connection, name: str) -> int:
    found = connection.scalar(select(LibraryRow.id).where(LibraryRow.name == name))
    if found is not None:
        return found
    created = insert(LibraryRow).values(name=name).returning(LibraryRow.id)
    return connection.execute(created).scalar_one()


def _read_marks(connection: Connection, document_id: str) -> dict[str, Any]:
    marks = connection.scalar(select(DocumentRow.marks).where(DocumentRow.id == document_id))
    return marks or {}


def _unmarked_metadata(connection: Connection, document_id: str) -> Metadata:
    row = connection.execute(
        select(DocumentRow.overrides, RevisionRow.proposed)
        .join(RevisionRow)
        .where(DocumentRow.id == document_id, RevisionRow.is_current)
    ).first()
    if row is None:
        raise _no_document(document_id)
    return apply_manifest(Metadata.model_validate(row.proposed), row.overrides)


def _doubts(connection: Connection, document_id: str, unmarked: Metadata) -> dict[str, Any]:
    """Return the columns that take a confirmation back; none where it still holds.

    It does not hold where the text or the manifest now say of a document what they did not say
    before, and what is not what was confirmed.

    Args:
        connection: In the transaction that is about to change the document.
        document_id: Which one; it may be new.
        unmarked: What text and manifest say from now on.
    """
    row = connection.execute(
        select(
            DocumentRow.confirmed_on, *(getattr(DocumentRow, name) for name in METADATA_FIELDS)
        ).where(DocumentRow.id == document_id)
    ).first()
    if row is None or row.confirmed_on is None:
        return {}
    said, confirmed = _unmarked_metadata(connection, document_id), read_metadata(row)
    if all(
        getattr(unmarked, name) in (getattr(said, name), getattr(confirmed, name))
        for name in METADATA_FIELDS
    ):
        return {}
    return {"confirmed_on": None, "confirmed_by": ""}


def _retire(connection: Connection, document_id: str) -> None:
    """Let a document's current revision become an old one, which is no longer searched."""
    is_current = and_(RevisionRow.document_id == document_id, RevisionRow.is_current)
    for revision_id in connection.scalars(select(RevisionRow.id).where(is_current)).all():
        write_entry(connection, revision_id, EntryState.REMOVE)
    connection.execute(update(RevisionRow).where(is_current).values(is_current=False))


def _no_document(id_: str) -> NotFoundError:
    return NotFoundError(
        f"资料库中没有编号为 {id_} 的文件。", hint="请用 policy documents list 查看现有文件。"
    )


def _no_revision(id_: str) -> NotFoundError:
    return NotFoundError(f"资料库中没有版本 {id_[:16]}。", hint="该文件可能已被删除，请重新检索。")
