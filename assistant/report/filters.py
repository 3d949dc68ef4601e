"""What may stand behind `|` in a template: 同比, 占比, 单位, 小数 and the like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from inspect import signature
from typing import Any

from assistant.errors import UnitError
from assistant.indicators import arithmetic
from assistant.indicators.periods import (
    parse_period,
    parts_of,
    period_before,
    since_new_year,
    year_before,
)
from assistant.indicators.rounding import MOST_DECIMALS
from assistant.indicators.schema import Figure, IndicatorKind, Undefined
from assistant.indicators.spelling import spell_number
from assistant.indicators.units import convert, same_dimension
from assistant.indicators.wording import describe_change, describe_doublings, describe_schedule
from assistant.report.context import Field, Group, Scope, Value, View, look_up
from assistant.report.journal import Gap
from assistant.report.schema import ItemKind, ItemState

# What can be said of a change that has no rate.
_CROSSINGS = ("持平", "由负转正", "由正转负")

Compute = Callable[..., Figure | Undefined]


@dataclass(frozen=True)
class Filter:
    """A filter with the way it is written."""

    name: str
    example: str
    apply: Callable[..., Any]


# --- Compared with another time ---------------------------------------------------------------


def _year_on_year(value: Value) -> Value:
    return _against(value, _last_year(value), "同比", arithmetic.year_on_year)


def _period_on_period(value: Value) -> Value:
    return _against(value, _last_period(value), "环比", arithmetic.period_on_period)


def _increase(value: Value, other: Any = None) -> Value:
    return _against(value, _other(value, other), "增加额", arithmetic.increase)


def _points(value: Value, other: Any = None) -> Value:
    return _against(value, _other(value, other), "变动百分点", arithmetic.points)


def _change(value: Value, other: Any = None) -> Value:
    """Print the change in words: 增长6.25%, 提高1.20个百分点, 持平, 由负转正."""
    before = _other(value, other)
    compute = arithmetic.year_on_year if other is None else arithmetic.growth
    grown = _against(value, before, "变化", compute)
    if grown.figure or value.figure is None or before.figure is None:
        return grown.styled(is_worded=True)
    # Growth from zero or below has no rate, and yet there is something to say.
    words = describe_change(value.figure, before.figure)
    if words in _CROSSINGS:
        difference = arithmetic.increase(value.operand, before.operand)
        return value.computed("变化", difference, before).styled(words=words)
    return grown


def _worded(value: Value) -> Value:
    """Print a computed change in words: 增加3893万元, 超序时进度8.68个百分点."""
    if value.figure and value.say is None:
        return value.wrong("不是变化量，没有措辞可写", "请先写 | 同比、| 增加额 等。")
    return value.styled(is_worded=True)


def _average_growth(value: Value, years: int) -> Value:
    first = _years_ago(value, years)
    return _against(
        value, first, "年均增长", lambda now, then: arithmetic.average_growth(then, now)
    )


def _doublings(value: Value, years: int) -> Value:
    first = _years_ago(value, years)
    doubled = _against(value, first, "翻番", arithmetic.doublings)
    now, then = value.figure, first.figure
    return replace(
        doubled,
        say=lambda _, *, rounding, **__: describe_doublings(now, then, rounding=rounding),
    )


def _cumulative(value: Value) -> Value:
    if value.origin is None:
        return value.elsewhere()
    indicator, whole = value.origin.indicator, since_new_year(value.origin.period)
    if indicator and indicator.kind is not IndicatorKind.FLOW:
        return value.wrong("不是时期数，没有累计", "时点数和比率请直接写指标名。")
    stated = value.elsewhere(period=whole)
    parts = [value.elsewhere(period=part) for part in parts_of(whole)]
    figures = [part.operand for part in parts if part.operand]
    if stated.figure or not parts or len(figures) < len(parts):
        return stated
    return value.computed("累计", arithmetic.total(figures), *parts)


# --- Compared with another figure -------------------------------------------------------------


def _share(value: Value, whole: Any) -> Value:
    return _against(value, _operand(value, whole), "占比", arithmetic.share)


def _completion(value: Value, target: Any) -> Value:
    return _against(value, _operand(value, target), "完成率", arithmetic.completion)


def _ahead(value: Value) -> Value:
    period = value.scope.period
    if value.figure is None:
        return value
    ahead = value.computed("序时进度差", arithmetic.ahead_of_schedule(value.figure, period))
    return replace(ahead, say=describe_schedule)


def _per_capita(value: Value, people: Any) -> Value:
    return _against(value, _operand(value, people), "人均", arithmetic.per_capita, are_alike=False)


def _multiple(value: Value, other: Any) -> Value:
    return _against(value, _operand(value, other), "倍数", arithmetic.multiple)


# --- Elsewhere --------------------------------------------------------------------------------


def _of_area(value: Value, area: str) -> Value:
    return value.elsewhere(area=str(area))


def _of_period(value: Value, text: str) -> Value:
    period = parse_period(str(text))
    if period is None:
        return value.wrong(f"“{text}”不是时期", '请写成 时期("2023年") 的样子。')
    return value.elsewhere(period=period)


def _last_year(value: Value) -> Value:
    origin = value.origin
    return value.elsewhere(period=year_before(origin.period) if origin else None)


def _last_period(value: Value) -> Value:
    before = period_before(value.origin.period) if value.origin else None
    if value.origin and before is None:
        return value.wrong("这个时期没有上一期", '请用 | 时期("…") 写明与哪一期相比。')
    return value.elsewhere(period=before)


# --- Printing ---------------------------------------------------------------------------------


def _unit(value: Value, unit: str) -> Value:
    if value.figure is None:
        return value.styled(unit=unit)
    try:
        convert(value.figure.value, value.figure.unit, unit)
    except UnitError as error:
        return value.wrong(error.message.rstrip("。"), error.hint, ItemState.WRONG_UNIT)
    return value.styled(unit=unit)


def _decimals(value: Value, places: int) -> Value:
    if not isinstance(places, int) or not 0 <= places <= MOST_DECIMALS:
        return value.wrong(f"小数位数应在 0 到 {MOST_DECIMALS} 之间")
    return value.styled(decimals=places)


def _number(value: Value) -> Value:
    return value.styled(has_unit=False)


def _thousands(value: Value) -> Value:
    return value.styled(thousands=True)


def _spelled(value: Value | int) -> Value | str:
    if isinstance(value, int):
        return spell_number(Decimal(value))
    return value.styled(is_spelled=True)


def _otherwise(value: Value, words: str) -> Value:
    return value.styled(otherwise=str(words))


# --- Lists ------------------------------------------------------------------------------------


def _count(views: Sequence[View]) -> Any:
    if not views:
        return 0
    scope = views[0].scope
    names = "、".join(view.title for view in views)
    area = scope.request.area
    figure = Figure(
        value=Decimal(len(views)),
        unit="个",
        name=f"{area}台账中的乡镇数",
        period=scope.period,
        area=area,
        formula=f"计数：{names}",
        decimals=0,
    )
    return Value(scope, figure.name, figure)


def _sorted(views: Sequence[View], name: str) -> list[View]:
    """Sort by an indicator, the greatest first; what has no value comes last."""

    def rank(view: View) -> Decimal:
        figure = look_up(view.scope, name, view.area, view.period).figure
        return -convert(figure.value, figure.unit, figure.unit) if figure else Decimal("Infinity")

    return sorted(views, key=rank)


def _first(views: Sequence[View], count: int) -> Sequence[View]:
    return views[:count]


NUMBER_FILTERS = (
    Filter("同比", "同比", _year_on_year),
    Filter("环比", "环比", _period_on_period),
    Filter("增加额", "增加额", _increase),
    Filter("百分点", "百分点", _points),
    Filter("变化", "变化", _change),
    Filter("措辞", "增加额 | 措辞", _worded),
    Filter("年均增长", "年均增长(5)", _average_growth),
    Filter("翻番", "翻番(10)", _doublings),
    Filter("累计", "累计", _cumulative),
    Filter("占比", "占比(脱贫人口.户数)", _share),
    Filter("完成率", "完成率(衔接资金.计划金额)", _completion),
    Filter("序时进度差", "序时进度差", _ahead),
    Filter("人均", "人均(脱贫人口.人数)", _per_capita),
    Filter("倍数", "倍数(脱贫人口.户数)", _multiple),
    Filter("地区", '地区("石桥镇")', _of_area),
    Filter("时期", '时期("2023年")', _of_period),
    Filter("上年", "上年", _last_year),
    Filter("上期", "上期", _last_period),
    Filter("单位", '单位("亿元")', _unit),
    Filter("小数", "小数(2)", _decimals),
    Filter("数值", "数值", _number),
    Filter("千分位", "千分位", _thousands),
    Filter("否则", '否则("—")', _otherwise),
)
# Of the count of a loop, too: （{{ loop.index | 中文数字 }}）.
SPELLING = Filter("中文数字", "中文数字", _spelled)
LIST_FILTERS = (
    Filter("个数", "个数", _count),
    Filter("排序", '排序("脱贫人口.人均纯收入")', _sorted),
    Filter("前", "前(3)", _first),
)

FILTER_NAMES = frozenset(each.name for each in (*NUMBER_FILTERS, SPELLING, *LIST_FILTERS))


def make_filters(scope: Scope) -> dict[str, Callable[..., Any]]:
    """Return the filters by name; used wrongly, they give a gap that says how they are written."""
    return (
        {each.name: _guarded(scope, each, _as_value) for each in NUMBER_FILTERS}
        | {SPELLING.name: _guarded(scope, SPELLING, _as_value_or_count)}
        | {each.name: _guarded(scope, each, _as_list) for each in LIST_FILTERS}
    )


def has_value(thing: Any) -> bool:
    """Return whether a template's expression stands for something that can be printed."""
    if isinstance(thing, Field):
        return bool(thing.given)
    return not isinstance(thing, Value) or thing.gap is None


TESTS: dict[str, Callable[..., bool]] = {"有值": has_value}


def _guarded(
    scope: Scope, each: Filter, prepare: Callable[[Scope, Any], Any]
) -> Callable[..., Any]:
    parameters = signature(each.apply)

    def apply(thing: Any, *args: Any, **kwargs: Any) -> Any:
        value = prepare(scope, thing)
        if isinstance(value, Gap):
            return Value(scope, value.name, value)
        try:
            parameters.bind(value, *args, **kwargs)
        except TypeError:
            message = f"“{each.name}”的写法不对，应写成 | {each.example}"
            gap = Gap(each.name, ItemKind.UNKNOWN, ItemState.SYNTAX, f"{message}。")
            return Value(scope, each.name, gap)
        return each.apply(value, *args, **kwargs)

    return apply


def _as_value(scope: Scope, thing: Any) -> Value | Gap:
    if isinstance(thing, Value):
        return thing
    if isinstance(thing, Group):
        return _not_a_number(thing.name, "是一组指标", f"请写明是哪一个，如 {thing.name}.户数。")
    if isinstance(thing, Field):
        return look_up(scope, thing.name, scope.request.area, scope.period)
    return _not_a_number(str(thing)[:20], "不是指标", "过滤器前面要写指标，如 脱贫人口.户数。")


def _as_value_or_count(scope: Scope, thing: Any) -> Value | Gap | int:
    return thing if isinstance(thing, int) else _as_value(scope, thing)


def _as_list(_scope: Scope, thing: Any) -> Sequence[View] | Gap:
    if isinstance(thing, list):
        return thing
    return _not_a_number(
        str(getattr(thing, "name", thing))[:20], "不是一串地区或年份", "请写成 乡镇 | 个数 的样子。"
    )


def _not_a_number(name: str, what: str, hint: str) -> Gap:
    return Gap(name, ItemKind.UNKNOWN, ItemState.SYNTAX, f"“{name}”{what}。", hint)


def _operand(value: Value, other: Any) -> Value:
    """Return the other figure: an indicator, or the name of one in the same place and time."""
    if isinstance(other, Value):
        return other
    if isinstance(other, str) and value.origin:
        return look_up(value.scope, other, value.origin.area, value.origin.period)
    return value.wrong("括号里应当写另一个指标", "如 占比(脱贫人口.户数)。")


def _other(value: Value, other: Any) -> Value:
    return _last_year(value) if other is None else _operand(value, other)


def _against(
    value: Value, other: Value, name: str, compute: Compute, *, are_alike: bool = True
) -> Value:
    """Compute something of two figures, which measure alike unless it is said otherwise."""
    if are_alike and value.figure and other.figure:
        own, its = value.figure.unit, other.figure.unit
        if not same_dimension(own, its):
            message = f"单位是“{own or '无'}”，{other.name}的单位是“{its or '无'}”，不能计算{name}"
            hint = "请核对括号里写的是不是要比较的指标。"
            return value.wrong(message, hint, ItemState.WRONG_UNIT)
    both = value.operand is not None and other.operand is not None
    result = compute(value.operand, other.operand) if both else None
    return value.computed(name, result, other)


def _years_ago(value: Value, years: int) -> Value:
    if value.origin is None:
        return value.elsewhere()
    if not isinstance(years, int) or years < 1:
        return value.wrong("年数应当是 1 以上的整数")
    period = value.origin.period
    for _ in range(min(years, 200)):
        period = year_before(period)
    return value.elsewhere(period=period)
