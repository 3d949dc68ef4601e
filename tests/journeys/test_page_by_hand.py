"""The page for those who use no mouse, need large letters, or magnify what they see."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import ZOOMED, ask, expect_answer, expect_read, wait_until
from tests.journeys.conftest import Visit
from tests.journeys.serving import PASSWORD, READER

QUESTION = "驻村干部要请两天假找谁批？"
MOST_TABS = 60


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus, which must then be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            assert target.evaluate("(element) => element.matches(':focus-visible')")
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"{target} was not reached")


def test_with_keys_alone_one_signs_in_asks_and_opens_the_source(visit: Visit) -> None:
    page = visit().page
    page.goto("/sign-in")
    username = page.get_by_label("用户名")
    expect(username).to_be_visible()
    tab_to(page, username)
    page.keyboard.type(READER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    box = page.get_by_role("textbox", name="您的问题")
    expect(box).to_be_visible()
    tab_to(page, box)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    turn = page.get_by_role("article", name=QUESTION)
    expect_answer(turn)

    page.reload()
    mark = turn.get_by_role("button", name="出处 1").first
    expect(mark).to_be_visible()
    tab_to(page, mark)
    expect(page.get_by_role("tooltip")).to_contain_text("驻村工作队管理办法")
    page.keyboard.press("Enter")
    source = page.get_by_role("region", name="原文")
    expect(source.locator("mark").first).to_be_in_viewport()
    close = source.get_by_role("button", name="关闭原文")
    tab_to(page, close)
    page.keyboard.press("Enter")
    expect(source).to_have_count(0)
    expect(mark).to_be_focused()


def test_the_first_tab_leads_past_the_navigation(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto("/library")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_large_type_enlarges_everything_and_is_remembered(visit: Visit) -> None:
    page = visit().sign_in(READER)
    page.goto("/")
    heading = page.get_by_role("heading", level=1)
    box = page.get_by_role("textbox", name="您的问题")
    expect(heading).to_be_visible()
    sizes = {each: size_of(each) for each in (heading, box)}
    page.get_by_role("button", name="大字版").click()
    expect(page.get_by_role("button", name="大字版")).to_have_attribute("aria-pressed", "true")
    wait_until(lambda: all(size_of(each) >= size * 1.2 for each, size in sizes.items()))
    page.reload()
    expect(heading).to_be_visible()
    wait_until(lambda: all(size_of(each) >= size * 1.2 for each, size in sizes.items()))
    page.get_by_role("button", name="大字版").click()
    expect_read(lambda: {each: size_of(each) for each in sizes}, sizes)


def size_of(element: Locator) -> float:
    """Height of the letters in pixels."""
    return float(element.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)"))


def test_at_twice_the_size_one_asks_and_reads_the_source(visit: Visit) -> None:
    page = visit(ZOOMED).sign_in(READER)
    page.goto("/")
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="出处 1").first.click()
    source = page.get_by_role("region", name="原文")
    expect(source.locator("mark").first).to_be_in_viewport()
    source.get_by_role("button", name="关闭原文").click()
    ask(page, "那请假一天以内呢？")
