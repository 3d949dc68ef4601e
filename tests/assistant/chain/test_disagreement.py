"""Two sources that say different things about the same."""

import pytest

from assistant.chain.disagreement import find_disagreement
from tests.assistant.finding import Passage, choose

QUESTION = "脱贫人口小额信贷最高可以贷款多少元？"
FIVE = "脱贫人口小额信贷每户最高可以贷款5万元，期限不超过3年。"


def other(question: str, *passages: Passage) -> str:
    query, selected = choose(question, *passages)
    found = find_disagreement(query, selected)
    return found.text if found else ""


def test_another_figure_for_the_same_thing_is_a_disagreement() -> None:
    assert other(QUESTION, FIVE, FIVE.replace("5万元", "3万元"))


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param(FIVE, id="the_same"),
        pytest.param(FIVE.replace("5万元", "五万元"), id="in_other_numerals"),
        pytest.param(FIVE.replace("5万元", "50000元"), id="on_another_scale"),
        pytest.param("养殖户最高可以领取补助3万元。", id="about_something_else"),
        pytest.param(FIVE.replace("5万元", "若干"), id="without_the_figure"),
        pytest.param("2019年，" + FIVE.replace("5万元", "3万元"), id="of_another_time"),
        pytest.param("按第三条规定，" + FIVE, id="with_an_article_before_it"),
    ],
)
def test_what_says_the_same_or_speaks_of_another_thing_is_none(passage: str) -> None:
    assert other(QUESTION, FIVE, passage) == ""


def test_one_passage_does_not_disagree_with_itself() -> None:
    assert other(QUESTION, FIVE + FIVE.replace("5万元", "3万元")) == ""


def test_without_sentences_or_figures_nothing_disagrees() -> None:
    assert other(QUESTION) == ""
    assert other(QUESTION, "脱贫人口小额信贷免抵押。", "脱贫人口小额信贷免担保。") == ""
