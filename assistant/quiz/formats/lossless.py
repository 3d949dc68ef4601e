"""Items as JSON, with everything they hold."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.quiz.formats.base import EVERY_KIND, Format, Read, Written, flaw
from assistant.quiz.formats.circulating import read_file_text
from assistant.quiz.formats.keys import MALFORMED
from assistant.quiz.schema import Item, Question
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.settings import LimitSettings

JSON = "application/json"
NAME = "policy-assistant/quiz"
VERSION = 1

_HINT = '请用本程序导出的 JSON 文件，内容为 {"items": [...]}。'


def write_json(items: Sequence[Item]) -> Written:
    """Write items with everything they hold."""
    content = {
        "format": NAME,
        "version": VERSION,
        "items": [item.model_dump(mode="json", exclude_defaults=True) for item in items],
    }
    return Written(json.dumps(content, ensure_ascii=False, indent=1).encode())


def read_json(path: Path, limits: LimitSettings) -> list[Read]:
    """Return the items of a JSON file; one that is wrong does not keep the others out.

    Raises:
        IngestError: too large, no JSON, or without a list of items.
    """
    # Each item comes with everything it holds: what a bank wrote has to come back whole.
    longest = limits.model_copy(update={"characters": limits.file_mib * 2**20})
    try:
        content = json.loads(read_file_text(path, longest))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：不是完整的 JSON。", hint=_HINT
        ) from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise UnreadableDocumentError(f"《{path.name}》里没有试题的列表。", hint=_HINT)
    if not items:
        raise EmptyDocumentError(f"《{path.name}》里没有试题。", hint="请确认文件内容。")
    return list(_read_items(items))


def _read_items(items: Sequence[Any]) -> Iterator[Read]:
    for number, values in enumerate(items, start=1):
        place = f"第 {number} 项"
        record = Item if isinstance(values, dict) and "id" in values else Question
        try:
            question = record.model_validate(values)
        except (ValidationError, RecursionError) as error:
            yield Read(place=place, question=None, flaws=(flaw(MALFORMED, _told(error)),))
            continue
        if isinstance(question, Item):
            yield Read(
                place=place,
                question=question,
                topic=question.topic,
                difficulty=question.difficulty,
            )
        else:
            yield Read(place=place, question=question)


def _told(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "层次太深，没有读入。请核对。"
    fields = dict.fromkeys(".".join(map(str, one["loc"])) or "整体" for one in error.errors()[:5])
    return f"{'、'.join(fields)} 缺失或不合要求，没有读入。请与导出的文件对照。"


LOSSLESS = Format(
    name="json",
    label="JSON（完整保存）",
    suffix=".json",
    media_type=JSON,
    kinds=EVERY_KIND,
    write=write_json,
    read=read_json,
    read_suffixes=(".json",),
)
