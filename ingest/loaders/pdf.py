"""Read PDF files: their text layer, and the pictures of pages that have none worth reading."""

import logging
import math
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.garbling import is_garbled
from ingest.loaders.layout import Piece, find_gutter, join_row, order_pieces
from ingest.loaders.ocr import LONGEST_SIDE, REMEDY, Picture, Recognition, name_pages
from ingest.loaders.packages import damaged
from ingest.loaders.tables import PlacedCell, as_rows
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings, OcrSettings

logger = logging.getLogger(__name__)

PDFIUM = threading.Lock()

MEDIA_TYPE = "application/pdf"

# pdfium marks a hyphen at a line end by these; the text has a hyphen there.
HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-", "\x00": None})
# A table of two by two cells needs three rules each way, of two segments each.
RULED_SEGMENTS = 12
# Edges of one rule differ by its thickness, in points.
RULE_TOLERANCE = 3.0
# A scanned page may carry a stamp or a page number as text.
SPARSE_CHARACTERS = 50
# A seal or an emblem beside a few words covers less of the page than a picture worth reading.
SPARSE_PICTURE = 0.02
POINTS_PER_INCH = 72
# Characters whose direction is asked for.
ANGLES_LOOKED_AT = 40

SCANNED = "是扫描图像，没有文字层，没有读取；"
SPARSE = "除图片外几乎没有文字，图片里的文字没有读取；"
GARBLED = "的文字层是乱码，没有更好的读法；"
BROKEN = "已损坏，没有读取；"
COMPLAINTS = (SCANNED, SPARSE, GARBLED, BROKEN)


class PdfLoader:
    """Reads PDF files: pdfium for text, pdfplumber where ruled tables stand; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings, ocr: OcrSettings | None = None) -> None:
        self._limits = limits
        self._ocr = ocr or OcrSettings()

    def load(self, path: Path) -> LoadedFile:
        """Read a PDF file page by page; see `Loader`."""
        # pdfium must not be entered by two threads at a time, whatever the documents.
        with PDFIUM:
            return self._load(path)

    def _load(self, path: Path) -> LoadedFile:
        document = open_pdf(path)
        ruled_pages = _RuledPages(path, document)
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
        recognition = Recognition(self._ocr)
        unread: dict[str, list[int]] = {complaint: [] for complaint in COMPLAINTS}
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
                found = _read_page(page, number, ruled_pages)
                if complaint := _complaint(page, found):
                    # A picture may hold less than the few words beside it.
                    instead_of = 0 if complaint != SPARSE else sum(map(_characters, found))
                    recognized = recognition.read(
                        partial(draw_for_recognition, page), number, instead_of=instead_of
                    )
                    if not recognized:
                        unread[complaint].append(number)
                    found = recognized or found
                page.close()
            except PdfiumError:
                unread[BROKEN].append(number)
                continue
            blocks += found
            if sum(len(row) for block in found for row in block.rows) > self._limits.table_cells:
                raise UnreadableDocumentError(
                    f"无法读取《{path.name}》：第 {number} 页的表格单元格太多。",
                    hint="请拆成几个较小的文件后重新上传。",
                )
        if not blocks:
            raise _empty(path, len(document), recognition)
        return LoadedFile(
            blocks=tuple(blocks),
            media_type=MEDIA_TYPE,
            title=document.get_metadata_value("Title").strip(),
            pages=len(document),
            ocr_pages=recognition.pages,
            ocr_confidence=recognition.confidence,
            warnings=(*_warnings(unread, recognition), *recognition.warnings()),
        )


def _empty(path: Path, pages: int, recognition: Recognition) -> EmptyDocumentError:
    if recognition.problem:
        return EmptyDocumentError(
            f"《{path.name}》的 {pages} 页里没有文字，可能是扫描件；{recognition.problem}",
            hint=REMEDY,
        )
    return EmptyDocumentError(
        f"《{path.name}》的 {pages} 页里没有文字，扫描件的图像里也没有认出文字。",
        hint="请核对原件是否清晰，用 300 dpi 重新扫描后上传。",
    )


def _warnings(unread: dict[str, list[int]], recognition: Recognition) -> Iterator[str]:
    """Yield what was not read; `Recognition` itself tells of the pictures it looked at."""
    for complaint, pages in unread.items():
        if pages and (complaint in {BROKEN, GARBLED} or recognition.problem):
            remedy = f"{recognition.problem}{REMEDY}" if complaint != BROKEN else ""
            yield f"{name_pages(pages)}{complaint}{remedy or '请核对原文件。'}"


def _complaint(page: PdfPage, found: Sequence[Block]) -> str:
    """Return what is wrong with a page's text layer; empty when all is well."""
    characters = sum(map(_characters, found))
    if not characters:
        return SCANNED if _has_drawing(page) else ""
    if characters < SPARSE_CHARACTERS and _picture_share(page) > SPARSE_PICTURE:
        return SPARSE
    return GARBLED if is_garbled("".join(map(_text_of, found))) else ""


def draw_for_recognition(page: PdfPage, dpi: int) -> Picture:
    """Return a page as the picture in which text is recognized, of at most `LONGEST_SIDE`."""
    return draw_page(page, min(dpi / POINTS_PER_INCH, LONGEST_SIDE / max(page.get_size())))


def draw_page(page: PdfPage, scale: float) -> Picture:
    """Return a page as a picture of so many pixels a point; see `Picture`."""
    picture = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False).to_numpy()
    # A page of black and white may come with one channel.
    return np.repeat(picture[..., :1], 3, axis=2) if picture.shape[2] == 1 else picture[..., :3]


def open_pdf(path: Path) -> PdfDocument:
    """Return a PDF file, opened; whoever uses it holds `PDFIUM`.

    Raises:
        UnreadableDocumentError: damaged, or locked with a password.
    """
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
    text_page = page.get_textpage()
    if _is_ruled(page) and (blocks := ruled_pages.read(number, _upright(page, text_page))):
        return blocks
    lines = _read_columns(text_page) or text_page.get_text_bounded().splitlines()
    text_page.close()
    return list(_lines([line.translate(HYPHENS) for line in lines], number))


def _upright(page: PdfPage, text_page: PdfTextPage) -> int | None:
    """Return the turn of the page, in degrees, that puts its text upright; None if it is so."""
    count = text_page.count_chars()
    angles = Counter(
        round(-math.degrees(pdfium.FPDFText_GetCharAngle(text_page, index)) / 90) * 90 % 360
        for index in range(0, count, max(1, count // ANGLES_LOOKED_AT))
    )
    # pdfium measures the direction of text with the clock, on the page as it was before its turn.
    turn = angles.most_common(1)[0][0] if angles else page.get_rotation()
    return None if turn == page.get_rotation() else turn


def _read_columns(text_page: PdfTextPage) -> list[str]:
    """Return the lines of a page whose columns were written side by side; nothing for others."""
    boxes = [text_page.get_rect(index) for index in range(text_page.count_rects())]
    # The box as its own key: two pieces in one place would be one piece.
    pieces = [Piece(str(index), x0, -y1, x1, -y0) for index, (x0, y0, x1, y1) in enumerate(boxes)]
    if find_gutter(pieces) is None:
        return []
    rows = order_pieces(pieces)
    order = [int(piece.text) for row in rows for piece in row]
    # What a word processor writes is in reading order already, and needs no second guess.
    if order == sorted(order):
        return []
    return [
        join_row([_with_text(piece, text_page, boxes[int(piece.text)]) for piece in row])
        for row in rows
    ]


def _with_text(
    piece: Piece, text_page: PdfTextPage, box: tuple[float, float, float, float]
) -> Piece:
    return piece._replace(text=text_page.get_text_bounded(*box).replace("\r\n", ""))


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
    return len(_text_of(block))


def _text_of(block: Block) -> str:
    return block.text + "".join(cell.text for row in block.rows for cell in row)


def _has_drawing(page: PdfPage) -> bool:
    """True for a page with anything on it: text may be drawn as pictures or as outlines."""
    return next(iter(page.get_objects(max_depth=1)), None) is not None


def _picture_share(page: PdfPage) -> float:
    """Return the share of the page that its pictures cover, counted twice where they overlap."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        covered += (right - left) * (top - bottom)
    return covered / (width * height) if width * height else 0.0


class _RuledPages:
    """Reads pages with ruled tables; opens the file a second time at the first such page."""

    def __init__(self, path: Path, document: PdfDocument) -> None:
        self._path = path
        self._source = document

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "_document" in self.__dict__:
            self._document.close()

    @cached_property
    def _document(self) -> Any:
        return pdfplumber.open(self._path)

    def read(self, number: int, turn: int | None = None) -> list[Block]:
        """Return lines and tables from top to bottom; nothing where the rules make no table.

        Args:
            number: The page, from 1.
            turn: Rotation to read the page at, in degrees with the clock; None for its own.
        """
        # pdfminer raises whatever a malformed page makes happen; pdfium reads such pages too.
        try:
            page = self._turned(number, turn) if turn is not None else self._page(number)
            tables = [table for table in page.find_tables() if _is_table(table)]
            blocks = _interleave(page, tables, number) if tables else []
            page.close()
        except Exception as error:
            logger.info("page %d without its tables: %r", number, error)
            return []
        return blocks

    def _page(self, number: int) -> Any:
        return self._document.pages[number - 1]

    def _turned(self, number: int, turn: int) -> Any:
        """Return a copy of a page at another rotation."""
        copy = PdfDocument.new()
        copy.import_pages(self._source, [number - 1])
        copy[0].set_rotation(turn)
        buffer = BytesIO()
        copy.save(buffer)
        copy.close()
        return pdfplumber.open(buffer).pages[0]


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
