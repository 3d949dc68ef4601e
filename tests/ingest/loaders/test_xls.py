"""Older Excel workbooks read as newer ones do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwt

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings


def load(fill: Callable[[Any], object], tmp_path: Path, **limits: int) -> LoadedFile:
    workbook = xlwt.Workbook(encoding="utf-8")
    fill(workbook.add_sheet("收入"))
    path = tmp_path / "文件.xls"
    workbook.save(str(path))
    return load_file(path, LimitSettings(**limits))


def shown_as(number_format: str) -> Any:
    return xlwt.easyxf(None, number_format)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0.0%", "12.5%"),
        (800.0, "General", "800"),
        (date(2024, 5, 1), 'yyyy"年"m"月"d"日"', "2024年5月1日"),
        (True, "General", "TRUE"),
        ("0012", "General", "0012"),
    ],
)
def test_a_cell_reads_as_it_is_shown(
    value: object, number_format: str, text: str, tmp_path: Path
) -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "指标")
        sheet.write(0, 1, "数值")
        sheet.write(1, 0, "甲")
        sheet.write(1, 1, value, shown_as(number_format))

    table = load(fill, tmp_path).blocks[1]
    assert table.rows[1][1].text == text


def test_titles_units_and_merged_cells_are_told_apart(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write_merge(0, 0, 0, 2, "2023年财政收入表")
        sheet.write(1, 2, "单位：万元")
        sheet.write_merge(2, 3, 0, 0, "乡镇")
        sheet.write_merge(2, 2, 1, 2, "收入")
        sheet.write(3, 1, "税收")
        sheet.write(3, 2, "非税")
        for column, value in enumerate(("甲乡", 12, 34)):
            sheet.write(4, column, value)

    heading, title, unit, table = load(fill, tmp_path).blocks
    assert [heading.text, title.text, unit.text] == ["收入", "2023年财政收入表", "单位：万元"]
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows] == [
        [("乡镇", 2, 1), ("收入", 1, 2)],
        [("税收", 1, 1), ("非税", 1, 1)],
        [("甲乡", 1, 1), ("12", 1, 1), ("34", 1, 1)],
    ]
    assert table.rows[1][0].origin.cell == "收入!B4"


def test_hidden_sheets_and_rows_are_read_and_reported(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "甲")
        sheet.write(1, 0, "乙")
        sheet.row(1).hidden = True
        sheet.visibility = 1

    workbook = xlwt.Workbook()
    workbook.add_sheet("显示").write(0, 0, "丙")
    fill(workbook.add_sheet("隐藏"))
    path = tmp_path / "文件.xls"
    workbook.save(str(path))
    loaded = load_file(path, LimitSettings())
    assert [block.text for block in loaded.blocks] == ["显示", "丙", "隐藏", "甲", "乙"]
    assert "隐藏”是隐藏的" in loaded.warnings[0]
    assert "1 处隐藏的行" in loaded.warnings[1]


def test_a_workbook_of_empty_sheets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError, match="没有内容"):
        load(lambda sheet: None, tmp_path)


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in range(10):
            sheet.write(row, 0, "甲")
            sheet.write(row, 255, "远")

    with pytest.raises(UnreadableDocumentError, match="上限 2000 个"):
        load(fill, tmp_path, table_cells=2000)


def test_columns_in_which_nothing_stands_are_left_out(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in range(3):
            sheet.write(row, 0, "甲")
            sheet.write(row, 1, "乙")
            sheet.write(row, 200, str(row))

    table = load(fill, tmp_path).blocks[1]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["甲", "乙", "0"],
        ["甲", "乙", "1"],
        ["甲", "乙", "2"],
    ]
    assert table.rows[0][2].origin.cell == "收入!GS1"
