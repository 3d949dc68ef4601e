"""Takes a picture of every page, on a desktop and on a phone: `make screenshots`.

An empty library, and one that people have worked with for a while; see `living`.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser

from tests.journeys.browser import DESKTOP, PHONE, REPOSITORY, Visitor, open_browser, visit_page
from tests.journeys.living import LIVED, STANDING, live
from tests.journeys.serving import Server, furnish, furnish_without_documents
from tests.sample_county import ingest_documents

FOLDER = REPOSITORY / "screenshots"
SCREENS = {"desktop": DESKTOP, "phone": PHONE}

HIDDEN = """() => Math.max(0, ...[...document.querySelectorAll("body, body *")]
    .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY))
    .map((each) => each.scrollHeight - each.clientHeight))"""
"""How many pixels higher the window would have to be to show everything."""

MOST_PIXELS = 3000


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

    def take(self, username: str | None, pages: Mapping[str, str]) -> None:
        """Take pictures of pages, addresses by name, as somebody sees them or nobody for None."""
        for screen, size in SCREENS.items():
            visitor = Visitor(self._browser, self._url, size)
            if username:
                visitor.sign_in(username)
            for name, path in pages.items():
                self._take(visitor, path, f"{self._place}-{name}-{username or 'nobody'}-{screen}")
            visitor.close()

    def _take(self, visitor: Visitor, path: str, name: str) -> None:
        page = visitor.page
        visit_page(page, path)
        window = page.viewport_size
        assert window is not None
        # What scrolls stands in the picture whole.
        more = min(page.evaluate(HIDDEN), MOST_PIXELS)
        page.set_viewport_size({**window, "height": window["height"] + more})
        page.screenshot(path=FOLDER / f"{name}.png")
        page.set_viewport_size(window)
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
        for username, pages in STANDING.items():
            photographer.take(username, pages)


def _take_full(browser: Browser, home: Path) -> None:
    ingest_documents(home)
    furnish(home)
    with Server(home) as server:
        server.start()
        lived = live(browser, server.url, home / "handed_in")
        photographer = Photographer(browser, server.url, "full")
        for username, pages in STANDING.items():
            more = {name: lived[name] for name in LIVED.get(username, ())}
            photographer.take(username, {**pages, **more})


if __name__ == "__main__":
    main()
