from collections.abc import Iterator

import pytest

from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Reader, Role
from tests.assistant.api.browser import own_office
from tests.assistant.office.desk import make_reader


@pytest.fixture
def office(tiny_assistant: Assistant) -> Iterator[Office]:
    """An office of its own, over the tiny library."""
    office = own_office(tiny_assistant)
    yield office
    office.stop()


@pytest.fixture
def reader(office: Office) -> Reader:
    return make_reader(office)


@pytest.fixture
def keeper(office: Office) -> Reader:
    return make_reader(office, "zhao", Role.KEEPER)
