"""The place of a citation on its page: exact rectangles, or none."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from assistant.viewing.pages import Box, fold
from assistant.viewing.schema import Place
from tests.assistant.viewing.reading import SourceFile

REPOSITORY = Path(__file__).parents[3]
SCAN = REPOSITORY / "tests/data/loaders/sample.png"
WIDTH, HEIGHT = 420, 595
SIZE = 12
# Names a page that a text layer of a few words would not be worth.
FILLER = (
    "本页用来核对出处在页面上的位置，所写内容都是虚构的，请勿引用，如有雷同纯属巧合，特此说明如下。"
)

Draw = Callable[[Canvas], None]


def make_pdf(folder: Path, *pages: Draw) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = folder / "页面.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for draw in pages:
        canvas.setFont("STSong-Light", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def assert_holds(
    place: Place,
    left: float,
    baseline: float,
    width: float,
    *,
    page: int = 1,
    paper: tuple[float, float] = (WIDTH, HEIGHT),
) -> None:
    """A line of type that begins at a point (from the upper left), in points, and no more."""
    assert place.page == page
    assert place.left * paper[0] == pytest.approx(left, abs=1)
    assert place.width * paper[0] == pytest.approx(width, abs=1.5)
    top, bottom = place.top * paper[1], (place.top + place.height) * paper[1]
    assert top <= baseline - 0.7 * SIZE <= baseline <= bottom
    assert bottom - top < 1.5 * SIZE


def test_a_sentence_is_marked_from_its_first_to_its_last_sign(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "护渠员管护村内渠道。每人每月补贴八百元。逾期不补。")

    (place,) = SourceFile(make_pdf(tmp_path, draw)).places("每人每月补贴八百元。")
    assert_holds(place, 30 + 10 * SIZE, HEIGHT - 540, 10 * SIZE)


def test_a_sentence_over_two_lines_has_a_rectangle_for_each(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "护渠员由村民委员会民主评议产生，每人每月补贴八百")
        canvas.drawString(30, 520, "元，按季度发放。")

    first, second = SourceFile(make_pdf(tmp_path, draw)).places("每月补贴八百元，按季度")
    assert_holds(first, 30 + 18 * SIZE, HEIGHT - 540, 6 * SIZE)
    assert_holds(second, 30, HEIGHT - 520, 5 * SIZE)


def test_a_sentence_over_two_pages_is_marked_on_both(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "第一条 护渠员管理办法适用于全县各乡镇各行政村。")
        canvas.drawString(30, 60, "护渠员由村民委员会民主评议产生，每人每月补贴八百")

    def second(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "元，按季度发放，逾期不补。")

    file = SourceFile(make_pdf(tmp_path, first, second))
    above, below = file.places("每月补贴八百元，按季度")
    assert_holds(above, 30 + 18 * SIZE, HEIGHT - 60, 6 * SIZE)
    assert_holds(below, 30, HEIGHT - 540, 5 * SIZE, page=2)


def test_columns_that_were_drawn_side_by_side_are_told_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 10)
        for line in range(5):
            canvas.drawString(30, 540 - 20 * line, f"左栏{line}行写着各乡镇的资金安排，")
            canvas.drawString(220, 540 - 20 * line, f"右栏{line}行写着各村的项目清单，")

    file = SourceFile(make_pdf(tmp_path, draw))
    above, below = file.places("资金安排，左栏2行写着")
    assert above.left > 30 / WIDTH
    assert (below.left * WIDTH, below.width * WIDTH) == (
        pytest.approx(30, abs=1),
        pytest.approx(55, abs=1),
    )
    assert above.left + above.width < 210 / WIDTH


def table(canvas: Canvas, rows: list[list[str]]) -> None:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), "STSong-Light", SIZE),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
    ]
    drawn = Table(rows, style=style, colWidths=90, rowHeights=20)
    drawn.wrapOn(canvas, 400, 400)
    drawn.drawOn(canvas, 40, 400)


ROWS = [["乡镇", "户数", "人数"], ["甲乡", "12", "112"], ["乙乡", "112", "12"], ["丙乡", "0", "0"]]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> SourceFile:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(40, 540, FILLER[:28])
        table(canvas, ROWS)

    return SourceFile(make_pdf(tmp_path_factory.mktemp("ledger"), draw))


@pytest.mark.parametrize(("row", "column"), [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)])
def test_a_cell_is_marked_alone_though_others_hold_the_same(
    ledger: SourceFile, row: int, column: int
) -> None:
    (shown,) = [block for block in ledger.blocks if block.rows]
    cell = shown.rows[row - 1].cells[column]
    assert cell.text == ROWS[row][column]
    (place,) = ledger.places_between(cell.start, cell.end)
    left, top = 40 + 90 * column, HEIGHT - 400 - 20 * (len(ROWS) - row)
    assert left < place.left * WIDTH
    assert (place.left + place.width) * WIDTH < left + 90
    assert top < (place.top + place.height / 2) * HEIGHT < top + 20


def test_a_row_has_a_rectangle_for_each_cell(ledger: SourceFile) -> None:
    places = ledger.places("乙乡 | 112 | 12")
    assert [round(place.left * WIDTH - 46) // 90 for place in places] == [0, 1, 2]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_marked_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "每人每月补贴八百元。")
        canvas.drawString(30, 500, FILLER[:28])

    document = PdfDocument(make_pdf(tmp_path, draw))
    document[0].set_rotation(turn)
    document.save(tmp_path / "转过.pdf")
    document.close()
    (place,) = SourceFile(tmp_path / "转过.pdf").places("补贴八百元")
    # The middle of the words as they stand before the page is turned, from the upper left.
    across, down = (30 + 6.5 * SIZE) / WIDTH, (HEIGHT - 540 - 4) / HEIGHT
    shown = {90: (1 - down, across), 180: (1 - across, 1 - down), 270: (down, 1 - across)}[turn]
    assert (place.left + place.width / 2, place.top + place.height / 2) == pytest.approx(
        shown, abs=0.01
    )
    long_side = place.width * WIDTH if turn == 180 else place.height * WIDTH
    assert long_side == pytest.approx(5 * SIZE, abs=1.5)


def test_lines_that_run_up_the_page_have_one_rectangle_each(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(30, -100, "护渠员由村民委员会民主评议产生，每人每月补贴八百")
        canvas.drawString(30, -120, "元，按季度发放，逾期不补，特此通知各乡镇各村。")

    places = SourceFile(make_pdf(tmp_path, draw)).places("每月补贴八百元，按季度")
    assert [round(place.height * HEIGHT / SIZE) for place in places] == [6, 5]
    assert places[0].left < 100 / WIDTH < places[0].left + places[0].width


def test_a_cropped_page_is_marked_as_it_is_shown(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 440, "每人每月补贴八百元。")
        canvas.drawString(60, 400, FILLER[:25])

    document = PdfDocument(make_pdf(tmp_path, draw))
    document[0].set_cropbox(50, 300, 400, 500)
    document.save(tmp_path / "裁切.pdf")
    document.close()
    (place,) = SourceFile(tmp_path / "裁切.pdf").places("补贴八百元")
    assert_holds(place, 10 + 4 * SIZE, 60, 5 * SIZE, paper=(350, 200))


def test_what_stands_twice_is_told_by_what_surrounds_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "护渠员每月补贴八百元。")
        canvas.drawString(30, 500, "护林员每月补贴八百元。")

    file = SourceFile(make_pdf(tmp_path, draw))
    for occurrence, baseline in enumerate((540, 500)):
        (place,) = file.places("每月补贴八百元", occurrence=occurrence)
        assert_holds(place, 30 + 3 * SIZE, HEIGHT - baseline, 7 * SIZE)


def test_what_is_not_on_the_page_is_not_marked(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "护渠员每月补贴八百元。")

    def other(canvas: Canvas) -> None:
        canvas.drawString(30, 540, "护渠员每月补贴六百元。")

    file = SourceFile(make_pdf(tmp_path, draw))
    make_pdf(tmp_path, other)
    assert file.places("八百元") == []
    assert len(file.places("护渠员")) == 1


# --- Scans ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def upright() -> Place:
    """The line of a scan that holds some words."""
    (place,) = SourceFile(SCAN).places("甲县财政资金")
    return place


def test_the_line_of_a_scan_that_holds_the_words_is_marked(upright: Place) -> None:
    place = upright
    ink = Image.open(SCAN).convert("L")
    line = ink.crop(
        (
            round(place.left * ink.width),
            round(place.top * ink.height),
            round((place.left + place.width) * ink.width),
            round((place.top + place.height) * ink.height),
        )
    )
    assert line.getextrema()[0] < 100
    assert place.height < 0.15
    assert place.width > 0.4


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_scan_on_its_side_is_marked_as_it_lies(
    tmp_path: Path, upright: Place, turns: int
) -> None:
    path = tmp_path / "横放.png"
    Image.open(SCAN).rotate(90 * turns, expand=True).save(path)
    (place,) = SourceFile(path).places("甲县财政资金")
    across, down = upright.left + upright.width / 2, upright.top + upright.height / 2
    for _ in range(turns):
        across, down = down, 1 - across
    assert (place.left + place.width / 2, place.top + place.height / 2) == pytest.approx(
        (across, down), abs=0.02
    )


# --- The documents of the corpus ------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "corpus/documents").glob("*.pdf")), ids=lambda path: path.name
)
def test_every_block_and_cell_of_the_corpus_is_found_on_its_page(path: Path) -> None:
    file = SourceFile(path)
    bounds = [
        (cell.start, cell.end)
        for block in file.blocks
        for row in (*block.headers, *block.rows)
        for cell in row.cells
        if cell.text
    ]
    bounds += [(block.start, block.end) for block in file.blocks if not block.rows]
    for start, end in bounds:
        places = file.places_between(start, end)
        assert places, file.text[start:end]
        assert {place.page for place in places} == {
            stretch.page for stretch in file.source.stretches(start, end)
        }


@pytest.fixture(scope="module")
def report() -> SourceFile:
    return SourceFile(REPOSITORY / "corpus/documents/易地搬迁后续扶持调研报告.pdf")


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_mark_holds_the_cited_signs_and_no_others(
    report: SourceFile, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(report.text) - 1))
    end = data.draw(st.integers(start + 1, min(len(report.text), start + 80)))
    places = report.places_between(start, end)
    marked = Counter[str]()
    for page in {place.page for place in places}:
        signs = report.signs(page)
        here = [place for place in places if place.page == page]
        for sign, box in zip(signs.text, signs.boxes, strict=True):
            marked[sign] += any(holds(place, box) for place in here)
    cited = Counter(
        fold("".join(report.text[slice(*piece)] for piece in stretch.pieces))
        for stretch in report.source.stretches(start, end)
    )
    # A cell that is merged over columns stands in the text once for each of them, and the last of
    # them may be cited in part.
    whole = [text for text in cited if not any(text in other for other in cited if other != text)]
    signs_cited = Counter("".join(whole))
    assert not marked - Counter("".join(cited.elements()))
    assert not places or not signs_cited - marked


def holds(place: Place, box: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return (
        place.left <= across <= place.left + place.width
        and place.top <= down <= place.top + place.height
    )
