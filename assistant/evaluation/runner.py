"""Asks a set of questions whose answers are known, and says how good the results were."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from assistant.batch import BatchQuestion, answer_batch
from assistant.errors import WrongUseError
from assistant.evaluation.metrics import (
    Evaluation,
    EvaluationRecord,
    EvidenceQuestion,
    GoldQuestion,
    PassageQuestion,
    Result,
    UnanswerableQuestion,
    Value,
)
from ingest.schema import Filters

if TYPE_CHECKING:
    from assistant.application import Assistant

# As deep as the deepest recall that is measured.
TOP_K = 20

NAMES = {
    "questions": "题数",
    "missing": "没有结果的题数",
    "recall": "召回率",
    "mrr": "平均倒数排名",
    "hit": "命中率",
    "answer_accuracy": "回答正确率",
    "answer_accuracy_when_answered": "作答题的正确率",
    "answer_f1": "回答的字符 F1",
    "wrongly_refused": "误拒率",
    "citation_supports": "出处支持率",
    "median_answer_chars": "回答字数中位数",
    "refusal_recall": "应拒题的拒答率",
    "refusal_precision": "拒答的准确率",
    "retrieval": "没有检索到",
    "answer": "答错或拒答",
    "not refused": "应拒而未拒",
}

EvaluationRecordT = TypeVar("EvaluationRecordT", bound=EvaluationRecord)


def read_gold_questions(path: Path) -> list[GoldQuestion]:
    """Return the questions of a JSON Lines file with their answers; the first tells their form.

    Raises:
        WrongUseError: the file holds no question, or a line that is none of that form.
    """
    first = next((fields for _, fields in _parse(path)), None)
    if first is None:
        raise WrongUseError(f"“{path.name}”中没有问题。", hint="每行应为一个带标准答案的问题。")
    return list(_read(path, PassageQuestion if "pids" in first else EvidenceQuestion))


def read_unanswerable(path: Path) -> list[UnanswerableQuestion]:
    """Return the questions of a JSON Lines file that should be refused.

    Raises:
        WrongUseError: a line is no question.
    """
    return list(_read(path, UnanswerableQuestion))


def read_results(path: Path) -> list[Result]:
    """Return what `policy batch` wrote.

    Raises:
        WrongUseError: a line is no result.
    """
    return list(_read(path, Result))


def ask_questions(
    assistant: "Assistant", questions: Iterable[GoldQuestion | UnanswerableQuestion]
) -> Iterator[Result]:
    """Yield what the assistant finds and answers, question by question."""
    asked = [BatchQuestion(id=each.id, question=each.question) for each in questions]
    results = answer_batch(assistant, asked, filters=Filters(), top_k=TOP_K, search_only=False)
    for fields in results:
        yield Result.model_validate(fields)


def describe_evaluation(evaluation: Evaluation, *, with_misses: bool = False) -> str:
    """Return the measures as a Markdown table; with the ids of missed questions under it."""
    lines = ["| 指标 | measure | 值 |", "|---|---|---:|"]
    lines += [
        f"| {_name(measure)} | {measure} | {format_value(value)} |"
        for measure, value in evaluation.measures.items()
    ]
    if with_misses:
        lines += [
            f"\n{_name(what)}（{what}）：{'、'.join(ids) or '无'}"
            for what, ids in evaluation.misses.items()
        ]
    return "\n".join(lines)


def format_value(value: Value) -> str:
    """Return a measure as it is printed: counts as they are, shares with three decimals.

    >>> format_value(12), format_value(0.5), format_value(None)
    ('12', '0.500', '—')
    """
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _name(measure: str) -> str:
    name, _, depth = measure.partition("@")
    return f"{NAMES[name]}@{depth}" if depth else NAMES[name]


def _read(path: Path, model: type[EvaluationRecordT]) -> Iterator[EvaluationRecordT]:
    for number, fields in _parse(path):
        try:
            yield model.model_validate(fields)
        except ValidationError as error:
            needed = [name for name, field in model.model_fields.items() if field.is_required()]
            raise WrongUseError(
                f"“{path.name}”第 {number} 行缺少内容，或内容的形式不对。",
                hint=f"每行应含有：{'、'.join(needed)}。",
            ) from error


def _parse(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file with the numbers of their lines, from 1."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUseError(
            f"“{path.name}”不是 UTF-8 文本。", hint="请另存为 UTF-8 编码后再试。"
        ) from error
    # Not `splitlines`: the text of a passage may hold separators that JSON leaves as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise WrongUseError(
                f"“{path.name}”第 {number} 行不是 JSON。", hint="每行应为一个 JSON 对象。"
            ) from error
        if not isinstance(fields, dict):
            raise WrongUseError(
                f"“{path.name}”第 {number} 行不是 JSON 对象。", hint="每行应为一个 JSON 对象。"
            )
        yield number, fields
