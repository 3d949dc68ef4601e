import pytest
from starlette.testclient import TestClient

from assistant.testing import SAMPLE_FILE, SAMPLE_TEXT, CannedAssistant
from ingest.errors import StoreUnavailableError
from tests.assistant.api.browser import make_client, read_events

UPLOAD = "/api/v1/documents/upload"


def upload(*names: str, content: bytes = b"text") -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name, content)) for name in names]


def test_documents_are_listed_and_shown_by_file_name(client: TestClient) -> None:
    (listed,) = client.get("/api/v1/documents").json()
    assert listed["file"] == SAMPLE_FILE
    shown = client.get(f"/api/v1/documents/{SAMPLE_FILE}").json()
    assert {name: shown[name] for name in listed} == listed
    assert client.get("/api/v1/documents", params={"library": "别处"}).json() == []


def test_history_tells_of_revisions_without_their_text(client: TestClient) -> None:
    (revision,) = client.get(f"/api/v1/documents/{SAMPLE_FILE}/history").json()
    assert revision["number"] == 1
    assert revision["is_current"] is True
    assert "text" not in revision


def test_a_deleted_document_is_gone(client: TestClient) -> None:
    assert client.delete(f"/api/v1/documents/{SAMPLE_FILE}").json()["file"] == SAMPLE_FILE
    response = client.get(f"/api/v1/documents/{SAMPLE_FILE}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert SAMPLE_FILE in response.json()["message"]


def test_a_slice_of_a_revision_counts_code_points(
    client: TestClient, assistant: CannedAssistant
) -> None:
    (citation,) = assistant.answer.citations
    response = client.get(
        f"/api/v1/revisions/{citation.revision_id}/text",
        params={"start": citation.start, "end": citation.end},
    )
    assert response.json()["text"] == citation.text
    assert response.json()["characters"] == len(SAMPLE_TEXT)


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"start": 5, "end": 4}, id="end_before_start"),
        pytest.param({"start": 10_000}, id="start_beyond_the_text"),
        pytest.param({"start": -1}, id="negative"),
    ],
)
def test_an_impossible_slice_is_refused(client: TestClient, params: dict[str, int]) -> None:
    response = client.get(f"/api/v1/revisions/revision-{SAMPLE_FILE}/text", params=params)
    assert response.status_code == 422
    assert response.json().keys() == {"code", "message", "hint"}


def test_a_slice_may_reach_past_the_end(client: TestClient) -> None:
    response = client.get(
        f"/api/v1/revisions/revision-{SAMPLE_FILE}/text", params={"start": 3, "end": 9999}
    )
    assert response.json()["text"] == SAMPLE_TEXT[3:]
    assert response.json()["end"] == len(SAMPLE_TEXT)


def test_uploads_are_ingested_with_an_event_per_file(
    client: TestClient, assistant: CannedAssistant
) -> None:
    files = [*upload("甲.txt", content="正文".encode()), *upload("空.txt", content=b"")]
    events = read_events(client.post(UPLOAD, files=files, data={"library": "县"}).text)
    assert [name for name, _ in events] == ["file", "file", "done"]
    assert [data["outcome"] for name, data in events if name == "file"] == ["ready", "refused"]
    assert assistant.ingested == [("甲.txt", "正文".encode()), ("空.txt", b"")]


@pytest.mark.parametrize(
    "name", ["../../etc/甲.txt", "C:\\Users\\甲.txt", "/tmp/甲.txt"], ids=["up", "windows", "root"]
)
def test_an_upload_keeps_only_the_last_part_of_its_name(
    name: str, client: TestClient, assistant: CannedAssistant
) -> None:
    client.post(UPLOAD, files=upload(name))
    assert assistant.ingested == [("甲.txt", b"text")]


def test_two_uploads_of_one_name_are_refused(
    client: TestClient, assistant: CannedAssistant
) -> None:
    response = client.post(UPLOAD, files=upload("甲.txt", "甲.txt"))
    ((name, failure),) = read_events(response.text)
    assert name == "failed"
    assert "甲.txt" in failure["message"]
    assert assistant.ingested == []


def test_an_upload_of_nothing_is_refused(client: TestClient) -> None:
    response = client.post(UPLOAD, data={"library": "县"})
    assert response.status_code == 422
    assert "文件没有填写" in response.json()["message"]


def test_an_upload_to_a_library_that_cannot_work_ends_as_failed() -> None:
    error = StoreUnavailableError("连接不上数据库。", hint="请检查数据库是否在运行。")
    response = make_client(CannedAssistant(error=error)).post(UPLOAD, files=upload("甲.txt"))
    assert read_events(response.text) == [
        (
            "failed",
            {
                "code": "store_unavailable",
                "message": "连接不上数据库。",
                "hint": "请检查数据库是否在运行。",
            },
        )
    ]
