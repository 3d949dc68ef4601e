"""Any embedding model that sentence-transformers loads, on the processor or a GPU."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.embedding.prefixes import prefixes_for
from ingest.errors import ModelError

WEIGHTS = ("*.safetensors", "pytorch_model*.bin")


class SentenceTransformerEmbedder:
    """Embeds with a model of sentence-transformers; see `Embedder`.

    The prompts of the model's own configuration are used; a model of the e5 family without them
    gets the prefixes it was trained with.

    Args:
        model: A local folder, or a name in sentence-transformers' cache.
        batch_size: Texts computed at a time.

    Raises:
        ModelError: the package is missing or the model cannot be loaded.
    """

    def __init__(self, model: str, *, batch_size: int = 16) -> None:
        self._batch_size = batch_size
        self._model = _load(model)
        # Tokenizers of transformers keep their padding and cutting inside, one call at a time.
        self._using = threading.Lock()
        self._name = _identify(model, self._model)
        self._query_prompt, self._passage_prompt = _find_prompts(model, self._model)
        self._dimension = len(self.embed_query(""))

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._name

    @property
    def dimension(self) -> int:
        """See `Embedder`."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """See `Embedder`."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._embed(list(texts), self._passage_prompt)

    def embed_query(self, text: str) -> FloatVector:
        """See `Embedder`."""
        vector: FloatVector = self._embed([text], self._query_prompt)[0]
        return vector

    def _embed(self, texts: list[str], prompt: str) -> FloatMatrix:
        with self._using:
            vectors = self._model.encode(
                texts,
                prompt=prompt,
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


def _load(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelError(
            f"无法使用向量模型“{model}”：没有安装 sentence-transformers。",
            hint='请执行 pip install "policy-assistant[models]"，'
            "或者把 POLICY_EMBEDDING__MODEL 设为 bundled。",
        ) from error
    try:
        # Nothing is fetched from the internet: a model that is not on this machine is an error.
        return SentenceTransformer(model, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"无法加载向量模型“{model}”。",
            hint="请先把模型下载到本机，再用 POLICY_EMBEDDING__MODEL 指向它的文件夹。",
        ) from error


def _identify(model: str, loaded: Any) -> str:
    """Return the model's name with its version.

    The version is the commit for a model from a hub, and otherwise the hash of the weight files.
    """
    folder = Path(model)
    if folder.is_dir():
        digest = hashlib.sha256()
        for pattern in WEIGHTS:
            for file in sorted(folder.rglob(pattern)):
                with file.open("rb") as content:
                    digest.update(hashlib.file_digest(content, "sha256").digest())
        return f"{folder.resolve().name}@{digest.hexdigest()[:12]}"
    commit = getattr(loaded[0].auto_model.config, "_commit_hash", None) or "unknown"
    return f"{model}@{commit[:12]}"


def _find_prompts(model: str, loaded: Any) -> tuple[str, str]:
    """Return what goes before a question and before a passage."""
    prompts = {name: text for name, text in (loaded.prompts or {}).items() if text}
    if prompts:
        passage = next((prompts[n] for n in ("document", "passage", "corpus") if n in prompts), "")
        return prompts.get("query", ""), passage
    return prefixes_for(model)
