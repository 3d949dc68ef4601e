"""Sentences become an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain.composing import (
    GLANCE,
    LONGEST_STATEMENT,
    MOST_STATEMENTS,
    Draft,
    compose,
    shorten,
)
from tests.assistant.finding import Passage, choose, make_query, make_table

SUBSIDY = "公益性岗位每人每月补贴多少元？"
ANSWER = "公益性岗位每人每月补贴800元。"
MEASURES = "红柳乡有哪些产业措施？"


def drafts(question: str, *passages: Passage) -> list[Draft]:
    query, selected = choose(question, *passages)
    return compose(query, selected)


def texts(question: str, *passages: Passage) -> list[str]:
    return [draft.text for draft in drafts(question, *passages)]


def test_nothing_selected_composes_nothing() -> None:
    assert drafts(SUBSIDY) == []


def test_the_answer_comes_first_and_in_the_words_of_its_source() -> None:
    assert texts(SUBSIDY, "名单要公示。" + ANSWER + "岗位实行聘任。")[0] == ANSWER


def test_every_statement_names_its_sentence() -> None:
    for draft in drafts(SUBSIDY, ANSWER + "公益性岗位名单要公示。", "公益性岗位实行聘任。"):
        assert any(draft.text in source.text for source in draft.sources)


def test_the_same_is_not_said_twice() -> None:
    assert texts(SUBSIDY, ANSWER, ANSWER, "据了解，" + ANSWER).count(ANSWER) <= 1


def test_an_answer_is_taken_in_at_a_glance() -> None:
    passages = [
        f"公益性岗位每人每月补贴{n}元，由第{n}季度的岗位补贴资金发放。" for n in range(1, 30)
    ]
    found = texts(SUBSIDY, *passages)
    assert 1 < len(found) <= MOST_STATEMENTS
    assert sum(map(len, found)) <= GLANCE


def test_a_sentence_that_is_too_long_is_shown_by_the_clauses_that_answer() -> None:
    long = "，".join(f"第{n}项内容与所问无关而且说来话长" for n in range(20)) + "，" + ANSWER
    (found, *_) = texts(SUBSIDY, long)
    assert "补贴800元" in found
    assert len(found) <= LONGEST_STATEMENT
    assert found in long


@given(
    st.lists(st.sampled_from(["公益性岗位", "每月补贴800元", "甲" * 50, "名单公示"]), max_size=30),
    st.integers(10, 200),
)
def test_what_is_shortened_is_verbatim_and_short_enough(clauses: list[str], longest: int) -> None:
    text = "，".join(clauses)
    shown = shorten(make_query(SUBSIDY), text, longest)
    assert shown in text
    assert len(shown) <= longest
    assert bool(shown) == bool(text)


# --- Figures that are worked out ----------------------------------------------------------


def test_a_computed_figure_stands_first_with_formula_and_the_sentences_of_its_operands() -> None:
    years = ("2022年红柳乡苗木产值9600元。", "2023年红柳乡苗木产值11200元。")
    first, *rest = drafts("红柳乡苗木产值2023年比2022年高多少？", *years)
    assert first.text.startswith("1600元")
    assert first.formulas == ("11200元−9600元=1600元",)
    assert {source.text for source in first.sources} == set(years)
    assert all(not draft.formulas for draft in rest)


def test_a_comparison_names_both_sides() -> None:
    upper, lower = "上河村合作社给户均分红0.3万元。", "下河村合作社给户均分红0.28万元。"
    extra = [f"上河村合作社第{n}季度给户均分红情况良好。" for n in range(3)]
    found = texts("上河村和下河村的合作社分红哪个更多？", upper, *extra, lower)
    assert any("上河村" in text for text in found)
    assert any("下河村" in text for text in found)


# --- Lists --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param("红柳乡产业措施：一是种植沙棘；二是养殖肉羊；三是新建冷库。", id="yi_shi"),
        pytest.param(
            "红柳乡产业措施：（一）种植沙棘。（二）养殖肉羊。（三）新建冷库。", id="brackets"
        ),
        pytest.param("红柳乡产业措施：①种植沙棘；②养殖肉羊；③新建冷库。", id="circles"),
        pytest.param(
            "红柳乡产业措施有：第一，种植沙棘；第二，养殖肉羊；第三，新建冷库。",
            id="di_yi",
        ),
        pytest.param(
            "红柳乡产业措施：\n（一）种植沙棘\n（二）养殖肉羊\n（三）新建冷库\n资金由县里安排。",
            id="lines",
        ),
    ],
)
def test_a_list_comes_whole_and_in_order_and_holds_nothing_else(passage: str) -> None:
    found = texts(MEASURES, passage)[0]
    places = [found.find(item) for item in ("种植沙棘", "养殖肉羊", "新建冷库")]
    assert -1 not in places
    assert places == sorted(places)
    assert "\n" not in found
    assert "资金" not in found


def test_of_a_list_with_explanations_the_heads_are_shown() -> None:
    passage = "红柳乡产业措施：一是种植沙棘，面积达一千亩；二是养殖肉羊，共三千只；三是新建冷库。"
    assert texts(MEASURES, passage)[0] == "一是种植沙棘；二是养殖肉羊；三是新建冷库。"


def test_a_list_of_more_than_ten_comes_whole() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    passage = "红柳乡产业措施：" + "；".join(f"{n}是办第{n}件事" for n in numerals) + "。"
    assert all(f"{n}是办第{n}件事" in texts(MEASURES, passage)[0] for n in numerals)


def test_a_list_of_another_length_than_asked_for_is_not_taken() -> None:
    passage = "红柳乡产业措施：一是种植沙棘，千亩；二是养殖肉羊，千只；三是新建冷库，两座。"
    assert texts("红柳乡有哪三项产业措施？", passage)[0].startswith("一是种植沙棘；")
    assert not texts("红柳乡有哪四项产业措施？", passage)[0].startswith("一是种植沙棘；")


def test_a_list_that_begins_in_the_middle_is_not_shown_as_whole() -> None:
    passage = "三是新建冷库，红柳乡产业措施；四是办加工厂，两座；五是修路，三公里。"
    assert texts(MEASURES, passage)[0].startswith("三是新建冷库，")


def test_a_list_that_goes_on_in_the_next_passage_is_not_shown_as_whole() -> None:
    begin = "红柳乡产业措施：一是种植沙棘，千亩；二是养殖肉羊，千只；三是新建冷库，两座。"
    rest = "四是办加工厂，红柳乡产业措施；五是修路，三公里。"
    first = texts(MEASURES, begin, rest)[0]
    assert "四是" in first or not first.startswith("一是种植沙棘；")


def test_who_asks_for_no_list_gets_none() -> None:
    passage = "红柳乡产业：一是种植沙棘，千亩；二是养殖肉羊，千只；三是新建冷库，两座。"
    assert not texts("红柳乡产业如何？", passage)[0].startswith("一是种植沙棘；二是")


def test_a_numbered_list_comes_whole_behind_the_line_that_announces_it() -> None:
    passage = (
        "红柳乡产业措施有以下三类：\n1.种植沙棘；\n2.养殖肉羊；\n3.新建冷库2座。\n其他另行通知。"
    )
    assert texts(MEASURES, passage)[0] == "种植沙棘；养殖肉羊；新建冷库2座。"


def test_a_better_sentence_stands_before_the_list_that_it_sums_up() -> None:
    passage = "红柳乡产业措施按种养加的顺序实施。\n1.种植沙棘；\n2.养殖肉羊；\n3.新建冷库。"
    assert texts(MEASURES, passage)[:2] == [
        "红柳乡产业措施按种养加的顺序实施。",
        "种植沙棘；养殖肉羊；新建冷库。",
    ]


# --- Tables -------------------------------------------------------------------------------

STANDARDS = make_table(
    ["对象", "每人每月"], ["养老护理员", "900元"], ["护林员", "800元"], ["保洁员", "700元"]
)


def test_a_table_that_the_question_names_by_its_title_comes_whole_and_in_order() -> None:
    table = STANDARDS.model_copy(update={"section_path": ("岗位补助标准",)})
    assert texts("岗位补助标准是多少？", table) == [row.sentence for row in STANDARDS.rows]


def test_of_a_table_the_row_that_is_asked_for_comes_first() -> None:
    table = STANDARDS.model_copy(update={"section_path": ("岗位补助标准",)})
    assert texts("护林员的岗位补助标准是多少？", table)[0] == "对象：护林员；每人每月：800元"


@pytest.mark.parametrize(
    "line",
    [
        "单位：元/户",
        "（单位：万元）",
        "各乡镇人民政府，县直有关单位：",
        "（三）岗位补助标准",
        "白政发〔2024〕6号",
    ],
)
def test_a_line_that_says_nothing_is_not_quoted(line: str) -> None:
    found = texts("白政发岗位补助标准的单位是多少元？", f"{line}\n岗位补助标准为每月800元。")
    assert found == ["岗位补助标准为每月800元。"]


def test_who_asks_for_the_number_of_a_document_gets_it() -> None:
    assert "白政发〔2024〕6号" in texts(
        "岗位办法的文号是什么？", "岗位办法\n白政发〔2024〕6号\n第一条 略。"
    )
