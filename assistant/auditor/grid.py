"""A table as rows and columns of numbers."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.auditor.figures import Span
from assistant.auditor.reading import DraftTable, TableCell

NUMBER = re.compile(
    r"\s*(?P<sign>[-−－])?(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(?P<decimals>\d+))?\s*"
    r"(?P<unit>[%％‰]|[一-鿿/]{0,4})\s*"
)
TOTAL = re.compile(r"(?:合|总|小|累)\s*计|总\s*数|共\s*计|全[县市省区州乡镇国][^，。]{0,2}")
"""What a row or column is called that sums up others, or speaks of the whole area."""

RATE = re.compile(r"率|占|比重|比例|增长|增幅|增速|同比|进度|[%％]")
"""What a column is called that follows from others by division."""


@dataclass(frozen=True)
class Value:
    """A number in a table."""

    cell: TableCell
    value: Decimal
    places: int
    unit: str

    @property
    def half(self) -> Decimal:
        """How far it may be from what it was rounded from; 0 for a whole number."""
        return Decimal(1).scaleb(-self.places) / 2 if self.places else Decimal(0)

    @property
    def step(self) -> Decimal:
        """What one in its last place is worth."""
        return Decimal(1).scaleb(-self.places)

    @property
    def span(self) -> Span:
        """From where to where it may have been rounded."""
        return Span(self.value - self.half, self.value + self.half)

    def show(self, value: Decimal) -> str:
        """Return another value with its decimals and unit."""
        return f"{round(value, self.places):f}" + (self.unit if self.unit in "%％‰" else "")


class Grid:
    """The data rows of a table with the numbers read."""

    def __init__(self, table: DraftTable) -> None:
        self.table = table
        self.rows = [row for row in table.data if len(row) > 1]
        self.width = max((len(row) for row in self.rows), default=0)
        self.values = [[read_value(cell) for cell in row] for row in self.rows]

    def value(self, row: int, column: int) -> Value | None:
        """Return the number in a cell; None where there is none."""
        return self.values[row][column] if column < len(self.values[row]) else None

    def label(self, row: int) -> str:
        """Return what a row is called."""
        words = [cell.text for cell in self.rows[row][:2] if not NUMBER.fullmatch(cell.text)]
        return "".join(words).replace(" ", "")

    @cached_property
    def headers(self) -> list[str]:
        """What each column is called."""
        return [
            next((row[column].header for row in self.rows if column < len(row)), "")
            for column in range(self.width)
        ]


def read_value(cell: TableCell) -> Value | None:
    """Return the number a cell holds; None for words, and where it only repeats a merged cell."""
    match = NUMBER.fullmatch(cell.text)
    if match is None or cell.is_merged:
        return None
    decimals = match["decimals"] or ""
    number = Decimal(re.sub(r"\D", "", match["digits"]) + (f".{decimals}" if decimals else ""))
    return Value(cell, -number if match["sign"] else number, len(decimals), match["unit"])
