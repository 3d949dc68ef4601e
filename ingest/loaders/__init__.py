"""Files become blocks: one loader per format, chosen by what a file is, not by its name.

`load_file` is the door. A new format is a module with a class that meets `Loader` and a line in
`LOADERS`.
"""

import logging
from pathlib import Path

from ingest.errors import EmptyDocumentError, IngestError, UnreadableDocumentError
from ingest.loaders.base import Loader
from ingest.loaders.csv import CsvLoader
from ingest.loaders.docx import DocxLoader
from ingest.loaders.html import HtmlLoader
from ingest.loaders.images import ImageLoader
from ingest.loaders.markdown import MarkdownLoader
from ingest.loaders.mht import MhtLoader
from ingest.loaders.office import OfficeLoader
from ingest.loaders.packages import damaged
from ingest.loaders.pdf import PdfLoader
from ingest.loaders.sniffing import detect_media_type
from ingest.loaders.text import TextLoader
from ingest.loaders.xls import XlsLoader
from ingest.loaders.xlsx import XlsxLoader
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings, OcrSettings

__all__ = ["LOADERS", "Loader", "check_size", "load_file"]

logger = logging.getLogger(__name__)

PICTURE_LOADERS = (PdfLoader, ImageLoader)
OTHER_LOADERS = (
    TextLoader,
    MarkdownLoader,
    HtmlLoader,
    MhtLoader,
    DocxLoader,
    OfficeLoader,
    XlsxLoader,
    XlsLoader,
    CsvLoader,
)
LOADERS = (*OTHER_LOADERS, *PICTURE_LOADERS)

# Endings each media type goes by; another one is worth a word to the keeper.
SUFFIXES = {
    "text/plain": {".txt", ".text", ""},
    "text/markdown": {".md", ".markdown"},
    "text/html": {".html", ".htm", ".shtml", ".xhtml"},
    "multipart/related": {".mht", ".mhtml", ".eml"},
    "application/msword": {".doc", ".wps", ".wpt", ".dot"},
    "application/rtf": {".rtf", ".doc"},
    "application/vnd.ms-excel": {".xls", ".et", ".xlt"},
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jfif", ".mpo"},
    "image/tiff": {".tif", ".tiff"},
    "image/bmp": {".bmp", ".dib"},
}


def load_file(path: Path, limits: LimitSettings, ocr: OcrSettings | None = None) -> LoadedFile:
    """Read a file of any format we know into blocks.

    Args:
        path: The file.
        limits: Bounds on what it may cost.
        ocr: How scanned pages and photos are recognized; None for the defaults.

    Raises:
        UnsupportedFormatError: no loader reads what the file is.
        UnreadableDocumentError: missing, damaged, encrypted, or beyond a limit.
        EmptyDocumentError: the file holds no text.
    """
    check_size(path, limits)
    try:
        media_type = detect_media_type(path)
        loader = next(each for each in _loaders(limits, ocr) if media_type in each.media_types)
        loaded = loader.load(path)
        _check_tables(loaded, path.name, limits)
    # What is too large is not damaged; whoever set a bound on memory knows what to say.
    except (IngestError, MemoryError):
        raise
    # The parsing libraries raise whatever hostile bytes make happen. A file must never stop the
    # run, so here, and only here, everything counts as a damaged file; the log has the cause.
    except Exception as error:
        logger.exception("a %s file could not be read", path.suffix)
        raise damaged(path) from error
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES.get(media_type, {suffix}):
        note = f"文件名以 {suffix} 结尾，内容却是 {media_type}，已按内容读取。"
        return loaded.model_copy(update={"warnings": (*loaded.warnings, note)})
    return loaded


def _check_tables(loaded: LoadedFile, file: str, limits: LimitSettings) -> None:
    """Refuse tables that a few merged cells blow up: each fills every place it covers."""
    covered = sum(
        cell.row_span * cell.column_span
        for block in loaded.blocks
        for row in block.rows
        for cell in row
    )
    if covered > limits.table_cells:
        raise UnreadableDocumentError(
            f"无法读取《{file}》：表格连同合并的单元格共 {covered} 格，"
            f"超过上限 {limits.table_cells} 格。",
            hint="请取消不必要的合并单元格，或拆成几个文件后重新上传。",
        )


def _loaders(limits: LimitSettings, ocr: OcrSettings | None) -> tuple[Loader, ...]:
    others = (loader(limits) for loader in OTHER_LOADERS)
    return (*(loader(limits, ocr) for loader in PICTURE_LOADERS), *others)


def check_size(path: Path, limits: LimitSettings) -> None:
    """Make sure that a file is there and may be read, before anything reads it.

    Raises:
        UnreadableDocumentError: missing, forbidden, no file, or too large.
        EmptyDocumentError: it has no bytes.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：文件不存在或没有权限。", hint="请核对路径和权限。"
        ) from error
    if path.is_dir():
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：它是文件夹。", hint="请指定里面的文件。"
        )
    if not path.is_file():
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：它是设备或管道，不是文件。", hint="请指定文件。"
        )
    if size == 0:
        raise EmptyDocumentError(
            f"《{path.name}》是空文件（0 字节）。", hint="请重新下载或向提供者索取。"
        )
    if size > limits.file_mib * 2**20:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：文件有 {size / 2**20:.0f} MiB，"
            f"超过上限 {limits.file_mib} MiB。",
            hint="请拆成几个较小的文件，或压缩其中的图片后重新上传。",
        )
