"""Figures come in, reports go out and drafts are audited, over the interface."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import httpx
import openpyxl
import pytest
from starlette.testclient import TestClient

from assistant.api.files import WORD
from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.office import Office
from assistant.office.schema import Role
from assistant.settings import OfficeSettings
from tests.assistant.api.browser import sign_in
from tests.assistant.tiny_library import open_tiny_library

LEDGER = Path(__file__).parents[3] / "corpus" / "indicators" / "青禾县2022—2024年指标台账.xlsx"
PATIENCE_S = 120


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("drafting")
    assistant: Assistant = open_tiny_library(folder)
    settings = OfficeSettings(requests_per_minute=100_000)
    office = Office(
        assistant, engine=assistant.store.engine, home=folder / "home", settings=settings
    )
    yield office
    office.stop()
    assistant.close()


@pytest.fixture(scope="module")
def drafter(office: Office) -> TestClient:
    return sign_in(office, Role.DRAFTER, username="drafter", application=create_app(office))


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


def upload(client: TestClient, path: str, name: str, content: bytes, **data: str) -> dict[str, Any]:
    files = {"file": (name, io.BytesIO(content))}
    return finish(client, client.post(f"/api/v1{path}", files=files, data=data))


@pytest.fixture(scope="module")
def imported(drafter: TestClient) -> dict[str, Any]:
    """The preview of the sample workbook, which has been taken in since."""
    job = upload(drafter, "/indicators/imports", LEDGER.name, LEDGER.read_bytes())
    preview = drafter.get(f"/api/v1/indicators/imports/{job['id']}").json()
    assert drafter.get("/api/v1/indicators").json()["total"] == 0
    done = finish(drafter, drafter.post(f"/api/v1/indicators/imports/{job['id']}/confirm"))
    result = drafter.get(f"/api/v1/indicators/imports/{done['id']}/result").json()
    assert result["counts"]["new"] == preview["figures_total"]
    return preview | {"id": job["id"]}


def test_a_preview_says_what_was_understood(imported: dict[str, Any]) -> None:
    assert imported["figures_total"] > 1000
    assert len(imported["figures"]) == 200
    assert imported["refused_total"] == 0
    assert imported["counts"]["new"] == imported["figures_total"]
    income = next(table for table in imported["tables"] if table["sheet"] == "收入2024年")
    assert {column["role"] for column in income["columns"]} >= {"area", "value"}
    assert any(column["unit"] == "元" for column in income["columns"])


def test_the_same_file_again_changes_nothing(drafter: TestClient, imported: dict[str, Any]) -> None:
    job = upload(drafter, "/indicators/imports", LEDGER.name, LEDGER.read_bytes())
    counts = drafter.get(f"/api/v1/indicators/imports/{job['id']}").json()["counts"]
    assert counts == {"new": 0, "changed": 0, "moved": 0, "unchanged": imported["figures_total"]}


def test_a_mapping_that_was_put_right_is_read_again(
    drafter: TestClient, imported: dict[str, Any]
) -> None:
    mapping = imported["mapping"]
    for table in mapping["tables"][1:]:
        table["is_ignored"] = True
    job = finish(
        drafter,
        drafter.post(f"/api/v1/indicators/imports/{imported['id']}/mapping", json=mapping),
    )
    again = drafter.get(f"/api/v1/indicators/imports/{job['id']}").json()
    assert 0 < again["figures_total"] < imported["figures_total"]


def test_values_are_found_drawn_over_time_and_traced(
    drafter: TestClient, imported: dict[str, Any]
) -> None:
    options = drafter.get("/api/v1/indicators/options").json()
    assert "青禾县" in [area["name"] for area in options["areas"]]
    assert "2024年" in [period["name"] for period in options["periods"]]
    where = {"area": "青禾县", "period": "2024年", "query": "脱贫人口人均纯收入"}
    page = drafter.get("/api/v1/indicators", params=where).json()
    income = next(
        item for item in page["items"] if item["entry"]["figure"]["name"] == "脱贫人口人均纯收入"
    )
    assert income["text"] == "15,796元"
    assert income["source"].startswith(f"{LEDGER.name} 收入2024年!")
    series = drafter.get(
        "/api/v1/indicators/series",
        params={"indicator": "脱贫人口人均纯收入", "area": "青禾县"},
    ).json()
    assert [point["period"] for point in series["points"]] == ["2022年", "2023年", "2024年"]
    derived = drafter.get(
        "/api/v1/indicators/derived", params={"area": "青禾县", "period": "2024年"}
    ).json()
    spent = next(each for each in derived if each["name"] == "衔接资金支出进度")
    assert spent["figure"]["text"].startswith("97.9")
    assert "÷" in spent["computation"]


def test_a_roll_up_says_who_has_not_reported(drafter: TestClient, imported: dict[str, Any]) -> None:
    where = {"indicator": "监测对象户数", "area": "青禾县", "period": "2024年"}
    whole = drafter.get("/api/v1/indicators/roll-up", params=where).json()
    assert whole["total"]["text"] == "499户"
    assert len(whole["reported"]) == 8
    assert whole["missing"] == []


def test_a_withdrawn_value_stays_in_its_history(
    drafter: TestClient, imported: dict[str, Any]
) -> None:
    page = drafter.get("/api/v1/indicators", params={"area": "石桥镇", "page_size": 1}).json()
    (item,) = page["items"]
    id_ = item["entry"]["id"]
    withdrawn = drafter.delete(f"/api/v1/indicators/{id_}").json()
    assert withdrawn["entry"]["state"] == "withdrawn"
    history = drafter.get(f"/api/v1/indicators/{id_}/history").json()
    assert [each["entry"]["state"] for each in history] == ["withdrawn"]
    assert history[0]["entry"]["entered_by"] == "drafter"
    assert drafter.delete(f"/api/v1/indicators/{id_}").status_code == 422


def test_figures_of_a_report_are_proposed_and_kept_once_accepted(drafter: TestClient) -> None:
    text = "青禾县2021年工作总结\n2021年全县新建高标准农田1.2万亩。\n".encode()
    job = upload(drafter, "/indicators/extractions", "总结.txt", text)
    proposals = drafter.get(f"/api/v1/indicators/extractions/{job['id']}").json()
    farmland = next(each for each in proposals if each["unit"] == "万亩")
    assert "1.2万亩" in farmland["evidence"]
    counts = drafter.post(
        f"/api/v1/indicators/extractions/{job['id']}/accept", json={"proposals": [farmland]}
    ).json()
    assert counts["new"] == 1
    page = drafter.get("/api/v1/indicators", params={"query": farmland["name"]}).json()
    assert "总结.txt" in page["items"][0]["source"]


def test_an_indicator_is_added_to_the_catalogue_and_taken_out(drafter: TestClient) -> None:
    body = {
        "code": "test.visits", "group": "走访", "name": "入户次数", "unit": "次", "kind": "flow",
    }  # fmt: skip
    assert drafter.put("/api/v1/catalogue", json=body).status_code == 200
    found = drafter.get("/api/v1/catalogue", params={"query": "入户次数"}).json()
    assert [each["code"] for each in found] == ["test.visits"]
    assert "入户次数" in drafter.get("/api/v1/catalogue/file.csv").content.decode("utf-8-sig")
    assert drafter.delete("/api/v1/catalogue/test.visits").status_code == 204
    assert drafter.get("/api/v1/catalogue", params={"query": "入户次数"}).json() == []


def test_a_report_is_checked_made_and_fetched(
    drafter: TestClient, imported: dict[str, Any]
) -> None:
    template = docx.Document()
    template.add_paragraph("{{ 标题 }}")
    template.add_paragraph("全县脱贫人口人均纯收入{{ 脱贫人口.人均纯收入 }}。")
    content = io.BytesIO()
    template.save(content)
    made = drafter.post(
        "/api/v1/report-templates",
        files={"file": ("收入简报.docx", io.BytesIO(content.getvalue()))},
    ).json()
    request: dict[str, Any] = {"template": made["id"], "area": "青禾县", "period": "2024年"}
    checked = drafter.post("/api/v1/reports/preflight", json=request).json()
    assert not checked["is_ready"]
    assert [item["name"] for item in checked["items"] if item["state"] == "missing"] == ["标题"]
    refused = finish(drafter, drafter.post("/api/v1/reports", json=request))
    assert refused["state"] == "failed"
    assert refused["failure"]["hint"]

    request["fields"] = {"标题": "收入情况"}
    assert drafter.post("/api/v1/reports/preflight", json=request).json()["is_ready"]
    job = finish(drafter, drafter.post("/api/v1/reports", json=request))
    assert job["state"] == "done", job
    report = drafter.get(f"/api/v1/reports/{job['id']}").json()
    (figure,) = report["figures"]
    assert figure["text"] == "15796元"
    assert "收入2024年!" in figure["source"]
    files = {
        comments: drafter.get(
            f"/api/v1/reports/{job['id']}/file.docx", params={"comments": comments}
        )
        for comments in (True, False)
    }
    assert files[True].headers["content-type"] == WORD
    counts = {
        comments: len(list(docx.Document(io.BytesIO(file.content)).comments))
        for comments, file in files.items()
    }
    assert counts == {True: 1, False: 0}
    assert drafter.get(f"/api/v1/report-templates/{made['id']}/file.docx").content
    assert drafter.delete(f"/api/v1/report-templates/{made['id']}").json()["name"] == "收入简报"


def test_a_draft_is_audited_beside_its_text(drafter: TestClient) -> None:
    draft = docx.Document()
    draft.add_paragraph("全镇监测对象112户，已消除风险38户，剩下的75户继续帮扶。")
    content = io.BytesIO()
    draft.save(content)
    job = upload(drafter, "/audits", "小结.docx", content.getvalue())
    audit = drafter.get(f"/api/v1/audits/{job['id']}").json()
    (shown,) = [each for each in audit["findings"] if each["finding"]["rule"] == "parts"]
    assert shown["rule_name"] == "分项与合计"
    text = "".join(block["text"] for block in audit["blocks"])
    assert "75户" in text[shown["finding"]["start"] : shown["finding"]["end"]]
    copy = drafter.get(f"/api/v1/audits/{job['id']}/annotated.docx")
    assert len(list(docx.Document(io.BytesIO(copy.content)).comments)) >= 1


def macro_workbook() -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.save(content)
    return content.getvalue()[:-40]


@pytest.mark.parametrize(
    ("path", "name", "content"),
    [
        ("/indicators/imports", "台账.xlsx", b"not a workbook"),
        ("/indicators/imports", "台账.xlsx", macro_workbook()),
        ("/indicators/extractions", "总结.pdf", b"%PDF-1.7 broken"),
        ("/audits", "小结.docx", b"PK\x03\x04 broken"),
    ],
)
def test_a_broken_file_is_told_in_words_that_say_what_to_do(
    drafter: TestClient, path: str, name: str, content: bytes
) -> None:
    job = upload(drafter, path, name, content)
    assert job["state"] == "failed"
    assert job["failure"]["code"] != "internal_error", job
    assert job["failure"]["message"] and job["failure"]["hint"]


@pytest.mark.parametrize("path", ["/indicators/imports", "/indicators/extractions", "/audits"])
def test_an_empty_file_is_refused_at_once(drafter: TestClient, path: str) -> None:
    response = drafter.post(f"/api/v1{path}", files={"file": ("空.xlsx", io.BytesIO(b""))})
    assert response.status_code == 422
    assert "空文件" in response.json()["message"]
