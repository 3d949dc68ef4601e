"""Join what page and line breaks cut: sentences, numbers, words."""

import re
from collections.abc import Sequence
from statistics import quantiles

from ingest.cleaning.lines import (
    BULLET,
    LABEL,
    NEVER_FIRST,
    NUMBERED,
    SENTENCE,
    SENTENCE_END,
    SIGNATURE,
    SOURCE,
    TITLE_LENGTH,
    Line,
    ends_sentence,
    is_caption,
    is_figure_caption,
    starts_block,
)
from ingest.cleaning.mapping import MappedText
from ingest.schema import BlockKind

# A cut line is at least about one printed line long; shorter ones are titles. From the second
# length on, a line with a comma is taken for a sentence.
SHORTEST_CUT = 24
CERTAIN_CUT = 28
SHORT_TAIL = 16
DECIMAL_POINT = re.compile(r"\d[.．]$")
# "一是" begins titles and sentences alike.
SPOKEN = re.compile(r"[一二三四五六七八九十]{1,2}是")
ENUMERATION = re.compile(r"[一二三四五六七八九十]{1,2}是|[①-⑳]|第[一二三四五六七八九十]+，")
# Lines that begin alike stand side by side: "重点：", "2019年4月23日 …修正".
PARALLELS = (LABEL, re.compile(r"[\d０-９]{4}年[\d０-９]{1,2}月[\d０-９]{1,2}日"))
# Who took the picture above.
CREDIT = re.compile(r"[ \u3000]摄影?$")
# Titles part their halves with a blank: "精准施策 走在前列".
SPACED = re.compile(r"[\u4e00-\u9fff”][ \u3000][\u4e00-\u9fff“]")
# A line of this length without a full stop is running text, whatever it begins with.
RUNNING_TEXT = 45
# Lines that may stand between two halves: a page of footnotes, two figures, a table.
REACH = 60
OPEN_END = "，、,·“‘（(《〈【「『/"
# No sentence of written Chinese begins with one of these.
CLITICS = "的了们着"
PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("【", "】"))

# From this share of equally long lines on, a file's lines are those of a page, not paragraphs.
WRAPPED_SHARE = 0.4
NARROWEST_PAGE, WIDEST_PAGE = 30, 160
# Punctuation that may not begin a line, and Latin words, leave a full line this much shorter.
RAGGED = 5
# An unfinished sentence goes on behind a line that is only nearly full.
NEARLY_FULL = 0.8
FEWEST_WRAPPED = 6
FIRST_LINE_INDENT = 4


def join_lines(lines: Sequence[Line], *, has_paragraphs: bool = False) -> tuple[list[Line], int]:
    """Join the lines that belong together, what stood between them moved behind.

    Nothing is added between the halves but a blank between two Latin words, and no character is
    changed: a word that the original repeats at the break stays repeated.

    Args:
        lines: Clean lines, footnotes and tables.
        has_paragraphs: Whether the format knows paragraphs (Word, HTML), so that a break inside
            one is rare.

    Returns:
        The paragraphs, footnotes and tables in reading order, and how many breaks were closed.
    """
    width = 0 if has_paragraphs else page_width(lines)
    loose = LooseJoints(lines, has_paragraphs=has_paragraphs)
    joints = WrappedJoints(width, loose) if width else loose
    result: list[Line] = []
    joined = index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        moved: list[Line] = []
        last = line
        while (
            line.kind is BlockKind.PARAGRAPH
            and not line.is_title
            and not _is_table_title(lines, index, last)
        ):
            following = _next_text(lines, index, last)
            if following is None or not joints.continues(line, last, lines[following]):
                break
            last = lines[following]
            moved += lines[index:following]
            line = _joined(line, last)
            joined += 1
            index = following + 1
        result.append(line)
        result += moved
    return result, joined


def _is_table_title(lines: Sequence[Line], following: int, line: Line) -> bool:
    """Whether a line is the title of the table right below it."""
    text = line.text.text
    return (
        following < len(lines)
        and lines[following].kind is BlockKind.TABLE
        and len(text) <= TITLE_LENGTH
        and not SENTENCE.search(text)
    )


def _joined(line: Line, following: Line) -> Line:
    before, after = line.text.text[-1], following.text.text[0]
    is_latin = (before + after).isascii() and (before + after).isalpha()
    text = MappedText.concatenate((line.text, following.text), separator=" " if is_latin else "")
    return Line(line.kind, text, level=line.level, indent=line.indent)


def _next_text(lines: Sequence[Line], start: int, last: Line) -> int | None:
    """Index of the next line that may continue a sentence; notes and figures are passed over."""
    for index in range(start, min(len(lines), start + REACH)):
        line = lines[index]
        if line.kind is BlockKind.FOOTNOTE or line.kind is BlockKind.TABLE:
            continue
        if line.kind is not BlockKind.PARAGRAPH:
            return None
        text = line.text.text
        if is_figure_caption(text):
            continue
        if index + 1 < len(lines) and lines[index + 1].kind is BlockKind.TABLE:
            if is_caption(text):
                continue
        elif SOURCE.match(text) and index > start and lines[index - 1].kind is BlockKind.TABLE:
            continue
        return index
    return None


# --- Lines that are paragraphs --------------------------------------------------------------


class LooseJoints:
    """Tells where a page break cut a paragraph of a file whose lines are paragraphs."""

    def __init__(self, lines: Sequence[Line], *, has_paragraphs: bool = False) -> None:
        self._has_paragraphs = has_paragraphs
        texts = [line.text.text for line in lines if line.kind is not BlockKind.TABLE]
        self._whole = "\n".join(texts)
        indented = sum(line.indent >= 2 for line in lines if line.kind is BlockKind.PARAGRAPH)
        self._is_indented = indented * 2 > len(texts)

    def continues(self, line: Line, last: Line, following: Line) -> bool:
        """Whether a line goes on in the following one.

        Args:
            line: The paragraph so far.
            last: Its last line.
            following: The next line that is neither note nor figure.
        """
        before, after = line.text.text, following.text.text
        if after[0] in NEVER_FIRST:
            return not is_caption(before)
        if starts_block(after) or SIGNATURE.match(before) or is_caption(before):
            return False
        if self._is_indented and following.indent >= 2:
            return False
        if DECIMAL_POINT.search(before) and after[0].isdigit():
            return True
        if ends_sentence(before):
            return self._is_cut_behind_closing(before, after)
        if before[-1] in OPEN_END:
            return True
        if CREDIT.search(before) or any(p.match(before) and p.match(after) for p in PARALLELS):
            return False
        if self._has_paragraphs and not (SENTENCE.search(before) and self._reads_on(before, after)):
            return False
        if _is_open(before):
            return True
        if after[0] in CLITICS:
            return True
        if not SENTENCE.search(before):
            if SPOKEN.match(before):
                return self._reads_on(before, after)
            if NUMBERED.match(before) or BULLET.match(before):
                return len(before) > TITLE_LENGTH
            if len(before) <= RUNNING_TEXT:
                return self._is_cut_line(before, after)
        if len(after) < SHORT_TAIL and after[-1] not in SENTENCE_END:
            return self._reads_on(before, after)
        return True

    def _is_cut_line(self, before: str, after: str) -> bool:
        """Whether a paragraph's first line was cut off; the other such lines are titles."""
        if len(before) < SHORTEST_CUT or SPACED.search(before):
            return False
        is_clause = "，" in before and len(before) >= CERTAIN_CUT
        return is_clause or self._reads_on(before, after)

    def _is_cut_behind_closing(self, before: str, after: str) -> bool:
        """Whether the sentence goes on behind a bracket or quotation that ends the line."""
        if before[-1] in SENTENCE_END or before.rstrip("”』」’）)】》〉]")[-1:] in SENTENCE_END:
            return False
        if not SENTENCE.search(before):
            return False
        return after[0] in CLITICS or self._reads_on(before, after)

    def _reads_on(self, before: str, after: str) -> bool:
        """Whether the characters around the break stand together elsewhere in the document."""
        return any(
            trigram in self._whole for trigram in (before[-2:] + after[:1], before[-1:] + after[:2])
        )


def _is_open(text: str) -> bool:
    """Whether a quotation or bracket is open at the end, in text that is no title."""
    return len(text) >= SHORT_TAIL and any(
        text.count(opening) > text.count(closing) and text.rfind(opening) > text.rfind("。")
        for opening, closing in PAIRS
    )


# --- Lines of a page ------------------------------------------------------------------------


def page_width(lines: Sequence[Line]) -> int:
    """Width of the lines of a page, in half widths; 0 for a file whose lines are paragraphs."""
    widths = [
        display_width(line.text.text) + line.indent
        for line in lines
        if line.kind is BlockKind.PARAGRAPH
    ]
    is_paged = any(line.place.page for line in lines)
    if max(widths, default=0) < NARROWEST_PAGE:
        return 0
    if len(widths) < FEWEST_WRAPPED:
        return max(widths) if is_paged else 0
    # The widest lines of a page may be something else: an address, a line of a poem.
    widest = round(quantiles(widths, n=20)[-2])
    full = sum(abs(width - widest) <= RAGGED for width in widths)
    if NARROWEST_PAGE <= widest <= WIDEST_PAGE and full >= WRAPPED_SHARE * len(widths):
        return widest
    return widest if is_paged else 0


def display_width(text: str) -> int:
    """Width of a line in half widths: an ideograph takes two."""
    return sum(2 if sign > "\u2e7f" or sign in "“”‘’…—·" else 1 for sign in text)


class WrappedJoints:
    """Tells which lines of pages make up a paragraph; see `LooseJoints`."""

    def __init__(self, width: int, loose: LooseJoints) -> None:
        self._width = width
        self._loose = loose

    def continues(self, line: Line, last: Line, following: Line) -> bool:
        """Whether a line goes on in the following one; see `LooseJoints.continues`."""
        before, after = last.text.text, following.text.text
        if after[0] in NEVER_FIRST:
            return True
        width = display_width(before) + last.indent
        is_open = not ends_sentence(before)
        is_full = width >= (NEARLY_FULL * self._width if is_open else self._width - RAGGED)
        if line is last and is_caption(before):
            return False
        if not is_full:
            return is_open and self._loose.continues(line, last, following)
        if starts_block(after):
            # "二是" and "①" may stand anywhere in a paragraph, its first line shows elsewhere.
            is_inside = bool(ENUMERATION.match(after)) and not self._is_first_line(following)
            return before[-1] in OPEN_END or is_inside
        return is_open or not self._is_first_line(following)

    def _is_first_line(self, line: Line) -> bool:
        """Whether a line begins a paragraph: it is indented, and so ends at the margin early."""
        if line.indent:
            return line.indent >= 2
        short = self._width - display_width(line.text.text)
        return FIRST_LINE_INDENT - 1 <= short <= FIRST_LINE_INDENT + RAGGED - 1
