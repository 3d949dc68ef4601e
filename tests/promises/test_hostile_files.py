"""Files made to harm cost a bounded time and memory, tell nothing of the machine, stop nothing."""

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from assistant.evaluation.benching.hostile import (
    HOSTILE_FILES,
    Cost,
    make_hostile_file,
    measure_cost,
)
from ingest.library import MemoryVectorStore, Store
from ingest.pipeline import ingest_files
from ingest.schema import IngestEvent, Outcome
from ingest.settings import IngestSettings, LimitSettings
from ingest.testing import BigramEmbedder

# Far below the defaults: what holds for small limits in seconds holds for large ones in minutes.
LIMITS = LimitSettings(seconds=4, memory_mib=512)
# Starting a worker, and ending one that does not listen.
SPARE_S = 8


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = IngestSettings(home=tmp_path / "home", limits=LIMITS, _env_file=None)
    store = Store(settings, embedder=BigramEmbedder(), vectors=MemoryVectorStore())
    yield store
    store.close()


def ingest(store: Store, *paths: Path) -> list[IngestEvent]:
    return list(ingest_files(paths, store=store))


@pytest.fixture(scope="module")
def cost_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Cost]:
    """Tells what a hostile file costs; each is made and read once."""

    @cache
    def cost_of(name: str) -> Cost:
        path = make_hostile_file(name, tmp_path_factory.mktemp("hostile"))
        cost = measure_cost(path, LIMITS)
        path.unlink()
        return cost

    return cost_of


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_hostile_file_is_refused_or_read_within_the_limits(
    name: str, cost_of: Callable[[str], Cost]
) -> None:
    cost = cost_of(name)
    assert cost.seconds < LIMITS.seconds + SPARE_S
    if sys.platform == "linux":
        # Code and mapped files are not counted by the limit.
        assert cost.worker_mib < LIMITS.memory_mib + 128
    assert "root:" not in cost.text
    if cost.refusal:
        assert "请" in cost.refusal
        assert name in cost.refusal or "文件名" in cost.refusal


REFUSED = [name for name in HOSTILE_FILES if name.startswith(("十亿", "外部", "压缩", "五百"))]


@pytest.mark.parametrize("name", [name for name in REFUSED if not name.endswith(".html")])
def test_bombs_and_foreign_entities_are_refused_at_once(
    name: str, cost_of: Callable[[str], Cost]
) -> None:
    cost = cost_of(name)
    assert cost.refusal
    assert "内存" not in cost.refusal
    assert f"超过 {LIMITS.seconds} 秒" not in cost.refusal


def test_the_run_goes_on_after_each_of_them(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("十亿次实体.docx", "外部实体.xlsx", "百万列.xlsx", "一万页.pdf", "乱码.pdf"):
        make_hostile_file(name, folder)
    (folder / "空.txt").write_bytes(b"")
    (folder / "截断.docx").write_bytes((folder / "十亿次实体.docx").read_bytes()[:300])
    (folder / "改名.pdf").write_text("第一条 其实是文本。", encoding="utf-8")
    (folder / "终于.txt").write_text("第一条 管水员每月补贴三百元。", encoding="utf-8")
    events = {event.file: event for event in ingest(store, folder)}
    assert len(events) == 9
    read = {name for name, event in events.items() if event.outcome is not Outcome.REFUSED}
    assert "终于.txt" in read
    assert read <= {"终于.txt", "改名.pdf"}
    assert all("请" in event.reason for name, event in events.items() if name not in read)


@pytest.mark.skipif(os.name != "posix", reason="this system forbids such names and files")
def test_odd_names_and_what_is_no_file_are_refused(store: Store, tmp_path: Path) -> None:
    odd = [tmp_path / "红\x1b[31m头.txt", tmp_path / "两\n行.txt", tmp_path / "倒\u202etxt.exe"]
    undecodable = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt"))
    for path in (*odd, undecodable):
        path.write_text("第一条 公开。", encoding="utf-8")
    pipe = tmp_path / "管道.txt"
    os.mkfifo(pipe)
    dangling = tmp_path / "断链.txt"
    dangling.symlink_to(tmp_path / "没有")
    circle = tmp_path / "环.txt"
    circle.symlink_to(circle)
    paths = [*odd, undecodable, pipe, dangling, circle, Path("/dev/zero"), tmp_path / "没有.txt"]
    events = ingest(store, *paths)
    assert [event.outcome for event in events] == [Outcome.REFUSED] * len(paths)
    for event in events:
        assert event.file.isprintable()
        assert "请" in event.reason
        event.model_dump_json().encode()


@pytest.mark.skipif(os.name != "posix", reason="this system has no such links")
def test_a_link_to_a_file_is_read_as_the_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "原件.txt").write_text("第一条 公开。", encoding="utf-8")
    link = tmp_path / "链接.txt"
    link.symlink_to(tmp_path / "原件.txt")
    (event,) = ingest(store, link)
    assert event.outcome is Outcome.READY
