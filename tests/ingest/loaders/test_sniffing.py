"""A file is what its bytes say; what we do not read is refused with the way out."""

import zipfile
from pathlib import Path

import pytest

from ingest.errors import IngestError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders import load_file
from ingest.settings import LimitSettings

DATA = Path(__file__).parents[2] / "data" / "loaders"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def write(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"GIF89a" + bytes(20), "GIF 图片", "OCR"),
        (b"{\\rtf1 \\ansi}", "RTF", ".docx"),
        (b"Rar!\x1a\x07" + bytes(20), "RAR", "解压"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "旧版 Word", ".docx"),
        (OLE2 + "Workbook".encode("utf-16-le"), "旧版 Excel", ".xlsx"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mht", ".docx"),
        (bytes(range(256)) * 4, "认不出", ".docx"),
    ],
)
def test_known_formats_we_do_not_read_are_named_with_a_remedy(
    data: bytes, what: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(UnsupportedFormatError, match=what) as refusal:
        load_file(write(tmp_path, "文件.doc", data), LimitSettings())
    assert remedy in refusal.value.hint


def test_an_encrypted_word_document_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "文件.docx", OLE2 + "EncryptedPackage".encode("utf-16-le"))
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
