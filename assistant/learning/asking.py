"""Items become the questions of one attempt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from random import Random

from assistant.learning.schema import Asked, PaperItem
from assistant.learning.shuffling import choose_order, put_in_order, shuffle_items
from assistant.quiz.schema import LETTERS, Item, ItemKind, Question

# The points of a case are shared out among its questions in steps of this.
_STEP = Decimal("0.5")


@dataclass(frozen=True)
class Posed:
    """A question as one learner is asked it."""

    item: Item
    part: int
    """Of a case, which of its questions, from 1; 0 for other items."""

    order: tuple[int, ...]
    """In which the options are shown."""

    points: Decimal

    @property
    def as_written(self) -> Question:
        """The question with its options as the bank has them."""
        return self.item.parts[self.part - 1] if self.part else self.item

    @cached_property
    def question(self) -> Question:
        """The question with its options in the order shown, and the key's letters with them."""
        return put_in_order(self.as_written, self.order)

    def options_of(self, letters: Iterable[str]) -> list[str]:
        """Return the texts of the options that letters stand for, as they were shown."""
        options = self.as_written.options
        return [options[self.order[LETTERS.index(letter)]] for letter in letters]

    @property
    def situation(self) -> str:
        """Of a case what happened; "" for other items."""
        return self.item.stem if self.part else ""

    @property
    def source(self) -> Question:
        """What has rationale and evidence: the question, or for want of its own the case."""
        return self.question if self.question.evidence or not self.part else self.item

    def show(self, number: int) -> Asked:
        """Return what a learner sees of it."""
        question = self.question
        return Asked(
            number=number,
            kind=question.kind,
            stem=question.stem,
            options=question.options,
            blanks=len(question.key) if question.kind is ItemKind.FILL_BLANK else 0,
            points=self.points,
            situation=self.situation,
        )


def pose_paper(items: Sequence[PaperItem], *, seed: str) -> list[Posed]:
    """Return the questions of a paper for one learner.

    Items stand in another order within their sections, and options within their items; the
    questions of a case stay together and in order.

    Args:
        items: Version A of a paper.
        seed: Decides the order.
    """
    random = Random(seed)
    shuffled = shuffle_items(items, random)
    return [posed for each in shuffled for posed in pose(each.item, each.points, random)]


def pose(item: Item, points: Decimal, random: Random) -> Iterator[Posed]:
    """Yield the questions of an item, one but for a case.

    Args:
        item: Of any kind.
        points: Of the whole item.
        random: Decides the order of options.
    """
    if item.kind is not ItemKind.CASE:
        yield Posed(item, 0, choose_order(item, random), points)
        return
    for number, (part, share) in enumerate(
        zip(item.parts, share_points(points, len(item.parts)), strict=True), start=1
    ):
        yield Posed(item, number, choose_order(part, random), share)


def share_points(points: Decimal, count: int) -> list[Decimal]:
    """Return the points of the questions of a case: alike, the rest to the last.

    >>> [str(each) for each in share_points(Decimal(10), 3)]
    ['3.0', '3.0', '4.0']
    """
    if not count:
        return []
    each = (points / count / _STEP).to_integral_value(ROUND_DOWN) * _STEP or points / count
    return [each] * (count - 1) + [points - each * (count - 1)]
