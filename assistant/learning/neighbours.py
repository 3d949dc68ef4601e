"""Which items do not stand in one paper: those that ask the same, and those that tell a key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.learning.marking import plain
from assistant.quiz.schema import BLANK, Item, ItemKind, Question

# Of the pairs of characters of two questions with their keys, how many are of both (Jaccard).
_ALIKE = 0.7
# Of the pairs of a question's stem, how many stand in another one that tells its key.
_SAME_MATTER = 0.6
# A shorter key stands everywhere.
_SHORTEST_KEY = 2


@dataclass(frozen=True)
class Neighbour:
    """An item, as others are compared with it."""

    item: Item

    @cached_property
    def asked(self) -> frozenset[str]:
        """Pairs of characters of what is asked and answered."""
        return _pairs("".join([self.shown, *self.keys]))

    @cached_property
    def stem(self) -> frozenset[str]:
        """Pairs of characters of the stems."""
        return _pairs("".join(plain(each.stem) for each in self._questions))

    @cached_property
    def shown(self) -> str:
        """The stems: options are shown too, but say nothing is true."""
        return "".join(plain(each.stem.replace(BLANK, "")) for each in self._questions)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The right answers in words."""
        return tuple(plain(text) for each in self._questions for text in _key_texts(each))

    @property
    def _questions(self) -> tuple[Question, ...]:
        return (self.item, *self.item.parts)

    def excludes(self, other: "Neighbour") -> bool:
        """Return whether the two do not stand in one paper."""
        if self.item.id == other.item.id:
            return True
        if self.item.fact and self.item.fact == other.item.fact:
            return True
        shared = len(self.asked & other.asked)
        if shared >= _ALIKE * len(self.asked | other.asked) > 0:
            return True
        return self._tells(other) or other._tells(self)

    def _tells(self, other: "Neighbour") -> bool:
        """Return whether the other's key can be read off this one's stem."""
        keys = [key for key in other.keys if len(key) >= _SHORTEST_KEY]
        return (
            bool(keys)
            and all(key in self.shown for key in keys)
            and len(self.stem & other.stem) >= _SAME_MATTER * len(other.stem)
        )


def find_excluded(items: Sequence[Item]) -> Iterator[int]:
    """Yield the places of items that do not stand with an earlier one that stays."""
    kept: list[Neighbour] = []
    for place, item in enumerate(items):
        neighbour = Neighbour(item)
        if any(each.excludes(neighbour) for each in kept):
            yield place
        else:
            kept.append(neighbour)


def _key_texts(question: Question) -> tuple[str, ...]:
    if question.kind in (ItemKind.TRUE_FALSE, ItemKind.SHORT_ANSWER):
        # 正确 says nothing, and what a good answer says is no text to be met elsewhere.
        return ()
    return question.key_texts


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
