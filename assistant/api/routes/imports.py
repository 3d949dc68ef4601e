"""Files of figures on their way into the ledger: read, looked at, put right, taken in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.indicators.importing.schema import (
    Conflict,
    ImportPreview,
    ImportResult,
    Mapping,
    Refusal,
    TableView,
)
from assistant.indicators.ledger import Counts
from assistant.indicators.schema import Proposal
from assistant.indicators.showing import ShownFigure, show_figure
from assistant.office.drafting import (
    Extracted,
    ReadImport,
    extract,
    finish_import,
    read_import,
    take_in,
)
from assistant.office.jobs import Job, JobKind
from assistant.office.schema import Permission
from ingest.schema import DEFAULT_LIBRARY, Record

router = APIRouter(
    prefix="/indicators", tags=["indicators"], dependencies=[Depends(require(Permission.DRAFT))]
)

# A page shows so many of each; of more it tells how many.
SHOWN = 200

# Under the prefix of the interface.
LARGE_PATHS = ("/indicators/imports", "/indicators/extractions")


class ShownChange(Record):
    """A value that the ledger has otherwise."""

    old: ShownFigure
    new: ShownFigure


class ImportView(Record):
    """What a file says, and what importing it would do."""

    file: str
    library: str
    mapping: Mapping
    """How it was read; changed and sent back, it is read that way."""

    tables: tuple[TableView, ...]
    figures: tuple[ShownFigure, ...]
    """The first 200."""

    figures_total: int
    refused: tuple[Refusal, ...]
    """The first 200."""

    refused_total: int
    conflicts: tuple[Conflict, ...]
    """The first 200."""

    notes: tuple[str, ...]
    counts: Counts
    changes: tuple[ShownChange, ...]
    """The first 200."""


@router.post("/imports")
def begin_reading(
    file: UploadFile,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
    library: Annotated[str, Form(min_length=1, max_length=100)] = DEFAULT_LIBRARY,
) -> Job:
    """Read a file of figures; nothing is kept of it yet."""
    sent = take_in(file.filename or "", file.file, assistant.limits)
    audit.note(f"{library}：{sent.name}")
    return office.jobs.begin(
        reader,
        JobKind.READ,
        sent.name,
        lambda progress: read_import(assistant, sent, library, None, progress),
    )


@router.get("/imports/{job_id}")
def get_reading(job_id: str, office: OfficeDep, reader: ReaderDep) -> ImportView:
    """Return what was read, and what importing it would do."""
    read = office.jobs.result(reader, job_id, ReadImport)
    return _view(read.preview, read.library)


@router.post("/imports/{job_id}/mapping")
def read_again(
    job_id: str,
    mapping: Mapping,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Job:
    """Read the same file another way."""
    read = office.jobs.result(reader, job_id, ReadImport)
    audit.note(f"调整对应关系：{read.sent.name}")
    return office.jobs.begin(
        reader,
        JobKind.READ,
        read.sent.name,
        lambda progress: read_import(assistant, read.sent, read.library, mapping, progress),
    )


@router.post("/imports/{job_id}/confirm")
def confirm_reading(
    job_id: str, assistant: AssistantDep, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Job:
    """Take the figures into the ledger, as they were read."""
    read = office.jobs.result(reader, job_id, ReadImport)
    audit.note(f"{read.library}：{read.sent.name}")
    return office.jobs.begin(
        reader,
        JobKind.IMPORT,
        read.sent.name,
        lambda progress: finish_import(assistant, read, reader.account.username, progress),
    )


@router.get("/imports/{job_id}/result")
def get_result(job_id: str, office: OfficeDep, reader: ReaderDep) -> ImportResult:
    """Return what became of an import; of what was refused the first 200."""
    result = office.jobs.result(reader, job_id, ImportResult)
    return result.model_copy(
        update={"refused": result.refused[:SHOWN], "conflicts": result.conflicts[:SHOWN]}
    )


@router.post("/extractions")
def begin_extraction(
    file: UploadFile,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Job:
    """Read the figures that a report states; nothing is kept of them until they are accepted."""
    sent = take_in(file.filename or "", file.file, assistant.limits)
    audit.note(f"提取：{sent.name}")
    return office.jobs.begin(
        reader, JobKind.EXTRACT, sent.name, lambda progress: extract(assistant, sent, progress)
    )


@router.get("/extractions/{job_id}")
def get_proposals(job_id: str, office: OfficeDep, reader: ReaderDep) -> list[Proposal]:
    """Return the figures that a report states, in its order."""
    return list(office.jobs.result(reader, job_id, Extracted).proposals)


class Acceptance(Record):
    """Figures that a person accepts, perhaps after putting them right."""

    library: str = DEFAULT_LIBRARY
    proposals: tuple[Proposal, ...]


@router.post("/extractions/{job_id}/accept")
def accept_proposals(
    job_id: str,
    body: Acceptance,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Counts:
    """Take figures of a report into the ledger."""
    file = office.jobs.result(reader, job_id, Extracted).file
    audit.note(f"{body.library}：{file}，{len(body.proposals)} 项")
    return assistant.indicators.accept(
        body.proposals, file=file, library=body.library, by=reader.account.username
    )


def _view(preview: ImportPreview, library: str) -> ImportView:
    reading = preview.reading
    return ImportView(
        file=preview.file,
        library=library,
        mapping=reading.mapping,
        tables=reading.tables,
        figures=tuple(map(show_figure, reading.figures[:SHOWN])),
        figures_total=len(reading.figures),
        refused=reading.refused[:SHOWN],
        refused_total=sum(refusal.cells for refusal in reading.refused),
        conflicts=reading.conflicts[:SHOWN],
        notes=reading.notes,
        counts=preview.counts,
        changes=tuple(
            ShownChange(old=show_figure(change.old), new=show_figure(change.new))
            for change in preview.changes[:SHOWN]
        ),
    )
