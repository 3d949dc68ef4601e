"""Show a Word document as it prints: LibreOffice makes a PDF of it, whose pages are drawn."""

import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from assistant.errors import PreviewError
from assistant.layout.fonts import ALTERNATIVES, missing_fonts
from assistant.progress import Progress, Report, ignore
from assistant.viewing.pages import PDF, DrawPage, PictureFormat
from assistant.viewing.viewer import READERS
from ingest.errors import IngestError, UnsupportedFormatError
from ingest.loaders.office import Conversion, convert
from ingest.settings import LimitSettings, OcrSettings

_TO_PDF = Conversion(
    "Word 文档（.docx）",
    ".docx",
    "MS Word 2007 XML",
    # Comments tell where figures come from, and have no place on paper.
    'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"false"}}',
)
_FONTS = "/org.openoffice.Office.Common/Font/Substitution"
_PAIR = (
    f'<item oor:path="{_FONTS}/FontPairs"><node oor:name="_{{number}}" oor:op="replace">'
    '<prop oor:name="ReplaceFont"><value>{font}</value></prop>'
    '<prop oor:name="SubstituteFont"><value>{stand_in}</value></prop>'
    '<prop oor:name="Always"><value>true</value></prop>'
    '<prop oor:name="OnScreenOnly"><value>false</value></prop></node></item>'
)
_INSTALL = "请安装 LibreOffice（免费）后重试；不预览也可以下载 Word 文件，用 Word 或 WPS 打开。"


class Previewer:
    """Makes PDF files and page pictures of Word documents.

    Args:
        limits: Bounds on what one file may cost.
    """

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def to_pdf(self, document: bytes, *, progress: Report = ignore) -> bytes:
        """Return a Word document as a PDF file, as it prints on this machine.

        Args:
            document: A .docx file.
            progress: Told when it begins.

        Raises:
            PreviewError: LibreOffice is not installed, takes too long or makes nothing of it.
            CancelledError: as `progress` said.
        """
        progress(Progress(done=0, total=1, stage="转换为 PDF"))
        with tempfile.TemporaryDirectory(prefix="policy-preview-") as name:
            source = Path(name, "report.docx")
            source.write_bytes(document)
            folder = Path(name, "office")
            folder.mkdir()
            try:
                return convert(
                    source,
                    _TO_PDF,
                    folder,
                    timeout_s=self._limits.conversion_seconds,
                    settings=_stand_ins(),
                ).read_bytes()
            except UnsupportedFormatError as error:
                raise PreviewError("本机没有安装 LibreOffice，不能预览。", hint=_INSTALL) from error
            except IngestError as error:
                raise PreviewError(
                    "LibreOffice 没有转换成功，不能预览。",
                    hint="Word 文件不受影响，可以下载后用 Word 或 WPS 打开。",
                ) from error

    def draw_page(self, pdf: bytes, number: int, *, width: int = 1000) -> bytes:
        """Return a page as a PNG picture.

        Args:
            pdf: As `to_pdf` made it.
            number: From 1.
            width: In pixels.

        Raises:
            PreviewError: there is no such page, or it cannot be drawn.
        """
        with tempfile.TemporaryDirectory(prefix="policy-preview-") as name:
            path = Path(name, "report.pdf")
            path.write_bytes(pdf)
            page = DrawPage(
                path, path.name, self._limits, PDF, number, OcrSettings(), width, PictureFormat.PNG
            )
            try:
                return READERS.read(page)
            except IngestError as error:
                raise PreviewError(
                    f"画不出第 {number} 页。", hint="请核对页数，或下载 Word 文件查看。"
                ) from error


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF file of ours has."""
    from pypdfium2 import PdfDocument

    from ingest.loaders.pdf import PDFIUM

    with PDFIUM:
        document = PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def _stand_ins() -> str:
    """Return LibreOffice's settings by which missing typefaces are replaced by near ones."""
    pairs = [
        (name, font.stand_in)
        for font in missing_fonts()
        if font.stand_in
        for name in (font.name, ALTERNATIVES.get(font.name, ""))
        if name
    ]
    if not pairs:
        return ""
    switch = '<prop oor:name="Replacement" oor:op="fuse"><value>true</value></prop>'
    return f'<item oor:path="{_FONTS}">{switch}</item>' + "".join(
        _PAIR.format(number=number, font=escape(font), stand_in=escape(stand_in))
        for number, (font, stand_in) in enumerate(pairs)
    )
