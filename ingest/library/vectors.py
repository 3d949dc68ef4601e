"""What a vector store is, and the one that needs nothing."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import numpy as np

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.schema import Record


class Unit(Record):
    """A small stretch of a chunk with a vector of its own."""

    id: str
    """`{chunk_id}#{n}`, `n` counting from 0 within the chunk."""

    chunk_id: str
    document_id: str
    revision_id: str
    """The first 16 characters of `Revision.id`, as in the ids of chunks."""

    library: str


class VectorStore(Protocol):
    """Keeps the vectors of units and finds those nearest to a question's.

    It is derived from the truth and may be cleared at any time. Any number of threads may search
    while one changes it.
    """

    def add(self, units: Sequence[Unit], vectors: FloatMatrix) -> None:
        """Take units in; one that is already there is replaced.

        Args:
            units: Any number of them.
            vectors: float32, shape (len(units), dimension), each row of L2 norm 1.

        Raises:
            StoreUnavailableError: the store does not answer.
        """
        ...

    def search(
        self, vector: FloatVector, *, top_k: int, documents: AbstractSet[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the nearest units as (unit id, cosine similarity -1 to 1), best first.

        Args:
            vector: float32, shape (dimension,), L2 norm 1.
            top_k: How many at most.
            documents: Ids of the documents to look in; None for every one, empty for none.

        Raises:
            StoreUnavailableError: the store does not answer.
        """
        ...

    def delete_revision(self, revision_id: str) -> None:
        """Give up every unit of a revision; nothing happens when there is none.

        The first 16 characters of the id decide, so that a stray unit's own id is enough.
        """
        ...

    def count(self) -> int:
        """Return the number of units."""
        ...

    def ids(self) -> set[str]:
        """Return the ids of all units."""
        ...

    def clear(self) -> None:
        """Give up everything, also the dimension of the vectors."""
        ...

    def close(self) -> None:
        """Release files and connections; the store is not used afterwards."""
        ...


class MemoryVectorStore:
    """Exact search in memory; see `VectorStore`.

    For tests, and for measuring what an approximate index loses.
    """

    def __init__(self) -> None:
        self._units: tuple[Unit, ...] = ()
        self._vectors: FloatMatrix = np.zeros((0, 0), dtype=np.float32)

    def add(self, units: Sequence[Unit], vectors: FloatMatrix) -> None:
        """See `VectorStore`."""
        new = {unit.id for unit in units}
        self._keep([unit.id not in new for unit in self._units])
        if units:
            self._vectors = np.vstack([self._vectors, vectors]) if self._units else vectors.copy()
            self._units = (*self._units, *units)

    def search(
        self, vector: FloatVector, *, top_k: int, documents: AbstractSet[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `VectorStore`."""
        units, vectors = self._units, self._vectors
        if not units:
            return []
        scores = vectors @ vector
        order = np.argsort(-scores, kind="stable")
        allowed = (
            index for index in order if documents is None or units[index].document_id in documents
        )
        best = [index for index, _ in zip(allowed, range(top_k), strict=False)]
        return [(units[index].id, float(scores[index])) for index in best]

    def delete_revision(self, revision_id: str) -> None:
        """See `VectorStore`."""
        self._keep([unit.revision_id != revision_id[:16] for unit in self._units])

    def count(self) -> int:
        """See `VectorStore`."""
        return len(self._units)

    def ids(self) -> set[str]:
        """See `VectorStore`."""
        return {unit.id for unit in self._units}

    def clear(self) -> None:
        """See `VectorStore`."""
        self._keep([False] * len(self._units))

    def close(self) -> None:
        """See `VectorStore`."""

    def _keep(self, mask: list[bool]) -> None:
        self._vectors = self._vectors[np.array(mask, dtype=bool)]
        self._units = tuple(unit for unit, keep in zip(self._units, mask, strict=True) if keep)
