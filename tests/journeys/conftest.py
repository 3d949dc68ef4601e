import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.conftest import make_once
from tests.journeys.browser import BUILT_PAGE, CHROMIUM, DESKTOP, PHONE, Visitor, open_browser
from tests.journeys.serving import Server, furnish

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def furnished_home(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with documents and people; only to be copied."""

    def make(home: Path) -> None:
        shutil.copytree(corpus_home, home)
        furnish(home)

    return make_once(tmp_path_factory, "furnished-home", make)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; one per module, since its event loop would be in the way of other tests."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium: apt-get install chromium fonts-noto-cjk")
    if not BUILT_PAGE.exists():
        pytest.skip("the page is not built: make page")
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(
    browser: Browser, furnished_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server over documents and people of this module alone."""
    home = tmp_path_factory.mktemp("journey") / "home"
    shutil.copytree(furnished_home, home)
    with Server(home) as server:
        yield server.start()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Makes visitors, of the desktop unless told, who have to have had no trouble in the end."""
    visitors = []

    def visit(screen: dict[str, Any] = DESKTOP) -> Visitor:
        visitors.append(Visitor(browser, server.url, screen))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()


@pytest.fixture(params=[pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every screen that the page is made for."""
    return request.param
