"""Figures of a draft that are not what the ledger has."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from assistant.auditor.figures import Stated
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.auditor.statements import Statement
from assistant.errors import UnitError
from assistant.indicators.areas import AreaLevel, clean_area, level_of
from assistant.indicators.arithmetic import year_on_year
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.desk import Indicators
from assistant.indicators.periods import format_period, year_before
from assistant.indicators.schema import Figure, Indicator, IndicatorKind, Period, Undefined
from assistant.indicators.showing import describe_source
from assistant.indicators.units import convert, same_dimension

# How far above a stated bound a value may lie: 260余户 is not 300户.
_MORE = Decimal("1.15")
_LOWER_BOUNDS = ("余", "多", "以上", "超", "突破", "不低于", "不少于", "至少")
_UPPER_BOUNDS = ("近", "不足", "以下", "不超过", "不到", "至多")
# 实际增长 and the like leave prices out, which the ledger does not.
_GROWTH = re.compile(
    r"(?P<name>.+?)(?:同比|比上年|较上年|比|较)?(?:增长|提高|增加|(?P<down>下降|减少|降低))(?:率|幅度)?"
)
_AGAINST_LAST_YEAR = re.compile(
    r"(?:同比|[比较](?:上年|去年)(?:同期)?)(?:增长|提高|增加|下降|减少|降低)(?:了)?\s*$"
)
_REACH = 16


class Known(Protocol):
    """Figures that a draft is compared with."""

    @property
    def catalogue(self) -> Catalogue:
        """The names of what is counted."""
        ...

    def areas(self) -> Collection[str]:
        """Return the areas of which there are figures."""
        ...

    def figure(self, indicator: str, area: str, period: Period) -> Figure | None:
        """Return a figure by code or name, or None."""
        ...


class LedgerFigures:
    """The ledger, as a reader of some libraries may see it; see `Known`."""

    def __init__(self, indicators: Indicators, library: str | None = None) -> None:
        self._indicators = indicators
        self._library = library
        self.catalogue = indicators.catalogue

    def areas(self) -> Collection[str]:
        """See `Known`."""
        return [area.name for area in self._indicators.areas(library=self._library)]

    def figure(self, indicator: str, area: str, period: Period) -> Figure | None:
        """See `Known`."""
        found = self._indicators.figure(indicator, area, period, library=self._library)
        return None if isinstance(found, Undefined) else found


class FileFigures:
    """The figures of one file, which are in no ledger yet; see `Known`."""

    def __init__(self, catalogue: Catalogue, figures: Iterable[Figure]) -> None:
        self.catalogue = catalogue
        self._areas: dict[str, None] = {}
        self._figures: dict[tuple[str, str, date, date], Figure] = {}
        for figure in figures:
            if figure.period is None or figure.scope:
                continue
            area = clean_area(figure.area)
            self._areas[area] = None
            name, period = figure.code or figure.name, figure.period
            self._figures.setdefault((name, area, period.start, period.end), figure)

    def areas(self) -> Collection[str]:
        """See `Known`."""
        return self._areas

    def figure(self, indicator: str, area: str, period: Period) -> Figure | None:
        """See `Known`; a stock of a year is that of its last day."""
        found = self._figures.get((indicator, area, period.start, period.end))
        known = self.catalogue.get(indicator, period.end.year)
        if found is None and known is not None and known.kind is IndicatorKind.STOCK:
            for (name, place, _, day), figure in self._figures.items():
                if (name, place, day) == (indicator, area, period.end):
                    return figure
        return found


@dataclass
class Comparison:
    """What came of comparing a draft with known figures."""

    checked: int = 0
    """How many figures of the draft are known."""

    findings: list[Finding] = field(default_factory=list)


def compare(
    draft: Draft, statements: Iterable[Statement], known: Known, *, area: str = ""
) -> Comparison:
    """Compare what a draft states with the ledger.

    A figure is compared only where name, area, period and unit are the same, and it is stated as
    a fact.

    Args:
        draft: The draft.
        statements: What it states.
        known: What is compared with.
        area: Of which the draft speaks where it names none; by default the largest.
    """
    outcome = Comparison()
    areas = known.areas()
    for statement in statements:
        place = _find_area(statement.area or area, areas)
        indicator = _find_indicator(statement, known.catalogue)
        if not place or not (indicator or statement.name):
            continue
        key = indicator.code if indicator else statement.name
        figure = known.figure(key, place, statement.period)
        if figure is None:
            growth = _compute_growth(draft, statement, known, place)
            if growth is not None:
                outcome.checked += 1
                if not _agrees(statement.figure, growth):
                    outcome.findings.append(_report_growth(draft, statement, growth))
        elif same_dimension(figure.unit, statement.figure.unit):
            outcome.checked += 1
            if not _agrees(statement.figure, figure):
                before = known.figure(key, place, year_before(statement.period))
                outcome.findings.append(_report(draft, statement, figure, before, place))
    return outcome


def _compute_growth(draft: Draft, statement: Statement, known: Known, place: str) -> Figure | None:
    """Return what the ledger makes of 比上年增长6.25%; None where it is no such statement."""
    stated = statement.figure
    named = _GROWTH.fullmatch(statement.name)
    before = draft.text[max(0, stated.start - _REACH) : stated.start]
    if stated.unit != "%" or named is None or not _AGAINST_LAST_YEAR.search(before):
        return None
    period = statement.period
    indicator = known.catalogue.find(named["name"], period.end.year)
    if indicator is None:
        return None
    values = [known.figure(indicator.code, place, each) for each in (period, year_before(period))]
    growth = year_on_year(values[0], values[1]) if all(values) else None
    if not isinstance(growth, Figure) or growth.unit != "%":
        return None
    if named["down"]:
        return growth.model_copy(update={"value": -growth.value})
    return growth


def _find_area(named: str, areas: Collection[str]) -> str:
    named = clean_area(named)
    if not named:
        return _largest(areas)
    return max((area for area in areas if named.endswith(area)), key=len, default="")


def _largest(areas: Collection[str]) -> str:
    """Return the area that all others are parts of; empty where several are of its rank."""
    ranks = list(AreaLevel)
    by_rank = sorted((ranks.index(level_of(area)), area) for area in areas)
    if not by_rank or (len(by_rank) > 1 and by_rank[0][0] == by_rank[1][0]):
        return ""
    return by_rank[0][1]


def _find_indicator(statement: Statement, catalogue: Catalogue) -> Indicator | None:
    year = statement.period.end.year
    found = catalogue.find(statement.name, year)
    return catalogue.counted_in(found, statement.figure.unit) if found else None


def _agrees(stated: Stated, figure: Figure) -> bool:
    value = _value_of(figure, stated.unit)
    if value is None:
        return True
    slack = stated.step + _step_of(figure, stated.unit)
    qualifier = stated.quantity.qualifier
    if any(bound in qualifier for bound in _LOWER_BOUNDS):
        return stated.value - slack <= value <= stated.value * _MORE
    if any(bound in qualifier for bound in _UPPER_BOUNDS):
        return value <= stated.value + slack <= value * _MORE
    if qualifier:
        return value <= stated.value * _MORE and stated.value <= value * _MORE
    return abs(stated.value - value) <= slack


def _value_of(figure: Figure, unit: str) -> Decimal | None:
    try:
        return convert(figure.value, figure.unit, unit)
    except UnitError:
        return None


def _step_of(figure: Figure, unit: str) -> Decimal:
    """Return what the last decimal of a figure of the ledger is worth; 0 for a whole number."""
    exponent = figure.value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return Decimal(0)
    return convert(Decimal(1).scaleb(exponent), figure.unit, unit)


def _report(
    draft: Draft, statement: Statement, figure: Figure, before: Figure | None, place: str
) -> Finding:
    stated = statement.figure
    value = _value_of(figure, stated.unit)
    assert value is not None
    when = format_period(statement.period)
    message = f"{place}{when}的{figure.name}写作{stated.quantity.text}，台账是{_print(figure)}。"
    if before is not None and same_dimension(before.unit, stated.unit) and _agrees(stated, before):
        message += f"写的是{format_period(year_before(statement.period))}的数，可能没有更新。"
    return draft.finding(
        Rule.LEDGER,
        Severity.ERROR if statement.is_plain else Severity.WARNING,
        stated.start,
        stated.end,
        message,
        expected=stated.show(value),
        basis=f"台账：{_name_source(figure)}",
        difference=stated.value - value,
    )


def _report_growth(draft: Draft, statement: Statement, growth: Figure) -> Finding:
    stated = statement.figure
    computed = stated.show(abs(growth.value))
    if growth.value < 0:
        # What is said to have grown has fallen, or the other way round.
        named = _GROWTH.fullmatch(statement.name)
        computed = ("增长" if named and named["down"] else "下降") + computed
    return draft.finding(
        Rule.LEDGER,
        Severity.ERROR if statement.is_plain else Severity.WARNING,
        stated.start,
        stated.end,
        f"{growth.name}写作{stated.quantity.text}，按台账计算是{computed}。",
        expected=computed,
        basis=f"{growth.formula}；台账：{'、'.join(map(_name_source, growth.operands))}",
        difference=stated.value - growth.value,
    )


def _print(figure: Figure) -> str:
    return f"{figure.value.normalize():f}{figure.unit}{figure.qualifier}"


def _name_source(figure: Figure) -> str:
    return describe_source(figure) or figure.formula or "没有写明来源"
