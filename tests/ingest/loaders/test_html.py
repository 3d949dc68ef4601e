"""Web pages: the article stays, the furniture goes."""

from pathlib import Path

import pytest

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import BlockKind, LoadedFile
from ingest.settings import LimitSettings


def load(page: str, tmp_path: Path, encoding: str = "utf-8") -> LoadedFile:
    path = tmp_path / "网页.html"
    path.write_bytes(page.encode(encoding))
    return load_file(path, LimitSettings())


def texts(page: str, tmp_path: Path) -> list[str]:
    return [block.text for block in load(page, tmp_path).blocks]


MENU = '<div id="menu"><a href="/">首页</a><a href="/zc">政策</a></div>'
LINKS = '<ul><li><a href="/1">要闻一</a></li><li><a href="/2">要闻二</a></li></ul>'


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param(MENU, id="menu_by_name"),
        pytest.param(LINKS, id="list_of_links"),
        pytest.param("<script>var a='脚本';</script>", id="script"),
        pytest.param("<nav>导航</nav>", id="nav"),
        pytest.param("<p style='display:none'>隐藏</p>", id="hidden"),
        pytest.param("<p>版权所有：甲县人民政府</p>", id="colophon"),
        pytest.param("<p>您当前的位置：首页 &gt; 政务公开</p>", id="path_to_the_page"),
        pytest.param("<p>字号：[大 中 小] 打印 分享</p>", id="tools_in_words"),
        pytest.param("<p>【打印本页】【关闭窗口】</p>", id="tools_in_brackets"),
        pytest.param("<p>浏览次数：108 分享到：微信 微博</p>", id="tools_with_a_counter"),
        pytest.param("<!-- 注释 -->", id="comment"),
    ],
)
def test_furniture_is_left_out(furniture: str, tmp_path: Path) -> None:
    page = f"<html><body><h1>通知</h1><p>正文一句。</p>{furniture}</body></html>"
    assert texts(page, tmp_path) == ["通知", "正文一句。"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            '<p>附件：<a href="/a.docx">申请表</a><a href="/b.xls">名单</a></p>', id="files"
        ),
        pytest.param(
            '<p>按《<a href="/x">甲办法</a>》《<a href="/y">乙细则</a>》执行，不得有误。</p>',
            id="prose",
        ),
        pytest.param("<p>发布日期：2023年5月1日</p>", id="date"),
    ],
)
def test_what_looks_like_furniture_but_is_content_stays(content: str, tmp_path: Path) -> None:
    page = f"<html><body><h1>通知</h1>{content}</body></html>"
    assert len(texts(page, tmp_path)) == 2


def test_a_page_of_links_alone_is_read_whole(tmp_path: Path) -> None:
    assert texts(f"<html><body>{LINKS}</body></html>", tmp_path) == ["要闻一", "要闻二"]


def test_document_number_and_dates_in_a_head_table_stay(tmp_path: Path) -> None:
    page = (
        "<html><head><title>通知_甲县政府</title><meta name='ArticleTitle' content='通知'></head>"
        "<body><table><tr><td>发文字号：</td><td>甲政发〔2023〕5号</td></tr>"
        "<tr><td>成文日期：</td><td>2023年05月01日</td></tr></table><p>正文。</p></body></html>"
    )
    loaded = load(page, tmp_path)
    assert loaded.title == "通知"
    assert [[c.text for c in row] for row in loaded.blocks[0].rows] == [
        ["发文字号：", "甲政发〔2023〕5号"],
        ["成文日期：", "2023年05月01日"],
    ]


def test_merged_cells_stand_once_with_their_spans(tmp_path: Path) -> None:
    page = (
        "<html><body><table><caption>表1 产量</caption>"
        "<tr><th rowspan=2>乡</th><th colspan=2>产量</th></tr><tr><th>粮</th><th>棉</th></tr>"
        "<tr><td>甲</td><td>1.5</td><td>2.5</td></tr></table></body></html>"
    )
    caption, table = load(page, tmp_path).blocks
    assert (caption.text, table.header_rows) == ("表1 产量", 2)
    cells = [(c.text, c.row_span, c.column_span, c.origin.cell) for r in table.rows for c in r]
    assert cells[:4] == [
        ("乡", 2, 1, "行1列1"),
        ("产量", 1, 2, "行1列2"),
        ("粮", 1, 1, "行2列2"),
        ("棉", 1, 1, "行2列3"),
    ]


def test_spans_without_end_stop_at_the_table(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tr><td rowspan=999999999 colspan=999999999>甲</td><td>乙</td></tr>"
        "<tr><td>丙</td></tr></table></body></html>"
    )
    (table,) = load(page, tmp_path).blocks
    assert table.rows[0][0].row_span == 2
    assert table.rows[0][0].column_span <= 200


def test_a_table_for_layout_is_read_as_text(tmp_path: Path) -> None:
    page = "<body><table><tr><td><p>甲。</p></td></tr><tr><td>乙。</td></tr></table></body>"
    assert texts(page, tmp_path) == ["甲。", "乙。"]


def test_line_breaks_divide_paragraphs_but_not_headings(tmp_path: Path) -> None:
    page = "<html><body><h1>甲县<br>通知</h1><div>一、甲。<br>二、乙。</div></body></html>"
    assert texts(page, tmp_path) == ["甲县通知", "一、甲。", "二、乙。"]


def test_items_of_an_ordered_list_keep_their_numbers(tmp_path: Path) -> None:
    page = "<html><body><ol start=3><li>甲</li><li>乙</li><li>5. 丙</li></ol></body></html>"
    assert texts(page, tmp_path) == ["3. 甲", "4. 乙", "5. 丙"]


def test_raised_figures_do_not_join_the_number_before(tmp_path: Path) -> None:
    page = "<html><body><p>10<sup>4</sup>亩，3km<sup>2</sup></p></body></html>"
    assert texts(page, tmp_path) == ["10⁴亩，3km²"]


def test_source_line_ends_inside_chinese_are_no_spaces(tmp_path: Path) -> None:
    assert texts("<html><body><p>资金\n  管理 办法</p></body></html>", tmp_path) == [
        "资金管理 办法"
    ]


def test_the_declared_charset_is_used(tmp_path: Path) -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>镕基</p></body></html>'
    assert load(page, tmp_path, "gb18030").blocks[0].text == "镕基"


def test_a_page_made_by_script_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError, match="脚本") as refusal:
        load("<html><body><div id='app'></div><script>go()</script></body></html>", tmp_path)
    assert "PDF" in refusal.value.hint


def test_entities_are_not_fetched_and_deep_nesting_is_read(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;甲</p>'
        + "<div>" * 3000
        + "乙"
        + "</div>" * 3000
        + "</body></html>"
    )
    text = "".join(texts(page, tmp_path))
    assert "甲" in text
    assert "root:" not in text


def test_reading_order_is_kept(tmp_path: Path) -> None:
    page = "<html><body>甲<p>乙</p>丙<table><tr><td>1</td><td>2</td></tr></table>丁</body></html>"
    kinds = [(b.kind, b.text, b.origin.paragraph) for b in load(page, tmp_path).blocks]
    assert kinds == [
        (BlockKind.PARAGRAPH, "甲", 1),
        (BlockKind.PARAGRAPH, "乙", 2),
        (BlockKind.PARAGRAPH, "丙", 3),
        (BlockKind.TABLE, "", 4),
        (BlockKind.PARAGRAPH, "丁", 5),
    ]


@pytest.mark.parametrize(
    "line",
    ["打印机由乡镇统一采购。", "大中小学", "发布时间：2024-05-01 字号：大 中 小", "分享经验"],
)
def test_lines_that_only_begin_like_tools_stay(line: str, tmp_path: Path) -> None:
    page = f"<html><body><h1>通知</h1><p>{line}</p><p>正文一句。</p></body></html>"
    assert line in texts(page, tmp_path)


def test_a_figure_and_its_unit_stay_together_where_the_source_is_wrapped(tmp_path: Path) -> None:
    page = "<html><body><p>补贴 800\n 元，住 5\n 日照村，15\n  日内发放。</p></body></html>"
    assert texts(page, tmp_path) == ["补贴 800元，住 5 日照村，15 日内发放。"]


def test_a_line_of_many_tools_takes_no_time(tmp_path: Path) -> None:
    page = f"<html><body><p>{'字体大小' * 2000}好</p><p>正文。</p></body></html>"
    assert len(texts(page, tmp_path)) == 2


def test_a_few_merged_cells_cannot_blow_a_table_up(tmp_path: Path) -> None:
    cell = '<td rowspan="60" colspan="100">公开</td>'
    page = f"<table>{('<tr>' + cell * 2 + '</tr>') * 60}</table>"
    path = tmp_path / "网页.html"
    path.write_text(page, encoding="utf-8")
    assert load_file(path, LimitSettings()).blocks
    with pytest.raises(UnreadableDocumentError, match="合并") as raised:
        load_file(path, LimitSettings(table_cells=10_000))
    assert raised.value.hint
