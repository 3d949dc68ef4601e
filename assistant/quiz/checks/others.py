"""The items of a bank, indexed so that those which ask the same are found without comparing all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from assistant.quiz.aligning import tokens
from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.world import plain
from ingest.tokenizing import words

# Share of words in common from which two items ask the same: where one says all that the other
# says, and where both also have the same answer.
_WITHIN = 0.72
_SAME_ANSWER = 0.8
# A word that stands in more items than this tells nothing.
_MOST = 200


class Others:
    """The items of a bank: found by fact, by wording and by what they say."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._said: dict[str, frozenset[str]] = {}
        self._answers: dict[str, frozenset[str]] = {}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_wording: dict[str, set[str]] = defaultdict(set)
        self._by_fact: dict[str, set[str]] = defaultdict(set)
        for item in items:
            self.add(item)

    def __len__(self) -> int:
        return len(self._said)

    def copy(self) -> "Others":
        """Return the same items, to be added to and taken from apart."""
        other = Others()
        other._said = self._said.copy()
        other._answers = self._answers.copy()
        for name in ("_by_word", "_by_wording", "_by_fact"):
            copied = {key: ids.copy() for key, ids in getattr(self, name).items()}
            getattr(other, name).update(copied)
        return other

    def add(self, item: Item) -> None:
        """Take an item in; one that is there already is replaced."""
        self.remove(item.id)
        self._said[item.id] = said = read_words(item)
        self._answers[item.id] = _answer(item)
        for word in said:
            self._by_word[word].add(item.id)
        self._by_wording[_wording(item)].add(item.id)
        if item.fact:
            self._by_fact[item.fact].add(item.id)

    def remove(self, item_id: str) -> None:
        """Leave an item out; one that is not there is no matter."""
        if self._said.pop(item_id, None) is None:
            return
        self._answers.pop(item_id)
        for index in (self._by_word, self._by_wording, self._by_fact):
            for key in [key for key, ids in index.items() if item_id in ids]:
                index[key].discard(item_id)

    def same(self, item: Item) -> list[str]:
        """Return ids of other items with the same fact or the same wording."""
        found = self._by_wording.get(_wording(item), set()) | (
            self._by_fact.get(item.fact, set()) if item.fact else set()
        )
        return sorted(found - {item.id})

    def like(self, item: Item) -> list[str]:
        """Return ids of other items that ask the same in nearly the same words."""
        said, answer = read_words(item), _answer(item)
        return sorted(
            other for other in self._near(said, item.id) if self._asks(said, answer, other)
        )

    def _near(self, said: frozenset[str], own: str) -> Iterator[str]:
        shared: Counter[str] = Counter()
        for word in said:
            found = self._by_word.get(word, ())
            if len(found) <= _MOST:
                shared.update(found)
        for other, count in shared.items():
            if other != own and count * 3 >= min(len(said), len(self._said[other])):
                yield other

    def _asks(self, said: frozenset[str], answer: frozenset[str], other: str) -> bool:
        told = self._said[other]
        alike = len(said & told) / len(said | told)
        own = self._answers[other]
        if said <= told or told <= said:
            # Another blank of the same sentence is another question; the statement tells it all.
            return alike >= _WITHIN and (answer == own or not answer or not own)
        return alike >= _SAME_ANSWER and answer == own


def read_words(item: Item) -> frozenset[str]:
    """Return the words and figures that an item says with its blanks filled."""
    text = item.stem
    if item.kind in {ItemKind.SINGLE_CHOICE, ItemKind.FILL_BLANK, ItemKind.MULTIPLE_CHOICE}:
        for key in item.key_texts if _is_sound(item) else ():
            text = text.replace(BLANK, key, 1) if BLANK in text else f"{text} {key}"
    figures = {token.key for token in tokens(text).items if token.figure is not None}
    return frozenset(figures | {word for word in words(text) if len(word) > 1})


def _answer(item: Item) -> frozenset[str]:
    """Return what an item asks for; nothing for a statement, which says it all."""
    if item.kind is ItemKind.TRUE_FALSE:
        return frozenset()
    keys = item.key_texts if _is_sound(item) else item.key
    return frozenset(" ".join(tokens(key).keys) or plain(key) for key in keys)


def _is_sound(item: Item) -> bool:
    try:
        return bool(item.key_texts)
    except (IndexError, ValueError):
        return False


def _wording(item: Item) -> str:
    return "\x1f".join([plain(item.stem), *sorted(map(plain, item.options))])
