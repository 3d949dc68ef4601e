"""Sample records, and an assistant that says what it was told to: fakes we ship.

For tests of the doors, here and in programs built on the assistant; nothing in them reads a file.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Self, cast

from assistant.documents import DocumentSheet, Original, is_wanted
from assistant.office import Office
from assistant.office.schema import Reminder, ReminderKind
from assistant.schema import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerStatus,
    CheckResult,
    Citation,
    DocumentHits,
    DocumentSearch,
    FoundPassage,
    Grade,
    Statement,
    TextDelta,
    Turn,
)
from assistant.settings import OfficeSettings, OidcSettings
from ingest.categories import DEFAULT_CATEGORIES
from ingest.differences import RevisionDifference, compare_texts
from ingest.errors import NotFoundError
from ingest.indexing import IndexProgress
from ingest.library import RevisionInfo
from ingest.library.database import default_url, open_database
from ingest.manifest import apply_manifest
from ingest.schema import (
    Chunk,
    Document,
    Filters,
    Health,
    Hit,
    IngestEvent,
    Marks,
    Metadata,
    Outcome,
    Validity,
)
from ingest.settings import LimitSettings

if TYPE_CHECKING:
    from assistant.application import Assistant

SAMPLE_TEXT = "第三条 公益性岗位每月补贴八百元。\n第四条 补贴按月发放，由乡镇人民政府公示。"
SAMPLE_FILE = "岗位办法.txt"


def sample_document(file: str = SAMPLE_FILE) -> Document:
    """Return a document of one revision."""
    return Document(
        id=f"document-{file}",
        file=file,
        library="默认",
        revision_id=f"revision-{file}",
        metadata=Metadata(
            title="公益性岗位管理办法",
            document_number="云政发〔2024〕6号",
            validity=Validity.IN_FORCE,
            year=2024,
        ),
        health=Health(media_type="text/plain", characters=len(SAMPLE_TEXT), headings=2, chunks=1),
    )


def sample_hit(file: str = SAMPLE_FILE, *, score: float = 0.8) -> Hit:
    """Return a hit on the whole text of a sample document."""
    document = sample_document(file)
    chunk = Chunk(
        id=f"{document.revision_id[:16]}:0000",
        document_id=document.id,
        revision_id=document.revision_id,
        section_path=("第三条",),
        article="第三条",
        start=0,
        end=len(SAMPLE_TEXT),
        text=SAMPLE_TEXT,
        page=2,
    )
    return Hit(chunk=chunk, document=document, score=score)


def sample_answer(question: str = "公益性岗位每月补贴多少？") -> Answer:
    """Return an answer of one sentence with its citation."""
    hit = sample_hit()
    cited = "公益性岗位每月补贴八百元。"
    start = SAMPLE_TEXT.index(cited)
    citation = Citation(
        marker=1,
        document=hit.document.file,
        document_id=hit.document.id,
        revision_id=hit.chunk.revision_id,
        chunk_id=hit.chunk.id,
        title=hit.document.metadata.title,
        document_number=hit.document.metadata.document_number,
        validity=hit.document.metadata.validity,
        text=cited,
        start=start,
        end=start + len(cited),
        page=hit.chunk.page,
        section=hit.chunk.section_path,
    )
    return Answer(
        question=question,
        status=AnswerStatus.ANSWERED,
        text="每月八百元[1]。",
        statements=(Statement(text="每月八百元。", markers=(1,)),),
        citations=(citation,),
        hits=(hit,),
        confidence=0.9,
        grade=Grade.QUOTABLE,
    )


def sample_refusal(question: str = "高铁票价是多少？") -> Answer:
    """Return an honest "not found" with the nearest passage."""
    return Answer(
        question=question,
        status=AnswerStatus.INSUFFICIENT_EVIDENCE,
        text="资料中没有找到能回答这个问题的内容。",
        hits=(sample_hit(score=0.1),),
        confidence=0.1,
        grade=Grade.NOT_FOUND,
    )


def canned_office(
    assistant: "Assistant | CannedAssistant | None" = None,
    *,
    folder: Path,
    settings: OfficeSettings | None = None,
    oidc: OidcSettings | None = None,
) -> Office:
    """Return an office with its own SQLite database in a folder.

    Args:
        assistant: Who answers; a canned one by default.
        folder: Made where it is missing; an office may be opened in it again.
        settings: How the office is kept.
        oidc: A provider to sign in with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_database(default_url(folder), lock=folder / "migrate.lock")
    answering = cast("Assistant", assistant or CannedAssistant())
    return Office(answering, engine=engine, home=folder, settings=settings, oidc=oidc)


class CannedLibrary:
    """Knows some documents; has of `Library`'s methods what the office asks."""

    def __init__(self, documents: list[Document]) -> None:
        self._documents = documents

    def get_documents(self, ids: Collection[str]) -> dict[str, Document]:
        """See `Library`."""
        return {document.id: document for document in self._documents if document.id in ids}

    def count_by_library(self) -> dict[str, int]:
        """See `Library`."""
        return dict(Counter(document.library for document in self._documents))

    def libraries(self) -> list[str]:
        """See `Library`."""
        return sorted(self.count_by_library())


class CannedAssistant:
    """Says what it was told to, and remembers what it was asked; has `Assistant`'s methods.

    Args:
        answer: What every question gets.
        error: Raised by every method instead of working, where given.
        checks: What `check` finds.
    """

    def __init__(
        self,
        *,
        answer: Answer | None = None,
        error: Exception | None = None,
        checks: Iterable[CheckResult] = (),
    ) -> None:
        self.answer = answer or sample_answer()
        self.error = error
        self.checks = list(checks) or [CheckResult(name="资料库", passed=True, detail="正常。")]
        self.asked: list[tuple[str, Filters]] = []
        self.histories: list[tuple[Turn, ...]] = []
        self.ingested: list[tuple[str, bytes]] = []
        self.marked: list[tuple[str, Marks, bool]] = []
        self.confirmed: list[tuple[str, str]] = []
        self.shelves = list(DEFAULT_CATEGORIES)
        self.notes: tuple[str, ...] = ()
        """What there is to mind of every revision."""

        self.stored = [sample_document()]
        self.store = SimpleNamespace(library=CannedLibrary(self.stored))

    def limited_to(self, libraries: AbstractSet[str] | None) -> Self:
        """See `Assistant`; everything is told to everybody."""
        return self

    def search(self, question: str, *, filters: Filters = Filters(), top_k: int = 10) -> list[Hit]:
        """See `Assistant`."""
        self._note(question, filters)
        return list(self.answer.hits[:top_k])

    def ask(
        self, question: str, *, filters: Filters = Filters(), history: Sequence[Turn] = ()
    ) -> Answer:
        """See `Assistant`."""
        self._note(question, filters)
        self.histories.append(tuple(history))
        return self.answer

    def search_documents(
        self, question: str, *, filters: Filters = Filters(), page: int = 1, page_size: int = 10
    ) -> DocumentSearch:
        """See `Assistant`; the answer's passages, each a document of its own."""
        self._note(question, filters)
        groups = [
            DocumentHits(
                document=hit.document,
                count=1,
                passages=(FoundPassage(chunk=hit.chunk, score=hit.score),),
            )
            for hit in self.answer.hits
        ]
        return DocumentSearch(
            groups=tuple(groups[(page - 1) * page_size : page * page_size]),
            documents=len(groups),
            passages=len(groups),
        )

    def suggest_questions(
        self, *, library: str | None = None, patience_s: float | None = None
    ) -> list[str]:
        """See `Assistant`."""
        self._fail_if_told()
        return [self.answer.question]

    def suggest_follow_ups(self, answer: Answer) -> list[str]:
        """See `Assistant`."""
        self._fail_if_told()
        return [self.answer.question]

    def stream(
        self, question: str, *, filters: Filters = Filters(), history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        """See `Assistant`; half of the text comes before an error."""
        self.asked.append((question, filters))
        self.histories.append(tuple(history))
        middle = len(self.answer.text) // 2
        yield TextDelta(text=self.answer.text[:middle])
        self._fail_if_told()
        yield TextDelta(text=self.answer.text[middle:])
        yield AnswerReady(answer=self.answer)

    def ingest(self, paths: Iterable[Path], *, library: str | None = None) -> Iterator[IngestEvent]:
        """See `Assistant`; empty files are refused."""
        self._fail_if_told()
        for path in paths:
            content = path.read_bytes()
            self.ingested.append((path.name, content))
            if content:
                yield IngestEvent(file=path.name, outcome=Outcome.READY, chunks=1, headings=2)
            else:
                yield IngestEvent(
                    file=path.name, outcome=Outcome.REFUSED, reason="文件是空的，请重新导出。"
                )

    def rebuild_index(self) -> Iterator[IndexProgress]:
        """See `Assistant`."""
        self._fail_if_told()
        for done in (1, 2):
            yield IndexProgress(file=SAMPLE_FILE, done=done, total=2)

    def check(self) -> list[CheckResult]:
        """See `Assistant`."""
        self._fail_if_told()
        return self.checks

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
        """See `Assistant`."""
        self._fail_if_told()
        wanted = {"year": year, "category": category, "kind": kind}
        return [
            each
            for each in self.stored
            if library in (None, each.library)
            and (region or "") in each.metadata.region
            and all(value in (None, getattr(each.metadata, name)) for name, value in wanted.items())
            and is_wanted(each, validity=validity, query=query, day=date.today())
        ]

    def sheet(self, id_or_file: str) -> DocumentSheet:
        """See `Assistant`."""
        document = self.document(id_or_file)
        return DocumentSheet(
            **dict(document), type_name="纯文本", proposed=document.metadata, marked=("category",)
        )

    def duplicates(self) -> dict[str, list[Document]]:
        """See `Assistant`; there are none."""
        self._fail_if_told()
        return {}

    def original(self, id_or_file: str, number: int | None = None) -> Original:
        """See `Assistant`; this very module stands for every original."""
        document = self.document(id_or_file)
        return Original(Path(__file__), document.file, document.health.media_type)

    def categories(self) -> list[str]:
        """See `Assistant`."""
        self._fail_if_told()
        return self.shelves

    def set_categories(self, names: Sequence[str]) -> list[str]:
        """See `Assistant`."""
        self.shelves = list(names)
        return self.categories()

    def reminders(self) -> list[Reminder]:
        """See `Assistant`; every document asks to be confirmed."""
        self._fail_if_told()
        return [
            Reminder(
                kind=ReminderKind.UNCONFIRMED,
                document_id=each.id,
                file=each.file,
                title=each.metadata.title,
                library=each.library,
                detail="还没有人核对。",
            )
            for each in self.stored
        ]

    @property
    def limits(self) -> LimitSettings:
        """See `Assistant`."""
        return LimitSettings()

    def document(self, id_or_file: str) -> Document:
        """See `Assistant`."""
        self._fail_if_told()
        for each in self.stored:
            if id_or_file in (each.id, each.file):
                return each
        raise NotFoundError(
            f"资料库中没有“{id_or_file}”。", hint="用 policy documents list 查看已有文件。"
        )

    def history(self, id_or_file: str) -> list[RevisionInfo]:
        """See `Assistant`."""
        document = self.document(id_or_file)
        return [
            RevisionInfo(
                id=document.revision_id,
                number=1,
                sha256="0" * 64,
                ingested_at="2024-05-01T08:00:00+00:00",
                is_current=True,
                health=document.health,
            )
        ]

    def revision_text(self, revision_id: str) -> str:
        """See `Assistant`."""
        self.document_of(revision_id)
        return SAMPLE_TEXT

    def document_of(self, revision_id: str) -> Document:
        """See `Assistant`."""
        self._fail_if_told()
        for each in self.stored:
            if each.revision_id == revision_id:
                return each
        raise NotFoundError(f"没有版本“{revision_id}”。", hint="请重新提问。")

    def revision(self, id_or_file: str, number: int | None = None) -> RevisionInfo:
        """See `Assistant`; there is only one."""
        (revision,) = self.history(id_or_file)
        return revision

    def revision_notes(self, revision_id: str) -> tuple[str, ...]:
        """See `Assistant`."""
        self.revision_text(revision_id)
        return self.notes

    def compare_revisions(
        self, id_or_file: str, old_number: int | None = None, new_number: int | None = None
    ) -> RevisionDifference:
        """See `Assistant`; one article of the sample changed."""
        document = self.document(id_or_file)
        old_text = SAMPLE_TEXT.replace("八百元", "六百元")
        changes, unchanged = compare_texts(old_text, [], SAMPLE_TEXT, [])
        return RevisionDifference(
            document=document.file,
            document_id=document.id,
            title=document.metadata.title,
            old_revision_id=f"old-{document.revision_id}",
            old_number=old_number or 1,
            old_ingested_at="2024-04-01T08:00:00+00:00",
            new_revision_id=document.revision_id,
            new_number=new_number or 2,
            new_ingested_at="2024-05-01T08:00:00+00:00",
            changes=changes,
            unchanged=unchanged,
        )

    def mark_document(
        self, id_or_file: str, marks: Marks, *, reset: bool = False, confirmed_by: str = ""
    ) -> Document:
        """See `Assistant`; remembers the marks in `marked` and who confirmed in `confirmed`."""
        document = self.document(id_or_file)
        self.marked.append((document.file, marks, reset))
        if confirmed_by:
            self.confirmed.append((document.file, confirmed_by))
        metadata = apply_manifest(document.metadata, marks.model_dump(exclude_unset=True))
        return document.model_copy(update={"metadata": metadata})

    def delete_document(self, id_or_file: str) -> Document:
        """See `Assistant`."""
        document = self.document(id_or_file)
        self.stored.remove(document)
        return document

    def _note(self, question: str, filters: Filters) -> None:
        self._fail_if_told()
        self.asked.append((question, filters))

    def _fail_if_told(self) -> None:
        if self.error:
            raise self.error
