"""How the pages of a Word draft depart from the layout of official documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx.shared import Length, Mm

from assistant.auditor.layout import report
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding
from ingest.loaders.docx import MEDIA_TYPE, open_document
from ingest.loaders.packages import open_package
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Task

# GB/T 9704—2012, 5.1 and 5.2.1.
_WIDTH, _HEIGHT, _TOP, _LEFT = Mm(210), Mm(297), Mm(37), Mm(28)
# What the standard allows, and what rounding to points takes.
_SLACK = Mm(1.2)


@dataclass(frozen=True)
class Page:
    """Size and margins of the first section, in millimetres."""

    width: float
    height: float
    top: float
    left: float


@dataclass(frozen=True)
class PageRequest(Task[Page]):
    """A Word document whose page is to be measured."""

    def run(self) -> Page:
        """Measure the first section; what it leaves open is as Word has it by default."""
        with open_package(self.path, unpacked_mib=self.limits.unpacked_mib):
            section = open_document(self.path).sections[0]
        measured = (
            section.page_width or _WIDTH,
            section.page_height or _HEIGHT,
            section.top_margin or Length(0),
            section.left_margin or Length(0),
        )
        return Page(*(round(length.mm, 1) for length in measured))


def find_in_file(draft: Draft, path: Path, limits: LimitSettings) -> list[Finding]:
    """Return where the page of a Word document with a 发文字号 is not as the standard has it."""
    if draft.media_type != MEDIA_TYPE or not draft.metadata.document_number:
        return []
    page = WORKERS.read(PageRequest(path=path, file=path.name, limits=limits))
    return list(_check(draft, page))


def _check(draft: Draft, page: Page) -> Iterator[Finding]:
    size = sorted((page.width, page.height))
    if any(abs(a - b) > _SLACK.mm for a, b in zip(size, (_WIDTH.mm, _HEIGHT.mm), strict=True)):
        message = f"纸张是{page.width:g}×{page.height:g}毫米，公文用A4（210×297毫米）。"
        yield report(draft, "page.size", 0, 0, message, expected="210×297毫米")
    off = abs(page.top - _TOP.mm) > _SLACK.mm or abs(page.left - _LEFT.mm) > _SLACK.mm
    if off and page.width < page.height:
        message = f"上边空{page.top:g}毫米、左边空{page.left:g}毫米，公文是37毫米和28毫米。"
        yield report(draft, "page.margins", 0, 0, message, expected="上37毫米，左28毫米")
