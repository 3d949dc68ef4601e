"""What follows from figures, unrounded; and what does not, with the reason."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.indicators.arithmetic import (
    ahead_of_schedule,
    average_growth,
    completion,
    current_value,
    doublings,
    growth,
    increase,
    multiple,
    per_capita,
    period_on_period,
    points,
    schedule,
    share,
    total,
    weighted_average,
    year_on_year,
)
from assistant.indicators.operands import Operand
from assistant.indicators.periods import parse_period
from assistant.indicators.rounding import print_figure, round_decimal
from assistant.indicators.schema import Figure, Rounding, Undefined

NEGLIGIBLE = Decimal("1e-30")

numbers = st.decimals(
    min_value=-(10**10), max_value=10**10, places=4, allow_nan=False, allow_infinity=False
)
positive_numbers = st.decimals(
    min_value=Decimal("0.01"), max_value=10**10, places=4, allow_nan=False, allow_infinity=False
)


def figure(value: object, period: str = "", unit: str = "万元", **more: object) -> Figure:
    return Figure.model_validate(
        {"value": Decimal(str(value)), "unit": unit, "name": "到位资金"}
        | ({"period": parse_period(period)} if period else {})
        | more
    )


def defined(result: Figure | Undefined) -> Figure:
    assert isinstance(result, Figure), result.reason
    return result


def reason(result: Figure | Undefined) -> str:
    assert isinstance(result, Undefined), result.value
    return result.reason


# --- Figures that stood in print --------------------------------------------------------------


def test_growth_is_measured_by_the_year_before() -> None:
    grown = defined(year_on_year(figure(66185, "2023年"), figure(62292, "2022年")))
    assert print_figure(grown) == "6.25%"
    assert grown.name == "到位资金同比增长"
    assert grown.formula == "(66185 − 62292) ÷ 62292"
    assert [operand.value for operand in grown.operands] == [66185, 62292]
    more = defined(increase(figure(66185, "2023年"), figure(62292, "2022年")))
    assert print_figure(more) == "3893万元"
    assert more.formula == "66185 − 62292"


def test_being_ahead_of_schedule_is_computed_from_unrounded_rates() -> None:
    spent = figure("21185.83", "2024年1—4月", name="支出")
    rate = defined(completion(spent, figure(50422, "2024年")))
    ahead = defined(ahead_of_schedule(rate))
    assert print_figure(ahead) == "8.68个百分点"
    assert ahead.formula == "21185.83 ÷ 50422 − 4 ÷ 12"
    assert print_figure(rate) == "42.02%"

    rounded = figure(print_figure(rate).rstrip("%"), "2024年1—4月", unit="%")
    schedule_rounded = figure("33.33", "2024年1—4月", unit="%")
    assert print_figure(defined(points(rounded, schedule_rounded))) == "8.69个百分点"


def test_rates_differ_in_percentage_points_and_not_in_percent() -> None:
    now, before = figure("97.6", "2020年", unit="%"), figure("95.2", "2019年", unit="%")
    for change in (points(now, before), year_on_year(now, before), increase(now, before)):
        assert print_figure(defined(change)) == "2.4个百分点"
        assert defined(change).formula == "97.6% − 95.2%"


def test_twice_the_income_is_one_doubling() -> None:
    now, before = figure(13000, unit="元"), figure(6500, unit="元")
    assert defined(doublings(now, before)).value == 1
    assert defined(multiple(now, before)).value == 2
    assert defined(doublings(figure(26000, unit="元"), before)).value == 2


def test_shares_name_their_whole_and_make_a_hundred() -> None:
    whole = figure(7062, "2016年", "元", name="人均纯收入")
    parts = [
        figure(value, "2016年", "元", name=name)
        for value, name in (
            (2329, "经营性收入"),
            (3293, "工资性收入"),
            (1134, "转移性收入"),
            (306, "分红收入"),
        )
    ]
    shares = [defined(share(part, whole)) for part in parts]
    assert [print_figure(part, decimals=1) for part in shares] == [
        "33.0%",
        "46.6%",
        "16.1%",
        "4.3%",
    ]
    assert shares[0].name == "经营性收入占人均纯收入的比重"
    assert defined(total(parts, name="人均纯收入")).value == whole.value


def test_the_two_bases_of_a_rate_give_two_shares_with_two_names() -> None:
    persons = share(
        figure(405, unit="人", name="消除风险人数"), figure(815, unit="人", name="监测对象人数")
    )
    households = share(
        figure(117, unit="户", name="消除风险户数"), figure(263, unit="户", name="监测对象户数")
    )
    assert print_figure(defined(persons)) == "49.69%"
    assert print_figure(defined(households)) == "44.49%"
    assert defined(persons).name != defined(households).name


# --- Zero, missing and negative bases -----------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (figure(0, "2022年"), "2022年到位资金为零，不计算增长率"),
        (figure(-5, "2022年"), "2022年到位资金为负数（-5万元），不计算增长率"),
        (None, "缺少2022年的到位资金，不计算同比"),
        (Undefined(reason="两年口径不同"), "两年口径不同"),
    ],
)
def test_what_is_no_base_is_not_divided_by(before: Operand, why: str) -> None:
    assert reason(year_on_year(figure(100, "2023年"), before)) == why


@pytest.mark.parametrize("compute", [year_on_year, period_on_period, increase, multiple, doublings])
def test_a_missing_value_is_named_and_not_counted_as_zero(
    compute: Callable[[Operand, Operand], Figure | Undefined],
) -> None:
    assert reason(compute(None, figure(1))).startswith("缺少本期数据")
    assert "到位资金，不计算" in reason(compute(figure(1), None))


@pytest.mark.parametrize(
    ("part", "whole", "why"),
    [
        (figure(1), figure(0, name="总投入"), "总投入为零，不计算占比"),
        (figure(-1), figure(5, name="总投入"), "到位资金为负数，不计算占比"),
        (figure(6), figure(5, name="总投入"), "到位资金大于总投入，不计算占比"),
        (figure(6), figure(5, unit="亩"), "“万元”不能换算成“亩”"),
    ],
)
def test_what_is_no_part_has_no_share(part: Figure, whole: Figure, why: str) -> None:
    assert reason(share(part, whole)) == why


def test_falling_below_zero_from_above_is_more_than_a_hundred_percent() -> None:
    assert defined(year_on_year(figure(-20), figure(100))).value == -120


# --- Periods, areas and scopes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (
            "2024年前三季度",
            "2023年第三季度",
            "2024年前三季度是累计数，2023年第三季度不是，两者不是上年同期，不计算同比",
        ),
        ("2024年", "2022年", "2024年与2022年不是上年同期，不计算同比"),
        ("2024年6月", "2024年5月", "2024年6月与2024年5月不是上年同期，不计算同比"),
    ],
)
def test_year_on_year_takes_the_same_period_of_the_year_before(
    now: str, before: str, why: str
) -> None:
    assert reason(year_on_year(figure(2, now), figure(1, before))) == why


def test_a_year_compares_with_what_stood_at_the_end_of_the_year_before() -> None:
    assert defined(year_on_year(figure(3, "2024年"), figure(2, "2023年底"))).value == 50


def test_period_on_period_takes_the_period_just_before() -> None:
    grown = period_on_period(figure(3, "2024年第三季度"), figure(2, "2024年第二季度"))
    assert (defined(grown).value, defined(grown).name) == (50, "到位资金环比增长")
    assert "不是相邻两期" in reason(
        period_on_period(figure(3, "2024年第三季度"), figure(2, "2024年第一季度"))
    )


def test_growth_may_look_back_any_number_of_years() -> None:
    grown = defined(growth(figure(3, "2024年"), figure(2, "2020年")))
    assert (grown.value, grown.name) == (50, "到位资金增长")
    assert "时间长短不同" in reason(growth(figure(3, "2024年"), figure(2, "2020年上半年")))


def test_a_leap_day_does_not_keep_two_years_from_being_compared() -> None:
    until_june = figure(3, "2024年1月1日至6月15日"), figure(2, "2023年1月1日至6月15日")
    assert defined(year_on_year(*until_june)).value == 50
    assert defined(growth(*until_june)).value == 50


def test_cumulative_figures_have_no_period_on_period() -> None:
    result = period_on_period(figure(3, "2024年前三季度"), figure(2, "2024年上半年"))
    assert reason(result) == "2024年前三季度是累计数，不计算环比，请用当期数"


def test_figures_of_unlike_length_do_not_subtract() -> None:
    result = increase(figure(3, "2024年前三季度"), figure(2, "2024年第二季度"))
    assert reason(result).startswith("2024年前三季度是累计数，2024年第二季度不是")
    assert defined(increase(figure(5, "2024年"), figure(3, "2020年"))).value == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"area": "石桥镇"}, "不是同一地区"),
        ({"scope": "不含易地搬迁户"}, "统计口径不同"),
        ({"name": "支出"}, "不是同一指标"),
        ({"unit": "亩"}, "不能换算"),
    ],
)
def test_only_the_same_thing_is_compared(change: dict[str, str], why: str) -> None:
    before = figure(1, "2023年").model_copy(update=change)
    assert why in reason(year_on_year(figure(2, "2024年"), before))


def test_an_indicator_renamed_by_the_catalogue_is_still_itself() -> None:
    now = figure(2, "2024年", name="防止返贫到位资金", code="fund.received")
    before = figure(1, "2023年", name="扶贫到位资金", code="fund.received")
    assert defined(year_on_year(now, before)).value == 100
    other = before.model_copy(update={"code": "fund.spent"})
    assert "不是同一指标" in reason(year_on_year(now, other))


def test_units_are_converted_before_computing() -> None:
    grown = year_on_year(figure("6.6185", unit="亿元"), figure(62292))
    assert print_figure(defined(grown)) == "6.25%"
    assert defined(grown).formula == "(6.6185 − 6.2292) ÷ 6.2292"


def test_what_follows_from_rough_figures_is_rough() -> None:
    grown = defined(year_on_year(figure(300, qualifier="余"), figure(200)))
    assert print_figure(grown) == "约50%"


# --- Cumulative and current ---------------------------------------------------------------------


def test_the_third_quarter_is_three_quarters_less_the_first_half() -> None:
    current = defined(current_value(figure(90, "2024年前三季度"), figure(50, "2024年上半年")))
    assert current.value == 40
    assert current.period == parse_period("2024年第三季度")
    assert current.formula == "90 − 50"
    monthly = current_value(figure(90, "2024年1—9月"), figure(84, "截至2024年8月底"))
    assert defined(monthly).period == parse_period("2024年9月")


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (
            "2024年前三季度",
            "2024年第二季度",
            "2024年第二季度到位资金是当期数，不是累计数，不能混用",
        ),
        ("2024年前三季度", "2023年上半年", "不是同一年先后两期累计数"),
        ("2024年上半年", "2024年前三季度", "不是同一年先后两期累计数"),
    ],
)
def test_cumulative_and_current_figures_do_not_mix(now: str, before: str, why: str) -> None:
    assert why in reason(current_value(figure(90, now), figure(50, before)))


def test_cumulative_rates_give_no_current_rate() -> None:
    result = current_value(figure(90, "2024年前三季度", "%"), figure(50, "2024年上半年", "%"))
    assert "百分数" in reason(result)


def test_a_target_of_the_year_measures_what_was_done_by_then() -> None:
    done = completion(figure(75, "2024年前三季度"), figure(100, "2024年"))
    assert (defined(done).value, defined(done).name) == (75, "到位资金完成率")
    swapped = completion(figure(75, "2024年"), figure(100, "2024年前三季度"))
    assert "时期不符" in reason(swapped)
    assert "为零" in reason(completion(figure(75), figure(0)))


@pytest.mark.parametrize(
    ("period", "gone"),
    [("截至2024年4月底", "33.33"), ("2024年前三季度", "75"), ("2024年", "100")],
)
def test_the_schedule_is_how_many_months_have_gone(period: str, gone: str) -> None:
    parsed = parse_period(period)
    assert parsed is not None
    assert print_figure(defined(schedule(parsed))) == f"{gone}%"


def test_the_schedule_within_a_month_counts_its_days() -> None:
    parsed = parse_period("2024年4月15日")
    assert parsed is not None
    made = defined(schedule(parsed))
    assert made.formula == "(3 + 15 ÷ 30) ÷ 12"
    assert print_figure(made) == "29.17%"


def test_several_years_have_no_schedule() -> None:
    rate = figure(50, "2021—2025年", "%")
    assert "跨年" in reason(ahead_of_schedule(rate))
    assert "没有写明" in reason(ahead_of_schedule(figure(50, unit="%")))


# --- Sums and averages --------------------------------------------------------------------------


def test_areas_quarters_and_kinds_add_up() -> None:
    towns = [figure(n, "2024年", area=area) for n, area in ((1, "石桥镇"), (2, "清河镇"))]
    summed = defined(total(towns, area="青禾县"))
    assert (summed.value, summed.area, summed.name, summed.formula) == (
        3,
        "青禾县",
        "到位资金",
        "1 + 2",
    )
    quarters = [figure(n, f"2024年第{quarter}季度") for n, quarter in ((1, "一"), (2, "二"))]
    assert defined(total(quarters)).period == parse_period("2024年上半年")


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ([figure(1, "2024年上半年"), figure(2, "2024年第二季度")], "时期重叠"),
        ([figure(1, "2024年前三季度"), figure(2, "2024年第三季度")], "是累计数"),
        ([figure(1, "2024年6月底"), figure(2, "2024年7月底")], "不同时点"),
        ([figure(1, area="石桥镇"), figure(2, area="石桥镇")], "石桥镇到位资金重复"),
        ([figure(1, unit="%"), figure(2, unit="%", area="石桥镇")], "百分数，不能直接相加"),
        ([figure(1), None], "缺少1项数据"),
        ([], "缺少全部数据"),
        ([figure(1), figure(2, unit="户", name="户数")], "不能换算"),
    ],
)
def test_what_does_not_add_up_is_refused(figures: list[Operand], why: str) -> None:
    assert why in reason(total(figures))


def test_incomes_per_head_are_weighed_by_heads() -> None:
    incomes = [
        figure(n, unit="元", name="人均纯收入", area=a) for n, a in ((10000, "甲"), (20000, "乙"))
    ]
    heads = [figure(n, unit="人", name="人口", area=a) for n, a in ((300, "甲"), (100, "乙"))]
    average = defined(weighted_average(incomes, heads, area="青禾县"))
    assert (average.value, average.unit, average.area) == (12500, "元", "青禾县")
    assert average.formula == "(10000 × 300 + 20000 × 100) ÷ (300 + 100)"
    nobody = [figure(0, unit="人", name="人口", area=a) for a in ("甲", "乙")]
    assert "为零" in reason(weighted_average(incomes, nobody))


def test_an_amount_per_head_keeps_its_unit_and_is_named_so() -> None:
    each = defined(per_capita(figure(3, name="补助资金"), figure("1.5", unit="万人", name="人口")))
    assert (print_figure(each, unit="元"), each.name) == ("2元", "人均补助资金")
    each = defined(per_capita(figure(3, name="补助资金"), figure(2, unit="户", name="农户")))
    assert each.name == "户均补助资金"
    assert "不是人数或户数" in reason(per_capita(figure(3), figure(2, unit="亩")))


def test_average_growth_counts_the_years_after_the_base() -> None:
    grown = defined(average_growth(figure(100, "2015年"), figure("161.051", "2020年")))
    assert print_figure(grown) == "10%"
    assert grown.period == parse_period("2016—2020年")
    assert grown.formula == "(161.051 ÷ 100)^(1 ÷ 5) − 1"


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (figure(0, "2015年"), figure(1, "2020年"), "为零"),
        (figure(-1, "2015年"), figure(1, "2020年"), "为负数"),
        (figure(1, "2015年"), figure(-1, "2020年"), "为负数"),
        (figure(1, "2020年"), figure(1, "2020年"), "不足一年"),
        (figure(1), figure(1), "没有写明"),
        (figure(1, "2015年", "%"), figure(1, "2020年", "%"), "百分数"),
        (figure(1, "2015年上半年"), figure(1, "2020年"), "时间长短不同"),
    ],
)
def test_average_growth_needs_two_positive_years(first: Figure, last: Figure, why: str) -> None:
    assert why in reason(average_growth(first, last))


# --- Properties ---------------------------------------------------------------------------------


@given(numbers, positive_numbers)
def test_growth_applied_to_the_base_gives_the_value_back(now: Decimal, before: Decimal) -> None:
    grown = defined(year_on_year(figure(now), figure(before)))
    back = Fraction(before) * (1 + Fraction(grown.value) / 100)
    assert abs(back - Fraction(now)) <= Fraction(NEGLIGIBLE) * (1 + abs(Fraction(now)))


@given(numbers, positive_numbers)
def test_growth_has_the_sign_of_the_increase(now: Decimal, before: Decimal) -> None:
    grown = defined(year_on_year(figure(now), figure(before)))
    more = defined(increase(figure(now), figure(before)))
    assert (grown.value > 0, grown.value < 0) == (more.value > 0, more.value < 0)


@given(numbers, numbers)
def test_an_increase_turned_round_is_a_decrease(one: Decimal, other: Decimal) -> None:
    there, back = increase(figure(one), figure(other)), increase(figure(other), figure(one))
    assert defined(there).value == -defined(back).value


@given(st.lists(positive_numbers, min_size=1, max_size=8))
def test_shares_of_all_parts_make_a_hundred_percent(values: list[Decimal]) -> None:
    parts = [figure(value, name=f"分项{n}") for n, value in enumerate(values)]
    whole = defined(total(parts, name="总量"))
    shares = [defined(share(part, whole)).value for part in parts]
    assert abs(sum(map(Fraction, shares)) - 100) <= Fraction(NEGLIGIBLE)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_a_sum_does_not_depend_on_the_order(values: list[Decimal]) -> None:
    parts = [figure(value, name=f"分项{n}") for n, value in enumerate(values)]
    turned = [*reversed(parts)]
    assert defined(total(parts)).value == defined(total(turned)).value == sum(values)


@given(st.lists(st.tuples(numbers, positive_numbers), min_size=1, max_size=6))
def test_an_average_lies_between_the_least_and_the_greatest(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    values = [figure(value, name="人均纯收入", area=str(n)) for n, (value, _) in enumerate(pairs)]
    weights = [figure(weight, unit="人", area=str(n)) for n, (_, weight) in enumerate(pairs)]
    average = defined(weighted_average(values, weights)).value
    low, high = min(value for value, _ in pairs), max(value for value, _ in pairs)
    assert low - NEGLIGIBLE <= average <= high + NEGLIGIBLE


@given(positive_numbers, positive_numbers, st.integers(1, 30))
def test_average_growth_compounded_leads_from_first_to_last(
    first: Decimal, last: Decimal, years: int
) -> None:
    assume(Fraction(1, 100) < Fraction(last) / Fraction(first) < 100)
    grown = defined(average_growth(figure(first), figure(last), years))
    reached = Fraction(first) * (1 + Fraction(grown.value) / 100) ** years
    assert abs(reached - Fraction(last)) <= Fraction(last) * Fraction(NEGLIGIBLE)


@given(positive_numbers, st.integers(-10, 10))
def test_doublings_undo_powers_of_two(before: Decimal, times: int) -> None:
    now = figure(before * 2**times if times >= 0 else before)
    base = figure(before if times >= 0 else before * 2**-times)
    assert defined(doublings(now, base)).value == times


@given(numbers, numbers, numbers)
def test_current_values_add_up_to_the_cumulative_one(
    first: Decimal, second: Decimal, third: Decimal
) -> None:
    quarter = figure(first, "2024年第一季度")
    half = figure(first + second, "2024年上半年")
    until_september = figure(first + second + third, "2024年前三季度")
    parts = [quarter, current_value(half, quarter), current_value(until_september, half)]
    summed = defined(total(parts))
    assert (summed.value, summed.period) == (until_september.value, until_september.period)


@given(positive_numbers, positive_numbers, st.integers(0, 6), st.sampled_from(Rounding))
def test_what_is_computed_is_rounded_only_when_printed(
    now: Decimal, before: Decimal, decimals: int, mode: Rounding
) -> None:
    exact = (Fraction(now) - Fraction(before)) / Fraction(before) * 100
    grown = defined(year_on_year(figure(now), figure(before)))
    assert abs(Fraction(grown.value) - exact) <= abs(exact) * Fraction(NEGLIGIBLE)
    printed = print_figure(grown, decimals=decimals, rounding=mode)
    assert printed == f"{round_decimal(grown.value, decimals, mode):f}%"
