from decimal import Decimal

import pytest

from assistant.auditor.ledger import FileFigures, compare
from assistant.auditor.reading import read_text
from assistant.auditor.schema import Finding, Severity
from assistant.auditor.statements import read_statements
from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import CellSource, Figure

TITLE = "青禾县2024年工作总结\n"


def figure(
    name: str, value: str, unit: str, *, period: str = "2024年", area: str = "青禾县"
) -> Figure:
    known = shipped_catalogue().find(name, 2024)
    return Figure(
        value=Decimal(value),
        unit=unit,
        name=name,
        code=known.code if known else "",
        period=parse_period(period),
        area=area,
        source=CellSource(file="台账.xlsx", sheet="收入", cell="C5", text=value),
    )


def contradictions(text: str, *figures: Figure, area: str = "") -> list[Finding]:
    draft = read_text(text)
    known = FileFigures(shipped_catalogue(), figures)
    return compare(draft, read_statements(draft), known, area=area).findings


INCOME = figure("脱贫人口人均纯收入", "15796", "元")


def test_a_contradiction_names_both_numbers_and_the_cell() -> None:
    (finding,) = contradictions(f"{TITLE}2024年，全县脱贫人口人均纯收入15976元。", INCOME)
    assert (finding.found, finding.expected) == ("15976元", "15796元")
    assert finding.basis == "台账：台账.xlsx 收入!C5"
    assert finding.severity is Severity.ERROR


def test_a_year_that_only_the_title_tells_makes_it_a_warning() -> None:
    (finding,) = contradictions(f"{TITLE}全县脱贫人口人均纯收入15976元。", INCOME)
    assert finding.severity is Severity.WARNING


def test_units_are_converted_before_they_are_compared() -> None:
    text = f"{TITLE}2024年，全县脱贫人口人均纯收入1.60万元。"
    (finding,) = contradictions(text, INCOME)
    assert finding.expected == "1.58万元"


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        pytest.param("15796元", True, id="the_same"),
        pytest.param("1.58万元", True, id="rounded"),
        pytest.param("15000余元", True, id="余"),
        pytest.param("16000余元", False, id="余_of_less"),
        pytest.param("近16000元", True, id="近"),
        pytest.param("近15000元", False, id="近_of_more"),
        pytest.param("超过15000元", True, id="超过"),
        pytest.param("约16000元", True, id="约"),
        pytest.param("约20000元", False, id="约_far_off"),
    ],
)
def test_what_is_rounded_or_bounded_agrees_as_far_as_it_says(stated: str, agrees: bool) -> None:
    found = contradictions(f"{TITLE}2024年，全县脱贫人口人均纯收入{stated}。", INCOME)
    assert (found == []) is agrees


def test_a_township_is_compared_with_its_own_figure() -> None:
    of_township = figure("脱贫人口人均纯收入", "14001", "元", area="石桥镇")
    text = f"{TITLE}2024年，石桥镇脱贫人口人均纯收入15796元。"
    (finding,) = contradictions(text, INCOME, of_township)
    assert finding.expected == "14001元"


def test_a_draft_that_names_no_area_speaks_of_the_largest() -> None:
    of_township = figure("脱贫人口人均纯收入", "14001", "元", area="石桥镇")
    text = "工作总结\n2024年，脱贫人口人均纯收入15976元。"
    (finding,) = contradictions(text, of_township, INCOME)
    assert finding.expected == "15796元"


def test_or_of_the_area_that_was_named_for_it() -> None:
    of_township = figure("脱贫人口人均纯收入", "14001", "元", area="石桥镇")
    text = "工作总结\n2024年，脱贫人口人均纯收入15796元。"
    (finding,) = contradictions(text, of_township, INCOME, area="石桥镇")
    assert finding.expected == "14001元"


def test_a_unit_of_another_kind_is_not_compared() -> None:
    text = f"{TITLE}2024年，全县监测对象499户。"
    assert contradictions(text, figure("监测对象人数", "1597", "人")) == []


BEFORE = figure("脱贫人口人均纯收入", "14209", "元", period="2023年")


def test_growth_is_computed_from_the_ledger() -> None:
    text = f"{TITLE}2024年，全县脱贫人口人均纯收入15796元，比上年增长12.1%。"
    (finding,) = contradictions(text, INCOME, BEFORE)
    assert (finding.found, finding.expected) == ("12.1%", "11.2%")
    assert "15796" in finding.basis and "14209" in finding.basis


@pytest.mark.parametrize(
    "growth",
    [
        pytest.param("比上年增长11.2%", id="right"),
        pytest.param("比上年增长11.17%", id="more_exact"),
        pytest.param("扣除价格因素实际增长9.8%", id="without_prices"),
        pytest.param("年均增长9.8%", id="yearly"),
    ],
)
def test_growth_that_follows_or_is_of_something_else_is_left_alone(growth: str) -> None:
    text = f"{TITLE}2024年，全县脱贫人口人均纯收入15796元，{growth}。"
    assert contradictions(text, INCOME, BEFORE) == []


def test_growth_that_was_a_fall_is_a_contradiction() -> None:
    text = f"{TITLE}2024年，全县脱贫人口人均纯收入15796元，比上年下降11.2%。"
    (finding,) = contradictions(text, INCOME, BEFORE)
    assert finding.expected == "增长11.2%"
