"""The library: the truth in a database, and the indexes derived from it.

Store ─┬─ Library        documents, revisions, chunks, metadata; Originals, Journal
       ├─ LexicalIndex   terms of every current chunk
       └─ VectorStore    vectors of every current chunk's units: ChromaStore, MemoryVectorStore

What the indexes hold is written by `ingest.indexing`; `ingest.doctor` proves that they agree.
"""

from ingest.library.journal import EntryState, IndexEntry, Journal
from ingest.library.lexical import (
    LexicalEntry,
    LexicalHit,
    LexicalIndex,
    LexicalMatches,
    LexicalQuery,
    LexicalWeights,
)
from ingest.library.library import (
    Confirmation,
    KnownFile,
    Library,
    NewRevision,
    RevisionInfo,
    document_id_of,
    revision_id_of,
)
from ingest.library.store import Store, open_store
from ingest.library.vectors import MemoryVectorStore, Unit, VectorStore

__all__ = [
    "Confirmation",
    "EntryState",
    "IndexEntry",
    "Journal",
    "KnownFile",
    "LexicalEntry",
    "LexicalHit",
    "LexicalIndex",
    "LexicalMatches",
    "LexicalQuery",
    "LexicalWeights",
    "Library",
    "MemoryVectorStore",
    "NewRevision",
    "RevisionInfo",
    "Store",
    "Unit",
    "VectorStore",
    "document_id_of",
    "open_store",
    "revision_id_of",
]
