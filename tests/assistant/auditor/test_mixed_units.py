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
