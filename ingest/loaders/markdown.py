"""Read Markdown."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from ingest.errors import EmptyDocumentError
from ingest.loaders.decoding import decode
from ingest.loaders.html import read_fragment
from ingest.loaders.text import LINE_END, decoding_warnings
from ingest.schema import Block, BlockKind, Cell, LoadedFile, Origin
from ingest.settings import LimitSettings

FOOTNOTE = re.compile(r"^\[\^[^\]\s]+\]:\s*")
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
FRONT_MATTER_TITLE = re.compile(r"^title\s*:\s*[\"']?(.*?)[\"']?\s*$")
LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


class MarkdownLoader:
    """Reads Markdown: a block per line of text, heading and table; see `Loader`."""

    media_types: frozenset[str] = frozenset({"text/markdown"})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits
        # The `reference` rule would swallow footnotes without a space ("[^1]: 来源"), and with
        # them the sentence; a reference link that stays as written loses nothing.
        self._parser = MarkdownIt("commonmark").enable("table").disable("reference")

    def load(self, path: Path) -> LoadedFile:
        """Read a Markdown file; see `Loader`."""
        decoded = decode(path.read_bytes())
        lines = LINE_END.split(decoded.text)
        body_start = _front_matter_end(lines)
        front_matter = [
            _paragraph(line, number)
            for number, line in enumerate(lines[:body_start], start=1)
            if line.strip() and line.strip() != "---"
        ]
        body = "\n" * body_start + "\n".join(lines[body_start:])
        tokens = self._parser.parse(body)
        blocks = (*front_matter, *_read_tokens(tokens, lines))
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》里没有文字。", hint="请确认文件内容后重新上传。"
            )
        titles = (FRONT_MATTER_TITLE.match(block.text) for block in front_matter)
        return LoadedFile(
            blocks=blocks,
            media_type="text/markdown",
            title=next((title[1] for title in titles if title), ""),
            warnings=(*decoding_warnings(decoded), *_picture_warnings(tokens)),
        )


def _front_matter_end(lines: Sequence[str]) -> int:
    """Index of the first line after a YAML head; 0 where there is none."""
    if lines[0].strip() != "---":
        return 0
    for index, line in enumerate(lines[1:50], start=1):
        if line.strip() == "---":
            return index + 1
        if line.strip() and ":" not in line and not line.startswith((" ", "-", "#")):
            return 0
    return 0


def _paragraph(text: str, line: int) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, origin=Origin(paragraph=line))


def _read_tokens(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    """Yield the blocks of a parsed file; paragraph numbers are its lines."""
    item_number = ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        first_line = token.map[0] + 1 if token.map else 1
        if token.type == "list_item_open":
            # Bullets are marks; the number of an item is text that would otherwise be lost.
            item_number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield _read_table(tokens[index:end], lines)
            index = end
        elif token.type == "inline":
            yield from _read_inline(token, tokens[index - 1], item_number)
            item_number = ""
        elif token.type in {"fence", "code_block"}:
            start = first_line + (token.type == "fence")
            for number, text in enumerate(token.content.split("\n"), start=start):
                if text.strip():
                    yield _paragraph(text, number)
        elif token.type == "html_block":
            yield from read_fragment(token.content, paragraph=first_line)
        index += 1


def _read_inline(token: Token, opening: Token, item_number: str) -> Iterator[Block]:
    """Yield a paragraph per line, or the heading."""
    first_line = token.map[0] + 1 if token.map else 1
    texts = _render(token).split("\n")
    # A rule under several lines of prose makes them a heading for Markdown, not for their writer.
    is_heading = opening.type == "heading_open" and len(texts) == 1
    for number, text in enumerate(texts, start=first_line):
        text, item_number = item_number + text.strip(), ""
        if not text:
            continue
        if is_heading:
            yield Block(
                kind=BlockKind.HEADING,
                text=text,
                origin=Origin(paragraph=number),
                level=int(opening.tag[1]),
            )
        elif note := FOOTNOTE.match(text):
            yield Block(
                kind=BlockKind.FOOTNOTE,
                text=text[note.end() :],
                origin=Origin(paragraph=number, offset=note.end()),
            )
        elif text := FOOTNOTE_MARK.sub("", text):
            yield _paragraph(text, number)


def _render(token: Token) -> str:
    """Return an inline token's text without markup, its line ends kept."""
    children = token.children or []
    parts: list[str] = []
    for index, child in enumerate(children):
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append("\n" if LINE_BREAK_TAG.fullmatch(child.content) else "")
        elif child.type == "image":
            parts.append(_render(child))
        elif child.type.startswith(("em_", "strong_")):
            # In "3*5*2" the stars are signs, and dropping them would make another figure.
            before = "".join(parts)[-1:]
            after = next((c.content[:1] for c in children[index + 1 :] if c.content), "")
            parts.append(child.markup if before.isdigit() and after.isdigit() else "")
        else:
            parts.append(child.content)
    return "".join(parts)


def _read_table(tokens: Sequence[Token], lines: Sequence[str]) -> Block:
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    line = 1
    for token in tokens:
        if token.type == "tr_open":
            line = token.map[0] + 1 if token.map else line
            row = []
        elif token.type == "inline":
            row.append(_cell(_render(token).strip(), line, len(rows), len(row)))
        elif token.type == "tr_close":
            # Markdown drops the cells of a row that is longer than the header; we keep them.
            written = escapedSplit(lines[line - 1].strip().strip("|"))
            row += [_cell(text.strip(), line, len(rows), len(row)) for text in written[len(row) :]]
            rows.append(tuple(row))
    has_header = any(cell.text for cell in rows[0])
    return Block(
        kind=BlockKind.TABLE,
        origin=rows[0][0].origin,
        rows=tuple(rows if has_header else rows[1:]),
        header_rows=int(has_header),
    )


def _cell(text: str, line: int, row: int, column: int) -> Cell:
    place = f"行{row + 1}列{column + 1}"
    return Cell(text=text, origin=Origin(paragraph=line, cell=place))


def _picture_warnings(tokens: Sequence[Token]) -> tuple[str, ...]:
    pictures = sum(
        child.type == "image" for token in tokens for child in token.children or () if child
    )
    return (f"有 {pictures} 张图片没有读取，其中的文字请另行录入。",) if pictures else ()
