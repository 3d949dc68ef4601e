"""Word documents: what Word shows is what is read."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import BlockKind, LoadedFile
from ingest.settings import LimitSettings

W = nsdecls("w")


def load(document: DocumentObject, tmp_path: Path, **limits: int) -> LoadedFile:
    path = tmp_path / "文件.docx"
    document.save(str(path))
    return load_file(path, LimitSettings(**limits))


def body(document: DocumentObject, xml: str) -> None:
    """Append block-level XML to the body, before its section properties."""
    document.element.body.insert(-1, parse_xml(xml.replace(">", f" {W}>", 1)))


def texts(document: DocumentObject, tmp_path: Path) -> list[str]:
    return [block.text for block in load(document, tmp_path).blocks]


def test_headings_have_the_level_of_their_style(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("标题", 0)
    document.add_heading("一、甲", 1)
    document.styles.add_style("标题 2", 1)
    document.add_paragraph("（一）乙", style="标题 2")
    body(document, '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>1.丙</w:t></w:r></w:p>')
    document.add_paragraph("正文")
    assert [b.level for b in load(document, tmp_path).blocks] == [1, 1, 2, 3, 0]


def add_list(document: DocumentObject, *levels: str) -> None:
    """Define list 77 with the levels given as XML."""
    numbering = document.part.numbering_part.element
    inside = "".join(f'<w:lvl w:ilvl="{i}">{xml}</w:lvl>' for i, xml in enumerate(levels))
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{inside}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def add_item(document: DocumentObject, text: str, level: int = 0) -> None:
    body(
        document,
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>",
    )


def level_xml(number_format: str, text: str) -> str:
    return f'<w:numFmt w:val="{number_format}"/><w:lvlText w:val="{text}"/>'


@pytest.mark.parametrize(
    ("number_format", "pattern", "first", "second"),
    [
        pytest.param("chineseCounting", "%1、", "一、甲", "二、乙", id="chinese"),
        pytest.param(
            "japaneseCounting", "（%1）", "（一）甲", "（二）乙", id="as_chinese_word_has_it"
        ),
        pytest.param("chineseCountingThousand", "第%1条", "第一条 甲", "第二条 乙", id="article"),
        pytest.param("decimal", "%1.", "1. 甲", "2. 乙", id="decimal"),
        pytest.param("decimalEnclosedCircle", "%1", "① 甲", "② 乙", id="circled"),
        pytest.param("bullet", "", "甲", "乙", id="bullet_shows_no_number"),
    ],
)
def test_automatic_numbers_stand_before_the_text(
    number_format: str, pattern: str, first: str, second: str, tmp_path: Path
) -> None:
    document = Document()
    add_list(document, level_xml(number_format, pattern))
    add_item(document, "甲")
    add_item(document, "乙")
    assert texts(document, tmp_path) == [first, second]


def test_lower_levels_restart_under_each_higher_number(tmp_path: Path) -> None:
    document = Document()
    add_list(document, level_xml("chineseCounting", "%1、"), level_xml("decimal", "%2."))
    for text, level in (("甲", 0), ("子", 1), ("丑", 1), ("乙", 0), ("寅", 1)):
        add_item(document, text, level)
    assert texts(document, tmp_path) == ["一、甲", "1. 子", "2. 丑", "二、乙", "1. 寅"]


def test_legal_numbering_writes_chinese_chapters_in_digits(tmp_path: Path) -> None:
    document = Document()
    add_list(
        document,
        level_xml("chineseCounting", "第%1章"),
        '<w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/>',
    )
    add_item(document, "甲")
    add_item(document, "乙", 1)
    assert texts(document, tmp_path) == ["第一章 甲", "1.1 乙"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        pytest.param(
            "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
            "新",
            id="tracked_changes_are_accepted",
        ),
        pytest.param(
            '<w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            "<w:t>4</w:t></w:r><w:r><w:t>亩</w:t></w:r>",
            "10⁴亩",
            id="raised_figures_stay_raised",
        ),
        pytest.param(
            "<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>",
            "控件",
            id="content_controls",
        ),
        pytest.param("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>", "链接", id="links"),
        pytest.param(
            "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>见</w:t></w:r>", "见", id="fields"
        ),
        pytest.param(
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>',
            "☑是",
            id="ticked_boxes",
        ),
        pytest.param(
            "<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:t>1</w:t><w:tab/><w:t>乙</w:t></w:r>",
            "甲-1\t乙",
            id="hyphens_and_tabs",
        ),
    ],
)
def test_a_paragraph_reads_as_word_shows_it(xml: str, text: str, tmp_path: Path) -> None:
    document = Document()
    body(document, f"<w:p>{xml}</w:p>")
    assert texts(document, tmp_path) == [text]


def test_soft_line_breaks_divide_text_at_a_known_offset(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("甲乙\n丙")
    document.add_heading("标题\n续", 1)
    blocks = load(document, tmp_path).blocks
    assert [(b.text, b.origin.paragraph, b.origin.offset) for b in blocks] == [
        ("甲乙", 1, 0),
        ("丙", 1, 3),
        ("标题续", 2, 0),
    ]


def test_body_and_tables_come_in_order_and_merged_cells_once(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(rows=3, cols=3)
    for number, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = str(number)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "乡"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "产量"
    document.add_paragraph("后")
    before, found, after = load(document, tmp_path).blocks
    assert (before.text, after.text) == ("前", "后")
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in found.rows] == [
        [("乡", 2, 1), ("产量", 1, 2)],
        [("4", 1, 1), ("5", 1, 1)],
        [("6", 1, 1), ("7", 1, 1), ("8", 1, 1)],
    ]
    assert found.rows[1][0].origin.cell == "行2列2"


def test_repeated_header_rows_are_known(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "乡"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    assert load(document, tmp_path).blocks[0].header_rows == 1


def test_a_frame_of_one_cell_is_text_and_a_nested_table_follows(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "框内文字"
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "外"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "内"
    blocks = load(document, tmp_path).blocks
    assert blocks[0].text == "框内文字"
    assert [[c.text for c in row] for b in blocks[1:] for row in b.rows] == [["外", ""], ["内", ""]]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document = Document()
    body(
        document,
        f"<w:p><w:r><w:t>主</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'>"
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert texts(document, tmp_path) == ["主", "框"]


def rewrite(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, str]) -> None:
    """Replace the members of a package."""
    with zipfile.ZipFile(path) as package:
        members = {name: change(name, package.read(name)) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in (members | {k: v.encode() for k, v in extra.items()}).items():
            package.writestr(name, data)


def test_footnotes_follow_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    document = Document()
    body(document, '<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r></w:p>')
    document.add_paragraph("下一段")
    path = tmp_path / "文件.docx"
    document.save(str(path))

    def change(name: str, data: bytes) -> bytes:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        relation = f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
        content = (
            '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats'
            '-officedocument.wordprocessingml.footnotes+xml"/></Types>'
        )
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", relation.encode())
        return data.replace(b"</Types>", content.encode()) if name.endswith("Types].xml") else data

    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注文字</w:t></w:r></w:p></w:footnote>'
    rewrite(path, change, {"word/footnotes.xml": f"<w:footnotes {W}>{note}</w:footnotes>"})
    blocks = load_file(path, LimitSettings()).blocks
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "正文"),
        (BlockKind.FOOTNOTE, "脚注文字"),
        (BlockKind.PARAGRAPH, "下一段"),
    ]


def test_page_headers_and_contents_are_left_out(tmp_path: Path) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("第一章\t1", style="toc 1")
    document.add_paragraph("正文")
    assert texts(document, tmp_path) == ["正文"]


def test_pictures_are_reported(tmp_path: Path) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (2, 2)).save(picture, "PNG")
    document = Document()
    document.add_paragraph("正文")
    document.add_picture(picture)
    assert "1 张图片" in load(document, tmp_path).warnings[0]


def test_a_shell_around_another_format_is_refused_with_a_remedy(tmp_path: Path) -> None:
    document = Document()
    body(document, "<w:altChunk></w:altChunk>")
    with pytest.raises(EmptyDocumentError, match="altChunk") as refusal:
        load(document, tmp_path)
    assert "另存为" in refusal.value.hint


def test_a_package_that_grows_too_large_is_refused_before_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "文件.docx"
    Document().save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/bomb.bin", bytes(3 * 2**20))
    with pytest.raises(UnreadableDocumentError, match="解压后有 4 MiB，超过上限 1 MiB"):
        load_file(path, LimitSettings(unpacked_mib=1))


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "文件.docx"
    Document().save(str(path))

    def change(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        return data.replace(b"<w:document", b'<!DOCTYPE w [<!ENTITY a "b">]><w:document', 1)

    rewrite(path, change, {})
    with pytest.raises(UnreadableDocumentError, match="实体"):
        load_file(path, LimitSettings())


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=3, cols=3)
    with pytest.raises(UnreadableDocumentError, match="单元格太多"):
        load(document, tmp_path, table_cells=8)
