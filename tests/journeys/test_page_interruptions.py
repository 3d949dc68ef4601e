"""An answer on its way while the page is reloaded, the line breaks, or the server ends."""

import re
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.chain.chat_server import ChatServer, cite_passage_with, serve_chat
from tests.journeys.browser import ANSWERING_MS
from tests.journeys.conftest import Visit
from tests.journeys.serving import READER, Server

QUESTION = "驻村干部要请两天假找谁批？"
FIRST = "1天以上3天以内的，由乡镇党委书记批准"
INTERRUPTED = "服务中断，这个问题没有答完"
SECOND = "驻村干部请假1天以内的，由工作队队长批准"


class Writer:
    """A language model that writes its second sentence when it is told to."""

    def __init__(self, chat: ChatServer) -> None:
        self.url = chat.url
        self.goes_on = threading.Event()
        chat.says = self._write

    def _write(self, request: str) -> Iterator[str]:
        number = cite_passage_with(request, FIRST)
        yield f"{FIRST}。[{number}]"
        # Some more, so that the sentence before is known to be whole.
        yield SECOND
        self.goes_on.wait(60)
        yield f"。[{number}]"


@pytest.fixture(scope="module")
def writer() -> Iterator[Writer]:
    with serve_chat() as chat:
        yield Writer(chat)


@pytest.fixture(scope="module")
def server(
    browser: Browser,
    furnished_home: Path,
    writer: Writer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("interrupted") / "home"
    shutil.copytree(furnished_home, home)
    model = {"POLICY_CHAT_MODEL__BASE_URL": writer.url, "POLICY_CHAT_MODEL__MODEL": "scripted"}
    with Server(home, model) as server:
        yield server.start()


@pytest.fixture
def page(visit: Visit, writer: Writer) -> Iterator[Page]:
    """A page on which the first half of an answer has come."""
    writer.goes_on.clear()
    page = visit().sign_in(READER)
    page.goto("/")
    page.get_by_role("textbox", name="您的问题").fill(QUESTION)
    page.get_by_role("button", name=re.compile("(^| )提问$")).click()
    expect_running(page)
    yield page
    # What still runs would keep the server from ending.
    writer.goes_on.set()


def expect_running(page: Page) -> None:
    """Wait for the first sentence, and for the word that there is more to come."""
    answer = page.get_by_role("group", name="回答", exact=True)
    expect(answer.get_by_text(FIRST)).to_be_visible(timeout=ANSWERING_MS)
    expect(answer.get_by_text("正在写回答")).to_be_visible()


def expect_whole(page: Page) -> None:
    """Wait for the whole answer, told once."""
    answer = page.get_by_role("article", name=QUESTION).get_by_role(
        "group", name="回答", exact=True
    )
    judged = answer.get_by_text("可直接引用").or_(answer.get_by_text("请核对"))
    expect(judged).to_be_visible(timeout=ANSWERING_MS)
    expect(answer.get_by_text(FIRST)).to_have_count(1)
    expect(answer.get_by_text(SECOND)).to_have_count(1)


def test_an_answer_shows_its_first_sentence_before_it_is_whole(page: Page, writer: Writer) -> None:
    expect(page.get_by_text(SECOND)).to_have_count(0)
    writer.goes_on.set()
    expect_whole(page)


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(page: Page, writer: Writer) -> None:
    page.reload()
    expect_running(page)
    writer.goes_on.set()
    expect_whole(page)
    page.reload()
    expect_whole(page)


def test_a_line_that_breaks_is_taken_up_again(page: Page, writer: Writer) -> None:
    page.context.set_offline(True)
    expect(page.get_by_text("网络已断开")).to_be_visible()
    writer.goes_on.set()
    page.context.set_offline(False)
    expect_whole(page)


def test_an_answer_can_be_stopped_and_asked_for_again(page: Page, writer: Writer) -> None:
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("已停止回答")).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    writer.goes_on.set()
    page.get_by_role("button", name="重新提问").click()
    expect_whole(page)


def test_a_server_that_is_shut_down_says_so_and_keeps_nothing_half(
    page: Page, server: Server, writer: Writer
) -> None:
    server.signal(signal.SIGTERM)
    expect(page.get_by_text(INTERRUPTED)).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    writer.goes_on.set()
    server.wait()
    server.start()
    page.get_by_role("button", name="重新提问").click()
    expect_whole(page)


def test_after_a_power_cut_the_conversation_is_there_and_is_asked_again(
    page: Page, server: Server, writer: Writer
) -> None:
    server.signal(signal.SIGKILL)
    server.wait()
    expect(page.get_by_text("网络中断，正在重新连接")).to_be_visible()
    writer.goes_on.set()
    server.start()
    expect(page.get_by_text(INTERRUPTED)).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="重新提问").click()
    expect_whole(page)
