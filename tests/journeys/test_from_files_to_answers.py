"""The way of a question through everything, on the sample library."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.cli import main
from assistant.schema import AnswerReady, AnswerStatus
from assistant.settings import Settings
from ingest.schema import Outcome
from tests.assistant.api.browser import make_client

OLD = "第一条 为规范农家书屋管理，制定本办法。\n第二条 农家书屋每周开放不少于二十小时。\n"
NEW = OLD.replace("二十小时", "三十五小时")
OPENING = "农家书屋每周开放多少小时？"


@pytest.fixture
def assistant() -> Assistant:
    return Assistant.from_settings(Settings())


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "农家书屋管理办法.txt"
    path.write_text(OLD, encoding="utf-8")
    return path


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_sample_document_is_taken_in_once(corpus_assistant: Assistant, corpus: Path) -> None:
    files = {path.name for path in (corpus / "documents").iterdir()}
    assert {document.file for document in corpus_assistant.documents()} == files
    again = list(corpus_assistant.ingest([corpus / "documents"]))
    assert {event.outcome for event in again} == {Outcome.UNCHANGED}


def test_every_citation_of_a_gold_question_is_a_slice_of_its_source(
    corpus_assistant: Assistant, corpus: Path
) -> None:
    answered = 0
    for gold in read_lines(corpus / "questions.jsonl")[:10]:
        answer = corpus_assistant.ask(gold["question"])
        answered += answer.status is AnswerStatus.ANSWERED
        markers = {citation.marker for citation in answer.citations}
        for citation in answer.citations:
            text = corpus_assistant.revision_text(citation.revision_id)
            assert text[citation.start : citation.end] == citation.text
        for statement in answer.statements:
            assert statement.markers
            assert set(statement.markers) <= markers
    assert answered >= 5


def test_a_question_on_nothing_in_the_library_is_refused_with_the_nearest_passages(
    corpus_assistant: Assistant,
) -> None:
    answer = corpus_assistant.ask("国际空间站的轨道高度是多少公里？")
    assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
    assert answer.citations == ()
    assert answer.hits


def test_a_stream_ends_with_what_ask_says(corpus_assistant: Assistant, corpus: Path) -> None:
    question = read_lines(corpus / "questions.jsonl")[0]["question"]
    last = list(corpus_assistant.stream(question))[-1]
    assert isinstance(last, AnswerReady)
    assert last.answer == corpus_assistant.ask(question)


def test_a_changed_file_answers_anew_and_its_old_citation_still_opens(
    assistant: Assistant, rules: Path
) -> None:
    assert [event.outcome for event in assistant.ingest([rules])] == [Outcome.READY]
    before = assistant.ask(OPENING)
    assert "二十小时" in before.text
    rules.write_text(NEW, encoding="utf-8")
    assert [event.outcome for event in assistant.ingest([rules])] == [Outcome.REVISED]
    after = assistant.ask(OPENING)
    assert "三十五小时" in after.text
    assert len(assistant.history(rules.name)) == 2
    old = before.citations[0]
    assert assistant.revision_text(old.revision_id)[old.start : old.end] == old.text


def test_a_deleted_document_is_found_no_more(assistant: Assistant, rules: Path) -> None:
    list(assistant.ingest([rules]))
    assert assistant.search(OPENING)
    assistant.delete_document(rules.name)
    assert assistant.search(OPENING) == []
    assert assistant.ask(OPENING).status is AnswerStatus.INSUFFICIENT_EVIDENCE


def test_an_empty_library_refuses_politely(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", OPENING], assistant=assistant) == 0
    assert capsys.readouterr().out.strip()


def test_a_rebuilt_index_finds_the_same(
    assistant: Assistant, rules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    list(assistant.ingest([rules]))
    before = [hit.chunk.id for hit in assistant.search(OPENING)]
    assert main(["index", "rebuild"], assistant=assistant) == 0
    assert [hit.chunk.id for hit in assistant.search(OPENING)] == before
    assert main(["doctor"], assistant=assistant) == 0


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    with make_client(assistant) as client:
        yield client


def test_a_document_uploaded_over_http_is_answered_from_and_opens_at_its_source(
    client: TestClient, rules: Path
) -> None:
    with rules.open("rb") as file:
        uploaded = client.post(
            "/api/v1/documents/upload", files={"files": (rules.name, file, "text/plain")}
        )
    assert '"outcome":"ready"' in uploaded.text
    answer = client.post("/api/v1/ask", json={"question": OPENING}).json()
    assert "二十小时" in answer["text"]
    citation = answer["citations"][0]
    opened = client.get(
        f"/api/v1/revisions/{citation['revision_id']}/text",
        params={"start": citation["start"], "end": citation["end"]},
    ).json()
    assert opened["text"] == citation["text"]
    assert client.get("/healthz").status_code == 200
    assert client.delete(f"/api/v1/documents/{rules.name}").status_code == 200
    assert client.get("/api/v1/documents").json() == []


def test_a_file_that_yields_nothing_is_refused_with_a_remedy(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 not a document")
    assert main(["ingest", str(broken)], assistant=assistant) == 1
    assert "坏.docx：未入库" in capsys.readouterr().out
    assert assistant.documents() == []
