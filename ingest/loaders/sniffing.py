"""Find out what a file is from its bytes."""

import re
from collections.abc import Iterable
from pathlib import Path

import olefile

from ingest.errors import UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders.decoding import decode
from ingest.loaders.packages import BROKEN_PACKAGE, damaged, open_zip

HEAD_BYTES = 8192

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
WORD_2003 = "application/vnd.ms-wordml"
MHT = "multipart/related"
CSV = "text/csv"
PDF = "application/pdf"

RESAVE_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 后重新上传。"
RESAVE_XLSX = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。"
RESAVE_PDF = "请用原来的软件打开，另存（打印）为 PDF 后重新上传。"
RECOGNIZE = "请先做文字识别（OCR），再上传识别出的 Word、PDF 或文本文件。"
UNPACK = "请解压后，把里面的文件分别上传。"
SUPPORTED = "请另存为 .docx、.pdf、.xlsx、.html、.md 或 .txt 后重新上传。"

# First bytes of pictures; in a BMP, zeros follow the mark and the size.
PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
    (re.compile(rb"BM.{4}\x00{4}", re.S), "image/bmp"),
)

# First bytes of formats we know and do not read: what it is, and what to do.
KNOWN_FORMATS = (
    (b"GIF8", "GIF 图片", RECOGNIZE),
    (b"AT&TFORM", "DjVu 扫描件", RECOGNIZE),
    (b"Rar!", "RAR 压缩包", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", UNPACK),
    (b"\x1f\x8b", "gzip 压缩包", UNPACK),
)

# Members that tell the zip formats apart.
PACKAGES = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
KNOWN_PACKAGES = (
    ("ppt/presentation.xml", "PowerPoint 演示文稿", RESAVE_PDF),
    ("xl/workbook.bin", "Excel 二进制工作簿（.xlsb）", RESAVE_XLSX),
    ("OFD.xml", "OFD 版式文件", RESAVE_PDF),
    ("META-INF/container.xml", "EPUB 电子书", RESAVE_PDF),
    ("content.xml", "OpenDocument 演示文稿或图形", RESAVE_PDF),
)

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams at the root of an OLE2 file.
OLE2_TYPES = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS}
# Where Word says that a document is encrypted ([MS-DOC], 2.5.1, fEncrypted).
WORD_FLAGS_OFFSET, WORD_ENCRYPTED = 11, 0x01

HTML_START = re.compile(
    r"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.I | re.S
)
HTML_TAG = re.compile(r"<(html|head|body|div|p|table|h[1-6]|ul|ol|span|br)\b[^>]*>", re.I)
OFFICE_XML = re.compile(r"<\?mso-application\s+progid=\"(Word|Excel)", re.I)
# A web page in one file is a mail message; browsers begin it with another header each.
MHT_START = re.compile(
    r"(From: <Saved by|(MIME-Version|Subject|Date|From|Snapshot-Content-Location):)(?s:.){0,4000}?"
    r"^Content-Type:\s*multipart/related",
    re.I | re.M,
)
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".doc", ".docx", ".wps"})


def detect_media_type(path: Path) -> str:
    """Return the media type of a file we read, whatever its name says.

    Raises:
        UnsupportedFormatError: a format no loader reads; the hint says how to convert it.
        UnreadableDocumentError: encrypted, or a broken package.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    # A PDF may have up to 1024 bytes before its mark (PDF 1.7, appendix H, note 13).
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK"):
        return _package_type(path)
    if head.startswith(OLE2):
        return _ole2_type(path)
    if head.startswith(b"{\\rtf"):
        return RTF
    for start, media_type in PICTURES:
        if start.match(head):
            return media_type
    for mark, name, hint in KNOWN_FORMATS:
        if head.startswith(mark):
            raise _unsupported(path, name, hint)
    return _text_type(path, head)


def is_document(members: Iterable[str]) -> bool:
    """Return whether a zip file with these members is a document, read or not."""
    known = {*PACKAGES, *(member for member, _, _ in KNOWN_PACKAGES)}
    return not known.isdisjoint(members)


def _unsupported(path: Path, name: str, hint: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"无法读取《{path.name}》：它是{name}。", hint=hint)


def _package_type(path: Path) -> str:
    try:
        with open_zip(path) as package:
            names = set(package.namelist())
            if "mimetype" in names:
                with package.open("mimetype") as stream:
                    mimetype = stream.read(100).decode("ascii", errors="replace").strip()
                if mimetype in {ODT, ODS}:
                    return mimetype
    except BROKEN_PACKAGE as error:
        raise damaged(path) from error
    for member, media_type in PACKAGES.items():
        if member in names:
            return media_type
    for member, name, hint in KNOWN_PACKAGES:
        if member in names:
            raise _unsupported(path, name, hint)
    raise _unsupported(path, " ZIP 压缩包", UNPACK)


def _ole2_type(path: Path) -> str:
    try:
        with olefile.OleFileIO(str(path)) as package:
            if package.exists("EncryptedPackage"):
                raise _encrypted(path)
            for stream, media_type in OLE2_TYPES.items():
                if not package.exists(stream):
                    continue
                head = package.openstream(stream).read(WORD_FLAGS_OFFSET + 1)
                flags = head[WORD_FLAGS_OFFSET:] if media_type == DOC else b""
                if flags and flags[0] & WORD_ENCRYPTED:
                    raise _encrypted(path)
                return media_type
            if package.exists("PowerPoint Document"):
                raise _unsupported(path, "旧版 PowerPoint 演示文稿（.ppt、.dps）", RESAVE_PDF)
    # Every error of olefile is an `OSError`.
    except OSError as error:
        raise damaged(path) from error
    raise _unsupported(path, "旧版办公软件的文件", SUPPORTED)


def _encrypted(path: Path) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"无法读取《{path.name}》：文件设有密码。",
        hint="请用密码打开，去掉密码后另存，再重新上传。",
    )


def _text_type(path: Path, head: bytes) -> str:
    text = decode(head, is_cut=len(head) == HEAD_BYTES).text.lstrip("\ufeff \t\r\n")
    suffix = path.suffix.lower()
    if program := OFFICE_XML.search(text):
        if program[1].lower() == "word":
            return WORD_2003
        raise _unsupported(path, " Excel 2003 的 XML 表格", RESAVE_XLSX)
    if MHT_START.match(text):
        return MHT
    if HTML_START.match(text) or (suffix in {".html", ".htm"} and HTML_TAG.search(text)):
        return "text/html"
    if _is_binary(text):
        raise UnsupportedFormatError(
            f"无法读取《{path.name}》：认不出这种文件的格式。", hint=SUPPORTED
        )
    if suffix in {".md", ".markdown"}:
        return "text/markdown"
    if suffix in {".csv", ".tsv"}:
        return CSV
    if suffix in TEXT_SUFFIXES or suffix in {".html", ".htm"}:
        return "text/plain"
    raise UnsupportedFormatError(f"无法读取《{path.name}》：不支持 {suffix} 文件。", hint=SUPPORTED)


def _is_binary(text: str) -> bool:
    """True when more of the text than 5 % is of no script: bytes of a program read as letters."""
    strange = sum(map(_is_strange, text))
    return strange > max(2, len(text) * 0.05)


def _is_strange(character: str) -> bool:
    """True for controls, private-use characters and what could not be decoded."""
    if character < " ":
        return character not in "\t\r\n\f"
    return "\ue000" <= character <= "\uf8ff" or character == "\ufffd"
