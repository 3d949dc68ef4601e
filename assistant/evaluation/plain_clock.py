"""Runs the plain recipe as it is, and tells how long its ingestion took.

    python plain_clock.py plain.py VECTORS_FOLDER [--reuse] -- FILE… --questions Q --out R

Run by an interpreter that has the recipe's packages, not by the project's. The vectors of the
passages are kept in VECTORS_FOLDER; with `--reuse` those of an earlier run are taken, so that
questions can be timed again without an hour of embedding. The last line on stdout is
`{"ingest_s": seconds}`, from the first file read to the first question.
"""

import hashlib
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import numpy as np

Embed = Callable[[Any], Any]


def main() -> None:
    """Run the recipe with the arguments behind `--`."""
    border = sys.argv.index("--")
    recipe, vectors, *options = sys.argv[1:border]
    module = load_module(Path(recipe))
    clock = Clock(module.load_embedder, Path(vectors), reuse="--reuse" in options)
    module.load_embedder = clock.load_embedder  # type: ignore[attr-defined]
    sys.argv = [recipe, *sys.argv[border + 1 :]]
    module.main()
    sys.stdout.write(json.dumps({"ingest_s": clock.ingest_s}) + "\n")


def load_module(path: Path) -> ModuleType:
    """Return a script as a module."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise ValueError(f"{path} is no Python script")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Clock:
    """Stands between the recipe and its embedder.

    Args:
        load: The recipe's own `load_embedder`.
        folder: Where vectors are kept.
        reuse: Take the vectors kept by an earlier run over the same passages.
    """

    def __init__(
        self, load: Callable[[str], tuple[Embed, Embed]], folder: Path, *, reuse: bool
    ) -> None:
        self._load = load
        self._folder = folder
        self._reuse = reuse
        self._started = 0.0
        self.ingest_s = 0.0
        """Seconds from the first file read to the first question."""

    def load_embedder(self, name: str) -> tuple[Embed, Embed]:
        """Return the recipe's embedder of passages and of questions, with the clock running."""
        passage, query = self._load(name)

        def embed_passages(texts: list[str]) -> Any:
            key = hashlib.sha256("\0".join([Path(name).name, *texts]).encode()).hexdigest()
            path = self._folder / f"{key[:32]}.npy"
            if self._reuse and path.exists():
                return np.load(path)
            vectors = np.asarray(passage(texts))
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, vectors)
            return vectors

        def embed_question(text: str) -> Any:
            if not self.ingest_s:
                self.ingest_s = perf_counter() - self._started
            return query(text)

        self._started = perf_counter()
        return embed_passages, embed_question


if __name__ == "__main__":
    main()
