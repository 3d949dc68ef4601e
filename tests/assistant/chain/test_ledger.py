"""The chat answers from the ledger, beside what the documents say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from assistant.application import Assistant
from assistant.chain.ledger import read_question
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import CellSource, Figure
from assistant.schema import AnswerStatus, Grade, TextDelta, Turn
from ingest.schema import Filters
from tests.assistant.tiny_library import open_tiny_library

DRAFTED = date(2025, 1, 10)

# Other than the ledger in the first, the same in the second.
REPORT = """白桦县2024年巩固脱贫成果工作总结
一、群众收入
2024年全县脱贫人口人均纯收入14600元，比上年稳步提高。
二、资金使用
2024年全县衔接资金到位资金1.2亿元，全部安排到项目。
"""


def figure(
    value: str, unit: str, name: str, code: str, period: str, area: str = "白桦县", cell: str = "B2"
) -> Figure:
    return Figure(
        value=Decimal(value),
        unit=unit,
        name=name,
        code=code,
        period=parse_period(period),
        area=area,
        source=CellSource(file="台账.xlsx", sheet="收入", cell=cell, text=value),
    )


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("ledger")
    assistant = open_tiny_library(folder)
    report = folder / "白桦县总结.txt"
    report.write_text(REPORT, encoding="utf-8")
    list(assistant.ingest([report]))
    catalogue = assistant.indicators.catalogue

    def stated(value: str, name: str, period: str, **where: str) -> Figure:
        known = catalogue.find(name, 2023)
        assert known
        return figure(value, known.unit, known.full_name, known.code, period, **where)

    assistant.indicators.put(
        [
            stated("9600", "脱贫人口人均纯收入", "2022年", area="红柳乡"),
            stated("11300", "脱贫人口人均纯收入", "2023年", area="红柳乡"),
            stated("13000", "脱贫人口人均纯收入", "2023年"),
            stated("14000", "脱贫人口人均纯收入", "2024年"),
            stated("12000", "衔接资金到位资金", "2024年"),
            stated("9000", "衔接资金支出金额", "2024年"),
        ]
    )
    assistant.indicators.put(
        [stated("21000", "脱贫人口人均纯收入", "2024年", area="红石坡")], library="信访办专用"
    )
    yield assistant
    assistant.close()


def test_tells_the_figure_with_its_cell(assistant: Assistant) -> None:
    answer = assistant.ask("2024年全县脱贫人口人均纯收入是多少？")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.startswith(
        "指标台账：2024年白桦县脱贫人口人均纯收入为14,000元（来源：台账.xlsx 收入!B2）。"
    )
    (told,) = answer.figures
    assert (told.text, told.source, told.period) == ("14,000元", "台账.xlsx 收入!B2", "2024年")


def test_takes_the_latest_where_no_time_is_named(assistant: Assistant) -> None:
    assert "2024年白桦县" in assistant.ask("脱贫人口人均纯收入多少").text.splitlines()[0]


def test_takes_the_area_that_is_named(assistant: Assistant) -> None:
    first = assistant.ask("红柳乡2022年脱贫人口人均纯收入是多少").text.splitlines()[0]
    assert "红柳乡" in first and "9,600元" in first


def test_compares_with_the_year_before_and_says_what_that_rests_on(assistant: Assistant) -> None:
    answer = assistant.ask("2024年全县脱贫人口人均纯收入同比增长多少")
    assert "上年为13,000元，比上年增长7.69%" in answer.text
    assert [each.period for each in answer.figures] == ["2024年", "2023年"]
    missing = assistant.ask("2023年全县脱贫人口人均纯收入同比增长多少")
    assert "不能计算同比" in missing.text.splitlines()[0]


def test_computes_what_the_catalogue_has_a_formula_for(assistant: Assistant) -> None:
    answer = assistant.ask("2024年衔接资金支出进度是多少")
    assert "75" in answer.figures[0].text
    assert answer.figures[0].formula == "9000 ÷ 12000"
    assert "按 9000 ÷ 12000 计算" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "公益性岗位每人每月补贴多少",
        "脱贫人口人均纯收入由谁统计",
        "巴图县2024年脱贫人口人均纯收入是多少",
        "2022年和2024年脱贫人口人均纯收入是多少",
        "脱贫人口人均纯收入和衔接资金到位资金是多少",
    ],
)
def test_leaves_to_the_documents_what_is_no_plain_question_for_a_figure(
    assistant: Assistant, question: str
) -> None:
    assert read_question(question, assistant.indicators, today=DRAFTED) is None
    assert not assistant.ask(question).figures


def test_says_nothing_of_a_year_it_has_no_value_of(assistant: Assistant) -> None:
    assert not assistant.ask("2019年全县脱贫人口人均纯收入是多少").figures


def test_understands_a_question_that_goes_on_from_the_last(assistant: Assistant) -> None:
    before = Turn(question="2024年全县脱贫人口人均纯收入是多少？", answer="14,000元。")
    answer = assistant.ask("2023年呢？", history=[before])
    assert [each.text for each in answer.figures] == ["13,000元"]


def test_names_a_document_that_says_otherwise(assistant: Assistant) -> None:
    answer = assistant.ask("2024年全县脱贫人口人均纯收入是多少？")
    assert "14600元" in answer.text
    assert any("14600元" in notice and "14,000元" in notice for notice in answer.notices)
    assert answer.grade is Grade.CHECK


def test_a_document_that_says_the_same_in_another_unit_is_no_difference(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("2024年全县衔接资金到位资金是多少？")
    assert "1.2亿元" in answer.text and "12,000万元" in answer.text
    assert not any("不一致" in notice for notice in answer.notices)


def test_a_stream_tells_the_ledger_first_and_the_same_text(assistant: Assistant) -> None:
    *pieces, last = assistant.stream("2024年全县脱贫人口人均纯收入是多少？")
    assert isinstance(pieces[0], TextDelta) and pieces[0].text.startswith("指标台账：")
    joined = "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))
    assert joined == last.answer.text


def test_a_reader_hears_nothing_of_a_ledger_they_may_not_see(assistant: Assistant) -> None:
    question = "红石坡2024年脱贫人口人均纯收入是多少"
    assert assistant.ask(question).figures
    limited = assistant.limited_to(set(assistant.indicators.libraries()) - {"信访办专用"})
    answer = limited.ask(question)
    assert not answer.figures and "21,000" not in answer.text
    within = limited.ask(question, filters=Filters(library="信访办专用"))
    assert not within.figures


def test_the_ledger_alone_is_an_answer(assistant: Assistant) -> None:
    answer = assistant.ask("红柳乡2022年脱贫人口人均纯收入是多少", filters=Filters(kind="决定"))
    assert answer.status is AnswerStatus.ANSWERED
    assert not answer.citations
    assert answer.grade is Grade.QUOTABLE
