"""Coming in for the first time, and being kept out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import DESKTOP, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.serving import PASSWORD, READER, Server


@pytest.fixture
def fresh_server(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A server at its very first start."""
    with Server(tmp_path / "home") as server:
        yield server.start()


def test_at_the_first_start_the_printed_password_lets_in_and_has_to_be_changed(
    browser: Browser, fresh_server: Server
) -> None:
    username, password = fresh_server.first_sign_in
    visitor = Visitor(browser, fresh_server.url, DESKTOP)
    page = visitor.page
    page.goto("/")
    expect(page).to_have_url(f"{fresh_server.url}/sign-in")
    expect(page.get_by_text("首次使用")).to_be_visible()
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_role("heading", name="请设置新密码")).to_be_visible()
    page.goto("/library")
    expect(page.get_by_role("heading", name="请设置新密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    visitor.close()

    again = Visitor(browser, fresh_server.url, DESKTOP)
    assert not again.context.request.post(
        "/api/v1/session", data={"username": username, "password": password}
    ).ok
    again.sign_in(username)
    again.close()


def test_a_wrong_password_is_told_and_the_page_stays_closed(
    visit: Visit, screen: dict[str, Any]
) -> None:
    page = visit(screen).page
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(READER)
    page.get_by_label("密码", exact=True).fill("不是这个密码")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    page.goto("/library")
    expect(page).to_have_url(re.compile("/sign-in$"))
