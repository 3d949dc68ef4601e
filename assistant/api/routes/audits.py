"""Drafts that are audited: what does not add up in them, beside their text."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from fastapi.responses import Response

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.api.files import WORD, attach, returns_file
from assistant.auditor.describing import RULE_NAMES
from assistant.auditor.schema import Finding
from assistant.office.drafting import AuditedFile, annotate_draft, audit_draft, take_in
from assistant.office.jobs import Job, JobKind
from assistant.office.schema import Permission
from assistant.viewing.blocks import SourceText
from assistant.viewing.schema import SourceBlock
from ingest.schema import Record

router = APIRouter(
    prefix="/audits", tags=["audits"], dependencies=[Depends(require(Permission.DRAFT))]
)

LARGE_PATHS = ("/audits",)


class ShownFinding(Record):
    """A finding, with its rule's name."""

    finding: Finding
    rule_name: str
    """"分项与合计"."""


class AuditView(Record):
    """A draft in blocks, and what was found in it."""

    file: str
    characters: int
    blocks: tuple[SourceBlock, ...]
    findings: tuple[ShownFinding, ...]
    """In reading order; none when all is well."""

    figures_compared: int
    """How many of its figures were compared with the ledger."""

    can_annotate: bool
    """True for a Word file, of which a copy with comments can be had."""


@router.post("")
def begin_audit(
    file: UploadFile,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
    library: Annotated[str, Form(max_length=100)] = "",
    area: Annotated[str, Form(max_length=100)] = "",
) -> Job:
    """Audit a draft; it is not kept in the library."""
    sent = take_in(file.filename or "", file.file, assistant.limits)
    audit.note(sent.name)
    return office.jobs.begin(
        reader,
        JobKind.AUDIT,
        sent.name,
        lambda progress: audit_draft(assistant, sent, library or None, area, progress),
    )


@router.get("/{job_id}")
def get_audit(job_id: str, office: OfficeDep, reader: ReaderDep) -> AuditView:
    """Return a draft's text and what was found in it."""
    audited = office.jobs.result(reader, job_id, AuditedFile).audited
    source = SourceText(audited.clean, audited.sections, "")
    return AuditView(
        file=audited.file,
        characters=len(audited.text),
        blocks=source.window(0, len(audited.text)),
        findings=tuple(
            ShownFinding(finding=finding, rule_name=RULE_NAMES[finding.rule])
            for finding in audited.findings
        ),
        figures_compared=audited.figures_compared,
        can_annotate=audited.file.lower().endswith(".docx"),
    )


@router.get("/{job_id}/annotated.docx", **returns_file(WORD))
def get_annotated(
    job_id: str, assistant: AssistantDep, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Response:
    """Return a copy of the draft with each finding as a comment."""
    file = office.jobs.result(reader, job_id, AuditedFile)
    audit.note(file.audited.file)
    name = file.audited.file.rsplit(".", 1)[0]
    return attach(annotate_draft(assistant, file), f"{name}（审校）.docx", WORD)
