"""The lexical index: which chunks share words with a question, and how telling those are.

Posting lists live in one SQLite file and are scored here with numpy. SQLite's own full-text index
was measured first: with 60,000 chunks of 300 characters its ranking takes 54 ms for a question's
words and 28 ms for its bigrams (medians; 116 and 121 at the 95th percentile), computes one length
for all fields, and cannot score a chunk it did not rank itself. This one takes 10 ms for all four
fields of every chunk (21 at the 95th percentile), 1.4 ms for terms that were asked for before.
"""

import heapq
import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ingest.errors import StoreUnavailableError
from ingest.schema import Record

# Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond",
# https://doi.org/10.1561/1500000019, section 3.2: the middle of the ranges found to work.
K1 = 1.2
B = 0.75

FIELDS = ("words", "bigrams", "heading", "tokens")

# Segments of like size are merged when there are this many of them, so that a term's postings lie
# in few places and each posting is rewritten only once per power of this number.
_MERGE_AT = 8

# Postings kept in memory; each takes 8 bytes.
_CACHED_POSTINGS = 2_000_000

_POSTING = np.dtype([("entry", "<u4"), ("count", "u1")])

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    words INTEGER NOT NULL,
    bigrams INTEGER NOT NULL,
    heading INTEGER NOT NULL,
    tokens INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY AUTOINCREMENT, entries INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS posting (
    segment INTEGER NOT NULL,
    field INTEGER NOT NULL,
    term TEXT NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (segment, field, term)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (id INTEGER PRIMARY KEY CHECK (id = 0), count INTEGER NOT NULL);
INSERT OR IGNORE INTO change VALUES (0, 0);
"""


class LexicalEntry(Record):
    """What is indexed of one chunk: terms per field, repeated as often as they occur."""

    chunk_id: str
    document_id: str
    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    """Words of the document's title and of the section path."""

    tokens: tuple[str, ...] = ()
    """Normalised figures, 文号 and 第N条."""


class LexicalQuery(Record):
    """The terms of a question; the heading field is searched for its words."""

    words: tuple[str, ...] = ()
    bigrams: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


class LexicalWeights(Record):
    """How much each field's BM25 score counts when matches are ranked."""

    words: float = 1.0
    bigrams: float = 0.5
    heading: float = 0.5
    tokens: float = 1.0


class LexicalHit(Record):
    """A chunk with its BM25 score per field; 0 or more, comparable within one query only."""

    chunk_id: str
    score: float
    """The weighted sum of the others."""

    words: float
    bigrams: float
    heading: float
    tokens: float


class LexicalMatches:
    """The scores of every chunk for one query."""

    def __init__(
        self,
        snapshot: "_Snapshot",
        scores: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        weights: LexicalWeights,
    ) -> None:
        self._snapshot = snapshot
        self._scores = scores
        self._allowed = allowed
        factors = np.array([getattr(weights, name) for name in FIELDS], dtype=np.float32)
        self._totals = factors @ scores

    def top(self, top_k: int) -> list[LexicalHit]:
        """Return the best chunks that share a term with the query, best first.

        Equal scores keep the order in which the chunks were taken in.
        """
        matching = np.flatnonzero(self._allowed & (self._totals > 0))
        if len(matching) > top_k:
            border = np.partition(self._totals[matching], -top_k)[-top_k] if top_k else np.inf
            matching = matching[self._totals[matching] >= border]
        order = np.argsort(-self._totals[matching], kind="stable")
        return [self._hit(int(entry)) for entry in matching[order[:top_k]]]

    def of(self, chunk_ids: Iterable[str]) -> dict[str, LexicalHit]:
        """Return the scores of given chunks, also of those that share nothing (all 0).

        Left out are chunks that are not in the index or may not be searched.
        """
        entries = ((id_, self._snapshot.entries.get(id_)) for id_ in chunk_ids)
        return {
            id_: self._hit(entry)
            for id_, entry in entries
            if entry is not None and self._allowed[entry]
        }

    def _hit(self, entry: int) -> LexicalHit:
        scores = dict(zip(FIELDS, self._scores[:, entry].tolist(), strict=True))
        return LexicalHit(
            chunk_id=self._snapshot.chunk_ids[entry], score=float(self._totals[entry]), **scores
        )


class LexicalIndex:
    """Terms of every current chunk, in one file.

    It is derived from the truth and may be cleared at any time. Any number of threads and
    processes may search while one changes it.

    Args:
        path: The file; made when it is not there.

    Raises:
        StoreUnavailableError: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._snapshot: _Snapshot | None = None
        self._loading = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'change'")
            if made.fetchone() is None:
                connection.executescript(_SCHEMA)

    def add(self, entries: Sequence[LexicalEntry]) -> None:
        """Take chunks in; one that is already there is replaced."""
        if not entries:
            return
        with self._writing() as connection:
            connection.executemany(
                "DELETE FROM entry WHERE chunk_id = ?", [(entry.chunk_id,) for entry in entries]
            )
            cursor = connection.execute("INSERT INTO segment (entries) VALUES (?)", (len(entries),))
            segment = cursor.lastrowid
            postings: dict[tuple[int, str], list[tuple[int, int]]] = {}
            for entry in entries:
                terms = [getattr(entry, name) for name in FIELDS]
                cursor = connection.execute(
                    "INSERT INTO entry (chunk_id, document_id, words, bigrams, heading,"
                    " tokens) VALUES (?, ?, ?, ?, ?, ?)",
                    (entry.chunk_id, entry.document_id, *map(len, terms)),
                )
                for index, field_terms in enumerate(terms):
                    for term, count in Counter(field_terms).items():
                        pair = (cursor.lastrowid or 0, min(count, 255))
                        postings.setdefault((index, term), []).append(pair)
            connection.executemany(
                "INSERT INTO posting VALUES (?, ?, ?, ?)",
                (
                    (segment, index, term, np.array(pairs, dtype=_POSTING).tobytes())
                    for (index, term), pairs in sorted(postings.items())
                ),
            )
            _merge_segments(connection)

    def match(
        self,
        query: LexicalQuery,
        *,
        documents: AbstractSet[str] | None = None,
        weights: LexicalWeights | None = None,
    ) -> LexicalMatches:
        """Return the BM25 scores of every chunk, field by field.

        Args:
            query: Terms are counted once, however often they occur.
            documents: Ids of the documents to look in; None for every one, empty for none.
            weights: How much each field counts.
        """
        with self._reading() as (connection, snapshot):
            scores = np.zeros((len(FIELDS), snapshot.size), dtype=np.float32)
            for index, terms in enumerate((query.words, query.bigrams, query.words, query.tokens)):
                for term in dict.fromkeys(terms):
                    found = snapshot.contributions(connection, index, term)
                    scores[index, found.entries] += found.scores
        allowed = snapshot.is_live
        if documents is not None:
            allowed = snapshot.is_in(documents)
        return LexicalMatches(snapshot, scores, allowed, weights or LexicalWeights())

    def search(
        self,
        query: LexicalQuery,
        *,
        top_k: int,
        documents: AbstractSet[str] | None = None,
        weights: LexicalWeights | None = None,
    ) -> list[LexicalHit]:
        """Return the best chunks for a query, best first; see `match`."""
        return self.match(query, documents=documents, weights=weights).top(top_k)

    def document_frequency(self, terms: Iterable[str], *, field: str = "words") -> dict[str, int]:
        """Return in how many chunks each term occurs in a field; 0 where in none."""
        index = FIELDS.index(field)
        with self._reading() as (connection, snapshot):
            return {
                term: len(snapshot.contributions(connection, index, term).entries) for term in terms
            }

    def count(self) -> int:
        """Return the number of chunks."""
        with self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def ids(self) -> set[str]:
        """Return the ids of all chunks."""
        with self._connection() as connection:
            return {row[0] for row in connection.execute("SELECT chunk_id FROM entry")}

    def delete_revision(self, revision_id: str) -> None:
        """Give up every chunk of a revision; nothing happens when there is none.

        The first 16 characters of the id decide, as in the ids of chunks. Postings go when their
        segment is merged; until then they are passed over.
        """
        # ";" follows ":" in every order of characters.
        first, last = f"{revision_id[:16]}:", f"{revision_id[:16]};"
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM entry WHERE chunk_id >= ? AND chunk_id < ?", (first, last)
            )

    def clear(self) -> None:
        """Give up everything."""
        with self._writing() as connection:
            for table in ("entry", "segment", "posting", "sqlite_sequence"):
                connection.execute(f"DELETE FROM {table}")

    def close(self) -> None:
        """Close the connections; the index is not used afterwards."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            try:
                connection = self._idle.get_nowait()
            except Empty:
                connection = _connect(self._path)
            try:
                yield connection
            finally:
                self._idle.put(connection)
        except sqlite3.Error as error:
            raise StoreUnavailableError(
                f"词语索引 {self._path} 无法使用：{error}。",
                hint="请删除该文件后运行 policy index rebuild。",
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE change SET count = count + 1")
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, "_Snapshot"]]:
        """Hand out a connection inside a transaction, and what it sees."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                changes = connection.execute("SELECT count FROM change").fetchone()[0]
                snapshot = self._snapshot
                if snapshot is None or snapshot.changes != changes:
                    with self._loading:
                        snapshot = self._snapshot
                        if snapshot is None or snapshot.changes != changes:
                            snapshot = self._snapshot = _Snapshot(connection, changes)
                yield connection, snapshot
            finally:
                connection.execute("ROLLBACK")


class _Contributions:
    """What one term adds to the score of each chunk it occurs in."""

    def __init__(self, entries: NDArray[np.uint32], scores: NDArray[np.float32]) -> None:
        self.entries = entries
        self.scores = scores


class _Snapshot:
    """The chunks of the index as of one change, and the terms looked up since."""

    def __init__(self, connection: sqlite3.Connection, changes: int) -> None:
        self.changes = changes
        rows = connection.execute(
            "SELECT id, chunk_id, document_id, words, bigrams, heading, tokens FROM entry"
        ).fetchall()
        self.size = max((row[0] for row in rows), default=0) + 1
        self.count = len(rows)
        self.chunk_ids: Mapping[int, str] = {row[0]: row[1] for row in rows}
        self.entries: Mapping[str, int] = {row[1]: row[0] for row in rows}
        self.is_live = np.zeros(self.size, dtype=np.bool_)
        self._document = np.zeros(self.size, dtype=np.int32)
        self._lengths = np.zeros((len(FIELDS), self.size), dtype=np.float32)
        self._documents: dict[str, int] = {}
        if rows:
            places = [row[0] for row in rows]
            self.is_live[places] = True
            self._document[places] = [
                self._documents.setdefault(row[2], len(self._documents)) for row in rows
            ]
            self._lengths[:, places] = np.array([row[3:] for row in rows], dtype=np.float32).T
        self._means = self._lengths.sum(axis=1) / max(1, self.count)
        self._terms: OrderedDict[tuple[int, str], _Contributions] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def is_in(self, documents: AbstractSet[str]) -> NDArray[np.bool_]:
        """Return which entries are chunks of given documents, shape (size,)."""
        wanted = np.zeros(len(self._documents) + 1, dtype=np.bool_)
        wanted[[self._documents[id_] for id_ in documents if id_ in self._documents]] = True
        return self.is_live & wanted[self._document]

    def contributions(
        self, connection: sqlite3.Connection, field: int, term: str
    ) -> _Contributions:
        """Return what a term of a field adds to the BM25 score of each chunk.

        The inverse document frequency is ln(1 + (N - n + 0.5) / (n + 0.5)), never negative.
        """
        key = (field, term)
        with self._lock:
            if key in self._terms:
                self._terms.move_to_end(key)
                return self._terms[key]
        blobs = connection.execute(
            "SELECT postings FROM posting"
            " WHERE segment IN (SELECT id FROM segment) AND field = ? AND term = ?",
            key,
        ).fetchall()
        postings = np.frombuffer(b"".join(row[0] for row in blobs), dtype=_POSTING)
        postings = postings[postings["entry"] < self.size]
        postings = postings[self.is_live[postings["entry"]]]
        entries = postings["entry"].astype(np.uint32)
        counts = postings["count"].astype(np.float32)
        rarity = np.log1p((self.count - len(entries) + 0.5) / (len(entries) + 0.5))
        mean = self._means[field] or 1.0
        norm = K1 * (1 - B + B * self._lengths[field, entries] / mean)
        scores = (rarity * counts * (K1 + 1) / (counts + norm)).astype(np.float32)
        found = _Contributions(entries, scores)
        with self._lock:
            if key not in self._terms:
                self._terms[key] = found
                self._held += len(entries)
            while self._held > _CACHED_POSTINGS:
                self._held -= len(self._terms.popitem(last=False)[1].entries)
        return found


def _connect(path: Path) -> sqlite3.Connection:
    # A connection serves one thread at a time, but not always the same one.
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _merge_segments(connection: sqlite3.Connection) -> None:
    """Merge segments of like size once there are enough of them; dead postings are dropped."""
    tiers: dict[int, list[int]] = {}
    for id_, entries in connection.execute("SELECT id, entries FROM segment"):
        tiers.setdefault(int(np.log(max(1, entries)) / np.log(_MERGE_AT)), []).append(id_)
    for segments in tiers.values():
        if len(segments) >= _MERGE_AT:
            _merge(connection, segments)


def _merge(connection: sqlite3.Connection, segments: Sequence[int]) -> None:
    live = [row[0] for row in connection.execute("SELECT id FROM entry")]
    is_live = np.zeros(max(live, default=0) + 1, dtype=np.bool_)
    is_live[live] = True
    cursor = connection.execute(
        "INSERT INTO segment (entries) SELECT sum(entries) FROM segment WHERE id IN"
        f" ({','.join('?' * len(segments))})",
        segments,
    )
    connection.executemany(
        "INSERT INTO posting VALUES (?, ?, ?, ?)",
        (
            (cursor.lastrowid, field, term, postings)
            for field, term, postings in _merged(connection, segments, is_live)
        ),
    )
    for table, column in (("posting", "segment"), ("segment", "id")):
        connection.executemany(
            f"DELETE FROM {table} WHERE {column} = ?", [(segment,) for segment in segments]
        )


def _merged(
    connection: sqlite3.Connection, segments: Sequence[int], is_live: NDArray[np.bool_]
) -> Iterator[tuple[int, str, bytes]]:
    """Yield the live postings of several segments in the order of field and term."""
    query = "SELECT field, term, postings FROM posting WHERE segment = ? ORDER BY field, term"
    # SQLite orders text by its UTF-8 bytes, which is the order of code points, as here.
    rows = heapq.merge(
        *(connection.execute(query, (segment,)) for segment in segments), key=itemgetter(0, 1)
    )
    for (field, term), group in groupby(rows, key=itemgetter(0, 1)):
        postings = np.frombuffer(b"".join(row[2] for row in group), dtype=_POSTING)
        postings = postings[postings["entry"] < len(is_live)]
        postings = postings[is_live[postings["entry"]]]
        if len(postings):
            yield field, term, postings.tobytes()
