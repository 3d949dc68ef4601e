import pytest

from assistant.indicators.importing import circles
from assistant.indicators.importing.circles import find_circles
from ingest.errors import UnreadableDocumentError


def places(found: set[tuple[str, int, int]]) -> list[str]:
    return sorted(f"{sheet}!{'ABCD'[column - 1]}{row}" for sheet, row, column in found)


def test_a_cell_that_refers_to_itself_is_a_circle() -> None:
    assert places(find_circles({("表", 2, 2): "=B2+1"}, file="f")) == ["表!B2"]


def test_a_circle_through_a_range_and_another_sheet_is_found_with_what_rests_on_it() -> None:
    formulas = {
        ("表", 5, 2): "=SUM(B1:B4)",
        ("表", 3, 2): "='另 表'!$A$1*2",
        ("另 表", 1, 1): "=表!B5",
        ("表", 6, 2): "=B5/2",
        ("表", 7, 2): "=B1",
    }
    assert places(find_circles(formulas, file="f")) == ["另 表!A1", "表!B3", "表!B5", "表!B6"]


@pytest.mark.parametrize("formula", ["=SUM(B:B)", "=SUM(3:3)", "=SUM(A1:D9)", "=b3"])
def test_columns_rows_and_rectangles_count_what_stands_in_them(formula: str) -> None:
    assert places(find_circles({("表", 3, 2): formula}, file="f")) == ["表!B3"]


@pytest.mark.parametrize("formula", [
    '=COUNTIF(A1:A9,"B3")', "=B33", "=LOG10(A1)", "=表二!B3", "=[1]表!B4", "=B2", "=SUM(C:D)",
])  # fmt: skip
def test_what_only_looks_like_the_cell_is_none(formula: str) -> None:
    assert find_circles({("表", 3, 2): formula}, file="f") == set()


def test_a_long_chain_of_formulas_is_followed_to_its_end() -> None:
    chain = {("表", row, 1): f"=A{row - 1}+1" for row in range(2, 30_000)}
    assert find_circles(chain, file="f") == set()
    assert len(find_circles({**chain, ("表", 1, 1): "=A29999"}, file="f")) == 29_999


def test_too_many_references_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "MAXIMUM_REFERENCES", 10)
    formulas = {("表", row, 1): "=SUM(A1:A9)" for row in range(1, 6)}
    with pytest.raises(UnreadableDocumentError, match="粘贴"):
        find_circles(formulas, file="f")
