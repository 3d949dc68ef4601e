"""Drafting: from the county's workbook to a Word report; from a draft to what is wrong in it."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from ingest.loaders.office import find_office
from tests.journeys.browser import (
    DESKTOP,
    Visitor,
    ask,
    expect_read,
    find_accessibility_faults,
    visit_page,
    wait_until,
)
from tests.journeys.conftest import Visit
from tests.journeys.papers import write_draft
from tests.journeys.serving import DRAFTER, READER, Server
from tests.sample_county import COUNTY, FIELDS

WORKBOOK = "青禾县2022—2024年指标台账.xlsx"
COUNTY_FILE = "青禾县县级指标.json"
TEMPLATE = "年度工作总结"
SAID = FIELDS[TEMPLATE]
# Of a county that the ledger knows nothing else of.
STATED = "2024年，白杨县脱贫人口人均纯收入14200元，监测对象412户。\n"
# Converting for the preview starts LibreOffice, on a machine that does other things too.
LONG_MS = 180_000


@pytest.fixture(scope="module")
def ledger(browser: Browser, server: Server, corpus: Path) -> None:
    """The townships' figures are in the ledger; one test brings them there by clicks."""
    take_in(browser, server, corpus / "indicators" / WORKBOOK)


@pytest.fixture(scope="module")
def whole_ledger(ledger: None, browser: Browser, server: Server, corpus: Path) -> None:
    """The county's own figures are there too."""
    take_in(browser, server, corpus / "indicators" / COUNTY_FILE)


@pytest.fixture
def drafter(visit: Visit, screen: dict[str, Any]) -> Page:
    """The page of somebody who drafts."""
    return visit(screen).sign_in(DRAFTER)


def test_a_workbook_is_looked_at_put_right_and_taken_in_once(drafter: Page, corpus: Path) -> None:
    page = drafter
    page.goto("/indicators/import")
    choose_file(page, corpus / "indicators" / WORKBOOK)
    expect(page.get_by_role("heading", name="读出的表格")).to_be_visible(timeout=LONG_MS)
    expect_accessible(page)
    table = page.get_by_role("region", name="青禾县2022年脱贫人口人均纯收入情况表", exact=True)
    expect(table).to_contain_text("脱贫人口人均纯收入 · 2022年 · 元")
    # What is left out is not read the next time.
    table.get_by_role("button", name=re.compile("^调整")).click()
    table.get_by_role("checkbox", name="不读这张表").check()
    page.get_by_role("button", name="按新的对应关系再读一次").click()
    table = page.get_by_role("region", name="青禾县2022年脱贫人口人均纯收入情况表", exact=True)
    expect(table).to_contain_text("不读", timeout=LONG_MS)
    page.get_by_role("button", name=re.compile("^(导入|确认)")).click()
    expect(page.get_by_role("heading", name=f"《{WORKBOOK}》已导入")).to_be_visible(timeout=LONG_MS)

    page.goto("/indicators/import")
    choose_file(page, corpus / "indicators" / WORKBOOK)
    expect(page.get_by_role("heading", name="读出的表格")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name=re.compile("^(导入|确认)")).click()
    expect(page.get_by_role("heading", name=f"《{WORKBOOK}》已导入")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("main")).to_contain_text("变化 0 个")


@pytest.mark.usefixtures("ledger")
def test_a_value_is_found_with_its_cell_its_course_and_its_history(drafter: Page) -> None:
    page = drafter
    page.goto("/indicators")
    page.get_by_role("textbox", name="指标名称").fill("人均纯收入")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("status").filter(has_text="个数值")).not_to_contain_text("1182")
    page.get_by_role("button", name=re.compile(f"脱贫人口人均纯收入 ?{COUNTY}2024年")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"{WORKBOOK} 收入2024年!B13")
    expect(sheet.get_by_role("img", name=re.compile("历年变化"))).to_be_visible()
    expect(sheet.get_by_role("table", name="历年数值").get_by_role("row")).to_have_count(4)
    expect(sheet).to_contain_text(f"录入 {DRAFTER}")
    expect_accessible(page)


@pytest.mark.usefixtures("ledger")
def test_an_answer_shows_what_the_ledger_says_and_leads_there(drafter: Page) -> None:
    page = drafter
    page.goto("/")
    turn = ask(page, f"2024年{COUNTY}脱贫人口人均纯收入是多少？")
    said = turn.get_by_role("region", name="指标台账")
    expect(said).to_contain_text("15,796元")
    expect(said).to_contain_text(f"{WORKBOOK} 收入2024年!B13")
    expect_accessible(page)
    said.get_by_role("link", name=re.compile("^查看台账")).click()
    expect(
        page.get_by_role("button", name=re.compile(f"脱贫人口人均纯收入 ?{COUNTY}2024年"))
    ).to_be_visible()


@pytest.mark.usefixtures("ledger")
def test_a_reader_sees_values_and_can_change_none(visit: Visit) -> None:
    page = visit().sign_in(READER)
    visit_page(page, "/indicators")
    page.get_by_role("main").get_by_role("row").get_by_role("button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("历次数值")
    expect(page.get_by_role("button", name=re.compile("撤回|导入"))).to_have_count(0)
    page.goto("/reports")
    expect(page.get_by_text("您的账号不能使用这个页面")).to_be_visible()


@pytest.mark.usefixtures("ledger")
def test_a_report_is_checked_filled_looked_at_and_fetched(drafter: Page, tmp_path: Path) -> None:
    page = drafter
    page.goto("/reports")
    ask_for_report(page)
    page.get_by_role("button", name="检查").click()
    found = page.get_by_role("region", name="检查结果")
    expect(found).to_contain_text("“单位名称”没有填写", timeout=LONG_MS)
    expect(page.get_by_role("button", name="生成报告")).to_be_disabled()
    expect_accessible(page)

    for name, said in SAID.items():
        page.get_by_label(name, exact=True).fill(said)
    # What was found out is of what was asked before.
    expect(found).to_have_count(0)
    page.get_by_role("button", name="检查").click()
    expect(found).to_be_visible(timeout=LONG_MS)
    expect(found).not_to_contain_text("没有填写")
    page.get_by_role("button", name=re.compile("^先出草稿")).click()
    expect(page.get_by_text("这是草稿")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("region", name="数和引文的出处")).to_contain_text("收入2024年!B13")
    report = download(page, "下载 Word（带来源批注）", tmp_path / "report.docx")
    issue = download(page, "下载印发稿（无批注）", tmp_path / "issue.docx")
    assert find_comment(report, "收入2024年!B13")
    assert not list(Document(str(issue)).comments)
    expect_accessible(page)
    # What was typed is there for another try.
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("单位名称", exact=True)).to_have_value(SAID["单位名称"])


@pytest.mark.usefixtures("whole_ledger")
def test_a_report_that_lacks_nothing_is_made_for_issue(drafter: Page, tmp_path: Path) -> None:
    page = drafter
    page.goto("/reports")
    ask_for_report(page)
    for name, said in SAID.items():
        page.get_by_label(name, exact=True).fill(said)
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_role("region", name="检查结果")).to_contain_text(
        "都已齐备，可以生成", timeout=LONG_MS
    )
    expect(page.get_by_role("button", name=re.compile("^先出草稿"))).to_have_count(0)
    page.get_by_role("button", name="生成报告").click()
    sources = page.get_by_role("region", name="数和引文的出处")
    expect(sources).to_contain_text("收入2024年!B13", timeout=LONG_MS)
    expect(sources).to_contain_text(COUNTY_FILE)
    # Background of the work is quoted from the sample documents.
    expect(sources.get_by_role("link", name=re.compile("《.+》")).first).to_be_visible()
    expect(page.get_by_text("这是草稿")).to_have_count(0)
    report = download(page, "下载 Word（带来源批注）", tmp_path / "report.docx")
    issue = download(page, "下载印发稿（无批注）", tmp_path / "issue.docx")
    assert find_comment(report, f"{WORKBOOK} 收入2024年!B13")
    assert not list(Document(str(issue)).comments)
    for path in (report, issue):
        text = "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
        assert all(line in text for said in SAID.values() for line in said.split("\n"))
        assert "【待补】" not in text
    if find_office() is None:
        pytest.skip("its pages and its PDF need LibreOffice")

    pages = page.get_by_role("region", name=re.compile("^预览")).get_by_role("img")
    printed = pypdfium2.PdfDocument(download(page, "下载 PDF", tmp_path / "report.pdf"))
    assert len(printed) >= 5
    expect(pages).to_have_count(len(printed))
    for image in (pages.first, pages.last):
        image.scroll_into_view_if_needed()
        wait_until(lambda image=image: image.evaluate("(image) => image.naturalWidth") > 500)
    assert SAID["单位名称"] in printed[0].get_textpage().get_text_range().replace("\r\n", "")


def test_a_template_of_ones_own_is_listed_fetched_and_removed(
    drafter: Page, corpus: Path, tmp_path: Path
) -> None:
    page = drafter
    own = tmp_path / "本局周报.docx"
    own.write_bytes((corpus / "templates/部门年终小结.docx").read_bytes())
    page.goto("/reports")
    page.locator("input[type=file]").set_input_files(own)
    template = page.get_by_role("listitem").filter(has_text="本局周报")
    expect(template).to_contain_text("自己上传")
    assert download(page, "下载模板：本局周报", tmp_path / "again.docx").read_bytes() == (
        own.read_bytes()
    )
    # What is shipped cannot be removed.
    expect(page.get_by_role("button", name=re.compile("^删除"))).to_have_count(1)
    template.get_by_role("button", name=re.compile("^删除")).click()
    with page.expect_response(lambda response: response.request.method == "DELETE") as removed:
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^删 ?除$")).click()
    assert removed.value.ok
    expect(template).to_have_count(0)


def test_a_figure_of_a_report_is_put_right_and_kept_with_where_it_stood(
    drafter: Page, tmp_path: Path
) -> None:
    page = drafter
    report = tmp_path / "白杨县工作总结.txt"
    report.write_text(STATED, encoding="utf-8")
    page.goto("/indicators/extract")
    choose_file(page, report)
    proposal = page.get_by_role("listitem").filter(has_text="脱贫人口人均纯收入").first
    expect(proposal).to_contain_text("14200元", timeout=LONG_MS)
    expect_accessible(page)
    # Nothing is taken unasked.
    expect(page.get_by_role("button", name=re.compile("^采用"))).to_be_disabled()
    proposal.get_by_role("checkbox").check()
    proposal.get_by_role("button", name=re.compile("^修改")).click()
    proposal.get_by_label("数值").fill("14210")
    page.get_by_role("button", name="采用 1 条").click()
    expect(page.get_by_role("heading", name="已写入台账")).to_be_visible()

    page.goto(f"/indicators?area={quote('白杨县')}")
    page.get_by_role("button", name=re.compile("脱贫人口人均纯收入 ?白杨县2024年")).click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("14,210元")
    expect(sheet).to_contain_text(report.name)


def test_a_draft_is_read_beside_what_is_wrong_in_it(drafter: Page, tmp_path: Path) -> None:
    page = drafter
    page.goto("/audit-draft")
    choose_file(page, write_draft(tmp_path))
    text = page.get_by_role("region", name="稿子正文")
    expect(text).to_contain_text("监测对象112户", timeout=LONG_MS)
    findings = page.get_by_role("region", name="发现的问题")
    findings.get_by_role("button", name=re.compile("113户")).click()
    expect(text.locator("mark")).to_have_text("112户")
    expect(text.locator("mark")).to_be_in_viewport()
    expect_accessible(page)
    findings.get_by_role("checkbox", name=re.compile("^错误")).uncheck()
    expect(findings.get_by_role("button", name=re.compile("113户"))).to_have_count(0)
    assert find_comment(download(page, "下载带批注的 Word", tmp_path / "annotated.docx"), "113户")


def test_a_file_that_is_no_draft_is_refused_before_it_is_sent(
    drafter: Page, tmp_path: Path
) -> None:
    picture = tmp_path / "现场照片.png"
    picture.write_bytes(b"\x89PNG")
    page = drafter
    page.goto("/audit-draft")
    choose_file(page, picture)
    expect(page.get_by_role("alert")).to_contain_text("请选择 .docx、.pdf、.txt、.md 文件")


def take_in(browser: Browser, server: Server, path: Path) -> None:
    """Bring a file of figures into the ledger without clicks."""
    visitor = Visitor(browser, server.url, DESKTOP)
    visitor.sign_in(DRAFTER)
    visitor.take_in(path)
    visitor.close()


def expect_accessible(page: Page) -> None:
    """Wait until axe finds nothing serious, which it may while a page still fades in."""
    expect_read(lambda: find_accessibility_faults(page), [])


def choose_file(page: Page, path: Path) -> None:
    """Choose a file where the page takes one."""
    page.locator("input[type=file]").set_input_files(path)


def ask_for_report(page: Page) -> None:
    """Choose the report and say whose and when."""
    page.get_by_role("button", name=re.compile(f"^{TEMPLATE}")).click()
    page.get_by_label("地区").fill(COUNTY)
    page.get_by_label("时期").fill("2024年")


def download(page: Page, button: str, path: Path) -> Path:
    """Press a button that fetches a file, which is kept at the path."""
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name=button).click()
    fetched.value.save_as(path)
    return path


def find_comment(path: Path, words: str) -> bool:
    """Return whether a comment of a Word file has these words."""
    return any(words in comment.text for comment in Document(str(path)).comments)
