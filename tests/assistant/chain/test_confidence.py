"""Whether the library answers at all."""

import numpy as np
import pytest

from assistant.chain.confidence import FEATURES, describe, estimate
from assistant.chain.selecting import select
from assistant.retrieval.retriever import Retrieval
from assistant.retrieval.weights import Linear
from tests.assistant.finding import SENTENCES_BY_WORDS, find, weigh

QUESTION = "公益性岗位每人每月补贴多少元？"
ANSWER = "公益性岗位每人每月补贴800元。"


def feature(name: str, question: str, *passages: str) -> float:
    found = find(question, *passages)
    return float(describe(found, select(found, SENTENCES_BY_WORDS))[FEATURES.index(name)])


def probability(found: Retrieval, model: Linear) -> float:
    return estimate(found, select(found, SENTENCES_BY_WORDS), model)


def test_where_nothing_was_found_there_is_no_doubt() -> None:
    assert probability(find(QUESTION), weigh(FEATURES)) == 0


def test_without_a_reason_either_way_it_is_even() -> None:
    assert probability(find(QUESTION, "公益性岗位很多。"), weigh(FEATURES)) == 0.5


@pytest.mark.parametrize("weight", [1e9, -1e9])
def test_it_stays_a_probability_however_far_the_model_goes(weight: float) -> None:
    model = weigh(FEATURES, passage_words=weight)
    assert 0 <= probability(find(QUESTION, ANSWER), model) <= 1


def test_an_answer_in_the_words_of_the_question_is_surer_than_a_distant_one() -> None:
    model = weigh(FEATURES, passage_words=1.0, missing_in_passage=-1.0)
    near, far = find(QUESTION, ANSWER), find(QUESTION, "养殖肉羊3500只。")
    assert probability(near, model) > probability(far, model)


@pytest.mark.parametrize("question", [QUESTION, "？", "什么是“山川计划”？", "火星移民补贴多少？"])
@pytest.mark.parametrize("passages", [[ANSWER], [ANSWER, "名单要公示。"], ["，"], ["甲"] * 20])
def test_every_feature_is_a_number(question: str, passages: list[str]) -> None:
    found = find(question, *passages)
    features = describe(found, select(found, SENTENCES_BY_WORDS))
    assert features.shape == (len(FEATURES),)
    assert np.isfinite(features).all()


def test_words_the_library_does_not_have_are_counted() -> None:
    assert feature("unknown_words", "火星岗位", "岗位补贴") == 1
    assert feature("missing_in_passage", "火星岗位", "岗位补贴") == pytest.approx(1, abs=1e-3)
    assert feature("missing_in_passage", "岗位", "岗位补贴") == 0


def test_among_few_passages_none_stands_out() -> None:
    alone = feature("passage_lead", QUESTION, ANSWER)
    assert feature("passage_lead", QUESTION, ANSWER, "养殖肉羊。") == alone
    many = ["养殖肉羊。"] * 30
    assert feature("passage_lead", QUESTION, ANSWER, *many) > feature(
        "passage_lead", QUESTION, *[ANSWER] * 6, *many
    )


# --- What repeats the question --------------------------------------------------------------

NEVER = weigh(FEATURES).model_copy(update={"intercept": -20.0})
INCOME = "2018年红柳乡农村居民人均纯收入是多少元？"


def test_a_sentence_that_repeats_the_question_and_adds_the_figure_is_believed() -> None:
    assert probability(find(QUESTION, ANSWER), NEVER) > 0.8


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param("公益性岗位每人每月补贴按规定发放。", id="without_the_figure"),
        pytest.param("公益性岗位每人每月补贴30户。", id="a_figure_of_another_unit"),
        pytest.param("公益性岗位有800个。", id="half_of_the_question"),
    ],
)
def test_what_leaves_out_a_part_of_the_question_is_not(passage: str) -> None:
    assert probability(find(QUESTION, passage), NEVER) < 0.1


@pytest.mark.parametrize("common", [False, True])
def test_the_figure_of_another_year_is_not(common: bool) -> None:
    others = [f"2018年修路{n}公里。" for n in range(30)] if common else []
    passage = "2023年红柳乡农村居民人均纯收入11200元。"
    assert probability(find(INCOME, passage, *others), NEVER) < 0.1
    right = passage.replace("2023", "2018")
    assert probability(find(INCOME, right, *others), NEVER) > 0.8
