"""A real server, and an assistant that never comes to an end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from assistant.api.server import create_app, open_listener
from assistant.application import Assistant
from assistant.schema import AnswerEvent, TextDelta
from assistant.testing import CannedAssistant


@contextmanager
def serving(assistant: Assistant | CannedAssistant) -> Iterator[str]:
    """A server on a free port; yields its address."""
    listener = open_listener("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(assistant), log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class Patient(CannedAssistant):
    """Thinks aloud without a word, then talks until nobody listens."""

    def __init__(self) -> None:
        super().__init__()
        self.has_stopped = threading.Event()

    def stream(self, question: str, **where: Any) -> Iterator[AnswerEvent]:
        try:
            yield TextDelta(text="")
            while True:
                yield TextDelta(text="字")
                time.sleep(0.01)
        finally:
            self.has_stopped.set()
