"""What the keeper says of documents, confirms and sees of them, through both doors."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.application import Assistant
from assistant.cli import main
from assistant.errors import WrongUseError
from assistant.office.schema import Role
from assistant.settings import Settings
from ingest.categories import DEFAULT_CATEGORIES
from ingest.doctor import check
from ingest.errors import NotFoundError
from ingest.library import Store
from ingest.schema import Filters, Marks, Outcome
from ingest.testing import BigramEmbedder
from tests.assistant.api.browser import make_client

FILE = "岗位办法.txt"
RULES = """白桦县公益性岗位管理办法
白政发〔2021〕6号
第一条 公益性岗位每人每月补贴八百元。
"""
PAGE = "<html><body><h1>白桦县县情概况</h1><p>全县十二个乡镇。</p></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sources(tmp_path / "sources")


def write_sources(folder: Path) -> Path:
    folder.mkdir()
    (folder / FILE).write_text(RULES, encoding="utf-8")
    (folder / "概况.html").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.fixture
def embedder() -> BigramEmbedder:
    return BigramEmbedder()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sources, which each test gets a copy of."""
    base = tmp_path_factory.mktemp("begun")
    settings = Settings(home=base / "home", _env_file=None)
    assistant = Assistant(Store(settings, embedder=BigramEmbedder()))
    events = list(assistant.ingest([write_sources(base / "sources")]))
    assert {event.outcome for event in events} == {Outcome.READY}
    assistant.close()
    return base / "home"


@pytest.fixture
def assistant(begun: Path, embedder: BigramEmbedder) -> Iterator[Assistant]:
    shutil.copytree(begun, Settings().home)
    assistant = Assistant(Store(Settings(), embedder=embedder))
    yield assistant
    assistant.close()


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    with make_client(assistant, Role.KEEPER) as client:
        yield client


# --- Said by hand ---------------------------------------------------------------------------


def test_every_field_can_be_said_by_hand(client: TestClient) -> None:
    said = {
        "title": "  新的  标题 ",
        "document_number": "白政发[2022] 第07号",
        "issuing_authority": "白桦县民政局，白桦县财政局",
        "issued_on": "2022-03-04",
        "effective_on": "2022-04-01",
        "repealed_on": None,
        "replaced_by": "",
        "validity": "in_force",
        "region": "白桦县",
        "year": 2022,
        "kind": "通知",
        "category": "任务目标",
    }
    marked = client.patch(f"/api/v1/documents/{FILE}", json=said).json()
    assert marked["metadata"] == {
        **said,
        "title": "新的 标题",
        "document_number": "白政发〔2022〕7号",
        "issuing_authority": "白桦县民政局、白桦县财政局",
    }
    sheet = client.get(f"/api/v1/documents/{FILE}").json()
    assert set(sheet["marked"]) == said.keys()
    assert sheet["proposed"]["title"] == "白桦县公益性岗位管理办法"


def test_a_new_title_is_found_without_embedding_anew(
    assistant: Assistant, embedder: BigramEmbedder
) -> None:
    calls = embedder.calls
    assistant.mark_document(FILE, Marks(title="护渠员补贴规定"))
    assert embedder.calls == calls
    assert not [each for each in check(assistant.store) if not each.ok]
    found = assistant.search("护渠员补贴规定", filters=Filters(year=2021))
    assert found[0].document.metadata.title == "护渠员补贴规定"
    assert found[0].chunk.article == "第一条"


def test_a_title_marked_during_a_crash_reaches_the_index_at_the_next_start(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = assistant.store.lexical.count()
    with monkeypatch.context() as crash:
        crash.setattr(type(assistant.store.lexical), "add", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assistant.mark_document(FILE, Marks(title="护渠员补贴规定"))
    assert assistant.store.lexical.count() < before
    assert list(assistant.ingest([])) == []
    assert assistant.store.lexical.count() == before
    assert not [each for each in check(assistant.store) if not each.ok]


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        pytest.param(Marks(category="大概"), "没有类别“大概”", id="category"),
        pytest.param(Marks(title="看不见\u200b的"), "看不见的字符", id="hidden"),
        pytest.param(Marks(), "没有写要修改什么", id="nothing"),
    ],
)
def test_what_cannot_be_kept_is_refused(assistant: Assistant, marks: Marks, message: str) -> None:
    with pytest.raises(WrongUseError, match=message):
        assistant.mark_document(FILE, marks)


# --- Confirmed ------------------------------------------------------------------------------


def test_a_confirmation_keeps_the_day_and_the_person(client: TestClient) -> None:
    listed = client.get("/api/v1/documents", params={"query": "岗位"}).json()
    assert [(one["confirmed_on"], one["confirmed_by"]) for one in listed] == [(None, "")]
    confirmed = client.patch(f"/api/v1/documents/{FILE}", json={"confirm": True}).json()
    assert confirmed["confirmed_on"] == date.today().isoformat()
    assert confirmed["confirmed_by"] == "li的姓名"
    # What is said by hand later does not take it back, as a person said it.
    marked = client.patch(f"/api/v1/documents/{FILE}", json={"region": "白桦县"}).json()
    assert marked["confirmed_by"] == "li的姓名"
    reset = client.patch(f"/api/v1/documents/{FILE}", json={"reset": True}).json()
    assert reset["confirmed_by"] == ""


def test_a_new_revision_that_says_something_else_asks_again(
    assistant: Assistant, folder: Path
) -> None:
    def revise(old: str, new: str) -> str:
        text = (folder / FILE).read_text(encoding="utf-8").replace(old, new)
        (folder / FILE).write_text(text, encoding="utf-8")
        assert [event.outcome for event in assistant.ingest([folder / FILE])] == [Outcome.REVISED]
        return assistant.document(FILE).confirmed_by

    assistant.mark_document(FILE, Marks(), confirmed_by="张三")
    assert revise("八百元", "九百元") == "张三"
    assert revise("白政发〔2021〕6号", "白政发〔2024〕9号") == ""


def test_the_command_says_everything_and_confirms(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["--title", "新标题", "--number", "白政发[2022]7号", "--issued-on", "2022年3月4日"]
    said += ["--authority", "白桦县民政局", "--region", "无", "--year", "2022", "--kind", "通知"]
    command = ["documents", "set", FILE, *said, "--category", "任务目标", "--confirm", "张三"]
    assert main([*command, "--json"], assistant=assistant) == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields["document_number"] == "白政发〔2022〕7号"
    assert (fields["title"], fields["region"], fields["year"]) == ("新标题", "", 2022)
    assert (fields["category"], fields["confirmed_by"]) == ("任务目标", "张三")
    assert main(["documents", "show", FILE], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert f"核对：{date.today()}，张三" in shown
    assert "类型：纯文本" in shown


# --- Looked for -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "files"),
    [
        pytest.param({"category": "政策文件"}, [FILE], id="category"),
        pytest.param({"kind": "办法"}, [FILE], id="kind"),
        pytest.param({"region": "白桦"}, [FILE, "概况.html"], id="region"),
        pytest.param({"year": 2021}, [FILE], id="year"),
        pytest.param({"validity": "unknown"}, [FILE, "概况.html"], id="validity"),
        pytest.param({"validity": "repealed"}, [], id="no_repealed"),
        pytest.param({"library": "别处"}, [], id="library"),
        pytest.param({"query": "白桦县 概况"}, ["概况.html"], id="words_of_the_title"),
        pytest.param({"query": "〔2021〕6号"}, [FILE], id="number"),
        pytest.param({"query": "HTML"}, ["概况.html"], id="name_of_the_file"),
    ],
)
def test_documents_are_looked_for_by_what_is_known(
    assistant: Assistant,
    client: TestClient,
    capsys: pytest.CaptureFixture[str],
    wanted: dict[str, str],
    files: list[str],
) -> None:
    response = client.get("/api/v1/documents", params=wanted)
    assert [one["file"] for one in response.json()] == files
    said = {"unknown": "未知", "repealed": "废止"}
    options = [part for name, value in wanted.items() for part in (f"--{name}", str(value))]
    options = [said.get(option, option) for option in options]
    assert main(["documents", "list", "--json", *options], assistant=assistant) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["document"] for line in lines] == files


def test_a_question_can_be_kept_to_a_category_and_a_kind(
    assistant: Assistant, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"question": "白桦县", "filters": {"category": "县情报告"}}
    hits = client.post("/api/v1/search", json=body).json()
    assert {hit["document"]["file"] for hit in hits} == {"概况.html"}
    assert main(["search", "白桦县", "--kind", "办法", "--json"], assistant=assistant) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {json.loads(line)["document"] for line in lines} == {FILE}


def test_the_categories_are_the_keepers_to_change(
    assistant: Assistant, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/api/v1/categories").json() == list(DEFAULT_CATEGORIES)
    changed = client.put("/api/v1/categories", json=["政策文件", " 会议  纪要 "])
    assert changed.json() == ["政策文件", "会议 纪要"]
    for wrong in (
        [],
        ["甲", "甲"],
        [""],
        ["长" * 31],
        ["看不见\u202e"],
        [str(n) for n in range(51)],
    ):
        response = client.put("/api/v1/categories", json=wrong)
        assert response.status_code == 422
        assert "类别" in response.json()["message"]
    assert main(["documents", "categories", "甲", "乙"], assistant=assistant) == 0
    assert capsys.readouterr().out.split() == ["甲", "乙"] == assistant.categories()


# --- The sheet and the original --------------------------------------------------------------


def test_the_sheet_tells_what_a_file_really_is_and_where_it_lies_too(
    assistant: Assistant, folder: Path, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "抄件.txt").write_text(RULES, encoding="utf-8")
    list(assistant.ingest([folder / "抄件.txt"], library="档案"))
    sheet = client.get(f"/api/v1/documents/{FILE}").json()
    assert sheet["type_name"] == "纯文本"
    assert [(one["file"], one["library"]) for one in sheet["duplicates"]] == [("抄件.txt", "档案")]
    assert client.get("/api/v1/documents/概况.html").json()["type_name"] == "网页"
    assert assistant.limited_to(frozenset({"默认"})).sheet(FILE).duplicates == ()
    assert main(["documents", "show", FILE], assistant=assistant) == 0
    assert (
        "！与“档案”中的《白桦县公益性岗位管理办法》内容相同：抄件.txt。" in capsys.readouterr().out
    )


def test_the_original_of_any_revision_is_saved_and_never_run(
    assistant: Assistant, folder: Path, client: TestClient
) -> None:
    response = client.get("/api/v1/documents/概况.html/original")
    assert response.content == PAGE.encode()
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    (folder / FILE).write_text(RULES.replace("八百", "九百"), encoding="utf-8")
    list(assistant.ingest([folder / FILE]))
    address = f"/api/v1/documents/{FILE}/original"
    assert "九百元" in client.get(address).text
    assert "八百元" in client.get(address, params={"version": 1}).text
    assert client.get(address, params={"version": 3}).status_code == 404


def test_an_original_that_is_gone_is_told(assistant: Assistant, client: TestClient) -> None:
    assistant.original(FILE).path.unlink()
    response = client.get(f"/api/v1/documents/{FILE}/original")
    assert response.status_code == 404
    assert "原件不在了" in response.json()["message"]
    with pytest.raises(NotFoundError):
        assistant.limited_to(frozenset({"别处"})).original(FILE)


def test_the_command_saves_the_original_but_overwrites_nothing(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["documents", "save", FILE, str(tmp_path / "原件.txt")]
    assert main(command, assistant=assistant) == 0
    assert (tmp_path / "原件.txt").read_text(encoding="utf-8") == RULES
    assert main(command, assistant=assistant) == 2
    assert "不能写入" in capsys.readouterr().err


def test_readers_see_documents_but_change_nothing(assistant: Assistant) -> None:
    with make_client(assistant, Role.READER) as reader:
        assert reader.get(f"/api/v1/documents/{FILE}").status_code == 200
        assert reader.get("/api/v1/categories").status_code == 200
        assert reader.patch(f"/api/v1/documents/{FILE}", json={"confirm": True}).status_code == 403
        assert reader.put("/api/v1/categories", json=["甲"]).status_code == 403
        assert reader.get("/api/v1/reminders").status_code == 403
    with make_client(assistant, Role.KEEPER) as keeper:
        kinds = {one["kind"] for one in keeper.get("/api/v1/reminders").json()}
        assert kinds == {"unconfirmed"}
