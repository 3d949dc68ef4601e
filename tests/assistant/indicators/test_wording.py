"""How a report says that figures changed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.indicators.arithmetic import ahead_of_schedule, share, total, year_on_year
from assistant.indicators.exact import to_decimal
from assistant.indicators.periods import parse_period
from assistant.indicators.rounding import printed_value
from assistant.indicators.schema import Figure, Rounding, Undefined
from assistant.indicators.wording import (
    describe_change,
    describe_doublings,
    describe_increase,
    describe_points,
    describe_schedule,
    rounding_note,
    word_change,
)

numbers = st.decimals(
    min_value=-(10**8), max_value=10**8, places=3, allow_nan=False, allow_infinity=False
)


def figure(value: object, unit: str = "万元", **more: object) -> Figure:
    return Figure.model_validate(
        {"value": Decimal(str(value)), "unit": unit, "name": "到位资金"} | more
    )


@pytest.mark.parametrize(
    ("now", "before", "unit", "said"),
    [
        ("66185", "62292", "万元", "增长6.25%"),
        ("62292", "66185", "万元", "下降5.88%"),
        ("277", "7703", "人", "下降96.4%"),
        ("97.6", "95.2", "%", "提高2.4个百分点"),
        ("95.2", "97.6", "%", "降低2.4个百分点"),
        ("0", "5", "万元", "下降100%"),
        ("5", "5", "万元", "持平"),
        ("0", "0", "万元", "持平"),
        ("-5", "-5", "万元", "持平"),
        ("100000", "99999.99", "万元", "基本持平"),
        ("5", "-3", "万元", "由负转正"),
        ("-3", "5", "万元", "由正转负"),
        ("5", "0", "万元", "到位资金为零，不计算增长率"),
        ("-2", "-5", "万元", "到位资金为负数（-5万元），不计算增长率"),
    ],
)
def test_a_change_is_said_as_reports_say_it(now: str, before: str, unit: str, said: str) -> None:
    assert describe_change(figure(now, unit), figure(before, unit)) == said


def test_a_value_that_is_missing_is_said_to_be() -> None:
    assert describe_change(figure(5), None) == "缺少对比期的到位资金，不计算增长率"
    assert describe_increase(None, figure(5)) == "缺少本期数据，不计算增加额"
    assert word_change(Undefined(reason="两年口径不同")) == "两年口径不同"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [("66185", "62292", "增加3893万元"), ("79", "2198", "减少2119万元"), ("5", "5", "持平")],
)
def test_an_amount_grows_by_an_amount(now: str, before: str, said: str) -> None:
    assert describe_increase(figure(now), figure(before)) == said


def test_an_amount_may_be_told_in_another_unit() -> None:
    assert describe_increase(figure(66185), figure(62292), unit="亿元") == "增加0.39亿元"


def test_only_rates_change_by_percentage_points() -> None:
    assert describe_points(figure("45.2", "%"), figure("50", "%")) == "降低4.8个百分点"
    assert "不是百分数" in describe_points(figure(5), figure(3))


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("42.0170758796", "超序时进度8.68个百分点"),
        ("30", "落后序时进度3.33个百分点"),
        ("33.333", "与序时进度基本持平"),
        (str(to_decimal(Fraction(100, 3))), "与序时进度持平"),
    ],
)
def test_progress_is_ahead_of_the_schedule_or_behind(rate: str, said: str) -> None:
    done = figure(rate, "%", period=parse_period("2024年1—4月"))
    assert describe_schedule(ahead_of_schedule(done)) == said


def test_progress_without_a_period_is_not_said() -> None:
    assert "没有写明" in describe_schedule(ahead_of_schedule(figure(30, "%")))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("13000", "6500", "翻一番"),
        ("26000", "6500", "翻两番"),
        ("52000", "6500", "翻三番"),
        ("19500", "6500", "翻1.58番"),
        ("9750", "6500", "增长50%"),
        ("277", "7703", "下降96.4%"),
        ("5", "0", "到位资金为零，不计算翻番"),
    ],
)
def test_only_doubling_is_a_fan_and_nothing_falls_by_one(now: str, before: str, said: str) -> None:
    assert describe_doublings(figure(now), figure(before)) == said


@given(numbers, numbers, st.integers(0, 6), st.sampled_from(Rounding))
def test_the_verb_agrees_with_the_sign(
    now: Decimal, before: Decimal, decimals: int, mode: Rounding
) -> None:
    said = describe_increase(figure(now), figure(before), decimals=decimals, rounding=mode)
    change = now - before
    if said.startswith("增加"):
        assert change > 0
    elif said.startswith("减少"):
        assert change < 0
    elif said == "基本持平":
        assert 0 < abs(change) <= Decimal(5).scaleb(-decimals - 1)
    else:
        assert (said, change) == ("持平", 0)


@given(numbers, numbers)
def test_growth_is_said_only_over_a_positive_base(now: Decimal, before: Decimal) -> None:
    said = describe_change(figure(now), figure(before))
    grown = year_on_year(figure(now), figure(before))
    assert said.startswith("增长") <= (now > before > 0)
    assert said.startswith("下降") <= (before > now and before > 0)
    if isinstance(grown, Undefined):
        assert said in {grown.reason, "持平", "由负转正"}
    else:
        assert "-" not in said


# --- The note on rounding -----------------------------------------------------------------------


def thirds() -> tuple[list[Figure], Figure]:
    parts = [figure(10, name=f"分项{n}") for n in range(3)]
    whole = total(parts, name="总量")
    shares = [share(part, whole) for part in parts]
    assert all(isinstance(part, Figure) for part in shares)
    return [part for part in shares if isinstance(part, Figure)], figure(100, "%", name="合计")


def test_rounded_parts_that_miss_their_whole_come_with_a_note() -> None:
    parts, whole = thirds()
    note = rounding_note(parts, whole, decimals=2)
    assert note == "注：部分数据经四舍五入，各分项之和与总计略有出入。"
    assert "修约" in rounding_note(parts, whole, decimals=2, rounding=Rounding.HALF_EVEN)


def test_parts_that_make_their_whole_as_printed_need_no_note() -> None:
    parts = [figure("33.3", "%"), figure("46.7", "%"), figure("20", "%")]
    assert rounding_note(parts, figure(100, "%"), decimals=1) == ""


def test_parts_in_another_unit_are_compared_as_they_are_printed() -> None:
    parts = [figure(15555), figure(15555)]
    whole = figure(31110)
    assert rounding_note(parts, whole, unit="亿元", decimals=1)
    assert rounding_note(parts, whole) == ""


def test_rounding_does_not_excuse_a_sum_that_is_wrong() -> None:
    persons = [figure(38, "户"), figure(75, "户")]
    assert rounding_note(persons, figure(112, "户")) == ""
    assert rounding_note([figure("1.2"), figure("1.3")], figure("4.6"), decimals=1) == ""


@given(st.lists(st.decimals(0, 1000, places=4), min_size=2, max_size=8), st.integers(0, 3))
def test_there_is_a_note_exactly_where_rounding_alone_makes_the_difference(
    values: list[Decimal], decimals: int
) -> None:
    parts = [figure(value) for value in values]
    whole = figure(sum(values))
    misses = sum(printed_value(part, decimals=decimals) for part in parts) != printed_value(
        whole, decimals=decimals
    )
    assert bool(rounding_note(parts, whole, decimals=decimals)) is misses
