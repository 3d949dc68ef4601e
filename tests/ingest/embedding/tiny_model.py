"""A model of random weights with the shape of the bundled one, small enough for every test."""

from pathlib import Path

import numpy as np

from ingest.embedding.building.weights import BLOCK, BlockTensor, Layer, Weights

HIDDEN, HEADS, FEED_FORWARD, WINDOW, LAYERS = 64, 2, 128, 32, 2
WORDS = (
    "▁",
    "query",
    "passage",
    ":",
    "补贴",
    "标准",
    "每月",
    "元",
    "县",
    "0",
    "1",
    "2",
    "，",
    "。",
)


def tiny_weights() -> Weights:
    """Random, the same at every call."""
    random = np.random.default_rng(20240229)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, columns**-0.5, (rows, columns)).astype(np.float32)

    def vector(size: int, middle: float = 0.0) -> np.ndarray:
        return (middle + random.normal(0, 0.1, size)).astype(np.float32)

    pieces = ("<s>", "<pad>", "</s>", "<unk>", *WORDS)
    return Weights(
        hidden=HIDDEN,
        heads=HEADS,
        feed_forward=FEED_FORWARD,
        window=WINDOW,
        epsilon=1e-12,
        pieces=pieces,
        scores=np.array([0.0] * 4 + [-float(n) for n in range(1, len(WORDS) + 1)], np.float32),
        word=BlockTensor(
            codes=random.integers(0, 16, (len(pieces), HIDDEN)).astype(np.uint8),
            scales=random.uniform(0.01, 0.1, (len(pieces), HIDDEN // BLOCK)).astype(np.float32),
        ),
        position=matrix(WINDOW, HIDDEN),
        token_type=matrix(2, HIDDEN),
        embedding_norm=vector(HIDDEN, 1.0),
        embedding_norm_bias=vector(HIDDEN),
        layers=tuple(
            Layer(
                query_key_value=matrix(3 * HIDDEN, HIDDEN),
                query_key_value_bias=vector(3 * HIDDEN),
                attention_out=matrix(HIDDEN, HIDDEN),
                attention_out_bias=vector(HIDDEN),
                attention_norm=vector(HIDDEN, 1.0),
                attention_norm_bias=vector(HIDDEN),
                widen=matrix(FEED_FORWARD, HIDDEN),
                widen_bias=vector(FEED_FORWARD),
                narrow=matrix(HIDDEN, FEED_FORWARD),
                narrow_bias=vector(HIDDEN),
                output_norm=vector(HIDDEN, 1.0),
                output_norm_bias=vector(HIDDEN),
            )
            for _ in range(LAYERS)
        ),
    )


def write_tiny_folder(folder: Path) -> Path:
    """Write the tiny model in sentence-transformers' format; return the folder."""
    from ingest.embedding.building.folder import write_folder
    from ingest.embedding.building.vocabulary import build_tokenizer

    weights = tiny_weights()
    tokenizer = build_tokenizer(weights.pieces, weights.scores.tolist(), window=WINDOW)
    write_folder(folder, weights, tokenizer)
    return folder
