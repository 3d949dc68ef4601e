"""Revisions, validity and what the keeper marks by hand, over the real parts and both doors."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.cli import main
from assistant.errors import WrongUseError
from assistant.schema import Grade
from assistant.settings import Settings
from ingest.errors import NotFoundError
from ingest.schema import Filters, Marks, Outcome, Validity
from tests.assistant.api.browser import make_client

FILE = "岗位办法.txt"
OTHER = "岗位新办法.txt"
RULES = """白桦县公益性岗位管理办法
白政发〔2021〕6号
第一条 为规范公益性岗位管理，制定本办法。
第二条 公益性岗位每人每月补贴八百元，由县人社局按月发放。
第三条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。
"""
NEWER = """白桦县公益性岗位开发管理办法
白政发〔2024〕9号
第一条 岗位由县人社局统一开发。
"""
SUBSIDY = "公益性岗位每人每月补贴多少？"
TODAY = date.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sources(tmp_path / "sources")


def write_sources(folder: Path) -> Path:
    folder.mkdir()
    (folder / FILE).write_text(RULES, encoding="utf-8")
    (folder / OTHER).write_text(NEWER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sources, which each test gets a copy of."""
    base = tmp_path_factory.mktemp("begun")
    assistant = Assistant.from_settings(Settings(home=base / "home", _env_file=None))
    events = list(assistant.ingest([write_sources(base / "sources")]))
    assert {event.outcome for event in events} == {Outcome.READY}
    assistant.close()
    return base / "home"


@pytest.fixture
def assistant(begun: Path) -> Iterator[Assistant]:
    shutil.copytree(begun, Settings().home)
    assistant = Assistant.from_settings(Settings())
    yield assistant
    assistant.close()


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    with make_client(assistant) as client:
        yield client


def revise(assistant: Assistant, folder: Path, text: str) -> Outcome:
    (folder / FILE).write_text(text, encoding="utf-8")
    (event,) = assistant.ingest([folder / FILE])
    return event.outcome


# --- Differences --------------------------------------------------------------------------


def test_a_changed_article_is_told_with_its_words(assistant: Assistant, folder: Path) -> None:
    revise(assistant, folder, RULES.replace("八百元", "九百五十元"))
    difference = assistant.compare_revisions(FILE)
    assert (difference.old_number, difference.new_number) == (1, 2)
    (change,) = difference.changes
    assert change.old
    assert change.old.path[-1] == "第二条"
    assert [piece.text for piece in change.pieces if piece.kind == "removed"] == ["八百元"]
    assert [piece.text for piece in change.pieces if piece.kind == "added"] == ["九百五十元"]
    old_text = assistant.revision_text(difference.old_revision_id)
    assert old_text[change.old.start : change.old.end] == change.old.text


def test_any_two_versions_compare_and_by_default_the_last_two(
    assistant: Assistant, folder: Path
) -> None:
    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    revise(assistant, folder, RULES.replace("八百元", "一千元"))
    assert assistant.compare_revisions(FILE).old_number == 2
    assert assistant.compare_revisions(FILE, new_number=2).old_number == 1
    whole = assistant.compare_revisions(FILE, 1, 3)
    assert "一千元" in str(whole.changes[0].pieces)
    # Back to the first content, which then is current again.
    revise(assistant, folder, RULES)
    back = assistant.compare_revisions(FILE)
    assert (back.old_number, back.new_number) == (3, 1)


def test_what_cannot_be_compared_is_told(assistant: Assistant, folder: Path) -> None:
    with pytest.raises(WrongUseError, match="只有一个版本"):
        assistant.compare_revisions(FILE)
    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    with pytest.raises(WrongUseError, match="第 2 版"):
        assistant.compare_revisions(FILE, 2, 2)
    with pytest.raises(NotFoundError, match="没有第 7 版") as caught:
        assistant.compare_revisions(FILE, 7)
    assert "1、2" in caught.value.hint


def test_both_doors_tell_the_difference(
    assistant: Assistant, folder: Path, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    assert main(["documents", "diff", FILE], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert "修改 1 处" in shown
    assert "补贴[删：八百元][增：九百元]，由" in shown
    assert (
        main(["documents", "diff", FILE, "--from", "2", "--to", "1", "--json"], assistant=assistant)
        == 0
    )
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["kind"] == "changed"
    assert (json.loads(line)["from"], json.loads(line)["to"]) == (2, 1)

    address = f"/api/v1/documents/{FILE}/diff"
    assert client.get(address).json()["changes"][0]["kind"] == "changed"
    assert client.get(address, params={"from": 2, "to": 1}).json()["old_number"] == 2
    assert client.get(address, params={"from": 5}).status_code == 404
    assert "只有一个版本" in client.get(f"/api/v1/documents/{OTHER}/diff").json()["message"]


def test_rows_that_did_not_change_are_left_out_in_the_terminal(
    assistant: Assistant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"第{number}村 | {number}户" for number in range(10, 40))
    table = f"{RULES}{rows}\n"
    revise(assistant, folder, table)
    revise(assistant, folder, table.replace("20户", "21户"))
    assert main(["documents", "diff", FILE], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert "[删：20][增：21]户" in shown
    assert "……" in shown
    assert "19户" in shown
    assert "15户" not in shown


# --- Marks --------------------------------------------------------------------------------


def test_marks_survive_a_revision_and_a_manifest(assistant: Assistant, folder: Path) -> None:
    marks = Marks(validity=Validity.REPEALED, repealed_on=YESTERDAY)
    assert assistant.mark_document(FILE, marks).metadata.validity is Validity.REPEALED
    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    (folder / "manifest.csv").write_text(f"文件,效力,地区\n{FILE},有效,白桦县\n", encoding="utf-8")
    assert [event.outcome for event in assistant.ingest([folder / FILE])] == [Outcome.REVISED]
    metadata = assistant.document(FILE).metadata
    assert (metadata.validity, metadata.repealed_on) == (Validity.REPEALED, YESTERDAY)
    assert metadata.region == "白桦县"
    assert [event.outcome for event in assistant.ingest([folder / FILE])] == [Outcome.UNCHANGED]

    metadata = assistant.mark_document(FILE, Marks(), reset=True).metadata
    assert (metadata.validity, metadata.repealed_on) == (Validity.IN_FORCE, None)


def test_a_mark_says_only_what_it_says(assistant: Assistant) -> None:
    assistant.mark_document(FILE, Marks(effective_on=date(2021, 5, 1)))
    metadata = assistant.mark_document(FILE, Marks(validity=Validity.AMENDED)).metadata
    assert (metadata.effective_on, metadata.validity) == (date(2021, 5, 1), Validity.AMENDED)
    metadata = assistant.mark_document(FILE, Marks(effective_on=None)).metadata
    assert (metadata.effective_on, metadata.validity) == (None, Validity.AMENDED)


def test_the_replacing_file_is_named_by_its_number(assistant: Assistant) -> None:
    marked = assistant.mark_document(FILE, Marks(replaced_by=OTHER))
    assert marked.metadata.replaced_by == "白政发〔2024〕9号"
    marked = assistant.mark_document(FILE, Marks(replaced_by="白政发〔2025〕1号"))
    assert marked.metadata.replaced_by == "白政发〔2025〕1号"


@pytest.mark.parametrize(
    ("earlier", "marks", "message"),
    [
        pytest.param(Marks(), Marks(), "没有写要修改什么", id="nothing"),
        pytest.param(Marks(), Marks(replaced_by=FILE), "由它自己代替", id="itself"),
        pytest.param(
            Marks(effective_on=TODAY), Marks(repealed_on=YESTERDAY), "早于施行日期", id="too_early"
        ),
        pytest.param(
            Marks(repealed_on=TODAY), Marks(validity=Validity.IN_FORCE), "已经过去", id="over"
        ),
        pytest.param(
            Marks(repealed_on=TOMORROW), Marks(validity=Validity.REPEALED), "还没有到", id="not_yet"
        ),
    ],
)
def test_marks_that_contradict_are_refused_and_change_nothing(
    assistant: Assistant, earlier: Marks, marks: Marks, message: str
) -> None:
    if earlier.model_fields_set:
        assistant.mark_document(FILE, earlier)
    before = assistant.document(FILE)
    with pytest.raises(WrongUseError, match=message) as caught:
        assistant.mark_document(FILE, marks)
    assert caught.value.hint
    assert assistant.document(FILE) == before


def test_two_keepers_at_once_lose_no_mark(assistant: Assistant) -> None:
    marks = [Marks(effective_on=date(2021, 5, 1)), Marks(replaced_by="新办法")] * 4
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda mark: assistant.mark_document(FILE, mark), marks))
    metadata = assistant.document(FILE).metadata
    assert (metadata.effective_on, metadata.replaced_by) == (date(2021, 5, 1), "新办法")


def test_the_command_marks_and_clears(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["documents", "set", FILE]
    said = ["--validity", "废止", "--repealed-on", "2024年7月1日", "--replaced-by", OTHER]
    assert main([*command, *said, "--json"], assistant=assistant) == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields["repealed_on"] == "2024-07-01"
    assert fields["validity"] == "repealed"
    assert fields["replaced_by"] == "白政发〔2024〕9号"
    assert main([*command, "--repealed-on", "无", "--validity", "有效"], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert "现行有效" in shown
    assert "废止日期" not in shown
    assert main([*command, "--reset"], assistant=assistant) == 0
    assert assistant.document(FILE).metadata.replaced_by == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--validity", "大概"], "不认识的效力“大概”", id="validity"),
        pytest.param(["--repealed-on", "去年"], "“去年”不是日期", id="date"),
        pytest.param(["--replaced-by", "长" * 201], "替代文件太长", id="long"),
        pytest.param(["--year", "近年"], "“近年”不是年份", id="no_year"),
        pytest.param(["--year", "1023"], "年份不对", id="odd_year"),
        pytest.param(["--category", "大概"], "没有类别“大概”", id="category"),
        pytest.param([], "没有写要修改什么", id="nothing"),
    ],
)
def test_the_command_tells_what_it_cannot_understand(
    assistant: Assistant,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    assert main(["documents", "set", FILE, *options], assistant=assistant) == 2
    assert message in capsys.readouterr().err


def test_the_route_marks_and_clears(client: TestClient) -> None:
    address = f"/api/v1/documents/{FILE}"
    body = {"validity": "repealed", "repealed_on": "2024-07-01", "replaced_by": OTHER}
    marked = client.patch(address, json=body).json()["metadata"]
    assert marked["repealed_on"] == "2024-07-01"
    assert marked["replaced_by"] == "白政发〔2024〕9号"
    assert client.get(address).json()["metadata"] == marked
    cleared = client.patch(address, json={"repealed_on": None}).json()["metadata"]
    assert (cleared["repealed_on"], cleared["validity"]) == (None, "repealed")
    assert client.patch(address, json={"reset": True}).json()["metadata"]["validity"] == "unknown"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"validity": "大概"}, id="validity"),
        pytest.param({"repealed_on": "去年"}, id="date"),
        pytest.param({"file": "新名称.txt"}, id="not_to_be_marked"),
        pytest.param({"year": 23}, id="year"),
        pytest.param({"category": "没有的类别"}, id="category"),
        pytest.param({"title": "看不见\u202e"}, id="hidden_characters"),
        pytest.param({"replaced_by": "长" * 201}, id="long"),
    ],
)
def test_the_route_refuses_what_it_cannot_understand(
    client: TestClient, body: dict[str, Any]
) -> None:
    response = client.patch(f"/api/v1/documents/{FILE}", json=body)
    assert response.status_code == 422
    assert response.json()["message"]


def test_a_document_that_is_not_there_cannot_be_marked(client: TestClient) -> None:
    response = client.patch("/api/v1/documents/没有.txt", json={"validity": "repealed"})
    assert response.status_code == 404


# --- In force -----------------------------------------------------------------------------


def files_found(assistant: Assistant, filters: Filters) -> set[str]:
    return {hit.document.file for hit in assistant.search(SUBSIDY, filters=filters)}


@pytest.mark.parametrize(
    ("marks", "filters", "passes"),
    [
        pytest.param(Marks(repealed_on=TODAY), {"in_force": True}, False, id="repealed_today"),
        pytest.param(Marks(repealed_on=TOMORROW), {"in_force": True}, True, id="until_tomorrow"),
        pytest.param(Marks(effective_on=TODAY), {"in_force": True}, True, id="effective_today"),
        pytest.param(
            Marks(effective_on=TOMORROW), {"in_force": True}, False, id="effective_tomorrow"
        ),
        pytest.param(
            Marks(effective_on=None), {"in_force": True}, True, id="nobody_knows_since_when"
        ),
        pytest.param(
            Marks(validity=Validity.REPEALED), {"in_force": True}, False, id="repealed_some_day"
        ),
        pytest.param(
            Marks(validity=Validity.REPEALED), {"as_of": "2022-01-01"}, False, id="then_unknown"
        ),
        pytest.param(
            Marks(validity=Validity.AMENDED), {"in_force": True}, True, id="amended_is_in_force"
        ),
        pytest.param(
            Marks(validity=Validity.REPEALED, repealed_on=date(2024, 7, 1)),
            {"as_of": "2024-06-30"},
            True,
            id="day_before_the_repeal",
        ),
        pytest.param(
            Marks(validity=Validity.REPEALED, repealed_on=date(2024, 7, 1)),
            {"as_of": "2024-07-01"},
            False,
            id="day_of_the_repeal",
        ),
        pytest.param(
            Marks(effective_on=date(2021, 5, 1)), {"as_of": "2021-04-30"}, False, id="before_effect"
        ),
        pytest.param(
            Marks(effective_on=date(2021, 5, 1)), {"as_of": "2021-05-01"}, True, id="day_of_effect"
        ),
    ],
)
def test_every_door_looks_only_where_the_law_stood_that_day(
    assistant: Assistant,
    client: TestClient,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    marks: Marks,
    filters: dict[str, Any],
    passes: bool,
) -> None:
    assistant.mark_document(FILE, marks)
    asked = Filters.model_validate(filters)
    assert (FILE in files_found(assistant, asked)) is passes
    answer = assistant.ask(SUBSIDY, filters=asked)
    assert (FILE in {hit.document.file for hit in answer.hits}) is passes
    assert passes or all(citation.document != FILE for citation in answer.citations)

    body = {"question": SUBSIDY, "filters": filters}
    hits = client.post("/api/v1/search", json=body).json()
    assert (FILE in {hit["document"]["file"] for hit in hits}) is passes
    told = client.post("/api/v1/ask", json=body).json()
    assert (FILE in {hit["document"]["file"] for hit in told["hits"]}) is passes

    options = ["--in-force"] if "in_force" in filters else ["--as-of", filters["as_of"]]
    for command in (["search", SUBSIDY], ["ask", SUBSIDY]):
        assert main([*command, *options, "--json"], assistant=assistant) == 0
        assert (FILE in capsys.readouterr().out) is passes
    questions, out = tmp_path / "questions.jsonl", tmp_path / "results.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": SUBSIDY}), encoding="utf-8")
    batch = ["batch", "--questions", str(questions), "--out", str(out), *options]
    assert main(batch, assistant=assistant) == 0
    assert (FILE in out.read_text("utf-8")) is passes


# --- Notices ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "notice"),
    [
        pytest.param(
            Marks(validity=Validity.REPEALED, repealed_on=date(2024, 7, 1), replaced_by=OTHER),
            "已废止（自2024年7月1日起），由白政发〔2024〕9号代替，请勿作为现行规定引用。",
            id="replaced",
        ),
        pytest.param(
            Marks(validity=Validity.AMENDED, replaced_by="白政发〔2025〕1号"),
            "已修改，见白政发〔2025〕1号，请勿作为现行规定引用。",
            id="amended",
        ),
        pytest.param(
            Marks(effective_on=date(2999, 1, 1)),
            "自2999年1月1日起施行，目前尚未施行。",
            id="not_yet_effective",
        ),
        pytest.param(
            Marks(repealed_on=date(2999, 1, 1), replaced_by="新办法"),
            "将于2999年1月1日废止，由新办法代替。",
            id="repeal_announced",
        ),
        pytest.param(
            Marks(validity=Validity.REPEALED, repealed_on=date(2999, 1, 1), replaced_by="新办法"),
            "将于2999年1月1日废止，由新办法代替。",
            id="marked_before_its_day",
        ),
        pytest.param(
            Marks(replaced_by="新办法"), "由新办法代替，请核对是否仍然有效。", id="replaced_only"
        ),
    ],
)
def test_an_answer_from_a_rule_not_simply_in_force_says_so(
    assistant: Assistant, marks: Marks, notice: str
) -> None:
    assistant.mark_document(FILE, marks)
    answer = assistant.ask(SUBSIDY)
    assert "八百元" in answer.text
    assert f"《白桦县公益性岗位管理办法》{notice}" in answer.notices
    assert answer.grade is Grade.CHECK


def test_an_answer_from_a_rule_in_force_says_nothing(assistant: Assistant) -> None:
    assistant.mark_document(FILE, Marks(validity=Validity.IN_FORCE, effective_on=TODAY))
    assert assistant.ask(SUBSIDY).notices == ()


def test_an_old_citation_opens_with_a_note(
    assistant: Assistant, folder: Path, client: TestClient
) -> None:
    (citation, *_) = assistant.ask(SUBSIDY).citations
    span = {"start": citation.start, "end": citation.end}
    address = f"/api/v1/revisions/{citation.revision_id}/text"
    assert client.get(address, params=span).json()["notes"] == []

    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    opened = client.get(address, params=span).json()
    assert opened["text"] == citation.text
    (note,) = opened["notes"]
    assert "第 1 版" in note
    assert "第 2 版" in note

    assistant.mark_document(
        FILE, Marks(validity=Validity.REPEALED, repealed_on=YESTERDAY, replaced_by=OTHER)
    )
    repealed, _ = client.get(address, params=span).json()["notes"]
    assert "已废止" in repealed
    assert "白政发〔2024〕9号" in repealed
    current = assistant.document(FILE).revision_id
    assert client.get(f"/api/v1/revisions/{current}/text").json()["notes"] == [repealed]


def test_the_command_opens_an_old_citation_with_a_note(
    assistant: Assistant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (citation, *_) = assistant.ask(SUBSIDY).citations
    revise(assistant, folder, RULES.replace("八百元", "九百元"))
    span = ["--start", str(citation.start), "--end", str(citation.end)]
    command = ["documents", "text", FILE]
    assert main([*command, "--version", "1", *span], assistant=assistant) == 0
    captured = capsys.readouterr()
    assert captured.out == f"{citation.text}\n"
    assert "第 1 版" in captured.err
    assert main(command, assistant=assistant) == 0
    captured = capsys.readouterr()
    assert "九百元" in captured.out
    assert captured.err == ""
    assert main([*command, "--version", "9"], assistant=assistant) == 2
    assert "没有第 9 版" in capsys.readouterr().err
