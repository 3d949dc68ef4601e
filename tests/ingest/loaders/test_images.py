"""Photos and scans: recognized whichever way up, bounded in size, refused with a reason."""

import struct
import unicodedata
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.cleaning import clean
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import images, load_file, ocr
from ingest.schema import BlockKind, LoadedFile
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings, OcrSettings

SAMPLE = Path(__file__).parents[2] / "data" / "loaders" / "sample.png"
LINES = [
    "第一章总则",
    "为规范甲县财政资金的使用，制定本办法。",
    "第一条资金总额为一千二百三十四万元。",
    "本办法自印发之日起施行。",
]
TABLE = [["地区", "产量(吨)", "增幅"], ["乙乡", "1,234.5", "5.6%"], ["丙镇", "987.0", "-0.3%"]]


@pytest.fixture(scope="module")
def scan() -> LoadedFile:
    return load_file(SAMPLE, LimitSettings())


def save(image: Image.Image, path: Path) -> Path:
    image.save(path)
    return path


def lines_of(loaded: LoadedFile) -> list[str]:
    return [block.text for block in loaded.blocks if block.kind is BlockKind.PARAGRAPH]


def test_lines_and_ruled_tables_of_a_scan_are_read_in_order(scan: LoadedFile) -> None:
    assert lines_of(scan) == LINES
    (table,) = [block for block in scan.blocks if block.rows]
    assert [[cell.text for cell in row] for row in table.rows] == TABLE
    assert {(cell.row_span, cell.column_span) for row in table.rows for cell in row} == {(1, 1)}
    assert [block.origin.paragraph for block in scan.blocks] == [1, 2, 3, 4, 5]
    assert scan.blocks.index(table) == 3


def test_a_scan_says_how_sure_its_text_is(scan: LoadedFile) -> None:
    assert (scan.pages, scan.ocr_pages, scan.warnings) == (1, 1, ())
    assert 0.9 < (scan.ocr_confidence or 0) <= 1


def test_headings_of_a_scan_are_found_without_the_blanks_recognition_loses(
    scan: LoadedFile,
) -> None:
    kinds = [section.kind for section in split_sections(clean(scan))]
    assert kinds == ["chapter", "article"]


def test_an_upside_down_noisy_skewed_photo_reads_the_same(tmp_path: Path) -> None:
    turned = Image.open(SAMPLE).convert("L").rotate(178, expand=True, fillcolor=255)
    noise = np.random.default_rng(7).normal(0, 12, (turned.height, turned.width))
    pixels = (np.asarray(turned, float) + noise).clip(0, 255).astype(np.uint8)
    photo = load_file(save(Image.fromarray(pixels), tmp_path / "照片.jpg"), LimitSettings())
    assert lines_of(photo) == LINES
    rows = [[cell.text for cell in row] for block in photo.blocks for row in block.rows]
    assert unicodedata.normalize("NFKC", str(rows)) == str(TABLE)


def test_pages_of_a_tiff_are_counted_and_those_beyond_the_limit_are_named(tmp_path: Path) -> None:
    page = Image.open(SAMPLE).convert("1").crop((0, 0, 660, 90))
    path = tmp_path / "多页.tif"
    page.save(path, save_all=True, append_images=[page])
    loaded = load_file(path, LimitSettings(), OcrSettings(pages=1))
    assert (loaded.pages, loaded.ocr_pages) == (2, 1)
    assert [block.origin.page for block in loaded.blocks] == [1]
    assert loaded.warnings[0].startswith("第2页是扫描图像，超过每份文件识别 1 页的上限")


def test_a_page_recognized_with_little_confidence_is_named_and_its_doubtful_lines_left_out(
    tmp_path: Path,
) -> None:
    blurred = Image.open(SAMPLE).convert("L").crop((0, 0, 660, 140)).resize((110, 24))
    path = save(blurred.resize((660, 140)), tmp_path / "模糊.png")
    everything = load_file(path, LimitSettings(), OcrSettings(minimum_confidence=0))
    assert "把握不大" in everything.warnings[0]
    with pytest.raises(EmptyDocumentError, match="没有认出文字"):
        load_file(path, LimitSettings(), OcrSettings(minimum_confidence=1))


def test_a_camera_says_which_way_up_it_was_held(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20), "white")
    exif = image.getexif()
    exif[0x0112] = 6  # Orientation: the right side is the top.
    image.save(tmp_path / "a.jpg", exif=exif)
    with Image.open(tmp_path / "a.jpg") as held:
        assert images._unpack(held).shape == (40, 20, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "RGB", "RGBA", "CMYK"])
def test_pictures_of_every_kind_are_shrunk_and_stand_on_white(mode: str) -> None:
    colour = {"1": 1, "L": 255, "P": 0, "I;16": 65535, "RGBA": (0, 0, 0, 0), "CMYK": 0}
    image = Image.new(mode, (5000, 60), colour.get(mode, "white"))
    if mode == "P":
        image.putpalette([255, 255, 255])
    pixels = images._unpack(image)
    assert pixels.shape[1] == 2400
    assert pixels.shape[2] == 3
    assert pixels.min() == 255


@pytest.mark.parametrize("side", [9_000, 30_000])
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(side: int, tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    bomb = tmp_path / "炸弹.png"
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )
    with pytest.raises(UnreadableDocumentError, match="超过上限 80 百万像素"):
        load_file(bomb, LimitSettings())


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_cut_off_picture_is_refused(kept: float, tmp_path: Path) -> None:
    data = SAMPLE.read_bytes()
    path = tmp_path / "截断.png"
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(UnreadableDocumentError, match="已损坏或不完整"):
        load_file(path, LimitSettings())


def test_without_recognition_a_picture_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableDocumentError, match="文字识别已关闭") as refusal:
        load_file(SAMPLE, LimitSettings(), OcrSettings(enabled=False))
    assert "OCR" in refusal.value.hint


def test_where_recognition_cannot_start_the_reason_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(ocr, "_load_engine", fail)
    with pytest.raises(UnreadableDocumentError, match=r"无法启动：libGL\.so\.1") as refusal:
        load_file(SAMPLE, LimitSettings())
    assert "policy doctor" in refusal.value.hint
