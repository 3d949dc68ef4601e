import pytest

from assistant.auditor.change import find
from assistant.auditor.schema import Severity
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("贫困人口由9899万人减少到4335万人，减少5564万人。", id="from_to"),
        pytest.param(
            "从2012年底到2016年底，全国贫困人口由9899万人减少到4335万人，年均减少1391万人。",
            id="yearly",
        ),
        pytest.param(
            "2022年到位资金62292万元，2023年到位66185万元，同比增加3893万元。", id="two_years"
        ),
        pytest.param("2023年到位66185万元，比上年的62292万元增加3893万元。", id="than_value"),
        pytest.param("贫困发生率由10.2%下降至4.5%，下降5.7个百分点。", id="points"),
        pytest.param(
            "由7017万人减少到5575万人，减少1442万人（比上年多减210万人）。", id="another_difference"
        ),
        pytest.param("低保标准分别从每月645元、4318元提高到801元、7226元。", id="respectively"),
        pytest.param("产值排名由369位上升到235位。", id="ranks"),
        pytest.param("汽油价格由6.73元/升降至6.40元/升。", id="price_of_a_litre"),
        pytest.param("购票优惠由9.5折提高到8.5折。", id="discount"),
        pytest.param("年收入由500元上升到10300多元，增加9700元。", id="about"),
    ],
)
def test_differences_that_follow_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_a_difference_follows_from_both_values() -> None:
    (finding,) = audit(find, "贫困人口由9899万人减少到4335万人，减少5465万人。")
    assert (finding.found, finding.expected) == ("5465万人", "5564万人")
    assert finding.basis == "9899 − 4335 = 5564"


def test_a_difference_of_rates_follows_in_points() -> None:
    (finding,) = audit(find, "贫困发生率由10.2%下降至4.5%，下降6.7个百分点。")
    assert (finding.found, finding.expected) == ("6.7个百分点", "5.7个百分点")


def test_a_yearly_difference_is_divided_by_the_years() -> None:
    (finding,) = audit(
        find, "从2012年底到2016年底，贫困人口由9899万人减少到4335万人，年均减少2391万人。"
    )
    assert finding.expected == "1391万人"


@pytest.mark.parametrize(
    "text",
    [
        "贫困人口由4335万人减少到9899万人。",
        "收入由13000元增加到6500元。",
        "2022年到位62292万元，2023年到位66185万元，同比减少3893万元。",
    ],
)
def test_what_went_the_other_way_is_an_error(text: str) -> None:
    finding = audit(find, text)[0]
    assert finding.severity is Severity.ERROR
    assert "请核对" in finding.message


def test_each_unit_has_its_own_direction() -> None:
    assert audit(find, "在册1932户7021人，较2016年底在册的1935户6811人，减少3户，增加210人。") == []
    (finding,) = audit(find, "在册1932户7021人，较2016年底在册的1935户6811人，减少3户，增加240人。")
    assert (finding.found, finding.expected) == ("240人", "210人")
