"""Put the pieces of text on a page into reading order: rows, and columns of prose."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

# Pieces whose heights overlap by this share stand on one line.
SAME_LINE = 0.5
# A gap of this many line heights parts cells or columns; a smaller one is a blank.
WIDE_GAP = 1.5
# Prose fills its column and runs long; the cells of a table do neither.
FILLED = 0.6
PROSE_HEIGHTS = 9
FEWEST_LINES = 4
MOST_COLUMNS = 3
# Titles, footers and the odd figure reach over the gutter; most lines do not.
CROSSING_SHARE = 0.4


class Piece(NamedTuple):
    """A stretch of text on a page, right way up; the origin is at the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    confidence: float = 1.0
    """How sure the recognition is, 0 to 1."""

    @property
    def height(self) -> float:
        """Line height, in the unit of the corners."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Length of the stretch, in the unit of the corners."""
        return self.right - self.left


def order_pieces(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the lines of a page in reading order, each from left to right.

    Where prose stands in columns, a column is read to its end before the next; what reaches over
    all columns parts them into bands. Tables stay rows.
    """
    gutter = find_gutter(pieces)
    if gutter is None:
        return _rows(pieces)
    ordered: list[list[Piece]] = []
    band: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: each.top):
        if piece.left < gutter < piece.right:
            ordered += _columns(band, gutter)
            ordered.append([piece])
            band = []
        else:
            band.append(piece)
    return ordered + _columns(band, gutter)


def find_gutter(pieces: Sequence[Piece], *, columns: int = MOST_COLUMNS) -> float | None:
    """Return where a blank strip parts columns of prose; None for one column or a table.

    Args:
        pieces: What stands on the page.
        columns: Most columns looked for, from 2.
    """
    if len(pieces) < 2 * FEWEST_LINES:
        return None
    lefts = np.array([piece.left for piece in pieces])
    rights = np.array([piece.right for piece in pieces])
    best: tuple[int, float] | None = None
    for edge in np.unique(lefts):
        is_left, is_right = rights <= edge, lefts >= edge
        crossing = len(pieces) - int(is_left.sum()) - int(is_right.sum())
        if crossing > CROSSING_SHARE * len(pieces) or (best and crossing >= best[0]):
            continue
        sides = (
            [piece for piece, kept in zip(pieces, side, strict=True) if kept]
            for side in (is_left, is_right)
        )
        if all(_is_prose(side, columns=columns - 1) for side in sides):
            best = crossing, float(rights[is_left].max() + edge) / 2
    return best[1] if best else None


def join_row(row: Sequence[Piece]) -> str:
    """Return a line as text: a tab where a wide gap parts two pieces."""
    text = ""
    for before, piece in zip((None, *row), row, strict=False):
        if before is not None:
            gap = piece.left - before.right
            text += "\t" if gap > WIDE_GAP * min(before.height, piece.height) else ""
        text += piece.text
    return text


def _columns(band: Sequence[Piece], gutter: float) -> list[list[Piece]]:
    """The lines of a band, the left column first; either may have columns of its own."""
    left = [piece for piece in band if piece.right <= gutter]
    right = [piece for piece in band if piece.left >= gutter]
    return order_pieces(left) + order_pieces(right) if left and right else _rows(band)


def _is_prose(pieces: Sequence[Piece], *, columns: int) -> bool:
    """True for lines that run long in one column, or in as many as `columns`."""
    if len(pieces) < FEWEST_LINES:
        return False
    middle = median(piece.width for piece in pieces)
    if middle < PROSE_HEIGHTS * median(piece.height for piece in pieces):
        return False
    extent = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    if middle >= FILLED * extent:
        return True
    return columns > 1 and find_gutter(pieces, columns=columns) is not None


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces gathered into lines from top to bottom, by how much their heights overlap."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.top + each.bottom):
        if rows and _is_beside(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _is_beside(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    is_apart = one.right <= other.left + one.height or other.right <= one.left + one.height
    return is_apart and overlap >= SAME_LINE * min(one.height, other.height)
