"""A whole first day: from the printed password to a colleague who may not see the library."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import papers
from tests.journeys.browser import Visitor, ask, visit_page, wait_until
from tests.journeys.serving import PASSWORD, Server

COLLEAGUE = "sun"
SOURCES = "三、资料来源"
ONCE = re.compile("[a-z2-9]{4}(-[a-z2-9]{4}){2}")


@pytest.fixture
def server(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A server at its very first start."""
    with Server(tmp_path / "home") as server:
        yield server.start()


def test_a_library_is_built_asked_and_kept_from_those_who_may_not_see_it(
    browser: Browser, server: Server, screen: dict[str, Any], tmp_path: Path
) -> None:
    administrator = Visitor(browser, server.url, screen)
    page = administrator.page
    page.goto("/")
    sign_in_for_the_first_time(page, *server.first_sign_in)
    expect(page.get_by_role("heading", name="想问什么政策")).to_be_visible()

    hand_in_papers(page, tmp_path)
    source = ask_and_check_the_word_file(page)
    judge_and_export(page)
    ask_and_check_the_scan(page)
    password = close_the_library_and_add_a_colleague(page)
    administrator.close()

    colleague = Visitor(browser, server.url, screen)
    find_nothing(colleague.page, password, source)
    colleague.close()


def sign_in_for_the_first_time(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="请设置新密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="保存新密码").click()


def hand_in_papers(page: Page, folder: Path) -> None:
    """Upload three files and read what became of each."""
    page.goto("/library")
    expect(page.get_by_text("资料库里还没有文件")).to_be_visible()
    page.get_by_role("button", name="上传资料").click()
    broken = papers.write_broken_file(folder)
    good = [papers.write_word_file(folder), papers.write_scan(folder)]
    page.locator("input[type=file]").set_input_files([*good, broken])

    word = upload_of(page, papers.WORD_FILE)
    expect(word).to_contain_text("已入库", timeout=60_000)
    expect(word).to_contain_text("1 张表格")
    word.get_by_role("button", name="查看体检单").click()
    expect(word).to_contain_text("Word")
    scan = upload_of(page, papers.SCAN_FILE)
    expect(scan).to_contain_text("已入库", timeout=60_000)
    expect(scan).to_contain_text("1 页由图像识别")
    refused = upload_of(page, papers.BROKEN_FILE)
    expect(refused).to_contain_text("未能入库", timeout=60_000)
    expect(refused).to_contain_text("文件已损坏或不完整")
    expect(refused.get_by_role("button", name="换一个文件")).to_be_visible()


def upload_of(page: Page, file: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=file).first


def ask_and_check_the_word_file(page: Page) -> str:
    """Walk from an answer to the marked words of a Word file; return the address of the source."""
    page.goto("/")
    turn = ask(page, papers.WORD_QUESTION)
    expect(turn).to_contain_text("可直接引用")
    expect(turn).to_contain_text(papers.WORD_ANSWER)
    mark = turn.get_by_role("button", name="出处 1").first
    is_touched = page.viewport_size is not None and page.viewport_size["width"] < 500
    if is_touched:
        mark.tap()
    else:
        mark.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(papers.WORD_TITLE)
    expect(card).to_contain_text(papers.WORD_NUMBER)
    expect(card).to_contain_text("第二章 开放和补助")
    expect(card).to_contain_text("效力未标注")
    if is_touched:
        card.get_by_role("button", name="打开原文").tap()
    else:
        mark.click()

    source = page.get_by_role("region", name="原文")
    expect(source.get_by_role("heading", name=papers.WORD_TITLE).first).to_be_visible()
    cited = source.locator("mark")
    expect(cited).to_be_in_viewport()
    expect(cited).to_have_text(papers.WORD_SENTENCE)
    expect(source.get_by_role("cell", name=papers.WORD_CELL)).to_be_attached()
    address = source.get_by_role("link", name="单独打开").get_attribute("href")
    assert address is not None
    source.get_by_role("button", name="关闭原文").click()
    expect(source).to_have_count(0)
    return address


def judge_and_export(page: Page) -> None:
    turn = page.get_by_role("article", name=papers.WORD_QUESTION)
    turn.get_by_role("button", name="有用").click()
    expect(turn.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")
    turn.get_by_role("button", name="有问题").click()
    why = page.get_by_role("tooltip").filter(has_text="哪里有问题")
    why.get_by_label("不完整").check()
    why.get_by_label("补充说明").fill("没有说节假日。")
    why.get_by_role("button", name="提交").click()
    expect(turn.get_by_role("button", name="有问题")).to_have_attribute("aria-pressed", "true")
    expect(turn.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")

    with page.expect_download() as download:
        turn.get_by_role("button", name="导出 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    exported = docx.Document(str(download.value.path()))
    words = [paragraph.text for paragraph in exported.paragraphs]
    answer, (title, quote) = words[: words.index(SOURCES)], words[words.index(SOURCES) + 1 :][:2]
    assert f"{papers.WORD_SENTENCE}[1]" in answer
    assert title.startswith(f"[1]\t《{papers.WORD_TITLE}》（{papers.WORD_NUMBER}）")
    assert quote == papers.WORD_SENTENCE


def ask_and_check_the_scan(page: Page) -> None:
    """Walk from an answer to the marked place on the picture of a page."""
    turn = ask(page, papers.SCAN_QUESTION)
    expect(turn).to_contain_text(papers.SCAN_ANSWER)
    turn.get_by_role("region", name="出处").get_by_role("button").first.click()
    source = page.get_by_role("region", name="原文")
    picture = source.get_by_role("img", name="第 1 页的图像")
    expect(picture).to_be_visible()
    wait_until(lambda: picture.evaluate("(image) => image.naturalWidth") > 500)
    # Where words stand on a scan is recognized when it is first asked.
    place = source.locator("[data-page='1'] [class*=place]").first
    expect(place).to_be_in_viewport(timeout=60_000)
    source.get_by_role("button", name="关闭原文").click()


def close_the_library_and_add_a_colleague(page: Page) -> str:
    """Let only one department see the library; return the password of somebody from another."""
    page.goto("/admin/libraries")
    page.get_by_role("row", name=re.compile("默认")).get_by_role("button", name="调整").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("只有下面的部门和人可以看").check()
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row", name=re.compile("默认"))).to_contain_text("限定")

    page.goto("/admin/accounts")
    page.get_by_role("button", name="新建账号").click()
    form = page.get_by_role("dialog", name="新建账号")
    form.get_by_label("用户名").fill(COLLEAGUE)
    form.get_by_label("姓名").fill("孙志强")
    form.get_by_label("部门").fill("白杨镇人民政府")
    form.get_by_role("button", name="保存").click()
    told = page.get_by_role("dialog", name="一次性密码")
    expect(told).to_contain_text(ONCE)
    password = ONCE.search(told.inner_text())
    assert password is not None
    return password[0]


def find_nothing(page: Page, password: str, source: str) -> None:
    """Look for the closed documents everywhere."""
    page.goto("/")
    sign_in_for_the_first_time(page, COLLEAGUE, password)
    expect(page.get_by_role("heading", name="想问什么政策")).to_be_visible()
    turn = ask(page, papers.WORD_QUESTION)
    expect(turn).to_contain_text("资料中没有")
    expect(turn.get_by_role("heading", name="最接近的段落")).to_have_count(0)
    page.goto("/search")
    page.get_by_label("要查找的词语").fill("公共浴室")
    page.get_by_role("button", name="检索").click()
    expect(page.get_by_text("没有找到")).to_be_visible()
    page.goto("/library")
    expect(page.get_by_text("资料库里还没有文件")).to_be_visible()
    visit_page(page, "/")
    expect(page.get_by_role("heading", name="可以这样问")).to_have_count(0)
    page.goto(source)
    expect(page.get_by_role("alert")).to_contain_text("没有版本")
    expect(page.get_by_text(papers.WORD_ANSWER)).to_have_count(0)
