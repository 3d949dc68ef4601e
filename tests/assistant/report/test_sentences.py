"""Sentences on figures, written by rule."""

import re

import pytest

from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.schema import Missing, Rounding
from assistant.report.sentences import (
    MOST_CLAUSES,
    Fact,
    describe_fact,
    printed,
    write_sentences,
)
from tests.assistant.indicators.county import figure, period

YEAR, QUARTERS = "2024年", "2024年前三季度"
BEFORE = {YEAR: "2023年", QUARTERS: "2023年前三季度"}


def fact(name: str, now: str, before: str = "", *, when: str = YEAR) -> Fact:
    indicator = shipped_catalogue().find(name)
    assert indicator is not None
    earlier = Missing(reason="台账中没有。", names=(indicator.full_name,))
    return Fact(
        indicator,
        figure(name, now, when=when),
        figure(name, before, when=BEFORE[when]) if before else earlier,
    )


def write(*facts: Fact, when: str = YEAR) -> str:
    return printed(write_sentences(facts, period(when)))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            [fact("监测对象户数", "499", "462"), fact("监测对象人数", "1597", "1489")],
            "截至2024年底，监测对象499户1597人，比上年末分别增加37户、108人。",
            id="what_is_counted_in_two_units_goes_together",
        ),
        pytest.param(
            [fact("监测对象户数", "499", "462"), fact("监测对象人数", "1480", "1489")],
            "截至2024年底，监测对象499户1480人，比上年末户数增加37户、人数减少9人。",
            id="one_up_and_one_down_are_told_apart",
        ),
        pytest.param(
            [fact("衔接资金到位资金", "11790", "11250"), fact("衔接资金支出进度", "97.9", "96.95")],
            "2024年，衔接资金到位资金11790万元，比上年增长4.8%；"
            "支出进度97.9%，比上年提高0.95个百分点。",
            id="money_grows_in_percent_and_a_rate_in_points",
        ),
        pytest.param(
            [fact("小额信贷新增户数", "864", "821"), fact("小额信贷贷款余额", "8940", "8560")],
            "2024年，小额信贷新增864户，比上年增加43户。"
            "截至2024年底，贷款余额8940万元，比上年末增长4.44%。",
            id="what_was_at_the_end_has_a_sentence_of_its_own",
        ),
        pytest.param(
            [fact("易地搬迁安置点数", "7", "7")],
            "截至2024年底，易地搬迁安置点7个，与上年末持平。",
            id="the_same_as_before",
        ),
        pytest.param(
            [fact("爱心超市数", "79")],
            "截至2024年底，爱心超市79家。",
            id="nothing_to_compare_with",
        ),
        pytest.param(
            [fact("危房改造补助资金", "120", "0")],
            "2024年，危房改造补助资金120万元。",
            id="growth_from_nothing_is_not_told",
        ),
        pytest.param(
            [fact("就业帮扶外出务工年度目标", "13500", "13200")],
            "截至2024年底，外出务工年度目标13500人。",
            id="an_aim_is_not_compared",
        ),
        pytest.param(
            [fact("到户奖补户均金额", "3100.04")],
            "2024年，到户奖补户均金额3100元。",
            id="户均_says_of_whom",
        ),
    ],
)
def test_a_group_is_written(facts: list[Fact], expected: str) -> None:
    assert write(*facts) == expected


def test_part_of_a_year_is_compared_with_the_same_part() -> None:
    assert write(fact("小额信贷新增户数", "712", "648", when=QUARTERS), when=QUARTERS) == (
        "2024年前三季度，小额信贷新增712户，比上年同期增加64户。"
    )


def test_nothing_is_written_of_nothing() -> None:
    assert write() == ""


def test_every_number_of_a_paragraph_has_its_figure() -> None:
    facts = [fact("监测对象户数", "499", "462"), fact("监测对象人数", "1597", "1489")]
    pieces = write_sentences(facts, period(YEAR))
    with_figure = [piece for piece in pieces if piece.figure]
    assert [piece.text for piece in with_figure] == ["499户", "1597人", "37户", "108人"]
    assert [piece.figure.value for piece in with_figure if piece.figure] == [499, 1597, 37, 108]
    # Of the others, only the opening has digits: those of the year.
    words = "".join(piece.text for piece in pieces if not piece.figure)
    assert re.findall(r"\d+", words) == ["2024"]


def test_a_long_group_ends_somewhere() -> None:
    names = ("到位资金", "支出金额", "支出进度", "中央资金", "省级资金", "市级资金", "县级资金")
    text = write(*(fact(f"衔接资金{name}", "12") for name in names))
    assert text.count("；") == MOST_CLAUSES - 1


def test_all_there_is_of_a_figure_is_told_to_a_model() -> None:
    pieces = describe_fact(fact("衔接资金到位资金", "11790", "11250"), period(YEAR))
    assert printed(pieces) == "到位资金11790万元，上年11250万元，比上年增长4.8%"


@pytest.mark.parametrize(("rounding", "shown"), [("half_up", "3元"), ("half_even", "2元")])
def test_a_half_goes_where_the_report_wants_it(rounding: str, shown: str) -> None:
    facts = [fact("脱贫人口人均纯收入", "2.5")]
    pieces = write_sentences(facts, period(YEAR), rounding=Rounding(rounding))
    assert shown in printed(pieces)
