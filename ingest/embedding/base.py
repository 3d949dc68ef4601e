"""What an embedder is."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]
FloatVector = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors whose dot product is cosine similarity."""

    @property
    def name(self) -> str:
        """Identifies model and version; an index remembers it and refuses another."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed texts to be found.

        Returns:
            float32, shape (len(texts), dimension), each row of L2 norm 1; (0, dimension) for an
            empty list. Text beyond the model's window is cut.
        """
        ...

    def embed_query(self, text: str) -> FloatVector:
        """Embed a question: float32, shape (dimension,), L2 norm 1."""
        ...
