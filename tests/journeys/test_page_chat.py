"""Asking: answers and their sources, what is thought of them, what the library lacks."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from tests.journeys import papers
from tests.journeys.browser import ANSWERING_MS, ask, expect_answer, visit_page
from tests.journeys.conftest import Visit
from tests.journeys.serving import (
    CLOSED_LIBRARY,
    CLOSED_QUESTION,
    CLOSED_TITLE,
    CONFIDANT,
    KEEPER,
    READER,
)

QUESTION = "驻村干部要请两天假找谁批？"
ANSWER = "由乡镇党委书记批准"
FOLLOW_UP = "那请假一天以内呢？"


def test_an_example_question_is_asked_by_a_click_and_answered(
    visit: Visit, screen: dict[str, Any]
) -> None:
    page = visit(screen).sign_in(READER)
    page.goto("/")
    expect(page.get_by_role("heading", name="可以这样问")).to_be_visible()
    example = page.get_by_role("main").get_by_role("button", name=re.compile("？$")).first
    question = example.inner_text()
    page.get_by_role("main").get_by_role("button", name=question, exact=True).click()
    turn = page.get_by_role("article", name=question)
    expect(turn.get_by_role("button", name="出处 1").first).to_be_visible(timeout=ANSWERING_MS)
    expect(page).to_have_url(re.compile("/c/[0-9a-f]+$"))


def test_a_follow_up_is_understood_in_its_conversation(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto("/")
    ask(page, QUESTION)
    turn = ask(page, FOLLOW_UP)
    expect(turn).to_contain_text("由工作队队长批准")
    expect(turn).to_contain_text("这个问题理解为")


def test_conversations_are_kept_named_searched_and_deleted(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto("/")
    ask(page, "农村低保标准一年多少钱？")
    name = "低保标准"
    listed = page.get_by_role("complementary").get_by_role("link", name=re.compile("农村低保标准"))
    listed.hover()
    page.get_by_role("button", name=re.compile("更多操作：农村低保标准")).first.click()
    page.get_by_role("menuitem", name="改名").click()
    page.get_by_label("对话名称").fill(name)
    page.get_by_role("button", name="保存").click()
    renamed = page.get_by_role("complementary").get_by_role("link", name=name, exact=True)
    expect(renamed).to_be_visible()

    page.goto("/")
    page.get_by_label("查找对话").fill("没有人问过的词")
    expect(page.get_by_text("没有找到")).to_be_visible()
    page.get_by_label("查找对话").fill("低保")
    renamed.click()
    expect(page.get_by_role("article", name="农村低保标准一年多少钱？")).to_be_visible()

    page.get_by_role("button", name=f"更多操作：{name}").click()
    page.get_by_role("menuitem", name="删除").click()
    page.get_by_role("button", name="删除").last.click()
    expect(renamed).to_have_count(0)
    expect(page.get_by_role("heading", name="想问什么政策")).to_be_visible()


def test_a_refusal_goes_to_the_keeper_whose_reply_the_asker_reads(visit: Visit) -> None:
    question = "高龄津贴80岁以上每月给多少？"
    reply = "本县高龄津贴标准正在制定，印发后即收入资料库。"
    reader = visit().sign_in(READER)
    reader.goto("/")
    turn = ask(reader, question)
    expect(turn).to_contain_text("资料中没有")
    expect(turn.get_by_role("heading", name="最接近的段落")).to_be_visible()
    turn.get_by_role("button", name="请资料员补充").click()
    reader.get_by_label("补充说明").fill("红柳乡有三位老人问起。")
    reader.get_by_role("dialog").get_by_role("button", name="提交").click()
    expect(turn).to_contain_text("已交给资料员")

    keeper = visit().sign_in(KEEPER)
    keeper.goto("/gaps")
    expect(keeper.get_by_role("main")).to_contain_text(question)
    keeper.goto("/enquiries")
    filed = keeper.get_by_role("main").get_by_role("listitem").filter(has_text=question)
    expect(filed).to_contain_text("红柳乡有三位老人问起")
    expect(filed).to_contain_text("王建国（红柳乡人民政府）")
    filed.get_by_role("button", name="答复", exact=True).click()
    filed.get_by_label("您的答复").fill(reply)
    filed.get_by_role("button", name="提交答复").click()
    expect(filed).to_have_count(0)
    keeper.get_by_role("radiogroup", name="显示").get_by_text("已答复").click()
    expect(filed).to_contain_text(reply)

    turn.get_by_role("link", name="查看答复").click()
    expect(reader.get_by_role("main")).to_contain_text(reply)


def test_a_colleague_who_may_see_the_closed_library_is_answered_and_others_are_not(
    visit: Visit,
) -> None:
    confidant = visit().sign_in(CONFIDANT)
    confidant.goto("/")
    turn = ask(confidant, CLOSED_QUESTION)
    expect(turn).to_contain_text("一百二十元")
    for username in (READER, KEEPER):
        page = visit().sign_in(username)
        page.goto("/")
        turn = ask(page, CLOSED_QUESTION)
        expect(turn).to_contain_text("资料中没有")
        for path in ("/", "/library", f"/search?q={quote(CLOSED_TITLE)}", "/gaps"):
            visit_page(page, path)
            expect(page.get_by_text(CLOSED_LIBRARY)).to_have_count(0)
            expect(page.get_by_text("一百二十元")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(visit: Visit) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.sign_in(READER)
    page.goto("/")
    ask(page, QUESTION).get_by_role("button", name="复制").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert ANSWER in copied
    assert "驻村工作队管理办法》" in copied


def test_only_what_is_in_force_is_found_when_that_is_wanted(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto(f"/search?q={quote('财政衔接补助资金管理暂行办法')}")
    expect(page.get_by_role("main").get_by_text("已废止").first).to_be_visible()
    page.get_by_label("只看现行有效").click()
    expect(page.get_by_role("main").get_by_text("现行有效").first).to_be_visible()
    expect(page.get_by_role("main").get_by_text("已废止")).to_have_count(0)


def test_texts_that_want_to_be_more_than_text_stay_text(visit: Visit, tmp_path: Path) -> None:
    keeper = visit()
    keeper.sign_in(KEEPER)
    keeper.hand_in(papers.write_hostile_file(tmp_path))
    page = visit().sign_in(READER)
    page.goto("/")
    turn = ask(page, papers.HOSTILE_QUESTION)
    expect(turn).to_contain_text(papers.HOSTILE_ANSWER)
    expect(turn).to_contain_text("<img src=https://evil.example/x.png onerror=alert(1)>")
    expect(turn).not_to_contain_text("一百万")
    turn.get_by_role("region", name="出处").get_by_role("button").first.click()
    source = page.get_by_role("region", name="原文")
    expect(source).to_contain_text(papers.HOSTILE_MARKDOWN)
    expect(source).to_contain_text(papers.HOSTILE_ORDER)

    question = f"补贴多少？{papers.HOSTILE_MARKUP}{papers.HOSTILE_MARKDOWN} {papers.HOSTILE_ORDER}"
    page.goto("/")
    turn = ask(page, question)
    expect(turn.get_by_role("heading", level=2)).to_contain_text(papers.HOSTILE_MARKUP)
    page.reload()
    expect_answer(page.get_by_role("article", name=question, exact=True))
    expect(page.locator("img[src*='evil'], a[href*='evil']")).to_have_count(0)
    expect(page.get_by_role("main").locator("b")).to_have_count(0)
