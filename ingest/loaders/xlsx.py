"""Read Excel workbooks (.xlsx)."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
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
from ingest.schema import Block, BlockKind, Cell, LoadedFile, Origin
from ingest.settings import LimitSettings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A cell and a formula in a sheet's XML, with or without a namespace prefix.
CELL_TAG = re.compile(rb"<(?:\w+:)?c[ />]")
FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[ />]")
PICTURE = re.compile(r"xl/media/.*\.(png|jpe?g|gif|bmp|emf|wmf|tiff?)", re.IGNORECASE)
READ_BYTES = 1 << 20
# Longer than any tag's name with its prefix, so that none is missed between two reads.
TAG_OVERLAP = 32
NOTE_LINE = re.compile(r"[（(*※]?(注|备注|说明|附注|填表|制表|审核|数据来源|资料来源|来源)")
# A line that names the unit stands above the table even when it fills two cells.
UNIT_LINE = re.compile(r"单位\s*[:：]|[:：]\s*(万元|亿元|元|%|人|户|亩|公顷|吨)\s*$")


class XlsxLoader:
    """Reads each sheet as a heading, the lines around its tables, and the tables; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a workbook; see `Loader`."""
        with open_package(path, unpacked_mib=self._limits.unpacked_mib) as package:
            cells, formulas = _count_cells(package)
            pictures = sum(PICTURE.fullmatch(name) is not None for name in package.namelist())
        if cells > self._limits.table_cells:
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：共 {cells} 个单元格，"
                f"超过上限 {self._limits.table_cells} 个。",
                hint="请删去不需要的工作表，或拆成几个文件后重新上传。",
            )
        workbook = _open(path, values=True)
        formula_book = _open(path, values=False) if formulas else None
        notes: list[str] = []
        blocks: list[Block] = []
        for sheet in workbook.worksheets:
            found = list(_read_sheet(sheet))
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
        if pictures:
            notes.append(f"有 {pictures} 张图片没有读取，其中的文字请另行录入。")
        return LoadedFile(
            blocks=tuple(blocks),
            media_type=MEDIA_TYPE,
            title=(workbook.properties.title or "").strip(),
            warnings=tuple(notes),
        )


def _open(path: Path, *, values: bool) -> Any:
    """Open a workbook, either with the values of its formulas or with the formulas."""
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


class _SheetCell(NamedTuple):
    """A cell that shows something."""

    text: str
    column: int
    row_span: int
    column_span: int


def _read_sheet(sheet: Any) -> Iterator[Block]:
    """Yield the lines and tables of a sheet from top to bottom."""
    header_row = _marked_header(sheet)
    for rows in _regions(_shown_rows(sheet)):
        numbers = list(rows)
        first, last = _table_bounds(rows)
        for number in numbers[:first]:
            yield from _read_lines(sheet.title, number, rows[number])
        if first < last:
            table = {number: rows[number] for number in numbers[first:last]}
            yield _read_table(sheet.title, table, header_row)
        for number in numbers[last:]:
            yield from _read_lines(sheet.title, number, rows[number])


def _shown_rows(sheet: Any) -> dict[int, list[_SheetCell]]:
    """Return the cells that show something by row number, ascending; merged ones once."""
    spans = {
        (area.min_row, area.min_col): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }
    rows: dict[int, list[_SheetCell]] = {}
    # `iter_rows` visits every place up to the furthest cell, which may be row 1,048,576 of column
    # XFD; `_cells` has only those that exist.
    for (row, column), cell in sorted(sheet._cells.items()):
        text = _cell_text(cell)
        if text.strip():
            row_span, column_span = spans.get((row, column), (1, 1))
            rows.setdefault(row, []).append(_SheetCell(text, column, row_span, column_span))
    return rows


def _cell_text(cell: Any) -> str:
    value = cell.value
    chinese_format = CHINESE_DATE_FORMATS.get(cell._style.numFmtId) if cell.has_style else None
    if chinese_format is None:
        return shown(value, cell.number_format)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = from_excel(value)
    return shown(value, chinese_format)


def _regions(rows: dict[int, list[_SheetCell]]) -> Iterator[dict[int, list[_SheetCell]]]:
    """Split a sheet where a row is blank."""
    region: dict[int, list[_SheetCell]] = {}
    reach = 0
    for number, cells in rows.items():
        if region and number > reach + 1:
            yield region
            region = {}
        region[number] = cells
        reach = max(reach, number, *(number + cell.row_span - 1 for cell in cells))
    if region:
        yield region


def _table_bounds(rows: Mapping[int, Sequence[_SheetCell]]) -> tuple[int, int]:
    """Return the index of a region's first table row and the index past its last one.

    Above stand titles and unit lines, below notes: rows of one cell, or of two that fill less
    than half the width.
    """
    all_rows = list(rows.values())
    width = max(cell.column + cell.column_span for cells in all_rows for cell in cells)
    width -= min(cell.column for cells in all_rows for cell in cells)

    def is_line(cells: Sequence[_SheetCell]) -> bool:
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


def _is_note(cells: Sequence[_SheetCell]) -> bool:
    """True for a row below a table that is no row of it; a lone "合计" without sums is one."""
    if len(cells) > 1:
        return False
    return cells[0].column_span > 1 or NOTE_LINE.match(cells[0].text.strip()) is not None


def _read_lines(sheet: str, row: int, cells: Sequence[_SheetCell]) -> Iterator[Block]:
    for cell in cells:
        offset = 0
        for line in cell.text.split("\n"):
            if line.strip():
                origin = _origin(sheet, row, cell.column).model_copy(update={"offset": offset})
                yield Block(kind=BlockKind.PARAGRAPH, text=line, origin=origin)
            offset += len(line) + 1


def _read_table(sheet: str, rows: Mapping[int, Sequence[_SheetCell]], header_row: int) -> Block:
    """Return a region as a table; a place that shows nothing gives an empty cell."""
    left = min(cell.column for cells in rows.values() for cell in cells)
    right = max(cell.column + cell.column_span for cells in rows.values() for cell in cells)
    free_from: dict[int, int] = {}
    laid_out: list[tuple[Cell, ...]] = []
    for number, cells in rows.items():
        at = {cell.column: cell for cell in cells}
        line: list[Cell] = []
        column = left
        while column < right:
            cell = at.get(column) or _SheetCell("", column, 1, 1)
            if cell.text or free_from.get(column, 0) <= number:
                line.append(
                    Cell(
                        text=cell.text,
                        origin=_origin(sheet, number, column),
                        row_span=cell.row_span,
                        column_span=cell.column_span,
                    )
                )
                for covered in range(column, column + cell.column_span):
                    free_from[covered] = number + cell.row_span
            column += cell.column_span
        laid_out.append(tuple(line))
    return Block(
        kind=BlockKind.TABLE,
        origin=_origin(sheet, next(iter(rows)), left),
        rows=tuple(laid_out),
        header_rows=sum(number <= header_row for number in rows),
    )


def _origin(sheet: str, row: int, column: int) -> Origin:
    return Origin(paragraph=row, cell=f"{sheet}!{get_column_letter(column)}{row}")


def _marked_header(sheet: Any) -> int:
    """Last row of the header as the sheet marks it: frozen, repeated in print; 0 for unmarked."""
    frozen = re.search(r"\d+", sheet.freeze_panes or "")
    repeated = re.findall(r"\d+", sheet.print_title_rows or "")
    return max(int(frozen[0]) - 1 if frozen else 0, int(repeated[-1]) if repeated else 0)


def _sheet_warnings(sheet: Any, formulas: Any | None) -> Iterator[str]:
    """Yield what the keeper should check in a sheet."""
    if sheet.sheet_state != "visible":
        yield f"工作表“{sheet.title}”是隐藏的，也已读取；不应公开的请删去后重新上传。"
    hidden = sum(dimension.hidden for dimension in sheet.row_dimensions.values()) + sum(
        dimension.hidden for dimension in sheet.column_dimensions.values()
    )
    if hidden:
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
