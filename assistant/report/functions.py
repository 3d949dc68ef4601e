"""What a template may call: 图, 背景, 段落, 指标, 近年."""

from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

from assistant.report.charts import FONT_HINT, KINDS, Chart, find_font
from assistant.report.context import (
    Function,
    Passage,
    Scope,
    Value,
    View,
    look_up,
    recent_years,
)
from assistant.report.journal import Gap
from assistant.report.schema import ItemKind, ItemState, Prose

BY_YEAR, BY_AREA = "年份", "乡镇"
_OPTIONS: dict[str, Any] = {"年数": 3, "类型": KINDS[0], "按": BY_YEAR}

FUNCTION_NAMES = frozenset({"指标", "近年", "图", "背景", "段落"})


def make_functions(scope: Scope) -> list[Function]:
    """Return the functions of one report."""

    def indicator(name: str) -> Value:
        return look_up(scope, name, scope.request.area, scope.period)

    def years(count: int) -> list[View]:
        return recent_years(scope, count)

    def chart(name: str, **options: Any) -> Chart | Value:
        if unknown := options.keys() - _OPTIONS.keys():
            known = "、".join(_OPTIONS)
            return _wrong(scope, name, f"图没有“{unknown.pop()}”这一项，可以写的有 {known}")
        count, kind, by = (_OPTIONS | options).values()
        if kind not in KINDS or by not in (BY_YEAR, BY_AREA):
            return _wrong(scope, name, f"图的类型是{'或'.join(KINDS)}，按{BY_YEAR}或{BY_AREA}画")
        views = _areas(scope) if by == BY_AREA else recent_years(scope, count)
        return _make_chart(scope, name, kind, views)

    def background(topic: str) -> Passage | Value:
        return _write(scope, f"背景：{topic}", topic, scope.prose().background)

    def paragraphs(group: str) -> Passage | Value:
        write = partial(scope.prose().paragraphs, rounding=scope.request.rounding)
        return _write(scope, f"段落：{group}", group, write)

    offered: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("指标", '指标("脱贫人口人均纯收入")', indicator),
        ("近年", "近年(3)", years),
        ("图", '图("脱贫人口.人均纯收入", 年数=3)', chart),
        ("背景", '背景("产业发展")', background),
        ("段落", '段落("衔接资金")', paragraphs),
    )
    return [
        Function(name, example, _guarded(scope, name, example, call))
        for name, example, call in offered
    ]


def _guarded(scope: Scope, name: str, example: str, call: Callable[..., Any]) -> Callable[..., Any]:
    parameters = signature(call)

    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            parameters.bind(*args, **kwargs)
        except TypeError:
            return _wrong(scope, name, f"“{name}”的写法不对，应写成 {example}")
        return call(*args, **kwargs)

    return guarded


def _areas(scope: Scope) -> list[View]:
    parts = scope.facts.parts(scope.request.area)
    return [View(scope, part, scope.period, part) for part in parts]


def _make_chart(scope: Scope, name: str, kind: str, views: list[View]) -> Chart | Value:
    values = [look_up(scope, name, view.area, view.period) for view in views]
    for value in values:
        if value.gap:
            return value
    title = (
        f"{scope.request.area}{values[0].origin.full_name}" if values and values[0].origin else name
    )
    if not values:
        return _missing(scope, title, "台账里没有下级地区，画不成图", "请先导入各乡镇的数。")
    if find_font() is None:
        return _missing(scope, title, "本机没有安装含汉字的字体，画不成图", FONT_HINT)
    unit = values[0].unit
    return Chart(
        title=title,
        kind=kind,
        labels=tuple(view.title for view in views),
        values=tuple(value.styled(unit=unit) for value in values),
    )


def _write(scope: Scope, name: str, about: str, write: Callable[..., Prose]) -> Passage | Value:
    prose = write(
        about, library=scope.request.library, area=scope.request.area, period=scope.period
    )
    if prose.paragraphs:
        return Passage(name, prose)
    gap = Gap(
        name=name,
        kind=ItemKind.PROSE,
        state=ItemState.MISSING,
        message=f"没有找到可以写“{about}”的资料或指标。",
        hint="请先在资料库或台账中补充，或从模板里删去这一处。",
    )
    return Value(scope, name, gap)


def _missing(scope: Scope, name: str, message: str, hint: str) -> Value:
    return Value(
        scope, name, Gap(name, ItemKind.CHART, ItemState.MISSING, f"{name}：{message}。", hint)
    )


def _wrong(scope: Scope, name: str, message: str) -> Value:
    return Value(scope, name, Gap(name, ItemKind.UNKNOWN, ItemState.SYNTAX, f"{message}。"))
