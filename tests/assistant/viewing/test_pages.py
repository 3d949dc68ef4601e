"""Pages are drawn at the width that is asked for, and a bad file costs its picture alone."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assistant.viewing.pages import PDF, TALLEST, DrawPage, PictureFormat, fold
from assistant.viewing.viewer import READERS
from ingest.errors import IngestError, UnreadableDocumentError
from ingest.settings import LimitSettings, OcrSettings

DATA = Path(__file__).parents[2] / "data/loaders"


def drawing(
    path: Path,
    *,
    number: int = 1,
    width: int = 600,
    media_type: str = PDF,
    picture_format: PictureFormat = PictureFormat.PNG,
    limits: LimitSettings = LimitSettings(),  # noqa: B008
) -> DrawPage:
    return DrawPage(
        path=path,
        file=path.name,
        limits=limits,
        media_type=media_type,
        number=number,
        ocr=OcrSettings(),
        width=width,
        picture_format=picture_format,
    )


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


@pytest.mark.parametrize("picture_format", PictureFormat)
def test_a_page_is_as_wide_as_asked(picture_format: PictureFormat) -> None:
    drawn = opened(drawing(DATA / "sample.pdf", picture_format=picture_format).run())
    assert drawn.width == 600
    assert drawn.get_format_mimetype() == picture_format
    assert drawn.convert("L").getextrema()[0] < 128


def test_webp_is_smaller_than_png() -> None:
    scan = DATA / "scan_without_text.pdf"
    png, webp = (drawing(scan, picture_format=each).run() for each in PictureFormat)
    assert len(webp) < len(png)


def test_a_strip_is_drawn_no_higher_than_four_times_its_width(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "长条.pdf"), pagesize=(20, 2000))
    canvas.rect(5, 5, 10, 1990, fill=1)
    canvas.save()
    drawn = opened(drawing(tmp_path / "长条.pdf", width=200).run())
    assert drawn.height == pytest.approx(TALLEST * 200, abs=1)
    assert drawn.width < 200


def test_a_scan_is_not_made_larger_than_it_is() -> None:
    path = DATA / "sample.png"
    drawn = opened(drawing(path, width=2000, media_type="image/png").run())
    with Image.open(path) as scan:
        assert drawn.size == scan.size


def test_each_page_of_a_tiff_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "扫描.tif"
    grey, black = (Image.new("L", (800, 400), shade) for shade in (128, 0))
    grey.save(path, save_all=True, append_images=[black])
    shades = [
        opened(drawing(path, number=number, media_type="image/tiff").run()).getpixel((5, 5))
        for number in (1, 2)
    ]
    assert shades == [128, 0]


@pytest.mark.parametrize("media_type", [PDF, "image/tiff"])
def test_a_page_that_is_not_there_is_refused(media_type: str) -> None:
    path = DATA / ("sample.pdf" if media_type == PDF else "sample.png")
    with pytest.raises(UnreadableDocumentError):
        drawing(path, number=9, media_type=media_type).run()


def endless(path: Path) -> Path:
    """A page that draws a form that draws another one twice, forty deep: 2^40 strokes."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
        " /Resources << /XObject << /X 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    for number in range(5, 30):
        content = "/X Do /X Do /X Do /X Do" if number < 29 else "0 0 9 9 re f"
        objects.append(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 300 300]"
            f" /Resources << /XObject << /X {number + 1} 0 R >> >> /Length {len(content)} >>\n"
            f"stream\n{content}\nendstream"
        )
    body = "%PDF-1.4\n"
    for number, text in enumerate(objects, start=1):
        body += f"{number} 0 obj\n{text}\nendobj\n"
    path.write_text(f"{body}trailer << /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n")
    return path


def test_a_page_without_end_is_given_up_and_the_next_one_is_drawn(tmp_path: Path) -> None:
    limits = LimitSettings(seconds=2)
    with pytest.raises(IngestError, match="超过 2 秒"):
        READERS.read(drawing(endless(tmp_path / "无尽.pdf"), limits=limits))
    assert opened(READERS.read(drawing(DATA / "sample.pdf"))).width == 600


def test_rubbish_in_place_of_a_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "坏.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with pytest.raises(UnreadableDocumentError):
        READERS.read(drawing(path))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("資金　１２．６\n万元", "資金12.6万元", id="widths_and_blanks"),
        pytest.param("㎡…", "m2...", id="signs_that_fold_into_several"),
        pytest.param("前\u200b后\x02", "前后-", id="what_is_not_seen_and_soft_hyphens"),
    ],
)
def test_texts_are_compared_in_one_width_without_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded
