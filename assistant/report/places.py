"""Where a paragraph of a Word file stands, in words a person can follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

P, TABLE, ROW, CELL, TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
BOX = qn("w:txbxContent")
# What the roots of the parts of a file are called.
_STORIES = {
    qn("w:hdr"): "页眉",
    qn("w:ftr"): "页脚",
    qn("w:footnotes"): "脚注",
    qn("w:endnotes"): "尾注",
}


# In the head of a column: 计划资金（万元）.
_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?([^（()）:：]{1,8})[)）]\s*$")
# Word makes no tables with more.
_MOST_COLUMNS = 63
_UNIT_COLUMN = re.compile(r"(?:计量)?单位")


@dataclass(frozen=True)
class Place:
    """Where something stands in a template."""

    words: str
    """For a person: "表1第2行第4列"."""

    unit: str = ""
    """What the head of the column, or the row, says its numbers count."""


class Places:
    """The places of the paragraphs below a root: "第3段", "表1第2行第4列", "页眉第1段".

    Paragraphs are counted as a person counts them: those outside tables that have text.

    Args:
        root: The body of a document, or the root of a header or footer.
    """

    def __init__(self, root: Any) -> None:
        self._story = _STORIES.get(root.tag, "")
        self._cells = dict(_find_cells(root))
        self._number = 0

    def next(self, paragraph: Any) -> Place:
        """Return the place of the next paragraph; they are asked for in the file's order."""
        cell: Place | None = None
        for ancestor in paragraph.iterancestors():
            if ancestor.tag == BOX:
                return Place(f"{self._story}文本框")
            cell = self._cells.get(ancestor, cell)
        if cell:
            return Place(self._story + cell.words, cell.unit)
        self._number += any(text.text for text in paragraph.iter(TEXT))
        return Place(f"{self._story}第{self._number}段")


def own_texts(paragraph: Any) -> list[Any]:
    """Return the stretches of text of a paragraph, without those of text boxes in it."""
    found = list(paragraph.iter(TEXT))
    if next(paragraph.iter(BOX), None) is None:
        return found
    return [text for text in found if next(text.iterancestors(P)) is paragraph]


def _find_cells(root: Any) -> Iterator[tuple[Any, Place]]:
    """Yield the cells of the outermost tables with their places."""
    number = 0
    for table in root.iter(TABLE):
        if next(table.iterancestors(TABLE), None) is not None:
            continue
        number += 1
        heads: dict[int, str] = {}
        units: dict[int, str] = {}
        for row_number, row in enumerate(_below(table, ROW), start=1):
            cells = list(_lay_out(row))
            own = next(
                (text for _, at, text in cells if _UNIT_COLUMN.fullmatch(heads.get(at[0], ""))), ""
            )
            for column, (cell, at, _) in enumerate(cells, start=1):
                words = f"表{number}第{row_number}行第{column}列"
                yield cell, Place(words, own or units.get(at[0], ""))
            for _, at, text in cells:
                match = _UNIT.search(text)
                for each in at:
                    if text and each not in heads:
                        heads[each] = text
                    if match:
                        units[each] = match[1].strip()


def _lay_out(row: Any) -> Iterator[tuple[Any, range, str]]:
    """Yield the cells of a row with the columns of the grid they cover, and their text."""
    start = 0
    for cell in _below(row, CELL):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        said = "1" if span is None else span.get(qn("w:val"), "1")
        width = min(int(said), _MOST_COLUMNS) if said.isdecimal() else 1
        yield (
            cell,
            range(start, start + width),
            "".join(t.text or "" for t in cell.iter(TEXT)).strip(),
        )
        start += width


def _below(parent: Any, tag: str) -> list[Any]:
    """Return the rows of a table or the cells of a row, those in content controls too."""
    found = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            found.extend(_below(child, tag))
    return found
