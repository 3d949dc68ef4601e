"""The library's parts as LangChain objects, for programs that are built with LangChain.

PolicyEmbeddings   an embedder as `Embeddings`, for anybody's vector store
PolicyRetriever    the search as `BaseRetriever`, for anybody's chain
PolicyAnswerer     question to checked answer as a `Runnable`
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NotRequired, TypedDict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import Field, SkipValidation

from assistant.application import Assistant
from assistant.schema import Answer, AnswerEvent, AnswerFailed, AnswerReady, TextDelta
from ingest.embedding import Embedder
from ingest.errors import PolicyError
from ingest.schema import Filters, Hit


class PolicyEmbeddings(Embeddings):
    """An embedder of ours as LangChain knows them; vectors have L2 norm 1.

    Args:
        embedder: For instance `assistant.store.embedder`.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts to be found."""
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        vector: list[float] = self._embedder.embed_query(text).tolist()
        return vector


class PolicyRetriever(BaseRetriever):
    """Finds passages for a question, best first; `describe_hit` says what their metadata hold."""

    assistant: SkipValidation[Assistant]
    """Who searches."""

    filters: Filters = Filters()
    """Where to look."""

    top_k: int = Field(default=10, gt=0)
    """How many passages at most."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.assistant.search(query, filters=self.filters, top_k=self.top_k)
        return [
            Document(id=hit.chunk.id, page_content=hit.chunk.text, metadata=describe_hit(hit))
            for hit in hits
        ]


def describe_hit(hit: Hit) -> dict[str, Any]:
    """Return what a LangChain `Document` tells of a hit, in types that JSON has.

    `start` and `end` are offsets in the text of `revision`: `assistant.revision_text(revision)`.
    """
    chunk, metadata = hit.chunk, hit.document.metadata
    return {
        "document": hit.document.file,
        "title": metadata.title,
        "document_number": metadata.document_number,
        "validity": metadata.validity.value,
        "section": list(chunk.section_path),
        "page": chunk.page,
        "start": chunk.start,
        "end": chunk.end,
        "score": hit.score,
        "revision": chunk.revision_id,
        "library": hit.document.library,
    }


class QuestionFields(TypedDict):
    """A question as chains pass it on."""

    question: str
    filters: NotRequired[Filters]


class PolicyAnswerer(Runnable[str | QuestionFields, Answer | TextDelta]):
    """Answers a question, given alone or as `{"question": …, "filters": …}`.

    `invoke` and `batch` return an `Answer`. `stream` yields each piece of its text as a
    `TextDelta` and the whole `Answer` last, so that a step after this one gets the answer, whether
    it is invoked or streamed. All raise as `Assistant.ask` does.

    Args:
        assistant: Who answers.
        filters: Where to look, for questions that do not say.
    """

    def __init__(self, assistant: Assistant, *, filters: Filters = Filters()) -> None:
        self._assistant = assistant
        self._filters = filters

    def invoke(
        self,
        input: str | QuestionFields,  # noqa: A002  # LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Answer:
        """Return the answer."""
        return self._call_with_config(self._ask, input, config)

    def transform(
        self,
        input: Iterator[str | QuestionFields],  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[Answer | TextDelta]:
        """Yield pieces of the text, then the answer, once the question is complete."""
        return self._transform_stream_with_config(input, self._stream, config)

    def stream(
        self,
        input: str | QuestionFields,  # noqa: A002
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[Answer | TextDelta]:
        """Yield pieces of the text, then the answer."""
        return self.transform(iter([input]), config)
