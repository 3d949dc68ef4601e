"""Read PDF files with a text layer."""

import logging
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.packages import damaged
from ingest.loaders.tables import PlacedCell, as_rows
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

logger = logging.getLogger(__name__)

PDFIUM = threading.Lock()

MEDIA_TYPE = "application/pdf"

# pdfium marks a hyphen at a line end by these; the text has a hyphen there.
HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-", "\x00": None})
# A table of two by two cells needs three rules each way, of two segments each.
RULED_SEGMENTS = 12
# Edges of one rule differ by its thickness, in points.
RULE_TOLERANCE = 3.0
PAGES_NAMED = 10
# A scanned page may carry a stamp or a page number as text.
SPARSE_CHARACTERS = 50


class PdfLoader:
    """Reads PDF files: pdfium for text, pdfplumber where ruled tables stand; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a PDF file page by page; see `Loader`."""
        # pdfium must not be entered by two threads at a time, whatever the documents.
        with PDFIUM:
            return self._load(path)

    def _load(self, path: Path) -> LoadedFile:
        document = _open(path)
        ruled_pages = _RuledPages(path)
        try:
            if len(document) > self._limits.pages:
                raise UnreadableDocumentError(
                    f"无法读取《{path.name}》：共 {len(document)} 页，"
                    f"超过上限 {self._limits.pages} 页。",
                    hint="请拆成几个较小的文件后重新上传。",
                )
            return self._read(path, document, ruled_pages)
        finally:
            ruled_pages.close()
            document.close()

    def _read(self, path: Path, document: PdfDocument, ruled_pages: "_RuledPages") -> LoadedFile:
        blocks: list[Block] = []
        scanned: list[int] = []
        sparse: list[int] = []
        broken: list[int] = []
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
                found = _read_page(page, number, ruled_pages)
                characters = sum(map(_characters, found))
                if characters < SPARSE_CHARACTERS and _has_pictures(page):
                    (sparse if characters else scanned).append(number)
                page.close()
            except PdfiumError:
                broken.append(number)
                continue
            blocks += found
            if sum(len(row) for block in found for row in block.rows) > self._limits.table_cells:
                raise UnreadableDocumentError(
                    f"无法读取《{path.name}》：第 {number} 页的表格单元格太多。",
                    hint="请拆成几个较小的文件后重新上传。",
                )
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》的 {len(document)} 页里没有文字，可能是扫描件。",
                hint="请先做文字识别（OCR），另存为带文字层的 PDF 或 Word 文件后再上传。",
            )
        return LoadedFile(
            blocks=tuple(blocks),
            media_type=MEDIA_TYPE,
            title=document.get_metadata_value("Title").strip(),
            pages=len(document),
            warnings=tuple(
                f"{_name_pages(pages)}{complaint}"
                for pages, complaint in (
                    (scanned, "是扫描图像，没有文字层，没有读取；请做文字识别（OCR）后重新上传。"),
                    (sparse, "除图片外几乎没有文字，图片里的文字没有读取；请核对原文件。"),
                    (broken, "已损坏，没有读取；请核对原文件。"),
                )
                if pages
            ),
        )


def _open(path: Path) -> PdfDocument:
    try:
        return PdfDocument(path)
    except PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：文件设有密码。",
                hint="请用密码打开后另存（打印）为没有密码的 PDF，再重新上传。",
            ) from error
        raise damaged(
            path, hint="请用 PDF 阅读器打开核对；打不开的，请向提供者重新索取。"
        ) from error


def _read_page(page: PdfPage, number: int, ruled_pages: "_RuledPages") -> list[Block]:
    if _is_ruled(page) and (blocks := ruled_pages.read(number)):
        return blocks
    text_page = page.get_textpage()
    text = text_page.get_text_bounded()
    text_page.close()
    return list(_lines(text.translate(HYPHENS).splitlines(), number))


def _lines(lines: Sequence[str], page: int) -> Iterator[Block]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _line(line, page, number)


def _line(text: str, page: int, number: int) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, origin=Origin(page=page, paragraph=number))


def _is_ruled(page: PdfPage) -> bool:
    """True when the page draws enough lines for a table; cheap, and may be wrong."""
    segments = 0
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        segments += pdfium.FPDFPath_CountSegments(drawn)
        if segments >= RULED_SEGMENTS:
            return True
    return False


def _characters(block: Block) -> int:
    return len(block.text) + sum(len(cell.text) for row in block.rows for cell in row)


def _has_pictures(page: PdfPage) -> bool:
    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])), None) is not None


class _RuledPages:
    """Reads pages with ruled tables; opens the file a second time at the first such page."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_document" in self.__dict__:
            self._document.close()

    @cached_property
    def _document(self) -> Any:
        return pdfplumber.open(self._path)

    def read(self, number: int) -> list[Block]:
        """Return lines and tables from top to bottom; nothing where the rules make no table."""
        # pdfminer raises whatever a malformed page makes happen; pdfium reads such pages too.
        try:
            page = self._document.pages[number - 1]
            tables = [table for table in page.find_tables() if _is_table(table)]
            blocks = _interleave(page, tables, number) if tables else []
            page.close()
        except Exception as error:
            logger.info("page %d without its tables: %r", number, error)
            return []
        return blocks


def _interleave(page: Any, tables: Sequence[Any], number: int) -> list[Block]:
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda drawn: not any(_stands_in(drawn, box) for box in boxes))
    parts: list[tuple[float, Any]] = [
        *((line["top"], line["text"]) for line in outside.extract_text_lines()),
        *((table.bbox[1], table) for table in tables),
    ]
    parts.sort(key=lambda part: part[0])
    return [
        _line(part, number, index) if isinstance(part, str) else _table(part, number, index)
        for index, (_, part) in enumerate(parts, start=1)
    ]


def _is_table(table: Any) -> bool:
    """True for two rows and two columns or more: one cell is a frame, one row often a rule."""
    return len(table.rows) > 1 and max(len(_corners(row.cells)) for row in table.rows) > 1


def _corners(cells: Sequence[Any]) -> list[Any]:
    return [cell for cell in cells if cell]


def _stands_in(drawn: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    """True for an object whose middle lies in the box (left, top, right, bottom)."""
    across = (drawn["x0"] + drawn["x1"]) / 2
    down = (drawn["top"] + drawn["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _table(table: Any, page: int, index: int) -> Block:
    columns = _grid([box[0] for box in table.cells] + [box[2] for box in table.cells])
    downs = _grid([box[1] for box in table.cells] + [box[3] for box in table.cells])
    texts = table.extract()
    placed = [
        [
            PlacedCell(
                text=(text or "").strip(),
                row=_nearest(downs, box[1]),
                column=_nearest(columns, box[0]),
                row_span=max(1, _nearest(downs, box[3]) - _nearest(downs, box[1])),
                column_span=max(1, _nearest(columns, box[2]) - _nearest(columns, box[0])),
            )
            for box, text in zip(row.cells, row_texts, strict=True)
            if box
        ]
        for row, row_texts in zip(table.rows, texts, strict=True)
    ]
    return Block(
        kind=BlockKind.TABLE,
        origin=Origin(page=page, paragraph=index),
        rows=as_rows(placed, page=page, paragraph=index),
    )


def _grid(edges: Sequence[float]) -> list[float]:
    """Return the distinct rules among edges, ascending."""
    rules: list[float] = []
    for edge in sorted(edges):
        if not rules or edge - rules[-1] > RULE_TOLERANCE:
            rules.append(edge)
    return rules


def _nearest(rules: Sequence[float], edge: float) -> int:
    return min(range(len(rules)), key=lambda index: abs(rules[index] - edge))


def _name_pages(pages: Sequence[int]) -> str:
    named = "、".join(map(str, pages[:PAGES_NAMED]))
    return f"第{named}页" if len(pages) <= PAGES_NAMED else f"第{named}等 {len(pages)} 页"
