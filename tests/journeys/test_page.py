"""The page in a real browser."""

import re
import shutil
import subprocess
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

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

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


def open_page(url: str, profile: Path) -> str:
    """The page's visible end state, as HTML."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--window-size=360,800",
        f"--user-data-dir={profile}", "--virtual-time-budget=5000", "--dump-dom", url,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def ask_page(assistant: CannedAssistant, question: str, profile: Path) -> str:
    with serving(assistant) as address:
        return open_page(f"{address}/#question={quote(question)}", profile)


def test_an_answer_shows_its_grade_and_links_each_sentence_to_its_source(tmp_path: Path) -> None:
    page = ask_page(CannedAssistant(), "每月补贴多少？", tmp_path)
    assert "可直接引用" in page
    assert re.search(r'每月八百元<a href="#source-1"[^>]*>\[1\]</a>。', page)
    assert re.search(r'<li id="source-1">.*《公益性岗位管理办法》（云政发〔2024〕6号）', page)


def test_a_refusal_offers_the_nearest_passages(tmp_path: Path) -> None:
    page = ask_page(CannedAssistant(answer=sample_refusal()), "票价？", tmp_path)
    assert "资料中没有找到" in page
    assert re.search(r"最接近的段落</h2>.*《公益性岗位管理办法》", page, re.DOTALL)


def test_a_failure_says_what_to_do(tmp_path: Path) -> None:
    error = StoreUnavailableError("连接不上数据库。", hint="请检查数据库是否在运行。")
    page = ask_page(CannedAssistant(error=error), "票价？", tmp_path)
    assert "连接不上数据库。请检查数据库是否在运行。" in page


def test_markup_in_a_document_stays_text(tmp_path: Path) -> None:
    answer = sample_answer()
    evil = "<img src=x onerror=alert(1)>"
    citation = answer.citations[0].model_copy(update={"text": evil, "title": evil})
    answer = answer.model_copy(update={"text": f"{evil}[1]", "citations": (citation,)})
    page = ask_page(CannedAssistant(answer=answer), "问", tmp_path)
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page
