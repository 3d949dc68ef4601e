"""Word reports: templates, what they lack, filling and looking at them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Response, UploadFile

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.api.files import PDF, PNG, WORD, attach, returns_file
from assistant.errors import PreviewError
from assistant.indicators.showing import describe_source
from assistant.office.drafting import MadeReport, make_report, take_in
from assistant.office.jobs import Job, JobKind
from assistant.office.schema import Permission
from assistant.report.schema import PreflightItem, RenderRequest, TemplateInfo
from assistant.schema import Citation
from ingest.schema import Record

router = APIRouter(tags=["reports"], dependencies=[Depends(require(Permission.DRAFT))])


class PreflightReport(Record):
    """What will become of a template, told before it is rendered."""

    items: tuple[PreflightItem, ...]
    is_ready: bool
    """True when a report can be made that is no draft."""

    can_draft: bool
    """True when a draft can be made."""


class ReportFigure(Record):
    """A number in a report, and where it comes from."""

    text: str
    """As printed."""

    place: str
    """In the template: "第3段"."""

    name: str
    source: str
    """Cell or document; of a computed figure, its operands' sources."""

    formula: str
    """"" for a stated figure."""


class ReportView(Record):
    """A finished report, to be looked at before it is fetched."""

    file: str
    """Its name."""

    figures: tuple[ReportFigure, ...]
    citations: tuple[Citation, ...]
    gaps: tuple[PreflightItem, ...]
    notes: tuple[str, ...]
    pages: int
    """How many pages can be looked at; 0 where there is no preview."""


TEMPLATES = "/report-templates"
LARGE_PATHS = (TEMPLATES,)


@router.get(TEMPLATES)
def list_templates(assistant: AssistantDep) -> list[TemplateInfo]:
    """Return every template, shipped ones first."""
    return assistant.reports.templates()


@router.post(TEMPLATES)
def add_template(
    file: UploadFile,
    assistant: AssistantDep,
    reader: ReaderDep,
    audit: AuditDep,
    name: Annotated[str, Form(max_length=100)] = "",
) -> TemplateInfo:
    """Keep a template that somebody made in Word."""
    sent = take_in(file.filename or "", file.file, assistant.limits)
    template = assistant.reports.add_template(
        sent.content, name.strip() or sent.name, by=reader.account.username
    )
    audit.note(f"上传模板：{template.name}")
    return template


@router.get(f"{TEMPLATES}/{{template_id}}/file.docx", **returns_file(WORD))
def get_template(template_id: str, assistant: AssistantDep, audit: AuditDep) -> Response:
    """Return a template, to be changed in Word."""
    template = assistant.reports.template(template_id)
    audit.note(f"模板：{template.name}")
    return attach(assistant.reports.template_file(template_id), f"{template.name}.docx", WORD)


@router.delete(f"{TEMPLATES}/{{template_id}}")
def remove_template(template_id: str, assistant: AssistantDep, audit: AuditDep) -> TemplateInfo:
    """Remove an uploaded template."""
    template = assistant.reports.remove_template(template_id)
    audit.note(f"删除模板：{template.name}")
    return template


@router.post("/reports/preflight")
def check_request(request: RenderRequest, assistant: AssistantDep) -> PreflightReport:
    """Return how everything that the template asks for stands; no file is made."""
    found = assistant.reports.preflight(request)
    return PreflightReport(items=found.items, is_ready=found.is_ready, can_draft=found.can_draft)


@router.post("/reports")
def begin_report(
    request: RenderRequest,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Job:
    """Begin a report; its pages and file come of the job."""
    template = assistant.reports.template(request.template)
    audit.note(f"{template.name}：{request.area}{request.period}")
    return office.jobs.begin(
        reader,
        JobKind.RENDER,
        template.name,
        lambda progress: make_report(assistant, request, progress),
    )


@router.get("/reports/{job_id}")
def get_report(job_id: str, office: OfficeDep, reader: ReaderDep) -> ReportView:
    """Return what a finished report has in it."""
    made = office.jobs.result(reader, job_id, MadeReport)
    rendered = made.rendered
    return ReportView(
        file=rendered.file,
        figures=tuple(
            ReportFigure(
                text=each.text,
                place=each.place,
                name=each.figure.name,
                source=describe_source(each.figure),
                formula=each.figure.formula,
            )
            for each in rendered.figures
        ),
        citations=rendered.citations,
        gaps=rendered.gaps,
        notes=(*rendered.notes, *([made.note] if made.note else [])),
        pages=made.pages,
    )


@router.get("/reports/{job_id}/file.docx", **returns_file(WORD))
def get_wordattach(
    job_id: str,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
    comments: Annotated[bool, Query(description="False for the copy that is issued.")] = True,
) -> Response:
    """Return a finished report as a Word file."""
    rendered = office.jobs.result(reader, job_id, MadeReport).rendered
    audit.note(rendered.file)
    content = rendered.content if comments else assistant.reports.strip_comments(rendered.content)
    return attach(content, rendered.file, WORD)


@router.get("/reports/{job_id}/file.pdf", **returns_file(PDF))
def get_pdfattach(job_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep) -> Response:
    """Return a finished report as a PDF file."""
    made = office.jobs.result(reader, job_id, MadeReport)
    if not made.pdf:
        raise PreviewError(made.note, hint="请下载 Word 文件。")
    audit.note(made.rendered.file)
    return attach(made.pdf, made.rendered.file.removesuffix(".docx") + ".pdf", PDF)


@router.get("/reports/{job_id}/pages/{number}.png", **returns_file(PNG))
def draw_page(
    job_id: str,
    number: Annotated[int, Path(ge=1)],
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    width: Annotated[int, Query(ge=200, le=2000)] = 1000,
) -> Response:
    """Return a page of a finished report as it prints."""
    pdf = office.jobs.result(reader, job_id, MadeReport).pdf
    picture = assistant.reports.draw_page(pdf, number, width=width)
    return Response(picture, media_type=PNG, headers={"Cache-Control": "private"})
