"""Parts that tests of the library share."""

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.library import Store
from ingest.settings import IngestSettings


class BigramEmbedder:
    """Texts are alike as far as they share pairs of characters; no model needed."""

    def __init__(self, name: str = "bigrams@1", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.calls = 0

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        self.calls += 1
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_query(self, text: str) -> FloatVector:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for index in range(len(text) - 1):
            vector[zlib.crc32(text[index : index + 2].encode()) % self.dimension] += 1
        return vector / np.float32(np.linalg.norm(vector))


@pytest.fixture
def embedder() -> BigramEmbedder:
    return BigramEmbedder()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IngestSettings:
    for name in ("POLICY_DATABASE_URL", "POLICY_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    return IngestSettings(_env_file=None, home=tmp_path / "home")


@pytest.fixture
def store(settings: IngestSettings, embedder: BigramEmbedder) -> Iterator[Store]:
    store = Store(settings, embedder=embedder)
    yield store
    store.close()
