"""The parts that read files: how well scans are recognized, and how fast files are parsed."""

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from ingest.loaders import load_file
from ingest.schema import BlockKind, LoadedFile
from ingest.settings import LimitSettings

CORPUS = Path(__file__).parents[3] / "corpus" / "documents"
# Where systems keep a font of Chinese, and which of its faces is simplified.
FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("C:/Windows/Fonts/simfang.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 2),
)
DPIS = (150, 300)
# Written in four formats, by four hands; one page of each.
SCANNED = (
    "财政衔接补助资金管理暂行办法.txt",
    "乡村公益性岗位管理通知.docx",
    "云岭市医疗救助实施办法.html",
    "村规民约和积分制指导意见.md",
)
# A4, and the type and leading of an official document, in points.
PAGE, MARGIN, TYPE, LEADING = (595, 842), 72, 14, 24
POINTS_PER_INCH = 72
SPECKLED_SHARE = 0.002
ROUNDS = 5


class Condition(NamedTuple):
    """What a scanner does to a page."""

    name: str
    skew: float = 0.0
    """Degrees against the clock."""

    noise: float = 0.0
    """Standard deviation of the grey values, of 255; with it come specks."""


CONDITIONS = (
    Condition("端正"),
    Condition("倾斜 2°", skew=2),
    Condition("倾斜 3°", skew=-3),
    Condition("噪点", noise=25),
    Condition("倾斜 2.5° 加噪点", skew=2.5, noise=25),
)


def measure_recognition(workplace: Workplace) -> str:
    """Return the character error rate of recognition by condition and resolution.

    Blanks do not count, and full and half width are one: 100 × edits ÷ characters.
    """
    font = next((each for each in FONTS if Path(each[0]).is_file()), None)
    if font is None:
        return "没有测量：这台机器没有中文字体（Debian：apt-get install fonts-noto-cjk）。"
    texts = [_text_of(load_file(CORPUS / name, LimitSettings())) for name in SCANNED]
    characters = 0
    rows = []
    pages_s = []
    for condition in CONDITIONS:
        rates = []
        for dpi in DPIS:
            pages = [draw_page(text, dpi, font) for text in texts]
            characters = sum(len(comparable("".join(lines))) for _, lines in pages)
            edits = 0
            for page, lines in pages:
                started = perf_counter()
                edits += count_edits("".join(lines), _recognize(distort(page, condition)))
                pages_s.append(1 / (perf_counter() - started))
            rates.append(f"{100 * edits / characters:.2f}")
        rows.append([condition.name, *rates])
    note = (
        f"corpus/ 的 {len(SCANNED)} 份文件各取一页（共 {characters} 字），"
        f"{Path(font[0]).stem}，{TYPE} 磅；每秒 {median(pages_s):.2f} 页（中位数）。"
    )
    return f"{make_table(['字错误率，%', *(f'{dpi} dpi' for dpi in DPIS)], rows)}\n\n{note}"


def measure_parsing() -> str:
    """Return how fast files are read, against the parsing library alone."""
    import docx
    import pdfplumber
    import pypdfium2

    def with_pdfium(path: Path) -> None:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_bounded()
        document.close()

    def with_pdfplumber(path: Path) -> None:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()
                page.extract_tables()

    def with_docx(path: Path) -> None:
        document = docx.Document(str(path))
        for paragraph in document.paragraphs:
            _ = paragraph.text
        for table in document.tables:
            for row in table.rows:
                for cell in row.cells:
                    _ = cell.text

    pdfs, words = sorted(CORPUS.glob("*.pdf")), sorted(CORPUS.glob("*.docx"))
    pages = sum(load_file(path, LimitSettings()).pages or 0 for path in pdfs)
    characters = sum(len(_text_of(load_file(path, LimitSettings()))) for path in words)
    rows = [
        _rates(f".pdf（{pages} 页），页/秒", pages, pdfs, "pdfium 只取文字", with_pdfium),
        _rates(f".pdf（{pages} 页），页/秒", pages, pdfs, "pdfplumber 文字和表格", with_pdfplumber),
        _rates(f".docx（{len(words)} 份），字/秒", characters, words, "python-docx", with_docx),
    ]
    return make_table(["读取", "只用的库", "库", "本项目", "本项目 ÷ 库"], rows)


def measure_reading(workplace: Workplace) -> str:
    """Return how fast files are parsed and pages recognized, against the libraries alone."""
    return f"{measure_parsing()}\n\n{measure_recognition_speed()}"


def measure_recognition_speed() -> str:
    """Return pages a second of recognizing the sample PDFs, against rapidocr alone."""
    import pypdfium2
    from rapidocr import RapidOCR

    from ingest.loaders.ocr import recognize_page
    from ingest.settings import OcrSettings

    settings = OcrSettings()
    pictures = []
    for path in sorted(CORPUS.glob("*.pdf")):
        document = pypdfium2.PdfDocument(path)
        scale = settings.dpi / POINTS_PER_INCH
        pictures += [page.render(scale=scale).to_numpy() for page in document]
        document.close()
    engine = RapidOCR(params={"Global.log_level": "error"})
    engine(pictures[0])
    recognize_page(pictures[0], 1, settings)
    alone_s = _time(lambda: [engine(picture) for picture in pictures], rounds=1)
    ours_s = _time(lambda: [recognize_page(picture, 1, settings) for picture in pictures], rounds=1)
    return make_table(
        [f"识别 {len(pictures)} 页（{settings.dpi} dpi）", "页/秒"],
        [
            ["rapidocr，原设置", f"{len(pictures) / alone_s:.2f}"],
            ["本项目（含方向、倾斜、表格线、分栏）", f"{len(pictures) / ours_s:.2f}"],
        ],
    )


def draw_page(text: str, dpi: int, font: tuple[str, int]) -> tuple[Image.Image, list[str]]:
    """Return the first page of a text as a picture, and the lines that stand on it."""
    scale = dpi / POINTS_PER_INCH
    page = Image.new("L", (int(PAGE[0] * scale), int(PAGE[1] * scale)), 255)
    pen = ImageDraw.Draw(page)
    face = ImageFont.truetype(font[0], int(TYPE * scale), index=font[1])
    across = int((PAGE[0] - 2 * MARGIN) / TYPE)
    drawn: list[str] = []
    for line in _wrap(text, across):
        top = MARGIN + len(drawn) * LEADING
        if top + LEADING > PAGE[1] - MARGIN:
            break
        pen.text((MARGIN * scale, top * scale), line, 0, face)
        drawn.append(line)
    return page, drawn


def distort(page: Image.Image, condition: Condition) -> Image.Image:
    """Return a page as a bad scanner gives it; the same each time."""
    if condition.skew:
        page = page.rotate(condition.skew, Image.Resampling.BICUBIC, fillcolor=255)
    if condition.noise:
        chance = np.random.default_rng(0)
        grey = np.asarray(page, np.float64) + chance.normal(0, condition.noise, page.size[::-1])
        specks = chance.random(grey.shape)
        grey[specks < SPECKLED_SHARE] = 0
        grey[specks > 1 - SPECKLED_SHARE] = 255
        page = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    return page


def count_edits(truth: str, read: str) -> int:
    """Return how many characters to insert, delete or replace, blanks and widths aside.

    >>> count_edits("每月 800元（含税）。", "每月８０0元(含說)。")
    1
    """
    return Levenshtein.distance(comparable(truth), comparable(read))


def comparable(text: str) -> str:
    """Return a text without blanks, in its normal widths."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _wrap(text: str, across: int) -> Iterator[str]:
    for paragraph in filter(None, (line.strip() for line in text.splitlines())):
        indented = f"\u3000\u3000{paragraph}"
        for start in range(0, len(indented), across):
            yield indented[start : start + across]


def _text_of(loaded: LoadedFile) -> str:
    """Return the prose of a file; how tables fare is for the tests of the loaders."""
    return "\n".join(block.text for block in loaded.blocks if block.kind is not BlockKind.TABLE)


def _recognize(page: Image.Image) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.png")
        page.save(path)
        return "".join(
            block.text + "".join(cell.text for row in block.rows for cell in row)
            for block in load_file(path, LimitSettings()).blocks
        )


def _rates(
    name: str, amount: int, paths: Sequence[Path], library: str, alone: Callable[[Path], object]
) -> list[str]:
    """Return a row: what a second holds of an amount, for the library alone and for us."""
    alone_s = _time(lambda: list(map(alone, paths)))
    ours_s = _time(lambda: [load_file(path, LimitSettings()) for path in paths])
    rates = (f"{amount / alone_s:.0f}", f"{amount / ours_s:.0f}")
    return [name, library, *rates, f"{alone_s / ours_s:.2f}×"]


def _time(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds of the median round."""
    times_s = []
    for _ in range(rounds):
        started = perf_counter()
        work()
        times_s.append(perf_counter() - started)
    return median(times_s)
