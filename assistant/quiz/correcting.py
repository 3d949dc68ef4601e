"""What becomes of an item when figures of its evidence change, and nothing else."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.quiz.deriving import derive
from assistant.quiz.following import Followed
from assistant.quiz.schema import LETTERS, Evidence, Item, ItemKind
from ingest.numerals import Quantity, quantities, same_quantity

# Kinds of which a changed figure leaves the rest as it is.
_FIGURE_KINDS = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.FILL_BLANK, ItemKind.TRUE_FALSE})


@dataclass(frozen=True)
class Correction:
    """An item after its evidence changed."""

    is_untouched: bool = False
    """Whether nothing that it asks or answers has changed."""

    item: Item | None = None
    """The corrected item; None where a person has to write it."""


def says_all_figures(item: Item, evidence: Evidence) -> bool:
    """Return whether evidence has every figure of an item's stem itself.

    Where it has not, a heading said some of it.
    """
    stated = quantities(evidence.text)
    return all(
        any(same_quantity(figure, other) for other in stated) for figure in quantities(item.stem)
    )


def correct(item: Item, evidence: Evidence, followed: Followed) -> Correction:
    """Return what becomes of an item whose evidence reads otherwise in a new revision.

    Only a single statement in which nothing but figures changed is followed; what the corrected
    item's key is, the new evidence has to say itself.
    """
    if followed.evidence is None or len(followed.pairs) != 1 or item.parts:
        return Correction()
    changes = _changed_figures(*followed.pairs[0])
    if not changes:
        return Correction()
    asked = "\n".join((item.stem, *item.options, *item.key))
    if not any(_stands_in(old, asked) for old, _ in changes):
        return Correction(is_untouched=True)
    if item.kind not in _FIGURE_KINDS:
        return Correction()
    return Correction(item=_corrected(item, evidence, followed.evidence, changes))


def _changed_figures(old: str, new: str) -> list[tuple[Quantity, Quantity]]:
    """Return the figures that changed; none where other words changed too."""
    before, after = quantities(old), quantities(new)
    if len(before) != len(after) or _without(old, before) != _without(new, after):
        return []
    return [
        (one, other) for one, other in zip(before, after, strict=True) if one.text != other.text
    ]


def _without(text: str, figures: list[Quantity]) -> list[str]:
    pieces, last = [], 0
    for figure in figures:
        pieces.append("".join(text[last : figure.start].split()))
        last = figure.end
    return [*pieces, "".join(text[last:].split())]


def _number(figure: Quantity) -> str:
    """Return the digits of a figure, without its unit."""
    found = re.match(r"[\d.,，]+", figure.text)
    return found[0] if found else figure.text


def _stands_in(figure: Quantity, text: str) -> bool:
    return bool(re.search(_pattern(_number(figure)), text))


def _pattern(number: str) -> str:
    return rf"(?<![\d.]){re.escape(number)}(?![\d.])"


def _replace(text: str, changes: list[tuple[Quantity, Quantity]]) -> str:
    """Return a text with the changed figures, each place changed once."""
    table = {_number(old): _number(new) for old, new in changes}
    table |= {old.text: new.text for old, new in changes}
    longest = sorted(table, key=len, reverse=True)
    pattern = "|".join(map(_pattern, longest))
    return re.sub(pattern, lambda found: table[found[0]], text)


def _corrected(
    item: Item, old: Evidence, new: Evidence, changes: list[tuple[Quantity, Quantity]]
) -> Item | None:
    def fixed(text: str) -> str:
        return _replace(text, changes)

    options, key = item.options, item.key
    if item.kind is ItemKind.SINGLE_CHOICE:
        options = _options(item, fixed(item.key_texts[0]))
    if item.kind is ItemKind.FILL_BLANK:
        key = tuple(map(fixed, item.key))
    draft = item.model_copy(
        update={
            "stem": fixed(item.stem),
            "options": options,
            "key": key,
            "variants": (),
            "rationale": fixed(item.rationale),
            "evidence": tuple(new if each == old else each for each in item.evidence),
        }
    )
    context = (new.title, *new.section)
    derived = derive(draft, [each.text for each in draft.evidence], context=context)
    # The rationale of a statement tells what was changed in it; that is not written anew.
    expected = {ItemKind.FILL_BLANK: key, ItemKind.TRUE_FALSE: item.key}.get(item.kind)
    if not derived.key or (expected and derived.key != expected):
        return None
    return draft.model_copy(update={"key": derived.key})


def _options(item: Item, right: str) -> tuple[str, ...]:
    """Return the options with another right one, in the order of their figures where they had it.

    Where it was a wrong option before, the old right one is a wrong one now.
    """
    if right in item.options:
        return item.options
    place = LETTERS.index(item.key[0])
    options = (*item.options[:place], right, *item.options[place + 1 :])
    was_sorted = _values(item.options) == sorted(_values(item.options))
    if _values(options) and was_sorted:
        return tuple(sorted(options, key=lambda option: quantities(option)[0].value))
    return options


def _values(options: tuple[str, ...]) -> list[Decimal]:
    found = [quantities(option) for option in options]
    return [each[0].value for each in found] if all(found) else []
