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
    assert probability(find(QUESTION, ANSWER), weigh(FEATURES)) == 0.5


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


def test_the_lead_of_a_lone_passage_is_none() -> None:
    assert feature("passage_lead", QUESTION, ANSWER) == 0
    assert feature("passage_lead", QUESTION, ANSWER, "养殖肉羊。") > 0
