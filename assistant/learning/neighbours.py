"""Which items do not stand in one paper: those that ask the same, and those that tell a key."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.learning.marking import plain
from assistant.quiz.checks.others import Others
from assistant.quiz.schema import BLANK, Item, ItemKind, Question

# Of the pairs of characters of a question's stem, how many stand in another one that tells its key.
_SAME_MATTER = 0.6
# A shorter key stands everywhere.
_SHORTEST_KEY = 2


@dataclass(frozen=True)
class _Shown:
    """What a reader of a paper sees of an item, and what would tell its key."""

    item: Item

    @cached_property
    def stems(self) -> str:
        """Options are shown too, but do not say what is true."""
        return "".join(plain(each.stem.replace(BLANK, "")) for each in self._questions)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Pairs of characters of the stems."""
        return frozenset(self.stems[i : i + 2] for i in range(len(self.stems) - 1))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The right answers in words, where a word could tell them."""
        texts = [plain(text) for each in self._questions for text in _key_texts(each)]
        return tuple(text for text in texts if len(text) >= _SHORTEST_KEY)

    @property
    def _questions(self) -> tuple[Question, ...]:
        return (self.item, *self.item.parts)

    def tells(self, other: "_Shown") -> bool:
        """Return whether the other's key can be read off this one's stem."""
        return (
            bool(other.keys)
            and all(key in self.stems for key in other.keys)
            and len(self.pairs & other.pairs) >= _SAME_MATTER * len(other.pairs)
        )


class Neighbours:
    """The items of a paper so far."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._others = Others()
        self._shown: list[_Shown] = []
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take an item in."""
        self._others.add(item)
        self._shown.append(_Shown(item))

    def excludes(self, item: Item) -> bool:
        """Return whether an item cannot stand in the paper too.

        It asks the fact of another one, or nearly the same, or one tells the other's key.
        """
        shown = _Shown(item)
        return (
            any(each.item.id == item.id for each in self._shown)
            or bool(self._others.same(item) or self._others.like(item))
            or any(each.tells(shown) or shown.tells(each) for each in self._shown)
        )


def find_excluded(items: Iterable[Item]) -> set[str]:
    """Return the ids of items that do not stand with an earlier one that stays."""
    kept = Neighbours()
    excluded = set()
    for item in items:
        if kept.excludes(item):
            excluded.add(item.id)
        else:
            kept.add(item)
    return excluded


def _key_texts(question: Question) -> tuple[str, ...]:
    if question.kind in (ItemKind.TRUE_FALSE, ItemKind.SHORT_ANSWER):
        # 正确 says nothing, and what a good answer says is no text to be met elsewhere.
        return ()
    return question.key_texts
