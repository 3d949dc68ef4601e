"""Read web pages."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from ingest.errors import EmptyDocumentError
from ingest.loaders.boilerplate import remove_boilerplate, text_of
from ingest.loaders.decoding import decode
from ingest.loaders.numerals import letter_number, roman_number, superscript
from ingest.loaders.tables import as_rows, place_cells
from ingest.loaders.text import decoding_warnings
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

DECLARED_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)
# A charset is declared in the first 1024 bytes (HTML standard, 4.2.5.4); old pages are lax.
DECLARATION_BYTES = 8192

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCK_TAGS = HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
# Pages nest a few dozen levels; a deeper tree is read as the text it holds.
MAXIMUM_DEPTH = 150
# The HTML standard (4.9.11) clamps colspan to 1000; no table for people is wider than 200.
MAXIMUM_COLUMN_SPAN = 200
MAXIMUM_ROW_SPAN = 65_534

IDEOGRAPHIC = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
# A line end inside Chinese prose is how the source was wrapped, not a space between words.
# Nor is one between a figure and its unit.
UNIT = "个?工作日内?|日[内前]?|天内?|年内?|个?月内?|万?元|亿元|[个人户亩吨倍%％]|公里"
WRAPPED_LINE = re.compile(
    rf"(?<=[{IDEOGRAPHIC}])[ \t]*[\r\n]\s*(?=[{IDEOGRAPHIC}])"
    rf"|(?<=\d)[ \t]*[\r\n]\s*(?=(?:{UNIT})(?![\u4e00-\u9fff]))"
)
OWN_NUMBER = re.compile(r"[\d０-９一二三四五六七八九十]+\s*[.．、)）]|[(（【①-⑳]")
# Cleaned of its menus, a page still ends with who runs it.
COLOPHON = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|Copyright"
    r"|^(主办|承办)(单位)?：|^分享到|^扫一扫|^【?(打印|关闭)(本页|窗口)?】?$"
)
COLOPHON_LENGTH = 200
# What a page offers to do with it, in a line of nothing else: "【字号：大 中 小】 打印 分享".
TOOLS = (
    r"字[号体](?:大小)?|打印(?:本页|本文|文章)?|分享到?|收藏|关闭(?:本页|窗口)?|纠错"
    r"|扫一扫|返回顶部"
)
TOOLBAR = re.compile(
    rf"(?=.*(?:{TOOLS}))(?:{TOOLS}|特?大|中|小|默认|(?:新浪)?微博|微信|朋友圈|QQ(?:空间|好友)?|复制链接"
    r"|(?:浏览|阅读|点击)(?:次数|量)|[\d次+A-]|[\s\[\]【】（）()：:|｜/／·、，])++"
)
BREADCRUMB = re.compile(r"(您?(现在|当前|目前)?(的|所在)*位置|首页)\s*[:：>»›]")
BREADCRUMB_LENGTH = 100


class HtmlLoader:
    """Reads web pages without their menus and colophon; see `Loader`."""

    media_types: frozenset[str] = frozenset({"text/html"})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a web page; see `Loader`."""
        return read_page(path.read_bytes(), path.name)


def read_page(data: bytes, file: str, *, declared: str = "") -> LoadedFile:
    """Return what a web page shows.

    Args:
        data: The page.
        file: Name of the file it stands in, for messages.
        declared: Encoding that stands outside the page; empty for none.

    Raises:
        EmptyDocumentError: the page shows no text.
    """
    inside = DECLARED_CHARSET.search(data[:DECLARATION_BYTES])
    decoded = decode(data, declared=declared or (inside[1].decode("ascii") if inside else ""))
    root = _parse(decoded.text)
    title = _title(root)
    remove_boilerplate(root)
    # A page that is nothing but links (a directory) is read whole.
    blocks = _read(root) or _read(_parse(decoded.text))
    if not blocks:
        raise EmptyDocumentError(
            f"《{file}》里没有可读的文字：网页内容可能由脚本生成。",
            hint="请在浏览器中打开该页，打印为 PDF 或复制到 Word 保存后再上传。",
        )
    return LoadedFile(
        blocks=tuple(blocks),
        media_type="text/html",
        title=title,
        warnings=decoding_warnings(decoded),
    )


def read_fragment(markup: str, *, paragraph: int) -> Iterator[Block]:
    """Yield the blocks of a piece of HTML inside another file.

    Args:
        markup: The piece; comments give nothing.
        paragraph: Place of the piece in that file, given to every block.
    """
    if re.sub(r"<!--.*?-->", "", markup, flags=re.DOTALL).strip():
        flow = _Flow(paragraph=paragraph, is_counting=False)
        flow.read(_parse(markup))
        yield from flow.finish()


def _parse(text: str) -> HtmlElement:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    data = text.replace("\0", "").encode("utf-8", errors="replace")
    return html.document_fromstring(data or b"<html/>", parser=parser, ensure_head_body=True)


def _title(root: HtmlElement) -> str:
    """Title of the page: government sites name the article apart from the site."""
    for name in ("ArticleTitle", "og:title"):
        for value in root.xpath("//meta[@name=$name or @property=$name]/@content", name=name):
            if value.strip():
                return str(value).strip()
    return _squeeze(root.findtext(".//title") or "")


def _read(root: HtmlElement) -> list[Block]:
    """Return the blocks of a page, its colophon left out."""
    flow = _Flow(paragraph=0, is_counting=True)
    flow.read(root.body)
    blocks = flow.finish()
    while blocks and _is_colophon(blocks[-1]):
        blocks.pop()
    return [block for block in blocks if not (_is_breadcrumb(block) or _is_toolbar(block))]


def _is_colophon(block: Block) -> bool:
    return (
        block.kind is BlockKind.PARAGRAPH
        and len(block.text) < COLOPHON_LENGTH
        and bool(COLOPHON.search(block.text))
    )


def _is_toolbar(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and TOOLBAR.fullmatch(block.text) is not None


def _is_breadcrumb(block: Block) -> bool:
    """True for the path to the page: "您当前的位置：首页 > 政务公开"."""
    return len(block.text) < BREADCRUMB_LENGTH and BREADCRUMB.match(block.text) is not None


class _Flow:
    """Collects the text between block elements into blocks.

    Args:
        paragraph: Number of the paragraph before the first.
        is_counting: Give each block the next number; otherwise all have the number given.
    """

    def __init__(self, *, paragraph: int, is_counting: bool) -> None:
        self._blocks: list[Block] = []
        self._paragraph = paragraph
        self._is_counting = is_counting
        self._inline: list[str] = []
        self._prefix = ""
        self._level = 0

    def finish(self) -> list[Block]:
        """Return the blocks read."""
        self._flush()
        return self._blocks

    def read(self, element: HtmlElement, depth: int = 0) -> None:
        """Read an element and what is in it."""
        tag = element.tag
        if tag in {"head", "script", "style", "template"}:
            return
        if depth > MAXIMUM_DEPTH:
            self._inline.append(text_of(element))
        elif tag == "table":
            self._read_table(element, depth)
        elif tag == "br":
            self._break_line()
        elif tag == "pre":
            self._flush()
            for line in text_of(element).split("\n"):
                self._inline.append(line)
                self._flush()
        elif tag == "sup":
            self._inline.append(superscript(text_of(element)))
        elif tag in BLOCK_TAGS:
            self._flush()
            self._prefix = _item_number(element) if tag == "li" else self._prefix
            self._level = int(tag[1]) if tag in HEADINGS else self._level
            self._read_children(element, depth)
            self._flush()
            self._prefix = "" if tag == "li" else self._prefix
            self._level = 0 if tag in HEADINGS else self._level
        else:
            self._read_children(element, depth)

    def _read_children(self, element: HtmlElement, depth: int) -> None:
        self._inline.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self.read(child, depth + 1)
            self._inline.append(child.tail or "")

    def _break_line(self) -> None:
        # A title broken into two lines is one title.
        if not self._level:
            self._flush()

    def _flush(self) -> None:
        text = _squeeze("".join(self._inline))
        self._inline = []
        if not text:
            return
        prefix = "" if OWN_NUMBER.match(text) else self._prefix
        self._prefix = ""
        self._blocks.append(
            Block(
                kind=BlockKind.HEADING if self._level else BlockKind.PARAGRAPH,
                text=prefix + text,
                origin=Origin(paragraph=self._next_paragraph()),
                level=self._level,
            )
        )

    def _next_paragraph(self) -> int:
        self._paragraph += self._is_counting
        return self._paragraph

    def _read_table(self, table: HtmlElement, depth: int) -> None:
        self._flush()
        rows = [row for row in table.iter("tr") if _table_of(row) is table]
        is_layout = table.find(".//table") is not None or not any(
            sum(bool(text_of(cell).strip()) for cell in _cells(row)) > 1 for row in rows
        )
        if is_layout:
            self._read_children(table, depth)
            self._flush()
            return
        for caption in table.iterchildren("caption"):
            self.read(caption, depth + 1)
        placed = place_cells(
            [
                (
                    _cell_text(cell),
                    _span(cell, "rowspan", MAXIMUM_ROW_SPAN),
                    _span(cell, "colspan", MAXIMUM_COLUMN_SPAN),
                )
                for cell in _cells(row)
            ]
            for row in rows
        )
        paragraph = self._next_paragraph()
        self._blocks.append(
            Block(
                kind=BlockKind.TABLE,
                origin=Origin(paragraph=paragraph),
                rows=as_rows(placed, paragraph=paragraph),
                header_rows=_header_rows(rows),
            )
        )


def _squeeze(text: str) -> str:
    return SPACE.sub(" ", WRAPPED_LINE.sub("", text)).strip()


def _table_of(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return list(row.iterchildren("td", "th"))


def _cell_text(cell: HtmlElement) -> str:
    flow = _Flow(paragraph=1, is_counting=False)
    flow.read(cell)
    return "\n".join(block.text for block in flow.finish())


def _span(cell: HtmlElement, attribute: str, maximum: int) -> int:
    """A cell's span, from 1; "0" and nonsense count as 1, as browsers do for colspan."""
    digits = re.match(r"\s*(\d{1,9})", cell.get(attribute, ""))
    return max(1, min(int(digits[1]), maximum)) if digits else 1


def _header_rows(rows: Iterable[HtmlElement]) -> int:
    """Count the leading rows in `thead` or made of `th` alone."""
    count = 0
    for row in rows:
        cells = _cells(row)
        is_header = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)
        if not cells or not is_header:
            break
        count += 1
    return count


def _item_number(item: HtmlElement) -> str:
    """The number a browser puts before an item of an ordered list; empty for others."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in parent.get("style", ""):
        return ""
    number = _integer(parent.get("start"), 1)
    for sibling in parent.iterchildren("li"):
        number = _integer(sibling.get("value"), number)
        if sibling is item:
            break
        number += 1
    writers = {"a": letter_number, "A": letter_number, "i": roman_number, "I": roman_number}
    kind = parent.get("type", "1")
    written = writers.get(kind, str)(number)
    return f"{written.lower() if kind.islower() else written}. "


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
