"""Questions with their options in another order, and papers with their questions in another order.

Everything follows from a seed: the same paper and version, or the same attempt, gives the same
order again.
"""

import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from assistant.learning.schema import Paper, PaperItem
from assistant.quiz.schema import LETTERED, LETTERS, Item, ItemKind, Question
from ingest.errors import NotFoundError

AnyQuestion = TypeVar("AnyQuestion", bound=Question)

# Texts that speak of options by their letters, or of the options before them.
_NAMES_OPTIONS = re.compile(
    r"(?<![A-Za-z])[A-H](?:、[A-H])*(?:选?项|正确|错误)|选项?[A-H](?![A-Za-z])"
    r"|(?:以上|上述|前述)(?:选项)?(?:各项|全部|全|都|均|三项|皆)|[A-H][和与][A-H]"
)


def choose_order(question: Question, random: Random) -> tuple[int, ...]:
    """Return in which order a question's options are to be shown.

    What speaks of its own options by their letters keeps its order, and so does 正确/错误. Steps to
    be put in order never stand in the right one.

    Args:
        question: Of any kind.
        random: Decides.

    Returns:
        Indexes of the options, in the order shown; empty where there are none.
    """
    order = list(range(len(question.options)))
    texts = (question.stem, question.rationale, *question.options)
    is_fixed = (
        question.kind not in LETTERED
        or question.kind is ItemKind.TRUE_FALSE
        or any(map(_NAMES_OPTIONS.search, texts))
    )
    if is_fixed or len(order) < 2:
        return tuple(order)
    random.shuffle(order)
    if question.kind is ItemKind.ORDERING and _reads_in_order(question, order):
        order = [*order[1:], order[0]]
    return tuple(order)


def put_in_order(question: AnyQuestion, order: Sequence[int]) -> AnyQuestion:
    """Return a question with its options in another order; the key's letters follow.

    Args:
        question: Of any kind.
        order: As `choose_order` returns it.
    """
    if question.kind not in LETTERED:
        return question
    letters = {LETTERS[old]: LETTERS[new] for new, old in enumerate(order)}
    key = [letters[letter] for letter in question.key]
    return question.model_copy(
        update={
            "options": tuple(question.options[index] for index in order),
            # The key of an order is itself an order.
            "key": tuple(key if question.kind is ItemKind.ORDERING else sorted(key)),
        }
    )


def shuffle_options(item: Item, random: Random) -> Item:
    """Return an item with its options, or those of its parts, in another order."""
    shuffled = put_in_order(item, choose_order(item, random))
    parts = (put_in_order(part, choose_order(part, random)) for part in item.parts)
    return shuffled.model_copy(update={"parts": tuple(parts)})


def shuffle_items(items: Iterable[PaperItem], random: Random) -> list[PaperItem]:
    """Return the items of a paper in another order within their sections, numbered anew.

    A section is what is of one kind; the sections stay where they are.
    """
    sections: dict[ItemKind, list[PaperItem]] = {}
    for each in items:
        sections.setdefault(each.item.kind, []).append(each)
    for section in sections.values():
        random.shuffle(section)
    flat = [each for section in sections.values() for each in section]
    return [each.model_copy(update={"number": n}) for n, each in enumerate(flat, start=1)]


def read_version(paper: Paper, version: str) -> tuple[PaperItem, ...]:
    """Return the items of a version of a paper, as it asks them.

    Args:
        paper: The paper.
        version: "A" is the paper as it was made; in "B" and further items and options stand in
            another order.

    Raises:
        NotFoundError: the paper has no such version.
    """
    known = LETTERS[: paper.blueprint.versions]
    if len(version) != 1 or version not in known:
        raise NotFoundError(f"没有{version}卷。", hint=f"这份试卷有：{'、'.join(known)}卷。")
    if version == "A":
        return paper.items
    random = Random(f"{paper.id}:{version}")
    return tuple(
        each.model_copy(update={"item": shuffle_options(each.item, random)})
        for each in shuffle_items(paper.items, random)
    )


def _reads_in_order(question: Question, order: Sequence[int]) -> bool:
    return [LETTERS[index] for index in order] == list(question.key)
