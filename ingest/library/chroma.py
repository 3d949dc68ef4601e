"""Vectors in Chroma, inside this process or on a server.

Chroma is imported when the first store is opened: the import takes a second.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any
from urllib.parse import urlsplit

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.errors import SettingsError, StoreUnavailableError
from ingest.library.vectors import Unit

COLLECTION = "units"

# Measured on 8,981 units of statutes with 200 questions: of the 120 nearest 99.8 % are found, in
# 2.7 ms.
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 256}

_IDS_PER_PAGE = 10_000

# How many times as many units are fetched when only some documents may be searched.
_SPARE = 2

SERVER_TIMEOUT_S = 60.0

# A client, and what else must be done to let go of it.
_Connection = tuple[Any, Callable[[], None]]


class ChromaStore:
    """Vectors in one Chroma collection; see `VectorStore`.

    Two processes may share an embedded store if they write in turns: each counts its changes in a
    file beside it, because Chroma itself does not notice that another process wrote.
    """

    def __init__(
        self, connect: Callable[[], _Connection], *, name: str, counter: Path | None
    ) -> None:
        self._connect = connect
        self._name = name
        self._counter = counter
        self._seen = 0
        self._client: Any = None
        self._hang_up: Callable[[], None] = lambda: None
        self._collection: Any = None
        self._documents: dict[str, str] = {}
        self._users = 0
        self._turn = Condition()

    @classmethod
    def embedded(cls, folder: Path) -> "ChromaStore":
        """Open the store of a folder, inside this process."""

        def connect() -> _Connection:
            import chromadb

            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(folder, settings=_quiet_settings())
            return client, lambda: None

        return cls(connect, name=f"文件夹 {folder} 中的向量索引", counter=folder / "changes")

    @classmethod
    def server(cls, url: str) -> "ChromaStore":
        """Use the store of a server, e.g. "http://127.0.0.1:8000".

        Raises:
            SettingsError: the URL has no host.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SettingsError(
                f"向量库地址 {url} 有误。",
                hint="请把 POLICY_CHROMA_URL 写成 http://主机:端口 的形式。",
            )

        def connect() -> _Connection:
            import chromadb

            client = chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if parts.scheme == "https" else 80),
                ssl=parts.scheme == "https",
                settings=_quiet_settings(),
            )
            # Chroma would wait for ever, and would never close its connections; its two clients
            # have some each.
            owners: tuple[Any, ...] = (client, client._admin_client)  # type: ignore[attr-defined]
            sessions = [owner._server._session for owner in owners]
            for session in sessions:
                session.timeout = SERVER_TIMEOUT_S

            def hang_up() -> None:
                for session in sessions:
                    session.close()

            return client, hang_up

        return cls(connect, name=f"Chroma 服务器 {url}", counter=None)

    def add(self, units: Sequence[Unit], vectors: FloatMatrix) -> None:
        """See `VectorStore`."""
        with self._use() as collection:
            batch = self._client.get_max_batch_size()
            for start in range(0, len(units), batch):
                part = units[start : start + batch]
                collection.upsert(
                    ids=[unit.id for unit in part],
                    embeddings=vectors[start : start + batch],
                    metadatas=[unit.model_dump(exclude={"id"}) for unit in part],
                )
            self._count_change()

    def search(
        self, vector: FloatVector, *, top_k: int, documents: AbstractSet[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `VectorStore`."""
        if top_k < 1 or (documents is not None and not documents):
            return []
        with self._use() as collection:
            if documents is None:
                return _query(collection, vector, top_k)
            # Chroma looks at every unit's metadata when it filters (20 ms with 5,500 units, 3 ms
            # without). A filter usually lets most pass, so the best few are filtered here first.
            hits = _query(collection, vector, _SPARE * top_k)
            self._learn_documents(collection, [id_ for id_, _ in hits])
            allowed = [hit for hit in hits if self._documents.get(hit[0][:16]) in documents]
            if len(allowed) >= top_k or len(hits) < _SPARE * top_k:
                return allowed[:top_k]
            return _query(
                collection, vector, top_k, where={"document_id": {"$in": sorted(documents)}}
            )

    def delete_revision(self, revision_id: str) -> None:
        """See `VectorStore`."""
        with self._use() as collection:
            collection.delete(where={"revision_id": revision_id[:16]})
            self._count_change()

    def count(self) -> int:
        """See `VectorStore`."""
        with self._use() as collection:
            return int(collection.count())

    def ids(self) -> set[str]:
        """See `VectorStore`."""
        found: set[str] = set()
        with self._use() as collection:
            for offset in itertools.count(0, _IDS_PER_PAGE):
                page = collection.get(include=[], limit=_IDS_PER_PAGE, offset=offset)["ids"]
                found.update(page)
                if len(page) < _IDS_PER_PAGE:
                    return found
        return found

    def clear(self) -> None:
        """See `VectorStore`."""
        with self._use():
            self._client.delete_collection(COLLECTION)
            # After a rebuild that was killed and run again, files of old collections were left.
            for folder in self._folders():
                shutil.rmtree(folder, ignore_errors=True)
            self._collection = _open_collection(self._client)
            self._count_change()

    def close(self) -> None:
        """See `VectorStore`."""
        with self._turn:
            self._turn.wait_for(lambda: self._users == 0)
            self._disconnect()

    @contextmanager
    def _use(self) -> Iterator[Any]:
        """Hand out the collection, opened again when another process changed it.

        Nobody may be searching while it is closed, so users are counted.
        """
        with self._turn:
            self._turn.wait_for(lambda: self._users == 0 or self._is_fresh())
            if not self._is_fresh():
                self._disconnect()
                self._open()
            self._users += 1
            collection = self._collection
        try:
            with self._translated_errors():
                yield collection
        finally:
            with self._turn:
                self._users -= 1
                self._turn.notify_all()

    def _learn_documents(self, collection: Any, unit_ids: Sequence[str]) -> None:
        """Remember of which documents the units' revisions are; that never changes."""
        unknown = {id_[:16]: id_ for id_ in unit_ids if id_[:16] not in self._documents}
        if unknown:
            found = collection.get(ids=list(unknown.values()), include=["metadatas"])
            for metadata in found["metadatas"]:
                self._documents[metadata["revision_id"]] = metadata["document_id"]

    def _is_fresh(self) -> bool:
        return self._client is not None and self._seen == self._read_changes()

    def _open(self) -> None:
        changes = self._read_changes()
        with self._translated_errors():
            self._client, self._hang_up = self._connect()
            self._collection = _open_collection(self._client)
        self._seen = changes

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close()
            self._hang_up()
            self._client = self._collection = None

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as error:
            # Another process cleared a server's collection; the next use opens the new one.
            self._seen = -1
            raise StoreUnavailableError(
                f"{self._name}正在重建。", hint="请稍候再试一次。"
            ) from error
        # Chroma reports a server that cannot be reached at the start as a ValueError.
        except (httpx.HTTPError, ChromaError, ValueError) as error:
            raise StoreUnavailableError(
                f"{self._name}没有应答：{error}。",
                hint="请检查 POLICY_CHROMA_URL 与服务器是否运行；若是本机文件夹损坏，"
                "请删除其中的 chroma 文件夹后运行 policy index rebuild。",
            ) from error

    def _folders(self) -> list[Path]:
        """The folders of an embedded store's vectors; with one collection, all of them are its."""
        if self._counter is None:
            return []
        return [path for path in self._counter.parent.iterdir() if path.is_dir()]

    def _read_changes(self) -> int:
        if self._counter is None:
            return 0
        try:
            return self._counter.stat().st_size
        except FileNotFoundError:
            return 0

    def _count_change(self) -> None:
        # One more byte is one more change: to count is to look at the size.
        if self._counter is not None:
            with self._turn, self._counter.open("ab") as file:
                file.write(b".")
                file.flush()
                self._seen = file.tell()


def _query(
    collection: Any, vector: FloatVector, top_k: int, *, where: dict[str, Any] | None = None
) -> list[tuple[str, float]]:
    # Texts and metadata are not asked for: they would double the time.
    found = collection.query(
        query_embeddings=[vector], n_results=top_k, where=where, include=["distances"]
    )
    pairs = zip(found["ids"][0], found["distances"][0], strict=True)
    return [(id_, 1.0 - distance) for id_, distance in pairs]


def _open_collection(client: Any) -> Any:
    return client.get_or_create_collection(
        COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None
    )


def _quiet_settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
