import pytest

from assistant.auditor.schema import Severity
from assistant.auditor.wording import find
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("网点由10个增加到40个，增长3倍。", id="grown"),
        pytest.param("网点由10个增加到30个，增长3倍。", id="loosely"),
        pytest.param("人均收入由6500元增加到13000元，翻了一番。", id="one_doubling"),
        pytest.param("人均收入由6500元增加到25000元，翻了近两番。", id="nearly_two_doublings"),
        pytest.param("贫困人口由7703人减少到277人，下降96.4%。", id="fell_by_a_share"),
        pytest.param("成本下降到原来的三分之一。", id="fell_to_a_share"),
    ],
)
def test_multiples_that_fit_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_nothing_falls_by_a_multiple() -> None:
    (finding,) = audit(find, "贫困人口由2014年的2198户7703人减少到2016年的79户277人，下降3倍。")
    assert (finding.found, finding.expected) == ("3倍", "96.4%")


def test_nothing_falls_by_a_multiple_without_its_values_either() -> None:
    (finding,) = audit(find, "物流成本降低了2倍。")
    assert (finding.found, finding.expected) == ("2倍", "")


def test_one_doubling_is_not_two() -> None:
    (finding,) = audit(find, "人均收入由6500元增加到13000元，翻了两番。")
    assert (finding.found, finding.expected) == ("两番", "一番")


def test_a_multiple_that_does_not_follow_is_doubted() -> None:
    (finding,) = audit(find, "网点由10个增加到40个，增长5倍。")
    assert (finding.severity, finding.expected) == (Severity.WARNING, "3倍")


def test_who_passed_a_mark_has_reached_it() -> None:
    assert audit(find, "地区生产总值突破2万亿元、达到23562亿元。") == []
    (finding,) = audit(find, "地区生产总值突破4万亿元、达到23562亿元。")
    assert (finding.found, finding.severity) == ("23562亿元", Severity.ERROR)
