"""Cut a text into chunks to retrieve, units to match and sentences to quote.

Structure first: a chunk begins where a section, a paragraph or a sentence begins. Only a sentence
longer than a whole chunk is divided, at a comma or else between two words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.schema import (
    BlockKind,
    Chunk,
    CleanText,
    Passage,
    Record,
    Section,
    SectionKind,
    TableRow,
    locate,
)
from ingest.tokenizing import word_borders


class Budget(Record):
    """How long chunks should be, in characters."""

    target: int = 450
    """The length aimed at."""

    maximum: int = 600
    """The length never passed, except by one table row; a row is divided beyond twice this."""


DEFAULT_BUDGET = Budget()

# Sections that no chunk reaches across.
_BARRIERS = frozenset({SectionKind.PART, SectionKind.CHAPTER, SectionKind.ARTICLE})

# What a border costs, in units of a chunk that misses the target by its whole length. A heading
# must not be left behind by its text; a sentence would rather stay in its paragraph.
_COST_AFTER_HEADING = 4.0
_COST_INSIDE_SENTENCE = 1.0
_COST_INSIDE_PARAGRAPH = 0.3
_COST_BETWEEN_PARAGRAPHS = 0.12
# What it costs to put a further section into a chunk, by how many levels its heading stands above
# the section the chunk begins in; the same level is 0.
_COST_OF_NEIGHBOUR = 0.1
_COST_OF_HIGHER = 0.35
# What any chunk costs: of two ways alike, the one with fewer chunks.
_COST_OF_CHUNK = 0.05

_CLOSERS = "”’」』）)】》〉\"'"
_SENTENCE = re.compile(
    # Short brackets and quotations are not divided; neither is 3.5, 1:3 or 阿不都·热合曼.
    r"(?:（[^（）\n]{0,80}）|\([^()\n]{0,80}\)|《[^《》\n]{0,60}》|“[^“”\n]{0,30}”"
    rf"|[^。！？；…!?;\n]|[!?;](?=[0-9A-Za-z=&/.])|…(?![…{_CLOSERS}\s]|$))+"
    rf"(?:[。！？；…!?;]+[{_CLOSERS}]*)?|[。！？；…!?;]+[{_CLOSERS}]*"
)
_TABLE_NOTE = re.compile(r"(?:资料|数据)?来源\s*[:：]|注\s*[:：]|说明\s*[:：]")
_COLOPHON = re.compile(
    r"ISBN|CIP|责任编辑|出版发行|版权所有|印刷|邮购|编委|编审|编写组|评审专家|开本|字数|定价|封面设计"
)
_NOTES = re.compile(r"^(?:主要)?参考文献|^本书编委会|^版权|^图书在版编目")

# What is never cut in two: book titles and quoted names, 文号, figures and dates with their units,
# transliterated names, Latin words and addresses.
_DIGITS = r"[0-9０-９](?:[0-9０-９.,:：~～—–/\s-]*[0-9０-９])?"
# Each is looked for at every place, since one may begin where another seems to end.
_WHOLE = tuple(
    re.compile(f"(?=({pattern}))")
    for pattern in (
        r"《[^《》\n]{1,60}》|“[^“”\n]{1,20}”",
        r"[\u4e00-\u9fff]{1,8}[〔\[（(]\d{4}[〕\]）)]第?\d+号",
        rf"(?:{_DIGITS}\s*[%％‰℃年月日时分秒个余多几万亿千百十]*\s*)+[\u4e00-\u9fff]{{0,2}}",
        r"(?:百分之|第)?[一二三四五六七八九十百千万亿零〇两点]{2,}[\u4e00-\u9fff]{0,2}",
        r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+",
        r"[A-Za-z0-9_./:%?=&@+-]{2,}",
    )
)
_GROUPED_DIGITS = re.compile(r"(?<=\d)[,，](?=\d{3})")

UNIT_SHORTEST = 60
UNIT_LONGEST = 150


@dataclass(frozen=True)
class _Atom:
    """A stretch that stays whole: a heading, a sentence, a table row."""

    start: int
    end: int
    passage: int
    section: int
    """Index of the innermost section, -1 for none."""
    is_heading: bool = False
    begins_paragraph: bool = False
    is_part_of_sentence: bool = False
    """True when it goes on with the sentence of the atom before it."""


def split_chunks(
    clean: CleanText,
    sections: Sequence[Section],
    *,
    revision_id: str,
    document_id: str,
    budget: Budget = DEFAULT_BUDGET,
) -> list[Chunk]:
    """Return the chunks of a text, in reading order.

    Chunks do not overlap, and every character that is not blank is in exactly one. None crosses
    the border of a part, chapter or article, nor that between a table or a note and other text.

    Args:
        clean: The text.
        sections: Its sections, as `split_sections` returns them.
        revision_id: Of the revision whose `text` is `clean.text`.
        document_id: Of its document.
        budget: Lengths, in characters.
    """
    chunks: list[Chunk] = []
    for group in _groups(clean, sections, budget):
        for first, last in _divide(clean, sections, group, budget):
            start, end = group[first].start, group[last].end
            section = _innermost(sections, group[first : last + 1])
            path = sections[section].path if section >= 0 else ()
            chunks.append(
                Chunk(
                    id=f"{revision_id[:16]}:{len(chunks):04d}",
                    document_id=document_id,
                    revision_id=revision_id,
                    section_path=path,
                    article=_article(sections, section),
                    start=start,
                    end=end,
                    text=clean.text[start:end],
                    page=locate(clean.runs, start).page if clean.runs else None,
                    rows=tuple(_rows_within(clean, group[first : last + 1])),
                    caption=_caption(clean, group[first : last + 1]),
                    is_note=_is_note(clean, group[first : last + 1], path),
                )
            )
    return chunks


def split_units(chunk: Chunk) -> list[tuple[int, int]]:
    """Return the small units of a chunk to match: table rows, else groups of sentences.

    Returns:
        Offsets in `chunk.text`, in order, without overlap; together they hold every character
        that is not blank. Groups are about 60 to 150 characters long; a longer sentence stays
        whole.
    """
    units: list[tuple[int, int]] = []
    position = 0
    for row in chunk.rows:
        start, end = max(row.start - chunk.start, position), min(row.end, chunk.end) - chunk.start
        units.extend(_group_sentences(chunk.text, position, start))
        if end > start:
            units.append((start, end))
            position = end
    units.extend(_group_sentences(chunk.text, position, len(chunk.text)))
    return units


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as offsets, in order.

    A sentence ends at 。！？；… with the closing quotation marks and brackets after it, or at a
    line end. Blanks around a sentence belong to none.

    >>> [text[a:b] for text in ["他说：“好。”走了。"] for a, b in split_sentences(text)]
    ['他说：“好。”走了。']
    """
    return [
        span
        for match in _SENTENCE.finditer(text)
        if (span := _strip(text, *match.span())) != (0, 0)
    ]


# --- Atoms --------------------------------------------------------------------------------


def _groups(clean: CleanText, sections: Sequence[Section], budget: Budget) -> Iterator[list[_Atom]]:
    """Yield runs of atoms that may share a chunk."""
    barriers = _barriers(sections)
    group: list[_Atom] = []
    group_key: tuple[str, int] = ("", 0)
    # An article's end is a border too: what follows it is no part of it.
    article_end = -1
    for index, atoms in enumerate(_atoms(clean, sections, budget)):
        key = _group_key(clean, index)
        for atom in atoms:
            is_border = atom.start in barriers or 0 <= article_end <= atom.start
            if is_border:
                article_end = _article_end(sections, atom)
            # Notes between a heading and its text go with them.
            if key[0] == "note" and _ends_with_heading(clean, group):
                key = group_key
            is_apart = is_border or key != group_key
            if group and is_apart and not _is_heading_of(clean, sections, group, atom):
                yield group
                group = []
            group_key = key
            group.append(atom)
    if group:
        yield group


def _barriers(sections: Sequence[Section]) -> set[int]:
    """Return where the sections begin that no chunk reaches into from outside.

    Among them the title over chapters or articles: there a statute begins.
    """
    starts: set[int] = set()
    for index, section in enumerate(sections):
        if section.kind in _BARRIERS:
            starts.add(section.start)
            if section.kind is not SectionKind.PART and (above := _parent(sections, index)) >= 0:
                starts.add(sections[above].start)
    return starts


def _is_heading_of(
    clean: CleanText, sections: Sequence[Section], group: Sequence[_Atom], atom: _Atom
) -> bool:
    """True when a group is nothing yet but headings that the atom stands under."""
    section = group[-1].section
    return (
        section >= 0
        and all(
            a.is_heading and clean.passages[a.passage].kind is not BlockKind.TABLE for a in group
        )
        and sections[section].start < atom.start < sections[section].end
    )


def _ends_with_heading(clean: CleanText, group: Sequence[_Atom]) -> bool:
    """True when nothing but notes stands behind the last heading of a group."""
    for atom in reversed(group):
        if clean.passages[atom.passage].kind is not BlockKind.FOOTNOTE:
            return atom.is_heading
    return False


def _group_key(clean: CleanText, index: int) -> tuple[str, int]:
    """Return what keeps a passage apart from its neighbours: being a table, a note, or text."""
    passage = clean.passages[index]
    if passage.kind is BlockKind.TABLE:
        return ("table", index)
    if passage.kind is BlockKind.FOOTNOTE:
        return ("note", 0)
    line = clean.text[passage.start : passage.end].strip()
    following = clean.passages[index + 1] if index + 1 < len(clean.passages) else None
    if following and following.kind is BlockKind.TABLE and line and line in following.caption:
        return ("table", index + 1)
    if index and clean.passages[index - 1].kind is BlockKind.TABLE and _TABLE_NOTE.match(line):
        return ("table", index - 1)
    return ("text", 0)


def _atoms(clean: CleanText, sections: Sequence[Section], budget: Budget) -> Iterator[list[_Atom]]:
    """Yield the atoms of every passage."""
    starts = [section.start for section in sections]
    innermost = _Innermost(sections)
    for index, passage in enumerate(clean.passages):
        if passage.kind is BlockKind.TABLE and passage.rows:
            yield _table_atoms(clean, passage, index, innermost(passage.start), budget)
            continue
        atoms: list[_Atom] = []
        position = passage.start
        # Headings in the passage: usually none, or one at its beginning.
        at = bisect_right(starts, passage.start - 1)
        while at < len(sections) and sections[at].start < passage.end:
            end = min(sections[at].body_start, passage.end)
            atoms.extend(_text_atoms(clean, position, sections[at].start, index, innermost, budget))
            atoms.extend(_heading_atoms(clean, sections[at].start, end, index, at))
            position = end
            at += 1
        if at and sections[at - 1].start < passage.start < sections[at - 1].body_start:
            # The second line of a heading.
            position = min(sections[at - 1].body_start, passage.end)
            atoms.extend(_heading_atoms(clean, passage.start, position, index, at - 1))
        atoms.extend(_text_atoms(clean, position, passage.end, index, innermost, budget))
        yield atoms


class _Innermost:
    """Finds the innermost section of ever later offsets."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._next = 0
        self._open: list[int] = []

    def __call__(self, offset: int) -> int:
        while self._next < len(self._sections) and self._sections[self._next].start <= offset:
            self._open.append(self._next)
            self._next += 1
        while self._open and self._sections[self._open[-1]].end <= offset:
            self._open.pop()
        return self._open[-1] if self._open else -1


def _heading_atoms(
    clean: CleanText, start: int, end: int, passage: int, section: int
) -> list[_Atom]:
    span = _strip(clean.text, start, end)
    if span == (0, 0):
        return []
    return [_Atom(*span, passage, section, is_heading=True, begins_paragraph=True)]


def _text_atoms(
    clean: CleanText, start: int, end: int, passage: int, innermost: _Innermost, budget: Budget
) -> list[_Atom]:
    if start >= end:
        return []
    section = innermost(start)
    atoms = []
    text = clean.text[start:end]
    for number, (a, b) in enumerate(split_sentences(text)):
        pieces = _split_long(text[a:b], budget.maximum) if b - a > budget.maximum else [(0, b - a)]
        for i, (x, y) in enumerate(pieces):
            atoms.append(
                _Atom(
                    start + a + x,
                    start + a + y,
                    passage,
                    section,
                    begins_paragraph=number == 0 and i == 0,
                    is_part_of_sentence=i > 0,
                )
            )
    return atoms


def _table_atoms(
    clean: CleanText, passage: Passage, index: int, section: int, budget: Budget
) -> list[_Atom]:
    """Return a table's header lines and its rows; a row stays whole unless it is enormous."""
    atoms: list[_Atom] = []
    position = passage.start
    for start, end in [*((row.start, row.end) for row in passage.rows), (passage.end, passage.end)]:
        span = _strip(clean.text, position, start)
        if span != (0, 0):
            is_header = position == passage.start
            atoms.append(_Atom(*span, index, section, is_heading=is_header, begins_paragraph=True))
        row = _strip(clean.text, start, end)
        if row != (0, 0):
            is_enormous = row[1] - row[0] > 2 * budget.maximum
            text = clean.text[row[0] : row[1]]
            pieces = _split_long(text, budget.maximum) if is_enormous else [(0, len(text))]
            atoms.extend(
                _Atom(row[0] + a, row[0] + b, index, section, False, i == 0, i > 0)
                for i, (a, b) in enumerate(pieces)
            )
        position = end
    return atoms


def _split_long(text: str, maximum: int) -> list[tuple[int, int]]:
    """Divide a sentence into pieces of at most `maximum` characters.

    At the last ；，、 or ： of the second half of a piece; where there is none, at the last border
    that jieba sees between words and that stands in no figure, name, date or 文号.
    """
    pieces = []
    start = 0
    while len(text) - start > maximum:
        # Two pieces of like length rather than a long and a tiny one.
        longest = min(maximum, max(maximum // 2, (len(text) - start + 1) // 2 + maximum // 4))
        cut = _last_cut(text, start + longest // 2, start + longest)
        piece = _strip(text, start, cut)
        if piece != (0, 0):
            pieces.append(piece)
        start = cut
    rest = _strip(text, start, len(text))
    return [*pieces, rest] if rest != (0, 0) else pieces


def _last_cut(text: str, low: int, high: int) -> int:
    """Return the best offset in (low, high] to cut at; `high` where nothing better is found."""
    window = (max(0, low - 80), high + 80)
    whole = [match.span(1) for pattern in _WHOLE for match in pattern.finditer(text, *window)]
    for marks in ("；;。", "，,", "、：:|"):
        for offset in range(high, low, -1):
            is_grouping = _GROUPED_DIGITS.match(text, offset - 1)
            if text[offset - 1] in marks and not is_grouping and not _is_inside(whole, offset):
                return offset
    borders = [window[0] + border for border in word_borders(text[window[0] : window[1]])]
    # Where every word border is taken, any place outside of a name or figure.
    candidates: list[int] = [*reversed(borders), *range(high, low, -1)]
    for offset in candidates:
        if low < offset <= high and not _is_inside(whole, offset):
            return offset
    return high


def _is_inside(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    return any(start < offset < end for start, end in spans)


# --- Chunks -------------------------------------------------------------------------------


def _divide(
    clean: CleanText, sections: Sequence[Section], group: Sequence[_Atom], budget: Budget
) -> list[tuple[int, int]]:
    """Return the cheapest division of a group into chunks: first and last atom of each.

    Shortest path over the borders between atoms; a chunk costs the square of what it misses of the
    target, and a border costs what it breaks.
    """
    count = len(group)
    if group[-1].end - group[0].start <= budget.target and not _crosses(sections, group):
        return [(0, count - 1)]
    best = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    levels = [sections[a.section].level if a.section >= 0 else 0 for a in group]
    border_costs = [0.0, *(_border_cost(group[i - 1], group[i]) for i in range(1, count))]
    for first in range(count):
        cost_here = best[first] + border_costs[first] + _COST_OF_CHUNK
        start, level = group[first].start, levels[first]
        extra = 0.0
        for last in range(first, count):
            atom = group[last]
            length = atom.end - start
            if last > first:
                if length > budget.maximum:
                    break
                if atom.is_heading and not group[last - 1].is_heading:
                    is_higher = levels[last] < level
                    extra += _COST_OF_HIGHER if is_higher else _COST_OF_NEIGHBOUR
                    level = min(level, levels[last])
            missed = (length - budget.target) / budget.target
            # Too long is worse than too short: the reader, and the model, see less of it.
            missed_cost = missed * missed * (1.5 if missed > 0 else 1.0)
            cost = cost_here + missed_cost + extra
            if cost < best[last + 1]:
                best[last + 1] = cost
                came_from[last + 1] = first
    spans = []
    end = count
    while end:
        spans.append((came_from[end], end - 1))
        end = came_from[end]
    return spans[::-1]


def _crosses(sections: Sequence[Section], group: Sequence[_Atom]) -> bool:
    """True when a group holds a heading that stands above the section it begins in."""
    first = group[0].section
    return first >= 0 and any(
        atom.is_heading and sections[atom.section].level < sections[first].level for atom in group
    )


def _border_cost(before: _Atom, after: _Atom) -> float:
    if before.is_heading:
        return _COST_AFTER_HEADING
    if after.is_part_of_sentence:
        return _COST_INSIDE_SENTENCE
    if after.is_heading:
        return 0.0
    return _COST_BETWEEN_PARAGRAPHS if after.begins_paragraph else _COST_INSIDE_PARAGRAPH


def _innermost(sections: Sequence[Section], atoms: Sequence[_Atom]) -> int:
    """Return the innermost section that holds a chunk's text, its leading headings aside; -1: none.

    A chunk of several neighbours stands in the section they share.
    """
    body = next((atom for atom in atoms if not atom.is_heading), atoms[-1])
    index = body.section
    while index >= 0 and sections[index].end < atoms[-1].end:
        index = _parent(sections, index)
    return index


def _parent(sections: Sequence[Section], index: int) -> int:
    level = sections[index].level
    while index >= 0 and sections[index].level >= level:
        index -= 1
    return index


def _article(sections: Sequence[Section], index: int) -> str:
    while index >= 0 and sections[index].kind is not SectionKind.ARTICLE:
        index = _parent(sections, index)
    return sections[index].number if index >= 0 else ""


def _article_end(sections: Sequence[Section], atom: _Atom) -> int:
    section = sections[atom.section] if atom.section >= 0 else None
    return section.end if section and section.kind is SectionKind.ARTICLE else -1


def _rows_within(clean: CleanText, atoms: Sequence[_Atom]) -> Iterator[TableRow]:
    start, end = atoms[0].start, atoms[-1].end
    for index in sorted({atom.passage for atom in atoms}):
        for row in clean.passages[index].rows:
            if row.start < end and row.end > start:
                yield row


def _caption(clean: CleanText, atoms: Sequence[_Atom]) -> str:
    captions = (clean.passages[atom.passage].caption for atom in atoms)
    return next((caption for caption in captions if caption), "")


def _is_note(clean: CleanText, atoms: Sequence[_Atom], path: tuple[str, ...]) -> bool:
    kinds = {clean.passages[atom.passage].kind for atom in atoms if not atom.is_heading}
    if kinds == {BlockKind.FOOTNOTE} or any(_NOTES.match(name) for name in path):
        return True
    return len(set(_COLOPHON.findall(clean.text[atoms[0].start : atoms[-1].end]))) >= 3


# --- Units --------------------------------------------------------------------------------


def _group_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield groups of neighbouring sentences of `text[start:end]`."""
    groups: list[tuple[int, int]] = []
    for a, b in split_sentences(text[start:end]):
        first, last = groups[-1] if groups else (0, 0)
        is_short = b - a < UNIT_SHORTEST or last - first < UNIT_SHORTEST
        if groups and is_short and b - first <= UNIT_LONGEST:
            groups[-1] = (first, b)
        else:
            groups.append((a, b))
    for a, b in groups:
        yield (start + a, start + b)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the blanks at its ends; (0, 0) for nothing but blanks."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else (0, 0)
