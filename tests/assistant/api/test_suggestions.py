from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Role
from tests.assistant.api.browser import own_office, read_events, sign_in

QUESTION = "公益性岗位每人每月补贴多少？"


@pytest.fixture
def office(tiny_assistant: Assistant) -> Iterator[Office]:
    office = own_office(tiny_assistant)
    yield office
    office.stop()


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


def ask(client: TestClient, question: str) -> str:
    conversation = client.post("/api/v1/conversations", json={}).json()["id"]
    url = f"/api/v1/conversations/{conversation}/messages"
    events = read_events(client.post(url, json={"question": question}).text)
    return events[-1][1]["message"]["id"]


def test_all_examples_are_there_when_they_are_asked_for_again(
    reader: TestClient, tiny_assistant: Assistant
) -> None:
    first = reader.get("/api/v1/suggestions").json()
    again = reader.get("/api/v1/suggestions").json()
    assert again == tiny_assistant.suggest_questions()
    assert again[: len(first)] == first


def test_examples_name_nothing_of_a_library_the_reader_may_not_see(
    office: Office, reader: TestClient
) -> None:
    url = "/api/v1/suggestions"
    reader.get(url)
    assert [each for each in reader.get(url).json() if "公益性岗位" in each]
    office.rights.set_access("政策", is_open=False, people=[], departments=[])
    reader.get(url)
    assert not [each for each in reader.get(url).json() if "公益性岗位" in each]
    assert reader.get(url, params={"library": "政策"}).status_code == 404


def test_follow_ups_of_an_answer_are_suggested(reader: TestClient) -> None:
    message = ask(reader, QUESTION)
    follow_ups = reader.get(f"/api/v1/messages/{message}/suggestions").json()
    assert follow_ups == ["什么是公益性岗位？"]


def test_an_answer_that_is_withheld_has_no_follow_ups(office: Office, reader: TestClient) -> None:
    message = ask(reader, QUESTION)
    office.rights.set_access("政策", is_open=False, people=[], departments=[])
    assert reader.get(f"/api/v1/messages/{message}/suggestions").json() == []


def test_follow_ups_of_somebody_else_are_not_there(office: Office, reader: TestClient) -> None:
    message = ask(reader, QUESTION)
    other = sign_in(office, Role.ADMINISTRATOR, username="wang")
    assert other.get(f"/api/v1/messages/{message}/suggestions").status_code == 404


def test_nobody_is_told_anything_without_signing_in(office: Office) -> None:
    client = sign_in(office)
    client.cookies.clear()
    assert client.get("/api/v1/suggestions").status_code == 401
