"""Debian's Chromium, driven by Playwright, and an eye on what a page does unasked."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.journeys.serving import PASSWORD

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
BUILT_PAGE = REPOSITORY / "web/dist/index.html"
AXE = REPOSITORY / "web/node_modules/axe-core/axe.min.js"

PATIENCE_MS = 15_000
# The first question after a start, or after new documents, loads models and indexes.
ANSWERING_MS = 60_000
READING_S = 120
expect.set_options(timeout=PATIENCE_MS)

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
# What 1280 by 800 pixels show at 200 %.
ZOOMED: dict[str, Any] = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Run Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # Root, as which CI runs, may not use the sandbox.
            args=["--no-sandbox"],
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser of their own, who notices what a page must not do.

    Args:
        browser: Where it runs.
        url: Of the server; all else is foreign.
        screen: As `Browser.new_context` takes it.
    """

    def __init__(self, browser: Browser, url: str, screen: dict[str, Any]) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai", **screen
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.faults.append(f"thrown: {error.error}"))
        self.page: Page = self.context.new_page()
        self._csrf_token = ""

    def enlarge(self) -> None:
        """Choose large type, as if it had been chosen on an earlier visit."""
        self.context.add_init_script("localStorage.setItem('policy.large-type', 'yes')")

    def sign_in(self, username: str, password: str = PASSWORD) -> Page:
        """Sign in without the form, and return the page, which stands nowhere yet."""
        credentials = {"username": username, "password": password}
        self._csrf_token = self.send("POST", "/session", data=credentials).json()["csrf_token"]
        return self.page

    def send(self, method: str, path: str, **body: Any) -> APIResponse:
        """Do without clicks what a test is not about; `body` is as `APIRequestContext` takes it."""
        response = self.context.request.fetch(
            f"/api/v1{path}", method=method, headers={"X-CSRF-Token": self._csrf_token}, **body
        )
        assert response.ok, f"{path}: {response.text()}"
        return response

    def ask(self, question: str, conversation: str | None = None) -> dict[str, Any]:
        """Ask without clicks; return the message with its whole answer.

        Args:
            question: What.
            conversation: Id of one that goes on; a new one by default.
        """
        if conversation is None:
            conversation = self.send("POST", "/conversations", data={}).json()["id"]
        told = self.send(
            "POST", f"/conversations/{conversation}/messages", data={"question": question}
        )
        last = [line for line in told.text().splitlines() if line.startswith("data: ")][-1]
        return json.loads(last.removeprefix("data: "))["message"]

    def hand_in(self, *paths: Path) -> None:
        """Hand files in without clicks, and wait until they are read."""
        for path in paths:
            self.send("POST", "/uploads", multipart={"files": path})
        wait_until(lambda: not self.send("GET", "/uploads?active=true").json())

    def work(self, path: str, **body: Any) -> str:
        """Begin long work without clicks, wait until it is done, and return its id."""
        begun = self.send("POST", path, **body).json()["id"]
        wait_until(lambda: self.send("GET", f"/jobs/{begun}").json()["state"] == "done")
        return begun

    def take_in(self, path: Path) -> str:
        """Bring a file of figures into the ledger without clicks; return what read it."""
        read = self.work("/indicators/imports", multipart={"file": path})
        self.work(f"/indicators/imports/{read}/confirm")
        return read

    def wait_for_examples(self) -> None:
        """Wait until the server has tried some questions that it can offer."""
        wait_until(lambda: len(self.send("GET", "/suggestions").json()) >= 3)

    def close(self) -> None:
        """Leave; nothing may have gone wrong."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", f"blob:{self.url}/")):
            self.faults.append(f"foreign request: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # What the server refuses is told to the person; Chromium logs it too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")


def visit_page(page: Page, path: str) -> None:
    """Go to an address and wait until all of it is there."""
    page.goto(path)
    # Where words stand on a scan is recognized when it is first asked.
    page.wait_for_load_state("networkidle", timeout=60_000)


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it, and return what became of it once that is whole."""
    page.get_by_role("textbox", name="您的问题").fill(question)
    page.get_by_role("button", name=re.compile("(^| )提问$")).click()
    turn = page.get_by_role("article", name=question, exact=True).last
    expect_answer(turn)
    return turn


def expect_answer(turn: Locator) -> None:
    """Wait until what became of a question is whole."""
    done = turn.get_by_role("group", name="对这个回答的操作")
    expect(done).to_be_visible(timeout=ANSWERING_MS)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in the server."""
    deadline = time.monotonic() + READING_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def expect_read(read: Callable[[], object], wanted: object) -> None:
    """Read a page again and again until that gives what is wanted; fail if it never does.

    A page is drawn, and moves, after a click has returned: what Playwright's own `expect` cannot
    ask for is not to be read only once.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while (found := read()) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found == wanted


def find_accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds serious or critical, a line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:200]} ({'; '.join(map(str, node['target']))})"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def find_overflow(page: Page) -> list[str]:
    """Return what stands beyond the right edge of its window and cannot be scrolled to."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX);
            const isReached = (each) => {
                for (let above = each; above && above.id !== "main"; above = above.parentElement)
                    if (scrolls(above)) return true;
                return false;
            };
            return [...document.querySelectorAll("body *")]
                .filter((each) => {
                    const { left, right, width: own } = each.getBoundingClientRect();
                    return own > 1 && left < width + 1 && right > width + 1 && !isReached(each);
                })
                .map((each) => each.outerHTML.slice(0, 200));
        }"""
    )


def read_words(page: Page) -> str:
    """Return all that a person sees or is read to on a page."""
    return page.evaluate(
        """() => [
            document.title,
            document.body.innerText,
            ...[...document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")]
                // antd names its own signs in English; they stand beside words.
                .filter((each) => !each.matches(".anticon, svg"))
                .map(
                (each) => [each.ariaLabel, each.title, each.placeholder, each.alt].join(" ")
            ),
        ].join("\\n")"""
    )
