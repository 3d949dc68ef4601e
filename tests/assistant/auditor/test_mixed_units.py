import pytest

from assistant.auditor.mixed_units import find
from assistant.auditor.schema import Severity
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("全县投入各类资金54.59亿元，其中县级财政安排2亿元。", id="one_unit"),
        pytest.param("全县投入各类资金54.59亿元，其中户均补助3万元。", id="small_sum"),
        pytest.param("全县投入各类资金54.59亿元。县级财政安排19996万元。", id="two_sentences"),
    ],
)
def test_sums_that_need_not_be_compared_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_a_part_in_another_scale_is_a_hint() -> None:
    (finding,) = audit(find, "全县投入各类资金54.59亿元，其中县级财政安排19996万元。")
    assert (finding.found, finding.expected) == ("19996万元", "1.9996亿元")
    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地区生产总值3055693万元，人均地区生产总值12094万元。", "12094元"),
        ("全县人口出生率26.78‰，人口自然增长率20.20%。", "20.20‰"),
    ],
)
def test_a_unit_that_cannot_be_is_doubted(text: str, expected: str) -> None:
    (finding,) = audit(find, text)
    assert (finding.severity, finding.expected) == (Severity.WARNING, expected)


@pytest.mark.parametrize(
    "text", ["户均增收1.2万元，人均纯收入15796元。", "婴儿死亡率下降10%，人口自然增长率0.8%。"]
)
def test_a_unit_that_can_be_is_passed_over(text: str) -> None:
    assert audit(find, text) == []
