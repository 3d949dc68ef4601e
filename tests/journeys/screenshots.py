"""Takes a picture of every page, on a desktop and on a phone: `make screenshots`.

What a page shows beside the sample library is made first: answers of every grade, an old revision,
files that were refused, questions to the keeper, gaps.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.journeys import papers
from tests.journeys.browser import DESKTOP, PHONE, REPOSITORY, Visitor, open_browser
from tests.journeys.serving import (
    ADMINISTRATOR,
    CLOSED_QUESTION,
    KEEPER,
    READER,
    Server,
    furnish,
    furnish_without_documents,
)

FOLDER = REPOSITORY / "screenshots"
SCREENS = {"desktop": DESKTOP, "phone": PHONE}

QUESTION = "公益性岗位每月补贴多少元？"
FOLLOW_UP = "名单要公示多少天？"
LONG_NAME = (
    "关于进一步规范和加强全县农村公共服务设施建设管理使用维护以及资金筹措监督考核等有关工作"
    "若干事项的补充通知（征求意见稿第三次修改）.txt"
)
LONG_TEXT = "第一条 农村公共服务设施每年检查两次。\n"

DESK = ("library", "uploads", "search", "gaps", "enquiries")
ADMINISTRATION = ("admin/accounts", "admin/libraries", "admin/log")


class Photographer:
    """Goes to pages and keeps how they look.

    Args:
        browser: Where they are shown.
        url: Of the server.
        place: First part of the pictures' names.
    """

    def __init__(self, browser: Browser, url: str, place: str) -> None:
        self._browser = browser
        self._url = url
        self._place = place

    def take(self, username: str | None, pages: Iterable[tuple[str, str]]) -> None:
        """Take pictures of pages, (name, path), as somebody sees them; as nobody for None."""
        for screen, size in SCREENS.items():
            visitor = Visitor(self._browser, self._url, size)
            if username:
                visitor.sign_in(username)
            for name, path in pages:
                self._take(visitor, path, f"{self._place}-{name}-{username or 'nobody'}-{screen}")
            visitor.close()

    def _take(self, visitor: Visitor, path: str, name: str) -> None:
        page = visitor.page
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
        sys.stdout.write(f"{name}\n")


def main() -> None:
    """Take all pictures."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        home = Path(folder)
        _take_empty(browser, home / "empty")
        _take_full(browser, home / "full")


def _take_empty(browser: Browser, home: Path) -> None:
    furnish_without_documents(home)
    with Server(home) as server:
        photographer = Photographer(browser, server.start().url, "empty")
        photographer.take(None, [("sign_in", "/")])
        photographer.take(READER, [("chat", "/"), ("library", "/library"), ("search", "/search")])
        photographer.take(ADMINISTRATOR, [(each, f"/{each}") for each in DESK])


def _take_full(browser: Browser, home: Path) -> None:
    furnish(home, REPOSITORY / "corpus/documents")
    with Server(home) as server:
        server.start()
        places = _live(browser, server.url, home)
        photographer = Photographer(browser, server.url, "full")
        photographer.take(READER, [("chat", "/"), *places, ("account", "/account")])
        photographer.take(READER, [(each, f"/{each}") for each in DESK])
        photographer.take(KEEPER, [(each, f"/{each}") for each in DESK])
        photographer.take(
            ADMINISTRATOR, [(each.replace("/", "_"), f"/{each}") for each in ADMINISTRATION]
        )


def _live(browser: Browser, url: str, home: Path) -> list[tuple[str, str]]:
    """Let people work for a while; return the pages that come of it, (name, path)."""
    keeper = Visitor(browser, url, DESKTOP)
    keeper.sign_in(KEEPER)
    sources = home / "handed_in"
    sources.mkdir()
    (sources / LONG_NAME).write_text(LONG_TEXT, encoding="utf-8")
    keeper.hand_in(
        papers.write_broken_file(sources),
        papers.write_word_file(sources),
        papers.write_scan(sources),
        papers.write_hostile_file(sources),
        sources / LONG_NAME,
    )

    reader = Visitor(browser, url, DESKTOP)
    reader.sign_in(READER)
    old = reader.ask(papers.WORD_QUESTION)
    answered = reader.ask(QUESTION)
    reader.ask(FOLLOW_UP, answered["conversation_id"])
    scanned = reader.ask(papers.SCAN_QUESTION)
    refused = reader.ask(CLOSED_QUESTION)
    hostile = reader.ask(papers.HOSTILE_QUESTION)
    reader.send("POST", f"/messages/{refused['id']}/enquiry", data={"note": "村里有人问起。"})
    bad = {"verdict": "bad", "reason": "incomplete", "comment": "没有说由谁审批。"}
    reader.send("PUT", f"/messages/{answered['id']}/feedback", data=bad)

    keeper.hand_in(papers.write_word_file(sources, papers.WORD_CHANGED_ANSWER))
    document = old["answer"]["citations"][0]["document_id"]
    keeper.close()
    reader.close()
    return [
        ("answer", f"/c/{answered['conversation_id']}"),
        ("refusal", f"/c/{refused['conversation_id']}"),
        ("hostile", f"/c/{hostile['conversation_id']}"),
        ("source_word", _source(answered)),
        ("source_scan", _source(scanned)),
        ("source_old", _source(old)),
        ("document", f"/library/{document}"),
        ("nowhere", "/nowhere"),
    ]


def _source(message: dict[str, Any]) -> str:
    citation = message["answer"]["citations"][0]
    return f"/source/{citation['revision_id']}?start={citation['start']}&end={citation['end']}"


if __name__ == "__main__":
    main()
