"""What a filled document still needs: properties, the list of sources, notes on rounding."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from assistant.report.commenting import AUTHOR, tell_note
from assistant.report.journal import Note

SOURCES = "数据来源"
_COLUMNS = (("序号", 8), ("正文", 24), ("来源与算法", 68))
_SIZE = Pt(10.5)


def set_properties(document: Any, title: str) -> None:
    """Say what the document is, in place of what its template was."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = properties.last_modified_by = AUTHOR
    properties.subject = properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    properties.revision = 1


def add_source_table(document: Any, notes: Sequence[Note]) -> None:
    """List at the end where everything printed comes from, what is the same once."""
    rows: dict[tuple[str, str], None] = {}
    for note in notes:
        told = "\n".join(tell_note(note))
        if told and not note.gap:
            rows.setdefault((note.text or "图", told))
    if not rows:
        return
    heading = document.add_paragraph()
    heading.paragraph_format.page_break_before = True
    heading.paragraph_format.first_line_indent = 0
    heading.add_run(SOURCES).bold = True
    table = document.add_table(1, len(_COLUMNS))
    _set_looks(table)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill_row(table.rows[0], [name for name, _ in _COLUMNS])
    for number, (text, told) in enumerate(rows, start=1):
        _fill_row(table.add_row(), [str(number), text, told])


def _fill_row(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        for number, line in enumerate(text.split("\n")):
            if number:
                paragraph = cell.add_paragraph()
            paragraph.paragraph_format.first_line_indent = 0
            paragraph.paragraph_format.line_spacing = 1.0
            paragraph.add_run(line).font.size = _SIZE


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
