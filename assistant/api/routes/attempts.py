"""Attempts at tests and practice: questions, answers, wrong answers, marks by hand.

What a learner is sent holds no key before it may be told; `assistant.learning.telling` decides.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.api.routes.tests import learner_of
from assistant.learning.schema import (
    Attempt,
    AttemptInfo,
    NewMark,
    NewReply,
    PracticeRequest,
    PracticeTopic,
    Result,
    Retry,
    Saved,
    ToMark,
)
from assistant.office.schema import Permission
from ingest.schema import Record

router = APIRouter(tags=["attempts"], dependencies=[Depends(require(Permission.ASK))])
TRAINER = Depends(require(Permission.TRAIN))


class NewReplies(Record):
    """Answers on their way in: those of a while without a line, or one."""

    replies: tuple[NewReply, ...] = Field(max_length=1000)


class NewMarks(Record):
    """What a person gives for the short answers of an attempt."""

    marks: tuple[NewMark, ...] = Field(max_length=500)


class RetryRequest(Record):
    """How much of the wrong answers somebody wants to do again."""

    count: int = Field(default=20, ge=1, le=100)


@router.get("/attempts")
def list_attempts(assistant: AssistantDep, reader: ReaderDep) -> list[AttemptInfo]:
    """Return one's own attempts, the last begun first."""
    return assistant.learning.history(learner_of(reader))


@router.get("/attempts/to-mark", dependencies=[TRAINER])
def list_to_mark(
    assistant: AssistantDep, test: Annotated[str, Query(max_length=32)] = ""
) -> list[ToMark]:
    """Return the short answers of a test, or of every one, unmarked ones first."""
    return assistant.learning.to_mark(test)


@router.get("/attempts/{attempt_id}")
def get_attempt(attempt_id: str, assistant: AssistantDep, reader: ReaderDep) -> Attempt:
    """Return an attempt of one's own."""
    return assistant.learning.attempt(attempt_id, learner_of(reader))


@router.put("/attempts/{attempt_id}/replies")
def save_replies(
    attempt_id: str, body: NewReplies, assistant: AssistantDep, reader: ReaderDep
) -> Saved:
    """Keep answers; sent again they change nothing, and of two the later one stays."""
    return assistant.learning.save(attempt_id, body.replies, learner_of(reader))


@router.post("/attempts/{attempt_id}/submit")
def submit_attempt(
    attempt_id: str, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Attempt:
    """End an attempt; one that is ended stays as it is."""
    attempt = assistant.learning.submit(attempt_id, learner_of(reader))
    audit.note(f"交卷：{attempt.name}")
    return attempt


@router.put("/attempts/{attempt_id}/marks", dependencies=[TRAINER])
def give_marks(
    attempt_id: str, body: NewMarks, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Result:
    """Keep what a person gives for short answers."""
    result = assistant.learning.give_marks(attempt_id, body.marks, by=reader.account.username)
    audit.note(f"批改：{result.learner}的简答题")
    return result


@router.get("/practice")
def list_practice(assistant: AssistantDep, reader: ReaderDep) -> list[PracticeTopic]:
    """Return what can be practised just now."""
    return assistant.learning.practice_topics(learner_of(reader))


@router.post("/practice")
def begin_practice(body: PracticeRequest, assistant: AssistantDep, reader: ReaderDep) -> Attempt:
    """Begin to practise; what was right is told after each answer."""
    return assistant.learning.practise(body, learner_of(reader))


@router.get("/retries")
def list_retries(assistant: AssistantDep, reader: ReaderDep) -> list[Retry]:
    """Return what one answered wrong and not yet right twice since, the latest first."""
    return assistant.learning.retries(learner_of(reader))


@router.post("/retries")
def begin_retry(body: RetryRequest, assistant: AssistantDep, reader: ReaderDep) -> Attempt:
    """Begin to practise what one answered wrong."""
    return assistant.learning.retry(learner_of(reader), count=body.count)
