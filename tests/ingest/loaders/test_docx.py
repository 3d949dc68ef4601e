"""Word documents: what Word shows is what is read."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.packuri import PackURI
from docx.opc.part import Part
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


@pytest.mark.parametrize(
    ("pattern", "suffix", "text"),
    [
        ("第%1条\u3000", "nothing", "第一条\u3000甲"),
        ("第%1条\u3000", "tab", "第一条\u3000甲"),
        ("第%1条 ", "nothing", "第一条 甲"),
        ("第%1条", "nothing", "第一条甲"),
        ("（%1） ", "tab", "（一）甲"),
    ],
)
def test_the_blank_behind_a_number_is_the_one_that_was_typed(
    pattern: str, suffix: str, text: str, tmp_path: Path
) -> None:
    document = Document()
    number = level_xml("chineseCounting", pattern)
    add_list(document, f'{number}<w:suff w:val="{suffix}"/>')
    add_item(document, "甲")
    assert texts(document, tmp_path) == [text]


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
            "<w:r><w:t>第一条\u3000为加强管理</w:t></w:r>",
            "第一条\u3000为加强管理",
            id="full_width_blanks",
        ),
        pytest.param(
            "<w:r><w:t>见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>',
            "见显",
            id="hidden_text_is_left_out",
        ),
        pytest.param(
            "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
            "<w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>",
            "新",
            id="moved_text_stands_where_it_was_moved_to",
        ),
        pytest.param(
            '<w:fldSimple w:instr="DATE"><w:r><w:t>5月1日</w:t></w:r></w:fldSimple>',
            "5月1日",
            id="results_of_fields",
        ),
        pytest.param(
            "<w:r><w:ruby><w:rt><w:r><w:t>sui</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>睢</w:t></w:r>"
            "</w:rubyBase></w:ruby><w:t>县</w:t></w:r>",
            "睢县",
            id="no_pinyin",
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


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        pytest.param(
            f"<m:f><m:num>{run('甲+乙')}</m:num><m:den>{run('2')}</m:den></m:f>",
            "(甲+乙)/2",
            id="fraction",
        ),
        pytest.param(
            f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>", "x²", id="power"
        ),
        pytest.param(
            f"<m:sSub><m:e>{run('S')}</m:e><m:sub>{run('i')}</m:sub></m:sSub>", "S_i", id="index"
        ),
        pytest.param(f"<m:rad><m:deg/><m:e>{run('a+b')}</m:e></m:rad>", "√(a+b)", id="root"),
        pytest.param(
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{run("i=1")}</m:sub>'
            f"<m:sup>{run('n')}</m:sup><m:e>{run('x')}</m:e></m:nary>",
            "∑_(i=1)^nx",
            id="sum",
        ),
        pytest.param(
            f"<m:d><m:e>{run('1-r')}</m:e></m:d>{run('×100%')}", "(1-r)×100%", id="brackets"
        ),
        pytest.param(
            f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{run("a")}</m:e>'
            "</m:d>",
            "[a]",
            id="other_brackets",
        ),
    ],
)
def test_equations_stand_in_one_line(xml: str, text: str, tmp_path: Path) -> None:
    document = Document()
    equation = f"<m:oMathPara {M}><m:oMath>{xml}</m:oMath></m:oMathPara>"
    body(document, f"<w:p><w:r><w:t>补贴=</w:t></w:r>{equation}</w:p>")
    assert texts(document, tmp_path) == [f"补贴={text}"]


def test_paragraphs_whose_mark_was_deleted_are_one(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("前")
    body(
        document,
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>每人每月</w:t></w:r>"
        "<w:del><w:r><w:delText>五百元</w:delText></w:r></w:del></w:p>",
    )
    document.add_paragraph("八百元。")
    document.add_paragraph("后")
    blocks = load(document, tmp_path).blocks
    assert [(b.text, b.origin.paragraph) for b in blocks] == [
        ("前", 1),
        ("每人每月八百元。", 2),
        ("后", 3),
    ]


def test_a_table_of_contents_in_its_control_is_left_out(tmp_path: Path) -> None:
    document = Document()
    body(
        document,
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    document.add_paragraph("正文")
    assert texts(document, tmp_path) == ["正文"]


def test_comments_and_hidden_text_are_counted(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("补贴八百元。")
    document.add_comment(paragraph.runs, text="请核对", author="甲")
    body(document, "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>")
    loaded = load(document, tmp_path)
    assert [block.text for block in loaded.blocks] == ["补贴八百元。"]
    assert ["1 条批注" in loaded.warnings[0], "1 处隐藏的文字" in loaded.warnings[1]] == [
        True,
        True,
    ]


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


@pytest.mark.parametrize("note", ["footnote", "endnote"])
def test_notes_follow_the_paragraph_that_refers_to_them(note: str, tmp_path: Path) -> None:
    document = Document()
    body(document, f'<w:p><w:r><w:t>正文</w:t><w:{note}Reference w:id="2"/></w:r></w:p>')
    document.add_paragraph("下一段")
    path = tmp_path / "文件.docx"
    document.save(str(path))

    def change(name: str, data: bytes) -> bytes:
        kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{note}s"
        relation = f'<Relationship Id="rIdF" Type="{kind}" Target="{note}s.xml"/></Relationships>'
        content = (
            f'<Override PartName="/word/{note}s.xml" ContentType="application/vnd.openxmlformats'
            f'-officedocument.wordprocessingml.{note}s+xml"/></Types>'
        )
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", relation.encode())
        return data.replace(b"</Types>", content.encode()) if name.endswith("Types].xml") else data

    text = f'<w:{note} w:id="2"><w:p><w:r><w:t>注释文字</w:t></w:r></w:p></w:{note}>'
    rewrite(path, change, {f"word/{note}s.xml": f"<w:{note}s {W}>{text}</w:{note}s>"})
    blocks = load_file(path, LimitSettings()).blocks
    assert [(b.kind, b.text) for b in blocks] == [
        (BlockKind.PARAGRAPH, "正文"),
        (BlockKind.FOOTNOTE, "注释文字"),
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


def embed(document: DocumentObject, data: bytes, name: str, content_type: str) -> None:
    """Append an embedded file to the body."""
    part = Part(PackURI(f"/word/{name}"), content_type, data, document.part.package)
    id_ = document.part.relate_to(part, f"{RELATIONSHIPS}/aFChunk")
    body(document, f'<w:altChunk xmlns:r="{RELATIONSHIPS}" r:id="{id_}"></w:altChunk>')


RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = "<p>第一条 为规范。</p><table><tr><td>甲</td><td>乙</td></tr></table><p>第二条 试行。</p>"


def as_mail(page: str) -> bytes:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=b\n\n--b\n"
    kind = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return f"{head}{kind}<html><body>{page}</body></html>\n--b--\n".encode()


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        pytest.param(as_mail(PAGE), "afchunk.mht", "message/rfc822", id="mht"),
        pytest.param(PAGE.encode("gb18030"), "a.xhtml", "application/xhtml+xml", id="fragment"),
        pytest.param(f"<html>{PAGE}</html>".encode(), "a.htm", "text/html", id="page"),
    ],
)
def test_an_embedded_page_is_read_where_it_stands(
    data: bytes, name: str, content_type: str, tmp_path: Path
) -> None:
    document = Document()
    document.add_paragraph("前")
    embed(document, data, name, content_type)
    document.add_paragraph("后")
    blocks = load(document, tmp_path).blocks
    assert [b.text for b in blocks] == ["前", "第一条 为规范。", "", "第二条 试行。", "后"]
    assert [b.origin.paragraph for b in blocks] == [1, 2, 3, 4, 5]
    assert [[c.text for c in row] for row in blocks[2].rows] == [["甲", "乙"]]


def as_bytes(document: DocumentObject) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def test_embedded_word_documents_end_at_a_depth(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("底")
    for level in range(4, 0, -1):
        outer = Document()
        outer.add_paragraph(str(level))
        embed(outer, as_bytes(document), "a.docx", WORD)
        document = outer
    loaded = load(document, tmp_path)
    assert [block.text for block in loaded.blocks] == ["1", "2", "3", "4"]
    assert "不止 3 层" in loaded.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"%PDF-1.4", "application/pdf", id="a_format_not_read_here"),
        pytest.param(b"PK\x03\x04", "损坏", id="damaged"),
    ],
)
def test_a_shell_whose_inside_is_not_read_is_refused_with_the_reason(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    document = Document()
    embed(document, data, "a.bin", "application/octet-stream")
    with pytest.raises(EmptyDocumentError, match=reason) as refusal:
        load(document, tmp_path)
    assert "文件.docx" in refusal.value.message
    assert "另存为" in refusal.value.hint


def test_a_shell_without_its_inside_is_refused(tmp_path: Path) -> None:
    document = Document()
    body(document, "<w:altChunk></w:altChunk>")
    with pytest.raises(EmptyDocumentError, match="altChunk"):
        load(document, tmp_path)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_documents_with_macros_and_templates_are_read_as_text(
    content_type: str, tmp_path: Path
) -> None:
    document = Document()
    document.add_paragraph("正文")
    path = tmp_path / "文件.docm"
    document.save(str(path))
    rewrite(path, lambda name, data: data.replace(WORD.encode(), content_type.encode()), {})
    loaded = load_file(path, LimitSettings())
    assert [block.text for block in loaded.blocks] == ["正文"]
    assert any("宏没有运行" in note for note in loaded.warnings) == ("macro" in content_type)


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
