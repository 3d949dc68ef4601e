"""Read Excel workbooks (.xlsx)."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.number_formats import CHINESE_DATE_FORMATS, shown
from ingest.loaders.packages import damaged, open_package
from ingest.loaders.sheets import Sheet, SheetCell, read_sheet
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell and a formula in a sheet's XML, with or without a namespace prefix.
CELL_TAG = re.compile(rb"<(?:\w+:)?c[ />]")
FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[ />]")
PICTURE = re.compile(r"xl/media/.*\.(png|jpe?g|gif|bmp|emf|wmf|tiff?)", re.IGNORECASE)
READ_BYTES = 1 << 20
# Longer than any tag's name with its prefix, so that none is missed between two reads.
TAG_OVERLAP = 32


class XlsxLoader:
    """Reads each sheet as a heading, the lines around its tables, and the tables; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a workbook; see `Loader`."""
        contents = check_contents(path, self._limits)
        workbook = open_workbook(path, values=True)
        formula_book = open_workbook(path, values=False) if contents.formulas else None
        notes: list[str] = []
        blocks: list[Block] = []
        for sheet in workbook.worksheets:
            shown_sheet = Sheet(sheet.title, _shown_rows(sheet), marked_header(sheet))
            found = list(
                read_sheet(shown_sheet, file=path.name, maximum_cells=self._limits.table_cells)
            )
            if not found:
                continue
            heading = Origin(paragraph=1, cell=f"{sheet.title}!A1")
            blocks.append(Block(kind=BlockKind.HEADING, text=sheet.title, origin=heading, level=1))
            blocks += found
            notes += _sheet_warnings(sheet, formula_book[sheet.title] if formula_book else None)
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》的工作表里没有内容。", hint="请确认文件内容后重新上传。"
            )
        if contents.pictures:
            notes.append(f"有 {contents.pictures} 张图片没有读取，其中的文字请另行录入。")
        return LoadedFile(
            blocks=tuple(blocks),
            media_type=MEDIA_TYPE,
            title=(workbook.properties.title or "").strip(),
            warnings=tuple(notes),
        )


class Contents(NamedTuple):
    """What a workbook holds, known before anything is built from it."""

    formulas: int
    pictures: int
    has_macros: bool


def check_contents(path: Path, limits: LimitSettings) -> Contents:
    """Count what a workbook holds, before memory is spent on it.

    Raises:
        UnreadableDocumentError: damaged, encrypted, too large once unpacked, or too many cells.
    """
    with open_package(path, unpacked_mib=limits.unpacked_mib) as package:
        cells, formulas = _count_cells(package)
        names = package.namelist()
    if cells > limits.table_cells:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：共 {cells} 个单元格，超过上限 {limits.table_cells} 个。",
            hint="请删去不需要的工作表，或拆成几个文件后重新上传。",
        )
    pictures = sum(PICTURE.fullmatch(name) is not None for name in names)
    return Contents(formulas, pictures, "xl/vbaProject.bin" in names)


def open_workbook(path: Path, *, values: bool) -> Any:
    """Open a workbook, either with the values of its formulas or with the formulas.

    Macros are not run: nothing here knows how to.

    Raises:
        UnreadableDocumentError: damaged.
    """
    try:
        # openpyxl warns of features that it cannot write back; we only read.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, data_only=values, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
        raise damaged(path) from error


def _count_cells(package: ZipFile) -> tuple[int, int]:
    """Count cells and formulas without building anything, to refuse before memory is spent."""
    cells = formulas = 0
    for name in package.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        with package.open(name) as stream:
            rest = b""
            while piece := stream.read(READ_BYTES):
                cut = max(0, len(rest) + len(piece) - TAG_OVERLAP)
                piece, rest = (rest + piece)[:cut], (rest + piece)[cut:]
                cells += len(CELL_TAG.findall(piece))
                formulas += len(FORMULA_TAG.findall(piece))
            cells += len(CELL_TAG.findall(rest))
            formulas += len(FORMULA_TAG.findall(rest))
    return cells, formulas


def merged_spans(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many rows and columns each merged cell covers, by its upper left corner."""
    return {
        (area.min_row, area.min_col): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }


def _shown_rows(sheet: Any) -> dict[int, list[SheetCell]]:
    """Return the cells that show something by row number, ascending; merged ones once."""
    spans = merged_spans(sheet)
    rows: dict[int, list[SheetCell]] = {}
    # `iter_rows` visits every place up to the furthest cell, which may be row 1,048,576 of column
    # XFD; `_cells` has only those that exist.
    for (row, column), cell in sorted(sheet._cells.items()):
        text = cell_text(cell)
        if text.strip():
            row_span, column_span = spans.get((row, column), (1, 1))
            rows.setdefault(row, []).append(SheetCell(text, column, row_span, column_span))
    return rows


def cell_text(cell: Any) -> str:
    """Return what a cell shows."""
    value = cell.value
    chinese_format = CHINESE_DATE_FORMATS.get(cell._style.numFmtId) if cell.has_style else None
    if chinese_format is None:
        return shown(value, cell.number_format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = from_excel(value)
    return shown(value, chinese_format)


def marked_header(sheet: Any) -> int:
    """Last row of the header as the sheet marks it: frozen, repeated in print; 0 for unmarked."""
    frozen = re.search(r"\d+", sheet.freeze_panes or "")
    repeated = re.findall(r"\d+", sheet.print_title_rows or "")
    return max(int(frozen[0]) - 1 if frozen else 0, int(repeated[-1]) if repeated else 0)


def count_hidden(sheet: Any) -> int:
    """Return how many rows and groups of columns of a sheet are hidden."""
    dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
    return sum(dimension.hidden for dimension in dimensions)


def _sheet_warnings(sheet: Any, formulas: Any | None) -> Iterator[str]:
    """Yield what the keeper should check in a sheet."""
    if sheet.sheet_state != "visible":
        yield f"工作表“{sheet.title}”是隐藏的，也已读取；不应公开的请删去后重新上传。"
    if hidden := count_hidden(sheet):
        yield f"工作表“{sheet.title}”有 {hidden} 处隐藏的行或列，也已读取。"
    if formulas is None:
        return
    missing = [
        f"{get_column_letter(column)}{row}"
        for (row, column), cell in sorted(formulas._cells.items())
        if cell.data_type == "f" and sheet._cells[row, column].value is None
    ]
    if missing:
        yield (
            f"工作表“{sheet.title}”有 {len(missing)} 个公式没有保存计算结果（{missing[0]} 等），"
            "没有读取；请用 Excel 或 WPS 打开，保存一次后重新上传。"
        )
