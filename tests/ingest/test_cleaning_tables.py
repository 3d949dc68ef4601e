import pytest

from ingest.cleaning import clean
from ingest.schema import (
    Block,
    BlockKind,
    Cell,
    CleanText,
    LoadedFile,
    Origin,
    Passage,
    TableRow,
    locate,
)
from tests.ingest.test_cleaning import text_file


def table_of(cleaned: CleanText) -> Passage:
    (table,) = (p for p in cleaned.passages if p.kind is BlockKind.TABLE)
    return table


def rows_of(text: str) -> tuple[TableRow, ...]:
    return table_of(clean(text_file(text))).rows


def cell(text: str, row: int, column: int, *, down: int = 1, across: int = 1) -> Cell:
    return Cell(
        text=text,
        origin=Origin(paragraph=1, cell=f"行{row}列{column}"),
        row_span=down,
        column_span=across,
    )


def test_lines_with_tabs_become_a_table_with_its_title_and_unit() -> None:
    cleaned = clean(
        text_file("表1 危桥改造\n单位：万元\n乡镇\t座数\t投资\n红山乡\t3\t120\n柳河镇\t2\t80.5")
    )
    table = table_of(cleaned)
    assert cleaned.text[table.start : table.end].split("\n") == [
        "乡镇 | 座数 | 投资",
        "红山乡 | 3 | 120",
        "柳河镇 | 2 | 80.5",
    ]
    assert table.caption == "表1 危桥改造（单位：万元）"
    assert table.rows[1].headers == ("乡镇", "座数", "投资")
    assert table.rows[1].sentence == (
        "表1 危桥改造（单位：万元）：乡镇：柳河镇；座数：2；投资：80.5"
    )


def test_rows_are_slices_of_the_text_and_their_cells_lead_back() -> None:
    cleaned = clean(text_file("乡镇\t座数\t投资\n红山乡\t3\t120\n\t2\t80"))
    for row in table_of(cleaned).rows:
        assert cleaned.text[row.start : row.end] == " | ".join(row.cells)
        assert len(row.cells) == len(row.headers)
    last = cleaned.text.rindex("80")
    assert locate(cleaned.runs, last) == Origin(paragraph=3, offset=3)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("受理之日起15\n日", "受理之日起15日"),
        ("10\n个工作日内", "10个工作日内"),
        ("800\n元/月", "800元/月"),
        ("5\n日照村", "5 日照村"),
        ("甲乡\n乙镇", "甲乡 乙镇"),
    ],
)
def test_a_cell_of_a_page_keeps_a_figure_and_its_unit_together(written: str, read: str) -> None:
    rows = ((cell("事项", 1, 1), cell("时限", 1, 2)), (cell("审批", 2, 1), cell(written, 2, 2)))
    page = LoadedFile(media_type="text/html", blocks=(Block(kind=BlockKind.TABLE, rows=rows),))
    assert clean(page).text == f"事项 | 时限\n审批 | {read}"


def test_an_empty_cell_at_the_left_repeats_the_merged_one_above() -> None:
    rows = rows_of("年份\t乡镇\t户数\n2020\t红山乡\t30\n\t柳河镇\t20\n2021\t红山乡\t35")
    assert [row.cells[0] for row in rows] == ["2020", "2020", "2021"]


def test_a_continued_table_is_one_table_and_merged_cells_reach_across() -> None:
    cleaned = clean(
        text_file(
            "行动\t项目\t单位名称\n修路\t山路\t交通局\n\n（续表）\n\n行动\t项目\t单位名称\n\t村道\t农业局"
        )
    )
    assert [row.cells for row in table_of(cleaned).rows] == [
        ("修路", "山路", "交通局"),
        ("修路", "村道", "农业局"),
    ]
    assert cleaned.furniture_removed == 2
    assert cleaned.text.count("行动") == 1


def test_the_unit_repeated_above_a_continued_table_is_left_out() -> None:
    rows = "乡镇\t投入\t支出"
    cleaned = clean(
        text_file(f"表4 资金\n单位：元\n{rows}\n甲乡\t5\t4\n续表4\n单位：元\n{rows}\n乙乡\t6\t3")
    )
    assert len(table_of(cleaned).rows) == 2
    assert cleaned.text.count("单位") == 1


def test_a_footnote_inside_a_table_does_not_divide_it() -> None:
    cleaned = clean(
        text_file("指标\t年初\t年末\n桥\t3\t5\n\n^① 见《某县年鉴》第2页。\n\n路\t10\t12")
    )
    assert [row.cells for row in table_of(cleaned).rows] == [("桥", "3", "5"), ("路", "10", "12")]
    assert "① 见《某县年鉴》第2页。" in cleaned.text


def test_a_title_inside_the_table_is_its_caption_and_a_remark_a_paragraph() -> None:
    cleaned = clean(
        text_file(
            "全县桥梁情况\t\t\n乡镇\t座数\t名称\n红山乡\t1\t连心桥\n<p>注：截至年底。</p>\t\t"
        )
    )
    assert table_of(cleaned).caption == "全县桥梁情况"
    assert len(table_of(cleaned).rows) == 1
    assert cleaned.text.endswith("\n注：截至年底。")
    assert cleaned.passages[-1].kind is BlockKind.PARAGRAPH


def test_a_row_with_one_name_heads_the_rows_below_it() -> None:
    rows = rows_of("\t2020年\t2021年\n搬迁\t\t\n户数（户）\t12\t20\n人数（人）\t40\t66")
    assert rows[0].cells == ("搬迁",)
    assert rows[1].sentence == "搬迁：户数（户）；2020年：12；2021年：20"


def test_two_header_lines_are_joined() -> None:
    rows = rows_of(
        "乡镇\t2020年\t\t2021年\t\n\t户数\t人数\t户数\t人数\n红山乡\t1\t4\t2\t9\n柳河镇\t3\t5\t6\t7"
    )
    assert rows[0].headers == ("乡镇", "2020年/户数", "2020年/人数", "2021年/户数", "2021年/人数")


def test_a_column_that_appears_at_the_left_shifts_the_headers() -> None:
    rows = rows_of(
        "指标\t单位\t2020年\t2025年\t属性\n产值\t亿元\t10\t15\t预期性\n收入\t万元\t3\t4\t预期性\n"
        "民生\t道路\t千米\t60\t80\t约束性\t\n\t桥梁\t座\t\t9\t约束性\t"
    )
    assert rows[2].headers == ("", "指标", "单位", "2020年", "2025年", "属性")
    assert rows[3].cells == ("民生", "桥梁", "座", "", "9", "约束性")
    # The last row before the columns changed says nothing about the first one after it.
    assert rows[2].cells[0] == "民生"


def test_figures_that_fit_no_header_get_none() -> None:
    rows = rows_of(
        "指标\t单位\t2020年\t2025年\t属性\n产值\t亿元\t10\t15\t预期性\n收入\t万元\t3\t4\t预期性\n"
        "生态\t林地\t万亩\t99\t约束性"
    )
    assert rows[2].cells == ("生态", "林地", "万亩", "99", "约束性")
    assert rows[2].headers == ("", "指标", "单位", "", "")


def test_names_and_values_have_no_header() -> None:
    rows = rows_of("项 目 名 称\t山区道路研究\n负 责 人\t某某\n经 费\t10万元")
    assert [row.headers for row in rows] == [("", "")] * 3
    assert rows[0].cells == ("项目名称", "山区道路研究")


def test_blanks_that_wrapping_left_in_words_leave_the_cells() -> None:
    rows = rows_of(
        "部门\t文件\t数量\n发展改 革委\t《道路 规划》\t花园乡 82\n某县财政局 某县农业局\t通知\t3"
    )
    assert rows[0].cells == ("发展改革委", "《道路规划》", "花园乡 82")
    assert rows[1].cells[0] == "某县财政局 某县农业局"


def test_merged_cells_of_a_loader_are_filled_down_and_across() -> None:
    rows = (
        (cell("乡镇", 1, 1, down=2), cell("投资", 1, 2, across=2)),
        (cell("中央", 2, 2), cell("地方", 2, 3)),
        (cell("红山乡", 3, 1, down=2), cell("10", 3, 2), cell("5", 3, 3)),
        (cell("无", 4, 2, across=2),),
    )
    cleaned = clean(
        LoadedFile(
            blocks=(Block(kind=BlockKind.TABLE, rows=rows),),
            media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
    )
    first, second = table_of(cleaned).rows
    assert first.headers == ("乡镇", "投资/中央", "投资/地方")
    assert second.cells == ("红山乡", "无", "无")
    assert locate(cleaned.runs, second.start).cell == "行3列1"


def test_a_table_in_the_middle_of_a_sentence_moves_behind_it() -> None:
    start = "全县桥梁改造成效明显，群众满意度高。各乡镇投入力度不断加大，其中红"
    cleaned = clean(
        text_file(
            f"{start}\n\n表2 投入情况\n\n乡镇\t投入\n红山乡\t9\n\n"
            "资料来源：县交通局\n\n山乡投入最多。"
        )
    )
    assert cleaned.text.split("\n") == [
        f"{start}山乡投入最多。",
        "表2 投入情况",
        "乡镇 | 投入",
        "红山乡 | 9",
        "资料来源：县交通局",
    ]
    assert table_of(cleaned).caption == "表2 投入情况"
