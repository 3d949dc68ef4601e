"""Periods as reports write them, and the ones they are compared with."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.indicators.periods import (
    as_of,
    count_months,
    format_period,
    make_period,
    make_year,
    overlap,
    parse_period,
    parts_of,
    period_before,
    period_key,
    since_new_year,
    year_before,
)
from assistant.indicators.schema import Period, PeriodKind

days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
month_spans = st.tuples(st.integers(1901, 2090), st.integers(1, 12), st.integers(0, 35)).map(
    lambda drawn: _span(*drawn)
)
periods = st.one_of(
    days.map(as_of),
    month_spans,
    st.tuples(days, days).map(lambda pair: make_period(min(pair), max(pair))),
)


def _span(year: int, month: int, more: int) -> Period:
    last = year * 12 + month - 1 + more
    following = date(last // 12 + (last % 12 == 11), (last + 1) % 12 + 1, 1)
    return make_period(date(year, month, 1), date.fromordinal(following.toordinal() - 1))


def read(text: str) -> Period:
    period = parse_period(text)
    assert period is not None
    return period


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("2024年全年", "2024"),
        ("二〇二四年", "2024"),
        (" 2024 年 ", "2024"),
        ("２０２４年", "2024"),
        ("2024年1—12月", "2024"),
        ("2024年上半年", "2024-H1"),
        ("2024年1-6月", "2024-H1"),
        ("2024年下半年", "2024-H2"),
        ("2024年第三季度", "2024-Q3"),
        ("2024年三季度", "2024-Q3"),
        ("2024Q3", "2024-Q3"),
        ("2024年1至3月份", "2024-Q1"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024年一至三季度", "2024-01/2024-09"),
        ("2024年1—9月", "2024-01/2024-09"),
        ("2024年1月至9月累计", "2024-01/2024-09"),
        ("2024年前8个月", "2024-01/2024-08"),
        ("2024年6月", "2024-06"),
        ("2024年十二月份", "2024-12"),
        ("2024.6", "2024-06"),
        ("202406", "2024-06"),
        ("截至2024年6月30日", "2024-06-30"),
        ("2024/6/30", "2024-06-30"),
        ("2024年6月末", "2024-06-30"),
        ("截至2024年6月底", "2024-06-30"),
        ("2024年三季度末", "2024-09-30"),
        ("2024年底", "2024-12-31"),
        ("2024年末", "2024-12-31"),
        ("截至2024年", "2024-12-31"),
        ("2024年初", "2024-01-01"),
        ("2016—2020年", "2016-01/2020-12"),
        ("2014年至2018年", "2014-01/2018-12"),
        ("“十三五”时期", "2016-01/2020-12"),
        ("“十四五”末", "2025-12-31"),
        ("2023年11月至2024年3月", "2023-11/2024-03"),
        ("2024年1月1日至6月15日", "2024-01-01/2024-06-15"),
    ],
)
def test_a_period_is_read_however_it_is_written(text: str, key: str) -> None:
    assert period_key(read(text)) == key


@pytest.mark.parametrize(
    "text",
    ["", "近年来", "2024年2月30日", "2024年9—3月", "2024年13月", "上半年", "62292", "2024年人口"],
)
def test_what_states_no_period_gives_none(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("今年", "2025"),
        ("去年底", "2024-12-31"),
        ("上半年", "2025-H1"),
        ("1—9月", "2025-01/2025-09"),
        ("截至9月底", "2025-09-30"),
        ("年底", "2025-12-31"),
        ("2023年", "2023"),
        ("十三五", "2016-01/2020-12"),
    ],
)
def test_today_gives_its_year_to_what_has_none(text: str, key: str) -> None:
    period = parse_period(text, today=date(2025, 3, 3))
    assert period is not None
    assert period_key(period) == key


@given(periods)
def test_every_period_is_read_back_from_its_key(period: Period) -> None:
    assert parse_period(period_key(period)) == period


@given(periods)
def test_every_period_is_read_back_from_how_a_report_writes_it(period: Period) -> None:
    assert parse_period(format_period(period)) == period


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024-Q3", "2024年第三季度"),
        ("2024年1—9月", "2024年前三季度"),
        ("2024年1-8月", "2024年1—8月"),
        ("2024-06-30", "2024年6月底"),
        ("2024-12-31", "2024年底"),
        ("2024-06-15", "2024年6月15日"),
    ],
)
def test_a_period_is_written_as_reports_write_it(text: str, written: str) -> None:
    assert format_period(read(text)) == written


@pytest.mark.parametrize(
    ("text", "is_cumulative"),
    [
        ("2024年前三季度", True),
        ("2024年1—8月", True),
        ("2024年第三季度", False),
        ("2024年3—8月", False),
        ("2024年", False),
        ("2016—2020年", False),
    ],
)
def test_what_begins_with_the_year_and_has_no_name_of_its_own_is_cumulative(
    text: str, is_cumulative: bool
) -> None:
    assert read(text).is_cumulative is is_cumulative


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("2024年", "2023年"),
        ("2024年前三季度", "2023年前三季度"),
        ("2024年第三季度", "2023年第三季度"),
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-29"),
        ("2024年2月", "2023年2月"),
        ("2024年底", "2023年底"),
    ],
)
def test_a_year_before_is_the_same_period_of_the_year_before(text: str, earlier: str) -> None:
    assert year_before(read(text)) == read(earlier)


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("2024年", "2023年"),
        ("2024年上半年", "2023年下半年"),
        ("2024年第一季度", "2023年第四季度"),
        ("2024年3月", "2024年2月"),
        ("2024年3月底", "2024年2月底"),
        ("2016—2020年", "2011—2015年"),
    ],
)
def test_the_period_before_is_the_one_that_ends_where_it_begins(text: str, earlier: str) -> None:
    assert period_before(read(text)) == read(earlier)


@pytest.mark.parametrize("text", ["2024年前三季度", "2024年1—8月", "2024年6月15日"])
def test_a_cumulative_period_and_a_day_within_a_month_have_no_period_before(text: str) -> None:
    assert period_before(read(text)) is None


@given(periods)
def test_a_period_before_touches_its_period_and_does_not_overlap(period: Period) -> None:
    before = period_before(period)
    if before is not None and period.kind is not PeriodKind.DAY:
        assert before.end.toordinal() + 1 == period.start.toordinal()
        assert not overlap(before, period)


@given(month_spans)
def test_parts_fill_their_period_without_gap_or_overlap(period: Period) -> None:
    parts = parts_of(period)
    if not parts:
        assert period.kind is PeriodKind.MONTH
        return
    assert len(parts) > 1
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    for part, following in pairwise(parts):
        assert part.end.toordinal() + 1 == following.start.toordinal()
    assert sum(count_months(part.start, part.end) for part in parts) == count_months(
        period.start, period.end
    )


def test_a_year_has_four_quarters_and_a_quarter_three_months() -> None:
    assert [period_key(part) for part in parts_of(make_year(2024))] == [
        "2024-Q1",
        "2024-Q2",
        "2024-Q3",
        "2024-Q4",
    ]
    assert [period_key(part) for part in parts_of(read("2024-Q3"))] == [
        "2024-07",
        "2024-08",
        "2024-09",
    ]


@pytest.mark.parametrize(
    ("text", "cumulative"),
    [("2024年第三季度", "2024年1—9月"), ("2024-06-30", "2024-H1"), ("2024年", "2024年")],
)
def test_the_cumulative_period_runs_since_new_year(text: str, cumulative: str) -> None:
    assert since_new_year(read(text)) == read(cumulative)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before its start"):
        make_period(date(2024, 2, 1), date(2024, 1, 31))
