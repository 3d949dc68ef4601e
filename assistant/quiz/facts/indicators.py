"""Items from the ledger of indicators: '2020年全县脱贫人口人均纯收入是多少'."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from assistant.indicators.periods import format_period, period_key
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Entry, Figure
from assistant.indicators.showing import describe_source
from assistant.quiz.schema import (
    BLANK,
    LETTERS,
    TRUE_FALSE_OPTIONS,
    Evidence,
    Item,
    ItemKind,
    item_id_of,
)

OPTIONS = 4
# A distractor may be so many times the key, or the key so many times it: a village's value among
# counties' gives the key away.
FARTHEST = Decimal(4)

LEDGER = "指标台账"
"""What an entry's evidence is called where the entry names no source."""


@dataclass(frozen=True)
class _Asked:
    """A value that can be asked for, in words."""

    entry: Entry
    subject: str
    """"2020年青禾县脱贫人口人均纯收入"."""

    printed: str
    """"17556元"."""

    @property
    def figure(self) -> Figure:
        return self.entry.figure

    @property
    def statement(self) -> str:
        return f"{self.subject}为{self.printed}。"


def make_indicator_items(
    entries: Iterable[Entry], *, wanted: Iterable[Entry] | None = None
) -> Iterator[Item]:
    """Yield items that ask for values of the ledger, several kinds for each value.

    Values without area, period or unit are left out, and those that are only nearly known
    (17000余元) or were computed.

    Args:
        entries: Current values of one library; distractors are values of the same indicator, in
            other years and other areas.
        wanted: Those that are asked for; None for all.
    """
    ids = None if wanted is None else {entry.id for entry in wanted}
    asked = [one for one in map(_asked, entries) if one]
    alike: dict[tuple[str, str, str], list[_Asked]] = defaultdict(list)
    for one in asked:
        alike[_indicator(one.figure), one.figure.scope, one.figure.unit].append(one)
    for one in asked:
        if ids is not None and one.entry.id not in ids:
            continue
        figure = one.figure
        others = _distractors(one, alike[_indicator(figure), figure.scope, figure.unit])
        yield from _items(one, others)


def entry_statement(entry: Entry) -> str:
    """Return what an entry states, in a sentence; "" where it cannot be asked for."""
    asked = _asked(entry)
    return asked.statement if asked else ""


def _asked(entry: Entry) -> _Asked | None:
    figure = entry.figure
    if not (figure.area and figure.period and figure.unit and figure.name):
        return None
    if figure.qualifier or figure.formula:
        return None
    scope = f"（{figure.scope}）" if figure.scope else ""
    name = figure.name.removeprefix(figure.area)
    subject = f"{format_period(figure.period)}{figure.area}{name}{scope}"
    return _Asked(entry, subject, print_figure(figure))


def _indicator(figure: Figure) -> str:
    return figure.code or figure.name


def _distractors(one: _Asked, alike: list[_Asked]) -> list[_Asked]:
    """Return what states other values, first of other years, then of other areas."""
    key = one.figure
    found: dict[Decimal, _Asked] = {}
    for is_same_area in (True, False):
        near = sorted(
            (other for other in alike if (other.figure.area == key.area) is is_same_area),
            key=lambda other: (abs(other.figure.value - key.value), other.printed),
        )
        for other in near:
            value = other.figure.value
            if value != key.value and _is_plausible(value, key.value):
                found.setdefault(value, other)
    return list(found.values())[: OPTIONS - 1]


def _is_plausible(value: Decimal, key: Decimal) -> bool:
    if key == 0 or value == 0:
        return False
    return Decimal(1) / FARTHEST <= value / key <= FARTHEST


def _items(one: _Asked, others: list[_Asked]) -> Iterator[Item]:
    number = one.printed.removesuffix(one.figure.unit)
    if number != one.printed:
        stem = f"{one.subject}为{BLANK}{one.figure.unit}。"
        yield _item(one, ItemKind.FILL_BLANK, stem, (), (number,))
    if len(others) == OPTIONS - 1:
        ascending = sorted((*others, one), key=lambda each: each.figure.value)
        options = tuple(each.printed for each in ascending)
        letter = LETTERS[options.index(one.printed)]
        stem = f"{one.subject}为{BLANK}。"
        yield _item(one, ItemKind.SINGLE_CHOICE, stem, options, (letter,))
    if others:
        is_true = int(sha256(one.statement.encode()).hexdigest(), 16) % 2 == 0
        stated = one.printed if is_true else others[0].printed
        change = "" if is_true else f"题干把{one.printed}写成了{stated}。"
        yield _item(
            one,
            ItemKind.TRUE_FALSE,
            f"{one.subject}为{stated}。",
            TRUE_FALSE_OPTIONS,
            ("A" if is_true else "B",),
            change,
        )


def _item(
    one: _Asked,
    kind: ItemKind,
    stem: str,
    options: tuple[str, ...],
    key: tuple[str, ...],
    change: str = "",
) -> Item:
    figure, library = one.figure, one.entry.library
    evidence = _evidence(one)
    period = period_key(figure.period) if figure.period else ""
    return Item(
        id=item_id_of(library, kind, stem, options),
        library=library,
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        rationale=f"{change}{evidence.document}：{one.statement}",
        evidence=(evidence,),
        topic=figure.name,
        fact=":".join(("figure", figure.area, period, figure.name, figure.scope, figure.unit)),
    )


def _evidence(one: _Asked) -> Evidence:
    return Evidence(
        document=describe_source(one.figure) or LEDGER,
        title=LEDGER,
        text=one.statement,
        entry_id=one.entry.id,
    )
