"""What becomes of the pages of a file is remembered and told to its keeper."""

import numpy as np
import pytest

from ingest.loaders import ocr
from ingest.loaders.ocr import (
    LONGEST_SIDE,
    Picture,
    Recognition,
    RecognizedPage,
    name_pages,
    shrink,
)
from ingest.schema import Block, BlockKind
from ingest.settings import OcrSettings

BLOCK = Block(kind=BlockKind.PARAGRAPH, text="一行")


def draw(dpi: int) -> Picture:
    return np.full((dpi, dpi, 3), 255, np.uint8)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[RecognizedPage]:
    """What the recognition of the next pages is to give; the recognizer itself is left out."""
    coming: list[RecognizedPage] = []
    monkeypatch.setattr(ocr, "why_unavailable", lambda settings: "")
    monkeypatch.setattr(ocr, "recognize_page", lambda picture, number, settings: coming.pop(0))
    return coming


def test_confidence_is_the_mean_over_characters_and_doubtful_pages_are_named(
    pages: list[RecognizedPage],
) -> None:
    pages += [RecognizedPage([BLOCK], 30, 1.0, 0), RecognizedPage([BLOCK], 10, 0.6, 0)]
    recognition = Recognition(OcrSettings())
    for number in (1, 2):
        assert recognition.read(draw, number) == [BLOCK]
    assert recognition.pages == 2
    assert recognition.confidence == pytest.approx(0.9)
    (warning,) = recognition.warnings()
    assert warning.startswith("第2页的文字由图像识别，把握不大（全文平均 0.90）")


def test_lines_left_out_and_empty_pictures_are_told(pages: list[RecognizedPage]) -> None:
    pages += [RecognizedPage([BLOCK], 30, 1.0, 2), RecognizedPage([], 0, 0.0, 0)]
    recognition = Recognition(OcrSettings())
    for number in (3, 4):
        recognition.read(draw, number)
    assert list(recognition.warnings()) == [
        "第3页有 2 行认不清，没有收入；请对照原件。",
        "第4页是图像，没有认出文字；请核对原件。",
    ]


def test_a_picture_that_holds_less_than_the_text_beside_it_is_left_alone(
    pages: list[RecognizedPage],
) -> None:
    pages.append(RecognizedPage([BLOCK], 8, 1.0, 0))
    recognition = Recognition(OcrSettings())
    assert recognition.read(draw, 1, instead_of=8) == []
    assert (recognition.pages, recognition.confidence) == (0, None)
    assert list(recognition.warnings()) == []


def test_a_page_beyond_the_limit_is_not_even_drawn(pages: list[RecognizedPage]) -> None:
    def must_not_draw(dpi: int) -> Picture:
        raise AssertionError(dpi)

    pages.append(RecognizedPage([BLOCK], 8, 1.0, 0))
    recognition = Recognition(OcrSettings(pages=1))
    recognition.read(draw, 1)
    assert recognition.read(must_not_draw, 2) == []
    assert "超过每份文件识别 1 页的上限" in next(recognition.warnings())


@pytest.mark.parametrize(("height", "width"), [(100, 200), (3000, 100), (9000, 9000)])
def test_a_picture_is_shrunk_to_a_bounded_size_and_never_enlarged(height: int, width: int) -> None:
    shrunk = shrink(np.zeros((height, width, 3), np.uint8))
    assert max(shrunk.shape) == min(LONGEST_SIDE, max(height, width))


def test_many_pages_are_named_by_the_first_ten() -> None:
    assert name_pages(range(1, 13)) == "第1、2、3、4、5、6、7、8、9、10等 12 页"
