"""An office with a library that not everybody may see, and the people around it."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import docx
import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.office import Office
from assistant.office.accounts import AccountChanges
from assistant.office.keys import NewKey
from assistant.office.schema import Account, Permission, Role
from assistant.settings import OfficeSettings, Settings
from ingest.schema import Document, Marks, Validity
from tests.assistant.api.browser import sign_in, visit

OPEN, CLOSED = "政策文件", "信访办专用"
AREA = "红石坡村"
DEPARTMENT = "信访办"

POSTS = """白桦县乡村公益性岗位管理办法
白政发〔2024〕6号
第一条 为规范乡村公益性岗位管理，帮助脱贫劳动力就近就业，制定本办法。
第二条 公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。
第三条 矛盾调处的经费标准按照红信发〔2019〕4号和红信发〔2023〕7号执行。
"""
NOTICE = """白桦县关于做好春耕备耕工作的通知
第一条 各乡镇应当在三月底前完成农资储备。
"""
# Named like the one above, in the closed library.
SECRET_NOTICE = """红石坡包案领导名单
第一条 积案由包案领导每月接访一次。
"""
SECRET = """红石坡积案化解经费管理办法
红信发〔2023〕7号
第一章 总则
第一条 为规范积案化解经费的使用，制定本办法。
第二章 标准
第二条 每化解一件积案，补助工作经费三千二百七十元。
第三条 接访场所每年补助运转经费一万九千元。
"""
EARLIER_SECRET = SECRET.replace("三千二百七十", "三千一百")
OLD_SECRET = """红石坡包案津贴试行办法
红信发〔2019〕4号
第一条 包案人员每月津贴四百六十元。
"""
FILES = {
    OPEN: {"岗位办法.txt": POSTS, "通知.txt": NOTICE},
    CLOSED: {"积案经费.txt": EARLIER_SECRET, "包案津贴.txt": OLD_SECRET, "通知.txt": SECRET_NOTICE},
}
SCAN = Path(__file__).parents[1] / "data" / "loaders" / "sample.pdf"

QUESTION = "每化解一件积案补助多少工作经费？"

# What tells of the closed library, beside the ids of what is in it.
TELLTALES = (
    CLOSED, "红石坡", "积案", "包案", "三千二百七十", "三千一百", "一万九千", "四百六十",
    "来访台账", "一千二百三十四万", "乙乡", "丙镇", "4,321", "4321",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What a request is aimed at: something in the closed library, or nothing there is."""

    library: str
    document: str
    file: str
    revision_id: str
    old_revision_id: str
    drawn_revision_id: str
    """Of a document with pages."""

    conversation_id: str
    message_id: str
    enquiry_id: str
    upload_id: str
    other_upload_id: str
    key_id: str
    account_id: str
    area: str
    """Of which the closed library alone has values."""

    entry_id: str
    import_job_id: str
    result_job_id: str
    extraction_job_id: str
    report_job_id: str
    audit_job_id: str
    item_id: str
    """A quiz item on the closed library."""

    make_job_id: str
    check_job_id: str
    questions_job_id: str
    paper_id: str
    """Of a paper on the closed library, and so the next; the idle ones are used by nothing."""

    idle_paper_id: str
    test_id: str
    idle_test_id: str
    attempt_id: str
    """The insider's, open."""

    marked_attempt_id: str
    """The insider's, submitted, with a short answer."""


FORGED = Target(
    library="没有的资料库",
    document="f" * 16,
    file="没有的文件.txt",
    revision_id="0" * 64,
    old_revision_id="1" * 64,
    drawn_revision_id="2" * 64,
    conversation_id="3" * 32,
    message_id="4" * 32,
    enquiry_id="5" * 32,
    upload_id="6" * 32,
    other_upload_id="9" * 32,
    key_id="7" * 32,
    account_id="8" * 32,
    area="没有的地方",
    entry_id="a" * 32,
    import_job_id="c" * 32,
    result_job_id="b" * 32,
    extraction_job_id="d" * 32,
    report_job_id="e" * 32,
    audit_job_id="0" * 32,
    # Unlike those above and each other, also in their first half.
    item_id="ab" * 8,
    make_job_id="12" * 16,
    check_job_id="13" * 16,
    questions_job_id="14" * 16,
    paper_id="23" * 16,
    idle_paper_id="24" * 16,
    test_id="34" * 16,
    idle_test_id="35" * 16,
    attempt_id="45" * 16,
    marked_attempt_id="46" * 16,
)


@dataclass(frozen=True)
class World:
    """An office, and the one who may see what is closed."""

    office: Office
    application: FastAPI
    insider: TestClient
    """A keeper of the department, who drafts and trains; everything aimed at is theirs."""

    administrator: TestClient
    target: Target
    secrets: dict[tuple[str, tuple[Permission, ...]], str] = field(default_factory=dict)
    """Of the keys made so far, by account and scopes."""

    @property
    def telltales(self) -> tuple[str, ...]:
        """What must not reach anybody else."""
        return (*TELLTALES, *(value for value in vars(self.target).values()))

    def nobody(self) -> TestClient:
        """Somebody who is not signed in."""
        return visit(self.office, self.application)

    def stranger(self, *roles: Role, username: str = "stranger") -> TestClient:
        """Somebody of another department."""
        return sign_in(
            self.office,
            *roles,
            username=username,
            department="财政局",
            application=self.application,
        )

    def account(self, username: str) -> Account:
        """An account by its name."""
        return self.office.accounts.find(username)

    def change(self, username: str, **changes: Any) -> None:
        """Change an account as an administrator does."""
        self.office.accounts.update(self.account(username).id, AccountChanges(**changes))

    def allow(self, *people: str, departments: tuple[str, ...] = (DEPARTMENT,)) -> None:
        """Decide who may see the closed library."""
        ids = [self.account(username).id for username in people]
        self.office.rights.set_access(CLOSED, is_open=False, people=ids, departments=departments)

    def program(self, username: str, *scopes: Permission) -> TestClient:
        """A program that speaks for somebody, with the same key for the same scopes."""
        account = self.account(username)
        if (account.id, scopes) not in self.secrets:
            _, secret = self.office.keys.create(account, NewKey(name="程序", scopes=scopes))
            self.secrets[account.id, scopes] = secret
        client = self.nobody()
        client.headers["Authorization"] = f"Bearer {self.secrets[account.id, scopes]}"
        return client


@contextmanager
def closed_library(home: Path) -> Iterator[World]:
    """An office over real documents and the bundled model, with rights set and content made."""
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    fill(assistant, home / "sources", OPEN, CLOSED)
    limits = OfficeSettings(requests_per_minute=100_000, questions_per_minute=100_000)
    office = Office(assistant, engine=assistant.store.engine, home=home / "home", settings=limits)
    # The right person begins more work in one test than anybody in a day.
    kept = patch("assistant.office.jobs.KEPT", 100)
    kept.start()
    office.start()
    try:
        application = create_app(office)
        insider, administrator = (
            sign_in(office, *roles, username=name, department=department, application=application)
            for roles, name, department in (
                ((Role.KEEPER, Role.DRAFTER, Role.TRAINER), "insider", DEPARTMENT),
                ((Role.ADMINISTRATOR,), "administrator", ""),
            )
        )
        office.rights.set_access(CLOSED, is_open=False, people=[], departments=[DEPARTMENT])
        target = make_content(office, insider)
        # The first to ask for examples would not wait for all of them.
        for libraries in (frozenset({OPEN, "默认"}), frozenset({OPEN, CLOSED, "默认"})):
            assistant.limited_to(libraries).suggest_questions()
        yield World(office, application, insider, administrator, target)
    finally:
        kept.stop()
        office.stop()
        assistant.close()


def fill(assistant: Assistant, folder: Path, *libraries: str) -> None:
    """Take documents in; of the closed ones one has an old revision, and one is replaced."""
    for library in libraries:
        (folder / library).mkdir(parents=True)
        for file, text in FILES[library].items():
            (folder / library / file).write_text(text, encoding="utf-8")
        list(assistant.ingest([folder / library], library=library))
    if CLOSED in libraries:
        scan, secret = folder / "来访台账.pdf", folder / CLOSED / "积案经费.txt"
        scan.write_bytes(SCAN.read_bytes())
        secret.write_text(SECRET, encoding="utf-8")
        list(assistant.ingest([scan, secret], library=CLOSED))
        replaced = Marks(validity=Validity.REPEALED, replaced_by="红信发〔2023〕7号")
        assistant.mark_document("包案津贴.txt", replaced)


def make_content(office: Office, insider: TestClient) -> Target:
    """Let the insider ask, complain, ask the keeper, hand a file in, and make a key."""
    documents = {each.file: each for each in office.assistant.documents(library=CLOSED)}
    document = documents["积案经费.txt"]
    conversation = insider.post("/api/v1/conversations", json={}).json()["id"]
    message = ask(insider, conversation, QUESTION)
    assert "三千二百七十" in message["answer"]["text"], message
    path = f"/api/v1/messages/{message['id']}"
    insider.put(f"{path}/feedback", json={"verdict": "bad", "reason": "wrong"})
    filters = {"library": CLOSED}
    missed = ask(insider, conversation, "红石坡有几处接访大厅？", filters)
    filed = insider.post(f"/api/v1/messages/{missed['id']}/enquiry", json={"note": "急"})
    upload = insider.post(
        "/api/v1/uploads",
        files=[
            ("files", (f"包案名单{number}.txt", io.BytesIO(f"第{number}名包案人员。".encode())))
            for number in "一二"
        ],
        data={"library": CLOSED},
    )
    assert upload.status_code == 200, upload.text
    while insider.get("/api/v1/uploads?active=true").json():
        time.sleep(0.02)
    made = insider.post("/api/v1/session/keys", json={"name": "信访", "scopes": ["ask"]})
    return Target(
        library=CLOSED,
        document=document.id,
        file=document.file,
        revision_id=document.revision_id,
        old_revision_id=office.assistant.history(document.id)[1].id,
        drawn_revision_id=documents["来访台账.pdf"].revision_id,
        conversation_id=conversation,
        message_id=message["id"],
        enquiry_id=filed.json()["enquiry_id"],
        upload_id=upload.json()[0]["id"],
        other_upload_id=upload.json()[1]["id"],
        key_id=made.json()["key"]["id"],
        account_id=office.accounts.find("insider").id,
        **draft(insider),
        **train(insider),
        **examine(insider, document),
    )


def draft(insider: TestClient) -> dict[str, str]:
    """Let the insider keep figures, read figures out of a draft, audit it and fill a report."""
    table = ("来访台账.csv", io.BytesIO(f"地区,年度,信访件（件）\n{AREA},2024,4321\n".encode()))
    read = finish(
        insider,
        insider.post("/api/v1/indicators/imports", files={"file": table}, data={"library": CLOSED}),
    )
    kept = finish(insider, insider.post(f"/api/v1/indicators/imports/{read}/confirm"))
    found = insider.get("/api/v1/indicators", params={"library": CLOSED}).json()
    (entry,) = found["items"]

    def paper() -> dict[str, tuple[str, io.BytesIO]]:
        return {"file": ("积案总结.txt", io.BytesIO(f"2024年{AREA}信访件4321件。".encode()))}

    extracted = finish(insider, insider.post("/api/v1/indicators/extractions", files=paper()))
    audited = finish(insider, insider.post("/api/v1/audits", files=paper()))
    template = insider.post(
        "/api/v1/report-templates",
        files={"file": ("通报.docx", word_file("{{ 标题 }}"))},
    )
    assert template.status_code == 200, template.text
    request = {
        "template": template.json()["id"],
        "library": CLOSED,
        "area": AREA,
        "period": "2024年",
        "fields": {"标题": "红石坡积案通报"},
    }
    rendered = finish(insider, insider.post("/api/v1/reports", json=request))
    # Templates are everybody's who drafts.
    insider.delete(f"/api/v1/report-templates/{request['template']}")
    return {
        "area": AREA,
        "entry_id": entry["entry"]["id"],
        "import_job_id": read,
        "result_job_id": kept,
        "extraction_job_id": extracted,
        "report_job_id": rendered,
        "audit_job_id": audited,
    }


QUESTION_FILE = "1. 红石坡的积案由谁包案？（B）\nA. 乡镇\nB. 包案领导\nC. 村委会\nD. 派出所\n"


def train(insider: TestClient) -> dict[str, str]:
    """Let the insider make items, write one, check them, and bring some in."""
    draft = {"kind": "fill_blank", "stem": "每化解一件积案，补助经费（　　）元。", "key": ["3270"]}
    body = {"library": CLOSED, "draft": draft}
    written = insider.post("/api/v1/quiz/items", json=body)
    assert written.status_code == 200, written.text
    made = finish(insider, insider.post("/api/v1/quiz/jobs", json={"library": CLOSED}))
    checked = finish(insider, insider.post("/api/v1/quiz/bank-checks", json={"library": CLOSED}))
    read = finish(
        insider,
        insider.post(
            "/api/v1/quiz/imports",
            files={"file": ("积案题.txt", io.BytesIO(QUESTION_FILE.encode()))},
            data={"library": CLOSED},
        ),
    )
    return {
        "item_id": written.json()["item"]["id"],
        "make_job_id": made,
        "check_job_id": checked,
        "questions_job_id": read,
    }


def examine(insider: TestClient, document: Document) -> dict[str, str]:
    """Let the insider publish items, make papers, set tests and take them, not without mistakes."""
    text = insider.get(f"/api/v1/revisions/{document.revision_id}/text").json()["text"]
    ids = [publish(insider, draft) for draft in drafts_on(document, text)]
    assert len(ids) == 4
    paper, idle = (make_paper(insider, "single_choice") for _ in range(2))
    written = make_paper(insider, "short_answer")
    test, idle_test, asking = (set_test(insider, each) for each in (paper, paper, written))
    open_id, marked = (
        insider.post(f"/api/v1/tests/{each}/attempts").json()["id"] for each in (test, asking)
    )
    replies = {"replies": [{"number": 1, "answer": ["由包案领导接访。"]}]}
    insider.put(f"/api/v1/attempts/{marked}/replies", json=replies)
    insider.post(f"/api/v1/attempts/{marked}/submit")
    practice = insider.post("/api/v1/practice", json={"library": CLOSED})
    assert practice.status_code == 200, practice.text
    wrong = {"replies": [{"number": n, "answer": ["D"]} for n in (1, 2)]}
    insider.put(f"/api/v1/attempts/{practice.json()['id']}/replies", json=wrong)
    assert insider.get("/api/v1/retries").json()
    return {
        "paper_id": paper,
        "idle_paper_id": idle,
        "test_id": test,
        "idle_test_id": idle_test,
        "attempt_id": open_id,
        "marked_attempt_id": marked,
    }


def drafts_on(document: Document, text: str) -> Iterator[dict[str, Any]]:
    """Questions that the closed library answers, with its words."""

    def cited(words: str) -> list[dict[str, Any]]:
        start = text.index(words)
        place = {"start": start, "end": start + len(words), "text": words}
        ids = {"document_id": document.id, "revision_id": document.revision_id}
        return [{"document": document.file, **ids, **place}]

    for stem, key, others, words in (
        (
            "红石坡每化解一件积案，补助工作经费（　　）元。",
            "三千二百七十",
            ("二千九百", "四千五百", "五千一百"),
            "每化解一件积案，补助工作经费三千二百七十元。",
        ),
        (
            "红石坡的接访场所每年补助运转经费（　　）元。",
            "一万九千",
            ("一万二千", "二万三千", "三万一千"),
            "接访场所每年补助运转经费一万九千元。",
        ),
        (
            "制定《红石坡积案化解经费管理办法》是为规范（　　）的使用。",
            "积案化解经费",
            ("办公接待费用", "车辆运行经费", "人员培训经费"),
            "为规范积案化解经费的使用，制定本办法。",
        ),
    ):
        yield {
            "kind": "single_choice",
            "stem": stem,
            "options": [key, *others],
            "key": ["A"],
            "evidence": cited(words),
        }
    yield {
        "kind": "short_answer",
        "stem": "红石坡怎样补助积案化解？",
        "key": ["每化解一件积案，补助工作经费三千二百七十元"],
        "evidence": cited("每化解一件积案，补助工作经费三千二百七十元。"),
    }


def publish(insider: TestClient, draft: dict[str, Any]) -> str:
    """Write an item, let it pass and publish it; return its id."""
    written = insider.post("/api/v1/quiz/items", json={"library": CLOSED, "draft": draft})
    assert written.status_code == 200, written.text
    id_: str = written.json()["item"]["id"]
    for decision in ("accept", "publish"):
        body = {"ids": [id_], "decision": decision}
        decided = insider.post("/api/v1/quiz/decisions", json=body)
        assert decided.json()["done"] == [id_], (decided.text, written.text)
    return id_


def make_paper(insider: TestClient, kind: str) -> str:
    """Make a paper of one item, and return its id."""
    body = {"blueprint": blueprint(CLOSED, kind)}
    made = insider.post("/api/v1/papers", json=body)
    assert made.status_code == 200, made.text
    id_: str = made.json()["id"]
    return id_


def blueprint(library: str, kind: str = "single_choice") -> dict[str, Any]:
    """A paper of one item."""
    demands = [{"kind": kind, "count": 1, "points": "5"}]
    return {"name": "红石坡积案试卷", "library": library, "demands": demands}


def open_test(paper_id: str) -> dict[str, Any]:
    """A test that is open for years."""
    window = {"opens_at": "2020-01-01T00:00", "closes_at": "2090-01-01T00:00"}
    return {"name": "红石坡积案测试", "paper_id": paper_id, **window}


def set_test(insider: TestClient, paper_id: str) -> str:
    """Set a test, and return its id."""
    told = insider.post("/api/v1/tests", json=open_test(paper_id))
    assert told.status_code == 200, told.text
    id_: str = told.json()["id"]
    return id_


def finish(client: TestClient, begun: httpx.Response) -> str:
    """Wait for a job, and return its id."""
    assert begun.status_code == 200, begun.text
    id_: str = begun.json()["id"]
    while (job := client.get(f"/api/v1/jobs/{id_}").json())["state"] in ("waiting", "working"):
        time.sleep(0.02)
    assert job["state"] == "done", job
    return id_


def word_file(text: str) -> io.BytesIO:
    """A Word document of one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return file


def ask(
    client: TestClient, conversation: str, question: str, filters: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Ask in a conversation, and return the last message of it."""
    body = {"question": question, "filters": filters or {}}
    told = client.post(f"/api/v1/conversations/{conversation}/messages", json=body)
    assert told.status_code == 200, told.text
    return client.get(f"/api/v1/conversations/{conversation}").json()["turns"][-1]
