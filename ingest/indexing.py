"""What the derived indexes hold of a chunk, and how they follow the truth."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest import numerals, references
from ingest.chunking import split_units
from ingest.embedding.base import Embedder, FloatMatrix
from ingest.errors import IndexMismatchError
from ingest.library.journal import EntryState
from ingest.library.lexical import LexicalEntry, LexicalQuery
from ingest.library.store import Store
from ingest.library.vectors import Unit
from ingest.schema import Chunk, Record
from ingest.tokenizing import bigrams, words

logger = logging.getLogger(__name__)


class IndexProgress(Record):
    """One revision was taken into the indexes, or given up."""

    file: str
    """Name of the document; empty when it was given up."""

    done: int
    total: int
    """Revisions, not units: `done` of `total` are finished."""


@dataclass(frozen=True)
class Prepared:
    """Everything the indexes will hold of one revision."""

    units: Sequence[Unit]
    vectors: FloatMatrix
    entries: Sequence[LexicalEntry]


def index_tokens(text: str) -> list[str]:
    """Return the exact things of a text in normal form: figures, 文号, articles."""
    return [*numerals.index_tokens(text), *references.index_tokens(text)]


def lexical_query(question: str) -> LexicalQuery:
    """Return the terms of a question, cut as those of the chunks are."""
    return LexicalQuery(
        words=tuple(words(question)),
        bigrams=tuple(bigrams(question)),
        tokens=tuple(index_tokens(question)),
    )


def lexical_entry(chunk: Chunk, *, title: str) -> LexicalEntry:
    """Return the terms of a chunk; a table's caption and headers count as its heading.

    Args:
        chunk: The chunk.
        title: Of its document.
    """
    headers = dict.fromkeys(header for row in chunk.rows for header in row.headers)
    heading = "\n".join([title, *chunk.section_path, chunk.caption, *headers])
    return LexicalEntry(
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        words=tuple(words(chunk.text)),
        bigrams=tuple(bigrams(chunk.text)),
        heading=tuple(words(heading)),
        tokens=tuple(index_tokens(chunk.text)),
    )


def unit_texts(chunk: Chunk) -> list[str]:
    """Return the texts of a chunk's units, as they are embedded.

    A table row is embedded as the sentence its headers and cells make.
    """
    sentences = {row.start - chunk.start: row.sentence for row in chunk.rows}
    return [sentences.get(start) or chunk.text[start:end] for start, end in split_units(chunk)]


def prepare(chunks: Sequence[Chunk], *, title: str, library: str, embedder: Embedder) -> Prepared:
    """Return everything the indexes will hold of one revision.

    Args:
        chunks: All chunks of the revision.
        title: Of its document.
        library: Name of the library it is in.
        embedder: Makes the vectors.
    """
    units: list[Unit] = []
    texts: list[str] = []
    for chunk in chunks:
        for number, text in enumerate(unit_texts(chunk)):
            units.append(
                Unit(
                    id=f"{chunk.id}#{number}",
                    chunk_id=chunk.id,
                    document_id=chunk.document_id,
                    revision_id=chunk.revision_id[:16],
                    library=library,
                )
            )
            texts.append(text)
    return Prepared(
        units=units,
        vectors=embedder.embed_passages(texts),
        entries=[lexical_entry(chunk, title=title) for chunk in chunks],
    )


def settle(store: Store, prepared: Mapping[str, Prepared] | None = None) -> Iterator[IndexProgress]:
    """Let the indexes do what the journal says they still have to; the caller has the turn.

    Every step can be done again, so it does not matter where a crash came.

    Args:
        store: The store.
        prepared: What is already embedded, by revision id; the rest is made from the truth.

    Raises:
        IndexMismatchError: something is to be taken in, and the index is from another model.
        StoreUnavailableError: an index does not answer.
    """
    library, journal = store.library, store.library.journal
    pending = journal.entries(pending_only=True)
    # What must no longer be found goes first: it needs no model.
    pending.sort(key=lambda entry: entry.state != EntryState.REMOVE)
    for done, entry in enumerate(pending, start=1):
        id_ = entry.revision_id
        if entry.state == EntryState.REMOVE:
            store.vectors.delete_revision(id_)
            store.lexical.delete_revision(id_)
            journal.drop(id_)
            yield IndexProgress(file="", done=done, total=len(pending))
            continue
        document = library.document_of(id_)
        if entry.state == EntryState.RENAME:
            title = document.metadata.title
            store.lexical.delete_revision(id_)
            store.lexical.add([lexical_entry(each, title=title) for each in library.chunks_of(id_)])
            journal.finish(id_, chunks=entry.chunks, units=entry.units)
            yield IndexProgress(file=document.file, done=done, total=len(pending))
            continue
        store.require_same_model()
        content = (prepared or {}).get(id_)
        if content is None:
            # Left over from another time: it may have been taken in by half.
            store.vectors.delete_revision(id_)
            store.lexical.delete_revision(id_)
            content = prepare(
                library.chunks_of(id_),
                title=document.metadata.title,
                library=document.library,
                embedder=store.embedder,
            )
        journal.remember_embedder(store.embedder.name)
        if content.units:
            store.vectors.add(content.units, content.vectors)
        store.lexical.add(content.entries)
        journal.finish(id_, chunks=len(content.entries), units=len(content.units))
        yield IndexProgress(file=document.file, done=done, total=len(pending))


def settle_what_can_be(store: Store) -> Iterator[IndexProgress]:
    """Settle, but leave what is of another model for a rebuild; the caller has the turn."""
    try:
        yield from settle(store)
    except IndexMismatchError as error:
        logger.warning("left for a rebuild: %s", error.code)


def rebuild_index(store: Store) -> Iterator[IndexProgress]:
    """Make the indexes again from the truth, with the embedder that is set now.

    When it is interrupted, the next start goes on where it stopped.
    """
    with store.writing():
        store.library.journal.begin_rebuild(store.embedder.name)
        store.vectors.clear()
        store.lexical.clear()
        yield from settle(store)
        store.library.remove_stray_originals(
            (path.stem, path.suffix) for path in store.library.originals.paths()
        )


def repair(store: Store) -> Iterator[IndexProgress]:
    """Make the indexes agree with the truth again, if a crash or a lost file kept them from it.

    Meant for every start: when all is well it costs three counts. While somebody else is writing
    nothing is done, for what looks unfinished is then theirs. Vectors of another model are left
    alone; the first question will say so.
    """
    with store.writing_if_free() as is_free:
        if is_free:
            store.library.originals.remove_unfinished()
            if not _counts_agree(store):
                _journal_differences(store)
            yield from settle_what_can_be(store)


@dataclass(frozen=True)
class Differences:
    """Where an index does not hold what the journal says; revisions by their first 16 characters.

    Revisions that are pending are not counted: they are known to be unfinished.
    """

    without_vectors: frozenset[str]
    without_terms: frozenset[str]
    stray_vectors: frozenset[str]
    """In the vector store, but not current."""

    stray_terms: frozenset[str]

    @property
    def revisions(self) -> frozenset[str]:
        """Everything that differs."""
        return self.without_vectors | self.without_terms | self.stray_vectors | self.stray_terms


def find_differences(store: Store) -> Differences:
    """Compare the indexes with the truth, id by id."""
    entries = store.library.journal.entries()
    done = {entry.revision_id[:16]: entry for entry in entries if entry.state == EntryState.DONE}
    pending = {entry.revision_id[:16] for entry in entries} - done.keys()
    chunks_of = {id_[:16]: count for id_, count in store.library.current_revisions().items()}
    wanted = {
        id_: {f"{id_}:{index:04d}" for index in range(count)}
        for id_, count in chunks_of.items()
        if id_ not in pending
    }
    terms = _by_revision(store.lexical.ids())
    units = _by_revision(store.vectors.ids())
    return Differences(
        without_vectors=frozenset(
            id_
            for id_, chunk_ids in wanted.items()
            if {unit.split("#")[0] for unit in units.get(id_, ())} != chunk_ids
            or id_ not in done
            or len(units.get(id_, ())) != done[id_].units
        ),
        without_terms=frozenset(
            id_ for id_, chunk_ids in wanted.items() if terms.get(id_, set()) != chunk_ids
        ),
        stray_vectors=frozenset(units.keys() - wanted.keys() - pending),
        stray_terms=frozenset(terms.keys() - wanted.keys() - pending),
    )


def _by_revision(ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for id_ in ids:
        found.setdefault(id_[:16], set()).add(id_)
    return found


def _counts_agree(store: Store) -> bool:
    entries = store.library.journal.entries()
    chunks = store.library.current_revisions()
    return (
        chunks.keys() == {entry.revision_id for entry in entries}
        and store.lexical.count() == sum(entry.chunks for entry in entries) == sum(chunks.values())
        and store.vectors.count() == sum(entry.units for entry in entries)
    )


def _journal_differences(store: Store) -> None:
    """Write into the journal what must be done for the indexes to agree with the truth."""
    current = {id_[:16]: id_ for id_ in store.library.current_revisions()}
    different = find_differences(store).revisions
    journal = store.library.journal
    journal.require([current[id_] for id_ in different if id_ in current], EntryState.ADD)
    # Of a stray revision nothing may be left but its ids, and their beginning is enough.
    journal.require([id_ for id_ in different if id_ not in current], EntryState.REMOVE)
