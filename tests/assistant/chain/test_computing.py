"""Figures that are asked for but stated nowhere."""

import pytest

from assistant.chain.checking import check_sentence
from assistant.chain.citing import evidence_of
from assistant.chain.computing import Computed, compute
from tests.assistant.finding import Passage, choose


def answer(question: str, *passages: Passage) -> Computed | None:
    query, selected = choose(question, *passages)
    return compute(query.analysis, selected)


def text(question: str, *passages: Passage) -> str:
    result = answer(question, *passages)
    return result.text if result else ""


YEARS = ("2022年红柳乡苗木产值9600元。", "2023年红柳乡苗木产值11200元。")
BY_HEAD = ("2022年红柳乡人均纯收入9600元。", "2023年红柳乡人均纯收入11200元。")


@pytest.mark.parametrize(
    ("question", "passages", "expected"),
    [
        pytest.param(
            "男职工和女职工相差多少人？",
            ["男职工929万人，女职工807万人。"],
            "122万人（929万人−807万人=122万人）",
            id="two_figures_of_a_sentence",
        ),
        pytest.param(
            "红柳乡苗木产值2023年比2022年高多少？",
            YEARS,
            "1600元（11200元−9600元=1600元）",
            id="one_figure_of_each_sentence",
        ),
        pytest.param(
            "红柳乡人均纯收入2023年比2022年高多少？",
            BY_HEAD,
            "1600元（11200元−9600元=1600元）",
            id="figures_by_head",
        ),
        pytest.param(
            "沙棘和枸杞两样一共种了多少亩？",
            ["沙棘种了1200亩，枸杞种了300亩。"],
            "1500亩（1200亩+300亩=1500亩）",
            id="sum",
        ),
        pytest.param(
            "合作社平均每户分红多少元？",
            ["合作社给40户分红120000元。"],
            "3000元（120000元÷40户=3000元）",
            id="average",
        ),
    ],
)
def test_a_figure_is_worked_out_and_shows_its_formula(
    question: str, passages: list[str], expected: str
) -> None:
    assert text(question, *passages) == expected


def test_a_difference_is_never_negative() -> None:
    question = "红柳乡苗木产值2022年比2023年少多少？"
    assert text(question, *YEARS) == "1600元（11200元−9600元=1600元）"


def test_the_sentences_of_the_operands_are_named() -> None:
    query, selected = choose("红柳乡苗木产值2023年比2022年高多少？", *YEARS)
    result = compute(query.analysis, selected)
    assert result is not None
    assert sorted(selected[i].text for i in result.operands_in) == sorted(YEARS)


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("男职工和女职工相差多少人？", ["男职工929万人，女职工807万人。"]),
        ("红柳乡苗木产值2023年比2022年高多少？", YEARS),
        ("沙棘和枸杞两样一共种了多少亩？", ["沙棘种了1200亩，枸杞种了300亩。"]),
        pytest.param(
            "脱贫户和一般户的参保率相差多少？",
            ["脱贫户参保率99.8%，一般户参保率97.5%。"],
        ),
    ],
)
def test_what_is_worked_out_passes_the_checks_of_an_answer(
    question: str, passages: list[str]
) -> None:
    query, selected = choose(question, *passages)
    result = compute(query.analysis, selected)
    assert result is not None
    evidence = evidence_of([selected[i] for i in result.operands_in])
    assert check_sentence(result.text, evidence, computed=[result.formula]) == []


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        pytest.param("公益性岗位补贴多少元？", ["每月补贴800元，每年9600元。"], id="not_asked"),
        pytest.param("男职工和女职工相差多少？", ["男职工929人，女职工807户。"], id="units_differ"),
        pytest.param("相差多少人？", ["甲5人，乙3人，丙2人。"], id="which_two"),
        pytest.param("三样一共多少亩？", ["沙棘1200亩，枸杞300亩。"], id="one_is_missing"),
        pytest.param("一共多少亩？", ["沙棘1200亩，枸杞300亩。"], id="nobody_says_how_many"),
        pytest.param("平均每户多少元？", ["给3户分红100元。"], id="does_not_divide"),
        pytest.param("平均每户多少元？", ["给0户分红100元。"], id="nothing_to_divide_by"),
        pytest.param("相差多少？", [], id="no_sentence"),
        pytest.param("相差多少？", ["没有数字。"], id="no_figure"),
        pytest.param("2023年比2022年高多少？", ["2023年7月比2022年7月高。"], id="only_dates"),
    ],
)
def test_where_there_is_a_choice_or_a_lack_nothing_is_said(
    question: str, passages: list[str]
) -> None:
    assert text(question, *passages) == ""


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        pytest.param(
            "小额信贷最高多少元？",
            "小额信贷最低1万元，最高5万元。",
            id="the_highest_is_no_difference",
        ),
        pytest.param(
            "小额信贷最多多少元？",
            "小额信贷至少1万元，最多5万元。",
            id="the_most_is_no_difference",
        ),
        pytest.param(
            "产值提高多少元？",
            "产值达到12000元，提高1500元。",
            id="the_rise_is_stated",
        ),
        pytest.param(
            "监测户减少多少户？",
            "监测户减少12户，还有30户。",
            id="the_fall_is_stated",
        ),
        pytest.param(
            "两项补贴一共多少元？",
            "补贴合计500元，其中生活补贴300元。",
            id="the_sum_is_stated",
        ),
        pytest.param(
            "全村人均纯收入多少元？",
            "全村480人，人均纯收入9600元。",
            id="the_average_is_stated",
        ),
    ],
)
def test_what_the_source_states_is_not_worked_out(question: str, passage: str) -> None:
    assert text(question, passage) == ""
