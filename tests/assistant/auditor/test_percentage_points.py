import pytest

from assistant.auditor.percentage_points import find
from assistant.auditor.schema import Severity
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "群众满意度由2019年的95.2%提高到2020年的97.6%，提高了2.4个百分点。", id="points"
        ),
        pytest.param("贫困发生率由10%下降到8%，降低20%。", id="relative"),
        pytest.param("全年收入增长6.2%，比上年增长0.3个百分点。", id="amount"),
        pytest.param("劳动生产率提高8%。", id="productivity"),
        pytest.param("民间投资比重上升到63%。", id="arrives"),
        pytest.param("广义货币增长11.3%，低于13%左右的预期目标。", id="target"),
    ],
)
def test_what_is_told_in_the_right_unit_is_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_between_two_percentages_lie_points() -> None:
    (finding,) = audit(find, "群众满意度由2019年的95.2%提高到2020年的97.6%，提高了2.4%。")
    assert (finding.found, finding.expected) == ("2.4%", "2.4个百分点")
    assert finding.severity is Severity.ERROR


def test_a_rate_that_changes_by_percent_is_doubted() -> None:
    (finding,) = audit(find, "城镇化率达48.5%，污水处理率比上年提高5.3%。")
    assert (finding.found, finding.expected) == ("5.3%", "5.3个百分点")
    assert finding.severity is Severity.WARNING


def test_growth_compared_with_growth_differs_by_points() -> None:
    (finding,) = audit(find, "规上工业增加值增长6.2%、高于全国平均0.3%。")
    assert finding.expected == "0.3个百分点"


def test_an_amount_does_not_grow_by_points() -> None:
    (finding,) = audit(find, "收入由62292万元增加到66185万元，增长6.25个百分点。")
    assert finding.expected == "6.25%"


def test_the_other_rate_may_stand_in_brackets() -> None:
    (finding,) = audit(find, "人均纯收入增长15.4%，高出全国平均增幅（12.4%）3%。")
    assert finding.expected == "3个百分点"


def test_the_other_rate_is_no_difference() -> None:
    assert audit(find, "具有大学文凭的比例达到64%，远高于各国平均39%的水平。") == []
    assert audit(find, "人数增长1%，女性较前年上升19%。") == []
