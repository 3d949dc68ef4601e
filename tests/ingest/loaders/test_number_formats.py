"""Numbers as Excel shows them."""

from datetime import date, datetime, time

import pytest

from ingest.loaders.number_formats import shown

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1000000000000000"),
        (0.1234, "0.0%", "12.3%"),
        (2.675, "0.00", "2.68"),
        (-3.5, "0.00", "-3.50"),
        (-3.5, "0.00_);(0.00)", "(3.50)"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (0, ACCOUNTING, "-"),
        (12345678, '0!.0,"万"', "1234.6万"),
        (12345678, "0.00,,", "12.35"),
        (15000, '[>=10000]0.0,"千";0', "15.0千"),
        (99, '[>=10000]0.0,"千";0', "99"),
        (1234, "[$￥-804]#,##0.00", "￥1,234.00"),
        (12, "0.##", "12"),
        (5, "000", "005"),
        (13912345678, "000-0000-0000", "139-1234-5678"),
        (98, '0"人"', "98人"),
        (0.5, "# ?/?", "0.5"),
        (1e300, "0.00", "1" + "0" * 300),
        (True, "General", "TRUE"),
        (None, "0.00", ""),
        ("五成", "0.00", "五成"),
        (date(2023, 3, 5), 'yyyy"年"m"月"d"日"', "2023年3月5日"),
        (datetime(2023, 3, 5), "General", "2023-03-05"),
        (datetime(2023, 3, 5, 14, 7), "yyyy-mm-dd hh:mm", "2023-03-05 14:07"),
        (datetime(2023, 3, 5), '[$-804]yyyy"年"m"月";@', "2023年3月"),
        (time(14, 7, 9), "h:mm:ss", "14:07:09"),
    ],
)
def test_a_value_is_written_as_the_sheet_shows_it(
    value: object, number_format: str, text: str
) -> None:
    assert shown(value, number_format) == text
