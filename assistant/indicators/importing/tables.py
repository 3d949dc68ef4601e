"""Find the tables of a sheet: titles and the unit line above, headers, rows of values, notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from assistant.indicators.importing.grids import CellValue, Grid
from assistant.indicators.importing.labels import LONGEST_NAME, read_label, read_unit_line, tidy
from ingest.loaders.sheets import NOTE_LINE, SheetCell, split_regions, table_bounds

# Higher headers no table has.
MAXIMUM_HEADER_ROWS = 8
# A unit line, whose table it is, and the number of an annex.
_NO_TITLE = re.compile(
    r"[（(]?\s*(?:计量|填报|填表|制表|报送)?单位\s*[:：]|附[件表]\s*[\d一二三四五六七八九十.—-]*\s*[:：]?$"
)
# Who signs a table, below it.
_SIGNED = re.compile("(?:单位|统计)?(?:负责|审核|复核|填表|填报|制表|经办|联系)人?[:：]")
_BLANKS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "…", "……", "...", "无", "空", "*"})
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
# What a row with the numbers of columns has for the columns of words.
_COLUMN_WORDS = frozenset({"甲", "乙", "丙", "丁", "A", "B", "C", "栏次", "列次", "序号"})
_YEARS = range(1950, 2101)
_NO_VALUE = CellValue()


class Table:
    """A table in a sheet.

    Args:
        grid: The sheet.
        lines: The lines above it, titles and the unit line.
        header: Numbers of its header rows; none for a table that goes on after a blank row.
        body: Numbers of its other rows.
        notes: The lines under it.
    """

    def __init__(
        self,
        grid: Grid,
        lines: Sequence[str],
        header: Sequence[int],
        body: Sequence[int],
        notes: Sequence[str] = (),
    ) -> None:
        self.grid = grid
        self.lines = tuple(lines)
        self.header = tuple(header)
        self.body = tuple(body)
        self.notes = tuple(notes)

    @cached_property
    def cells(self) -> dict[tuple[int, int], SheetCell]:
        """Its cells by row and column; a merged one stands in every place it covers."""
        rows = (*self.header, *self.body)
        wanted = frozenset(rows)
        placed: dict[tuple[int, int], SheetCell] = {}
        for row in rows:
            for cell in self.grid.sheet.rows[row]:
                for down in range(row, row + cell.row_span):
                    # Below the last row there is nothing to be filled.
                    if down in wanted:
                        for column in range(cell.column, cell.column + cell.column_span):
                            placed[down, column] = cell
        return placed

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Numbers of the columns in which something stands."""
        return tuple(sorted({column for _, column in self.cells}))

    @cached_property
    def paths(self) -> dict[int, tuple[str, ...]]:
        """The header of each column from the top down, a merged cell once."""
        paths: dict[int, tuple[str, ...]] = {}
        for column in self.columns:
            found = (self.cells.get((row, column)) for row in self.header)
            texts = [tidy(cell.text)[:LONGEST_NAME] for cell in found if cell is not None]
            paths[column] = tuple(
                text for number, text in enumerate(texts) if text and texts[:number][-1:] != [text]
            )
        return paths

    @property
    def title(self) -> str:
        """Its first line that says what it is about."""
        return next(filter(is_title, self.lines), "")

    @property
    def unit_line(self) -> str:
        """The line that names units; empty for none."""
        return next((line for line in self.lines if read_unit_line(line)), "")

    def rows(self) -> Iterator[int]:
        """Yield the rows that hold values: no repeated header."""
        headers = [self._texts(row) for row in self.header]
        for row in self.body:
            if self._texts(row) not in headers:
                yield row

    def value(self, row: int, column: int) -> CellValue:
        """Return what a place holds besides its text."""
        return self.grid.values.get((row, column), _NO_VALUE)

    def _texts(self, row: int) -> dict[int, str]:
        return {cell.column: tidy(cell.text) for cell in self.grid.sheet.rows.get(row, ())}


def find_tables(grid: Grid) -> list[Table]:
    """Return the tables of a sheet from top to bottom.

    A part behind a blank row that has no header of its own goes on with the table before it.
    """
    tables: list[Table] = []
    lines: list[str] = []
    for region in split_regions(grid.sheet.rows):
        numbers = list(region)
        first, last = table_bounds(region)
        lines += _line_texts(region, numbers[:first])
        notes = _line_texts(region, numbers[last:])
        if first == last:
            # Lines without a table end the one above, or begin the one below.
            if tables and all(map(_is_note, lines)):
                tables[-1].notes += tuple(lines)
                lines = []
            continue
        rows = numbers[first:last]
        header = _header_rows(grid, region, rows)
        body = rows[len(header) :]
        noted = {row for row in body if _is_note_row(grid, row, region[row])}
        notes = _line_texts(region, sorted(noted)) + notes
        numbering = {row for row in rows if _counts_columns(grid, row, region[row])}
        if numbering.isdisjoint(header):
            # A row 1, 2, 3 under a header without such a row is one of values.
            numbering = set()
        body = [row for row in body if row not in noted and row not in numbering]
        if not header and tables and not lines:
            before = tables.pop()
            tables.append(
                Table(
                    grid, before.lines, before.header, [*before.body, *body],
                    [*before.notes, *notes],
                )
            )  # fmt: skip
        else:
            named = [row for row in header if row not in numbering]
            tables.append(Table(grid, lines, named, body, notes))
        lines = []
    return tables


def is_title(line: str) -> bool:
    """Return whether a line above a table says what it is about."""
    return not _NO_TITLE.match(line)


def is_blank(text: str) -> bool:
    """Return whether a text says that there is no value."""
    return tidy(text) in _BLANKS


def read_number(text: str) -> Decimal | None:
    """Return a number that a cell holds as text, for a percentage times 100; None for words."""
    plain = tidy(text)
    if not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", "").rstrip("%"))


def _line_texts(region: Mapping[int, Sequence[SheetCell]], numbers: Sequence[int]) -> list[str]:
    return [
        line.strip()
        for number in numbers
        for cell in region[number]
        for line in cell.text.split("\n")
        if line.strip()
    ]


def _is_note(line: str) -> bool:
    return NOTE_LINE.match(line) is not None


def _is_note_row(grid: Grid, row: int, cells: Sequence[SheetCell]) -> bool:
    """True for a note, or 负责人, 审核 and 填表人 side by side; with a number it is one of values.

    审核确认户数 | 12 is such a row.
    """
    says_so = _is_note(cells[0].text.strip()) or any(
        _SIGNED.match(tidy(cell.text)) for cell in cells
    )
    return says_so and not _numbers(grid, row, cells).found


def _header_rows(
    grid: Grid, region: Mapping[int, Sequence[SheetCell]], rows: Sequence[int]
) -> list[int]:
    """Return the rows above the first one with values."""
    reach = 0
    for position, row in enumerate(rows):
        is_covered = row <= reach
        if position == MAXIMUM_HEADER_ROWS:
            break
        # A lone cell under a header is a heading within the table.
        is_heading = position > 0 and len(region[row]) == 1
        if not is_covered and (
            is_heading or _has_values(grid, row, region[row], is_first=position == 0)
        ):
            return list(rows[:position])
        # A corner that reaches down belongs to the header with all it covers.
        if position == 0 or is_covered:
            reach = max(reach, *(row + cell.row_span - 1 for cell in region[row]))
    # Nothing but words: one row of header, and what stands under it is refused cell by cell.
    return list(rows[:1])


class _Numbers(NamedTuple):
    """The numbers of a row."""

    found: tuple[Decimal, ...]
    others: int
    """How many cells hold none."""


def _has_values(grid: Grid, row: int, cells: Sequence[SheetCell], *, is_first: bool) -> bool:
    """True for a row with values; years and the numbers of columns in a header are none."""
    numbers = _numbers(grid, row, cells)
    if not numbers.found:
        label = read_label(cells[0].text)
        return not is_first and len(cells) > 1 and bool(label.area or label.is_total)
    if all(number in _YEARS for number in numbers.found):
        # A row of years alone is a header; a year among words is not: 2024 | 石桥镇 | 待核.
        return not is_first and numbers.others > len(numbers.found)
    return not _counts_columns(grid, row, cells)


def _counts_columns(grid: Grid, row: int, cells: Sequence[SheetCell]) -> bool:
    """True for a row that numbers the columns: 甲 | 1 | 2 | 3."""
    found = _numbers(grid, row, cells).found
    counted = tuple(Decimal(number + 1) for number in range(len(found)))
    words = {tidy(cell.text) for cell in cells} - {f"{number}" for number in found}
    return len(found) > 1 and found == counted and words <= _COLUMN_WORDS


def _numbers(grid: Grid, row: int, cells: Sequence[SheetCell]) -> _Numbers:
    found: list[Decimal] = []
    for cell in cells:
        value = grid.values.get((row, cell.column))
        number = value.number if value else read_number(cell.text)
        if number is not None or (value and value.fault):
            found.append(number if number is not None else Decimal("NaN"))
    return _Numbers(tuple(found), len(cells) - len(found))
