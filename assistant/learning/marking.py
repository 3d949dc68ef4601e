"""What an answer is worth.

Of several right options all have to be chosen for the full points; who misses some but chooses no
wrong one has half of them, as is usual in exams here. Blanks share the points of their question.
Short answers are marked by a person.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from assistant.learning.schema import LONGEST_ANSWER
from assistant.quiz.schema import BLANK, LETTERED, LETTERS, ItemKind, Question
from ingest.numerals import Quantity, parse_chinese_number, quantities, same_quantity
from ingest.tokenizing import to_simplified

# A short answer that earns so much of its points counts as right: the usual pass mark.
RIGHT_SHARE = Decimal("0.6")

_CENT = Decimal("0.01")
# Of the stem after a blank; enough for a unit.
_UNIT_LENGTH = 6
# Begins what stands no more with the blank before it.
_ENDS = re.compile(r"[，。；、：！？,.;:!?（(\s]")


@dataclass(frozen=True)
class Mark:
    """What an answer is worth."""

    is_right: bool | None
    """None for what a person has to mark."""

    earned: Decimal | None


NOTHING = Mark(is_right=False, earned=Decimal(0))
"""For no answer, of whichever kind."""


def find_fault(question: Question, answer: tuple[str, ...]) -> str:
    """Return why something cannot be an answer to a question, in Chinese; "" where it can.

    Args:
        question: As the learner saw it.
        answer: Letters, or a text for each blank, or one text; empty takes an answer back.
    """
    if question.kind in LETTERED:
        letters = LETTERS[: len(question.options)]
        if any(len(each) != 1 or each not in letters for each in answer):
            return f"选项只有 {'、'.join(letters)}。"
        if len(set(answer)) < len(answer):
            return "同一个选项选了两次。"
        if question.kind in (ItemKind.SINGLE_CHOICE, ItemKind.TRUE_FALSE) and len(answer) > 1:
            return "这道题只能选一个选项。"
        return ""
    places = len(question.key) if question.kind is ItemKind.FILL_BLANK else 1
    if len(answer) > places:
        return f"这道题只有 {places} 处要填。"
    return f"最多写 {LONGEST_ANSWER} 字。" if sum(map(len, answer)) > LONGEST_ANSWER else ""


def mark(question: Question, answer: tuple[str, ...], points: Decimal) -> Mark:
    """Return what an answer is worth.

    Args:
        question: As the learner saw it.
        answer: As `find_fault` lets it pass.
        points: Of a right one.
    """
    if not any(each.strip() for each in answer):
        return NOTHING
    if question.kind is ItemKind.SHORT_ANSWER:
        return Mark(is_right=None, earned=None)
    if question.kind is ItemKind.FILL_BLANK:
        right = sum(_fit_blanks(question, answer))
        earned = (points * right / len(question.key)).quantize(_CENT, ROUND_DOWN)
        return Mark(is_right=right == len(question.key), earned=earned)
    if question.kind is ItemKind.ORDERING:
        return _all_or_nothing(answer == question.key, points)
    if question.kind is ItemKind.MULTIPLE_CHOICE and set(answer) < set(question.key):
        return Mark(is_right=False, earned=points / 2)
    return _all_or_nothing(set(answer) == set(question.key), points)


def mark_by_hand(points: Decimal, earned: Decimal) -> Mark:
    """Return what a person's points for a short answer say."""
    return Mark(is_right=earned >= points * RIGHT_SHARE, earned=earned)


def _all_or_nothing(is_right: bool, points: Decimal) -> Mark:
    return Mark(is_right=True, earned=points) if is_right else NOTHING


# --- Blanks -----------------------------------------------------------------------------------


def _fit_blanks(question: Question, answer: tuple[str, ...]) -> Iterator[bool]:
    behind = question.stem.split(BLANK)[1:]
    for index, given in enumerate(answer):
        accepted = [question.key[index]]
        if index < len(question.variants):
            accepted += question.variants[index]
        unit = _ENDS.split(behind[index], maxsplit=1)[0] if index < len(behind) else ""
        yield any(is_same(given, each, unit[:_UNIT_LENGTH]) for each in accepted)


def is_same(given: str, accepted: str, behind: str = "") -> bool:
    """Return whether two texts for a blank say the same.

    Widths, blanks and punctuation do not matter, nor does how a figure is written, nor whether a
    unit that stands behind the blank is written again.

    >>> is_same("１.8 万元", "18000元")
    True
    >>> is_same("五", "5", "%")
    True
    >>> is_same("5%", "5个百分点")
    False

    Args:
        given: What the learner wrote.
        accepted: What the key has.
        behind: What follows the blank.
    """
    if not plain(given):
        return False
    if plain(given) == plain(accepted):
        return True
    value = _number(plain(given))
    if value is not None and value == _number(plain(accepted)):
        return True
    if not behind:
        return _same_figures(given, accepted)
    ends = [behind[:length] for length in range(1, len(behind) + 1)]
    if any(plain(given) == plain(accepted + end) for end in ends):
        return True
    return any(
        _same_figures(first, second)
        for end in ends
        for first in (given, given + end)
        for second in (accepted, accepted + end)
    )


def plain(text: str) -> str:
    """Return a text without width, case, blanks and punctuation; signs of figures stay.

    >>> plain("《 乡村振兴促进法 》。")
    '乡村振兴促进法'
    """
    folded = unicodedata.normalize("NFKC", to_simplified(text)).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "%‰.-~+").strip(".-~")


def _same_figures(first: str, second: str) -> bool:
    """Return whether two texts are the same but for how their figures are written."""
    figures, others = quantities(first), quantities(second)
    return (
        bool(figures)
        and len(figures) == len(others)
        and all(
            same_quantity(each, other) and each.qualifier == other.qualifier
            for each, other in zip(figures, others, strict=True)
        )
        and _without(first, figures) == _without(second, others)
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.isdecimal() else parse_chinese_number(text)


def _without(text: str, figures: list[Quantity]) -> str:
    for figure in reversed(figures):
        text = f"{text[: figure.start]}\x00{text[figure.end :]}"
    return "\x00".join(plain(part) for part in text.split("\x00"))
