"""Figures worth asking for: in a sentence that is understood alone, each with what it says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assistant.indicators.extracting.places import Rank, chains, is_subject
from assistant.indicators.extracting.times import times
from assistant.indicators.extracting.vocabulary import set_of
from assistant.indicators.schema import Proposal
from assistant.quiz.facts.documents import policy_documents
from assistant.quiz.facts.reckoning import follows_from_others
from assistant.quiz.facts.worth import is_worth_asking
from assistant.quiz.sources import Sentence, Source
from assistant.quiz.standing_alone import LEADING_TIME, Standing, stand_alone
from ingest.chunking import split_sentences
from ingest.numerals import Quantity, QuantityKind, as_written, format_number, quantities

# A stem beyond this length, in characters, is a reading exercise.
LONGEST_STEM = 90
SHORTEST_STEM = 14
PAIR = 2
# A sentence is cut to a stem from at most so many characters.
LONGEST_SENTENCE = 260
# So many figures of one sentence are asked for at most.
MOST_OF_SENTENCE = 6
# So many figures stand in a stem at most, the one asked for among them.
MOST_FIGURES = 3


@dataclass(frozen=True)
class FigureFact:
    """A figure in a sentence that is understood alone."""

    source: Source
    text: str
    """The sentence; where only the one before tells the year, "2020年，" in front."""

    quantity: Quantity
    """Offsets count in `text`."""

    spans: tuple[tuple[int, int], ...]
    """Of what carries it, in the source's text."""

    fact: str
    """What is asked, however it is worded."""

    is_rule: bool
    """Whether a rule sets it, so that a person should know it exactly."""


# --- Which figures -------------------------------------------------------------------------------

_UNITS = set_of(
    "元 % 百分点 户 人 名 亩 公里 平方公里 吨 个 家 所 座 套 处 人次 户次 千瓦 倍 年 岁 月 天 公顷"
    " 头 只 项 种"
)
_RULE_UNITS = set_of("元 % 年 月 岁 天 倍 人 户 名 个")
_SMALL_UNITS = set_of("项 种 年 月 岁 倍 天")
"""Counted in ones: asked for only where a rule sets them."""

# A figure of which a rule says how much it shall be, in the words right before and behind it.
_RULE_BEFORE = re.compile(
    r"(?:标准|不低于|不高于|不超过|不少于|不得(?:超过|低于|少于|高于)|最高|最低|最多|至少|每[人户年月亩生天名]|给予|补助|补贴|奖励"
    r"|救助|报销|贴息|期限|额度|缴纳|享受|予以|资助|服务期|学制|年满|按|实行|提高到|控制在|降至)"
    r"[^，。；\d]{0,12}$"
)
_RULE_BEHIND = re.compile(
    r"\s*(?:[/／每]|以上|以下|以内|的?(?:标准|补助|补贴|奖励|贴息|比例|额度)|免费|义务)"
)
_STATES_RULE = re.compile(
    r"按[^，。]{0,16}标准|标准[为是提每]|的标准|不低于|不高于|不超过|不少于|不得|应当|必须|须|符合|可(?!持续|以说|达|实现|带动|增|支配|用|再|靠|能)|原则上|给予|予以|规定|每[人户亩生]"
    r"|凡|享受|报销|实行"
)
_HAPPENED = re.compile(
    r"已(?!脱贫)|累计|完成|实现了|共(?!同|享|产)|先后|发放了?\d|投入|投资|带动|合计|名[^额]|争取"
)
# 每人每月发放2000元补贴: a standard, though something happened besides.
_FOR_EACH = re.compile(
    r"每[人户生名亩](?:[每一次性年月天日学期、/]|给予|发放|补助|补贴|奖励|国家|享受|资助)*$"
)
_HAPPENED_TO = re.compile(r"累计|合计|共计|增[收加]|收入")
_YEAR = re.compile(
    r"(?:19|20)\d{2}(?=\s*年|\s*[-—–~～至到]+\s*(?:19|20)?\d{2}\s*年)|十[一二三四]五"
)
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}|十[一二三四]五")
_OPENING_YEAR = re.compile(r"(?:截至|截止|到)?(?P<year>20\d\d)年(?:年?[底末])?[，,\u4e00-\u9fff]")
_PLANNED_PERIOD = re.compile(r"计划|力争|预计|将|目标|规划|以来|前|开始|起")
_LASTING = re.compile(
    r"(?:民族|占总面积|族[^，。]{0,4}人口占[^，]{0,12}总?人口|总面积|海拔|[下共总]辖|全长|边境线[^，]{0,4}|接壤|蕴藏量|储量|降水量|气温|无霜期|日照时数)[^，。]{0,8}$"
    r"|[下共总]辖[^，。]{0,24}$|(?:户籍人口|森林覆盖率[为达是]|天然草场|可利用草场|林地|耕地|基本农田|草原面积|东西[长宽]|南北[长宽])[为约达]?$"
)
_PLANNED = re.compile(
    r"到(?:19|20)\d\d年|计划|力争|预计|将|目标|规划|确保|要|争取|任务|以前|之前|底前"
)
_NATION = re.compile(
    r"(?<![比于较占同居高低与])全国(?!平均)|我国|中国|(?<![实、])国家(?![、级统])|中央|国务院|党中央|世界|全球|财政部|教育部|联合国|国定贫困县|国家级贫困县|\d个集中连片特困地区|[东中]西?部(?:地区|省)|西部地区"
)
# A county, a part of one, or a county named in short.
_NARROW = re.compile(r"[县旗镇乡村]|巴里坤|(?<!北京)(?<!上海)(?<!天津)(?<!重庆)市")
_ASIDE = re.compile(r"（[^（）]*\d[^（）]*）")
_AVERAGE_GROWTH = re.compile(r"年均[^，]{0,6}$")
_NATION_NAMES = ("全国", "我国", "中国", "中央财政")
_PROVINCE = re.compile(
    r"[^省]{2,3}省|[^区]{2,7}自治区|新疆|北京|上海|天津|重庆|宁夏|广西|西藏|内蒙古"
)
# A clause that names what it counts, and needs no verb of the one before.
_NAMED_CLAUSE = re.compile(
    r"(?!其中|同比|[较比]|累计|完成|实现|占|使|将|对|人均$)[\u4e00-\u9fff]{2,16}?(?:率|纯收入|可支配收入|生产总值|增加值|总产值|人口|贫困户|贫困村|贫困县|面积|里程|标准|余额)"
    r"[\u4e00-\u9fff]{0,4}?(?:从|由|为|达|增|提|降|下降|超过|突破|减少|占|约|\d)"
)
# What a place did; the next clause may go on with what it did besides.
_DEED = re.compile(
    r"(?:共|总|先后|累计|已|全面|大力|积极|持续|不断|进一步|深入|扎实|有效|加大|坚持|通过|按照|严格|逐步|统筹|着力|切实)*"
    r"(?:投入|投资|减贫|减少贫困|实现|完成|培训|建设|新建|改造|发放|安排|下达|落实|转移|选派|脱贫|退出|摘帽|搬迁|筹集|整合|争取|实施|资助|救助|解决"
    r"|开展|加大|加快|推进|推动|加强|强化|抓|把|围绕|紧盯|聚焦|制定|出台|建立|坚持|引导|组织|派出|派驻|支持|拨付|免除|兑现|新增)"
)
# It needs the clauses before: a condition, a part of a sentence.
_CARRIES_ON = re.compile(
    r"(?:计划|规划|目标|提出|要求|明确|确定|规定|指出|显示|预计|[在为]|根据)[^，]{0,12}[，；]$"
)
_NOBODY = re.compile(r"[有将把]|共有|还有")
# What a rule sets is of interest only in such matters.
_MATTERS = re.compile(
    r"收入|贫困|脱贫|减贫|退出|摘帽|返贫|温饱|资金|投资|投入|补[助贴]|标准|贷款|贴息|额度|报销|参保|参合|覆盖率|达标率|入学率|入园率"
    r"|巩固率|普及率|毛入学|辍学|学前教育|义务教育|免费教育|搬迁|危房|安居|公路|里程|饮水|自来水|通电|用电|光纤|宽带|通信|互联网|就业|务工"
    r"|培训|劳动力|合作社|龙头企业|扶贫车间|公益|岗位|工作队|第一书记|驻村|结对|援疆|协作|帮扶|对口|游客|旅游|总产值|生产总值|增加值"
    r"|预算|财政|税|可支配|纯收入|低保|五保|特困|养老|医疗|卫生|救助|保险|保障|学生|教师|教育|乡镇|行政村|总人口|少数民族|人口|面积"
    r"|耕地|草场|森林|绿化|生态|护林|电商|网络|销售额|产业|种植|养殖|牲畜|产量|增[长收加]|下降|减少|提高|降低|占|比重|城镇化|宅基地"
    r"|边境|边民|护边|移民|安置|信用|评级|小额|项目|期限|年限|比例|条件|年满"
    r"|受惠|惠及|免[书学]|机场|铁路|电站|学校|幼儿园|文化站|民族|储量|村民小组|社区|干部|党员|自治[州县]|片区"
)

# --- What nobody should learn --------------------------------------------------------------------

_STORY = re.compile(
    r"鼓舞|首战告捷|·|(?<![每同第])一家(?!企业|合作)|他家|家里|家中|儿子|女儿|丈夫|妻子|父亲|母亲|爷爷|奶奶|老人家|大叔|大妈|大姐|大哥|小伙|同学|孩子"
    r"|岁的|笑|高兴|说[，：“]|说道|告诉|讲述|回忆|感慨|激动|记得|名叫|先生|女士|老师|校长|院长|队长|董事长|总经理|老板"
    r"|支书|(?:书记|主任)[\u4e00-\u9fff]{2,3}[，说]|采访|参观|拍摄|演出|展出|手术|就诊|义诊|患者|公司|集团|股份|股票|市值"
    r"|本书|课题|问卷|样本|受访|公众号"
)
_TRIVIAL = re.compile(
    r"接待人数|社会收入|复核|核查|捐[赠款资物]|慰问|座谈|走访|调研|考察组|会员|运动会|调查对象|随机|打馕|黄金周|医疗队|支付|圈舍|烘干|客房|床位|[某该]村"
    r"|为例|案例|集中培训|经典|讲话|会议上|各[县乡镇村市](?!级)|滑雪|展销|摊位|菌包|入驻|[一二三]期工程|消费者|好评|班级"
    r"|县(?:示范区|开发区|园区|小区|项目|工程|合作社|基地|目标在)"
)
# Nobody is said to do it.
_NO_SUBJECT = re.compile(
    r"(?:全面|认真|积极|大力|加大|深入|扎实|坚持|实施|完成|推进|落实|做好|建立|发挥|引导|加强|重点|开展|组织|投入|安排)"
)
# 对学生规模在200人以下的村小、教学点: for whom, and not what.
_FOR_WHOM = re.compile(
    r"，对(?![^，。]*(?:给予|实施|进行|予以|开展|实行|发放|提供|增加|救助|帮扶|支持|投入|补助|免除|资助))[^，。]*。$"
)
_STORY_HEADING = re.compile(r"后记|参考文献|编委|摘编|故事|小伙|手术")
_FORWARDED = re.compile(r"(?:印发|转发|发布)《(?P<title>[^《》]+)》的通知$")
_PEOPLE_OF_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}族|维吾尔|哈萨克|蒙古)*自治[区州县]$|[县省区]$"
)
_GOES_ON = re.compile(
    r"\s*(?:\d|其中|和|以及|或|占|从而|使|用于|支持|惠及|完成|建设|实施|解决|带动|帮助|受益|改善)"
)
# A clause that only leads to the next one.
_LEADS_ON = re.compile(
    r"(?:基础上|前提下|过程中|情况下|背景下|[的时后中前]|为了|以来|期间|方面|同时|来看|认为|表明|显示|指出|所以|因此|但|而且|并且|由于|按[^，。]*标准)。$"
)
_KINDS = frozenset({QuantityKind.AMOUNT, QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS})
_QUOTES = {"“": "”", "《": "》", "（": "）", "‘": "’"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RANGE_NEAR = re.compile(r"\s*(?:[-—–~～]+|至|到(?=\d))\s*\d")
_RANGE_BEFORE = re.compile(r"\d[万亿千百]?[个户人元%]?\s*(?:[-—–~～]+|至)\s*$")
_ORDER = re.compile(r"(?:第|排名?|位居|居|列)[^，。]{0,6}$")
# Words that the scanner or the printer spoilt, and lists whose members lost their mark.
_SPOILT = re.compile(
    r"([\u4e00-\u9fff]{2,4})\1(?<!讨论讨论)|[由从]的\d|的的|了了|和和|在在|是是|[，、；]{2}|达到的\d|增递增|总人(?=\d|的)|\d[\u3400-\u4dbf]"
)
_JOINED = re.compile(r"\s*[、和与]\s*")
# 分别达到28830元、13190元: which is whose takes the sentence apart.
_RESPECTIVELY = re.compile(r"分别|依次|各为")
_PERSON_SUBJECT = re.compile(
    r"^(?:[^，。]{0,12}[，])?[\u4e00-\u9fff]{2,3}(?:同志|带领|率领|担任|出生)"
)


def read_figure_facts(source: Source, stated: Sequence[Proposal]) -> Iterator[FigureFact]:
    """Yield the figures of a document that may be asked for, in reading order.

    A fact that the document states with several values is left out.

    Args:
        source: The document.
        stated: The figures it states, as `read_proposals` gives them.
    """
    proposals = _by_sentence(source, stated)
    latest = _latest_year(source.text)
    found = [
        fact
        for sentence in source.sentences
        if sentence.start in proposals
        for fact in _read_sentence(source, sentence, proposals[sentence.start], latest)
    ]
    values: dict[str, set[Decimal]] = defaultdict(set)
    for fact in found:
        values[fact.fact].add(fact.quantity.value)
    yield from (fact for fact in found if len(values[fact.fact]) == 1)


def _latest_year(text: str) -> int:
    """Return the last year of which a text really speaks; what is said of later ones is planned."""
    years = Counter(int(year) for year in _YEAR.findall(text) if year.isdigit())
    most = max(years.values(), default=0)
    return max((year for year, count in years.items() if count * 4 >= most), default=9999)


def _by_sentence(source: Source, stated: Sequence[Proposal]) -> dict[int, list[Proposal]]:
    """Return what a document proposes as figures, by the start of the sentence."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    proposals = iter(stated)
    proposal = next(proposals, None)
    for sentence in source.sentences:
        while proposal is not None and proposal.start < sentence.start:
            proposal = next(proposals, None)
        while proposal is not None and proposal.start < sentence.end:
            found[sentence.start].append(proposal)
            proposal = next(proposals, None)
    return found


def _read_sentence(
    source: Source, sentence: Sentence, proposals: Sequence[Proposal], latest: int
) -> Iterator[FigureFact]:
    if _STORY_HEADING.search(" ".join(source.section_path(sentence.start))):
        return
    whole = "".join(source.text[sentence.start : sentence.end].split())
    if is_story(whole):
        return
    dated = _date_before(source, sentence, latest)
    title = _title_at(source, sentence.start)
    for start, end in _stretches(source.text, sentence):
        standing = stand_alone(source, start, end)
        if standing is None:
            continue
        text, spans = standing.text, [(standing.start, standing.end)]
        if title and title not in text:
            text = f"根据《{title}》，{_without_area(standing, title)}"
        elif dated and _is_of(dated, source, standing) and not _ANY_YEAR.search(text):
            text, spans = f"{dated.period}，{text}", [dated.span, *spans]
        found: list[FigureFact] = []
        for whole_figure in quantities(text):
            proposal = _proposal_of(whole_figure, proposals)
            if proposal is None or whole_figure.kind not in _KINDS:
                continue
            if len(spans) > 1 and proposal.period != (dated.period if dated else ""):
                continue
            asked = _ask_for(source, text, standing.area, whole_figure, latest)
            if asked is None or not _keeps_period(asked[0], proposal):
                continue
            fact = _fact_of(asked[0], title or standing.area, asked[1], proposal)
            found.append(FigureFact(source, *asked, tuple(spans), fact, _is_set(*asked)))
        yield from found[:MOST_OF_SENTENCE]
        return


def _keeps_period(text: str, proposal: Proposal) -> bool:
    """Return whether a wording still says the year of its figure."""
    years = set(re.findall(r"(?:19|20)\d\d", proposal.period))
    return not years or bool(years & set(re.findall(r"(?:19|20)\d\d", text)))


def _ask_for(
    source: Source, text: str, area: str, figure: Quantity, latest: int
) -> tuple[str, Quantity] | None:
    """Return the shortest wording in which a figure can be asked for, and the figure in it."""
    for wording, start in _wordings(source, text, area, figure):
        if not SHORTEST_STEM <= len(wording) <= LONGEST_STEM or _is_unfit(wording, latest):
            continue
        figures = quantities(wording)
        quantity = next((each for each in figures if each.start == start), None)
        if quantity is None or sum(map(_tells, figures)) > MOST_FIGURES:
            continue
        if _is_askable(source, wording, area, quantity, figures):
            return wording, quantity
    return None


def _tells(figure: Quantity) -> bool:
    """Return whether a reader takes a word for a figure: 一次性 is none."""
    return figure.kind in _KINDS and figure.text[0].isdigit()


def _wordings(source: Source, text: str, area: str, figure: Quantity) -> Iterator[tuple[str, int]]:
    """Yield a sentence cut to the clause of a figure, and where the figure then begins.

    First the clause alone behind time and place, where it names what it counts or goes on with
    what the place did; then all up to its end; then the whole. What stands before a clause that
    opens with a time and a place of its own is left out.
    """
    bounds = [at for at, mark in enumerate(text) if mark in "，；" and _is_closed(text[:at])]
    head = max(
        (at + 1 for at in bounds if at < figure.start and _opening(text[at + 1 :], area)), default=0
    )
    if _CARRIES_ON.search(text[:head]):
        head = 0
    place = figure.start - head
    body = _without_asides(text[head:], place)
    bounds = [at for at, mark in enumerate(body) if mark in "，；" and _is_closed(body[:at])]
    begin = max((at + 1 for at in bounds if at < place), default=0)
    end = min((at for at in bounds if at >= place + len(figure.text)), default=len(body) - 1)
    clause = body[begin:end]
    opening = _opening(body, area)
    goes_on = _GOES_ON.match(body, end + 1) is not None and not body[end + 1 :].startswith("其中")
    if opening and begin > len(opening) and not goes_on:
        passed_over = body[len(opening) : begin]
        has_done = _DEED.match(passed_over) is not None and _DEED.match(clause) is not None
        is_own = _NAMED_CLAUSE.match(clause) is not None or has_done
        is_of_place = not source.places.find(passed_over + clause)
        if is_own and is_of_place and not _YEAR.search(passed_over) and "；" not in passed_over:
            lead = (
                opening
                if opening[-1] == "，" or has_done or opening.endswith((area, *_NATION_NAMES))
                else f"{opening}，"
            )
            yield f"{lead}{clause}。", len(lead) + place - begin
    if not goes_on and end < len(body) - 1:
        yield f"{body[:end]}。", place
    yield body, place


def _without_asides(text: str, place: int) -> str:
    """Return a sentence without the bracketed figures behind an offset that stands outside them."""
    return text[:place] + _ASIDE.sub("", text[place:]) if _is_closed(text[:place]) else text


def _opening(text: str, area: str) -> str:
    """Return the time and the place with which a sentence opens; "" where it does not say both."""
    time = LEADING_TIME.match(text)
    at = time.end() if time else 0
    for place in (area, *_NATION_NAMES):
        if place and text.startswith(place, at):
            end = at + len(place)
            behind = None if time else LEADING_TIME.match(text, end)
            return text[: behind.end()] if behind else text[:end] if time else ""
    return ""


def _is_closed(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in _QUOTES.items())


def _without_area(standing: Standing, title: str) -> str:
    """Return a sentence without the county that was put before it, where the title names it."""
    was_put = standing.origins[0] < 0 and standing.area in title
    return standing.text.removeprefix(standing.area) if was_put else standing.text


def _title_at(source: Source, offset: int) -> str:
    """Return the title of the policy document in which something stands; "" outside of any."""
    for document in policy_documents(source):
        if document.start <= offset < document.end:
            forwarded = _FORWARDED.search(document.title)
            return forwarded["title"] if forwarded else document.title
    return ""


class _Dated(NamedTuple):
    """The sentence that tells the year of those behind it."""

    period: str
    span: tuple[int, int]


def _date_before(source: Source, sentence: Sentence, latest: int) -> _Dated | None:
    """Return the year of which the paragraph speaks where it comes to a sentence."""
    start = sentence.passage.start
    spans = split_sentences(source.text[start : sentence.start])
    for first, last in spans[-1:]:
        text = "".join(source.text[start + first : start + last].split())
        years = set(_ANY_YEAR.findall(text))
        if not years:
            continue
        opening = _OPENING_YEAR.match(text)
        if opening is None or len(years) > 1 or int(opening["year"]) > latest:
            return None
        if _PLANNED_PERIOD.search(text):
            return None
        return _Dated(f"{opening['year']}年", (start + first, start + last))
    return None


def _is_of(dated: _Dated, source: Source, standing: Standing) -> bool:
    """Return whether a sentence speaks of the place of which the dated one speaks.

    Both speak of the document's own county, or the dated one names the place.
    """
    home = source.home_at(standing.start)
    if standing.area == home and source.places.rank_of(home) is Rank.COUNTY:
        return True
    is_opening = standing.area in standing.text.split("，", 1)[0]
    return bool(standing.area) and is_opening and standing.area in source.text[slice(*dated.span)]


def _stretches(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """Return a sentence, and what of it is whole up to a comma, the longest first."""
    found: list[tuple[int, int]] = []
    depth = 0
    for at in range(sentence.start, min(sentence.end - 1, sentence.start + LONGEST_SENTENCE)):
        depth += (text[at] in "“《（(") - (text[at] in "”》）)")
        is_cut = text[at] in "，," and depth == 0 and at - sentence.start >= SHORTEST_STEM
        # 完成了12.8万个贫困村，2949万贫困户的识别 goes on with its list.
        if is_cut and not _GOES_ON.match(text, at + 1):
            found.append((sentence.start, at))
    return [(sentence.start, sentence.end), *found[::-1]]


def _proposal_of(quantity: Quantity, proposals: Sequence[Proposal]) -> Proposal | None:
    value, unit = as_written(quantity)
    for proposal in proposals:
        bare = proposal.unit.split("/")[0]
        if proposal.value == value and (bare == unit or not unit or bare.endswith(unit)):
            return proposal
    return None


def is_story(text: str) -> bool:
    """Return whether a sentence tells of single people, or its words were spoilt."""
    return any(pattern.search(text) for pattern in (_STORY, _PERSON_SUBJECT, _SPOILT))


def _is_unfit(text: str, latest: int) -> bool:
    """Return whether nothing in a sentence is to be asked for: a story, a plan told as a fact."""
    if is_story(text) or _TRIVIAL.search(text) or "。" in text[:-1]:
        # What was put into the sentence may spoil it.
        return True
    time = LEADING_TIME.match(text)
    if _NOBODY.match(text, time.end() if time else 0):
        return True
    if _LEADS_ON.search(text) or _FOR_WHOM.search(text) or _NO_SUBJECT.match(text):
        return True
    years = [int(year) for year in _YEAR.findall(text) if year.isdigit()]
    return max(years, default=0) > latest and _PLANNED.search(text) is None


def _is_askable(
    source: Source, text: str, area: str, quantity: Quantity, figures: Sequence[Quantity]
) -> bool:
    before, behind = text[: quantity.start], text[quantity.end :]
    if quantity.kind not in _KINDS or quantity.unit not in _UNITS:
        return False
    if not _NUMBER.match(quantity.text) or quantity.value in {0, 1, 100} or quantity.value < 0:
        return False
    if any(before.count(a) > before.count(b) for a, b in _QUOTES.items()):
        return False
    if _RANGE_NEAR.match(behind) or _RANGE_BEFORE.search(before) or _ORDER.search(before):
        return False
    if sum(other.text == quantity.text for other in figures) > 1:
        return False
    clause = before[max(before.rfind("，"), before.rfind("；")) + 1 :]
    if _RESPECTIVELY.search(clause) or _is_in_row(text, quantity, figures):
        return False
    if follows_from_others(quantity, figures):
        return False
    if text.startswith("根据《"):
        return quantity.unit in _RULE_UNITS
    if not _is_placed(source, area, before):
        return False
    if _AVERAGE_GROWTH.search(clause) and len(figures) > PAIR:
        # Whoever has the first and the last year's figure can reckon it.
        return False
    if _is_rule(text, quantity, clause):
        return bool(_MATTERS.search(clause + behind[:10]))
    if not _is_owned(source, text, area):
        return False
    is_wide = _NARROW.search(area) is None
    if not is_worth_asking(clause, behind[:8].split("，")[0], quantity, is_wide=is_wide):
        return False
    if quantity.unit not in _SMALL_UNITS and _is_dated(text, quantity):
        return True
    return quantity.unit in _UNITS and _LASTING.search(clause) is not None


def _is_owned(source: Source, text: str, area: str) -> bool:
    """Return whether a sentence opens with whom it is about, and names it in full."""
    if text.startswith("根据《"):
        return True
    time = LEADING_TIME.match(text)
    head = text[time.end() if time else 0 :].split("，", 1)[0]
    if area and area[:2] in head:
        # 新泰市 in a book on the whole country is nobody's neighbour.
        is_large = source.places.rank_of(area) in {Rank.COUNTRY, Rank.REGION, Rank.PROVINCE}
        return source.home != "全国" or is_large or _PROVINCE.match(area) is not None
    return _NATION.search(head) is not None


def _is_placed(source: Source, area: str, before: str) -> bool:
    """Return whether a sentence says of which place a figure is, before it states it."""
    if (area and area in before) or _NATION.search(before):
        return True
    return any(
        chain[0].rank >= Rank.REGION and is_subject(before, chain, 0)
        for chain in chains(source.places.find(before))
    )


def _is_dated(text: str, quantity: Quantity) -> bool:
    """Return whether a sentence says which year a figure is of."""
    spoken = [
        time
        for time in times(text)
        if time.start < quantity.start and not time.is_compared and _YEAR.search(time.text + "年")
    ]
    return bool(spoken)


def _is_set(text: str, quantity: Quantity) -> bool:
    before = text[: quantity.start]
    clause = before[max(before.rfind("，"), before.rfind("；")) + 1 :]
    return text.startswith("根据《") or _is_rule(text, quantity, clause)


def _is_rule(text: str, quantity: Quantity, clause: str) -> bool:
    """Return whether a rule sets a figure, and a sentence tells the rule and not what was done."""
    if quantity.unit == "元" and _FOR_EACH.search(clause) and not _HAPPENED_TO.search(clause):
        return True
    is_set = _RULE_BEFORE.search(clause) or _RULE_BEHIND.match(text, quantity.end)
    return bool(
        is_set
        and quantity.unit in _RULE_UNITS
        and _STATES_RULE.search(text)
        and not _HAPPENED.search(text)
    )


def _is_in_row(text: str, quantity: Quantity, figures: Sequence[Quantity]) -> bool:
    """Return whether a figure stands in a row with another of its unit: 28830元、13190元."""
    index = figures.index(quantity)
    beside = [figures[at] for at in (index - 1, index + 1) if 0 <= at < len(figures)]
    return any(
        other.unit == quantity.unit
        and _JOINED.fullmatch(text, min(other.end, quantity.end), max(other.start, quantity.start))
        for other in beside
    )


def _fact_of(text: str, area: str, quantity: Quantity, proposal: Proposal) -> str:
    name = proposal.name
    for word in (proposal.area, area):
        name = name.removeprefix(word)
    period = proposal.period or "".join(_YEAR.findall(text)[-1:])
    # 新疆维吾尔自治区 is 新疆, 巴里坤哈萨克自治县 is 巴里坤.
    place = _PEOPLE_OF_PLACE.sub("", proposal.area or area)
    return ":".join(("figure", place, period, name, quantity.unit))


def number_of(quantity: Quantity) -> tuple[str, str]:
    """Return the digits of a figure as written and what follows them: ("1.9", "万余户")."""
    match = _NUMBER.match(quantity.text)
    digits = match[0] if match else format_number(quantity.value)
    return digits, quantity.text[len(digits) :]
