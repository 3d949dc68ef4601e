"""Learning: a test on a phone over a line that breaks, practice, and what was answered wrong."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import (
    DESKTOP,
    PHONE,
    Visitor,
    expect_read,
    find_accessibility_faults,
    wait_until,
)
from tests.journeys.conftest import Visit
from tests.journeys.serving import CONFIDANT, DRAFTER, READER, TRAINER, Server
from tests.journeys.teaching import (
    QUESTIONS,
    TEST,
    Taught,
    letter_of,
    publish_items,
    set_test,
    take_test,
)

LONG_MS = 60_000


@pytest.fixture(scope="module")
def taught(browser: Browser, server: Server) -> Taught:
    """A test that everybody may take."""
    trainer = Visitor(browser, server.url, DESKTOP)
    trainer.sign_in(TRAINER)
    publish_items(trainer)
    test = set_test(trainer)
    trainer.close()
    return test


def test_a_test_on_a_phone_loses_no_answer_when_the_line_breaks(
    visit: Visit, taught: Taught
) -> None:
    visitor = visit(PHONE)
    page = visitor.sign_in(READER)
    page.goto("/learning")
    page.get_by_role("button", name=f"开始测试：{TEST}").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^开 ?始$")).click()
    expect(page.get_by_role("timer")).to_contain_text("剩余", timeout=LONG_MS)
    attempt = page.url.split("/attempts/")[1].split("?")[0]
    asked = visitor.send("GET", f"/attempts/{attempt}").json()["questions"]
    expect_accessible(page)

    answer(page, letter_of(asked[0], taught, is_right=False))
    expect(page.get_by_text("已保存")).to_be_visible()
    visitor.context.set_offline(True)
    page.get_by_role("button", name="下一题").click()
    answer(page, letter_of(asked[1], taught, is_right=True))
    expect(page.get_by_text("网络断开，答案已记在本机，恢复后自动上传")).to_be_visible()
    page.get_by_role("button", name="下一题").click()
    answer(page, letter_of(asked[2], taught, is_right=True))
    expect_accessible(page)
    assert len(replies_of(visitor, attempt)) == 1

    # The window is closed without a network, and opened again when there is one.
    page.close()
    visitor.context.set_offline(False)
    page = visitor.context.new_page()
    page.goto(f"/learning/attempts/{attempt}?question=2")
    expect(option(page, letter_of(asked[1], taught, is_right=True))).to_be_checked()
    wait_until(lambda: len(replies_of(visitor, attempt)) == 3)

    visitor.context.set_offline(True)
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("交卷")).click()
    dialog = page.get_by_role("dialog").filter(has_text="交卷？")
    expect(dialog).to_contain_text("还有 1 题没有答完")
    dialog.get_by_role("button", name="第 4 题").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    answer(page, letter_of(asked[3], taught, is_right=True))
    page.get_by_role("button", name="交卷").click()
    dialog.get_by_role("button", name="确定交卷").click()
    expect(page.get_by_text("正在等待网络")).to_be_visible()
    visitor.context.set_offline(False)
    expect(page.get_by_text("得分 15 分，满分 20 分")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("合格", exact=True)).to_be_visible()
    assert len(replies_of(visitor, attempt)) == QUESTIONS
    expect_accessible(page)

    # What was wrong leads to the marked place in its source.
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    page.get_by_role("link", name=re.compile("^查看原文")).first.click()
    expect(page).to_have_url(re.compile(r"/source/\w+\?start=\d+&end=\d+"))
    expect(page.get_by_role("region", name="原文")).to_be_visible()
    expect(page.get_by_role("button", name="回到引用处")).to_be_visible()


def test_no_key_is_on_the_page_before_the_test_is_handed_in(visit: Visit, taught: Taught) -> None:
    visitor = visit()
    page = visitor.sign_in(DRAFTER)
    told: list[str] = []
    page.on("response", lambda response: told.append(response.url))
    page.goto("/learning")
    page.get_by_role("button", name=f"开始测试：{TEST}").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^开 ?始$")).click()
    expect(page.get_by_role("timer")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("radio").first.check()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert any(url.endswith("/replies") for url in told)
    expect(page.get_by_text("正确答案")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^查看原文"))).to_have_count(0)


def test_practice_tells_at_once_and_wrong_answers_come_back(visit: Visit, taught: Taught) -> None:
    page = visit(PHONE).sign_in(CONFIDANT)
    page.goto("/learning?tab=practice")
    for kind in ("多选题", "填空题", "判断题", "排序题"):
        page.get_by_role("checkbox", name=kind).uncheck()
    page.get_by_role("button", name="开始练习").click()
    check = page.get_by_role("button", name="确定")
    expect(check).to_be_disabled(timeout=LONG_MS)
    page.get_by_role("radio").first.check()
    check.click()
    expect(page.get_by_text(re.compile("^答[对错]$"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^查看原文")).first).to_be_visible()
    expect_accessible(page)


def test_wrong_answers_are_listed_with_what_is_right(visit: Visit, taught: Taught) -> None:
    visitor = visit()
    page = visitor.sign_in(CONFIDANT)
    take_test(visitor, taught)
    page.goto("/learning?tab=retries")
    expect(page.get_by_text(re.compile("共 [0-9]+ 道错题"))).to_be_visible()
    page.locator("summary").first.click()
    expect(page.get_by_text("正确答案").first).to_be_visible()
    page.get_by_role("button", name="练习这些错题").click()
    expect(page.get_by_role("heading", level=2)).to_be_visible(timeout=LONG_MS)
    page.goto("/learning?tab=history")
    expect(page.get_by_role("link", name=TEST)).to_be_visible()
    expect_accessible(page)


def answer(page: Page, letter: str) -> None:
    """Choose an option of the question that is shown."""
    option(page, letter).check()


def option(page: Page, letter: str) -> Any:
    """Return an option by its letter."""
    return page.get_by_role("radio", name=re.compile(rf"^{letter}\."))


def replies_of(visitor: Visitor, attempt: str) -> list[dict[str, Any]]:
    """Return the answers that the server has; asked beside the page, whose line may be broken."""
    return visitor.send("GET", f"/attempts/{attempt}").json()["replies"]


def expect_accessible(page: Page) -> None:
    """Wait until axe finds nothing serious, which it may while a page still fades in."""
    expect_read(lambda: find_accessibility_faults(page), [])
