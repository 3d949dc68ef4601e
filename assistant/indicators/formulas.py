"""Compute indicators by the formulas of the catalogue: "支出金额 ÷ 到位资金".

A formula has full names of indicators, numbers, + − × ÷ (or - * /, in full width too) and
brackets. A name that has such a sign itself stands in quotes: “到位资金（含结转）”.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from assistant.errors import FormulaError
from assistant.indicators.exact import to_decimal
from assistant.indicators.operands import (
    Operand,
    Refusal,
    explained,
    label,
    refuse_periods,
    stated,
    term,
)
from assistant.indicators.schema import (
    Figure,
    Indicator,
    Missing,
    Period,
    PeriodKind,
    Undefined,
)
from assistant.indicators.units import (
    POINTS,
    Unit,
    is_share,
    measure_alike,
    parse_unit,
)

Resolve = Callable[[str], Operand]
"""Gives the figure of a full name, for the period and area in question."""

# --- Reading ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Number:
    value: Fraction
    text: str


@dataclass(frozen=True)
class _Name:
    text: str


@dataclass(frozen=True)
class _Operation:
    sign: str
    left: "_Node"
    right: "_Node"


_Node = _Number | _Name | _Operation

_SIGNS = str.maketrans("*/-＋－＊／（）", "×÷−+−×÷()")
_TOKEN = re.compile(r"[“\"]([^”\"]+)[”\"]|([-+×÷−()]|[^-+×÷−()“”\"\s]+)|(\S)")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(%?)")
# Far beyond any formula that people write, and within what can be read without running out of
# stack.
_LONGEST = 300
_MOST_BRACKETS = 30


def names_in(formula: str) -> tuple[str, ...]:
    """Return the full names that a formula computes with, each once, in order.

    Raises:
        FormulaError: it cannot be read; the message says where.
    """
    return tuple(dict.fromkeys(_walk(_parse(formula))))


def _walk(node: _Node) -> list[str]:
    match node:
        case _Operation(left=left, right=right):
            return _walk(left) + _walk(right)
        case _Name(text=text):
            return [text]
    return []


@lru_cache(maxsize=1024)
def _parse(formula: str) -> _Node:
    """Read a formula into a tree; × and ÷ bind tighter than + and −, and the left comes first."""
    if len(formula) > _LONGEST:
        raise _unreadable(formula[:20] + "…", f"超过{_LONGEST}个字")
    if formula.translate(_SIGNS).count("(") > _MOST_BRACKETS:
        raise _unreadable(formula[:20] + "…", f"括号超过{_MOST_BRACKETS}对")
    tokens: list[_Node | str] = []
    for match in _TOKEN.finditer(_outside_quotes(formula)):
        quoted, plain, stray = match.groups()
        if stray:
            raise _unreadable(formula, "引号没有成对")
        tokens.append(_Name(quoted) if quoted else plain if plain in "+−×÷()" else _leaf(plain))
    tokens.reverse()
    node = _parse_sum(formula, tokens)
    if tokens:
        reason = "右括号多了一个" if tokens[-1] == ")" else "两项之间缺少运算符号"
        raise _unreadable(formula, reason)
    return node


def _outside_quotes(formula: str) -> str:
    parts = re.split('([“"][^”"]*[”"])', formula)
    return "".join(
        part if position % 2 else part.translate(_SIGNS) for position, part in enumerate(parts)
    )


def _leaf(text: str) -> _Node:
    number = _NUMBER.fullmatch(text)
    if number is None:
        return _Name(text)
    return _Number(Fraction(number[1]) / (100 if number[2] else 1), text)


def _parse_sum(formula: str, tokens: list[_Node | str]) -> _Node:
    node = _parse_product(formula, tokens)
    while tokens and tokens[-1] in ("+", "−"):
        node = _Operation(str(tokens.pop()), node, _parse_product(formula, tokens))
    return node


def _parse_product(formula: str, tokens: list[_Node | str]) -> _Node:
    node = _parse_operand(formula, tokens)
    while tokens and tokens[-1] in ("×", "÷"):
        node = _Operation(str(tokens.pop()), node, _parse_operand(formula, tokens))
    return node


def _parse_operand(formula: str, tokens: list[_Node | str]) -> _Node:
    token = tokens.pop() if tokens else ""
    if not isinstance(token, str):
        return token
    if token != "(":
        raise _unreadable(formula, f"“{token}”处缺少指标名称" if token else "末尾缺少指标名称")
    node = _parse_sum(formula, tokens)
    if not tokens or tokens.pop() != ")":
        raise _unreadable(formula, "缺少右括号")
    return node


def _unreadable(formula: str, reason: str) -> FormulaError:
    return FormulaError(
        f"公式“{formula}”读不懂：{reason}。",
        hint="公式只用指标全称、数字、＋－×÷和括号，名称中含这些符号的加引号，例如：支出金额÷到位资金。",
    )


def find_cycle(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """Return full names of which each is computed from the next and the last is the first again.

    Args:
        indicators: Of the catalogue, as they hold in one year.

    Returns:
        Empty where no formula leads back to itself.

    Raises:
        FormulaError: a formula cannot be read.
    """
    indicators = list(indicators)
    named = {
        name: one.full_name
        for one in indicators
        for name in (*reversed(one.aliases), one.full_name)
    }
    needs = {
        one.full_name: {named[name] for name in names_in(one.formula) if name in named}
        for one in indicators
        if one.formula
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # graphlib tells of predecessors first.
        return tuple(reversed(error.args[1]))
    return ()


# --- Computing ----------------------------------------------------------------------------


def evaluate(
    formula: str,
    resolve: Resolve,
    *,
    name: str = "",
    unit: str | None = None,
    decimals: int | None = None,
) -> Figure | Undefined:
    """Return what a formula gives, unrounded, with its operands.

    Units are computed along: 万元 ÷ 人 is 元/人, 万元 ÷ 亿元 a plain ratio.

    Args:
        formula: See the module.
        resolve: Gives the figure of each name.
        name: Of the result.
        unit: In which it is wanted; a ratio may be wanted in %, the difference of two rates in
            百分点, and what is per head or household without saying so: 元 for 元/人. By default
            that of the first operand that measures the same.
        decimals: Places printed.

    Returns:
        `Missing` where a name has no figure; `Undefined` where a divisor is zero or negative, the
        periods differ, or units do not go together.

    Raises:
        FormulaError: the formula cannot be read, or gives percent by multiplying by 100.
    """
    node = _parse(formula)
    if unit and is_share(unit) and _is_times_hundred(node):
        raise FormulaError(
            f"公式“{formula}”不用乘以100。",
            hint="百分数由程序自动换算，请去掉“×100”，或写成“×100%”。",
        )
    found = {one: resolve(one) for one in names_in(formula)}
    return _compute(node, found, name=name or formula, unit=unit, decimals=decimals)


def _is_times_hundred(node: _Node) -> bool:
    return (
        isinstance(node, _Operation)
        and node.sign == "×"
        and any(isinstance(one, _Number) and one.value == 100 for one in (node.left, node.right))
    )


@explained
def _compute(
    node: _Node,
    found: dict[str, Operand],
    *,
    name: str,
    unit: str | None,
    decimals: int | None,
) -> Figure:
    figures = _all_stated(found)
    operands = tuple(figures.values())
    period = _common_period(operands)
    areas = {figure.area for figure in operands}
    # Numbers alone are read most easily, where it is clear what they count.
    with_units = len({figure.unit for figure in operands if not is_share(figure.unit)}) > 1
    result = _Calculation(figures, with_units).measure(node)
    if unit is None:
        alike = (one.unit for one in operands if measure_alike(parse_unit(one.unit), result.unit))
        unit = next(alike, result.unit.base)
    return Figure(
        value=to_decimal(_fit(result, unit)),
        unit=unit,
        name=name,
        period=period,
        area=areas.pop() if len(areas) == 1 else "",
        qualifier="约" if any(figure.qualifier for figure in operands) else "",
        formula=result.text,
        operands=operands,
        decimals=decimals,
    )


def _all_stated(found: dict[str, Operand]) -> dict[str, Figure]:
    missing = [
        name
        for one, operand in found.items()
        if operand is None or isinstance(operand, Missing)
        for name in (operand.names if operand else (one,))
    ]
    if missing:
        names = tuple(dict.fromkeys(missing))
        quoted = "、".join(f"“{name}”" for name in names)
        raise Refusal(Missing(reason=f"缺少{quoted}的数据", names=names))
    return {one: stated(operand, f"“{one}”的数据") for one, operand in found.items()}


def _common_period(operands: Sequence[Figure]) -> Period | None:
    """Return the one period of all; a day goes with whatever ends on it."""
    periods = [figure.period for figure in operands if figure.period]
    if not periods:
        return None
    longest = min(periods, key=lambda period: (period.kind is PeriodKind.DAY, period.start))
    for period in periods:
        fits = period.kind is PeriodKind.DAY and period.end == longest.end
        if period != longest and not fits:
            refuse_periods(longest, period, "时期不同，不能计算")
    return longest


@dataclass(frozen=True)
class _Measured:
    """A value in base units, with the text of how it came about."""

    value: Fraction
    unit: Unit
    text: str
    sign: str = ""
    """The last sign applied; "" for a single figure."""

    def within(self, sign: str, *, is_right: bool) -> str:
        """Return the text as an operand of a sign, in brackets where it binds less."""
        is_sum = self.sign in {"+", "−"} and (sign in "×÷" or (is_right and sign == "−"))
        is_divisor = is_right and sign == "÷" and self.sign
        return f"({self.text})" if is_sum or is_divisor else self.text


@dataclass(frozen=True)
class _Calculation:
    """Works a formula out over the figures of its names."""

    figures: dict[str, Figure]
    with_units: bool

    def measure(self, node: _Node) -> _Measured:
        match node:
            case _Number(value=value, text=text):
                return _Measured(value, Unit(()), text)
            case _Name(text=name):
                return self._figure(self.figures[name])
            case _Operation(sign=sign, left=left, right=right):
                return self._combine(sign, self.measure(left), self.measure(right), node)

    def _figure(self, figure: Figure) -> _Measured:
        unit = parse_unit(figure.unit)
        text = f"({figure.formula})" if figure.formula else term(figure)
        if self.with_units and not figure.formula and not is_share(figure.unit):
            text += figure.unit
        return _Measured(Fraction(figure.value) * unit.factor, Unit(unit.over, unit.under), text)

    def _combine(self, sign: str, left: _Measured, right: _Measured, node: _Operation) -> _Measured:
        text = f"{left.within(sign, is_right=False)} {sign} {right.within(sign, is_right=True)}"
        if sign == "×":
            return _Measured(left.value * right.value, left.unit * right.unit, text, sign)
        if sign == "÷":
            if right.value <= 0:
                state = "零" if not right.value else "负数"
                raise Refusal(f"{self._name(node.right)}为{state}，不能作除数")
            return _Measured(left.value / right.value, left.unit / right.unit, text, sign)
        if not measure_alike(left.unit, right.unit):
            names = f"{self._name(node.left)}与{self._name(node.right)}"
            raise Refusal(f"{names}单位不同，不能相加减")
        value = left.value + right.value if sign == "+" else left.value - right.value
        return _Measured(value, left.unit, text, sign)

    def _name(self, node: _Node) -> str:
        match node:
            case _Name(text=name):
                return label(self.figures[name])
            case _Number(text=text):
                return text
            case _Operation(sign=sign, left=left, right=right):
                return f"（{self._name(left)}{sign}{self._name(right)}）"


def _fit(result: _Measured, unit: str) -> Fraction:
    """Return a value in the unit wanted."""
    wanted = parse_unit(unit)
    per_each = bool(result.unit.over) and measure_alike(Unit(result.unit.over), wanted)
    if measure_alike(result.unit, wanted) or per_each:
        return result.value / wanted.factor
    if wanted.base == POINTS and not result.unit.base:
        return result.value * 100 / wanted.factor
    raise Refusal(f"公式得出的单位是“{result.unit.base or '无单位'}”，不是“{unit or '无单位'}”")
