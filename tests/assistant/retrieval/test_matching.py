"""How a question and a chunk are compared by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.matching import (
    ChunkView,
    Span,
    answer_signals,
    coverage,
    inverse_document_frequency,
)
from ingest.numerals import quantities
from ingest.tokenizing import fold, to_simplified
from tests.assistant.finding import make_chunk, make_document, make_query, make_table


def view(text: str) -> ChunkView:
    return ChunkView(make_chunk(text), make_document())


def signals(question: str, text: str) -> tuple[float, ...]:
    folded = to_simplified(fold(text))
    span = Span(0, len(text), folded, is_row=False, is_heading=False, units=(0,))
    return answer_signals(make_query(question), span, quantities(folded))


# --- Chunks -------------------------------------------------------------------------------


def test_sentences_of_a_chunk_are_slices_in_order_and_lose_nothing() -> None:
    text = "第三条 每人每月补贴８００元。\n第四条 “先公示。”后发放！尾句"
    spans = view(text).spans
    assert "".join(text[span.start : span.end] for span in spans) == text.replace("\n", "")
    assert [span.start for span in spans] == sorted(span.start for span in spans)


def test_a_sentence_is_compared_folded_and_in_simplified_characters() -> None:
    (span,) = view("補貼 ８００ 元").spans
    assert span.folded == "补贴800元"


def test_every_sentence_stands_in_a_unit() -> None:
    text = "".join(f"这是第{n}个用来凑长度的句子，说的是同一件事情。" for n in range(12))
    found = view(text)
    assert all(span.units for span in found.spans)
    assert {unit for span in found.spans for unit in span.units} == set(
        range(max(span.units[-1] for span in found.spans) + 1)
    )


def test_a_table_row_is_compared_with_its_headers() -> None:
    table = make_table(("村名", "户数"), ("上河村", "42"), ("下河村", "35"))
    spans = ChunkView(table, make_document()).spans
    assert [span.is_row for span in spans] == [False, True, True]
    assert spans[1].folded == "村名:上河村;户数:42"


def test_a_row_with_an_empty_last_cell_is_a_row() -> None:
    spans = ChunkView(make_table(("村名", "户数"), ("上河村", "")), make_document()).spans
    assert [span.is_row for span in spans] == [False, True]


def test_a_row_with_an_empty_first_cell_is_a_row() -> None:
    spans = ChunkView(make_table(("村名", "户数"), ("", "42")), make_document()).spans
    assert [span.is_row for span in spans] == [False, True]


def test_a_chunk_knows_its_figures_and_articles_in_every_spelling() -> None:
    found = ChunkView(make_chunk("补贴三万元", article="第十二条"), make_document())
    question = make_query("第12条的30000元")
    assert {term.forms[0] for term in question.tokens} <= found.tokens


def test_figures_of_a_sentence_are_read_once() -> None:
    found = view("补贴800元。")
    assert found.quantities(0) is found.quantities(0)
    assert [q.text for q in found.quantities(0)] == ["800元"]


def test_title_and_headings_stand_beside_the_text() -> None:
    chunk = make_chunk("每月800元。", section_path=("第二章 待遇",))
    found = ChunkView(chunk, make_document(title="岗位辦法"))
    assert "岗位办法" in found.heading
    assert "第二章待遇" in found.heading
    assert "待遇" not in found.folded


# --- Terms --------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_rarer_a_term_the_more_it_tells(one: int, other: int) -> None:
    rare, common = sorted((one, other))
    total = 10**6
    low = inverse_document_frequency(common, total)
    assert 0 <= low <= inverse_document_frequency(rare, total)


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_weight_is_never_negative(frequency: int, total: int) -> None:
    assert inverse_document_frequency(frequency, total) >= 0


def test_a_spoken_word_is_one_term_with_its_written_forms() -> None:
    query = make_query("乡下的土豆", [view("农村马铃薯产量")])
    forms = {term.forms[0]: term for term in query.words}
    assert "马铃薯" in forms["土豆"].forms
    assert not forms["土豆"].is_unknown
    assert coverage(query.words, query.word_weight, "农村马铃薯") == pytest.approx(1)


def test_a_word_the_library_does_not_have_is_unknown() -> None:
    query = make_query("火星岗位", [view("公益性岗位")])
    assert {term.forms[0]: term.is_unknown for term in query.words} == {
        "火星": True,
        "岗位": False,
    }


@given(st.text("公益性岗位补贴多少元", max_size=20))
def test_coverage_is_a_share(text: str) -> None:
    query = make_query("公益性岗位补贴多少元")
    assert 0 <= coverage(query.words, query.word_weight, text) <= 1 + 1e-9


def test_a_question_of_signs_alone_covers_nothing() -> None:
    query = make_query("？？？")
    assert coverage(query.words, query.word_weight, "任何文字") == 0


# --- What an answer looks like -------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "fits", "fits_not"),
    [
        ("补贴多少元？", "每月补贴800元。", "补贴按月发放。"),
        ("什么时候施行？", "自2024年7月1日起施行。", "公布之后施行。"),
        ("有哪些措施？", "种植沙棘、养殖肉羊、新建冷库。", "措施已经落实。"),
        ("有哪些措施？", "一是种植；二是养殖。", "措施已经落实。"),
        ("什么是公益性岗位？", "公益性岗位是指财政补贴的岗位。", "公益性岗位按月发放。"),
        ("为什么轮换？", "由于年龄到限，应当轮换。", "岗位每年轮换。"),
        ("哪个单位负责？", "由白桦县民政局负责。", "专人负责。"),
        ("能不能顶替？", "不得由他人顶替。", "他人顶替。"),
    ],
)
def test_a_sentence_of_the_form_asked_for_fits(question: str, fits: str, fits_not: str) -> None:
    assert signals(question, fits)[0] == 1
    assert signals(question, fits_not)[0] == 0


def test_a_figure_of_the_unit_asked_for_fits() -> None:
    assert signals("补贴多少钱？", "补贴800元。")[1] == 1
    assert signals("补贴多少钱？", "补贴42户。")[1] == 0
    assert signals("占百分之几？", "占三成五，即35%。")[1] == 1


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("种植、养殖、加工。", 1),
        ("种植、养殖。", 0),
        ("一是种植；二是养殖；三是加工。", 1),
        ("一是种植；二是养殖。", 0),
        pytest.param(
            "一是种植；二是养殖；三是加工；四是旅游。",
            0,
        ),
    ],
)
def test_a_list_of_the_length_asked_for_fits(text: str, fits: float) -> None:
    assert signals("是哪三项？", text)[2] == fits
