from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Role
from ingest.schema import Filters
from tests.assistant.api.browser import own_office, read_events, sign_in
from tests.assistant.office.desk import make_reader

URL = "/api/v1/conversations"
QUESTION = "公益性岗位每人每月补贴多少？"


@pytest.fixture
def office(tiny_assistant: Assistant) -> Iterator[Office]:
    office = own_office(tiny_assistant)
    yield office
    office.stop()


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


def create(client: TestClient, **body: str) -> str:
    response = client.post(URL, json=body)
    assert response.status_code == 201
    return response.json()["id"]


def ask(client: TestClient, conversation: str, question: str = QUESTION) -> dict:
    response = client.post(f"{URL}/{conversation}/messages", json={"question": question})
    assert response.status_code == 200, response.text
    return read_events(response.text)[-1][1]["message"]


def test_a_conversation_is_begun_named_shown_and_deleted(reader: TestClient) -> None:
    conversation = create(reader)
    message = ask(reader, conversation)
    shown = reader.get(f"{URL}/{conversation}").json()
    assert (shown["title"], shown["messages"], shown["turns"]) == (QUESTION, 1, [message])
    renamed = reader.patch(f"{URL}/{conversation}", json={"title": " 岗位补贴 "}).json()
    assert renamed["title"] == "岗位补贴"
    (listed,) = reader.get(URL).json()
    assert listed == {name: value for name, value in renamed.items() if name != "turns"}
    assert reader.delete(f"{URL}/{conversation}").status_code == 204
    assert reader.get(f"{URL}/{conversation}").status_code == 404
    assert reader.get(URL).json() == []


def test_an_answer_streams_with_numbered_events(reader: TestClient) -> None:
    conversation = create(reader)
    response = reader.post(f"{URL}/{conversation}/messages", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    ids = [line for line in response.text.splitlines() if line.startswith("id: ")]
    events = read_events(response.text)
    assert ids == [f"id: {number}" for number in range(len(events))]
    (first, started), *deltas, (last, finished) = events
    assert (first, started["message"]["state"]) == ("message", "running")
    assert (last, finished["message"]["state"]) == ("finished", "answered")
    assert {name for name, _ in deltas} == {"delta"}
    answer = finished["message"]["answer"]
    assert "".join(delta["text"] for _, delta in deltas) == answer["text"]
    assert answer["citations"]


def test_a_list_is_searched_and_paged(reader: TestClient) -> None:
    titles = ["甲", "乙", "丙"]
    for title in titles:
        create(reader, title=title)
    first = reader.get(URL, params={"limit": 2}).json()
    rest = reader.get(URL, params={"limit": 2, "before": first[-1]["updated_at"]}).json()
    assert [each["title"] for each in [*first, *rest]] == titles[::-1]
    assert [each["title"] for each in reader.get(URL, params={"query": "乙"}).json()] == ["乙"]


def test_nobody_reaches_the_conversation_of_another(office: Office, reader: TestClient) -> None:
    conversation = create(reader)
    ask(reader, conversation)
    # Not even an administrator reads what somebody asked.
    other = sign_in(office, Role.ADMINISTRATOR, username="wang")
    attempts: list[Callable[[], object]] = [
        lambda: other.get(f"{URL}/{conversation}"),
        lambda: other.patch(f"{URL}/{conversation}", json={"title": "我的"}),
        lambda: other.delete(f"{URL}/{conversation}"),
        lambda: other.post(f"{URL}/{conversation}/messages", json={"question": "问"}),
    ]
    for attempt in attempts:
        response = attempt()
        assert response.status_code == 404  # type: ignore[attr-defined]
        assert response.json()["message"] == "没有这个对话。"  # type: ignore[attr-defined]
    assert other.get(URL).json() == []
    assert reader.get(f"{URL}/{conversation}").json()["messages"] == 1


def test_a_second_question_meanwhile_is_a_conflict(office: Office, reader: TestClient) -> None:
    conversation = create(reader)
    office.conversations.add(make_reader(office), conversation, "一", Filters(), id_="1" * 32)
    response = reader.post(f"{URL}/{conversation}/messages", json={"question": "二"})
    assert response.status_code == 409
    assert response.json()["code"] == "conversation_busy"


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        pytest.param("", {"title": "长" * 101}, "太长，最多 100 个字", id="long_title"),
        pytest.param("/x/messages", {"question": " "}, "问题不能为空", id="blank_question"),
        pytest.param("/x/messages", {"question": "长" * 501}, "最多 500 个字", id="long"),
        pytest.param(
            "/x/messages", {"question": "问", "filters": {"year": "去"}}, "年份应为整数", id="year"
        ),
    ],
)
def test_a_wrong_request_is_told_in_chinese(
    reader: TestClient, path: str, body: dict, message: str
) -> None:
    response = reader.post(f"{URL}{path}", json=body)
    assert response.status_code == 422
    assert message in response.json()["message"]


def test_what_was_asked_is_logged_apart_from_the_event(office: Office, reader: TestClient) -> None:
    conversation = create(reader)
    ask(reader, conversation)
    administrator = sign_in(office, Role.ADMINISTRATOR, username="wang")
    events = administrator.get("/api/v1/audit", params={"action": "ask"}).json()["events"]
    assert [(each["question"], each["object"]) for each in events] == [(QUESTION, "全部资料库")]


def test_answers_are_counted(reader: TestClient) -> None:
    conversation = create(reader)
    ask(reader, conversation)
    counted = reader.app.state.metrics.render().decode()  # type: ignore[attr-defined]
    assert 'policy_answers_total{status="answered"} 1.0' in counted
