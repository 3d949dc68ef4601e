"""A sentence with something taken out becomes items: a blank, a choice, a statement."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from assistant.quiz.facts.documents import topic_at
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.writing.items import make_item

OPTIONS = 4
_INNER = str.maketrans("“”", "‘’")
_NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Change:
    """What makes a sentence false: one of its facts given another value."""

    start: int
    """Where in the sentence the fact begins."""

    end: int
    wrong: str


@dataclass(frozen=True)
class Cloze:
    """A sentence in which one figure or date is asked for."""

    source: Source
    text: str
    """The sentence, understood alone."""

    start: int
    """Where in it what is asked for begins."""

    end: int
    blank_end: int | None
    """Up to where a blank takes it out, so that the unit stays; None where it makes no blank."""

    wrong: Sequence[str]
    """Wrong ones in the same form, the likeliest first."""

    change: Change | None
    """What makes the sentence false; None where nothing does beyond dispute."""

    evidence: Sequence[tuple[int, int]]
    """Slices of the source's text."""

    fact: str

    @property
    def right(self) -> str:
        """What is asked for."""
        return self.text[self.start : self.end]

    def filled(self, text: str, end: int | None = None) -> str:
        """Return the sentence with another text in the place of what is asked for."""
        return self.text[: self.start] + text + self.text[self.end if end is None else end :]


def write_cloze(cloze: Cloze) -> Iterator[Item]:
    """Yield the items of a cloze; half of the statements are true."""
    if cloze.blank_end is not None:
        key = cloze.text[cloze.start : cloze.blank_end]
        yield _item(cloze, ItemKind.FILL_BLANK, cloze.filled(BLANK, cloze.blank_end), (), (key,))
    if options := _four(cloze):
        letter = LETTERS[options.index(cloze.right)]
        yield _item(cloze, ItemKind.SINGLE_CHOICE, cloze.filled(BLANK), options, (letter,))
    if _seed(cloze.fact) % 2 == 0:
        yield _item(cloze, ItemKind.TRUE_FALSE, cloze.text, TRUE_FALSE_OPTIONS, ("A",))
    elif cloze.change is not None:
        start, end, wrong = cloze.change.start, cloze.change.end, cloze.change.wrong
        note = f"原文为“{cloze.text[start:end]}”，题中改成了“{wrong}”。"
        stem = cloze.text[:start] + wrong + cloze.text[end:]
        yield _item(cloze, ItemKind.TRUE_FALSE, stem, TRUE_FALSE_OPTIONS, ("B",), note)


def _four(cloze: Cloze) -> tuple[str, ...]:
    """Return four options from small to large, the right one at any place; () for too few."""
    right, seed = cloze.right, _seed(cloze.text + cloze.right)
    lower = [each for each in cloze.wrong if _order(each) < _order(right)]
    higher = [each for each in cloze.wrong if _order(each) > _order(right)]
    for turn in range(OPTIONS):
        below = (seed + turn) % OPTIONS
        if len(lower) >= below and len(higher) >= OPTIONS - 1 - below:
            chosen = [*lower[:below], right, *higher[: OPTIONS - 1 - below]]
            return tuple(sorted(chosen, key=_order))
    return ()


def _order(text: str) -> tuple[Decimal, ...]:
    """Return the numbers of a figure or date, by which options stand in order."""
    return tuple(Decimal(number.replace(",", "")) for number in _NUMBERS.findall(text))


def _item(
    cloze: Cloze,
    kind: ItemKind,
    stem: str,
    options: tuple[str, ...],
    key: tuple[str, ...],
    note: str = "",
) -> Item:
    source = cloze.source
    slices = [" ".join(source.text[start:end].split()) for start, end in cloze.evidence]
    quotation = "……".join(slices).translate(_INNER)
    return make_item(
        source,
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        rationale=f"{note}原文：“{quotation}”。",
        spans=cloze.evidence,
        topic=topic_at(source, cloze.evidence[-1][0]),
        fact=cloze.fact,
    )


def is_odd(text: str) -> bool:
    """Return one of two answers that depends on nothing but a text."""
    return _seed(f"odd {text}") % 2 == 1


def _seed(text: str) -> int:
    return int(sha256(text.encode()).hexdigest()[:8], 16)
