"""Formulas of the catalogue: read, checked for circles, and computed with their units."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import FormulaError
from assistant.indicators.arithmetic import completion, points, share, year_on_year
from assistant.indicators.formulas import evaluate, find_cycle, names_in
from assistant.indicators.operands import Operand
from assistant.indicators.periods import parse_period
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Figure, Indicator, IndicatorKind, Missing, Undefined

NEGLIGIBLE = Fraction(1, 10**40)

numbers = st.decimals(Decimal("0.01"), 10**8, places=2)


def figure(value: object, unit: str = "万元", period: str = "", **more: object) -> Figure:
    return Figure.model_validate(
        {"value": Decimal(str(value)), "unit": unit, "name": "", "period": parse_period(period)}
        | more
    )


def ledger(**figures: Operand) -> Callable[[str], Operand]:
    named = {
        name: one.model_copy(update={"name": name}) if isinstance(one, Figure) else one
        for name, one in figures.items()
    }
    return named.get


def defined(result: Figure | Undefined) -> Figure:
    assert isinstance(result, Figure), result.reason
    return result


def reason(result: Figure | Undefined) -> str:
    assert isinstance(result, Undefined), result.value
    return result.reason


MONEY = ledger(支出=figure("21185.83"), 到位=figure(50422), 结转=figure("1.5", "亿元"))


# --- Reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("支出金额 ÷ 到位资金", ("支出金额", "到位资金")),
        ("支出金额/到位资金×100%", ("支出金额", "到位资金")),
        ("（甲＋乙）＊丙－甲", ("甲", "乙", "丙")),
        ("“资金（含结转）” - 16—59岁人口", ("资金（含结转）", "16—59岁人口")),
        ("1 - 2", ()),
    ],
)
def test_names_are_found_between_signs_of_either_width(
    formula: str, names: tuple[str, ...]
) -> None:
    assert names_in(formula) == names


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("", "末尾缺少指标名称"),
        ("甲 +", "末尾缺少指标名称"),
        ("÷ 甲", "“÷”处缺少指标名称"),
        ("甲 乙", "两项之间缺少运算符号"),
        ("(甲 + 乙", "缺少右括号"),
        ("甲 + 乙)", "右括号多了一个"),
        ("甲 + “乙", "引号没有成对"),
        ("甲+" * 200 + "甲", "超过300个字"),
        ("(" * 60 + "甲" + ")" * 60, "括号超过30对"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where(formula: str, why: str) -> None:
    with pytest.raises(FormulaError, match="读不懂") as raised:
        names_in(formula)
    assert why in raised.value.message
    assert raised.value.hint


# --- Circles ------------------------------------------------------------------------------------


def indicator(name: str, formula: str = "", aliases: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        code=name,
        group="",
        name=name,
        aliases=aliases,
        unit="万元",
        kind=IndicatorKind.FLOW,
        formula=formula,
    )


def test_a_circle_is_told_in_the_order_of_computing() -> None:
    entries = [
        indicator("甲", "乙 + 1"),
        indicator("乙", "丙别名 × 2"),
        indicator("丙", "甲 − 丁", aliases=("丙别名",)),
        indicator("丁"),
    ]
    cycle = find_cycle(entries)
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"甲", "乙", "丙"}
    for one, needed in pairwise(cycle):
        formula = next(entry.formula for entry in entries if entry.name == one)
        assert needed in formula


def test_what_is_computed_from_itself_is_a_circle() -> None:
    assert find_cycle([indicator("甲", "甲 + 1")]) == ("甲", "甲")


def test_formulas_that_build_on_each_other_are_no_circle() -> None:
    assert (
        find_cycle([indicator("甲", "乙 + 丙"), indicator("乙", "丙 × 2"), indicator("丙")]) == ()
    )


# --- Computing ----------------------------------------------------------------------------------


def test_a_rate_is_computed_unrounded_with_its_operands() -> None:
    rate = defined(evaluate("支出 ÷ 到位", MONEY, name="支出进度", unit="%", decimals=2))
    assert print_figure(rate) == "42.02%"
    assert (rate.name, rate.formula) == ("支出进度", "21185.83 ÷ 50422")
    assert [operand.name for operand in rate.operands] == ["支出", "到位"]


def test_percent_may_be_written_out_but_not_as_a_hundred() -> None:
    assert evaluate("支出 ÷ 到位 × 100%", MONEY, name="甲", unit="%") == evaluate(
        "支出 ÷ 到位 × 1", MONEY, name="甲", unit="%"
    ).model_copy(update={"formula": "21185.83 ÷ 50422 × 100%"})
    with pytest.raises(FormulaError, match="不用乘以100"):
        evaluate("支出 ÷ 到位 × 100", MONEY, unit="%")


def test_units_are_computed_along() -> None:
    resolve = ledger(
        资金=figure(3), 人口=figure("1.5", "万人"), 产量=figure(9, "吨"), 面积=figure(15, "亩")
    )
    assert defined(evaluate("资金 ÷ 人口", resolve, unit="元/人")).value == 2
    assert defined(evaluate("资金 ÷ 人口", resolve, unit="元")).value == 2
    assert defined(evaluate("产量 ÷ 面积", resolve, unit="公斤/亩")).value == 600
    assert defined(evaluate("产量 ÷ 面积", resolve)).unit == "公斤/亩"
    assert defined(evaluate("资金 ÷ 人口 × 人口", resolve)).unit == "万元"
    assert defined(evaluate("资金 ÷ 人口", resolve)).formula == "3万元 ÷ 1.5万人"


def test_money_of_different_scale_adds_up() -> None:
    left = defined(evaluate("到位 − 支出 + 结转", MONEY))
    assert (left.value, left.unit) == (Decimal("44236.17"), "万元")
    assert left.formula == "50422万元 − 21185.83万元 + 1.5亿元"


def test_the_difference_of_two_rates_may_be_wanted_in_points() -> None:
    resolve = ledger(支出率=figure("42.02", "%"), 序时进度=figure("33.33", "%"))
    ahead = evaluate("支出率 − 序时进度", resolve, unit="百分点")
    assert print_figure(defined(ahead)) == "8.69个百分点"
    assert defined(evaluate("1 − 支出率", resolve, unit="%")).value == Decimal("57.98")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("8 − 3 − 2", 3),
        ("8 − (3 − 2)", 7),
        ("8 ÷ 4 ÷ 2", 1),
        ("8 ÷ (4 ÷ 2)", 4),
        ("2 + 3 × 4", 14),
        ("(2 + 3) × 4", 20),
    ],
)
def test_signs_bind_as_at_school_and_the_printed_formula_keeps_it(formula: str, value: int) -> None:
    result = defined(evaluate(formula, MONEY))
    assert (result.value, result.formula) == (value, formula)


@pytest.mark.parametrize(
    ("formula", "unit", "why"),
    [
        ("支出 ÷ 零", None, "零为零，不能作除数"),
        ("支出 ÷ (到位 − 到位)", None, "（到位−到位）为零，不能作除数"),
        ("支出 ÷ 亏损", None, "亏损为负数，不能作除数"),
        ("支出 + 面积", None, "支出与面积单位不同，不能相加减"),
        ("支出 − 1", None, "支出与1单位不同，不能相加减"),
        ("支出 ÷ 面积", "%", "公式得出的单位是“元/亩”，不是“%”"),
        ("支出", "亩", "公式得出的单位是“元”，不是“亩”"),
        ("1 ÷ 面积", "%", "公式得出的单位是“/亩”，不是“%”"),
        ("两年口径不同的数 + 支出", None, "两年口径不同"),
    ],
)
def test_what_does_not_go_together_is_said(formula: str, unit: str | None, why: str) -> None:
    resolve = ledger(
        支出=figure(1),
        到位=figure(2),
        零=figure(0),
        亏损=figure(-1),
        面积=figure(3, "亩"),
        两年口径不同的数=Undefined(reason="两年口径不同"),
    )
    assert reason(evaluate(formula, resolve, unit=unit)) == why


def test_all_missing_names_are_told_at_once() -> None:
    resolve = ledger(甲=figure(1), 丙=Missing(reason="", names=("丁", "戊")))
    result = evaluate("甲 + 乙 + 丙", resolve)
    assert isinstance(result, Missing)
    assert result.names == ("乙", "丁", "戊")
    assert result.reason == "缺少“乙”、“丁”、“戊”的数据"


def test_a_stock_goes_with_the_period_that_ends_on_its_day() -> None:
    resolve = ledger(资金=figure(6, period="2024年"), 人口=figure(3, "人", "2024年底"))
    assert defined(evaluate("资金 ÷ 人口", resolve)).period == parse_period("2024年")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("2024年前三季度", "2024年第三季度", "2024年前三季度是累计数，2024年第三季度不是"),
        ("2024年", "2023年底", "2024年与2023年底时期不同"),
    ],
)
def test_cumulative_and_current_values_do_not_meet_in_a_formula(
    one: str, other: str, why: str
) -> None:
    resolve = ledger(甲=figure(6, period=one), 乙=figure(3, period=other))
    assert reason(evaluate("甲 ÷ 乙", resolve)).startswith(why)


def test_a_computed_operand_stands_in_brackets() -> None:
    inner = defined(evaluate("支出 + 到位", MONEY))
    outer = evaluate("合计 ÷ 到位", ledger(合计=inner, 到位=figure(50422)))
    assert defined(outer).formula == "(21185.83 + 50422) ÷ 50422"


@given(numbers, numbers)
def test_the_formula_of_what_arithmetic_computes_gives_its_value(
    one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    made = [
        (year_on_year(figure(one), figure(other)), "%"),
        (share(figure(low, name="分项"), figure(high, name="总量")), "%"),
        (completion(figure(one), figure("0.5", "亿元")), "%"),
        (points(figure(one, "%"), figure(other, "‰")), "百分点"),
    ]
    for computed, unit in made:
        again = defined(evaluate(defined(computed).formula, MONEY, unit=unit))
        assert abs(Fraction(again.value) - Fraction(defined(computed).value)) <= NEGLIGIBLE * 10**12


trees = st.recursive(
    numbers.map(lambda number: (f"{number:f}", Fraction(number))),
    lambda inner: st.tuples(inner, st.sampled_from("+−×÷"), inner).map(
        lambda drawn: (
            f"({drawn[0][0]} {drawn[1]} {drawn[2][0]})",
            _apply(drawn[1], drawn[0][1], drawn[2][1]),
        )
    ),
    max_leaves=6,
)


def _apply(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (sign == "÷" and right <= 0):
        return None
    return {
        "+": lambda: left + right,
        "−": lambda: left - right,
        "×": lambda: left * right,
        "÷": lambda: left / right,
    }[sign]()


@given(trees)
def test_any_formula_gives_what_it_says_and_prints_itself_so(
    tree: tuple[str, Fraction | None],
) -> None:
    formula, value = tree
    result = evaluate(formula, MONEY)
    if value is None:
        assert "不能作除数" in reason(result)
        return
    assert abs(Fraction(defined(result).value) - value) <= abs(value) * NEGLIGIBLE
    again = defined(evaluate(defined(result).formula, MONEY))
    assert again.value == defined(result).value
