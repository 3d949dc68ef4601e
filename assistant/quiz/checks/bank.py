"""Rules about an item among others: no two ask the same, and keys stand in every place."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt

from assistant.quiz.checks.known import Known
from assistant.quiz.schema import LETTERS, Flaw, Item, ItemKind, Severity

# Fewer items than this show no pattern.
_FEWEST = 20
# A letter that is right more often than by chance by so many standard deviations stands out.
_DEVIATIONS = 3.5


def duplicate(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where another item asks the same fact, or has the same words."""
    if same := known.others.same(item):
        yield Flaw(
            rule="duplicate",
            message=f"题库里已有同一道题（编号{same[0]}）。请删去一道。",
        )


def near_duplicate(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where another item asks the same in nearly the same words."""
    alike = set(known.others.like(item)) - set(known.others.same(item))
    if alike:
        yield Flaw(
            rule="near_duplicate",
            message=f"题库里有几乎相同的题（编号{min(alike)}）。请保留其中一道。",
        )


def key_position(items: Sequence[Item]) -> Iterator[tuple[str, Flaw]]:
    """Yield ids and flaws of items whose letter is right too often in their set.

    A single item cannot break this rule: a learner who always marks C must not be right more often
    than by chance.
    """
    by_options: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.kind is ItemKind.SINGLE_CHOICE and len(item.key) == 1:
            by_options[len(item.options)].append(item)
    for options, group in by_options.items():
        if options < 2 or len(group) < _FEWEST:
            continue
        expected = len(group) / options
        spread = sqrt(len(group) * (1 / options) * (1 - 1 / options))
        counts = Counter(item.key[0] for item in group)
        for letter in LETTERS[:options]:
            if counts[letter] > expected + _DEVIATIONS * spread:
                for item in group:
                    if item.key[0] == letter:
                        yield item.id, _too_often(letter, counts[letter], len(group))


def _too_often(letter: str, count: int, total: int) -> Flaw:
    return Flaw(
        rule="key_position",
        severity=Severity.WARNING,
        message=f"{total}道单选题里有{count}道选{letter}，容易被猜中。请打乱选项的顺序。",
    )
