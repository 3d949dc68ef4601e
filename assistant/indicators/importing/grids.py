"""What a sheet holds, apart from the program that wrote it."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from ingest.loaders.sheets import Sheet


class Fault(StrEnum):
    """Why a cell has no number though it should."""

    NO_RESULT = "no_result"  # 公式没有保存结果
    CIRCLE = "circle"  # 循环引用
    ERROR = "error"  # #DIV/0!
    DATE = "date"
    LOGICAL = "logical"


class CellValue(NamedTuple):
    """What a cell holds besides its text."""

    number: Decimal | None = None
    """As stored, with 15 significant digits; for a percentage times 100."""

    is_percent: bool = False
    fault: Fault | None = None


class Grid(NamedTuple):
    """A sheet with the numbers behind what it shows."""

    sheet: Sheet
    values: Mapping[tuple[int, int], CellValue]
    """By row and column; cells of plain text are left out."""

    is_sheet: bool
    """True where cells have names as C5; .csv and .json count rows and columns."""

    def place(self, row: int, column: int) -> str:
        """Return a cell's name: "C5", or "行5列3" where the file has no letters."""
        return f"{get_column_letter(column)}{row}" if self.is_sheet else f"行{row}列{column}"

    def letter(self, column: int) -> str:
        """Return a column's name."""
        return get_column_letter(column) if self.is_sheet else f"列{column}"


class GridFile(NamedTuple):
    """Everything that a file of figures holds."""

    grids: tuple[Grid, ...]
    notes: tuple[str, ...]
    """What the person should know, in Chinese."""
