"""An answer in the words of the library, checked, or a refusal."""

from pathlib import Path
from typing import Any, cast

import pytest

from assistant.application import Assistant
from assistant.chain.answering import REFUSAL, ExtractiveAnswerer
from assistant.chain.checking import check_sentence
from assistant.retrieval.retriever import Retrieval, Retriever
from assistant.retrieval.weights import load_weights
from assistant.schema import Answer, AnswerStatus, Grade
from assistant.settings import Settings
from ingest.schema import Filters
from tests.assistant.tiny_library import open_tiny_library

SUBSIDY = "公益性岗位每人每月补贴多少？"
RANGERS = "护林员每人每年补助多少钱？"
LOANS = "脱贫人口小额信贷每户最高可以贷款多少？"
QUESTIONS = [
    SUBSIDY,
    RANGERS,
    LOANS,
    "什么是公益性岗位？",
    "上河村有多少户？",
    "上河村和下河村哪个分红多？",
    "2023年红柳乡人均纯收入比2022年高多少？",
    "岗位名单要公示多久？",
    "《白桦县乡村公益性岗位管理办法》第三条",
    "？",
]


def answerer(assistant: Assistant, refuse_below: float) -> ExtractiveAnswerer:
    """Return the real answerer with another threshold, which small libraries need not meet."""
    weights = load_weights().model_copy(update={"refuse_below": refuse_below, "quote_from": 0.0})
    return ExtractiveAnswerer(assistant.retriever, assistant.store.library, weights)


@pytest.fixture
def willing(tiny_assistant: Assistant) -> ExtractiveAnswerer:
    """Answers whenever it finds a sentence."""
    return answerer(tiny_assistant, 0.0)


@pytest.fixture
def unwilling(tiny_assistant: Assistant) -> ExtractiveAnswerer:
    """Refuses whatever it is asked, places by name apart."""
    return answerer(tiny_assistant, 1.0)


def cited(answer: Answer, number: int = 0) -> list[str]:
    markers = answer.statements[number].markers
    return [citation.text for citation in answer.citations if citation.marker in markers]


# --- Every answer -------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_a_slice_of_its_revision(
    willing: ExtractiveAnswerer, tiny_assistant: Assistant, question: str
) -> None:
    for citation in willing.answer(question).citations:
        text = tiny_assistant.revision_text(citation.revision_id)
        assert text[citation.start : citation.end] == citation.text
        assert tiny_assistant.document(citation.document_id).file == citation.document


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_has_citations_and_every_citation_a_statement(
    willing: ExtractiveAnswerer, question: str
) -> None:
    answer = willing.answer(question)
    assert all(statement.markers for statement in answer.statements)
    used = {marker for statement in answer.statements for marker in statement.markers}
    assert sorted(used) == [citation.marker for citation in answer.citations]
    assert sorted(used) == list(range(1, len(used) + 1))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_is_carried_by_what_it_cites(
    willing: ExtractiveAnswerer, tiny_assistant: Assistant, question: str
) -> None:
    answer = willing.answer(question)
    chunks = {hit.chunk.id: hit.chunk for hit in tiny_assistant.search(question, top_k=50)}
    for number, statement in enumerate(answer.statements):
        ids = [c.chunk_id for c in answer.citations if c.marker in statement.markers]
        rows = [row.sentence for id_ in ids for row in chunks[id_].rows]
        assert check_sentence(statement.text, [*cited(answer, number), *rows]) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_text_is_its_statements_with_their_markers(
    willing: ExtractiveAnswerer, question: str
) -> None:
    answer = willing.answer(question)
    for line, statement in zip(answer.text.split("\n"), answer.statements, strict=True):
        assert line == statement.text + "".join(f"[{marker}]" for marker in statement.markers)


@pytest.mark.parametrize("question", [pytest.param(q) if q == LOANS else q for q in QUESTIONS])
def test_nothing_is_said_twice(willing: ExtractiveAnswerer, question: str) -> None:
    said = [statement.text for statement in willing.answer(question).statements]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gets_the_same_answer(willing: ExtractiveAnswerer, question: str) -> None:
    assert willing.answer(question) == willing.answer(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (SUBSIDY, "八百元"),
        (RANGERS, "一万元"),
        ("什么是公益性岗位？", "是指由财政资金补贴"),
        ("上河村有多少户？", "42"),
        ("岗位名单要公示多久？", "七个工作日"),
        ("護林員每月巡山多少天？", "二十二天"),
    ],
)
def test_the_answer_comes_first(willing: ExtractiveAnswerer, question: str, expected: str) -> None:
    assert expected in willing.answer(question).text[:200]


# --- Refusing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "figure"),
    [("2022年红柳乡人均纯收入是多少？", "9600元"), ("2023年红柳乡人均纯收入是多少？", "11200元")],
)
def test_the_figure_of_the_year_asked_for_comes_first(
    willing: ExtractiveAnswerer, question: str, figure: str
) -> None:
    assert figure in willing.answer(question).statements[0].text


def test_not_finding_it_is_an_answer_with_the_nearest_passages(
    unwilling: ExtractiveAnswerer, tiny_assistant: Assistant
) -> None:
    answer = unwilling.answer(SUBSIDY)
    assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
    assert answer.grade is Grade.NOT_FOUND
    assert answer.text.startswith(REFUSAL)
    assert answer.statements == answer.citations == ()
    assert list(answer.hits) == tiny_assistant.search(SUBSIDY, top_k=5)


def test_where_nothing_may_be_searched_nothing_is_offered(willing: ExtractiveAnswerer) -> None:
    for answer in (
        willing.answer(SUBSIDY, filters=Filters(library="没有这个库")),
        willing.answer(SUBSIDY, libraries=frozenset()),
        willing.answer("白政发〔2024〕6号第三条", libraries=frozenset()),
    ):
        assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
        assert answer.text == REFUSAL
        assert answer.hits == ()
        assert answer.confidence == 0


def test_what_the_reader_may_not_see_is_not_quoted(willing: ExtractiveAnswerer) -> None:
    answer = willing.answer(RANGERS, libraries=frozenset({"总结"}))
    assert {citation.document for citation in answer.citations} <= {"红柳乡总结.txt"}
    assert {hit.document.file for hit in answer.hits} <= {"红柳乡总结.txt"}


# --- Places that are named ----------------------------------------------------------------


def test_a_place_that_is_named_is_never_refused(unwilling: ExtractiveAnswerer) -> None:
    answer = unwilling.answer("白政发〔2024〕6号第三条")
    assert answer.status is AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("白政发〔2024〕6号第三条", "第三条 公益性岗位每人每月补贴八百元"),
        ("《白桦县乡村公益性岗位管理办法》第四条", "第四条 岗位名单由乡镇人民政府公示"),
    ],
)
def test_a_place_that_is_named_is_the_answer_and_nothing_else_is(
    willing: ExtractiveAnswerer, question: str, text: str
) -> None:
    answer = willing.answer(question)
    assert answer.text.startswith(text)
    assert {citation.document for citation in answer.citations} == {"岗位办法.txt"}
    assert {citation.section[-1] for citation in answer.citations} == {text[:3]}


# --- What a reader must be told -------------------------------------------------------------


def test_a_repealed_rule_is_marked_and_not_to_be_quoted(willing: ExtractiveAnswerer) -> None:
    answer = willing.answer(RANGERS)
    assert any("《白桦县护林员管理办法》已废止" in notice for notice in answer.notices)
    assert answer.grade is Grade.CHECK


def test_a_rule_in_force_needs_no_notice(willing: ExtractiveAnswerer) -> None:
    answer = willing.answer(SUBSIDY, filters=Filters(in_force=True))
    assert answer.notices == ()
    assert answer.grade is Grade.QUOTABLE


def test_sources_that_disagree_are_both_shown_once(willing: ExtractiveAnswerer) -> None:
    answer = willing.answer(LOANS)
    assert "不同的说法" in answer.notices[0]
    assert answer.grade is Grade.CHECK
    assert {c.document for c in answer.citations} >= {"信贷明白纸.txt", "信贷宣传页.txt"}
    for amount in ("5万元", "3万元"):
        assert sum(amount in statement.text for statement in answer.statements) == 1


def test_a_computed_figure_says_so_shows_its_formula_and_cites_its_operands(
    willing: ExtractiveAnswerer,
) -> None:
    answer = willing.answer("红柳乡2023年纯收入与2022年相差多少元？")
    first = answer.statements[0]
    assert first.is_computed
    assert "11200元−9600元=1600元" in first.text
    assert any("9600元" in text for text in cited(answer))
    assert any("11200元" in text for text in cited(answer))


def test_a_citation_that_is_no_slice_never_leaves(
    willing: ExtractiveAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(willing, "_text_of", lambda _: "别的文字")
    with pytest.raises(AssertionError, match="not as cited"):
        willing.answer(SUBSIDY)


class Overtaken:
    """A retriever whose best document is deleted right after it was found."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def retrieve(self, question: str, **where: Any) -> Retrieval:
        found = self.assistant.retriever.retrieve(question, **where)
        for best in found.hits(1):
            self.assistant.delete_document(best.document.id)
        return found


def test_a_document_that_goes_while_it_is_quoted_is_not_quoted(tmp_path: Path) -> None:
    assistant = open_tiny_library(tmp_path)
    weights = load_weights().model_copy(update={"refuse_below": 0.0})
    overtaken = cast(Retriever, Overtaken(assistant))
    answer = ExtractiveAnswerer(overtaken, assistant.store.library, weights).answer(RANGERS)
    assert "护林员办法.txt" not in {citation.document for citation in answer.citations}


def test_an_empty_library_refuses() -> None:
    answer = answerer(Assistant.from_settings(Settings()), 0.0).answer(SUBSIDY)
    assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
