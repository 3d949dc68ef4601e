"""A real HTTP server that speaks the OpenAI chat protocol and says what a test tells it."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REWRITING = "改写："
"""Only the prompt that rewrites follow-ups ends with it."""

PASSAGE = re.compile(r"^\[(\d+)\] (.*)\n((?:(?!\[\d+\] ).*\n?)*)", re.MULTILINE)


@dataclass
class ChatServer:
    """What the server does, and what it was asked."""

    says: Callable[[str], Iterable[str]] = lambda _request: []
    """The pieces of an answer, given the request; an endless iterator babbles."""

    rewrites: Callable[[str], str] = lambda _request: ""
    """The rewritten question."""

    url: str = ""
    status: int = 200
    breaks_off: bool = False
    """Ends the connection after the pieces, without the protocol's own end."""

    garbage: bytes = b""
    """Sent in place of events, when given."""

    pause_s: float = 0.0
    """Wait before each piece."""

    silent_s: float = 0.0
    """Wait before anything is sent."""

    finish_reason: str = "stop"
    asked: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0
    """Pieces sent so far."""

    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the client is gone before the end."""

    @property
    def requests(self) -> list[str]:
        """The text of each request, what the model is told to do included."""
        return ["\n".join(m["content"] for m in body["messages"]) for body in self.asked]


def passages_of(request: str) -> dict[int, str]:
    """Return the passages of a request by number."""
    return {int(number): text.strip() for number, _, text in PASSAGE.findall(request)}


def cite_passage_with(request: str, words: str) -> int:
    """Return the number of the first passage that has some words."""
    return next(number for number, text in passages_of(request).items() if words in text)


def _event(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return f"data: {json.dumps({**body, 'choices': [choice]})}\n\n".encode()


@contextmanager
def serve_chat() -> Iterator[ChatServer]:
    """Serve on a free port of this machine."""
    server = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(body)
            time.sleep(server.silent_s)
            try:
                self._answer("\n".join(m["content"] for m in body["messages"]))
            except (BrokenPipeError, ConnectionResetError):
                server.hung_up.set()

        def _answer(self, request: str) -> None:
            self.send_response(server.status)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            if server.status != 200 or server.garbage:
                self.wfile.write(server.garbage)
                return
            is_rewriting = request.rstrip().endswith(REWRITING)
            for piece in [server.rewrites(request)] if is_rewriting else server.says(request):
                time.sleep(server.pause_s)
                self.wfile.write(_event({"content": piece}))
                self.wfile.flush()
                server.sent += 1
            if not server.breaks_off:
                self.wfile.write(_event({}, server.finish_reason) + b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_port}/v1"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
