"""What stands in the same place of another sentence: bodies, measures, terms, slogans."""

import re
from collections import defaultdict
from collections.abc import Collection

from assistant.quiz.distracting.shapes import shapes_of
from assistant.quiz.facts.statements import Slot, SlotKind
from ingest.tokenizing import fold

_ALIKE = 0.4
# Nouns that say the same kind of thing of what is set up.
_FAMILIES = ("制度机制", "工程计划行动")
# Bodies of one rank in two sizes: what the county's government does, its party committee may do.
_JOINTS = re.compile("[和与、]")
_HELPS = re.compile("东部|帮扶")
_RANK = re.compile(r"^(?:中央|国务院|省|市|县|乡|东部|西部|各民主党派|审计|纪检|中央纪委)")


class Rivals:
    """What every slot of the library holds, to be put into another of its kind.

    Args:
        slots: What is asked for.
        series: Every series of the library, also where none is asked for.
    """

    def __init__(self, slots: Collection[Slot], series: Collection[Slot]) -> None:
        self._of_kind: dict[SlotKind, list[Slot]] = defaultdict(list)
        for slot in (*slots, *series):
            # What is quoted, called a principle or laid down in a rule is a phrase of its own.
            is_phrase = slot.is_quoted or slot.head or slot.statement.document
            if slot.kind is not SlotKind.SERIES or is_phrase:
                self._of_kind[slot.kind].append(slot)
        self._shapes = shapes_of([text for slot in (*slots, *series) for text in slot.members])

    def of(self, slot: Slot, key: str, count: int) -> list[str]:
        """Return texts that fit into a slot as `key` does and are wrong there.

        Args:
            slot: The slot.
            key: What it holds; of a series, the member asked for.
            count: How many at most.

        Returns:
            The likest first, unlike each other; fewer than `count` where too few fit, or where
            the stem would tell the key from all of them.
        """
        ranked: dict[str, float] = {}
        for other in self._of_kind[slot.kind]:
            if other.statement is slot.statement:
                continue
            scores = {text: self._score(slot, key, other, text) for text in other.members}
            if not any(score > 0 for score in scores.values()) or _say_the_same(slot, other):
                continue
            for text, score in scores.items():
                if score > 0 and _fits(slot, key, text):
                    ranked[text] = max(score, ranked.get(text, 0.0))
        # A word of the key that the stem says too would give it away, did no rival have it.
        rest = slot.statement.standing.text.replace(key, "")
        told = {key[i : i + 2] for i in range(len(key) - 1) if key[i : i + 2] in rest}
        for text in ranked:
            ranked[text] += 2.0 * any(pair in text for pair in told)
        found: list[str] = []
        for text in sorted(ranked, key=lambda text: (-ranked[text], text)):
            if not any(_say_one_thing(slot.kind, text, other) for other in found):
                found.append(text)
            if len(found) == count:
                break
        hidden = all(any(pair in text for text in found) for pair in told)
        return found if hidden else found[:1]

    def _score(self, slot: Slot, key: str, other: Slot, text: str) -> float:
        """Return how well a text passes for the key; 0 for not at all."""
        if slot.kind is not SlotKind.SERIES:
            return _score(slot, key, other, text)
        if self._shapes.get(text) != self._shapes.get(key):
            return 0.0
        same_head = bool(slot.head) and slot.head[-2:] == other.head[-2:]
        same_sign = any(one == two for one, two in zip(text, key, strict=True))
        near = 0.0
        if slot.statement.source is other.statement.source:
            away = abs(slot.statement.standing.start - other.statement.standing.start)
            near = 1.0 / (1.0 + away / 20_000)
        echoes = any(set(text) & set(member) for member in slot.members if member != key)
        if not (same_head or echoes):
            return 0.0
        return 0.5 * same_head + 0.4 * same_sign + 0.8 * echoes + near


def _say_the_same(slot: Slot, other: Slot) -> bool:
    """Return whether two series are wordings of one, as they share a member."""
    return slot.kind is SlotKind.SERIES and any(
        _alike(one, two) for one in slot.members for two in other.members
    )


def _say_one_thing(kind: SlotKind, one: str, other: str) -> bool:
    """Return whether two texts may mean the same; 市级 and 县级党委和政府 do not."""
    if kind is not SlotKind.BODY:
        return _alike(one, other)
    one, other = _JOINTS.sub("", one), _JOINTS.sub("", other)
    if one in other or other in one or (_HELPS.match(one) and _HELPS.match(other)):
        return True
    ranks = _RANK.match(one), _RANK.match(other)
    return bool(ranks[0] and ranks[1] and ranks[0][0] == ranks[1][0])


def _fits(slot: Slot, key: str, text: str) -> bool:
    """Return whether a text is something else than the key and nowhere in the statement."""
    said = slot.statement.standing.text
    if slot.kind is SlotKind.BODY and not _is_such_a_body(text, key, said):
        return False
    if text in said or _say_one_thing(slot.kind, text, key) or ("“" in text) != ("“" in key):
        return False
    if slot.kind is SlotKind.MEANS:
        rest = said.replace(key, "")
        pieces = (text[i : i + 3] for i in range(len(text) - 2))
        return not any(piece in rest for piece in pieces if piece not in key)
    return True


def _is_such_a_body(text: str, key: str, said: str) -> bool:
    """Return whether another body could do a thing: a bank or region does not what a party does.

    Nor does a body report to or direct its own level, which the rest would say.
    """
    kinds = [_KIND_OF_BODY.search(body) for body in (text, key)]
    if (kinds[0] and kinds[0].lastgroup) != (kinds[1] and kinds[1].lastgroup):
        return False
    rest = said.replace(key, "")
    # Who helps lies in the east.
    if _IS_REGION.search(key) and _BOTH_SIDES.search(rest):
        return False
    return not (text[0] in "省市县" and text[0] in rest)


_KIND_OF_BODY = re.compile(
    "(?P<bank>银行|金融)|(?P<region>地区|省份|帮扶省市|双方)|(?P<army>军队|武警)"
    "|(?P<office>(?:部|委|署|办|检察院)$|机关$)"
)
_IS_REGION = re.compile("地区|省份|省市")
_BOTH_SIDES = re.compile("帮扶|东部|西部|协作")


def _score(slot: Slot, key: str, other: Slot, text: str) -> float:
    """Return how well a text passes for the key; 0 for not at all."""
    same_document = slot.statement.document == other.statement.document
    away = abs(len(text) - len(key)) / max(len(text), len(key))
    if slot.kind is SlotKind.BODY:
        return 2.0 * same_document + 1.0 - away
    if slot.kind is SlotKind.MEANS:
        if slot.head == other.head:
            return 3.0 + same_document - away
        return 1.0 - away if _are_of_one_family(slot.head, other.head) and away < 0.4 else 0.0
    if slot.kind is SlotKind.CHANGE:
        return 1.0 - away
    if slot.kind is SlotKind.DOCUMENT:
        return 1.0 - away if slot.head[-2:] == other.head[-2:] and away < 0.5 else 0.0
    same_head = slot.head[-2:] == other.head[-2:]
    if not set(text) & set(key):
        return 0.0
    return 1.0 + same_document - away if same_head and away < 0.6 else 0.0


def _are_of_one_family(one: str, other: str) -> bool:
    return any(one in family and other in family for family in _FAMILIES)


def _alike(one: str, other: str) -> bool:
    """Return whether one of two texts holds the other, or most of it."""
    one, other = fold(one), fold(other)
    if one in other or other in one:
        return True
    pairs = {one[i : i + 2] for i in range(len(one) - 1)}
    others = {other[i : i + 2] for i in range(len(other) - 1)}
    shared = len(pairs & others)
    return shared > _ALIKE * min(len(pairs), len(others)) and shared > 1
