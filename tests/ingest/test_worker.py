"""Files are read in a process that may die, hang or swell without harm to anybody else."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.errors import IngestError, SettingsError, UnsupportedFormatError
from ingest.reading import read_file
from ingest.settings import LimitSettings
from ingest.worker import Request, Workers

REPOSITORY = Path(__file__).parents[2]
ARTICLES = "".join(
    f"第{n}条 护渠员每月补贴 {n} 元，由乡镇按季度发放，逾期不补。\n" for n in range(1, 40)
)
# Takes a worker some seconds; nobody waits for its end.
SLOW = ARTICLES * 400

posix_only = pytest.mark.skipif(os.name != "posix", reason="this system has no such signals")


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.end()


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "护渠员办法.txt"
    path.write_text(ARTICLES, encoding="utf-8")
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    path = tmp_path / "汇编.txt"
    path.write_text(SLOW, encoding="utf-8")
    return path


def request_for(path: Path, **limits: int) -> Request:
    return Request(
        path=path,
        file=path.name,
        document_id="d" * 16,
        revision_id="r" * 64,
        limits=LimitSettings(**limits),
    )


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def wait_until(is_so: Callable[[], object]) -> None:
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("waited for 20 s")


def test_a_worker_reads_what_would_be_read_here(workers: Workers, short: Path) -> None:
    assert workers.read(request_for(short)) == read_file(request_for(short))


def test_one_worker_reads_file_after_file(workers: Workers, short: Path) -> None:
    workers.read(request_for(short))
    first = workers.pids()
    workers.read(request_for(short))
    assert workers.pids() == first
    assert len(first) == 1


def test_a_refusal_comes_with_what_to_do_and_leaves_the_worker_alive(
    workers: Workers, short: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "程序.exe"
    picture.write_bytes(b"MZ\x90\x00\x03" + bytes(range(256)))
    with pytest.raises(UnsupportedFormatError, match=r"程序\.exe") as refused:
        workers.read(request_for(picture))
    assert refused.value.hint
    before = workers.pids()
    workers.read(request_for(short))
    assert workers.pids() == before


@posix_only
def test_a_worker_that_is_killed_costs_only_its_file(
    workers: Workers, slow: Path, short: Path
) -> None:
    def kill() -> None:
        wait_until(workers.pids)
        time.sleep(0.5)
        os.kill(workers.pids()[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(IngestError, match=r"汇编\.txt.*意外终止") as refused:
        workers.read(request_for(slow))
    killer.join()
    assert "请" in refused.value.hint
    assert workers.read(request_for(short)).chunks


@posix_only
def test_a_worker_that_died_while_it_was_idle_is_replaced_in_silence(
    workers: Workers, short: Path
) -> None:
    workers.read(request_for(short))
    (first,) = workers.pids()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not is_running(first))
    assert workers.read(request_for(short)).chunks
    assert workers.pids() != [first]


def test_a_file_that_takes_too_long_is_given_up(workers: Workers, slow: Path, short: Path) -> None:
    started = time.perf_counter()
    with pytest.raises(IngestError, match="超过 1 秒") as refused:
        workers.read(request_for(slow, seconds=1))
    assert time.perf_counter() - started < 4
    assert "POLICY_LIMITS__SECONDS" in refused.value.hint
    assert workers.read(request_for(short)).chunks


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory")
def test_a_file_that_takes_too_much_memory_is_given_up(
    workers: Workers, short: Path, tmp_path: Path
) -> None:
    large = tmp_path / "大表.txt"
    large.write_bytes(b"a\n" * 1_000_000)
    with pytest.raises(IngestError, match="大表") as refused:
        workers.read(request_for(large, memory_mib=256))
    assert "内存超过上限 256 MiB" in refused.value.message
    assert workers.pids() == []
    assert workers.read(request_for(short)).chunks


def test_a_worker_that_cannot_start_stops_the_run(workers: Workers, short: Path) -> None:
    request = request_for(short)
    object.__setattr__(request, "limits", request.limits.model_copy(update={"memory_mib": 1}))
    with pytest.raises(SettingsError, match="无法启动"):
        workers.read(request)


def test_an_unused_worker_ends(short: Path) -> None:
    workers = Workers(idle_s=0.1)
    workers.read(request_for(short))
    wait_until(lambda: not workers.pids())


def test_threads_share_a_bounded_number_of_workers(short: Path) -> None:
    workers = Workers(size=2)
    with ThreadPoolExecutor(6) as pool:
        readings = list(pool.map(workers.read, [request_for(short)] * 12))
    assert all(reading == readings[0] for reading in readings)
    assert 1 <= len(workers.pids()) <= 2
    workers.end()


def test_ending_the_workers_refuses_what_is_being_read(workers: Workers, slow: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(workers.read, request_for(slow))
        wait_until(workers.pids)
        time.sleep(0.3)
        workers.end()
        assert isinstance(reading.exception(timeout=5), IngestError)


# A script without `if __name__ == "__main__"`, as people write them.
# A shell's background jobs, and so what they start, ignore the interrupt of the keyboard.
PROGRAM = """
import signal
import sys
from pathlib import Path
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Request
signal.signal(signal.SIGINT, signal.default_int_handler)
path = Path(sys.argv[1])
request = Request(path=path, file=path.name, document_id="d", revision_id="r" * 64,
                  limits=LimitSettings())
for n in range(3):
    print(len(WORKERS.read(request).chunks), *WORKERS.pids(), flush=True)
"""


def test_a_plain_script_may_read_files_and_leaves_nothing_behind(
    short: Path, tmp_path: Path
) -> None:
    script, temporary = tmp_path / "script.py", tmp_path / "temporary"
    script.write_text(PROGRAM, encoding="utf-8")
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, script, short],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == 3
    assert len({pid for _, pid in lines}) == 1
    assert not is_running(int(lines[0][1]))
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the system does not list its processes")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_the_worker_ends_with_its_caller(slow: Path, tmp_path: Path, name: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, slow],
        cwd=REPOSITORY,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: children(process.pid))
    (worker,) = children(process.pid)
    time.sleep(1)
    process.send_signal(getattr(signal, name))
    assert process.wait(timeout=10) != 0
    wait_until(lambda: not is_running(worker))
    wait_until(lambda: not list(temporary.iterdir()))


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]
