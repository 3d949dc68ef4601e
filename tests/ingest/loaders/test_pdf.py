"""PDF files: lines and ruled tables by page; scans named."""

from pathlib import Path

import pytest

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.settings import LimitSettings

DATA = Path(__file__).parents[2] / "data" / "loaders"


def test_a_ruled_table_stands_between_the_lines_around_it() -> None:
    before, table, after = load_file(DATA / "merged_cells.pdf", LimitSettings()).blocks
    assert (before.text, after.text) == ("表前的一行。", "表后的一行。")
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows] == [
        [("地区", 2, 1), ("产量", 1, 2)],
        [("上半年", 1, 1), ("下半年", 1, 1)],
        [("甲乡", 1, 1), ("12", 1, 1), ("34", 1, 1)],
    ]
    assert table.rows[1][0].origin.cell == "行2列2"


def test_pages_without_a_text_layer_are_named() -> None:
    loaded = load_file(DATA / "scan_between_text.pdf", LimitSettings())
    assert loaded.pages == 3
    assert [block.origin.page for block in loaded.blocks] == [1, 3]
    assert loaded.warnings[0].startswith("第2页是扫描图像")


def test_a_scan_without_any_text_is_refused_with_a_remedy() -> None:
    with pytest.raises(EmptyDocumentError, match="扫描件") as refusal:
        load_file(DATA / "scan_without_text.pdf", LimitSettings())
    assert "OCR" in refusal.value.hint


def test_a_file_with_a_password_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="设有密码"):
        load_file(DATA / "encrypted.pdf", LimitSettings())


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="共 3 页，超过上限 2 页"):
        load_file(DATA / "scan_between_text.pdf", LimitSettings(pages=2))
