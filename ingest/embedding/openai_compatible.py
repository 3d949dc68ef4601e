"""Embeddings from a server that speaks the OpenAI protocol."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import openai
from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from ingest.embedding.base import FloatMatrix, FloatVector
from ingest.embedding.prefixes import prefixes_for
from ingest.errors import ModelError

# A server without a key refuses an empty one less often than the client does.
NO_KEY = "none"


class OpenAICompatibleEmbedder:
    """Embeds with a model server (vLLM, Ollama, llama.cpp, a cloud service); see `Embedder`.

    Servers give no version of a model: whoever exchanges the model behind a name must rebuild
    the index.

    Args:
        model: The server's name for the model.
        base_url: Address of the server's API, e.g. "http://127.0.0.1:8080/v1".
        api_key: Empty when the server asks for none.
        batch_size: Texts sent at a time.
        timeout_s: Longest wait for one answer of the server, in seconds.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        api_key: str = "",
        batch_size: int = 16,
        timeout_s: float = 60,
    ) -> None:
        self._model = model
        self._base_url = base_url
        self._query_prefix, self._passage_prefix = prefixes_for(model)
        self._client = OpenAIEmbeddings(
            model=model,
            openai_api_base=base_url,
            openai_api_key=SecretStr(api_key or NO_KEY),
            chunk_size=batch_size,
            request_timeout=timeout_s,
            max_retries=1,
            # Otherwise LangChain sends token numbers of OpenAI's own tokenizer, which it would
            # have to download.
            check_embedding_ctx_length=False,
        )

    @property
    def name(self) -> str:
        """See `Embedder`: the server's name for the model, without its address."""
        return f"openai:{self._model}"

    @cached_property
    def dimension(self) -> int:
        """See `Embedder`; asks the server once.

        Raises:
            ModelError: the server does not answer as expected.
        """
        return len(self.embed_query("维度"))

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """See `Embedder`.

        Raises:
            ModelError: the server does not answer as expected.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._embed([self._passage_prefix + text for text in texts])

    def embed_query(self, text: str) -> FloatVector:
        """See `Embedder`.

        Raises:
            ModelError: the server does not answer as expected.
        """
        vector: FloatVector = self._embed([self._query_prefix + text])[0]
        return vector

    def _embed(self, texts: list[str]) -> FloatMatrix:
        try:
            vectors = np.array(self._client.embed_documents(texts), dtype=np.float32)
        except openai.APIConnectionError as error:
            raise ModelError(
                f"连接不上向量模型服务“{self._base_url}”。",
                hint="请确认服务已经启动、地址正确（POLICY_EMBEDDING__BASE_URL），然后重试。",
            ) from error
        except openai.AuthenticationError as error:
            raise ModelError(
                f"向量模型服务“{self._base_url}”不接受当前密钥。",
                hint="请检查 POLICY_EMBEDDING__API_KEY。",
            ) from error
        except openai.APIStatusError as error:
            raise ModelError(
                f"向量模型服务“{self._base_url}”返回错误 {error.status_code}。",
                hint=f"请确认服务提供模型“{self._model}”（POLICY_EMBEDDING__MODEL）。",
            ) from error
        except (TypeError, ValueError, AttributeError, KeyError, openai.OpenAIError) as error:
            raise self._strange_answer() from error
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise self._strange_answer()
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(norms).all() and norms.all()):
            raise self._strange_answer()
        unit: FloatMatrix = vectors / norms
        return unit

    def _strange_answer(self) -> ModelError:
        return ModelError(
            f"向量模型服务“{self._base_url}”的回答无法识别。",
            hint="请确认该地址是兼容 OpenAI 的接口，一般以 /v1 结尾。",
        )
