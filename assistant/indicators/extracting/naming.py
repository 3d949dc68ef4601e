"""What each figure of a sentence counts: its name, from the words around it.

A figure is named by what leads to it since the last figure or comma (贫困人口 in 贫困人口277人),
by the noun behind it (企业 in 102家企业), or by what was named before (335人 in 因病致贫93户335人).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.indicators.extracting.figures import Stated
from assistant.indicators.extracting.times import Time
from assistant.indicators.extracting.vocabulary import one_of

LONGEST_NAME = 32
LONGEST_NOUN = 16
_BOUNDARY = re.compile(r"[，,；;。：:、！？!?()（）【】|\n]")
_STRONG = re.compile(r"[，,；;。！？!?|\n]")
_BLANK = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
# Words that open a clause and name nothing.
_OPENING = re.compile(
    r"^(?:其中|其(?![他它余])|同时|此外|另外|另有|另|并且|并|而且|而|且|也|还(?![款贷林草田])"
    r"|还有|又|已经|已|现已|现有|现(?![代行金场状])"
    r"|共计|共有|共(?![享建同产青])|总共|合计|累计已|先后|目前|截至|截止|全年|据统计|据悉|据了解"
    r"|数据显示|统计显示|预计|预期|力争|到(?![位户期])|至|自(?![主然治己有愿筹费动由来])|从(?!业)"
    r"|在(?![校册园编职岗建读外家贷库线])|于(?!田)|按照|按|对(?![口象接外手])|将|向|为|是"
    r"|有(?![机效意关劳限线害偿组])|由|以(?!工)|使|让|把|给|仅|只|就(?![业地近医读学诊餐])"
    r"|约(?!定)|近(?![年视])|超过|超(?![市级])|达(?!标)|与|和(?![田静平谐硕佳布])|及|以及"
    r"|等|的|了|期间|以来|所有|这|该|上述|分别|均(?![衡价])|都|全部|不少于|不低于"
    r"|[一二三四五六七八九]是|\d+[.．、])+"
)
# Words between a name and its figure.
_CLOSING = re.compile(
    r"(?:为|是|达到了?|达至?|高达|多达|仅达|可达|可达到|将达到?|约|大约|近|逾|超|将近|接近|共计"
    r"|共有|共|合计|总计|有|只有|仅有|仅|只|就|已|已经|超过了?|突破|不足|不到|不低于|不少于"
    r"|不超过|不高于|控制在|至少|最高|最多"
    r"|增加到了?|提高到了?|增长到了?|上升到了?|上升至|提升到了?|提升至|扩大到了?|扩大至"
    r"|发展到了?|下降到了?|降低到了?|降到了?|降至|下降至|降为|减少到了?|减少至|减至|缩小到了?"
    r"|增至|增加至|提高至|增长至|升至|调整为|调整到|调至|由原来|原来|最初"
    r"|由|从|至|到|的|之|了|等|(?<![人户平年日月村])均|都|分别|分别是|约为|也|还|每年|稳定在|保持在|维持在|相当于"
    r"|实现|完成|拥有|多|余|全部|全|又|再|则|即|以|在|于|以上|以下|左右"
    r"|[“”‘’\"'《》「」\-—~～=＝\s*])+$"
)
_TO = re.compile(
    r"(?:增加|提高|增长|上升|提升|扩大|发展|下降|降低|降|减少|减|缩小|增|升|调整|调|回升|跃升"
    r"|攀升|缩短|延长|缩减|变|改|转)?(?:到了?|至|为)"
)
_CHANGE = re.compile(
    r"(?:(?:同比|环比|比上年(?:同期)?|较上年(?:同期)?|[比较与][^，。；]{0,16}?(?:相比)?"
    r"|按[^，。；]{1,10}?计算)?"
    r"(?:年均|平均每年|累计|名义|实际|平均|总|净|每年|人均|户均|分别){0,3})"
    r"(?:增长率|增长|增加|增幅|增速|增收|下降|减少|降低|提高|上升|提升|降幅|减幅|涨幅|上涨|下跌"
    r"|增|减|降|多|少|高出|高|低)(?:了|到?了|为|达|达到|约|近|超过|至|幅度|速度|率|额)*"
)
_SHARE = re.compile(r"(?:约|各|分别|仅|大约|均)?占(?:到|了|比)?")
_PLACE_SHARE = re.compile(
    r"(?:仅为|为|相当于|是)(?:全[国省区县市疆州]|同期|当地)[^，。；]{0,10}的?"
)
_PEOPLE = re.compile(
    r"(?:[人员者户生民口数童众部妇女才队伍患儿师家]|(?<![务用施])工|对象|劳动力|党员|数量)$"
)
_NOUN_END = re.compile(
    r"[，,；;。：:、！？!?()（）【】|\n“”《》]|\d|(?:实现|增收|脱贫(?=[，。]|$)|达到|均|共计|，)"
)
_NOUN_VERB = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:用于|用来|支持|支撑|保障|进行|开展|参加|参与|实施|到|在|为|被|从"
    r"|将|给予|享受|通过|纳入|实现|获得|得到|提供|就业|入驻|与|已|都|均|全部|分别|对(?!象)|以|完成|达"
    r"|受益|增加|减少|投入)"
)
_PLACE_NOUN = re.compile(
    r"(?:的)?(?P<noun>[\u4e00-\u9fff]{0,8}?(?:村|县|乡镇|乡|镇|社区|州|省|片区))"
    r"(?=建档|贫困(?!村)|农[民户业]|农牧民|农村低保|群众|居民|人口|户|退出|摘帽|脱贫|实现|已|均"
    r"|全部|累计|投入|开展|实施|集体|人均|受益|共|的|分别|达|全覆盖)"
)
_LEADING_DE = re.compile(r"^(?:\s|的|多|余|左右|以上|以下|以内)+")
_LIST = re.compile(r"、|和|与|及|以及")
_JOINT = re.compile(r"\s*[、，,和与及]?\s*")
_RESPECTIVELY = re.compile(r"分别|依次")
_SHORT = 4
_SHORT_PART = 7
# 每人每月 is told by the unit.
_EACH = re.compile(
    r"(?:按|平均)?(?:每(?:个|一)?[\u4e00-\u9fff]){1,2}(?=[^\u4e00-\u9fff]|发放"
    r"|补助|补贴|给予|$|标准|为|不)"
)
# What says little without what it is for.
_GENERIC = frozenset(
    one_of(
        "投入 投资 投入资金 资金 总投资 投资总额 补助 补贴 发放 奖励 标准 给予 户均补助 累计投入"
        " 累计投资 完成投资 带动 扶持"
        " 覆盖 惠及 受益 涉及 产量 面积 占地 占地面积 收入 增收 贷款 累计落实 落实 治愈 培训"
        " 安排资金 资助 捐款 捐资 自筹"
        " 筹集 筹集资金 筹资 支出 减免 分红 年收入 月收入 人均 户均 户均增收 人均增收 年均增收"
        " 拿出 支持 补助标准 标准为 一次性补助"
        " 投放 投放资金 争取资金 整合资金 下达资金 拨付资金 兑现 发放资金 计划投资 计划投入"
        " 实际投入 直接投资 平均 安排"
    ).split("|")
)
_NEXT_CLAUSE = re.compile(r"[以上左右余多\s]*[，,](?P<clause>[^，,。；;、\d]{4,})(?=[，,。；;]|$)")
_PREDICATE = re.compile(r"[^，,。；;、：:（）()\d]{2,16}")


class _Named:
    """A figure with its name, while a sentence is read."""

    def __init__(self, figure: Stated, name: str, subject: str, change: str = "") -> None:
        self.figure = figure
        self.name = name
        self.subject = subject
        """The name without what the unit adds, for those that follow."""
        self.change = change
        """同比增加 where it is by how much the subject changed, and not how much it is."""


def name_figures(
    text: str, figures: Sequence[Stated], spoken: Sequence[Time], places: Sequence[tuple[int, int]]
) -> list[str]:
    """Return the name of each figure of a sentence; empty where the sentence tells none.

    Args:
        text: The sentence.
        figures: Its figures, in order.
        spoken: The periods it names, which are no part of a name.
        places: Start and end of the places it is about, which are none either.
    """
    blanked = _blank_out(text, [(time.start, time.end) for time in spoken])
    borders = [
        match.end()
        for match in _BOUNDARY.finditer(text)
        if not any(figure.start <= match.start() < figure.end for figure in figures)
    ]
    named: list[_Named] = []
    for index, figure in enumerate(figures):
        end = figures[index + 1].start if index + 1 < len(figures) else len(text)
        named.append(_name(blanked, figure, named, borders, end, places))
    named = _share_nouns(blanked, named)
    names = [_tidy(one.name) for one in named]
    for first, last in _runs(blanked, figures):
        _distribute(blanked, figures, named, names, first, last)
    return [name[-LONGEST_NAME:] for name in names]


def _blank_out(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _name(
    text: str,
    figure: Stated,
    before: Sequence[_Named],
    borders: Sequence[int],
    limit: int,
    places: Sequence[tuple[int, int]],
) -> _Named:
    previous = before[-1] if before else None
    floor = previous.figure.end if previous else 0
    border = max((border for border in borders if border <= figure.start), default=0)
    start = clause = max(floor, border)
    for first, last in places:
        # The place that opens the clause is the area, not the name.
        if start <= first and not text[start:first].strip(" 的在，截至止") and last <= figure.start:
            start = last
    lead = _lead(_EACH.sub("", text[start : figure.start]))
    noun = _noun(text[figure.end : limit], figure)
    parent = _parent(text, figure.start, before)
    subject = previous.subject if previous else ""
    is_adjacent = previous is not None and border <= floor and floor == start
    if _SHARE.match(lead) and (subject or parent):
        return _Named(figure, f"{subject or parent}{lead.rstrip('的')}比重", subject or parent)
    is_share_of_place = bool(lead) and lead in {"全国", "全区", "全疆", "全省", "全市", "全县"}
    if subject and (is_share_of_place or _PLACE_SHARE.fullmatch(lead)) and figure.unit == "%":
        return _Named(figure, f"{subject}{lead.rstrip('的')}比例", subject)
    if (change := _CHANGE.fullmatch(lead)) and subject:
        name = f"{subject}{change[0]}{'' if figure.is_measure else noun}"
        return _Named(figure, name, subject, change[0])
    if previous and previous.change and not noun and _JOINT.fullmatch(text, floor, figure.start):
        # 比上年增加37户、108人
        return _Named(figure, subject + previous.change, subject, previous.change)
    if lead in _GENERIC and not parent and not noun:
        lead = _about(text, figure, clause, floor, limit) + lead
    if lead:
        return _led(text, figure, lead, noun, parent, subject, floor=floor, start=start)
    if previous is not None and (is_adjacent or _TO.search(text[start : figure.start])):
        if not subject or (is_adjacent and noun and noun not in subject):
            return _counted(figure, subject + noun)
        return _counted(figure, subject)
    if noun:
        return _counted(figure, parent + noun if len(noun) <= _SHORT else noun)
    return _counted(figure, parent or _clause_before(text, clause, floor) or subject)


def _led(
    text: str,
    figure: Stated,
    lead: str,
    noun: str,
    parent: str,
    subject: str,
    *,
    floor: int,
    start: int,
) -> _Named:
    """Name a figure by what leads to it, and by what else the lead does not tell."""
    if lead.endswith("中") and not noun and not figure.is_measure:
        noun = _predicate(text, figure)
    if noun and (not figure.is_measure or len(lead) <= _SHORT):
        return _counted(figure, lead + noun)
    if parent and parent not in lead:
        return _counted(figure, parent + lead)
    if len(lead) <= _SHORT_PART and lead not in subject and "其中" in text[floor : figure.start]:
        return _counted(figure, subject + lead)
    return _counted(figure, lead)


def _about(text: str, figure: Stated, start: int, floor: int, limit: int) -> str:
    """Return what 投入 or 补助 is for: the clause before it, or else the one behind."""
    before = _clause_before(text, start, floor)
    if len(before) > 1:
        return before[-LONGEST_NOUN:]
    # A clause with a figure of its own speaks of that one.
    behind = _NEXT_CLAUSE.match(text, figure.end)
    return _lead(behind["clause"])[:LONGEST_NOUN] if behind and behind.end() <= limit else ""


def _predicate(text: str, figure: Stated) -> str:
    """Return what is said of those that are counted: 达到脱贫标准."""
    said = _PREDICATE.match(text, figure.end)
    return _BLANK.sub("", said[0]).lstrip("多余的") if said else ""


def _share_nouns(text: str, named: Sequence[_Named]) -> list[_Named]:
    """Let 517户 in 带动517户1803名贫困人口 have the noun of the figure right behind it."""
    shared = list(named)
    for index in range(len(shared) - 2, -1, -1):
        one, two = shared[index], shared[index + 1]
        is_pair = not text[one.figure.end : two.figure.start].strip(" 多余")
        if is_pair and two.subject.startswith(one.subject) and two.subject != one.subject:
            shared[index] = _counted(one.figure, two.subject)
    return shared


def _lead(raw: str) -> str:
    lead = _BLANK.sub("", raw)
    previous = None
    while lead != previous:
        previous = lead
        lead = _CLOSING.sub("", lead)
        lead = _OPENING.sub("", lead)
    return lead.strip("“”‘’\"'《》，,；;：:、。")


def _noun(raw: str, figure: Stated) -> str:
    """Return the noun behind a figure: 企业 behind 102家."""
    noun = _LEADING_DE.sub("", raw)
    if end := _NOUN_END.search(noun):
        noun = noun[: end.start()]
    noun = _BLANK.sub("", noun)
    if place := _PLACE_NOUN.match(noun):
        return place["noun"]
    if verb := _NOUN_VERB.search(noun):
        noun = noun[: verb.start()]
    if figure.is_measure and _TO.match(noun):
        return ""
    return _CLOSING.sub("", noun[:LONGEST_NOUN])


def _parent(text: str, offset: int, before: Sequence[_Named]) -> str:
    """Return the name of what a bracket divides: 在校生 in 在校生2678人（小学1069人…）."""
    depth = 0
    for position in range(offset - 1, -1, -1):
        if text[position] in ")）":
            depth += 1
        elif text[position] in "(（":
            if depth == 0:
                owners = [one for one in before if one.figure.end <= position]
                if owners and text[owners[-1].figure.end : position].strip(" 左右以上余多") == "":
                    return owners[-1].subject
                return ""
            depth -= 1
    return ""


def _clause_before(text: str, start: int, floor: int) -> str:
    """Return the clause that ends where a figure's own clause begins."""
    clause = text[floor:start].rstrip("，,：: （(")
    return _lead(_STRONG.split(clause)[-1])


def _counted(figure: Stated, subject: str) -> _Named:
    """Return a figure with its name, completed by what its unit counts."""
    name = subject
    bare = figure.unit.strip("百千万亿")
    if bare == "户" and name and not name.endswith("户数"):
        name = f"{name}数" if name.endswith("户") else f"{name}户数"
    elif bare in {"人", "名", "位"} and name and not _PEOPLE.search(name):
        name = f"{name}人数"
    elif bare == "人次" and name and not name.endswith("人次"):
        name = f"{name}人次"
    return _Named(figure, name, subject)


def _tidy(name: str) -> str:
    return _BLANK.sub("", name).strip("，,；;：:、 。“”")


# --- 分别 -------------------------------------------------------------------------------------


def _runs(text: str, figures: Sequence[Stated]) -> list[tuple[int, int]]:
    """Return first and last index of figures of one unit with nothing but 、 between them."""
    runs: list[tuple[int, int]] = []
    first = 0
    for index, (one, two) in enumerate(pairwise(figures), start=1):
        is_joint = (
            one.unit == two.unit
            and _JOINT.fullmatch(text, one.end, two.start)
            and one.end < two.start
        )
        if not is_joint:
            if index - 1 > first:
                runs.append((first, index - 1))
            first = index
    if len(figures) - 1 > first:
        runs.append((first, len(figures) - 1))
    return runs


def _distribute(
    text: str,
    figures: Sequence[Stated],
    named: Sequence[_Named],
    names: list[str],
    first: int,
    last: int,
) -> None:
    """Give each figure of 甲、乙分别为3人、5人 the name that stands at its place."""
    count = last - first + 1
    floor = figures[first - 1].end if first else 0
    lead = text[floor : figures[first].start]
    relation = named[first]
    mark = _RESPECTIVELY.search(lead)
    if mark is None:
        items = [item for item in re.split("、", _STRONG.split(lead)[-1]) if item.strip()]
        if len(items) == count and all(_lead(item) for item in items):
            names[first : last + 1] = [
                _tidy(_counted(named[first].figure, _lead(item)).name) for item in items
            ]
            return
        before = named[first - count : first] if first >= count else []
        if _SHARE.search(lead) and len(before) == count:
            share = _lead(lead).rstrip("的")
            names[first : last + 1] = [_tidy(f"{one.name}{share}比重") for one in before]
        return
    clause = lead[: mark.start()]
    behind = _lead(lead[mark.end() :])
    head = _STRONG.split(clause.rstrip("，, "))[-1]
    items = [item for part in [head] for item in _LIST.split(part) if item.strip()]
    if len(items) == count:
        names[first : last + 1] = [_tidy(_lead(item) + behind) for item in items]
    elif first >= count and not head.strip():
        names[first : last + 1] = [_tidy(one.name + behind) for one in named[first - count : first]]
    else:
        names[first : last + 1] = [relation.name] * count
