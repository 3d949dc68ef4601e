"""What every `Reranker` promises."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.retrieval.reranking import Reranker
from ingest.tokenizing import bigrams

QUESTION = "公益性岗位每月补贴多少元？"
PASSAGES = ["公益性岗位每人每月补贴八百元。", "公示期不少于七个工作日。", "养殖肉羊三千五百只。"]


class SharedBigrams:
    """The least that is a reranker: counts what question and passage share."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        asked = set(bigrams(question))
        return [float(len(asked & set(bigrams(passage)))) for passage in passages]


def write_tiny_cross_encoder(folder: Path) -> Path:
    """Write a cross-encoder of random weights that reads single characters."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    signs += sorted(set("".join([QUESTION, *PASSAGES])))
    vocabulary = {sign: index for index, sign in enumerate(signs)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=64,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    configuration = BertConfig(
        vocab_size=len(signs),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=1,
        initializer_range=1.0,
    )
    BertForSequenceClassification(configuration).save_pretrained(folder)
    return folder


@pytest.fixture(
    scope="module",
    params=["shared_bigrams", pytest.param("cross_encoder", marks=pytest.mark.model)],
)
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    if request.param == "shared_bigrams":
        return SharedBigrams()
    pytest.importorskip("sentence_transformers", reason="needs the extra `models`")
    from assistant.retrieval.reranking import CrossEncoderReranker

    return CrossEncoderReranker(write_tiny_cross_encoder(tmp_path_factory.mktemp("reranker")))


def test_each_passage_gets_one_score(reranker: Reranker) -> None:
    scores = reranker.scores(QUESTION, PASSAGES)
    assert len(scores) == len(PASSAGES)
    assert all(type(score) is float for score in scores)


def test_no_passage_gets_no_score(reranker: Reranker) -> None:
    assert reranker.scores(QUESTION, []) == []


def test_a_passage_is_judged_by_what_it_says_and_not_by_its_place(reranker: Reranker) -> None:
    scores = reranker.scores(QUESTION, PASSAGES)
    assert reranker.scores(QUESTION, PASSAGES[::-1]) == pytest.approx(scores[::-1], abs=1e-5)
    assert len(set(scores)) > 1


def test_the_same_is_judged_the_same_twice(reranker: Reranker) -> None:
    assert reranker.scores(QUESTION, PASSAGES) == reranker.scores(QUESTION, PASSAGES)


@pytest.mark.parametrize("passage", ["", "没见过的字", "补贴" * 2000])
def test_odd_passages_get_a_score_too(reranker: Reranker, passage: str) -> None:
    assert len(reranker.scores(QUESTION, [PASSAGES[0], passage])) == 2
