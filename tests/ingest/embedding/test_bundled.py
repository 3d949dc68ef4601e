import json
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from ingest.embedding import BundledEmbedder
from ingest.embedding.bundled import MODEL_FOLDER
from ingest.errors import ModelError

DATA = Path(__file__).parents[2] / "data"
UNKNOWN = "<unk>"


@pytest.fixture(scope="module")
def embedder() -> BundledEmbedder:
    return BundledEmbedder(threads=1)


@pytest.fixture(scope="module")
def reference() -> list[dict[str, Any]]:
    texts = json.loads((DATA / "embedding_reference.json").read_text(encoding="utf-8"))["texts"]
    vectors = np.load(DATA / "embedding_reference.npy").astype(np.float32)
    passages, queries = np.split(vectors, 2)
    return [
        item | {"passage": passage, "query": query}
        for item, passage, query in zip(texts, passages, queries, strict=True)
    ]


def test_vectors_agree_with_the_model_they_were_built_from(
    embedder: BundledEmbedder, reference: list[dict[str, Any]]
) -> None:
    passages = embedder.embed_passages([item["text"] for item in reference])
    cosines = [float(row @ item["passage"]) for row, item in zip(passages, reference, strict=True)]
    cosines += [float(embedder.embed_query(item["text"]) @ item["query"]) for item in reference]
    assert min(cosines) >= 0.99, cosines
    assert np.mean(cosines) >= 0.998, cosines


def test_chinese_text_is_cut_into_the_pieces_of_the_full_vocabulary(
    reference: list[dict[str, Any]],
) -> None:
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    for item in reference:
        # Characters without a piece: SentencePiece makes one token of neighbours, as we do;
        # the reference makes one of each.
        expected = [
            token
            for known, run in groupby(item["tokens"])
            for token in ([known] if known == UNKNOWN else run)
        ]
        encoding = tokenizer.encode(item["text"])
        ours = [
            UNKNOWN if id_ == tokenizer.token_to_id(UNKNOWN) else token
            for id_, token in zip(encoding.ids, encoding.tokens, strict=True)
        ]
        assert ours == ["<s>", *expected, "</s>"], item["text"]


def test_the_passage_that_answers_is_nearest(embedder: BundledEmbedder) -> None:
    passages = embedder.embed_passages(
        [
            "跨省务工的脱贫劳动力，每年可领取一次交通补贴，标准为每人500元。",
            "养殖户应当在动物出栏前三日向乡镇畜牧站申报检疫。",
            "村级光伏电站的发电收益主要用于公益岗位工资和小型公益事业。",
        ]
    )
    assert np.argmax(passages @ embedder.embed_query("外出打工的路费能报多少")) == 0
    assert np.argmax(passages @ embedder.embed_query("卖羊之前要办什么检疫手续")) == 1
    assert np.argmax(passages @ embedder.embed_query("光伏挣的钱怎么用")) == 2


def test_the_vector_of_a_text_does_not_depend_on_its_neighbours(embedder: BundledEmbedder) -> None:
    text = "每户补助三万元。"
    alone = embedder.embed_passages([text])[0]
    among = embedder.embed_passages(["短", text, "一段长得多的话，" * 30])[1]
    np.testing.assert_array_equal(alone, among)


def test_text_beyond_512_tokens_changes_nothing(embedder: BundledEmbedder) -> None:
    long = "产业帮扶资金管理办法。" * 200
    first, second = embedder.embed_passages([long, long + "另有规定的除外。" * 50])
    np.testing.assert_array_equal(first, second)


def test_threads_share_one_model(embedder: BundledEmbedder) -> None:
    texts = [f"第{number}条" for number in range(16)]
    fresh = BundledEmbedder(threads=1)
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(fresh.embed_query, texts))
    expected = [embedder.embed_query(text) for text in texts]
    np.testing.assert_array_equal(vectors, expected)


def test_the_name_says_which_model_and_version() -> None:
    config = json.loads((MODEL_FOLDER / "config.json").read_text(encoding="utf-8"))
    name = BundledEmbedder().name
    assert name == f"multilingual-e5-small-zh@{config['version']}"


def test_the_model_card_describes_the_version_that_is_here() -> None:
    card = (MODEL_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert BundledEmbedder().name in card
    assert "MIT" in card


def test_a_folder_without_the_model_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="build_model"):
        BundledEmbedder(folder=tmp_path)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_folder_with_a_part_missing_is_refused_at_the_first_text(
    tmp_path: Path, missing: str
) -> None:
    for file in MODEL_FOLDER.iterdir():
        if file.name != missing:
            (tmp_path / file.name).symlink_to(file)
    embedder = BundledEmbedder(folder=tmp_path)
    with pytest.raises(ModelError, match="不完整"):
        embedder.embed_query("补贴")
