"""Reads files in a process of its own, so that a file that breaks the reader costs only itself.

A process is started when a file has to be read, is used again for the next one, and ends when
nothing came for a while. It is a fresh interpreter rather than a fork, because this process has
threads and open databases, and rather than one of `multiprocessing`, which would run the main
script of whoever calls us a second time.
"""

import atexit
import contextlib
import gc
import logging
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Generic, TypeVar
from uuid import uuid4

from ingest.errors import IngestError, SettingsError, UnreadableDocumentError
from ingest.schema import Chunk, CleanText, Health, Metadata, Section
from ingest.settings import LimitSettings, OcrSettings

logger = logging.getLogger(__name__)

# A worker takes a second to start and 100 MiB to keep.
IDLE_S = 60.0
# Memory that a large file took is given back to the system only by ending the process.
RETIRED_MIB = 512
# The worker ends itself when this process can no longer do it.
GRACE_S = 5
_PROGRAM = "from ingest.worker import main; main()"


Result = TypeVar("Result")


@dataclass(frozen=True)
class Task(ABC, Generic[Result]):
    """Something to be done with a file, which the file may break."""

    path: Path
    file: str
    """Its name in the library."""

    limits: LimitSettings

    @abstractmethod
    def run(self) -> Result:
        """Do it, in the worker.

        Raises:
            IngestError: the file cannot be read.
        """


@dataclass(frozen=True)
class Reading:
    """What was read from one file."""

    clean: CleanText
    sections: Sequence[Section]
    chunks: Sequence[Chunk]
    proposed: Metadata
    health: Health


@dataclass(frozen=True)
class Request(Task[Reading]):
    """A file to be read, and the names its chunks will bear."""

    document_id: str
    revision_id: str
    ocr: OcrSettings = field(default_factory=OcrSettings)

    def run(self) -> Reading:
        """See `ingest.reading.read_file`."""
        # Only a worker needs the loaders, and they are large.
        from ingest.reading import read_file

        return read_file(self)


class Worker:
    """One process that reads files one after another; used by one thread at a time.

    Args:
        limits: Bounds on what one file may cost.

    Raises:
        SettingsError: the process does not start.
    """

    def __init__(self, limits: LimitSettings) -> None:
        self.limits = limits
        # Made by the worker, which alone can remove it when this process is killed.
        self._folder = Path(tempfile.gettempdir()) / f"policy-reader-{uuid4().hex}"
        level = str(logging.getLogger().getEffectiveLevel())
        # A group of its own: Ctrl+C reaches this process alone, which then ends the worker, and
        # with the worker ends whatever it has started.
        own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(limits.memory_mib), level],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _environment(self._folder),
            **own_group,
        )
        self._has_expired = False
        if self._receive() is None:
            self.end()
            raise SettingsError(
                "读取文件的进程无法启动。",
                hint="请检查 POLICY_LIMITS__MEMORY_MIB 是否太小，或重新安装 policy-assistant。",
            )

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True while it can take another file."""
        return not self._has_expired and self._process.poll() is None

    def read(self, task: Task[Result]) -> Result:
        """Read a file, or do with it what else the task says.

        Raises:
            IngestError: the file cannot be read, takes too much time or memory, or ended the
                process. The worker may have ended then.
            ProcessLookupError: the process had ended before.
        """
        timer = threading.Timer(self.limits.seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            self._send(task)
            is_taken = self._receive() is not None
            reply = self._receive()
        except BaseException:
            self.end()
            raise
        finally:
            timer.cancel()
        if reply is None:
            self.end()
            if not is_taken:
                raise ProcessLookupError
            raise self._broken_by(task)
        answer, peak_mib = reply
        if isinstance(answer, MemoryError):
            self.end()
            raise _too_much_memory(task) from answer
        if peak_mib > RETIRED_MIB:
            self.end()
        if isinstance(answer, IngestError):
            raise answer
        if isinstance(answer, Exception):
            raise IngestError(
                f"处理《{task.file}》时程序出错。", hint="请把这份文件和日志交给维护人员。"
            ) from answer
        result: Result = answer
        return result

    def end(self) -> None:
        """End the process at once, with everything it has started."""
        self._kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            # A task that was not taken is still in the buffer.
            with contextlib.suppress(OSError):
                _opened(stream).close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _expire(self) -> None:
        self._has_expired = True
        self._kill()

    def _kill(self) -> None:
        if os.name == "posix":
            # The number stays ours until `wait`, so that no stranger is hit.
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    def _send(self, task: Task[Any]) -> None:
        # A process that has ended shows by its missing answer.
        with contextlib.suppress(OSError):
            stream = _opened(self._process.stdin)
            pickle.dump(task, stream)
            stream.flush()

    def _receive(self) -> Any:
        """Return the next answer; None when the process has ended."""
        try:
            return pickle.load(_opened(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            return None

    def _broken_by(self, task: Task[Any]) -> IngestError:
        if self._has_expired:
            return UnreadableDocumentError(
                f"读取《{task.file}》超过 {self.limits.seconds} 秒，已停止。",
                hint="请拆成几个较小的文件，或调大 POLICY_LIMITS__SECONDS 后重新导入。",
            )
        logger.warning("the reading process ended with status %s", self._process.returncode)
        if self._process.returncode == -getattr(signal, "SIGALRM", 0):
            self._has_expired = True
            return self._broken_by(task)
        return UnreadableDocumentError(
            f"读取《{task.file}》时，读取程序意外终止：文件可能已损坏，或占用内存过多。",
            hint="请用原来的软件打开核对，另存一份或拆成几个较小的文件后重新导入。",
        )


class Workers:
    """The workers of this process; any number of threads may use them.

    Args:
        size: How many files are read at the same time; 0 for one per core.
        idle_s: Seconds after which an unused worker ends.
    """

    def __init__(self, *, size: int = 0, idle_s: float = IDLE_S) -> None:
        self._turns = threading.BoundedSemaphore(size or os.cpu_count() or 1)
        self._idle_s = idle_s
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._timer: threading.Timer | None = None

    def read(self, task: Task[Result]) -> Result:
        """Do a task in a worker; raises as `Worker.read` does, and `Worker` itself."""
        with self._turns:
            # One that died while it was idle has no part in what the file may do.
            with contextlib.suppress(ProcessLookupError), self._borrow(task.limits) as worker:
                return worker.read(task)
            with self._borrow(task.limits) as worker:
                return worker.read(task)

    def pids(self) -> list[int]:
        """Return the numbers of the processes that there are."""
        with self._lock:
            return [worker.pid for worker in (*self._idle, *self._busy)]

    def end(self) -> None:
        """End every worker; a file that is being read is refused."""
        with self._lock:
            workers = [*self._idle, *self._busy]
            self._idle.clear()
            if self._timer is not None:
                self._timer.cancel()
        for worker in workers:
            worker.end()

    @contextlib.contextmanager
    def _borrow(self, limits: LimitSettings) -> Iterator[Worker]:
        worker = self._take(limits) or Worker(limits)
        with self._lock:
            self._busy.add(worker)
        try:
            yield worker
        finally:
            with self._lock:
                self._busy.discard(worker)
            self._put_back(worker)

    def _take(self, limits: LimitSettings) -> Worker | None:
        """Return an idle worker with these limits, if there is one alive; others end."""
        with self._lock:
            idle, self._idle = self._idle, []
            found = next((one for one in idle if one.limits == limits and one.is_alive), None)
            same = [one for one in idle if one is not found and one.is_alive]
            self._idle = [one for one in same if one.limits == limits]
        for worker in idle:
            if worker is not found and worker not in self._idle:
                worker.end()
        return found

    def _put_back(self, worker: Worker) -> None:
        if not worker.is_alive:
            worker.end()
            return
        with self._lock:
            self._idle.append(worker)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._idle_s, self._end_idle)
            self._timer.daemon = True
            self._timer.start()

    def _end_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()


# Workers belong to the process, not to a library: whoever reads next uses the one at hand.
WORKERS = Workers()
atexit.register(WORKERS.end)


def _environment(folder: Path) -> dict[str, str]:
    """What the worker finds as we do: modules, and a place for temporary files that goes with it.

    The current folder is not searched for modules: there may lie anything.
    """
    ours = str(Path(__file__).parents[1])
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, [ours, *sys.path])),
        "PYTHONSAFEPATH": "1",
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
    }


def _too_much_memory(task: Task[Any]) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"读取《{task.file}》需要的内存超过上限 {task.limits.memory_mib} MiB。",
        hint="请拆成几个较小的文件，或调大 POLICY_LIMITS__MEMORY_MIB 后重新导入。",
    )


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream


# --- In the worker ------------------------------------------------------------------------------


def main() -> None:
    """Do the tasks that come on standard input, until it closes.

    Started by `Worker` with the memory limit in MiB and the level of the log. The answer to each
    task is what `run` returned or raised, and the most memory used so far, in MiB.
    """
    folder = Path(os.environ["TMPDIR"])
    folder.mkdir(mode=0o700)
    tasks: SimpleQueue[Task[Any]] = SimpleQueue()
    threading.Thread(target=_receive_tasks, args=(tasks, folder), daemon=True).start()
    _limit_memory(int(sys.argv[1]))
    logging.basicConfig(
        level=int(sys.argv[2]), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # A library that prints must not print into our answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A large file becomes millions of records, none of them garbage: looking for some as often as
    # Python does by default took two thirds of the time of loading 100,000 lines.
    gc.set_threshold(50_000, 20, 100)
    # Loaded now, so that whoever starts us learns whether they can be, and no file pays for it.
    import_module("ingest.reading")

    _answer(answers, "ready")
    while True:
        task = tasks.get()
        _answer(answers, "taken")
        _set_alarm(task.limits.seconds + GRACE_S)
        answer = _run(task)
        _set_alarm(0)
        _answer(answers, (answer, peak_mib(os.getpid())))


def peak_mib(pid: int) -> float:
    """Return the most memory a process has held so far, in MiB; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) / 1024 if peaks else 0.0


def _run(task: Task[Any]) -> Any:
    """Return what a task gives; an error is returned as well."""
    try:
        return task.run()
    except IngestError as error:
        return error
    except MemoryError:
        return MemoryError()
    # A fault of ours in one odd file must not cost the other three hundred.
    except Exception:
        logger.exception("cannot read one file")
        return RuntimeError()


def _answer(stream: IO[bytes], answer: object) -> None:
    try:
        data = pickle.dumps(answer)
    except MemoryError:
        data = pickle.dumps((MemoryError(), 0.0))
    # Whoever does not listen any more is gone, and then we end as well, see below.
    with contextlib.suppress(BrokenPipeError):
        stream.write(data)
        stream.flush()


def _receive_tasks(tasks: "SimpleQueue[Task[Any]]", folder: Path) -> None:
    """Take tasks in while a file is read, so that the end of the caller is noticed at once."""
    try:
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):
        shutil.rmtree(folder, ignore_errors=True)
        if os.name == "posix" and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _limit_memory(mib: int) -> None:
    """Let what takes more memory fail; systems without such limits have the time limit alone."""
    try:
        import resource
    except ImportError:
        return
    # Data rather than address space: threads and models reserve much that they never use.
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (mib * 2**20, hard))


def _set_alarm(seconds: int) -> None:
    """End this process after some seconds, whatever it is doing; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
