"""Choose the unit of a value among those its cell, header, table and indicator name."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.indicators.schema import Indicator, IndicatorKind
from assistant.indicators.units import base_of, is_share, same_dimension

MONEY = "元"
_PERCENT = "%"
# What the last word of a name counts, where the catalogue does not say.
_ENDINGS = (
    (re.compile("(?:户数|户|家庭)$"), "户"),
    (re.compile("(?:人数|人口|劳动力|人|学生|对象)$"), "人"),
    (re.compile("(?:率|占比|比重|比例|进度|增长|增幅|增速)$"), _PERCENT),
    (re.compile("(?:资金|金额|收入|支出|投资|余额|产值|贷款|补助|金)$"), MONEY),
    (re.compile("面积$"), "亩"),
    (re.compile("(?:个数|村数|项目数|岗位|车间)$"), "个"),
)


class Choice(NamedTuple):
    """A unit, or why there is none."""

    unit: str = ""
    reason: str = ""
    """Empty where there is one."""

    hint: str = ""


def choose_unit(
    stated: str,
    line: Sequence[str],
    indicator: Indicator | None,
    name: str,
    *,
    is_percent: bool,
) -> Choice:
    """Return the unit of a value.

    Args:
        stated: By its cell, row or column; "" for none.
        line: The units of the table's unit line.
        indicator: The catalogue's, which says what the unit must measure.
        name: Of what is counted.
        is_percent: The number is written with %.
    """
    if is_percent:
        stated = stated if stated and is_share(stated) else _PERCENT
    if stated:
        fitting = _fit(stated, indicator)
        return Choice(fitting) if fitting or indicator is None else _wrong(stated, indicator)
    if line:
        return _choose_of_line(line, indicator, name)
    if indicator is None:
        return Choice()
    _, factor = base_of(indicator.unit)
    is_money = same_dimension(indicator.unit, MONEY) and indicator.kind is not IndicatorKind.RATE
    if factor == 1 and not is_money:
        return Choice(indicator.unit)
    if is_share(indicator.unit):
        return Choice("", *_ASK_SHARE)
    return Choice(
        "",
        f"没有写单位，不知道“{name}”是{indicator.unit}还是别的",
        f"请在表头写明单位，例如“{name}（{indicator.unit}）”，或在对应关系中指定。",
    )


def _fit(unit: str, indicator: Indicator | None) -> str:
    """Return a unit where it measures an indicator; "" where it does not.

    Of an average people often write the upper part alone: 户均金额（万元） is of 万元/户.
    """
    if indicator is None or same_dimension(unit, indicator.unit):
        return unit
    _, slash, under = indicator.unit.partition("/")
    whole = f"{unit}/{under}"
    return whole if slash and same_dimension(whole, indicator.unit) else ""


_ASK_SHARE = (
    "没有写单位，不知道是百分数还是小数",
    "请把单元格设为百分比格式，或在表头写明“%”。",
)


def _wrong(unit: str, indicator: Indicator) -> Choice:
    return Choice(
        "",
        f"单位“{unit}”不对：{indicator.full_name}的单位是{indicator.unit or '无'}",
        f"请改成{indicator.unit}或能换算的单位；如果不是这个指标，请在对应关系中改正指标名称。",
    )


def _choose_of_line(line: Sequence[str], indicator: Indicator | None, name: str) -> Choice:
    if indicator is not None:
        fitting = [fit for unit in line if (fit := _fit(unit, indicator))]
    elif len(line) == 1:
        fitting = list(line)
    else:
        base = next((unit for ending, unit in _ENDINGS if ending.search(name)), "")
        fitting = [unit for unit in line if base and same_dimension(unit, base)]
    if len(fitting) == 1:
        return Choice(fitting[0])
    units = "、".join(line)
    if fitting:
        reason = f"单位行“{units}”里有几个单位都可能是“{name}”的"
    elif indicator is not None and len(line) == 1:
        return _wrong(line[0], indicator)
    else:
        reason = f"单位行“{units}”里没有“{name}”的单位"
    example = indicator.unit if indicator else line[0]
    return Choice("", reason, f"请在表头写明单位，例如“{name}（{example}）”，或在对应关系中指定。")
