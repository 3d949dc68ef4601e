"""What drafting does in the background, and what comes of it until somebody fetches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from assistant.application import Assistant
from assistant.auditor.schema import Audited
from assistant.errors import PreviewError
from assistant.indicators.importing.schema import ImportPreview, ImportResult, Mapping
from assistant.indicators.schema import Proposal
from assistant.office.intake import read_whole
from assistant.progress import Report as ReportProgress
from assistant.report.preview import count_pages
from assistant.report.schema import Rendered, RenderRequest
from ingest.settings import LimitSettings


@dataclass(frozen=True)
class MadeReport:
    """A report, and how it prints."""

    rendered: Rendered
    pdf: bytes
    """Empty where it could not be made."""

    pages: int
    note: str
    """Why there is no preview, in Chinese; "" where there is one."""


def make_report(
    assistant: Assistant, request: RenderRequest, progress: ReportProgress
) -> MadeReport:
    """Render a report and its preview; raises as `Reports.render`."""
    rendered = assistant.reports.render(request, progress=progress)
    try:
        pdf = assistant.reports.to_pdf(rendered.content, progress=progress)
    except PreviewError as error:
        return MadeReport(rendered, pdf=b"", pages=0, note=str(error))
    return MadeReport(rendered, pdf=pdf, pages=count_pages(pdf), note="")


@dataclass(frozen=True)
class SentFile:
    """A file that somebody sent, kept until what came of it is forgotten."""

    name: str
    content: bytes


def take_in(name: str, content: BinaryIO, limits: LimitSettings) -> SentFile:
    """Return a file that somebody sends; raises as `read_whole`."""
    return SentFile(*read_whole(name, content, limits))


@dataclass(frozen=True)
class ReadImport:
    """A file of figures and what importing it would do."""

    sent: SentFile
    library: str
    preview: ImportPreview


def read_import(
    assistant: Assistant,
    sent: SentFile,
    library: str,
    mapping: Mapping | None,
    progress: ReportProgress,
) -> ReadImport:
    """Read a file of figures; raises as `Indicators.preview_import`."""
    with on_disk(sent) as path:
        preview = assistant.indicators.preview_import(
            path, library=library, mapping=mapping, progress=progress
        )
    return ReadImport(sent, library, preview)


def finish_import(
    assistant: Assistant, read: ReadImport, by: str, progress: ReportProgress
) -> ImportResult:
    """Import a file as it was read; raises as `Indicators.import_file`."""
    with on_disk(read.sent) as path:
        return assistant.indicators.import_file(
            path,
            library=read.library,
            mapping=read.preview.reading.mapping,
            by=by,
            progress=progress,
        )


@dataclass(frozen=True)
class Extracted:
    """What a report states in figures."""

    file: str
    proposals: tuple[Proposal, ...]


def extract(assistant: Assistant, sent: SentFile, progress: ReportProgress) -> Extracted:
    """Read figures out of a report; raises as `Indicators.extract`."""
    with on_disk(sent) as path:
        proposals = assistant.indicators.extract(path, progress=progress)
    return Extracted(sent.name, tuple(proposals))


@dataclass(frozen=True)
class AuditedFile:
    """A draft and what was found in it."""

    sent: SentFile
    audited: Audited


def audit_draft(
    assistant: Assistant,
    sent: SentFile,
    library: str | None,
    area: str,
    progress: ReportProgress,
) -> AuditedFile:
    """Audit a draft; raises as `Auditor.audit`."""
    with on_disk(sent) as path:
        audited = assistant.auditor.audit(path, library=library, area=area, progress=progress)
    return AuditedFile(sent, audited)


def annotate_draft(assistant: Assistant, file: AuditedFile) -> bytes:
    """Return the draft with each finding as a comment; raises as `Auditor.annotate`."""
    with on_disk(file.sent) as path:
        return assistant.auditor.annotate(path, file.audited)


@contextmanager
def on_disk(sent: SentFile) -> Iterator[Path]:
    """Give a file a place for as long as it is read."""
    with TemporaryDirectory(prefix="policy-draft-") as folder:
        path = Path(folder, sent.name)
        path.write_bytes(sent.content)
        yield path
