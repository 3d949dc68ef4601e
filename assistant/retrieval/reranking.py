"""Order the best hits once more with a slower, better judge."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from ingest.errors import ModelError


class Reranker(Protocol):
    """Judges how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return one score per passage, higher is better; comparable within one call only."""
        ...


class CrossEncoderReranker:
    """Reads question and passage together with a sentence-transformers cross-encoder.

    Args:
        model: A model's name or local folder, e.g. "BAAI/bge-reranker-v2-m3".

    Raises:
        ModelError: sentence-transformers is not installed, or the model cannot be loaded.
    """

    def __init__(self, model: str | Path) -> None:
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError(
                "重排模型需要 sentence-transformers。",
                hint='请运行 pip install "policy-assistant[models]"。',
            ) from error
        try:
            self._model: Any = CrossEncoder(str(model), local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"无法载入重排模型 {model}。", hint="请检查模型文件夹是否完整。"
            ) from error

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See `Reranker`."""
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
