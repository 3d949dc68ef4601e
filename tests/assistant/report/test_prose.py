"""Background from the library, and sentences on figures as a report asks for them."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from assistant.application import Assistant
from assistant.indicators.schema import CellSource
from assistant.report.drafting import Drafter
from assistant.report.prose import LONGEST, ReportProse
from assistant.report.schema import Prose
from assistant.report.sentences import printed
from tests.assistant.indicators.county import period
from tests.sample_county import COUNTY, LIBRARY, take_in


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory, corpus_assistant: Assistant
) -> Iterator[Assistant]:
    """The sample county with its documents; tests leave it as it is."""
    assistant = take_in(tmp_path_factory.mktemp("sample"), corpus_assistant)
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def prose(sample: Assistant) -> ReportProse:
    return ReportProse(sample.indicators, sample._parts.extractive)


def background(prose: ReportProse, topic: str, when: str = "2024年") -> Prose:
    return prose.background(topic, library=LIBRARY, area=COUNTY, period=period(when))


def test_a_passage_is_quoted_with_its_document_and_proved(
    prose: ReportProse, sample: Assistant
) -> None:
    (paragraph,) = background(prose, "产业发展").paragraphs
    text = printed(paragraph)
    assert text.startswith(
        "《青禾县财政衔接推进乡村振兴补助资金管理办法》（青政规〔2024〕2号）规定，“"
    )
    assert "产业发展的比例不低于当年资金总额的60%" in text
    citations = [piece.citation for piece in paragraph if piece.citation]
    assert citations
    for citation in citations:
        revision = sample.revision_text(citation.revision_id)
        assert revision[citation.start : citation.end] == citation.text


@pytest.mark.parametrize(
    "topic",
    ["防止返贫监测对象的识别程序", "衔接资金支出进度的要求", "义务教育控辍保学", "公益性岗位"],
)
def test_what_is_quoted_stands_so_in_the_cited_passage(prose: ReportProse, topic: str) -> None:
    for paragraph in background(prose, topic).paragraphs:
        for piece in paragraph:
            if piece.citation:
                quoted = piece.text.lstrip("；").removeprefix("“").removesuffix("”")
                assert quoted.translate(str.maketrans("‘’", "“”")) in piece.citation.text
                assert len(quoted) <= LONGEST


def test_reports_and_tables_are_no_background(prose: ReportProse) -> None:
    # The likeliest answers are the ledger of 2024 and the annual report.
    for paragraph in background(prose, "脱贫人口人均纯收入").paragraphs:
        titles = {piece.citation.document for piece in paragraph if piece.citation}
        assert not titles & {"2024年乡镇指标台账.xlsx", "2024年度工作总结.docx"}


def test_what_was_not_yet_in_force_in_the_period_is_not_quoted(prose: ReportProse) -> None:
    later = "".join(map(printed, background(prose, "产业发展", "2023年").paragraphs))
    assert "青政规〔2024〕2号" not in later


def test_a_topic_that_the_library_does_not_know_gives_nothing(prose: ReportProse) -> None:
    assert background(prose, "国际空间站的轨道高度").paragraphs == ()


def test_a_library_that_the_reader_may_not_see_gives_nothing(sample: Assistant) -> None:
    other = ReportProse(
        sample.limited_to({"别的库"}).indicators,
        sample._parts.extractive,
        libraries=frozenset({"别的库"}),
    )
    assert background(other, "产业发展").paragraphs == ()


def test_a_paragraph_on_a_group_comes_from_the_ledger(prose: ReportProse) -> None:
    told = prose.paragraphs("衔接资金", library=LIBRARY, area=COUNTY, period=period("2024年"))
    (paragraph,) = told.paragraphs
    text = printed(paragraph)
    assert text.startswith("2024年，衔接资金到位资金11790万元，比上年增长4.8%；支出金额11542.4万元")
    stated = [piece.figure for piece in paragraph if piece.figure and not piece.figure.formula]
    assert all(isinstance(figure.source, CellSource) for figure in stated)
    computed = [piece.figure for piece in paragraph if piece.figure and piece.figure.formula]
    assert computed
    assert all(figure.operands for figure in computed)


def test_a_group_without_figures_gives_nothing(prose: ReportProse) -> None:
    for group in ("旅游", "没有这一组"):
        told = prose.paragraphs(group, library=LIBRARY, area=COUNTY, period=period("2024年"))
        assert told == Prose(paragraphs=())


class Silent:
    """A model that must not be asked."""

    def write(self, *_: Any, **__: Any) -> Prose:
        raise AssertionError("the model was asked")


def test_a_pre_flight_asks_no_model(sample: Assistant) -> None:
    drafter = cast(Drafter, Silent())
    worded = ReportProse(sample.indicators, sample._parts.extractive, drafter=drafter)
    wanted = {"library": LIBRARY, "area": COUNTY, "period": period("2024年")}
    with pytest.raises(AssertionError, match="was asked"):
        worded.paragraphs("衔接资金", **wanted)
    assert worded.by_rule().paragraphs("衔接资金", **wanted).paragraphs
