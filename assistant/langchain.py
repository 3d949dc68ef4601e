"""The library's parts as LangChain objects, for programs that are built with LangChain.

PolicyEmbeddings   an embedder as `Embeddings`, for anybody's vector store
PolicyRetriever    the search as `BaseRetriever`, for anybody's chain
PolicyAnswerer     question to checked answer as a `Runnable`
"""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any, NotRequired, TypedDict, cast

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
        "validity": metadata.validity_on(date.today()).value,
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
    it is invoked or streamed. All raise a `PolicyError` where `Assistant.ask` does.

    Args:
        assistant: Who answers.
        filters: Where to look, for questions that do not say.
    """

    def __init__(self, assistant: Assistant, *, filters: Filters = Filters()) -> None:
        self._assistant = assistant
        self._filters = filters

    def invoke(
        self,
        input: str | QuestionFields,  # noqa: A002  # the name is LangChain's
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Answer:
        """Return the answer."""
        # Only a stream has pieces.
        return cast("Answer", self._call_with_config(self._ask, input, config))

    def stream(
        self,
        input: str | QuestionFields,  # noqa: A002  # the name is LangChain's
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[Answer | TextDelta]:
        """Yield pieces of the text, then the answer."""
        return self._transform_stream_with_config(iter([input]), self._pieces, config)

    async def astream(
        self,
        input: str | QuestionFields,  # noqa: A002  # the name is LangChain's
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Answer | TextDelta]:
        """Yield pieces of the text, then the answer, while others may run."""
        pieces = self.stream(input, config)
        while piece := await run_in_executor(config, next, pieces, None):
            yield piece

    def _ask(self, asked: str | QuestionFields) -> Answer:
        question, filters = self._read(asked)
        return self._assistant.ask(question, filters=filters)

    def _pieces(self, inputs: Iterator[str | QuestionFields]) -> Iterator[Answer | TextDelta]:
        for asked in inputs:
            question, filters = self._read(asked)
            yield from map(_output, self._assistant.stream(question, filters=filters))

    def _read(self, asked: str | QuestionFields) -> tuple[str, Filters]:
        if isinstance(asked, str):
            return asked, self._filters
        return asked["question"], asked.get("filters", self._filters)


def _output(event: AnswerEvent) -> Answer | TextDelta:
    match event:
        case AnswerReady():
            return event.answer
        case AnswerFailed():
            error = PolicyError(event.message, hint=event.hint)
            error.code = event.code
            raise error
        case TextDelta():
            return event
