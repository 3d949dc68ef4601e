"""The assistant for programs that speak OpenAI's protocol: chat completions and models.

The last message is the question, those before it are the conversation. System messages and
sampling parameters are passed over: every sentence is checked against the library, so there is
nothing to instruct or to sample. What would change the kind of answer is refused.

References:
    OpenAI, "API reference: Chat Completions". https://platform.openai.com/docs/api-reference/chat
"""

import json
import re
import time
from collections.abc import Generator, Iterator, Sequence
from time import perf_counter
from typing import Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, MetricsDep, require
from assistant.api.failures import failure_of, openai_error
from assistant.api.metrics import Metrics
from assistant.api.routes.questions import LONGEST_HISTORY
from assistant.api.streaming import EventResponse
from assistant.errors import WrongUseError
from assistant.office.schema import Permission
from assistant.schema import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerStatus,
    Citation,
    Grade,
    TextDelta,
    Turn,
)
from ingest.errors import NotFoundError, PolicyError
from ingest.schema import Filters, Record

router = APIRouter(prefix="/v1", tags=["openai"], dependencies=[Depends(require(Permission.ASK))])

CHAT_PATH = "/v1/chat/completions"

# Programs send the whole conversation every time; more is a pasted book.
CHAT_BYTES = 1024 * 1024
MOST_MESSAGES = 1000

MODEL = "policy-assistant"
# The protocol wants a day; the model is the library, which has none.
MODEL_CREATED = 0

_HALF = re.compile(r"[\ud800-\udfff]")

DONE = "data: [DONE]\n\n"
# A comment of server-sent events: the work goes on.
WORKING = ": working\n\n"


class UnknownModelError(NotFoundError):
    """A model that is not served here."""

    code = "model_not_found"


class UnsupportedRequestError(WrongUseError):
    """A part of the protocol that an answer with citations has no place for."""

    code = "unsupported_request"


class ChatMessage(Record):
    """One message of a conversation; fields of the protocol that are not here are passed over."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None
    """A text, or a list of parts `{"type": "text", "text": …}`."""


class ChatBody(Record):
    """A conversation that ends with a question; other parameters are passed over."""

    model_config = ConfigDict(extra="ignore")

    model: str
    messages: tuple[ChatMessage, ...] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    filters: Filters = Filters()
    """Where to look; not a part of the protocol."""

    n: int | None = None
    tools: tuple[Any, ...] | None = None
    functions: tuple[Any, ...] | None = None
    response_format: dict[str, Any] | None = None
    modalities: tuple[str, ...] | None = None
    logprobs: bool | None = None


class AnswerFacts(Record):
    """What is known of an answer beside its text; see `Answer`."""

    status: AnswerStatus
    grade: Grade
    confidence: float
    notices: tuple[str, ...]
    answerer: str


class AssistantMessage(Record):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str


class Choice(Record):
    """The only answer."""

    index: int = 0
    message: AssistantMessage
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(Record):
    """An answer in OpenAI's form; without `usage`, since no tokens are counted."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    """Seconds since 1970, UTC."""

    model: str = MODEL
    choices: tuple[Choice, ...]

    citations: tuple[Citation, ...]
    """What the markers in the text stand for; not a part of the protocol."""

    policy: AnswerFacts
    """Not a part of the protocol."""


class Model(Record):
    """A model in OpenAI's form."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = MODEL_CREATED
    owned_by: str = MODEL


class ModelList(Record):
    """The models that are served."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...] = (Model(),)


@router.get("/models")
def list_models() -> ModelList:
    """Return the one model there is."""
    return ModelList()


@router.get("/models/{model}")
def show_model(model: str) -> Model:
    """Return the one model there is, by its name."""
    _check_model(model)
    return Model()


@router.post("/chat/completions", response_model=ChatCompletion)
def complete_chat(
    body: ChatBody, assistant: AssistantDep, metrics: MetricsDep, audit: AuditDep
) -> ChatCompletion | StreamingResponse:
    """Answer the last message, whole or, with `stream`, as chunks that end with `[DONE]`."""
    _check(body)
    question, history = read_conversation(body.messages)
    audit.note_question(question, body.filters)
    started = perf_counter()
    if not body.stream:
        answer = assistant.ask(question, filters=body.filters, history=history)
        metrics.count_answer(answer, elapsed_s=perf_counter() - started)
        return _completion(answer)
    events = assistant.stream(question, filters=body.filters, history=history)
    # A failure before the first word still has a status of its own.
    first = next(events)
    if isinstance(first, AnswerFailed):
        raise _error_of(first)
    return EventResponse(_chunks(first, events, metrics, started))


@router.api_route(
    "/{path:path}",
    methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    include_in_schema=False,
)
def refuse_other_paths(path: str) -> None:
    """Tell that the rest of the protocol is not served."""
    raise NotFoundError(
        f"没有这个接口：/v1/{path}。", hint="可用的有 /v1/chat/completions 和 /v1/models。"
    )


def read_conversation(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """Return the question and what was asked and answered before it, the oldest first.

    Raises:
        WrongUseError: the last message is not a question, or is empty.
        UnsupportedRequestError: a message holds something else than text.
    """
    *earlier, last = messages
    if last.role != "user":
        raise WrongUseError("最后一条消息不是用户的提问。", hint="请把问题放在最后一条消息里。")
    turns: list[Turn] = []
    asked = ""
    for message in earlier:
        if message.role not in ("user", "assistant"):
            continue
        text = read_text(message)
        if message.role == "user":
            if asked:
                turns.append(Turn(question=asked, answer=""))
            asked = text
        elif asked:
            turns.append(Turn(question=asked, answer=text))
            asked = ""
    if asked:
        turns.append(Turn(question=asked, answer=""))
    return read_text(last), turns[-LONGEST_HISTORY:]


def read_text(message: ChatMessage) -> str:
    """Return the text of a message; its parts are joined by line ends.

    Raises:
        UnsupportedRequestError: a part is a picture, a sound or a file.
    """
    content = message.content
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    texts = []
    for part in parts:
        text = part.get("text") if isinstance(part, dict) else None
        # JSON can hold halves of characters, which are no text.
        if not isinstance(text, str) or part.get("type") != "text" or _HALF.search(text):
            raise UnsupportedRequestError(
                "消息里有不是文字的内容。",
                hint="这里只能读文字；图片和文件请先收入资料库，再用文字提问。",
            )
        texts.append(text)
    return "\n".join(texts).strip()


def _check(body: ChatBody) -> None:
    """Refuse what would need another kind of answer."""
    _check_model(body.model)
    wanted = [
        (body.n not in (None, 1), "一次返回多个回答（n）"),
        (bool(body.tools or body.functions), "调用工具（tools、functions）"),
        (
            any(message.role in ("tool", "function") for message in body.messages),
            "工具返回的消息",
        ),
        (
            (body.response_format or {}).get("type", "text") != "text",
            "指定输出格式（response_format）",
        ),
        (set(body.modalities or ("text",)) != {"text"}, "文字以外的回答（modalities）"),
        (bool(body.logprobs), "词的概率（logprobs）"),
    ]
    refused = [name for is_wanted, name in wanted if is_wanted]
    if refused:
        raise UnsupportedRequestError(
            f"不支持{'、'.join(refused)}。", hint="请去掉这些参数后重试。"
        )


def _check_model(model: str) -> None:
    if model != MODEL:
        raise UnknownModelError(f"没有模型“{model[:100]}”。", hint=f"请把模型写成 {MODEL}。")


def _completion(answer: Answer) -> ChatCompletion:
    return ChatCompletion(
        id=_new_id(),
        created=int(time.time()),
        choices=(Choice(message=AssistantMessage(content=answer.text + _postscript(answer))),),
        citations=answer.citations,
        policy=_facts(answer),
    )


def _chunks(
    first: AnswerEvent, rest: Iterator[AnswerEvent], metrics: Metrics, started: float
) -> Generator[str]:
    """Yield the lines of a stream of chunks.

    Args:
        first: The first event of an answer.
        rest: Those behind it.
        metrics: Counts what came of it.
        started: When the question came, by `perf_counter`.
    """
    head = {"id": _new_id(), "object": "chat.completion.chunk", "created": int(time.time())}
    head |= {"model": MODEL}
    yield _chunk(head, {"role": "assistant", "content": ""})
    try:
        event: AnswerEvent | None = first
        while event is not None:
            if isinstance(event, AnswerFailed):
                raise _error_of(event)
            if isinstance(event, AnswerReady):
                metrics.count_answer(event.answer, elapsed_s=perf_counter() - started)
                yield from _last_chunks(head, event.answer)
            else:
                yield _piece(head, event)
            event = next(rest, None)
    except Exception as error:  # The status is sent already: only an event can tell.
        failure = failure_of(error)
        metrics.failures.labels(failure.code).inc()
        yield _line(openai_error(failure))
    else:
        yield DONE


def _piece(head: dict[str, Any], delta: TextDelta) -> str:
    return _chunk(head, {"content": delta.text}) if delta.text else WORKING


def _last_chunks(head: dict[str, Any], answer: Answer) -> Iterator[str]:
    postscript = _postscript(answer)
    if postscript:
        yield _chunk(head, {"content": postscript})
    extra = {
        "citations": [citation.model_dump(mode="json") for citation in answer.citations],
        "policy": _facts(answer).model_dump(mode="json"),
    }
    yield _chunk(head | extra, {}, finish_reason="stop")


def _chunk(
    fields: dict[str, Any], delta: dict[str, str], *, finish_reason: str | None = None
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return _line({**fields, "choices": [choice]})


def _line(fields: dict[str, Any]) -> str:
    return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"


def _postscript(answer: Answer) -> str:
    """Return what follows the text: many programs show nothing else, and a rule may be repealed."""
    return "".join(f"\n\n注意：{notice}" for notice in answer.notices)


def _facts(answer: Answer) -> AnswerFacts:
    return AnswerFacts(**{name: getattr(answer, name) for name in AnswerFacts.model_fields})


def _error_of(event: AnswerFailed) -> PolicyError:
    kind = WrongUseError if event.code == WrongUseError.code else PolicyError
    error = kind(event.message, hint=event.hint)
    error.code = event.code
    return error


def _new_id() -> str:
    return f"chatcmpl-{uuid4().hex}"
