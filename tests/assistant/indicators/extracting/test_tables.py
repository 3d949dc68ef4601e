from pathlib import Path

import pytest

from tests.assistant.indicators.extracting.reading_texts import propose, told

TITLE = "青禾县2024年度工作总结\n一、基本情况\n"


def lines(folder: Path, table: str) -> list[str]:
    """Return what a table states, its cells apart by tabs."""
    return told(propose(folder, TITLE + table.replace(" | ", "\t") + "\n"))


def test_townships_in_rows_give_the_area(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        "表1 2024年脱贫户情况（单位：户、人）\n"
        "乡镇 | 户数 | 人数\n石桥镇 | 1286 | 4731\n白杨乡 | 867 | 3142\n合计 | 2153 | 7873",
    )
    assert found == [
        "青禾县石桥镇|2024年|户数|1286户",
        "青禾县石桥镇|2024年|人数|4731人",
        "青禾县白杨乡|2024年|户数|867户",
        "青禾县白杨乡|2024年|人数|3142人",
        "青禾县|2024年|户数|2153户",
        "青禾县|2024年|人数|7873人",
    ]


def test_years_in_columns_give_the_period(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        "表2 主要指标\n指标 | 单位 | 2023年 | 2024年 | 年均增长（%）\n"
        "地区生产总值 | 亿元 | 38.2 | 41.5 | 8左右\n森林覆盖率 | % | 31.2 | ≥32 | —\n"
        "新增就业 | 万人 | [1.2] | [1.5] | —",
    )
    assert found == [
        "青禾县|2023年|地区生产总值|38.2亿元",
        "青禾县|2024年|地区生产总值|41.5亿元",
        "青禾县|2023—2024年|地区生产总值年均增长|8%左右",
        "青禾县|2023年|森林覆盖率|31.2%",
        "青禾县|2024年|森林覆盖率|32%不低于",
        "青禾县|2023年|新增就业|1.2万人",
        "青禾县|2024年|新增就业|1.5万人",
    ]


def test_places_in_columns_give_the_area(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        "表3 收入比较\n指标 | 年份 | 新疆 | 喀什地区\n"
        "人均收入（元） | 2017 | 11045 | 8013\n第一产业比重（%） | 2017 | 14.3 | 31.5",
    )
    assert found == [
        "新疆|2017年|人均收入|11045元",
        "喀什地区|2017年|人均收入|8013元",
        "新疆|2017年|第一产业比重|14.3%",
        "喀什地区|2017年|第一产业比重|31.5%",
    ]


def test_numbers_of_lines_and_documents_are_no_values(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        "表4 项目表（单位：万元）\n序号 | 项目名称 | 文号 | 投资\n"
        "1 | 大棚 | 3 | 420\n2 | 冷库 | 4 | 360",
    )
    assert [line.split("|")[2:] for line in found] == [
        ["大棚投资", "420万元"],
        ["冷库投资", "360万元"],
    ]


def test_sentences_in_cells_are_read_as_sentences(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        "表5 各县特色\n县 | 现状\n洛浦县 | 2019年红枣种植面积达17.33万亩，发展势头良好\n"
        "策勒县 | 一直以种植业为主，近年来核桃面积达12万亩",
    )
    assert found == ["洛浦县|2019年|红枣种植面积|17.33万亩", "策勒县||核桃面积|12万亩"]


@pytest.mark.parametrize(
    ("header", "unit"),
    [("就业率", "%"), ("户数", "户"), ("总人口", "人"), ("灌溉水利用系数", "")],
)
def test_a_heading_tells_the_unit_where_nothing_else_does(
    tmp_path: Path, header: str, unit: str
) -> None:
    found = lines(tmp_path, f"表6 情况\n乡镇 | {header}\n石桥镇 | 12\n白杨乡 | 15")
    assert found[0].endswith(f"|12{unit}")


def test_a_column_without_any_unit_states_nothing(tmp_path: Path) -> None:
    assert lines(tmp_path, "表7 得分\n乡镇 | 名次说明\n石桥镇 | 12\n白杨乡 | 15") == []
