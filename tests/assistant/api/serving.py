"""A real server, and an assistant that never comes to an end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from assistant.api.server import OfficeServer, create_app, open_listener
from assistant.office import Office
from assistant.office.keys import NewKey
from assistant.office.schema import Permission, Role
from assistant.schema import AnswerEvent, TextDelta
from assistant.testing import CannedAssistant
from tests.assistant.api.browser import open_account


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """A server on a free port; yields its address."""
    listener = open_listener("127.0.0.1", 0)
    configuration = uvicorn.Config(create_app(office), log_config=None, ws="none")
    server = OfficeServer(office, configuration)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def make_key(office: Office, *scopes: Permission) -> str:
    """A key of somebody who may do everything; it may only ask unless scopes say."""
    account = open_account(office, Role.ADMINISTRATOR)
    _, secret = office.keys.create(account, NewKey(name="测试", scopes=scopes or (Permission.ASK,)))
    return secret


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
