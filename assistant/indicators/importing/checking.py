"""Check the figures of a file against each other: totals against parts, one thing said twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.errors import UnitError
from assistant.indicators.importing.applying import Identity, Taken
from assistant.indicators.importing.schema import Conflict, Refusal, RefusalCode
from assistant.indicators.periods import format_period
from assistant.indicators.schema import CellSource, Figure, RollUp
from assistant.indicators.units import convert, is_share

_HALF = Decimal("0.5")
# Names of what cannot be added up, where the catalogue does not say.
_NOT_ADDED = ("率", "人均", "户均", "平均", "占比", "比重", "标准", "价格", "均")


class Distinct(NamedTuple):
    """Figures of which each says something else."""

    kept: list[Taken]
    refused: list[Refusal]


def keep_distinct(taken: Iterable[Taken]) -> Distinct:
    """Return each thing once.

    What two tables say alike is kept once and needs no word. What one table says twice is refused
    the second time; what is said in two ways is refused altogether, since nobody can tell which
    is right.
    """
    same: dict[Identity, list[Taken]] = defaultdict(list)
    for one in taken:
        same[one.identity].append(one)
    kept: list[Taken] = []
    refused: list[Refusal] = []
    for several in same.values():
        first = several[0]
        others = [one for one in several[1:] if not _say_same(first.figure, one.figure)]
        if others:
            refused += [
                _contradicted(one, first if one is not first else others[0]) for one in several
            ]
            continue
        kept.append(first)
        refused += [_repeated(one, first) for one in several[1:] if one.table == first.table]
    return Distinct(kept, refused)


def check_totals(taken: Sequence[Taken]) -> Iterator[Conflict]:
    """Yield the totals of a table that differ from what their parts give.

    A sum must be exact, but for what rounding of decimals explains; a weighted average must agree
    in the places in which it is stated. What can be neither is not checked.
    """
    tables = {one.table for one in taken if one.is_area_total or one.is_name_total}
    weights = {one.identity[:3]: one.figure.value for one in taken} if tables else {}
    by_area: dict[tuple[int, str, str, str], list[Taken]] = defaultdict(list)
    by_name: dict[tuple[int, int, str, str], list[Taken]] = defaultdict(list)
    for one in taken:
        if one.table not in tables:
            continue
        indicator, area, period, scope = one.identity
        by_area[one.table, indicator, period, scope].append(one)
        by_name[one.table, one.column, area, period].append(one)
    for several in by_area.values():
        yield from _check(several, [one for one in several if one.is_area_total], weights)
    for several in by_name.values():
        if not any(one.is_area_total for one in several):
            yield from _check(several, [one for one in several if one.is_name_total], {})


def _check(
    several: Sequence[Taken],
    totals: Sequence[Taken],
    weights: Mapping[tuple[str, str, str], Decimal],
) -> Iterator[Conflict]:
    if len(totals) != 1:
        return
    (total,) = totals
    parts = [one for one in several if one is not total and not one.is_part]
    if len(parts) < 2:
        return
    try:
        values = [convert(one.figure.value, one.figure.unit, total.figure.unit) for one in parts]
    except UnitError:
        return
    if _is_added(total):
        expected = sum(values, Decimal(0))
        tolerance = _rounding(total.figure.value, *values) * len(values)
        how = "各项相加"
    elif total.indicator and total.indicator.roll_up is RollUp.WEIGHTED:
        period = total.identity[2]
        shares = [weights.get((total.indicator.weight, one.figure.area, period)) for one in parts]
        known = [share for share in shares if share]
        if len(known) < len(parts):
            return
        weighted = sum((v * w for v, w in zip(values, known, strict=True)), Decimal(0))
        expected = weighted / sum(known, Decimal(0))
        # The total is rounded, and so is each part.
        tolerance = _half_place(total.figure.value) + max(map(_half_place, values))
        how = "加权平均"
    else:
        return
    difference = total.figure.value - expected
    if abs(difference) <= tolerance:
        return
    yield _conflict(total, expected, how)


def _conflict(total: Taken, expected: Decimal, how: str) -> Conflict:
    figure = total.figure
    sheet, place, _ = _where(total)
    shown = expected if how == "各项相加" else expected.quantize(_HALF / 50)
    period = format_period(figure.period) if figure.period else ""
    return Conflict(
        sheet=sheet,
        place=place,
        message=(
            f"{figure.area}{period}{figure.name}写的是 {figure.value:f}{figure.unit}，"
            f"{how}是 {shown.normalize():f}{figure.unit}，"
            f"相差 {abs(figure.value - shown).normalize():f}{figure.unit}，请核对。"
        ),
        found=figure.value,
        expected=shown,
        unit=figure.unit,
    )


def _is_added(total: Taken) -> bool:
    if total.indicator is not None:
        return total.indicator.roll_up is RollUp.SUM and not is_share(total.figure.unit)
    return not is_share(total.figure.unit) and not any(
        word in total.figure.name for word in _NOT_ADDED
    )


def _half_place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return _HALF.scaleb(min(0, exponent if isinstance(exponent, int) else 0))


def _rounding(*values: Decimal) -> Decimal:
    """Return how much each of some numbers may be off by rounding; whole numbers are exact."""
    half = min(map(_half_place, values))
    return half if half < _HALF else Decimal(0)


# --- Said twice ---------------------------------------------------------------------------


def _say_same(first: Figure, second: Figure) -> bool:
    try:
        value = convert(second.value, second.unit, first.unit)
    except UnitError:
        return False
    return value == first.value and first.qualifier == second.qualifier


def _repeated(one: Taken, first: Taken) -> Refusal:
    sheet, place, text = _where(one)
    return Refusal(
        sheet=sheet,
        place=place,
        text=text,
        reason=f"重复：和 {_where(first)[1]} 是同一个数（{_what(one.figure)}）",
        hint="已只导入前一个；请删去重复的行或列。",
        code=RefusalCode.DUPLICATE,
    )


def _contradicted(one: Taken, other: Taken) -> Refusal:
    sheet, place, text = _where(one)
    other_sheet, other_place, other_text = _where(other)
    where = other_place if other_sheet == sheet else f"{other_sheet}!{other_place}"
    return Refusal(
        sheet=sheet,
        place=place,
        text=text,
        reason=f"和 {where} 的“{other_text}”矛盾：都是{_what(one.figure)}",
        hint="两个都没有导入；请核对后只保留正确的一个，口径不同的请写明口径。",
        code=RefusalCode.DUPLICATE,
    )


def _where(one: Taken) -> tuple[str, str, str]:
    source = one.figure.source
    if not isinstance(source, CellSource):
        raise TypeError("figures of a file come from cells")
    return source.sheet, source.cell, source.text


def _what(figure: Figure) -> str:
    period = format_period(figure.period) if figure.period else ""
    return f"{figure.area}{period}{figure.name}{f'（{figure.scope}）' if figure.scope else ''}"
