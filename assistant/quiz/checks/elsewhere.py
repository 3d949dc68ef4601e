"""Rules that need the whole library: what is right here may be right, or otherwise, elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz.distance import LCSseq

from assistant.indicators.extracting.places import Mention
from assistant.quiz.aligning import Tokens, context_score, tokens, year_before
from assistant.quiz.checks.half_true import changed_words, stated_beside
from assistant.quiz.checks.known import Known
from assistant.quiz.deriving import is_negative, lists_members, with_blank, without_frame
from assistant.quiz.labelling import Label, Labelled, label_at, same_form
from assistant.quiz.listing import COUNTED, NAMED
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Flaw, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.telling_apart import (
    Scope,
    are_apart,
    is_far,
    is_quoted,
    manner_of,
    scope_of,
)
from assistant.quiz.world import Statement, plain
from ingest.numerals import Quantity, QuantityKind, in_base_unit, quantities, same_quantity

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

# From these on, what stands around a place elsewhere says the stem's own words: in a clause of the
# same characters, and in whatever clause.
SAYS_SAME = 0.6
_LITERALLY = 0.85
# Tokens that a stem must have for words elsewhere to be the same words.
_SHORTEST = 6
_HALF_TRUE = 0.75


@dataclass(frozen=True)
class _Slot:
    """A place of a question that a figure or name fills."""

    text: Tokens
    """The question with what fills it."""

    first: int
    """Index of the first token that fills it."""

    last: int
    """Just past the last one."""

    @property
    def left(self) -> tuple[str, ...]:
        """Keys of what stands before it."""
        return self.text.keys[: self.first]

    @property
    def right(self) -> tuple[str, ...]:
        """Keys of what stands behind it."""
        return self.text.keys[self.last :]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Keys of what fills it."""
        return self.text.keys[self.first : self.last]

    @property
    def figure(self) -> Quantity | None:
        """What fills it, where that is a single figure."""
        return self.text.items[self.first].figure if self.last - self.first == 1 else None

    @property
    def year(self) -> int:
        """The year that is named last before it; 0 where none is."""
        return year_before(self.text, self.first)


def _slot(stem: str, filling: str) -> _Slot:
    before, _, behind = with_blank(stem).partition(BLANK)
    filled = tokens(before + filling + behind.replace(BLANK, filling))
    first = filled.index_at(len(before))
    last = filled.index_at(len(before) + max(len(filling), 1) - 1) + 1
    return _Slot(filled, first, min(last, len(filled)))


# --- Contradicting sources ----------------------------------------------------------------------


def contradicted_source(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the library gives another answer to the same question."""
    texts = known.texts(item.evidence)
    for slot in _slots(item):
        if said := _other_answer(slot, item, known, texts):
            source, figure = said.statement.source, said.label.figure
            yield Flaw(
                rule="contradicted_source",
                message=f"资料库里同一问题另有说法：“{figure.text}”，见《{source.title}》。"
                "请改考别处，或在题干中写明出处和口径。",
                evidence=said.statement.as_evidence(),
            )
            return


def _slots(item: Item) -> Iterator[_Slot]:
    """Yield the figures that the item's evidence decides."""
    stem = without_frame(item.stem)
    match item.kind:
        case ItemKind.SINGLE_CHOICE if not is_negative(stem):
            slots = [_slot(stem, key) for key in _sound_keys(item)]
        case ItemKind.FILL_BLANK:
            slots = list(_blanks(stem, item.key))
        case ItemKind.TRUE_FALSE:
            said = tokens(stem.replace(BLANK, ""))
            slots = [_Slot(said, index, index + 1) for index in range(len(said))]
            # The year of a statement is not what it is asked for.
            slots = [s for s in slots if s.figure and s.figure.kind is not QuantityKind.DATE]
            # 五年 in the name of a table is not stated.
            slots = [s for s in slots if not is_quoted(stem, said.items[s.first].start)]
        case _:
            slots = []
    return (slot for slot in slots if slot.figure is not None)


def _blanks(stem: str, key: Sequence[str]) -> Iterator[_Slot]:
    parts = stem.split(BLANK)
    if len(parts) != len(key) + 1:
        return
    text = parts[0]
    starts = []
    for filling, part in zip(key, parts[1:], strict=True):
        starts.append(len(text))
        text += filling + part
    filled = tokens(text)
    for start, filling in zip(starts, key, strict=True):
        last = filled.index_at(start + max(len(filling), 1) - 1) + 1
        yield _Slot(filled, filled.index_at(start), min(last, len(filled)))


def _sound_keys(item: Item) -> Sequence[str]:
    if any(letter not in LETTERS[: len(item.options)] for letter in item.key):
        return ()
    return item.key_texts


def _other_answer(slot: _Slot, item: Item, known: Known, texts: Sequence[str]) -> Labelled | None:
    """Return a figure of the library that answers otherwise, or None."""
    own = {id(each) for evidence in item.evidence for each in known.world.statements_of(evidence)}
    right = [figure for figure in (slot.figure, *_in_evidence(slot, texts)) if figure]
    told = [figure for text in texts for figure in quantities(text)]
    label = _label(slot, item, known)
    stated = right[0] if _has(right[0], told) else right[-1]
    for found in known.labels.called(label):
        if id(found.statement) in own:
            continue
        if any(agree(found.label.figure, figure) for figure in right):
            continue
        # What states both figures, or stands where both are stated, has them of two things.
        if _has(stated, found.statement.quantities) or _has(found.label.figure, told):
            continue
        same_year = bool(label.year) and label.year == found.label.year
        if is_far(stated, found.label.figure, same_year=same_year):
            continue
        if _is_otherwise(slot, found, item, known):
            continue
        # 2119户7426人 and 2120户7426人 are of one place, whatever else is said.
        if label.beside & found.label.beside or not _apart(item, slot, found, known):
            return found
    return None


def _has(figure: Quantity, figures: Sequence[Quantity]) -> bool:
    return any(same_form(each, figure) and same_quantity(each, figure) for each in figures)


def _is_otherwise(slot: _Slot, found: Labelled, item: Item, known: Known) -> bool:
    """Return whether a figure is stated in another manner or of another scope than the question's.

    A row of a table says by its headers what its figures are.
    """
    if found.statement.is_row:
        return False
    text = found.statement.tokens
    at = next(i for i, each in enumerate(text.items) if each.start == found.label.figure.start)
    manners = manner_of(text, at), manner_of(slot.text, slot.first)
    if are_apart(*manners, dated=bool(slot.year and found.label.year)):
        return True
    source, _ = _home(item, known)
    asked = _named(known.world.places_in(slot.text.text, source) if source else ())
    told = _named(known.world.places_of(found.statement))
    scopes = {
        scope_of(slot.text.text, slot.text.items[slot.first].start, [m.start for m in asked]),
        scope_of(
            text.text,
            found.label.figure.start,
            [mention.start - found.statement.start for mention in told],
        ),
    }
    return scopes == {Scope.NATION, Scope.PLACE}


def _label(slot: _Slot, item: Item, known: Known) -> Label:
    source, _ = _home(item, known)
    places = known.world.places_in(slot.text.text, source) if source else ()
    return label_at(slot.text, slot.first, [(each.start, each.end) for each in places])


def _in_evidence(slot: _Slot, texts: Sequence[str]) -> Iterator[Quantity]:
    """Yield the figure that the evidence has in a place: a false statement has another."""
    places = [
        (context_score(slot.left, slot.right, text, index, index + 1), index, token.figure)
        for text in map(tokens, texts)
        for index, token in enumerate(text.items)
        if token.figure is not None and slot.figure and same_form(token.figure, slot.figure)
    ]
    best = max(places, key=lambda place: place[:2], default=None)
    if best is not None and best[0] >= SAYS_SAME:
        yield best[2]


def agree(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures are one, the one perhaps rounded: 1.41万 and 14087."""
    if one.kind is QuantityKind.DATE or other.kind is QuantityKind.DATE:
        return one.value == other.value
    (first, _), (second, _) = in_base_unit(one), in_base_unit(other)
    return first == second or abs(first - second) * 2 < max(_step(one), _step(other))


def _step(figure: Quantity) -> Decimal:
    """Return what the last digit of a figure counts, 0 for one without digits."""
    match = _NUMBER.search(figure.text.replace(",", ""))
    if match is None or not Decimal(match[0]):
        return Decimal(0)
    decimals = len(match[0].partition(".")[2])
    step: Decimal = abs(in_base_unit(figure)[0] / Decimal(match[0])) / 10**decimals
    return step


def _apart(item: Item, slot: _Slot, found: Labelled, known: Known) -> bool:
    """Return whether a figure is known to speak of another place than the question.

    The question speaks of the places it names, or of that of its source; the figure of the place
    named last before it, or of that of its own source.
    """
    source, home = _home(item, known)
    asked = _named(known.world.places_in(slot.text.text, source) if source else ())
    told = _named(known.world.places_of(found.statement))
    at = found.statement.start + found.label.figure.start
    before = [mention.name for mention in told if mention.end <= at]
    there = before[-1] if before else found.statement.source.home_at(found.statement.start)
    here = {mention.name for mention in asked} or {home}
    if not there and not any(here) and source is not found.statement.source:
        # Two documents that do not say what they speak of.
        return True
    exact = max(asked, key=lambda each: each.rank).name if asked else home
    is_named = exact in {mention.name for mention in told}
    return not is_named and not any(_same_place(there, name) for name in here)


def _named(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the places that are named, 全县 and the like left out."""
    return [mention for mention in mentions if not mention.stands_for]


def _home(item: Item, known: Known) -> tuple[Source | None, str]:
    for evidence in item.evidence:
        if source := known.world.source_of(evidence):
            return source, source.home_at(evidence.start)
    return None, ""


def _same_place(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    return one in other or other in one


# --- Other options that are true ----------------------------------------------------------------


def second_true_option(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where an option that should be false is said, or half said, in the library."""
    if item.kind is ItemKind.TRUE_FALSE:
        yield from _true_statement(item, known)
        return
    if item.kind not in {ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE}:
        return
    stem = without_frame(item.stem)
    negative = is_negative(stem)
    true = [
        o for a, o in zip(LETTERS, item.options, strict=False) if (a in item.key) is not negative
    ]
    # Where the stem asks for what is not so, it is the key that must be false.
    for letter, option in zip(LETTERS, item.options, strict=False):
        if (letter in item.key) is not negative:
            continue
        said = _says(stem, option, item, known)
        if said is None and item.kind is ItemKind.SINGLE_CHOICE and not negative:
            said = stated_beside(with_blank(stem).partition(BLANK)[0], option, item, known.world)
        if said is not None:
            yield Flaw(
                rule="second_true_option",
                message=f"选项{letter}“{option}”在《{said.source.title}》里也说得通，不能算错。请换一个选项。",
                evidence=said.as_evidence(),
            )
        elif half := _half_true(option, letter, true):
            yield Flaw(rule="second_true_option", message=half)


def _true_statement(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where a statement that should be false stands somewhere as it is."""
    wrong = LETTERS[TRUE_FALSE_OPTIONS.index("错误")]
    statement = plain(without_frame(item.stem)).rstrip("。.；;!！")
    if item.key == (wrong,) and len(statement) >= _SHORTEST and known.world.contains(statement):
        yield Flaw(
            rule="second_true_option",
            message="答案是“错误”，但资料库里有与题干相同的说法。请换一处改动。",
        )
    elif item.key == (wrong,):
        for before, words in changed_words(item, known.texts(item.evidence)):
            if said := stated_beside(before, words, item, known.world):
                yield Flaw(
                    rule="second_true_option",
                    message=f"答案是“错误”，但《{said.source.title}》里也说了“{words}”。请换一处改动。",
                    evidence=said.as_evidence(),
                )


def _says(stem: str, option: str, item: Item, known: Known) -> Statement | None:
    """Return a statement that says the stem with an option in its blank."""
    slot = _slot(stem, option)
    if not slot.wanted:
        return None
    if slot.figure is not None:
        return _states_figure(slot, item, known)
    if lists_members(stem, item.kind):
        return _lists(stem, option, item, known)
    return _states_words(slot, option, known)


def _states_figure(slot: _Slot, item: Item, known: Known) -> Statement | None:
    """Return where a figure that should be false is called as the question calls it."""
    for found in known.labels.called(_label(slot, item, known)):
        is_it = slot.figure is not None and same_quantity(found.label.figure, slot.figure)
        if is_it and not _apart(item, slot, found, known):
            return found.statement
    return None


def _lists(stem: str, option: str, item: Item, known: Known) -> Statement | None:
    """Return a statement that names the stem's list and has an option in it.

    六个精准 is one list wherever it is named; 基本原则 is another one in each document.
    """
    names = {plain(match[1]) for match in NAMED.finditer(stem) if len(match[1]) > 2}
    wide = {name for name in names if COUNTED.search(name)}
    above = {path for evidence in item.evidence for path in _paths(evidence.section)}
    for statement in known.world.statements_saying(option, limit=_MOST):
        if any(_follows(name, plain(option), statement.plain) for name in wide):
            return statement
        path = statement.source.section_path(statement.start)
        begins = plain(option) in statement.plain[: len(plain(option)) + _MARK]
        if begins and any(
            plain(path[-1]).endswith(name) and path in above for name in names if path
        ):
            return statement
    return None


# Characters of a mark before a member: （二十三）.
_MARK = 6
_MOST = 200


def _paths(section: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(section[:depth]) for depth in range(1, len(section) + 1))


def _follows(name: str, option: str, text: str) -> bool:
    """Return whether an option stands as a member behind a list's name, or right before it."""
    at = text.find(name)
    if at < 0:
        return False
    place = text.find(option, at + len(name))
    if place >= 0:
        between = text[at + len(name) : place]
        return between[-1:] in _OPENS and not re.search(r"[。“]", between)
    # A、B、C等“三个对接”
    place = text.rfind(option, 0, at)
    between = text[place + len(option) : at]
    is_member = place >= 0 and (place == 0 or text[place - 1] in _OPENS)
    return is_member and not re.search(r"[。”]", between)


_OPENS = frozenset("：:、（(，,；;是为即指括和及与“”")


def _states_words(slot: _Slot, option: str, known: Known) -> Statement | None:
    """Return a statement in which an option stands where the stem has its blank."""
    own = _clause(slot.text, slot.first, slot.last)
    for statement in known.world.statements_saying(option, limit=_MOST):
        text = statement.tokens
        for start, end in text.find(slot.wanted):
            stated = year_before(text, start)
            if slot.year and stated and slot.year != stated:
                continue
            score = context_score(slot.left, slot.right, text, start, end)
            small, large = sorted((own, _clause(text, start, end)), key=len)
            same = len(small) >= _SHORTEST and small <= large and len(small) * 2 >= len(large)
            if score >= SAYS_SAME and (same or score >= _LITERALLY):
                return statement
    return None


def _clause(text: Tokens, start: int, end: int) -> frozenset[str]:
    """Return the characters of the clause around some tokens, those tokens apart."""
    first, last = text.items[start].start, text.items[end - 1].end
    before = _CLAUSE_END.split(text.text[:first])[-1]
    behind = _CLAUSE_END.split(text.text[last:])[0]
    return frozenset(sign for sign in before + behind if sign.isalnum())


_CLAUSE_END = re.compile(r"[，,。；;：:、！？\n]")


def _half_true(option: str, letter: str, true: Sequence[str]) -> str:
    """Return what is wrong where an option holds a right one, or is a part of it."""
    said = tokens(option)
    if any(token.figure is not None for token in said.items):
        return ""
    for key in true:
        right = tokens(key)
        if len(said) < 2 or len(right) < 2:
            continue
        shared = LCSseq.similarity(said.keys, right.keys)
        short, long = sorted((plain(option), plain(key)), key=len)
        if short in long and len(short) * 2 > len(long):
            return f"选项{letter}“{option}”与正确选项互相包含，不能算全错。请换一个选项。"
        if shared == min(len(said), len(right)) and shared >= _HALF_TRUE * max(
            len(said), len(right)
        ):
            return f"选项{letter}“{option}”与正确选项几乎相同，不能算全错。请换一个选项。"
    return ""
