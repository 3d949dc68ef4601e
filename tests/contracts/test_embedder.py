"""What every embedder promises; see `ingest.embedding.base.Embedder`."""

import importlib.util
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import BundledEmbedder, Embedder, load_embedder
from ingest.embedding.openai_compatible import OpenAICompatibleEmbedder
from ingest.settings import EmbeddingSettings
from tests.ingest.embedding.embedding_server import serve

TEXTS = ("每人每月补贴300元。", "", "一", "县级民政部门应当在三十日内作出决定，并书面通知申请人。")

HAS_MODELS = all(importlib.util.find_spec(name) for name in ("sentence_transformers", "onnx"))


@pytest.fixture(
    scope="module",
    params=[
        "bundled",
        "openai_compatible",
        pytest.param(
            "sentence_transformer",
            marks=[
                pytest.mark.model,
                pytest.mark.filterwarnings("ignore"),
                pytest.mark.skipif(
                    not HAS_MODELS, reason='needs pip install "policy-assistant[models,dev]"'
                ),
            ],
        ),
    ],
)
def embedder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Embedder]:
    match request.param:
        case "bundled":
            yield load_embedder(EmbeddingSettings(threads=1))
        case "openai_compatible":
            with serve(BundledEmbedder(threads=1)) as server:
                yield OpenAICompatibleEmbedder(model="small", base_url=server.url, batch_size=3)
        case "sentence_transformer":
            from tests.ingest.embedding.tiny_model import write_tiny_folder

            folder: Path = write_tiny_folder(tmp_path_factory.mktemp("models") / "tiny")
            yield load_embedder(EmbeddingSettings(model=str(folder)))


def test_passages_become_rows_of_norm_one(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_query_becomes_one_vector_of_norm_one(embedder: Embedder) -> None:
    vector = embedder.embed_query("每月补贴多少")
    assert vector.shape == (embedder.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_passages_become_no_rows(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([])
    assert vectors.shape == (0, embedder.dimension)
    assert vectors.dtype == np.float32


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder) -> None:
    forward = embedder.embed_passages(TEXTS)
    backward = embedder.embed_passages(TEXTS[::-1])
    np.testing.assert_allclose(forward, backward[::-1], atol=1e-5)


def test_different_texts_have_different_vectors(embedder: Embedder) -> None:
    first, second = embedder.embed_passages(["每月补贴", "县级标准"])
    assert first @ second < 0.999


def test_text_beyond_the_window_is_cut(embedder: Embedder) -> None:
    vector = embedder.embed_query("每月补贴标准，" * 400)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_signs_without_meaning_are_embedded_too(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["\x00\x07", "　\n\t ", "\U0001f600\U00020000", "\ufffd"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_several_threads_get_what_one_gets(embedder: Embedder) -> None:
    texts = [f"{number}元补贴" for number in range(8)]
    expected = [embedder.embed_query(text) for text in texts]
    start = threading.Barrier(4)

    def embed(part: int) -> list[np.ndarray]:
        start.wait()
        return [embedder.embed_query(text) for text in texts[part * 2 : part * 2 + 2]]

    with ThreadPoolExecutor(4) as pool:
        vectors = [vector for part in pool.map(embed, range(4)) for vector in part]
    np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_there_is_a_name(embedder: Embedder) -> None:
    assert embedder.name
    assert embedder.name == embedder.name.strip()
