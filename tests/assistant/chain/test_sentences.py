"""A text is cut into sentences while it is written, whatever its pieces."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain.sentences import (
    LONGEST_SENTENCE,
    split_sentences,
    without_thoughts,
)

TEXT = "甲县补贴8元[1]，乙县补贴9元[2][3]。乙县没有规定。[2]\n\n- **第一步**申请【1，2】！\n完了"


def texts(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.numbers) for sentence in split_sentences([text])]


def test_each_sentence_keeps_its_markers() -> None:
    assert texts(TEXT) == [
        ("甲县补贴8元，乙县补贴9元。", (1, 2, 3)),
        ("乙县没有规定。", (2,)),
        ("第一步申请！", (1, 2)),
        ("完了", ()),
    ]


def test_each_part_of_a_sentence_knows_what_is_cited_behind_it() -> None:
    (sentence,) = split_sentences(["甲县补贴8元[1]，乙县补贴9元[2][3]，都按月发。"])
    assert sentence.segments == (
        ("甲县补贴8元", (1,)),
        ("，乙县补贴9元", (2, 3)),
        ("，都按月发。", (2, 3)),
    )


@given(st.lists(st.integers(min_value=0, max_value=len(TEXT)), max_size=8))
def test_how_a_text_is_cut_into_pieces_changes_nothing(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[start:end] for start, end in itertools.pairwise(edges)]
    assert list(split_sentences(pieces)) == list(split_sentences([TEXT]))


@given(st.text(alphabet="甲乙。！？[]【】12，\n<think/> .", max_size=60))
def test_any_text_is_cut_and_every_sentence_says_something(text: str) -> None:
    for sentence in split_sentences(text):
        assert sentence.text.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("补贴3.5万元[1]。", [("补贴3.5万元。", (1,))], id="decimal_point"),
        pytest.param("Yes [1]. No [2].", [("Yes .", (1,)), ("No .", (2,))], id="english"),
        pytest.param("“可以。”[1]后来", [("“可以。”", (1,)), ("后来", ())], id="closing_quote"),
        pytest.param("1. 先申请[1]。", [("先申请。", (1,))], id="numbered_list"),
        pytest.param("依据见[资料2]。", [("依据见。", (2,))], id="named_marker"),
        pytest.param("[1][2]\n。", [], id="nothing_but_marks"),
        pytest.param("（3）不是编号。", [("（3）不是编号。", ())], id="round_brackets"),
    ],
)
def test_what_ends_a_sentence(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert texts(text) == expected


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    read: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("补贴8", "元。", "[1", "]", "然", "后"):
            read.append(piece)
            yield piece

    first = next(split_sentences(pieces()))
    assert first.numbers == (1,)
    assert read[-1] == "然"


def test_a_text_without_end_is_cut() -> None:
    sentences = list(split_sentences("啊" for _ in range(5 * LONGEST_SENTENCE)))
    assert max(len(sentence.text) for sentence in sentences) <= LONGEST_SENTENCE + 1


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["<thi", "nk>想一想。</th", "ink>\n答案。"], "答案。"),
        (["答案里有<think>。"], "答案里有<think>。"),
        (["<think>没有想完"], ""),
        (["<", "b>"], "<b>"),
        (["", ""], ""),
    ],
)
def test_thoughts_before_the_answer_are_left_out(pieces: list[str], expected: str) -> None:
    assert "".join(without_thoughts(pieces)) == expected
