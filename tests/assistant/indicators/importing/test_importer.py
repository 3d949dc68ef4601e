import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook

from assistant.application import Assistant
from assistant.errors import WrongUseError
from assistant.evaluation.benching.hostile import make_hostile_file
from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.importing.importer import Importer
from assistant.indicators.importing.schema import (
    ColumnMapping,
    ColumnRole,
    Reading,
    RefusalCode,
)
from assistant.indicators.importing.schema import (
    Mapping as FileMapping,
)
from assistant.indicators.ledger import Ledger
from assistant.indicators.periods import period_key
from assistant.indicators.schema import CellSource, Figure
from assistant.progress import CancelledError, Progress
from ingest.errors import (
    EmptyDocumentError,
    IngestError,
    NotFoundError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from ingest.schema import DEFAULT_LIBRARY
from ingest.settings import LimitSettings
from tests.assistant.indicators.importing.conftest import MakeWorkbook


def said(figures: Reading | tuple[Figure, ...]) -> dict[tuple[str, str, str], str]:
    """Return value and unit of each figure by name, area and period."""
    found = figures.figures if isinstance(figures, Reading) else figures
    return {
        (one.name, one.area, period_key(one.period)): f"{one.value.normalize():f}{one.unit}"
        for one in found
        if one.period
    }


def refused(reading: Reading) -> dict[str, RefusalCode]:
    return {one.place: one.code for one in reading.refused}


def edited(reading: Reading, table: int = 0, **fields: Any) -> FileMapping:
    """Return a reading's mapping with fields of one of its tables changed."""
    tables = list(reading.mapping.tables)
    tables[table] = tables[table].model_copy(update=fields)
    return reading.mapping.model_copy(update={"tables": tuple(tables)})


def with_column(mapping: FileMapping, column: int, **fields: Any) -> tuple[ColumnMapping, ...]:
    return tuple(
        one.model_copy(update=fields) if one.column == column else one
        for one in mapping.tables[0].columns
    )


def store_results(path: Path, results: Mapping[str, str]) -> None:
    """Store results with a workbook's formulas, as Excel does; openpyxl stores none.

    An empty result is an empty text.
    """
    copy = path.with_suffix(".copy")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                text = data.decode()
                for cell, result in results.items():
                    pattern = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?'
                    text, count = re.subn(pattern, rf"\g<1><v>{result}</v>", text)
                    assert count == 1, cell
                    if not result:
                        text = text.replace(f'<c r="{cell}"', f'<c r="{cell}" t="str"')
                data = text.encode()
            target.writestr(member, data)
    copy.replace(path)


TITLE = "青禾县2024年脱贫人口情况表"
HEADER = ["乡镇", "户数", "人数"]


# --- The sample of the county -----------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(corpus: Path) -> list[Path]:
    return sorted((corpus / "indicators").iterdir())


def test_the_sample_is_read_whole_and_without_a_doubt(
    importer: Importer, sample: list[Path]
) -> None:
    readings = [importer.read(path) for path in sample]
    assert [len(reading.figures) for reading in readings] == [1182, 135, 81]
    for reading in readings:
        assert not reading.refused
        assert not reading.conflicts
        assert not reading.notes
        assert {one.name for one in reading.figures if not one.code} == set()


def test_figures_of_the_sample_are_those_of_the_annual_summary(
    importer: Importer, sample: list[Path]
) -> None:
    found = said(tuple(one for path in sample for one in importer.read(path).figures))
    county = "青禾县"
    assert found["脱贫人口人均纯收入", county, "2024"] == "15796元"
    assert found["脱贫人口人均纯收入", county, "2023"] == "14209元"
    assert found["监测对象户数", county, "2024"] == "499户"
    assert found["监测对象突发严重困难户人数", county, "2024"] == "301人"
    assert found["衔接资金到位资金", county, "2024"] == "11790万元"
    assert found["衔接资金产业发展支出金额", county, "2024"] == "6810.6万元"
    assert found["衔接资金中央资金", county, "2024"] == "6820万元"
    assert found["小额信贷新增金额", "石桥镇", "2024"] == "583万元"
    assert found["农村自来水普及率", county, "2024"] == "96.5%"
    assert found["衔接资金支出金额", county, "2025-01/2025-09"] == "9023万元"
    assert found["监测对象人数", county, "2025-09-30"] == "1706人"


def test_every_filled_cell_of_the_sample_is_a_figure(
    importer: Importer, sample: list[Path]
) -> None:
    reading = importer.read(next(path for path in sample if path.suffix == ".xlsx"))
    places = {
        (one.source.sheet, one.source.cell)
        for one in reading.figures
        if isinstance(one.source, CellSource)
    }
    assert len(places) == len(reading.figures)
    # 衔接资金到位资金 of three years stands in two sheets alike, and is kept once.
    assert sum(table.figures for table in reading.tables) == len(reading.figures) + 3


def test_the_ledgers_of_the_library_are_read_too(importer: Importer, corpus: Path) -> None:
    reading = importer.read(corpus / "documents" / "2024年乡镇指标台账.xlsx")
    assert not reading.refused
    assert not reading.conflicts
    found = said(reading)
    assert found["监测对象风险消除率", "柳湾乡", "2024"] == "64.89%"
    assert found["脱贫人口人均纯收入", "高崖乡", "2023"] == "13890元"
    assert found["衔接资金支出进度", "青禾县", "2024"] == "97.9%"
    assert found["小额信贷户均金额", "城关镇", "2024"] == "4.24万元/户"


# --- Headers ----------------------------------------------------------------------------------


def test_a_header_of_three_merged_rows_names_group_indicator_and_year(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        [
            ["青禾县脱贫人口情况表"],
            ["单位：户、人"],
            ["乡镇", "脱贫人口", None, None, None],
            [None, "户数", None, "人数", None],
            [None, "2023年", "2024年", "2023年", "2024年"],
            ["石桥镇", 1290, 1286, 4745, 4731],
        ],
        merged=["A1:E1", "A2:E2", "A3:A5", "B3:E3", "B4:C4", "D4:E4"],
    )
    assert said(importer.read(path)) == {
        ("脱贫人口户数", "石桥镇", "2023"): "1290户",
        ("脱贫人口户数", "石桥镇", "2024"): "1286户",
        ("脱贫人口人数", "石桥镇", "2023"): "4745人",
        ("脱贫人口人数", "石桥镇", "2024"): "4731人",
    }


def test_years_as_bare_numbers_in_the_header_are_no_values(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        [["乡镇", "脱贫户数", None], [None, 2023, 2024], ["石桥镇", 1290, 1286]],
        merged=["A1:A2", "B1:C1"],
    )
    assert said(importer.read(path)) == {
        ("脱贫人口户数", "石桥镇", "2023"): "1290户",
        ("脱贫人口户数", "石桥镇", "2024"): "1286户",
    }


def test_a_row_of_column_numbers_is_no_row_of_values(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        [[TITLE], HEADER, ["甲", 1, 2], ["石桥镇", 1286, 4731], ["双河镇", 1104, 4052]],
        merged=["A1:C1"],
    )
    assert len(importer.read(path).figures) == 4


def test_a_header_line_in_a_cell_counts_as_a_blank(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        [[TITLE], ["乡 镇", "脱贫\n户数\n（户）"], ["石桥镇", 1286]], merged=["A1:B1"]
    )
    assert said(importer.read(path)) == {("脱贫人口户数", "石桥镇", "2024"): "1286户"}


def test_what_stands_under_of_which_takes_its_name_from_the_whole(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        [
            ["青禾县2025年衔接资金计划表"],
            ["单位：万元"],
            ["资金用途", "计划资金", "其中", None],
            [None, None, "中央", "省级"],
            ["产业发展", 7540, 4520, 2010],
        ],
        merged=["A1:D1", "A2:D2", "A3:A4", "B3:B4", "C3:D3"],
    )
    assert said(importer.read(path)) == {
        ("衔接资金产业发展计划资金", "青禾县", "2025"): "7540万元",
        ("衔接资金产业发展中央计划资金", "青禾县", "2025"): "4520万元",
        ("衔接资金产业发展省级计划资金", "青禾县", "2025"): "2010万元",
    }


def test_rows_of_which_and_under_a_heading_are_named_by_what_is_around_them(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2024年主要指标"],
        ["指标", "单位", "数值"],
        ["一、监测对象"],
        ["户数", "户", 499],
        ["人数", "人", 1597],
        ["  其中：女性", "人", 702],
        ["二、农村低保"],
        ["户数", "户", 5236],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert said(reading) == {
        ("监测对象户数", "青禾县", "2024"): "499户",
        ("监测对象人数", "青禾县", "2024"): "1597人",
        ("监测对象人数其中女性", "青禾县", "2024"): "702人",
        ("农村低保户数", "青禾县", "2024"): "5236户",
    }


def test_a_part_behind_a_blank_row_goes_on_with_the_table(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], [], ["双河镇", 1104, 4052]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert len(reading.tables) == 1
    assert ("脱贫人口户数", "双河镇", "2024") in said(reading)


def test_a_repeated_header_is_no_row(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], HEADER, ["双河镇", 1104, 4052]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert len(reading.figures) == 4
    assert not reading.refused


def test_numbers_without_a_header_are_told_and_not_taken(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    reading = importer.read(make_workbook([["石桥镇", 1286, 4731], ["双河镇", 1104, 4052]]))
    assert not reading.figures
    assert reading.notes == ("工作表“表1”第 1 行起的数据没有表头，没有导入；请加一行表头。",)


def test_notes_under_a_table_are_no_values(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [
        [TITLE],
        HEADER,
        ["石桥镇", 1286, 4731],
        ["注：户数为2024年底数，不含2户。"],
        ["填表人：张三", "审核：李四", "2025年1月6日"],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1", "A4:C4"]))
    assert not reading.refused
    assert len(reading.figures) == 2
    assert reading.tables[0].notes[0].startswith("注：")


def test_a_form_as_offices_fill_it_in_is_read(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["附件1"],
        ["青禾县巩固拓展脱贫攻坚成果情况统计表"],
        ["填报单位：青禾县农业农村局", None, None, "2025年1月6日", None, "单位：户、万元"],
        ["序号", "乡镇", "监测对象", None, "小额信贷", None],
        [None, None, "户数", "其中：风险消除户数", "本年新增金额", "比上年增长（%）"],
        ["甲", "乙", 1, 2, 3, 4],
        ["一", "乡镇小计", 132, 95, 1095, 6.6],
        [1, "石桥镇", 73, 52, 583, "/"],
        [2, "双河镇", "59户", 43, 512, None],
        ["合计", None, 132, 95, 1095, None],
        ["单位负责人：王某", None, "审核人：李某", None, "填表人：张某"],
        ["说明：本表由乡镇填报。"],
    ]
    merged = ["A1:F1", "A2:F2", "A4:A5", "B4:B5", "C4:D4", "E4:F4", "A10:B10", "A12:F12"]
    reading = importer.read(make_workbook({"2024年": rows}, merged=merged))
    assert reading.tables[0].title == rows[1][0]
    found = said(reading)
    assert len(found) == 9
    assert found["监测对象风险消除户数", "石桥镇", "2024"] == "52户"
    assert found["小额信贷新增金额", "青禾县", "2024"] == "1095万元"
    assert [(one.place, one.cells) for one in reading.refused] == [("C7", 3)]
    assert "小计" in reading.refused[0].reason
    assert not reading.conflicts


def test_two_tables_on_a_sheet_have_their_own_headers(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE], HEADER, ["石桥镇", 1286, 4731], [],
        ["青禾县2024年小额信贷情况表"], ["乡镇", "新增户数", "新增金额（万元）"],
        ["石桥镇", 132, 583],
    ]  # fmt: skip
    found = said(importer.read(make_workbook(rows, merged=["A1:C1", "A5:C5"])))
    assert found["小额信贷新增金额", "石桥镇", "2024"] == "583万元"
    assert found["脱贫人口户数", "石桥镇", "2024"] == "1286户"


def test_what_follows_from_other_columns_is_left_out_and_told(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], ["乡镇", "户数", "增长率", "排名"], ["石桥镇", 1286, 0.02, 3]]
    reading = importer.read(make_workbook(rows, merged=["A1:D1"]))
    assert list(said(reading)) == [("脱贫人口户数", "石桥镇", "2024")]
    assert "“增长率”" in reading.notes[0]


# --- Periods ----------------------------------------------------------------------------------


def test_the_year_is_found_in_the_title_of_each_sheet(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook(
        {
            "甲": [["青禾县2023年脱贫人口情况表"], HEADER, ["石桥镇", 1290, 4745]],
            "乙": [["青禾县2024年脱贫人口情况表"], HEADER, ["石桥镇", 1286, 4731]],
        },
        merged=["A1:C1"],
    )
    found = said(importer.read(path))
    assert found["脱贫人口户数", "石桥镇", "2023"] == "1290户"
    assert found["脱贫人口户数", "石桥镇", "2024"] == "1286户"


@pytest.mark.parametrize(("sheet", "file"), [
    pytest.param("2024年", "台账.xlsx", id="name_of_the_sheet"),
    pytest.param("表1", "青禾县2024年台账.xlsx", id="name_of_the_file"),
])  # fmt: skip
def test_the_year_is_found_in_names(
    importer: Importer, make_workbook: MakeWorkbook, sheet: str, file: str
) -> None:
    path = make_workbook({sheet: [["乡镇", "脱贫户数"], ["石桥镇", 1286]]}, file=file)
    assert list(said(importer.read(path))) == [("脱贫人口户数", "石桥镇", "2024")]


def test_years_stand_in_a_column_of_their_own(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["乡镇", "年份", "脱贫户数"],
        ["石桥镇", 2023, 1290],
        [None, 2024, 1286],
        ["双河镇", 2023, 1110],
        [None, 2024, 1104],
    ]
    found = said(importer.read(make_workbook(rows, merged=["A2:A3", "A4:A5"])))
    assert found["脱贫人口户数", "石桥镇", "2024"] == "1286户"
    assert found["脱贫人口户数", "双河镇", "2023"] == "1110户"
    assert len(found) == 4


def test_months_as_columns_take_year_indicator_and_unit_from_the_title(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2025年小额信贷新增户数（户）"],
        ["乡镇", "1月", "2月", "一季度"],
        ["石桥镇", 12, 9, 35],
    ]
    assert said(importer.read(make_workbook(rows, merged=["A1:D1"]))) == {
        ("小额信贷新增户数", "石桥镇", "2025-01"): "12户",
        ("小额信贷新增户数", "石桥镇", "2025-02"): "9户",
        ("小额信贷新增户数", "石桥镇", "2025-Q1"): "35户",
    }


def test_months_before_or_behind_a_name_are_its_period(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [
            "乡镇",
            "衔接资金1-6月支出（万元）",
            "衔接资金支出（1—9月）（万元）",
            "截至9月底贷款余额（万元）",
        ],
        ["石桥镇", 800, 1183, 1420],
    ]
    reading = importer.read(make_workbook({"2025年小额信贷": rows}))
    assert said(reading) == {
        ("衔接资金支出金额", "石桥镇", "2025-H1"): "800万元",
        ("衔接资金支出金额", "石桥镇", "2025-01/2025-09"): "1183万元",
        ("小额信贷贷款余额", "石桥镇", "2025-09-30"): "1420万元",
    }


def test_years_as_rows_and_townships_as_columns_take_the_indicator_from_the_title(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["脱贫人口人均纯收入（单位：元）"],
        ["年份", "石桥镇", "双河镇"],
        [2023, 14520, 14388],
        ["2024年", 16147, 15942],
    ]
    found = said(importer.read(make_workbook(rows, merged=["A1:C1"])))
    assert found["脱贫人口人均纯收入", "双河镇", "2023"] == "14388元"
    assert len(found) == 4


def test_the_same_period_of_the_year_before_is_a_year_earlier(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2025年1—9月小额信贷情况表"],
        ["指标", "本期", "上年同期"],
        ["小额信贷新增户数（户）", 712, 648],
    ]
    assert said(importer.read(make_workbook(rows, merged=["A1:C1"]))) == {
        ("小额信贷新增户数", "青禾县", "2025-01/2025-09"): "712户",
        ("小额信贷新增户数", "青禾县", "2024-01/2024-09"): "648户",
    }


def test_without_a_period_nothing_is_taken_until_somebody_says_one(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    path = make_workbook([["乡镇", "脱贫户数"], ["石桥镇", 1286], ["双河镇", 1104]])
    reading = importer.read(path)
    assert not reading.figures
    (refusal,) = reading.refused
    assert (refusal.code, refusal.cells) == (RefusalCode.PERIOD, 2)
    assert "2024年" in refusal.hint
    assert len(importer.read(path, mapping=edited(reading, period="2024年")).figures) == 2


def test_year_and_month_stand_in_two_columns(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "青禾县月报.csv"
    path.write_text("年,月,小额信贷新增户数（户）\n2025,8,81\n2025,9,77\n", "utf-8-sig")
    assert said(importer.read(path)) == {
        ("小额信贷新增户数", "青禾县", "2025-08"): "81户",
        ("小额信贷新增户数", "青禾县", "2025-09"): "77户",
    }


# --- Areas ------------------------------------------------------------------------------------


def test_townships_stand_as_columns(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [
        ["青禾县2024年指标表"],
        ["指标", "计量单位", "石桥镇", "双河镇", "合计"],
        ["脱贫户数", "户", 1286, 1104, 2390],
        ["脱贫人口人均纯收入", "元", 16147, 15942, 16050],
    ]
    found = said(importer.read(make_workbook(rows, merged=["A1:E1"])))
    assert found["脱贫人口户数", "双河镇", "2024"] == "1104户"
    assert found["脱贫人口户数", "青禾县", "2024"] == "2390户"
    assert found["脱贫人口人均纯收入", "石桥镇", "2024"] == "16147元"


def test_a_row_without_its_township_is_refused_and_not_the_countys(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], [None, 1104, 4052]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert {one.area for one in reading.figures} == {"石桥镇"}
    (refusal,) = reading.refused
    assert (refusal.place, refusal.code, refusal.cells) == ("B4", RefusalCode.AREA, 2)


def test_a_total_of_an_unknown_county_is_refused(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [["乡镇", "脱贫户数"], ["石桥镇", 1286], ["双河镇", 1104], ["合计", 2390]]
    reading = importer.read(make_workbook({"2024年": rows}))
    assert [one.area for one in reading.figures] == ["石桥镇", "双河镇"]
    assert refused(reading) == {"B4": RefusalCode.AREA}
    again = importer.read(make_workbook({"2024年": rows}), mapping=edited(reading, area="青禾县"))
    assert [one.area for one in again.figures] == ["石桥镇", "双河镇", "青禾县"]


def test_a_file_that_names_no_county_is_of_the_only_one_there_is(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [["乡镇", "脱贫户数"], ["石桥镇", 1286], ["合计", 1286]]
    importer.run(make_workbook({"表": [["青禾县2023年"], *rows]}, merged=["A1:B1"]))
    reading = importer.read(make_workbook({"2024年": rows}))
    assert [one.area for one in reading.figures] == ["石桥镇", "青禾县"]


def test_a_township_without_its_ending_is_the_one_that_the_ledger_knows(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    importer.run(make_workbook([[TITLE], HEADER, ["石桥镇", 1286, 4731]], merged=["A1:C1"]))
    rows = [["青禾县2023年脱贫人口情况表"], HEADER, ["石桥", 1290, 4745], ["柳湾", 1380, 5120]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert {one.area for one in reading.figures} == {"石桥镇", "柳湾"}


def test_villages_stand_behind_their_townships(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE],
        ["乡镇", "村", "户数"],
        ["石桥镇", "前进村", 30],
        [None, "红旗村", 40],
        [None, "小计", 70],
        ["双河镇", "前进村", 25],
        ["合计", None, 95],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1", "A3:A5"]))
    assert {one.area: int(one.value) for one in reading.figures} == {
        "石桥镇前进村": 30, "石桥镇红旗村": 40, "石桥镇": 70, "双河镇前进村": 25, "青禾县": 95,
    }  # fmt: skip
    assert not reading.conflicts


def test_a_county_that_stands_among_its_townships_is_checked_as_their_total(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["青禾县", 2391, 8783], ["石桥镇", 1286, 4731], ["双河镇", 1104, 4052]]
    (conflict,) = importer.read(make_workbook(rows, merged=["A1:C1"])).conflicts
    assert (conflict.place, conflict.expected) == ("B3", 2390)


@pytest.mark.parametrize("title", [
    "表1　青禾县2024年脱贫人口情况表", "附件2：2024年青禾县脱贫人口情况表",
    "清河省云岭市青禾县2024年脱贫人口情况表", "关于青禾县2024年脱贫人口的情况",
    "填报单位：青禾县农业农村局（2024年）",
])  # fmt: skip
def test_the_county_is_found_in_the_title(
    importer: Importer, make_workbook: MakeWorkbook, title: str
) -> None:
    rows = [[title], ["乡镇", "脱贫户数"], ["石桥镇", 1286], ["合计", 1286]]
    reading = importer.read(make_workbook(rows, merged=["A1:B1"]))
    assert [one.area for one in reading.figures] == ["石桥镇", "青禾县"]


# --- Units ------------------------------------------------------------------------------------


def test_of_a_line_of_units_each_indicator_takes_its_own(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2024年小额信贷情况表"],
        ["单位：万元、户"],
        ["乡镇", "新增户数", "新增金额"],
        ["石桥镇", 132, 583],
    ]
    assert said(importer.read(make_workbook(rows, merged=["A1:C1", "A2:C2"]))) == {
        ("小额信贷新增户数", "石桥镇", "2024"): "132户",
        ("小额信贷新增金额", "石桥镇", "2024"): "583万元",
    }


@pytest.mark.parametrize("title", [
    "青禾县2024年小额信贷情况表（万元）", "青禾县2024年小额信贷情况表  单位：万元",
])  # fmt: skip
def test_the_unit_stands_in_the_title(
    importer: Importer, make_workbook: MakeWorkbook, title: str
) -> None:
    reading = importer.read(
        make_workbook([[title], ["乡镇", "新增金额"], ["石桥镇", 583]], merged=["A1:B1"])
    )
    assert said(reading) == {("小额信贷新增金额", "石桥镇", "2024"): "583万元"}
    assert reading.tables[0].title == title


def test_a_unit_of_the_header_goes_before_that_of_the_line(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2024年小额信贷情况表"],
        ["单位：万元"],
        ["乡镇", "新增金额", "贷款余额（亿元）"],
        ["石桥镇", 583, "0.138"],
    ]
    found = said(importer.read(make_workbook(rows, merged=["A1:C1", "A2:C2"])))
    assert found["小额信贷新增金额", "石桥镇", "2024"] == "583万元"
    assert found["小额信贷贷款余额", "石桥镇", "2024"] == "0.138亿元"


def test_a_unit_that_does_not_measure_the_indicator_is_refused_once_for_its_column(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE],
        ["乡镇", "脱贫户数（万元）", "脱贫人口人数"],
        ["石桥镇", 1286, 4731],
        ["双河镇", 1104, 4052],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    (refusal,) = reading.refused
    assert (refusal.place, refusal.code, refusal.cells) == ("B3", RefusalCode.UNIT, 2)
    assert "单位“万元”不对" in refusal.reason
    assert {one.name for one in reading.figures} == {"脱贫人口人数"}
    columns = with_column(reading.mapping, 2, unit="户")
    mended = importer.read(
        make_workbook(rows, merged=["A1:C1"]), mapping=edited(reading, columns=columns)
    )
    assert not mended.refused
    assert len(mended.figures) == 4


def test_money_without_a_unit_is_asked_for(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [["青禾县2024年小额信贷情况表"], ["乡镇", "新增户数", "新增金额"], ["石桥镇", 132, 583]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert refused(reading) == {"C3": RefusalCode.UNIT}
    assert "（万元）" in reading.refused[0].hint
    assert said(reading) == {("小额信贷新增户数", "石桥镇", "2024"): "132户"}


# --- Numbers ----------------------------------------------------------------------------------


def test_a_percentage_counts_as_it_is_shown_but_is_not_rounded(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [["青禾县2024年衔接资金情况表"], ["乡镇", "支出进度"], ["石桥镇", 0.978998303647159]]
    path = make_workbook(rows, merged=["A1:B1"], formats={"B3": "0.0%"})
    (figure,) = importer.read(path).figures
    assert (figure.value, figure.unit) == (Decimal("97.8998303647159"), "%")
    assert figure.decimals == 1
    assert isinstance(figure.source, CellSource)
    assert (figure.source.name, figure.source.text) == ("台账.xlsx 表1!B3", "97.9%")


def test_numbers_written_as_text_count(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [
        [TITLE],
        HEADER,
        ["石桥镇", "1,286", "４７３１"],
        ["双河镇", "1100余户", "约4052人"],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert not reading.refused
    assert list(said(reading).values()) == ["1286户", "4731人", "1100户", "4052人"]
    assert [one.qualifier for one in reading.figures] == ["", "", "余", "约"]


def test_words_among_numbers_are_refused_and_the_rest_goes_in(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE],
        HEADER,
        ["石桥镇", "待核实", 4731],
        ["双河镇", 1104, "—"],
        ["龙泉镇", True, None],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert refused(reading) == {"B3": RefusalCode.TEXT, "B5": RefusalCode.TEXT}
    assert reading.refused[0].text == "待核实"
    assert "请填写数值" in reading.refused[0].hint
    assert list(said(reading)) == [
        ("脱贫人口人数", "石桥镇", "2024"),
        ("脱贫人口户数", "双河镇", "2024"),
    ]


def test_a_date_among_numbers_is_refused(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 45200, 4731]]
    path = make_workbook(rows, merged=["A1:C1"], formats={"B3": "yyyy-mm-dd"})
    reading = importer.read(path)
    assert refused(reading) == {"B3": RefusalCode.TEXT}
    assert "日期" in reading.refused[0].reason


@pytest.mark.parametrize("value", [-5, 1e300, 1e-300])
def test_a_number_beyond_what_is_allowed_is_refused(
    importer: Importer, make_workbook: MakeWorkbook, value: float
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", value, 4731]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert refused(reading) == {"B3": RefusalCode.RANGE}


def test_a_rate_above_a_hundred_percent_is_refused_with_its_bounds(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [["青禾县2024年饮水安全"], ["乡镇", "农村自来水普及率（%）"], ["石桥镇", 965]]
    (refusal,) = importer.read(make_workbook(rows, merged=["A1:B1"])).refused
    assert refusal.code is RefusalCode.RANGE
    assert "不高于100%" in refusal.reason


# --- Formulas ---------------------------------------------------------------------------------


def test_formulas_count_by_their_stored_results(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], ["乡镇", "户数"], ["石桥镇", 1286], ["双河镇", 1104], ["合计", "=SUM(B3:B4)"]]
    path = make_workbook(rows, merged=["A1:B1"])
    store_results(path, {"B5": "2390"})
    reading = importer.read(path)
    assert not reading.refused
    assert said(reading)["脱贫人口户数", "青禾县", "2024"] == "2390户"


def test_a_formula_without_a_stored_result_is_refused(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], ["乡镇", "户数"], ["石桥镇", 1286], ["双河镇", "=B3-182"]]
    reading = importer.read(make_workbook(rows, merged=["A1:B1"]))
    (refusal,) = reading.refused
    assert (refusal.place, refusal.code, refusal.text) == ("B4", RefusalCode.FORMULA, "=B3-182")
    assert "保存一次" in refusal.hint
    assert len(reading.figures) == 1


def test_a_formula_that_gives_an_empty_text_is_a_blank(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], ["乡镇", "户数"], ["石桥镇", 1286], ["双河镇", '=IF(B3="","",B3-182)']]
    path = make_workbook(rows, merged=["A1:B1"])
    store_results(path, {"B4": ""})
    reading = importer.read(path)
    assert not reading.refused
    assert len(reading.figures) == 1


def test_circular_formulas_and_what_rests_on_them_are_refused_despite_a_stored_zero(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE], ["乡镇", "户数"], ["石桥镇", 1286],
        ["双河镇", "=B5-B3"], ["合计", "=SUM(B3:B4)"],
    ]  # fmt: skip
    path = make_workbook(rows, merged=["A1:B1"])
    store_results(path, {"B4": "0", "B5": "0"})
    reading = importer.read(path)
    assert refused(reading) == {"B4": RefusalCode.FORMULA, "B5": RefusalCode.FORMULA}
    assert {one.reason for one in reading.refused} == {"公式循环引用，算不出结果"}
    assert list(said(reading)) == [("脱贫人口户数", "石桥镇", "2024")]


def test_a_formula_that_failed_is_refused(importer: Importer, make_workbook: MakeWorkbook) -> None:
    rows = [[TITLE], ["乡镇", "户数"], ["石桥镇", 1286], ["双河镇", "#DIV/0!"]]
    reading = importer.read(make_workbook(rows, merged=["A1:B1"]))
    assert refused(reading) == {"B4": RefusalCode.FORMULA}


# --- Totals and things said twice -------------------------------------------------------------


def test_a_total_that_its_townships_do_not_give_is_shown_with_both_numbers(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], ["双河镇", 1104, 4052], ["合计", 2391, 8783]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    (conflict,) = reading.conflicts
    assert (conflict.place, conflict.found, conflict.expected) == ("B5", 2391, 2390)
    assert conflict.message == (
        "青禾县2024年脱贫人口户数写的是 2391户，各项相加是 2390户，相差 1户，请核对。"
    )
    assert len(reading.figures) == 6


def test_an_average_is_checked_against_the_weighted_one(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        [TITLE],
        ["乡镇", "脱贫人口", "人均纯收入（元）"],
        ["石桥镇", 1000, 16000],
        ["双河镇", 3000, 12000],
        ["全县", 4000, 14000],
    ]
    (conflict,) = importer.read(make_workbook(rows, merged=["A1:C1"])).conflicts
    assert (conflict.found, conflict.expected) == (14000, 13000)
    rows[-1][-1] = 13000
    assert not importer.read(make_workbook(rows, merged=["A1:C1"])).conflicts


def test_rounded_parts_may_miss_their_total_by_what_was_rounded(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2024年小额信贷"], ["乡镇", "新增金额（万元）"],
        ["石桥镇", 1.4], ["双河镇", 1.4], ["合计", 2.9],
    ]  # fmt: skip
    assert not importer.read(make_workbook(rows, merged=["A1:B1"])).conflicts
    rows[-1][-1] = 3.1
    assert len(importer.read(make_workbook(rows, merged=["A1:B1"])).conflicts) == 1


def test_a_total_of_purposes_is_checked_too(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [
        ["青禾县2024年衔接资金情况表"],
        ["资金用途", "到位资金（万元）"],
        ["产业发展", 6955],
        ["基础设施", 2960],
        ["合计", 9916],
    ]
    reading = importer.read(make_workbook(rows, merged=["A1:B1"]))
    assert said(reading)["衔接资金到位资金", "青禾县", "2024"] == "9916万元"
    (conflict,) = reading.conflicts
    assert (conflict.found, conflict.expected) == (9916, 9915)


def test_a_row_that_stands_twice_is_taken_once(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], ["石桥镇", 1286, 4731]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert len(reading.figures) == 2
    assert refused(reading) == {"B4": RefusalCode.DUPLICATE, "C4": RefusalCode.DUPLICATE}
    assert "B3" in reading.refused[0].reason


def test_what_is_said_in_two_ways_is_not_taken_at_all(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731], ["石桥镇", 1268, 4731]]
    reading = importer.read(make_workbook(rows, merged=["A1:C1"]))
    assert list(said(reading)) == [("脱贫人口人数", "石桥镇", "2024")]
    assert [one.place for one in reading.refused] == ["B3", "B4", "C4"]
    assert "矛盾" in reading.refused[0].reason


def test_what_two_sheets_say_alike_needs_no_word(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731]]
    reading = importer.read(make_workbook({"甲": rows, "乙": rows}, merged=["A1:C1"]))
    assert len(reading.figures) == 2
    assert not reading.refused


# --- Other formats ----------------------------------------------------------------------------


def test_a_csv_of_one_value_a_line_is_read_in_the_encoding_of_excel(
    importer: Importer, tmp_path: Path
) -> None:
    path = tmp_path / "调度.csv"
    lines = "时期,地区,指标,数值,单位\n2025年9月,石桥镇,集中排查农户数,8460,户\n"
    path.write_bytes(lines.encode("gb18030"))
    (figure,) = importer.read(path).figures
    assert (figure.code, figure.area, figure.value) == ("monitoring.surveyed", "石桥镇", 8460)
    assert isinstance(figure.source, CellSource)
    assert figure.source.cell == "行2列4"


def test_a_json_of_records_is_read(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "数据.json"
    record = {"指标": "脱贫户数", "地区": "石桥镇", "时期": "2024年", "数值": 1286, "单位": "户"}
    other = {"指标": "脱贫人口人均纯收入", "地区": "石桥镇", "时期": "2024年", "数值": 16147.25,
             "单位": "元"}  # fmt: skip
    path.write_text(json.dumps([record, other], ensure_ascii=False), "utf-8")
    first, second = importer.read(path).figures
    assert (first.value, second.value) == (1286, Decimal("16147.25"))
    assert isinstance(second.source, CellSource)
    assert second.source.cell == "行2列4"


@pytest.mark.parametrize("text", [
    pytest.param('{"脱贫户数": {"石桥镇": 1286}}', id="no_list"),
    pytest.param('[{"数值": NaN}]', id="no_number"),
    pytest.param('[{"数值": 1}', id="cut"),
    pytest.param("[" * 100_000, id="deep"),
    pytest.param("[1, 2]", id="no_records"),
])  # fmt: skip
def test_json_that_holds_no_records_is_refused_with_an_example(
    importer: Importer, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "数据.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableDocumentError) as caught:
        importer.read(path)
    assert '"指标"' in caught.value.hint


def test_an_old_workbook_is_read(importer: Importer, tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("表1")
    sheet.write_merge(0, 0, 0, 2, TITLE)
    for column, text in enumerate(["乡镇", "户数", "衔接资金支出进度"]):
        sheet.write(1, column, text)
    sheet.write(2, 0, "石桥镇")
    sheet.write(2, 1, 1286)
    sheet.write(2, 2, 0.768, xlwt.easyxf(num_format_str="0.0%"))
    path = tmp_path / "台账.xls"
    workbook.save(str(path))
    assert said(importer.read(path)) == {
        ("脱贫人口户数", "石桥镇", "2024"): "1286户",
        ("衔接资金支出进度", "石桥镇", "2024"): "76.8%",
    }


def test_macros_are_not_run_and_told(importer: Importer, make_workbook: MakeWorkbook) -> None:
    path = make_workbook([[TITLE], HEADER, ["石桥镇", 1286, 4731]], merged=["A1:C1"])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Auto_Open")
    reading = importer.read(path, file="台账.xlsm")
    assert len(reading.figures) == 2
    assert reading.notes == ("工作簿带有宏；宏没有运行，只读取了保存的数值。",)


def test_hidden_sheets_and_rows_are_read_and_told(importer: Importer, tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.append(["乡镇", "脱贫户数"])
    workbook.active.append(["石桥镇", 1286])
    workbook.active.title = "2024年"
    workbook.active.row_dimensions[2].hidden = True
    workbook.create_sheet("空")
    workbook.active = 1
    workbook["2024年"].sheet_state = "hidden"
    path = tmp_path / "台账.xlsx"
    workbook.save(path)
    reading = importer.read(path)
    assert len(reading.figures) == 1
    assert ["隐藏的，" in note for note in reading.notes] == [True, False]
    assert "1 处隐藏的行或列" in reading.notes[1]


# --- Files made to harm -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["十亿次实体.xlsx", "百万列.xlsx", "外部实体.xlsx"])
def test_hostile_workbooks_are_refused(importer: Importer, tmp_path: Path, name: str) -> None:
    path = make_hostile_file(name, tmp_path)
    with pytest.raises(UnreadableDocumentError):
        importer.read(path)


def test_too_many_cells_are_refused_before_they_are_read(
    ledger: Ledger, make_workbook: MakeWorkbook
) -> None:
    importer = Importer(ledger, shipped_catalogue(), DEFAULT_LIBRARY, LimitSettings(table_cells=8))
    path = make_workbook([[TITLE], HEADER, ["石桥镇", 1286, 4731], ["双河镇", 1104, 4052]])
    with pytest.raises(UnreadableDocumentError, match="超过上限 8 个"):
        importer.read(path)


def test_merged_cells_that_blow_a_table_up_are_refused(
    ledger: Ledger, make_workbook: MakeWorkbook
) -> None:
    importer = Importer(
        ledger, shipped_catalogue(), DEFAULT_LIBRARY, LimitSettings(table_cells=100)
    )
    path = make_workbook([[TITLE], HEADER, ["石桥镇", 1286, 4731]], merged=["A1:XFD1"])
    with pytest.raises(UnreadableDocumentError, match="合并的单元格"):
        importer.read(path)


def test_a_word_file_is_refused_with_what_to_do(importer: Importer, corpus: Path) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        importer.read(corpus / "documents" / "2024年度工作总结.docx")
    assert "提取指标" in caught.value.hint


def test_a_damaged_workbook_is_refused(importer: Importer, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes((corpus / "documents" / "2024年乡镇指标台账.xlsx").read_bytes()[:-400])
    with pytest.raises(IngestError):
        importer.read(path)


def test_an_empty_workbook_is_refused(importer: Importer, make_workbook: MakeWorkbook) -> None:
    with pytest.raises(EmptyDocumentError):
        importer.read(make_workbook([[]]))


# --- The mapping ------------------------------------------------------------------------------


def test_a_mapping_survives_json_and_reads_the_same(importer: Importer, sample: list[Path]) -> None:
    for path in sample:
        reading = importer.read(path)
        mapping = FileMapping.model_validate_json(reading.mapping.model_dump_json())
        assert importer.read(path, mapping=mapping).figures == reading.figures


def test_people_say_what_a_column_holds(importer: Importer, make_workbook: MakeWorkbook) -> None:
    path = make_workbook(
        [["青禾县2024年情况"], ["乡镇", "甲数", "乙数"], ["石桥镇", 1286, 4731]], merged=["A1:C1"]
    )
    reading = importer.read(path)
    assert [one.code for one in reading.figures] == ["", ""]
    assert [one.name for one in reading.figures] == ["甲数", "乙数"]
    columns = with_column(reading.mapping, 2, indicator="relieved.households")
    mapping = edited(reading, columns=columns)
    columns = with_column(mapping, 3, role=ColumnRole.IGNORED)
    (figure,) = importer.read(path, mapping=edited(reading, columns=columns)).figures
    assert (figure.name, figure.code, figure.unit) == ("脱贫人口户数", "relieved.households", "户")


def test_people_say_what_a_label_of_a_row_means(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [["青禾县2024年情况"], ["指标", "城关", "石桥镇"], ["一号指标", 612, 1286]]
    path = make_workbook(rows, merged=["A1:C1"])
    reading = importer.read(path)
    names = {"一号指标": "脱贫户数"}
    columns = with_column(reading.mapping, 2, area="城关镇", indicator="")
    mapping = edited(reading, columns=columns).model_copy(update={"names": names})
    assert said(importer.read(path, mapping=mapping)) == {
        ("脱贫人口户数", "城关镇", "2024"): "612户",
        ("脱贫人口户数", "石桥镇", "2024"): "1286户",
    }


def test_a_table_that_people_leave_out_is_left_out(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows = [[TITLE], HEADER, ["石桥镇", 1286, 4731]]
    other = [["青禾县2023年脱贫人口情况表"], HEADER, ["石桥镇", 1290, 4745]]
    path = make_workbook({"甲": rows, "乙": other}, merged=["A1:C1"])
    reading = importer.read(path)
    left = importer.read(path, mapping=edited(reading, 1, is_ignored=True))
    assert {key[2] for key in said(left)} == {"2024"}


def test_a_mapping_of_another_file_is_refused(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    first = importer.read(make_workbook({"甲": [[TITLE], HEADER, ["石桥镇", 1286, 4731]]}))
    other = make_workbook({"乙": [[TITLE], HEADER, ["石桥镇", 1286, 4731]]}, file="另一份.xlsx")
    with pytest.raises(WrongUseError, match="工作表“甲”"):
        importer.read(other, mapping=first.mapping)


# --- The ledger -------------------------------------------------------------------------------


@pytest.fixture
def workbook(make_workbook: MakeWorkbook) -> Path:
    return make_workbook(
        [[TITLE], HEADER, ["石桥镇", 1286, 4731], ["双河镇", 1104, 4052]], merged=["A1:C1"]
    )


def test_a_preview_keeps_nothing(importer: Importer, ledger: Ledger, workbook: Path) -> None:
    preview = importer.preview(workbook)
    assert preview.counts.new == 4
    assert ledger.find(libraries=None).total == 0


def test_importing_again_changes_nothing(
    importer: Importer, ledger: Ledger, workbook: Path
) -> None:
    assert importer.run(workbook, by="li").counts.new == 4
    assert importer.preview(workbook).counts.unchanged == 4
    assert importer.run(workbook).counts.unchanged == 4
    assert ledger.find(libraries=None).total == 4


def test_a_corrected_file_replaces_what_it_changes_and_history_keeps_the_old(
    importer: Importer, ledger: Ledger, make_workbook: MakeWorkbook, workbook: Path
) -> None:
    importer.run(workbook, by="li")
    rows = [[TITLE], HEADER, ["石桥镇", 1288, 4731], ["双河镇", 1104, 4052]]
    corrected = make_workbook(rows, merged=["A1:C1"])
    preview = importer.preview(corrected)
    (change,) = preview.changes
    assert (change.old.value, change.new.value) == (1286, 1288)
    assert importer.run(corrected, by="wang").counts.changed == 1
    assert ledger.find(libraries=None).total == 4
    (entry,) = ledger.find(libraries=None, areas=["石桥镇"], query="户数").items
    history = ledger.history(entry.id, libraries=None)
    assert [(one.figure.value, one.entered_by) for one in history] == [(1288, "wang"), (1286, "li")]


def test_a_cancelled_import_leaves_nothing(
    importer: Importer, ledger: Ledger, workbook: Path
) -> None:
    def cancel(progress: Progress) -> None:
        if progress.stage == "写入台账":
            raise CancelledError("已取消。")

    with pytest.raises(CancelledError):
        importer.run(workbook, progress=cancel)
    assert ledger.find(libraries=None).total == 0


def test_an_import_tells_how_far_it_is(importer: Importer, workbook: Path) -> None:
    told: list[Progress] = []
    importer.run(workbook, progress=told.append)
    assert list(dict.fromkeys(one.stage for one in told)) == [
        "读取文件", "读取数值", "核对数值", "写入台账",
    ]  # fmt: skip
    assert all(0 <= one.done <= one.total for one in told)


def test_the_original_name_stands_in_the_source(
    importer: Importer, workbook: Path, tmp_path: Path
) -> None:
    upload = tmp_path / "upload-7f3a.xlsx"
    shutil.copyfile(workbook, upload)
    figure, *_ = importer.read(upload, file="2024年台账.xlsx").figures
    assert isinstance(figure.source, CellSource)
    assert figure.source.file == "2024年台账.xlsx"


def test_people_import_only_into_libraries_that_they_may_see(
    assistant: Assistant, workbook: Path
) -> None:
    stranger = assistant.limited_to(frozenset({"别的资料库"})).indicators
    with pytest.raises(NotFoundError):
        stranger.preview_import(workbook)
    with pytest.raises(NotFoundError):
        stranger.import_file(workbook)
    result = assistant.indicators.import_file(workbook, by="li")
    assert result.counts.new == assistant.indicators.find().total == 4


def _places(reading: Reading) -> Iterator[tuple[str, str]]:
    for one in reading.figures:
        assert isinstance(one.source, CellSource)
        yield one.source.sheet, one.source.cell


def test_nothing_is_lost_each_cell_is_taken_or_refused(
    importer: Importer, make_workbook: MakeWorkbook
) -> None:
    rows: list[list[Any]] = [[TITLE], ["乡镇", "户数", "人数", "新增金额"]]
    rows += [[f"{name}镇", *values] for name, values in zip(
        "甲乙丙丁戊", ((1, 2, 3), ("约", -4, 5), (None, "无", 6), (7, 8, "x"), (1e200, 9, 10)),
        strict=True,
    )]  # fmt: skip
    reading = importer.read(make_workbook(rows, merged=["A1:D1"]))
    filled = sum(value not in (None, "无") for row in rows[2:] for value in row[1:])
    assert len(set(_places(reading))) + sum(one.cells for one in reading.refused) == filled
