import pytest

from assistant.auditor.schema import Severity
from assistant.auditor.stale_year import find
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("制定2016—2020年规划，从2016年到2020年实施。", id="range"),
        pytest.param("2020年人均收入达到1万元，比2019年增长8%。", id="last_year"),
        pytest.param("在2012年基础上增长15%，2013年片区人口比2012年减少926万人。", id="same_base"),
        pytest.param("2014年、2015年、2016年连续增长。", id="row"),
        pytest.param(
            "2024年度工作总结\n一、2024年工作完成情况\n全面完成。\n二、2025年工作打算\n继续努力。",
            id="summary",
        ),
        pytest.param(
            "2026年政府工作报告\n一、2025年工作回顾\n全面完成。\n三、2026年重点工作\n继续努力。",
            id="government_report",
        ),
    ],
)
def test_years_in_their_order_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_a_range_does_not_end_before_it_begins() -> None:
    (finding,) = audit(find, "制定《脱贫攻坚规划（2016—2015年）》。")
    assert (finding.found, finding.severity) == ("2015", Severity.ERROR)


def test_a_year_is_not_compared_with_itself() -> None:
    (finding,) = audit(find, "2020年人均收入达到1万元，比2020年增长8%。")
    assert (finding.found, finding.expected) == ("2020", "2019")


def test_a_row_of_years_names_none_twice() -> None:
    (finding,) = audit(find, "2014年脱贫5户，2014年脱贫7户，2016年脱贫9户。")
    assert finding.expected == "2015"


def test_a_heading_of_another_year_is_doubted() -> None:
    (finding,) = audit(
        find, "2024年度工作总结\n一、2023年工作完成情况\n全面完成。\n二、2025年工作打算\n继续努力。"
    )
    assert (finding.found, finding.expected) == ("2023", "2024")


def test_a_paragraph_that_tells_of_the_year_before_is_doubted() -> None:
    (finding,) = audit(find, "2024年度工作总结\n2023年，全县脱贫人口人均纯收入达到15796元。")
    assert (finding.found, finding.expected) == ("2023", "2024")
