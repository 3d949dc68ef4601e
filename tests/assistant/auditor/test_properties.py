"""What holds for any numbers: true statements pass, and one false number is found."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.auditor import change, parts, rate
from tests.assistant.auditor.auditing import audit

COUNTS = st.integers(min_value=100, max_value=99_999)
NAMES = "甲乙丙丁戊己"


def list_parts(whole: int, values: list[int]) -> str:
    listed = "、".join(f"{name}类{value}户" for name, value in zip(NAMES, values, strict=False))
    return f"全县共有监测对象{whole}户，其中{listed}。"


@settings(deadline=None, max_examples=60)
@given(st.lists(COUNTS, min_size=2, max_size=6))
def test_parts_that_make_their_whole_pass(values: list[int]) -> None:
    assert audit(parts.find, list_parts(sum(values), values)) == []


@settings(deadline=None, max_examples=60)
@given(st.lists(COUNTS, min_size=3, max_size=6), st.integers(min_value=1, max_value=99))
def test_parts_that_exceed_their_whole_by_little_are_found(values: list[int], more: int) -> None:
    whole = sum(values) - more
    # The first of them may make the whole alone, and then the last is no part.
    assume(all(sum(values[:count]) != whole for count in range(2, len(values))))
    assume(max(values[2:]) <= whole)
    (finding,) = audit(parts.find, list_parts(whole, values))
    # Those of the first that make it but for a slip of the pen are likelier meant.
    is_of_the_first = finding.basis.count("+") < len(values) - 1
    assert finding.difference == -more or is_of_the_first


@settings(deadline=None, max_examples=60)
@given(COUNTS, COUNTS)
def test_growth_that_is_rounded_passes(before: int, after: int) -> None:
    assume(before != after)
    share = abs(Decimal(after - before)) * 100 / before
    printed = share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    way = "增长" if after > before else "下降"
    text = f"2022年到位{before}万元，2023年到位{after}万元，同比{way}{printed}%。"
    assert audit(rate.find, text) == []
    assert audit(change.find, text) == []


@settings(deadline=None, max_examples=60)
@given(COUNTS, COUNTS, st.integers(min_value=1, max_value=9_999))
def test_a_difference_that_is_wrong_is_found(before: int, after: int, error: int) -> None:
    assume(before != after)
    told = abs(after - before) + error
    to = "增加到" if after > before else "减少到"
    way = "增加" if after > before else "减少"
    (finding,) = audit(change.find, f"低保户由{before}户{to}{after}户，{way}{told}户。")
    assert finding.expected == f"{abs(after - before)}户"
