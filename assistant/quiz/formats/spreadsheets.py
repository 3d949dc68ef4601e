"""Workbooks as rows of texts, written and read: .xlsx, .xls and, to be read, .csv."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell import WriteOnlyCell

from assistant.indicators.importing.texts import read_csv_grid
from assistant.indicators.importing.workbooks import read_xls_grids, read_xlsx_grids
from ingest.errors import EmptyDocumentError, UnsupportedFormatError
from ingest.loaders import check_size
from ingest.loaders.sniffing import CSV, XLS, XLSX, detect_media_type
from ingest.settings import LimitSettings

LONGEST_CELL = 32_767
"""In characters; Excel refuses more."""

LONGEST_XLS = 65_536
"""In rows."""

SUFFIXES = (".xlsx", ".xls", ".csv")

Row = Mapping[int, str]
"""Texts by column, counting from 1."""

_TEXT = "text/plain"


def write_xlsx(sheet: str, rows: Iterator[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet, every cell a text, whatever it looks like."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in rows:
        page.append([_text_cell(page, text) for text in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _text_cell(page: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(page, text)
    # "=1+1" is an option, not a formula.
    cell.data_type = "s"
    return cell


def write_xls(sheet: str, rows: Iterator[Sequence[str]]) -> bytes:
    """Return a workbook as programs of before 2007 read it; at most `LONGEST_XLS` rows."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                page.write(number, column, text)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read_rows(path: Path, limits: LimitSettings) -> Iterator[tuple[str, int, Row]]:
    """Yield name of the sheet, number and texts of each row that shows something.

    Raises:
        IngestError: no workbook, damaged, encrypted, empty, or beyond a limit.
    """
    check_size(path, limits)
    kind = detect_media_type(path)
    readers = {XLSX: read_xlsx_grids, XLS: read_xls_grids, CSV: read_csv_grid, _TEXT: read_csv_grid}
    if kind not in readers:
        raise UnsupportedFormatError(
            f"《{path.name}》不是 Excel 工作簿。", hint="请另存为 .xlsx 后重新导入。"
        )
    found = False
    for grid in readers[kind](path, limits, path.name).grids:
        for number, cells in grid.sheet.rows.items():
            found = True
            yield grid.sheet.name, number, {cell.column: cell.text.strip() for cell in cells}
    if not found:
        raise EmptyDocumentError(f"《{path.name}》里没有内容。", hint="请确认文件内容后重新导入。")
