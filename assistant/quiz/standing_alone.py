"""What a sentence says to a reader who does not have its source before them.

A stem is read alone: 全县 must say which county, a place must be named where the source took it for
granted, and a sentence whose pronouns, times or references only its source explains is refused.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.indicators.extracting.places import (
    Mention,
    Rank,
    chains,
    is_subject,
    joined,
)
from assistant.quiz.sources import Source
from ingest.schema import BlockKind, Passage

_HAN = r"\u4e00-\u9fff"
_INSERTED = -1
"""The offset of a character that does not stand in the source."""

# --- What is taken off, and what is refused ------------------------------------------------------

# What a list or a line of thought puts before a sentence that is whole without it.
_LEAD = re.compile(
    r"(?:\s|[·•●※*]|答[：:]|[-—]{1,2}(?=\D)|[①-⑳]|\^"
    r"|[（(\[][一二三四五六七八九十\d]{1,3}[）)\]]"
    r"|\d{1,2}[.．、)](?!\d)\s?|[一二三四五六七八九十]{1,3}、"
    r"|第?[一二三四五六七八九十]{1,2}是(?!否)[，,：]?|第[一二三四五六七八九十]{1,2}[，,]"
    r"|(?![为对在经据截到自从由以至])[\u4e00-\u9fff]{4,11}[，,](?=(?:19|20)\d\d\s*年)"
    r"|同时(?=[对给新建])|(?:同时|此外|另外|首先|其次|再次|最后|总之|总的来看|据统计|据悉|据了解|据介绍|具体来说|具体来看"
    r"|一方面|另一方面|事实上|实际上|可以说|值得一提的是|需要说明的是)[，,])*"
)
# Sentences that lean on the one before.
_LEANS = re.compile(
    r"但|而|并(?!州)|也|还|又|再|则|却|因此|因而|所以|于是|由此|从而|不仅|不但|即|使|让|以及|及(?!时)|和(?![田静])"
    r"|与(?!\d|上年)|或|且|对此|结果|特别是|尤其|例如|比如|如|譬如|其|之|随后|接着|然后|那么|除此|相比|之所以"
    r"|虽|尽管|就(?![业地近学])|都|均|更|甚至|反之|换言之|另(?!行)|此|[，、）)”’》；;：:。]|等|们|的|了|得|地(?![方区处下州])"
    r"|[上下左右]图|[上下]表|后(?=[，,])|按此|从中|期间|同期|分别|短短|全(?:园|社|街|开发)|公司|(?:开发区|园区|景区|示范区|小区|安置点|工作队|合作社|学校|医院|基地|项目|工程)(?:[位地已现占在总下建共人户]|面积)|企业(?=[已现占])"
    r"|[一二三四五六七八九十两几\d]+多?(?:年|个?月)[多余]?(?:来|间|后|之后|前|之前|内|之内|中|时间|以后)"
    r"|[一-龥]{0,3}(?:结果|情况|数据)(?:显示|表明|看)(?!.{0,30}\d{4})|[^，。]{0,8}其中|第[一二三四五六七八九十百\d]+条"
)
# What only the source, its day or its speaker explains.
_UNEXPLAINED = re.compile(
    r"(?<![应活])该(?!当)|[这那](?!曲|拉提)|(?<![因彼从如])此(?!起彼)"
    r"|(?<![尤极与何及任，；])其(?![他余次实它中])"
    r"|上述|前述|前面|上文|下文|如[下上]|下列|下述|下面|后者|前者|两者|二者|三者|双方|同上"
    r"|(?<![\d%％万亿千百十元人户岁米亩天日年月级里度吨名个项期次倍])以下(?!简称)"
    r"|本(?=[次章节文书报级校村乡镇县市区地院单公项课条法办规意通方细着人团])(?<![基成资根日原样标])本(?!地区生产|科)"
    r"|我(?!国)|[她它你您咱俺]|(?<![其吉排维利])他(?![尔乡克])|笔者|作者|调研组|课题组|访谈|受访|记者"
    r"|[今去前明上同次]年(?!份)(?<![\d一二三四五六七八九十以之此]前年)|近[几两三]?年|当年|目前|现在|如今|日前|近日|当前|至今|迄今|截至调研"
    r"|此后|后来|当时|不久|刚刚|即将|近期|同期(?!.{0,4}增)|那时|[上下本]半?个?月(?!\d)|本周"
    r"|(?<![任])某(?!些)|(?<!责)(?<![导要管老])同志|[上下左右]图|如[图表]|[图表]\s*\d|见第|附件|专栏\s*\d|案例\s*\d"
    r"|第[一二三四五六七八九十\d]+[章节部篇]|两[县村镇乡地州市省家人](?!干部)|当地|一带"
    r"|[?？!！$^|\\�□■◆●○]|https?:|www\.|[①-⑳]|\.{3}|……"
    r"|[a-z]{3,}|[A-Za-z]{6,}|\[[A-Z]\]|ISBN|[“]\s*[”]"
    # A work that is quoted.
    r"|出版社|年版|学报|[日晚]报[，,]|年第\s*\d+\s*期|第[\d\s–—-]+页|[．.]\s?《|资料来源|数据来源"
)
_UNBALANCED = (("（", "）"), ("“", "”"), ("《", "》"), ("‘", "’"), ("【", "】"), ("[", "]"))
# Whoever does this is no place, and the place that a source is about would be wrong before it.
_OWN_SUBJECT = re.compile(
    r"国家|中央|中共|新中国|改革开放|解放|党中央|党的|国务院|全国|我国|中国|世界|全球|习近平|毛泽东|邓小平|江泽民|胡锦涛|联合国"
    r"|自治区|[省部]级|各[级地省县市部乡村]|[“”《‘]|对于|凡|所谓|根据|按照|依据|精准扶贫|脱贫攻坚(?:战|期)"
)
# When something was, as a sentence begins with it.
LEADING_TIME = re.compile(
    r"(?:(?:截至|截止|到|自|从|早在|仅|在)?\s*(?:19|20)\d\d\s*年?"
    r"(?:\s*(?:[-—–~～至到]+)\s*(?:19|20)?\d{2,4}\s*年)?"
    r"(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:份|年?[底末初]|年?[上下]半年|年?[春秋]季(?:学期)?起?|度|以来|起|期间|前|以前|后)?"
    r"(?:开始)?|[“\"]?十[一二三四]五[”\"]?(?:时期|期间|末|以来))[，,]?\s*"
)
_WORD_OF_COUNTY = re.compile(r"自治县|县(?![城域长际市区镇乡])|县(?=乡村)")
_STANDARD_FORM = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "﹪": "%"})
# What a text is called from here on helps nobody who reads one sentence of it.
_SHORT_NAME = re.compile(r"（以下(?:统一)?简称[^（）]*）")
_NUMERALS = "一二三四五六七八九十"
# A case is about a firm or a village; what it did its county did not.
_ACTOR_HEADING = re.compile(
    r"公司|企业|牧业|集团|合作社|(?<![贫困一整农乡每进驻])村(?![级民务集庄]|退出)"
)
_CLAUSE_MARKS = "，、。；：,;:"


@dataclass(frozen=True)
class Standing:
    """A sentence or clause that is understood without its source."""

    text: str
    """A whole sentence that ends in 。; blanks between Chinese characters left out."""

    origins: tuple[int, ...]
    """For each character its offset in the source; -1 for what was put in."""

    area: str
    """The place it is about, as far as it names one: "巴里坤县"; "" where it names none."""

    start: int
    """Of the first character taken from the source."""

    end: int
    """Just past the last one."""

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a slice of the source stands in `text`, or None where it was changed.

        Args:
            start: Offset in the source of the slice's first character, which is no blank.
            end: Just past its last character, which is no blank.
        """
        first, last = self._index.get(start), self._index.get(end - 1)
        if first is None or last is None:
            return None
        return first, last + 1

    @cached_property
    def _index(self) -> dict[int, int]:
        return {origin: at for at, origin in enumerate(self.origins) if origin != _INSERTED}


def stand_alone(source: Source, start: int, end: int) -> Standing | None:
    """Return a sentence or clause so that it can be read without its source.

    List marks and links to the sentence before are taken off, 全县 and the like give way to the
    county's name, and where a source is about one county, a sentence that names no place gets it.

    Args:
        source: Where it stands.
        start: Offset of its first character.
        end: Just past its last character; what stands there must end a sentence or clause, or end
            in one itself.

    Returns:
        None where it leans on what stands around it: a pronoun, 目前, 如下, a place of which it is
        not certain which it is, a broken quotation, a figure or table referred to.
    """
    passage = _passage_of(source, start, end)
    if passage is None or not _is_complete(source.text, start, end):
        return None
    draft = _Draft(source, passage, start, end)
    if draft.is_empty() or not draft.resolve():
        return None
    draft.tidy()
    return draft.finish()


def names_nothing_outside(text: str) -> bool:
    """Return whether a short text, an option or a name, is understood by itself."""
    return _UNEXPLAINED.search(text) is None and _is_balanced(text)


def _passage_of(source: Source, start: int, end: int) -> Passage | None:
    """Return the paragraph that a stretch stands in, or None for none or several."""
    for passage in source.clean.passages:
        if passage.start <= start and end <= passage.end:
            is_text = passage.kind not in {BlockKind.TABLE, BlockKind.FOOTNOTE}
            return passage if is_text else None
        if passage.start > start:
            break
    return None


def _is_complete(text: str, start: int, end: int) -> bool:
    """Return whether a stretch ends where a sentence or clause does."""
    last, following = text[end - 1 : end], text[end : end + 1]
    if last in "。；;":
        return True
    return following in "。；;，," and following != "" and last not in _CLAUSE_MARKS


class _Draft:
    """Characters with their offsets, on the way to a `Standing`."""

    def __init__(self, source: Source, passage: Passage, start: int, end: int) -> None:
        self._source = source
        self._passage = passage
        text = source.text
        while end > start and text[end - 1] in " 。；;，,":
            end -= 1
        lead = _LEAD.match(text, start, end)
        self.start = lead.end() if lead else start
        self.end = end
        self._area = ""
        self._parts: list[tuple[str, int]] = []  # text and its offset, -1 for what was put in

    def is_empty(self) -> bool:
        """Return whether nothing is left, or what is left leans on the sentence before."""
        text = self._source.text
        return self.start >= self.end or _LEANS.match(text, self.start, self.end) is not None

    def resolve(self) -> bool:
        """Name the places; False where it is not certain which are meant."""
        at = self.start
        for chain in chains(self._source.places.between(self.start, self.end)):
            first = chain[0]
            if first.start < at or self._is_titled(first):
                continue
            if first.stands_for:
                known = self._meaning(first)
                if not known:
                    return False
                if self._touches_place(first):
                    # 六安全市 is 六安.
                    self._keep(at, first.start)
                    at = first.end
                    continue
                if known in self._said(at, first.start):
                    self._keep(at, first.start)
                    at = first.start
                    self._area = self._area or known
                    continue
                self._keep(at, first.start)
                self._put(known)
                at = first.end
                if is_subject(self._source.text, chain, self.start):
                    self._area = self._area or known
            elif first.rank >= Rank.TOWN and not self._names_county():
                home = self._home
                is_county = self._source.places.rank_of(home) is Rank.COUNTY
                # 塘湖乡 of a text that once says 三塘湖乡.
                is_cut = self._source.text[first.start - 1] in _NUMERALS
                if not is_county or is_cut or self._is_elsewhere():
                    return False
                self._keep(at, first.start)
                self._put(home)
                at = first.start
                self._area = home + joined(chain)
            elif not self._area and (
                first.rank >= Rank.REGION or is_subject(self._source.text, chain, self.start)
            ):
                self._area = joined(chain)
        self._keep(at, self.end)
        return True

    @cached_property
    def _home(self) -> str:
        return self._source.home_at(self._passage.start)

    def _is_titled(self, mention: Mention) -> bool:
        """Return whether a place stands in the title of a document, and so tells no area."""
        before = self._source.text[self.start : mention.start]
        return before.count("《") > before.count("》")

    def _names_county(self) -> bool:
        """Return whether the places named so far tell where a township lies."""
        return self._source.places.rank_of(self._area) is not None

    def _is_elsewhere(self) -> bool:
        """Return whether the paragraph has named a county or prefecture other than its own."""
        return any(
            name not in self._home and self._home not in name
            for rank in (Rank.PREFECTURE, Rank.COUNTY)
            for name in self._named_before(rank)
        )

    def _meaning(self, mention: Mention) -> str:
        """Return the place that 全县 stands for; empty where it is not certain."""
        if mention.name == "全疆":
            return mention.name
        if mention.rank >= Rank.TOWN:
            return ""
        if named := self._named_before(mention.rank):
            return named[0] if len(named) == 1 else ""
        return self._home if self._source.places.rank_of(self._home) is mention.rank else ""

    def _named_before(self, rank: Rank) -> list[str]:
        """Return the places of a rank that the paragraph names up to the sentence's end."""
        names: list[str] = []
        for chain in chains(self._source.places.between(self._passage.start, self.end)):
            for index, one in enumerate(chain):
                if one.rank is not rank or one.stands_for or chain[0].stands_for:
                    continue
                full = joined(chain[: index + 1])
                if not any(name in full or full in name for name in names):
                    names.append(full)
        return names

    def _said(self, at: int, end: int) -> str:
        """Return what is said so far, up to an offset of the source."""
        return "".join(part for part, _ in self._parts) + self._source.text[at:end]

    def _touches_place(self, mention: Mention) -> bool:
        """Return whether a place stands right before the words that stand for it."""
        around = self._source.places.between(self.start, mention.start)
        return bool(around) and around[-1].end == mention.start

    def _keep(self, start: int, end: int) -> None:
        self._parts.extend((self._source.text[at], at) for at in range(start, end))

    def _put(self, text: str) -> None:
        self._parts.extend((character, _INSERTED) for character in text)

    def tidy(self) -> None:
        """Leave out blanks between Chinese characters and write Chinese punctuation."""
        kept: list[tuple[str, int]] = []
        for index, (character, origin) in enumerate(self._parts):
            before = kept[-1][0] if kept else ""
            after = next((c for c, _ in self._parts[index + 1 :] if not c.isspace()), "")
            if character.isspace() and not (_is_latin(before) and _is_latin(after)):
                continue
            inside_number = before.isdigit() and after.isdigit()
            if not inside_number:
                character = character.translate(_STANDARD_FORM)
            kept.append((character, origin))
        text = "".join(character for character, _ in kept)
        dropped = {at for short in _SHORT_NAME.finditer(text) for at in range(*short.span())}
        self._parts = [part for at, part in enumerate(kept) if at not in dropped]

    def finish(self) -> Standing | None:
        """Name the place where none is named, and refuse what is still not understood."""
        self._name_area()
        text = "".join(character for character, _ in self._parts)
        if _UNEXPLAINED.search(text) or _LEANS.match(text) or not _is_balanced(text):
            return None
        return Standing(
            text=text + "。",
            origins=(*(origin for _, origin in self._parts), _INSERTED),
            area=self._area,
            start=self.start,
            end=self.end,
        )

    def _name_area(self) -> None:
        """Put the place that the source is about before a sentence that names none."""
        text = "".join(character for character, _ in self._parts)
        rank = self._source.places.rank_of(self._home)
        if self._area and not self._is_named_late(text):
            return
        if rank is None or rank not in {Rank.PREFECTURE, Rank.COUNTY}:
            return
        time = LEADING_TIME.match(text)
        at = time.end() if time else 0
        if _OWN_SUBJECT.match(text, at) or self._is_elsewhere():
            return
        name = [(character, _INSERTED) for character in self._home]
        if self._is_of_actor():
            return
        # 县财政 is 巴里坤县财政, and 自治县 too.
        county = _WORD_OF_COUNTY.match(text, at) if rank is Rank.COUNTY else None
        self._parts[at : county.end() if county else at] = name
        # 巴里坤县投入资金实施了奎苏镇的工程 says it once.
        self._parts = [
            part
            for index, part in enumerate(self._parts)
            if index < at + len(name) or not self._repeats_home(index)
        ]
        self._area = self._home

    def _repeats_home(self, index: int) -> bool:
        """Return whether a character belongs to a name of the home that was put in."""
        return any(
            first <= index < first + len(self._home)
            for first in range(max(0, index - len(self._home) + 1), index + 1)
            if self._parts[first : first + len(self._home)]
            == [(character, _INSERTED) for character in self._home]
        )

    def _is_of_actor(self) -> bool:
        """Return whether the headings above name a firm or a village, and not the county."""
        path = self._source.section_path(self._passage.start)
        return any(_ACTOR_HEADING.search(heading) for heading in path[-2:])

    def _is_named_late(self, text: str) -> bool:
        """Return whether a sentence comes to a place of its county only behind its first clause."""
        first_clause = text.split("，", 1)[0]
        is_inside = bool(self._home) and self._area.startswith(self._home) != (
            self._area == self._home
        )
        return is_inside and not self._source.places.find(first_clause)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_balanced(text: str) -> bool:
    """Return whether every bracket and quotation mark has its other half, in order."""
    for opening, closing in _UNBALANCED:
        depth = 0
        for character in text:
            depth += (character == opening) - (character == closing)
            if depth < 0:
                return False
        if depth:
            return False
    return text.count('"') % 2 == 0
