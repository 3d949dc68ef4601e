"""Runs the plain recipe as it is, and tells how long its ingestion took.

    python plain_clock.py plain.py VECTORS_FOLDER FILE… --questions Q.jsonl --out R.jsonl

Run by an interpreter that has the recipe's packages, not by the project's. The vectors of the
passages are kept in VECTORS_FOLDER and taken from there the next time, so that questions can be
asked again without minutes of embedding. The last line on stdout is `{"ingest_s": seconds}`, from
the first file read to the first question; null where vectors were taken from the folder.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import numpy as np

# Texts or one text in, an array of their vectors out.
Embed = Callable[[Any], Any]


def main() -> None:
    """Run the recipe with the arguments behind the vectors' folder."""
    recipe, vectors, *arguments = sys.argv[1:]
    module = load_module(Path(recipe))
    clock = Clock(module.load_embedder, Path(vectors))
    vars(module)["load_embedder"] = clock.load_embedder
    sys.argv = [recipe, *arguments]
    module.main()
    sys.stdout.write(json.dumps({"ingest_s": clock.ingest_s}) + "\n")


def load_module(path: Path) -> ModuleType:
    """Return a script as a module."""
    specification = spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise ValueError(f"{path} is no Python script")
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Clock:
    """Stands between the recipe and its embedder.

    Args:
        load: The recipe's own `load_embedder`.
        folder: Where vectors are kept.
    """

    def __init__(self, load: Callable[[str], tuple[Embed, Embed]], folder: Path) -> None:
        self._load = load
        self._folder = folder
        self._started: float | None = None
        self.ingest_s: float | None = None
        """Seconds from the first file read to the first question, the model loaded before."""

    def load_embedder(self, name: str) -> tuple[Embed, Embed]:
        """Return the recipe's embedder of passages and of questions, with the clock running."""
        passage, query = self._load(name)

        def embed_passages(texts: list[str]) -> Any:
            key = hashlib.sha256("\0".join([Path(name).name, *texts]).encode()).hexdigest()
            path = self._folder / f"{key[:32]}.npy"
            if path.exists():
                self._started = None
                return np.load(path)
            vectors = np.asarray(passage(texts))
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, vectors)
            return vectors

        def embed_question(text: str) -> Any:
            if self._started is not None:
                self.ingest_s, self._started = perf_counter() - self._started, None
            return query(text)

        self._started = perf_counter()
        return embed_passages, embed_question


if __name__ == "__main__":
    main()
