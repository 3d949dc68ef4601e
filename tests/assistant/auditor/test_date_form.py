import pytest

from assistant.auditor import date_form
from assistant.auditor.reading import read_text
from assistant.auditor.schema import Severity


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param("于2021年03月05日印发。", "2021年03月05日", "2021年3月5日", id="zeros"),
        pytest.param("截至2021年06月，已完成。", "2021年06月", "2021年6月", id="month_alone"),
        pytest.param("于2021.3.5召开会议。", "2021.3.5", "2021年3月5日", id="points"),
        pytest.param("于2021/3/5召开会议。", "2021/3/5", "2021年3月5日", id="slashes"),
        pytest.param("于21年3月5日召开会议。", "21年3月5日", "2021年3月5日", id="half_a_year"),
        pytest.param("于2021年2月30日召开会议。", "2021年2月30日", "", id="no_such_day"),
        pytest.param("于2021年13月召开会议。", "2021年13月", "", id="no_such_month"),
    ],
)
def test_a_date_is_corrected_to_full_arabic_numerals(text: str, found: str, expected: str) -> None:
    (finding,) = date_form.find(read_text(text))
    assert (finding.found, finding.expected) == (found, expected)


def test_the_date_of_the_document_must_follow_the_standard() -> None:
    (finding,) = date_form.find(read_text("关于某事的通知\n青禾县人民政府\n二〇二一年三月五日"))
    assert finding.severity is Severity.ERROR
    assert finding.expected == "2021年3月5日"


def test_within_a_sentence_a_date_is_only_worth_a_warning() -> None:
    (finding,) = date_form.find(read_text("于2021年03月05日印发。"))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("于2021年3月5日印发，到二〇三五年完成。", id="right"),
        pytest.param("《某日报》，2014年09月25日第2版。", id="newspaper"),
        pytest.param(
            "见http://www.example.gov.cn/2021/03/05/1.html，2021年03月05日。", id="address"
        ),
        pytest.param("2026年02月10日 07时41分", id="stamp_of_a_machine"),
        pytest.param("用了12年3月建成。", id="stretch_of_time"),
        pytest.param("表1 文件\n日期\t名称\n2016.02.23\t方案\n2016.03.26\t意见", id="table"),
    ],
)
def test_other_dates_keep_their_form(text: str) -> None:
    assert list(date_form.find(read_text(text))) == []
