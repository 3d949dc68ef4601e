"""When something happened: a document was issued, a meeting held, an idea first put forward."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.quiz.facts.figures import is_story
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import Standing, stand_alone
from assistant.quiz.world import World
from ingest.chunking import split_sentences
from ingest.schema import TableRow

LONGEST_STEM = 90
SHORTEST_STEM = 16

_DATE = re.compile(
    r"(?P<year>(?:19[4-9]|20[0-2])\d)年(?:\d{1,2}月(?:\d{1,2}日)?)?(?=[^年\d月底初末以起前后至到])"
)
_ISSUED = re.compile(
    r"(?:印发|发布|出台|颁布|下发|审议通过|通过|签署|签订|公布|批准|制定|转发)(?:了|的)?[^，。《》“”]{0,16}(?P<title>《[^《》]{5,60}》)"
)
_POINTS = re.compile(
    r"(?P<held>(?:召开|举行)(?:了)?[^，。]{3,36}?(?:会议|大会|全会|座谈会|论坛))"
    r"|(?P<said>(?:首次|正式|第一次|系统阐述和正式|明确)提出了?(?:要)?[^，。“]{0,12}“[^”]{2,20}”)"
    r"|(?P<put>提出了?“[^”]{3,20}”(?:的)?(?:思想|理念|方针|原则|要求|战略|目标|概念|论断|政策|计划))"
    r"|(?P<founded>(?:成立|设立|组建)了?[^，。]{4,30}(?:小组|办公室|委员会|基金|补助费|专项资金|资金|机动金))"
    r"|(?P<listed>被(?:列为|列入|评为|确定为|认定为|授予|命名为|纳入)[^，。]{4,30})"
    r"|(?P<left>(?:实现|宣布|通过|正式|顺利)[^，。]{0,16}(?:摘帽|全部脱贫|退出贫困县|评估验收|评估检查))"
    r"|(?P<begun>(?:启动|开始实施|正式启动|开始实行|建立了?)[^，。]{4,36}(?:工程|计划|制度|战略|试点|行动|开发|机制|政策))"
)
_ACTOR = re.compile(
    r"国务院|党中央|中共中央|中央|国家|我国|全国|中国|自治区|习近平|邓小平|毛泽东|江泽民|胡锦涛|党和|财政部|教育部|民政部|水利部"
    r"|农业部|委员会|发展改革委|扶贫办|政府|县委|[\u4e00-\u9fff]{2,6}[县市省区]"
)
_ANY_YEAR = re.compile(r"(?:19|20)\d\d|十[一二三四]五(?!规划|”)")
# What lasts cannot be dated by one year, and what is compared or planned did not happen.
_LASTING = re.compile(
    r"以来|开始|期间|至今|连续|每年|先后|多次|陆续|逐步|继续|将[^近要]|计划于|[一-龥]年至|～|—"
)
_TITLE = re.compile(r"《[^《》]{5,60}》")
# The sentence goes on to what a document says, or is about something else.
_DANGLING = re.compile(r"(?:指出|提出|要求|明确|规定|强调|显示|中|的|时|后)。$|废止|政治局会议")


# In a book on the whole country nobody learns what one county issued.
_NATIONAL = re.compile(
    r"国务院|中共|中央|国家|习近平|总书记|[一-龥]{1,3}部|全国|党|自治区|[东西]部"
)
# 2011年印发《…》: nobody is said to do it.
_NOBODY = re.compile(
    r"[，,]?(?:又|还|再)?(?:印发|发布|出台|颁布|下发|审议|通过|签署|签订|公布|批准|制定|转发|召开|举行|成立|设立|启动|被)"
)


@dataclass(frozen=True)
class EventFact:
    """Something that happened, and when."""

    source: Source
    standing: Standing
    date: tuple[int, int]
    """Where in the sentence it stands: "2015年11月29日"."""

    fact: str


def read_event_facts(source: Source, world: World) -> Iterator[EventFact]:
    """Yield the dated events of a document; one that the library dates otherwise is left out."""
    facts = list(_events(source, world))
    years: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        years[fact.fact].add(fact.standing.text[slice(*fact.date)][:4])
    yield from (fact for fact in facts if len(years[fact.fact]) == 1)


def _events(source: Source, world: World) -> Iterator[EventFact]:
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.end]
        if not _DATE.search(text):
            continue
        end = _end_of_event(source.text, sentence.start, sentence.end)
        if end is None:
            continue
        standing = stand_alone(source, sentence.start, end)
        if standing is None or not SHORTEST_STEM <= len(standing.text) <= LONGEST_STEM:
            continue
        date = _only_date(standing.text)
        if date is None:
            continue
        event = standing.text[: date.start()] + standing.text[date.end() :]
        if is_story(event) or _LASTING.search(event) or _DANGLING.search(event):
            continue
        if _NOBODY.match(event):
            continue
        if source.home == "全国" and not _NATIONAL.search(event):
            continue
        name = _name(event)
        if name and not _is_dated_otherwise(name, date["year"], world):
            yield EventFact(source, standing, date.span(), f"date:{name}")


def _only_date(text: str) -> re.Match[str] | None:
    """Return the date of a sentence that begins with it, or has it before what happened."""
    dates = list(_DATE.finditer(text))
    if len(dates) != 1 or len(_ANY_YEAR.findall(text)) != 1:
        return None
    happened = _ISSUED.search(text) or _POINTS.search(text)
    is_before = happened is not None and dates[0].end() <= happened.start()
    return dates[0] if dates[0].start() == 0 or is_before else None


def _end_of_event(text: str, start: int, end: int) -> int | None:
    """Return the end of the clause that tells what happened; None where nothing did."""
    head = text[start:end]
    issued, point = _ISSUED.search(head), _POINTS.search(head)
    match = issued or point
    if match is None:
        return None
    for at in range(start + match.end(), end):
        if text[at] in "，,。；;" and _is_closed(text[start:at]):
            return at
    return end


def _is_closed(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("“”", "《》", "（）", "()"))


def _name(event: str) -> str:
    """Return what names an event however it is told: a document's title, else its words."""
    if issued := _ISSUED.search(event):
        return issued["title"]
    point = _POINTS.search(event)
    if point is None or not _ACTOR.search(event[: point.end()]):
        return ""
    if point["listed"]:
        # 被列入国家扶贫开发工作重点县 is 被列为国家扶贫开发重点县.
        return re.sub(r"^被..|工作|[^\u4e00-\u9fff]", "", point[0])
    return re.sub(r"[^\u4e00-\u9fff]", "", point[0])


def _is_dated_otherwise(name: str, year: str, world: World) -> bool:
    """Return whether the library says another year of what may be the same event."""
    for statement in world.statements_saying(name.strip("《》"), limit=30):
        text = "".join(statement.reading.split())
        for start, end in split_sentences(text):
            years = {found["year"] for found in _DATE.finditer(text[start:end])}
            if years and year not in years:
                return True
    return False


# --- Tables of documents -----------------------------------------------------------------------

_DATE_HEADER = re.compile(r"(?P<verb>颁布|出台|发布|印发)(?:时间|日期|年份)")
_TITLE_HEADER = re.compile(r"(?:政策)?文件(?:名称|标题)|政策名称|文件")
_AUTHORITY_HEADER = re.compile(r"(?:颁布|出台|发布|印发|发文)(?:部门|机关|单位|机构)")
_DOTTED = re.compile(
    r"(?P<year>(?:19|20)\d\d)[.．/-](?P<month>\d{1,2})(?:[.．/-](?P<day>\d{1,2}))?"
)
_SHORT = re.compile(r"县委|县人民政府|县政府|自治县|^县|等")


@dataclass(frozen=True)
class IssueFact:
    """When a document was issued, as a table lists it."""

    source: Source
    row: TableRow
    date: str
    """"2015年11月29日"."""

    rest: str
    """What happened then: "，财政部印发了《…》"."""

    fact: str


def read_issue_facts(source: Source, world: World) -> Iterator[IssueFact]:
    """Yield the documents that a document's tables list with their dates."""
    for _, row in source.rows:
        said = dict(zip(row.headers, row.cells, strict=True))
        date, verb = _cell(said, _DATE_HEADER)
        title, _ = _cell(said, _TITLE_HEADER)
        authority, _ = _cell(said, _AUTHORITY_HEADER)
        dotted = _DOTTED.fullmatch(date)
        if dotted is None or not _TITLE.fullmatch(title) or not authority:
            continue
        if _SHORT.search(authority) or _is_dated_otherwise(title, dotted["year"], world):
            continue
        shown = f"{dotted['year']}年{int(dotted['month'])}月"
        shown += f"{int(dotted['day'])}日" if dotted["day"] else ""
        yield IssueFact(source, row, shown, f"，{authority}{verb}{title}。", f"date:{title}")


def _cell(said: dict[str, str], header: re.Pattern[str]) -> tuple[str, str]:
    """Return the cell under a header and the header's verb; blanks join authorities by 、."""
    for name, cell in said.items():
        if match := header.fullmatch("".join(name.split())):
            joined = re.sub(r"(?<=中央)\s+(?=国务院)", "、", cell.strip())
            return "".join(joined.split()), match.groupdict().get("verb", "")
    return "", ""
