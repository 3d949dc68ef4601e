"""An embedder that needs no model: a fake we ship, for tests here and elsewhere."""

import zlib
from collections.abc import Sequence

import numpy as np

from ingest.embedding.base import FloatMatrix, FloatVector


class BigramEmbedder:
    """Texts are alike as far as they share pairs of characters; see `Embedder`.

    Args:
        name: Under which an index remembers it.
        dimension: Of its vectors; the smaller, the more pairs are taken for one another.
    """

    def __init__(self, name: str = "bigrams@1", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.calls = 0
        """How often passages were embedded."""

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """See `Embedder`."""
        self.calls += 1
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_query(self, text: str) -> FloatVector:
        """See `Embedder`."""
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for index in range(len(text) - 1):
            vector[zlib.crc32(text[index : index + 2].encode()) % self.dimension] += 1
        return vector / np.float32(np.linalg.norm(vector))
