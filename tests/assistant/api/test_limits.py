"""How much one may ask in a minute, and what never reaches a log file."""

import logging
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.office import Office
from assistant.office.accounts import NewAccount
from assistant.office.schema import Role
from assistant.office.throttling import SIGN_INS_PER_MINUTE
from assistant.settings import OfficeSettings
from assistant.testing import canned_office
from tests.assistant.api.browser import own_office, sign_in, visit
from tests.assistant.api.serving import make_key, serving

QUESTION = "一个只有提问的人知道的问题？"
CHAT = {
    "model": "policy-assistant",
    "messages": [{"role": "user", "content": QUESTION}],
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    settings = OfficeSettings(requests_per_minute=6, questions_per_minute=2)
    return canned_office(folder=tmp_path / "office", settings=settings)


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


def outcomes(office: Office) -> list[tuple[str, str]]:
    return [(event.action, event.outcome) for event in office.audit.events()][::-1]


def test_too_many_requests_are_refused_with_when_to_come_back(
    office: Office, reader: TestClient
) -> None:
    statuses = [reader.get("/api/v1/documents").status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    refused = reader.get("/api/v1/documents")
    assert refused.json()["code"] == "too_many_requests"
    seconds = int(refused.headers["retry-after"])
    assert 1 <= seconds <= 60
    assert f"{seconds} 秒" in refused.json()["hint"]
    assert sign_in(office, Role.READER, username="wang").get("/api/v1/documents").status_code == 200
    assert outcomes(office) == [("view", "refused")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/ask", {"question": QUESTION}),
        ("/api/v1/ask/stream", {"question": QUESTION}),
        ("/v1/chat/completions", CHAT),
    ],
)
def test_every_way_to_ask_counts_as_a_question(
    office: Office, reader: TestClient, path: str, body: dict
) -> None:
    reader.post("/api/v1/ask", json={"question": QUESTION})
    assert reader.post(path, json=body).status_code == 200
    assert reader.post(path, json=body).status_code == 429
    assert reader.get("/api/v1/documents").status_code == 200


def test_questions_of_a_conversation_count_too(office: Office, reader: TestClient) -> None:
    conversation = reader.post("/api/v1/conversations", json={}).json()["id"]
    path = f"/api/v1/conversations/{conversation}/messages"
    asked = [reader.post(path, json={"question": QUESTION}).status_code for _ in range(3)]
    assert asked == [200, 200, 429]


def test_somebody_without_an_account_is_counted_by_address(office: Office) -> None:
    nobody = visit(office)
    headers = {"Authorization": "Bearer pa_guess"}
    statuses = [nobody.get("/api/v1/documents", headers=headers).status_code for _ in range(7)]
    assert statuses == [401] * 6 + [429]


def test_guessing_passwords_of_many_accounts_ends_soon(office: Office) -> None:
    nobody = visit(office)
    statuses = [
        nobody.post("/api/v1/session", json={"username": f"u{n}", "password": "x"}).status_code
        for n in range(SIGN_INS_PER_MINUTE + 1)
    ]
    assert statuses == [401] * SIGN_INS_PER_MINUTE + [429]


def test_no_secret_and_no_question_reaches_a_log_file(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office = own_office()
    _, password = office.accounts.create(
        NewAccount(username="chen", name="陈", roles=(Role.READER,))
    )
    chosen = "chosen-Password-1949"
    key = make_key(office)
    with serving(office) as address, httpx.Client(base_url=address) as client:
        client.post("/api/v1/session", json={"username": "chen", "password": "wrong-guess"})
        signed_in = client.post("/api/v1/session", json={"username": "chen", "password": password})
        client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
        changed = client.put(
            "/api/v1/session/password",
            json={"old_password": password, "new_password": chosen},
        )
        assert changed.status_code == 200, changed.text
        client.headers["X-CSRF-Token"] = changed.json()["csrf_token"]
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200
        cookies = {signed_in.cookies["policy_session"], client.cookies["policy_session"]}
    with serving(office) as address, httpx.Client(base_url=address) as program:
        program.headers["Authorization"] = f"Bearer {key}"
        assert program.post("/v1/chat/completions", json=CHAT).status_code == 200
        program.headers["Authorization"] = f"Bearer {key}wrong"
        assert program.get("/api/v1/documents").status_code == 401
    told = "\n".join(
        f"{record.getMessage()}\n{record.exc_text or ''}"
        for record in caplog.records
        # What a browser's own library tells of itself is not ours.
        if not record.name.startswith(("httpx", "httpcore"))
    )
    assert "uvicorn" in {record.name.partition(".")[0] for record in caplog.records}
    secrets = {password, chosen, "wrong-guess", key, *cookies, client.headers["X-CSRF-Token"]}
    assert not {secret for secret in secrets if secret in told}
    assert QUESTION not in "\n".join(
        record.getMessage() for record in caplog.records if record.levelno >= logging.INFO
    )
