"""Training: from the library to a test, and from the answers to 知晓率."""

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import DESKTOP, Visitor, expect_read, find_accessibility_faults
from tests.journeys.conftest import Visit
from tests.journeys.serving import READER, TRAINER, Server
from tests.journeys.teaching import LIBRARY, publish_items, set_test, take_test

LONG_MS = 120_000


@pytest.fixture(scope="module")
def stocked(browser: Browser, server: Server) -> None:
    """Fills the bank with published items."""
    desk = Visitor(browser, server.url, DESKTOP)
    desk.sign_in(TRAINER)
    publish_items(desk)
    desk.close()


@pytest.fixture
def trainer(visit: Visit, screen: dict[str, Any]) -> Page:
    """The page of somebody who trains."""
    return visit(screen).sign_in(TRAINER)


def test_items_are_made_reviewed_by_keyboard_and_published(trainer: Page) -> None:
    page = trainer
    page.goto("/training/make")
    page.get_by_label("题数").fill("6")
    page.get_by_role("button", name="开始出题").click()
    expect(page.get_by_role("heading", name="出了 6 题")).to_be_visible(timeout=LONG_MS)
    expect_accessible(page)
    page.get_by_role("button", name="去审题").click()
    place = page.get_by_role("heading", name=re.compile("^第 1 题，共 [0-9]+ 题待审$"))
    expect(place).to_be_focused()
    expect(page.get_by_role("link", name=re.compile("^查看原文")).first).to_be_visible()
    expect_accessible(page)
    waiting = count_in(place.inner_text())

    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"共 {waiting - 1} 题待审")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"共 {waiting - 2} 题待审")
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("选项有歧义")
    dialog.get_by_role("button", name="退回").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"共 {waiting - 3} 题待审")

    page.goto("/training?state=published")
    expect(page.get_by_text(re.compile("^共 [1-9][0-9]* 题$"))).to_be_visible()
    page.goto("/training?state=withdrawn")
    expect(page.get_by_role("main")).to_contain_text("已撤回")
    expect_accessible(page)


@pytest.mark.usefixtures("stocked")
def test_a_paper_says_what_is_missing_is_made_and_printed(trainer: Page, tmp_path: Path) -> None:
    page = trainer
    page.goto("/training/papers")
    page.get_by_role("button", name="组一份新试卷").click()
    choose_library(page)
    # One row is enough, and asks for more than there is.
    first = page.get_by_role("group", name="第 1 行")
    expect(first).to_be_visible()
    while page.get_by_role("button", name="删除第 2 行").count():
        page.get_by_role("button", name="删除第 2 行").click()
    first.get_by_label("题数").fill("400")
    expect(first.get_by_role("status")).to_contain_text("还缺")
    page.get_by_role("button", name="检查能否组卷").click()
    expect(page.get_by_role("alert")).to_contain_text("题库不够")
    expect_accessible(page)

    first.get_by_label("题数").fill("2")
    first.get_by_label("每题分值").fill("2.5")
    expect(page.get_by_text("共 2 题，5 分")).to_be_visible()
    page.get_by_role("button", name="组卷", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请填写试卷名称")
    page.get_by_label("试卷名称").fill("岗位政策小测")
    page.get_by_role("button", name="组卷", exact=True).click()
    expect(page.get_by_role("heading", name="岗位政策小测", level=1)).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text(re.compile("^答案："))).to_have_count(2)
    expect_accessible(page)
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name="A 卷试卷").click()
    fetched.value.save_as(tmp_path / "paper.docx")
    words = "\n".join(each.text for each in Document(str(tmp_path / "paper.docx")).paragraphs)
    assert "岗位政策小测" in words

    page.get_by_role("button", name="用这份试卷安排测试").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("测试名称")).to_have_value("岗位政策小测")
    expect_accessible(page)
    sheet.get_by_role("button", name=re.compile("^保 ?存$")).click()
    expect(page.get_by_role("heading", name=re.compile("岗位政策小测")).first).to_be_visible()
    expect_accessible(page)


@pytest.mark.usefixtures("stocked")
def test_rates_and_results_are_read_and_fetched(
    visit: Visit, trainer: Page, tmp_path: Path
) -> None:
    desk = visit()
    desk.sign_in(TRAINER)
    taught = set_test(desk)
    learner = visit()
    learner.sign_in(READER)
    take_test(learner, taught)

    page = trainer
    page.goto(f"/training/tests?results={taught.id}")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("row").filter(has_text="王建国")).to_contain_text("5 / 20")
    expect_accessible(page)
    page.goto(f"/training/statistics?test={taught.id}")
    expect(page.get_by_text("25.0%").first).to_be_visible()
    units = page.get_by_role("region", name="按单位知晓率")
    expect(units.get_by_role("row").filter(has_text="红柳乡人民政府")).to_contain_text("1 / 4")
    expect_accessible(page)
    with page.expect_download(timeout=LONG_MS) as fetched:
        page.get_by_role("button", name="下载 Excel").click()
    fetched.value.save_as(tmp_path / "rates.xlsx")
    book = load_workbook(tmp_path / "rates.xlsx")
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "红柳乡人民政府" in cells


def test_a_reader_has_no_way_to_the_bank(visit: Visit) -> None:
    page = visit().sign_in(READER)
    for path in ("/training", "/training/papers", "/training/tests", "/training/statistics"):
        page.goto(path)
        expect(page.get_by_text("您的账号不能使用这个页面")).to_be_visible()
    expect(page.get_by_role("link", name="题库")).to_have_count(0)


def choose_library(page: Page) -> None:
    """Choose whose items are meant, where there are several libraries."""
    page.wait_for_load_state("networkidle")
    choice = page.get_by_label("资料库")
    if choice.count():
        choice.click()
        page.get_by_title(LIBRARY).last.click()


def count_in(words: str) -> int:
    """Return how many drafts wait, by the heading of a review."""
    found = re.search("共 ([0-9]+) 题", words)
    assert found is not None, words
    return int(found[1])


def expect_accessible(page: Page) -> None:
    """Wait until axe finds nothing serious, which it may while a page still fades in."""
    expect_read(lambda: find_accessibility_faults(page), [])
