"""Values that ask to be looked at."""

from decimal import Decimal

import pytest

from assistant.indicators.alerts import AlertKind, check_alerts
from assistant.indicators.periods import make_year
from assistant.indicators.schema import Alert, Figure, Indicator, IndicatorKind

PROGRESS = Indicator(
    code="fund.progress",
    group="衔接资金",
    name="支出进度",
    unit="%",
    kind=IndicatorKind.RATE,
    minimum=Decimal(0),
    maximum=Decimal(100),
    alert=Alert(below=Decimal(80), change=Decimal(10)),
)
INCOME = Indicator(
    code="income",
    group="脱贫人口",
    name="人均纯收入",
    unit="元",
    kind=IndicatorKind.RATE,
    alert=Alert(above=Decimal(20000), change=Decimal("6.25")),
)


def figure(value: str, unit: str = "%", year: int = 2024) -> Figure:
    return Figure(
        value=Decimal(value), unit=unit, name="支出进度", area="石桥镇", period=make_year(year)
    )


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ("42.02", AlertKind.BELOW, "石桥镇2024年衔接资金支出进度为42.02%，低于提醒值80%。"),
        ("105", AlertKind.RANGE, "石桥镇2024年衔接资金支出进度为105%，大于允许的最大值100%。"),
    ],
)
def test_a_value_beyond_a_limit_is_told_with_the_limit(
    value: str, kind: AlertKind, message: str
) -> None:
    [notice] = check_alerts(PROGRESS, figure(value))
    assert (notice.kind, notice.message) == (kind, message)
    assert notice.code == "fund.progress"


def test_a_value_below_all_that_is_allowed_is_told_for_both_limits() -> None:
    assert [notice.kind for notice in check_alerts(PROGRESS, figure("-1"))] == [
        AlertKind.RANGE,
        AlertKind.BELOW,
    ]


@pytest.mark.parametrize("value", ["80", "99.9", "100"])
def test_a_value_on_or_within_its_limits_is_left_alone(value: str) -> None:
    assert check_alerts(PROGRESS, figure(value)) == []


def test_limits_are_in_the_indicators_unit() -> None:
    assert check_alerts(PROGRESS, figure("900", "‰")) == []
    [notice] = check_alerts(INCOME, figure("2.1", "万元"))
    assert notice.message.endswith("为2.1万元，高于提醒值20000元。")


def test_a_rate_changes_by_points_and_an_amount_by_percent() -> None:
    [rate] = check_alerts(PROGRESS, figure("95"), figure("84", year=2023))
    assert rate.kind is AlertKind.CHANGE
    assert (
        rate.message == "石桥镇2024年衔接资金支出进度比上年同期提高11个百分点，变动超过10个百分点。"
    )
    [amount] = check_alerts(INCOME, figure("8000", "元"), figure("10000", "元", 2023))
    assert amount.message.endswith("比上年同期下降20%，变动超过6.25%。")
    assert amount.before == figure("10000", "元", 2023)


def test_a_change_on_the_limit_is_left_alone() -> None:
    assert check_alerts(INCOME, figure("10625", "元"), figure("10000", "元", 2023)) == []


@pytest.mark.parametrize("before", [None, figure("0", year=2023), figure("10", year=2020)])
def test_a_change_that_cannot_be_computed_raises_no_alert(before: Figure | None) -> None:
    income = INCOME.model_copy(update={"unit": "%"})
    notices = check_alerts(income, figure("5"), before)
    assert all(notice.kind is not AlertKind.CHANGE for notice in notices)


def test_a_unit_that_is_not_the_catalogues_is_told_instead_of_failing() -> None:
    [notice] = check_alerts(PROGRESS, figure("5", "亩"))
    assert notice.kind is AlertKind.UNIT
    assert notice.message == "石桥镇2024年衔接资金支出进度的单位是“亩”，目录中是“%”，无法比较。"
