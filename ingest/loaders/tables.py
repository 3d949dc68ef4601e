"""Lay out tables with merged cells on a grid."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.schema import Cell, Origin


class PlacedCell(NamedTuple):
    """A cell of a table with the place of its upper left corner on the grid, from 0."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int


def place_cells(
    rows: Iterable[Sequence[tuple[str, int, int]]],
) -> list[list[PlacedCell]]:
    """Give every cell its column, as a browser does: the first one no cell above reaches into.

    Args:
        rows: Per row its cells from left to right as (text, row span, column span), spans from 1.

    Returns:
        The cells, one list per row; row spans end at the last row.
    """
    rows = list(rows)
    free_from: dict[int, int] = {}
    placed: list[list[PlacedCell]] = []
    for number, row in enumerate(rows):
        cells: list[PlacedCell] = []
        column = 0
        for text, row_span, column_span in row:
            while free_from.get(column, 0) > number:
                column += 1
            row_span = min(row_span, len(rows) - number)
            cells.append(PlacedCell(text, number, column, row_span, column_span))
            for covered in range(column, column + column_span):
                free_from[covered] = number + row_span
            column += column_span
        placed.append(cells)
    return placed


def as_rows(
    placed: Iterable[Sequence[PlacedCell]], *, page: int | None = None, paragraph: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells as records, each knowing its place as "行2列3", counting from 1."""
    return tuple(
        tuple(
            Cell(
                text=cell.text,
                origin=Origin(
                    page=page, paragraph=paragraph, cell=f"行{cell.row + 1}列{cell.column + 1}"
                ),
                row_span=cell.row_span,
                column_span=cell.column_span,
            )
            for cell in row
        )
        for row in placed
    )
