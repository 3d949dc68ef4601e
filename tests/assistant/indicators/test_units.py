"""Units: exact conversion where they measure the same, a refusal where they do not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnitError
from assistant.indicators.units import (
    base_of,
    convert,
    is_share,
    parse_unit,
    same_dimension,
    split_scale,
)

values = st.decimals(
    min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False
)
# Within each line, every unit is a finite decimal of every other.
ALIKE = (
    ("元", "千元", "万元", "百万元", "亿元", "万亿元"),
    ("人", "千人", "万人", "亿人"),
    ("户", "百户", "万户"),
    ("%", "‰", ""),
    ("平方米", "万平方米", "平方公里", "公顷"),
    ("米", "公里", "厘米", "万公里"),
    ("公斤", "吨", "斤", "万吨", "亿斤"),
    ("千瓦时", "兆瓦时", "亿千瓦时"),
    ("元/人·月", "万元/人·月"),
)
pairs = st.sampled_from(ALIKE).flatmap(
    lambda line: st.tuples(st.sampled_from(line), st.sampled_from(line))
)


@given(values, pairs)
def test_converting_there_and_back_changes_nothing(value: Decimal, pair: tuple[str, str]) -> None:
    unit, other = pair
    assert convert(convert(value, unit, other), other, unit) == value


@given(values, values, pairs)
def test_converting_keeps_sums(first: Decimal, second: Decimal, pair: tuple[str, str]) -> None:
    together = convert(first + second, *pair)
    assert together == convert(first, *pair) + convert(second, *pair)


@given(values)
def test_land_goes_from_mu_to_square_metres_and_back_within_forty_digits(value: Decimal) -> None:
    back = convert(convert(value, "亩", "平方米"), "平方米", "亩")
    assert abs(back - value) <= abs(value) * Decimal("1e-40")


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("62292", "万元", "亿元", "6.2292"),
        ("6.2292", "亿元", "元", "622920000"),
        ("15", "亩", "公顷", "1"),
        ("1", "平方公里", "亩", "1500"),
        ("2", "万亩", "公顷", "1333.3333333333333333333333333333333333333333333333"),
        ("5", "‰", "%", "0.5"),
        ("0.0625", "", "%", "6.25"),
        ("2.5", "倍", "%", "250"),
        ("3", "百分点", "个百分点", "3"),
        ("5", "千分点", "百分点", "0.5"),
        ("12", "名", "人", "12"),
        ("5", "家", "个", "5"),
        ("1.2", "万人次", "人次", "12000"),
        ("500", "元/人·月", "元/人·年", "6000"),
        ("500", "元/(人·月)", "元/月·人", "500"),
        ("1", "万元/亩", "元/公顷", "150000"),
        ("３", "％", "%", "3"),
        ("7", "例", "例", "7"),
        ("1.2", "万例", "例", "12000"),
        ("3", "元／亩", "元/亩", "3"),
    ],
)
def test_values_convert_exactly(value: str, unit: str, to: str, expected: str) -> None:
    assert convert(Decimal(value), unit, to) == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("万元", "亩"),
        ("人", "户"),
        ("户", "户次"),
        ("元", "元/人"),
        ("元", ""),
        ("元", "美元"),
        ("%", "百分点"),
        ("天", "月"),
        ("千瓦", "千瓦时"),
        ("元/人·月", "元/户·月"),
    ],
)
def test_what_measures_something_else_is_refused(unit: str, to: str) -> None:
    assert not same_dimension(unit, to)
    with pytest.raises(UnitError, match=f"“{unit}”不能换算成“{to or '无单位'}”") as raised:
        convert(Decimal(1), unit, to)
    assert raised.value.hint


def test_mixing_points_and_percent_says_what_each_is() -> None:
    with pytest.raises(UnitError) as raised:
        convert(Decimal("2.4"), "%", "个百分点")
    assert "百分点是两个百分数之差" in raised.value.hint


@pytest.mark.parametrize(
    ("unit", "parts"),
    [
        ("万元", ("万", "元")),
        ("百万元", ("百万", "元")),
        ("千人", ("千", "人")),
        ("千瓦", ("", "千瓦")),
        ("千卡", ("", "千卡")),
        ("百分点", ("", "百分点")),
        ("万元/户", ("万", "元/户")),
        ("元", ("", "元")),
    ],
)
def test_what_multiplies_a_unit_is_told_from_the_unit(unit: str, parts: tuple[str, str]) -> None:
    assert split_scale(unit) == parts


def test_base_units_compare_values_of_unlike_scale() -> None:
    assert base_of("万元") == ("元", Decimal(10000))
    assert base_of("‰") == ("", Decimal("0.001"))
    assert base_of("千卡/平方厘米")[1] == 1


def test_units_multiply_and_cancel() -> None:
    assert parse_unit("元/人") * parse_unit("万人") == parse_unit("万元")
    assert parse_unit("万元") / parse_unit("元") == parse_unit("万")
    assert (parse_unit("元") / parse_unit("亩") / parse_unit("年")).base == "元/亩·月"


@pytest.mark.parametrize(
    ("unit", "is_rate"), [("%", True), ("‰", True), ("", False), ("百分点", False), ("倍", False)]
)
def test_percent_and_permille_are_shares(unit: str, is_rate: bool) -> None:
    assert is_share(unit) is is_rate
