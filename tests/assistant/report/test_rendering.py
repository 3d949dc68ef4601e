from collections.abc import Callable

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from assistant.errors import ReportGapsError, TemplateError
from assistant.progress import CancelledError, Progress
from assistant.report import journal
from assistant.report.desk import Reports
from assistant.report.schema import ItemState, Piece, Preflight, Prose, Rendered
from tests.assistant.indicators.county import COUNTY, TOWNSHIPS, figure
from tests.assistant.report.conftest import INCOME, NoProse, ask
from tests.assistant.report.papers import cells, comments, lines, opened, template, to_bytes

Check = Callable[..., Preflight]
Render = Callable[..., Rendered]

FUNDS = "衔接资金.计划资金"

# --- Words ------------------------------------------------------------------------------------


def test_a_field_is_printed_as_it_was_typed_markup_included(render: Render) -> None:
    typed = 'A<B & "C" {{ 地区 }} {% if %} 完'
    assert lines(render(template("前{{ 备注 }}后"), fields={"备注": typed}).content) == [
        f"前{typed}后"
    ]


def test_the_lines_of_a_field_become_paragraphs(render: Render) -> None:
    made = render(template("{{ 正文 }}"), fields={"正文": "第一段。\r\n\n  第二段。"})
    assert lines(made.content) == ["第一段。", "第二段。"]


def test_signs_that_no_document_can_hold_are_left_out_of_a_field(render: Render) -> None:
    made = render(template("{{ 正文 }}"), fields={"正文": "甲\x00\x07乙\U00100005丙"})
    assert lines(made.content) == ["甲乙丙"]


@pytest.mark.parametrize("typed", ["2025-01-06", "2025年1月6日", "二〇二五年一月六日", "2025.1.6"])
def test_a_date_is_printed_in_arabic_numerals_without_zeros(render: Render, typed: str) -> None:
    made = render(template("{{ 成文日期 }}"), fields={"成文日期": typed})
    assert lines(made.content) == ["2025年1月6日"]


def test_what_is_no_date_is_asked_for_again(check: Check) -> None:
    (item,) = check(template("{{ 成文日期 }}"), fields={"成文日期": "下周一"}).items
    assert (item.state, item.message) == (ItemState.MISSING, "“成文日期”填的是“下周一”，不是日期。")


# --- Tags -------------------------------------------------------------------------------------


def test_a_tag_that_word_split_over_runs_is_filled_in_the_looks_of_its_beginning(
    reports: Reports,
) -> None:
    document = Document()
    paragraph = document.add_paragraph("收入")
    for text in ("{", "{ 脱贫人口", ".人均纯", "收入 }", "}"):
        paragraph.add_run(text).bold = text == "{"
    paragraph.add_run("，")
    reports.add_template(to_bytes(document), "样表")
    (made,) = opened(reports.render(ask()).content).paragraphs
    assert made.text == "收入16251元，"
    assert [run.text for run in made.runs if run.bold] == ["16251元"]


def test_marks_of_a_chinese_keyboard_are_understood_outside_quotation_marks(render: Render) -> None:
    written = "{{ 指标（“脱贫人口（人均纯收入）”） ｜ 单位（“万元”） ｜ 小数（３） }}"
    assert lines(render(template(written)).content) == ["1.625万元"]


def test_loops_over_townships_fill_rows_and_merge_them(render: Render) -> None:
    made = render(
        template(
            rows=[
                ["组", "乡镇", "收入"],
                ["{%tr for 乡 in 乡镇 %}", "", ""],
                ["乡镇{% vm %}", "{{ 乡.名称 }}", "{{ 乡.脱贫人口.人均纯收入 | 数值 }}"],
                ["{%tr endfor %}", "", ""],
            ]
        )
    )
    table = opened(made.content).tables[0]
    merges = [cell._tc.vMerge for cell in table.columns[0].cells[1:]]
    assert merges == ["restart"] * 3, "python-docx gives the first cell of those merged"
    assert [row[1:] for row in cells(made.content)[1:]] == [
        [town, str(INCOME["2024年"][number])] for number, town in enumerate(TOWNSHIPS)
    ]
    assert len(table._tbl.xpath(".//w:vMerge[@w:val='continue']")) == 2


def test_loops_over_years_have_the_values_of_each(render: Render) -> None:
    written = "{% for 年 in 近年(3) %}{{ 年.名称 }}{{ 年.脱贫人口.人均纯收入 }}；{% endfor %}"
    made = render(template(written))
    assert lines(made.content) == ["2022年13169元；2023年14631元；2024年16251元；"]


@pytest.mark.parametrize(
    ("condition", "printed"),
    [
        ("脱贫人口.人均纯收入 > 16000", "是"),
        ("脱贫人口.人均纯收入 > 17000", "否"),
        ("(脱贫人口.人均纯收入 | 同比) >= 11.07 and 脱贫人口.户数 == 993", "否"),
        ("脱贫人口.人均纯收入 > (脱贫人口.人均纯收入 | 上年)", "是"),
        ("脱贫人口.返贫人数 is 有值", "否"),
        ("备注", "否"),
        ("not 备注", "是"),
        ('备注 == ""', "是"),
        ("脱贫人口.户数 > 1 and 脱贫人口.户数 < 5", "否"),
    ],
)
def test_a_condition_chooses(render: Render, condition: str, printed: str) -> None:
    made = render(template(f"{{% if {condition} %}}是{{% else %}}否{{% endif %}}"))
    assert lines(made.content) == [printed]


def test_a_condition_on_a_missing_figure_is_a_gap(check: Check) -> None:
    found = check(template("{% if 脱贫人口.返贫人数 > 0 %}有{% else %}没有{% endif %}返贫。"))
    assert [(item.name, item.state) for item in found.items] == [
        ("if 脱贫人口.返贫人数 > 0", ItemState.MISSING)
    ]


def test_headers_are_filled_and_hold_no_comments(render: Render) -> None:
    made = render(template("正文", header="{{ 地区 }}收入{{ 脱贫人口.人均纯收入 }}"))
    header = opened(made.content).sections[0].header
    assert header.paragraphs[0].text == "白桦县收入16251元"
    assert [(each.text, each.place) for each in made.figures] == [("16251元", "页眉第1段")]
    assert comments(made.content) == []
    assert made.notes == (
        "页眉、页脚、脚注和文本框里的 1 个数不能加批注，要看来源请在文末附上数据来源表。",
    )


def test_footnotes_are_filled_and_hold_no_comments(render: Render) -> None:
    document = opened(template("正文"))
    note = "<w:p><w:r><w:t>注：{{ 脱贫人口.户数 }}</w:t></w:r></w:p>"
    xml = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='1'>{note}</w:footnote></w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    made = render(to_bytes(document))
    (notes,) = [
        each.blob.decode()
        for each in opened(made.content).part.package.iter_parts()
        if each.partname.endswith("footnotes.xml")
    ]
    assert "注：993户<" in notes
    assert [each.place for each in made.figures] == ["脚注第1段"]


def test_text_boxes_are_filled_and_hold_no_comments(reports: Reports) -> None:
    document = Document()
    paragraph = document.add_paragraph("前{{ 脱贫人口.户数 }}")
    inner = "<w:p><w:r><w:t>框{{ 脱贫人口.户数 }}</w:t></w:r></w:p>"
    box = (
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    reports.add_template(to_bytes(document), "样表")
    made = reports.render(ask())
    texts = [text.text for text in opened(made.content).element.body.iter(qn("w:t"))]
    assert texts == ["前", "993户", "框993户"]
    assert [each.place for each in made.figures] == ["第1段", "文本框"]
    assert len(comments(made.content)) == 1


def test_the_template_stays_as_it_is_outside_its_tags(render: Render) -> None:
    document = Document()
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("说明 {x} 50% <完>", style="List Bullet")
    before = [(each.text, each.style.name) for each in document.paragraphs]
    after = opened(render(to_bytes(document)).content)
    assert [(each.text, each.style.name) for each in after.paragraphs] == before


# --- Prose ------------------------------------------------------------------------------------


def test_prose_carries_its_figures_and_notes(render: Render, prose: NoProse) -> None:
    stated = figure("脱贫人口户数", 993)
    pieces = (Piece(text="全县有"), Piece(text="993户", figure=stated), Piece(text="。"))
    prose.written["脱贫人口"] = Prose(
        paragraphs=(pieces, (Piece(text="完。"),)), notes=("撤回一句。",)
    )
    made = render(template('{{ 段落("脱贫人口") }}'))
    assert lines(made.content) == ["全县有993户。", "完。"]
    assert [(each.text, each.figure) for each in made.figures] == [("993户", stated)]
    assert made.notes == ("撤回一句。",)
    assert len(comments(made.content)) == 1


def test_prose_that_nobody_could_write_is_a_gap(check: Check) -> None:
    (item,) = check(template('{{ 背景("产业发展") }}')).items
    assert (item.kind.value, item.state) == ("prose", ItemState.MISSING)


# --- Gaps -------------------------------------------------------------------------------------


def test_a_gap_yields_no_file(render: Render) -> None:
    with pytest.raises(ReportGapsError, match="还缺 2 处内容") as caught:
        render(template("{{ 脱贫人口.返贫人数 }}{{ 标题 }}"))
    assert [item.name for item in caught.value.preflight.items] == ["脱贫人口.返贫人数", "标题"]


def test_a_draft_marks_its_gaps(render: Render) -> None:
    made = render(template("返贫{{ 脱贫人口.返贫人数 }}，户数{{ 脱贫人口.户数 }}。"), is_draft=True)
    assert lines(made.content) == ["返贫【待补：2024年脱贫人口返贫人数】，户数993户。"]
    highlighted = [
        run.text
        for run in opened(made.content).paragraphs[0].runs
        if run.font.highlight_color is not None
    ]
    assert highlighted == ["【待补：2024年脱贫人口返贫人数】"]
    assert [gap.state for gap in made.gaps] == [ItemState.MISSING]
    assert made.file.endswith("（草稿）.docx")


def test_a_template_written_wrongly_yields_no_draft_either(render: Render) -> None:
    with pytest.raises(ReportGapsError, match="模板写法不对"):
        render(template("{{ 脱贫人口 }}"), is_draft=True)


# --- Units in the words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "is_right"),
    [
        (f"{{{{ {FUNDS} | 数值 }}}}万元。", True),
        (f"{{{{ {FUNDS} | 数值 }}}}亿元。", False),
        (f"{{{{ {FUNDS} | 数值 }}}}元。", False),
        (f'{{{{ {FUNDS} | 单位("亿元") | 数值 }}}}亿元。', True),
        (f"{{{{ {FUNDS} }}}}，", True),
        (f"{{{{ {FUNDS} }}}}万元，", False),
        (f"{{{{ {FUNDS} }}}}元，", False),
        (f"{{{{ {FUNDS} | 同比 | 数值 }}}}%。", True),
        (f"{{{{ {FUNDS} | 同比 | 数值 }}}}个百分点。", False),
        (f"{{{{ {FUNDS} | 同比 }}}}%。", False),
        ("{{ 脱贫人口.户数 | 数值 }}户。", True),
        ("{{ 脱贫人口.户数 | 数值 }}人。", False),
        ("{{ 脱贫人口.户数 }}户籍人口", True),
        ("{{ 脱贫人口.户数 | 数值 }}个乡镇", True),
    ],
)
def test_the_words_behind_a_number_must_have_its_unit(
    check: Check, written: str, is_right: bool
) -> None:
    (item,) = check(template(written)).items
    assert item.state is (ItemState.READY if is_right else ItemState.WRONG_UNIT)


# --- What a template may not do ---------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 地区.upper() }}",
        "{{ 脱贫人口.__class__ }}{{ 脱贫人口['__init__'] }}",
        "{{ 地区 * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ range(9) }}",
        "{{ 地区 ~ 地区 }}",
        "{{ 地区 | safe }}",
        "{% include '/etc/passwd' %}",
        "{% macro 甲() %}{{ 甲() }}{% endmacro %}",
        "{% autoescape false %}{{ 地区 }}{% endautoescape %}",
        "{% for 甲 in 乡镇 recursive %}{{ loop(乡镇) }}{% endfor %}",
        "{{ cycler('a') }}",
        "{{ 乡镇.append(1) }}",
    ],
)
def test_a_template_reaches_nothing_of_the_program(reports: Reports, written: str) -> None:
    try:
        reports.add_template(template(written), "样表")
    except TemplateError as error:
        assert error.hint
        return
    with pytest.raises(ReportGapsError):
        reports.render(ask())


def test_loops_without_end_are_stopped(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_STEPS", 1000)
    depth = 8
    loops = "".join(f"{{% for v{n} in 近年(30) %}}" for n in range(depth))
    found = check(template(loops + "{% endfor %}" * depth))
    assert "循环一共执行了 1,000 步" in found.items[0].message
    assert not found.can_draft


def test_cancelling_stops_the_work(reports: Reports) -> None:
    reports.add_template(template("{% for 年 in 近年(30) %}{{ 年.名称 }}{% endfor %}" * 4), "样表")
    told: list[Progress] = []

    def cancel(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            raise CancelledError("已取消。")

    with pytest.raises(CancelledError):
        reports.render(ask(), progress=cancel)
    assert len(told) == 3


def test_a_loop_that_ends_elsewhere_in_the_table_is_told(check: Check) -> None:
    document = Document()
    document.add_paragraph("{% for 乡 in 乡镇 %}")
    document.add_table(1, 1).cell(0, 0).text = "{{ 乡.名称 }}{% endfor %}"
    found = check(to_bytes(document))
    assert [item.state for item in found.items] == [ItemState.SYNTAX]
    assert "不在同一层" in found.items[0].message


# --- Charts -----------------------------------------------------------------------------------


def test_a_chart_is_a_picture_with_words_and_its_sources(render: Render) -> None:
    made = render(template('{{ 图("脱贫人口.人均纯收入", 年数=3) }}'))
    (shape,) = opened(made.content).inline_shapes
    words = shape._inline.docPr.get("descr")
    assert (
        words == "柱状图：白桦县脱贫人口人均纯收入。2022年13169元，2023年14631元，2024年16251元。"
    )
    assert [each.text for each in made.figures] == ["13169元", "14631元", "16251元"]
    (comment,) = comments(made.content)
    assert comment.count("来源：台账.xlsx 表1!C5") == 3
    run = opened(made.content).element.body.xpath(".//w:commentRangeStart")[0].getnext()
    assert run.find(qn("w:drawing")) is not None


def test_a_chart_of_townships_shows_each(render: Render) -> None:
    made = render(template('{{ 图("脱贫人口.户数", 类型="折线图", 按="乡镇") }}'))
    assert [each.figure.area for each in made.figures] == list(TOWNSHIPS)


def test_a_chart_that_lacks_a_value_is_a_gap(check: Check) -> None:
    (item,) = check(template('{{ 图("脱贫人口.人均纯收入", 年数=4) }}')).items
    assert item.state is ItemState.MISSING
    assert "2021年" in item.message


def test_without_a_font_a_chart_says_what_to_install(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.report.functions.find_font", lambda: None)
    (item,) = check(template('{{ 图("脱贫人口.人均纯收入") }}')).items
    assert "没有安装含汉字的字体" in item.message
    assert "请安装" in item.hint


@pytest.mark.parametrize(
    "written", ['图("脱贫人口.户数", 颜色="红")', '图("脱贫人口.户数", 类型="饼图")', "图()"]
)
def test_a_chart_asked_for_wrongly_says_how(check: Check, written: str) -> None:
    (item,) = check(template(f"{{{{ {written} }}}}")).items
    assert item.state is ItemState.SYNTAX


# --- The whole --------------------------------------------------------------------------------


def test_the_file_is_named_after_place_time_and_template(render: Render) -> None:
    made = render(template("正文"))
    assert made.file == f"{COUNTY}2024年样表.docx"
    properties = opened(made.content).core_properties
    assert (properties.title, properties.author) == (f"{COUNTY}2024年样表", "政策助手")


def test_figures_are_told_in_the_order_of_the_text(render: Render) -> None:
    made = render(template("{{ 脱贫人口.户数 }}和{{ 脱贫人口.人均纯收入 | 变化 }}"))
    assert [(each.text, each.place) for each in made.figures] == [
        ("993户", "第1段"),
        ("增长11.07%", "第1段"),
    ]
