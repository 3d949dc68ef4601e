"""Tables that do not add up, cells that break the relation of their column, text against table.

What a column means is found from its numbers rather than from its name: where most rows agree that
the third column is the first divided by the second, the row that does not is in doubt.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, permutations

from assistant.auditor.figures import HUNDRED, Span, Stated
from assistant.auditor.reading import Draft, DraftTable, Sentence, TableCell
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts, format_number, same_unit

_NUMBER = re.compile(
    r"\s*(?P<sign>[-−－])?(?P<digits>\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(?P<decimals>\d+))?\s*"
    r"(?P<unit>[%％‰]|[一-鿿/]{0,4})\s*"
)
_TOTAL = re.compile(r"(?:合|总|小|累)\s*计|总\s*数|共\s*计|全[县市省区州乡镇国][^，。]{0,2}")
_PLAIN_TOTAL = re.compile(r"(?:合|总|小)\s*计|总\s*数|共\s*计")
# Columns that nobody adds up.
_NOT_SUMMED = re.compile(
    r"率|占比|比重|比例|增长|增幅|增速|同比|进度|[%％‰]|[户人]均|平均|排[名序位]|序\s*号|编\s*号|年份|年度|标准|单价|价格|倍|指数|得分|满意度|距离|海拔"
)
_RATE = re.compile(r"率|占|比重|比例|增长|增幅|增速|同比|进度|[%％]")
_MOSTLY = Decimal("0.6")
_FEWEST_ROWS = 3
# Columns compared with one another; wider tables are rare, and their pairs many.
_WIDEST = 24
_CLOSE = Decimal("0.25")


@dataclass(frozen=True)
class _Value:
    """A number in a table."""

    cell: TableCell
    value: Decimal
    places: int
    unit: str

    @property
    def half(self) -> Decimal:
        """How far it may be from what it was rounded from; 0 for a whole number."""
        return Decimal(1).scaleb(-self.places) / 2 if self.places else Decimal(0)

    @property
    def step(self) -> Decimal:
        """What one in its last place is worth."""
        return Decimal(1).scaleb(-self.places)

    @property
    def span(self) -> Span:
        """From where to where it may have been rounded."""
        return Span(self.value - self.half, self.value + self.half)

    def show(self, value: Decimal) -> str:
        """Return another value with its decimals and unit."""
        return f"{round(value, self.places):f}" + (self.unit if self.unit in "%％‰" else "")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield what is wrong within each table, and between it and the text."""
    for table in draft.tables:
        grid = _Grid(table)
        seen: set[int] = set()
        for findings in (_find_totals(draft, grid), _find_relations(draft, grid)):
            for finding in findings:
                if finding.start not in seen:
                    seen.add(finding.start)
                    yield finding
        yield from _find_in_text(draft, grid)


class _Grid:
    """The data rows of a table with the numbers read."""

    def __init__(self, table: DraftTable) -> None:
        self.table = table
        self.rows = [row for row in table.data if len(row) > 1]
        self.width = max((len(row) for row in self.rows), default=0)
        self.values = [[_read(cell) for cell in row] for row in self.rows]

    def value(self, row: int, column: int) -> _Value | None:
        """Return the number in a cell; None where there is none."""
        return self.values[row][column] if column < len(self.values[row]) else None

    def label(self, row: int) -> str:
        """Return what a row is called."""
        words = [cell.text for cell in self.rows[row][:2] if not _NUMBER.fullmatch(cell.text)]
        return "".join(words).replace(" ", "")

    @cached_property
    def headers(self) -> list[str]:
        """What each column is called."""
        return [
            next((row[column].header for row in self.rows if column < len(row)), "")
            for column in range(self.width)
        ]


def _read(cell: TableCell) -> _Value | None:
    match = _NUMBER.fullmatch(cell.text)
    if match is None or cell.is_merged:
        return None
    decimals = match["decimals"] or ""
    number = Decimal(re.sub(r"\D", "", match["digits"]) + (f".{decimals}" if decimals else ""))
    return _Value(cell, -number if match["sign"] else number, len(decimals), match["unit"])


# --- Totals of rows and columns -------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A total and what it may be the sum of, in one column or row."""

    whole: _Value
    parts: tuple[_Value, ...]

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
    def is_mean(self) -> bool:
        """Whether the whole looks like a mean of the parts instead."""
        values = [part.value for part in self.parts]
        return self.whole.places > 0 and min(values) <= self.whole.value <= max(values)


def _find_totals(draft: Draft, grid: _Grid) -> Iterator[Finding]:
    labels = [grid.label(row) for row in range(len(grid.rows))]
    columns = [
        column for column in range(grid.width) if not _NOT_SUMMED.search(grid.headers[column])
    ]
    for row, label in enumerate(labels):
        if _TOTAL.search(label):
            lines = [
                [_line(grid, row, rows, column) for rows in _parts(labels, row)]
                for column in columns
            ]
            yield from _judge(draft, lines, is_plain=bool(_PLAIN_TOTAL.search(label)))
    for column, header in enumerate(grid.headers):
        if _TOTAL.search(header) and not _NOT_SUMMED.search(header):
            lines = [
                [_across(grid, row, others, column) for others in _beside(grid, column)]
                for row in range(len(grid.rows))
            ]
            yield from _judge(draft, lines, is_plain=bool(_PLAIN_TOTAL.search(header)))


def _parts(labels: Sequence[str], row: int) -> list[list[int]]:
    """Return which rows a total row may sum up, the likeliest first."""
    plain = [index for index, label in enumerate(labels) if not _TOTAL.search(label)]
    before = [index for index, label in enumerate(labels[:row]) if _TOTAL.search(label)]
    after = [index for index, label in enumerate(labels) if index > row and _TOTAL.search(label)]
    start, end = (before[-1] + 1 if before else 0), (after[0] if after else len(labels))
    choices = [
        plain,
        [index for index in plain if start <= index < row],
        [index for index in plain if row < index < end],
        [index for index in before if "小" in labels[index]],
    ]
    unique = {tuple(choice): choice for choice in choices if len(choice) > 1}
    return list(unique.values())


def _beside(grid: _Grid, column: int) -> list[list[int]]:
    """Return which columns a total column may sum up."""
    header = grid.headers[column]
    group = header.rpartition("/")[0]
    summed = [
        other
        for other in range(1, grid.width)
        if other != column
        and not _NOT_SUMMED.search(grid.headers[other])
        and not _TOTAL.search(grid.headers[other])
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


def _line(grid: _Grid, row: int, rows: Sequence[int], column: int) -> _Line | None:
    return _sum(grid.value(row, column), [grid.value(each, column) for each in rows])


def _across(grid: _Grid, row: int, columns: Sequence[int], column: int) -> _Line | None:
    return _sum(grid.value(row, column), [grid.value(row, each) for each in columns])


def _sum(whole: _Value | None, values: Sequence[_Value | None]) -> _Line | None:
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
        if is_told or is_near or (is_plain and line.made > line.whole.value and fitting[best]):
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


# --- Relations between columns --------------------------------------------------------------


@dataclass(frozen=True)
class _Relation:
    """How a column follows from others."""

    sources: tuple[int, ...]
    """Columns."""

    reckon: Callable[[Sequence[_Value]], Span | None]
    words: str
    """As a formula of columns 甲 and 乙: "甲 ÷ 乙"."""

    fewest: int = _FEWEST_ROWS
    """How many rows must keep it with different results."""

    base: int | None = None
    """The row from which 乙 is taken, where that is one for all rows: a total."""


def _ratio(sources: Sequence[_Value]) -> Span | None:
    one, other = sources
    ratio = one.span.over(other.span)
    return ratio.times(HUNDRED) if ratio else None


def _growth(sources: Sequence[_Value]) -> Span | None:
    before, after = sources
    grown = (after.span - before.span).over(before.span)
    return grown.times(HUNDRED) if grown else None


def _difference(sources: Sequence[_Value]) -> Span | None:
    one, other = sources
    return one.span - other.span


def _product(sources: Sequence[_Value]) -> Span | None:
    one, other = sources
    value = one.value * other.value / 10**4
    return Span(value, value)


def _find_relations(draft: Draft, grid: _Grid) -> Iterator[Finding]:
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
    grid: _Grid, columns: Sequence[int], target: int
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
            if span.low - printed.step <= printed.value <= span.high + printed.step:
                kept.append(printed.value)
            else:
                broken.append(row)
        telling = len(set(kept)) >= relation.fewest
        if telling and len(kept) >= _MOSTLY * (len(kept) + len(broken)) and len(kept) > best[0]:
            best = len(kept), relation, broken
    return best[1], best[2]


def _candidates(grid: _Grid, columns: Sequence[int], target: int) -> Iterator[_Relation]:
    is_rate = bool(_RATE.search(grid.headers[target]))
    # Nobody divides one rate by another.
    others = [
        column
        for column in columns
        if column != target and not (is_rate and _RATE.search(grid.headers[column]))
    ]
    for pair in permutations(others, 2):
        if is_rate:
            yield _Relation(pair, _ratio, "甲 ÷ 乙")
            yield _Relation(pair, _growth, "(乙 − 甲) ÷ 甲")
        else:
            yield _Relation(pair, _difference, "甲 − 乙")
    if is_rate:
        for column in others:
            for row in {0, len(grid.rows) - 1}:
                yield _Relation((column, column), _ratio, "甲 ÷ 乙", base=row)
    else:
        for pair in combinations(others, 2):
            # Two products to the last digit are no chance.
            yield _Relation(pair, _product, "甲 × 乙 ÷ 10000", fewest=2)


def _sources(grid: _Grid, row: int, relation: _Relation) -> list[_Value] | None:
    one, other = relation.sources
    base = row if relation.base is None else relation.base
    values = [grid.value(row, one), grid.value(base, other)]
    return [value for value in values if value is not None] if None not in values else None


# --- Text against table ---------------------------------------------------------------------

_GENERIC = re.compile(r"[（(].*?[)）]|\d{4}\s*年?[度底末]?|[\s:：]|单位")
_WHOLE_AREA = re.compile(r"全[县市省区州乡镇]|合计|总计|共")
_UNIT = re.compile(r"[（(]([^（）()]{1,6})[)）]")
_LAST_YEAR = re.compile(r"上年|去年|上一年|同期|[比较由从]")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")


def _find_in_text(draft: Draft, grid: _Grid) -> Iterator[Finding]:
    """Yield figures of the text that the table gives otherwise, under the same two names."""
    if not grid.rows or not any(grid.headers):
        return
    names = [_name(header) for header in grid.headers]
    labels = [_row_name(grid, row) for row in range(len(grid.rows))]
    totals = [bool(_TOTAL.search(grid.label(row))) for row in range(len(grid.rows))]
    told = {name for name in names if len(name) > 1}
    for sentence in draft.sentences:
        bare = sentence.text.replace(" ", "")
        if not any(name in bare for name in told):
            continue
        for figure in sentence.figures:
            if figure.kind not in {QuantityKind.AMOUNT, QuantityKind.PERCENT}:
                continue
            if not figure.is_exact:
                continue
            row = _row_of(sentence, figure, labels, totals)
            if row is None:
                continue
            yield from _check_figure(draft, grid, sentence, figure, row, names)


def _name(header: str) -> str:
    return _GENERIC.sub("", header.rpartition("/")[2])


def _row_name(grid: _Grid, row: int) -> str:
    return re.sub(r"[（(].*|\s", "", grid.rows[row][0].text)


def _row_of(
    sentence: Sentence, figure: Stated, labels: Sequence[str], totals: Sequence[bool]
) -> int | None:
    """Return the row that is named last before a figure in its sentence."""
    before = sentence.text[: figure.start - sentence.start]
    named = [
        (before.rfind(label), row)
        for row, label in enumerate(labels)
        if len(label) > 1 and not totals[row] and label in before
    ]
    if named:
        return max(named)[1]
    mentioned = _WHOLE_AREA.search(before)
    rows = [row for row, is_total in enumerate(totals) if is_total]
    return rows[-1] if mentioned and len(rows) == 1 else None


def _check_figure(
    draft: Draft,
    grid: _Grid,
    sentence: Sentence,
    figure: Stated,
    row: int,
    names: Sequence[str],
) -> Iterator[Finding]:
    values = [grid.value(row, column) for column in range(grid.width)]
    named = [
        column
        for column, name in enumerate(names)
        if len(name) > 1
        and values[column] is not None
        and name in figure.label.replace(" ", "")
        and _goes_with(grid, column, figure)
    ]
    year = _year_near(sentence, figure) or draft.metadata.year
    of_year = [column for column in named if _year_of(grid.headers[column]) == year]
    columns = of_year or [column for column in named if _year_of(grid.headers[column]) is None]
    if len(columns) != 1:
        return
    value = values[columns[0]]
    written = figure.value / figure.scale
    if value is None or not _measures_alike(value, figure):
        return
    if _agrees(value, figure, written):
        return
    for column in named:
        other = values[column]
        if column != columns[0] and other is not None and _agrees(other, figure, written):
            if _LAST_YEAR.search(figure.between):
                return
            yield _of_another_year(draft, grid, figure, value, column)
            return
    # Said of another row or column after all.
    if any(each is not None and _agrees(each, figure, written) for each in values):
        return
    shown = format_number(value.value)
    yield draft.finding(
        Rule.TABLE,
        Severity.WARNING,
        figure.start,
        figure.end,
        f"表{grid.table.number}“{grid.rows[row][0].text}”的“{names[columns[0]]}”是{shown}，"
        f"文中写{figure.quantity.text}，请核对。",
        expected=figure.show(value.value * figure.scale),
        basis=f"{draft.place(value.cell.start)}：{value.cell.text}",
        difference=written - value.value,
    )


def _measures_alike(value: _Value, figure: Stated) -> bool:
    """Whether the unit in a cell, where there is one, is that of a figure."""
    is_percent = value.unit in {"%", "％"}
    if not value.unit or is_percent or figure.kind is QuantityKind.PERCENT:
        return not value.unit or is_percent == (figure.kind is QuantityKind.PERCENT)
    return same_unit(value.unit.lstrip("万亿"), figure.unit)


def _goes_with(grid: _Grid, column: int, figure: Stated) -> bool:
    """Whether a column counts in the unit of a figure, as far as it says in which it counts."""
    unit = _UNIT.search(grid.headers[column])
    if unit is None:
        return True
    if figure.kind is QuantityKind.PERCENT:
        return unit[1] in "%％"
    written = re.sub(r"[\d.,\s]", "", figure.quantity.text)
    return written == unit[1] or (same_unit(unit[1], figure.unit) and figure.scale == 1)


def _agrees(value: _Value, figure: Stated, written: Decimal) -> bool:
    """Whether a cell and a figure of the text say the same, one perhaps more exactly."""
    step = max(value.step, Decimal(1).scaleb(-figure.places))
    exact = value.places == figure.places
    for scale in (1, 10**4, 10**8):
        number = value.value / scale
        if abs(number - written) <= (0 if exact and scale == 1 else step):
            return True
    return False


def _of_another_year(
    draft: Draft, grid: _Grid, figure: Stated, value: _Value, column: int
) -> Finding:
    """Return that a figure is another year's value of the same thing."""
    cell = value.cell
    return draft.finding(
        Rule.STALE_YEAR,
        Severity.WARNING,
        figure.start,
        figure.end,
        f"{figure.quantity.text}是表{grid.table.number}中“{grid.headers[column]}”的数，"
        f"“{cell.header}”是{cell.text}，请核对是否漏改。",
        expected=figure.show(value.value * figure.scale),
        basis=f"{draft.place(cell.start)}：{cell.text}",
        difference=figure.value / figure.scale - value.value,
    )


def _year_of(header: str) -> int | None:
    years = _YEAR.findall(header)
    return int(years[-1]) if years else None


def _year_near(sentence: Sentence, figure: Stated) -> int | None:
    years = [
        date_parts(quantity)[0]
        for quantity in sentence.quantities
        if quantity.kind is QuantityKind.DATE
        and sentence.start + quantity.end <= figure.start
        and date_parts(quantity)[0]
    ]
    return years[-1] if years else None
