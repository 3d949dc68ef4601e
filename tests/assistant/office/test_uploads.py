"""The upload desk over a real library; its server is killed for real."""

import io
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.application import Assistant
from assistant.errors import WrongUseError
from assistant.office import Office, intake, uploads
from assistant.office.schema import Permission, Reader, Role, Upload, UploadState
from assistant.settings import Settings
from ingest.errors import NotFoundError, StoreUnavailableError
from ingest.library import Store
from ingest.schema import Outcome
from ingest.settings import LimitSettings
from ingest.testing import BigramEmbedder
from tests.assistant.api.browser import open_account
from tests.assistant.api.serving import make_key

RULES = """白桦县公益性岗位管理办法
白政发〔2024〕6号
第一条 公益性岗位每人每月补贴八百元。
"""
# A worker starts, and a slow machine is slow.
PATIENCE_S = 60


def open_assistant(home: Path, **limits: int) -> Assistant:
    settings = Settings(home=home, limits=LimitSettings(**limits), _env_file=None)
    return Assistant(Store(settings, embedder=BigramEmbedder()))


def open_office(home: Path, **limits: int) -> Office:
    assistant = open_assistant(home, **limits)
    return Office(assistant, engine=assistant.store.engine, home=home)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path / "home", file_mib=1)
    yield office
    office.stop()
    office.assistant.close()


@pytest.fixture
def reader(office: Office) -> Reader:
    """A keeper who may see every library that is there."""
    return office.reader_of(open_account(office, Role.KEEPER))


def take(
    office: Office, reader: Reader, *files: tuple[str, str | bytes], **where: str
) -> list[Upload]:
    contents = [
        (name, io.BytesIO(text.encode() if isinstance(text, str) else text)) for name, text in files
    ]
    return office.uploads.take(reader, contents, **{"library": "默认", **where})


def pack(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return buffer.getvalue()


def wait(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def finish(office: Office, reader: Reader) -> dict[str, Upload]:
    """Let the desk read what waits, and return every upload by its file."""
    if office.uploads._thread is None:
        office.uploads.open()
    wait(lambda: not office.uploads.list_uploads(reader, is_active=True))
    return {upload.file: upload for upload in office.uploads.list_uploads(reader)}


def test_a_file_is_taken_first_and_read_behind_the_counter(office: Office, reader: Reader) -> None:
    (taken,) = take(office, reader, ("岗位办法.txt", RULES), category="任务目标")
    assert (taken.state, taken.size) == (UploadState.WAITING, len(RULES.encode()))
    assert taken.uploaded_by == reader.account.name
    assert office.assistant.documents() == []
    upload = finish(office, reader)["岗位办法.txt"]
    assert upload.state is UploadState.DONE
    assert [event.outcome for event in upload.events] == [Outcome.READY]
    (document,) = office.assistant.documents()
    assert document.metadata.document_number == "白政发〔2024〕6号"
    assert document.metadata.category == "任务目标"
    assert list((office.home / "uploads").glob("*/*")) == []


def test_without_a_choice_the_text_decides_on_the_category(office: Office, reader: Reader) -> None:
    take(office, reader, ("岗位办法.txt", RULES))
    finish(office, reader)
    assert office.assistant.document("岗位办法.txt").metadata.category == "政策文件"


def test_an_archive_tells_of_each_member(office: Office, reader: Reader) -> None:
    take(office, reader, ("资料.zip", pack(甲=RULES, 空="", 乙=f"{RULES}第二条 公示。\n")))
    upload = finish(office, reader)["资料.zip"]
    assert upload.state is UploadState.PARTLY
    outcomes = {event.file: event.outcome for event in upload.events}
    assert outcomes == {"甲.txt": "ready", "乙.txt": "ready", "空.txt": "refused"}


def test_a_refused_file_stays_with_its_reason_until_it_is_replaced(
    office: Office, reader: Reader
) -> None:
    take(office, reader, ("坏.docx", b"PK\x03\x04 broken"))
    refused = finish(office, reader)["坏.docx"]
    assert refused.state is UploadState.REFUSED
    assert refused.events[0].reason
    assert refused.can_retry
    with pytest.raises(WrongUseError, match="空文件"):
        office.uploads.replace(reader, refused.id, "空.txt", io.BytesIO())
    assert office.uploads.get(reader, refused.id) == refused
    office.uploads.replace(reader, refused.id, "好.txt", io.BytesIO(RULES.encode()))
    found = finish(office, reader)
    assert found.keys() == {"好.txt"}
    assert found["好.txt"].state is UploadState.DONE


def test_a_refused_file_can_be_read_again_and_removed(office: Office, reader: Reader) -> None:
    take(office, reader, ("坏.docx", b"PK\x03\x04 broken"))
    refused = finish(office, reader)["坏.docx"]
    office.uploads.close()
    again = office.uploads.retry(reader, refused.id)
    assert (again.state, again.events) == (UploadState.WAITING, ())
    with pytest.raises(WrongUseError, match="还在处理"):
        office.uploads.retry(reader, refused.id)
    assert office.uploads.remove(reader, refused.id).file == "坏.docx"
    assert office.uploads.list_uploads(reader) == []
    assert not (office.home / "uploads" / refused.id).exists()
    with pytest.raises(NotFoundError):
        office.uploads.retry(reader, refused.id)


def test_a_finished_upload_has_nothing_to_be_read_again(office: Office, reader: Reader) -> None:
    take(office, reader, ("甲.txt", RULES))
    done = finish(office, reader)["甲.txt"]
    with pytest.raises(WrongUseError, match="重新选择文件"):
        office.uploads.retry(reader, done.id)


def test_a_file_that_is_being_read_is_left_alone(office: Office, reader: Reader) -> None:
    (taken,) = take(office, reader, ("甲.txt", RULES))
    assert office.uploads._claim().id == taken.id
    with pytest.raises(WrongUseError, match="正在读取"):
        office.uploads.remove(reader, taken.id)
    with pytest.raises(WrongUseError, match="正在读取"):
        office.uploads.replace(reader, taken.id, "乙.txt", io.BytesIO(b"x"))
    assert [path.name for path in (office.home / "uploads").glob("*/*")] == ["甲.txt"]


def test_two_files_of_one_name_are_told_and_none_is_lost(office: Office, reader: Reader) -> None:
    first, second = take(office, reader, ("甲.txt", RULES), ("甲.txt", f"{RULES}第二条 新。\n"))
    assert (first.state, second.state) == (UploadState.WAITING, UploadState.REFUSED)
    assert "另一份《甲.txt》正在处理" in second.reason
    with pytest.raises(WrongUseError, match="正在处理"):
        office.uploads.retry(reader, second.id)
    finish(office, reader)
    office.uploads.retry(reader, second.id)
    finish(office, reader)
    assert [event.outcome for event in office.uploads.get(reader, second.id).events] == ["revised"]
    assert [one.number for one in office.assistant.history("甲.txt")] == [2, 1]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("../../etc/甲.txt", "甲.txt", id="up"),
        pytest.param("C:\\Users\\li\\甲.txt", "甲.txt", id="windows_path"),
        pytest.param("/tmp/甲.txt", "甲.txt", id="root"),
        pytest.param(" 甲.txt ", "甲.txt", id="blanks"),
        pytest.param("甲" * 80 + ".txt", "甲" * 80 + ".txt", id="long"),
    ],
)
def test_an_upload_is_kept_under_the_last_part_of_its_name(
    office: Office, reader: Reader, name: str, kept: str
) -> None:
    (taken,) = take(office, reader, (name, RULES))
    assert (taken.file, taken.state) == (kept, UploadState.WAITING)
    (path,) = (office.home / "uploads").glob("*/*")
    assert path.name == kept


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("", RULES, "没有名称", id="no_name"),
        pytest.param("..", RULES, "没有名称", id="dots"),
        pytest.param("a/", RULES, "没有名称", id="folder"),
        pytest.param("甲\u202e.txt", RULES, "看不见的字符", id="turns_the_writing"),
        pytest.param("甲\0.txt", RULES, "看不见的字符", id="null"),
        pytest.param("甲\n.txt", RULES, "看不见的字符", id="line_end"),
        pytest.param("甲" * 300 + ".txt", RULES, "太长", id="long"),
        pytest.param("CON.txt", RULES, "Windows 保留", id="device"),
        pytest.param("lpt1", RULES, "Windows 保留", id="device_without_suffix"),
        pytest.param("甲.txt:b", RULES, "不能用的符号", id="stream"),
        pytest.param("甲?.txt", RULES, "不能用的符号", id="question_mark"),
        pytest.param("~$甲.docx", RULES, "临时文件", id="lock_file"),
        pytest.param(".hidden", RULES, "临时文件", id="hidden"),
        pytest.param("manifest.csv", "文件\n", "清单", id="manifest"),
        pytest.param("空.txt", "", "空文件", id="empty"),
        pytest.param("大.txt", "字" * 400_000, "上限 1 MiB", id="large"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_and_the_others_are_taken(
    office: Office, reader: Reader, name: str, content: str, reason: str
) -> None:
    refused, taken = take(office, reader, (name, content), ("好.txt", RULES))
    assert refused.state is UploadState.REFUSED
    assert reason in refused.reason
    assert not refused.can_retry
    assert refused.file.isprintable() or "\ufffd" in refused.file
    assert len(refused.file) <= 100
    assert taken.state is UploadState.WAITING
    assert [path.name for path in (office.home / "uploads").glob("*/*")] == ["好.txt"]


def test_a_full_disk_is_told_before_it_harms_the_library(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage(office.home).free
    monkeypatch.setattr(intake, "RESERVE_BYTES", free * 2)
    (refused,) = take(office, reader, ("甲.txt", RULES))
    assert "磁盘空间不足" in refused.reason
    assert not any((office.home / "uploads").iterdir())


def test_too_many_files_at_once_are_not_taken(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    with pytest.raises(WrongUseError, match="3 个文件"):
        take(office, reader, *[(f"{number}.txt", RULES) for number in range(3)])
    with pytest.raises(WrongUseError, match="没有类别“大概”"):
        take(office, reader, ("甲.txt", RULES), category="大概")
    assert office.uploads.list_uploads(reader) == []


def test_nobody_sees_or_fills_a_library_that_is_not_theirs(office: Office, reader: Reader) -> None:
    office.rights.create_library("内部", is_open=False)
    outsider = office.reader_of(open_account(office, Role.KEEPER))
    everyone = office.reader_of(open_account(office, Role.ADMINISTRATOR, username="admin"))
    with pytest.raises(NotFoundError, match="内部"):
        take(office, outsider, ("甲.txt", RULES), library="内部")
    take(office, everyone, ("甲.txt", RULES), library="内部")
    take(office, outsider, ("乙.txt", RULES))
    seen = finish(office, outsider)
    assert seen.keys() == {"乙.txt"}
    # The same bytes lie in the other library, which is not told.
    assert seen["乙.txt"].events[0].warnings == ()
    hidden = finish(office, everyone)["甲.txt"]
    assert "乙.txt" in hidden.events[0].warnings[-1]
    assert "内容相同" in hidden.events[0].warnings[-1]
    with pytest.raises(NotFoundError):
        office.uploads.remove(outsider, hidden.id)


def test_several_people_upload_at_the_same_time(office: Office, reader: Reader) -> None:
    others = [
        office.reader_of(open_account(office, Role.KEEPER, username=f"k{n}")) for n in range(4)
    ]

    def hand_in(number: int) -> None:
        take(office, others[number], (f"{number}.txt", f"{RULES}第二条 第{number}份。\n"))

    office.uploads.open()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hand_in, range(4)))
    found = finish(office, reader)
    assert {upload.state for upload in found.values()} == {UploadState.DONE}
    assert len(office.assistant.documents()) == 4


def test_a_library_that_does_not_work_costs_no_upload(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAUSE_S", 0.05)
    (taken,) = take(office, reader, ("甲.txt", RULES))
    working = Assistant.ingest

    def ingest(*_: Any, **__: Any) -> Iterator[Any]:
        raise StoreUnavailableError("数据库没有应答。", hint="请检查。")

    monkeypatch.setattr(Assistant, "ingest", ingest)
    office.uploads.open()
    wait(lambda: office.uploads.get(reader, taken.id).reason)
    waiting = office.uploads.get(reader, taken.id)
    assert "数据库没有应答" in waiting.reason
    monkeypatch.setattr(Assistant, "ingest", working)
    assert finish(office, reader)["甲.txt"].state is UploadState.DONE


def test_leftovers_are_swept_at_the_start(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (taken,) = take(office, reader, ("甲.txt", RULES))
    cut_short = office.home / "uploads" / ("0" * 32)
    cut_short.mkdir(parents=True)
    office.uploads._intake.sweep({taken.id})
    # Somebody may be writing it now.
    assert cut_short.exists()
    monkeypatch.setattr(intake, "LEFTOVER_AFTER_S", -1)
    office.uploads._intake.sweep({taken.id})
    assert not cut_short.exists()
    assert (office.home / "uploads" / taken.id / "甲.txt").is_file()


def test_only_one_of_two_servers_reads(
    office: Office, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "POLL_S", 0.05)
    office.uploads.open()
    other = open_office(tmp_path / "home")
    try:
        wait(lambda: (office.home / "uploads" / "desk.lock").exists())
        other.uploads.open()
        take(other, reader, ("甲.txt", RULES))
        wait(lambda: not other.uploads.list_uploads(reader, is_active=True))
        # The first took over what was handed in at the other one.
        assert other.uploads._reading is None
        office.uploads.close()
        take(other, reader, ("乙.txt", f"{RULES}第二条 新。\n"))
        wait(lambda: not other.uploads.list_uploads(reader, is_active=True))
    finally:
        other.uploads.close()
        other.assistant.close()


# --- Over a real line -----------------------------------------------------------------------


class Server:
    """`policy serve` in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("policy"), "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if "http://" in line:
                self.address = line[line.index("http://") :].split()[0].rstrip("，")
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_a_server_killed_while_it_reads_goes_on_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"  # Where `own_home` has put POLICY_HOME.
    home.mkdir()
    office = open_office(home)
    key = make_key(office, Permission.KEEP, Permission.ASK)
    office.assistant.close()
    texts = {f"办法{number}": f"{RULES}第二条 第{number}份。\n" * 20 for number in range(8)}
    files = [("files", ("资料.zip", pack(**texts)))]
    files += [("files", (f"单份{number}.txt", f"{RULES}{number}".encode())) for number in range(3)]

    def open_client(server: Server) -> httpx.Client:
        return httpx.Client(
            base_url=f"{server.address}/api/v1", headers={"Authorization": f"Bearer {key}"}
        )

    server = Server()
    with open_client(server) as client:
        assert client.post("/uploads", files=files).status_code == 200
        wait(lambda: any(one["state"] == "reading" for one in client.get("/uploads").json()))
        (reading, *_) = [one for one in client.get("/uploads").json() if one["state"] == "reading"]
        assert reading["seconds"] >= 0
        server.kill()
    with closing(sqlite3.connect(home / "library.sqlite3")) as connection:
        states = [state for (state,) in connection.execute("SELECT state FROM upload")]
    assert len(states) == 4
    assert states.count("waiting") + states.count("reading") >= 3
    server = Server()
    try:
        with open_client(server) as client:
            wait(lambda: not client.get("/uploads", params={"active": True}).json())
            assert {one["state"] for one in client.get("/uploads").json()} == {"done"}
            documents = {one["file"] for one in client.get("/documents").json()}
        assert documents == {f"{name}.txt" for name in texts} | {f"单份{n}.txt" for n in range(3)}
    finally:
        server.kill()
