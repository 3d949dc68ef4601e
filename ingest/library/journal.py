"""The journal of the derived indexes: what they hold, and what they still have to do.

It is written in the transaction that changes the truth and ticked off when the indexes followed,
so whatever a crash left half done is known at the next start.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Connection, Engine, delete, insert, select, update

from ingest.library.tables import IndexEntryRow, IndexStateRow, RevisionRow
from ingest.schema import Record


class EntryState(StrEnum):
    """What is to be done about a revision in the derived indexes."""

    ADD = "add"
    RENAME = "rename"
    """Only its document's title changed, which the lexical index knows and vectors do not."""

    REMOVE = "remove"
    DONE = "done"


class IndexEntry(Record):
    """One line of the journal of the derived indexes."""

    revision_id: str
    state: EntryState
    chunks: int
    units: int
    """Matching units the vector store holds of the revision, once done."""


class Journal:
    """Reads and ticks off the journal.

    Args:
        engine: From `open_database`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def entries(self, *, pending_only: bool = False) -> list[IndexEntry]:
        """Return what the derived indexes hold and still have to do, by revision."""
        columns = [getattr(IndexEntryRow, name) for name in IndexEntry.model_fields]
        query = select(*columns).order_by(IndexEntryRow.revision_id)
        if pending_only:
            query = query.where(IndexEntryRow.state != EntryState.DONE)
        with self._engine.connect() as connection:
            return [IndexEntry(**row._mapping) for row in connection.execute(query)]

    def require(self, revision_ids: Collection[str], state: EntryState) -> None:
        """Write down that the indexes have to take revisions in, or give them up."""
        with self._writer.begin() as connection:
            for revision_id in revision_ids:
                write_entry(connection, revision_id, state)

    def finish(self, revision_id: str, *, chunks: int, units: int) -> None:
        """Write down that the indexes hold a revision."""
        with self._writer.begin() as connection:
            connection.execute(
                update(IndexEntryRow)
                .where(IndexEntryRow.revision_id == revision_id)
                .values(state=EntryState.DONE, chunks=chunks, units=units)
            )

    def drop(self, revision_id: str) -> None:
        """Write down that the indexes gave a revision up."""
        with self._writer.begin() as connection:
            connection.execute(
                delete(IndexEntryRow).where(IndexEntryRow.revision_id == revision_id)
            )

    def begin_rebuild(self, embedder: str) -> None:
        """Write down that the indexes are empty and have to take in everything current.

        Args:
            embedder: Name of the model the vectors will be from.
        """
        with self._writer.begin() as connection:
            connection.execute(delete(IndexEntryRow))
            current = connection.scalars(select(RevisionRow.id).where(RevisionRow.is_current))
            for revision_id in current.all():
                write_entry(connection, revision_id, EntryState.ADD)
            _write_state(connection, "embedder", embedder)
            bump_generation(connection)

    @property
    def embedder(self) -> str:
        """Name of the model the indexed vectors are from; empty before the first."""
        with self._engine.connect() as connection:
            return _read_state(connection, "embedder")

    def remember_embedder(self, name: str) -> None:
        """Write down the name of the model the indexed vectors are from."""
        with self._writer.begin() as connection:
            _write_state(connection, "embedder", name)


def write_entry(connection: Connection, revision_id: str, state: EntryState) -> None:
    """Write one entry, in the transaction of the change it belongs to."""
    connection.execute(delete(IndexEntryRow).where(IndexEntryRow.revision_id == revision_id))
    connection.execute(
        insert(IndexEntryRow).values(revision_id=revision_id, state=state, chunks=0, units=0)
    )


def write_renaming(connection: Connection, revision_id: str) -> None:
    """Write down that a document's title changed, in the transaction that changes it."""
    connection.execute(
        update(IndexEntryRow)
        .where(IndexEntryRow.revision_id == revision_id, IndexEntryRow.state == EntryState.DONE)
        .values(state=EntryState.RENAME)
    )


def read_generation(connection: Connection) -> int:
    """Return the count of changes of the truth."""
    return int(_read_state(connection, "generation") or 0)


def bump_generation(connection: Connection) -> None:
    """Count a change of the truth, in its transaction."""
    _write_state(connection, "generation", str(read_generation(connection) + 1))


def _read_state(connection: Connection, name: str) -> str:
    query = select(IndexStateRow.value).where(IndexStateRow.name == name)
    return connection.scalar(query) or ""


def _write_state(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(IndexStateRow).where(IndexStateRow.name == name))
    connection.execute(insert(IndexStateRow).values(name=name, value=value))
