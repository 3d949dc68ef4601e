from collections.abc import Callable
from decimal import Decimal

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from assistant.indicators.arithmetic import year_on_year
from assistant.indicators.schema import Figure, TypedSource
from assistant.report.commenting import strip_comments, tell_figure, tell_source
from assistant.report.desk import Reports
from assistant.report.schema import Piece, Prose, Rendered
from assistant.schema import Citation
from tests.assistant.indicators.county import figure
from tests.assistant.report.conftest import NoProse, ask
from tests.assistant.report.papers import comments, lines, opened, template, to_bytes

Render = Callable[..., Rendered]

CITATION = Citation(
    marker=1,
    document="办法.docx",
    document_id="d",
    revision_id="r",
    chunk_id="c",
    title="衔接资金管理办法",
    document_number="财农〔2021〕19号",
    text="用于产业的比例不低于60%。",
    start=0,
    end=13,
    section=("第三章",),
)


def commented(content: bytes) -> list[str]:
    """Return the words that each comment stands on."""
    body = opened(content).element.body
    found = []
    for start in body.iter(qn("w:commentRangeStart")):
        words, after = "", start.getnext()
        while after.tag != qn("w:commentRangeEnd"):
            words += "".join(text.text for text in after.iter(qn("w:t")))
            after = after.getnext()
        assert after.get(qn("w:id")) == start.get(qn("w:id"))
        found.append(words)
    return found


# --- Putting in -------------------------------------------------------------------------------


def test_a_comment_stands_on_its_figure_and_on_nothing_else(render: Render) -> None:
    made = render(
        template("共{{ 脱贫人口.户数 }}、{{ 脱贫人口.人均纯收入 }}，{{ 脱贫人口.户数 | 变化 }}。")
    )
    assert commented(made.content) == ["993户", "16251元", "下降0.4%"]
    assert lines(made.content) == ["共993户、16251元，下降0.4%。"]


def test_the_author_is_the_program(render: Render) -> None:
    (comment,) = opened(render(template("{{ 脱贫人口.户数 }}")).content).comments
    assert (comment.author, comment.initials) == ("政策助手", "政策")
    assert comment.timestamp is not None


def test_a_comment_tells_cell_scope_and_rounding(render: Render) -> None:
    (told,) = comments(render(template("{{ 脱贫人口.人均纯收入 }}")).content)
    assert told.split("\n") == [
        "白桦县2024年脱贫人口人均纯收入：16250.75元，印作“16251元”",
        "来源：台账.xlsx 表1!C5，原文“16250.75”",
        "口径：统计年度为上年10月1日至当年9月30日",
        "修约：取整数，四舍五入",
    ]


def test_a_comment_on_a_computed_figure_tells_formula_and_operands(render: Render) -> None:
    (told,) = comments(render(template("{{ 脱贫人口.人均纯收入 | 变化 }}")).content)
    assert told.split("\n") == [
        "白桦县2024年脱贫人口人均纯收入同比增长：11.07%，印作“增长11.07%”",
        "计算：(16250.75 − 14631.25) ÷ 14631.25 ≈ 11.06877403%",
        "　白桦县2024年脱贫人口人均纯收入：16250.75元；来源：台账.xlsx 表1!C5，原文“16250.75”",
        "　白桦县2023年脱贫人口人均纯收入：14631.25元；来源：台账.xlsx 表1!C5，原文“14631.25”",
        "修约：保留2位小数，四舍五入",
    ]


def test_the_rule_of_rounding_asked_for_is_told(render: Render) -> None:
    made = render(template('{{ 脱贫人口.人均纯收入 | 时期("2022年") }}'), rounding="half_even")
    assert lines(made.content) == ["13168元"]
    assert "GB/T 8170" in comments(made.content)[0]


def test_prose_has_its_citation_in_a_comment(render: Render, prose: NoProse) -> None:
    piece = Piece(text="用于产业的比例不低于60%。", citation=CITATION)
    prose.written["产业"] = Prose(paragraphs=((piece,),))
    made = render(template('{{ 背景("产业") }}'))
    (told,) = comments(made.content)
    assert told.startswith("来源：《衔接资金管理办法》（财农〔2021〕19号）")
    assert told.endswith("：“用于产业的比例不低于60%。”")
    assert made.citations == (CITATION,)


def test_the_looks_around_a_figure_stay(reports: Reports) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    run = paragraph.add_run("共{{ 脱贫人口.户数 }}，")
    run.bold, run.font.name = True, "仿宋"
    run.add_tab()
    paragraph.add_run("完").italic = True
    reports.add_template(to_bytes(document), "样表")
    runs = [each for each in opened(reports.render(ask()).content).paragraphs[0].runs if each.text]
    assert [(each.text, each.bold, each.font.name, each.italic) for each in runs] == [
        ("共", True, "仿宋", None),
        ("993户", True, "仿宋", None),
        ("，\t", True, "仿宋", None),
        ("完", None, None, True),
    ]


def test_comments_of_the_template_stay_beside_ours(reports: Reports) -> None:
    document = Document()
    document.add_comment(document.add_paragraph("正文").runs, "请核对", "王")
    document.add_paragraph("{{ 脱贫人口.户数 }}")
    reports.add_template(to_bytes(document), "样表")
    made = opened(reports.render(ask()).content)
    assert [comment.author for comment in made.comments] == ["王", "政策助手"]
    assert len({comment.comment_id for comment in made.comments}) == 2


def test_the_copy_for_issue_has_no_comments_and_the_same_words(render: Render) -> None:
    made = render(template("共{{ 脱贫人口.户数 }}。"), comments=False)
    assert comments(made.content) == []
    assert lines(made.content) == ["共993户。"]
    assert [each.text for each in made.figures] == ["993户"]


def test_no_mark_is_left_anywhere(render: Render) -> None:
    document = opened(template("{{ 脱贫人口.户数 }}", header="{{ 脱贫人口.户数 }}"))
    document.sections[0].footer.paragraphs[0].text = "{{ 脱贫人口.户数 | 变化 }}"
    made = opened(render(to_bytes(document)).content)
    for part in made.part.package.iter_parts():
        if str(part.partname).endswith(".xml"):
            text = part.blob.decode("utf-8")
            assert not any(sign >= "\U000f0000" for sign in text), part.partname


def test_a_gap_of_a_draft_says_in_its_comment_what_to_do(render: Render) -> None:
    made = render(template("{{ 标题 }}"), is_draft=True)
    assert comments(made.content) == ["“标题”没有填写。\n请填写“标题”。"]


# --- Words ------------------------------------------------------------------------------------


def test_operands_of_operands_are_told_too() -> None:
    rate = year_on_year(figure("脱贫人口户数", 993), figure("脱贫人口户数", 997, when="2023年"))
    assert isinstance(rate, Figure)
    outer = Figure(value=Decimal(1), unit="", name="外层", formula="甲 ÷ 乙", operands=(rate, rate))
    assert sum("台账.xlsx" in line for line in tell_figure(outer)) == 4


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (TypedSource(by="li", note="县统计局电话答复"), "县统计局电话答复（li录入）"),
        (TypedSource(by="", note="报表.docx：“共9户”"), "报表.docx：“共9户”"),
    ],
)
def test_a_typed_value_tells_who_typed_it(source: TypedSource, told: str) -> None:
    assert tell_source(source) == told


# --- Taking out -------------------------------------------------------------------------------


def test_stripping_leaves_no_trace_of_comments(render: Render) -> None:
    document = opened(render(template("共{{ 脱贫人口.户数 }}。")).content)
    # What somebody adds in Word: a comment of theirs, and the parts that Word keeps with it.
    document.add_comment(document.paragraphs[0].runs[0], "请再核", "王")
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    content_type = "application/vnd.ms-word.commentsExtended+xml"
    part = Part(PackURI("/word/commentsExtended.xml"), content_type, b"<x/>", document.part.package)
    document.part.relate_to(part, kind)
    stripped = opened(strip_comments(to_bytes(document)))
    names = [str(part.partname) for part in stripped.part.package.iter_parts()]
    assert not [name for name in names if "comment" in name]
    assert "comment" not in stripped.element.xml
    assert [paragraph.text for paragraph in stripped.paragraphs] == ["共993户。"]


def test_stripping_what_has_no_comments_changes_no_word() -> None:
    content = template("正文", rows=[["甲", "乙"]])
    assert opened(strip_comments(content)).element.xml == opened(content).element.xml
