"""Everything the project can do, one method each, and the one place that wires its parts."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import WrongUseError, no_such_library
from assistant.schema import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    CheckResult,
    DocumentSearch,
    TextDelta,
    Turn,
)
from assistant.settings import ChatModelSettings, Settings
from ingest.errors import NotFoundError, PolicyError
from ingest.schema import Document, Filters, Hit, IngestEvent, Marks, Validity

# Parts are imported where they are opened, so that `policy --help` is instant.
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.auditor.desk import Auditor
    from assistant.chain.answering import Answerer, ExtractiveAnswerer
    from assistant.documents import DocumentSheet, Original
    from assistant.indicators.definitions import Definitions
    from assistant.indicators.desk import Indicators
    from assistant.indicators.ledger import Ledger
    from assistant.learning.desk import Learning, Register
    from assistant.office.schema import Reminder
    from assistant.quiz.bank import Bank
    from assistant.quiz.desk import Quizzes
    from assistant.quiz.living import LivingBank
    from assistant.quiz.neighbours import Neighbours
    from assistant.quiz.rewording import Rewording
    from assistant.quiz.with_model import ModelWriter
    from assistant.quiz.worlds import Worlds
    from assistant.reminders import Mentions
    from assistant.report.desk import Reports
    from assistant.report.drafting import Drafter
    from assistant.report.templates import Templates
    from assistant.retrieval.reranking import Reranker
    from assistant.retrieval.retriever import Retriever
    from assistant.suggesting import Suggester
    from assistant.viewing import SourceViewer
    from assistant.viewing.pages import PictureFormat
    from assistant.viewing.schema import Place, SourceView
    from ingest.differences import RevisionDifference
    from ingest.indexing import IndexProgress
    from ingest.library import RevisionInfo, Store
    from ingest.settings import LimitSettings

# Code points of a source shown around a citation.
AROUND = 6000

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
        self._parts = _Parts(store, reranker_model, chat_model or ChatModelSettings())
        self._libraries: AbstractSet[str] | None = None

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

    def limited_to(self, libraries: AbstractSet[str] | None) -> "Assistant":
        """Return an assistant for a reader who may see some libraries only.

        What stands in another library is to that reader as if it were not there: it is not
        searched, quoted, listed or counted. The parts are shared, so this costs nothing.

        Args:
            libraries: Names; None for every one.
        """
        limited = copy(self)
        limited._libraries = libraries
        return limited

    @property
    def retriever(self) -> "Retriever":
        """Finds passages."""
        return self._parts.retriever

    @property
    def answerer(self) -> "Answerer":
        """Answers questions: a language model where one is set, else the sources themselves.

        Raises:
            PromptError: a language model is set, and its prompt cannot be used.
        """
        return self._parts.answerer

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
        found = self.retriever.retrieve(question, filters=filters, libraries=self._libraries)
        return found.hits(top_k)

    def search_documents(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        page: int = 1,
        page_size: int = 10,
    ) -> DocumentSearch:
        """Return the documents whose text has the words of a question; raises as `search` does.

        Args:
            question: At most 500 characters.
            filters: Where to look.
            page: Counting from 1.
            page_size: Documents on a page.
        """
        from assistant.grouping import BREADTH, group_by_document

        question = _checked(question)
        found = self.retriever.retrieve(
            question, filters=filters, libraries=self._libraries, breadth=BREADTH
        )
        return group_by_document(found, page=page, page_size=page_size)

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
        *_, last = self._write(question, filters, history)
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
            yield from self._write(question, filters, history)
        except PolicyError as error:
            yield AnswerFailed(code=error.code, message=error.message, hint=error.hint)

    def _write(
        self, question: str, filters: Filters | None, history: Sequence[Turn]
    ) -> "Iterator[TextDelta | AnswerReady]":
        return self.answerer.stream(
            _checked(question), filters=filters, libraries=self._libraries, history=history
        )

    # --- What could be asked ----------------------------------------------------------------

    def suggest_questions(
        self, *, library: str | None = None, patience_s: float | None = None
    ) -> list[str]:
        """Return questions that the library answers in so many words, each of them tried.

        Args:
            library: Where to look; None for every one the reader may see.
            patience_s: After how many seconds to return what was found so far; the next call goes
                on. None waits for all.

        Raises:
            NotFoundError: the reader may not see that library.
            StoreError: an index does not answer, or was built with another model.
        """
        if library is not None:
            self._require_library(library)
        return self._parts.suggester.examples(
            library=library, libraries=self._libraries, patience_s=patience_s
        )

    def suggest_follow_ups(self, answer: Answer) -> list[str]:
        """Return questions that may come after an answer, each of them answered by the library.

        Raises:
            StoreError: an index does not answer, or was built with another model.
        """
        return self._parts.suggester.follow_ups(answer, libraries=self._libraries)

    # --- Indicators -------------------------------------------------------------------------

    @property
    def indicators(self) -> "Indicators":
        """The ledger of indicators and its catalogue."""
        return self._parts.indicators_of(self._libraries)

    # --- Reports ----------------------------------------------------------------------------

    @property
    def reports(self) -> "Reports":
        """Fills Word templates from the ledger."""
        from assistant.report.desk import Reports
        from assistant.report.preview import Previewer
        from assistant.report.prose import ReportProse

        # Finding passages needs models, and most templates ask for none.
        def open_prose() -> ReportProse:
            return ReportProse(
                self.indicators,
                self._parts.extractive,
                libraries=self._libraries,
                drafter=self._parts.drafter,
            )

        return Reports(self._parts.templates, self.indicators, open_prose, Previewer(self.limits))

    # --- Drafts -----------------------------------------------------------------------------

    @property
    def auditor(self) -> "Auditor":
        """Finds what does not add up in a draft."""
        from assistant.auditor.desk import Auditor

        return Auditor(
            self.indicators, lambda: self.retriever, self._store, libraries=self._libraries
        )

    # --- Quizzes ----------------------------------------------------------------------------

    @property
    def quizzes(self) -> "Quizzes":
        """The bank of quiz items."""
        from assistant.quiz.desk import Quizzes

        return Quizzes(
            self._parts.bank,
            self._parts.living_bank,
            self._parts.neighbours,
            self._parts.worlds,
            self._parts.ledger,
            self._store,
            libraries=self._libraries,
        )

    @property
    def can_reword(self) -> bool:
        """Whether there is a language model for `rewording`."""
        return self._parts.has_chat_model

    @property
    def rewording(self) -> "Rewording":
        """Items in the words of the language model.

        Raises:
            WrongUseError: none is configured.
        """
        from assistant.quiz.rewording import Rewording

        writer = self._parts.item_writer
        if writer is None:
            raise WrongUseError(
                "没有接语言模型，题目只能按规则出。",
                hint="请设置 POLICY_CHAT_MODEL__BASE_URL 和 POLICY_CHAT_MODEL__MODEL。",
            )
        return Rewording(self.quizzes, writer)

    # --- Learning ---------------------------------------------------------------------------

    @property
    def learning(self) -> "Learning":
        """Papers, tests and practice, and what they show."""
        from assistant.learning.desk import Learning

        return Learning(self._parts.register, self.quizzes, libraries=self._libraries)

    # --- The library ------------------------------------------------------------------------

    def ingest(self, paths: Iterable[Path], *, library: str | None = None) -> Iterator[IngestEvent]:
        """Take files and folders into the library; see `ingest.pipeline.ingest_files`.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        from ingest.pipeline import ingest_files
        from ingest.schema import DEFAULT_LIBRARY

        if self._libraries is not None:
            # A manifest that came with the files must not choose another one.
            library = library or DEFAULT_LIBRARY
            self._require_library(library)
        self._parts.repair()
        yield from ingest_files(paths, store=self._store, library=library)

    def rebuild_index(self) -> "Iterator[IndexProgress]":
        """Make the indexes again from the truth; see `ingest.indexing.rebuild_index`."""
        from ingest.indexing import rebuild_index

        yield from rebuild_index(self._store)

    def check(self) -> list[CheckResult]:
        """Return what `policy doctor` prints."""
        from assistant.doctor import check

        return check(self._store)

    def documents(
        self,
        *,
        library: str | None = None,
        region: str | None = None,
        year: int | None = None,
        category: str | None = None,
        kind: str | None = None,
        validity: Validity | None = None,
        query: str = "",
    ) -> list[Document]:
        """Return the documents, by library and name.

        Args:
            library: As in `Filters`, and so the next four.
            region: Part of a region's name.
            year: Of the document.
            category: 类别.
            kind: 文种.
            validity: As it is today.
            query: Words, all of which stand in the title, the 文号 or the file's name.
        """
        from assistant.documents import is_wanted

        filters = Filters(library=library, region=region, year=year, category=category, kind=kind)
        found = self._store.library.list_documents(filters, libraries=self._libraries)
        today = date.today()
        return [one for one in found if is_wanted(one, validity=validity, query=query, day=today)]

    def document(self, id_or_file: str) -> Document:
        """Return a document by its id or its file's name.

        Raises:
            NotFoundError: there is none.
            WrongUseError: several libraries have a file of that name.
        """
        found = [
            document
            for document in self._store.library.find_documents(id_or_file)
            if self._may_see(document.library)
        ]
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

    def mark_document(
        self, id_or_file: str, marks: Marks, *, reset: bool = False, confirmed_by: str = ""
    ) -> Document:
        """Keep what the keeper says of a document by hand; see `assistant.marking`."""
        from assistant.marking import mark_document

        return mark_document(
            self._store,
            self.document(id_or_file),
            marks,
            reset=reset,
            confirmed_by=confirmed_by,
        )

    def sheet(self, id_or_file: str) -> "DocumentSheet":
        """Return a document with what its keeper has to look at; raises as `document` does."""
        from assistant.documents import read_sheet

        document = self.document(id_or_file)
        same = self.duplicates().get(document.id, [])
        return read_sheet(self._store.library, document, same)

    def duplicates(self) -> dict[str, list[Document]]:
        """Return the documents whose bytes another document has too, by id."""
        same = self._store.library.duplicates(libraries=self._libraries)
        known = self._store.library.get_documents(same.keys())
        return {
            id_: [known[other] for other in others if other in known]
            for id_, others in same.items()
        }

    def original(self, id_or_file: str, number: int | None = None) -> "Original":
        """Return the original file of a document, of its current revision by default.

        Raises:
            NotFoundError: there is no revision of that number, or its file is gone; or as
                `document` does.
        """
        from assistant.documents import open_original

        revision = self.revision(id_or_file, number)
        return open_original(self._store.library, self.document(id_or_file), revision)

    def categories(self) -> list[str]:
        """Return the kinds of documents that the library keeps apart, in the keeper's order."""
        return self._store.library.categories()

    def set_categories(self, names: Sequence[str]) -> list[str]:
        """Put other categories in place of those there were; documents keep theirs.

        Raises:
            WrongUseError: there are too many, or one is no name, or stands there twice.
        """
        from assistant.marking import check_categories

        self._store.library.set_categories(check_categories(names))
        return self.categories()

    def reminders(self) -> "list[Reminder]":
        """Return the documents that ask for the keeper's eyes; see `assistant.reminders`."""
        from assistant.reminders import find_reminders

        return find_reminders(self.documents(), self._parts.mentions, today=date.today())

    @property
    def limits(self) -> "LimitSettings":
        """Bounds on what one file may cost."""
        return self._store.settings.limits

    def revision_notes(self, revision_id: str) -> tuple[str, ...]:
        """Return what to mind before quoting a revision, in Chinese; usually nothing.

        Raises:
            NotFoundError: there is none.
        """
        from assistant.versions import revision_notes

        self.document_of(revision_id)
        return revision_notes(self._store.library, revision_id)

    def document_of(self, revision_id: str) -> Document:
        """Return the document that a revision, perhaps an old one, is a state of.

        Raises:
            NotFoundError: there is none.
        """
        document = self._store.library.document_of(revision_id)
        if not self._may_see(document.library):
            raise NotFoundError(
                f"资料库中没有版本 {revision_id[:16]}。", hint="该文件可能已被删除，请重新检索。"
            )
        return document

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
        self.document_of(revision_id)
        return self._store.library.get_revision(revision_id).text

    def view(
        self, revision_id: str, start: int = 0, end: int | None = None, *, around: int = AROUND
    ) -> "SourceView":
        """Return the blocks of a revision around a place in it, with what to mind of it.

        Args:
            revision_id: Also of an old one.
            start: Offset of the cited text, in code points.
            end: Offset just past it; by default nothing is cited.
            around: Code points shown.

        Raises:
            NotFoundError: there is no such revision.
            WrongUseError: the text has no such place.
        """
        document = self.document_of(revision_id)
        return self._parts.viewer.view(
            document, revision_id, start, start if end is None else end, around=around
        )

    def view_from(self, revision_id: str, first: int, *, limit: int = AROUND) -> "SourceView":
        """Return the blocks of a revision from an offset on, so many code points of them."""
        document = self.document_of(revision_id)
        return self._parts.viewer.view_from(document, revision_id, first, limit=limit)

    def draw_page(
        self,
        revision_id: str,
        number: int,
        *,
        width: int = 1000,
        picture_format: "PictureFormat | None" = None,
    ) -> bytes:
        """Return the picture of a page of a PDF file, scan or photo.

        Args:
            revision_id: Also of an old one.
            number: The page, from 1.
            width: In pixels; a very high page is drawn narrower, a scan not beyond its own size.
            picture_format: PNG by default.

        Raises:
            NotFoundError: there is no such revision or page, or its format has no pages.
            UnreadableDocumentError: the page cannot be drawn.
        """
        from assistant.viewing.pages import PictureFormat

        document = self.document_of(revision_id)
        return self._parts.viewer.draw_page(
            document,
            revision_id,
            number,
            width=width,
            picture_format=picture_format or PictureFormat.PNG,
        )

    def find_places(self, revision_id: str, start: int, end: int) -> "list[Place]":
        """Return where on its pages a citation stands, a rectangle per line and cell.

        Args:
            revision_id: Also of an old one.
            start: Offset of the cited text, in code points.
            end: Offset just past it.

        Returns:
            Rectangles in reading order, on the first ten pages of the citation; none where there
            are no pages, or the words are not found for sure.

        Raises:
            NotFoundError: there is no such revision.
        """
        document = self.document_of(revision_id)
        return self._parts.viewer.find_places(document, revision_id, start, end)

    def delete_document(self, id_or_file: str) -> Document:
        """Remove a document with all its revisions, and return what it was."""
        from ingest.pipeline import delete_document

        document = self.document(id_or_file)
        delete_document(self._store, document.id)
        return document

    def close(self) -> None:
        """Close files and connections; the assistant is not used afterwards."""
        self._store.close()

    def _may_see(self, library: str) -> bool:
        return self._libraries is None or library in self._libraries

    def _require_library(self, library: str) -> None:
        if not self._may_see(library):
            raise no_such_library(library)


class _Parts:
    """What answers, opened when it is first needed and shared by every limited assistant."""

    def __init__(self, store: "Store", reranker_model: str, chat_model: ChatModelSettings) -> None:
        self._store = store
        self._reranker_model = reranker_model
        self._chat_model = chat_model

    @cached_property
    def retriever(self) -> "Retriever":
        from assistant.retrieval.retriever import Retriever
        from assistant.retrieval.weights import load_weights

        self.repair()
        return Retriever(self._store, load_weights(), reranker=self._load_reranker())

    @cached_property
    def extractive(self) -> "ExtractiveAnswerer":
        from assistant.chain.answering import ExtractiveAnswerer
        from assistant.retrieval.weights import load_weights

        return ExtractiveAnswerer(self.retriever, self._store.library, load_weights())

    @cached_property
    def answerer(self) -> "Answerer":
        from assistant.chain.ledger import LedgerAnswerer

        return LedgerAnswerer(self._documents, self.indicators_of)

    @property
    def _documents(self) -> "Answerer":
        """Answers from the documents alone."""
        if not self._chat_model.is_set:
            return self.extractive
        from assistant.chain.generating import GenerativeAnswerer
        from assistant.chat_model import open_chat_model

        return GenerativeAnswerer(self.extractive, open_chat_model(self._chat_model))

    @cached_property
    def suggester(self) -> "Suggester":
        from assistant.suggesting import Suggester

        # Trying a question must not cost a language model's time.
        return Suggester(
            self._store.library,
            lambda question, libraries: self.extractive.answer(question, libraries=libraries),
        )

    @cached_property
    def mentions(self) -> "Mentions":
        from assistant.reminders import Mentions

        return Mentions(self._store.library)

    @cached_property
    def viewer(self) -> "SourceViewer":
        from assistant.viewing import SourceViewer

        settings = self._store.settings
        return SourceViewer(self._store.library, settings.limits, settings.ocr)

    @cached_property
    def ledger(self) -> "Ledger":
        from assistant.indicators.ledger import Ledger

        return Ledger(self._ledger_engine)

    @cached_property
    def bank(self) -> "Bank":
        from assistant.quiz.bank import Bank
        from assistant.quiz.tables import SCHEMA
        from ingest.library.database import bring_up_to_date

        bring_up_to_date(self._store.engine, SCHEMA, lock=self._store.home / "migrate.lock")
        return Bank(self._store.engine)

    @cached_property
    def register(self) -> "Register":
        from assistant.learning.desk import Register

        return Register.open(self._store.engine, lock=self._store.home / "migrate.lock")

    @cached_property
    def living_bank(self) -> "LivingBank":
        from assistant.quiz.living import LivingBank

        return LivingBank(self.bank, self._store.library, self.ledger)

    @cached_property
    def neighbours(self) -> "Neighbours":
        from assistant.quiz.neighbours import Neighbours

        return Neighbours(self.bank)

    @cached_property
    def worlds(self) -> "Worlds":
        from assistant.quiz.worlds import Worlds

        return Worlds(self._store.library)

    def indicators_of(self, libraries: AbstractSet[str] | None) -> "Indicators":
        from assistant.indicators.desk import Indicators

        return Indicators(self.ledger, self.definitions, self._store, libraries=libraries)

    @cached_property
    def drafter(self) -> "Drafter | None":
        if not self._chat_model.is_set:
            return None
        from assistant.chat_model import open_chat_model
        from assistant.report.drafting import Drafter

        return Drafter(open_chat_model(self._chat_model))

    @property
    def has_chat_model(self) -> bool:
        return self._chat_model.is_set

    @cached_property
    def item_writer(self) -> "ModelWriter | None":
        if not self._chat_model.is_set:
            return None
        from assistant.chat_model import open_chat_model
        from assistant.quiz.with_model import ModelWriter

        return ModelWriter(open_chat_model(self._chat_model), name=self._chat_model.model)

    @cached_property
    def templates(self) -> "Templates":
        from assistant.report.templates import Templates

        return Templates(self._store.home / "templates")

    @cached_property
    def definitions(self) -> "Definitions":
        from assistant.indicators.definitions import Definitions

        return Definitions(self._ledger_engine)

    @cached_property
    def _ledger_engine(self) -> "Engine":
        from assistant.indicators.tables import SCHEMA
        from ingest.library.database import bring_up_to_date

        bring_up_to_date(self._store.engine, SCHEMA, lock=self._store.home / "migrate.lock")
        return self._store.engine

    def repair(self) -> None:
        from ingest.indexing import repair

        for _ in repair(self._store):
            pass

    def _load_reranker(self) -> "Reranker | None":
        if not self._reranker_model:
            return None
        from assistant.retrieval.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self._reranker_model)


def _checked(question: str) -> str:
    question = question.strip()
    if not question:
        raise WrongUseError("没有输入问题。", hint="请输入要问的内容。")
    if len(question) > LONGEST_QUESTION:
        raise WrongUseError(
            f"问题太长（{len(question)} 字）。", hint=f"请缩短到 {LONGEST_QUESTION} 字以内。"
        )
    return question
