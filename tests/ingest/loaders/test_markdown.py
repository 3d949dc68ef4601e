"""Markdown: structure found, text unharmed, lines known."""

from pathlib import Path

import pytest

from ingest.loaders import load_file
from ingest.schema import BlockKind, LoadedFile
from ingest.settings import LimitSettings


def load(text: str, tmp_path: Path) -> LoadedFile:
    path = tmp_path / "文件.md"
    path.write_text(text, encoding="utf-8")
    return load_file(path, LimitSettings())


def test_headings_have_their_level_and_line(tmp_path: Path) -> None:
    blocks = load("# 条例\n\n## 第一章 总则\n正文。\n", tmp_path).blocks
    assert [(b.kind.value, b.level, b.text, b.origin.paragraph) for b in blocks] == [
        ("heading", 1, "条例", 1),
        ("heading", 2, "第一章 总则", 3),
        ("paragraph", 0, "正文。", 4),
    ]


def test_every_line_of_a_paragraph_is_a_block(tmp_path: Path) -> None:
    blocks = load("第一条 甲。\n第二条 乙。\n", tmp_path).blocks
    assert [(b.text, b.origin.paragraph) for b in blocks] == [
        ("第一条 甲。", 1),
        ("第二条 乙。", 2),
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        pytest.param("**甲**和*乙*及`丙`", "甲和乙及丙", id="marks_go"),
        pytest.param("按[办法](http://x/y.html)执行", "按办法执行", id="link_text_stays"),
        pytest.param("面积3*5*2米", "面积3*5*2米", id="stars_between_figures_stay"),
        pytest.param("2. 第二项", "2. 第二项", id="number_of_an_item_stays"),
        pytest.param("- 一项", "一项", id="bullet_goes"),
        pytest.param("国办发[2023]5号", "国办发[2023]5号", id="brackets_stay"),
        pytest.param("增长45\\%", "增长45%", id="escape_goes"),
        pytest.param("    缩进的正文", "缩进的正文", id="indented_prose_stays"),
        pytest.param("收入[^1]增长", "收入增长", id="footnote_mark_goes"),
    ],
)
def test_markup_goes_and_text_stays(markdown: str, text: str, tmp_path: Path) -> None:
    assert [block.text for block in load(markdown, tmp_path).blocks] == [text]


def test_a_footnote_without_a_space_is_not_lost(tmp_path: Path) -> None:
    (block,) = load("[^1]: 数据来自统计年鉴\n", tmp_path).blocks
    assert (block.kind, block.text) == (BlockKind.FOOTNOTE, "数据来自统计年鉴")


def test_a_table_has_a_header_and_knows_its_lines(tmp_path: Path) -> None:
    (table,) = load("| 乡 | 亩 |\n|---|---|\n| 甲 | 12 |\n", tmp_path).blocks
    assert table.header_rows == 1
    assert [[cell.text for cell in row] for row in table.rows] == [["乡", "亩"], ["甲", "12"]]
    assert (table.rows[1][1].origin.paragraph, table.rows[1][1].origin.cell) == (3, "行2列2")


def test_cells_beyond_the_header_are_kept(tmp_path: Path) -> None:
    (table,) = load("| 乡 |\n|---|\n| 甲 | 12 |\n", tmp_path).blocks
    assert [cell.text for cell in table.rows[1]] == ["甲", "12"]


def test_an_html_table_inside_is_a_table(tmp_path: Path) -> None:
    text = "前文\n\n<table><tr><td colspan='2'>甲</td></tr><tr><td>乙</td><td>1</td></tr></table>\n"
    table = load(text, tmp_path).blocks[1]
    assert (table.kind, table.origin.paragraph) == (BlockKind.TABLE, 3)
    assert table.rows[0][0].column_span == 2


def test_comments_are_left_out(tmp_path: Path) -> None:
    assert [b.text for b in load("<!-- 题注 -->\n\n正文\n", tmp_path).blocks] == ["正文"]


def test_lines_under_a_rule_are_a_heading_only_when_they_are_one_line(tmp_path: Path) -> None:
    kinds = [b.kind.value for b in load("甲\n乙\n---\n\n丙\n===\n", tmp_path).blocks]
    assert kinds == ["paragraph", "paragraph", "heading"]


def test_the_title_comes_from_the_head(tmp_path: Path) -> None:
    loaded = load("---\ntitle: 办法\n文号: 甲发〔2023〕1号\n---\n正文\n", tmp_path)
    assert loaded.title == "办法"
    assert [(b.text, b.origin.paragraph) for b in loaded.blocks][-2:] == [
        ("文号: 甲发〔2023〕1号", 3),
        ("正文", 5),
    ]


def test_pictures_are_reported(tmp_path: Path) -> None:
    assert "1 张图片" in load("正文 ![图](a.png)\n", tmp_path).warnings[0]
