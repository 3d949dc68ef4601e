"""How hard an item is expected to be, why, and what it asks of the mind.

What learners really do is told by the statistics; this is the guess that blueprints start from.
"""

from decimal import Decimal

from assistant.quiz.schema import (
    BLANK,
    Bloom,
    Difficulty,
    Item,
    ItemKind,
    Question,
)
from ingest.numerals import in_base_unit, quantities
from ingest.schema import Record

# Nobody holds more in mind while choosing; from here on a stem is read twice.
LONG_STEM = 70
# More parts than this are not remembered as one thing (Cowan 2001, "The magical number 4").
MANY_PARTS = 4
# Figures whose largest is less than this many times the smallest cannot be told apart by size.
CLOSE_FIGURES = Decimal("1.5")

# Recognising is easier than choosing several, and that than recalling.
_POINTS = {
    ItemKind.TRUE_FALSE: 0,
    ItemKind.SINGLE_CHOICE: 0,
    ItemKind.FILL_BLANK: 1,
    ItemKind.MULTIPLE_CHOICE: 1,
    ItemKind.ORDERING: 2,
    ItemKind.SHORT_ANSWER: 2,
    ItemKind.CASE: 3,
}
_ASKS = {
    ItemKind.FILL_BLANK: "要写出原文中的词或数",
    ItemKind.MULTIPLE_CHOICE: "要选全，不能多选",
    ItemKind.ORDERING: "要记住先后顺序",
    ItemKind.SHORT_ANSWER: "要用自己的话答出要点",
    ItemKind.CASE: "要结合具体情况判断",
}
_BLOOM = {
    ItemKind.MULTIPLE_CHOICE: Bloom.UNDERSTAND,
    ItemKind.ORDERING: Bloom.UNDERSTAND,
    ItemKind.SHORT_ANSWER: Bloom.UNDERSTAND,
    ItemKind.CASE: Bloom.APPLY,
}


class Rating(Record):
    """How hard an item is expected to be."""

    difficulty: Difficulty
    reasons: tuple[str, ...]
    """In Chinese; empty where nothing makes it hard."""

    bloom: Bloom


def rate(question: Question) -> Rating:
    """Return how hard a question is expected to be.

    >>> rate(Question(kind=ItemKind.FILL_BLANK, stem="补贴（　　）元。", key=("800",))).reasons
    ('要写出原文中的词或数',)
    """
    reasons = list(_reasons(question))
    points = _POINTS[question.kind] + len(reasons) - (question.kind in _ASKS)
    difficulty = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD)[min(points, 2)]
    bloom = _BLOOM.get(question.kind, Bloom.REMEMBER)
    return Rating(difficulty=difficulty, reasons=tuple(reasons), bloom=bloom)


def rated(item: Item) -> Item:
    """Return an item with its difficulty, the reasons for it, and what it asks of the mind."""
    rating = rate(item)
    return item.model_copy(
        update={
            "difficulty": rating.difficulty,
            "difficulty_reasons": rating.reasons,
            "bloom": rating.bloom,
        }
    )


def _reasons(question: Question) -> list[str]:
    kind = question.kind
    reasons = [_ASKS[kind]] if kind in _ASKS else []
    if len(question.stem) > LONG_STEM:
        reasons.append(f"题干较长（{len(question.stem)}字）")
    if kind is ItemKind.SINGLE_CHOICE and _are_close(question.options):
        reasons.append("选项的数相近")
    blanks = question.stem.count(BLANK)
    if kind is ItemKind.FILL_BLANK and blanks > 1:
        reasons.append(f"有{blanks}个空")
    parts = len(question.options if kind is ItemKind.ORDERING else question.key)
    if parts > MANY_PARTS:
        reasons.append(f"要点有{parts}个")
    return reasons


def _are_close(options: tuple[str, ...]) -> bool:
    values = []
    for option in options:
        found = list(quantities(option))
        if len(found) != 1 or in_base_unit(found[0])[0] <= 0:
            return False
        values.append(in_base_unit(found[0])[0])
    return bool(values) and max(values) < min(values) * CLOSE_FIGURES
