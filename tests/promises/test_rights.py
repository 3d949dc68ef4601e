"""Promise 7: what a reader may not see is never retrieved, counted, suggested or quoted to them.

Every route of the application is asked as the wrong person: by somebody of another department,
without the role, by a program with a smaller scope, and by nobody.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.api.deps import CSRF_HEADER
from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.office.schema import Permission, Role
from assistant.settings import Settings
from assistant.testing import canned_office
from ingest.loaders.office import find_office
from tests.promises.closed_library import (
    DEPARTMENT,
    FORGED,
    OPEN,
    QUESTION,
    Target,
    World,
    ask,
    blueprint,
    closed_library,
    fill,
    open_test,
)

ASK, TRAIN, DRAFT, KEEP, ADMINISTER = (
    Permission.ASK, Permission.TRAIN, Permission.DRAFT, Permission.KEEP, Permission.ADMINISTER,
)  # fmt: skip

Fields = dict[str, Any]
Build = Callable[[Target], Fields]


@dataclass(frozen=True)
class Route:
    """How a route is asked for something in the closed library."""

    requests: tuple[Build, ...] = (lambda _: {},)
    """What is sent; `path` holds what differs from the target in the path."""

    needs: Permission | None = ASK
    """None: anybody who is signed in."""

    is_public: bool = False
    tells: bool = True
    """Whether one who may see the library is told something of it."""

    works: bool = True
    """Whether it can be carried out here at all: nobody has a password, no provider is set."""


def aimed(*requests: Build, **about: Any) -> Route:
    return Route(requests, **about)


def sent(**fields: Any) -> Build:
    return lambda _: fields


def one_file(name: str) -> list[tuple[str, tuple[str, io.BytesIO]]]:
    return [(name, ("红石坡.txt", io.BytesIO("第一条 每月补贴六百元。".encode())))]


def asking(**body: Any) -> tuple[Build, ...]:
    """A question about the closed library: everywhere, and there."""
    question = {"question": QUESTION, **body}
    return (
        sent(json=question),
        lambda target: {"json": {**question, "filters": {"library": target.library}}},
    )


CHAT = {"model": "policy-assistant", "messages": [{"role": "user", "content": QUESTION}]}

PUBLIC = Route(needs=None, is_public=True, tells=False)
OWN = Route(needs=None, tells=False)
SILENT = Route(tells=False)
CAN_PREVIEW = find_office() is not None


def no_template(_: Target) -> Fields:
    """Templates are everybody's who drafts; this one is not there."""
    return {"path": {"template_id": "没有的模板"}}


def of_job(
    field: str,
    *,
    needs: Permission = DRAFT,
    tells: bool = True,
    works: bool = True,
    **fields: Any,
) -> Route:
    """A route to one's own long work."""
    return Route(
        (lambda target: {"path": {"job_id": getattr(target, field)}, **fields},),
        needs=needs,
        tells=tells,
        works=works,
    )


def asking_for_report(target: Target) -> Fields:
    request = {"template": "年度工作总结", "area": target.area, "period": "2024年"}
    return {"json": {**request, "library": target.library}}


def in_library(**body: Any) -> Build:
    """Sent with the library that it is about."""
    return lambda target: {"json": {"library": target.library, **body}}


def own_item(target: Target) -> Fields:
    """A question that the library answers."""
    stem = "每一件积案补助工作经费多少元？"
    draft = {"kind": "short_answer", "stem": stem, "key": ["三千二百七十元"]}
    return {"json": {"library": target.library, "draft": draft}}


def of_blueprint(target: Target) -> Fields:
    return {"json": {"blueprint": blueprint(target.library)}}


ROUTES: dict[str, Route] = {
    "GET /healthz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /api/v1/session/options": PUBLIC,
    "GET /api/v1/session/oidc": aimed(
        sent(), needs=None, is_public=True, tells=False, works=False
    ),
    "GET /api/v1/session/oidc/callback": aimed(
        sent(params={"state": "x", "code": "x"}),
        needs=None, is_public=True, tells=False, works=False,
    ),
    "POST /api/v1/session": aimed(
        sent(json={"username": "insider", "password": "guess"}),
        needs=None, is_public=True, tells=False, works=False,
    ),
    "GET /api/v1/session": Route(needs=None),
    "PUT /api/v1/session/password": aimed(
        sent(json={"old_password": "guess", "new_password": "a-longer-Guess-77"}),
        needs=None, tells=False, works=False,
    ),
    "GET /api/v1/session/keys": Route(needs=None),
    "POST /api/v1/session/keys": aimed(
        sent(json={"name": "程序", "scopes": ["ask"]}), needs=None, tells=False
    ),
    "DELETE /api/v1/session/keys/{key_id}": Route(needs=None, tells=False),
    "GET /api/v1/accounts": Route(needs=ADMINISTER),
    "POST /api/v1/accounts": aimed(
        sent(json={"username": "chen", "name": "陈"}), needs=ADMINISTER, tells=False
    ),
    "PATCH /api/v1/accounts/{account_id}": aimed(
        sent(json={"name": "别名"}), needs=ADMINISTER, tells=False
    ),
    "GET /api/v1/departments": Route(needs=ADMINISTER, tells=False),
    "GET /api/v1/libraries": Route(needs=None),
    "POST /api/v1/libraries": aimed(
        sent(json={"library": "新资料库"}), needs=ADMINISTER, tells=False
    ),
    "PUT /api/v1/libraries/{library}/access": aimed(
        sent(json={"is_open": False, "departments": [DEPARTMENT]}), needs=ADMINISTER, tells=False
    ),
    "GET /api/v1/audit": Route(needs=ADMINISTER),
    "GET /api/v1/audit/export": Route(needs=ADMINISTER),
    "POST /api/v1/search": aimed(*asking()),
    "POST /api/v1/search/documents": aimed(*asking(page_size=50)),
    "POST /api/v1/ask": aimed(*asking()),
    "POST /api/v1/ask/stream": aimed(*asking()),
    "POST /v1/chat/completions": aimed(
        sent(json=CHAT),
        sent(json={**CHAT, "stream": True}),
        lambda target: {"json": {**CHAT, "filters": {"library": target.library}}},
    ),
    "GET /v1/models": SILENT,
    "GET /v1/models/{model}": SILENT,
    "GET /api/v1/suggestions": aimed(
        sent(), lambda target: {"params": {"library": target.library}}
    ),
    "GET /api/v1/documents": aimed(
        sent(),
        sent(params={"query": "红石坡"}),
        lambda target: {"params": {"library": target.library}},
    ),
    "GET /api/v1/documents/{document}": aimed(
        sent(), lambda target: {"path": {"document": target.file}}
    ),
    "GET /api/v1/documents/{document}/history": aimed(
        sent(), lambda target: {"path": {"document": target.file}}
    ),
    "GET /api/v1/documents/{document}/diff": aimed(
        sent(), lambda target: {"path": {"document": target.file}}
    ),
    "GET /api/v1/documents/{document}/original": aimed(
        sent(), lambda target: {"path": {"document": target.file}, "params": {"version": 1}}
    ),
    "GET /api/v1/revisions/{revision_id}/text": aimed(
        sent(), lambda target: {"path": {"revision_id": target.old_revision_id}}
    ),
    "GET /api/v1/revisions/{revision_id}/view": aimed(
        sent(),
        lambda target: {"path": {"revision_id": target.old_revision_id}, "params": {"from": 0}},
    ),
    "GET /api/v1/revisions/{revision_id}/pages/{number}.png": aimed(
        lambda target: {"path": {"revision_id": target.drawn_revision_id}}, tells=False
    ),
    "GET /api/v1/revisions/{revision_id}/places": aimed(
        lambda target: {
            "path": {"revision_id": target.drawn_revision_id}, "params": {"start": 0, "end": 6},
        },
        tells=False,
    ),
    "GET /api/v1/categories": SILENT,
    "PUT /api/v1/categories": aimed(sent(json=["政策文件"]), needs=KEEP, tells=False),
    "GET /api/v1/reminders": Route(needs=KEEP),
    "GET /api/v1/uploads": Route(needs=KEEP),
    "POST /api/v1/uploads": aimed(
        lambda target: {"files": one_file("files"), "data": {"library": target.library}},
        needs=KEEP, tells=False,
    ),
    "POST /api/v1/uploads/{upload_id}/file": aimed(
        lambda target: {
            "path": {"upload_id": target.other_upload_id}, "files": one_file("file"),
        },
        needs=KEEP,
    ),
    "POST /api/v1/uploads/{upload_id}/retry": aimed(sent(), needs=KEEP, works=False),
    "POST /api/v1/documents/upload": aimed(
        lambda target: {"files": one_file("files"), "data": {"library": target.library}},
        needs=KEEP, tells=False,
    ),
    "PATCH /api/v1/documents/{document}": aimed(
        sent(json={"validity": "in_force"}),
        lambda target: {"path": {"document": target.file}, "json": {"confirm": True}},
        needs=KEEP,
    ),
    "GET /api/v1/conversations": aimed(
        sent(), sent(params={"query": "三千"})
    ),
    "POST /api/v1/conversations": aimed(sent(json={}), tells=False),
    "GET /api/v1/conversations/{conversation_id}": Route(),
    "PATCH /api/v1/conversations/{conversation_id}": aimed(sent(json={"title": "改名"})),
    "POST /api/v1/conversations/{conversation_id}/messages": aimed(*asking()),
    "GET /api/v1/conversations/{conversation_id}/export.docx": Route(),
    "GET /api/v1/messages/{message_id}": Route(),
    "GET /api/v1/messages/{message_id}/stream": Route(),
    "POST /api/v1/messages/{message_id}/stop": Route(),
    "POST /api/v1/messages/{message_id}/retry": Route(),
    "GET /api/v1/messages/{message_id}/suggestions": SILENT,
    "GET /api/v1/messages/{message_id}/export.docx": Route(),
    "GET /api/v1/messages/{message_id}/export.txt": Route(),
    "PUT /api/v1/messages/{message_id}/feedback": aimed(sent(json={"verdict": "good"})),
    "DELETE /api/v1/messages/{message_id}/feedback": Route(),
    "POST /api/v1/messages/{message_id}/enquiry": aimed(sent(json={"note": ""})),
    "GET /api/v1/enquiries": Route(),
    "PATCH /api/v1/enquiries/{enquiry_id}": aimed(
        sent(json={"state": "answered", "reply": "见附件。"}), needs=KEEP
    ),
    "GET /api/v1/gaps": Route(needs=KEEP),
    "GET /api/v1/indicators": aimed(
        sent(),
        lambda target: {"params": {"library": target.library}},
        lambda target: {"params": {"area": target.area}},
        sent(params={"query": "信访"}),
    ),
    "GET /api/v1/indicators/options": aimed(
        sent(), lambda target: {"params": {"library": target.library}}
    ),
    "GET /api/v1/indicators/series": aimed(
        lambda target: {"params": {"indicator": "信访件", "area": target.area}}
    ),
    "GET /api/v1/indicators/alerts": aimed(
        sent(), lambda target: {"params": {"library": target.library}}, tells=False
    ),
    "GET /api/v1/indicators/derived": aimed(
        lambda target: {"params": {"area": target.area, "period": "2024年"}}, tells=False
    ),
    "GET /api/v1/indicators/roll-up": aimed(
        lambda target: {
            "params": {"indicator": "脱贫人口人数", "area": target.area, "period": "2024年"},
        },
        works=False,
    ),
    "GET /api/v1/indicators/{entry_id}/history": Route(),
    "POST /api/v1/indicators/imports": aimed(
        lambda target: {
            "files": {"file": ("表.csv", io.BytesIO("地区,年度,信访件\n".encode()))},
            "data": {"library": target.library},
        },
        needs=DRAFT, tells=False,
    ),
    "GET /api/v1/indicators/imports/{job_id}": of_job("import_job_id"),
    "POST /api/v1/indicators/imports/{job_id}/mapping": of_job(
        "import_job_id", json={"tables": []}
    ),
    "POST /api/v1/indicators/imports/{job_id}/confirm": of_job("import_job_id"),
    "GET /api/v1/indicators/imports/{job_id}/result": of_job("result_job_id"),
    "POST /api/v1/indicators/extractions": aimed(
        lambda _: {"files": one_file("file")}, needs=DRAFT, tells=False
    ),
    "GET /api/v1/indicators/extractions/{job_id}": of_job("extraction_job_id"),
    "POST /api/v1/indicators/extractions/{job_id}/accept": of_job(
        "extraction_job_id", tells=False, json={"proposals": []}
    ),
    "GET /api/v1/catalogue": SILENT,
    "PUT /api/v1/catalogue": aimed(
        sent(json={"code": "x.y", "group": "测试", "name": "件数", "unit": "件", "kind": "flow"}),
        needs=DRAFT, tells=False,
    ),
    "DELETE /api/v1/catalogue/{code}": aimed(
        sent(path={"code": "没有的指标"}), needs=DRAFT, tells=False, works=False
    ),
    "GET /api/v1/catalogue/file.csv": SILENT,
    "POST /api/v1/catalogue/import": aimed(
        lambda _: {"files": one_file("file")}, needs=DRAFT, tells=False, works=False
    ),
    "GET /api/v1/report-templates": Route(needs=DRAFT, tells=False),
    "POST /api/v1/report-templates": aimed(
        lambda _: {"files": one_file("file")}, needs=DRAFT, tells=False, works=False
    ),
    "GET /api/v1/report-templates/{template_id}/file.docx": aimed(
        no_template, needs=DRAFT, tells=False, works=False
    ),
    "POST /api/v1/reports/preflight": aimed(asking_for_report, needs=DRAFT, tells=False),
    "POST /api/v1/reports": aimed(asking_for_report, needs=DRAFT, tells=False),
    "GET /api/v1/reports/{job_id}": of_job("report_job_id"),
    "GET /api/v1/reports/{job_id}/file.docx": of_job("report_job_id"),
    "GET /api/v1/reports/{job_id}/file.pdf": of_job("report_job_id", works=CAN_PREVIEW),
    "GET /api/v1/reports/{job_id}/pages/{number}.png": of_job(
        "report_job_id", tells=False, works=CAN_PREVIEW
    ),
    "POST /api/v1/audits": aimed(
        lambda target: {"files": one_file("file"), "data": {"library": target.library}},
        needs=DRAFT, tells=False,
    ),
    "GET /api/v1/audits/{job_id}": of_job("audit_job_id"),
    "GET /api/v1/audits/{job_id}/annotated.docx": of_job("audit_job_id", works=False),
    "GET /api/v1/quiz/options": aimed(
        sent(), lambda target: {"params": {"library": target.library}}, needs=TRAIN
    ),
    "GET /api/v1/quiz/items": aimed(
        sent(),
        lambda target: {"params": {"library": target.library}},
        sent(params={"query": "积案"}),
        needs=TRAIN,
    ),
    "POST /api/v1/quiz/items": aimed(own_item, needs=TRAIN, tells=False),
    "GET /api/v1/quiz/items/{item_id}": Route(needs=TRAIN),
    "PUT /api/v1/quiz/items/{item_id}": aimed(
        sent(json={"draft": {"kind": "short_answer", "stem": "谁包案？"}, "version": 1}),
        needs=TRAIN,
    ),
    "GET /api/v1/quiz/items/{item_id}/history": Route(needs=TRAIN),
    "POST /api/v1/quiz/items/{item_id}/rewording": Route(needs=TRAIN, tells=False, works=False),
    "POST /api/v1/quiz/cases": aimed(
        lambda target: {"json": {"ids": [target.item_id, target.item_id]}},
        needs=TRAIN, tells=False, works=False,
    ),
    "GET /api/v1/quiz/affected": aimed(
        sent(), lambda target: {"params": {"library": target.library}}, needs=TRAIN, tells=False
    ),
    "POST /api/v1/quiz/jobs": aimed(
        sent(json={}), in_library(),
        lambda target: {"json": {"documents": [target.document]}},
        needs=TRAIN, tells=False,
    ),
    "GET /api/v1/quiz/jobs/{job_id}": of_job("make_job_id", needs=TRAIN),
    "POST /api/v1/quiz/checks": aimed(own_item, needs=TRAIN, tells=False),
    "POST /api/v1/quiz/bank-checks": aimed(
        sent(json={}), in_library(), needs=TRAIN, tells=False
    ),
    "GET /api/v1/quiz/bank-checks/{job_id}": of_job("check_job_id", needs=TRAIN, tells=False),
    "POST /api/v1/quiz/exports": aimed(
        sent(json={"format": "json"}),
        lambda target: {"json": {"format": "json", "filters": {"ids": [target.item_id]}}},
        lambda target: {"json": {"format": "json", "filters": {"library": target.library}}},
        needs=TRAIN,
    ),
    "POST /api/v1/quiz/imports": aimed(
        lambda target: {"files": one_file("file"), "data": {"library": target.library}},
        needs=TRAIN, tells=False,
    ),
    "GET /api/v1/quiz/imports/{job_id}": of_job("questions_job_id", needs=TRAIN),
    "POST /api/v1/quiz/imports/{job_id}/confirm": of_job(
        "questions_job_id", needs=TRAIN, tells=False, json={}
    ),
    "POST /api/v1/quiz/decisions": aimed(
        lambda target: {
            "json": {"ids": [target.item_id], "decision": "reject", "reason": "有歧义"},
        },
        needs=TRAIN, tells=False,
    ),
    "GET /api/v1/papers": Route(needs=TRAIN),
    "POST /api/v1/papers": aimed(of_blueprint, needs=TRAIN),
    "POST /api/v1/papers/checks": aimed(of_blueprint, needs=TRAIN, tells=False),
    "GET /api/v1/papers/supply": aimed(
        lambda target: {"params": {"library": target.library}}, needs=TRAIN
    ),
    "GET /api/v1/papers/{paper_id}": Route(needs=TRAIN),
    "GET /api/v1/papers/{paper_id}/{version}.docx": aimed(
        *(
            sent(path={"version": "A"}, params={"kind": kind, "rationale": True})
            for kind in ("paper", "answer_sheet", "key")
        ),
        needs=TRAIN,
    ),
    "PUT /api/v1/papers/{paper_id}/items/{number}": aimed(
        lambda target: {"path": {"paper_id": target.idle_paper_id}, "json": {}}, needs=TRAIN
    ),
    "GET /api/v1/tests": Route(),
    "POST /api/v1/tests": aimed(
        lambda target: {"json": open_test(target.paper_id)}, needs=TRAIN
    ),
    "GET /api/v1/tests/departments": Route(needs=TRAIN, tells=False),
    "GET /api/v1/tests/{test_id}": Route(),
    "PUT /api/v1/tests/{test_id}": aimed(
        lambda target: {"json": open_test(target.paper_id)}, needs=TRAIN
    ),
    "GET /api/v1/tests/{test_id}/results": Route(needs=TRAIN),
    "POST /api/v1/tests/{test_id}/attempts": Route(),
    "GET /api/v1/attempts": Route(),
    "GET /api/v1/attempts/to-mark": aimed(
        sent(), lambda target: {"params": {"test": target.test_id}}, needs=TRAIN
    ),
    "GET /api/v1/attempts/{attempt_id}": Route(),
    "PUT /api/v1/attempts/{attempt_id}/replies": aimed(
        sent(json={"replies": [{"number": 1, "answer": ["A"]}]}), tells=False
    ),
    "PUT /api/v1/attempts/{attempt_id}/marks": aimed(
        lambda target: {
            "path": {"attempt_id": target.marked_attempt_id},
            "json": {"marks": [{"number": 1, "points": "3"}]},
        },
        needs=TRAIN, tells=False,
    ),
    "POST /api/v1/attempts/{attempt_id}/submit": Route(),
    "GET /api/v1/practice": Route(),
    "POST /api/v1/practice": aimed(
        sent(json={}), lambda target: {"json": {"library": target.library}}
    ),
    "GET /api/v1/retries": Route(),
    "POST /api/v1/retries": aimed(sent(json={})),
    "GET /api/v1/statistics": aimed(
        sent(), lambda target: {"params": {"library": target.library}}, needs=TRAIN
    ),
    "GET /api/v1/statistics.xlsx": aimed(
        sent(), lambda target: {"params": {"library": target.library}}, needs=TRAIN
    ),
    "GET /api/v1/jobs/{job_id}": of_job("audit_job_id"),
    "DELETE /api/v1/jobs/{job_id}": of_job("audit_job_id"),
    # What removes what the others look at stands last.
    "DELETE /api/v1/report-templates/{template_id}": aimed(
        no_template, needs=DRAFT, tells=False, works=False
    ),
    "DELETE /api/v1/tests/{test_id}": aimed(
        lambda target: {"path": {"test_id": target.idle_test_id}}, needs=TRAIN
    ),
    "DELETE /api/v1/papers/{paper_id}": aimed(
        lambda target: {"path": {"paper_id": target.idle_paper_id}}, needs=TRAIN
    ),
    "DELETE /api/v1/indicators/{entry_id}": Route(needs=DRAFT),
    "DELETE /api/v1/uploads/{upload_id}": Route(needs=KEEP),
    "DELETE /api/v1/conversations/{conversation_id}": Route(tells=False),
    "DELETE /api/v1/documents/{document}": Route(needs=KEEP),
    "DELETE /api/v1/session": OWN,
    "POST /api/v1/accounts/{account_id}/password": Route(needs=ADMINISTER, tells=False),
}  # fmt: skip

# Everything but who decides.
STRANGER = (Role.READER, Role.TRAINER, Role.DRAFTER, Role.KEEPER)

PROTECTED = [name for name, route in ROUTES.items() if not route.is_public]
CHANGING = [name for name in PROTECTED if not name.startswith("GET ")]
# Paths that lead to one thing, which is there for those alone who may see it.
LEADING = [
    name for name in PROTECTED if "{" in name and "{model}" not in name and "{code}" not in name
]


def needing(*permissions: Permission) -> list[str]:
    return [name for name in PROTECTED if ROUTES[name].needs in permissions]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with closed_library(tmp_path_factory.mktemp("closed")) as world:
        yield world


@pytest.fixture(scope="module")
def never(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that knows nothing but what is open."""
    home = tmp_path_factory.mktemp("never")
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    fill(assistant, home / "sources", OPEN)
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def before(world: World) -> Fields:
    return everything(world)


def everything(world: World) -> Fields:
    """What the insider sees of what others might have changed."""
    target = world.target
    paths = (
        "documents", f"documents/{target.document}/history", "libraries", "uploads", "enquiries",
        "session/keys", f"conversations/{target.conversation_id}",
        f"messages/{target.message_id}", f"papers/{target.idle_paper_id}", "papers", "tests",
        f"attempts/{target.attempt_id}", f"tests/{target.test_id}/results",
    )  # fmt: skip
    seen = {path: world.insider.get(f"/api/v1/{path}").json() for path in paths}
    return seen | {"accounts": world.administrator.get("/api/v1/accounts").json()[:2]}


# --- Asking ---------------------------------------------------------------------------------


def send(client: TestClient, name: str, build: Build, target: Target) -> httpx.Response:
    method, path = name.split(" ")
    fields = dict(build(target))
    values = {**vars(target), "number": 1, "model": "policy-assistant", **fields.pop("path", {})}
    return client.request(method, path.format(**values), **fields, follow_redirects=False)


def send_all(client: TestClient, name: str, target: Target) -> list[httpx.Response]:
    return [send(client, name, build, target) for build in ROUTES[name].requests]


def text_of(response: httpx.Response) -> str:
    """What a response tells; of Word and Excel files what stands in them."""
    if not response.content.startswith(b"PK"):
        return response.text
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        text = "\n".join(parts.read(each).decode("utf-8", "replace") for each in parts.namelist())
    # Excel files have 汉字 as references to their code points.
    return html.unescape(text)


def told(response: httpx.Response, world: World) -> set[str]:
    """What a response tells of the closed library that was not in the request itself."""
    request = response.request
    content = request.read().decode("utf-8", "replace")
    if request.headers.get("content-type", "").startswith("application/json"):
        content = json.dumps(json.loads(content), ensure_ascii=False)
    asked = unquote(str(request.url)) + content
    text = text_of(response) + unquote(str(response.headers))
    return {each for each in told_in(text, world) if each not in asked}


def told_in(text: str, world: World) -> set[str]:
    return {each for each in world.telltales if each in text}


def likeness(response: httpx.Response, target: Target) -> tuple[int, str]:
    """A response without what differs from one time to the next, and from one aim to another."""
    text = text_of(response)
    for field, value in vars(target).items():
        text = text.replace(value, f"<{field}>").replace(value[:16], f"<{field}>")
    text = re.sub(r"[0-9a-f]{32}", "<id>", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+Z]+", "<moment>", text)
    text = re.sub(r'"created": ?\d+', "<moment>", text)
    text = re.sub(r'(?<="csrf_token":")[^"]+|pa_[\w-]+', "<secret>", text)
    return response.status_code, text


def test_every_route_of_the_application_is_tried_here(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = canned_office(folder=tmp_path_factory.mktemp("routes"))
    paths = create_app(office).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert routes == ROUTES.keys()


# --- Nobody, and pages from elsewhere -------------------------------------------------------


@pytest.mark.parametrize("name", PROTECTED)
def test_nobody_is_told_anything(world: World, before: Fields, name: str) -> None:
    for response in send_all(world.nobody(), name, world.target):
        assert response.status_code == 401
        assert not told(response, world)


@pytest.mark.parametrize("name", [name for name in ROUTES if ROUTES[name].is_public])
def test_what_is_public_tells_nothing_of_the_library(
    world: World, before: Fields, name: str
) -> None:
    for response in send_all(world.nobody(), name, world.target):
        assert not told(response, world)


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_nothing_is_changed_by_a_page_that_does_not_know_the_token(
    world: World, before: Fields, token: str | None
) -> None:
    for name in CHANGING:
        client = world.stranger(*Role, username="mighty")
        del client.headers[CSRF_HEADER]
        if token is not None:
            client.headers[CSRF_HEADER] = token
        for response in send_all(client, name, world.target):
            assert response.status_code == 403, name
            assert '"wrong_csrf_token"' in response.text, name


# --- Without the role, or the scope ---------------------------------------------------------


@pytest.mark.parametrize("name", needing(TRAIN, DRAFT, KEEP, ADMINISTER))
def test_without_the_role_one_is_refused_whether_or_not_it_is_there(
    world: World, before: Fields, name: str
) -> None:
    reader = world.stranger(Role.READER, username="reader")
    assert_refused(reader, name, world)


@pytest.mark.parametrize("name", needing(ADMINISTER))
def test_a_keeper_is_no_administrator(world: World, before: Fields, name: str) -> None:
    assert_refused(world.insider, name, world)


@pytest.mark.parametrize("name", needing(TRAIN, DRAFT, KEEP, ADMINISTER))
def test_a_program_may_do_no_more_than_its_key(world: World, before: Fields, name: str) -> None:
    assert_refused(world.program("administrator", ASK), name, world)


@pytest.mark.parametrize(
    ("role", "scope", "name"),
    [
        *((Role.KEEPER, KEEP, name) for name in needing(ASK, TRAIN, DRAFT)),
        *((Role.TRAINER, TRAIN, name) for name in needing(ASK, KEEP)),
    ],
)
def test_a_program_that_may_do_one_thing_only_may_not_do_another(
    world: World, before: Fields, role: Role, scope: Permission, name: str
) -> None:
    world.stranger(role, username=role.value)
    assert_refused(world.program(role.value, scope), name, world)


def assert_refused(client: TestClient, name: str, world: World) -> None:
    for target in (world.target, FORGED):
        for response in send_all(client, name, target):
            assert response.status_code == 403
            assert not told(response, world)


# --- Another department ---------------------------------------------------------------------


@pytest.mark.parametrize("name", PROTECTED)
def test_to_a_stranger_the_library_is_as_if_it_were_not_there(
    world: World, before: Fields, name: str
) -> None:
    for build in ROUTES[name].requests:
        there, forged = (
            send(world.stranger(*STRANGER), name, build, each) for each in (world.target, FORGED)
        )
        assert likeness(there, world.target) == likeness(forged, FORGED)
        assert not told(there, world)
        if name in LEADING:
            assert there.status_code == (403 if ROUTES[name].needs is ADMINISTER else 404)


@pytest.mark.parametrize("name", needing(ASK))
def test_to_a_program_of_a_stranger_too(world: World, before: Fields, name: str) -> None:
    world.stranger(Role.READER, Role.KEEPER, username="program")
    program = world.program("program", ASK)
    for build in ROUTES[name].requests:
        there, forged = (send(program, name, build, each) for each in (world.target, FORGED))
        assert likeness(there, world.target) == likeness(forged, FORGED)
        assert not told(there, world)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in LEADING
        if re.search(r"conversation_id|message_id|key_id|job_id|attempt_id}(?!/marks)", name)
    ],
)
def test_what_is_somebodys_own_is_closed_to_administrators_too(
    world: World, before: Fields, name: str
) -> None:
    administrator = world.stranger(Role.ADMINISTRATOR, username="second")
    for response in send_all(administrator, name, world.target):
        assert response.status_code == 404


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "公益性岗位每月补贴多少元？",
        "红信发〔2023〕7号第二条规定了什么？",
        "《红石坡包案津贴试行办法》废止了吗？",
        "红信发〔2019〕4号现在还有效吗？",
        "接访场所每年补助多少？",
        "什么时候完成农资储备？",
    ],
)
def test_a_stranger_is_answered_as_if_the_library_had_never_been(
    world: World, never: Assistant, question: str
) -> None:
    libraries = world.office.rights.libraries_of(world.account("stranger"))
    limited = world.office.assistant.limited_to(libraries)
    assert shown(limited, question) == shown(never, question)


def shown(assistant: Assistant, question: str) -> Fields:
    """What a reader is shown: all but scores, and which passages are the least worth showing.

    To those every text of an index adds a little, by how rare it makes a word.
    """
    answer = assistant.ask(question)
    found = assistant.search_documents(question)
    return {
        "answer": (answer.text, answer.status, answer.grade, answer.notices, answer.citations),
        "hits": [hit.chunk for hit in answer.hits],
        "search": [hit.chunk for hit in assistant.search(question)],
        "found": [(group.document, group.passages[0].chunk) for group in found.groups],
        "documents": assistant.documents(),
        "reminders": assistant.reminders(),
        "suggestions": assistant.suggest_questions(),
        "follow_ups": assistant.suggest_follow_ups(answer),
    }


def test_a_file_of_the_same_name_in_the_open_library_is_the_only_one(world: World) -> None:
    client = world.stranger(Role.READER)
    assert client.get("/api/v1/documents/通知.txt").json()["library"] == OPEN
    assert world.insider.get("/api/v1/documents/通知.txt").status_code == 422


def test_what_is_counted_is_what_may_be_seen(world: World) -> None:
    client = world.stranger(Role.READER, Role.KEEPER)
    body = {"question": "补贴 经费 津贴 第一条", "page_size": 50}
    found = client.post("/api/v1/search/documents", json=body).json()
    assert found["documents"] == len(found["groups"]) > 0
    assert {group["document"]["library"] for group in found["groups"]} == {OPEN}
    assert found["passages"] == sum(group["count"] for group in found["groups"])
    assert len(client.get("/api/v1/documents").json()) == 2
    libraries = client.get("/api/v1/libraries").json()
    assert {each["library"]: each["documents"] for each in libraries} == {OPEN: 2, "默认": 0}


def test_what_is_repealed_in_the_closed_library_is_not_told_of_an_open_document(
    world: World,
) -> None:
    told_to = {
        client: client.get("/api/v1/reminders").text
        + client.get("/api/v1/documents/岗位办法.txt").text
        for client in (world.insider, world.stranger(Role.KEEPER))
    }
    insider, stranger = told_to.values()
    assert "津贴试行办法" in insider
    assert "津贴试行办法" not in stranger
    assert "废止" not in stranger


def test_a_question_that_a_closed_document_answered_badly_is_told_to_its_keepers_alone(
    world: World,
) -> None:
    told_to = {
        name: [
            each["question"]
            for gap in client.get("/api/v1/gaps").json()
            for each in gap["questions"]
        ]
        for name, client in (
            ("insider", world.insider),
            ("stranger", world.stranger(Role.KEEPER)),
        )
    }
    assert QUESTION in told_to["insider"]
    assert QUESTION not in told_to["stranger"]


def test_nothing_was_changed_by_all_that_was_tried(world: World, before: Fields) -> None:
    assert everything(world) == before


def test_what_the_keeper_is_asked_about_a_closed_document_is_for_its_keepers(
    world: World,
) -> None:
    conversation = world.insider.post("/api/v1/conversations", json={}).json()["id"]
    message = ask(world.insider, conversation, QUESTION)["id"]
    world.insider.post(f"/api/v1/messages/{message}/enquiry", json={"note": ""})
    stranger = world.stranger(*STRANGER)
    for path in ("enquiries", "gaps"):
        assert QUESTION in world.insider.get(f"/api/v1/{path}").text
        assert QUESTION not in stranger.get(f"/api/v1/{path}").text


# --- Rights that change ---------------------------------------------------------------------


def test_an_answer_given_before_is_shown_no_more_once_its_library_is_closed(world: World) -> None:
    world.allow("insider", departments=(DEPARTMENT, "财政局"))
    client = world.stranger(Role.READER, username="former")
    conversation = client.post("/api/v1/conversations", json={"title": "旧对话"}).json()["id"]
    message = ask(client, conversation, QUESTION)["id"]
    paths = (
        f"conversations/{conversation}", "conversations?query=三千二百", f"messages/{message}",
        f"messages/{message}/stream", f"messages/{message}/suggestions",
        f"messages/{message}/export.docx", f"messages/{message}/export.txt",
        f"conversations/{conversation}/export.docx",
    )  # fmt: skip
    shown = {path: client.get(f"/api/v1/{path}") for path in paths}
    assert "三千二百七十" in shown[f"conversations/{conversation}"].text
    assert "三千二百七十" in text_of(shown[f"messages/{message}/export.docx"])
    assert shown["conversations?query=三千二百"].json()

    world.allow()
    own = {"积案", conversation, message}
    for path in paths:
        assert told(client.get(f"/api/v1/{path}"), world) <= own, path
    assert client.get("/api/v1/conversations?query=三千二百").json() == []
    # What it was made from does not come back by a follow-up, nor by asking again.
    follow_up = ask(client, conversation, "那是哪个文件规定的？")
    assert not told_in(json.dumps(follow_up, ensure_ascii=False), world) - own

    world.allow(departments=(DEPARTMENT, "财政局"))
    assert "三千二百七十" in client.get(f"/api/v1/messages/{message}").text
    world.allow()
    assert told(client.post(f"/api/v1/messages/{message}/retry"), world) <= own


def test_a_right_counts_from_the_next_request_on(world: World) -> None:
    client = world.stranger(Role.READER, username="moved")
    path = f"/api/v1/documents/{world.target.document}"
    statuses = [client.get(path).status_code]
    world.allow("moved")
    statuses.append(client.get(path).status_code)
    world.allow()
    statuses.append(client.get(path).status_code)
    world.change("moved", department=DEPARTMENT)
    statuses.append(client.get(path).status_code)
    world.change("moved", department="财政局")
    statuses.append(client.get(path).status_code)
    assert statuses == [404, 200, 404, 200, 404]


def test_a_role_counts_from_the_next_request_on_for_its_keys_too(world: World) -> None:
    client = world.stranger(Role.READER, Role.KEEPER, username="promoted")
    program = world.program("promoted", KEEP, ASK)
    seen = []
    for roles in ((Role.READER,), (Role.KEEPER,), (Role.READER,)):
        world.change("promoted", roles=roles)
        seen += [each.get("/api/v1/reminders").status_code for each in (client, program)]
    assert seen == [403, 403, 200, 200, 403, 403]


def test_a_closed_account_loses_its_sessions_and_keys_at_once(world: World) -> None:
    client = world.stranger(Role.READER, username="gone")
    program = world.program("gone", ASK)
    assert [each.get("/api/v1/documents").status_code for each in (client, program)] == [200, 200]
    world.change("gone", is_active=False)
    assert [each.get("/api/v1/documents").status_code for each in (client, program)] == [401, 401]
    world.change("gone", is_active=True)
    # The browser has to sign in again.
    assert client.get("/api/v1/documents").status_code == 401


def test_a_revoked_key_opens_nothing(world: World) -> None:
    client = world.stranger(Role.READER, username="owner")
    made = client.post("/api/v1/session/keys", json={"name": "程序", "scopes": ["ask"]}).json()
    program = world.nobody()
    program.headers["Authorization"] = f"Bearer {made['secret']}"
    assert program.get("/api/v1/documents").status_code == 200
    client.delete(f"/api/v1/session/keys/{made['key']['id']}")
    assert program.get("/api/v1/documents").status_code == 401


def test_nobody_makes_a_key_for_more_than_they_may_do(world: World) -> None:
    client = world.stranger(Role.READER, username="greedy")
    body = {"name": "程序", "scopes": ["ask", "keep"]}
    assert client.post("/api/v1/session/keys", json=body).status_code == 422
    program = world.program("greedy", ASK)
    body = {"name": "程序", "scopes": ["ask"]}
    assert program.post("/api/v1/session/keys", json=body).status_code == 403


# --- The right person -----------------------------------------------------------------------


def test_who_may_see_the_library_is_told_by_every_route_what_is_in_it(world: World) -> None:
    """Without which the tests above would prove nothing; it changes what they look at."""
    wrong = {}
    for name, route in ROUTES.items():
        client = world.administrator if route.needs is ADMINISTER else world.insider
        responses = send_all(client, name, world.target)
        is_right = all(response.is_success for response in responses) == route.works
        tells = any(told(response, world) for response in responses)
        if not is_right or (route.works and tells != route.tells):
            wrong[name] = [(each.status_code, each.text[:200]) for each in responses]
    assert wrong == {}
