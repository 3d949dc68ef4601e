"""Files of older office programs, by way of LibreOffice."""

import http.server
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import IngestError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders import load_file, office
from ingest.schema import Block, BlockKind
from ingest.settings import LimitSettings

DATA = Path(__file__).parents[2] / "data" / "loaders"
SAMPLES = ("sample.doc", "sample.rtf", "sample.odt", "sample.ods", "sample_word_2003.xml")

needs_office = pytest.mark.skipif(
    office.find_office() is None, reason="LibreOffice is not installed"
)


@pytest.mark.parametrize("name", SAMPLES)
def test_without_libreoffice_the_refusal_says_what_to_do(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(UnsupportedFormatError, match="没有安装 LibreOffice") as refusal:
        load_file(DATA / name, LimitSettings())
    assert name in refusal.value.message
    assert "安装 LibreOffice" in refusal.value.hint
    assert ".xlsx" in refusal.value.hint if name.endswith("ods") else ".docx" in refusal.value.hint


def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Let a shell script stand for LibreOffice."""
    program = tmp_path / "program" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(program))


def test_a_conversion_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    pretend(monkeypatch, tmp_path, f"echo $$ > {mark}\nexec sleep 60")
    with pytest.raises(UnreadableDocumentError, match="超过 1 秒") as refusal:
        load_file(DATA / "sample.doc", LimitSettings(conversion_seconds=1))
    assert "sample.doc" in refusal.value.message
    alive = subprocess.run(["kill", "-0", mark.read_text().strip()], stderr=subprocess.DEVNULL)
    assert alive.returncode


@pytest.mark.parametrize("script", ["exit 0", "exit 77", "kill -9 $$"])
def test_a_conversion_that_makes_nothing_is_a_refusal(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, tmp_path, script)
    with pytest.raises(UnreadableDocumentError, match="打不开"):
        load_file(DATA / "sample.doc", LimitSettings())


def test_a_new_profile_that_asks_for_a_second_start_gets_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = f"mkdir -p out; cp {DATA / 'sample.docx'} out/source.docx"
    pretend(monkeypatch, tmp_path, f"[ -e started ] || {{ touch started; exit 81; }}\n{copy}")
    assert load_file(DATA / "sample.doc", LimitSettings()).media_type == "application/msword"


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    pretend(monkeypatch, tmp_path, "touch litter")
    with pytest.raises(UnreadableDocumentError):
        load_file(DATA / "sample.doc", LimitSettings())
    assert not list(temporary.iterdir())


def test_what_the_converted_file_lacks_is_said_of_the_file_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, tmp_path, "mkdir -p out; echo broken > out/source.docx")
    with pytest.raises(IngestError) as refusal:
        load_file(DATA / "sample.doc", LimitSettings())
    assert "sample.doc》" in refusal.value.message


@pytest.mark.parametrize("name", ["sample_word_2003.xml"])
def test_declared_entities_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    declared = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:wordDocument'
    path.write_bytes((DATA / name).read_bytes().replace(b"<w:wordDocument", declared, 1))
    with pytest.raises(UnreadableDocumentError, match="实体"):
        load_file(path, LimitSettings())


@needs_office
def test_a_damaged_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "文件.doc"
    data = bytearray((DATA / "sample.doc").read_bytes())
    data[512:4096] = bytes(4096 - 512)
    path.write_bytes(data)
    with pytest.raises(IngestError) as refusal:
        load_file(path, LimitSettings())
    assert "文件.doc》" in refusal.value.message


@pytest.fixture
def requests_seen() -> Iterator[tuple[int, list[str]]]:
    """Port of a web server on this machine, and the paths it was asked for."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            seen.append(self.rfile.readline(200).decode())

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], seen
    server.shutdown()
    server.server_close()
    thread.join()


@needs_office
def test_a_document_makes_nobody_call_the_network(
    requests_seen: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, seen = requests_seen
    image = f'<draw:image xlink:href="http://127.0.0.1:{port}/a.png" xlink:type="simple"/>'
    frame = f'<draw:frame text:anchor-type="as-char" svg:width="2cm">{image}</draw:frame>'
    linked = f"<text:p>{frame}</text:p></office:text>".encode()
    path = tmp_path / "文件.odt"
    with zipfile.ZipFile(DATA / "sample.odt") as sample, zipfile.ZipFile(path, "w") as package:
        for name in sample.namelist():
            data = sample.read(name)
            package.writestr(name, data.replace(b"</office:text>", linked))
    texts = [block.text for block in load_file(path, LimitSettings()).blocks]
    assert "第一条 资金总额为一千二百三十四万元。" in texts
    assert seen == []


@needs_office
def test_two_conversions_at_a_time_do_not_meet() -> None:
    read: list[list[Block]] = []

    def load() -> None:
        read.append(list(load_file(DATA / "sample.doc", LimitSettings()).blocks))

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 2
    assert read[0] == read[1]
    assert BlockKind.TABLE in {block.kind for block in read[0]}
