"""Lists whose members are all there: “四个切实”, what an article counts up, the parts of a rule.

A list is a fact only when it is complete: the number in its name equals the members found, or its
numbering runs through to where something else begins.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.indicators.extracting.places import Rank
from assistant.quiz.facts.documents import (
    PolicyDocument,
    article_at,
    place_of,
    plain_heading,
    policy_documents,
    topic_at,
)
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import names_nothing_outside
from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind, Passage, Section, SectionKind


class ListForm(StrEnum):
    """How a source gives a list."""

    NAMED = "named"  # “四个切实”（…）
    ITEMS = "items"  # 考核内容包括以下几个方面：（一）…（二）…
    HEADINGS = "headings"  # the headings under one heading
    CELLS = "cells"  # several names in one cell of a table, or of one clause


@dataclass(frozen=True)
class Member:
    """One member of a list, verbatim."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Listing:
    """A complete list."""

    source: Source
    form: ListForm
    name: str
    """What it is a list of, without the place: "四个切实", "考核内容", "工作要求"."""

    opening: str
    """What says where this holds: "根据《…》第五条，", "在巴里坤县的有关工作中，"; may be empty."""

    lead: str
    """Of `ITEMS`, the clause that announces the list."""

    members: tuple[Member, ...]
    start: int
    end: int
    topic: str
    is_ordered: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    """Of its evidence; empty for the stretch from `start` to `end`."""

    @property
    def quoted(self) -> str:
        """The name in quotes: "四个切实"; "" where it has none."""
        match = re.match(r"“([^”]+)”", self.name)
        return match[1] if match else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The members' texts."""
        return tuple(member.text for member in self.members)


FEWEST_MEMBERS = 3
MOST_MEMBERS = 12
_LONGEST_MEMBER = 40

_DIGITS = "一二两三四五六七八九十"
_STEPS = re.compile(r"步骤|程序|流程|步法|[一二两三四五六七八九十]步|工作法|步曲")
# Names that hold a number but no list, or whose list everybody writes in another way.
_NO_LIST = re.compile(
    rf"^[{_DIGITS}\d]+[个大项种类]?(?:方式|方面|问题|情况|原因|困难|举措|力量|因素|环节|层次)?$|"
    r"十[一二三四五]?五|[一二三四五六七八九]五|两委|三农|十一|两个一百年|第|年|县|月|日|亿|万|百|点五"
)


def find_listings(source: Source) -> Iterator[Listing]:
    """Return every complete list of a source; one list may be given in several places."""
    documents = policy_documents(source)
    reader = _Reader(source, documents)
    yield from reader.named()
    yield from reader.items()
    yield from reader.headings()
    yield from reader.principles()


def agreeing(listings: Sequence[Listing]) -> list[Listing]:
    """Return the lists of which no other of the same name says anything else, each once.

    “五个一批” is worded in three ways in one library: which is asked, the others contradict. Lists
    that share only their name, as two counties' “三位一体”, do not.
    """
    by_name: dict[str, list[Listing]] = {}
    for listing in listings:
        name = listing.quoted or f"{listing.opening}{listing.lead}{listing.name}"
        by_name.setdefault(name, []).append(listing)
    kept: dict[frozenset[str], Listing] = {}
    for same in by_name.values():
        readings = {frozenset(_bare(text) for text in listing.texts) for listing in same}
        if any(_say_almost_the_same(a, b) for a in readings for b in readings if a != b):
            continue
        places = {listing.opening for listing in same}
        if len(readings) != len(places):
            continue
        for listing in same:
            kept.setdefault(frozenset(_bare(text) for text in listing.texts), listing)
    return list(kept.values())


def _say_almost_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two lists of one name are wordings of one list."""
    pairs = {text[i : i + 2] for text in one for i in range(len(text) - 1)}
    others = {text[i : i + 2] for text in other for i in range(len(text) - 1)}
    return len(pairs & others) >= min(len(pairs), len(others)) / 6


def _bare(text: str) -> str:
    """Return a member as lists are compared: without what stands in brackets or quotes."""
    return re.sub(r"（[^（）]*）|[“”\s]", "", text)


@dataclass(frozen=True)
class _Reader:
    source: Source
    documents: tuple[PolicyDocument, ...]

    # --- “四个切实”（…） ----------------------------------------------------------------------

    def named(self) -> Iterator[Listing]:
        """Return the lists with a name of their own in quotes."""
        for passage in self.source.clean.passages:
            if passage.kind is BlockKind.TABLE:
                continue
            text = self.source.text[passage.start : passage.end]
            for match in _NAMED.finditer(text):
                name, count = match["name"], _count_in(match["name"])
                if count is None or _NO_LIST.search(name):
                    continue
                found = _members(text, match.end(), count) or _members_before(
                    text, match.start(), count
                )
                if found:
                    yield from self._named(passage, match, found)

    def _named(
        self, passage: Passage, match: "re.Match[str]", found: list[tuple[int, int]]
    ) -> Iterator[Listing]:
        offset = passage.start
        text = self.source.text
        members = tuple(_member(text, offset + start, offset + end) for start, end in found)
        if not _are_parallel(members):
            return
        opening = self._opening(offset + match.start())
        if opening is None:
            return
        first = min(offset + match.start(), members[0].start)
        last = max(offset + match.end(), members[-1].end)
        start, end = self._sentences(first, last)
        yield Listing(
            source=self.source,
            form=ListForm.NAMED,
            name=f"“{match['name']}”{match['head'] or ''}",
            opening=opening,
            lead="",
            members=members,
            start=start,
            end=end,
            topic=topic_at(self.source, offset + match.start()),
            is_ordered=_STEPS.search(match["name"] + (match["head"] or "")) is not None,
        )

    # --- （一）…（二）… under a sentence that announces them -----------------------------------

    def items(self) -> Iterator[Listing]:
        """Return the lists that a sentence ending in ： announces, one paragraph for each."""
        passages = [p for p in self.source.clean.passages if p.kind is not BlockKind.TABLE]
        for index, passage in enumerate(passages):
            document = self._document_at(passage.start)
            text = self.source.text[passage.start : passage.end].rstrip()
            lead = _LEAD.search(text)
            if document is None or lead is None:
                continue
            items = list(_numbered(self.source.text, passages[index + 1 :]))
            members = tuple(member for member, _ in items)
            if not FEWEST_MEMBERS <= len(members) <= MOST_MEMBERS:
                continue
            article = article_at(self.source, passage.start)
            yield Listing(
                source=self.source,
                form=ListForm.ITEMS,
                name=lead["noun"],
                opening=f"《{document.title}》{article}",
                lead=_NUMBER_OF_ARTICLE.sub("", text[lead.start() : -1]).strip(),
                members=members,
                start=passage.start,
                end=items[-1][1],
                topic=document.title,
                is_ordered=_STEPS.search(lead["noun"]) is not None,
            )

    # --- Headings under one heading --------------------------------------------------------------

    def headings(self) -> Iterator[Listing]:
        """Return the headings under the headings of policy documents, and under “十项工程”."""
        sections = self.source.sections
        for section in sections:
            children = [
                other
                for other in sections
                if other.path[:-1] == section.path and section.start < other.start < section.end
            ]
            document = self._document_at(section.start)
            name = plain_heading(section.heading.replace(" ——", "，"))
            if not FEWEST_MEMBERS <= len(children) <= MOST_MEMBERS or not _run_on(children):
                continue
            if any(child.kind is SectionKind.ARTICLE for child in children):
                continue
            members = tuple(
                Member(_before_dash(child.heading), *_heading_span(self.source, child))
                for child in children
            )
            if not _are_parallel(members):
                continue
            if document is None:
                name = _counted_name(name, len(members))
                opening = self._opening(section.start) if name else None
                if opening is None:
                    continue
            elif section.start == document.start or name in _NO_PART:
                continue
            else:
                opening = f"《{document.title}》"
            yield Listing(
                source=self.source,
                form=ListForm.HEADINGS if document else ListForm.NAMED,
                name=name,
                opening=opening,
                lead="",
                members=members,
                start=section.start,
                end=members[-1].end,
                topic=document.title if document else topic_at(self.source, section.start),
                spans=tuple(
                    self._sentences(start, start + 1)
                    for start in (section.start, *(member.start for member in members))
                ),
            )

    # --- ——坚持…… under one heading -------------------------------------------------------------

    def principles(self) -> Iterator[Listing]:
        """Return the lists of policy documents whose members each begin with a dash."""
        for section in self.source.sections:
            document = self._document_at(section.start)
            name = plain_heading(section.heading)
            if document is None or not section.number or name in _NO_PART:
                continue
            members = tuple(self._dashed(section))
            if not FEWEST_MEMBERS <= len(members) <= MOST_MEMBERS or not _are_parallel(members):
                continue
            yield Listing(
                source=self.source,
                form=ListForm.HEADINGS,
                name=name,
                opening=f"《{document.title}》",
                lead="",
                members=members,
                start=section.start,
                end=members[-1].end,
                topic=document.title,
                spans=tuple(
                    self._sentences(start, start + 1)
                    for start in (section.start, *(member.start for member in members))
                ),
            )

    def _dashed(self, section: Section) -> Iterator[Member]:
        text = self.source.text
        for passage in self.source.clean.passages:
            if section.start < passage.start < section.end:
                match = _DASHED.match(text, passage.start, passage.end)
                if match:
                    yield _member(text, match.start(1), match.end(1))

    # --- Where a list holds ----------------------------------------------------------------------

    def _document_at(self, offset: int) -> PolicyDocument | None:
        return next((d for d in self.documents if d.start <= offset < d.end), None)

    def _opening(self, offset: int) -> str | None:
        """Return what says where a list holds; None where it is not certain."""
        place = place_of(self.source, offset)
        start, _ = self._sentences(offset, offset + 1)
        before = self.source.text[start:offset][-60:]
        of_country = _OF_THE_COUNTRY.search(before) and not _OF_A_COMPANY.search(before)
        rank = self.source.places.rank_of(self.source.home_at(offset)) or Rank.COUNTY
        if rank <= Rank.PROVINCE and of_country:
            return place if place and "《" in place else ""
        if self._names_another_place(start, offset):
            return None
        return place or None

    def _names_another_place(self, start: int, end: int) -> bool:
        """Return whether a stretch speaks of a place that its chapter is not about."""
        home = self.source.home_at(start)
        return any(
            not mention.stands_for
            and mention.rank >= Rank.PROVINCE
            and mention.name not in home
            and home not in mention.name
            for mention in self.source.places.between(start, end)
        )

    def _sentences(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentences that a stretch touches."""
        touched = [s for s in self.source.sentences if s.start < end and start < s.end]
        return touched[0].start, touched[-1].end


# Who speaks for the whole country.
_OF_THE_COUNTRY = re.compile(
    r"习近平|党中央|中共中央|国务院|中央扶贫|国家(?!级|通用)|规划纲要|党的[一二十]|全面建成小康社会|我国|全国"
)
_OF_A_COMPANY = re.compile(r"公司|集团|银行|大学|中心|企业|保险|人寿")
_NUMERAL = rf"[{_DIGITS}0-9]"
# “四个切实”; a noun may follow before its members.
_NAMED = re.compile(
    rf"“(?P<name>[^“”，。；：、]{{0,8}}{_NUMERAL}[^“”，。；：]{{0,10}})”"
    r"(?:的?(?P<head>[\u4e00-\u9fff]{0,6}?(?:工作法|机制|原则|制度|目标|要求|格局|工程|行动|方案|政策|战略|模式"
    r"|体系|方式|措施|方法|人员|群众|办法|业态)))?"
)
_OPENERS = re.compile(r"（(?!指)|[，,]?即[：:，,]?|[：:](?:即)?|(?:是指|指的是|包括|是)[：:]?")
_MARKED = re.compile(
    r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，|其[一二三四五六七八九十]，)"
)
_LEAD = re.compile(
    r"(?:(?<=^)|(?<=[。　\s]))[^。]{0,60}?(?:以下|下列|如下)(?:[几一二三四五六七八九十][个项])?"
    r"(?P<noun>[\u4e00-\u9fff]{2,4}?)(?:之一)?(?:的|进行|执行|办理|实施)?[^。：]{0,40}：$"
)
_NUMBER_OF_ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条[　\s]*")
_ITEM = re.compile(r"[（(](?P<number>[一二三四五六七八九十]+)[）)]\s*(?P<text>[^。；]+)")
_DASHED = re.compile(r"——\s*([^。；]+)")
_NO_PART = frozenset({"总体要求", "指导思想", "退出标准和程序", "结对关系", "总则", "附则"})


def _count_in(name: str) -> int | None:
    """Return how many members a name speaks of: 四个切实 4, 五个一批 5, 四好三美一卫生 8."""
    counted = re.match(rf"[^{_DIGITS}\d]*([{_DIGITS}]+|\d+)(?:个|大|项|种|类|点|条|位|方|到)", name)
    numbers = [counted[1]] if counted else re.findall(rf"[{_DIGITS}]+|\d+", name)
    values = [int(n) if n.isdigit() else parse_chinese_number(n) for n in numbers]
    if not values or any(value is None or value != int(value) for value in values):
        return None
    total = int(sum(value for value in values if value is not None))
    return total if FEWEST_MEMBERS <= total <= MOST_MEMBERS and "+" not in name else None


def _counted_name(name: str, count: int) -> str:
    """Return the part of a heading that names a list of so many members, or ""."""
    for match in re.finditer(r"[“]?([^“”，：——\s]*[一二三四五六七八九十][^“”，：——\s]*)[”]?", name):
        if _count_in(match[1]) == count and not _NO_LIST.search(match[1]):
            return match[0]
    return ""


def _members(text: str, at: int, count: int) -> list[tuple[int, int]]:
    """Return the spans of exactly so many members after a name, or an empty list."""
    opener = _OPENERS.match(text, at)
    if opener is None:
        return []
    if opener[0] == "（":
        end = text.find("）", opener.end())
        nested = text.find("（", opener.end(), end)
        while nested != -1 and end != -1:
            end, nested = text.find("）", end + 1), text.find("（", nested + 1, end)
        body = (opener.end(), end)
    else:
        stop = re.compile(r"[。]|$").search(text, opener.end())
        body = (opener.end(), stop.start() if stop else len(text))
    if body[1] <= body[0]:
        return []
    if _MARKED.match(text, body[0]):
        return _marked(text, body[0], count)
    for marks in ("；", "、", "、，", "、，；", "、和", "，"):
        parts = _split(text, *body, marks)
        if len(parts) == count and ("，" not in marks or _are_even(text, parts)):
            return parts
    return []


def _are_even(text: str, parts: list[tuple[int, int]]) -> bool:
    """Return whether members between two commas are as long as each other: 人美、屋美、院美."""
    return all(
        abs((a[1] - a[0]) - (b[1] - b[0])) <= 1
        for a, b in pairwise(parts)
        if text[a[1] : b[0]].strip() == "、"
    )


# What stands before the first of some members that have no mark before them.
_BEFORE_FIRST = re.compile(
    r".*(?:实行|采取|实现|做到|建立|推进|推行|深化|把握|统筹|实施|制定|制订|形成|落实|围绕|坚持|把控|内|推广"
    r"|确立|按照|规范|通过|强化|加强|依托|以|严把|把好|抓好|构建|打造|聚焦|明确|突出|包括|发展|由|对|和)(?:了|好|起)?"
)


def _members_before(text: str, name_start: int, count: int) -> list[tuple[int, int]]:
    """Return the spans of so many members before a name: A、B、C、D“四方联动”."""
    before = text[:name_start]
    closing = re.search(r"”(?:的[^“”，。]{0,8})?$", before)
    if closing:
        opening = before.rfind("“", 0, closing.start())
        parts = _split(text, opening + 1, closing.start(), "、")
        return parts if len(parts) == count else []
    start = max(before.rfind(mark) for mark in "，。；：") + 1
    end = name_start - (before.endswith("的"))
    for marks in ("、", "、和", "、及"):
        parts = _split(text, start, end, marks)
        if len(parts) == count and (first := _first_of(text, parts)):
            return [first, *parts[1:]]
    return []


def _first_of(text: str, parts: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first member without what leads to it, as long as its fellows about."""
    start, end = parts[0]
    lead = _BEFORE_FIRST.match(text, start, end - 1)
    start = lead.end() if lead else start
    lengths = [last - first for first, last in parts[1:]]
    near = min(lengths) - 2 <= end - start <= max(lengths) + 2
    are_even = max(lengths) <= 2 * min(lengths) + 2
    return (start, end) if near and are_even and end - start >= 2 else None


def _marked(text: str, at: int, count: int) -> list[tuple[int, int]]:
    """Return what follows each of 一是, 二是, 三是 …: all of it, or the first clause of each."""
    marks = list(_MARKED.finditer(text, at))
    numbers = _DIGITS.replace("两", "")
    in_order = [numbers[i] in mark[0] for i, mark in enumerate(marks[: count + 1]) if i < 10]
    if (
        len(in_order) < count
        or not all(in_order[:count])
        or (len(in_order) > count and in_order[-1])
    ):
        return []
    ends = [mark.start() for mark in marks[1:count]]
    last = re.compile(r"[。；]|$").search(text, marks[count - 1].end())
    ends.append(last.start() if last else len(text))
    whole = [
        (mark.end(), end - len(text[:end]) + len(text[:end].rstrip("。；， ")))
        for mark, end in zip(marks, ends, strict=False)
    ]
    if all(end - start <= _LONGEST_MEMBER and "。" not in text[start:end] for start, end in whole):
        return whole
    clauses = [
        (start, (re.compile(r"[，。；：]|$").search(text, start) or mark).start())
        for (start, _), mark in zip(whole, marks, strict=False)
    ]
    # 创新扶贫开发路径，创新扶贫资源使用方式: what begins alike is a list of its own.
    begins_alike = len({text[start : start + 2] for start, _ in clauses}) == 1
    return clauses if begins_alike else []


def _split(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Split a stretch at marks that stand outside of brackets and quotes."""
    spans, depth, first = [], 0, start
    for at in range(start, end):
        character = text[at]
        depth += (character in "（“《") - (character in "）”》")
        if depth == 0 and character in marks:
            spans.append((first, at))
            first = at + 1
    spans.append((first, end))
    return [_trim(text, *span) for span in spans]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 　和及以是":
        start += 1
    while end > start and text[end - 1] in " 　":
        end -= 1
    return start, end


def _member(text: str, start: int, end: int) -> Member:
    return Member("".join(text[start:end].split()), start, end)


def _are_parallel(members: Sequence[Member]) -> bool:
    """Return whether members are of one kind and can each be read alone."""
    texts = [member.text for member in members]
    lengths = [len(text) for text in texts]
    return (
        len(set(texts)) == len(texts)
        and min(lengths) >= 2
        and max(lengths) <= _LONGEST_MEMBER
        and max(lengths) <= 3 * min(lengths) + 4
        and not any(re.search(r"等$|[。；]|自治县", text) for text in texts)
        and all(names_nothing_outside(text) for text in texts)
    )


def _numbered(text: str, passages: Sequence[Passage]) -> Iterator[tuple[Member, int]]:
    """Return the items that follow, while their numbers run on from （一）."""
    for number, passage in enumerate(passages, start=1):
        match = _ITEM.match(text, passage.start, passage.end)
        if match is None or parse_chinese_number(match["number"]) != number:
            return
        yield _member(text, match.start("text"), match.end("text")), passage.end


def _run_on(sections: Sequence[Section]) -> bool:
    """Return whether the numbers of headings run on, in one form."""
    numbers = [re.sub(r"[^一二三四五六七八九十\d]", "", section.number) for section in sections]
    values = [int(n) if n.isdigit() else parse_chinese_number(n) if n else None for n in numbers]
    forms = {re.sub(r"[一二三四五六七八九十\d]+", "", section.number) for section in sections}
    first = values[0]
    return (
        len(forms) == 1
        and first is not None
        and all(value == first + index for index, value in enumerate(values))
    )


def _before_dash(heading: str) -> str:
    """Return a heading without its number and without what a dash adds: 扶持谁."""
    return plain_heading(heading).split("——")[0]


def _heading_span(source: Source, section: Section) -> tuple[int, int]:
    """Return where a heading's words stand, without its number."""
    text = source.text
    name = _before_dash(section.heading)
    at = text.find(name[:6], section.start)
    return at, at + len(name)
