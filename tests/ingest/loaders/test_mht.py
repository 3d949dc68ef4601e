"""Web pages saved in one file."""

import base64
import quopri
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import EmptyDocumentError
from ingest.loaders import load_file
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings

PAGE = "<html><body><h1>通知</h1><p>正文一句。</p></body></html>"


def load(parts: str | bytes, tmp_path: Path) -> LoadedFile:
    head = b"Snapshot-Content-Location: https://a.example/\nSubject: a\nMIME-Version: 1.0\n"
    head += b'Content-Type: multipart/related; boundary="b"\n\n'
    path = tmp_path / "网页.mht"
    path.write_bytes(head + (parts.encode() if isinstance(parts, str) else parts) + b"\n--b--\n")
    return load_file(path, LimitSettings())


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5", "utf-16"])
@pytest.mark.parametrize("encode", [base64.encodebytes, quopri.encodestring])
def test_the_encoding_in_the_header_counts(
    charset: str, encode: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    way = "base64" if encode is base64.encodebytes else "quoted-printable"
    head = f"--b\nContent-Type: text/html; charset={charset}\nContent-Transfer-Encoding: {way}\n\n"
    loaded = load(head.encode() + encode(PAGE.encode(charset)), tmp_path)
    assert [block.text for block in loaded.blocks] == ["通知", "正文一句。"]


def test_styles_and_frames_behind_the_page_are_passed_over(tmp_path: Path) -> None:
    parts = (
        "--b\nContent-Type: text/css\n\np{}\n"
        f"--b\nContent-Type: text/html\n\n{PAGE}\n"
        "--b\nContent-Type: text/html\n\n<html><body><p>广告</p></body></html>"
    )
    assert [block.text for block in load(parts, tmp_path).blocks] == ["通知", "正文一句。"]


def test_a_file_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError, match=r"网页\.mht》里没有网页"):
        load("--b\nContent-Type: text/css\n\np{}\n", tmp_path)


def test_parts_inside_parts_without_end_are_refused_or_read(tmp_path: Path) -> None:
    nested = "".join(
        f"--{'b' * n}\nContent-Type: multipart/mixed; boundary={'b' * (n + 1)}\n\n"
        for n in range(1, 400)
    )
    with pytest.raises(EmptyDocumentError):
        load(nested, tmp_path)
