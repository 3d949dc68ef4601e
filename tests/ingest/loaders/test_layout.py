"""Pieces of a page become lines, column by column where prose stands in columns."""

from ingest.loaders.layout import Piece, find_gutter, join_row, order_pieces


def piece(text: str, left: float, line: int, width: float = 200) -> Piece:
    return Piece(text, left, line * 20, left + width, line * 20 + 12)


def texts(pieces: list[Piece]) -> list[str]:
    return [join_row(row) for row in order_pieces(pieces)]


def columns(lines: range) -> list[Piece]:
    return [
        each
        for line in lines
        for each in (piece(f"左{line}", 0, line), piece(f"右{line}", 240, line))
    ]


def test_a_column_is_read_to_its_end_before_the_next() -> None:
    assert texts(columns(range(4))) == ["左0", "左1", "左2", "左3", "右0", "右1", "右2", "右3"]


def test_what_reaches_over_both_columns_parts_them_into_bands() -> None:
    page = [
        piece("题", 0, 0, 440),
        *columns(range(1, 4)),
        piece("中", 0, 4, 440),
        *columns(range(5, 7)),
    ]
    assert texts(page) == [
        "题", "左1", "左2", "左3", "右1", "右2", "右3", "中", "左5", "左6", "右5", "右6",
    ]  # fmt: skip


def test_three_columns_are_read_one_after_the_other() -> None:
    page = [
        piece(f"{name}{line}", left, line, 150)
        for line in range(4)
        for name, left in (("甲", 0), ("乙", 180), ("丙", 360))
    ]
    assert "".join(text[0] for text in texts(page)) == "甲甲甲甲乙乙乙乙丙丙丙丙"


def test_short_cells_beside_each_other_are_rows_of_a_table() -> None:
    page = [piece(f"{line}{name}", left, line, 40) for line in range(6) for name, left in (("甲", 0), ("乙", 240))]  # fmt: skip # noqa: E501
    assert find_gutter(page) is None
    assert texts(page)[0] == "0甲\t0乙"


def test_ordinary_lines_have_no_gutter() -> None:
    assert find_gutter([piece("行", 0, line, 400) for line in range(20)]) is None
    assert find_gutter([]) is None


def test_pieces_of_one_line_stand_from_left_to_right_though_one_sits_lower() -> None:
    low = Piece("乙", 60, 4, 100, 16)
    assert texts([low, Piece("甲", 0, 0, 55, 12)]) == ["甲乙"]


def test_every_piece_is_read_once() -> None:
    page = [*columns(range(5)), piece("页脚", 100, 9, 300)]
    read = [each for row in order_pieces(page) for each in row]
    assert sorted(read) == sorted(page)
