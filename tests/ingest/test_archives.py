"""Archives count as folders, and a hostile one costs no more than it is allowed to."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ingest.gathering import Refusal, gather_files
from ingest.library import MemoryVectorStore, Store
from ingest.pipeline import ingest_files
from ingest.schema import Outcome
from ingest.settings import IngestSettings, LimitSettings
from ingest.testing import BigramEmbedder

TEXT = "第一条 公益岗位补贴标准为每人每月800元。\n"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def write(tmp_path: Path, data: bytes, name: str = "资料.zip") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def gather(*paths: Path, **limits: int) -> dict[str, str]:
    """Map the name of each file found to its text, of each refusal to its reason."""
    return {
        found.file if isinstance(found, Refusal) else found.name: (
            found.reason if isinstance(found, Refusal) else found.read_text(encoding="utf-8")
        )
        for found in gather_files(paths, LimitSettings(**limits))
    }


def test_members_are_found_under_their_own_names_in_their_order(tmp_path: Path) -> None:
    archive = write(tmp_path, packed({"乙/二.txt": "二", "甲/一.txt": "一", "空/": ""}))
    assert list(gather(archive).items()) == [("二.txt", "二"), ("一.txt", "一")]


def test_an_archive_in_a_folder_and_one_in_an_archive_are_unpacked(tmp_path: Path) -> None:
    write(tmp_path, packed({"内.zip": packed({"一.txt": "一"}), "二.txt": "二"}))
    (tmp_path / "三.txt").write_text("三", encoding="utf-8")
    assert gather(tmp_path) == {"三.txt": "三", "二.txt": "二", "一.txt": "一"}


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    archive = write(tmp_path, packed({"一.txt": "一"}))
    found = gather_files([archive], LimitSettings())
    assert isinstance(next(found), Path)
    assert list(temporary.iterdir())
    found.close()  # type: ignore[attr-defined]
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_mark_of_utf8_are_read_as_chinese(encoding: str, tmp_path: Path) -> None:
    # The second byte of 縗 is a backslash in GBK.
    name = "附件\\縗麻补贴.txt"
    data = packed({"x" * len(name.encode(encoding)): "一"})
    raw = name.encode(encoding)
    assert gather(write(tmp_path, data.replace(b"x" * len(raw), raw))) == {"縗麻补贴.txt": "一"}


@pytest.mark.parametrize(
    "name", ["../外.txt", "a/../../外.txt", "/外.txt", "C:/外.txt", "..\\外.txt", "a\x07.txt"]
)
def test_names_that_lead_out_of_the_folder_are_refused(name: str, tmp_path: Path) -> None:
    inner = tmp_path / "内"
    inner.mkdir()
    found = gather(write(inner, packed({name: "外", "一.txt": "一"})))
    assert found.pop("一.txt") == "一"
    [reason] = found.values()
    assert "不安全" in reason
    assert "请" in reason
    assert not list(tmp_path.rglob("外.txt"))
    assert not Path("/外.txt").exists()


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "链接" in gather(write(tmp_path, data.getvalue()))["链接.txt"]


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    litter = ("__MACOSX/._一.txt", ".DS_Store", "甲/Thumbs.db", "甲/~$一.docx", ".git/config")
    archive = write(tmp_path, packed({**dict.fromkeys(litter, "x"), "一.txt": "一"}))
    assert gather(archive) == {"一.txt": "一"}


def test_a_member_with_a_password_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(packed({"密.txt": "密", "一.txt": "一"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    found = gather(write(tmp_path, bytes(data)))
    assert "密码" in found["密.txt"]
    assert found["一.txt"] == "一"


def test_of_two_members_with_one_path_the_second_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("一.txt", "先")
            archive.writestr("一.txt", "后")
    reasons = [
        found.reason if isinstance(found, Refusal) else found.read_text(encoding="utf-8")
        for found in gather_files([write(tmp_path, data.getvalue())], LimitSettings())
    ]
    assert reasons[1] == "先"
    assert "同名" in reasons[0]


def test_a_file_where_another_member_has_a_folder_is_refused(tmp_path: Path) -> None:
    found = gather(write(tmp_path, packed({"甲": "文件", "甲/一.txt": "一"})))
    assert found["甲"] == "文件"
    assert "同名" in found["一.txt"]


def test_a_member_that_grows_like_a_bomb_is_refused_early(tmp_path: Path) -> None:
    bomb = packed({"弹.txt": bytes(64 * 2**20), "一.txt": "一"})
    found = gather(write(tmp_path, bomb))
    assert "炸弹" in found["弹.txt"]
    assert found["一.txt"] == "一"


def test_a_size_that_lies_gains_nothing(tmp_path: Path) -> None:
    data = bytearray(packed({"谎.txt": bytes(3 * 2**20)}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + place, 10)
    found = gather(write(tmp_path, bytes(data)), file_mib=1)
    assert "损坏" in found["谎.txt"]


def test_the_sum_of_all_members_is_bounded_over_archives_in_archives(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 3000  # 750 KiB
    inner = packed({"二.txt": noise, "三.txt": noise})
    found = {
        entry.file: entry.reason
        for entry in gather_files(
            [write(tmp_path, packed({"一.txt": noise, "内.zip": inner}))],
            LimitSettings(archive_mib=2),
        )
        if isinstance(entry, Refusal)
    }
    assert list(found) == ["三.txt"]
    assert "共超过 2 MiB" in found["三.txt"]


def test_one_member_is_bounded_as_a_file_is(tmp_path: Path) -> None:
    archive = write(tmp_path, packed({"大.txt": bytes(range(256)) * 8200}))
    assert "单个文件的上限 2 MiB" in gather(archive, file_mib=2)["大.txt"]


def test_the_number_of_members_is_bounded_over_archives_in_archives(tmp_path: Path) -> None:
    inner = packed({f"{number}.txt": str(number) for number in range(5)})
    found = gather(write(tmp_path, packed({"内.zip": inner, "一.txt": "一"})), archive_members=4)
    assert {name for name in found if name.endswith(".txt")} == {"一.txt", "0.txt", "1.txt"}
    assert "其余 3 个没有解压" in found["内.zip"]


def test_archives_inside_archives_end_at_a_depth(tmp_path: Path) -> None:
    data = packed({"底.txt": "底"})
    for number in range(4, 0, -1):
        data = packed({f"{number}.zip": data, f"{number}.txt": str(number)})
    found = gather(write(tmp_path, data), archive_depth=3)
    assert [found[f"{number}.txt"] for number in (1, 2, 3)] == ["1", "2", "3"]
    assert "不止 3 层" in found["3.zip"]
    assert "底.txt" not in found


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(packed({}), "没有文件", id="empty"),
        pytest.param(packed({"一.txt": TEXT})[:-30], "损坏", id="cut_off"),
    ],
)
def test_an_archive_without_readable_members_is_refused(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    assert reason in gather(write(tmp_path, data))["资料.zip"]


def test_a_list_of_members_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    # 400,000 entries that all name one empty member.
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *[0] * 6, *[0] * 3, 1, *[0] * 4, 0, 0) + b"x"
    entries = entry * 400_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    path = write(tmp_path, b"PK\x03\x04"[:0] + entries + end)
    assert "损坏" in gather(path)["资料.zip"]


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(packed({"坏.txt": TEXT * 50, "一.txt": "一"}))
    start = data.index("坏.txt".encode()) + len("坏.txt".encode())
    data[start + 5 : start + 15] = b"\xff" * 10
    found = gather(write(tmp_path, bytes(data)))
    assert "损坏" in found["坏.txt"]
    assert found["一.txt"] == "一"


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    [reason] = gather(write(tmp_path, packed({"长" * 200 + ".txt": "x"}))).values()
    assert "写入" in reason


def test_a_document_named_zip_is_not_taken_apart(tmp_path: Path) -> None:
    path = write(tmp_path, packed({"word/document.xml": "<x/>"}))
    assert list(gather_files([path], LimitSettings())) == [path]


@pytest.fixture
def store(settings: IngestSettings, embedder: BigramEmbedder) -> Iterator[Store]:
    store = Store(settings, embedder=embedder, vectors=MemoryVectorStore())
    yield store
    store.close()


def test_each_member_becomes_a_document_with_an_event_of_its_own(
    store: Store, tmp_path: Path
) -> None:
    members = {"补贴.txt": TEXT, "图.bin": bytes(range(256)) * 9, "../坏.txt": "x"}
    archive = write(tmp_path, packed(members))
    events = {event.file: event for event in ingest_files([archive], store=store)}
    assert {name: event.outcome for name, event in events.items()} == {
        "补贴.txt": Outcome.READY,
        "图.bin": Outcome.REFUSED,
        "坏.txt": Outcome.REFUSED,
    }
    assert "资料.zip" in events["坏.txt"].reason


def test_a_file_packed_or_loose_is_one_document(store: Store, tmp_path: Path) -> None:
    archive = write(tmp_path, packed({"一月/补贴.txt": TEXT}))
    loose = write(tmp_path, TEXT.encode(), "补贴.txt")
    [first] = ingest_files([archive], store=store)
    [again] = ingest_files([archive], store=store)
    [alone] = ingest_files([loose], store=store)
    assert [first.outcome, again.outcome, alone.outcome] == [
        Outcome.READY,
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]


def test_a_manifest_inside_an_archive_speaks_of_the_files_beside_it(
    store: Store, tmp_path: Path
) -> None:
    manifest = "file,title\n补贴.txt,公益岗位补贴\n"
    archive = write(tmp_path, packed({"补贴.txt": TEXT, "manifest.csv": manifest}))
    [event] = ingest_files([archive], store=store)
    assert event.outcome is Outcome.READY
    [document] = store.library.list_documents()
    assert document.metadata.title == "公益岗位补贴"
