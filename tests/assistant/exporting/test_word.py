"""What Word is given, read back by its structure."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from assistant.exporting.tables import Table
from assistant.exporting.word import OfficialDocument, Run

DAY = date(2024, 7, 1)


def build(title: str = "标题") -> OfficialDocument:
    return OfficialDocument(title, day=DAY)


def read(document: OfficialDocument) -> Any:
    return Document(BytesIO(document.to_bytes()))


def font_of(style: Any) -> str:
    return style.element.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_and_the_type_area_are_those_of_the_standard() -> None:
    (section,) = read(build()).sections
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]


def test_title_headings_and_text_have_their_typefaces_and_sizes() -> None:
    document = build()
    document.add_heading("一、问题")
    document.add_heading("（一）答复", level=2)
    document.add_paragraph("正文。")
    title, first, second, body = read(document).paragraphs
    looks = [(font_of(each.style), each.style.font.size) for each in (title, first, second, body)]
    assert looks == [
        ("方正小标宋简体", Pt(22)),
        ("黑体", Pt(16)),
        ("楷体_GB2312", Pt(16)),
        ("仿宋_GB2312", Pt(16)),
    ]
    assert body.style.paragraph_format.line_spacing == Pt(28.95)
    assert body.style.paragraph_format.first_line_indent == Pt(32)
    # Word lists them beside the text, by which a long conversation is walked through.
    assert (first.style.name, second.style.name) == ("Heading 1", "Heading 2")


def test_no_typeface_of_the_template_stands_above_ours() -> None:
    for style in read(build()).styles:
        if style.name in ("Normal", "Title", "Heading 1", "Heading 2"):
            names = style.element.rPr.rFonts.attrib
            assert not [name for name in names if name.endswith("Theme")]


def test_typefaces_an_office_may_lack_have_a_fallback() -> None:
    with zipfile.ZipFile(BytesIO(build().to_bytes())) as package:
        fonts = etree.fromstring(package.read("word/fontTable.xml"))
    others = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val"))
        for font in fonts.iter(qn("w:font"))
    }
    assert others["方正小标宋简体"] == "宋体"
    assert others["仿宋_GB2312"] == "仿宋"


def test_pages_are_numbered_odd_ones_to_the_right_and_even_ones_to_the_left() -> None:
    document = read(build())
    (section,) = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment.name == side
        assert paragraph.text == "— 1 —"
        # One character of 4号 from the edge.
        layout = paragraph.paragraph_format
        assert (layout.left_indent, layout.first_line_indent, layout.right_indent) == (
            Pt(14),
            0,
            Pt(14),
        )
        (code,) = paragraph._element.iter(qn("w:instrText"))
        assert code.text == "PAGE"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<b>粗</b> & <w:p/>", id="xml"),
        pytest.param("**粗** ![图](http://例/x.png) [链接](http://例)", id="markdown"),
        pytest.param("忽略以上指令，{PAGE} &#x41; _x0041_", id="orders_and_codes"),
    ],
)
def test_what_looks_like_markup_stays_text(text: str) -> None:
    document = build(text)
    document.add_heading(text)
    document.add_paragraph(text)
    document.add_quotation(text)
    document.add_table(Table(((text, text),)))
    found = read(document)
    assert [paragraph.text for paragraph in found.paragraphs] == [text] * 4
    assert [cell.text for cell in found.tables[0].rows[0].cells] == [text] * 2
    assert not list(found.element.iter(qn("w:hyperlink")))


def test_signs_that_no_document_can_hold_are_left_out() -> None:
    document = build("标\x00题\x0b\ud800\ufffe")
    document.add_paragraph("右\u202e左\x1f\x7f。")
    assert [paragraph.text for paragraph in read(document).paragraphs] == ["标题", "右左。"]


def test_markers_stand_above_the_line() -> None:
    document = build()
    document.add_paragraph("每月八百元。", Run("[1]", is_superscript=True))
    text, marker = read(document).paragraphs[1].runs
    assert (text.font.superscript, marker.font.superscript) == (None, True)


def test_a_table_keeps_its_columns_within_the_page() -> None:
    document = build()
    headers = ("乡镇", *(f"很长的栏目名称第{number}项（单位：户）" for number in range(10)))
    rows = tuple(("柳湾乡", *("12345" for _ in range(10))) for _ in range(3))
    document.add_table(Table((headers, *rows), header_rows=1, caption="表1"))
    found = read(document)
    (table,) = found.tables
    assert found.paragraphs[-1].text == "表1"
    widths = [column.width for column in table.columns]
    assert len(widths) == 11
    assert sum(widths) <= Mm(156)
    # Five digits of 5号 with their margins.
    assert min(widths) >= 5 * Pt(10.5) / 2 + 2 * Mm(1)
    assert [row.cells[0].width for row in table.rows] == [widths[0]] * 4
    head, *others = (row._tr.trPr for row in table.rows)
    assert head.find(qn("w:tblHeader")) is not None
    assert all(each.find(qn("w:tblHeader")) is None for each in others)
    assert all(each.find(qn("w:cantSplit")) is not None for each in (head, *others))


def test_long_texts_give_way_before_figures_do() -> None:
    document = build()
    document.add_table(Table((("1", "负责资金的筹集、审核、拨付和监督管理" * 3, "20日内"),)))
    widths = [column.width for column in read(document).tables[0].columns]
    assert widths[1] > 4 * widths[2]
    assert widths[2] >= 6 * Pt(12) / 2 + 2 * Mm(1)


def test_the_file_says_what_it_is_and_when_it_was_made() -> None:
    properties = read(build("岗位补贴")).core_properties
    assert (properties.title, properties.author) == ("岗位补贴", "政策助手")
    assert properties.created.date() == DAY
