"""A line of a file on its way through cleaning, and what its beginning and end give away."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.cleaning.mapping import MappedText
from ingest.schema import Block, BlockKind, LoadedFile, Origin


@dataclass(slots=True, eq=False)
class Line:
    """A line as read, or a table."""

    kind: BlockKind
    text: MappedText
    """Empty for a table."""

    level: int = 0
    indent: int = 0
    """Blanks before the first character; a full-width one counts twice."""

    rows: list[list[MappedText]] = field(default_factory=list)
    """For a table: its rows, merged cells filled down and across."""

    header_rows: int = 0
    """For a table: how many rows the format marks as header."""

    is_tabbed: bool = False
    """True for a table found as lines with tabs."""

    is_title: bool = False
    """True for the line that a file of text begins with when an empty one sets it apart."""

    @property
    def place(self) -> Origin:
        """The paragraph the line begins in."""
        return self.text.runs[0].place

    def follows(self, before: "Line") -> bool:
        """Whether the line stands directly below another one, without a blank line between."""
        return self.place.paragraph - before.text.runs[-1].place.paragraph == 1


BLANKS = " \u00a0\u2002\u2003\u2009\u3000\ufeff"


def read_lines(loaded: LoadedFile) -> Iterator[Line]:
    """Yield the file's lines and tables; a block with line ends inside gives several lines."""
    has_title = _begins_with_title(loaded)
    for index, block in enumerate(loaded.blocks):
        if block.kind is BlockKind.TABLE:
            # A merged cell stands once in a block; here every row is complete.
            if rows := fill_spans(block):
                text = MappedText.whole("", block.origin)
                yield Line(block.kind, text, rows=rows, header_rows=block.header_rows)
            continue
        for piece in MappedText.whole(block.text, block.origin).split("\n"):
            written = piece.text
            start = len(written) - len(written.lstrip(BLANKS))
            end = len(written.rstrip(BLANKS + "\r"))
            indent = sum(2 if sign == "\u3000" else 1 for sign in written[:start])
            whole = start == 0 and end == len(written)
            line = piece if whole else piece.slice(start, max(start, end))
            is_title = has_title and index == 0
            yield Line(block.kind, line, level=block.level, indent=indent, is_title=is_title)


def _begins_with_title(loaded: LoadedFile) -> bool:
    """Whether a plain text begins with its title, an empty line below it.

    A page break may cut a sentence there just as well. So the line must end as titles of official
    documents do, or the text must repeat it.
    """
    if loaded.media_type != "text/plain" or len(loaded.blocks) < 2:
        return False
    first, second = loaded.blocks[:2]
    title, text = (block.text.strip(BLANKS) for block in (first, second))
    return (
        second.origin.paragraph > first.origin.paragraph + 1
        and len(title) <= LONGEST_TITLE
        and not re.search("[。；]", title)
        and bool(TITLE_END.search(title) or text.startswith(title))
    )


def fill_spans(block: Block) -> list[list[MappedText]]:
    """Return a table's rows with merged cells repeated in every place they cover."""
    grid: list[list[MappedText | None]] = [[] for _ in block.rows]
    for row_number, row in enumerate(block.rows):
        for cell in row:
            cells = grid[row_number]
            column = next((i for i, c in enumerate(cells) if c is None), len(cells))
            text = MappedText.whole(cell.text, cell.origin).strip()
            for covered in grid[row_number : row_number + cell.row_span]:
                missing = column + cell.column_span - len(covered)
                covered.extend([None] * missing)
                covered[column : column + cell.column_span] = [text] * cell.column_span
    empty = MappedText.whole("", block.origin)
    return [[cell or empty for cell in row] for row in grid if row]


# --- How a line begins ---------------------------------------------------------------------

NUMERAL = "〇零一二三四五六七八九十百千"
# Numbering of headings and items in official documents (GB/T 9704—2012, 7.3.3), statutes and
# reports. "2.66 万亩" is a figure, and so a point must not be followed by a digit.
NUMBERED = re.compile(
    # "第十条的规定" refers to an article and begins none.
    rf"第[{NUMERAL}\d]+(?:[编篇章节条]|部分)(?![{NUMERAL}\d的之、和至及，所第]|规定)"
    rf"|第[{NUMERAL}]+[，,、：:]"
    rf"|[{NUMERAL}]{{1,4}}(?:、|是(?!否))"
    rf"|[（(][{NUMERAL}\d]{{1,4}}[）)]"
    r"|\d{1,3}(?:[.．](?!\d)|、)"
    r"|(?:-\s*)?\d{1,3}[、.．](?!\d)"
    r"|[①-⑳]"
    r"|附\s*[件录表](?:[\s\d一二三四五六七八九十：:]|$)|专栏\s*\d|案例"
)
CAPTION = re.compile(r"(?:续?\s*[图表]|附[图表])\s*[\dA-Z一二三四五六七八九十]+(?:[-—–.．－]\d+)*")
FIGURE = re.compile(r"附?图\s*[\dA-Z一二三四五六七八九十]+(?:[-—–.．－]\d+)*")
SOURCE = re.compile(r"(?:资料|数据)?来源\s*[:：]|注\s*\d*\s*[:：]|说明\s*[:：]|备注\s*[:：]")
LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
BULLET = re.compile(r"[-*•●■◆▪◇○]\s|#{1,6}\s|——|--")
SIGNATURE = re.compile(
    r"——\S.*[》）)]$|[（(]?(?:\d{4}|二[〇○零]..)\s*年(?:\s*\S{1,3}\s*月)?(?:\s*\S{1,3}\s*日)?[）)]?$"
    r"|[（(]据.{2,10}\d{4}年.*电[）)]$"
)

# --- How a line ends ------------------------------------------------------------------------

SENTENCE_END = "。！？：；…．!?;:."
CLOSING = "”』」’）)】》〉]"
SENTENCE = re.compile(r"[。！？；]")
# No line begins with one of these: they belong to the line before.
NEVER_FIRST = "，。、；：！？）】》〉」』”’％%‰,;!?)"
# Longest line, in characters, that is taken for a caption or heading.
TITLE_LENGTH = 60
# Titles of official documents, which say who issues what about what, reach some 80 characters.
LONGEST_TITLE = 100
# A kind of document, or what one is called as a piece of news.
TITLE_END = re.compile(
    r"(?:通知|通报|通告|公告|意见|决定|决议|办法|条例|规定|细则|方案|规划|计划|纲要|要点|报告|批复|函|纪要|命令"
    r"|措施|举措|解读|指南|章程|制度|流程|公开信|倡议书)(?:[（(][^（）()]{1,14}[）)])*$"
)


def is_caption(text: str) -> bool:
    """Whether a line is the title of a figure or table."""
    return len(text) <= TITLE_LENGTH and text[-1] not in "。；，" and bool(CAPTION.match(text))


def is_figure_caption(text: str) -> bool:
    """Whether a line is the title of a figure."""
    return is_caption(text) and bool(FIGURE.match(text))


def starts_block(text: str) -> bool:
    """Whether a line's beginning shows that it continues nothing: a number, a label, a bullet."""
    return bool(
        NUMBERED.match(text)
        or BULLET.match(text)
        or SOURCE.match(text)
        or is_caption(text)
        or SIGNATURE.match(text)
    )


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence or an item of a list does."""
    core = text.rstrip(CLOSING)
    return len(core) < len(text) or (core[-1:] in SENTENCE_END and bool(core))
