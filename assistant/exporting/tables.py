"""Find the tables in what an answer quotes, so that they can be shown as tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.schema import Answer, Statement
from ingest.schema import CELL_SEPARATOR, Chunk, TableRow

MOST_HEADER_ROWS = 3

_FIGURE = re.compile(r"[-+]?[\d,.]*\d\s*[%％‰]?")


@dataclass(frozen=True)
class Table:
    """Rows of cells, each row as long as the others."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0
    """How many of the first rows name the columns."""

    caption: str = ""

    def to_text(self) -> str:
        """Return the table as it stands in a text, a line a row."""
        return "\n".join(CELL_SEPARATOR.join(row) for row in self.rows)


@dataclass(frozen=True)
class Quoted:
    """Statements of an answer that are rows of one table, cited alike."""

    table: Table
    markers: tuple[int, ...]


def split_answer(answer: Answer) -> Iterator[Statement | Quoted]:
    """Yield the statements of an answer, neighbours that quote rows of one table together."""
    known = {
        row.sentence: (chunk, row)
        for chunk in (hit.chunk for hit in answer.hits)
        for row in chunk.rows
    }

    def table_of(statement: Statement) -> tuple[object, ...]:
        found = known.get(statement.text)
        if found is None:
            return (id(statement),)
        chunk, row = found
        return (chunk.caption, row.headers, statement.markers)

    for _, group in groupby(answer.statements, table_of):
        statements = list(group)
        quoted = [known[each.text] for each in statements if each.text in known]
        if quoted:
            yield Quoted(make_table(quoted), statements[0].markers)
        else:
            yield from statements


def split_text(text: str) -> Iterator[str | Table]:
    """Yield the lines of a text, neighbouring table rows together as a table."""
    for is_row, group in groupby(text.splitlines(), lambda line: CELL_SEPARATOR in line):
        lines = list(group)
        if not is_row:
            yield from (line for line in lines if line.strip())
            continue
        rows = _even([line.split(CELL_SEPARATOR) for line in lines])
        yield Table(rows, header_rows=_count_headers(rows))


def make_table(quoted: Sequence[tuple[Chunk, TableRow]]) -> Table:
    """Return rows of one table below their headers; there is at least one."""
    chunk, first = quoted[0]
    headers = [first.headers] if any(first.headers) else []
    rows = [*headers, *(row.cells for _, row in quoted)]
    return Table(_even(rows), header_rows=len(headers), caption=chunk.caption)


def _even(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Give each row as many cells as the longest has."""
    columns = max(len(row) for row in rows)
    return tuple((*(cell.strip() for cell in row), *[""] * (columns - len(row))) for row in rows)


def _count_headers(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand before the first with a figure; none where no row has one."""
    with_figures = (number for number, row in enumerate(rows) if any(map(is_figure, row)))
    return min(next(with_figures, 0), MOST_HEADER_ROWS)


def is_figure(text: str) -> bool:
    """Return whether a cell holds a figure and nothing else."""
    return _FIGURE.fullmatch(text) is not None
