"""What a template can name: the indicators of an area and period, townships, years, fields."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from assistant.errors import UnitError
from assistant.indicators.arithmetic import increase, total
from assistant.indicators.periods import format_period, parse_period, year_before
from assistant.indicators.rounding import (
    print_figure,
    print_value,
    printed_value,
    usual_places,
)
from assistant.indicators.schema import (
    Figure,
    Indicator,
    Missing,
    Period,
    PeriodKind,
    Rounding,
    Undefined,
)
from assistant.indicators.spelling import spell_number
from assistant.indicators.units import convert
from assistant.indicators.wording import word_change
from assistant.report.journal import Gap, Journal, Note
from assistant.report.schema import ItemKind, ItemState, Prose, ProseWriter, RenderRequest

if TYPE_CHECKING:
    from assistant.indicators.desk import Indicators

ROUNDING_NAMES = {
    Rounding.HALF_UP: "四舍五入",
    Rounding.HALF_EVEN: "按GB/T 8170—2008修约（五后无数时奇进偶舍）",
}
# Years that a table or chart may show.
MOST_YEARS = 30


class Facts:
    """The ledger, each value asked for once.

    Args:
        indicators: The ledger.
        library: Of which; None for every one the reader may see.
    """

    def __init__(self, indicators: "Indicators", library: str | None) -> None:
        self._indicators = indicators
        self._library = library
        self._figures: dict[tuple[str, str, Period], Figure | Undefined] = {}
        self._by_group: dict[int, dict[str, tuple[Indicator, ...]]] = {}
        self._finder = indicators.finder(library)
        self.catalogue = indicators.catalogue

    def indicator(self, name: str, period: Period) -> Indicator | None:
        """Return what is meant in a period by "脱贫人口.户数", a full name, alias or code."""
        year = period.end.year
        group, _, member = name.partition(".")
        for one in self._groups(year).get(group, ()) if member else ():
            if member in (one.name, *one.aliases):
                return one
        return self.catalogue.get(name, year) or self.catalogue.find(name, year)

    def figure(self, name: str, area: str, period: Period) -> Figure | Undefined:
        """Return a figure by an indicator's code or name; see `Indicators.figure`."""
        key = (name, area, period)
        if key not in self._figures:
            self._figures[key] = self._finder.figure(name, area, period)
        return self._figures[key]

    def is_group(self, name: str, period: Period) -> bool:
        """Return whether a name is that of a group of indicators."""
        return name in self._groups(period.end.year)

    def _groups(self, year: int) -> dict[str, tuple[Indicator, ...]]:
        if year not in self._by_group:
            self._by_group[year] = self.catalogue.groups(year)
        return self._by_group[year]

    def parts(self, area: str) -> list[str]:
        """Return the areas that an area consists of, in order."""
        areas = self._indicators.areas(library=self._library)
        parts = (part.name for part in areas if part.parent == area and part.is_expected)
        # Two libraries may have values of one township.
        return list(dict.fromkeys(parts))

    def similar(self, name: str, period: Period) -> str:
        """Return the name that was perhaps meant; "" where none is near."""
        names = [
            f"{one.group}.{one.name}" for one in self.catalogue.of_year(period.end.year).entries
        ]
        return next(iter(get_close_matches(name, names, n=1, cutoff=0.5)), "")


@dataclass(frozen=True)
class Scope:
    """All that the names of one report stand on."""

    request: RenderRequest
    period: Period
    facts: Facts
    prose: Callable[[], ProseWriter]
    """Opened only where a template asks for prose: finding passages needs models."""

    journal: Journal

    def gap(self, gap: Gap) -> None:
        """Remember that a condition asked about something that is missing."""
        self.journal.tell(Note(text="", tag=self.journal.tag, kind=gap.kind, gap=gap))


# --- Numbers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Origin:
    """Where in the ledger a value was looked for."""

    name: str
    """Code or name."""

    full_name: str
    area: str
    period: Period
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Style:
    """How a value is printed."""

    unit: str | None = None
    decimals: int | None = None
    thousands: bool = False
    is_spelled: bool = False
    has_unit: bool = True
    is_worded: bool = False
    """Whether a change is told in words: 增长6.25%."""

    words: str = ""
    """Printed in place of the number."""

    otherwise: str | None = None
    """Printed where the value is missing or cannot be computed."""


@dataclass(frozen=True, eq=False)
class Value:
    """What an expression stands for: a figure, or why there is none."""

    scope: Scope
    name: str
    """As a person would ask for it: "2023年脱贫人口人均纯收入"."""

    outcome: Figure | Gap
    origin: Origin | None = None
    """None for what was computed."""

    style: Style = field(default_factory=Style)
    say: Callable[..., str] | None = None
    """Puts the figure in words; None for what is no change."""

    # --- Others from it ---------------------------------------------------------------------

    def styled(self, **changes: Any) -> "Value":
        """Return the value printed in another way."""
        return replace(self, style=replace(self.style, **changes))

    def elsewhere(self, area: str | None = None, period: Period | None = None) -> "Value":
        """Return the value of the same indicator elsewhere or at another time."""
        if self.origin is None:
            return self.wrong("算出来的数不能再换地区或时期", "请先换地区或时期，再做计算。")
        found = look_up(
            self.scope, self.origin.name, area or self.origin.area, period or self.origin.period
        )
        return replace(found, style=self.style)

    def computed(self, name: str, result: Figure | Undefined | None, *others: "Value") -> "Value":
        """Return what was computed from this value and others, or the first gap among them.

        Args:
            name: What was computed: "同比".
            result: None where an operand is missing.
            others: The further operands.
        """
        title = f"{self.name}{name}"
        style = Style(otherwise=self.style.otherwise)
        for operand in (self, *others):
            if isinstance(operand.outcome, Gap):
                return Value(self.scope, title, operand.outcome, style=style)
        if isinstance(result, Figure):
            return Value(self.scope, title, result, style=style, say=word_change)
        reason = result.reason if result else "缺少计算用的数"
        gap = Gap(
            name=title,
            kind=ItemKind.INDICATOR,
            state=ItemState.UNDEFINED,
            message=f"{title}：{reason.rstrip('。')}。",
            hint='请核对台账中的数；确实不能计算的，在标签后面加 | 否则("—")。',
        )
        return Value(self.scope, title, gap, style=style)

    def wrong(self, message: str, hint: str = "", state: ItemState = ItemState.SYNTAX) -> "Value":
        """Return a gap: what was asked for makes no sense."""
        if isinstance(self.outcome, Gap):
            return self
        gap = Gap(self.name, ItemKind.INDICATOR, state, f"{self.name}：{message}。", hint)
        return replace(self, outcome=gap)

    def member(self, name: str) -> "Value":
        """Return a gap, since a number has no parts."""
        return self.wrong(f"后面不能再写“.{name}”", f"要换算或计算，请写成“| {name}”。")

    def combine(self, operator: str, other: "Value") -> "Value":
        """Return the sum or the difference of two figures of one dimension."""
        left, right = self.operand, other.operand
        result: Figure | Undefined | None = None
        if left and right:
            result = total([left, right]) if operator == "+" else increase(left, right)
        sign = "加" if operator == "+" else "减"
        return self.computed(f"{sign}{other.name}", result, other)

    # --- Printing ---------------------------------------------------------------------------

    @property
    def figure(self) -> Figure | None:
        """The figure, if there is one."""
        return self.outcome if isinstance(self.outcome, Figure) else None

    @property
    def operand(self) -> Figure | None:
        """The figure to compute with: what follows from it has the catalogue's places."""
        figure, indicator = self.figure, self.origin.indicator if self.origin else None
        if figure is None or indicator is None or figure.unit != indicator.unit:
            return figure
        return figure.model_copy(update={"decimals": indicator.decimals})

    @property
    def gap(self) -> Gap | None:
        """Why there is none, if so."""
        return self.outcome if isinstance(self.outcome, Gap) else None

    @property
    def unit(self) -> str:
        """In which it is printed: what the template says, else the catalogue, else the figure."""
        own = self.figure.unit if self.figure else ""
        if self.style.unit is not None:
            return self.style.unit
        indicator = self.origin.indicator if self.origin else None
        return indicator.unit if indicator and _fits(own, indicator.unit) else own

    @property
    def decimals(self) -> int | None:
        """Places printed, from the same; None for as many as the figure has."""
        indicator = self.origin.indicator if self.origin else None
        if self.style.decimals is None and indicator and self.unit == indicator.unit:
            return usual_places(self.figure, indicator) if self.figure else None
        return self.style.decimals

    def text(self) -> str:
        """Return the figure as it is printed.

        Raises:
            UnitError: it has no value in the unit asked for.
        """
        figure, style = self.outcome, self.style
        assert isinstance(figure, Figure)
        if style.words:
            return style.words
        rounding = self.scope.request.rounding
        if style.is_worded and self.say:
            return self.say(figure, decimals=self.decimals, rounding=rounding)
        if style.is_spelled:
            value = printed_value(figure, decimals=self.decimals, unit=self.unit, rounding=rounding)
            return spell_number(value) + (self.unit if style.has_unit else "")
        write = print_figure if style.has_unit else print_value
        return write(
            figure,
            decimals=self.decimals,
            unit=self.unit,
            rounding=rounding,
            thousands=style.thousands,
        )

    def remarks(self) -> tuple[str, ...]:
        """Return what a comment adds to the source: what is counted, how it was rounded."""
        scope = self.origin.indicator.scope if self.origin and self.origin.indicator else ""
        is_told = self.figure is not None and self.figure.scope
        rounding = self._rounding()
        return tuple(
            line
            for line in (
                f"口径：{scope}" if scope and not is_told else "",
                f"修约：{rounding}" if rounding else "",
            )
            if line
        )

    def places(self) -> int:
        """Return how many places are printed."""
        return max(0, -int(self._printed().as_tuple().exponent))

    def _rounding(self) -> str:
        """Return how the printed number was made, in Chinese; "" where nothing was lost."""
        figure = self.outcome
        assert isinstance(figure, Figure)
        if self._printed() == convert(figure.value, figure.unit, self.unit):
            return ""
        kept = f"保留{self.places()}位小数" if self.places() else "取整数"
        return f"{kept}，{ROUNDING_NAMES[self.scope.request.rounding]}"

    def _printed(self) -> Decimal:
        assert self.figure
        return printed_value(
            self.figure,
            decimals=self.decimals,
            unit=self.unit,
            rounding=self.scope.request.rounding,
        )

    # --- Conditions -------------------------------------------------------------------------

    def __bool__(self) -> bool:
        return self._compare(0, lambda own, other: own != other)

    def __eq__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own == its)

    def __ne__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own != its)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own < its)

    def __le__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own <= its)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own > its)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, lambda own, its: own >= its)

    __hash__ = None  # type: ignore[assignment]

    def _compare(self, other: object, holds: Callable[[Decimal, Decimal], bool]) -> bool:
        """Compare with a number, or a figure in the same dimension; a gap is remembered."""
        for value in (self, other):
            if isinstance(value, Value) and value.gap:
                self.scope.gap(value.gap)
                return False
        assert self.figure
        own = convert(self.figure.value, self.figure.unit, self.unit)
        if isinstance(other, Value) and other.figure:
            return holds(own, convert(other.figure.value, other.figure.unit, self.unit))
        if isinstance(other, int | float | Decimal):
            return holds(own, Decimal(str(other)))
        raise TypeError(f"“{self.name}”只能与数比较大小")


def look_up(scope: Scope, name: str, area: str, period: Period) -> Value:
    """Return the value of an indicator by its name, or why there is none.

    A template names things as they are called in the report's period; what they were called in
    another is the catalogue's business.
    """
    facts, year = scope.facts, period.end.year
    known = facts.indicator(name, scope.period)
    known = (
        (known and facts.catalogue.get(known.code, year)) or facts.indicator(name, period) or known
    )
    full_name = known.full_name if known else name.replace(".", "")
    found = facts.figure(known.code if known else full_name, area, period)
    elsewhere = area if area != scope.request.area else ""
    title = f"{elsewhere}{format_period(period)}{full_name}"
    origin = Origin(known.code if known else full_name, full_name, area, period, known)
    if isinstance(found, Figure):
        return Value(scope, title, found, origin)
    return Value(scope, title, _missing(scope, name, title, found, known, period), origin)


def _missing(
    scope: Scope,
    name: str,
    title: str,
    why: Undefined,
    known: Indicator | None,
    period: Period,
) -> Gap:
    if known is None:
        near = scope.facts.similar(name, period)
        return Gap(
            name=name,
            kind=ItemKind.UNKNOWN,
            state=ItemState.MISSING,
            message=f"指标目录里没有“{name}”，台账里也没有这个名称的数。",
            hint=f"是不是“{near}”？" if near else "请核对名称，或在指标目录中加上这个指标。",
        )
    is_missing = isinstance(why, Missing)
    reason = f"{why.reason.rstrip('。')}。"
    department = f"（责任部门：{known.department}）" if known.department else ""
    return Gap(
        name=title,
        kind=ItemKind.INDICATOR,
        state=ItemState.MISSING if is_missing else ItemState.UNDEFINED,
        message=reason if known.full_name in reason else f"{title}：{reason}",
        hint=f"请先在台账中补上这个数{department}，再生成报告。",
    )


def _fits(unit: str, other: str) -> bool:
    try:
        convert(Decimal(1), unit, other)
    except UnitError:
        return False
    return True


# --- Names ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """The indicators of one group, for an area and a period."""

    view: "View"
    name: str

    def member(self, name: str) -> Value:
        """Return the value of an indicator."""
        view = self.view
        return look_up(view.scope, f"{self.name}.{name}", view.area, view.period)


@dataclass(frozen=True)
class View:
    """An area in a period, as loops over townships and years have it."""

    scope: Scope
    area: str
    period: Period
    title: str
    """Its 名称."""

    def member(self, name: str) -> Any:
        """Return its name, a group of indicators, or an indicator by its full name."""
        if name == "名称":
            return self.title
        if self.scope.facts.is_group(name, self.scope.period):
            return Group(self, name)
        return look_up(self.scope, name, self.area, self.period)


@dataclass(frozen=True)
class Field:
    """Something that a person has to say."""

    scope: Scope
    name: str

    def member(self, name: str) -> Value:
        """Return a gap: this is no group of indicators."""
        return look_up(
            self.scope, f"{self.name}.{name}", self.scope.request.area, self.scope.period
        )

    @property
    def given(self) -> str:
        """What was filled in."""
        return self.scope.request.fields.get(self.name, "").strip()

    def outcome(self) -> str | Gap:
        """Return the text, a date as 公文 write it; or what is wrong with it."""
        text = self.given
        if not text:
            return Gap(
                name=self.name,
                kind=ItemKind.FIELD,
                state=ItemState.MISSING,
                message=f"“{self.name}”没有填写。",
                hint=f"请填写“{self.name}”。",
            )
        if not self.name.endswith("日期"):
            return text
        day = parse_period(text)
        if day is None or day.kind is not PeriodKind.DAY:
            return Gap(
                name=self.name,
                kind=ItemKind.FIELD,
                state=ItemState.MISSING,
                message=f"“{self.name}”填的是“{text}”，不是日期。",
                hint="请写成 2025年1月10日 这样的日期。",
            )
        # GB/T 9704—2012, 7.3.5.4: Arabic numerals, without zeros before them.
        return f"{day.end.year}年{day.end.month}月{day.end.day}日"

    def __bool__(self) -> bool:
        return bool(self.given)

    def __contains__(self, name: object) -> bool:
        """Return whether a list such as 柳湾乡、松坪乡 has a name; an empty one is a gap."""
        outcome = self.outcome()
        if isinstance(outcome, Gap):
            self.scope.gap(outcome)
            return False
        return name in re.split(r"[、，,；;\s]+", outcome)

    def __eq__(self, other: object) -> bool:
        return self.given == (other.given if isinstance(other, Field) else other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Passage:
    """Prose as a template asks for it."""

    name: str
    prose: Prose


@dataclass(frozen=True)
class Function:
    """What a template may call."""

    name: str
    example: str
    """How it is written."""

    call: Callable[..., Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self.call(*args, **kwargs)


FIXED_NAMES = frozenset({"地区", "时期", "年份", "上年", "乡镇"})


def make_names(scope: Scope, functions: Sequence[Function]) -> Callable[[str], Any]:
    """Return what gives the names of a template their meaning."""
    view = View(scope, scope.request.area, scope.period, scope.request.area)
    fixed: dict[str, Any] = {function.name: function for function in functions}
    fixed |= {
        "地区": scope.request.area,
        "时期": format_period(scope.period),
        "年份": str(scope.period.end.year),
        "上年": str(scope.period.end.year - 1),
    }

    def resolve(name: str) -> Any:
        if name in fixed:
            return fixed[name]
        if name == "乡镇":
            return [
                View(scope, part, scope.period, part)
                for part in scope.facts.parts(scope.request.area)
            ]
        if name in scope.request.fields:
            return Field(scope, name)
        if scope.facts.is_group(name, scope.period):
            return Group(view, name)
        if scope.facts.indicator(name, scope.period):
            return look_up(scope, name, view.area, view.period)
        return Field(scope, name)

    return resolve


def recent_years(scope: Scope, count: int) -> list[View]:
    """Return the report's area in its period of so many years, the earliest first.

    Raises:
        ValueError: nobody wants so many.
    """
    if not 1 <= count <= MOST_YEARS:
        raise ValueError(f"年数应在 1 到 {MOST_YEARS} 之间")
    periods = [scope.period]
    while len(periods) < count:
        periods.insert(0, year_before(periods[0]))
    area = scope.request.area
    return [View(scope, area, period, format_period(period)) for period in periods]
