from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from sqlalchemy import update
from starlette.testclient import TestClient

from assistant.api.files import WORD
from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import MessageState, Role
from assistant.office.tables import MessageRow
from tests.assistant.api.browser import own_office, read_events, sign_in

QUESTION = "公益性岗位每人每月补贴多少？"
EXPORTS = [
    "/api/v1/messages/{message}/export.docx",
    "/api/v1/messages/{message}/export.txt",
    "/api/v1/conversations/{conversation}/export.docx",
]


@pytest.fixture
def office(tiny_assistant: Assistant) -> Iterator[Office]:
    office = own_office(tiny_assistant)
    yield office
    office.stop()


@pytest.fixture
def reader(office: Office) -> TestClient:
    return sign_in(office, Role.READER)


@pytest.fixture
def asked(reader: TestClient) -> dict[str, str]:
    """Ids of a conversation and of its only message."""
    conversation = reader.post("/api/v1/conversations", json={}).json()["id"]
    response = reader.post(
        f"/api/v1/conversations/{conversation}/messages", json={"question": QUESTION}
    )
    message = read_events(response.text)[-1][1]["message"]
    assert message["state"] == "answered"
    return {"conversation": conversation, "message": message["id"]}


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def test_an_answer_is_exported_to_word(reader: TestClient, asked: dict[str, str]) -> None:
    response = reader.get(EXPORTS[0].format(**asked))
    assert response.headers["content-type"] == WORD
    assert "补贴八百元" in text_of(response.content)
    name = unquote(response.headers["content-disposition"].partition("UTF-8''")[2])
    assert name.startswith("公益性岗位每人每月补贴多少 ")
    assert name.endswith(".docx")


def test_an_answer_is_exported_as_text(reader: TestClient, asked: dict[str, str]) -> None:
    response = reader.get(EXPORTS[1].format(**asked))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith(f"问：{QUESTION}\n")
    assert "《白桦县乡村公益性岗位管理办法》（白政发〔2024〕6号）" in response.text


def test_a_conversation_is_exported_to_word(reader: TestClient, asked: dict[str, str]) -> None:
    response = reader.get(EXPORTS[2].format(**asked))
    assert response.headers["content-type"] == WORD
    assert f"一、{QUESTION}" in text_of(response.content)


@pytest.mark.parametrize("export", EXPORTS)
def test_what_somebody_else_asked_is_not_there(
    office: Office, asked: dict[str, str], export: str
) -> None:
    other = sign_in(office, Role.ADMINISTRATOR, username="wang")
    assert other.get(export.format(**asked)).status_code == 404


@pytest.mark.parametrize("export", EXPORTS[:2])
def test_an_answer_from_a_library_no_longer_seen_is_not_exported(
    office: Office, reader: TestClient, asked: dict[str, str], export: str
) -> None:
    office.rights.set_access("政策", is_open=False, people=[], departments=[])
    response = reader.get(export.format(**asked))
    assert response.status_code == 422
    assert "无权查看" in response.json()["message"]
    assert "八百元" not in response.text


def test_a_conversation_is_exported_without_the_answers_that_are_withheld(
    office: Office, reader: TestClient, asked: dict[str, str]
) -> None:
    office.rights.set_access("政策", is_open=False, people=[], departments=[])
    text = text_of(reader.get(EXPORTS[2].format(**asked)).content)
    assert QUESTION in text
    assert "八百元" not in text


def test_a_question_without_an_answer_cannot_be_exported(
    office: Office, reader: TestClient, asked: dict[str, str]
) -> None:
    with office.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(MessageRow).values(state=MessageState.RUNNING, answer=None))
    response = reader.get(EXPORTS[0].format(**asked))
    assert response.status_code == 422
    assert response.json()["message"] == "这个问题还没有回答，不能导出。"


def test_the_log_tells_what_left_the_house_but_not_what_was_asked(
    office: Office, reader: TestClient, asked: dict[str, str]
) -> None:
    for export in EXPORTS:
        reader.get(export.format(**asked))
    events = [each for each in office.audit.events() if each.action == "export"]
    assert sorted(each.object for each in events) == [
        "一个回答，引用：岗位办法.txt",
        "一个回答，引用：岗位办法.txt",
        "一个对话，共 1 个问题",
    ]
    assert [each.question for each in events] == [None] * 3
