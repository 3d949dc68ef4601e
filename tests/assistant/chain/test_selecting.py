"""Which sentences answer."""

import numpy as np
import pytest

from assistant.chain.selecting import FEATURES, PASSAGES, describe, feature_matrix, select
from ingest.errors import ModelError
from tests.assistant.finding import SENTENCES_BY_WORDS, choose, find, make_table, weigh

SUBSIDY = "公益性岗位每人每月补贴多少元？"
PASSAGE = "公益性岗位实行聘任。公益性岗位每人每月补贴800元。名单要公示。"


def feature(name: str, question: str, *passages: str) -> list[float]:
    return [each.features[name] for each in describe(find(question, *passages))]


def test_every_sentence_of_a_passage_is_looked_at_once() -> None:
    found = describe(find(SUBSIDY, PASSAGE))
    assert "".join(each.text for each in found) == PASSAGE


def test_the_sentence_that_answers_comes_first() -> None:
    _, selected = choose(SUBSIDY, "养殖肉羊3500只。", PASSAGE)
    assert selected[0].text == "公益性岗位每人每月补贴800元。"
    assert [each.score for each in selected] == sorted((e.score for e in selected), reverse=True)


def test_a_selected_sentence_is_a_slice_of_its_chunk() -> None:
    for each in choose(SUBSIDY, PASSAGE)[1]:
        assert each.text in each.candidate.view.chunk.text


def test_a_table_row_is_shown_with_its_headers() -> None:
    table = make_table(("村名", "户数"), ("上河村", "42"), ("下河村", "35"))
    _, selected = choose("上河村有多少户？", table)
    assert selected[0].text == "村名：上河村；户数：42"
    assert selected[0].features["is_row"] == 1


def test_only_the_best_passages_are_read() -> None:
    found = describe(find(SUBSIDY, *[PASSAGE] * (PASSAGES + 5)))
    assert len({id(each.candidate) for each in found}) == PASSAGES


def test_nothing_found_selects_nothing() -> None:
    assert choose(SUBSIDY)[1] == []


def test_every_feature_of_every_sentence_is_a_number() -> None:
    matrix = feature_matrix(describe(find("“山川”是？", PASSAGE, "，", "甲", "山川。")))
    assert matrix.shape[1] == len(FEATURES)
    assert np.isfinite(matrix).all()


def test_a_figure_that_the_question_already_has_is_no_new_one() -> None:
    question = "800元是什么补贴？"
    assert feature("new_figure", question, "补贴800元。", "补贴900元。") == [0, 1]


def test_a_clause_with_the_question_counts_half_where_it_has_no_figure() -> None:
    with_figure, without = feature(
        "clause", "公益性岗位多少？", "公益性岗位8个，还有8人。", "公益性岗位，还有8人。"
    )
    assert with_figure == pytest.approx(1.0)
    assert without == pytest.approx(0.5)


def test_a_question_for_no_figure_has_no_clause_to_find() -> None:
    assert feature("clause", "什么是公益性岗位？", "公益性岗位8个。") == [0]


def test_neighbours_lend_their_words() -> None:
    before = feature("words_before", "沙棘亩产多少？", "说沙棘。亩产三百公斤。")
    after = feature("words_after", "沙棘亩产多少？", "说沙棘。亩产三百公斤。")
    assert before[0] == 0 < before[1]
    assert after[0] > 0 == after[1]


def test_the_best_passage_has_no_gap() -> None:
    gaps = feature("passage_gap", SUBSIDY, PASSAGE, "名单要公示。")
    assert max(gaps) == 0
    assert min(gaps) < 0


def test_a_model_of_other_features_is_refused() -> None:
    with pytest.raises(ModelError):
        select(find(SUBSIDY, PASSAGE), weigh(FEATURES[1:]))
    assert select(find(SUBSIDY, PASSAGE), SENTENCES_BY_WORDS)
