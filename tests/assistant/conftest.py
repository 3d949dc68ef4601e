from collections.abc import Iterator

import pytest

from assistant.application import Assistant
from tests.assistant.tiny_library import open_tiny_library


@pytest.fixture(scope="session")
def tiny_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real assistant over the tiny library; shared, so tests leave it as it is."""
    assistant = open_tiny_library(tmp_path_factory.mktemp("tiny"))
    yield assistant
    assistant.close()
