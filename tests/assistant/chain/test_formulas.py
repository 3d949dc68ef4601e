"""Formulas as sentences state them."""

import pytest

from assistant.chain.formulas import Formula, find_formulas


def one(text: str) -> Formula:
    (formula,) = find_formulas(text)
    return formula


@pytest.mark.parametrize(
    "text",
    [
        "3300元−3000元=300元",
        "（66185万元－62292万元）÷62292万元×100%≈6.25%",
        "97.6%-95.2%=2.4个百分点",
        "38户+75户=113户",
        "1.2万元+5000元=1.7万元",
        "3÷4×100=75%",
        "10元-2元×3=4元",
        "10,000元-1元=9,999元",
    ],
)
def test_right_arithmetic_is_right(text: str) -> None:
    formula = one(f"相差{text}。")
    assert formula.text == text
    assert formula.is_right
    assert formula.unit_problem == ""


@pytest.mark.parametrize(
    "text",
    ["38户+75户=112户", "1÷3=0.34", "5元÷0=1元", "10元-2元×3=24元", "1÷2=50"],
)
def test_wrong_arithmetic_is_wrong(text: str) -> None:
    assert not one(text).is_right


@pytest.mark.parametrize("text", ["3户+2人=5户", "97.6%-95.2%=2.4%", "3万元+2万元=5万人"])
def test_sums_of_unlike_units_are_named(text: str) -> None:
    assert one(text).unit_problem


@pytest.mark.parametrize("text", ["2013-11-03", "5—10万元", "1:3=", "增长5%。"])
def test_what_states_no_result_is_no_formula(text: str) -> None:
    assert list(find_formulas(text)) == []


def test_the_bracket_around_a_formula_is_no_part_of_it() -> None:
    assert one("相差300元（3300元−3000元=300元）。").text == "3300元−3000元=300元"
    assert one("（（5户－3户）÷4户×100%=50%）").text == "（5户－3户）÷4户×100%=50%"
