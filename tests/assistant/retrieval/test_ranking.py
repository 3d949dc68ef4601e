"""The order of passages."""

import numpy as np
import pytest

from assistant.retrieval.matching import ChunkView
from assistant.retrieval.ranking import FEATURES, Candidate, fill_features, rank
from tests.assistant.finding import BY_WORDS, find, make_chunk, make_document, make_query, weigh

QUESTION = "公益性岗位每月补贴多少元？"
ANSWER = "公益性岗位每人每月补贴八百元。"
ASIDE = "岗位名单由乡镇人民政府公示。"
ELSEWHERE = "养殖肉羊三千五百只。"


def column(name: str, question: str, *texts: str, **fields: object) -> list[float]:
    views = [ChunkView(make_chunk(t, n, **fields), make_document()) for n, t in enumerate(texts)]
    query = make_query(question, views)
    candidates = [Candidate(each, {}, {}, 0.0, 0.0) for each in views]
    return fill_features(query, candidates)[:, FEATURES.index(name)].tolist()


def candidate(cosines: dict[int, float], floor: float = 0.1) -> Candidate:
    return Candidate(ChunkView(make_chunk("甲"), make_document()), cosines, {}, floor, floor)


def test_nothing_is_ranked_as_nothing() -> None:
    assert rank(make_query(QUESTION), [], BY_WORDS) == []


def test_the_passage_that_shares_more_of_the_question_comes_first() -> None:
    found = find(QUESTION, ELSEWHERE, ASIDE, ANSWER)
    assert [each.view.chunk.text for each in found.candidates] == [ANSWER, ASIDE, ELSEWHERE]


def test_no_passage_is_lost_and_scores_fall() -> None:
    found = find(QUESTION, ELSEWHERE, ASIDE, ANSWER)
    scores = [hit.score for hit in found.hits(10)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_equal_passages_keep_their_order() -> None:
    found = find(QUESTION, ANSWER, ANSWER)
    assert [each.view.chunk.id[-4:] for each in found.candidates] == ["0000", "0001"]


def test_the_order_of_two_does_not_depend_on_the_order_found() -> None:
    one = [c.view.chunk.text for c in find(QUESTION, ANSWER, ASIDE, ELSEWHERE).candidates]
    other = [c.view.chunk.text for c in find(QUESTION, ELSEWHERE, ASIDE, ANSWER).candidates]
    assert one == other


@pytest.mark.parametrize("texts", [("一句",), (ANSWER, ASIDE), ("，",), ("甲" * 2000, ANSWER)])
def test_every_feature_is_a_number(texts: tuple[str, ...]) -> None:
    views = [ChunkView(make_chunk(text), make_document()) for text in texts]
    for question in (QUESTION, "？", "“补贴”多少"):
        candidates = [Candidate(each, {0: 0.5}, {}, 0.1, 0.1) for each in views]
        features = fill_features(make_query(question, views), candidates)
        assert features.shape == (len(texts), len(FEATURES))
        assert np.isfinite(features).all()


def test_the_best_of_a_question_has_no_distance_from_the_best() -> None:
    relative = column("relative_coverage_words", QUESTION, ANSWER, ASIDE, ELSEWHERE)
    assert max(relative) == 0
    assert min(relative) < 0


def test_a_spoken_question_meets_the_written_text() -> None:
    potato, wheat = column("coverage_words", "土豆", "马铃薯亩产两吨", "小麦亩产一吨")
    assert potato > wheat == 0


def test_a_figure_is_matched_in_any_spelling() -> None:
    right, wrong = column("tokens", "谁投入了30000元？", "投入三万元", "投入五万元")
    assert right > wrong == 0


def test_a_quoted_name_is_matched_whole() -> None:
    right, wrong = column("quoted", "“山川计划”是什么？", "实施山川计划", "山川秀美的计划")
    assert (right, wrong) == (1, 0)


def test_notes_are_told_apart() -> None:
    assert column("is_note", QUESTION, ANSWER, is_note=True) == [1]


def test_saying_a_word_again_helps_less_and_less() -> None:
    once, twice, often = column("bm25_words", "岗位", "岗位甲乙", "岗位岗位", "岗位" * 200)
    assert once < twice
    assert often < 3 * once


def test_what_was_not_found_by_meaning_counts_as_the_last_that_was() -> None:
    assert candidate({}).cosine == candidate({}).second_cosine == 0.1
    assert candidate({0: 0.6}).cosine == 0.6
    assert candidate({0: 0.6}).second_cosine == 0.1
    assert candidate({0: 0.6, 3: 0.8, 4: 0.2}).second_cosine == 0.6


def test_a_model_of_other_features_is_refused() -> None:
    from ingest.errors import ModelError

    with pytest.raises(ModelError):
        rank(make_query(QUESTION), [candidate({})], weigh(FEATURES[1:]))
