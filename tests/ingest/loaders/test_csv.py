"""Tables in text form, as Excel, WPS and people write them."""

from pathlib import Path

import pytest

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import BlockKind, LoadedFile
from ingest.settings import LimitSettings

ROWS = [["乡镇", "产量（吨）"], ["甲乡", "1,234.5"], ["乙镇", "987"]]


def load(data: str | bytes, tmp_path: Path, name: str = "表.csv", **limits: int) -> LoadedFile:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return load_file(path, LimitSettings(**limits))


def cells(loaded: LoadedFile) -> list[list[str]]:
    return [[c.text for c in row] for block in loaded.blocks for row in block.rows]


QUOTED = '乡镇,产量（吨）\r\n甲乡,"1,234.5"\r\n乙镇,987\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    loaded = load(QUOTED.encode(encoding), tmp_path)
    assert cells(loaded) == ROWS
    assert loaded.warnings == ()


@pytest.mark.parametrize("separator", ["\t", ";", "，", "|"])
@pytest.mark.parametrize("name", ["表.csv", "表.tsv"])
def test_any_usual_separator_is_found(separator: str, name: str, tmp_path: Path) -> None:
    text = "\n".join(separator.join(row) for row in ROWS)
    assert cells(load(text, tmp_path, name)) == ROWS


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_cell_in_quotation_marks_may_hold_line_ends(line_end: str, tmp_path: Path) -> None:
    text = line_end.join(['项目,"说明"', '补贴,"每月800元', '按季发放"', '水费,"称""优惠价"""'])
    loaded = load(text, tmp_path)
    assert cells(loaded) == [
        ["项目", "说明"],
        ["补贴", "每月800元\n按季发放"],
        ["水费", '称"优惠价"'],
    ]
    assert [row[0].origin.cell for row in loaded.blocks[0].rows] == ["A1", "A2", "A3"]


def test_titles_and_notes_around_a_table_are_lines(tmp_path: Path) -> None:
    loaded = load(
        "2023年产量表,,\n单位：吨,,\n乡镇,产量,增幅\n甲乡,12,5%\n注：快报数。,,\n", tmp_path
    )
    assert [(b.kind, b.text, b.origin.paragraph) for b in loaded.blocks] == [
        (BlockKind.PARAGRAPH, "2023年产量表", 1),
        (BlockKind.PARAGRAPH, "单位：吨", 2),
        (BlockKind.TABLE, "", 3),
        (BlockKind.PARAGRAPH, "注：快报数。", 5),
    ]


def test_a_quotation_mark_without_its_pair_swallows_nothing(tmp_path: Path) -> None:
    loaded = load('乡镇,产量\n甲乡,"12\n乙镇,34\n', tmp_path)
    assert cells(loaded) == [["乡镇", "产量"], ["甲乡", '"12'], ["乙镇", "34"]]
    assert "引号" in loaded.warnings[0]


def test_a_very_long_cell_is_read_whole(tmp_path: Path) -> None:
    text = "长" * 200_000
    assert cells(load(f"甲,乙\n丙,{text}\n", tmp_path))[1][1] == text


def test_one_column_is_lines(tmp_path: Path) -> None:
    loaded = load("甲乡\n乙镇\n", tmp_path)
    assert [(b.kind, b.text) for b in loaded.blocks] == [
        (BlockKind.PARAGRAPH, "甲乡"),
        (BlockKind.PARAGRAPH, "乙镇"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("甲," * 300_000, id="a_million_columns"),
        pytest.param("甲,乙\n" * 400, id="rows"),
        # 60 rows that each fill a column of their own make 3,600 places.
        pytest.param("".join("," * n + f"甲,{n}\n" for n in range(60)), id="diagonal"),
    ],
)
def test_too_many_cells_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="超过") as refusal:
        load(text, tmp_path, table_cells=700)
    assert "表.csv" in refusal.value.message


def test_a_file_of_separators_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError):
        load(",,\n,,\n", tmp_path)
