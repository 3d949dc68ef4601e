"""Read photos and scans saved as pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.ocr import LONGEST_SIDE, REMEDY, Picture, Recognition
from ingest.loaders.packages import damaged
from ingest.schema import Block, LoadedFile
from ingest.settings import LimitSettings, OcrSettings

# As Pillow names them; no other of its many formats is tried on unknown bytes.
FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
}
# Modes whose pixels can be averaged as they are.
REDUCIBLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})
RESCAN = "请用看图软件打开核对；打不开的，请重新拍照或扫描后上传。"


class ImageLoader:
    """Reads .jpg, .png, .bmp and .tif, which may hold several pages; see `Loader`."""

    media_types: frozenset[str] = frozenset(FORMATS.values())

    def __init__(self, limits: LimitSettings, ocr: OcrSettings | None = None) -> None:
        self._limits = limits
        self._ocr = ocr or OcrSettings()

    def load(self, path: Path) -> LoadedFile:
        """Recognize the text of a picture; see `Loader`."""
        recognition = Recognition(self._ocr)
        if recognition.problem:
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：它是图片，{recognition.problem}", hint=REMEDY
            )
        with _opened(path, self._ocr.megapixels) as image:
            return self._read(path, image, recognition)

    def _read(self, path: Path, image: Image.Image, recognition: Recognition) -> LoadedFile:
        blocks: list[Block] = []
        number = 0
        pages = _pages(path, image, self._ocr.megapixels)
        for number, picture in enumerate(pages, start=1):
            if number > self._limits.pages:
                raise UnreadableDocumentError(
                    f"无法读取《{path.name}》：超过上限 {self._limits.pages} 页。",
                    hint="请拆成几个较小的文件后重新上传。",
                )
            blocks += recognition.read(lambda dpi, drawn=picture: drawn, number)  # type: ignore[misc]
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》里没有认出文字。",
                hint="请核对照片是否清晰、端正、光线均匀，重新拍照或用 300 dpi 扫描后上传。",
            )
        return LoadedFile(
            blocks=tuple(blocks),
            media_type=FORMATS[image.format or "PNG"],
            pages=number,
            ocr_pages=recognition.pages,
            ocr_confidence=recognition.confidence,
            warnings=tuple(recognition.warnings()),
        )


def read_page(path: Path, number: int, *, megapixels: int) -> Picture | None:
    """Return one page of a picture file as it is recognized; None where it has no such page.

    Args:
        path: The file.
        number: The page, from 1.
        megapixels: Largest picture read, in millions of pixels.

    Raises:
        UnreadableDocumentError: damaged, or too large.
    """
    with _opened(path, megapixels) as image:
        return next(islice(_pages(path, image, megapixels), number - 1, None), None)


@contextmanager
def _opened(path: Path, megapixels: int) -> Iterator[Image.Image]:
    # Pillow loads the readers of most formats when it is asked to.
    Image.init()
    try:
        with Image.open(path, formats=("PNG", "JPEG", "TIFF", "BMP")) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise _too_large(path, megapixels) from error
    # Pillow raises SyntaxError for a broken PNG, and EOFError for a frame that is not there.
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError) as error:
        raise damaged(path, hint=RESCAN) from error


def _pages(path: Path, image: Image.Image, megapixels: int) -> Iterator[Picture]:
    """Yield the pages one at a time, as no more than one fits into memory."""
    # A camera's second picture (MPO) is a preview of the first.
    frames = [image] if image.format == "MPO" else ImageSequence.Iterator(image)
    for frame in frames:
        # Nothing has been unpacked yet: the size stands in the head of the file.
        if frame.width * frame.height > megapixels * 10**6:
            raise _too_large(path, megapixels)
        yield _unpack(frame)


def _too_large(path: Path, megapixels: int) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"无法读取《{path.name}》：图片超过上限 {megapixels} 百万像素。",
        hint="请用 200 至 300 dpi 重新扫描，或缩小图片后上传。",
    )


def _unpack(frame: Image.Image) -> Picture:
    """Return a picture the right way up, on white, of at most `LONGEST_SIDE` a side."""
    # A JPEG can be unpacked at a half or a quarter, which large photos are glad of.
    frame.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    exif = frame.getexif()
    if frame.mode.startswith("I;16"):
        frame = Image.fromarray((np.asarray(frame) >> 8).astype(np.uint8))
    # Shrunk before anything is copied: a large scan takes a quarter of a gigabyte.
    if frame.mode in REDUCIBLE and max(frame.size) >= 2 * LONGEST_SIDE:
        frame = frame.reduce(max(frame.size) // LONGEST_SIDE)
    is_clear = frame.has_transparency_data
    picture = frame.convert("RGBA" if is_clear else "RGB" if frame.mode != "1" else "L")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if is_clear:
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    # Cameras write which way up they were held; the size alone does not tell.
    picture.getexif().update(exif)
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    return np.ascontiguousarray(np.asarray(upright, np.uint8)[..., ::-1])
