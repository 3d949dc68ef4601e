"""The embedding model that travels with the install: int8 ONNX on the processor."""

import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_FOLDER = Path(__file__).parent / "e5_small_zh"


class BundledEmbedder:
    """Embeds with multilingual-e5-small, its vocabulary cut to Chinese use; see `Embedder`.

    The model is loaded at the first text, and may be used from several threads. A text's vector
    depends on that text alone, never on its neighbours in a call.

    Args:
        threads: Passages embedded at the same time, each on one core; 0 uses every core.
        folder: Where `ingest.embedding.build_model` wrote the model.

    Raises:
        ModelError: the folder does not hold the model.
    """

    def __init__(self, *, threads: int = 0, folder: Path = MODEL_FOLDER) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._folder = folder
        self._loading = threading.Lock()
        self._model: tuple[Tokenizer, Any] | None = None
        try:
            self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise self._incomplete() from error

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return f"{self._config['name']}@{self._config['version']}"

    @property
    def dimension(self) -> int:
        """See `Embedder`."""
        return int(self._config["dimension"])

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """See `Embedder`; the window is 512 tokens, about 750 Chinese characters."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)

        def embed(row: int) -> None:
            vectors[row] = self._embed(self._config["passage_prefix"] + texts[row])

        # A core for each text scales; two cores on one text gain next to nothing (measured).
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(embed, range(len(texts))):
                pass  # an error of any text is raised here
        return vectors

    def embed_query(self, text: str) -> FloatVector:
        """See `Embedder`."""
        return self._embed(self._config["query_prefix"] + text)

    def _embed(self, text: str) -> FloatVector:
        tokenizer, session = self._load()
        tokens = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        vector: FloatVector = session.run(None, {"input_ids": tokens})[0][0]
        return vector

    def _load(self) -> "tuple[Tokenizer, Any]":
        """Return tokenizer and session, loaded once even when two threads ask at a time."""
        with self._loading:
            if self._model is None:
                self._model = self._load_tokenizer(), self._load_session()
        return self._model

    def _load_tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing more specific
            raise self._incomplete() from error

    def _load_session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the calling thread itself, see `embed_passages`
        # Every text has its own length: a memory plan per length would only pile up.
        options.enable_mem_pattern = False
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no public base
            raise self._incomplete() from error

    def _incomplete(self) -> ModelError:
        return ModelError(
            f"内置向量模型不完整：无法读取文件夹“{self._folder}”。",
            hint="请重新安装 policy-assistant；从源码运行时，先执行 "
            "python -m ingest.embedding.build_model --out ingest/embedding/e5_small_zh。",
        )
