"""The gap radar: what people asked that the library could not answer well, by topic."""

from sqlalchemy import Engine

from assistant.office.schema import Gap, Reader
from ingest.library import Store


class GapRadar:
    """Groups."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store

    def find(self, reader: Reader, *, days: int = 90) -> list[Gap]:
        """Find."""
        return []
