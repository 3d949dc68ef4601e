"""Take the parts of a web page away that are not its article: menus, forms, related links."""

import re

from lxml.html import HtmlElement

DROPPED_TAGS = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "canvas",
    "select",
    "button",
    "input",
    "textarea",
    "nav",
    "footer",
    "aside",
]
# As class and id words, over the usual content systems.
DROPPED_NAMES = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "submenu",
        "footer",
        "foot",
        "copyright",
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
        "sidebar",
        "aside",
        "share",
        "sharing",
        "pagination",
        "pager",
        "search",
        "searchbox",
        "toolbar",
        "related",
        "recommend",
        "advert",
        "ads",
        "qrcode",
        "friendlink",
        "friendlinks",
    ]
)
NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
ATTACHMENT = re.compile(r"\.(docx?|xlsx?|pdf|wps|et|ofd|zip|rar|pptx?)(\?|$)", re.IGNORECASE)

# Measured on pages of government and university sites: menus lie above 0.8, articles below 0.2.
LINK_SHARE = 0.6
# A part with this many characters outside links, or this share of the page's, is the article.
PROSE_LENGTH = 200
ARTICLE_SHARE = 0.4
CONTAINERS = frozenset(
    [
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "li",
        "div",
        "section",
        "header",
        "form",
        "center",
        "p",
        "table",
        "td",
        "span",
    ]
)


def text_of(element: HtmlElement) -> str:
    """Return all text in an element."""
    return "".join(element.itertext())


def remove_boilerplate(root: HtmlElement) -> None:
    """Remove what is hidden, named as furniture, or mostly links.

    A part stays, whatever its name, when it holds a main heading, long prose or a large share of
    the page; links to attachments are content.
    """
    for element in list(root.iter(*DROPPED_TAGS)):
        element.drop_tree()
    for element in list(root.body.iter()):
        if HIDDEN.search(element.get("style", "")) or element.get("hidden") is not None:
            _drop(element)
    page = _Measure(root)
    # From the inside out: a menu inside an article goes without the article.
    for element in reversed(list(root.body.iter(*CONTAINERS))):
        is_named = not DROPPED_NAMES.isdisjoint(_name_words(element))
        if (is_named or page.is_link_list(element)) and not page.is_article(element):
            _drop(element)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def _name_words(element: HtmlElement) -> set[str]:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return {word.lower() for word in NAME_WORD.findall(names)}


class _Measure:
    """Counts each element's characters, in and outside links, before anything is dropped."""

    def __init__(self, root: HtmlElement) -> None:
        self._text: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        self._links: dict[HtmlElement, int] = {}
        for element in reversed(list(root.iter())):
            self._count(element)
        self._page_text = self._text[root] - self._linked[root]

    def _count(self, element: HtmlElement) -> None:
        children = list(element)
        text = _length(element.text) + sum(
            self._text[child] + _length(child.tail) for child in children
        )
        is_link = element.tag == "a" and element.get("href") is not None
        self._text[element] = text
        self._linked[element] = text if is_link else sum(self._linked[c] for c in children)
        self._links[element] = is_link + sum(self._links[child] for child in children)

    def is_link_list(self, element: HtmlElement) -> bool:
        """True for two links or more that make most of the text, none to an attachment."""
        if self._links[element] < 2 or self._linked[element] < self._text[element] * LINK_SHARE:
            return False
        links = element.iter("a")
        return not any(ATTACHMENT.search(link.get("href", "")) for link in links)

    def is_article(self, element: HtmlElement) -> bool:
        """True when too much of the page would go with the element."""
        prose = self._text[element] - self._linked[element]
        return (
            prose >= PROSE_LENGTH
            or prose > self._page_text * ARTICLE_SHARE
            or element.find(".//h1") is not None
        )


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
