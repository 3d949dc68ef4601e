"""Items as Anki cards, whose names stay the same when an item is edited."""

import itertools
import json
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO

import genanki

from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_LABELS
from assistant.quiz.formats.base import SIMPLE_KINDS, Entry, Format, Notes, Written, entries
from assistant.quiz.formats.markup import to_html
from assistant.quiz.formats.spelling import join_points
from assistant.quiz.schema import LETTERED, LETTERS, Item, ItemKind, Question

APKG = "application/apkg"
DECK_NAME = "政策知识题库"

# Anki knows kinds of notes and decks by their numbers: with these ones a later file adds to the
# same deck instead of making another.
_MODEL_ID = 1_607_392_319
_DECK_ID = 2_059_400_110
_FIELDS = ("题干", "题型", "选项", "答案", "解析", "依据")
_FRONT = '<div class="kind">{{题型}}</div><div>{{题干}}</div><div class="options">{{选项}}</div>'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="key">{{答案}}</div><div>{{解析}}</div>'
    '<div class="evidence">{{依据}}</div>'
)
_STYLE = (
    ".card{font-size:20px;text-align:left;line-height:1.6}"
    ".kind,.evidence{color:#666;font-size:16px}.options{margin-top:.6em}.key{font-weight:bold}"
)
_REMARKS = ("不含认知层次和编制人；选项和答案以文字写在卡片上。",)


def write_apkg(items: Sequence[Item]) -> Written:
    """Write a deck; a card imported again takes the place of its older form."""
    notes = Notes()
    model = genanki.Model(
        _MODEL_ID,
        "政策助手试题",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "卡片", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(_DECK_ID, DECK_NAME)
    for entry in entries(items, SIMPLE_KINDS, notes):
        deck.add_note(
            genanki.Note(
                model=model, fields=_fields(entry.question), tags=_tags(entry), guid=entry.id
            )
        )
    return Written(_package(deck), notes.all(_REMARKS))


def _fields(question: Question) -> list[str]:
    options = [
        f"{letter}. {option}" for letter, option in zip(LETTERS, question.options, strict=False)
    ]
    if question.kind is ItemKind.TRUE_FALSE:
        options = []
    evidence = [
        f"《{one.title or one.document}》{f'第{one.page}页' if one.page else ''}：{one.text}"
        for one in question.evidence
    ]
    texts = (
        question.stem,
        KIND_LABELS[question.kind],
        "\n".join(options),
        _key(question),
        question.rationale,
        "\n".join(evidence),
    )
    return [to_html(text) for text in texts]


def _key(question: Question) -> str:
    if question.kind is ItemKind.TRUE_FALSE:
        return "".join(question.key_texts)
    if question.kind in LETTERED:
        return "".join(question.key)
    if question.kind is ItemKind.FILL_BLANK:
        variants = question.variants or ((),) * len(question.key)
        return "；".join(
            " 或 ".join((text, *others))
            for text, others in zip(question.key, variants, strict=True)
        )
    return join_points(question.key)


def _tags(entry: Entry) -> list[str]:
    words = (
        entry.item.topic,
        KIND_LABELS[entry.question.kind],
        f"难度{DIFFICULTY_NAMES[entry.item.difficulty]}",
    )
    # A blank would end a tag.
    return ["_".join(word.split()) for word in words if word.strip()]


def _package(deck: genanki.Deck) -> bytes:
    """Return an .apkg file, made in memory: genanki's own way leaves a file behind."""
    now = time.time()
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(deck).write_to_db(
            connection.cursor(), now, itertools.count(int(now * 1000))
        )
        connection.commit()
        collection = connection.serialize()
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", collection)
        package.writestr("media", json.dumps({}))
    return file.getvalue()


ANKI = Format(
    name="anki",
    label="Anki 卡片",
    suffix=".apkg",
    media_type=APKG,
    kinds=SIMPLE_KINDS,
    write=write_apkg,
    remarks=_REMARKS,
)
