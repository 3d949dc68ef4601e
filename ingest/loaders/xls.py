"""Read Excel workbooks of before 2007 (.xls), which WPS writes as .et too."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.number_formats import CHINESE_DATE_FORMATS, shown
from ingest.loaders.packages import damaged
from ingest.loaders.sheets import Sheet, SheetCell, read_sheet
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

MEDIA_TYPE = "application/vnd.ms-excel"


class XlsLoader:
    """Reads each sheet as `XlsxLoader` does; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a workbook; see `Loader`."""
        book = open_workbook(path)
        blocks: list[Block] = []
        notes: list[str] = []
        cells_left = self._limits.table_cells
        # One sheet in memory at a time: xlrd keeps every place of a row up to its last cell.
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            cells_left -= sum(sheet.row_len(row) for row in range(sheet.nrows))
            if cells_left < 0:
                raise UnreadableDocumentError(
                    f"无法读取《{path.name}》：单元格超过上限 {self._limits.table_cells} 个。",
                    hint="请删去不需要的工作表，或拆成几个文件后重新上传。",
                )
            found = list(
                read_sheet(
                    Sheet(sheet.name, _shown_rows(book, sheet), frozen_rows(sheet)),
                    file=path.name,
                    maximum_cells=self._limits.table_cells,
                )
            )
            if found:
                heading = Origin(paragraph=1, cell=f"{sheet.name}!A1")
                blocks.append(
                    Block(kind=BlockKind.HEADING, text=sheet.name, origin=heading, level=1)
                )
                blocks += found
                notes += _sheet_warnings(sheet)
            book.unload_sheet(number)
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》的工作表里没有内容。", hint="请确认文件内容后重新上传。"
            )
        return LoadedFile(blocks=tuple(blocks), media_type=MEDIA_TYPE, warnings=tuple(notes))


def open_workbook(path: Path) -> Any:
    """Open a workbook, its sheets to be read one by one.

    Raises:
        UnreadableDocumentError: damaged or encrypted.
    """
    try:
        # With the formats, since a figure is read as its cell shows it. xlrd prints what it finds
        # odd, by default on stdout.
        return xlrd.open_workbook(
            str(path), formatting_info=True, on_demand=True, ragged_rows=True, logfile=StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：文件设有密码。", hint="请去掉密码后另存，再重新上传。"
            ) from error
        raise damaged(path) from error


def _shown_rows(book: Any, sheet: Any) -> dict[int, list[SheetCell]]:
    """Return the cells that show something by row number, from 1, ascending; merged ones once."""
    spans = {
        (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
    }
    rows: dict[int, list[SheetCell]] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = cell_text(book, sheet.cell(row, column))
            if text.strip():
                row_span, column_span = spans.get((row, column), (1, 1))
                cell = SheetCell(text, column + 1, row_span, column_span)
                rows.setdefault(row + 1, []).append(cell)
    return rows


def cell_text(book: Any, cell: Any) -> str:
    """Return what a cell shows."""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "General")
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return str(cell.value)
    key = book.xf_list[cell.xf_index].format_key
    written = book.format_map.get(key)
    number_format = CHINESE_DATE_FORMATS.get(key) or (written.format_str if written else "General")
    is_date = key in CHINESE_DATE_FORMATS or cell.ctype == xlrd.XL_CELL_DATE
    epoch = MAC_EPOCH if book.datemode else WINDOWS_EPOCH
    return shown(from_excel(cell.value, epoch) if is_date else cell.value, number_format)


def frozen_rows(sheet: Any) -> int:
    """Rows frozen at the top, which are the header; 0 for none."""
    return int(sheet.horz_split_pos) if sheet.panes_are_frozen else 0


def count_hidden(sheet: Any) -> int:
    """Return how many rows and columns of a sheet are hidden."""
    lines = (*sheet.rowinfo_map.values(), *sheet.colinfo_map.values())
    return sum(bool(line.hidden) for line in lines)


def _sheet_warnings(sheet: Any) -> Iterator[str]:
    """Yield what the keeper should check in a sheet."""
    if sheet.visibility:
        yield f"工作表“{sheet.name}”是隐藏的，也已读取；不应公开的请删去后重新上传。"
    if hidden := count_hidden(sheet):
        yield f"工作表“{sheet.name}”有 {hidden} 处隐藏的行或列，也已读取。"
