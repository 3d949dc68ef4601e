"""Read the numbers of Excel workbooks, .xlsx and .xls."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlrd
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from assistant.indicators.importing.circles import Place, find_circles
from assistant.indicators.importing.grids import CellValue, Fault, Grid, GridFile
from ingest.errors import UnreadableDocumentError
from ingest.loaders import xls, xlsx
from ingest.loaders.number_formats import CHINESE_DATE_FORMATS, SIGNIFICANT_DIGITS
from ingest.loaders.sheets import Sheet, SheetCell
from ingest.settings import LimitSettings

_NO_VALUE = CellValue()
_ONE_CELL = (1, 1)
_DATE = CellValue(fault=Fault.DATE)
_LOGICAL = CellValue(fault=Fault.LOGICAL)
_ERROR = CellValue(fault=Fault.ERROR)
_NO_RESULT = CellValue(fault=Fault.NO_RESULT)
_CIRCLE = CellValue(fault=Fault.CIRCLE)


# --- .xlsx ----------------------------------------------------------------------------------


def read_xlsx_grids(path: Path, limits: LimitSettings, file: str) -> GridFile:
    """Read an .xlsx workbook; formulas by the results that are stored with them."""
    contents = xlsx.check_contents(path, limits)
    workbook = xlsx.open_workbook(path, values=True)
    formulas: dict[Place, str] = {}
    if contents.formulas:
        formulas = dict(_formulas(xlsx.open_workbook(path, values=False)))
    circles = find_circles(formulas, file=file)
    grids = [_xlsx_grid(sheet, formulas, circles) for sheet in workbook.worksheets]
    notes = [
        note
        for sheet in workbook.worksheets
        for note in _notes(sheet.title, sheet.sheet_state != "visible", xlsx.count_hidden(sheet))
    ]
    if contents.has_macros:
        notes.append("工作簿带有宏；宏没有运行，只读取了保存的数值。")
    return GridFile(tuple(grids), tuple(notes))


def _formulas(workbook: Any) -> Iterator[tuple[Place, str]]:
    for sheet in workbook.worksheets:
        for (row, column), cell in sheet._cells.items():
            if cell.data_type == "f":
                value = cell.value
                if isinstance(value, ArrayFormula):
                    value = value.text
                elif isinstance(value, DataTableFormula):
                    value = f"={value.r1 or ''},{value.r2 or ''}"
                yield (sheet.title, row, column), str(value)


def _xlsx_grid(sheet: Any, formulas: Mapping[Place, str], circles: set[Place]) -> Grid:
    spans = xlsx.merged_spans(sheet)
    rows: dict[int, list[SheetCell]] = {}
    values: dict[tuple[int, int], CellValue] = {}
    # `_cells` has only the cells that exist; see `ingest.loaders.xlsx`.
    for (row, column), cell in sorted(sheet._cells.items()):
        place = (sheet.title, row, column)
        if place in circles:
            text, value = formulas[place], _CIRCLE
        elif cell.value is None:
            # A formula that gave an empty text has the type of a text.
            if place not in formulas or cell.data_type != "n":
                continue
            text, value = formulas[place], _NO_RESULT
        elif type(cell.value) is int and not cell.has_style:
            # Most cells of a large table; the general way takes several times as long.
            text, value = str(cell.value), CellValue(Decimal(cell.value))
        else:
            text, value = xlsx.cell_text(cell), _xlsx_value(cell)
        if text.strip():
            rows.setdefault(row, []).append(
                SheetCell(text, column, *spans.get((row, column), _ONE_CELL))
            )
            if value is not _NO_VALUE:
                values[row, column] = value
    return Grid(Sheet(sheet.title, rows, xlsx.marked_header(sheet)), values, is_sheet=True)


def _xlsx_value(cell: Any) -> CellValue:
    kind, value = cell.data_type, cell.value
    if kind == "n":
        if cell.has_style:
            if cell._style.numFmtId in CHINESE_DATE_FORMATS:
                return _DATE
            return _number(value, is_percent="%" in cell.number_format)
        return _number(value, is_percent=False)
    return {"d": _DATE, "b": _LOGICAL, "e": _ERROR}.get(kind, _NO_VALUE)


def _number(value: float | Decimal, *, is_percent: bool) -> CellValue:
    number = (
        Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    )
    return CellValue(number.scaleb(2) if is_percent else number, is_percent)


def _notes(name: str, is_hidden: bool, hidden: int) -> Iterator[str]:
    """Yield what people should know of a sheet, which may have hidden rows and columns."""
    if is_hidden:
        yield f"工作表“{name}”是隐藏的，也已读取；不需要的请在对应关系中改为不导入。"
    if hidden:
        yield f"工作表“{name}”有 {hidden} 处隐藏的行或列，也已读取；不需要的请删去后重新导入。"


# --- .xls -----------------------------------------------------------------------------------


def read_xls_grids(path: Path, limits: LimitSettings, file: str) -> GridFile:
    """Read an .xls workbook; of formulas it has the results alone."""
    book = xls.open_workbook(path)
    grids = []
    notes: list[str] = []
    cells_left = limits.table_cells
    # One sheet in memory at a time; see `ingest.loaders.xls`.
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        cells_left -= sum(sheet.row_len(row) for row in range(sheet.nrows))
        if cells_left < 0:
            raise UnreadableDocumentError(
                f"无法读取《{file}》：单元格超过上限 {limits.table_cells} 个。",
                hint="请删去不需要的工作表，或拆成几个文件后重新导入。",
            )
        grids.append(_xls_grid(book, sheet))
        notes += _notes(sheet.name, bool(sheet.visibility), xls.count_hidden(sheet))
        book.unload_sheet(number)
    return GridFile(tuple(grids), tuple(notes))


def _xls_grid(book: Any, sheet: Any) -> Grid:
    spans = {
        (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
    }
    rows: dict[int, list[SheetCell]] = {}
    values: dict[tuple[int, int], CellValue] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            text = xls.cell_text(book, cell)
            if text.strip():
                span = spans.get((row, column), _ONE_CELL)
                rows.setdefault(row + 1, []).append(SheetCell(text, column + 1, *span))
                value = _xls_value(book, cell)
                if value is not _NO_VALUE:
                    values[row + 1, column + 1] = value
    return Grid(Sheet(sheet.name, rows, xls.frozen_rows(sheet)), values, is_sheet=True)


def _xls_value(book: Any, cell: Any) -> CellValue:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        key = book.xf_list[cell.xf_index].format_key
        if key in CHINESE_DATE_FORMATS:
            return _DATE
        written = book.format_map.get(key)
        return _number(cell.value, is_percent=bool(written and "%" in written.format_str))
    return {
        xlrd.XL_CELL_DATE: _DATE,
        xlrd.XL_CELL_BOOLEAN: _LOGICAL,
        xlrd.XL_CELL_ERROR: _ERROR,
    }.get(cell.ctype, _NO_VALUE)
