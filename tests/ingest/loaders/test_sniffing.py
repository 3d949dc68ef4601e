"""A file is what its bytes say; what we do not read is refused with the way out."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from xlwt.CompoundDoc import XlsDoc

from ingest.errors import IngestError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders import load_file
from ingest.loaders.sniffing import detect_media_type
from ingest.settings import LimitSettings

DATA = Path(__file__).parents[2] / "data" / "loaders"


def ole2(stream: str, content: bytes = b"") -> bytes:
    """An OLE2 file with one stream at its root."""
    written = io.BytesIO()
    XlsDoc().save(written, content.ljust(4096, b"\0"))
    data = bytearray(written.getvalue())
    name = data.index("Workbook".encode("utf-16-le"))
    data[name : name + 64] = stream.encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<H", data, name + 64, 2 * len(stream) + 2)
    return bytes(data)


def write(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"GIF89a" + bytes(20), "GIF 图片", "OCR"),
        (b"Rar!\x1a\x07" + bytes(20), "RAR", "解压"),
        (ole2("PowerPoint Document"), "PowerPoint", "PDF"),
        (ole2("Contents"), "旧版办公软件", ".docx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "Excel 2003", ".xlsx"),
        (bytes(range(256)) * 4, "认不出", ".docx"),
    ],
)
def test_known_formats_we_do_not_read_are_named_with_a_remedy(
    data: bytes, what: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(UnsupportedFormatError, match=what) as refusal:
        load_file(write(tmp_path, "文件.doc", data), LimitSettings())
    assert remedy in refusal.value.hint


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(ole2("EncryptedPackage"), id="docx"),
        pytest.param(ole2("WordDocument", b"\xec\xa5" + bytes(9) + b"\x01"), id="doc"),
    ],
)
def test_an_encrypted_word_document_is_refused(data: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, "文件.docx", data)
    with pytest.raises(UnreadableDocumentError, match="密码"):
        load_file(path, LimitSettings())


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("ppt/presentation.xml", "PowerPoint"),
        ("OFD.xml", "OFD"),
        ("文件.txt", "ZIP 压缩包"),
    ],
)
def test_other_packages_are_told_apart(member: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "文件.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(member, "x")
    with pytest.raises(UnsupportedFormatError, match=what):
        load_file(path, LimitSettings())


def test_a_wrong_suffix_is_read_by_content_and_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "文件.docx", (DATA / "sample.pdf").read_bytes())
    loaded = load_file(path, LimitSettings())
    assert loaded.media_type == "application/pdf"
    assert "内容却是 application/pdf" in loaded.warnings[-1]


def test_a_web_page_saved_as_doc_is_a_web_page(tmp_path: Path) -> None:
    path = write(tmp_path, "文件.doc", b"<html><body><p>text</p></body></html>")
    assert load_file(path, LimitSettings()).media_type == "text/html"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("sample.doc", "application/msword"),
        ("sample.xls", "application/vnd.ms-excel"),
        ("sample.rtf", "application/rtf"),
        ("sample.odt", "application/vnd.oasis.opendocument.text"),
        ("sample.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("sample_word_2003.xml", "application/vnd.ms-wordml"),
        ("sample.mht", "multipart/related"),
    ],
)
def test_older_formats_are_known_by_their_bytes(name: str, media_type: str, tmp_path: Path) -> None:
    path = write(tmp_path, "文件.wps", (DATA / name).read_bytes())
    assert detect_media_type(path) == media_type


def test_a_cut_off_file_of_an_older_program_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path, "文件.doc", (DATA / "sample.doc").read_bytes()[:700])
    with pytest.raises(UnreadableDocumentError, match="损坏"):
        load_file(path, LimitSettings())


def test_markdown_is_told_from_text_by_its_suffix(tmp_path: Path) -> None:
    assert load_file(write(tmp_path, "a.md", b"# a"), LimitSettings()).media_type == "text/markdown"
    assert load_file(write(tmp_path, "a.txt", b"# a"), LimitSettings()).media_type == "text/plain"


def test_program_text_is_not_a_document(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"不支持 \.json 文件"):
        load_file(write(tmp_path, "a.json", b"{}"), LimitSettings())


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "大.txt", b"a" * (2**20 + 1))
    with pytest.raises(UnreadableDocumentError, match="超过上限 1 MiB"):
        load_file(path, LimitSettings(file_mib=1))


@pytest.mark.parametrize("name", ["没有.txt", "."])
def test_what_is_no_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(IngestError):
        load_file(tmp_path / name, LimitSettings())
