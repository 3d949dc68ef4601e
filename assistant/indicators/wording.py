"""Say in office Chinese how figures changed: 增长6.25%, 提高2.4个百分点, 由负转正, 持平."""

from collections.abc import Sequence
from fractions import Fraction

from assistant.indicators.arithmetic import doublings, growth, increase, points
from assistant.indicators.exact import to_decimal
from assistant.indicators.operands import Operand
from assistant.indicators.rounding import print_figure, printed_value, round_decimal, settle
from assistant.indicators.schema import Figure, Rounding, Undefined
from assistant.indicators.spelling import spell_number
from assistant.indicators.units import PERCENT, POINTS, convert

LEVEL = "持平"
NEARLY_LEVEL = "基本持平"


def describe_change(
    now: Operand,
    before: Operand,
    *,
    decimals: int | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return how a value changed against an earlier one, or why that cannot be said.

    Growth is told in percent and the change of a rate in 百分点. A value that crossed zero did so,
    whatever a growth rate would say.

    Args:
        now: The later value.
        before: The earlier one, of a period as long.
        decimals: Places of the rate; 2 by default.
        rounding: What becomes of a half.

    Returns:
        "增长6.25%", "下降3.1%", "提高2.4个百分点", "持平", "由负转正"; "基本持平" where only
        rounding makes it level; or the reason: "2022年到位资金为零，不计算增长率".
    """
    change = growth(now, before)
    if isinstance(now, Figure) and isinstance(before, Figure):
        difference = increase(now, before)
        if isinstance(difference, Undefined):
            return difference.reason
        if not difference.value:
            return LEVEL
        if now.value > 0 > before.value:
            return "由负转正"
        if now.value < 0 < before.value:
            return "由正转负"
    return word_change(change, decimals=decimals, rounding=rounding)


def describe_increase(
    now: Operand,
    before: Operand,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return by how much a value changed: "增加3893万元", "减少12户", "持平", or why not."""
    change = increase(now, before)
    return word_change(change, decimals=decimals, unit=unit, rounding=rounding)


def describe_points(
    now: Operand,
    before: Operand,
    *,
    decimals: int | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return how a rate changed: "提高2.4个百分点", "降低…", "持平", or why not."""
    return word_change(points(now, before), decimals=decimals, rounding=rounding)


def word_change(
    change: Figure | Undefined,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return a computed change in words; the sign becomes the verb, and a reason stays itself.

    Growth in percent 增长 or 下降, rates in 百分点 提高 or 降低, everything else 增加 or 减少.
    """
    if isinstance(change, Undefined):
        return change.reason
    verbs = {PERCENT: ("增长", "下降"), POINTS: ("提高", "降低")}.get(change.unit, ("增加", "减少"))
    return _worded(change, verbs, LEVEL, decimals, unit, rounding)


def describe_schedule(
    ahead: Figure | Undefined,
    *,
    decimals: int | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return how a rate stands to the time gone by: "超序时进度8.68个百分点", or why not.

    Args:
        ahead: As `arithmetic.ahead_of_schedule` gives it.
        decimals: Places; 2 by default.
        rounding: What becomes of a half.
    """
    if isinstance(ahead, Undefined):
        return ahead.reason
    verbs = ("超序时进度", "落后序时进度")
    return _worded(ahead, verbs, f"与序时进度{LEVEL}", decimals, None, rounding)


def _worded(
    change: Figure,
    verbs: tuple[str, str],
    level: str,
    decimals: int | None,
    unit: str | None,
    rounding: Rounding,
) -> str:
    if not settle(change.value):
        return level
    if not printed_value(change, decimals=decimals, unit=unit, rounding=rounding):
        return level.replace(LEVEL, NEARLY_LEVEL)
    size = change.model_copy(update={"value": abs(change.value)})
    verb = verbs[0] if change.value > 0 else verbs[1]
    return verb + print_figure(size, decimals=decimals, unit=unit, rounding=rounding)


def describe_doublings(
    now: Operand, before: Operand, *, rounding: Rounding = Rounding.HALF_UP
) -> str:
    """Return "翻一番", "翻两番" or "翻1.58番", or why not.

    What did not double is told as `describe_change` does; nothing falls by 番 or 倍.
    """
    times = doublings(now, before)
    if isinstance(times, Undefined):
        return times.reason
    if times.value < 1:
        return describe_change(now, before, rounding=rounding)
    if times.value == times.value.to_integral_value():
        spelled = "两" if times.value == 2 else spell_number(times.value)
        return f"翻{spelled}番"
    return f"翻{print_figure(times, rounding=rounding)}"


def rounding_note(
    parts: Sequence[Figure],
    whole: Figure,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return the note that a report prints where rounded parts miss their rounded whole.

    Only rounding is excused: where the unrounded parts do not make the printed whole either, there
    is no note, and the fault stays to be seen.

    Args:
        parts: All of the whole.
        whole: The total, 100 % for shares.
        decimals: Places printed; by default the whole's own.
        unit: In which all are printed; by default the whole's own.
        rounding: What becomes of a half.

    Returns:
        The note, or "" where none is due.

    Raises:
        UnitError: a part has no value in the unit.
    """
    unit = whole.unit if unit is None else unit
    decimals = whole.decimals if decimals is None else decimals
    printed_whole = printed_value(whole, decimals=decimals, unit=unit, rounding=rounding)
    printed_parts = [
        printed_value(part, decimals=decimals, unit=unit, rounding=rounding) for part in parts
    ]
    places = -int(printed_whole.as_tuple().exponent)
    exact = sum((Fraction(convert(part.value, part.unit, unit)) for part in parts), Fraction(0))
    if sum(printed_parts) == printed_whole:
        return ""
    if round_decimal(to_decimal(exact), places, rounding) != printed_whole:
        return ""
    way = "四舍五入" if rounding is Rounding.HALF_UP else "修约"
    return f"注：部分数据经{way}，各分项之和与总计略有出入。"
