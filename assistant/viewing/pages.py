"""Pages of an original: their pictures, and the signs on them with their places.

What is done with a file runs in a reading process, see `ingest.worker`: a page that breaks the
program that draws it costs a picture, and nothing else.
"""

import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from ingest.settings import OcrSettings
from ingest.worker import Result, Task

# The libraries that draw are loaded in the reading process only.
if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

    from ingest.loaders.ocr import Picture

PDF = "application/pdf"

# A strip of a page is drawn this many times higher than wide at most.
TALLEST = 4
# Quality of a lossy picture; letters keep their edges.
QUALITY = 80
# Steps in which pdfium tells places, on a page of any size.
STEPS = 100_000
# Signs on one line overlap by this share of the lower one, and lie no further apart than this many
# times its height.
SAME_LINE = 0.5
WIDE_GAP = 2.0
# pdfium marks a hyphen at a line end by these.
HYPHENS = {"\ufffe": "-", "\x02": "-", "\x00": ""}


class PictureFormat(StrEnum):
    """How a picture of a page is written."""

    PNG = "image/png"
    WEBP = "image/webp"


class Box(NamedTuple):
    """A rectangle on a page, in fractions of the drawn page."""

    left: float
    top: float
    right: float
    bottom: float

    def transposed(self) -> "Box":
        """Return the rectangle with rows and columns exchanged."""
        return Box(self.top, self.left, self.bottom, self.right)

    def around(self, other: "Box") -> "Box":
        """Return the rectangle that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass
class PageSigns:
    """The signs of a page, folded for comparing, without blanks."""

    text: str = ""
    boxes: list[Box] = field(default_factory=list)
    """One per sign; for a recognized line, that of the line."""

    lines: list[int] = field(default_factory=list)
    """The line each sign stands on."""

    breaks: set[int] = field(default_factory=set)
    """Signs before which there is a blank or a line end."""

    def add(self, sign: str, box: Box, line: int) -> None:
        """Append a sign; one that folds into several gives each its box."""
        folded = fold(sign)
        self.text += folded
        self.boxes += [box] * len(folded)
        self.lines += [line] * len(folded)


@dataclass(frozen=True)
class PageTask(Task[Result]):
    """Something to be done with one page."""

    media_type: str
    """Of the original."""

    number: int
    """The page, from 1."""

    ocr: OcrSettings


@dataclass(frozen=True)
class DrawPage(PageTask[bytes]):
    """Draws a page as people see it."""

    width: int
    """In pixels; a very high page is drawn narrower."""

    picture_format: PictureFormat

    def run(self) -> bytes:
        """Return the picture; a scan is not made larger than it is."""
        from PIL import Image

        if self.media_type == PDF:
            with _opened_page(self) as page:
                picture = _draw(page, self.width)
        else:
            picture = _read_picture(self)
        drawn = Image.fromarray(picture[..., ::-1])
        drawn.thumbnail((self.width, TALLEST * self.width))
        return _encode(drawn, self.picture_format)


@dataclass(frozen=True)
class ReadSigns(PageTask[PageSigns]):
    """Reads the text layer of a PDF page."""

    def run(self) -> PageSigns:
        """Return the signs in the order in which the file has them."""
        with _opened_page(self) as page:
            return _signs(page)


@dataclass(frozen=True)
class RecognizeSigns(PageTask[PageSigns]):
    """Recognizes the text in the picture of a page, as when the file was taken in."""

    def run(self) -> PageSigns:
        """Return the signs in the order in which they were read."""
        from ingest.loaders.ocr import place_lines, why_unavailable
        from ingest.loaders.pdf import draw_for_recognition

        if why_unavailable(self.ocr):
            return PageSigns()
        if self.media_type == PDF:
            with _opened_page(self) as page:
                picture = draw_for_recognition(page, self.ocr.dpi)
        else:
            picture = _read_picture(self)
        signs = PageSigns()
        for number, line in enumerate(place_lines(picture, self.ocr)):
            signs.breaks.add(len(signs.text))
            signs.add(line.text, Box(*line[1:]), number)
        return signs


def fold(text: str) -> str:
    """Return a text as it is compared: in one width, without blanks and what is not seen.

    >>> fold("资金　１２．６ 万元")
    '资金12.6万元'
    """
    folded = (unicodedata.normalize("NFKC", HYPHENS.get(sign, sign)) for sign in text)
    return "".join(sign for part in folded for sign in part if _is_seen(sign))


def _is_seen(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf"}


# --- Drawing --------------------------------------------------------------------------------


@contextmanager
def _opened_page(task: PageTask[Result]) -> "Iterator[PdfPage]":
    from pypdfium2 import PdfiumError

    from ingest.loaders.packages import damaged
    from ingest.loaders.pdf import PDFIUM, open_pdf

    with PDFIUM:
        document = open_pdf(task.path)
        try:
            if task.number > len(document):
                raise damaged(task.path)
            # So that what was filled in is drawn too.
            document.init_forms()
            yield document[task.number - 1]
        except PdfiumError as error:
            raise damaged(task.path) from error
        finally:
            document.close()


def _draw(page: "PdfPage", width: int) -> "Picture":
    from ingest.loaders.pdf import draw_page

    across, down = page.get_size()
    return draw_page(page, min(width / across, TALLEST * width / down))


def _read_picture(task: PageTask[Result]) -> "Picture":
    from ingest.loaders.images import read_page
    from ingest.loaders.packages import damaged

    picture = read_page(task.path, task.number, megapixels=task.ocr.megapixels)
    if picture is None:
        raise damaged(task.path)
    return picture


def _encode(picture: "Image", picture_format: PictureFormat) -> bytes:
    buffer = BytesIO()
    if picture_format is PictureFormat.WEBP:
        picture.save(buffer, "WEBP", quality=QUALITY)
        return buffer.getvalue()
    red, green, blue = picture.split()
    is_grey = red.tobytes() == green.tobytes() == blue.tobytes()
    (red if is_grey else picture).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


# --- Signs ----------------------------------------------------------------------------------


def _signs(page: "PdfPage") -> PageSigns:
    import pypdfium2.raw as pdfium

    signs = PageSigns()
    width, height = page.get_size()
    text_page = page.get_textpage()
    quarter = page.get_rotation() // 90
    line = -1
    before: tuple[Box, bool] | None = None
    for index in range(text_page.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if not fold(sign):
            signs.breaks.add(len(signs.text))
            continue
        box = _placed(page, text_page.get_charbox(index, loose=True))
        turn = round(pdfium.FPDFText_GetCharAngle(text_page, index) / (math.pi / 2)) + quarter
        here = _scaled(box, width, height), turn % 2 == 1
        line += not (before and _is_on_line(before, here))
        before = here
        signs.add(sign, box, line)
    return signs


def _placed(page: "PdfPage", corners: tuple[float, float, float, float]) -> Box:
    """Return where a box of the file stands on the drawn page, which may be turned and cut."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = corners
    across, down = c_int(), c_int()
    points: list[tuple[float, float]] = []
    for x, y in ((left, bottom), (right, top)):
        pdfium.FPDF_PageToDevice(page, 0, 0, STEPS, STEPS, 0, x, y, across, down)
        points.append((_within(across.value), _within(down.value)))
    (x0, y0), (x1, y1) = points
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _within(steps: int) -> float:
    return min(max(steps / STEPS, 0.0), 1.0)


def _scaled(box: Box, width: float, height: float) -> Box:
    return Box(box.left * width, box.top * height, box.right * width, box.bottom * height)


def _is_on_line(before: tuple[Box, bool], here: tuple[Box, bool]) -> bool:
    """Whether a sign stands on the line of the one before, which may run down the page."""
    (one, is_down), (other, other_is_down) = before, here
    if is_down != other_is_down:
        return False
    if is_down:
        one, other = one.transposed(), other.transposed()
    height = min(one.bottom - one.top, other.bottom - other.top)
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return overlap >= SAME_LINE * height and gap <= WIDE_GAP * height
