"""A trainer's work over the interface: making, reviewing and editing items, and files of them."""

import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Role
from assistant.quiz.schema import BLANK
from assistant.settings import ChatModelSettings, OfficeSettings, Settings
from tests.assistant.api.browser import sign_in
from tests.assistant.chain.chat_server import serve_chat

LIBRARY = "政策"
FILE = "岗位办法.txt"
TEXT = """白桦县乡村公益性岗位管理办法
白政发〔2024〕6号
第一章 总则
第一条 为规范乡村公益性岗位管理，帮助脱贫劳动力就近就业，制定本办法。
第二条 本办法所称公益性岗位，是指由财政资金补贴、优先安排脱贫劳动力的岗位。
第二章 待遇
第三条 公益性岗位每人每月补贴800元，由县人力资源和社会保障局按月发放。
第四条 岗位名单由乡镇人民政府公示，公示期不少于7个工作日。
第五条 岗位人员有下列情形之一的，予以解聘：
（一）连续旷工3天的；
（二）弄虚作假骗取补贴的；
（三）不服从工作安排的；
（四）违反村规民约情节严重的。
"""
PATIENCE_S = 60


@contextmanager
def open_office(folder: Path, chat_model: ChatModelSettings | None = None) -> Iterator[Office]:
    """An office with a library of one document."""
    settings = Settings(home=folder / "home", _env_file=None)
    if chat_model:
        settings = settings.model_copy(update={"chat_model": chat_model})
    assistant = Assistant.from_settings(settings)
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    list(assistant.ingest([folder / FILE], library=LIBRARY))
    office = Office(
        assistant,
        engine=assistant.store.engine,
        home=folder / "home",
        settings=OfficeSettings(requests_per_minute=100_000),
    )
    yield office
    office.stop()
    assistant.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("training")) as office:
        yield office


@pytest.fixture(scope="module")
def trainer(office: Office) -> TestClient:
    return sign_in(office, Role.TRAINER, username="trainer", application=create_app(office))


def finish(client: TestClient, begun: httpx.Response) -> dict[str, Any]:
    """Wait until a job is over, and return it."""
    assert begun.status_code == 200, begun.text
    end = time.monotonic() + PATIENCE_S
    while True:
        job: dict[str, Any] = client.get(f"/api/v1/jobs/{begun.json()['id']}").json()
        if job["state"] not in ("waiting", "working"):
            return job
        assert time.monotonic() < end, job
        time.sleep(0.02)


SUBSIDY = "公益性岗位每人每月补贴800元"
NOTICE = "岗位名单由乡镇人民政府公示，公示期不少于7个工作日。"


def draft(
    office: Office, stem: str, *, key: str = "800", words: str = SUBSIDY, **fields: Any
) -> dict[str, Any]:
    """A blank to fill in, as a page sends it."""
    document = office.assistant.document(FILE)
    text = office.assistant.revision_text(document.revision_id)
    start = text.index(words)
    evidence = {
        "document": FILE,
        "document_id": document.id,
        "revision_id": document.revision_id,
        "text": words,
        "start": start,
        "end": start + len(words),
    }
    return {
        "kind": "fill_blank",
        "stem": stem,
        "key": [key],
        "rationale": "第三条。",
        "evidence": [evidence],
        **fields,
    }


def write(office: Office, client: TestClient, stem: str, **fields: Any) -> dict[str, Any]:
    body = {"library": LIBRARY, "draft": draft(office, stem, **fields)}
    written = client.post("/api/v1/quiz/items", json=body)
    assert written.status_code == 200, written.text
    view: dict[str, Any] = written.json()
    return view


def decide(client: TestClient, decision: str, *ids: str, reason: str = "") -> dict[str, Any]:
    body = {"ids": ids, "decision": decision, "reason": reason}
    decided = client.post("/api/v1/quiz/decisions", json=body)
    assert decided.status_code == 200, decided.text
    told: dict[str, Any] = decided.json()
    return told


def test_items_are_made_in_the_background_and_stand_in_the_bank_as_drafts(
    trainer: TestClient,
) -> None:
    body = {"library": LIBRARY, "documents": [FILE]}
    job = finish(trainer, trainer.post("/api/v1/quiz/jobs", json=body))
    assert (job["state"], job["kind"]) == ("done", "make_items")
    made = trainer.get(f"/api/v1/quiz/jobs/{job['id']}").json()
    assert made["made"] == len(made["items"]) >= 1
    assert {view["item"]["state"] for view in made["items"]} == {"draft"}
    assert all(view["item"]["evidence"] and not view["flaws"] for view in made["items"])
    listed = trainer.get("/api/v1/quiz/items", params={"library": LIBRARY, "state": "draft"})
    assert listed.json()["total"] >= made["made"]
    again = finish(trainer, trainer.post("/api/v1/quiz/jobs", json=body))
    assert trainer.get(f"/api/v1/quiz/jobs/{again['id']}").json()["made"] == 0


def test_nothing_to_make_items_from_is_said(trainer: TestClient) -> None:
    job = finish(trainer, trainer.post("/api/v1/quiz/jobs", json={"library": "默认"}))
    assert job["state"] == "failed"
    assert "没有可以出题的资料" in job["failure"]["message"]
    missing = {"library": LIBRARY, "documents": ["没有.txt"]}
    job = finish(trainer, trainer.post("/api/v1/quiz/jobs", json=missing))
    assert "没有.txt" in job["failure"]["message"]


def test_the_options_tell_what_there_is_and_what_can_be_done(
    office: Office, trainer: TestClient
) -> None:
    write(office, trainer, f"白桦县公益性岗位每人每月的补贴为{BLANK}元。", topic="待遇")
    options = trainer.get("/api/v1/quiz/options").json()
    assert LIBRARY in options["libraries"]
    assert "待遇" in {each["topic"] for each in options["topics"]}
    assert options["tally"]["states"]["draft"] >= 1
    formats = {each["name"]: each for each in options["formats"]}
    assert formats["gift"]["reads"]
    assert formats["columns"]["takes_columns"]
    assert options["rules"]["second_true_option"] == "另有正确选项"


def test_an_item_goes_from_writing_over_reviewing_to_publishing(
    office: Office, trainer: TestClient
) -> None:
    stem = f"白桦县公益性岗位名单由乡镇人民政府公示，公示期不少于{BLANK}个工作日。"
    view = write(office, trainer, stem, key="7", words=NOTICE)
    id_ = view["item"]["id"]
    assert view["flaws"] == []
    assert view["item"]["evidence"][0]["section"]
    assert decide(trainer, "accept", id_)["done"] == [id_]
    assert decide(trainer, "publish", id_)["done"] == [id_]
    edited = trainer.put(
        f"/api/v1/quiz/items/{id_}",
        json={
            "draft": draft(office, f"在{stem}", key="7", words=NOTICE),
            "version": trainer.get(f"/api/v1/quiz/items/{id_}").json()["version"],
        },
    ).json()
    assert edited["item"]["state"] == "reviewed"
    history = trainer.get(f"/api/v1/quiz/items/{id_}/history").json()
    assert [change["action"] for change in history] == [
        "edited", "published", "accepted", "written",
    ]  # fmt: skip
    assert {change["by"] for change in history} == {"trainer"}
    assert history[0]["before"]["stem"].startswith("白桦县公益性岗位名单")


def test_an_edit_of_what_somebody_else_changed_is_refused(
    office: Office, trainer: TestClient
) -> None:
    view = write(office, trainer, f"白桦县的公益性岗位，每人每月补贴{BLANK}元。")
    path = f"/api/v1/quiz/items/{view['item']['id']}"
    body = {"draft": draft(office, f"白桦县公益性岗位，每人每月补贴{BLANK}元。"), "version": 1}
    assert trainer.put(path, json=body).status_code == 200
    late = trainer.put(path, json=body)
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    assert "刚被别人改过" in late.json()["message"]


def test_a_wrong_key_is_told_while_it_is_written_and_keeps_an_item_from_being_published(
    office: Office, trainer: TestClient
) -> None:
    wrong = draft(office, f"按照规定，白桦县公益性岗位每人每月补贴{BLANK}元。", key="900")
    told = trainer.post("/api/v1/quiz/checks", json={"library": LIBRARY, "draft": wrong}).json()
    assert "wrong_key" in {flaw["rule"] for flaw in told}
    written = trainer.post("/api/v1/quiz/items", json={"library": LIBRARY, "draft": wrong}).json()
    id_ = written["item"]["id"]
    assert {flaw["rule"] for flaw in written["flaws"]} == {flaw["rule"] for flaw in told}
    decide(trainer, "accept", id_)
    refused = decide(trainer, "publish", id_)
    assert refused["done"] == []
    assert "必须改正" in refused["refused"][0]["message"]
    flawed = trainer.get("/api/v1/quiz/items", params={"flawed": True}).json()
    assert id_ in {view["item"]["id"] for view in flawed["items"]}


def test_many_items_are_decided_at_once_and_each_refusal_is_told(
    office: Office, trainer: TestClient
) -> None:
    ids = [
        write(office, trainer, f"{word}，白桦县公益性岗位每人每月补贴{BLANK}元。")["item"]["id"]
        for word in ("从2024年起", "自办法施行起")
    ]
    told = decide(trainer, "reject", *ids, "0" * 16, reason="与别的题重复")
    assert told["done"] == ids
    assert [each["id"] for each in told["refused"]] == ["0" * 16]
    body = {"ids": ids, "decision": "reject", "reason": ""}
    refused = trainer.post("/api/v1/quiz/decisions", json=body)
    assert refused.status_code == 422
    assert "原因" in refused.json()["message"]
    restored = decide(trainer, "restore", *ids)
    assert restored["done"] == ids


def test_the_whole_bank_is_checked_in_the_background(trainer: TestClient) -> None:
    job = finish(trainer, trainer.post("/api/v1/quiz/bank-checks", json={"library": LIBRARY}))
    counts = trainer.get(f"/api/v1/quiz/bank-checks/{job['id']}").json()
    assert {"rule": "malformed", "label": "格式有误", "count": 0} in counts
    assert len(counts) == len(trainer.get("/api/v1/quiz/options").json()["rules"])


def test_items_leave_as_a_file_that_comes_in_again(office: Office, trainer: TestClient) -> None:
    view = write(office, trainer, f"白桦县规定，公益性岗位每人每月补贴{BLANK}元。")
    id_ = view["item"]["id"]
    body = {"format": "json", "filters": {"ids": [id_]}}
    exported = trainer.post("/api/v1/quiz/exports", json=body)
    assert exported.status_code == 200, exported.text
    assert "1题" in unquote(exported.headers["content-disposition"])
    assert json.loads(unquote(exported.headers["x-notes"])) == []
    files = {"file": ("题库.json", io.BytesIO(exported.content))}
    job = finish(
        trainer, trainer.post("/api/v1/quiz/imports", files=files, data={"library": LIBRARY})
    )
    assert job["state"] == "done", job
    preview = trainer.get(f"/api/v1/quiz/imports/{job['id']}").json()
    assert (preview["total"], preview["readable"]) == (1, 1)
    assert preview["questions"][0]["item"]["id"] == id_
    confirmed = trainer.post(f"/api/v1/quiz/imports/{job['id']}/confirm", json={})
    assert confirmed.json() == {"ids": [], "known": [id_]}


def test_questions_of_a_file_become_drafts_with_the_evidence_that_the_library_has(
    trainer: TestClient,
) -> None:
    gift = "岗位名单由乡镇人民政府公示，公示期不少于{=7个工作日 ~5个工作日 ~10个工作日}。\n"
    files = {"file": ("题.gift", io.BytesIO(gift.encode()))}
    data = {"library": LIBRARY, "format": "gift"}
    job = finish(trainer, trainer.post("/api/v1/quiz/imports", files=files, data=data))
    (question,) = trainer.get(f"/api/v1/quiz/imports/{job['id']}").json()["questions"]
    assert "不少于7个工作日" in question["proposed"][0]["text"]
    path = f"/api/v1/quiz/imports/{job['id']}/confirm"
    assert trainer.post(path, json={"places": []}).json()["ids"] == []
    (id_,) = trainer.post(path, json={}).json()["ids"]
    item = trainer.get(f"/api/v1/quiz/items/{id_}").json()["item"]
    assert (item["state"], item["key"]) == ("draft", ["A"])
    assert "不少于7个工作日" in item["evidence"][0]["text"]


def test_a_broken_file_and_an_unknown_format_are_said(trainer: TestClient) -> None:
    files = {"file": ("题库.xlsx", io.BytesIO(b"PK broken"))}
    job = finish(
        trainer, trainer.post("/api/v1/quiz/imports", files=files, data={"library": LIBRARY})
    )
    assert job["state"] == "failed"
    assert "题库.xlsx" in job["failure"]["message"]
    refused = trainer.post("/api/v1/quiz/exports", json={"format": "fax"})
    assert refused.status_code == 422
    nothing = {"format": "json", "filters": {"query": "没有这样的题"}}
    assert "没有可以导出的题" in trainer.post("/api/v1/quiz/exports", json=nothing).text


def test_a_reader_is_no_trainer(office: Office) -> None:
    reader = sign_in(office, Role.READER, username="reader")
    for path in ("options", "items", "affected"):
        assert reader.get(f"/api/v1/quiz/{path}").status_code == 403


def test_without_a_language_model_nothing_is_worded_and_the_page_knows(
    office: Office, trainer: TestClient
) -> None:
    assert trainer.get("/api/v1/quiz/options").json()["can_reword"] is False
    id_ = write(office, trainer, f"公益性岗位每人每月按规定补贴{BLANK}元。")["item"]["id"]
    for refused in (
        trainer.post(f"/api/v1/quiz/items/{id_}/rewording"),
        trainer.post("/api/v1/quiz/cases", json={"ids": [id_, id_]}),
    ):
        assert refused.status_code == 422
        assert "没有接语言模型" in refused.json()["message"]
        assert "POLICY_CHAT_MODEL__BASE_URL" in refused.json()["hint"]


def test_a_language_model_words_a_draft_and_writes_a_case(tmp_path: Path) -> None:
    smooth = f"公益性岗位每人每月的补贴为{BLANK}元。"
    situation = "某村脱贫户老王想找一份离家近的工作，驻村干部入户走访时，向他介绍了岗位的有关安排。"
    with (
        serve_chat() as server,
        open_office(tmp_path, ChatModelSettings(base_url=server.url, model="测试模型")) as office,
    ):
        client = sign_in(office, Role.TRAINER, username="trainer", application=create_app(office))
        assert client.get("/api/v1/quiz/options").json()["can_reword"] is True
        subsidy = write(office, client, f"公益性岗位每人每月领取补贴{BLANK}元。")["item"]["id"]
        stem = f"岗位名单的公示期不得少于{BLANK}个工作日。"
        notice = write(office, client, stem, key="7", words=NOTICE)["item"]["id"]

        answers = iter([smooth, f"{SUBSIDY}。"])
        server.says = lambda _request: [next(answers)]
        worded = client.post(f"/api/v1/quiz/items/{subsidy}/rewording").json()
        assert worded["is_changed"] is True
        assert worded["view"]["item"]["stem"] == smooth, worded["notes"]
        assert worded["view"]["updated_by"] == "trainer"

        server.says = lambda _request: [f"情境：{situation}"]
        made = client.post("/api/v1/quiz/cases", json={"ids": [subsidy, notice]})
        assert made.status_code == 200, made.text
        case = made.json()["view"]["item"]
        assert (case["kind"], case["state"], case["author"]) == ("case", "draft", "测试模型")

        server.says = lambda _request: ["情境：短。"]
        nothing = client.post("/api/v1/quiz/cases", json={"ids": [subsidy, notice]}).json()
        assert nothing["view"] is None
        assert "太短" in "".join(nothing["notes"])
        missing = client.post("/api/v1/quiz/items/0000000000000000/rewording")
        assert missing.status_code == 404
