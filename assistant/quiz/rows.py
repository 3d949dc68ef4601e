"""An item as rows of the bank, and back."""

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from assistant.quiz.schema import Flaw, Item, ItemView, Question, Severity

Fields = dict[str, Any]
"""By the columns of a table."""

# Code points; as the column has room for.
LONGEST_TOPIC = 200

_COLUMNS = frozenset({"id", "library", "kind", "topic", "difficulty", "state", "note", "author"})


def to_row(item: Item) -> Fields:
    """Return what the columns of `ItemRow` say of an item itself."""
    fields = item.model_dump(mode="json")
    row = {name: fields.pop(name) for name in _COLUMNS}
    words = "\n".join((item.stem, *item.options, *_words_of_parts(item)))
    return row | {
        "topic": item.topic[:LONGEST_TOPIC],
        "fact": fact_key(item.fact),
        "content": fields,
        "words": searchable(words),
    }


def _words_of_parts(item: Item) -> list[str]:
    return [text for part in item.parts for text in (part.stem, *part.options)]


def evidence_rows(item: Item) -> list[Fields]:
    """Return the rows of `EvidenceRow` of an item, each place once."""
    questions: tuple[Question, ...] = (item, *item.parts)
    places = dict.fromkeys(
        (evidence.document_id, evidence.revision_id, evidence.entry_id)
        for question in questions
        for evidence in question.evidence
    )
    return [
        {
            "item_id": item.id,
            "number": number,
            "document_id": document_id,
            "revision_id": revision_id,
            "entry_id": entry_id,
        }
        for number, (document_id, revision_id, entry_id) in enumerate(places)
    ]


def flaw_fields(flaws: Sequence[Flaw]) -> Fields:
    """Return what the columns of `ItemRow` say of the flaws found in an item."""
    gravities = {flaw.severity for flaw in flaws}
    gravest = next((each for each in Severity if each in gravities), None)
    return {
        "flaws": [flaw.model_dump(mode="json") for flaw in flaws],
        "severity": gravest.value if gravest else "",
    }


def read_item(row: Row[Any]) -> Item:
    """Return the item that a row of `ItemRow` holds."""
    columns = row._mapping
    return Item.model_validate(columns["content"] | {name: columns[name] for name in _COLUMNS})


def read_view(row: Row[Any]) -> ItemView:
    """Return the item that a row of `ItemRow` holds, with what is known of it."""
    return ItemView(
        item=read_item(row),
        version=row.version,
        flaws=tuple(map(Flaw.model_validate, row.flaws)),
        created_at=row.created_at,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def fact_key(fact: str) -> str:
    """Return the key of a fact, which may be long; "" for none."""
    return hashlib.sha256(fact.encode()).hexdigest() if fact else ""


def searchable(text: str) -> str:
    """Return a text as words are looked for in it: without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()
