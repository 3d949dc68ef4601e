"""Messages: an answer as it is written, and what its asker thinks of it."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from assistant.api.auditing import AuditDep, Trail
from assistant.api.deps import MetricsDep, OfficeDep, ReaderDep, require
from assistant.api.metrics import Metrics
from assistant.api.streaming import EventResponse, numbered_lines
from assistant.office.answering import Count
from assistant.office.schema import Feedback, Message, MessageEvent, Permission
from assistant.schema import AnswerFailed, AnswerReady
from ingest.schema import Record

router = APIRouter(
    prefix="/messages", tags=["messages"], dependencies=[Depends(require(Permission.ASK))]
)

NOTE_CHARACTERS = 1000

MESSAGE_STREAM: dict[str, Any] = {
    "status_code": HTTPStatus.OK,
    "response_class": EventResponse,
    "responses": {200: {"model": MessageEvent, "description": "The events, one by one."}},
}
"""How a route that streams the events of a message is declared."""


class EnquiryBody(Record):
    """What the keeper should know beside the question."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=NOTE_CHARACTERS)] = ""


def counting(metrics: Metrics) -> Count:
    """Return what counts how a question ended, whether or not somebody listens."""

    def count(last: AnswerReady | AnswerFailed, elapsed_s: float) -> None:
        if isinstance(last, AnswerReady):
            metrics.count_answer(last.answer, elapsed_s=elapsed_s)
        else:
            metrics.failures.labels(last.code).inc()

    return count


@router.get("/{message_id}")
def show_message(message_id: str, office: OfficeDep, reader: ReaderDep) -> Message:
    """Return a question with its answer."""
    return office.conversations.message(reader, message_id)


@router.get("/{message_id}/stream", **MESSAGE_STREAM)
def follow_message(
    message_id: str,
    office: OfficeDep,
    reader: ReaderDep,
    after: Annotated[int, Query(ge=0)] = 0,
) -> EventResponse:
    """Return the server-sent events of a message, from event number `after` on.

    First comes one `message`, then `delta` events with pieces of the text as they are written,
    and last one `finished` with the message as it is kept. Each has its number as id, counting
    from 0, so `after` is how many the reader has already. Of a message that is over only
    `finished` is left.
    """
    return EventResponse(numbered_lines(office.answers.listen(reader, message_id, after=after)))


@router.post("/{message_id}/stop")
def stop_message(message_id: str, office: OfficeDep, reader: ReaderDep) -> Message:
    """End the work on a message without an answer."""
    return office.answers.stop(reader, message_id)


@router.post("/{message_id}/retry", **MESSAGE_STREAM)
def retry_message(
    message_id: str,
    office: OfficeDep,
    reader: ReaderDep,
    metrics: MetricsDep,
    audit: AuditDep,
) -> EventResponse:
    """Ask the same once more; an answer it has is replaced when the new one is whole."""
    message = office.conversations.message(reader, message_id)
    audit.note_question(message.question, message.filters)
    told = office.answers.ask_again(reader, message_id, count=counting(metrics))
    return EventResponse(numbered_lines(told))


@router.put("/{message_id}/feedback")
def give_feedback(
    message_id: str, body: Feedback, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Message:
    """Say whether an answer was good or bad, and why."""
    return _noted(audit, office.feedback.give(reader, message_id, body))


@router.delete("/{message_id}/feedback")
def withdraw_feedback(
    message_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Message:
    """Take back what was said of an answer."""
    return _noted(audit, office.feedback.withdraw(reader, message_id))


@router.post("/{message_id}/enquiry")
def ask_keeper(
    message_id: str, body: EnquiryBody, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Message:
    """File a question for the keeper of the library."""
    return _noted(audit, office.enquiries.file(reader, message_id, body.note))


def _noted(audit: Trail, message: Message) -> Message:
    """Return a message after the log was told its question."""
    audit.note_question(message.question, message.filters)
    return message
