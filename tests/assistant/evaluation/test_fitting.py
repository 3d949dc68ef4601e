"""Small models learn what their examples say."""

import numpy as np
import pytest

from assistant.evaluation.fitting import Labels, Matrix, fit_adapter, fit_listwise, fit_logistic
from assistant.retrieval.weights import QueryAdapter

pytestmark = pytest.mark.model
pytest.importorskip("scipy", reason="needs the extra `models`")
pytest.importorskip("sklearn", reason="needs the extra `models`")

NAMES = ("tells", "noise")


def lists(count: int = 40, *, seed: int = 0) -> list[tuple[Matrix, Labels]]:
    """Return questions whose right candidate has the greatest first feature."""
    random = np.random.default_rng(seed)
    questions = []
    for _ in range(count):
        features = random.normal(size=(6, 2))
        questions.append((features, features[:, 0] == features[:, 0].max()))
    return questions


def test_the_feature_that_tells_gets_the_weight() -> None:
    weights = fit_listwise(lists(), NAMES, ridge=0.1).weights
    assert weights["tells"] > 5 * abs(weights["noise"])


def test_a_fitted_ranking_puts_the_right_first_in_lists_it_has_not_seen() -> None:
    model = fit_listwise(lists(), NAMES)
    first = [right[(f @ model.vector(NAMES)).argmax()] for f, right in lists(seed=1)]
    assert np.mean(first) > 0.8


def test_a_stronger_penalty_makes_smaller_weights() -> None:
    weak, strong = (fit_listwise(lists(), NAMES, ridge=ridge) for ridge in (0.1, 100.0))
    assert abs(strong.weights["tells"]) < abs(weak.weights["tells"])


def test_the_scale_of_a_feature_changes_no_order() -> None:
    questions = lists()
    scaled = [(features * [1000.0, 1.0], right) for features, right in questions]
    one, other = fit_listwise(questions, NAMES), fit_listwise(scaled, NAMES)
    assert other.weights["tells"] * 1000 == pytest.approx(one.weights["tells"], rel=1e-3)


def test_a_list_without_choice_teaches_nothing() -> None:
    questions = lists()
    nothing = [(np.ones((3, 2)) * 50, np.full(3, value)) for value in (True, False)]
    assert fit_listwise([*questions, *nothing], NAMES) == fit_listwise(questions, NAMES)


def test_a_question_of_importance_two_counts_as_two() -> None:
    questions = lists(10)
    twice = fit_listwise([*questions, questions[0]], NAMES)
    heavy = fit_listwise(questions, NAMES, importance=[2.0] + [1.0] * 9)
    # Standardising sees the repeated list twice, so the two are alike and not equal.
    assert heavy.weights["tells"] == pytest.approx(twice.weights["tells"], rel=0.2)


def test_a_feature_that_never_changes_gets_no_say() -> None:
    questions = [(np.column_stack([f[:, 0], np.ones(6)]), right) for f, right in lists()]
    model = fit_listwise(questions, NAMES)
    assert np.isfinite(model.vector(NAMES)).all()
    assert model.weights["noise"] == pytest.approx(0, abs=1e-6)


def test_a_logistic_model_is_even_where_its_examples_part() -> None:
    features = np.linspace(-1, 1, 200).reshape(-1, 1)
    model = fit_logistic(features, features[:, 0] > 0.2, ["only"])
    logits = features @ model.vector(["only"]) + model.intercept
    border = features[np.abs(logits).argmin(), 0]
    assert border == pytest.approx(0.2, abs=0.15)
    assert model.weights["only"] > 0


def test_the_same_examples_give_the_same_models() -> None:
    assert fit_listwise(lists(), NAMES) == fit_listwise(lists(), NAMES)


def test_an_adapter_moves_questions_towards_their_answers() -> None:
    pytest.importorskip("torch", reason="needs the extra `models`")
    random = np.random.default_rng(0)
    passages = random.normal(size=(64, 8)).astype(np.float32)
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    # Questions are worded alike wrongly: every one is pushed the same way.
    questions = passages + 0.8 * np.eye(8, dtype=np.float32)[0]
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    matrix = fit_adapter(np.tile(questions, (8, 1)), np.tile(np.arange(64), 8), passages)
    assert matrix.shape == (8, 8)
    assert matrix.dtype == np.float32
    moved = np.array([QueryAdapter(matrix)(question) for question in questions])
    assert ((moved - questions) * passages).sum(axis=1).mean() > 0
