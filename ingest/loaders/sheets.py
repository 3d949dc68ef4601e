"""Tell tables from the lines around them on a sheet, whatever program wrote it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from ingest.errors import UnreadableDocumentError
from ingest.schema import Block, BlockKind, Cell, Origin

NOTE_LINE = re.compile(r"[（(*※]?(注|备注|说明|附注|填表|制表|审核|数据来源|资料来源|来源)")
# A line that names the unit stands above the table even when it fills two cells.
UNIT_LINE = re.compile(r"单位\s*[:：]|[:：]\s*(万元|亿元|元|%|人|户|亩|公顷|吨)\s*$")


class SheetCell(NamedTuple):
    """A cell that shows something."""

    text: str
    column: int
    row_span: int
    column_span: int


class Sheet(NamedTuple):
    """What a sheet shows."""

    name: str
    """Empty where a file is its only sheet."""

    rows: Mapping[int, Sequence[SheetCell]]
    """Cells that show something by row number, from 1, ascending; merged ones stand once."""

    header_row: int = 0
    """Last row of the header as the sheet marks it; 0 where it marks none."""


def read_sheet(sheet: Sheet, *, file: str, maximum_cells: int) -> Iterator[Block]:
    """Yield the lines and tables of a sheet from top to bottom.

    Args:
        sheet: What it shows.
        file: Name of the file, for messages.
        maximum_cells: Most places of one table, empty ones counted: a few cells far apart make a
            table of millions.

    Raises:
        UnreadableDocumentError: a table has more.
    """
    for rows in split_regions(sheet.rows):
        numbers = list(rows)
        first, last = table_bounds(rows)
        for number in numbers[:first]:
            yield from _read_lines(sheet.name, number, rows[number])
        if first < last:
            table = {number: rows[number] for number in numbers[first:last]}
            yield _read_table(sheet, table, file, maximum_cells)
        for number in numbers[last:]:
            yield from _read_lines(sheet.name, number, rows[number])


def split_regions(
    rows: Mapping[int, Sequence[SheetCell]],
) -> Iterator[dict[int, Sequence[SheetCell]]]:
    """Split a sheet where a row is blank."""
    region: dict[int, Sequence[SheetCell]] = {}
    reach = 0
    for number, cells in rows.items():
        if region and number > reach + 1:
            yield region
            region = {}
        region[number] = cells
        reach = max(reach, number, *(number + cell.row_span - 1 for cell in cells))
    if region:
        yield region


def table_bounds(rows: Mapping[int, Sequence[SheetCell]]) -> tuple[int, int]:
    """Return the index of a region's first table row and the index past its last one.

    Above stand titles and unit lines, below notes: rows of one cell, or of two that fill less
    than half the width.
    """
    all_rows = list(rows.values())
    width = max(cell.column + cell.column_span for cells in all_rows for cell in cells)
    width -= min(cell.column for cells in all_rows for cell in cells)

    def is_line(cells: Sequence[SheetCell]) -> bool:
        if len(cells) == 1:
            # A cell that reaches down is the corner of a table, not a line above it.
            return cells[0].row_span == 1
        covered = sum(cell.column_span for cell in cells)
        is_sparse = len(cells) == 2 and covered * 2 < width
        return is_sparse or any(UNIT_LINE.search(cell.text) for cell in cells)

    first, last = 0, len(all_rows)
    while first < last and is_line(all_rows[first]):
        first += 1
    while last > first and width > 1 and _is_note(all_rows[last - 1]):
        last -= 1
    return first, last


def _is_note(cells: Sequence[SheetCell]) -> bool:
    """True for a row below a table that is no row of it; a lone "合计" without sums is one."""
    if len(cells) > 1:
        return False
    return cells[0].column_span > 1 or NOTE_LINE.match(cells[0].text.strip()) is not None


def _read_lines(sheet: str, row: int, cells: Sequence[SheetCell]) -> Iterator[Block]:
    for cell in cells:
        offset = 0
        for line in cell.text.split("\n"):
            if line.strip():
                origin = _origin(sheet, row, cell.column).model_copy(update={"offset": offset})
                yield Block(kind=BlockKind.PARAGRAPH, text=line, origin=origin)
            offset += len(line) + 1


def _read_table(
    sheet: Sheet, rows: Mapping[int, Sequence[SheetCell]], file: str, maximum_cells: int
) -> Block:
    """Return a region as a table; a place that shows nothing gives an empty cell."""
    # A column in which nothing stands is none, however far right another cell may be.
    columns = sorted(
        {
            column
            for cells in rows.values()
            for cell in cells
            for column in range(cell.column, cell.column + cell.column_span)
        }
    )
    if len(rows) * len(columns) > maximum_cells:
        raise UnreadableDocumentError(
            f"无法读取《{file}》：其中一张表有 {len(rows)} 行、{len(columns)} 列，"
            f"超过上限 {maximum_cells} 个单元格。",
            hint="请删去散落在远处的单元格，或拆成几个文件后重新上传。",
        )
    free_from: dict[int, int] = {}
    laid_out: list[tuple[Cell, ...]] = []
    for number, cells in rows.items():
        at = {cell.column: cell for cell in cells}
        line: list[Cell] = []
        reach = 0
        for column in columns:
            if column < reach:
                continue
            cell = at.get(column) or SheetCell("", column, 1, 1)
            if cell.text or free_from.get(column, 0) <= number:
                line.append(
                    Cell(
                        text=cell.text,
                        origin=_origin(sheet.name, number, column),
                        row_span=cell.row_span,
                        column_span=cell.column_span,
                    )
                )
                for covered in range(column, column + cell.column_span):
                    free_from[covered] = number + cell.row_span
            reach = column + cell.column_span
        laid_out.append(tuple(line))
    return Block(
        kind=BlockKind.TABLE,
        origin=_origin(sheet.name, next(iter(rows)), columns[0]),
        rows=tuple(laid_out),
        header_rows=sum(number <= sheet.header_row for number in rows),
    )


def _origin(sheet: str, row: int, column: int) -> Origin:
    place = f"{get_column_letter(column)}{row}"
    return Origin(paragraph=row, cell=f"{sheet}!{place}" if sheet else place)
