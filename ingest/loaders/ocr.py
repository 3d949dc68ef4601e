"""Recognize the text of a picture: rapidocr for lines, rules for tables, both right way up."""

import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.loaders.layout import Piece, join_row, order_pieces
from ingest.loaders.ruling import RuledGrid, find_grids
from ingest.loaders.tables import PlacedCell, as_rows
from ingest.schema import Block, BlockKind, Origin
from ingest.settings import OcrSettings

logger = logging.getLogger(__name__)

# Width × height × BGR, as OpenCV has it.
Picture = NDArray[np.uint8]

# Longest side in pixels that is looked at, 200 dpi on A4; bounds memory whatever the page.
LONGEST_SIDE = 2400
# Finding lines needs less detail than reading them, and costs memory by the pixel.
LONGEST_SIDE_OF_DETECTION = 1536
# Pages recognized with less are named to the keeper.
DOUBTFUL = 0.9
# A line this many times longer than high has a direction worth believing.
DIRECTED = 4
# Models of the engine: they find lines, tell which way up they are, and read them.
PARTS = ("Det", "Cls", "Rec")
# Lines that vote on which way up a page is.
VOTERS = 7
# Below this, in degrees, turning a page only blurs it.
SMALLEST_SKEW = 0.3

REMEDY = (
    "请运行 policy doctor 查看原因；或者先做文字识别（OCR），再上传识别出的 Word、PDF 或文本文件。"
)
PAGES_NAMED = 10

# The engine keeps what a call changes of its parameters.
_ENGINE = threading.Lock()


class RecognizedPage(NamedTuple):
    """What stands in one picture."""

    blocks: list[Block]
    """Lines and ruled tables in reading order."""

    characters: int
    confidence: float
    """Mean over the characters, 0 to 1; 0 for a page without text."""

    left_out: int
    """Lines recognized with too little confidence to be believed."""


class PlacedLine(NamedTuple):
    """A recognized line and the box that holds it, in fractions of the picture it stands in."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class _Line(NamedTuple):
    text: str
    confidence: float
    corners: NDArray[np.float64]
    """Float64, shape (4, 2): upper left, upper right, lower right, lower left; in pixels."""

    @property
    def sides(self) -> tuple[float, float]:
        """Width and height of a box that may stand askew, in pixels."""
        across = np.linalg.norm(self.corners[1] - self.corners[0])
        down = np.linalg.norm(self.corners[3] - self.corners[0])
        return float(across), float(down)


class Recognition:
    """Recognizes pages of one file, and remembers what its keeper should check."""

    def __init__(self, settings: OcrSettings) -> None:
        self._settings = settings
        self._sure: list[tuple[int, float]] = []
        self._empty: list[int] = []
        self._doubtful: list[int] = []
        self._left_out: list[int] = []
        self._beyond: list[int] = []

    @cached_property
    def problem(self) -> str:
        """Why no page can be recognized, in Chinese; empty when they can."""
        return why_unavailable(self._settings)

    @property
    def pages(self) -> int:
        """Pages whose text was recognized."""
        return len(self._sure)

    @property
    def confidence(self) -> float | None:
        """Mean over the characters, 0 to 1; none where nothing was recognized."""
        characters = sum(count for count, _ in self._sure)
        if not characters:
            return None
        return sum(count * sure for count, sure in self._sure) / characters

    def read(
        self, draw: Callable[[int], Picture], number: int, *, instead_of: int = 0
    ) -> list[Block]:
        """Return what stands in a page's picture.

        Args:
            draw: Returns the picture at a resolution in dots per inch; called only where needed.
            number: The page, from 1.
            instead_of: Characters its text layer has; a picture that holds no more is left alone.

        Returns:
            Lines and tables in reading order; nothing where the picture cannot be recognized or
            holds no more text.
        """
        if self.problem:
            return []
        if self.pages >= self._settings.pages:
            self._beyond.append(number)
            return []
        page = recognize_page(draw(self._settings.dpi), number, self._settings)
        if page.characters <= instead_of:
            if not instead_of:
                self._empty.append(number)
            return []
        self._sure.append((page.characters, page.confidence))
        if page.confidence < DOUBTFUL:
            self._doubtful.append(number)
        self._left_out += [number] * page.left_out
        return page.blocks

    def warnings(self) -> Iterator[str]:
        """Yield what the keeper should check, in Chinese."""
        if self._doubtful:
            sure = f"{self.confidence or 0:.2f}"
            yield (
                f"{name_pages(self._doubtful)}的文字由图像识别，把握不大（全文平均 {sure}），"
                "请对照原件核对，数字尤其要核对。"
            )
        if self._left_out:
            pages = list(dict.fromkeys(self._left_out))
            yield f"{name_pages(pages)}有 {len(self._left_out)} 行认不清，没有收入；请对照原件。"
        if self._empty:
            yield f"{name_pages(self._empty)}是图像，没有认出文字；请核对原件。"
        if self._beyond:
            yield (
                f"{name_pages(self._beyond)}是扫描图像，超过每份文件识别 {self._settings.pages} 页"
                "的上限，没有读取；请拆成几个文件后重新上传。"
            )


def name_pages(pages: Sequence[int]) -> str:
    """Return pages as a reader says them.

    >>> name_pages([2, 5])
    '第2、5页'
    """
    named = "、".join(map(str, pages[:PAGES_NAMED]))
    return f"第{named}页" if len(pages) <= PAGES_NAMED else f"第{named}等 {len(pages)} 页"


def why_unavailable(settings: OcrSettings) -> str:
    """Return in Chinese why no text can be recognized; empty when it can."""
    if not settings.enabled:
        return "文字识别已关闭（POLICY_OCR__ENABLED）。"
    try:
        _load_engine()
    # A missing system library, a wheel for another processor, a removed model: whatever it is,
    # scans are refused and the rest of the library works.
    except Exception as error:
        logger.warning("no text recognition: %r", error)
        return f"文字识别（rapidocr）无法启动：{str(error) or repr(error)}。"
    return ""


def recognize_page(picture: Picture, number: int, settings: OcrSettings) -> RecognizedPage:
    """Recognize one page.

    Args:
        picture: uint8, shape (height, width, 3), blue first.
        number: Page the blocks are to name, from 1.
        settings: Least confidence of a line.
    """
    pieces, upright, _ = _recognize(shrink(picture))
    kept = _sure(pieces, settings)
    characters = sum(len(piece.text) for piece in kept)
    total = sum(len(piece.text) * piece.confidence for piece in kept)
    return RecognizedPage(
        blocks=_lay_out(kept, find_grids(upright) if kept else [], number),
        characters=characters,
        confidence=total / characters if characters else 0.0,
        left_out=len(pieces) - len(kept),
    )


def place_lines(picture: Picture, settings: OcrSettings) -> list[PlacedLine]:
    """Return the lines that `recognize_page` reads, in its order, with their places.

    Args:
        picture: As in `recognize_page`, whichever way up it stands.
        settings: Least confidence of a line.
    """
    picture = shrink(picture)
    pieces, upright, lines = _recognize(picture)
    boxes = dict(zip(pieces, (line.corners for line in lines), strict=True))
    size = np.array(picture.shape[1::-1], np.float64)
    kept = _sure(pieces, settings)
    placed = []
    for piece in _in_order(kept, find_grids(upright) if kept else []):
        (left, top), (right, bottom) = (
            edge.tolist() for edge in (boxes[piece].min(0) / size, boxes[piece].max(0) / size)
        )
        placed.append(PlacedLine(piece.text, left, top, right, bottom))
    return placed


def shrink(picture: Picture) -> Picture:
    """Return a picture of at most `LONGEST_SIDE` pixels a side."""
    import cv2

    scale = LONGEST_SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return np.asarray(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


@cache
def _load_engine() -> Any:
    import rapidocr

    # Named, since the engine would fetch a model it misses from the internet.
    models = Path(rapidocr.__file__).parent / "models"
    engine = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.text_score": 0.0,
            "Global.max_side_len": LONGEST_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": LONGEST_SIDE_OF_DETECTION,
            **{
                f"{part}.model_path": str(next(models.glob(f"*_{part.lower()}_*")))
                for part in PARTS
            },
        }
    )
    # Models are opened by the first picture; what is wrong with them is to show here.
    blank = np.full((48, 48, 3), 255, np.uint8)
    engine(blank, use_det=True, use_cls=False, use_rec=False)
    engine(blank, use_det=False, use_cls=True, use_rec=True)
    return engine


def _recognize(picture: Picture) -> tuple[list[Piece], Picture, list[_Line]]:
    """Return the lines of a picture, and the picture, both turned the right way up.

    Last come the lines as they stand in the picture that was given.
    """
    with _ENGINE:
        lines = as_given = _read_lines(picture)
        if turns := _quarter_turns(picture, lines):
            picture = np.ascontiguousarray(np.rot90(picture, turns))
            lines = _read_lines(picture)
            as_given = [_turned_back(line, turns, picture) for line in lines]
    angle = _skew(lines)
    turn = _turn_by(angle, picture)
    if angle:
        picture = _turned(picture, turn)
    pieces = []
    for text, confidence, corners in lines:
        upright = corners @ turn[:, :2].T + turn[:, 2]
        (left, top), (right, bottom) = upright.min(axis=0), upright.max(axis=0)
        pieces.append(Piece(text, float(left), float(top), float(right), float(bottom), confidence))
    return pieces, picture, as_given


def _sure(pieces: Sequence[Piece], settings: OcrSettings) -> list[Piece]:
    return [piece for piece in pieces if piece.confidence >= settings.minimum_confidence]


def _turned_back(line: _Line, turns: int, picture: Picture) -> _Line:
    """Return a line of a picture as it stood before so many quarter turns against the clock."""
    corners = line.corners
    height, width = picture.shape[:2]
    for _ in range(turns):
        corners = np.stack([height - corners[:, 1], corners[:, 0]], axis=1)
        height, width = width, height
    return line._replace(corners=corners)


def _read_lines(picture: Picture) -> list[_Line]:
    # Lines are not turned one by one: on a page the right way up, that would only do harm.
    found = _load_engine()(picture, use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    return [
        _Line(text.strip(), float(confidence), np.asarray(corners, np.float64))
        for text, confidence, corners in zip(found.txts, found.scores, found.boxes, strict=True)
        if text.strip()
    ]


def _quarter_turns(picture: Picture, lines: Sequence[_Line]) -> int:
    """Return how many quarter turns against the clock put a page the right way up."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    longest = sorted(lines, key=lambda line: max(line.sides), reverse=True)[:VOTERS]
    sideways = sum(line.sides[1] > line.sides[0] for line in longest) * 2 > len(longest)
    upside_down = 0
    for line in longest:
        # As the engine cuts it: a standing strip is laid on its side.
        strip = get_rotate_crop_image(picture, line.corners.astype(np.float32))
        seen = _load_engine()(strip, use_det=False, use_cls=True, use_rec=False)
        upside_down += seen.cls_res[0][0] == "180"
    return sideways + 2 * (upside_down * 2 > len(longest))


def _skew(lines: Sequence[_Line]) -> float:
    """Return by how many degrees lines fall to the right; 0 where it is too little to matter."""
    angles = [
        math.degrees(math.atan2(*(line.corners[1] - line.corners[0])[::-1]))
        for line in lines
        if line.sides[0] > DIRECTED * line.sides[1]
    ]
    angle = median(angles) if angles else 0.0
    return angle if abs(angle) > SMALLEST_SKEW else 0.0


def _turn_by(angle: float, picture: Picture) -> NDArray[np.float64]:
    """Return the turn about the middle of a picture; float64, shape (2, 3)."""
    import cv2

    height, width = picture.shape[:2]
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1), np.float64)


def _turned(picture: Picture, turn: NDArray[np.float64]) -> Picture:
    import cv2

    height, width = picture.shape[:2]
    white = (255, 255, 255)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), borderValue=white), np.uint8)


# --- Blocks ---------------------------------------------------------------------------------


def _lay_out(pieces: Sequence[Piece], grids: Sequence[RuledGrid], number: int) -> list[Block]:
    blocks: list[Block] = []
    for tables, lines in _rows(pieces, grids):
        for grid, held in tables:
            rows = _fill(grid, held)
            origin = Origin(page=number, paragraph=len(blocks) + 1)
            cells = as_rows(rows, page=number, paragraph=len(blocks) + 1)
            blocks.append(Block(kind=BlockKind.TABLE, origin=origin, rows=cells))
        if lines:
            origin = Origin(page=number, paragraph=len(blocks) + 1)
            blocks.append(Block(kind=BlockKind.PARAGRAPH, text=join_row(lines), origin=origin))
    return blocks


def _in_order(pieces: Sequence[Piece], grids: Sequence[RuledGrid]) -> Iterator[Piece]:
    """Yield pieces as `_lay_out` reads them, tables cell by cell."""
    for tables, lines in _rows(pieces, grids):
        for grid, held in tables:
            in_cells = _by_cell(grid, held)
            for cell in grid.cells:
                yield from in_cells.get((cell.row, cell.column), [])
        yield from lines


def _rows(
    pieces: Sequence[Piece], grids: Sequence[RuledGrid]
) -> Iterator[tuple[list[tuple[RuledGrid, list[Piece]]], list[Piece]]]:
    """Yield the rows of a page: its tables with what stands in them, and what stands beside."""
    inside: dict[Piece, list[Piece]] = {Piece("", *grid.box): [] for grid in grids}
    outside: list[Piece] = []
    for piece in pieces:
        frame = next((frame for frame in inside if _stands_in(piece, frame)), None)
        (outside if frame is None else inside[frame]).append(piece)
    tables = {
        frame: grid for (frame, held), grid in zip(inside.items(), grids, strict=True) if held
    }
    for row in order_pieces([*outside, *tables]):
        yield (
            [(tables[piece], inside[piece]) for piece in row if piece in tables],
            [piece for piece in row if piece not in tables],
        )


def _stands_in(piece: Piece, frame: Piece) -> bool:
    across, down = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return frame.left < across < frame.right and frame.top < down < frame.bottom


def _fill(grid: RuledGrid, pieces: Sequence[Piece]) -> list[list[PlacedCell]]:
    """Return the cells of a grid with the text that stands in each."""
    held = _by_cell(grid, pieces)
    rows: list[list[PlacedCell]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells:
        text = "".join(piece.text for piece in held.get((cell.row, cell.column), []))
        rows[cell.row].append(cell._replace(text=text))
    return [row for row in rows if row]


def _by_cell(grid: RuledGrid, pieces: Sequence[Piece]) -> dict[tuple[int, int], list[Piece]]:
    """Return what stands in each cell, in reading order."""
    held: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        place = grid.cell_at((piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2)
        held.setdefault(place, []).append(piece)
    return {
        place: [piece for line in order_pieces(inside) for piece in line]
        for place, inside in held.items()
    }
