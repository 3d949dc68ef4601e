import socket
from collections.abc import Iterator

import numpy as np
import pytest

from ingest.embedding import BundledEmbedder, load_embedder
from ingest.embedding.openai_compatible import OpenAICompatibleEmbedder
from ingest.errors import ModelError
from ingest.settings import EmbeddingSettings
from tests.ingest.embedding.embedding_server import KEY, EmbeddingServer, serve


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with serve(BundledEmbedder(threads=1)) as server:
        yield server


def client(server: EmbeddingServer, **changes: object) -> OpenAICompatibleEmbedder:
    options = {"model": "small", "base_url": server.url, "timeout_s": 5.0} | changes
    return OpenAICompatibleEmbedder(**options)  # type: ignore[arg-type]


def test_vectors_come_from_the_server_in_the_order_of_the_texts(server: EmbeddingServer) -> None:
    texts = [f"第{number}条" for number in range(5)]
    vectors = client(server, batch_size=2).embed_passages(texts)
    np.testing.assert_allclose(vectors, server.embedder.embed_passages(texts), atol=1e-6)
    assert server.requests == 3


def test_vectors_of_any_length_are_brought_to_one(server: EmbeddingServer) -> None:
    server.scale = 7.0
    assert np.linalg.norm(client(server).embed_query("补贴")) == pytest.approx(1, abs=1e-5)


def test_a_model_of_the_e5_family_gets_the_prefixes_it_was_trained_with(
    server: EmbeddingServer,
) -> None:
    embedder = client(server, model="intfloat/multilingual-e5-large")
    embedder.embed_query("谁可以申请")
    embedder.embed_passages(["脱贫户可以申请"])
    assert server.inputs == ["query: 谁可以申请", "passage: 脱贫户可以申请"]


def test_another_model_gets_the_texts_as_they_are(server: EmbeddingServer) -> None:
    client(server, model="bge-m3").embed_query("谁可以申请")
    assert server.inputs == ["谁可以申请"]


def test_the_settings_lead_to_the_server_with_its_key(server: EmbeddingServer) -> None:
    server.key = KEY
    settings = EmbeddingSettings(model="small", base_url=server.url, api_key=KEY)  # type: ignore[arg-type]
    assert load_embedder(settings).dimension == server.embedder.dimension


def test_a_wrong_key_is_named(server: EmbeddingServer) -> None:
    server.key = KEY
    with pytest.raises(ModelError, match="POLICY_EMBEDDING__API_KEY"):
        client(server, api_key="wrong").embed_query("补贴")


def test_an_unknown_model_is_named(server: EmbeddingServer) -> None:
    server.status = 404
    with pytest.raises(ModelError, match=r"返回错误 404.*small"):
        client(server).embed_query("补贴")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"object": "list", "data": [], "model": "small"}, id="no_vectors"),
        pytest.param({"hello": "world"}, id="another_service"),
        pytest.param("欢迎", id="text"),
        pytest.param({"data": [{"index": 0, "embedding": [0.0, 0.0]}]}, id="zero_vector"),
        pytest.param({"data": [{"index": 0, "embedding": [1.0]}] * 2}, id="too_many"),
    ],
)
def test_an_answer_that_is_no_vector_is_refused(server: EmbeddingServer, answer: object) -> None:
    server.answer = answer
    with pytest.raises(ModelError, match="无法识别"):
        client(server).embed_query("补贴")


def test_a_server_that_does_not_run_is_named_with_its_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelError, match="连接不上") as caught:
        OpenAICompatibleEmbedder(model="small", base_url=url).embed_query("补贴")
    assert url in caught.value.message
    assert "POLICY_EMBEDDING__BASE_URL" in caught.value.hint


def test_a_server_that_does_not_answer_in_time_is_given_up(server: EmbeddingServer) -> None:
    server.delay_s = 0.5
    with pytest.raises(ModelError, match="连接不上"):
        client(server, timeout_s=0.05).embed_query("补贴")


def test_no_texts_need_no_vectors(server: EmbeddingServer) -> None:
    assert client(server).embed_passages([]).shape == (0, server.embedder.dimension)
