"""The tests of a loaded model need `pip install "policy-assistant[models]"`."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from ingest.embedding import BundledEmbedder, load_embedder
from ingest.embedding.sentence_transformer import SentenceTransformerEmbedder
from ingest.errors import ModelError
from ingest.settings import EmbeddingSettings
from tests.ingest.embedding.tiny_model import write_tiny_folder

TEXTS = ["每月标准300元，按月发放。", "补贴", "县级每月补贴1200元。"]

needs_models = [
    pytest.mark.model,
    # What torch and transformers warn about among themselves is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(
        any(not importlib.util.find_spec(name) for name in ("sentence_transformers", "onnx")),
        reason='needs pip install "policy-assistant[models,dev]"',
    ),
]


def with_models(test):  # type: ignore[no-untyped-def]
    for mark in needs_models:
        test = mark(test)
    return test


@with_models
def test_the_folder_we_write_loads_without_a_network(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(write_tiny_folder(tmp_path / "tiny")))
    assert embedder.embed_passages(TEXTS).shape == (3, embedder.dimension)


@with_models
def test_full_precision_and_int8_of_the_same_weights_agree(tmp_path: Path) -> None:
    from ingest.embedding.build_model import write_model
    from tests.ingest.embedding.tiny_model import tiny_weights

    write_model(tmp_path / "int8", tiny_weights())
    int8 = BundledEmbedder(threads=1, folder=tmp_path / "int8")
    full = SentenceTransformerEmbedder(str(write_tiny_folder(tmp_path / "full")))
    passages = (int8.embed_passages(TEXTS) * full.embed_passages(TEXTS)).sum(axis=1)
    assert passages.min() > 0.999, passages
    assert int8.embed_query(TEXTS[0]) @ full.embed_query(TEXTS[0]) > 0.999
    # Passages and questions have prefixes of their own, on both sides.
    assert int8.embed_query(TEXTS[0]) @ int8.embed_passages(TEXTS[:1])[0] < 0.999


@with_models
def test_the_name_changes_with_the_weights(tmp_path: Path) -> None:
    first = SentenceTransformerEmbedder(str(write_tiny_folder(tmp_path / "tiny"))).name
    assert SentenceTransformerEmbedder(str(tmp_path / "tiny")).name == first
    weights = tmp_path / "tiny" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert SentenceTransformerEmbedder(str(tmp_path / "tiny")).name != first


@with_models
@pytest.mark.parametrize(
    ("folder", "prompts", "differ"),
    [
        pytest.param("tiny-e5", {}, True, id="e5_without_prompts_gets_its_prefixes"),
        pytest.param("tiny", {}, False, id="another_without_prompts_gets_none"),
        pytest.param("tiny", {"query": "query: "}, True, id="prompts_of_the_model_are_used"),
    ],
)
def test_questions_and_passages_get_what_the_model_wants(
    tmp_path: Path, folder: str, prompts: dict[str, str], differ: bool
) -> None:
    path = write_tiny_folder(tmp_path / folder)
    configuration = path / "config_sentence_transformers.json"
    configuration.write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
    embedder = SentenceTransformerEmbedder(str(path))
    query, passage = embedder.embed_query("补贴"), embedder.embed_passages(["补贴"])[0]
    assert (float(query @ passage) < 0.999) is differ


@with_models
def test_a_model_that_is_not_on_this_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="无法加载") as caught:
        SentenceTransformerEmbedder(str(tmp_path / "nothing"))
    assert "POLICY_EMBEDDING__MODEL" in caught.value.hint


def test_without_the_package_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError) as caught:
        load_embedder(EmbeddingSettings(model="BAAI/bge-m3"))
    assert 'pip install "policy-assistant[models]"' in caught.value.hint
    assert "BAAI/bge-m3" in caught.value.message
