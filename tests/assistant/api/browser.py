"""The server seen from a browser on the same machine."""

import json

from starlette.testclient import TestClient

from assistant.api.server import create_app
from assistant.testing import CannedAssistant

HOME = "http://127.0.0.1:8000"


def make_client(assistant: CannedAssistant) -> TestClient:
    """A client of a server over `assistant`; bugs come back as responses, as over a real line."""
    return TestClient(create_app(assistant), base_url=HOME, raise_server_exceptions=False)


def read_events(body: str) -> list[tuple[str, dict]]:
    """The server-sent events of a body, as (event, data)."""
    events = []
    for block in body.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        events.append((fields["event"], json.loads(fields["data"])))
    return events
