"""Merged cells tile their table."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.viewing.tables import COVERED, Merging, merge_cells

ONE = Merging(1, 1)
GRIDS = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(["甲", "乙", "丙", None]), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


@given(GRIDS, st.booleans())
def test_cells_cover_every_place_of_a_table_once(grid: list[list[str | None]], fill: bool) -> None:
    covered = []
    for row, spans in enumerate(merge_cells(grid, len(grid[0]), fill=fill)):
        for column, (down, across) in enumerate(spans):
            covered += [(row + i, column + j) for i in range(down) for j in range(across)]
    places = [(row, column) for row in range(len(grid)) for column in range(len(grid[0]))]
    assert sorted(covered) == places


def test_one_cell_over_two_columns_and_two_rows_is_merged() -> None:
    assert merge_cells([["甲", "甲", "乙"], ["甲", "甲", "丙"]], 3) == [
        [Merging(2, 2), COVERED, ONE],
        [COVERED, COVERED, ONE],
    ]


def test_what_is_no_rectangle_is_not_merged_over_rows() -> None:
    assert merge_cells([["甲", "乙", "丙"], ["甲", "甲", "丁"]], 3) == [
        [ONE, ONE, ONE],
        [Merging(1, 2), COVERED, ONE],
    ]


def test_a_row_of_one_cell_spans_the_table() -> None:
    assert merge_cells([["表1"], ["甲", "乙", "丙"]], 3)[0] == [Merging(1, 3)]


def test_empty_cells_are_merged_in_headers_only() -> None:
    grid = [["乡镇", "资金", None], [None, "中央", "省级"]]
    assert merge_cells(grid, 3) == [[ONE] * 3] * 2
    assert merge_cells(grid, 3, fill=True) == [
        [Merging(2, 1), Merging(1, 2), COVERED],
        [COVERED, ONE, ONE],
    ]
