"""Totals of a table that their rows or columns do not make."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.auditor.figures import differ_by_a_slip
from assistant.auditor.grid import TOTAL, Grid, Value
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import format_number

_PLAIN_TOTAL = re.compile(r"(?:合|总|小)\s*计|总\s*数|共\s*计")
# What nobody adds up.
_NOT_SUMMED = re.compile(
    r"率|占比|比重|比例|增长|增幅|增速|同比|进度|[%％‰]|[户人]均|平均|排[名序位]|序\s*号|编\s*号|年份|年度|标准"
    r"|单价|价格|倍|指数|得分|满意度|距离|海拔"
)
_CLOSE = Decimal("0.25")
# A slip in a shorter figure proves nothing.
_LEAST_DIGITS = 3


@dataclass(frozen=True)
class _Line:
    """A total and what it may be the sum of, in one column or row."""

    whole: Value
    parts: tuple[Value, ...]

    @property
    def made(self) -> Decimal:
        """The sum of the parts."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def fits(self) -> bool:
        """Whether the parts make the whole, as far as rounding allows."""
        slack = self.whole.half + sum((part.half for part in self.parts), Decimal(0))
        return abs(self.whole.value - self.made) <= slack

    @property
    def is_slip(self) -> bool:
        """Whether one digit of the whole or of a part makes the sum right."""
        gap = self.made - self.whole.value
        wanted = [(self.whole, self.made)] + [(part, part.value - gap) for part in self.parts]
        return any(
            value > 0
            and len(re.sub(r"\D", "", each.cell.text)) >= _LEAST_DIGITS
            and differ_by_a_slip(each.show(value), each.show(each.value))
            for each, value in wanted
        )

    @property
    def is_mean(self) -> bool:
        """Whether the whole looks like a mean of the parts instead."""
        values = [part.value for part in self.parts]
        return self.whole.places > 0 and min(values) <= self.whole.value <= max(values)


def find_totals(draft: Draft, grid: Grid) -> Iterator[Finding]:
    """Yield totals of rows and of columns that their parts do not make."""
    labels = [grid.label(row) for row in range(len(grid.rows))]
    columns = [
        column for column in range(grid.width) if not _NOT_SUMMED.search(grid.headers[column])
    ]
    for row, label in enumerate(labels):
        if TOTAL.search(label):
            lines = [
                [_line(grid, row, rows, column) for rows in _parts(labels, row)]
                for column in columns
            ]
            yield from _judge(draft, lines, is_plain=bool(_PLAIN_TOTAL.search(label)))
    for column, header in enumerate(grid.headers):
        if TOTAL.search(header) and not _NOT_SUMMED.search(header):
            lines = [
                [_across(grid, row, others, column) for others in _beside(grid, column)]
                for row, label in enumerate(labels)
                if not _NOT_SUMMED.search(label)
            ]
            yield from _judge(draft, lines, is_plain=bool(_PLAIN_TOTAL.search(header)))


def _parts(labels: Sequence[str], row: int) -> list[list[int]]:
    """Return which rows a total row may sum up, the likeliest first."""
    plain = [index for index, label in enumerate(labels) if not TOTAL.search(label)]
    before = [index for index, label in enumerate(labels[:row]) if TOTAL.search(label)]
    after = [index for index, label in enumerate(labels) if index > row and TOTAL.search(label)]
    start, end = (before[-1] + 1 if before else 0), (after[0] if after else len(labels))
    choices = [
        plain,
        [index for index in plain if start <= index < row],
        [index for index in plain if row < index < end],
        [index for index in before if "小" in labels[index]],
    ]
    unique = {tuple(choice): choice for choice in choices if len(choice) > 1}
    return list(unique.values())


def _beside(grid: Grid, column: int) -> list[list[int]]:
    """Return which columns a total column may sum up."""
    header = grid.headers[column]
    group = header.rpartition("/")[0]
    summed = [
        other
        for other in range(1, grid.width)
        if other != column
        and not _NOT_SUMMED.search(grid.headers[other])
        and not TOTAL.search(grid.headers[other])
    ]
    # 户数 of one group are not added to 人数 of another.
    leaf = header.rpartition("/")[2]
    choices = [
        [other for other in summed if group and grid.headers[other].startswith(group + "/")],
        [other for other in summed if grid.headers[other].rpartition("/")[2] == leaf],
        summed,
        [other for other in summed if other > column],
        [other for other in summed if other < column],
    ]
    unique = {tuple(choice): choice for choice in choices if len(choice) > 1}
    return list(unique.values())


def _line(grid: Grid, row: int, rows: Sequence[int], column: int) -> _Line | None:
    return _sum(grid.value(row, column), [grid.value(each, column) for each in rows])


def _across(grid: Grid, row: int, columns: Sequence[int], column: int) -> _Line | None:
    return _sum(grid.value(row, column), [grid.value(row, each) for each in columns])


def _sum(whole: Value | None, values: Sequence[Value | None]) -> _Line | None:
    parts = tuple(value for value in values if value is not None)
    return _Line(whole, parts) if whole is not None and len(parts) > 1 else None


def _judge(
    draft: Draft, lines: Sequence[Sequence[_Line | None]], *, is_plain: bool
) -> Iterator[Finding]:
    """Yield the totals that miss, told by those that fit.

    Args:
        draft: The draft.
        lines: For each column (or row), a line for each way of choosing the parts.
        is_plain: Whether the label says 合计, so that a total that nearly fits is in doubt even
            where no other shows what it sums up.
    """
    ways = max((len(each) for each in lines), default=0)
    fitting = [
        sum(1 for each in lines if way < len(each) and (line := each[way]) and line.fits)
        for way in range(ways)
    ]
    if not fitting:
        return
    best = max(range(ways), key=fitting.__getitem__)
    for each in lines:
        known = [line for line in each if line is not None]
        if not known or any(line.fits for line in known) or best >= len(each):
            continue
        line = each[best]
        if line is None or line.whole.value == 0 or line.is_mean:
            continue
        misses = sum(
            1 for other in lines if best < len(other) and (way := other[best]) and not way.fits
        )
        is_told = fitting[best] >= 2 and misses <= fitting[best]
        is_near = is_plain and abs(line.made - line.whole.value) <= _CLOSE * abs(line.whole.value)
        is_slip = line.is_slip and (is_plain or fitting[best] > 0)
        if is_told or is_near or is_slip:
            yield _miss(draft, line, is_certain=is_told)


def _miss(draft: Draft, line: _Line, *, is_certain: bool) -> Finding:
    whole = line.whole
    shown = whole.show(line.made)
    return draft.finding(
        Rule.TABLE,
        Severity.ERROR if is_certain else Severity.WARNING,
        whole.cell.start,
        whole.cell.end,
        f"表中各项相加是{shown}，合计写{whole.cell.text}，请核对合计和各项。",
        expected=shown,
        basis=" + ".join(format_number(part.value) for part in line.parts)
        + f" = {format_number(line.made)}",
        difference=whole.value - line.made,
    )
