from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.evaluation.benching.files import (
    CONDITIONS,
    CORPUS,
    FONTS,
    SCANNED,
    Condition,
    count_edits,
    distort,
    draw_page,
    measure_parsing,
)


@pytest.mark.parametrize(
    ("read", "edits"),
    [
        ("每月补贴800元。", 0),
        ("每月 补贴８００元。", 0),
        ("每月补贴300元。", 1),
        ("每月补贴元。", 3),
        ("", 9),
    ],
)
def test_edits_are_counted_without_blanks_and_widths(read: str, edits: int) -> None:
    assert count_edits("每月补贴800元。", read) == edits


def test_the_files_that_are_scanned_are_there() -> None:
    assert [name for name in SCANNED if not (CORPUS / name).is_file()] == []


def test_a_page_is_drawn_with_the_lines_it_names_and_no_more() -> None:
    font = next((each for each in FONTS if Path(each[0]).is_file()), None)
    if font is None:
        pytest.skip("no Chinese font is installed")
    page, lines = draw_page("第一条 为规范管理，制定本办法。\n" * 100, 150, font)
    assert page.size == (1239, 1754)
    assert len(lines) == 29
    assert np.asarray(page).min() < 50


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
def test_a_page_is_spoilt_the_same_way_each_time(condition: Condition) -> None:
    page = Image.new("L", (60, 40), 255)
    page.paste(0, (10, 18, 50, 22))
    first, second = (np.asarray(distort(page, condition)) for _ in range(2))
    assert np.array_equal(first, second)
    is_spoilt = not np.array_equal(first, np.asarray(page))
    assert is_spoilt == bool(condition.skew or condition.noise)


def test_parsing_is_timed_beside_each_library() -> None:
    rows = [line.split(" | ") for line in measure_parsing().splitlines()[2:]]
    assert [row[1] for row in rows] == ["pdfium 只取文字", "pdfplumber 文字和表格", "python-docx"]
    assert all(float(cell) > 0 for row in rows for cell in row[2:4])
