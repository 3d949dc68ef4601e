import csv
import io
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from assistant.api.auditing import ACTIONS
from assistant.api.server import PREFIX
from assistant.office import Office
from assistant.office.schema import Role
from assistant.testing import CannedAssistant
from ingest.errors import StoreUnavailableError
from tests.assistant.api.browser import HERE, own_office, sign_in, visit

AUDIT = "/api/v1/audit"
QUESTION = "公益性岗位每月补贴多少？"

# They tell nobody anything, or every browser asks for them on its own.
UNLOGGED = {
    "GET /session",
    "GET /session/options",
    "GET /session/oidc",
    "GET /healthz",
    "GET /metrics",
}


@pytest.fixture
def office() -> Office:
    return own_office()


@pytest.fixture
def administrator(office: Office) -> TestClient:
    return sign_in(office, Role.ADMINISTRATOR, username="admin")


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


def events(office: Office) -> list[tuple[str, str, str]]:
    """Who did what, and what became of it; the oldest first."""
    told = [(event.username, event.action, event.outcome) for event in office.audit.events()]
    return told[::-1]


def test_every_route_of_the_application_is_logged_or_known_not_to_be(
    administrator: TestClient,
) -> None:
    paths = administrator.get(f"{PREFIX}/openapi.json").json()["paths"]
    routes = {
        f"{method.upper()} {path.removeprefix(PREFIX)}"
        for path, methods in paths.items()
        for method in methods
    }
    logged = {route.replace(":path}", "}") for route in ACTIONS}
    assert routes - UNLOGGED == logged
    assert not UNLOGGED & logged


def test_a_question_is_logged_with_its_text_apart(office: Office, reader: TestClient) -> None:
    reader.post("/api/v1/ask", json={"question": QUESTION})
    (event,) = office.audit.read().events
    assert (event.username, event.action, event.outcome) == ("li", "ask", "done")
    assert (event.question, event.address) == (QUESTION, HERE[0])
    assert QUESTION not in event.object


def test_who_is_refused_is_logged_too(office: Office, reader: TestClient) -> None:
    reader.get(AUDIT)
    reader.get("/api/v1/documents/没有这份.txt")
    reader.delete("/api/v1/documents/岗位办法.txt")
    visit(office).post("/api/v1/ask", json={"question": QUESTION})
    assert events(office) == [
        ("li", "read_log", "refused"),
        ("li", "view", "refused"),
        ("li", "delete_document", "refused"),
        ("", "ask", "refused"),
    ]
    assert "没有这份.txt" in office.audit.read().events[2].object


def test_looking_around_fills_no_log(office: Office, reader: TestClient) -> None:
    for path in ("documents", "libraries", "session", "conversations"):
        assert reader.get(f"/api/v1/{path}").status_code == 200
    reader.get("/healthz")
    reader.get("/")
    assert events(office) == []


def test_a_page_left_open_overnight_is_told_of_once_a_minute(office: Office) -> None:
    nobody = visit(office)
    for _ in range(5):
        assert nobody.get("/api/v1/documents").status_code == 401
    assert events(office) == [("", "view", "refused")]


def test_each_wrong_password_is_logged_under_the_name_that_was_tried(office: Office) -> None:
    nobody = visit(office)
    for password in ("secret-1", "secret-2"):
        nobody.post("/api/v1/session", json={"username": "chen", "password": password})
    told = office.audit.read().events
    assert [(event.action, event.outcome) for event in told] == [("sign_in", "refused")] * 2
    assert all("chen" in event.object and "secret" not in event.object for event in told)


def test_what_fails_is_not_taken_for_done() -> None:
    office = own_office(CannedAssistant(error=StoreUnavailableError("不通。")))
    sign_in(office).post("/api/v1/search", json={"question": QUESTION})
    assert events(office) == [("li", "search", "failed")]
    bug = own_office(CannedAssistant(error=RuntimeError("broken")))
    assert sign_in(bug).post("/api/v1/search", json={"question": QUESTION}).status_code == 500
    assert events(bug) == [("li", "search", "failed")]


def test_the_administrator_reads_the_log_page_by_page(
    office: Office, administrator: TestClient, reader: TestClient
) -> None:
    for number in range(3):
        reader.post("/api/v1/search", json={"question": f"第{number}问"})
    wanted = {"username": "li", "action": "search", "limit": 2}
    first = administrator.get(AUDIT, params=wanted).json()
    last = first["events"][-1]["id"]
    second = administrator.get(AUDIT, params={**wanted, "before": last}).json()
    asked = [event["question"] for event in first["events"] + second["events"]]
    assert asked == ["第2问", "第1问", "第0问"]
    assert first["total"] == 3
    assert administrator.get(AUDIT, params={"query": "第1问"}).json()["total"] == 1
    assert events(office)[-1] == ("admin", "read_log", "done")


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "fly"}, {"limit": 1000}, {"before": 0}, {"since": "昨天"}, {"nonsense": "1"},
        {"until": "9999-12-31"},
    ],
)  # fmt: skip
def test_a_wrong_filter_is_refused_in_chinese(administrator: TestClient, wrong: dict) -> None:
    response = administrator.get(AUDIT, params=wrong)
    assert response.status_code == 422
    assert response.json()["message"].startswith("请求有误：")


def test_the_log_is_exported_as_a_table_and_nothing_stays_behind(
    administrator: TestClient, reader: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reader.post("/api/v1/search", json={"question": "=1+1"})
    sheet = administrator.get(f"{AUDIT}/export", params={"username": "li"})
    assert sheet.headers["content-type"].endswith("spreadsheetml.sheet")
    assert "filename*=utf-8''%E6%93%8D" in sheet.headers["content-disposition"]
    _, row = load_workbook(io.BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True)
    assert (row[1], row[2], row[4], row[5]) == ("li", "检索", "=1+1", "完成")
    text = administrator.get(f"{AUDIT}/export", params={"username": "li", "format": "csv"})
    lines = text.content.decode("utf-8-sig").splitlines()
    assert list(csv.reader(lines))[1][4] == "'=1+1"
    assert not any(tmp_path.glob("policy-log-*"))


def test_nobody_but_an_administrator_reads_the_log(office: Office) -> None:
    for role in (Role.READER, Role.TRAINER, Role.DRAFTER, Role.KEEPER):
        client = sign_in(office, role, username=role)
        for path in (AUDIT, f"{AUDIT}/export"):
            assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "fields", "action", "about"),
    [
        ("GET", "岗位办法.txt/original", {}, "open_original", "资料库“默认”中的“岗位办法.txt”"),
        ("GET", "岗位办法.txt/diff", {}, "open_source", "资料库“默认”中的“岗位办法.txt”"),
        (
            "PATCH",
            "岗位办法.txt",
            {"json": {"year": 2024}},
            "change_document",
            "资料库“默认”中的“岗位办法.txt”",
        ),
        ("DELETE", "岗位办法.txt", {}, "delete_document", "资料库“默认”中的“岗位办法.txt”"),
        ("POST", "upload", {"files": [("files", ("新办法.txt", b"1"))]}, "upload", "新办法.txt"),
    ],
)
def test_what_was_done_to_which_document_is_told(
    office: Office,
    administrator: TestClient,
    method: str,
    path: str,
    fields: dict,
    action: str,
    about: str,
) -> None:
    administrator.request(method, f"/api/v1/documents/{path}", **fields)
    (event,) = office.audit.read().events
    assert (event.action, event.object, event.outcome) == (action, about, "done")


def test_a_page_that_does_not_know_the_token_is_logged_under_the_name_it_used(
    office: Office, reader: TestClient
) -> None:
    reader.headers["X-CSRF-Token"] = "wrong"
    reader.post("/api/v1/ask", json={"question": QUESTION})
    assert events(office) == [("li", "ask", "refused")]
