"""Everything the project can do, one method each, and the one place that wires its parts."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import WrongUseError
from assistant.schema import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    CheckResult,
    Turn,
)
from assistant.settings import ChatModelSettings, Settings
from ingest.errors import NotFoundError, PolicyError
from ingest.schema import Document, Filters, Hit, IngestEvent, Marks

# Parts are imported where they are opened, so that `policy --help` is instant.
if TYPE_CHECKING:
    from assistant.chain.answering import Answerer
    from assistant.retrieval.reranking import Reranker
    from assistant.retrieval.retriever import Retriever
    from ingest.differences import RevisionDifference
    from ingest.indexing import IndexProgress
    from ingest.library import RevisionInfo, Store

# Longer texts are not questions.
LONGEST_QUESTION = 500


class Assistant:
    """The library and everything that can be asked of it.

    One per process; any number of threads may use it. Parts are opened when they are first
    needed, so building one costs nothing.

    Args:
        store: The library and its indexes.
        reranker_model: A cross-encoder that judges the best passages once more; none by default.
        chat_model: Who writes the answers; by default they quote their sources.
    """

    def __init__(
        self,
        store: "Store",
        *,
        reranker_model: str = "",
        chat_model: ChatModelSettings | None = None,
    ) -> None:
        self._store = store
        self._chat_model = chat_model or ChatModelSettings()
        self._reranker_model = reranker_model

    @classmethod
    def from_settings(cls, settings: Settings) -> "Assistant":
        """Return the assistant of a deployment, after finishing what a crash left undone."""
        from ingest.library import open_store

        return cls(
            open_store(settings),
            reranker_model=settings.reranker.model,
            chat_model=settings.chat_model,
        )

    @property
    def store(self) -> "Store":
        """The library and its indexes."""
        return self._store

    @cached_property
    def retriever(self) -> "Retriever":
        """Finds passages."""
        from assistant.retrieval.retriever import Retriever
        from assistant.retrieval.weights import load_weights

        self._repair()
        return Retriever(self._store, load_weights(), reranker=self._load_reranker())

    @cached_property
    def answerer(self) -> "Answerer":
        """Answers questions: a language model where one is set, else the sources themselves.

        Raises:
            PromptError: a language model is set, and its prompt cannot be used.
        """
        from assistant.chain.answering import ExtractiveAnswerer
        from assistant.retrieval.weights import load_weights

        extractive = ExtractiveAnswerer(self.retriever, self._store.library, load_weights())
        if not self._chat_model.is_set:
            return extractive
        from assistant.chain.generating import GenerativeAnswerer
        from assistant.chat_model import open_chat_model

        return GenerativeAnswerer(extractive, open_chat_model(self._chat_model))

    # --- Asking -----------------------------------------------------------------------------

    def search(
        self, question: str, *, filters: Filters | None = None, top_k: int = 10
    ) -> list[Hit]:
        """Return the passages that may answer a question, best first.

        Args:
            question: At most 500 characters.
            filters: Where to look.
            top_k: How many at most.

        Raises:
            WrongUseError: the question is empty or too long.
            StoreError: an index does not answer, or was built with another model.
        """
        question = _checked(question)
        return self.retriever.retrieve(question, filters=filters).hits(top_k)

    def ask(
        self, question: str, *, filters: Filters | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Return an answer with checked citations, or a refusal; raises as `search` does.

        Args:
            question: At most 500 characters.
            filters: Where to look.
            history: What was asked and answered before, the oldest first.
        """
        # The last event is the whole answer.
        *_, last = self.answerer.stream(_checked(question), filters=filters, history=history)
        assert isinstance(last, AnswerReady)
        return last.answer

    def stream(
        self, question: str, *, filters: Filters | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        """Yield an answer sentence by sentence, each one checked, and the whole at the end.

        Closing the iterator stops the work, that of a language model too.

        Yields:
            `TextDelta`, …, and last `AnswerReady`, or `AnswerFailed` where `ask` would raise. The
            deltas joined are the answer's text; one may be empty, to tell that the work goes on.
        """
        try:
            yield from self.answerer.stream(_checked(question), filters=filters, history=history)
        except PolicyError as error:
            yield AnswerFailed(code=error.code, message=error.message, hint=error.hint)

    # --- The library ------------------------------------------------------------------------

    def ingest(self, paths: Iterable[Path], *, library: str | None = None) -> Iterator[IngestEvent]:
        """Take files and folders into the library; see `ingest.pipeline.ingest_files`."""
        from ingest.pipeline import ingest_files

        self._repair()
        yield from ingest_files(paths, store=self._store, library=library)

    def rebuild_index(self) -> "Iterator[IndexProgress]":
        """Make the indexes again from the truth; see `ingest.indexing.rebuild_index`."""
        from ingest.indexing import rebuild_index

        yield from rebuild_index(self._store)

    def check(self) -> list[CheckResult]:
        """Return what `policy doctor` prints."""
        from assistant.doctor import check

        return check(self._store)

    def documents(self, *, library: str | None = None) -> list[Document]:
        """Return the documents, by library and name."""
        return self._store.library.list_documents(Filters(library=library))

    def document(self, id_or_file: str) -> Document:
        """Return a document by its id or its file's name.

        Raises:
            NotFoundError: there is none.
            WrongUseError: several libraries have a file of that name.
        """
        found = self._store.library.find_documents(id_or_file)
        if not found:
            raise NotFoundError(
                f"资料库中没有“{id_or_file}”。", hint="用 policy documents list 查看全部资料。"
            )
        if len(found) > 1:
            ids = "、".join(f"{document.library}：{document.id}" for document in found)
            raise WrongUseError(
                f"有 {len(found)} 份资料都叫“{id_or_file}”。", hint=f"请改用编号：{ids}。"
            )
        return found[0]

    def history(self, id_or_file: str) -> "list[RevisionInfo]":
        """Return the revisions of a document; raises as `document` does."""
        return self._store.library.history(self.document(id_or_file).id)

    def compare_revisions(
        self, id_or_file: str, old_number: int | None = None, new_number: int | None = None
    ) -> "RevisionDifference":
        """Return how a document changed from one revision to another.

        Args:
            id_or_file: Which document; raises as `document` does.
            old_number: Number of the earlier revision; the one before the other by default.
            new_number: Number of the later revision; the current one by default.

        Raises:
            NotFoundError: there is no revision of that number.
            WrongUseError: there is nothing to compare with.
        """
        from assistant.versions import compare_revisions

        return compare_revisions(
            self._store.library, self.document(id_or_file), old_number, new_number
        )

    def mark_document(self, id_or_file: str, marks: Marks, *, reset: bool = False) -> Document:
        """Keep what the keeper says of a document by hand; see `assistant.marking`."""
        from assistant.marking import mark_document

        return mark_document(self._store, self.document(id_or_file), marks, reset=reset)

    def revision_notes(self, revision_id: str) -> tuple[str, ...]:
        """Return what to mind before quoting a revision, in Chinese; usually nothing.

        Raises:
            NotFoundError: there is none.
        """
        from assistant.versions import revision_notes

        return revision_notes(self._store.library, revision_id)

    def revision(self, id_or_file: str, number: int | None = None) -> "RevisionInfo":
        """Return one revision of a document, the current one by default.

        Raises:
            NotFoundError: there is no revision of that number; or as `document` does.
        """
        from assistant.versions import find_revision

        document = self.document(id_or_file)
        return find_revision(document, self._store.library.history(document.id), number)

    def revision_text(self, revision_id: str) -> str:
        """Return the cleaned text of a revision, also of an old one.

        Raises:
            NotFoundError: there is none.
        """
        return self._store.library.get_revision(revision_id).text

    def delete_document(self, id_or_file: str) -> Document:
        """Remove a document with all its revisions, and return what it was."""
        from ingest.pipeline import delete_document

        document = self.document(id_or_file)
        delete_document(self._store, document.id)
        return document

    def close(self) -> None:
        """Close files and connections; the assistant is not used afterwards."""
        self._store.close()

    def _load_reranker(self) -> "Reranker | None":
        if not self._reranker_model:
            return None
        from assistant.retrieval.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self._reranker_model)

    def _repair(self) -> None:
        from ingest.indexing import repair

        for _ in repair(self._store):
            pass


def _checked(question: str) -> str:
    question = question.strip()
    if not question:
        raise WrongUseError("没有输入问题。", hint="请输入要问的内容。")
    if len(question) > LONGEST_QUESTION:
        raise WrongUseError(
            f"问题太长（{len(question)} 字）。", hint=f"请缩短到 {LONGEST_QUESTION} 字以内。"
        )
    return question
