"""Word documents that look like 公文.

References:
    GB/T 9704—2012 《党政机关公文格式》: 5.2.1 page and margins, 5.2.2 typefaces and sizes, 5.2.3
    lines of a page, 7.3 the main part, 7.5 page numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, Twips

from assistant.exporting.tables import Table, is_figure
from assistant.exporting.wording import printable

# 5.2.1: A4; the text area is 156 mm × 225 mm.
PAGE = (Mm(210), Mm(297))
MARGINS = {"top": Mm(37), "bottom": Mm(35), "left": Mm(28), "right": Mm(26)}
TEXT_WIDTH = Mm(210 - 28 - 26)
# 5.2.3: 22 lines a page.
LINE = Pt(28.95)
# 2号, 3号, 4号; 小4号 and 5号 for tables.
TITLE_SIZE, BODY_SIZE, PAGE_NUMBER_SIZE = Pt(22), Pt(16), Pt(14)
CELL_SIZE, SMALL_SIZE = Pt(12), Pt(10.5)
TITLE_LINE = Pt(34)
# Room for "[12]" before a source.
NUMBER_WIDTH = Pt(40)

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONTS = ("黑体", "楷体_GB2312")
PAGE_NUMBER_FONT = "宋体"
# Names of our own styles.
CAPTION, CELL, QUOTATION, NOTE = "表题", "表格文字", "引文", "说明"
# What an office without the typefaces of 公文 has instead; Word looks them up here.
FALLBACKS = {
    TITLE_FONT: "宋体",
    BODY_FONT: "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "宋体": "SimSun",
}

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
        self._set_page()
        self._set_styles()
        self._set_fallback_fonts()
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
        _set_indent(paragraph.paragraph_format, left=NUMBER_WIDTH, first_line=-NUMBER_WIDTH)
        paragraph.paragraph_format.tab_stops.add_tab_stop(NUMBER_WIDTH)

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
                self._write(paragraph, [Run(text)], size=size)
                if is_header:
                    _set_font(paragraph.runs[0]._element.get_or_add_rPr(), HEADING_FONTS[0])
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
        paragraph = self._document.add_paragraph(style=style)
        self._write(paragraph, runs)
        return paragraph

    @staticmethod
    def _write(paragraph: Any, runs: Iterable[Run], *, size: Length | None = None) -> None:
        for run in runs:
            written = paragraph.add_run(printable(run.text))
            written.font.superscript = run.is_superscript or None
            written.font.size = size

    # --- Layout -----------------------------------------------------------------------------

    def _set_page(self) -> None:
        (section,) = self._document.sections
        section.page_width, section.page_height = PAGE
        for side, width in MARGINS.items():
            setattr(section, f"{side}_margin", width)
        # 7.5: 7 mm below the text; odd pages to the right, even ones to the left.
        section.footer_distance = MARGINS["bottom"] - Mm(7) - PAGE_NUMBER_SIZE
        self._document.settings.odd_and_even_pages_header_footer = True
        self._add_page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._add_page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    @staticmethod
    def _add_page_number(footer: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
        (paragraph,) = footer.paragraphs
        paragraph.alignment = alignment
        # One character away from the edge.
        _set_indent(paragraph.paragraph_format, left=PAGE_NUMBER_SIZE, first_line=0)
        paragraph.paragraph_format.right_indent = PAGE_NUMBER_SIZE
        for part in ("— ", "PAGE", " —"):
            run = paragraph.add_run("" if part == "PAGE" else part)
            run.font.size = PAGE_NUMBER_SIZE
            _set_font(run._element.get_or_add_rPr(), PAGE_NUMBER_FONT)
            if part == "PAGE":
                _add_field(run, part)

    def _set_styles(self) -> None:
        styles = self._document.styles
        styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
        left, centred = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
        _restyle(styles["Normal"], BODY_FONT, BODY_SIZE, is_indented=True)
        title = _restyle(styles["Title"], TITLE_FONT, TITLE_SIZE, alignment=centred)
        title.paragraph_format.line_spacing = TITLE_LINE
        title.paragraph_format.space_after = LINE
        for level, font in enumerate(HEADING_FONTS, start=1):
            style = styles[f"Heading {level}"]
            heading = _restyle(style, font, BODY_SIZE, alignment=left, is_indented=True)
            heading.paragraph_format.keep_with_next = True
        caption = styles.add_style(CAPTION, WD_STYLE_TYPE.PARAGRAPH)
        _restyle(caption, HEADING_FONTS[0], PAGE_NUMBER_SIZE, alignment=centred)
        caption.paragraph_format.keep_with_next = True
        cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
        _restyle(cell, BODY_FONT, CELL_SIZE, alignment=left)
        cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        for name in (QUOTATION, NOTE):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            _restyle(style, HEADING_FONTS[1], PAGE_NUMBER_SIZE, is_indented=True)

    def _set_fallback_fonts(self) -> None:
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
            for name, other in FALLBACKS.items()
        )
        part = self._document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        part._blob = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
        ).encode()

    def _set_properties(self, title: str, day: date) -> None:
        properties = self._document.core_properties
        properties.title = printable(title)[:255]
        properties.author = properties.last_modified_by = "政策助手"
        properties.comments, properties.language = "", "zh-CN"
        properties.created = properties.modified = datetime(day.year, day.month, day.day)
        theme = self._document.settings.element.find(qn("w:themeFontLang"))
        theme.set(qn("w:eastAsia"), "zh-CN")


def _as_run(run: Run | str) -> Run:
    return Run(run) if isinstance(run, str) else run


def _restyle(
    style: Any,
    font: str,
    size: Length,
    *,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    is_indented: bool = False,
) -> Any:
    """Give a style these looks and none of those it had."""
    for kind in ("w:pPr", "w:rPr"):
        for old in style.element.findall(qn(kind)):
            style.element.remove(old)
    _set_font(style.element.get_or_add_rPr(), font)
    style.font.size = size
    layout = style.paragraph_format
    layout.alignment = alignment
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = LINE
    _set_indent(layout, first_line=2 * size if is_indented else 0)
    return style


def _set_font(properties: Any, font: str) -> None:
    # Word picks the typeface of 汉字 from w:eastAsia, which `font.name` leaves alone; quotation
    # marks are 汉字 to it only where w:hint says so.
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _set_indent(layout: Any, *, first_line: int, left: int = 0) -> None:
    layout.left_indent, layout.first_line_indent = Length(left), Length(first_line)


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


def _add_field(run: Any, name: str) -> None:
    """Let Word fill a run in, e.g. with the number of the page."""
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = name
            run._element.append(code)
        if kind == "separate":
            run.add_text("1")


def _column_widths(table: Table, size: Length) -> list[Length]:
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
    room = TEXT_WIDTH * 2 // size - _CELL_MARGINS * len(wishes)
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
