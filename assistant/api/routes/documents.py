"""Documents: what there is and is known of it, what the keeper says of it, and its texts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Body, Depends, Form, Query, UploadFile
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.api.failures import failure_of
from assistant.documents import DocumentSheet
from assistant.errors import WrongUseError
from assistant.office.intake import check_name
from assistant.office.schema import Permission, Reminder
from ingest.differences import RevisionDifference
from ingest.library import RevisionInfo
from ingest.schema import Document, Marks, Record, Validity

router = APIRouter(tags=["documents"], dependencies=[Depends(require(Permission.ASK))])

# For what changes the library.
KEEPING = [Depends(require(Permission.KEEP))]

UPLOAD_PATH = "/documents/upload"

# Most code points of a text sent at once; a page shows the surroundings of a citation, not a book.
TEXT_CHARACTERS = 20_000


class TextSlice(Record):
    """A stretch of a revision's text."""

    revision_id: str
    start: int
    """Offset of the first character, in code points."""

    end: int
    """Offset just past the last character."""

    text: str
    characters: int
    """Length of the whole text."""

    notes: tuple[str, ...] = ()
    """Chinese sentences to mind before quoting: an old revision, a rule repealed or replaced."""


class MarkBody(Marks):
    """What the keeper says of a document; fields left out stay as they are."""

    reset: bool = False
    """Forget earlier marks first, so that the manifest and the text count again."""

    confirm: bool = False
    """All that is known of the document, these marks included, is right: today, says the reader."""


class DocumentQuery(Record):
    """Which documents are wanted; what is left out lets everything pass."""

    library: str | None = None
    region: str | None = None
    """Part of a region's name."""

    year: int | None = None
    category: str | None = None
    kind: str | None = None
    validity: Validity | None = None
    """As it is today."""

    query: str = Field(default="", max_length=100)
    """Words, all of which stand in the title, the 文号 or the file's name."""


@router.get("/documents")
def list_documents(
    assistant: AssistantDep, query: Annotated[DocumentQuery, Query()]
) -> list[Document]:
    """Return the documents that pass, by library and name."""
    return assistant.documents(**dict(query))


@router.get("/documents/{document}")
def show_document(document: str, assistant: AssistantDep) -> DocumentSheet:
    """Return one document by its id or file name, with its health sheet."""
    return assistant.sheet(document)


@router.get("/documents/{document}/original", response_class=FileResponse)
def open_original(
    document: str,
    assistant: AssistantDep,
    audit: AuditDep,
    number: Annotated[int | None, Query(alias="version", ge=1)] = None,
) -> FileResponse:
    """Return the original file of the current revision, or of another, to be saved."""
    original = assistant.original(document, number)
    audit.note_document(assistant.document(document))
    return FileResponse(original.path, filename=original.file, media_type=original.media_type)


@router.get("/documents/{document}/history")
def show_history(document: str, assistant: AssistantDep) -> list[RevisionInfo]:
    """Return the revisions of one document, without their texts."""
    return assistant.history(document)


@router.get("/documents/{document}/diff")
def compare_revisions(
    document: str,
    assistant: AssistantDep,
    audit: AuditDep,
    old_number: Annotated[int | None, Query(alias="from", ge=1)] = None,
    new_number: Annotated[int | None, Query(alias="to", ge=1)] = None,
) -> RevisionDifference:
    """Return how a document changed from one revision to another, part by part.

    By default the current revision is compared with the one before it.
    """
    audit.note_document(assistant.document(document))
    return assistant.compare_revisions(document, old_number, new_number)


@router.patch("/documents/{document}", dependencies=KEEPING)
def mark_document(
    document: str, body: MarkBody, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Document:
    """Say by hand what is known of one document, or confirm it; return it as it is known now."""
    stated = body.model_fields_set & Marks.model_fields.keys()
    marks = Marks(**{name: getattr(body, name) for name in stated})
    marked = assistant.mark_document(
        document,
        marks,
        reset=body.reset,
        confirmed_by=reader.account.name if body.confirm else "",
    )
    audit.note_document(marked)
    return marked


@router.delete("/documents/{document}", dependencies=KEEPING)
def delete_document(document: str, assistant: AssistantDep, audit: AuditDep) -> Document:
    """Delete one document with all its revisions; return what it was."""
    deleted = assistant.delete_document(document)
    audit.note_document(deleted)
    return deleted


@router.get("/reminders", dependencies=KEEPING)
def list_reminders(assistant: AssistantDep) -> list[Reminder]:
    """Return the documents that ask for the keeper's eyes, the most urgent kind first."""
    return assistant.reminders()


@router.get("/categories")
def list_categories(assistant: AssistantDep) -> list[str]:
    """Return the kinds of documents that the library keeps apart, in the keeper's order."""
    return assistant.categories()


@router.put("/categories", dependencies=KEEPING)
def set_categories(names: Annotated[list[str], Body()], assistant: AssistantDep) -> list[str]:
    """Put other categories in place of those there were; documents keep theirs."""
    return assistant.set_categories(names)


def note_files(files: list[UploadFile], audit: AuditDep) -> None:
    """Say in the log which files came: before the stream begins, since then it is written."""
    audit.note("、".join(file.filename or "" for file in files))


@router.post(
    UPLOAD_PATH,
    response_class=EventSourceResponse,
    dependencies=[*KEEPING, Depends(note_files)],
)
def upload_documents(
    files: list[UploadFile],
    assistant: AssistantDep,
    library: Annotated[str | None, Form(min_length=1, max_length=100)] = None,
) -> Iterator[ServerSentEvent]:
    """Ingest uploaded files and tell what became of each, as server-sent events.

    One `file` event per file, then one `done`; `failed` when the library cannot work.
    """
    with TemporaryDirectory(prefix="policy-upload-") as folder:
        try:
            paths = [_save(file.filename or "", file.file, Path(folder)) for file in files]
            for event in assistant.ingest(paths, library=library):
                yield ServerSentEvent(event="file", data=event)
            yield ServerSentEvent(event="done", data={"files": len(paths)})
        except Exception as error:  # The status is sent already: only an event can tell.
            yield ServerSentEvent(event="failed", data=failure_of(error))


@router.get("/revisions/{revision_id}/text")
def show_text(
    revision_id: str,
    assistant: AssistantDep,
    audit: AuditDep,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> TextSlice:
    """Return a stretch of a revision's text, offsets in code points; old revisions too."""
    audit.note_document(assistant.document_of(revision_id))
    text = assistant.revision_text(revision_id)
    last = min(len(text), start + TEXT_CHARACTERS if end is None else end)
    if last - start > TEXT_CHARACTERS or start > last:
        raise WrongUseError(
            f"不能读取第 {start} 到 {last} 字：全文共 {len(text)} 字。",
            hint=f"一次最多读取 {TEXT_CHARACTERS} 字，起点不能在终点之后。",
        )
    return TextSlice(
        revision_id=revision_id,
        start=start,
        end=last,
        text=text[start:last],
        characters=len(text),
        notes=assistant.revision_notes(revision_id),
    )


def _save(filename: str, content: BinaryIO, folder: Path) -> Path:
    path = folder / check_name(filename)
    if path.exists():
        raise WrongUseError(f"“{path.name}”上传了两份。", hint="请改名，或只选其中一份。")
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)
    return path
