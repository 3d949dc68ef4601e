"""The part that takes the times of the page, in Debian's Chromium."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from assistant.api.deps import COOKIE, CSRF_HEADER
from assistant.api.page import FOLDER
from assistant.evaluation.benching.serving import HOST, running_server
from assistant.evaluation.benching.speed import POLICY, UNBOUNDED
from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from assistant.office import Office
from assistant.office.sessions import Session
from assistant.settings import Settings
from ingest.schema import Record

# Only those who measure or test have it.
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

CORPUS = Path(__file__).parents[3] / "corpus"
VISITS = 10

USABLE = "() => document.querySelector('textarea') && performance.now()"
"""Milliseconds from the beginning of a visit to a question box that takes letters."""

WATCH = """() => {
    const seen = (window.seen = {});
    const note = (name) => requestAnimationFrame(() => (seen[name] ??= performance.now()));
    const look = () => {
        const answer = [...document.querySelectorAll('article [aria-label="回答"]')].at(-1);
        const isWhole = answer?.querySelector('[aria-label="对这个回答的操作"]');
        if (isWhole || answer?.textContent.includes("正在写回答")) note("first");
        if (isWhole) note("whole");
    };
    const begin = () => {
        seen.sent = performance.now();
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    };
    document.addEventListener("click", begin, { capture: true, once: true });
}"""
"""Notes when the question is sent, when a part of its answer is on the page, and when all of it."""

ANSWERED = "() => window.seen.whole && window.seen"

ASK = """async ([question, header, token]) => {
    const started = performance.now();
    const response = await fetch("/api/v1/ask", {
        method: "POST",
        headers: { "Content-Type": "application/json", [header]: token },
        body: JSON.stringify({ question }),
    });
    await response.json();
    return performance.now() - started;
}"""
"""Milliseconds to the whole answer without the page."""


class Visit(Record):
    """The times of one visit with one question, in milliseconds."""

    cold: float
    warm: float
    first: float
    whole: float
    interface: float
    size: int
    """Bytes sent for the cold visit."""


def measure_page(workplace: Workplace) -> str:
    """Return how long the page takes to open and to answer, against the interface under it."""
    chromium = shutil.which("chromium")
    if chromium is None or not (FOLDER / "index.html").exists():
        return "没有测量：需要 Chromium，和 make page 构建的网页。"
    session = _sign_in(workplace)
    lines = (CORPUS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with (
        running_server(
            [str(POLICY), "serve"],
            health="/healthz",
            log=workplace.work / "logs/page.log",
            environment={"POLICY_HOME": str(workplace.home("corpus")), **UNBOUNDED},
        ) as server,
        _open_browser(chromium) as browser,
    ):
        url = f"http://{HOST}:{server.port}"
        # The first visit of all, not counted, loads what the server keeps.
        _, *visits = [
            _visit(browser, url, session, question)
            for question in islice(cycle(questions), VISITS + 1)
        ]
    return _describe(visits)


def _sign_in(workplace: Workplace) -> Session:
    """Return a session over the sample library, which is ingested where it is not."""
    workplace.open_home("corpus", sorted((CORPUS / "documents").iterdir())).close()
    settings = Settings(home=workplace.home("corpus"), _env_file=None)
    office = Office.from_settings(settings)
    with closing(office.assistant):
        account = office.accounts.of_subject("bench", username="bench", name="衡量")
        return office.sessions.open(account.id, address=HOST)


@contextmanager
def _open_browser(chromium: str) -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root may not use the sandbox.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def _visit(browser: "Browser", url: str, session: Session, question: str) -> Visit:
    context = browser.new_context(base_url=url)
    context.add_cookies([{"name": COOKIE, "value": session.token, "url": url}])
    received: list[Request] = []
    context.on("requestfinished", lambda request: received.append(request))
    page = context.new_page()
    cold = _open(page)
    page.wait_for_load_state("networkidle")
    size = sum(request.sizes()["responseBodySize"] for request in received)
    warm = _open(page)
    page.wait_for_load_state("networkidle")
    interface = page.evaluate(ASK, [question, CSRF_HEADER, session.csrf_token])
    page.locator("textarea").fill(question)
    page.evaluate(WATCH)
    page.get_by_role("button", name="提问", exact=True).click()
    seen = page.wait_for_function(ANSWERED).json_value()
    context.close()
    return Visit(
        cold=cold,
        warm=warm,
        first=seen["first"] - seen["sent"],
        whole=seen["whole"] - seen["sent"],
        interface=interface,
        size=size,
    )


def _open(page: "Page") -> float:
    page.goto("/", wait_until="commit")
    return float(page.wait_for_function(USABLE).json_value())


def _describe(visits: list[Visit]) -> str:
    def middle(name: str) -> float:
        return float(median(getattr(visit, name) for visit in visits))

    rows = [
        ["打开网页到可以输入，第一次", f"{middle('cold'):.0f} 毫秒"],
        ["打开网页到可以输入，以后", f"{middle('warm'):.0f} 毫秒"],
        ["第一次打开收到的数据，压缩后", f"{middle('size') / 1000:.0f} kB"],
        ["点“提问”到看见回答的开头", f"{middle('first'):.0f} 毫秒"],
        ["点“提问”到看见整个回答", f"{middle('whole'):.0f} 毫秒"],
        ["不经网页，接口返回整个回答", f"{middle('interface'):.0f} 毫秒"],
        ["网页 ÷ 接口", f"{median(one.whole / one.interface for one in visits):.2f}×"],
    ]
    header = [f"示例库，{len(visits)} 次访问各问一题", "中位数"]
    return make_table(header, rows)
