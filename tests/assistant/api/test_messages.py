import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Role
from tests.assistant.api.browser import own_office, read_events, sign_in
from tests.assistant.api.serving import make_key, serving
from tests.assistant.office.desk import POSTS_QUESTION, REFUSED_QUESTION, Stepwise

CONVERSATIONS = "/api/v1/conversations"
MESSAGES = "/api/v1/messages"
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def office(tiny_assistant: Assistant) -> Iterator[Office]:
    office = own_office(tiny_assistant)
    yield office
    office.stop()


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


@pytest.fixture
def message(reader: TestClient) -> dict:
    return ask(reader, POSTS_QUESTION)


def ask(client: TestClient, question: str) -> dict:
    conversation = client.post(CONVERSATIONS, json={}).json()["id"]
    body = client.post(f"{CONVERSATIONS}/{conversation}/messages", json={"question": question}).text
    return read_events(body)[-1][1]["message"]


def test_a_message_that_is_over_has_only_its_end_left(reader: TestClient, message: dict) -> None:
    response = reader.get(f"{MESSAGES}/{message['id']}/stream", params={"after": 3})
    assert read_events(response.text) == [("finished", {"type": "finished", "message": message})]
    assert "id: 3\n" in response.text


def test_the_same_is_asked_again(reader: TestClient, message: dict) -> None:
    response = reader.post(f"{MESSAGES}/{message['id']}/retry")
    (first, started), *_, (last, finished) = read_events(response.text)
    assert (first, started["message"]["state"]) == ("message", "running")
    assert started["message"]["answer"] is None
    assert (last, finished["message"]["answer"]) == ("finished", message["answer"])
    assert finished["message"]["id"] == message["id"]


def test_an_answer_is_judged_and_that_taken_back(reader: TestClient, message: dict) -> None:
    url = f"{MESSAGES}/{message['id']}/feedback"
    feedback = {"verdict": "bad", "reason": "outdated", "comment": "已提高"}
    assert reader.put(url, json=feedback).json()["feedback"] == feedback
    assert reader.get(f"{MESSAGES}/{message['id']}").json()["feedback"] == feedback
    assert reader.delete(url).json() == message


def test_the_keeper_is_asked_and_replies(office: Office, reader: TestClient) -> None:
    message = ask(reader, REFUSED_QUESTION)
    filed = reader.post(f"{MESSAGES}/{message['id']}/enquiry", json={"note": "急用"}).json()
    keeper = sign_in(office, Role.KEEPER, username="zhao")
    (enquiry,) = keeper.get("/api/v1/enquiries", params={"state": "open"}).json()
    assert (enquiry["id"], enquiry["note"]) == (filed["enquiry_id"], "急用")
    (gap,) = keeper.get("/api/v1/gaps", params={"days": 7}).json()
    assert gap["questions"][0]["kind"] == "enquiry"
    url = f"/api/v1/enquiries/{enquiry['id']}"
    reply = {"state": "answered", "reply": "已收入，请再问一次。"}
    assert reader.patch(url, json=reply).status_code == 403
    assert keeper.patch(url, json=reply).json()["reply"] == reply["reply"]
    assert reader.get("/api/v1/enquiries").json()[0]["reply"] == reply["reply"]
    assert keeper.get("/api/v1/gaps").json()[0]["questions"][0]["kind"] == "refused"


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        pytest.param("PUT", "feedback", {}, "评价没有填写", id="no_verdict"),
        pytest.param("PUT", "feedback", {"verdict": "so_so"}, "评价只能是", id="verdict"),
        pytest.param(
            "PUT", "feedback", {"verdict": "bad", "comment": "长" * 501}, "评语太长", id="comment"
        ),
        pytest.param("POST", "enquiry", {"note": "长" * 1001}, "说明太长", id="note"),
        pytest.param("GET", "stream?after=-1", None, "事件编号不能小于 0", id="after"),
    ],
)
def test_a_wrong_request_is_told_in_chinese(
    reader: TestClient, method: str, path: str, body: dict | None, message: str
) -> None:
    response = reader.request(method, f"{MESSAGES}/x/{path}", json=body)
    assert response.status_code == 422
    assert message in response.json()["message"]


def test_only_a_keeper_sees_the_gaps(reader: TestClient) -> None:
    assert reader.get("/api/v1/gaps").status_code == 403


def test_nobody_reaches_the_message_of_another(office: Office, message: dict) -> None:
    other = sign_in(office, Role.ADMINISTRATOR, username="wang")
    url = f"{MESSAGES}/{message['id']}"
    attempts: list[Callable[[], httpx.Response]] = [
        lambda: other.get(url),
        lambda: other.get(f"{url}/stream"),
        lambda: other.post(f"{url}/stop"),
        lambda: other.post(f"{url}/retry"),
        lambda: other.put(f"{url}/feedback", json={"verdict": "good"}),
        lambda: other.delete(f"{url}/feedback"),
        lambda: other.post(f"{url}/enquiry", json={}),
    ]
    for attempt in attempts:
        assert attempt().status_code == 404


def test_a_lost_right_withholds_the_answer(office: Office, reader: TestClient) -> None:
    message = ask(reader, POSTS_QUESTION)
    library = message["answer"]["citations"][0]
    assert library
    administrator = sign_in(office, Role.ADMINISTRATOR, username="wang")
    closed = {"is_open": False, "people": [], "departments": []}
    assert administrator.put("/api/v1/libraries/政策/access", json=closed).status_code == 200
    for url in (f"{MESSAGES}/{message['id']}", f"{CONVERSATIONS}/{message['conversation_id']}"):
        body = reader.get(url)
        assert "八百元" not in body.text
        assert "answer_withheld" in body.text
    stream = reader.get(f"{MESSAGES}/{message['id']}/stream").text
    assert "八百元" not in stream


# --- Over a real line ---------------------------------------------------------------------


@contextmanager
def calling(address: str, key: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        yield client


def hear(response: httpx.Response) -> Iterator[tuple[str, dict]]:
    name = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def test_each_piece_is_sent_at_once_and_a_broken_line_can_be_taken_up_again(
    tiny_assistant: Assistant,
) -> None:
    slow = Stepwise(tiny_assistant)
    office = own_office(slow)
    with serving(office) as address, calling(address, make_key(office)) as client:
        conversation = client.post(CONVERSATIONS, json={}).json()["id"]
        slow.let(2)
        url = f"{CONVERSATIONS}/{conversation}/messages"
        with client.stream("POST", url, json={"question": POSTS_QUESTION}) as response:
            events = hear(response)
            # These come although the answer is far from whole: nothing waits in between.
            before = [next(events) for _ in range(3)]
        message = before[0][1]["message"]
        assert client.post(url, json={"question": "另一个"}).status_code == 409
        stream = f"{MESSAGES}/{message['id']}/stream"
        with client.stream("GET", stream, params={"after": 3}) as response:
            slow.let()
            after = list(hear(response))
    assert [name for name, _ in before] == ["message", "delta", "delta"]
    text = "".join(data["text"] for name, data in [*before, *after] if name == "delta")
    assert after[-1][0] == "finished"
    assert text == after[-1][1]["message"]["answer"]["text"]


def test_many_who_listen_keep_nobody_else_waiting(tiny_assistant: Assistant) -> None:
    slow = Stepwise(tiny_assistant)
    office = own_office(slow)
    with serving(office) as address, calling(address, make_key(office)) as client:
        conversation = client.post(CONVERSATIONS, json={}).json()["id"]
        url = f"{CONVERSATIONS}/{conversation}/messages"
        with client.stream("POST", url, json={"question": POSTS_QUESTION}) as response:
            message_id = next(hear(response))[1]["message"]["id"]
        # More than a server has threads.
        listeners = [client.stream("GET", f"{MESSAGES}/{message_id}/stream") for _ in range(60)]
        responses = [listener.__enter__() for listener in listeners]
        started = time.perf_counter()
        assert client.get(CONVERSATIONS).status_code == 200
        assert time.perf_counter() - started < 5
        slow.let()
        assert {list(hear(each))[-1][0] for each in responses} == {"finished"}
        for listener in listeners:
            listener.__exit__(None, None, None)


@contextmanager
def process(home: Path, kind: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server in a process of its own, and somebody who calls it."""
    script = REPOSITORY / "tests" / "assistant" / "office" / "slow_server.py"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, str(script), str(home), kind],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout
            address, key = server.stdout.readline().split()
            with calling(address, key) as client:
                yield server, client
        finally:
            server.kill()


def test_a_killed_server_leaves_no_half_of_an_answer(tmp_path: Path) -> None:
    with process(tmp_path, "slow") as (server, client):
        conversation = client.post(CONVERSATIONS, json={}).json()["id"]
        url = f"{CONVERSATIONS}/{conversation}/messages"
        with client.stream("POST", url, json={"question": POSTS_QUESTION}) as response:
            events = hear(response)
            assert [next(events)[0], next(events)[0]] == ["message", "delta"]
            server.kill()
            server.wait(20)
    with process(tmp_path, "quick") as (_, client):
        (turn,) = client.get(f"{CONVERSATIONS}/{conversation}").json()["turns"]
        assert (turn["state"], turn["answer"]) == ("interrupted", None)
        assert "重新提问" in turn["failure"]["hint"]
        with client.stream("POST", f"{MESSAGES}/{turn['id']}/retry") as response:
            *_, (_, finished) = hear(response)
        assert "八百元" in finished["message"]["answer"]["text"]
        assert client.get(f"{MESSAGES}/{turn['id']}").json() == finished["message"]


def test_a_server_that_is_stopped_tells_its_listeners_and_does_not_wait_for_the_answer(
    tiny_assistant: Assistant,
) -> None:
    office = own_office(Stepwise(tiny_assistant))
    heard: list[tuple[str, dict]] = []

    def listen(address: str, key: str, has_begun: threading.Event) -> None:
        with calling(address, key) as client:
            conversation = client.post(CONVERSATIONS, json={}).json()["id"]
            url = f"{CONVERSATIONS}/{conversation}/messages"
            with client.stream("POST", url, json={"question": POSTS_QUESTION}) as response:
                for event in hear(response):
                    heard.append(event)
                    has_begun.set()

    with serving(office) as address:
        has_begun = threading.Event()
        arguments = (address, make_key(office), has_begun)
        listener = threading.Thread(target=listen, args=arguments)
        listener.start()
        assert has_begun.wait(20)
    listener.join()
    assert [name for name, _ in heard] == ["message", "finished"]
    assert heard[-1][1]["message"]["state"] == "interrupted"
