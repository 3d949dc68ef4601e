"""Find the sections of a document: its headings, and what stands under each.

Three steps: read every passage that may be a heading; drop those that are items of a list; place
the rest by their numbers. A heading continues the numbering it follows (（三） after （二）), so a
number that restarts opens a level and a number that runs on over parts does not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind, CleanText, Passage, Section, SectionKind


class _Style(IntEnum):
    """How a heading is numbered, in the usual order of nesting.

    GB/T 9704—2012, 7.3.3: 一、（一）1.（1）; statutes: 编 章 节 条.
    """

    BOOK = 0
    PART = 1
    APPENDIX = 2
    CHAPTER = 3
    SECTION = 4
    ARTICLE = 5
    COMMA = 6
    PAREN = 7
    DOT = 8
    PAREN_DOT = 9
    ORDINAL = 10
    CASE = 11
    TITLE = 12


_KINDS = {
    _Style.BOOK: SectionKind.PART,
    _Style.PART: SectionKind.PART,
    _Style.APPENDIX: SectionKind.PART,
    _Style.CHAPTER: SectionKind.CHAPTER,
    _Style.SECTION: SectionKind.SECTION,
    _Style.ARTICLE: SectionKind.ARTICLE,
}
_UNITS = {
    "编": _Style.BOOK,
    "部分": _Style.PART,
    "篇": _Style.PART,
    "章": _Style.CHAPTER,
    "节": _Style.SECTION,
    "条": _Style.ARTICLE,
}
_LISTED = (_Style.COMMA, _Style.PAREN, _Style.DOT, _Style.PAREN_DOT)
_UNNUMBERED = (_Style.APPENDIX, _Style.CASE, _Style.TITLE)

# Longest headings, in characters. Real ones reach 55 ("…，真正改善贫困群众住房条件"); a first
# sentence that serves as a heading is shorter.
LONGEST_HEADING = 60
LONGEST_FIRST_SENTENCE = 42
LONGEST_TITLE = 30
# Longest text, in characters, between a title and the first 一、 or the first chapter or article of
# the document that it opens.
LONGEST_PREAMBLE = 1500
LONGEST_ENACTMENT = 400
# Far enough to meet the heading that takes up an interrupted numbering.
LOOK_AHEAD = 150

_NUMERAL = r"[一二三四五六七八九十百千零〇○\d]{1,9}"
_UNIT = re.compile(
    rf"第\s*(?P<value>{_NUMERAL})\s*(?P<unit>编|部分|篇|章|节|条)(?P<sub>之[一二三四五六七八九十]{{1,2}})?"
)
# What follows a number that is only mentioned: 第十条规定的…, 第五条、第六条, 第二条至第五条.
_MENTION = re.compile(r"[第和、，,。；至款项的规所中之外内及与或以]|到第")
_NUMBERED = (
    (_Style.COMMA, re.compile(r"(?P<value>[一二三四五六七八九十]{1,3})[、．.](?=\s*\S)")),
    (_Style.PAREN, re.compile(r"[（(]\s*(?P<value>[一二三四五六七八九十]{1,3})\s*[)）]")),
    (_Style.PAREN_DOT, re.compile(r"[（(]\s*(?P<value>\d{1,2})\s*[)）]")),
    # Not 2016.02.23, 3.5万 or 1、2 的.
    (_Style.DOT, re.compile(r"(?P<value>\d{1,2})\s*(?:[.．](?!\d)|、(?!\d))")),
    (_Style.ORDINAL, re.compile(r"第(?P<value>[一二三四五六七八九十]{1,2})[，,、]")),
    (_Style.ORDINAL, re.compile(r"(?P<value>[一二三四五六七八九十])是")),
)
_AMOUNT = re.compile(
    r"\s*\d[\d.,]*\s*(?:[万亿千百多余]|元|%|％|个|户|人|亩|吨|公里|千米|米|岁|次|倍|天|[-—~～]|$)"
)
_APPENDIX = re.compile(
    r"附\s*[件录图表则]\s*(?P<value>[一二三四五六七八九十\d]{0,2})\s*[:：.．、]?\s*"
)
_CASE = re.compile(
    r"案例\s*(?P<value>[一二三四五六七八九十\d]{0,3}(?:[-—–]\d+)?)\s*(?P<mark>[:：]?)\s*"
)
_FIRST_SENTENCE = re.compile(rf"[^。；;！？!?]{{2,{LONGEST_FIRST_SENTENCE}}}。")
_LABEL = re.compile(r"[^。；;，,、：:！？!?]{2,16}[：:]")
_FOOTNOTE_MARK = re.compile(r"\^?[①-⑳]|\^\S$")
_STANDING = re.compile(
    r"(?:序|序\s*[一二三四言]|自\s*序|代\s*序|前\s*言|引\s*言|导\s*[论言]|绪\s*论|概\s*论|摘\s*要|总\s*则|附\s*则"
    r"|结\s*[语论]|后\s*记|致\s*谢|参考文献|主要参考文献|本书编委会)(?:[：:]?$|[\s：:]+(?=\S))"
)
_REFERENCES = re.compile(r"(?:主要)?参考文献")
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:…”’」』）)》】>]$")
_NO_TITLE = re.compile(
    r"[。；;！!，,…|_\t]|^.{1,3}[：:]|https?://|^[—\-(（\[【)）]|^(?:图|表)\s*\d|来源|^注\s*[:：]|^单位[:：]|^（?续表|编号"
    r"|^第?[\d\s.]+$|^[\d\s年月日.\-—]+$|(?:办公厅|办公室|委员会|人民政府|国务院|[省市县党]委|出版社|编写组|编委会"
    r"|[局厅署])$|[各位们].{0,12}[：:]$|^(?:主席|省长|市长|县长|国务院总理|记者|通讯员|作者|责任编辑)"
)
_DOCUMENT_TITLE = re.compile(
    r"(?:通知|意见|办法|决定|规定|方案|规划|条例|细则|纲要|报告|通告|公告|决议|批复|章程|制度)(?:（[^（）]{2,8}）)?$"
)
_SUBTITLE = re.compile(r"[—–-]{2}\s*\S.{3,40}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class _Heading:
    """A passage, or the beginning of one, that may be a heading."""

    style: _Style
    index: int
    """Index of its last passage."""
    start: int
    end: int
    """Offset just past the heading."""
    value: int = 0
    """Its number, 0 where it has none."""
    number: str = ""
    text: str = ""
    level: int = 0
    """As the file's format says; 0 where it is silent."""
    has_body: bool = False
    """Text follows in the same passage."""
    is_listed: bool = False
    """Ends like a sentence, as an item of a list does."""
    has_subtitle: bool = False
    is_standing: bool = False
    """前言, 后记, 参考文献: stands above the numbered headings."""


@dataclass
class _Frame:
    """An open section."""

    heading: _Heading
    path: tuple[str, ...]
    is_container: bool
    """Numbering starts anew inside it."""


def split_sections(clean: CleanText) -> list[Section]:
    """Return the sections of a text, in order of their start.

    Sections nest and do not overlap: a section ends where the next heading of its level or above
    begins. Text before the first heading belongs to no section. Tables and footnotes hold no
    headings.
    """
    headings = _without_lists(clean, _read_headings(clean))
    frames = _place(headings)
    ends = _section_ends(frames, len(clean.text))
    return [
        Section(
            kind=_KINDS.get(frame.heading.style, SectionKind.HEADING),
            level=len(frame.path),
            number=frame.heading.number,
            heading=frame.heading.text,
            path=frame.path,
            start=frame.heading.start,
            body_start=frame.heading.end,
            end=end,
        )
        for frame, end in zip(frames, ends, strict=True)
    ]


# --- Reading ------------------------------------------------------------------------------


def _read_headings(clean: CleanText) -> list[_Heading]:
    headings: list[_Heading] = []
    in_references = False
    last_article = 0
    titles = _find_titles(clean)
    for index, passage in enumerate(clean.passages):
        if (
            passage.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH)
            or passage.end <= passage.start
        ):
            continue
        line = clean.text[passage.start : passage.end]
        heading = _read_one(line, index, passage, last_article)
        if heading is None and (index in titles or passage.kind is BlockKind.HEADING):
            heading = _title(line, index, passage)
        if heading is None:
            heading = _subtitle(line, index, passage, headings)
            if heading is not None:
                headings[-1] = heading
            continue
        # The entries of a reference list are numbered, and are not headings.
        if in_references and heading.style > _Style.ARTICLE and not heading.is_standing:
            continue
        in_references = bool(_REFERENCES.match(heading.text))
        if heading.style is _Style.ARTICLE:
            last_article = heading.value
        elif heading.style < _Style.ARTICLE and heading.value <= 1:
            last_article = 0
        if headings and _continues(headings[-1], heading):
            headings[-1] = _join(headings[-1], heading)
        else:
            headings.append(heading)
    return headings


def _read_one(line: str, index: int, passage: Passage, last_article: int) -> _Heading | None:
    """Return the heading a line begins with by its number or its name, or None."""
    indent = len(line) - len(line.lstrip())
    body = line[indent:]
    base = _Heading(_Style.TITLE, index, passage.start + indent, passage.end, level=passage.level)
    if body.startswith("第") and (match := _UNIT.match(body)):
        return _read_unit(body, match, base, last_article, passage.kind is BlockKind.HEADING)
    if _STANDING.match(body) and _is_short(body, LONGEST_TITLE):
        style = _Style.CHAPTER
        return replace(base, style=style, text=_tidy(body), is_standing=True)
    if body.startswith("附") and (match := _APPENDIX.match(body)):
        return _read_appendix(body, match, base)
    if body.startswith("案例") and (match := _CASE.match(body)):
        return _read_case(body, match, base)
    for style, pattern in _NUMBERED:
        if match := pattern.match(body):
            return _read_numbered(body, match, replace(base, style=style))
    return None


def _read_unit(
    body: str, match: re.Match[str], base: _Heading, last_article: int, is_marked: bool
) -> _Heading | None:
    """Read 第X编/部分/章/节/条."""
    style = _UNITS[match["unit"]]
    value = _value(match["value"])
    rest = body[match.end() :]
    number = re.sub(r"\s", "", match.group())
    if style is not _Style.ARTICLE:
        if not _is_short(body, LONGEST_HEADING) or _MENTION.match(rest) or not value:
            return None
        return replace(base, style=style, value=value, number=number, text=_tidy(body))
    has_blank = rest[:1].isspace() or not rest
    is_next = value == last_article + 1 or (match["sub"] and value == last_article)
    if not value or not (has_blank or rest[0] in "【（(" or (is_next and not _MENTION.match(rest))):
        return None
    # 第三条　【适用范围】 and, where the format marks it, 第三条 适用范围 have a title.
    title = re.match(r"\s*【[^】]{1,30}】", rest)
    if title:
        end = match.end() + title.end()
    elif is_marked and _is_short(body, LONGEST_TITLE):
        end = len(body)
    else:
        end = match.end()
    return replace(
        base,
        style=style,
        value=value,
        number=number,
        text=_tidy(body[:end]) if end > match.end() else number,
        end=base.start + end,
        has_body=bool(body[end:].strip()),
    )


def _read_appendix(body: str, match: re.Match[str], base: _Heading) -> _Heading | None:
    rest = body[match.end() :]
    # "附件：1.申报表" lists what is attached; it heads nothing.
    if not _is_short(body, LONGEST_HEADING) or re.match(r"\d{1,2}\s*[.．、]", rest):
        return None
    if rest and not re.search(r"[:：.．、\s]$", match.group()) and not match["value"]:
        return None
    number = re.sub(r"[\s:：.．、]", "", match.group())
    return replace(base, style=_Style.APPENDIX, number=number, text=_tidy(body))


def _read_case(body: str, match: re.Match[str], base: _Heading) -> _Heading | None:
    rest = body[match.end() :]
    if not _is_short(body, LONGEST_HEADING) or (rest and not match["mark"] and not match["value"]):
        return None
    number = re.sub(r"[\s:：]", "", match.group())
    return replace(base, style=_Style.CASE, number=number, text=_tidy(body))


def _read_numbered(body: str, match: re.Match[str], base: _Heading) -> _Heading | None:
    """Read 一、（一）1.（1）第一， and tell headings from sentences that begin with a number."""
    rest = body[match.end() :]
    if not rest.strip() or (base.style is _Style.DOT and _AMOUNT.match(rest)):
        return None
    number = re.sub(r"\s", "", match.group())
    base = replace(base, value=_value(match["value"]), number=number)
    if not base.value:
        return None
    if _is_short(body, LONGEST_HEADING) or base.level:
        return replace(base, text=_tidy(body))
    bare = _FOOTNOTE_MARK.sub("", rest).rstrip()
    if len(bare) <= LONGEST_TITLE and bare.endswith("。") and bare.count("。") == 1:
        return replace(base, text=_tidy(body).rstrip("。"), is_listed=True)
    if base.style is _Style.ORDINAL:
        return None
    inline = _FIRST_SENTENCE.match(rest) or _LABEL.match(rest)
    if inline is None or not rest[inline.end() :].strip():
        return None
    end = match.end() + inline.end()
    return replace(base, text=_tidy(body[: end - 1]), end=base.start + end, has_body=True)


def _title(line: str, index: int, passage: Passage) -> _Heading:
    indent = len(line) - len(line.lstrip())
    return _Heading(
        _Style.TITLE,
        index,
        passage.start + indent,
        passage.end,
        text=_tidy(line),
        level=passage.level,
    )


def _subtitle(line: str, index: int, passage: Passage, headings: list[_Heading]) -> _Heading | None:
    """Return the last heading with this line as its second, when it is "——副题"."""
    body = line.strip()
    if not headings or headings[-1].index != index - 1 or headings[-1].has_body:
        return None
    if headings[-1].style in _LISTED or not _SUBTITLE.match(body) or body[-1] in "。；，":
        return None
    subtitle = replace(_title(line, index, passage), text=_tidy(body))
    return replace(_join(headings[-1], subtitle), has_subtitle=True)


def _continues(first: _Heading, second: _Heading) -> bool:
    """True when two headings on neighbouring lines are one: 附录一 / 典型案例."""
    if second.index != first.index + 1 or first.has_body or second.style is not _Style.TITLE:
        return False
    if first.level and second.level and first.level != second.level:
        return False
    if first.style in _LISTED or first.style is _Style.ARTICLE:
        return False
    return (
        first.style is _Style.TITLE
        or first.text == first.number
        or (first.is_standing and len(first.text) <= 4)
    )


def _join(first: _Heading, second: _Heading) -> _Heading:
    joint = "" if second.text.startswith("的") else " "
    return replace(
        first, index=second.index, end=second.end, text=f"{first.text}{joint}{second.text}"
    )


def _find_titles(clean: CleanText) -> set[int]:
    """Return the passages that read like unnumbered titles: short lines before longer ones."""
    passages = clean.passages
    lines = [clean.text[p.start : p.end].strip() for p in passages]
    candidates = [
        passage.kind is BlockKind.PARAGRAPH and _looks_like_title(line)
        for passage, line in zip(passages, lines, strict=True)
    ]
    titles: set[int] = set()
    index = 0
    while index < len(passages):
        if not candidates[index]:
            index += 1
            continue
        run = index
        while run < len(passages) and candidates[run]:
            run += 1
        # Three short lines in a row are a list of names, not a title.
        if run - index <= 2 and _stands_free(passages, lines, index, run):
            titles.update(range(index, run))
        index = run
    return titles


def _looks_like_title(line: str) -> bool:
    line = _FOOTNOTE_MARK.sub("", line).strip()
    if not 4 <= len(line) <= LONGEST_TITLE or _NO_TITLE.search(line):
        return False
    han = len(_HAN.findall(line))
    # Names are set apart by blanks: 彭凯平 陈 涛.
    if han < 4 or han * 2 < len(line) or all(len(word) <= 3 for word in line.split()):
        return False
    if line[-1] in "：:" and len(line) > 14:
        return False
    return not _UNIT.match(line) and not any(pattern.match(line) for _, pattern in _NUMBERED)


def _stands_free(passages: Sequence[Passage], lines: list[str], start: int, end: int) -> bool:
    """True when nothing before the lines is left open and longer text comes after them."""
    if start and passages[start - 1].kind is BlockKind.PARAGRAPH:
        before = lines[start - 1]
        if len(before) > LONGEST_TITLE and not _ENDS_SENTENCE.search(
            _FOOTNOTE_MARK.sub("", before)
        ):
            return False
    if end == len(lines):
        return False
    after = lines[end]
    if passages[end].kind is BlockKind.HEADING or _SUBTITLE.match(after):
        return True
    if passages[end].kind is not BlockKind.PARAGRAPH:
        return False
    starts_numbered = any(pattern.match(after) for _, pattern in _NUMBERED) or _UNIT.match(after)
    is_sentence = len(after) > len(lines[end - 1]) and bool(re.search(r"[。！？；：]", after))
    is_headed = bool(_DOCUMENT_TITLE.search(lines[end - 1])) and len(after) <= LONGEST_TITLE
    return bool(starts_numbered) or is_sentence or is_headed


def _is_short(body: str, longest: int) -> bool:
    """True when a line is as long as a heading and does not end like a sentence."""
    body = _FOOTNOTE_MARK.sub("", body).rstrip()
    if len(body) > longest or not body or body[-1] in "。；;，,、！!":
        return False
    return "。" not in body and "；" not in body and not (body[-1] in "：:" and len(body) > 25)


def _tidy(text: str) -> str:
    text = _FOOTNOTE_MARK.sub("", text).strip().rstrip("：:")
    text = re.sub(r"\s+", " ", text)
    # 总 则 → 总则
    return re.sub(r"(?<![^\s])(\S) (\S)$", r"\1\2", text)


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    value = parse_chinese_number(number)
    return int(value) if value is not None else 0


# --- Lists ----------------------------------------------------------------------------------


def _without_lists(clean: CleanText, headings: list[_Heading]) -> list[_Heading]:
    """Drop numbered lines that are items of a list: nothing stands between them."""
    dropped: set[int] = set()
    for i, heading in enumerate(headings):
        if heading.style not in (*_LISTED, _Style.ORDINAL) or heading.level or heading.has_body:
            continue
        following = headings[i + 1] if i + 1 < len(headings) else None
        if following is not None and _is_next_item(heading, following):
            dropped.update((i, i + 1) if not following.has_body else (i,))
        elif heading.is_listed and not _is_followed_by_text(clean, heading):
            dropped.add(i)
    return [heading for i, heading in enumerate(headings) if i not in dropped]


def _is_next_item(first: _Heading, second: _Heading) -> bool:
    return (
        second.style is first.style
        and second.value == first.value + 1
        and second.index == first.index + 1
    )


def _is_followed_by_text(clean: CleanText, heading: _Heading) -> bool:
    """True when an unnumbered paragraph comes next and the line before is no item either."""
    passages = clean.passages
    for index in (heading.index - 1, heading.index + 1):
        if not 0 <= index < len(passages):
            return False
        line = clean.text[passages[index].start : passages[index].end].strip()
        if index < heading.index and line.endswith(("；", ";")):
            return False
        if index > heading.index and (
            any(pattern.match(line) for _, pattern in _NUMBERED) or _UNIT.match(line)
        ):
            return False
    return True


# --- Placing --------------------------------------------------------------------------------


def _place(headings: list[_Heading]) -> list[_Frame]:
    """Return the headings with their paths, placed by number, style and given level."""
    ranks = _observed_ranks(headings)
    trusts_levels = _levels_are_meant(headings)
    stack: list[_Frame] = []
    frames: list[_Frame] = []
    for i, heading in enumerate(headings):
        if heading.level and trusts_levels:
            depth = _depth_by_level(stack, heading)
        elif heading.is_standing:
            depth = _depth_of_standing(stack, heading)
        elif heading.style in _UNNUMBERED:
            depth = _depth_of_unnumbered(stack, headings, i, ranks)
        else:
            depth = _depth_by_number(stack, heading, ranks)
        del stack[depth:]
        parent = stack[-1].path if stack else ()
        is_container = heading.style is _Style.APPENDIX or (
            heading.style in _UNNUMBERED and _opened_by(headings, i) is not None
        )
        frame = _Frame(heading, (*parent, heading.text), is_container)
        stack.append(frame)
        frames.append(frame)
    return frames


def _observed_ranks(headings: list[_Heading]) -> dict[_Style, int]:
    """Return the nesting order of the styles: the usual one, unless the document shows another.

    A style is seen to nest in another when its first number follows a heading of the other.
    """
    nested = Counter(
        (first.style, second.style)
        for first, second in pairwise(headings)
        if second.value == 1 and first.style is not second.style
    )
    order = list(_Style)
    # A handful of styles: exchanging neighbours until nothing changes is enough.
    for _ in order:
        for i in range(len(order) - 1):
            outer, inner = order[i], order[i + 1]
            if outer in _LISTED and inner in _LISTED:
                against, usual = nested[(inner, outer)], nested[(outer, inner)]
                if against >= 2 and against > usual:
                    order[i], order[i + 1] = inner, outer
    return {style: rank for rank, style in enumerate(order)}


def _levels_are_meant(headings: list[_Heading]) -> bool:
    """False when one given level holds headings of several numbering styles at once.

    Files whose every heading is "标题 1" say nothing; their numbers do.
    """
    styles: dict[int, set[_Style]] = {}
    for heading in headings:
        if heading.level and heading.value:
            styles.setdefault(heading.level, set()).add(heading.style)
    return all(len(found) <= 1 for found in styles.values()) or len(styles) > 2


def _depth_by_level(stack: list[_Frame], heading: _Heading) -> int:
    depth = 0
    for i, frame in enumerate(stack):
        if 0 < frame.heading.level < heading.level:
            depth = i + 1
    return depth


def _depth_of_standing(stack: list[_Frame], heading: _Heading) -> int:
    """前言 and 后记 close everything; 总则 and 附则 are chapters of the document they stand in."""
    if not heading.text.endswith("则"):
        return 0
    depth = len(stack)
    while depth and stack[depth - 1].heading.style > _Style.APPENDIX:
        if stack[depth - 1].heading.style is _Style.TITLE:
            break
        depth -= 1
    return depth


def _depth_by_number(stack: list[_Frame], heading: _Heading, ranks: dict[_Style, int]) -> int:
    """Return how many open sections a numbered heading stands in."""
    base = 0
    for i, frame in enumerate(stack):
        is_leaf = frame.heading.style in _UNNUMBERED and heading.style > _Style.ARTICLE
        if frame.is_container or is_leaf:
            base = i + 1
    same = [i for i, frame in enumerate(stack) if frame.heading.style is heading.style]
    if heading.value > 1 and same:
        expected = [i for i in same if stack[i].heading.value in (heading.value - 1, heading.value)]
        return (expected or same)[-1]
    if heading.value == 1 and (inner := [i for i in same if i >= base]):
        return inner[-1]
    depth = len(stack)
    while depth > base and ranks[stack[depth - 1].heading.style] >= ranks[heading.style]:
        depth -= 1
    # A chapter that does not restart leaves even an appendix or a title.
    while heading.value > 1 and depth and heading.style < _Style.ARTICLE:
        if ranks[stack[depth - 1].heading.style] < ranks[heading.style]:
            break
        depth -= 1
    return depth


def _depth_of_unnumbered(
    stack: list[_Frame], headings: list[_Heading], i: int, ranks: dict[_Style, int]
) -> int:
    """Return how many open sections an appendix, a case or a title stands in.

    What comes later tells: where the numbering of an open section is taken up again, the heading
    was inside it; where numbering restarts for good, a new document begins.
    """
    heading = headings[i]
    if heading.text.startswith("附录"):
        return 0
    resumed = _resumes(stack, headings, i)
    if heading.style is _Style.APPENDIX:
        return resumed or _before_body(stack)
    depth = len(stack)
    if (opened := _opened_by(headings, i)) is not None:
        depth = resumed or min(_before_rank(stack, ranks[opened], ranks), _before_statute(stack))
    elif heading.has_subtitle:
        # Pieces of a collection have titles of one form.
        alike = (i for i, frame in enumerate(stack) if _is_piece(frame.heading))
        depth = next(alike, depth)
    while depth and stack[depth - 1].heading.style >= heading.style:
        depth -= 1
    return depth


def _is_piece(heading: _Heading) -> bool:
    return heading.style is _Style.TITLE and heading.has_subtitle


def _opened_by(headings: list[_Heading], i: int) -> _Style | None:
    """Return the style whose numbering starts under an unnumbered heading, or None."""
    for following in headings[i + 1 : i + 3]:
        if following.value:
            longest = LONGEST_PREAMBLE if following.style > _Style.ARTICLE else LONGEST_ENACTMENT
            is_near = following.start - headings[i].end <= longest
            return following.style if following.value == 1 and is_near else None
        if following.index - headings[i].index > 1:
            return None
    return None


def _before_body(stack: list[_Frame]) -> int:
    """Return the depth at which a document's own parts begin: below its titles."""
    for i, frame in enumerate(stack):
        if frame.heading.style is not _Style.TITLE:
            return i
    return len(stack)


def _before_statute(stack: list[_Frame]) -> int:
    """Return the depth outside the articles that are open, and the chapters they stand in."""
    for i, frame in enumerate(stack):
        if frame.heading.style is _Style.ARTICLE:
            while i and stack[i - 1].heading.style not in _UNNUMBERED:
                i -= 1
            return i
    return len(stack)


def _before_rank(stack: list[_Frame], rank: int, ranks: dict[_Style, int]) -> int:
    """Return the depth of the first numbered section of a rank or below."""
    for i, frame in enumerate(stack):
        style = frame.heading.style
        if style not in _UNNUMBERED and ranks[style] >= rank:
            return i
    return len(stack)


def _resumes(stack: list[_Frame], headings: list[_Heading], i: int) -> int:
    """Return the depth just inside the open section whose numbering goes on later; 0 for none."""
    inner: dict[_Style, int] = {}
    for heading in headings[i + 1 : i + 1 + LOOK_AHEAD]:
        if not heading.value:
            continue
        if heading.value == 1:
            # The outermost numbering starts again: another document has begun.
            if heading.style <= _Style.PAREN and heading.style is next(iter(inner), None):
                return 0
            inner[heading.style] = 1
            continue
        if heading.value == inner.get(heading.style, 0) + 1:
            inner[heading.style] = heading.value
            continue
        for depth in range(len(stack), 0, -1):
            frame = stack[depth - 1].heading
            if frame.style is heading.style and frame.value + 1 == heading.value:
                return depth
    return 0


def _section_ends(frames: list[_Frame], length: int) -> list[int]:
    ends = [length] * len(frames)
    open_: list[int] = []
    for i, frame in enumerate(frames):
        while open_ and len(frames[open_[-1]].path) >= len(frame.path):
            ends[open_.pop()] = frame.heading.start
        open_.append(i)
    return ends
