"""Answers a file of questions, one JSON line each."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.errors import WrongUseError
from assistant.printing import Fields, answer_fields, hit_fields
from ingest.schema import CELL_SEPARATOR, Filters, Record

if TYPE_CHECKING:
    from assistant.application import Assistant


class BatchQuestion(Record):
    """One line of a question file."""

    id: str
    question: str


def read_questions(path: Path) -> list[BatchQuestion]:
    """Return the questions of a JSON Lines file; `qid` stands in where there is no `id`.

    Raises:
        WrongUseError: the file is not UTF-8, or a line lacks a question or an id.
    """
    questions = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WrongUseError(
            f"“{path.name}”不是 UTF-8 文本。", hint="请另存为 UTF-8 编码后再试。"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            id_ = fields["id"] if "id" in fields else fields["qid"]
            questions.append(BatchQuestion(id=str(id_), question=fields["question"]))
        except (ValueError, KeyError, TypeError) as error:
            raise WrongUseError(
                f"“{path.name}”第 {number} 行不是一个问题。",
                hint='每行应为一个 JSON 对象，如 {"id": "1", "question": "……"}。',
            ) from error
    return questions


def answer_batch(
    assistant: "Assistant",
    questions: list[BatchQuestion],
    *,
    filters: Filters,
    top_k: int,
    search_only: bool,
) -> Iterator[Fields]:
    """Yield the result of each question, in order.

    Args:
        assistant: Who answers.
        questions: What is asked.
        filters: Where to look.
        top_k: How many hits each result holds.
        search_only: Leave the answer out.

    Yields:
        `id`, `hits`, the fields of the answer unless `search_only`, and `milliseconds`: the time
        from the question to the whole answer, or to the hits with `search_only`. Table cells are
        apart by tabs in the texts, as spreadsheets write them.
    """
    for question in questions:
        started = perf_counter()
        answered = (
            {} if search_only else answer_fields(assistant.ask(question.question, filters=filters))
        )
        answer_s = perf_counter() - started
        hits = assistant.search(question.question, filters=filters, top_k=top_k)
        elapsed_s = perf_counter() - started if search_only else answer_s
        result = {"hits": [hit_fields(hit) for hit in hits], **answered}
        for passage in (*result["hits"], *result.get("citations", ())):
            passage["text"] = passage["text"].replace(CELL_SEPARATOR, "\t")
        yield {"id": question.id, **result, "milliseconds": round(elapsed_s * 1000, 1)}
