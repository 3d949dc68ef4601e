import httpx
import pytest
from starlette.testclient import TestClient

from assistant.schema import Answer
from assistant.testing import SAMPLE_FILE, CannedAssistant
from ingest.errors import IndexMismatchError
from ingest.schema import Filters, Hit
from tests.assistant.api.browser import make_client, own_office, read_events
from tests.assistant.api.serving import Patient, make_key, serving


def test_ask_returns_the_answer_with_its_citations(
    client: TestClient, assistant: CannedAssistant
) -> None:
    response = client.post("/api/v1/ask", json={"question": "每月多少？"})
    assert response.status_code == 200
    assert Answer.model_validate(response.json()) == assistant.answer


def test_search_returns_hits_best_first(client: TestClient) -> None:
    response = client.post("/api/v1/search", json={"question": "补贴", "top_k": 5})
    assert [Hit.model_validate(hit).document.file for hit in response.json()] == [SAMPLE_FILE]


def test_filters_reach_the_assistant(client: TestClient, assistant: CannedAssistant) -> None:
    body = {"question": " 多少？ ", "filters": {"region": "巴里坤", "in_force": True}}
    client.post("/api/v1/ask", json=body)
    assert assistant.asked == [("多少？", Filters(region="巴里坤", in_force=True))]


def test_an_answer_streams_as_deltas_and_ends_with_the_checked_whole(
    client: TestClient, assistant: CannedAssistant
) -> None:
    response = client.post("/api/v1/ask/stream", json={"question": "每月多少？"})
    assert response.headers["content-type"].startswith("text/event-stream")
    *deltas, (last, data) = read_events(response.text)
    assert {name for name, _ in deltas} == {"delta"}
    assert "".join(delta["text"] for _, delta in deltas) == assistant.answer.text
    assert last == "answer"
    assert Answer.model_validate(data["answer"]) == assistant.answer


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        pytest.param(
            IndexMismatchError("索引由另一模型建立。", hint="请运行 policy index rebuild。"),
            "index_mismatch",
            "索引由另一模型建立。",
            id="known",
        ),
        pytest.param(RuntimeError("boom"), "internal_error", "服务器出现意外错误。", id="bug"),
    ],
)
def test_a_failure_amid_a_stream_ends_it_as_an_event(
    error: Exception, code: str, message: str
) -> None:
    client = make_client(CannedAssistant(error=error))
    response = client.post("/api/v1/ask/stream", json={"question": "每月多少？"})
    events = read_events(response.text)
    assert [name for name, _ in events] == ["delta", "failed"]
    assert events[-1][1]["code"] == code
    assert events[-1][1]["message"] == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({}, "问题没有填写", id="no_question"),
        pytest.param({"question": "  "}, "问题不能为空", id="blank"),
        pytest.param({"question": "长" * 501}, "问题太长，最多 500 个字", id="too_long"),
        pytest.param({"question": "问", "top_k": 0}, "段落数不能小于 1", id="nothing"),
        pytest.param({"question": "问", "colour": "红"}, "colour不是已知的参数", id="unknown"),
        pytest.param({"question": "问", "filters": {"year": "去"}}, "年份应为整数", id="year"),
    ],
)
def test_a_wrong_request_is_told_in_chinese(client: TestClient, body: dict, message: str) -> None:
    response = client.post("/api/v1/search", json=body)
    assert response.status_code == 422
    assert response.json().keys() == {"code", "message", "hint"}
    assert message in response.json()["message"]


def test_a_question_of_500_characters_is_answered(client: TestClient) -> None:
    assert client.post("/api/v1/ask", json={"question": "长" * 500}).status_code == 200


def test_who_leaves_amid_a_stream_ends_the_work() -> None:
    assistant = Patient()
    office = own_office(assistant)
    headers = {"Authorization": f"Bearer {make_key(office)}"}
    with (
        serving(office) as address,
        httpx.stream(
            "POST", f"{address}/api/v1/ask/stream", json={"question": "问"}, headers=headers
        ) as response,
    ):
        assert next(line for line in response.iter_lines() if "字" in line)
        response.close()
        assert assistant.has_stopped.wait(10)
