import pytest

from assistant.auditor.reading import read_text
from assistant.auditor.statements import Statement, read_statements

TITLE = "青禾县2024年工作总结\n"


def statements(text: str) -> list[Statement]:
    return list(read_statements(read_text(text)))


def test_a_statement_says_what_where_and_when() -> None:
    text = f"{TITLE}2024年，石桥镇脱贫人口人均纯收入14001元。"
    (statement,) = statements(text)
    assert (statement.name, statement.area) == ("脱贫人口人均纯收入", "石桥镇")
    assert statement.period.end.year == 2024
    assert text[statement.figure.start : statement.figure.end] == "14001元"


def test_a_year_of_the_title_alone_is_not_plain() -> None:
    (statement,) = statements(f"{TITLE}全县脱贫人口人均纯收入15796元。")
    assert (statement.period.end.year, statement.is_plain) == (2024, False)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("到2025年，全县脱贫人口人均纯收入力争达到18000元。", id="planned"),
        pytest.param("预计2024年，全县脱贫人口人均纯收入达到18000元。", id="expected"),
    ],
)
def test_what_is_planned_is_no_statement(sentence: str) -> None:
    assert statements(f"{TITLE}{sentence}") == []


def test_the_year_of_a_value_before_is_not_that_of_the_value_after() -> None:
    found = statements(f"{TITLE}全县贫困发生率由2015年的9.5%下降至0.39%。")
    assert [(each.figure.quantity.text, each.period.end.year) for each in found] == [("9.5%", 2015)]
