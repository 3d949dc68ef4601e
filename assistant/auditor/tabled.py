"""Figures of the text that a table gives otherwise, under the same two names."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.auditor.figures import Stated
from assistant.auditor.grid import TOTAL, Grid, Value
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts, format_number, same_unit

_GENERIC = re.compile(r"[（(].*?[)）]|\d{4}\s*年?[度底末]?|[\s:：]|单位")
# What a column is called below what it counts, and in which unit.
_COUNTED = {"户数": "户", "人数": "人"}
_WHOLE_AREA = re.compile(r"全[县市省区州乡镇]|合计|总计|共")
_UNIT = re.compile(r"[（(]([^（）()]{1,6})[)）]")
_LAST_YEAR = re.compile(r"上年|去年|上一年|同期|[比较由从]")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?")


def find_in_text(draft: Draft, grid: Grid) -> Iterator[Finding]:
    """Yield figures of the text that the table gives otherwise, under the same two names."""
    if not grid.rows or not any(grid.headers):
        return
    names = [_name(header) for header in grid.headers]
    labels = [_row_name(grid, row) for row in range(len(grid.rows))]
    totals = [bool(TOTAL.search(grid.label(row))) for row in range(len(grid.rows))]
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
    """Return what a column counts: 脱贫户 of 脱贫户/户数."""
    names = [_GENERIC.sub("", part) for part in header.split("/")]
    return names[-2] if len(names) > 1 and names[-1] in _COUNTED else names[-1]


def _is_called(figure: Stated, name: str, header: str, row: str) -> bool:
    """Whether a figure of the text is called what a column is."""
    label = figure.label.replace(" ", "")
    if _COUNTED.get(_GENERIC.sub("", header.rpartition("/")[2])) is None:
        return name in label
    # A group's name is part of many others: 新识别监测对象 is not 监测对象.
    return re.sub(rf"^.*?{re.escape(row)}|^.*?全[县市省区州乡镇]|^共|有", "", label) == name


def _row_name(grid: Grid, row: int) -> str:
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
    grid: Grid,
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
        and _is_called(figure, name, grid.headers[column], grid.rows[row][0].text)
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


def _measures_alike(value: Value, figure: Stated) -> bool:
    """Whether the unit in a cell, where there is one, is that of a figure."""
    is_percent = value.unit in {"%", "％"}
    if not value.unit or is_percent or figure.kind is QuantityKind.PERCENT:
        return not value.unit or is_percent == (figure.kind is QuantityKind.PERCENT)
    return same_unit(value.unit.lstrip("万亿"), figure.unit)


def _goes_with(grid: Grid, column: int, figure: Stated) -> bool:
    """Whether a column counts in the unit of a figure, as far as it says in which it counts."""
    leaf = grid.headers[column].rpartition("/")[2]
    if counted := _COUNTED.get(_GENERIC.sub("", leaf)):
        return same_unit(counted, figure.unit) and figure.kind is QuantityKind.AMOUNT
    unit = _UNIT.search(grid.headers[column])
    if unit is None:
        return True
    if figure.kind is QuantityKind.PERCENT:
        return unit[1] in "%％"
    written = re.sub(r"[\d.,\s]", "", figure.quantity.text)
    return written == unit[1] or (same_unit(unit[1], figure.unit) and figure.scale == 1)


def _agrees(value: Value, figure: Stated, written: Decimal) -> bool:
    """Whether a cell and a figure of the text say the same, one perhaps more exactly."""
    step = max(value.step, Decimal(1).scaleb(-figure.places))
    exact = value.places == figure.places
    for scale in (1, 10**4, 10**8):
        number = value.value / scale
        if abs(number - written) <= (0 if exact and scale == 1 else step):
            return True
    return False


def _of_another_year(
    draft: Draft, grid: Grid, figure: Stated, value: Value, column: int
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
