"""Work too long for one request: it goes on in the server, tells how far it is, and can be ended.

Nothing of it is stored: what a job makes is made again from the ledger, the library or the file,
so that a restart loses time and no data.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import uuid4

from assistant.errors import WrongUseError
from assistant.moments import now
from assistant.office.schema import Reader
from assistant.progress import CancelledError, Progress
from assistant.progress import Report as ReportProgress
from ingest.errors import NotFoundError, PolicyError
from ingest.schema import Record

logger = logging.getLogger(__name__)

# Two cores: one job works while another waits for LibreOffice or a model.
WORKERS = 2

# A person looks at their last few; each may hold a file of some MiB.
KEPT = 10
# Waiting or working, of one person.
ACTIVE = 5

Result = TypeVar("Result")


class JobKind(StrEnum):
    """What a job does."""

    READ = "read"
    IMPORT = "import"
    EXTRACT = "extract"
    RENDER = "render"
    AUDIT = "audit"
    MAKE_ITEMS = "make_items"
    CHECK_ITEMS = "check_items"
    READ_ITEMS = "read_items"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class JobFailure(Record):
    """Why a job could not be done."""

    code: str
    message: str
    hint: str


BUG = JobFailure(
    code="internal_error",
    message="服务器出现意外错误，这项工作没有做完。",
    hint="请重试；若仍然如此，请管理员查看服务器日志。",
)


class Job(Record):
    """A piece of long work, as far as it is."""

    id: str
    kind: JobKind
    name: str
    """What it is about: the name of a file or a template."""

    state: JobState
    progress: Progress | None = None
    """None before it begins."""

    failure: JobFailure | None = None
    created_at: str
    finished_at: str | None = None


@dataclass
class _Work(Generic[Result]):
    """A job with what it does and what came of it."""

    owner: str
    do: Callable[[ReportProgress], Result]
    job: Job
    result: Result | None = None
    is_unwanted: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """The long work of one server; every job belongs to the person who asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: dict[str, _Work[object]] = {}
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")

    def begin(
        self, reader: Reader, kind: JobKind, name: str, do: Callable[[ReportProgress], object]
    ) -> Job:
        """Take work up, and return at once.

        Args:
            reader: Whose it is.
            kind: What it does.
            name: What it is about.
            do: The work; it tells its progress to what it is given, which ends it by raising
                `CancelledError` once it is unwanted.

        Raises:
            WrongUseError: the person has five jobs under way already.
        """
        job = Job(id=uuid4().hex, kind=kind, name=name, state=JobState.WAITING, created_at=now())
        work = _Work(owner=reader.account.id, do=do, job=job)
        with self._lock:
            own = [each for each in self._works.values() if each.owner == work.owner]
            if sum(each.job.state not in FINAL for each in own) >= ACTIVE:
                raise WrongUseError(
                    f"您已有 {ACTIVE} 项工作在进行。", hint="请等它们完成，或取消其中一项后再试。"
                )
            finished = [each for each in own if each.job.state in FINAL]
            for oldest in finished[: max(0, len(own) - KEPT + 1)]:
                del self._works[oldest.job.id]
            self._works[job.id] = work
        self._pool.submit(self._run, work)
        return job

    def get(self, reader: Reader, id_: str) -> Job:
        """Return how far a job is.

        Raises:
            NotFoundError: the person has none of that id, or no longer.
        """
        return self._find(reader, id_).job

    def result(self, reader: Reader, id_: str, type_: type[Result]) -> Result:
        """Return what came of a job; raises as `get` does.

        Args:
            reader: Whose it is.
            id_: Which job.
            type_: What it makes; another kind of job is none of that id.

        Raises:
            WrongUseError: it is not done.
        """
        work = self._find(reader, id_)
        if work.job.state is not JobState.DONE:
            raise WrongUseError("这项工作没有完成，还没有结果。", hint="请等它完成后再试。")
        if not isinstance(work.result, type_):
            raise _no_job()
        return work.result

    def cancel(self, reader: Reader, id_: str) -> Job:
        """End a job that is no longer wanted, soon; one that is over stays as it is."""
        work = self._find(reader, id_)
        work.is_unwanted.set()
        with self._lock:
            if work.job.state is JobState.WAITING:
                self._finish(work, JobState.CANCELLED)
        return work.job

    def close(self) -> None:
        """End what is under way; called when the server ends."""
        with self._lock:
            for work in self._works.values():
                work.is_unwanted.set()
        self._pool.shutdown(cancel_futures=True)

    def _find(self, reader: Reader, id_: str) -> _Work[object]:
        with self._lock:
            work = self._works.get(id_)
        if work is None or work.owner != reader.account.id:
            raise _no_job()
        return work

    def _run(self, work: _Work[object]) -> None:
        def tell(progress: Progress) -> None:
            if work.is_unwanted.is_set():
                raise CancelledError("这项工作已取消。")
            work.job = work.job.model_copy(update={"progress": progress})

        with self._lock:
            if work.job.state in FINAL:
                return
            work.job = work.job.model_copy(update={"state": JobState.WORKING})
        try:
            work.result = work.do(tell)
        except CancelledError:
            self._finish(work, JobState.CANCELLED)
        except PolicyError as error:
            failure = JobFailure(code=error.code, message=error.message, hint=error.hint)
            self._finish(work, JobState.FAILED, failure)
        except Exception:
            logger.exception("Job %s failed", work.job.kind)
            self._finish(work, JobState.FAILED, BUG)
        else:
            self._finish(work, JobState.DONE)

    @staticmethod
    def _finish(work: _Work[object], state: JobState, failure: JobFailure | None = None) -> None:
        work.job = work.job.model_copy(
            update={"state": state, "failure": failure, "finished_at": now()}
        )


def _no_job() -> NotFoundError:
    return NotFoundError(
        "没有这项工作，或它的结果已不再保留。",
        hint="服务器重新启动后需要重做；每人保留最近 10 项工作的结果。",
    )
