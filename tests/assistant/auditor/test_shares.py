import pytest

from assistant.auditor.schema import Severity
from assistant.auditor.shares import find
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("三次产业结构比为11.8:48.3:39.9。", id="structure"),
        pytest.param("三次产业结构比为11.8:48.3:40.0。", id="rounded"),
        pytest.param("诚信、收入、劳力按7:2:1评分。", id="no_structure"),
        pytest.param("经营性、工资性、转移性、分红收入分别占33%、46.6%、16.1%、4.3%。", id="row"),
        pytest.param("就业率、入学率、参保率分别为33%、46.6%、26.1%。", id="rates"),
        pytest.param("因病占20%，因学占10%，因灾占5%。", id="some_of_many"),
        pytest.param("发布于2020年2月19日07:28:56。", id="time_of_day"),
    ],
)
def test_shares_that_make_a_hundred_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_a_structure_makes_a_hundred() -> None:
    (finding,) = audit(find, "三次产业结构比为11.8:48.3:40.9。")
    assert finding.found == "11.8:48.3:40.9"
    assert finding.basis == "11.8 + 48.3 + 40.9 = 101"


def test_a_row_of_shares_makes_a_hundred() -> None:
    (finding,) = audit(find, "经营性、工资性、转移性、分红收入分别占33%、46.6%、16.1%、5.3%。")
    assert finding.found == "33%、46.6%、16.1%、5.3%"
    assert finding.severity is Severity.WARNING
