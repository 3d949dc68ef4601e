"""A language model behind any OpenAI-compatible URL, with an end to everything it may do."""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

import httpx2
import openai
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from assistant.errors import ChatModelError
from assistant.prompting import Prompt
from assistant.settings import ChatModelSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

# A server without a key refuses an empty one less often than the client does.
_NO_KEY = "none"
_CONNECT_S = 5.0
# After a failure that may pass: a refused connection, a timeout, 429, 5xx.
_RETRIES = 1
# Servers that ignore `max_tokens` are cut off here: an answer is a few hundred characters, the
# thoughts before it some thousands.
_LONGEST_TEXT = 40_000
_LONGEST_BODY = 16 * 2**20
_WENT_ON = "语言模型的回答没完没了"


def open_chat_model(settings: ChatModelSettings) -> ChatOpenAI:
    """Return the chat model that the settings name; nothing is asked of the server yet."""
    return ChatOpenAI(
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key if settings.api_key.get_secret_value() else _NO_KEY,
        temperature=0,
        timeout=httpx2.Timeout(settings.timeout_s, connect=min(_CONNECT_S, settings.timeout_s)),
        max_retries=_RETRIES,
        # LangChain would send its newer name, which not every server knows.
        extra_body={"max_tokens": settings.max_tokens},
        http_client=openai.DefaultHttpxClient(
            event_hooks={"response": [_Limit(settings.answer_s)]}
        ),
    )


def write_messages(prompt: Prompt, **values: str) -> list[BaseMessage]:
    """Return what a prompt says to a chat model, its blanks filled."""
    messages: list[BaseMessage] = [HumanMessage(prompt.render(**values))]
    return [SystemMessage(prompt.instructions), *messages] if prompt.instructions else messages


def read_answer(
    model: "BaseChatModel", messages: Sequence[BaseMessage]
) -> Generator[str, None, None]:
    """Yield the text a model writes, piece by piece; closing it ends the request.

    Raises:
        ChatModelError: the server does not answer, breaks off, fails or goes on without end.
    """
    length, reason = 0, ""
    try:
        with closing(model.stream(list(messages))) as chunks:  # type: ignore[type-var]  # it is a generator
            for chunk in chunks:
                text = chunk.text
                length += len(text)
                if length > _LONGEST_TEXT:
                    raise ChatModelError(f"{_WENT_ON}。")
                reason = chunk.response_metadata.get("finish_reason") or reason
                if text:
                    yield text
    except ChatModelError:
        raise
    # What a strange server makes the client libraries raise has no common base.
    except Exception as error:
        raise _explain(error) from error
    if reason == "length":
        raise ChatModelError(f"{_WENT_ON}。")
    # Models of other protocols end in words of their own.
    if not reason and isinstance(model, ChatOpenAI):
        raise ChatModelError("语言模型的回答中断了。")


class _Limit:
    """Ends a response that takes too long or grows too large; a hook of httpx2.

    The client's own timeout counts from byte to byte, so a server that sends a dot every second
    would never meet it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self, response: httpx2.Response) -> None:
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        response.stream = _LimitedStream(stream, monotonic() + self._seconds)


class _LimitedStream(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the answer took too long")
            if size > _LONGEST_BODY:
                raise httpx2.ReadError("the answer is too large")
            yield part

    def close(self) -> None:
        self._stream.close()


def _explain(error: Exception) -> ChatModelError:
    """Return what happened, for a reader; the log says more to the keeper."""
    logger.warning("the chat model failed: %s: %s", type(error).__name__, error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        message = "语言模型没有及时应答。"
    elif isinstance(error, openai.APIStatusError):
        message = f"语言模型服务出错（{error.status_code}）。"
    elif isinstance(error, openai.APIConnectionError):
        message = "连接不上语言模型。"
    else:
        message = "语言模型的回答中断了。"
    return ChatModelError(message, hint="请检查 POLICY_CHAT_MODEL__BASE_URL 和模型服务。")
