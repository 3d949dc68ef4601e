"""What follows from figures: 同比, 环比, 占比, 完成率, 百分点, 翻番, 年均增长, 当期 from 累计.

Everything is computed from unrounded values and stays unrounded. What cannot be computed is an
`Undefined` that says why; given to a further computation, it is what comes out of that, too.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from assistant.indicators.exact import PRECISE, to_decimal
from assistant.indicators.operands import (
    Operand,
    Refusal,
    alike_in_time,
    computed,
    counted_span,
    explained,
    factor,
    in_unit,
    label,
    positive,
    refuse_periods,
    require_alike,
    require_positive,
    stated,
    term,
)
from assistant.indicators.periods import (
    format_period,
    is_month_end,
    make_period,
    overlap,
    period_before,
    since_new_year,
    year_before,
)
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Figure, Period, PeriodKind
from assistant.indicators.units import PERCENT, POINTS, is_share, parse_unit

# Of an average, where those of what it is made of are not fixed.
_AVERAGE_DECIMALS = 2

# --- Change -------------------------------------------------------------------------------


@explained
def year_on_year(now: Operand, before: Operand) -> Figure:
    """Return 同比: growth against the same period of the year before, in percent.

    For a rate, whose growth in percent would mislead, the change in percentage points.

    Returns:
        Undefined where a value is missing, the base is zero or negative, the periods are not a
        year apart (a cumulative one against a current one among them), or area or scope differ.
    """
    now = stated(now, "本期数据，不计算同比")
    before = stated(before, f"{_last_year(now)}的{now.name}，不计算同比")
    require_alike(now, before)
    if now.period and before.period:
        expected = year_before(counted_span(now.period))
        if counted_span(before.period) != expected:
            refuse_periods(now.period, before.period, "不是上年同期，不计算同比")
    return _change(now, before, "同比")


@explained
def period_on_period(now: Operand, before: Operand) -> Figure:
    """Return 环比: growth against the period just before, in percent; for a rate in points.

    Returns:
        Undefined as for `year_on_year`; cumulative figures have no 环比.
    """
    now = stated(now, "本期数据，不计算环比")
    before = stated(before, f"上期的{now.name}，不计算环比")
    require_alike(now, before)
    if now.period and before.period:
        if now.period.is_cumulative:
            raise Refusal(f"{format_period(now.period)}是累计数，不计算环比，请用当期数")
        if before.period != period_before(now.period):
            refuse_periods(now.period, before.period, "不是相邻两期，不计算环比")
    return _change(now, before, "环比")


@explained
def growth(now: Operand, before: Operand) -> Figure:
    """Return the growth against any earlier period of the same length, in percent.

    For a rate, the change in percentage points.

    Returns:
        Undefined as for `year_on_year`, save that the earlier period may lie further back.
    """
    now, before = _pair(now, before, "增长率")
    return _change(now, before, "")


def _change(now: Figure, before: Figure, kind: str) -> Figure:
    if is_share(now.unit) and is_share(before.unit):
        return _points(now, before, f"{now.name}{kind}变化")
    earlier = in_unit(before, now.unit)
    require_positive(before, "不计算增长率")
    return computed(
        (Fraction(now.value) - earlier) / earlier * 100,
        PERCENT,
        f"{now.name}{kind}增长",
        f"({term(now)} − {term(before, now.unit)}) ÷ {factor(before, now.unit)}",
        (now, before),
    )


@explained
def increase(now: Operand, before: Operand) -> Figure:
    """Return 增加额: how much more than an earlier value, in the unit of `now`; less is negative.

    For a rate, the change in percentage points.
    """
    now = stated(now, "本期数据，不计算增加额")
    before = stated(before, f"上期的{now.name}，不计算增加额")
    require_alike(now, before)
    if now.period and before.period and not alike_in_time(now.period, before.period):
        refuse_periods(now.period, before.period, "时间长短不同，不能相减")
    if is_share(now.unit) and is_share(before.unit):
        return _points(now, before, f"{now.name}变化")
    return computed(
        Fraction(now.value) - in_unit(before, now.unit),
        now.unit,
        f"{now.name}增加额",
        f"{term(now)} − {term(before, now.unit)}",
        (now, before),
        decimals=now.decimals,
    )


@explained
def points(now: Operand, before: Operand) -> Figure:
    """Return the difference of two rates, in 百分点.

    Returns:
        Undefined where either is no rate: what is counted in 户 or 万元 differs in those.
    """
    now = stated(now, "本期数据，不计算百分点")
    before = stated(before, f"对比期的{now.name}，不计算百分点")
    return _points(now, before, f"{now.name}变化")


def _points(now: Figure, before: Figure, name: str) -> Figure:
    for figure in (now, before):
        if not is_share(figure.unit):
            raise Refusal(f"{label(figure)}不是百分数，差额不用百分点")
    return computed(
        in_unit(now, PERCENT) - in_unit(before, PERCENT),
        POINTS,
        name,
        f"{term(now, PERCENT)} − {factor(before, PERCENT, of='−')}",
        (now, before),
    )


@explained
def multiple(now: Operand, before: Operand) -> Figure:
    """Return how many times an earlier value a value is, in 倍: 13000 is 2倍 of 6500."""
    now, before = _pair(now, before, "倍数")
    return computed(
        in_unit(now, now.unit) / positive(before, now.unit, "不计算倍数"),
        "倍",
        f"{now.name}倍数",
        f"{factor(now)} ÷ {factor(before, now.unit)}",
        (now, before),
    )


@explained
def doublings(now: Operand, before: Operand) -> Figure:
    """Return how often an earlier value doubled, in 番: 6500 to 13000 is one, to 26000 are two.

    A value that fell has a negative one.
    """
    now, before = _pair(now, before, "翻番")
    require_positive(now, "不计算翻番")
    times = in_unit(now, now.unit) / positive(before, now.unit, "不计算翻番")
    return computed(
        _log2(times),
        "番",
        f"{now.name}翻番数",
        f"log2({factor(now)} ÷ {factor(before, now.unit)})",
        (now, before),
    )


def _log2(value: Fraction) -> Fraction:
    logarithm = PRECISE.divide(PRECISE.ln(to_decimal(value)), PRECISE.ln(Decimal(2)))
    whole = round(logarithm)
    return Fraction(whole) if value == Fraction(2) ** whole else Fraction(logarithm)


@explained
def average_growth(first: Operand, last: Operand, years: int | None = None) -> Figure:
    """Return 年均增长: the yearly growth that leads from one value to another, in percent.

    Args:
        first: Of the base year, which is not counted: from 2015 to 2020 are five years.
        last: The later value.
        years: How many years apart they are; by default as their periods say.
    """
    first = stated(first, "基期数据，不计算年均增长")
    last = stated(last, f"末期的{first.name}，不计算年均增长")
    require_alike(last, first)
    if is_share(first.unit):
        raise Refusal(f"{first.name}是百分数，不计算年均增长")
    if first.period and last.period and not alike_in_time(last.period, first.period):
        refuse_periods(last.period, first.period, "时间长短不同，不计算年均增长")
    if years is None:
        years = _years_between(first, last)
    if years < 1:
        raise Refusal("首末两期相隔不足一年，不计算年均增长")
    if last.value < 0:
        raise Refusal(f"{label(last)}为负数（{print_figure(last)}），不计算年均增长")
    times = in_unit(last, last.unit) / positive(first, last.unit, "不计算年均增长")
    root = PRECISE.power(to_decimal(times), to_decimal(Fraction(1, years))) if times else Decimal(0)
    grown = computed(
        (Fraction(root) - 1) * 100,
        PERCENT,
        f"{last.name}年均增长",
        f"({factor(last)} ÷ {factor(first, last.unit)})^(1 ÷ {years}) − 1",
        (last, first),
    )
    if last.period is None:
        return grown
    end = last.period.end
    period = make_period(date(end.year - years + 1, 1, 1), date(end.year, 12, 31))
    return grown.model_copy(update={"period": period})


def _years_between(first: Figure, last: Figure) -> int:
    if first.period is None or last.period is None:
        raise Refusal("没有写明首末两期的年份，不计算年均增长")
    return last.period.end.year - first.period.end.year


# --- Parts, targets and time --------------------------------------------------------------


@explained
def share(part: Operand, whole: Operand) -> Figure:
    """Return 占比: a part of a whole in percent; its name says of which whole.

    Returns:
        Undefined where the whole is zero or negative, the part negative or greater than the
        whole, or the periods differ.
    """
    part = stated(part, "分项数据，不计算占比")
    whole = stated(whole, f"总量数据，不计算{part.name}占比")
    if part.period and whole.period and counted_span(part.period) != counted_span(whole.period):
        refuse_periods(part.period, whole.period, "时期不同，不计算占比")
    ratio = in_unit(part, whole.unit) / positive(whole, whole.unit, "不计算占比")
    if not 0 <= ratio <= 1:
        reason = "为负数" if ratio < 0 else f"大于{label(whole)}"
        raise Refusal(f"{label(part)}{reason}，不计算占比")
    local = part.area != whole.area
    return computed(
        ratio * 100,
        PERCENT,
        f"{part.area if local else ''}{part.name}占{whole.area if local else ''}{whole.name}的比重",
        f"{factor(part, whole.unit)} ÷ {factor(whole)}",
        (part, whole),
    )


@explained
def completion(actual: Operand, target: Operand) -> Figure:
    """Return 完成率: what was done of what was to be done, in percent.

    Returns:
        Undefined where the target is zero or negative, or for another time: what was done by
        September may be measured by the target of the year, not the other way round.
    """
    actual = stated(actual, "完成数，不计算完成率")
    target = stated(target, f"{actual.name}的目标任务数，不计算完成率")
    if actual.period and target.period:
        done, planned = counted_span(actual.period), counted_span(target.period)
        if done.start < planned.start or done.end > planned.end:
            refuse_periods(actual.period, target.period, "时期不符，不计算完成率")
    return computed(
        in_unit(actual, target.unit) / positive(target, target.unit, "不计算完成率") * 100,
        PERCENT,
        f"{actual.name}完成率",
        f"{factor(actual, target.unit)} ÷ {factor(target)}",
        (actual, target),
    )


@explained
def schedule(period: Period) -> Figure:
    """Return 序时进度: how much of its year has gone by at the end of a period, in percent.

    Months count alike, and days as parts of their month: at the end of April 4 ÷ 12.
    """
    day = period.end
    if period.start.year != day.year:
        raise Refusal(f"{format_period(period)}跨年，没有序时进度")
    if is_month_end(day):
        gone, formula = Fraction(day.month), f"{day.month} ÷ 12"
    else:
        length = (day.replace(day=1) + timedelta(31)).replace(day=1) - day.replace(day=1)
        gone = day.month - 1 + Fraction(day.day, length.days)
        formula = f"({day.month - 1} + {day.day} ÷ {length.days}) ÷ 12"
    value = gone / 12 * 100
    made = computed(value, PERCENT, "序时进度", formula, ())
    return made.model_copy(update={"period": period})


@explained
def ahead_of_schedule(rate: Operand, period: Period | None = None) -> Figure:
    """Return 序时进度差: how far a rate is ahead of the time gone by, in 百分点.

    Args:
        rate: A completion in percent, of the year's target.
        period: Whose end counts; by default the rate's own.

    Returns:
        Negative where the rate is behind.
    """
    rate = stated(rate, "完成率，不与序时进度相比")
    period = period or rate.period
    if period is None:
        raise Refusal(f"没有写明{rate.name}的时期，不与序时进度相比")
    return _points(rate, stated(schedule(period), "序时进度"), f"{rate.name}序时进度差")


@explained
def per_capita(amount: Operand, persons: Operand) -> Figure:
    """Return 人均 or 户均: an amount for each person or household, in the amount's unit."""
    amount = stated(amount, "总量数据，不计算人均")
    persons = stated(persons, f"人数（户数），不计算人均{amount.name}")
    counted = parse_unit(persons.unit).base
    if counted not in {"人", "户", "口"}:
        raise Refusal(f"{label(persons)}的单位是{persons.unit or '空'}，不是人数或户数")
    if amount.period and persons.period and amount.period.end.year != persons.period.end.year:
        refuse_periods(amount.period, persons.period, "不在同一年，不计算人均")
    each = "户" if counted == "户" else "人"
    return computed(
        in_unit(amount, amount.unit) / positive(persons, counted, f"不计算{each}均"),
        amount.unit,
        f"{each}均{amount.name}",
        f"{factor(amount)} ÷ {factor(persons, counted)}",
        (amount, persons),
        decimals=_AVERAGE_DECIMALS if amount.decimals is None else amount.decimals,
    )


# --- Sums ---------------------------------------------------------------------------------


@explained
def total(
    figures: Sequence[Operand], *, name: str = "", area: str = "", unit: str | None = None
) -> Figure:
    """Return the sum of figures of several areas, kinds or periods.

    Args:
        figures: At least one.
        name: Of the sum; by default the name they share.
        area: Of the sum; by default the one they share.
        unit: Of the sum; by default that of the first.

    Returns:
        Undefined where one is missing or stands twice, where they are rates, or where periods
        overlap, as 上半年 and 第二季度 do.
    """
    missing = sum(figure is None for figure in figures)
    if missing or not figures:
        raise Refusal(f"缺少{f'{missing}项' if missing else '全部'}数据，不能合计")
    parts = [stated(figure, "数据") for figure in figures]
    first = parts[0]
    if any(is_share(figure.unit) for figure in parts):
        raise Refusal(f"{first.name}是百分数，不能直接相加")
    period = _joint_period(parts)
    _require_distinct(parts)
    unit = first.unit if unit is None else unit
    areas = {figure.area for figure in parts}
    names = {figure.name for figure in parts}
    made = computed(
        sum((in_unit(figure, unit) for figure in parts), Fraction(0)),
        unit,
        name or (first.name if len(names) == 1 else "合计"),
        " + ".join(term(figure, unit) for figure in parts),
        tuple(parts),
        decimals=first.decimals if unit == first.unit else None,
    )
    shared = first.area if len(areas) == 1 else ""
    return made.model_copy(update={"period": period, "area": area or shared})


def _joint_period(figures: Sequence[Figure]) -> Period | None:
    """Return the period that figures cover together; they have the same one, or none overlap."""
    periods = {figure.period for figure in figures if figure.period}
    if len({counted_span(period) for period in periods}) < 2:
        return next(iter(periods), None)
    if any(period.kind is PeriodKind.DAY for period in periods):
        raise Refusal("不同时点的数据不能相加")
    ordered = sorted(periods, key=lambda period: (period.start, period.end))
    for earlier, later in pairwise(ordered):
        if overlap(earlier, later):
            refuse_periods(later, earlier, "时期重叠，不能相加")
    touching = all(
        later.start == earlier.end + timedelta(1) for earlier, later in pairwise(ordered)
    )
    return make_period(ordered[0].start, ordered[-1].end) if touching else None


def _require_distinct(figures: Sequence[Figure]) -> None:
    seen = set()
    for figure in figures:
        span = figure.period and counted_span(figure.period)
        key = figure.code or figure.name, figure.area, span, figure.scope
        if key in seen:
            raise Refusal(f"{figure.area}{label(figure)}重复，不能合计")
        seen.add(key)


@explained
def weighted_average(
    figures: Sequence[Operand],
    weights: Sequence[Operand],
    *,
    area: str = "",
    unit: str | None = None,
) -> Figure:
    """Return the average of rates or of values per head, each counting as often as its weight.

    Args:
        figures: At least one, all of one kind.
        weights: One for each, in order: persons for an income per head.
        area: Of the average.
        unit: Of the average; by default that of the first.

    Returns:
        Undefined where one is missing, a weight is negative or all weights are zero.
    """
    pairs = [
        (stated(figure, "分项数据，不计算平均"), stated(weight, "权数，不计算平均"))
        for figure, weight in zip(figures, weights, strict=True)
    ]
    if not pairs:
        raise Refusal("缺少全部数据，不计算平均")
    first, first_weight = pairs[0]
    unit = first.unit if unit is None else unit
    heads = first_weight.unit
    weighed = [(in_unit(figure, unit), in_unit(weight, heads)) for figure, weight in pairs]
    base = sum((weight for _, weight in weighed), Fraction(0))
    if not base or any(weight < 0 for _, weight in weighed):
        raise Refusal(f"{first_weight.name}为零或为负数，不计算平均")
    terms = [f"{factor(figure, unit)} × {factor(weight, heads)}" for figure, weight in pairs]
    divisors = [term(weight, heads) for _, weight in pairs]
    made = computed(
        sum((value * weight for value, weight in weighed), Fraction(0)) / base,
        unit,
        first.name,
        f"({' + '.join(terms)}) ÷ ({' + '.join(divisors)})",
        tuple(figure for pair in pairs for figure in pair),
        decimals=_AVERAGE_DECIMALS if first.decimals is None else first.decimals,
    )
    period = _joint_period([figure for figure, _ in pairs])
    return made.model_copy(update={"area": area, "period": period})


@explained
def current_value(until_now: Operand, until_before: Operand) -> Figure:
    """Return 当期 from two 累计: 前三季度 less 上半年 is 第三季度.

    Returns:
        Undefined where one does not begin with the year, the second does not end before the
        first, or both are rates, which do not subtract.
    """
    now = stated(until_now, "本期累计数，不能推算当期数")
    before = stated(until_before, f"上期累计的{now.name}，不能推算当期数")
    require_alike(now, before)
    if is_share(now.unit):
        raise Refusal(f"{now.name}是百分数，不能由累计数推算当期数")
    if now.period is None or before.period is None:
        raise Refusal(f"没有写明{now.name}的时期，不能推算当期数")
    later, earlier = counted_span(now.period), counted_span(before.period)
    for figure, span in ((now, later), (before, earlier)):
        if span != since_new_year(span):
            raise Refusal(f"{label(figure)}是当期数，不是累计数，不能混用")
    if later.start != earlier.start or earlier.end >= later.end:
        refuse_periods(now.period, before.period, "不是同一年先后两期累计数，不能推算当期数")
    made = computed(
        Fraction(now.value) - in_unit(before, now.unit),
        now.unit,
        now.name,
        f"{term(now)} − {term(before, now.unit)}",
        (now, before),
        decimals=now.decimals,
    )
    return made.model_copy(update={"period": make_period(earlier.end + timedelta(1), later.end)})


def _pair(now: Operand, before: Operand, what: str) -> tuple[Figure, Figure]:
    now = stated(now, f"本期数据，不计算{what}")
    before = stated(before, f"对比期的{now.name}，不计算{what}")
    require_alike(now, before)
    if now.period and before.period and not alike_in_time(now.period, before.period):
        refuse_periods(now.period, before.period, f"时间长短不同，不计算{what}")
    return now, before


def _last_year(figure: Figure) -> str:
    return format_period(year_before(figure.period)) if figure.period else "上年同期"
