"""Word documents that look like 公文: those of `assistant.layout`, written from top to bottom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from assistant.exporting.tables import Table, is_figure
from assistant.exporting.wording import printable
from assistant.layout import apply_profile
from assistant.layout.profiles import (
    CAPTION,
    CELL,
    CELL_SIZE,
    HEADING_FONTS,
    NOTE,
    QUOTATION,
    STANDARD_PROFILE,
)
from assistant.layout.styling import set_font

TEXT_WIDTH = Mm(STANDARD_PROFILE.text_width_mm)
# 5号, for tables of many columns.
SMALL_SIZE = 10.5
# Room for "[12]" before a source.
NUMBER_WIDTH = Pt(40)

# Tables with more columns are set smaller, so that each column keeps room for its words.
_WIDE_TABLE = 6
# Widths in half-width characters.
_LONGEST_LINE = 36
_SHORT_CELL = 8
_NARROWEST = 4
_CELL_MARGINS = 2
_CELL_MARGIN = Mm(1)


@dataclass(frozen=True)
class Run:
    """A stretch of text set in one way."""

    text: str
    is_superscript: bool = False


class OfficialDocument:
    """A document in the layout of a 公文, written from top to bottom.

    Text is put in as it is: what looks like markup stays text.
    """

    def __init__(self, title: str, *, day: date) -> None:
        self._document = Document()
        self._style_ids: dict[str, str | None] = {}
        apply_profile(self._document, STANDARD_PROFILE)
        self._set_properties(title, day)
        self._paragraph([Run(title)], "Title")

    def add_heading(self, text: str, level: int = 1) -> None:
        """Add a heading: level 1 in 黑体, level 2 in 楷体."""
        self._paragraph([Run(text)], f"Heading {level}")

    def add_paragraph(self, *runs: Run | str) -> None:
        """Add a paragraph of the main part, indented by two characters."""
        self._paragraph(map(_as_run, runs), "Normal")

    def add_source(self, marker: int, *runs: Run | str) -> None:
        """Add an item of the list of sources, its number hanging before it."""
        paragraph = self._paragraph([Run(f"[{marker}]\t"), *map(_as_run, runs)], "Normal")
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = NUMBER_WIDTH, Length(-NUMBER_WIDTH)
        layout.tab_stops.add_tab_stop(NUMBER_WIDTH)

    def add_quotation(self, text: str) -> None:
        """Add the words of a source, in 楷体."""
        self._paragraph([Run(text)], QUOTATION)

    def add_table(self, table: Table) -> None:
        """Add a table with its caption, the columns as wide as their words ask for."""
        if table.caption:
            self._paragraph([Run(table.caption)], CAPTION)
        columns = len(table.rows[0])
        size = SMALL_SIZE if columns > _WIDE_TABLE else CELL_SIZE
        shape = self._document.add_table(0, columns, style="Table Grid")
        shape.alignment, shape.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _set_cell_margins(shape)
        widths = _column_widths(table, size)
        for number, cells in enumerate(table.rows):
            row = shape.add_row()
            is_header = number < table.header_rows
            _set_row(row, is_header=is_header)
            for cell, text, width in zip(row.cells, cells, widths, strict=True):
                cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
                (paragraph,) = cell.paragraphs
                paragraph.style = self._document.styles[CELL]
                if is_header or is_figure(text):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self._write(paragraph, [Run(text)], size=Pt(size))
                if is_header:
                    set_font(paragraph.runs[0]._element.get_or_add_rPr(), HEADING_FONTS[0])
        for column, width in zip(shape.columns, widths, strict=True):
            column.width = width

    def add_note(self, text: str) -> None:
        """Add a closing note, one blank line below the main part."""
        self._paragraph([], "Normal")
        self._paragraph([Run(text)], NOTE)

    def to_bytes(self) -> bytes:
        """Return the document as a .docx file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    # --- Text -------------------------------------------------------------------------------

    def _paragraph(self, runs: Iterable[Run], style: str) -> Any:
        # python-docx looks for the end of the body among all that stands before it.
        element = OxmlElement("w:p")
        self._document.element.body[-1].addprevious(element)
        paragraph = Paragraph(element, self._document._body)
        if style not in self._style_ids:
            part: Any = self._document.part
            self._style_ids[style] = part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
        # By its id: python-docx reads every style again for each paragraph that names one.
        paragraph._p.style = self._style_ids[style]
        self._write(paragraph, runs)
        return paragraph

    @staticmethod
    def _write(paragraph: Any, runs: Iterable[Run], *, size: Length | None = None) -> None:
        for run in runs:
            written = paragraph.add_run(printable(run.text))
            written.font.superscript = run.is_superscript or None
            written.font.size = size

    def _set_properties(self, title: str, day: date) -> None:
        properties = self._document.core_properties
        properties.title = printable(title)[:255]
        properties.author = properties.last_modified_by = "政策助手"
        properties.comments, properties.language = "", "zh-CN"
        properties.created = properties.modified = datetime(day.year, day.month, day.day)


def _as_run(run: Run | str) -> Run:
    return Run(run) if isinstance(run, str) else run


def _set_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_CELL_MARGIN.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema has them before the table's look.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _set_row(row: Any, *, is_header: bool) -> None:
    """Keep a row on one page, and repeat a header on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))


def _column_widths(table: Table, size: float) -> list[Length]:
    """Share the width of the page out among columns.

    Each asks for its longest cell in one line and its header in two. Where that is too much, its
    longest short word or figure is kept whole, and longer texts break.
    """
    wishes: list[float] = []
    needs: list[int] = []
    for column in zip(*table.rows, strict=True):
        heads = [_display_width(head) for head in column[: table.header_rows]]
        cells = [_display_width(cell) for cell in column[table.header_rows :]]
        wishes.append(min(_LONGEST_LINE, max([*cells, *(-(-head // 2) for head in heads)])))
        needs.append(max([_NARROWEST, *(cell for cell in cells if cell <= _SHORT_CELL)]))
    room = TEXT_WIDTH * 2 // Pt(size) - _CELL_MARGINS * len(wishes)
    wishes = [max(wish, need) for wish, need in zip(wishes, needs, strict=True)]
    spare, more = room - sum(needs), sum(wishes) - sum(needs)
    if spare <= 0:
        wishes = [*needs]
    elif spare < more:
        wishes = [
            need + (wish - need) * spare / more for wish, need in zip(wishes, needs, strict=True)
        ]
    shares = [wish + _CELL_MARGINS for wish in wishes]
    # Word counts in twips.
    return [Twips(int(TEXT_WIDTH.twips * share / sum(shares))) for share in shares]


def _display_width(text: str) -> int:
    """Return the width of a cell in half-width characters."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)
