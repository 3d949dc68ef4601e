"""The fitted numbers of ranking, selecting and refusing, made by `policy train-ranker`."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embedding.base import FloatVector
from ingest.errors import ModelError
from ingest.schema import Record

FOLDER = Path(__file__).with_name("fitted")
WEIGHTS_FILE = "weights.json"
ADAPTER_FILE = "query_adapter.npy"


class Linear(Record):
    """A linear model over named features."""

    weights: Mapping[str, float]
    intercept: float = 0.0

    def vector(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the weights in the order of the names.

        Raises:
            ModelError: the model was fitted on other features.
        """
        if set(names) != set(self.weights):
            raise ModelError(
                "排序模型与程序版本不一致。",
                hint="请运行 policy train-ranker 重新训练，或重新安装。",
            )
        return np.array([self.weights[name] for name in names])


class Weights(Record):
    """Everything fitted, in one file."""

    ranking: Linear
    """Orders chunks; see `assistant.retrieval.ranking`."""

    selecting: Linear
    """Orders sentences; see `assistant.chain.selecting`."""

    confidence: Linear
    """Logistic: the probability that the library answers; see `assistant.chain.confidence`."""

    refuse_below: float
    """Confidence under which a question is refused, 0 to 1."""

    quote_from: float
    """Confidence from which an answer may be quoted without a second look, 0 to 1."""

    adapter_embedder: str
    """Name of the embedder whose question vectors the adapter turns."""


class QueryAdapter:
    """Moves a question's vector towards the vectors of passages that answer such questions.

    A question and its answer are worded differently; the matrix learns the difference from pairs
    of both, while the embedding model and all stored vectors stay as they are.

    Args:
        matrix: float32, shape (dimension, dimension).
    """

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self._matrix = matrix

    def __call__(self, vector: FloatVector) -> FloatVector:
        """Return vector + vector @ matrix: float32, shape (dimension,), L2 norm 1."""
        moved = vector + vector @ self._matrix
        adapted: FloatVector = (moved / np.linalg.norm(moved)).astype(np.float32)
        return adapted


@cache
def load_weights(folder: Path = FOLDER) -> Weights:
    """Return the fitted weights.

    Raises:
        ModelError: the file is missing or from another version.
    """
    try:
        fields = json.loads((folder / WEIGHTS_FILE).read_text(encoding="utf-8"))
        return Weights.model_validate(fields)
    except (OSError, ValueError) as error:
        raise _unreadable(folder / WEIGHTS_FILE) from error


@cache
def load_adapter(embedder_name: str, folder: Path = FOLDER) -> QueryAdapter | None:
    """Return the adapter for an embedder; None when it was fitted for another one.

    Raises:
        ModelError: the weights or the adapter's file are missing or broken.
    """
    if load_weights(folder).adapter_embedder != embedder_name:
        return None
    try:
        matrix = np.load(folder / ADAPTER_FILE).astype(np.float32)
    except (OSError, EOFError, ValueError) as error:
        raise _unreadable(folder / ADAPTER_FILE) from error
    return QueryAdapter(matrix)


def _unreadable(path: Path) -> ModelError:
    return ModelError(f"无法读取排序模型 {path}。", hint="请重新安装，或运行 policy train-ranker。")
