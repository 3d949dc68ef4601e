"""Everything a deployment stores, opened part by part when it is first needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from ingest.embedding.base import Embedder
from ingest.errors import IndexMismatchError, StoreUnavailableError
from ingest.library.caching import Lazy
from ingest.library.lexical import LexicalIndex
from ingest.library.library import Library
from ingest.library.vectors import VectorStore
from ingest.settings import IngestSettings

# Writers take turns document by document, so this is the time for the largest one.
WRITE_TIMEOUT_S = 1800


class Store:
    """The truth, the indexes derived from it, and the model their vectors are from.

    One per process; any number of threads may use it.

    Args:
        settings: Where everything is.
        embedder: Instead of the one the settings name.
        vectors: Instead of the store the settings name.
    """

    def __init__(
        self,
        settings: IngestSettings,
        *,
        embedder: Embedder | None = None,
        vectors: VectorStore | None = None,
    ) -> None:
        self.settings = settings
        self._engine = Lazy(self._open_engine)
        self._library = Lazy(self._open_library)
        self._lexical = Lazy(lambda: LexicalIndex(self.home / "lexical.sqlite3"))
        self._vectors = Lazy(lambda: vectors or self._open_vectors())
        self._embedder = Lazy(lambda: embedder or self._load_embedder())

    @property
    def home(self) -> Path:
        """The folder that holds everything."""
        return self.settings.home

    @property
    def engine(self) -> Engine:
        """The database of the truth; others may keep tables of their own in it."""
        return self._engine.get()

    @property
    def library(self) -> Library:
        """The truth."""
        return self._library.get()

    @property
    def lexical(self) -> LexicalIndex:
        """Terms of every current chunk."""
        return self._lexical.get()

    @property
    def vectors(self) -> VectorStore:
        """Vectors of every current chunk's units."""
        return self._vectors.get()

    @property
    def embedder(self) -> Embedder:
        """The model that makes the vectors."""
        return self._embedder.get()

    @property
    def migration_lock(self) -> Path:
        """File that keeps two processes from changing the tables at the same time."""
        return self.home / "migrate.lock"

    def require_same_model(self) -> None:
        """Make sure that the vectors in the index are from the embedder.

        Raises:
            IndexMismatchError: they are from another one.
        """
        indexed = self.library.journal.embedder
        if indexed and indexed != self.embedder.name:
            raise IndexMismatchError(
                f"向量索引是用模型 {indexed} 建立的，而现在设置的模型是 {self.embedder.name}。",
                hint="请运行 policy index rebuild 重建索引，"
                "或把 POLICY_EMBEDDING__MODEL 改回原来的模型。",
            )

    @contextmanager
    def writing(self, *, timeout_s: float = WRITE_TIMEOUT_S) -> Iterator[None]:
        """Take the turn to change the truth and the indexes, over all threads and processes.

        Raises:
            StoreUnavailableError: somebody else did not finish in time.
        """
        try:
            turn = self._lock().acquire(timeout=timeout_s)
        except Timeout as error:
            raise StoreUnavailableError(
                "另一个程序正在写入资料库。", hint="请等它完成后再试。"
            ) from error
        with turn:
            yield

    @contextmanager
    def writing_if_free(self) -> Iterator[bool]:
        """Take the turn if nobody has it; false when somebody has."""
        try:
            turn = self._lock().acquire(timeout=0)
        except Timeout:
            yield False
            return
        with turn:
            yield True

    def _lock(self) -> FileLock:
        self.home.mkdir(parents=True, exist_ok=True)
        return FileLock(self.home / "write.lock")

    def close(self) -> None:
        """Close what was opened."""
        for engine in self._engine.made():
            engine.dispose()
        for lexical in self._lexical.made():
            lexical.close()
        for vectors in self._vectors.made():
            vectors.close()

    def _open_engine(self) -> Engine:
        from ingest.library.database import default_url, open_database

        self.home.mkdir(parents=True, exist_ok=True)
        url = self.settings.database_url or default_url(self.home)
        return open_database(url, lock=self.migration_lock)

    def _open_library(self) -> Library:
        from ingest.library.originals import Originals

        return Library(self.engine, Originals(self.home / "originals"))

    def _open_vectors(self) -> VectorStore:
        from ingest.library.chroma import ChromaStore

        if self.settings.chroma_url:
            return ChromaStore.server(self.settings.chroma_url)
        return ChromaStore.embedded(self.home / "chroma")

    def _load_embedder(self) -> Embedder:
        from ingest.embedding import load_embedder

        return load_embedder(self.settings.embedding)


def open_store(settings: IngestSettings | None = None) -> Store:
    """Return the store that the settings describe; nothing is opened yet.

    Args:
        settings: None reads them from the environment.
    """
    return Store(settings or IngestSettings())
