"""Rules that need the whole library: what is right here may be right, or otherwise, elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from assistant.indicators.extracting.places import Rank
from assistant.quiz.aligning import Tokens, context_score, tokens, year_before
from assistant.quiz.checks.known import Known
from assistant.quiz.deriving import is_negative, lists_members, with_blank, without_frame
from assistant.quiz.listing import NAMED
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Flaw, Item, ItemKind
from assistant.quiz.world import Statement, World, plain
from ingest.numerals import Quantity, QuantityKind, date_parts

# From these on, what stands around a figure elsewhere says the stem's own words: where the other
# place names the same year, and where it names none.
SAYS_SAME = 0.6
SAYS_SAME_UNDATED = 0.68
# A place that says the key so much better, or as well, means the key.
_MARGIN = 0.03
_LIKE = 25
_MOST = 40
# Tokens that a stem must have for words elsewhere to be the same words.
_SHORTEST = 6
_HALF_TRUE = 0.75
# Of the words of a figure's clause, weighed by how rare they are, so much may be missing where
# the same is called a little otherwise.
_MOST_MISSING = 0.34
_SHORT_LABEL = 4
_CLAUSE = re.compile(r"[，,。；;：:！？\n]")


@dataclass(frozen=True)
class _Slot:
    """A place of a question that a figure or name fills."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    wanted: tuple[str, ...]
    """Keys of what fills it."""

    figure: Quantity | None
    """Where a single figure fills it."""

    text: str
    """The question with what fills it."""

    year: int


@dataclass(frozen=True)
class _Said:
    """A place elsewhere that fills the slot of a question."""

    statement: Statement
    score: float
    text: str
    """What fills it there."""


@dataclass(frozen=True)
class _Answer:
    """A figure elsewhere that may fill the slot of a question."""

    index: int
    score: float
    is_same: bool
    text: str


def _slot(stem: str, filling: str) -> _Slot:
    before, _, behind = with_blank(stem).partition(BLANK)
    text = before + filling + behind.replace(BLANK, filling)
    filled = tokens(text)
    first = filled.index_at(len(before))
    last = filled.index_at(len(before) + max(len(filling), 1) - 1) + 1
    return _slot_at(filled, first, min(last, len(filled)))


def _slot_at(filled: Tokens, first: int, last: int) -> _Slot:
    figure = filled.items[first].figure if last - first == 1 else None
    return _Slot(
        left=filled.keys[:first],
        right=filled.keys[last:],
        wanted=filled.keys[first:last],
        figure=figure,
        text=filled.text,
        year=year_before(filled, first),
    )


# --- Contradicting sources ----------------------------------------------------------------------


def contradicted_source(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the library gives another answer to the same question."""
    for slot in _slots(item, known):
        if slot.figure is None or len(slot.left) + len(slot.right) < _SHORTEST:
            continue
        if said := _other_answer(slot, item, known):
            yield Flaw(
                rule="contradicted_source",
                message=f"资料库里同一问题另有说法：“{said.text}”，见《{said.statement.source.title}》。"
                "请改考别处，或在题干中写明出处和口径。",
                evidence=said.statement.as_evidence(),
            )
            return


def _slots(item: Item, known: Known) -> Iterator[_Slot]:
    """Yield the places whose filling the item's evidence decides."""
    match item.kind:
        case ItemKind.SINGLE_CHOICE if not is_negative(item.stem):
            for key in _sound_keys(item):
                yield _slot(without_frame(item.stem), key)
        case ItemKind.FILL_BLANK:
            parts = without_frame(item.stem).split(BLANK)
            for number, key in enumerate(item.key[: len(parts) - 1]):
                filled = [part + text for part, text in zip(parts, item.key, strict=False)]
                before = "".join(filled[:number]) + parts[number]
                behind = "".join(filled[number + 1 :]) + parts[-1]
                behind = parts[number + 1] if number + 2 == len(parts) else behind
                yield _slot(f"{before}{BLANK}{behind}", key)
        case ItemKind.TRUE_FALSE:
            statement = tokens(without_frame(item.stem.replace(BLANK, "")))
            for index, token in enumerate(statement.items):
                if token.figure is not None:
                    slot = _slot_at(statement, index, index + 1)
                    yield _as_evidence_has_it(slot, known.texts(item.evidence))


def _sound_keys(item: Item) -> Sequence[str]:
    if any(letter not in LETTERS[: len(item.options)] for letter in item.key):
        return ()
    return item.key_texts


def _as_evidence_has_it(slot: _Slot, texts: Sequence[str]) -> _Slot:
    """Return the slot filled with what the evidence has there: a false statement has another."""
    assert slot.figure is not None
    places = [
        (context_score(slot.left, slot.right, text, index, index + 1), token.key)
        for text in map(tokens, texts)
        for index, token in enumerate(text.items)
        if token.figure is not None and _same_form(token.figure, slot.figure)
    ]
    best = max(places, default=(0.0, ""))
    if best[0] < SAYS_SAME or best[1] == slot.wanted[0]:
        return slot
    return _Slot(slot.left, slot.right, (best[1],), slot.figure, slot.text, slot.year)


def _other_answer(slot: _Slot, item: Item, known: Known) -> _Said | None:
    """Return the place elsewhere that answers otherwise most clearly, or None."""
    own = {id(each) for evidence in item.evidence for each in known.world.statements_of(evidence)}
    found: list[_Said] = []
    for similar in known.world.statements_like(slot.text, limit=_LIKE):
        statement = similar.statement
        text = tokens(statement.reading)
        said = _answers(slot, text)
        if not said:
            continue
        best = max(each.score for each in said)
        # Who says the same as well is not in doubt, nor is another place of the same sentence.
        same = max((each.score for each in said if each.is_same), default=0.0)
        if same >= best - _MARGIN or id(statement) in own:
            continue
        place = max(said, key=lambda each: (each.score, not each.is_same))
        if (
            place.score >= _needed(slot, text, statement)
            and _same_label(slot, text, place.index, known.world)
            and not _apart(item, slot, statement, known)
        ):
            found.append(_Said(statement, place.score, place.text))
    return max(found, key=lambda each: each.score, default=None)


def _answers(slot: _Slot, text: Tokens) -> list[_Answer]:
    """Return how well each figure of the slot's form fits."""
    assert slot.figure is not None
    return [
        _Answer(
            index=index,
            score=context_score(slot.left, slot.right, text, index, index + 1),
            is_same=token.key == slot.wanted[0] or _agree(token.figure, slot.figure),
            text=token.figure.text,
        )
        for index, token in enumerate(text.items)
        if token.figure is not None
        and _same_form(token.figure, slot.figure)
        and not _other_year(slot, text, index)
    ]


def _same_label(slot: _Slot, text: Tokens, index: int, world: World) -> bool:
    """Return whether two figures are called the same by the words of their clauses."""
    own = tokens(slot.text)
    here, there = _label(own, len(slot.left)), _label(text, index)
    return (
        world.share_missing(here, plain(text.text)) <= _MOST_MISSING
        and world.share_missing(there, plain(own.text)) <= _MOST_MISSING
    )


def _label(text: Tokens, index: int) -> str:
    """Return the words of a figure's clause: those before it, and those behind where few are."""
    start, end = text.items[index].start, text.items[index].end
    before = _CLAUSE.split(text.text[:start])[-1]
    behind = _CLAUSE.split(text.text[end:])[0]
    earlier = [token for token in text.items[:index] if token.figure is not None]
    if earlier and earlier[-1].end > start - len(before):
        before = text.text[earlier[-1].end : start]
    later = [token for token in text.items[index + 1 :] if token.figure is not None]
    if later and later[0].start < end + len(behind):
        behind = text.text[end : later[0].start]
    return before if len(before) >= _SHORT_LABEL else f"{before} {behind}"


def _same_form(one: Quantity, other: Quantity) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is QuantityKind.DATE:
        return _parts(one) == _parts(other)
    return one.unit == other.unit or {one.unit, other.unit} <= set("人名位口")


def _parts(date: Quantity) -> tuple[bool, ...]:
    return tuple(bool(part) for part in date_parts(date))


def _agree(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures are one, the one rounded or bounded: 1.41万 and 14087."""
    if one.value == other.value:
        return True
    if one.kind is QuantityKind.DATE:
        return False
    rough = max(_step(one), _step(other))
    return abs(one.value - other.value) * 2 <= rough


def _step(figure: Quantity) -> int | float:
    """Return what the last digit of a figure counts."""
    digits = "".join(sign for sign in figure.text if sign.isdigit() or sign == ".")
    try:
        number = float(digits)
    except ValueError:
        return 0
    if not number:
        return 0
    scale = float(figure.value) / number
    decimals = len(digits.partition(".")[2])
    return abs(scale) * 10.0**-decimals


def _other_year(slot: _Slot, text: Tokens, index: int) -> bool:
    stated = year_before(text, index)
    return bool(slot.year and stated and slot.year != stated)


def _needed(slot: _Slot, text: Tokens, statement: Statement) -> float:
    dated = not slot.year or str(slot.year) in statement.plain
    return SAYS_SAME if dated else SAYS_SAME_UNDATED


def _apart(item: Item, slot: _Slot, statement: Statement, known: Known) -> bool:
    """Return whether a statement is known to speak of another place than the question."""
    for evidence in item.evidence:
        if source := known.world.source_of(evidence):
            asked = known.world.places_in(slot.text, source)
            home = source.home_at(evidence.start)
            break
    else:
        asked, home = {}, ""
    told = known.world.places_of(statement)
    other_home = statement.source.home_at(statement.start)
    one, other = _most_exact(asked) or _named(home), _most_exact(told) or _named(other_home)
    return not any(a.endswith(b) or b.endswith(a) for a in one for b in other) and one != other


def _most_exact(places: dict[Rank, frozenset[str]]) -> frozenset[str]:
    """Return the smallest places that are named; the whole country only where it is named alone."""
    return places[max(places)] if places else frozenset()


def _named(home: str) -> frozenset[str]:
    return frozenset([home] if home else [])


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


def _says(stem: str, option: str, item: Item, known: Known) -> Statement | None:
    """Return a statement that says the stem with an option in its blank."""
    slot = _slot(stem, option)
    if not slot.wanted:
        return None
    if slot.figure is not None:
        return _states_figure(slot, item, known)
    if lists_members(stem, item.kind):
        return _lists(stem, option, known)
    return _states_words(slot, option, item, known)


def _states_figure(slot: _Slot, item: Item, known: Known) -> Statement | None:
    assert slot.figure is not None
    key = {tokens(text).keys for text in _sound_keys(item)}
    pairs = frozenset(slot.text[i : i + 2] for i in range(len(slot.text) - 1))
    stated = {
        id(each.statement): each.statement for each in known.world.statements_with(slot.figure)
    }
    ranked = sorted(stated.values(), key=lambda each: -len(pairs & each.pairs))[:_MOST]
    for statement in ranked:
        text = tokens(statement.reading)
        said = _answers(slot, text)
        best = max((each.score for each in said if each.is_same), default=0.0)
        rivals = max(
            (
                context_score(slot.left, slot.right, text, i, i + 1)
                for i, token in enumerate(text.items)
                if (token.key,) in key
            ),
            default=0.0,
        )
        if rivals >= best - _MARGIN or best < _needed(slot, text, statement):
            continue
        if not _apart(item, slot, statement, known):
            return statement
    return None


def _lists(stem: str, option: str, known: Known) -> Statement | None:
    """Return a statement that names the stem's list and has an option in it."""
    names = [name for name in named_lists(stem) if len(name) > 2]
    if not names:
        return None
    for statement in known.world.statements_saying(option, limit=200):
        above = plain("".join(statement.source.section_path(statement.start)))
        for name in map(plain, names):
            if name in statement.plain and _follows(name, plain(option), statement.plain):
                return statement
            if name in above and plain(option) in statement.plain[: len(plain(option)) + 12]:
                return statement
    return None


def named_lists(stem: str) -> list[str]:
    """Return what a stem names in quotation marks."""
    return [match[1] for match in NAMED.finditer(stem)]


def _follows(name: str, option: str, text: str) -> bool:
    """Return whether an option stands behind a list's name, before the next list begins."""
    at = text.find(name)
    place = text.find(option, at + len(name))
    if place < 0:
        # A、B、C等“三个对接”
        place = text.rfind(option, 0, at)
        between = text[place + len(option) : at] if place >= 0 else "。"
    else:
        between = text[at + len(name) : place]
    return "。" not in between and "”" not in between.lstrip("”")


def _states_words(slot: _Slot, option: str, item: Item, known: Known) -> Statement | None:
    for statement in known.world.statements_saying(option, limit=200):
        text = tokens(statement.reading)
        for start, end in text.find(slot.wanted):
            score = context_score(slot.left, slot.right, text, start, end)
            if score < _needed(slot, text, statement) or _other_year(slot, text, start):
                continue
            if not _apart(item, slot, statement, known):
                return statement
    return None


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
