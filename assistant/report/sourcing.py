"""The list of sources at the end of a report: every figure once, a computed one by its operands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Figure
from assistant.report.commenting import name_figure, tell_source
from assistant.report.journal import Note

TITLE = "数据来源"
_COLUMNS = (("序号", 7), ("数", 16), ("是什么", 29), ("来源或算法", 48))
# 小五.
_SIZE = Pt(9)


@dataclass
class Row:
    """A line of the list."""

    number: int
    """Counting from 1."""

    name: str
    origin: str
    texts: dict[str, None] = field(default_factory=dict)
    """As printed, each once; of a figure that only others are computed from, as stated."""


class SourceList:
    """What a report's figures and quotations stand on, numbered in the order of the text."""

    def __init__(self) -> None:
        self._rows: dict[object, Row] = {}

    @property
    def rows(self) -> list[Row]:
        """The lines so far."""
        return list(self._rows.values())

    def add(self, note: Note) -> None:
        """Take in what was printed; gaps and plain words have no source."""
        if note.gap:
            return
        for figure, text in note.printed:
            self._add_figure(figure, text)
        if note.citation:
            key = (note.citation.revision_id, note.citation.start, note.citation.end)
            row = self._row(key, "引用的原文", tell_source(note.citation))
            row.texts.setdefault("—")

    def _add_figure(self, figure: Figure, text: str = "") -> int:
        key = figure.model_copy(update={"source": None, "operands": (), "decimals": None})
        if key not in self._rows:
            # What it is computed from stands before it.
            numbers = [self._add_figure(operand) for operand in figure.operands]
            self._row(key, name_figure(figure), "；".join(_tell_origin(figure, numbers)))
        row = self._rows[key]
        if text or not row.texts:
            plain = figure if figure.formula else figure.model_copy(update={"decimals": None})
            row.texts.setdefault(text or print_figure(plain))
        return row.number

    def _row(self, key: object, name: str, origin: str) -> Row:
        return self._rows.setdefault(key, Row(len(self._rows) + 1, name, origin))


def _tell_origin(figure: Figure, numbers: Sequence[int]) -> Iterator[str]:
    if figure.formula:
        rows = "、".join(map(str, dict.fromkeys(numbers)))
        yield f"{figure.formula}{f'（数见第 {rows} 项）' if rows else ''}"
    if figure.source:
        yield tell_source(figure.source)
    if figure.scope:
        yield f"口径：{figure.scope}"


def add_source_table(document: Any, notes: Iterable[Note]) -> None:
    """List at the end of a document where everything printed comes from."""
    sources = SourceList()
    for note in notes:
        sources.add(note)
    if not sources.rows:
        return
    heading = document.add_paragraph()
    heading.paragraph_format.page_break_before = True
    heading.paragraph_format.first_line_indent = 0
    heading.add_run(TITLE).bold = True
    table = document.add_table(1, len(_COLUMNS))
    _set_looks(table)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill_row(table.rows[0], [name for name, _ in _COLUMNS])
    for row in sources.rows:
        _fill_row(table.add_row(), [str(row.number), "、".join(row.texts), row.name, row.origin])


def _fill_row(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.first_line_indent = 0
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.add_run(text).font.size = _SIZE
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))


def _set_looks(table: Any) -> None:
    """Draw the lines of a table and set its widths, whatever styles the template has."""
    properties = table._tbl.tblPr
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    look = properties.find(qn("w:tblLook"))
    look.addprevious(borders)
    width = properties.find(qn("w:tblW"))
    # In fiftieths of a percent.
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    section = table.part.document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    for column, (_, percent) in zip(table.columns, _COLUMNS, strict=True):
        column.width = room * percent // 100
