"""What holds of every page: on a desktop, on a phone, magnified, in large type."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import papers
from tests.journeys.browser import (
    DESKTOP,
    PHONE,
    ZOOMED,
    Visitor,
    expect_read,
    find_accessibility_faults,
    find_overflow,
    read_words,
    visit_page,
)
from tests.journeys.living import LIVED, STANDING, live
from tests.journeys.serving import CONFIDANT, Server

SCREENS = {"desktop": DESKTOP, "phone": PHONE, "zoomed": ZOOMED, "large": PHONE}

# What Chinese offices write in Latin letters too, what people here are called, and what stands in
# the hostile file.
LATIN = re.compile("[A-Za-z]{2,}")
NOT_FOREIGN = {
    *("Word", "WPS", "Excel", "PDF", "docx", "xlsx", "pdf", "html", "md", "txt", "zip", "OCR"),
    *("xls", "csv", "json", "GDP"),
    *("API", "IP", "CSV", "OpenAI", "KB", "MB", CONFIDANT, *filter(None, STANDING)),
    *LATIN.findall(papers.HOSTILE_MARKUP + papers.HOSTILE_MARKDOWN),
}


@pytest.fixture(scope="module")
def lived(
    browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Addresses of what people did."""
    return live(browser, server.url, tmp_path_factory.mktemp("lived") / "handed_in")


@pytest.fixture(scope="module")
def visitors(browser: Browser, server: Server) -> Iterator[dict[tuple[str | None, str], Visitor]]:
    """Those who are here already, by username and screen; nothing went wrong in the end."""
    here: dict[tuple[str | None, str], Visitor] = {}
    yield here
    for visitor in here.values():
        visitor.close()


PLACES = [
    pytest.param(username, name, screen, id=f"{name}-{username or 'nobody'}-{screen}")
    for username, pages in STANDING.items()
    for name in (*pages, *LIVED.get(username, ()))
    for screen in SCREENS
]


@pytest.mark.parametrize(("username", "name", "screen"), PLACES)
def test_every_page_fits_its_window_and_speaks_chinese_to_everybody(
    browser: Browser,
    server: Server,
    lived: dict[str, str],
    visitors: dict[tuple[str | None, str], Visitor],
    username: str | None,
    name: str,
    screen: str,
) -> None:
    if (username, screen) not in visitors:
        visitor = visitors[username, screen] = Visitor(browser, server.url, SCREENS[screen])
        if screen == "large":
            visitor.enlarge()
        if username:
            visitor.sign_in(username)
    page = visitors[username, screen].page
    visit_page(page, STANDING[username].get(name) or lived[name])
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect_read(lambda: find_overflow(page), [])
    expect_read(lambda: set(LATIN.findall(read_words(page))) - NOT_FOREIGN, set())
    expect_read(lambda: find_accessibility_faults(page), [])
