"""Drafting: from the county's workbook to a Word report; from a draft to what is wrong in it."""

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.journeys.browser import find_accessibility_faults, visit_page
from tests.journeys.conftest import Visit
from tests.journeys.papers import write_draft
from tests.journeys.serving import DRAFTER, READER

WORKBOOK = "青禾县2022—2024年指标台账.xlsx"
COUNTY = "青禾县"
SAID = {
    "单位名称": "青禾县乡村振兴局",
    "成文日期": "2025年1月10日",
    "存在的问题": "一是部分乡镇产业基础薄弱。\n二是个别项目进度偏慢。",
    "下一步打算": "加快项目进度，管好帮扶资产。",
}
# Converting for the preview starts LibreOffice, on a machine that does other things too.
LONG_MS = 180_000


@pytest.fixture
def drafter(visit: Visit, screen: dict[str, Any]) -> Page:
    """The page of somebody who drafts."""
    return visit(screen).sign_in(DRAFTER)


def test_a_workbook_is_looked_at_put_right_and_taken_in_once(drafter: Page, corpus: Path) -> None:
    page = drafter
    page.goto("/indicators/import")
    choose_file(page, corpus / "indicators" / WORKBOOK)
    expect(page.get_by_role("heading", name="读出的表格")).to_be_visible(timeout=LONG_MS)
    assert not find_accessibility_faults(page)
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


def test_a_value_is_found_with_its_cell_its_course_and_its_history(
    drafter: Page, corpus: Path
) -> None:
    page = drafter
    take_in(page, corpus / "indicators" / WORKBOOK)
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
    assert not find_accessibility_faults(page)


def test_a_reader_sees_values_and_can_change_none(visit: Visit, corpus: Path) -> None:
    take_in(visit().sign_in(DRAFTER), corpus / "indicators" / WORKBOOK)
    page = visit().sign_in(READER)
    visit_page(page, "/indicators")
    page.get_by_role("main").get_by_role("row").get_by_role("button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("历次数值")
    expect(page.get_by_role("button", name=re.compile("撤回|导入"))).to_have_count(0)
    page.goto("/reports")
    expect(page.get_by_text("您的账号不能使用这个页面")).to_be_visible()


def test_a_report_is_checked_filled_looked_at_and_fetched(
    drafter: Page, corpus: Path, tmp_path: Path
) -> None:
    page = drafter
    take_in(page, corpus / "indicators" / WORKBOOK)
    page.goto("/reports")
    page.get_by_role("button", name=re.compile("^年度工作总结")).click()
    page.get_by_label("地区").fill(COUNTY)
    page.get_by_label("时期").fill("2024年")
    page.get_by_role("button", name="检查").click()
    found = page.get_by_role("region", name="检查结果")
    expect(found).to_contain_text("“单位名称”没有填写", timeout=LONG_MS)
    expect(page.get_by_role("button", name="生成报告")).to_be_disabled()
    assert not find_accessibility_faults(page)

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
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name="下载 Word（带来源批注）").click()
    fetched.value.save_as(tmp_path / "report.docx")
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name="下载印发稿（无批注）").click()
    fetched.value.save_as(tmp_path / "issue.docx")
    assert find_comment(tmp_path / "report.docx", "收入2024年!B13")
    assert not list(Document(str(tmp_path / "issue.docx")).comments)
    assert not find_accessibility_faults(page)
    # What was typed is there for another try.
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("单位名称", exact=True)).to_have_value(SAID["单位名称"])


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
    assert not find_accessibility_faults(page)
    findings.get_by_role("checkbox", name=re.compile("^错误")).uncheck()
    expect(findings.get_by_role("button", name=re.compile("113户"))).to_have_count(0)
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name="下载带批注的 Word").click()
    fetched.value.save_as(tmp_path / "annotated.docx")
    assert find_comment(tmp_path / "annotated.docx", "113户")


def test_a_file_that_is_no_draft_is_refused_before_it_is_sent(
    drafter: Page, tmp_path: Path
) -> None:
    picture = tmp_path / "现场照片.png"
    picture.write_bytes(b"\x89PNG")
    page = drafter
    page.goto("/audit-draft")
    choose_file(page, picture)
    expect(page.get_by_role("alert")).to_contain_text("请选择 .docx、.pdf、.txt、.md 文件")


def choose_file(page: Page, path: Path) -> None:
    """Choose a file where the page takes one."""
    page.locator("input[type=file]").set_input_files(path)


def take_in(page: Page, path: Path) -> None:
    """Bring a file of figures into the ledger, by clicks alone."""
    page.goto("/indicators/import")
    choose_file(page, path)
    page.get_by_role("button", name=re.compile("^(导入|确认)")).click(timeout=LONG_MS)
    expect(page.get_by_role("heading", name=f"《{path.name}》已导入")).to_be_visible(
        timeout=LONG_MS
    )


def find_comment(path: Path, words: str) -> bool:
    """Return whether a comment of a Word file has these words."""
    return any(words in comment.text for comment in Document(str(path)).comments)
