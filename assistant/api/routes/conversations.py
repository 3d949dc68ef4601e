"""Conversations: one's own, kept, named, searched, deleted; and a question in one of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, StringConstraints

from assistant.api.auditing import AuditDep
from assistant.api.deps import MetricsDep, OfficeDep, ReaderDep, require
from assistant.api.routes.messages import MESSAGE_STREAM, counting
from assistant.api.routes.questions import QuestionText
from assistant.api.streaming import EventResponse, numbered_lines
from assistant.moments import written
from assistant.office.schema import Conversation, ConversationInfo, Permission
from ingest.schema import Filters, Record

router = APIRouter(
    prefix="/conversations",
    tags=["conversations"],
    dependencies=[Depends(require(Permission.ASK))],
)

TITLE_CHARACTERS = 100
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_CHARACTERS)
]

# Titles come from questions, which the log keeps apart.
A_CONVERSATION = "一个对话"


class NewConversation(Record):
    """A conversation about to begin."""

    title: Title | None = None
    """None to take the first question."""


class ConversationChange(Record):
    """What is to be different about a conversation."""

    title: Title


class MessageBody(Record):
    """A question, and where to look for its answer."""

    question: QuestionText
    filters: Filters = Filters()


@router.get("")
def list_conversations(
    office: OfficeDep,
    reader: ReaderDep,
    query: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: AwareDatetime | None = None,
) -> list[ConversationInfo]:
    """Return one's conversations, the one last asked in first.

    `query` looks in titles, questions and answers; `before` is `updated_at` of the last one of
    the page before.
    """
    moment = written(before) if before else None
    return office.conversations.list(reader, query=query, limit=limit, before=moment)


@router.post("", status_code=HTTPStatus.CREATED)
def create_conversation(
    body: NewConversation, office: OfficeDep, reader: ReaderDep
) -> Conversation:
    """Begin a conversation."""
    return office.conversations.create(reader, title=body.title or "")


@router.get("/{conversation_id}")
def show_conversation(conversation_id: str, office: OfficeDep, reader: ReaderDep) -> Conversation:
    """Return a conversation with everything said in it."""
    return office.conversations.read(reader, conversation_id)


@router.patch("/{conversation_id}")
def rename_conversation(
    conversation_id: str,
    body: ConversationChange,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Conversation:
    """Give a conversation another title."""
    audit.note(A_CONVERSATION)
    return office.conversations.rename(reader, conversation_id, body.title)


@router.delete("/{conversation_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_conversation(
    conversation_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> None:
    """Remove a conversation with all that was said in it."""
    audit.note(A_CONVERSATION)
    office.answers.delete_conversation(reader, conversation_id)


@router.post("/{conversation_id}/messages", **MESSAGE_STREAM)
def ask(
    conversation_id: str,
    body: MessageBody,
    office: OfficeDep,
    reader: ReaderDep,
    metrics: MetricsDep,
    audit: AuditDep,
) -> EventResponse:
    """Ask a question; the events are those of `GET /messages/{message_id}/stream`.

    The work goes on when the line breaks: the first event says under which id to come back.
    """
    audit.note_question(body.question, body.filters)
    told = office.answers.ask(
        reader, conversation_id, body.question, body.filters, count=counting(metrics)
    )
    return EventResponse(numbered_lines(told))
