"""Which cells of a table are one cell of the original, merged over rows and columns."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

# What tells a cell of the original; None for an empty one, which could be any.
Key = Hashable | None


class Merging(NamedTuple):
    """How many rows and columns a cell covers; none where another one covers it."""

    row_span: int
    column_span: int


COVERED = Merging(0, 0)


def merge_cells(
    rows: Sequence[Sequence[Key]], width: int, *, fill: bool = False
) -> list[list[Merging]]:
    """Return the spans of every cell.

    Args:
        rows: Per row the keys of its cells, the same for places of one merged cell.
        width: Columns of the table; a row of one cell covers them all.
        fill: In header rows: an empty cell belongs to the one at its left, and in the last row to
            the one above, as its column's header says.
    """
    keys = [list(row) for row in rows]
    if fill and len({len(row) for row in keys if len(row) > 1}) == 1:
        _fill(keys)
    spans: list[list[Merging | None]] = [[None] * len(row) for row in keys]
    for number, row in enumerate(keys):
        if len(row) == 1:
            spans[number] = [Merging(1, max(1, width))]
            continue
        for column in range(len(row)):
            if spans[number][column] is None:
                _merge(keys, spans, number, column)
    return [[span or Merging(1, 1) for span in row] for row in spans]


def _merge(
    keys: Sequence[Sequence[Key]],
    spans: list[list[Merging | None]],
    number: int,
    column: int,
) -> None:
    """Let a cell cover what is the same cell at its right and below."""
    row, key = keys[number], keys[number][column]
    right = column + 1
    while key is not None and right < len(row) and row[right] == key and not spans[number][right]:
        right += 1
    below = number + 1
    while key is not None and below < len(keys) and _reaches(keys[below], row, column, right):
        below += 1
    for covered in range(number, below):
        spans[covered][column:right] = [COVERED] * (right - column)
    spans[number][column] = Merging(below - number, right - column)


def _reaches(below: Sequence[Key], row: Sequence[Key], column: int, right: int) -> bool:
    """Whether a row has the same cell in just the same columns."""
    key = row[column]
    if len(below) != len(row) or any(below[place] != key for place in range(column, right)):
        return False
    at_sides = [below[place] for place in (column - 1, right) if 0 <= place < len(below)]
    return key not in at_sides


def _fill(keys: list[list[Key]]) -> None:
    """Give the empty cells of header rows the key of the cell that they belong to."""
    levels = [row for row in keys if len(row) > 1]
    for row in levels[:-1]:
        for column in range(1, len(row)):
            row[column] = row[column] if row[column] is not None else row[column - 1]
    for above, row in pairwise(levels):
        alone = [above.count(key) == 1 for key in above]
        for column, key in enumerate(row):
            if key is None and alone[column]:
                row[column] = above[column]
