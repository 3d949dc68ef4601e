"""Questions: search, ask, and an answer as it is written."""

from collections.abc import Generator
from contextlib import closing
from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import Field, StringConstraints

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, MetricsDep, require
from assistant.api.failures import failure_of
from assistant.api.metrics import Metrics
from assistant.api.streaming import EventResponse
from assistant.office.schema import Permission
from assistant.schema import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    DocumentSearch,
    Turn,
)
from ingest.schema import Filters, Hit, Record

router = APIRouter(tags=["questions"], dependencies=[Depends(require(Permission.ASK))])

# Nobody asks more in one breath; longer texts are pasted documents, for which search is no help.
QUESTION_CHARACTERS = 500

# A longer conversation is about something else by now.
LONGEST_HISTORY = 20

QuestionText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_CHARACTERS),
]


class AskBody(Record):
    """A question, where to look for its answer, and what was said before."""

    question: QuestionText
    filters: Filters = Filters()
    history: tuple[Turn, ...] = Field(default=(), max_length=LONGEST_HISTORY)
    """Earlier questions and answers, the oldest first, so that "那2021年呢？" is understood."""


class SearchBody(Record):
    """A question, where to look, and how much to return."""

    question: QuestionText
    filters: Filters = Filters()
    top_k: int = Field(default=10, ge=1, le=100)
    """Most passages returned."""


class DocumentSearchBody(Record):
    """What to search the full text for, where, and which page of the documents found."""

    question: QuestionText
    filters: Filters = Filters()
    page: int = Field(default=1, ge=1, le=1000)
    page_size: int = Field(default=10, ge=1, le=50)
    """Documents on a page."""


@router.post("/search")
def search(body: SearchBody, assistant: AssistantDep, audit: AuditDep) -> list[Hit]:
    """Return the passages nearest to a question, best first."""
    audit.note_question(body.question, body.filters)
    return assistant.search(body.question, filters=body.filters, top_k=body.top_k)


@router.post("/search/documents")
def search_documents(
    body: DocumentSearchBody, assistant: AssistantDep, audit: AuditDep
) -> DocumentSearch:
    """Return the documents whose text has the words of a question, a page of them."""
    audit.note_question(body.question, body.filters)
    return assistant.search_documents(
        body.question, filters=body.filters, page=body.page, page_size=body.page_size
    )


@router.post("/ask")
def ask(body: AskBody, assistant: AssistantDep, metrics: MetricsDep, audit: AuditDep) -> Answer:
    """Answer one question, with citations."""
    audit.note_question(body.question, body.filters)
    started = perf_counter()
    answer = assistant.ask(body.question, filters=body.filters, history=body.history)
    metrics.count_answer(answer, elapsed_s=perf_counter() - started)
    return answer


@router.post(
    "/ask/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The events."}},
)
def stream_answer(
    body: AskBody, assistant: AssistantDep, metrics: MetricsDep, audit: AuditDep
) -> EventResponse:
    """Answer one question as server-sent events.

    `delta` events carry pieces of the text as they are written; the stream ends with one `answer`,
    the whole and checked answer, or one `failed`. When the reader leaves, the work ends.
    """
    audit.note_question(body.question, body.filters)
    return EventResponse(_lines(_events(assistant, body), metrics))


def _lines(events: Generator[AnswerEvent], metrics: Metrics) -> Generator[bytes]:
    started = perf_counter()
    with closing(events):
        for event in events:
            if isinstance(event, AnswerReady):
                metrics.count_answer(event.answer, elapsed_s=perf_counter() - started)
            elif isinstance(event, AnswerFailed):
                metrics.failures.labels(event.code).inc()
            yield format_sse_event(data_str=event.model_dump_json(), event=event.type)


def _events(assistant: AssistantDep, body: AskBody) -> Generator[AnswerEvent]:
    try:
        yield from assistant.stream(body.question, filters=body.filters, history=body.history)
    except Exception as error:  # The status is sent already: only an event can tell.
        failure = failure_of(error)
        yield AnswerFailed(code=failure.code, message=failure.message, hint=failure.hint)
