"""A real HTTP server that speaks the OpenAI embeddings protocol."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ingest.embedding import Embedder

KEY = "let-me-in"


@dataclass
class EmbeddingServer:
    """What the server does, and what it was asked."""

    embedder: Embedder
    url: str = ""
    status: int = 200
    """Status of every answer; anything but 200 comes without vectors."""

    delay_s: float = 0.0
    """Wait before an answer."""

    scale: float = 1.0
    """Vectors come this long."""

    answer: Any = None
    """Sent in place of vectors, when given."""

    key: str = ""
    """Asked of every request, when given."""

    inputs: list[str] = field(default_factory=list)
    requests: int = 0

    def respond(self, body: dict[str, Any], authorization: str) -> tuple[int, Any]:
        texts = body["input"]
        assert all(isinstance(text, str) for text in texts), "texts are sent as they are"
        self.inputs += texts
        self.requests += 1
        time.sleep(self.delay_s)
        if self.key and authorization != f"Bearer {self.key}":
            return 401, {"error": {"message": "wrong key"}}
        if self.status != 200:
            return self.status, {"error": {"message": "no such model"}}
        if self.answer is not None:
            return 200, self.answer
        vectors = self.embedder.embed_passages(texts) * self.scale
        data = [
            {"object": "embedding", "index": index, "embedding": vector.tolist()}
            for index, vector in enumerate(vectors)
        ]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        return 200, {"object": "list", "data": data, "model": body["model"], "usage": usage}


@contextmanager
def serve(embedder: Embedder) -> Iterator[EmbeddingServer]:
    """Serve an embedder's passages on a free port of this machine."""
    server = EmbeddingServer(embedder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = server.respond(body, self.headers.get("Authorization", ""))
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except BrokenPipeError:
                pass  # the client did not wait

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
