"""The fitted numbers, as they travel with the install and as they may be broken."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.chain import confidence, selecting
from assistant.retrieval import ranking
from assistant.retrieval.weights import (
    ADAPTER_FILE,
    FOLDER,
    WEIGHTS_FILE,
    Linear,
    QueryAdapter,
    load_adapter,
    load_weights,
)
from ingest.embedding import load_embedder
from ingest.errors import ModelError
from ingest.settings import EmbeddingSettings


def test_what_travels_with_the_install_fits_the_features_of_the_program() -> None:
    weights = load_weights()
    assert np.isfinite(weights.ranking.vector(ranking.FEATURES)).all()
    assert np.isfinite(weights.selecting.vector(selecting.FEATURES)).all()
    assert np.isfinite(weights.confidence.vector(confidence.FEATURES)).all()
    assert 0 < weights.refuse_below <= weights.quote_from < 1


def test_the_adapter_that_travels_with_the_install_is_for_the_bundled_embedder() -> None:
    embedder = load_embedder(EmbeddingSettings())
    adapter = load_adapter(embedder.name)
    assert adapter is not None
    adapted = adapter(embedder.embed_query("公益性岗位每月补贴多少？"))
    assert adapted.shape == (embedder.dimension,)
    assert adapted.dtype == np.float32
    assert np.linalg.norm(adapted) == pytest.approx(1, abs=1e-5)


def test_another_embedder_gets_no_adapter() -> None:
    assert load_adapter("another@1") is None


def test_weights_come_in_the_order_of_the_names() -> None:
    linear = Linear(weights={"甲": 1.0, "乙": 2.0})
    assert linear.vector(["乙", "甲"]).tolist() == [2.0, 1.0]


@pytest.mark.parametrize("names", [["甲"], ["甲", "乙", "丙"], ["甲", "丙"]])
def test_a_model_of_other_features_is_refused(names: list[str]) -> None:
    with pytest.raises(ModelError, match="版本不一致") as raised:
        Linear(weights={"甲": 1.0, "乙": 2.0}).vector(names)
    assert "policy train-ranker" in raised.value.hint


def vector(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_an_adapter_of_zeros_leaves_a_question_where_it_is() -> None:
    adapter = QueryAdapter(np.zeros((2, 2), dtype=np.float32))
    assert adapter(vector(0.6, 0.8)) == pytest.approx(vector(0.6, 0.8))


def test_an_adapter_moves_a_question_by_its_matrix() -> None:
    adapter = QueryAdapter(np.array([[0, 1], [0, 0]], dtype=np.float32))
    assert adapter(vector(1, 0)) == pytest.approx(vector(0.5**0.5, 0.5**0.5))


@pytest.mark.parametrize("content", [None, "", "{", "{}", '{"ranking": 1}'])
def test_missing_or_broken_weights_are_named_with_a_remedy(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / WEIGHTS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError) as raised:
        load_weights(tmp_path)
    assert WEIGHTS_FILE in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize("content", [None, b"", b"broken"])
def test_a_missing_or_broken_adapter_is_named_with_a_remedy(
    tmp_path: Path, content: bytes | None
) -> None:
    shutil.copy(FOLDER / WEIGHTS_FILE, tmp_path)
    if content is not None:
        (tmp_path / ADAPTER_FILE).write_bytes(content)
    with pytest.raises(ModelError) as raised:
        load_adapter(load_weights().adapter_embedder, tmp_path)
    assert ADAPTER_FILE in raised.value.message
    assert raised.value.hint
