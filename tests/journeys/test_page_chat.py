"""Asking: answers and their sources, what is thought of them, what the library lacks."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.browser import ask
from tests.journeys.conftest import Visit
from tests.journeys.serving import (
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
    example.click()
    turn = page.get_by_role("article", name=question)
    expect(turn.get_by_role("button", name="出处 1").first).to_be_visible()
    expect(page).to_have_url(re.compile("/c/[0-9a-f]+$"))


def test_a_follow_up_is_understood_in_its_conversation(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto("/")
    ask(page, QUESTION)
    turn = ask(page, FOLLOW_UP)
    expect(turn).to_contain_text("由工作队队长批准")
    expect(turn).to_contain_text("问题理解为")


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
    expect(keeper.get_by_role("main")).to_contain_text("红柳乡有三位老人问起")
