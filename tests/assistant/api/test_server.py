import re

import pytest
from starlette.testclient import TestClient

from assistant.api.guards import BODY_BYTES
from assistant.api.server import create_app
from assistant.testing import CannedAssistant, sample_refusal
from ingest.errors import NotFoundError, PolicyError, StoreUnavailableError
from tests.assistant.api.browser import HERE, HOME, make_client, own_office, sign_in


def test_health_is_told_from_a_real_search(client: TestClient, assistant: CannedAssistant) -> None:
    assert client.get("/healthz").json() == {"healthy": True}
    assert assistant.asked
    broken = CannedAssistant(error=StoreUnavailableError("索引不通。", hint="请重启。"))
    response = make_client(broken).get("/healthz")
    assert response.status_code == 503
    assert response.json()["hint"] == "请重启。"


def test_metrics_count_answers_and_refusals_but_not_words(client: TestClient) -> None:
    client.post("/api/v1/ask", json={"question": "一个秘密问题"})
    client.post("/api/v1/ask/stream", json={"question": "一个秘密问题"})
    metrics = client.get("/metrics").text
    assert 'policy_answers_total{status="answered"} 2.0' in metrics
    assert "policy_answer_seconds_count 2.0" in metrics
    assert "秘密" not in metrics

    refusing = make_client(CannedAssistant(answer=sample_refusal()))
    refusing.post("/api/v1/ask", json={"question": "问"})
    refused = 'policy_answers_total{status="insufficient_evidence"} 1.0'
    assert refused in refusing.get("/metrics").text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(NotFoundError("没有。"), 404, id="not_found"),
        pytest.param(StoreUnavailableError("不通。"), 503, id="unavailable"),
        pytest.param(PolicyError("其他。"), 500, id="other"),
    ],
)
def test_errors_keep_their_code_and_message(error: PolicyError, status: int) -> None:
    response = make_client(CannedAssistant(error=error)).get("/api/v1/documents")
    assert response.status_code == status
    assert response.json() == {"code": error.code, "message": error.message, "hint": error.hint}


def test_a_bug_is_told_without_its_details() -> None:
    response = make_client(CannedAssistant(error=RuntimeError("secret path"))).get(
        "/api/v1/documents"
    )
    assert response.status_code == 500
    assert response.json()["code"] == "internal_error"
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/api/v1/nowhere", "not_found"), ("PUT", "/api/v1/ask", "wrong_method")],
)
def test_unknown_addresses_and_methods_are_told_in_chinese(
    method: str, path: str, code: str, client: TestClient
) -> None:
    response = client.request(method, path)
    assert response.json()["code"] == code
    assert re.search(r"[一-鿿]", response.json()["message"])


def test_a_body_beyond_the_limit_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "长" * BODY_BYTES})
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_a_body_that_does_not_tell_its_length_is_bounded_too(
    client: TestClient, assistant: CannedAssistant
) -> None:
    pieces = (b" " * 1024 for _ in range(BODY_BYTES // 1024 + 1))
    headers = {"Content-Type": "application/json"}
    response = client.post("/api/v1/ask", content=pieces, headers=headers)
    assert "content-length" not in response.request.headers
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert assistant.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "evil.example"}, id="rebound_name"),
        pytest.param({"Origin": "https://evil.example"}, id="page_from_elsewhere"),
        pytest.param({"Origin": "http://127.0.0.1:9999"}, id="another_program_here"),
        pytest.param({"Origin": "null"}, id="opaque_origin"),
        pytest.param({"Origin": "http://["}, id="no_origin_at_all"),
        pytest.param({"Host": "["}, id="no_host_at_all"),
    ],
)
def test_pages_from_elsewhere_are_kept_out(
    headers: dict[str, str], client: TestClient, assistant: CannedAssistant
) -> None:
    response = client.post("/api/v1/ask", json={"question": "问"}, headers=headers)
    assert response.status_code == 403
    assert assistant.asked == []


def test_a_server_for_the_network_may_be_called_by_any_name_but_its_page_alone_may_ask() -> None:
    office = own_office()
    client = sign_in(office)
    network = TestClient(
        create_app(office, hosts=None), base_url="http://10.0.0.7:8000", headers=client.headers
    )
    network.cookies = client.cookies
    body = {"question": "问"}
    own = {"Origin": "http://10.0.0.7:8000"}
    assert network.post("/api/v1/ask", json=body, headers=own).status_code == 200
    other = {"Origin": "http://10.0.0.8:8000"}
    assert network.post("/api/v1/ask", json=body, headers=other).status_code == 403


def test_the_counters_are_for_programs_of_this_machine() -> None:
    application = create_app(own_office())
    refused = TestClient(application, base_url=HOME, client=("10.0.0.9", 50000)).get("/metrics")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert TestClient(application, base_url=HOME, client=HERE).get("/metrics").status_code == 200


def test_the_own_page_is_let_in(client: TestClient) -> None:
    headers = {"Origin": "http://127.0.0.1:8000"}
    assert client.post("/api/v1/ask", json={"question": "问"}, headers=headers).status_code == 200


def test_the_page_is_served_with_a_strict_policy(client: TestClient) -> None:
    response = client.get("/")
    assert 'lang="zh-CN"' in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in response.headers


def test_long_responses_are_compressed_and_streams_are_not(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").headers.get("content-encoding") == "gzip"
    stream = client.post("/api/v1/ask/stream", json={"question": "问"})
    assert "content-encoding" not in stream.headers


def test_every_operation_is_described(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {
        "/api/v1/search",
        "/api/v1/ask",
        "/api/v1/ask/stream",
        "/api/v1/documents",
        "/api/v1/documents/{document}",
        "/api/v1/documents/{document}/history",
        "/api/v1/documents/upload",
        "/api/v1/revisions/{revision_id}/text",
        "/healthz",
        "/metrics",
    } <= paths.keys()
    assert all(operation["description"] for path in paths.values() for operation in path.values())
