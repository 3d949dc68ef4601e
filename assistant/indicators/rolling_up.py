"""Roll townships' values up to their county's: who reported, what it makes, what looks odd."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from assistant.indicators.arithmetic import growth, multiple, total, weighted_average
from assistant.indicators.operands import Operand
from assistant.indicators.periods import format_period
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import (
    Figure,
    Indicator,
    Missing,
    Period,
    RollUp,
    Undefined,
)
from assistant.indicators.units import POINTS
from assistant.indicators.wording import word_change
from ingest.schema import Record

# Iglewicz & Hoaglin (1993), "How to Detect and Handle Outliers": a modified z-score above 3.5,
# where 0.6745 makes the median deviation comparable with a standard deviation.
_OUTLYING = Decimal("3.5") / Decimal("0.6745")
# Fewer townships than this have no usual change.
_FEWEST = 5
# Where all change alike, a little more or less is nothing to look at: percent, 百分点.
_LEAST_GROWTH, _LEAST_POINTS = 20, 5
# What is ten times as much, or a tenth, is mostly a wrong unit.
_FACTOR = 10


class Outlier(Record):
    """A township whose change is unlike that of the others."""

    area: str
    now: Figure
    before: Figure
    change: Figure
    """In percent, of a rate in 百分点."""

    message: str
    """For a person: "石桥镇增长210.0%，各地居中的是增长5.0%，请核对。"."""


class RollUpResult(Record):
    """What the values of townships make."""

    indicator: Indicator
    period: Period
    area: str
    result: Figure | Undefined
    """Undefined as long as a township is missing: a part of the county is not the county."""

    subtotal: Figure | None
    """What was reported so far; None where nothing was, or where it does not add up."""

    reported: tuple[Figure, ...]
    """In the order of the townships."""

    missing: tuple[str, ...]
    """Townships that did not report."""

    outliers: tuple[Outlier, ...]


def roll_up(
    indicator: Indicator,
    period: Period,
    figures: Mapping[str, Figure],
    areas: Sequence[str],
    *,
    area: str = "",
    before: Mapping[str, Figure] | None = None,
    weights: Mapping[str, Figure] | None = None,
) -> RollUpResult:
    """Return what an indicator's values of townships make for their county.

    Args:
        indicator: Says whether they add up or are averaged.
        period: Of the values.
        figures: By township.
        areas: All townships of the county, in order.
        area: The county.
        before: Values of an earlier period by township, to find outliers.
        weights: By township, values of the indicator's `weight` where it is averaged.
    """
    reported = {one: figures[one] for one in areas if one in figures}
    missing = tuple(one for one in areas if one not in figures)
    made = result = _combine(indicator, reported, area, weights or {})
    if missing and indicator.roll_up is not RollUp.NONE:
        reason = (
            f"{format_period(period)}{indicator.full_name}还缺{'、'.join(missing)}的数据，不汇总"
        )
        result = Missing(reason=reason, names=(indicator.full_name,))
    return RollUpResult(
        indicator=indicator,
        period=period,
        area=area,
        result=result,
        subtotal=made if isinstance(made, Figure) else None,
        reported=tuple(reported.values()),
        missing=missing,
        outliers=tuple(_outliers(reported, before or {})),
    )


def _combine(
    indicator: Indicator,
    figures: Mapping[str, Figure],
    area: str,
    weights: Mapping[str, Figure],
) -> Figure | Undefined:
    stated: list[Operand] = list(figures.values())
    made: Figure | Undefined
    match indicator.roll_up:
        case RollUp.SUM:
            made = total(stated, name=indicator.full_name, area=area, unit=indicator.unit)
        case RollUp.WEIGHTED:
            unweighed = [one for one in figures if one not in weights]
            if unweighed:
                return Undefined(
                    reason=f"缺少{'、'.join(unweighed)}的权数，不计算{indicator.full_name}的平均"
                )
            heads = [weights[one] for one in figures]
            made = weighted_average(stated, heads, area=area, unit=indicator.unit)
        case RollUp.NONE:
            return Undefined(reason=f"{indicator.full_name}不能由下级数据汇总")
    if isinstance(made, Undefined):
        return made
    return made.model_copy(update={"name": indicator.full_name, "decimals": indicator.decimals})


def _outliers(now: Mapping[str, Figure], before: Mapping[str, Figure]) -> Iterator[Outlier]:
    changes = {
        one: change
        for one, figure in now.items()
        if isinstance(change := growth(figure, before.get(one)), Figure)
    }
    all_changes = [change.value for change in changes.values()]
    for one, change in changes.items():
        message = _tenfold(now[one], before[one]) or _unusual(change, all_changes)
        if message:
            yield Outlier(
                area=one,
                now=now[one],
                before=before[one],
                change=change,
                message=one + message,
            )


def _unusual(change: Figure, changes: Sequence[Decimal]) -> str:
    """Return how a change is unlike the others; "" where it is like them."""
    if len(changes) < _FEWEST:
        return ""
    usual = median(changes)
    spread = median(abs(one - usual) for one in changes)
    away = abs(change.value - usual)
    least = _LEAST_POINTS if change.unit == POINTS else _LEAST_GROWTH
    if away < least or away <= _OUTLYING * spread:
        return ""
    others = word_change(change.model_copy(update={"value": usual}), decimals=1)
    return f"{word_change(change, decimals=1)}，各地居中的是{others}，请核对。"


def _tenfold(now: Figure, before: Figure) -> str:
    times = multiple(now, before)
    if isinstance(times, Undefined) or not now.value or 1 / _FACTOR < times.value < _FACTOR:
        return ""
    return f"由{print_figure(before)}变为{print_figure(now)}，相差十倍以上，请核对单位和小数点。"
