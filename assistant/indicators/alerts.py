"""Find the values that ask to be looked at: beyond a threshold, or changed too much."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from assistant.indicators.arithmetic import year_on_year
from assistant.indicators.periods import format_period
from assistant.indicators.rounding import attach_unit, print_figure, settle
from assistant.indicators.schema import Figure, Indicator
from assistant.indicators.units import convert, same_dimension
from assistant.indicators.wording import word_change
from ingest.numerals import format_number
from ingest.schema import Record


class AlertKind(StrEnum):
    """What asks to look at a value."""

    BELOW = "below"
    ABOVE = "above"
    CHANGE = "change"
    RANGE = "range"  # 超出目录允许的范围
    UNIT = "unit"


class AlertNotice(Record):
    """A value that asks to be looked at, and why."""

    kind: AlertKind
    code: str
    name: str
    now: Figure
    before: Figure | None = None
    """Of the year before, where the change is what asks."""

    limit: Decimal | None = None
    """In the indicator's unit; of a change, in percent or percentage points."""

    message: str
    """For a person: "石桥镇2024年6月底衔接资金支出进度为42.02%，低于提醒值80%。"."""


def check_alerts(
    indicator: Indicator, now: Figure, before: Figure | None = None
) -> list[AlertNotice]:
    """Return why a value asks to be looked at; empty where it does not.

    Values are compared unrounded, in the indicator's unit.

    Args:
        indicator: Its limits.
        now: The value.
        before: That of the same period of the year before, where there is one.
    """
    return list(_check(indicator, now, before))


def _check(indicator: Indicator, now: Figure, before: Figure | None) -> Iterator[AlertNotice]:
    said = f"{now.area}{format_period(now.period) if now.period else ''}{indicator.full_name}"

    def notice(
        kind: AlertKind, message: str, limit: Decimal | None = None, earlier: Figure | None = None
    ) -> AlertNotice:
        return AlertNotice(
            kind=kind,
            code=indicator.code,
            name=indicator.full_name,
            now=now,
            before=earlier,
            limit=limit,
            message=f"{said}{message}。",
        )

    if not same_dimension(now.unit, indicator.unit):
        units = f"“{now.unit or '空'}”，目录中是“{indicator.unit or '空'}”"
        yield notice(AlertKind.UNIT, f"的单位是{units}，无法比较")
        return
    value = convert(now.value, now.unit, indicator.unit)
    alert = indicator.alert
    for kind, sign, limit, words in (
        (AlertKind.RANGE, -1, indicator.minimum, "小于允许的最小值"),
        (AlertKind.RANGE, 1, indicator.maximum, "大于允许的最大值"),
        (AlertKind.BELOW, -1, alert.below, "低于提醒值"),
        (AlertKind.ABOVE, 1, alert.above, "高于提醒值"),
    ):
        if limit is not None and sign * value > sign * limit:
            shown = attach_unit(format_number(limit), indicator.unit)
            yield notice(kind, f"为{print_figure(now)}，{words}{shown}", limit)
    change = year_on_year(now, before)
    if (
        alert.change is not None
        and isinstance(change, Figure)
        and abs(settle(change.value)) > alert.change
    ):
        shown = attach_unit(format_number(alert.change), change.unit)
        message = f"比上年同期{word_change(change)}，变动超过{shown}"
        yield notice(AlertKind.CHANGE, message, alert.change, before)
