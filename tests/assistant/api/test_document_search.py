import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.schema import DocumentSearch
from assistant.testing import SAMPLE_FILE, CannedAssistant
from ingest.schema import Filters
from tests.assistant.api.browser import make_client

URL = "/api/v1/search/documents"


def test_documents_are_found_with_their_passages(client: TestClient) -> None:
    found = DocumentSearch.model_validate(client.post(URL, json={"question": "补贴"}).json())
    assert [group.document.file for group in found.groups] == [SAMPLE_FILE]
    assert (found.documents, found.passages) == (1, 1)


def test_filters_and_page_reach_the_assistant(
    client: TestClient, assistant: CannedAssistant
) -> None:
    body = {"question": " 补贴 ", "filters": {"year": 2024}, "page": 2, "page_size": 1}
    assert client.post(URL, json=body).json()["groups"] == []
    assert assistant.asked == [("补贴", Filters(year=2024))]


def test_highlights_count_code_points_of_the_passage(tiny_assistant: Assistant) -> None:
    with make_client(tiny_assistant) as client:
        found = client.post(URL, json={"question": "800元补贴"}).json()
    (best, *_) = found["groups"][0]["passages"]
    said = [best["chunk"]["text"][each["start"] : each["end"]] for each in best["highlights"]]
    assert said == ["补贴八百元"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({"question": " "}, "问题不能为空", id="blank"),
        pytest.param({"question": "问", "page": 0}, "页码不能小于 1", id="no_page"),
        pytest.param({"question": "问", "page_size": 51}, "每页份数不能大于 50", id="whole_book"),
    ],
)
def test_a_wrong_search_is_told_in_chinese(client: TestClient, body: dict, message: str) -> None:
    response = client.post(URL, json=body)
    assert response.status_code == 422
    assert message in response.json()["message"]
