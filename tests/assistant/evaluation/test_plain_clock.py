import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from assistant.evaluation import plain_clock
from assistant.evaluation.plain_clock import Clock

RECIPE = """
import sys

def load_embedder(name):
    def passage(texts):
        print("embeds", name, len(texts))
        return [[1.0, 0.0] for _ in texts]
    return passage, lambda text: [0.0, 1.0]

def main():
    passage, query = load_embedder(sys.argv[2])
    print(sys.argv[0].endswith("recipe.py"), len(passage(sys.argv[3:])), query("问"))
"""


def run_clock(folder: Path, *texts: str) -> list[str]:
    recipe = folder / "recipe.py"
    recipe.write_text(RECIPE, encoding="utf-8")
    command = [sys.executable, plain_clock.__file__, str(recipe), str(folder / "vectors")]
    ran = subprocess.run(
        [*command, "--embedder", "e5", *texts], check=True, capture_output=True, text=True
    )
    return ran.stdout.splitlines()


def test_the_recipe_runs_as_if_alone_and_its_ingestion_is_timed(tmp_path: Path) -> None:
    embeds, result, clock = run_clock(tmp_path, "甲", "乙")
    assert embeds == "embeds e5 2"
    assert result == "True 2 [0.0, 1.0]"
    assert json.loads(clock)["ingest_s"] > 0


def test_vectors_of_an_earlier_run_are_taken_and_then_nothing_is_timed(tmp_path: Path) -> None:
    run_clock(tmp_path, "甲", "乙")
    result, clock = run_clock(tmp_path, "甲", "乙")
    assert result == "True 2 [0.0, 1.0]"
    assert json.loads(clock)["ingest_s"] is None


def test_other_texts_and_other_models_have_vectors_of_their_own(tmp_path: Path) -> None:
    asked: list[str] = []

    def load(name: str) -> tuple[plain_clock.Embed, plain_clock.Embed]:
        def passage(texts: list[str]) -> list[list[float]]:
            asked.append(name)
            return [[float(len(text))] for text in texts]

        return passage, passage

    for name, texts in (("small", ["甲"]), ("small", ["甲乙"]), ("large", ["甲"])):
        passage, _ = Clock(load, tmp_path).load_embedder(name)
        np.testing.assert_array_equal(passage(texts), [[float(len(texts[0]))]])
    assert asked == ["small", "small", "large"]
