"""Figures of the text that a table gives otherwise, under the same two names."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.auditor.comparing import ENDS_IN_VERB
from assistant.auditor.figures import Stated
from assistant.auditor.grid import RATE, TOTAL, Grid, Value
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts, format_number, same_unit

_GENERIC = re.compile(r"[（(].*?[)）]|\d{4}\s*年?[度底末]?|[\s:：]|单位")
# What a column is called below what it counts, and in which unit.
_COUNTED = {"户数": "户", "人数": "人"}
# What says nothing without what stands above it.
_BARE = frozenset({*_COUNTED, "金额", "数额", "总额", "数量", "总量", "总数"})
# What tells of a group how it compares with the year before, or with the whole.
_RELATIVE = re.compile(r"增[长加减](?:率|额)?|增[幅速]|变化|占比|比重|完成率|进度")
_AGAINST = re.compile(r"同比|环比|[比较][上去]年(?:同期|[底末])?|与?上年(?:同期)?相比")
_CHANGE = re.compile(r"[增减升降]|变化|变动|同比|环比|[比较](?:上年|去年|同期)")
# 增长额 is none, and 监测对象户数 counts.
_AMOUNT = re.compile(r"[额量数](?:[（(]|$)")
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
            yield from _check_figure(draft, grid, sentence, figure, row, labels[row], names)


def _parts(header: str) -> list[str]:
    """Return what stands above a column, the topmost first: 脱贫户 and 户数."""
    return [_GENERIC.sub("", part) for part in header.split("/")]


def _name(header: str) -> str:
    """Return what a column counts: 脱贫户 of 脱贫户/户数."""
    parts = _parts(header)
    return parts[-2] if len(parts) > 1 and parts[-1] in _BARE else parts[-1]


def _is_called(sentence: Sentence, figure: Stated, header: str, row: str) -> bool:
    """Whether a figure of the text is called what a column is."""
    label = figure.label.replace(" ", "")
    name, leaf, has_group = _name(header), _parts(header)[-1], "/" in header
    if leaf in _COUNTED or (leaf in _BARE and not has_group):
        # A group's name is part of many others: 新识别监测对象 is not 监测对象.
        bare = re.sub(rf"^.*?{re.escape(row)}|^.*?全[县市省区州乡镇]|^共|有", "", label)
        return bare == name
    if leaf in _BARE:
        return label.endswith(name)
    if has_group and _RELATIVE.fullmatch(leaf):
        group = _parts(header)[-2]
        of = _AGAINST.sub("", label.partition(leaf)[0])
        before = sentence.text[: figure.start - sentence.start]
        return leaf in label and (of.endswith(group) or (not of and group in before))
    return name in label


def _is_its_change(figure: Stated, names: str) -> bool:
    """Whether a figure only tells by how much what a cell counts has changed."""
    return ENDS_IN_VERB.search(figure.between) is not None and not _CHANGE.search(names)


def _row_name(grid: Grid, row: int) -> str:
    """Return what a row is called; its number or rank aside."""
    cells = [cell.text for cell in grid.rows[row][:2]]
    words = (text for text in cells if re.search("[一-鿿]", text))
    return re.sub(r"[（(].*|\s", "", next(words, cells[0]))


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
    label: str,
    names: Sequence[str],
) -> Iterator[Finding]:
    values = [grid.value(row, column) for column in range(grid.width)]
    named = [
        column
        for column, (name, header, value) in enumerate(
            zip(names, grid.headers, values, strict=True)
        )
        if len(name) > 1
        and value is not None
        and _is_called(sentence, figure, header, label)
        and _goes_with(header, grid.label(row), value, figure)
        and not _is_its_change(figure, header + grid.label(row))
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
        f"表{grid.table.number}“{label}”的“{names[columns[0]]}”是{shown}，"
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


def _goes_with(header: str, label: str, value: Value, figure: Stated) -> bool:
    """Whether a cell counts in the unit of a figure, as far as row and column say in which."""
    leaf = header.rpartition("/")[2]
    is_percent = figure.kind is QuantityKind.PERCENT
    if is_percent and not (RATE.search(header + label) or value.unit in {"%", "％"}):
        return False
    if not is_percent and RATE.search(leaf) and not _AMOUNT.search(leaf):
        return False
    counted = (_COUNTED.get(part[-2:]) for part in reversed(_parts(header)))
    if unit_of_count := next(filter(None, counted), ""):
        return is_percent or same_unit(unit_of_count, figure.unit)
    unit = _UNIT.search(header)
    if unit is None:
        return True
    if is_percent:
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
