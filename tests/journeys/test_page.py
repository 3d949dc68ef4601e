"""The page in a real browser."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn

from assistant.api.server import create_app, open_listener
from assistant.testing import CannedAssistant, sample_answer, sample_refusal
from ingest.errors import StoreUnavailableError
from tests.journeys.browser import CHROMIUM, Page, browsing

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@contextmanager
def serving(assistant: CannedAssistant) -> Iterator[str]:
    """A server on a free port; yields its address."""
    listener = open_listener("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(assistant), log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def asking(assistant: CannedAssistant, question: str, profile: Path) -> Iterator[Page]:
    """The page after a question was typed and sent."""
    with serving(assistant) as address, browsing(address, profile) as page:
        page.evaluate(f"byId('question').value = {json.dumps(question)}; byId('submit').click()")
        yield page


def test_an_answer_shows_its_grade_and_links_each_sentence_to_its_source(tmp_path: Path) -> None:
    assistant = CannedAssistant()
    with asking(assistant, "每月补贴多少？", tmp_path) as page:
        shown = page.wait_for("查看上下文")
        assert "可直接引用" in shown
        assert "每月八百元[1]。" in shown
        page.evaluate("document.querySelector('#answer a').click()")
        target = page.evaluate("document.querySelector('li:target').innerText")
        assert "《公益性岗位管理办法》（云政发〔2024〕6号）" in target
    assert [question for question, _ in assistant.asked] == ["每月补贴多少？"]


def test_a_source_opens_in_its_surroundings_with_the_cited_words_marked(tmp_path: Path) -> None:
    with asking(CannedAssistant(), "每月补贴多少？", tmp_path) as page:
        page.wait_for("查看上下文")
        page.evaluate("document.querySelector('#sources button').click()")
        page.wait_for("由乡镇人民政府公示")
        assert page.evaluate("document.querySelector('mark').textContent") == (
            "公益性岗位每月补贴八百元。"
        )


def test_the_page_fits_a_phone(tmp_path: Path) -> None:
    with asking(CannedAssistant(), "每月补贴多少？", tmp_path) as page:
        page.wait_for("查看上下文")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("innerWidth") == 360


def test_a_link_may_carry_a_question(tmp_path: Path) -> None:
    with (
        serving(CannedAssistant()) as address,
        browsing(f"{address}/#question={quote('每月多少？')}", tmp_path) as page,
    ):
        assert "每月八百元[1]。" in page.wait_for("查看上下文")


def test_a_refusal_offers_the_nearest_passages(tmp_path: Path) -> None:
    with asking(CannedAssistant(answer=sample_refusal()), "票价？", tmp_path) as page:
        shown = page.wait_for("最接近的段落")
        assert "资料中没有找到" in shown
        assert "《公益性岗位管理办法》" in shown


def test_a_failure_says_what_to_do(tmp_path: Path) -> None:
    error = StoreUnavailableError("连接不上数据库。", hint="请检查数据库是否在运行。")
    with asking(CannedAssistant(error=error), "票价？", tmp_path) as page:
        page.wait_for("连接不上数据库。请检查数据库是否在运行。")


def test_markup_in_a_document_stays_text(tmp_path: Path) -> None:
    answer = sample_answer()
    evil = "<img src=x onerror=alert(1)>"
    citation = answer.citations[0].model_copy(update={"text": evil, "title": evil})
    answer = answer.model_copy(update={"text": f"{evil}[1]", "citations": (citation,)})
    with asking(CannedAssistant(answer=answer), "问", tmp_path) as page:
        assert page.wait_for("查看上下文").count(evil) == 3
        assert page.evaluate("document.images.length") == 0
