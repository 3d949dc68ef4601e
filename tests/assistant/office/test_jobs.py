"""Long work belongs to one person, tells how far it is, and ends when it is no longer wanted."""

import threading
import time
from collections.abc import Callable

import pytest

from assistant.errors import WrongUseError
from assistant.office import Office
from assistant.office.jobs import ACTIVE, KEPT, WORKERS, Job, JobKind, JobState
from assistant.office.schema import Reader
from assistant.progress import Progress, Report
from ingest.errors import NotFoundError, UnreadableDocumentError

PATIENCE_S = 20


def wait_for(office: Office, reader: Reader, job: Job, is_so: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + PATIENCE_S
    while not is_so(found := office.jobs.get(reader, job.id)):
        assert time.monotonic() < end, found
        time.sleep(0.01)
    return found


def in_state(state: JobState) -> Callable[[Job], bool]:
    return lambda job: job.state is state


def test_tells_how_far_it_is_and_keeps_what_came_of_it(office: Office, reader: Reader) -> None:
    may_end = threading.Event()

    def work(tell: Report) -> str:
        tell(Progress(done=1, total=2, stage="读取文件"))
        assert may_end.wait(PATIENCE_S)
        return "结果"

    job = office.jobs.begin(reader, JobKind.AUDIT, "总结.docx", work)
    far = wait_for(office, reader, job, lambda found: found.progress is not None)
    assert far.state is JobState.WORKING
    assert far.progress == Progress(done=1, total=2, stage="读取文件")
    with pytest.raises(WrongUseError):
        office.jobs.result(reader, job.id, str)
    may_end.set()
    done = wait_for(office, reader, job, in_state(JobState.DONE))
    assert done.finished_at
    assert office.jobs.result(reader, job.id, str) == "结果"


def test_a_result_of_another_kind_is_not_found(office: Office, reader: Reader) -> None:
    job = office.jobs.begin(reader, JobKind.AUDIT, "总结.docx", lambda _tell: "结果")
    wait_for(office, reader, job, in_state(JobState.DONE))
    with pytest.raises(NotFoundError):
        office.jobs.result(reader, job.id, int)


def test_nobody_else_sees_or_ends_it(office: Office, reader: Reader, keeper: Reader) -> None:
    job = office.jobs.begin(reader, JobKind.AUDIT, "总结.docx", lambda _tell: "结果")
    with pytest.raises(NotFoundError):
        office.jobs.get(keeper, job.id)
    with pytest.raises(NotFoundError):
        office.jobs.cancel(keeper, job.id)
    with pytest.raises(NotFoundError):
        office.jobs.result(keeper, job.id, str)


def test_ends_at_the_next_word_of_progress_once_it_is_unwanted(
    office: Office, reader: Reader
) -> None:
    may_go_on = threading.Event()

    def work(tell: Report) -> None:
        tell(Progress(done=0, total=2, stage="读取文件"))
        assert may_go_on.wait(PATIENCE_S)
        tell(Progress(done=1, total=2, stage="写入"))
        raise AssertionError("went on")

    job = office.jobs.begin(reader, JobKind.IMPORT, "指标.xlsx", work)
    wait_for(office, reader, job, lambda found: found.progress is not None)
    office.jobs.cancel(reader, job.id)
    may_go_on.set()
    assert wait_for(office, reader, job, in_state(JobState.CANCELLED)).failure is None


def test_one_that_waits_ends_at_once_and_never_begins(office: Office, reader: Reader) -> None:
    may_end = threading.Event()
    begun: list[str] = []

    def block(_tell: Report) -> None:
        assert may_end.wait(PATIENCE_S)

    for number in range(WORKERS):
        office.jobs.begin(reader, JobKind.RENDER, f"{number}", block)
    waiting = office.jobs.begin(reader, JobKind.RENDER, "等候", lambda _tell: begun.append("等候"))
    assert office.jobs.cancel(reader, waiting.id).state is JobState.CANCELLED
    may_end.set()
    after = office.jobs.begin(reader, JobKind.RENDER, "其后", lambda _tell: begun.append("其后"))
    wait_for(office, reader, after, in_state(JobState.DONE))
    assert begun == ["其后"]


def test_says_why_it_failed_in_words(
    office: Office, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_tell: Report) -> None:
        raise UnreadableDocumentError("无法读取《总结.docx》。", hint="请另存后再试。")

    def break_down(_tell: Report) -> None:
        raise RuntimeError("a bug")

    refused = office.jobs.begin(reader, JobKind.AUDIT, "总结.docx", refuse)
    failure = wait_for(office, reader, refused, in_state(JobState.FAILED)).failure
    assert failure and failure.code == "unreadable_document" and failure.hint == "请另存后再试。"

    broken = office.jobs.begin(reader, JobKind.AUDIT, "总结.docx", break_down)
    failure = wait_for(office, reader, broken, in_state(JobState.FAILED)).failure
    assert failure and failure.code == "internal_error" and "a bug" not in failure.message
    assert "a bug" in caplog.text


def test_one_person_has_a_few_at_a_time_and_the_last_few_results(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    may_end = threading.Event()

    def block(_tell: Report) -> None:
        assert may_end.wait(PATIENCE_S)

    blocked = [office.jobs.begin(reader, JobKind.AUDIT, f"{n}", block) for n in range(ACTIVE)]
    with pytest.raises(WrongUseError, match=f"{ACTIVE} 项"):
        office.jobs.begin(reader, JobKind.AUDIT, "又一项", block)
    other = office.jobs.begin(keeper, JobKind.AUDIT, "别人的", block)
    may_end.set()
    for job in blocked:
        wait_for(office, reader, job, in_state(JobState.DONE))
    for number in range(KEPT):
        job = office.jobs.begin(reader, JobKind.AUDIT, f"{number}", lambda _tell: "结果")
        wait_for(office, reader, job, in_state(JobState.DONE))
    assert office.jobs.result(reader, job.id, str) == "结果"
    for job in blocked:
        with pytest.raises(NotFoundError, match="最近"):
            office.jobs.get(reader, job.id)
    assert wait_for(office, keeper, other, in_state(JobState.DONE))
