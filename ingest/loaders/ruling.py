"""Find the ruled tables of a picture: where their rules run, and which cells are merged."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.loaders.tables import PlacedCell

Mask = NDArray[np.uint8]

# A rule is this share of the picture long; the strokes of large type are shorter.
SHORTEST_RULE = 0.02
SHORTEST_RULE_PX = 30
# Rules of one line differ by its thickness and a rest of skew, in pixels.
RULE_TOLERANCE = 8
# A rule parts two cells when ink lies along this share of their border.
INKED = 0.5
# A rule reaches from one rule it crosses to the next, a scanner's gaps aside.
WHOLE = 0.9
# Ink around the place where a rule is looked for, in pixels.
REACH = 4
# An inner rule runs along one cell at least: this share of the table.
SHORTEST_SHARE = 0.04
# Pictures of woven paper or hatching are no tables.
MOST_CELLS = 4000


class RuledGrid(NamedTuple):
    """A table by its rules; pixels from the upper left corner of the picture."""

    columns: tuple[float, ...]
    """Where the upright rules run, ascending; one more than there are columns."""

    rows: tuple[float, ...]
    """Where the level rules run, ascending."""

    cells: tuple[PlacedCell, ...]
    """Row by row, without text; a merged cell stands at its upper left corner."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    @property
    def row_count(self) -> int:
        """Rows of the grid."""
        return len(self.rows) - 1

    def cell_at(self, across: float, down: float) -> tuple[int, int]:
        """Return row and column of the cell that holds a point of the table."""
        row = min(max(bisect_right(self.rows, down) - 1, 0), self.row_count - 1)
        column = min(max(bisect_right(self.columns, across) - 1, 0), len(self.columns) - 2)
        return next(
            (cell.row, cell.column)
            for cell in self.cells
            if cell.row <= row < cell.row + cell.row_span
            and cell.column <= column < cell.column + cell.column_span
        )


def find_grids(picture: NDArray[np.uint8]) -> list[RuledGrid]:
    """Return the tables of two by two cells or more that rules enclose, from the top down.

    Args:
        picture: uint8, shape (height, width, 3), upright.
    """
    import cv2

    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    inverted = cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    ink = np.asarray(cv2.threshold(gray, 0, 255, inverted)[1], np.uint8)
    height, width = ink.shape
    length = max(SHORTEST_RULE_PX, int(SHORTEST_RULE * max(height, width)))
    level = _runs(ink, length, 1)
    upright = _runs(ink, 1, length)
    joined = cv2.dilate(level | upright, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    grids = []
    for left, top, across, down, _ in stats[1:count]:
        if min(across, down) < length:
            continue
        area = (slice(top, top + down), slice(left, left + across))
        grid = _read_grid(np.asarray(level[area]), np.asarray(upright[area]), int(left), int(top))
        if grid:
            grids.append(grid)
    return sorted(grids, key=lambda grid: grid.rows[0])


def _runs(ink: Mask, across: int, down: int) -> Mask:
    """Return the ink that runs straight for a length."""
    import cv2

    # Thin rules of a scan are broken; closing gaps of a few pixels heals them.
    bridge = np.ones((1, 5) if across > 1 else (5, 1), np.uint8)
    healed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (across, down))
    return np.asarray(cv2.morphologyEx(healed, cv2.MORPH_OPEN, kernel), np.uint8)


def _read_grid(level: Mask, upright: Mask, left: int, top: int) -> RuledGrid | None:
    down, across = _rules(level), _rules(upright.T)
    # Strokes of large type run straight for a while too, but from no rule to the next.
    down = _spanning(level, down, across)
    across = _spanning(upright.T, across, down)
    if min(len(down), len(across)) < 3 or len(down) * len(across) > MOST_CELLS:
        return None
    return RuledGrid(
        columns=tuple(left + place for place in across),
        rows=tuple(top + place for place in down),
        cells=tuple(_cells(level, upright, down, across)),
    )


def _rules(mask: Mask) -> list[float]:
    """Return the middles of the stripes of rows that hold a rule, ascending."""
    share = np.count_nonzero(mask, axis=1) / mask.shape[1]
    places = np.flatnonzero(share >= SHORTEST_SHARE)
    if not len(places):
        return []
    stripes = np.split(places, np.flatnonzero(np.diff(places) > RULE_TOLERANCE) + 1)
    return [float(stripe.mean()) for stripe in stripes]


def _spanning(mask: Mask, lines: Sequence[float], crossing: Sequence[float]) -> list[float]:
    """Return the lines that are inked all the way between two neighbours of those they cross."""
    return [
        line
        for line in lines
        if any(_inked_share(mask, line, start, end) >= WHOLE for start, end in pairwise(crossing))
    ]


def _cells(
    level: Mask, upright: Mask, down: Sequence[float], across: Sequence[float]
) -> list[PlacedCell]:
    """Return the cells, those without a rule between them as one."""
    owner = np.arange((len(down) - 1) * (len(across) - 1)).reshape(len(down) - 1, -1)
    for row in range(len(down) - 1):
        for column in range(len(across) - 1):
            if column and not _is_inked(upright.T, across[column], down[row], down[row + 1]):
                owner[owner == owner[row, column]] = owner[row, column - 1]
            if row and not _is_inked(level, down[row], across[column], across[column + 1]):
                owner[owner == owner[row, column]] = owner[row - 1, column]
    cells: list[PlacedCell] = []
    for mark in dict.fromkeys(owner.flat):
        rows, columns = np.nonzero(owner == mark)
        row_span, column_span = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
        if row_span * column_span == len(rows):
            cells.append(PlacedCell("", int(rows.min()), int(columns.min()), row_span, column_span))
        else:  # No rectangle: a rule was lost, and no cell may swallow another.
            cells += [
                PlacedCell("", int(row), int(column), 1, 1)
                for row, column in zip(rows, columns, strict=True)
            ]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _is_inked(mask: Mask, line: float, start: float, end: float) -> bool:
    """True when a rule along a row of the mask parts the stretch from start to end."""
    return _inked_share(mask, line, start, end) >= INKED


def _inked_share(mask: Mask, line: float, start: float, end: float) -> float:
    stripe = mask[max(0, int(line) - REACH) : int(line) + REACH + 1, int(start) : int(end)]
    return float(stripe.any(axis=0).mean()) if stripe.size else 0.0
