import pytest

from assistant.auditor.carry_over import find
from assistant.auditor.schema import Severity
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("全年收入32.39亿元，支出31.16亿元，结转1.23亿元。", id="plain"),
        pytest.param(
            "上年结转2万元，本年收入30万元，支出25万元，年末结余7万元。", id="with_last_year"
        ),
        pytest.param("收入32.4亿元，支出31.2亿元，结余1.23亿元。", id="rounded"),
        pytest.param(
            "发放贷款300万元，收入200万元，支出50万元，贷款余额90万元。", id="balance_of_a_loan"
        ),
    ],
)
def test_balances_that_follow_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_a_balance_is_income_less_expenditure() -> None:
    (finding,) = audit(find, "全年收入32.39亿元，支出31.16亿元，结转1.33亿元。")
    assert (finding.found, finding.expected) == ("1.33亿元", "1.23亿元")
    assert finding.basis == "32.39 − 31.16 = 1.23"
    assert finding.severity is Severity.ERROR


def test_what_was_left_from_last_year_counts_as_income() -> None:
    (finding,) = audit(find, "上年结转2万元，本年收入30万元，支出25万元，年末结余9.5万元。")
    assert (finding.found, finding.expected) == ("9.5万元", "7.0万元")
