"""A document's text and tables become proposals: every figure with its name, area and period."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.indicators.extracting.dating import Inherited, date_figures
from assistant.indicators.extracting.figures import Stated, stated_figures
from assistant.indicators.extracting.naming import LONGEST_NAME, name_figures
from assistant.indicators.extracting.places import (
    Gazetteer,
    Mention,
    Rank,
    chains,
    has_own_figure,
    is_subject,
    joined,
)
from assistant.indicators.extracting.tables import CellText, read_cells
from assistant.indicators.extracting.times import Time, times
from assistant.indicators.schema import Proposal
from ingest.chunking import split_sentences
from ingest.numerals import format_number
from ingest.schema import CELL_SEPARATOR, BlockKind, CleanText, Metadata, Passage, Section

LONGEST_EVIDENCE = 160
# A date that stands so near to the beginning of a sentence, in characters, also dates the next one.
LATEST_TOPIC = 3
# Headings above this level end what an item of a list was about.
ITEM_LEVEL = 3
# How far before a sentence, in characters, it may say who helps whom.
HELP_REACH = 150
# A place that is named once is a paragraph's own only this near to its beginning, in characters.
NEAR = 30
LONGEST_TITLE = 40
_BLANK = re.compile(r"\s+")
_CLAUSE = re.compile(r"[，,；;：:]")
# What may stand before the place that a sentence is about.
_LEADING = re.compile(
    r"(?:[\s，,：:“”*]|截至|截止|据统计|据悉|据了解|目前|如今|现在|同时|此外|另外|其中|近年来|如|例如|比如"
    r"|像|对|在|以|为|从|到|底|末|期间|以来"
    r"|[（(]?[一二三四五六七八九十\d]+[)）、.．是]|——)*"
)
# A summary speaks of the year of its title; a plan or a rule does not.
_YEARLY = re.compile(
    r"(?P<period>\d{4}年(?:第[一二三四]季度|[上下]半年|\d{1,2}月份?)?)度?.{0,20}(?:总结|通报|公报|年报|统计|情况|汇报)"
)
_CITES = re.compile(r"http|出版社|年第|第\s*\d+\s*页|\[[A-Z]\]|日报|网[-—_.，。]|年版|ISBN")
_CLAUSE_BEGINS = re.compile(
    r"[，,；;：:（(—][“‘\"]?(?:\s|其中|在|对|而|另|以及|同时)*(?:确定|推动|支持|指导|帮助|助力|推进)?(?:[\u4e00-\u9fff]{0,8}(?:显示|表明|指出))?$"
)
# A report on several companies goes from one to the next.
_COMPANY = re.compile(r"[\u4e00-\u9fff（）]{2,24}(?:公司|集团)")
# 北京帮助和田地区新建校舍270所
_AIDED = re.compile(r"[^，。；：、]{0,12}(?:帮助|支援|援助|帮扶|援建)$")
# 投入20万元用于喜古乡重点村建设
_SPENT_ON = re.compile(r"[余多]?\s*(?:用于|投入到?|帮扶|支援|援助|援建|扶持|在)\s*$")
# 在全疆15个地州中，和田地区…
_AMONG = re.compile(r"[^，。；]{0,10}[中内]，")
# 甲学校、乙学校共12所 counts both.
_SUM = re.compile(r"[^，。；、]*(?:共|等|合计)\s*$")
_CLOSING_BRACKET = re.compile(r"[）)]")
_COUNT_BEHIND = re.compile(r"\s*[近约]?\s*\d")
_INTRODUCED = re.compile(r"[^，。；]{0,8}(?:显示|统计|了解|表明|悉|上|方面)，?")
# （二）14个重点村…: an item of a list may speak of a group of places, down to the next item.
_ITEM = re.compile(r"[（(][一二三四五六七八九十]+[）)]\s*")
_GROUP = re.compile(
    r"(?P<group>\d+\s*个[^，。；、\d]{0,6}?(?:村|县|乡镇|社区|片区))(?=建档|贫困(?!村)|农村|农民|农户|低保|人均)"
)
_HELPING = re.compile(r"援|对口|协作|结对|帮扶|捐|选派|牵手")
LOCAL = frozenset({Rank.REGION, Rank.PREFECTURE, Rank.COUNTY, Rank.TOWN, Rank.VILLAGE})


class _Topic(NamedTuple):
    """Places side by side that a sentence is about."""

    chain: Sequence[Mention]
    area: str
    leads_sentence: bool
    leads_clause: bool
    """It reaches over the clauses behind its own, to the next one or the end of its bracket."""


@dataclass
class _Context:
    """What a sentence inherits from those before it."""

    home: str
    """The place that the section is about, or the document."""

    area: str
    """The place that the sentences before were about."""

    named: dict[Rank, str] = field(default_factory=dict)
    """The place of each rank that was last spoken of."""

    now: str = ""
    """The document's year; empty where it is not known."""

    period: str = ""
    year: str = ""
    """The year that was named last."""
    group: str = ""
    """Of places, which the item of a list is about."""

    guess: str = ""
    """The only place that a paragraph names, where nothing else tells its area."""

    passing: str = ""
    """A place that a paragraph turned to, which its end leaves again."""

    left: str = ""
    """What the paragraph was about before."""

    opening: int = -1
    """Start of the paragraph."""

    section: int = -1
    """Start of the innermost section."""

    def turn_to(self, area: str) -> None:
        """Speak of a place for the rest of the paragraph."""
        if self.area != self.passing:
            self.left = self.area
        self.area = self.passing = area

    def turn_back(self) -> None:
        """Leave the place that the paragraph before had turned to."""
        if self.passing and self.area == self.passing:
            self.area = self.left
        self.passing = ""


def read_proposals(
    clean: CleanText, sections: Sequence[Section], metadata: Metadata | None = None
) -> list[Proposal]:
    """Return the figures that a document states, for a person to accept, in reading order.

    Args:
        clean: Its text, as `ingest.cleaning.clean` gives it.
        sections: Its sections, as `ingest.sectioning.split_sections` gives them.
        metadata: What is known of it: title, region and year help where sentences are silent.
    """
    return list(_Reader(clean, sections, metadata or Metadata()).read())


def as_line(proposal: Proposal) -> dict[str, str]:
    """Return what the terminal prints of a proposal.

    The cells of a table row stand apart by tabs, as in a text file and as a sheet takes them when
    they are pasted; elsewhere the evidence is as the proposal has it.
    """
    return {
        "name": proposal.name,
        "area": proposal.area,
        "period": proposal.period,
        "value": format_number(proposal.value),
        "unit": proposal.unit,
        "qualifier": proposal.qualifier,
        "evidence": proposal.evidence.replace(CELL_SEPARATOR, "\t"),
    }


class _Reader:
    def __init__(self, clean: CleanText, sections: Sequence[Section], metadata: Metadata) -> None:
        self._clean = clean
        self._text = clean.text
        self._sections = sections
        self._places = Gazetteer(clean.text)
        title = metadata.title
        if not self._places.find(title):
            title = self._first_line()
        self._area = metadata.region or self._places.main(title)
        self._year = str(metadata.year or "")
        titled = _YEARLY.search(title)
        self._period = titled["period"] if titled else ""

    def _first_line(self) -> str:
        """Return what a document opens with, as long as a title is."""
        first = next(iter(self._clean.passages), None)
        return self._text[first.start : first.end][:LONGEST_TITLE] if first else ""

    def read(self) -> Iterator[Proposal]:
        context = _Context(home=self._area, area=self._area, now=self._year, year=self._year)
        for passage in self._clean.passages:
            self._enter(passage, context)
            if passage.kind is BlockKind.TABLE:
                yield from self._read_table(passage, context)
            elif passage.kind is not BlockKind.FOOTNOTE or self._explains(passage):
                yield from self._read_paragraph(passage, context)

    def _explains(self, note: Passage) -> bool:
        """Return whether a footnote says something, and does not only name a source."""
        text = self._text[note.start : note.end]
        return text.endswith("。") and _CITES.search(text) is None

    # --- What headings say ----------------------------------------------------------------------

    def _enter(self, passage: Passage, context: _Context) -> None:
        """Begin a passage: a section speaks of what its headings name, until it says otherwise."""
        path = self._path(passage)
        context.opening = passage.start
        context.turn_back()
        section = path[0].start if path else -1
        if section != context.section:
            context.section = section
            context.guess = ""
            for small in (Rank.TOWN, Rank.VILLAGE):
                context.named.pop(small, None)
            context.home = context.area = self._section_area(path, context)
        elif titled := self._case(passage):
            context.home = context.area = titled
        elif not self._goes_on(context):
            context.area = context.home
        if self._is_wide(context.area) or context.area == context.guess:
            context.guess = self._only_place(passage) or context.guess
            context.area = context.guess or context.area
        context.period = self._section_period(path)
        self._enter_item(passage, path, context)

    def _enter_item(self, passage: Passage, path: Sequence[Section], context: _Context) -> None:
        """Note which group of places an item of a list is about, until the next one begins."""
        opens_section = bool(path) and path[0].start == passage.start and path[0].level < ITEM_LEVEL
        if item := _ITEM.match(self._text, passage.start, passage.end):
            group = _GROUP.match(self._text, item.end(), passage.end)
            context.group = _BLANK.sub("", group["group"]) if group else ""
        elif opens_section:
            context.group = ""
        context.area = context.group or context.area

    def _path(self, passage: Passage) -> list[Section]:
        """Return the sections a passage stands in, the innermost first."""
        around = [s for s in self._sections if s.start <= passage.start < s.end]
        return sorted(around, key=lambda section: section.start, reverse=True)

    def _only_place(self, passage: Passage) -> str:
        """Return the one county or smaller place that a paragraph names; empty where not one."""
        named = [
            mention
            for mention in self._places.between(passage.start, passage.end)
            if mention.rank >= Rank.PROVINCE and not mention.stands_for
        ]
        local = [mention for mention in named if mention.rank >= Rank.PREFECTURE]
        within = [joined(chain) for chain in chains(named) if chain[-1].rank >= Rank.PREFECTURE]
        longest = max(within, key=len, default="")
        is_topic = len(local) > 1 or any(one.start < passage.start + NEAR for one in local)
        return longest if is_topic and all(one.name in longest for one in local) else ""

    def _goes_on(self, context: _Context) -> bool:
        """Return whether a section goes on to speak of a place in its next paragraph.

        A county's report leaves a village with the paragraph; a national one tells its whole story.
        """
        rank, home = self._places.rank_of(context.area), self._places.rank_of(context.home)
        if rank is None or home is None or home <= Rank.PROVINCE:
            return rank is not None
        return rank is home

    def _case(self, passage: Passage) -> str:
        """Return the place of a case that a line like ——山东省青岛市帮扶纪实 entitles."""
        line = self._text[passage.start : passage.end]
        if (
            not self._is_wide(self._area)
            or not line.startswith("—")
            or len(line) > LONGEST_TITLE
            or "。" in line
        ):
            return ""
        places = self._places.between(passage.start, passage.end)
        return next((joined(one) for one in chains(places) if not one[0].stands_for), "")

    def _heading(self, section: Section) -> str:
        """Return a heading, without the beginning of the text where it was cut off that."""
        end = section.body_start
        is_cut = self._text[end : end + 1] not in {"", "\n", " "} and self._text[
            end - 1 : end
        ] not in {"。", "：", ":", "；"}
        return "" if is_cut else self._text[section.start : end]

    def _section_area(self, path: Sequence[Section], context: _Context) -> str:
        for section in path:
            end = section.start + len(self._heading(section))
            found = self._places.between(section.start, end)
            named = [chain for chain in chains(found) if not chain[0].stands_for]
            if named:
                for chain in named:
                    self._note(chain, context)
                home = [chain for chain in named if chain[-1].name == self._area]
                return joined((home or named)[0])
        return self._area

    def _section_period(self, path: Sequence[Section]) -> str:
        for section in path:
            spoken = [time for time in times(self._heading(section)) if time.year]
            if spoken:
                return spoken[0].text
        return self._period

    # --- Tables ---------------------------------------------------------------------------------

    def _read_table(self, passage: Passage, context: _Context) -> Iterator[Proposal]:
        area = context.area
        for cell in read_cells(passage, self._text, self._places, area):
            if isinstance(cell, CellText):
                context.area = cell.area
                yield from self._read_sentence(cell.start, cell.end, context)
                continue
            row = self._text[cell.row.start : cell.row.end]
            yield Proposal(
                name=cell.name[-LONGEST_NAME:],
                area=cell.area,
                period=cell.period or context.period,
                value=cell.value,
                unit=cell.unit,
                qualifier=cell.qualifier,
                evidence=row,
                start=cell.row.start,
                end=cell.row.end,
            )
        context.area = area

    # --- Sentences ------------------------------------------------------------------------------

    def _read_paragraph(self, passage: Passage, context: _Context) -> Iterator[Proposal]:
        for first, last in split_sentences(self._text[passage.start : passage.end]):
            yield from self._read_sentence(passage.start + first, passage.start + last, context)

    def _read_sentence(self, start: int, end: int, context: _Context) -> Iterator[Proposal]:
        text = self._text[start:end]
        if _COMPANY.match(text):
            context.turn_back()
        spoken = times(text)
        topics = self._topics(start, end, spoken, context)
        figures = stated_figures(text)
        if figures:
            spans = [(t.chain[0].start - start, t.chain[-1].end - start) for t in topics]
            names = name_figures(text, figures, spoken, spans)
            inherited = Inherited(context.period, context.now, context.year)
            periods = date_figures(text, figures, names, spoken, inherited)
            for figure, name, period in zip(figures, names, periods, strict=True):
                if not name:
                    continue
                first, last = _evidence(text, figure)
                yield Proposal(
                    name=name,
                    area=self._own_area(figure, start, context)
                    or self._area_of(topics, start + figure.start, context),
                    period=period,
                    value=figure.value,
                    unit=figure.unit,
                    qualifier=figure.qualifier,
                    evidence=text[first:last],
                    start=start + first,
                    end=start + last,
                )
        leading = next((topic for topic in topics if topic.leads_sentence), None)
        if leading is not None and _AMONG.match(self._text, leading.chain[-1].end):
            leading = next((topic for topic in topics if topic is not leading), leading)
        if leading is not None and self._stays(leading, start, context):
            context.area = leading.area
        local = {topic.area for topic in topics if topic.chain[-1].rank >= Rank.PREFECTURE}
        if leading is None and len(local) == 1 and self._is_wide(context.area):
            context.turn_to(local.pop())
        dated = [time for time in spoken if not time.is_compared and not time.is_attached]
        if dated:
            is_first = dated[0].start <= LATEST_TOPIC or _INTRODUCED.fullmatch(
                text, 0, dated[0].start
            )
            lasts = dated[0].year or dated[0].is_since
            is_topic = is_first and lasts and not dated[0].is_day
            context.period = dated[0].text if is_topic else ""
            years = [time.year for time in dated if time.year]
            context.year = years[-1] if years else context.year

    def _topics(
        self, start: int, end: int, spoken: Sequence[Time], context: _Context
    ) -> list[_Topic]:
        """Return the places that the sentence is about, each with how far it reaches."""
        text = self._text
        topics: list[_Topic] = []
        for chain in chains(self._places.between(start, end)):
            if not is_subject(text, chain, start):
                continue
            first = chain[0].start
            before = list(text[start:first])
            for time in spoken:
                before[time.start : time.end] = [" "] * len(before[time.start : time.end])
            opening = "".join(before)
            leads = _LEADING.fullmatch(opening) is not None
            leads_clause = (
                leads
                or _CLAUSE_BEGINS.search(opening) is not None
                or (chain[0].rank >= Rank.PREFECTURE and _AIDED.search(opening) is not None)
            )
            is_world = chain[0].rank is Rank.WORLD and not has_own_figure(text, chain[-1])
            if (is_world and not leads_clause) or self._helps(chain, start, end, context):
                continue
            if topics and (joint := _together(text, topics[-1].chain, chain)):
                topics[-1] = topics[-1]._replace(chain=chain, area=topics[-1].area + joint)
                continue
            area = self._resolve(chain, context)
            self._note(chain, context)
            topics.append(
                _Topic(
                    chain=chain,
                    area=area,
                    leads_sentence=leads,
                    leads_clause=leads_clause,
                )
            )
        return topics

    def _stays(self, leading: _Topic, start: int, context: _Context) -> bool:
        """Return whether the sentences behind go on to speak of what this one begins with.

        The report of a county speaks of the whole country in passing, unless a paragraph opens
        with it.
        """
        rank = leading.chain[0].rank
        if rank is Rank.COUNTRY:
            home = self._places.rank_of(context.home)
            return home is None or home <= Rank.COUNTRY or start == context.opening
        return rank is not Rank.WORLD

    def _helps(self, chain: Sequence[Mention], start: int, end: int, context: _Context) -> bool:
        """Return whether a province gives aid to the place that the text is about."""
        place = chain[0]
        if place.rank is not Rank.PROVINCE or place.stands_for or place.name in context.home:
            return False
        is_elsewhere = self._places.rank_of(
            context.home
        ) in LOCAL and place.name != self._places.usual(Rank.PROVINCE)
        return (
            is_elsewhere
            and _HELPING.search(self._text, max(0, start - HELP_REACH), end) is not None
        )

    def _own_area(self, figure: Stated, start: int, context: _Context) -> str:
        """Return the place right before a count, or the one that a sum is spent on.

        陕西省 in 与陕西省9个市结对, and 喜古乡 in 20万元用于喜古乡.
        """
        at = start + figure.start
        if spent_on := self._spent_on(start + figure.end, context):
            return spent_on
        own = list(chains(self._places.between(max(start, at - 24), at)))
        gap = self._text[own[-1][-1].end : at].strip() if own else "-"
        if gap or figure.is_measure or own[-1][0].rank < Rank.COUNTRY:
            return ""
        return self._resolve(own[-1], context)

    def _spent_on(self, end: int, context: _Context) -> str:
        """Return the place that what ends here is spent on."""
        places = self._places.between(end, end + 24)
        local = next(chains([one for one in places if one.rank >= Rank.PROVINCE]), [])
        if (
            not local
            or local[-1].rank < Rank.PREFECTURE
            or not _SPENT_ON.fullmatch(self._text, end, local[0].start)
        ):
            return ""
        area = self._resolve(local, context)
        self._note(local, context)
        if self._is_wide(context.home):
            context.turn_to(area)
        return area

    def _is_wide(self, area: str) -> bool:
        """Return whether an area tells little: the whole country, or none at all."""
        rank = self._places.rank_of(area)
        return rank is None or rank <= Rank.COUNTRY

    def _area_of(self, topics: Sequence[_Topic], at: int, context: _Context) -> str:
        """Return the place of a figure: the last one named whose reach it stands in."""
        rank = self._places.rank_of(context.area)
        for topic in reversed(topics):
            end = topic.chain[-1].end
            if end > at:
                continue
            between = self._text[end:at]
            own = topic.chain[-1].rank
            in_passing = own <= Rank.COUNTRY and not topic.leads_sentence
            if in_passing and not topic.leads_clause and _CLOSING_BRACKET.search(between):
                # 高出全国增幅（12.4%）3个百分点
                continue
            # 全国60余家企业参加，采购金额…
            counts = in_passing and _COUNT_BEHIND.match(self._text, end) is not None
            reaches = (topic.leads_clause and not counts) or (
                own >= Rank.PROVINCE and (rank is None or rank <= Rank.PROVINCE)
            )
            is_sum = not topic.leads_sentence and _SUM.search(between) is not None
            if is_sum or _closes(between) or (not reaches and _CLAUSE.search(between)):
                continue
            return topic.area
        return context.area

    def _resolve(self, chain: Sequence[Mention], context: _Context) -> str:
        """Return the place a chain names, 全县 and the like by what was named before."""
        first = chain[0]
        if not first.stands_for:
            return joined(chain)
        known = context.named.get(first.rank)
        if not known and first.rank >= Rank.TOWN:
            known = context.area
        if not known:
            same_rank = self._places.rank_of(context.home) == first.rank
            known = context.home if same_rank else self._places.usual(first.rank)
        return (known or context.area) + joined(m for m in chain[1:] if not m.stands_for)

    def _note(self, chain: Sequence[Mention], context: _Context) -> None:
        for index, mention in enumerate(chain):
            if not mention.stands_for:
                context.named[mention.rank] = joined(chain[: index + 1])


def _together(text: str, first: Sequence[Mention], second: Sequence[Mention]) -> str:
    """Return what joins two places of one rank in a list, with the second: "、尉犁县"."""
    between = text[first[-1].end : second[0].start]
    if first[-1].rank is second[-1].rank and between in {"、", "和", "与", "及"}:
        return between + joined(second)
    return ""


def _closes(between: str) -> bool:
    """Return whether a bracket closes in a text that did not open in it."""
    depth = 0
    for character in between:
        depth += (character in "（(") - (character in "）)")
        if depth < 0:
            return True
    return False


def _evidence(text: str, figure: Stated) -> tuple[int, int]:
    """Return the stretch of a sentence that shows a figure: all of it, or the clauses around."""
    if len(text) <= LONGEST_EVIDENCE:
        return 0, len(text)
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    first = max(cut for cut in cuts if cut <= figure.start)
    last = min(cut for cut in cuts if cut >= figure.end)
    for cut in reversed(cuts):
        if cut < first and last - cut <= LONGEST_EVIDENCE:
            first = cut
    for cut in cuts:
        if cut > last and cut - first <= LONGEST_EVIDENCE:
            last = cut
    return first, last
