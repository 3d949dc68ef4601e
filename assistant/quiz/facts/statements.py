"""Sentences that stand alone, and the places in them that can be asked for.

A rule's sentence is read with the name of its document; another must name its place, or speak of
the whole country. In it, what is taken out is the member of a series, who does something, a term in
quotes or the name of a document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.quiz.facts.documents import PolicyDocument, policy_documents, topic_at
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import Standing, names_nothing_outside, stand_alone
from ingest.metadata import KINDS
from ingest.schema import BlockKind


class SlotKind(StrEnum):
    """What is taken out of a sentence."""

    SERIES = "series"  # “政府主导、群众自愿、科学规划、有序安置”
    BODY = "body"  # who does it
    TERM = "term"  # “携手奔小康”行动
    DOCUMENT = "document"  # 《…》
    MEANS = "means"  # 建立贫困户脱贫认定机制
    CHANGE = "change"  # 由“大水漫灌”向“精准滴灌”转变


@dataclass(frozen=True)
class Statement:
    """A sentence that is understood without its source."""

    source: Source
    opening: str
    """"根据《…》，" before a rule of a document; empty otherwise."""

    standing: Standing
    topic: str
    document: str
    """Title of the policy document it is of; "" for none."""


@dataclass(frozen=True)
class Slot:
    """What can be taken out of a statement."""

    statement: Statement
    kind: SlotKind
    members: tuple[str, ...]
    """Of a series all members, otherwise the one thing."""

    places: tuple[tuple[int, int], ...]
    """Where they stand in the statement's text."""

    head: str = ""
    """The noun that follows: 原则, 行动; for a body what it does first."""

    is_quoted: bool = False


_SHORTEST, _LONGEST = 18, 115
_LONGEST_OF_RULE = 150

_OF_THE_COUNTRY = re.compile(
    r"习近平|党中央|中共中央|国务院|国家(?!级|通用|扶贫开发工作重点)|党的[一二]十|全国|我国"
)


def find_statements(source: Source) -> Iterator[Statement]:
    """Return the sentences of a source that stand alone, in reading order."""
    documents = policy_documents(source)
    for sentence in source.sentences:
        if sentence.passage.kind is not BlockKind.PARAGRAPH:
            continue
        document = next((d for d in documents if d.start <= sentence.start < d.end), None)
        text = source.text[sentence.start : sentence.end]
        lead = _NUMBER.match(text)
        start = sentence.start + (lead.end() if lead else 0)
        length = sentence.end - start
        longest = _LONGEST_OF_RULE if document else _LONGEST
        if not _SHORTEST <= length <= longest or not text.rstrip().endswith(("。", "；")):
            continue
        if document is None and not _MAY_HOLD_SLOTS.search(text):
            continue
        if document is None:
            standing = stand_alone(source, start, sentence.end)
        else:
            standing = _rule(source, document, start, sentence.end)
        if standing is not None and (document or _is_anchored(standing)):
            yield Statement(
                source=source,
                opening=f"根据《{document.title}》，" if document else "",
                standing=standing,
                topic=document.title if document else topic_at(source, start),
                document=document.title if document else "",
            )


def find_series(source: Source) -> Iterator[Slot]:
    """Return every series of a source, also of sentences that do not stand alone."""
    documents = policy_documents(source)
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.end]
        if "、" not in text:
            continue
        document = next((d for d in documents if d.start <= sentence.start < d.end), None)
        offsets = tuple(range(sentence.start, sentence.end))
        standing = Standing(text, offsets, "", sentence.start, sentence.end)
        title = document.title if document else ""
        yield from _series(Statement(source, "", standing, "", title))


# A series, a term or a document's name, or what changes into what.
_MAY_HOLD_SLOTS = re.compile(r"、[^，。；]+、|“|《|转变")
_NUMBER = re.compile(r"第[一二三四五六七八九十百]+条[　\s]*|——")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、]")
# What a rule says of whom it binds is understood when its document is named.
_OF_THE_RULE = re.compile(r"本(?:部门|单位|行政区域|级)|帮扶双方|双方|各自")
_ITSELF = re.compile(r"本(?:办法|意见|规定|决定|条例|通知|方案|细则)")
_LEANS_ON = re.compile(
    r"[并还也又但而则其该此这那]|因此|同时|对此|以及|上述|前款|根据《|为(?:了|进一步)"
)


def _rule(source: Source, document: PolicyDocument, start: int, end: int) -> Standing | None:
    """Return a sentence of a policy document as it is read with the document's name."""
    text = source.text[start:end].rstrip("。；; ")
    if _HEADING.match(text) or _LEANS_ON.match(text) or "\n" in text:
        return None
    if not names_nothing_outside(_OF_THE_RULE.sub("", _ITSELF.sub("", text))):
        return None
    parts: list[tuple[str, int]] = []
    at = 0
    for match in _ITSELF.finditer(text):
        parts.extend((text[i], start + i) for i in range(at, match.start()))
        parts.extend((character, -1) for character in f"《{document.title}》")
        at = match.end()
    parts.extend((text[i], start + i) for i in range(at, len(text)))
    parts = [(character, offset) for character, offset in parts if character not in " \u3000"]
    return Standing(
        text="".join(character for character, _ in parts) + "。",
        origins=(*(offset for _, offset in parts), -1),
        area="",
        start=start,
        end=end,
    )


_CONTEXT = re.compile(r"(?:(?:截至|到|自|从|在)?(?:19|20)\d\d年[^，]{0,12}，?|在|针对|为)?")
# How a sentence goes on whose subject was left out, so that its place can be put there.
_DOES_SOMETHING = re.compile(
    r"坚持|推行|强化|实行|建立|采取|按照|通过|以|把|将|围绕|创新|健全|完善|加强|加大|落实|严格|探索|积极|大力|充分"
    r"|努力|始终|着力|认真|继续|发展|打造|开展|推进|推动|实施|制定|制订|成立|组织|整合|出台|坚决|牢固|引导|鼓励"
    r"|依托|利用|发挥|结合|立足|聚焦|突出|注重|重点|全面|深入|进一步|不断|先后|累计|采用|形成|构建|培育|扎实|切实"
    r"|深化|巩固|抓好|统筹|规范|明确|遵循|为了?(?=[^，]{4,20}，)|扶持|支持|投入|投资|完成|启动|加快|逐步|率先"
)
# 推动中央宣传部将……列入: who did is said before.
_LACKS_ACTOR = re.compile(
    r"推动|组织|会同|协调|配合|联合|积极|要|指导|引导|通过(?!了)|提出|印发|出台"
)
_VAGUE = re.compile(r"[一二三四]则|园区|企业|公司|项目|工作组|工作队|集团")


def _is_anchored(standing: Standing) -> bool:
    """Return whether a reader knows at once where a sentence holds."""
    text = standing.text
    lead = _CONTEXT.match(text)
    at = lead.end() if lead else 0
    if standing.area:
        put_in = standing.origins[0] == -1 or -1 in standing.origins[at : at + 2]
        behind = text[at + len(standing.area) :]
        if put_in and (text.count(standing.area) > 1 or not _DOES_SOMETHING.match(behind)):
            return False
        return text.startswith(standing.area, at) and not _VAGUE.match(behind)
    return _OF_THE_COUNTRY.search(text[:30]) is not None and not _LACKS_ACTOR.match(text)


# --- What can be taken out ------------------------------------------------------------------


def find_slots(statement: Statement) -> Iterator[Slot]:
    """Return what can be taken out of a statement."""
    yield from _series(statement)
    yield from _bodies(statement)
    yield from _terms(statement)
    yield from _documents(statement)
    yield from _means(statement)
    yield from _changes(statement)


_QUOTED_SERIES = re.compile(r"“([^“”，。；：]{2,16}(?:、[^“”，。；：、]{2,16}){2,})”")
_OPEN_SERIES = re.compile(r"(?:[^、，。；：“”（）《》]{2,24}、){2,}[^、，。；：“”（）《》]{2,24}")
_HEAD = re.compile(
    r"(?:的)?([\u4e00-\u9fff]{0,4}?(?:原则|方针|要求|思路|格局|模式|机制|理念|目标|程序|制度|精神|做法|办法"
    r"|体系|方式|局面|道路|路子|态势|责任))"
)
_LEAST_AROUND_SERIES = 16
_FEWEST, _MOST = 3, 8
# What may stand before the first member of a series without belonging to it.
_LEADS_NAMES = """
坚持 按照 做到 实现 促进 推动 推进 加强 抓好 做好 强化 完善 发扬 大力发扬 围绕 突出 注重
实行 落实 采取 形成 构建 建立 确保 让贫困户 包括 通过 提高 增强 坚决防止 切实做到
牢固树立 深化 推行 探索 开展 切实解决好 把 以 对 为 从 向 由 在 和 了 的 要 能 更加
"""
_LEADS = tuple(_LEADS_NAMES.split())
_ENDS = re.compile(r"[，。；]|的(?=[\u4e00-\u9fff])")


def _series(statement: Statement) -> Iterator[Slot]:
    text = statement.standing.text
    taken: list[tuple[int, int]] = []
    for match in _QUOTED_SERIES.finditer(text):
        places = _split(text, match.start(1), match.end(1))
        if _is_even(text, places) and _says_enough(text, places):
            head = _HEAD.match(text, match.end())
            taken.append(match.span())
            yield _slot(statement, SlotKind.SERIES, places, head[1] if head else "", quoted=True)
    for match in _OPEN_SERIES.finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in taken):
            continue
        open_places = _trimmed(text, _split(text, *match.span()))
        if open_places and _is_even(text, open_places) and _says_enough(text, open_places):
            head = _HEAD.match(text, open_places[-1][1])
            yield _slot(statement, SlotKind.SERIES, open_places, head[1] if head else "")


def _slot(
    statement: Statement,
    kind: SlotKind,
    places: list[tuple[int, int]],
    head: str,
    *,
    quoted: bool = False,
) -> Slot:
    text = statement.standing.text
    members = tuple(text[start:end] for start, end in places)
    return Slot(statement, kind, members, tuple(places), head, quoted)


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    places, first = [], start
    for at in range(start, end):
        if text[at] == "、":
            places.append((first, at))
            first = at + 1
    return [*places, (first, end)]


def _trimmed(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """Return the places of members of one length, the first and last cut to it, or None."""
    length = places[1][1] - places[1][0]
    if length < 4 or any(end - start != length for start, end in places[1:-1]):
        return None
    first, last = places[0], places[-1]
    cut = (first[1] - length, first[1])
    before = text[first[0] : cut[0]]
    if cut[0] < first[0] or (before and not before.endswith(_LEADS)):
        return None
    if first[0] > 0 and not before and text[first[0] - 1] not in "，。；：":
        return None
    end = last[0] + length
    if end > last[1] or not _ENDS.match(text, end):
        return None
    return [cut, *places[1:-1], (last[0], end)]


def _says_enough(text: str, places: list[tuple[int, int]]) -> bool:
    """Return whether what stands around a series tells which series it is."""
    return len(text) - (places[-1][1] - places[0][0]) >= _LEAST_AROUND_SERIES


def _is_even(text: str, places: list[tuple[int, int]]) -> bool:
    """Return whether members are of one kind: as long as each other, and each said once."""
    members = [text[start:end] for start, end in places]
    lengths = [len(member) for member in members]
    return (
        _FEWEST <= len(members) <= _MOST
        and len(set(members)) == len(members)
        and min(lengths) >= 3
        and max(lengths) <= min(lengths) + 2
        and max(lengths) <= 14
        and not any(re.search(r"等$|\d|[A-Za-z]", member) for member in members)
    )


# Who acts: at the head of a sentence, or after 由.
_BODY_ENDS_NAMES = """
党委和政府 党委政府 人民政府 政府 领导小组办公室 领导小组 扶贫办 组织部 宣传部 统战部
委员会 检察院 审计署 机关 部队 党派 扶贫单位 牵头部门 金融机构 工商联 驻村工作队
第一书记 东部省份 东部地区 西部地区 帮扶省市 国务院 党中央 发展改革委 财政部 教育部
民政部 农业部 人民银行 国家开发银行 中国农业发展银行
"""
_BODY_ENDS = tuple(_BODY_ENDS_NAMES.split())
_BODY = (
    rf"(?:[\u4e00-\u9fff（）]{{0,16}}?(?:、|和|与|商|会同))?[\u4e00-\u9fff（）]{{0,14}}?"
    rf"(?:{'|'.join(sorted(_BODY_ENDS, key=len, reverse=True))})"
)
_DOES = (
    r"(?=要(?!求)|应当|应(?!该)|必须|负责|承担|加强|组织|建设|统筹|主要负责(?!人)|建立|做好|牵头|对|委托|向|每年|可以"
    r"|制定|根据|提出|初审|审定|核查|指导|分别设立|发行|当好)"
)
_ACTING = re.compile(rf"(?:^|(?<=，)|(?<=；))(?:由)?(?P<body>{_BODY}){_DOES}")
_NO_BODY = re.compile(
    r"(?:各(?!民主|定点)|本|有关|相关|对|向|与|在|要|将|由|使|让|把|和|以|加快|推进|加强|建立|完善|鼓励|支持|引导"
    r"|发挥|深化|充分|积极|组织|落实|强化|推动|加大)"
)
_LEAST_AROUND_BODY = 20
_USUAL_IN_BODIES = re.compile(r"党委|政府|国务院|扶贫|开发|领导|小组|地区|机关|单位|各|和|、|级")


def _bodies(statement: Statement) -> Iterator[Slot]:
    if not statement.document:
        return
    text = statement.standing.text
    match = _ACTING.match(text)
    if match is None:
        return
    body = match["body"]
    if _NO_BODY.match(body) or len(body) > 22 or len(text) < len(body) + _LEAST_AROUND_BODY:
        return
    # 审计机关 is given away where 审计 is what is to be done.
    rest = text.replace(body, "", 1)
    if any(len(part) >= 2 and part[:2] in rest for part in _USUAL_IN_BODIES.split(body)):
        return
    if body in rest:
        return
    yield Slot(statement, SlotKind.BODY, (body,), (match.span("body"),))


_TERM_HEADS_NAMES = """
行动 工程 计划 机制 制度 模式 活动 政策 战略 理念 工作法 试点 基金
"""
_TERM_HEADS = tuple(_TERM_HEADS_NAMES.split())
_TERM = re.compile(
    rf"“(?P<term>[^“”，。；：、]{{2,10}})”(?P<head>[\u4e00-\u9fff]{{0,4}}?(?:{'|'.join(_TERM_HEADS)}))"
)


_LEAST_AROUND_TERM = 28
_NO_TERM = re.compile(
    r"[\dA-Za-z]|十[一二三四]?五|互联网|^(?:精准|特色|输血|造血|两个?|三个?|四个?|五个?)"
)


def _terms(statement: Statement) -> Iterator[Slot]:
    text = statement.standing.text
    for match in _TERM.finditer(text):
        term = match["term"]
        around = len(text) - len(term) - len(match["head"])
        if len(term) <= 2 or around < _LEAST_AROUND_TERM or text.count(term) > 1:
            continue
        if not _NO_TERM.search(term):
            yield Slot(statement, SlotKind.TERM, (term,), (match.span("term"),), match["head"])


_ISSUED = re.compile(
    r"(?:印发|出台|制定|制订|颁布|发布|下发|通过|公布|施行|实施)了?(?:《[^》]*》、?)*$"
)
_KIND = re.compile(rf"({'|'.join(KINDS)})(?:（[^（）]*）)?$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")


def _documents(statement: Statement) -> Iterator[Slot]:
    text = statement.standing.text
    names = list(re.finditer(r"《([^《》]{6,50})》", text))
    if statement.document or len(names) != 1 or not _YEAR.search(text[: names[0].start()]):
        return
    match = names[0]
    kind = _KIND.search(match[1])
    if kind and _ISSUED.search(text[: match.start()]):
        yield Slot(statement, SlotKind.DOCUMENT, (match[1],), (match.span(1),), kind[1])


# What a rule sets up, and the noun that says what it is.
_MEANS = re.compile(
    r"(?:建立健全|建立和完善|健全完善|建立|健全|实施|设立|开展|推行|完善|构建|探索|实行|出台|编制|制订|制定)"
    r"(?P<name>[\u4e00-\u9fff“”]{2,18}?(?P<head>制度|机制|工程|计划|行动|基金|平台|体系|网络|试点|台账|联席会议"
    r"|项目库|政策|规划|标准))(?=[，。；])"
)
_LEAST_AROUND = 16


_VAGUE_NAME = re.compile(
    r"相应|有关|相关|专项|特殊|稳定|整体|统一|科学|严格|具体|优惠|配套|各项|符合|适合|合理"
)


def _means(statement: Statement) -> Iterator[Slot]:
    text = statement.standing.text
    if not statement.document:
        return
    for match in _MEANS.finditer(text):
        name = match["name"]
        around = len(text) - len(name)
        if _VAGUE_NAME.match(name) or "“" in name:
            continue
        if len(name) - len(match["head"]) >= 3 and around >= _LEAST_AROUND:
            rest = text[: match.start("name")] + text[match.end("name") :]
            if not any(name[i : i + 3] in rest for i in range(len(name) - 2)):
                yield Slot(statement, SlotKind.MEANS, (name,), (match.span("name"),), match["head"])


_CHANGE = re.compile(
    r"由(?P<old>[^，。；：、（）由向]{2,12})向(?P<name>[^，。；：、（）由向]{2,12})转变(?=[，。；、])"
)


def _changes(statement: Statement) -> Iterator[Slot]:
    text = statement.standing.text
    for match in _CHANGE.finditer(text):
        start, end = match.span("name")
        # Of “精准滴灌” what stands in the quotes.
        inner = re.fullmatch("“([^“”]+)”", match["name"])
        name, place = (inner[1], (start + 1, end - 1)) if inner else (match["name"], (start, end))
        if text.count(name) == 1:
            yield Slot(statement, SlotKind.CHANGE, (name,), (place,), match["old"])
