"""Which cell of a table row a question asks for."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from assistant.quiz.aligning import tokens
from assistant.quiz.world import plain
from ingest.numerals import Quantity, quantities
from ingest.schema import Record, TableRow

_BRACKETED = re.compile(r"[（(]([^（）()]*)[）)]")
_UNIT_HEADER = re.compile(r"单位|计量单位")
_UNIT_IN_CAPTION = re.compile(r"单位\s*[：:]\s*([^）)\s，。；]+)")
_QUOTES = re.compile("[“”‘’'\"「」]")
_TABLE_NUMBER = re.compile(r"^\s*表\s*\d+(?:\s?[-—–.]\s?\d+)?|[（(]单位[^）)]*[）)]")
_BARE = re.compile(r"[≥≤><约近]?\s*-?\d[\d,.]*\s*(?:左右|以上|以下|余)?")
# Share of a header's and of a label's tokens that a question must have.
_LEAST_HEADER = 0.6
_LEAST_LABEL = 0.8
_MARGIN = 0.15


class Row(Record):
    """A row of a table with what stands above it."""

    caption: str = ""
    headers: tuple[str, ...]
    cells: tuple[str, ...]

    @classmethod
    def of(cls, row: TableRow, caption: str = "") -> "Row":
        """Return a table's row as the library has it."""
        return cls(caption=caption, headers=row.headers, cells=row.cells)


@dataclass(frozen=True)
class Found:
    """The cell that answers a question."""

    text: str
    """As it stands, without its unit."""

    unit: str
    """As the row, its header or its caption has it; "" for none."""

    @property
    def figure(self) -> Quantity | None:
        """What it states in its unit, or None for words."""
        if not _BARE.fullmatch(self.text.strip()):
            figures = quantities(self.text)
            return figures[0] if len(figures) == 1 else None
        return next(iter(quantities(f"{self.text.strip()}{self.unit}")), None)


def find_cell(question: str, rows: Sequence[Row]) -> Found | None:
    """Return the cell that a question asks for, or None where no cell, or more than one, may be it.

    The question names the row by the words of a cell, and the column by its header.

    Args:
        question: Without its options; a statement with what it states.
        rows: Of the evidence.
    """
    found: list[tuple[float, Found]] = []
    for row in rows:
        # The words of the caption name no column.
        asked = _bare(question).replace(_bare(_TABLE_NUMBER.sub("", row.caption)), "")
        labels = {
            at
            for at, (header, cell) in enumerate(zip(row.headers, row.cells, strict=False))
            if _is_named(cell, asked) and not _UNIT_HEADER.fullmatch(plain(header))
        }
        for at, (header, cell) in enumerate(zip(row.headers, row.cells, strict=False)):
            if not labels - {at} or not cell.strip() or _UNIT_HEADER.fullmatch(plain(header)):
                continue
            share = _share(_BRACKETED.sub("", header), asked)
            if share >= _LEAST_HEADER:
                found.append((share, Found(cell.strip(), _unit(row, header, labels - {at}))))
    found.sort(key=lambda each: -each[0])
    if not found or (len(found) > 1 and found[0][0] - found[1][0] < _MARGIN):
        return None
    return found[0][1]


def _bare(text: str) -> str:
    return _QUOTES.sub("", plain(text))


def _is_named(cell: str, question: str) -> bool:
    """Return whether a question names a cell's words, brackets apart."""
    words = plain(_BRACKETED.sub("", cell))
    if not words or _BARE.fullmatch(words):
        # 2017 in a column of years names a row of the year.
        return len(words) == 4 and words.isdigit() and f"{words}年" in plain(question)
    return words in plain(question) or (len(words) > 5 and _share(cell, question) >= _LEAST_LABEL)


def _share(words: str, question: str) -> float:
    wanted = tokens(words).keys
    if not wanted:
        return 0.0
    if plain(words) in plain(question):
        return 1.0
    return LCSseq.similarity(wanted, tokens(question).keys) / len(wanted)


def _unit(row: Row, header: str, labels: Set[int]) -> str:
    """Return the unit of a cell: of its header, its row, a column of units, or the caption."""
    for text in (header, *(row.cells[at] for at in sorted(labels))):
        for inside in _BRACKETED.findall(text):
            if quantities(f"7{inside}")[0].unit if quantities(f"7{inside}") else "":
                return plain_unit(inside)
    for name, cell in zip(row.headers, row.cells, strict=False):
        if _UNIT_HEADER.fullmatch(plain(name)):
            return cell.strip()
    stated = _UNIT_IN_CAPTION.search(row.caption)
    return stated[1] if stated else ""


def plain_unit(text: str) -> str:
    """Return a unit without blanks."""
    return "".join(text.split())
