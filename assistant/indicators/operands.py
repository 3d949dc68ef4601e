"""Check that figures may be computed with one another, and make what is computed of them."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from functools import wraps
from typing import NoReturn, ParamSpec

from assistant.errors import UnitError
from assistant.indicators.exact import to_decimal
from assistant.indicators.periods import (
    count_months,
    format_period,
    is_month_end,
    since_new_year,
)
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Figure, Period, PeriodKind, Undefined
from assistant.indicators.units import PERCENT, conversion, convert, is_share
from ingest.numerals import format_number

Operand = Figure | Undefined | None
"""A figure, the reason why there is none, or None where the ledger has no value."""

_Parameters = ParamSpec("_Parameters")


class Refusal(Exception):
    """Why something cannot be computed, on its way to whoever asked for it."""

    def __init__(self, why: str | Undefined) -> None:
        super().__init__(why)
        self.undefined = Undefined(reason=why) if isinstance(why, str) else why


def explained(
    compute: Callable[_Parameters, Figure],
) -> Callable[_Parameters, Figure | Undefined]:
    """Return a computation that gives the `Undefined` that says why where it is refused."""

    @wraps(compute)
    def explain(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> Figure | Undefined:
        try:
            return compute(*args, **kwargs)
        except Refusal as refusal:
            return refusal.undefined
        except UnitError as error:
            return Undefined(reason=error.message.removesuffix("。"))

    return explain


# --- Checking -----------------------------------------------------------------------------


def stated(operand: Operand, what: str) -> Figure:
    """Return the figure that an operand is; "缺少" and what it would be where there is none."""
    if operand is None:
        raise Refusal(f"缺少{what}")
    if isinstance(operand, Undefined):
        raise Refusal(operand)
    return operand


def require_alike(now: Figure, before: Figure) -> None:
    """Refuse to compare different indicators, areas or scopes."""
    same = (
        now.code == before.code
        if now.code and before.code
        else (bool(now.code or before.code) or now.name == before.name)
    )
    if not same:
        raise Refusal(f"“{now.name}”与“{before.name}”不是同一指标，不能相比")
    if now.area != before.area:
        raise Refusal(
            f"“{now.area or '未写地区'}”与“{before.area or '未写地区'}”不是同一地区，不能相比"
        )
    if now.scope != before.scope:
        scopes = f"本期“{now.scope or '目录口径'}”，上期“{before.scope or '目录口径'}”"
        raise Refusal(f"{now.name}统计口径不同（{scopes}），不能直接相比")


def require_positive(base: Figure, consequence: str) -> None:
    """Refuse to divide by zero or by a negative base."""
    if base.value == 0:
        raise Refusal(f"{label(base)}为零，{consequence}")
    if base.value < 0:
        raise Refusal(f"{label(base)}为负数（{print_figure(base)}），{consequence}")


def positive(base: Figure, unit: str, consequence: str) -> Fraction:
    """Return a value by which to divide."""
    require_positive(base, consequence)
    return in_unit(base, unit)


def refuse_periods(one: Period, other: Period, reason: str) -> NoReturn:
    """Refuse two periods; a cumulative one with one that is not is the usual mistake."""
    first, second = format_period(one), format_period(other)
    if one.is_cumulative != other.is_cumulative:
        mixed = (first, second) if one.is_cumulative else (second, first)
        raise Refusal(f"{mixed[0]}是累计数，{mixed[1]}不是，两者{reason}")
    raise Refusal(f"{first}与{second}{reason}")


def counted_span(period: Period) -> Period:
    """Return what a day at the end of a month has counted since the year began.

    A year's value may stand as of its last day, and a cumulative one as of the day it ends on.
    """
    at_end = period.kind is PeriodKind.DAY and is_month_end(period.end)
    return since_new_year(period) if at_end else period


def alike_in_time(first: Period, second: Period) -> bool:
    """Return whether two periods are days, or as long as each other and both or neither 累计."""
    if first.kind is second.kind is PeriodKind.DAY:
        return True
    one, other = counted_span(first), counted_span(second)
    if one.is_cumulative != other.is_cumulative:
        return False
    months = count_months(one.start, one.end)
    if months or count_months(other.start, other.end):
        return months == count_months(other.start, other.end)
    # Both break months; a leap day makes no difference.
    return abs((one.end - one.start) - (other.end - other.start)) <= timedelta(1)


# --- Computing ----------------------------------------------------------------------------


def computed(
    value: Fraction,
    unit: str,
    name: str,
    formula: str,
    operands: tuple[Figure, ...],
    *,
    decimals: int | None = None,
) -> Figure:
    """Return a computed figure, of its first operand's period and area."""
    first = operands[0] if operands else None
    return Figure(
        value=to_decimal(value),
        unit=unit,
        name=name,
        period=first.period if first else None,
        area=first.area if first else "",
        scope=first.scope if first else "",
        qualifier="约" if any(figure.qualifier for figure in operands) else "",
        formula=formula,
        operands=operands,
        decimals=decimals,
    )


def in_unit(figure: Figure, unit: str) -> Fraction:
    """Return the value of a figure in a unit, exactly."""
    return Fraction(figure.value) * conversion(figure.unit, unit)


def term(figure: Figure, unit: str | None = None) -> str:
    """Return a figure as it stands in a formula: its number, or the formula it came from."""
    unit = figure.unit if unit is None else unit
    if not figure.formula:
        text = format_number(convert(figure.value, figure.unit, unit)).replace("-", "−")
        text += PERCENT if unit == PERCENT else ""
        return f"({text})" if text.startswith("−") else text
    if is_share(unit) or figure.unit == unit:
        return figure.formula
    times = conversion(figure.unit, unit)
    divided = f" ÷ {times.denominator}" if times.denominator > 1 else ""
    return f"({figure.formula}) × {times.numerator}{divided}"


def factor(figure: Figure, unit: str | None = None, *, of: str = "×÷") -> str:
    """Return a figure as it stands in a product or behind a minus, in brackets where needed."""
    text = term(figure, unit)
    binds_less = " + " in text or " − " in text or ("÷" in of and " " in text)
    return f"({text})" if binds_less and figure.formula else text


def label(figure: Figure) -> str:
    """Return what a figure counts and when: "2023年到位资金"."""
    period = format_period(figure.period) if figure.period else ""
    return f"{period}{figure.name}"
