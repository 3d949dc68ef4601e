"""Find what stands beside the text: footnotes, reference lists, colophons."""

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.cleaning.characters import CIRCLED
from ingest.cleaning.lines import SENTENCE, Line, ends_sentence
from ingest.cleaning.mapping import Edit
from ingest.schema import BlockKind

MARKED_NOTE = re.compile(rf"\^\s*(?:[{CIRCLED}]|\[?\d{{1,3}}\]?)")
CIRCLED_NOTE = re.compile(rf"([{CIRCLED}])\s*\S")
BRACKET_NOTE = re.compile(r"([\[［]\d{1,3}[\]］])\s*\S")
BARE_MARK = re.compile(rf"[\[［]\d{{1,3}}[\]］]|\^?[{CIRCLED}]")
ADDRESS = re.compile(r"[<＜]?\s*https?://\S+.*")
CITATION = re.compile(
    r"https?://|出版社|\[[JNDRMC](?:/OL)?\]|学报|第\s*\d+\s*[期页版卷]|\d{4}\s*年版|载《|转引|参见|见《"
    r"|资料来源|数据来源|^\^?.\s*《"
)
# In how many lines before a circled number its mark may stand.
MARK_REACH = 12
LINES_OF_PAGE = 60

REFERENCES = re.compile(
    r"[一二三四五六七八九十、\s]*(?:主要)?参\s*考\s*(?:文\s*献|书\s*目|资\s*料)\s*[:：]?"
)
AFTER_REFERENCES = re.compile(
    r"第[一二三四五六七八九十百\d]+[章部]|附\s*[录件表]|后\s*记|致\s*谢|索\s*引|[一二三四五六七八九十]+、"
)
BIBLIOGRAPHIC = re.compile(r"《|出版社|\[[A-Z]{1,2}(?:/OL)?\]|https?://|学报|\d{4}|期")
REFERENCES_SAMPLE = 10

COLOPHON = re.compile(
    r"ISBN|图书在版编目|CIP|版权所有|责任编辑|责任校对|封面设计|版式设计|印\s*[张刷次]|开\s*本|定\s*价"
    r"|字\s*数[:：]|出版发行|新华书店|邮\s*[购编]|编审|编委|编\s*委\s*会|主\s*编|副主任[:：]|委\s*员[:：]"
    r"|印制质量|编写组|评审专家"
)
IMPRINT = re.compile(r"ISBN|CIP|版权所有|印张|定\s*价|开本|出版发行")
NAMES = re.compile(
    r"(?:[\u4e00-\u9fff·]\s?[\u4e00-\u9fff·]{1,6}\s+){2,}[\u4e00-\u9fff·]\s?[\u4e00-\u9fff·]{1,6}"
)
COLOPHON_GAP = 6
LONGEST_COLOPHON_LINE = 60
FEWEST_COLOPHON_MARKS = 4


def mark_notes(lines: Sequence[Line]) -> bool:
    """Set the kind of every footnote, reference and colophon line.

    Returns:
        Whether footnotes are numbered "[1]" here, so that such a mark in the text is one.
    """
    mark_footnotes(lines)
    mark_references(lines)
    mark_colophons(lines)
    return any(
        line.kind is BlockKind.FOOTNOTE and BRACKET_NOTE.match(line.text.text) for line in lines
    )


def mark_footnotes(lines: Sequence[Line]) -> None:
    """Set the kind of footnotes, with the lines that continue them and addresses on their own."""
    for index, line in enumerate(lines):
        if line.kind is not BlockKind.PARAGRAPH:
            continue
        text = line.text.text
        before = lines[index - 1] if index else None
        if _begins_note(lines, index):
            line.kind = BlockKind.FOOTNOTE
            if ADDRESS.match(text) and before and _is_title_of(before, line):
                before.kind = BlockKind.FOOTNOTE
        if (
            line.kind is BlockKind.PARAGRAPH
            and before is not None
            and before.kind is BlockKind.FOOTNOTE
            and _continues_note(before, line)
        ):
            line.kind = BlockKind.FOOTNOTE


def _begins_note(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text.text
    # Most lines begin with an ideograph; nothing else needs a closer look.
    if "\u4e00" <= text[0] <= "\u9fff":
        return False
    if MARKED_NOTE.match(text) or ADDRESS.fullmatch(text) or BARE_MARK.fullmatch(text):
        return True
    if bracketed := BRACKET_NOTE.match(text):
        return bool(CITATION.search(text)) or _is_marked(lines, index, bracketed[1])
    circled = CIRCLED_NOTE.match(text)
    return circled is not None and (
        bool(CITATION.search(text))
        or _is_marked(lines, index, f"^{circled[1]}")
        or _drop_raised_mark(lines, index, circled[1])
        or _is_inside_sentence(lines, index)
    )


def _is_marked(lines: Sequence[Line], index: int, mark: str) -> bool:
    """Whether a footnote's mark stands in the lines before it."""
    return any(
        mark in line.text.text[1:]
        for line in lines[max(0, index - MARK_REACH) : index]
        if line.kind is not BlockKind.FOOTNOTE
    )


def _drop_raised_mark(lines: Sequence[Line], index: int, mark: str) -> bool:
    """Take a footnote's mark out of the page above it; a raised letter reads as the bare sign.

    Returns:
        Whether there was one.
    """
    page = lines[index].place.page
    for line in lines[max(0, index - LINES_OF_PAGE) : index]:
        position = line.text.text.find(mark, 1)
        if page is not None and line.place.page == page and position > 0:
            line.text = line.text.edit([Edit(position, position + 1)])
            return True
    return False


def _is_inside_sentence(lines: Sequence[Line], index: int) -> bool:
    """Whether the text above breaks off, as it does at the foot of a page."""
    above = next(
        (line for line in reversed(lines[:index]) if line.kind is not BlockKind.FOOTNOTE), None
    )
    return (
        above is not None
        and above.kind is BlockKind.PARAGRAPH
        and bool(SENTENCE.search(above.text.text))
        and not ends_sentence(above.text.text)
    )


def _is_title_of(before: Line, address: Line) -> bool:
    """Whether the line above an address is the title of what is found there."""
    return (
        before.kind is BlockKind.PARAGRAPH
        and address.follows(before)
        and not ends_sentence(before.text.text)
    )


def _continues_note(note: Line, line: Line) -> bool:
    """Whether a line without a mark goes on with the footnote above it."""
    text = note.text.text
    if note.place.page is not None:
        return line.place.page == note.place.page
    if not line.follows(note):
        return False
    return bool(BARE_MARK.fullmatch(text)) or not ends_sentence(text)


def mark_references(lines: Sequence[Line]) -> None:
    """Set the kind of the entries of reference lists."""
    index = 0
    while index < len(lines):
        if REFERENCES.fullmatch(lines[index].text.text):
            following = lines[index + 1 : index + 1 + REFERENCES_SAMPLE]
            texts = [line.text.text for line in following]
            sample = list(takewhile(lambda text: not AFTER_REFERENCES.match(text), texts))
            likely = sum(bool(BIBLIOGRAPHIC.search(text)) for text in sample)
            if likely * 2 >= len(sample) > 0:
                index = _mark_entries(lines, index + 1)
                continue
        index += 1


def _mark_entries(lines: Sequence[Line], start: int) -> int:
    for index in range(start, len(lines)):
        line = lines[index]
        if line.kind in (BlockKind.HEADING, BlockKind.TABLE) or AFTER_REFERENCES.match(
            line.text.text
        ):
            return index
        line.kind = BlockKind.FOOTNOTE
    return len(lines)


def mark_colophons(lines: Sequence[Line]) -> None:
    """Set the kind of imprints and lists of editors: short lines, many of them marked."""
    marks = [
        index
        for index, line in enumerate(lines)
        if line.kind is BlockKind.PARAGRAPH
        and len(line.text.text) <= LONGEST_COLOPHON_LINE
        and COLOPHON.search(line.text.text)
    ]
    clusters: list[list[int]] = []
    for index in marks:
        if clusters and index - clusters[-1][-1] <= COLOPHON_GAP:
            clusters[-1].append(index)
        else:
            clusters.append([index])
    for cluster in clusters:
        imprints = {m[0] for i in cluster for m in IMPRINT.finditer(lines[i].text.text)}
        if len(cluster) < FEWEST_COLOPHON_MARKS or len(imprints) < 2:
            continue
        end = cluster[-1] + 1
        while end < len(lines) and NAMES.fullmatch(lines[end].text.text):
            end += 1
        for line in lines[cluster[0] : end]:
            if line.kind is BlockKind.PARAGRAPH and len(line.text.text) <= LONGEST_COLOPHON_LINE:
                line.kind = BlockKind.FOOTNOTE
