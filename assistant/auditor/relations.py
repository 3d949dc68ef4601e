"""Cells that break the relation between the columns of their table.

What a column means is found from its numbers rather than from its name: where most rows agree that
the third column is the first divided by the second, the row that does not is in doubt.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from assistant.auditor.figures import HALF, HUNDRED, Span
from assistant.auditor.grid import RATE, Grid, Value
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import format_number

_FEWEST_ROWS = 3
# Columns compared with one another; wider tables are rare, and their pairs many.
_WIDEST = 24


@dataclass(frozen=True)
class _Relation:
    """How a column follows from others."""

    sources: tuple[int, ...]
    """Columns."""

    reckon: Callable[[Sequence[Value]], Span | None]
    words: str
    """As a formula of columns 甲 and 乙: "甲 ÷ 乙"."""

    fewest: int
    """How many rows must keep it, with different results."""

    mostly: Decimal
    """Which share of the rows must keep it."""

    slack: Decimal
    """How many steps of the last place a result may be off."""

    base: int | None = None
    """The row from which 乙 is taken, where that is one for all rows: a total."""


def _ratio(sources: Sequence[Value]) -> Span | None:
    one, other = sources
    ratio = one.span.over(other.span)
    return ratio.times(HUNDRED) if ratio else None


def _growth(sources: Sequence[Value]) -> Span | None:
    before, after = sources
    grown = (after.span - before.span).over(before.span)
    return grown.times(HUNDRED) if grown else None


def _difference(sources: Sequence[Value]) -> Span | None:
    one, other = sources
    return one.span - other.span


def _product(sources: Sequence[Value]) -> Span | None:
    one, other = sources
    value = one.value * other.value / 10**4
    return Span(value, value)


def find_relations(draft: Draft, grid: Grid) -> Iterator[Finding]:
    """Yield cells that break a relation which most rows keep, one of each relation in each row."""
    doubted: set[tuple[int, int]] = set()
    columns = [
        column
        for column in range(min(grid.width, _WIDEST))
        if sum(grid.value(row, column) is not None for row in range(len(grid.rows))) >= _FEWEST_ROWS
    ]
    for target in columns:
        relation, broken = _most_kept(grid, columns, target)
        if relation is None:
            continue
        for row in broken:
            printed = grid.value(row, target)
            sources = _sources(grid, row, relation)
            span = relation.reckon(sources) if sources else None
            if printed is None or sources is None or span is None:
                continue
            # 甲 − 乙 = 丙 is 甲 − 丙 = 乙 too.
            involved = {(row, column) for column in (*relation.sources, target)}
            if relation.base is None and involved & doubted:
                continue
            doubted |= involved
            value = (span.low + span.high) / 2
            shown = printed.show(value)
            one, other = (format_number(source.value) for source in sources)
            yield draft.finding(
                Rule.TABLE,
                Severity.WARNING,
                printed.cell.start,
                printed.cell.end,
                f"按其他各行的关系计算应为{shown}，表中写{printed.cell.text}，请核对这一行。",
                expected=shown,
                basis=relation.words.replace("甲", one).replace("乙", other) + f" = {shown}",
                difference=printed.value - value,
            )


def _most_kept(
    grid: Grid, columns: Sequence[int], target: int
) -> tuple[_Relation | None, list[int]]:
    """Return the relation that most rows keep, and the rows that break it."""
    best: tuple[int, _Relation | None, list[int]] = 0, None, []
    for relation in _candidates(grid, columns, target):
        kept: list[Decimal] = []
        broken: list[int] = []
        for row in range(len(grid.rows)):
            printed = grid.value(row, target)
            sources = _sources(grid, row, relation)
            if printed is None or sources is None:
                continue
            span = relation.reckon(sources)
            if span is None:
                continue
            slack = printed.step * relation.slack
            if span.low - slack <= printed.value <= span.high + slack:
                kept.append(printed.value)
            else:
                broken.append(row)
        telling = len(set(kept)) >= relation.fewest
        if (
            telling
            and len(kept) >= relation.mostly * (len(kept) + len(broken))
            and len(kept) > best[0]
        ):
            best = len(kept), relation, broken
    return best[1], best[2]


def _candidates(grid: Grid, columns: Sequence[int], target: int) -> Iterator[_Relation]:
    is_rate = bool(RATE.search(grid.headers[target]))
    places = max(value.places for row in grid.values for value in row[target : target + 1] if value)
    # Nobody divides one rate by another.
    others = [
        column
        for column in columns
        if column != target and not (is_rate and RATE.search(grid.headers[column]))
    ]
    if is_rate:
        # Whole percentages agree by chance more often than those with decimals.
        loose = (3, Decimal("0.6"), Decimal(1)) if places else (4, Decimal("0.75"), HALF)
        for pair in permutations(others, 2):
            yield _Relation(pair, _ratio, "甲 ÷ 乙", *loose)
            yield _Relation(pair, _growth, "(乙 − 甲) ÷ 甲", *loose)
        for column in others:
            for row in sorted({0, len(grid.rows) - 1}):
                yield _Relation((column, column), _ratio, "甲 ÷ 乙", *loose, base=row)
    else:
        for pair in permutations(others, 2):
            yield _Relation(pair, _difference, "甲 − 乙", 4, Decimal("0.8"), Decimal(0))
        if places:
            for pair in combinations(others, 2):
                # Two products to the last decimal are no chance.
                yield _Relation(pair, _product, "甲 × 乙 ÷ 10000", 2, Decimal("0.6"), HALF)


def _sources(grid: Grid, row: int, relation: _Relation) -> list[Value] | None:
    one, other = relation.sources
    base = row if relation.base is None else relation.base
    values = [grid.value(row, one), grid.value(base, other)]
    return [value for value in values if value is not None] if None not in values else None
