"""Signing in and out over HTTP, what protects a session, and one's own keys."""

import logging
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.api.deps import COOKIE, CSRF_HEADER
from assistant.api.server import create_app
from assistant.office import Office
from assistant.office.accounts import AccountChanges, NewAccount
from assistant.office.schema import Permission, Role
from assistant.settings import OfficeSettings
from assistant.testing import CannedAssistant
from tests.assistant.api.browser import HERE, own_office, sign_in, visit
from tests.assistant.api.serving import make_key, serving

SESSION = "/api/v1/session"
PASSWORD = f"{SESSION}/password"
KEYS = f"{SESSION}/keys"
ASK = "/api/v1/ask"
GOOD = "夏天去东山看羊2024"
QUESTION = {"question": "每月补贴多少？"}


@pytest.fixture
def office(assistant: CannedAssistant) -> Office:
    return own_office(assistant)


@pytest.fixture
def somebody(office: Office) -> dict[str, str]:
    """Credentials of a reader with a one-time password."""
    _, password = office.accounts.create(NewAccount(username="li", name="李红"))
    return {"username": "li", "password": password}


@pytest.fixture
def visitor(office: Office) -> TestClient:
    return visit(office)


def enter(client: TestClient, credentials: dict[str, str]) -> dict[str, Any]:
    """Sign in, and let the client send what our page would."""
    response = client.post(SESSION, json=credentials)
    assert response.status_code == 200, response.text
    info: dict[str, Any] = response.json()
    client.headers[CSRF_HEADER] = info["csrf_token"]
    return info


# --- In and out ---------------------------------------------------------------------------


def test_who_signs_in_learns_who_they_are_and_what_they_may(
    visitor: TestClient, somebody: dict[str, str]
) -> None:
    info = enter(visitor, somebody)
    assert info["account"]["name"] == "李红"
    assert info["permissions"] == ["ask"]
    assert info["libraries"] == ["默认"]
    assert info["limits"]["question_characters"] == 500
    assert "password" not in str(info["account"]).replace("must_change_password", "")
    assert visitor.get(SESSION).json() == info


def test_before_the_first_sign_in_the_page_is_told_so(office: Office, visitor: TestClient) -> None:
    password = office.accounts.create_first()
    assert visitor.get(f"{SESSION}/options").json() == {
        "oidc": False,
        "oidc_name": "",
        "is_first_start": True,
    }
    enter(visitor, {"username": "admin", "password": str(password)})
    assert visitor.get(f"{SESSION}/options").json()["is_first_start"] is False


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    visitor: TestClient, somebody: dict[str, str]
) -> None:
    cookie = visitor.post(SESSION, json=somebody).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_behind_https_the_cookie_goes_over_https_only(
    office: Office, somebody: dict[str, str]
) -> None:
    client = TestClient(create_app(office), base_url="https://localhost", client=HERE)
    assert "Secure" in client.post(SESSION, json=somebody).headers["set-cookie"]


def test_a_proxy_on_this_machine_tells_of_https_and_of_who_comes(
    office: Office, somebody: dict[str, str]
) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"}
    with serving(office) as address:
        response = httpx.post(f"{address}{SESSION}", json=somebody, headers=forwarded)
        assert httpx.get(f"{address}/metrics", headers=forwarded).status_code == 403
    assert "Secure" in response.headers["set-cookie"]
    (event,) = office.audit.read().events
    assert (event.username, event.address) == ("li", "10.0.0.9")


def test_the_server_writes_no_secret_and_no_question_into_its_own_log(
    office: Office, somebody: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client = visit(office)
        enter(client, somebody)
        change = {"old_password": somebody["password"], "new_password": GOOD}
        client.headers[CSRF_HEADER] = client.put(PASSWORD, json=change).json()["csrf_token"]
        secret = client.post(KEYS, json={"name": "脚本", "scopes": ["ask"]}).json()["secret"]
        client.post(ASK, json=QUESTION)
        client.post(SESSION, json=somebody)
    for hidden in (somebody["password"], GOOD, secret, client.cookies[COOKIE], *QUESTION.values()):
        assert hidden not in caplog.text


def test_who_signs_out_is_out(visitor: TestClient, somebody: dict[str, str]) -> None:
    enter(visitor, somebody)
    token = visitor.cookies[COOKIE]
    assert visitor.delete(SESSION).status_code == 204
    assert COOKIE not in visitor.cookies
    visitor.cookies.set(COOKIE, token)
    assert visitor.get(SESSION).json()["code"] == "not_signed_in"


@pytest.mark.parametrize("cookie", [None, "", "made-up", "饼"])
def test_without_a_session_nothing_is_told(cookie: str | None, visitor: TestClient) -> None:
    if cookie is not None:
        visitor.headers.encoding = "utf-8"
        visitor.headers["Cookie"] = f"{COOKIE}={cookie}"
    for path in (SESSION, "/api/v1/documents", "/api/v1/accounts", KEYS):
        response = visitor.get(path)
        assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_a_session_ends_when_its_account_is_closed(office: Office) -> None:
    client = sign_in(office, Role.READER)
    assert client.post(ASK, json=QUESTION).status_code == 200
    office.accounts.update(office.accounts.find("li").id, AccountChanges(is_active=False))
    assert client.post(ASK, json=QUESTION).status_code == 401


# --- Guessing -----------------------------------------------------------------------------


def test_wrong_credentials_are_told_alike_and_then_locked(
    office: Office, visitor: TestClient, somebody: dict[str, str]
) -> None:
    wrong = visitor.post(SESSION, json=somebody | {"password": "错"})
    nobody = visitor.post(SESSION, json={"username": "wang", "password": "错"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    assert wrong.json()["code"] == "wrong_credentials"
    for _ in range(OfficeSettings().failures - 1):
        visitor.post(SESSION, json=somebody | {"password": "错"})
    locked = visitor.post(SESSION, json=somebody)
    assert (locked.status_code, locked.json()["code"]) == (429, "account_locked")
    assert int(locked.headers["retry-after"]) > 0
    office.accounts.reset_password(office.accounts.find("li").id)
    assert visitor.post(SESSION, json=somebody).json()["code"] == "wrong_credentials"


def test_a_closed_account_is_told_so_to_its_owner(
    office: Office, visitor: TestClient, somebody: dict[str, str]
) -> None:
    office.accounts.update(office.accounts.find("li").id, AccountChanges(is_active=False))
    refused = visitor.post(SESSION, json=somebody)
    assert (refused.status_code, refused.json()["code"]) == (403, "account_disabled")
    assert COOKIE not in visitor.cookies


# --- One-time passwords -------------------------------------------------------------------


def test_before_the_password_is_changed_nothing_else_is_possible(
    visitor: TestClient, somebody: dict[str, str], assistant: CannedAssistant
) -> None:
    assert enter(visitor, somebody)["account"]["must_change_password"]
    for response in (
        visitor.post(ASK, json=QUESTION),
        visitor.get("/api/v1/documents"),
        visitor.post(KEYS, json={"name": "脚本", "scopes": ["ask"]}),
        visitor.post("/v1/chat/completions", json={}),
    ):
        assert response.status_code == 403
        assert "password_change_required" in response.text
    assert assistant.asked == []
    change = {"old_password": somebody["password"], "new_password": GOOD}
    info = visitor.put(PASSWORD, json=change).json()
    assert not info["account"]["must_change_password"]
    visitor.headers[CSRF_HEADER] = info["csrf_token"]
    assert visitor.post(ASK, json=QUESTION).status_code == 200


def test_a_changed_password_signs_every_other_browser_out(
    office: Office, somebody: dict[str, str]
) -> None:
    here, elsewhere = visit(office), visit(office)
    enter(here, somebody)
    enter(elsewhere, somebody)
    before = here.cookies[COOKIE]
    change = {"old_password": somebody["password"], "new_password": GOOD}
    assert here.put(PASSWORD, json=change).status_code == 200
    assert here.cookies[COOKIE] != before
    assert here.get(SESSION).status_code == 200
    assert elsewhere.get(SESSION).status_code == 401


def test_a_password_that_is_refused_leaves_everything_as_it_was(
    visitor: TestClient, somebody: dict[str, str]
) -> None:
    enter(visitor, somebody)
    refused = visitor.put(
        PASSWORD, json={"old_password": somebody["password"], "new_password": "12345678"}
    )
    assert refused.status_code == 422
    assert "太常见" in refused.json()["message"]
    assert visitor.get(SESSION).status_code == 200


# --- Pages from elsewhere -----------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "", "made-up", "\u00e9"])
def test_what_changes_something_needs_the_token_of_our_page(
    token: str | None, office: Office, assistant: CannedAssistant
) -> None:
    client = sign_in(office)
    del client.headers[CSRF_HEADER]
    headers = {} if token is None else {CSRF_HEADER: token.encode("latin-1")}
    for refused in (
        client.post(ASK, json=QUESTION, headers=headers),
        client.delete("/api/v1/documents/岗位办法.txt", headers=headers),
        client.delete(SESSION, headers=headers),
        client.post("/api/v1/accounts", json={"username": "x", "name": "x"}, headers=headers),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "wrong_csrf_token")
    assert assistant.asked == []
    assert assistant.stored
    assert client.get(SESSION).status_code == 200


def test_the_token_of_another_session_is_none(office: Office) -> None:
    client, other = sign_in(office), sign_in(office)
    client.headers[CSRF_HEADER] = other.headers[CSRF_HEADER]
    assert client.post(ASK, json=QUESTION).json()["code"] == "wrong_csrf_token"


def test_another_page_cannot_sign_its_reader_in(
    visitor: TestClient, somebody: dict[str, str]
) -> None:
    refused = visitor.post(SESSION, json=somebody, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")
    assert COOKIE not in visitor.cookies


# --- Keys for programs --------------------------------------------------------------------


def test_a_key_is_told_once_and_lets_a_program_in(office: Office) -> None:
    client = sign_in(office, Role.KEEPER)
    made = client.post(
        KEYS, json={"name": "每周统计", "scopes": ["ask"], "expires_in_days": 30}
    ).json()
    assert made["key"]["name"] == "每周统计"
    (listed,) = client.get(KEYS).json()
    assert listed == made["key"]
    assert made["secret"] not in client.get(KEYS).text
    program = visit(office)
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert program.post(ASK, json=QUESTION).status_code == 200
    assert program.delete("/api/v1/documents/岗位办法.txt").json()["code"] == "forbidden"
    assert client.get(KEYS).json()[0]["used_at"]
    revoked = client.delete(f"{KEYS}/{listed['id']}").json()
    assert revoked["revoked_at"]
    assert program.post(ASK, json=QUESTION).json()["code"] == "not_signed_in"


def test_a_key_cannot_do_what_belongs_to_a_person(office: Office) -> None:
    program = visit(office)
    program.headers["Authorization"] = f"Bearer {make_key(office, *Permission)}"
    assert program.get("/api/v1/accounts").status_code == 200
    for refused in (
        program.get(SESSION),
        program.delete(SESSION),
        program.post(KEYS, json={"name": "更多", "scopes": ["ask"]}),
        program.put(PASSWORD, json={"old_password": "", "new_password": GOOD}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_wrong_key_is_not_made_good_by_a_cookie(office: Office) -> None:
    client = sign_in(office)
    refused = client.get(SESSION, headers={"Authorization": "Bearer pa_wrong"})
    assert refused.status_code == 401


def test_openai_clients_are_told_of_a_wrong_key_in_their_form(visitor: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer none"}):
        refused = visitor.get("/v1/models", headers=headers)
        assert refused.status_code == 401
        assert refused.json()["error"]["code"] == "not_signed_in"


# --- Who may what -------------------------------------------------------------------------


def test_a_reader_keeps_no_documents_and_no_accounts(
    office: Office, assistant: CannedAssistant
) -> None:
    reader = sign_in(office, Role.READER)
    upload = {"files": ("甲.txt", b"x", "text/plain")}
    for refused in (
        reader.delete("/api/v1/documents/岗位办法.txt"),
        reader.patch("/api/v1/documents/岗位办法.txt", json={"validity": "repealed"}),
        reader.post("/api/v1/documents/upload", files=upload),
        reader.get("/api/v1/accounts"),
        reader.get("/api/v1/departments"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (assistant.ingested, assistant.marked, len(assistant.stored)) == ([], [], 1)


def test_nothing_that_is_told_is_kept_on_the_way(office: Office) -> None:
    assert sign_in(office).get(SESSION).headers["cache-control"] == "no-store"


def test_nobody_sends_files_before_they_sign_in(
    office: Office, visitor: TestClient, assistant: CannedAssistant
) -> None:
    # Whoever read this body would stumble over it.
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/api/v1/documents/upload", "/api/v1/uploads", "/api/v1/uploads/1/file"):
        refused = visitor.post(path, content=b"no form", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert assistant.ingested == []
