"""PDF files: lines, columns and ruled tables by page; pictures recognized where text is missing."""

from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from ingest.cleaning import clean
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings, OcrSettings

DATA = Path(__file__).parents[2] / "data" / "loaders"
SCAN = str(DATA / "sample.png")


def start(path: Path, size: tuple[float, float] = (420, 595)) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = Canvas(str(path), pagesize=size)
    page.setFont("STSong-Light", 12)
    return page


def draw_table(page: Canvas, rows: list[list[str]], *, top: float) -> None:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), "STSong-Light"),
    ]
    table = Table(rows, style=style, colWidths=90, rowHeights=20)
    table.wrapOn(page, 400, 400)
    table.drawOn(page, 50, top - 20 * len(rows))


def test_a_ruled_table_stands_between_the_lines_around_it() -> None:
    before, table, after = load_file(DATA / "merged_cells.pdf", LimitSettings()).blocks
    assert (before.text, after.text) == ("表前的一行。", "表后的一行。")
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows] == [
        [("地区", 2, 1), ("产量", 1, 2)],
        [("上半年", 1, 1), ("下半年", 1, 1)],
        [("甲乡", 1, 1), ("12", 1, 1), ("34", 1, 1)],
    ]
    assert table.rows[1][0].origin.cell == "行2列2"


NO_OCR = OcrSettings(enabled=False)


def test_pages_without_a_text_layer_are_named() -> None:
    loaded = load_file(DATA / "scan_between_text.pdf", LimitSettings(), NO_OCR)
    assert loaded.pages == 3
    assert [block.origin.page for block in loaded.blocks] == [1, 3]
    assert loaded.warnings[0].startswith("第2页是扫描图像，没有文字层，没有读取；文字识别已关闭")


def test_a_scan_without_any_text_is_refused_with_a_remedy() -> None:
    with pytest.raises(EmptyDocumentError, match="扫描件") as refusal:
        load_file(DATA / "scan_without_text.pdf", LimitSettings(), NO_OCR)
    assert "OCR" in refusal.value.hint


def test_a_scan_in_which_nothing_is_recognized_is_refused() -> None:
    with pytest.raises(EmptyDocumentError, match="也没有认出文字"):
        load_file(DATA / "scan_without_text.pdf", LimitSettings(), OcrSettings(dpi=72))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> LoadedFile:
    """A page of text, a scanned one with a page number, and one whose text layer is garbled."""
    path = tmp_path_factory.mktemp("mixed") / "混排.pdf"
    page = start(path, (380, 300))
    page.drawString(50, 240, "第一页有文字，也就不需要识别。")
    page.showPage()
    page.drawImage(SCAN, 20, 30, 330, 260)
    page.drawString(200, 10, "2")
    page.showPage()
    page.drawImage(SCAN, 20, 30, 330, 260)
    # As recognition by others leaves it: unseen, over the picture.
    unseen = page.beginText(50, 240)
    unseen.setTextRenderMode(3)
    unseen.textLines(["(cid:12)(cid:345)(cid:6)(cid:78)(cid:910)"] * 6)
    page.drawText(unseen)
    page.save()
    return load_file(path, LimitSettings(), OcrSettings(dpi=144))


@pytest.mark.parametrize("number", [2, 3])
def test_blank_and_garbled_pages_are_recognized_among_others_that_read_well(
    mixed: LoadedFile, number: int
) -> None:
    texts = [block.text for block in mixed.blocks if block.origin.page == number]
    assert "为规范甲县财政资金的使用，制定本办法。" in texts
    assert [block.text for block in mixed.blocks if block.origin.page == 1] == [
        "第一页有文字，也就不需要识别。"
    ]


def test_recognized_pages_are_counted_and_their_tables_kept(mixed: LoadedFile) -> None:
    assert (mixed.pages, mixed.ocr_pages) == (3, 2)
    tables = [block for block in mixed.blocks if block.rows]
    assert [block.origin.page for block in tables] == [2, 3]
    assert tables[0].rows[2][1].text == "987.0"
    assert tables[0].rows[2][1].origin.page == 2


def test_a_garbled_page_that_cannot_be_recognized_stays_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "乱码.pdf"
    page = start(path)
    page.drawString(50, 540, "(cid:12)(cid:345)(cid:6)(cid:78)")
    page.save()
    loaded = load_file(path, LimitSettings(), NO_OCR)
    assert loaded.blocks
    assert loaded.warnings[0].startswith("第1页的文字层是乱码")


def test_columns_that_were_written_side_by_side_are_read_one_after_the_other(
    tmp_path: Path,
) -> None:
    path = tmp_path / "两栏.pdf"
    page = start(path, (595, 842))
    page.drawString(100, 780, "跨过两栏的标题，写着资金安排和项目清单的情况通报")
    for line in range(5):
        page.drawString(50, 740 - 20 * line, f"左栏第{line}行写着各乡镇的资金安排。")
        page.drawString(320, 740 - 20 * line, f"右栏第{line}行写着各村的项目清单。")
    page.save()
    texts = [block.text for block in load_file(path, LimitSettings()).blocks]
    assert texts[0].startswith("跨过两栏")
    assert [text[:4] for text in texts[1:]] == [
        f"{side}栏第{n}" for side in "左右" for n in range(5)
    ]


@pytest.mark.parametrize("flag", [0, 90, 180, 270])
def test_a_table_drawn_sideways_is_read_as_it_stands(flag: int, tmp_path: Path) -> None:
    path = tmp_path / "横放.pdf"
    page = start(path)
    page.setPageRotation(flag)
    page.rotate(90)
    page.translate(0, -420)
    page.setFont("STSong-Light", 12)
    page.drawString(50, 380, "横放的一行。")
    draw_table(page, [["地区", "产量"], ["甲乡", "12"], ["乙乡", "34"]], top=360)
    page.save()
    line, table = load_file(path, LimitSettings()).blocks
    assert line.text == "横放的一行。"
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows == [["地区", "产量"], ["甲乡", "12"], ["乙乡", "34"]]


def test_a_table_goes_on_over_pages_under_its_header(tmp_path: Path) -> None:
    path = tmp_path / "续表.pdf"
    page = start(path)
    for number in range(1, 4):
        header = [["乡镇", "项目", "万元"]] if number == 1 else []
        rows = [[f"乡{number}{row}", "道路", f"{number}{row}"] for row in range(3)]
        page.setFont("STSong-Light", 12)
        page.drawString(50, 560, "甲县资金项目计划")
        draw_table(page, header + rows, top=520)
        page.drawString(200, 30, f"第{number}页")
        page.showPage()
    page.save()
    (table,) = [p for p in clean(load_file(path, LimitSettings())).passages if p.rows]
    assert len(table.rows) == 9
    assert {row.headers for row in table.rows} == {("乡镇", "项目", "万元")}


def test_a_file_with_a_password_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="设有密码"):
        load_file(DATA / "encrypted.pdf", LimitSettings())


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="共 3 页，超过上限 2 页"):
        load_file(DATA / "scan_between_text.pdf", LimitSettings(pages=2))
