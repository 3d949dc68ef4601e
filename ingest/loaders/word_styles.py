"""What the style of a Word paragraph says about it: heading, list, table of contents."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
TITLE = re.compile(r"title|标题|文档标题|公文标题", re.IGNORECASE)
# WPS has a style of its own for contents typed by hand.
CONTENTS = re.compile(r"(?:toc|目录|WPSOffice手动目录)\s*[1-9]", re.IGNORECASE)
# Levels 0 to 8 are headings, 9 is body text (ECMA-376 part 1, 17.3.1.20).
BODY_OUTLINE_LEVEL = 9


class ParagraphStyle(NamedTuple):
    """What a paragraph is by its own properties and its style."""

    heading_level: int
    """From 1; 0 for text."""

    is_contents: bool
    """A line of the table of contents Word made from the headings."""

    list_id: str
    """`w:numId` of its list; empty for none."""

    list_level: int
    """`w:ilvl`, from 0."""


class Styles:
    """The paragraph styles of a document.

    Args:
        styles: Root of word/styles.xml.
    """

    def __init__(self, styles: Element) -> None:
        self._styles = {
            style.get(qn("w:styleId"), ""): style
            for style in styles.iterchildren(qn("w:style"))
            if style.get(qn("w:type"), "paragraph") == "paragraph"
        }
        self._default = next(
            (id_ for id_, style in self._styles.items() if style.get(qn("w:default")) == "1"), ""
        )

    def of(self, paragraph: Element) -> ParagraphStyle:
        """Return what a `w:p` is; its own properties win over its style, that over its base."""
        own = paragraph.find(qn("w:pPr"))
        style_id = _value(own, "w:pStyle") or self._default
        chain = list(self._chain(style_id))
        names = [name for style in chain if (name := _value(style, "w:name"))]
        properties = [own, *(style.find(qn("w:pPr")) for style in chain)]
        list_id, list_level = self._list_of(properties, style_id)
        return ParagraphStyle(
            heading_level=_heading_level(properties, names),
            is_contents=bool(names) and CONTENTS.fullmatch(names[0]) is not None,
            list_id=list_id,
            list_level=list_level,
        )

    def _chain(self, style_id: str) -> Iterator[Element]:
        """Yield a style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = _value(style, "w:basedOn")

    def _list_of(self, properties: list[Element | None], style_id: str) -> tuple[str, int]:
        list_id = level = ""
        for each in properties:
            numbering = None if each is None else each.find(qn("w:numPr"))
            list_id = list_id or _value(numbering, "w:numId")
            level = level or _value(numbering, "w:ilvl")
        # numId 0 takes a paragraph out of the list of its style.
        return ("" if list_id == "0" else list_id), int(level) if level.isdecimal() else 0


def _heading_level(properties: list[Element | None], names: list[str]) -> int:
    for name in names:
        if match := HEADING.fullmatch(name):
            return int(match[1])
    if names and TITLE.fullmatch(names[0]):
        return 1
    for each in properties:
        outline = _value(each, "w:outlineLvl")
        if outline.isdecimal():
            return (int(outline) + 1) % (BODY_OUTLINE_LEVEL + 1)
    return 0


def _value(parent: Element | None, tag: str) -> str:
    """The `w:val` of a child; empty where there is none."""
    child = None if parent is None else parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val"), ""))
