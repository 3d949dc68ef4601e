from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.testing import CannedAssistant
from tests.assistant.api.browser import make_client


@pytest.fixture
def assistant() -> CannedAssistant:
    return CannedAssistant()


@pytest.fixture
def client(assistant: CannedAssistant) -> Iterator[TestClient]:
    with make_client(assistant) as client:
        yield client
