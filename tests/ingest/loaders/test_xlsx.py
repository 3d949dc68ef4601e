"""Excel workbooks: figures as the sheet shows them, with their place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings


def load(fill: Callable[[Any], object], tmp_path: Path, **limits: int) -> LoadedFile:
    workbook = openpyxl.Workbook()
    workbook.active.title = "收入"
    fill(workbook.active)
    path = tmp_path / "文件.xlsx"
    workbook.save(path)
    return load_file(path, LimitSettings(**limits))


def report(sheet: Any) -> None:
    sheet.append(["2023年财政收入表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["编制：财政局", None, None, "单位：万元"])
    sheet.append(["乡镇", "收入", None, "同比"])
    sheet.append([None, "税收", "非税", None])
    for area in ("A3:A4", "B3:C3", "D3:D4"):
        sheet.merge_cells(area)
    sheet.append(["甲乡", 1234.5, None, 0.125])
    sheet["B5"].number_format = "#,##0.00"
    sheet["D5"].number_format = "0.0%"
    sheet.append(["合计"])
    sheet.append(["注：快报数。"])


def test_title_and_unit_stand_above_the_table_and_notes_below(tmp_path: Path) -> None:
    blocks = load(report, tmp_path).blocks
    assert [(b.kind.value, b.text, b.origin.cell) for b in blocks] == [
        ("heading", "收入", "收入!A1"),
        ("paragraph", "2023年财政收入表", "收入!A1"),
        ("paragraph", "编制：财政局", "收入!A2"),
        ("paragraph", "单位：万元", "收入!D2"),
        ("table", "", "收入!A3"),
        ("paragraph", "注：快报数。", "收入!A7"),
    ]


def test_merged_cells_stand_once_and_blanks_stay_in_place(tmp_path: Path) -> None:
    table = load(report, tmp_path).blocks[4]
    cells = [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows]
    assert cells[:2] == [
        [("乡镇", 2, 1), ("收入", 1, 2), ("同比", 2, 1)],
        [("税收", 1, 1), ("非税", 1, 1)],
    ]
    assert [c.text for c in table.rows[2]] == ["甲乡", "1,234.50", "", "12.5%"]
    assert table.rows[2][3].origin.cell == "收入!D5"
    assert table.rows[3][0].text == "合计"


def test_the_frozen_rows_are_the_header(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        report(sheet)
        sheet.freeze_panes = "B5"

    assert load(fill, tmp_path).blocks[4].header_rows == 2


def test_a_blank_row_divides_tables(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["甲", 1], ["乙", 2], [], ["丙", 3], ["丁", 4]):
            sheet.append(row)

    assert [len(b.rows) for b in load(fill, tmp_path).blocks] == [0, 2, 2]


def test_a_far_off_cell_costs_nothing(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "甲"
        sheet["XFD1048576"] = "远"

    assert [b.text for b in load(fill, tmp_path).blocks] == ["收入", "甲", "远"]


@pytest.mark.parametrize("number_format_id", [31, 57])
def test_dates_in_formats_only_chinese_excel_knows_are_dates(
    number_format_id: int, tmp_path: Path
) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["日期", date(2023, 3, 5)])
        sheet["B1"].number_format = "General"
        sheet["B1"]._style.numFmtId = number_format_id

    text = load(fill, tmp_path).blocks[1].rows[0][1].text
    assert text.startswith("2023年3月")


def test_a_formula_without_its_result_is_reported(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["合计", "=1+1"])

    (warning,) = load(fill, tmp_path).warnings
    assert "1 个公式没有保存计算结果（B1 等）" in warning


def test_hidden_sheets_and_rows_are_read_and_reported(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["甲", 1])
        sheet.row_dimensions[1].hidden = True
        other = sheet.parent.create_sheet("底稿")
        other.append(["乙", 2])
        other.sheet_state = "hidden"

    loaded = load(fill, tmp_path)
    assert [b.rows[0][0].text for b in loaded.blocks if b.rows] == ["甲", "乙"]
    assert any("“收入”有 1 处隐藏" in warning for warning in loaded.warnings)
    assert any("“底稿”是隐藏的" in warning for warning in loaded.warnings)


def test_a_workbook_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError, match="没有内容"):
        load(lambda sheet: None, tmp_path)


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="共 10 个单元格"):
        load(lambda sheet: sheet.append(range(10)), tmp_path, table_cells=9)
