"""Questions that take something out of a sentence: a choice, a blank, a statement changed."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from assistant.quiz.distracting.rivals import Rivals
from assistant.quiz.facts.statements import Slot, SlotKind
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote

_OPTIONS = 4
# What can be written down as it stands; a measure or a ground may be worded in many ways.
_EXACT = frozenset({SlotKind.SERIES, SlotKind.TERM, SlotKind.BODY, SlotKind.CHANGE})
# Too plain, or too strange, in another sentence to be taken for true there.
_ONLY_ASKED = frozenset({SlotKind.TERM, SlotKind.CHANGE, SlotKind.SERIES})
_TRUE_ELSEWHERE = frozenset({SlotKind.MEANS, SlotKind.DOCUMENT})
_LOOSE = ("地区", "省份", "省市", "政府")
_LONGEST_KEY = 14
_MOST_MEMBERS = 4


def write_clause_items(slot: Slot, rivals: Rivals) -> Iterator[Item]:
    """Return the questions that a slot allows."""
    writer = _Writer(slot, rivals)
    yield from writer.choice()
    yield from writer.members()
    yield from writer.blank()
    yield from writer.statement()


class _Writer:
    def __init__(self, slot: Slot, rivals: Rivals) -> None:
        self._slot = slot
        self._text = slot.statement.standing.text
        self._seed = self._text
        # The first and the last of a series are remembered best; one between them is asked.
        self._at = 0
        if slot.kind is SlotKind.SERIES:
            self._at = 1 + _digit(self._seed) % (len(slot.members) - 2)
        self._key = slot.members[self._at]
        self._rivals = rivals.of(slot, self._key, _OPTIONS - 1)

    def _item(
        self, kind: ItemKind, stem: str, key: Sequence[str], options: Sequence[str], note: str
    ) -> Item:
        statement = self._slot.statement
        start, end = statement.standing.start, statement.standing.end
        return make_item(
            statement.source,
            kind=kind,
            stem=statement.opening + stem,
            options=options,
            key=key,
            rationale=quote(statement.source, start, end) + note,
            spans=[(start, end)],
            topic=statement.topic,
            fact=f"{self._slot.kind}:{statement.document}:{'、'.join(self._slot.members)}",
        )

    def _with(self, text: str, *, places: Sequence[tuple[int, int]] = ()) -> str:
        """Return the statement with a text in the place of what is asked for."""
        places = places or [self._slot.places[self._at]]
        return self._text[: places[0][0]] + text + self._text[places[-1][1] :]

    def choice(self) -> Iterator[Item]:
        """Ask which of four stands there."""
        if self._slot.kind is SlotKind.MEANS:
            return
        if len(self._rivals) == _OPTIONS - 1 and self._is_settled() and self._is_known():
            options = shuffled([self._key, *self._rivals], self._seed)
            key = [LETTERS[options.index(self._key)]]
            yield self._item(ItemKind.SINGLE_CHOICE, self._with(BLANK), key, options, "")

    def _is_settled(self) -> bool:
        """Return whether nothing else would be as true there.

        What somebody does in passing, 完善机制 or 创新机制, could be either; what a rule says, what
        is quoted and what is called a principle or a procedure could not.
        """
        slot = self._slot
        if slot.kind is not SlotKind.SERIES:
            return True
        return bool(slot.is_quoted and (slot.head or slot.statement.document))

    def _is_known(self) -> bool:
        """Return whether it is a rule's or the country's; of a county others could be as good."""
        slot = self._slot
        is_local = bool(slot.statement.standing.area) and not slot.statement.document
        return slot.kind is not SlotKind.SERIES or not is_local

    def members(self) -> Iterator[Item]:
        """Ask which of some make up the series."""
        members = self._slot.members
        if self._slot.kind is not SlotKind.SERIES or len(members) > _MOST_MEMBERS:
            return
        if not self._is_settled() or not self._is_known():
            return
        rivals = self._rivals[: 6 - len(members)][:2]
        if len(rivals) < 2:
            return
        options = shuffled([*members, *rivals], self._seed + "*")
        key = sorted(LETTERS[options.index(member)] for member in members)
        stem = self._with(BLANK, places=self._slot.places).replace(f"“{BLANK}”", BLANK)
        note = "".join(f"“{text}”" for text in rivals) + "不在其中。"
        yield self._item(ItemKind.MULTIPLE_CHOICE, stem, key, options, note)

    def blank(self) -> Iterator[Item]:
        """Ask for what stands there."""
        is_exact = self._slot.kind in _EXACT and not self._key.endswith(_LOOSE)
        if is_exact and len(self._key) <= _LONGEST_KEY and self._can_be_told():
            yield self._item(ItemKind.FILL_BLANK, self._with(BLANK), [self._key], (), "")

    def _can_be_told(self) -> bool:
        """Return whether people have it by heart, so that they write it word for word.

        Of a series what is quoted or laid down in a rule as a principle; of names in quotes those
        that a rule or the whole country uses, but no whole model.
        """
        slot = self._slot
        if slot.kind is SlotKind.SERIES:
            # 宜加则加, 宜林则林: what turns about one character could be another as well.
            turns = len(set(self._key[1:])) < len(self._key) - 1
            is_phrase = self._is_settled() or bool(slot.statement.document and slot.head)
            return is_phrase and not turns
        if slot.kind is SlotKind.TERM:
            is_known = bool(slot.statement.document) or not slot.statement.standing.area
            return is_known and not slot.head.endswith("模式")
        return True

    def statement(self) -> Iterator[Item]:
        """State it, or put something else in its place."""
        if not self._rivals or self._slot.kind in _ONLY_ASKED or not self._is_settled():
            return
        # Another measure of the same document is true of it too, only elsewhere.
        is_true = self._slot.kind in _TRUE_ELSEWHERE or _digit(self._seed + "?") % 2 == 0
        stem = self._text if is_true else self._with(self._rivals[0])
        note = "" if is_true else f"题干把“{self._key}”改成了“{self._rivals[0]}”。"
        key = ["A" if is_true else "B"]
        yield self._item(ItemKind.TRUE_FALSE, stem, key, TRUE_FALSE_OPTIONS, note)


def _digit(seed: str) -> int:
    return int(sha256(seed.encode()).hexdigest()[:8], 16)
