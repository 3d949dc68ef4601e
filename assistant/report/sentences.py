"""Sentences on a group of figures, written by rule.

截至2024年底，监测对象499户1597人，比上年末分别增加37户、108人；脱贫不稳定户214户691人。
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import UnitError
from assistant.indicators.arithmetic import growth, increase
from assistant.indicators.periods import as_of, format_period, year_before
from assistant.indicators.rounding import print_figure, usual_places
from assistant.indicators.schema import (
    Figure,
    Indicator,
    IndicatorKind,
    Period,
    PeriodKind,
    Rounding,
    Undefined,
)
from assistant.indicators.units import convert, split_scale
from assistant.indicators.wording import LEVEL, describe_change, describe_increase
from assistant.report.schema import Piece

if TYPE_CHECKING:
    from assistant.indicators.desk import Indicators

# More of a group belongs into a table.
MOST_CLAUSES = 6
# And only the first of them are compared with the year before.
COMPARED = 4
# What is aimed at is not compared with what was aimed at.
_AIMS = re.compile("目标|计划")
# A shorter name says nothing without its group: 标准, 资金.
_SHORT_NAME = 2
# Measured rather than counted, so that growth is told in percent and not by so many.
_MEASURES = frozenset({"元", "亩", "公里", "吨", "平方米", "公斤", "千瓦", ""})


@dataclass(frozen=True)
class Fact:
    """A figure of the ledger, with the one it is compared with."""

    indicator: Indicator
    now: Figure
    before: Figure | Undefined

    @property
    def is_stock(self) -> bool:
        """True for what is counted at one moment."""
        return self.indicator.kind is IndicatorKind.STOCK

    def print(self, rounding: Rounding) -> str:
        """Return the figure as a report prints it, in the catalogue's unit and places."""
        unit = self.indicator.unit
        try:
            convert(self.now.value, self.now.unit, unit)
        except UnitError:
            return print_figure(self.now, rounding=rounding)
        text = print_figure(
            self.now, unit=unit, decimals=usual_places(self.now, self.indicator), rounding=rounding
        )
        # 户均金额4.37万元: the name says of whom.
        return text.partition("/")[0] if "均" in self.indicator.name else text


def gather_facts(
    indicators: "Indicators", group: str, *, library: str | None, area: str, period: Period
) -> list[Fact]:
    """Return what the ledger states or gives of a group, in the catalogue's order.

    Args:
        indicators: The ledger that the reader may see.
        group: Its name in the catalogue.
        library: Of which; None for every one the reader may see.
        area: Of the report.
        period: Of the report.
    """
    members = indicators.catalogue.groups(period.end.year).get(group, ())
    facts = []
    for indicator in members:
        now = indicators.figure(indicator.code, area, period, library=library)
        if isinstance(now, Figure):
            before = indicators.figure(indicator.code, area, year_before(period), library=library)
            facts.append(Fact(indicator, now, before))
    return facts


def write_sentences(
    facts: Sequence[Fact], period: Period, *, rounding: Rounding = Rounding.HALF_UP
) -> tuple[Piece, ...]:
    """Return a paragraph on figures of one group; empty where there are none.

    What is counted at a moment and what is counted over the period stand in sentences of their
    own; neighbours such as 户数 and 人数 go together.

    Args:
        facts: In the order of the text.
        period: Of the report.
        rounding: What becomes of a half.
    """
    clauses = list(enumerate(_pair(facts)))[:MOST_CLAUSES]
    pieces: list[Piece] = []
    for is_stock in dict.fromkeys(clause[0].is_stock for _, clause in clauses):
        mark = _opening(period, is_stock=is_stock)
        for place, clause in clauses:
            if clause[0].is_stock is is_stock:
                pieces.append(Piece(text=mark))
                pieces += _write_clause(clause, period, rounding, place)
                mark = "；"
        pieces.append(Piece(text="。"))
    return tuple(pieces)


def describe_fact(
    fact: Fact, period: Period, *, rounding: Rounding = Rounding.HALF_UP
) -> tuple[Piece, ...]:
    """Return all there is of one figure: 到位资金11790万元，上年11250万元，比上年增长4.8%."""
    pieces = [
        Piece(text=name_fact(fact)),
        Piece(text=fact.print(rounding), figure=fact.now),
    ]
    if isinstance(fact.before, Figure):
        earlier = Fact(fact.indicator, fact.before, fact.before)
        pieces.append(Piece(text=f"，{_earlier(period, is_stock=fact.is_stock)}"))
        pieces.append(Piece(text=earlier.print(rounding), figure=fact.before))
    return (*pieces, *_compare((fact,), period, rounding))


def name_fact(fact: Fact) -> str:
    """Return what a figure counts, as its sentences name it: 到位资金, 监测对象."""
    indicator = fact.indicator
    stem = _stem(indicator.name, indicator.unit)
    is_short = len(indicator.name) <= _SHORT_NAME or not stem
    return _stem(indicator.full_name, indicator.unit) if is_short else stem


def printed(pieces: Iterable[Piece]) -> str:
    """Return the text of a paragraph."""
    return "".join(piece.text for piece in pieces)


# --- Clauses --------------------------------------------------------------------------------


def _pair(facts: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
    """Yield the facts, neighbours that count the same thing in two units together."""
    rest = list(facts)
    while rest:
        first = rest.pop(0)
        if rest and _go_together(first, rest[0]):
            yield first, rest.pop(0)
        else:
            yield (first,)


def _go_together(first: Fact, second: Fact) -> bool:
    stems = {_stem(fact.indicator.name, fact.indicator.unit) for fact in (first, second)}
    counted = all(map(_is_counted, (first, second)))
    return counted and len(stems) == 1 and first.is_stock == second.is_stock


def _write_clause(
    clause: tuple[Fact, ...], period: Period, rounding: Rounding, place: int
) -> Iterator[Piece]:
    indicator = clause[0].indicator
    stem = _stem(indicator.full_name, indicator.unit)
    yield Piece(text=name_fact(clause[0]) if place else stem)
    for fact in clause:
        yield Piece(text=fact.print(rounding), figure=fact.now)
    if place < COMPARED:
        yield from _compare(clause, period, rounding)


def _compare(clause: tuple[Fact, ...], period: Period, rounding: Rounding) -> Iterator[Piece]:
    """Yield how the figures of a clause stand to those of the year before."""
    changes = [change for fact in clause if (change := _change(fact, rounding))]
    if len(changes) < len(clause):
        return
    earlier = _earlier(period, is_stock=clause[0].is_stock)
    if all(words == LEVEL for words, _ in changes):
        yield Piece(text=f"，与{earlier}{LEVEL}")
        return
    verbs = {words[:2] for words, _ in changes}
    if len(changes) == 1:
        yield Piece(text=f"，比{earlier}")
        yield from _changed(*changes[0])
    elif len(verbs) == 1 and all(figure for _, figure in changes):
        (verb,) = verbs
        yield Piece(text=f"，比{earlier}分别{verb}")
        for place, (words, figure) in enumerate(changes):
            yield Piece(text="、" if place else "")
            yield Piece(text=words.removeprefix(verb), figure=figure)
    else:
        yield Piece(text=f"，比{earlier}")
        for place, (fact, (words, figure)) in enumerate(zip(clause, changes, strict=True)):
            yield Piece(text=f"{'、' if place else ''}{_counted_in(fact)}")
            yield from _changed(words, figure)


def _changed(words: str, figure: Figure | None) -> Iterator[Piece]:
    """Yield a change in words, its verb apart from its number."""
    if figure is None:
        yield Piece(text=words)
        return
    start = next(place for place, sign in enumerate(words) if sign.isdigit())
    yield Piece(text=words[:start])
    yield Piece(text=words[start:], figure=figure)


def _change(fact: Fact, rounding: Rounding) -> tuple[str, Figure | None] | None:
    """Return a change in words with the number it prints; None where nothing can be said."""
    if isinstance(fact.before, Undefined) or _AIMS.search(fact.indicator.name):
        return None
    if _is_counted(fact):
        words = describe_increase(fact.now, fact.before, rounding=rounding)
        change = increase(fact.now, fact.before)
    else:
        words = describe_change(fact.now, fact.before, rounding=rounding)
        change = growth(fact.now, fact.before)
    if words == LEVEL:
        return words, None
    if isinstance(change, Undefined) or not any(sign.isdigit() for sign in words):
        return None
    return words, change


# --- Words ----------------------------------------------------------------------------------


def _stem(name: str, unit: str) -> str:
    """Return a name without what its unit says again: 外出务工 of 外出务工人数 in 人.

    >>> _stem("帮扶车间数", "家"), _stem("新识别户数", "户"), _stem("住院救助人次", "人次")
    ('帮扶车间', '新识别', '住院救助')
    """
    _, counted = split_scale(unit)
    if counted in _MEASURES or "/" in counted:
        return name
    for ending in (f"{counted}数", counted, "数"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _is_counted(fact: Fact) -> bool:
    _, unit = split_scale(fact.indicator.unit)
    is_rate = fact.indicator.kind is IndicatorKind.RATE
    return not is_rate and unit not in _MEASURES and "/" not in unit


def _counted_in(fact: Fact) -> str:
    _, unit = split_scale(fact.indicator.unit)
    return f"{unit}数"


def _opening(period: Period, *, is_stock: bool) -> str:
    if not is_stock or period.kind is PeriodKind.DAY:
        return f"{format_period(period)}，"
    return f"截至{format_period(as_of(period.end))}，"


def _earlier(period: Period, *, is_stock: bool) -> str:
    if period.kind is not PeriodKind.YEAR:
        return "上年同期"
    return "上年末" if is_stock else "上年"
