"""Numbers in Chinese, for prose and for sums of money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import WrongUseError
from assistant.indicators.schema import Figure
from assistant.indicators.spelling import spell_amount, spell_figure, spell_number
from ingest.numerals import parse_chinese_number

_COMMON = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


@given(st.integers(0, 10**12 - 1))
def test_every_whole_number_is_read_back(number: int) -> None:
    assert parse_chinese_number(spell_number(Decimal(number))) == number


@given(st.decimals(0, 10**8, places=4, allow_nan=False))
def test_every_decimal_is_read_back(number: Decimal) -> None:
    assert parse_chinese_number(spell_number(number)) == number


@pytest.mark.parametrize(
    ("number", "spelled"),
    [
        ("0", "零"),
        ("10", "十"),
        ("15", "十五"),
        ("115", "一百一十五"),
        ("1010", "一千零一十"),
        ("32000", "三万二千"),
        ("100005", "十万零五"),
        ("300050000", "三亿零五万"),
        ("103000000", "一亿零三百万"),
        ("6.25", "六点二五"),
        ("-3", "负三"),
    ],
)
def test_numbers_are_spelled_as_they_are_read_aloud(number: str, spelled: str) -> None:
    assert spell_number(Decimal(number)) == spelled


@pytest.mark.parametrize(
    ("yuan", "spelled"),
    [
        ("0", "人民币零元整"),
        ("32000", "人民币叁万贰仟元整"),
        ("10", "人民币壹拾元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("0.05", "人民币伍分"),
        ("1.005", "人民币壹元零壹分"),
        ("-3", "人民币负叁元整"),
    ],
)
def test_sums_of_money_are_spelled_as_bills_have_them(yuan: str, spelled: str) -> None:
    assert spell_amount(Decimal(yuan)) == spelled


@given(st.integers(1, 10**12 - 1))
def test_the_formal_characters_say_the_same_number(yuan: int) -> None:
    spelled = spell_amount(Decimal(yuan)).removeprefix("人民币").removesuffix("元整")
    assert parse_chinese_number(spelled.translate(_COMMON)) == yuan


def test_a_figure_is_spelled_with_its_unit() -> None:
    money = Figure(value=Decimal("3.2"), unit="万元", name="到位资金", qualifier="约")
    assert spell_figure(money, unit="元") == "约三万二千元"


@pytest.mark.parametrize("spell", [spell_number, spell_amount])
def test_what_is_too_long_is_refused_with_a_way_out(spell: object) -> None:
    assert callable(spell)
    with pytest.raises(WrongUseError, match="数字太大") as raised:
        spell(Decimal(10**12))
    assert "较大的单位" in raised.value.hint
