import pytest

from assistant.indicators.extracting.times import complete, end_of_span, times


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        pytest.param("截至2024年底，共有", ["2024年底"], id="end_of_a_year"),
        pytest.param("2025年第三季度支出", ["2025年第三季度"], id="quarter"),
        pytest.param("2014年至2018年发放", ["2014年至2018年"], id="span"),
        pytest.param("2016—2019年完成", ["2016—2019年"], id="span_with_a_dash"),
        pytest.param("1至9月支出", ["1至9月"], id="months"),
        pytest.param("2016年以来投入", ["2016年以来"], id="since"),
        pytest.param("“十三五”末达到", ["“十三五”末"], id="five_year_plan"),
        pytest.param("目前已建成", [""], id="now_ends_what_was_said_before"),
        pytest.param("扶贫标准2300元（2010年不变价）", [], id="constant_prices"),
        pytest.param("人民出版社2019年版", [], id="edition"),
    ],
)
def test_periods_are_found_as_they_are_written(text: str, periods: list[str]) -> None:
    assert [time.text for time in times(text)] == periods


def test_a_period_that_only_serves_to_compare_is_marked() -> None:
    before, other = times("较2018年底减少，2019年8月达到")
    assert (before.is_compared, other.is_compared) == (True, False)


@pytest.mark.parametrize(
    ("text", "now", "spoken_of", "period"),
    [
        pytest.param("去年底", "2024", "", "2023年底", id="last_year"),
        pytest.param("今年以来", "2024", "2019", "2024年以来", id="this_year"),
        pytest.param("9月末", "", "2025", "2025年9月末", id="month_of_the_year_spoken_of"),
        pytest.param("去年底", "", "2019", "去年底", id="unknown_year_is_not_guessed"),
    ],
)
def test_a_period_is_completed_where_the_text_tells_the_year(
    text: str, now: str, spoken_of: str, period: str
) -> None:
    (time,) = times(text)
    assert complete(time, now=now, spoken_of=spoken_of) == period


@pytest.mark.parametrize(
    ("before", "period"),
    [
        pytest.param("，贫困人口由", "2012年底", id="from"),
        pytest.param("减少到", "2016年底", id="to"),
        pytest.param("，累计减少", "2012年底到2016年底", id="over_all_of_it"),
    ],
)
def test_the_ends_of_a_span_belong_to_from_and_to(before: str, period: str) -> None:
    (time,) = times("从2012年底到2016年底")
    assert end_of_span(time.text, before) == period
