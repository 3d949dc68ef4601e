"""Texts as HTML and back, and XML from strangers."""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import fragment_fromstring

from assistant.quiz.formats.base import clean
from assistant.quiz.formats.spelling import one_line
from ingest.errors import UnreadableDocumentError
from ingest.loaders import check_size
from ingest.settings import LimitSettings

# Elements that stand on lines of their own.
_BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})


def to_html(text: str) -> str:
    """Return a text as HTML that shows just that text."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def from_html(markup: str) -> str:
    """Return the text that HTML shows, a line for each of its lines."""
    markup = clean(markup)
    if "<" not in markup and "&" not in markup:
        return markup
    root = fragment_fromstring(one_line(markup), create_parent="div")
    lines = (line.strip() for line in "".join(_texts(root)).split("\n"))
    return clean("\n".join(line for line in lines if line))


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in {"script", "style"}:
            yield child.tail or ""
            continue
        if child.tag == "br" or child.tag in _BLOCKS:
            yield "\n"
        yield from _texts(child)
        if child.tag in _BLOCKS:
            yield "\n"
        yield child.tail or ""


def parse_xml(path: Path, limits: LimitSettings) -> Any:
    """Return the root of an XML file from anywhere; nothing it names is fetched or expanded.

    Raises:
        UnreadableDocumentError: damaged, too large, or with a document type of its own.
    """
    check_size(path, limits)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        tree = etree.parse(str(path), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(
            f"《{path.name}》不是完整的 XML：第 {error.lineno} 行附近有误。",
            hint="请从原平台重新导出后导入，不要用文字处理软件另存。",
        ) from error
    if tree.docinfo.internalDTD is not None:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：文件内含不允许的实体声明。",
            hint="文件可能被改动过，请向提供者核实并重新索取。",
        )
    return tree.getroot()
