"""Rounding once, and how a figure is printed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnitError
from assistant.indicators.exact import to_decimal
from assistant.indicators.rounding import (
    attach_unit,
    print_figure,
    print_number,
    print_value,
    printed_value,
    round_decimal,
)
from assistant.indicators.schema import Figure, Rounding
from assistant.indicators.units import base_of, convert
from ingest.numerals import quantities

values = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=8
)
places = st.integers(0, 6)
modes = st.sampled_from(Rounding)


def figure(value: str, unit: str = "", **more: object) -> Figure:
    return Figure.model_validate({"value": value, "unit": unit, "name": "到位资金", **more})


@pytest.mark.parametrize(
    ("value", "decimals", "half_up", "half_even"),
    [
        ("0.5", 0, "1", "0"),
        ("1.5", 0, "2", "2"),
        ("2.5", 0, "3", "2"),
        ("-2.5", 0, "-3", "-2"),
        ("2.51", 0, "3", "3"),
        ("8.685", 2, "8.69", "8.68"),
        ("8.6839", 2, "8.68", "8.68"),
        ("0.3335", 3, "0.334", "0.334"),
        ("-0.004", 2, "0.00", "0.00"),
        ("62292", 2, "62292.00", "62292.00"),
    ],
)
def test_a_half_goes_up_or_to_the_even_digit_as_set(
    value: str, decimals: int, half_up: str, half_even: str
) -> None:
    assert str(round_decimal(Decimal(value), decimals)) == half_up
    assert str(round_decimal(Decimal(value), decimals, Rounding.HALF_EVEN)) == half_even


@given(values, places, modes)
def test_rounding_again_changes_nothing(value: Decimal, decimals: int, mode: Rounding) -> None:
    once = round_decimal(value, decimals, mode)
    assert round_decimal(once, decimals, mode) == once


@given(values, places, modes)
def test_rounding_misses_by_half_a_place_at_most(
    value: Decimal, decimals: int, mode: Rounding
) -> None:
    missed = abs(round_decimal(value, decimals, mode) - value)
    assert missed <= Decimal(5).scaleb(-decimals - 1)


@given(values, places, modes)
def test_rounding_is_the_same_on_both_sides_of_zero(
    value: Decimal, decimals: int, mode: Rounding
) -> None:
    assert round_decimal(-value, decimals, mode) == -round_decimal(value, decimals, mode)


@given(values, values, places, modes)
def test_rounding_keeps_the_order(
    first: Decimal, second: Decimal, decimals: int, mode: Rounding
) -> None:
    low, high = sorted((first, second))
    assert round_decimal(low, decimals, mode) <= round_decimal(high, decimals, mode)


def test_rounding_twice_would_give_something_else() -> None:
    value = Decimal("0.4546")
    assert round_decimal(value, 0) == 0
    assert round_decimal(round_decimal(round_decimal(value, 3), 1), 0) == 1


def test_a_half_that_is_a_sum_of_quotients_is_still_a_half() -> None:
    half = to_decimal(Fraction(1, 3)) + to_decimal(Fraction(1, 6))
    assert round_decimal(half, 0) == 1
    assert round_decimal(half - to_decimal(Fraction(1, 10**45)), 0) == 1


@given(values, places, modes)
def test_a_printed_number_is_read_back_as_the_rounded_value(
    value: Decimal, decimals: int, mode: Rounding
) -> None:
    plain = print_number(value, decimals, rounding=mode)
    apart = print_number(value, decimals, rounding=mode, thousands=True)
    assert Decimal(plain) == round_decimal(value, decimals, mode)
    assert apart.replace(",", "") == plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("62292", "62,292"),
        ("-1234567.5", "-1,234,567.50"),
        ("-0.5", "-0.50"),
        ("999.999", "1,000.00"),
        ("0", "0.00"),
    ],
)
def test_commas_set_thousands_apart(value: str, written: str) -> None:
    decimals = 0 if value == "62292" else 2
    assert print_number(Decimal(value), decimals, thousands=True) == written


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (figure("66185", "万元"), "66185万元"),
        (figure("66185.00", "万元"), "66185万元"),
        (figure("66185", "万元", decimals=2), "66185.00万元"),
        (figure("6.249598664354973351", "%", decimals=2), "6.25%"),
        (figure("8.684", "百分点", decimals=2), "8.68个百分点"),
        (figure("0.3333333333333333333333"), "0.333333"),
        (figure("300", "户", qualifier="余"), "300余户"),
        (figure("3.2", "万人", qualifier="余"), "3.2万余人"),
        (figure("300", "户", qualifier="以上"), "300户以上"),
        (figure("300", "户", qualifier="约"), "约300户"),
        (figure("300", "户", qualifier="约、左右"), "约300户左右"),
        (figure("95", "%", qualifier="不低于"), "不低于95%"),
        (figure("500", "元/人·月"), "500元/人·月"),
    ],
)
def test_a_figure_is_printed_as_a_report_has_it(shown: Figure, text: str) -> None:
    assert print_figure(shown) == text


@pytest.mark.parametrize("qualifier", ["", "余", "约", "以上", "近", "左右", "超过", "不足"])
@pytest.mark.parametrize("unit", ["户", "万元", "万人次"])
def test_a_printed_figure_is_read_back_with_its_qualifier(unit: str, qualifier: str) -> None:
    shown = figure("35", unit, qualifier=qualifier)
    [read] = quantities(print_figure(shown) + "。")
    assert read.qualifier == qualifier
    assert (read.value, read.unit) == (convert(Decimal(35), unit, read.unit), base_of(unit)[0])


def test_a_figure_is_printed_in_another_unit_from_its_unrounded_value() -> None:
    shown = figure("62292", "万元", decimals=0)
    assert print_figure(shown, unit="亿元") == "6.23亿元"
    assert print_figure(shown, unit="亿元", decimals=4) == "6.2292亿元"
    assert print_figure(shown, unit="元", thousands=True) == "622,920,000元"
    assert print_value(shown, unit="亿元") == "6.23"


def test_a_figure_has_no_value_in_a_unit_of_another_kind() -> None:
    with pytest.raises(UnitError):
        print_figure(figure("62292", "万元"), unit="亩")


@given(values, st.none() | places, st.sampled_from([None, "万元", "亿元"]), modes)
def test_what_is_printed_is_the_printed_value(
    value: Decimal, decimals: int | None, unit: str | None, mode: Rounding
) -> None:
    shown = figure(str(value), "元")
    number = print_value(shown, decimals=decimals, unit=unit, rounding=mode)
    assert Decimal(number) == printed_value(shown, decimals=decimals, unit=unit, rounding=mode)


def test_a_unit_without_a_figure_of_its_own_takes_a_number_as_it_is() -> None:
    assert attach_unit("三万二千", "元") == "三万二千元"
