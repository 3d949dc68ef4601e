import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.learning.schema import AttemptState
from assistant.office import Office
from assistant.office.schema import Role
from assistant.quiz.bank import Bank, NewItem
from assistant.quiz.schema import (
    BLANK,
    TRUE_FALSE_OPTIONS,
    Action,
    Decision,
    Evidence,
    Item,
    ItemKind,
    Question,
)
from assistant.quiz.sources import read_sources
from assistant.settings import Settings
from tests.assistant.api.browser import own_office, sign_in

LIBRARY = "政策"
TOWNS = ("红柳乡", "白桦乡", "青禾镇", "石泉镇", "云岭乡", "沙枣乡")
# What tells a key, where it is not among the options.
SECRETS = ("机密解析", "机密依据", "一千八百五十")
DOCUMENT = "乡村公益性岗位管理办法\n" + "".join(
    f"第{number}条 机密依据：{town}公益性岗位每人每月补贴一千八百五十{number}元。\n"
    for number, town in enumerate(TOWNS, start=1)
)
KINDS = (
    ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.TRUE_FALSE, ItemKind.FILL_BLANK,
    ItemKind.ORDERING, ItemKind.SHORT_ANSWER, ItemKind.CASE,
)  # fmt: skip


def make_items(evidence: list[Evidence]) -> Iterator[Item]:
    for number, (town, source) in enumerate(zip(TOWNS, evidence, strict=True)):
        fields: dict[ItemKind, Any] = {
            ItemKind.SINGLE_CHOICE: {
                "stem": f"{town}的岗位名单由谁公示？{BLANK}",
                "options": tuple(f"{town}{who}" for who in ("村委会", "政府", "财政所", "学校")),
                "key": ("B",),
            },
            ItemKind.MULTIPLE_CHOICE: {
                "stem": f"可以到{town}公益性岗位工作的有{BLANK}。",
                "options": ("脱贫人口", f"{town}残疾人", "公务员", "在校学生"),
                "key": ("A", "B"),
            },
            ItemKind.TRUE_FALSE: {
                "stem": f"{town}的护林员由县里统一考试录用。",
                "options": TRUE_FALSE_OPTIONS,
                "key": ("B",),
            },
            ItemKind.FILL_BLANK: {
                "stem": f"{town}每个岗位的补贴标准是{BLANK}。",
                "key": (f"一千八百五十{number + 1}元",),
            },
            ItemKind.ORDERING: {
                "stem": f"{town}招聘保洁员的步骤依次是{BLANK}。",
                "options": ("面试", f"{town}报名", "公示"),
                "key": ("B", "A", "C"),
            },
            ItemKind.SHORT_ANSWER: {
                "stem": f"简述{town}怎样管理水管员。",
                "key": ("机密依据一", "机密依据二"),
            },
            ItemKind.CASE: {
                "stem": f"老张到{town}应聘保安。",
                "parts": (
                    Question(
                        kind=ItemKind.SINGLE_CHOICE,
                        stem=f"他应当先到{town}的{BLANK}登记。",
                        options=("便民中心", "派出所", "银行"),
                        key=("A",),
                        rationale="机密解析",
                        evidence=(source,),
                    ),
                ),
            },
        }
        for kind in KINDS:
            yield Item(
                kind=kind, id=f"{kind.value}{number}", library=LIBRARY, topic="就业",
                rationale="机密解析", evidence=(source,), **fields[kind],
            )  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over one document, with published items on it."""
    home = tmp_path_factory.mktemp("learning")
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    file = home / "办法.txt"
    file.write_text(DOCUMENT, encoding="utf-8")
    list(assistant.ingest([file], library=LIBRARY))
    (source,) = read_sources(
        assistant.store.library, [LIBRARY], libraries=None, day=datetime.now(UTC).date()
    )
    starts = [source.text.index(f"机密依据：{town}") for town in TOWNS]
    evidence = [source.evidence(start, source.text.index("。", start) + 1) for start in starts]
    assert assistant.learning.papers() == []
    bank = Bank(assistant.store.engine)
    ids = bank.add([NewItem(item=item) for item in make_items(evidence)], action=Action.WRITTEN).ids
    for decision in (Decision.ACCEPT, Decision.PUBLISH):
        assert len(bank.decide(ids, decision, libraries=None).done) == len(TOWNS) * len(KINDS)
    yield assistant
    assistant.close()


@pytest.fixture
def office(assistant: Assistant) -> Office:
    return own_office(assistant)


@pytest.fixture
def application(office: Office) -> FastAPI:
    return create_app(office)


@pytest.fixture
def trainer(office: Office, application: FastAPI) -> TestClient:
    return sign_in(office, Role.TRAINER, username="zhang", application=application)


@pytest.fixture
def learner(office: Office, application: FastAPI) -> TestClient:
    return sign_in(office, Role.READER, username="li", department="财政局", application=application)


def blueprint(*kinds: ItemKind, count: int = 2, name: str = "政策测试") -> dict[str, Any]:
    demands = [{"kind": kind, "count": count, "points": "2"} for kind in kinds or KINDS]
    return {"blueprint": {"name": name, "library": LIBRARY, "demands": demands, "versions": 2}}


def set_test(trainer: TestClient, *kinds: ItemKind, **fields: Any) -> dict[str, Any]:
    made = trainer.post("/api/v1/papers", json=blueprint(*kinds))
    assert made.status_code == 200, made.text
    now = datetime.now(UTC)
    sent = {
        "name": "三月测试",
        "paper_id": made.json()["id"],
        "opens_at": (now - timedelta(minutes=1)).isoformat(),
        "closes_at": (now + timedelta(hours=1)).isoformat(),
        **fields,
    }
    told = trainer.post("/api/v1/tests", json=sent)
    assert told.status_code == 200, told.text
    result: dict[str, Any] = told.json()
    return result


def answer_all(learner: TestClient, attempt: dict[str, Any]) -> None:
    replies = [
        {"number": each["number"], "answer": ["A"] if each["options"] else ["不知道"]}
        for each in attempt["questions"]
    ]
    told = learner.put(f"/api/v1/attempts/{attempt['id']}/replies", json={"replies": replies})
    assert told.status_code == 200, told.text
    assert told.json()["refused"] == []


def test_from_a_blueprint_to_what_a_test_shows(trainer: TestClient, learner: TestClient) -> None:
    test = set_test(trainer)
    (listed,) = [
        each for each in learner.get("/api/v1/tests").json() if each["test"]["id"] == test["id"]
    ]
    assert (listed["phase"], listed["questions"], listed["learners"]) == ("open", 14, None)
    attempt = learner.post(f"/api/v1/tests/{test['id']}/attempts").json()
    answer_all(learner, attempt)
    ended = learner.post(f"/api/v1/attempts/{attempt['id']}/submit").json()
    assert ended["state"] == AttemptState.SUBMITTED
    assert len(ended["marks"]) == 14
    to_mark = trainer.get("/api/v1/attempts/to-mark", params={"test": test["id"]}).json()
    assert [each["answer"] for each in to_mark] == ["不知道", "不知道"]
    marks = [{"number": each["number"], "points": "1.5"} for each in to_mark]
    result = trainer.put(f"/api/v1/attempts/{attempt['id']}/marks", json={"marks": marks}).json()
    assert result["to_mark"] == 0
    (row,) = trainer.get(f"/api/v1/tests/{test['id']}/results").json()
    assert (row["learner"], row["department"], row["points"]) == (
        "li的姓名", "财政局", result["points"],
    )  # fmt: skip
    shown = trainer.get("/api/v1/statistics", params={"test": test["id"]}).json()
    assert [(unit["name"], unit["answers"]) for unit in shown["units"]] == [("财政局", 14)]
    assert shown["overall"]["right"] >= 2
    table = trainer.get("/api/v1/statistics.xlsx", params={"test": test["id"]})
    workbook = openpyxl.load_workbook(io.BytesIO(table.content))
    assert workbook.sheetnames == ["总览", "单位", "主题", "测试", "题目"]
    assert len(workbook["单位"]._charts) == 1
    assert workbook["单位"]["A2"].value == "财政局"


# --- The key ----------------------------------------------------------------------------------


def ask_everything(
    client: TestClient, application: FastAPI, attempt: dict[str, Any], paper_id: str
) -> dict[str, str]:
    """What every route of learning tells, but for the one that ends the attempt."""
    values = {
        "attempt_id": attempt["id"],
        "test_id": attempt["test_id"],
        "paper_id": paper_id,
        "version": "A",
        "number": "1",
    }
    bodies: dict[str, Any] = {
        "PUT /api/v1/attempts/{attempt_id}/replies": {
            "replies": [{"number": number, "answer": ["B"]} for number in range(1, 20)]
        },
        "POST /api/v1/practice": {"count": 50},
        "POST /api/v1/retries": {},
        "POST /api/v1/papers": blueprint(),
        "POST /api/v1/papers/checks": blueprint(),
        "PUT /api/v1/attempts/{attempt_id}/marks": {"marks": []},
    }
    rooms = ("papers", "tests", "attempts", "practice", "retries", "statistics")
    told = {}
    for path, methods in application.openapi()["paths"].items():
        room = path.removeprefix("/api/v1/").split("/")[0].split(".")[0]
        if room not in rooms:
            continue
        for method in methods:
            name = f"{method.upper()} {path}"
            if name.endswith("/submit"):
                continue
            response = client.request(method, path.format(**values), json=bodies.get(name))
            assert response.status_code < 500, name
            told[name] = response.text
    assert len(told) > 25
    return told


def test_no_route_tells_a_learner_the_key_before_it_may_be_told(
    application: FastAPI, trainer: TestClient, learner: TestClient
) -> None:
    # All items there are, so that practice has no other ones.
    made = trainer.post("/api/v1/papers", json=blueprint(count=len(TOWNS))).json()
    now = datetime.now(UTC)
    test = set_test(trainer, paper_id=made["id"], closes_at=(now + timedelta(hours=2)).isoformat())
    attempt = learner.post(f"/api/v1/tests/{test['id']}/attempts").json()
    assert len(attempt["questions"]) == len(TOWNS) * len(KINDS)
    told = ask_everything(learner, application, attempt, made["id"])
    told["begin"] = learner.post(f"/api/v1/tests/{test['id']}/attempts").text
    for name, text in told.items():
        assert [secret for secret in SECRETS if secret in text] == [], name
        assert '"key"' not in text, name
        assert '"is_right"' not in text, name
    # Without which the above would prove nothing.
    ended = learner.post(f"/api/v1/attempts/{attempt['id']}/submit").text
    assert all(secret in ended for secret in SECRETS)
    assert all(each in ended for each in ('"key"', '"is_right"'))
    assert "机密解析" in learner.get("/api/v1/retries").text


def test_until_the_test_is_over_nothing_is_told_where_it_says_so(
    trainer: TestClient, learner: TestClient
) -> None:
    test = set_test(trainer, ItemKind.FILL_BLANK, disclosure="closed")
    attempt = learner.post(f"/api/v1/tests/{test['id']}/attempts").json()
    answer_all(learner, attempt)
    learner.post(f"/api/v1/attempts/{attempt['id']}/submit")
    for path in (f"attempts/{attempt['id']}", "attempts", "retries", "tests"):
        response = learner.get(f"/api/v1/{path}")
        assert [secret for secret in SECRETS if secret in response.text] == []
    (own,) = [
        each for each in learner.get("/api/v1/attempts").json() if each["id"] == attempt["id"]
    ]
    assert (own["points"], own["has_passed"]) == (None, None)


# --- Papers -----------------------------------------------------------------------------------


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_paper_is_printed_with_its_sheet_and_its_key(trainer: TestClient) -> None:
    paper = trainer.post("/api/v1/papers", json=blueprint()).json()
    path = f"/api/v1/papers/{paper['id']}"
    printed = trainer.get(f"{path}/A.docx")
    assert "filename*=UTF-8''" in printed.headers["content-disposition"]
    assert "姓名：" in words(printed.content)
    assert not any(secret in words(printed.content) for secret in SECRETS)
    sheet = trainer.get(f"{path}/B.docx", params={"kind": "answer_sheet"})
    assert "题号" in words(sheet.content)
    key = trainer.get(f"{path}/B.docx", params={"kind": "key", "rationale": True})
    assert all(secret in words(key.content) for secret in SECRETS)
    assert trainer.get(f"{path}/C.docx").status_code == 404


def test_a_blueprint_that_cannot_be_filled_is_a_conflict_that_says_what_is_missing(
    trainer: TestClient,
) -> None:
    body = blueprint(ItemKind.CASE, count=40)
    (shortage,) = trainer.post("/api/v1/papers/checks", json=body).json()
    assert shortage["found"] == len(TOWNS)
    refused = trainer.post("/api/v1/papers", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "paper_shortage")
    assert shortage["message"] in refused.json()["message"]
    supply = trainer.get("/api/v1/papers/supply", params={"library": LIBRARY}).json()
    assert sum(each["count"] for each in supply) == len(TOWNS) * len(KINDS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"demands": []}, "双向细目表不能为空", id="nothing_wanted"),
        pytest.param({"versions": 9}, "卷数不能大于 4", id="too_many_versions"),
        pytest.param({"name": ""}, "名称不能为空", id="no_name"),
        pytest.param(
            {"demands": [{"kind": "case", "count": 0, "points": "0"}]},
            "题数不能小于 1；分值要大于 0",
            id="no_points",
        ),
    ],
)
def test_a_blueprint_that_is_none_is_refused(
    trainer: TestClient, changes: Any, message: str
) -> None:
    body = {"blueprint": {**blueprint()["blueprint"], **changes}}
    refused = trainer.post("/api/v1/papers", json=body)
    assert refused.status_code == 422
    assert message in refused.json()["message"]


# --- A broken line ----------------------------------------------------------------------------


def test_answers_that_come_after_submission_are_told_to_be_late(
    trainer: TestClient, learner: TestClient
) -> None:
    test = set_test(trainer, ItemKind.SINGLE_CHOICE)
    attempt = learner.post(f"/api/v1/tests/{test['id']}/attempts").json()
    path = f"/api/v1/attempts/{attempt['id']}"
    kept = {"replies": [{"number": 1, "answer": ["A"]}]}
    learner.put(f"{path}/replies", json=kept)
    learner.post(f"{path}/submit")
    assert learner.put(f"{path}/replies", json=kept).status_code == 200
    other = {"replies": [{"number": 1, "answer": ["B"]}]}
    refused = learner.put(f"{path}/replies", json=other)
    assert (refused.status_code, refused.json()["code"]) == (409, "attempt_closed")
    again = learner.post(f"/api/v1/tests/{test['id']}/attempts")
    assert (again.status_code, again.json()["code"]) == (409, "attempt_refused")


def test_units_may_be_named_for_a_test(trainer: TestClient, learner: TestClient) -> None:
    assert trainer.get("/api/v1/tests/departments").json() == ["财政局"]
    test = set_test(trainer, ItemKind.SINGLE_CHOICE, departments=["民政局"])
    assert learner.post(f"/api/v1/tests/{test['id']}/attempts").status_code == 404
    assert learner.get(f"/api/v1/tests/{test['id']}").status_code == 404
    assert trainer.get(f"/api/v1/tests/{test['id']}").json()["is_taker"] is False
