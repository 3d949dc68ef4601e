import pytest
from docx import Document

from assistant.report.rendering import Form
from assistant.report.variables import LONGEST_TAG
from tests.assistant.report.papers import template, to_bytes


def bodies(content: bytes) -> list[str]:
    return [tag.body for tag in Form(content).tags]


def test_each_tag_is_found_with_its_place() -> None:
    content = template(
        "{{ 甲 }}，", "", "{{ 乙 }}", rows=[["名称", "数"], ["", "{{ 丙 }}"]], header="{{ 丁 }}"
    )
    assert [(tag.body, tag.place) for tag in Form(content).tags] == [
        ("甲", "第1段"),
        ("乙", "第2段"),
        ("丙", "表1第2行第2列"),
        ("丁", "页眉第1段"),
    ]


def test_a_tag_knows_the_words_behind_it() -> None:
    tags = Form(template("{{ 甲 }}万元，{{ 乙 }}")).tags
    assert [tag.after for tag in tags] == ["万元，", ""]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("{{甲}}", "甲"),
        ("{{ 甲 ｜ 单位（“亿元”）}}", '甲 | 单位("亿元")'),
        ("{{ 甲。乙 }}", "甲.乙"),
        ("{{ 图(“甲（乙）”，年数＝3) }}", '图("甲（乙）",年数=3)'),
        ("{{ 甲 | 否则('，') }}", "甲 | 否则('，')"),
        ("{{ 甲 | 否则(‘无’) }}", "甲 | 否则('无')"),
    ],
)
def test_marks_become_plain_except_between_quotation_marks(written: str, understood: str) -> None:
    assert bodies(template(written)) == [understood]


def test_a_comment_of_the_template_is_no_tag() -> None:
    assert bodies(template("{# 请先核对 {{ 甲 }} #}正文")) == []


@pytest.mark.parametrize(
    "written", ["{{ 甲", "甲 }}", "{% if 甲", "｛｛ 甲 ｝｝", "{{ " + "甲" * LONGEST_TAG + " }}"]
)
def test_a_bracket_that_is_missing_or_wide_is_told(written: str) -> None:
    (slip,) = Form(template("第一段", written)).slips
    assert (slip.place, slip.message) == ("第2段", "花括号没有成对，或用了全角的花括号")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{{ 甲 | 同笔 }}", "没有叫“同笔”的过滤器，是不是“同比”"),
        ("{{ 甲 甲 }}", "“甲”写在了不该写的地方"),
        ("{{ }}", "花括号里没有内容"),
        ("{% 如果 甲 %}", "不认识“如果”，模板里可以用 for、if"),
        ("{% if 甲 is 没有 %}{% endif %}", "没有叫“没有”的判断"),
        ("{% if 甲 %}", "“if”没有结束，请补上 endif"),
        ("{% for 甲 in 乡镇 %}{% endif %}", "“endif”前面没有对应的开始"),
        ("{{ 甲 * 2 }}", "不能这样写"),
        ("{{ " + "(" * 200 + "甲" + ")" * 200 + " }}", "括号套得太深"),
    ],
)
def test_what_is_written_wrongly_is_told_in_chinese(written: str, told: str) -> None:
    slips = Form(template("正文", written)).slips
    assert told in slips[0].message
    assert slips[0].place == "第2段"


def test_every_fault_is_told_not_only_the_first() -> None:
    slips = Form(template("{{ 甲 | 同笔 }}", "{{ 乙 | }}", "{{ 丙 }}")).slips
    assert [slip.place for slip in slips] == ["第1段", "第2段"]


def test_a_tag_in_the_words_of_a_picture_is_refused() -> None:
    document = Document()
    paragraph = document.add_paragraph("正文")
    paragraph._p.set("descr", "{{ 甲 }}")
    assert "图片说明" in Form(to_bytes(document)).slips[0].message
