"""Values over time, to be drawn."""

from decimal import Decimal

from assistant.indicators.periods import parse_period
from assistant.indicators.schema import Entry, Figure, PeriodKind
from assistant.indicators.series import make_series


def entry(period: str, value: str, unit: str = "万元", scope: str = "") -> Entry:
    figure = Figure(
        value=Decimal(value),
        unit=unit,
        name="衔接资金到位资金",
        area="青禾县",
        period=parse_period(period) if period else None,
        scope=scope,
    )
    return Entry(id=period, library="默认", figure=figure, entered_at="", entered_by="")


def test_is_in_one_unit_and_in_the_order_of_time() -> None:
    series = make_series(
        [entry("2024年", "1.2", "亿元"), entry("2023年", "11000")], area="青禾县", unit="万元"
    )
    assert [(point.period, point.value, point.text) for point in series.points] == [
        ("2023年", Decimal(11000), "11,000万元"),
        ("2024年", Decimal(12000), "1.2亿元"),
    ]
    assert (series.name, series.area, series.unit) == ("衔接资金到位资金", "青禾县", "万元")


def test_leaves_out_what_has_no_date_or_measures_something_else() -> None:
    series = make_series(
        [entry("2023年", "11000"), entry("", "5"), entry("2024年", "12", "户")],
        area="青禾县",
        unit="万元",
    )
    assert [point.period for point in series.points] == ["2023年"]


def test_tells_years_from_quarters_and_one_scope_from_another() -> None:
    series = make_series(
        [entry("2024年第一季度", "3000"), entry("2024年", "9000", scope="不含贴息")], area="青禾县"
    )
    assert [(point.kind, point.scope) for point in series.points] == [
        (PeriodKind.QUARTER, ""),
        (PeriodKind.YEAR, "不含贴息"),
    ]


def test_is_empty_where_there_is_nothing() -> None:
    assert make_series([], area="青禾县").points == ()
