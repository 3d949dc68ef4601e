"""Which time a sentence speaks of."""

import re
from typing import NamedTuple

from assistant.indicators.extracting.vocabulary import one_of


class Time(NamedTuple):
    """A period where it is named."""

    start: int
    end: int
    text: str
    """As it stands, without blanks: "2016年以来", "2014年至2018年"."""

    year: str
    """The year it ends in, four digits; empty where none is told."""

    is_compared: bool
    """True for 较2018年底 and 成立于2013年, which date something else than what is stated."""

    is_day: bool
    """True for a single day, which dates what happened and not what was counted."""

    is_attached: bool
    """True for 2014年的, which dates only what follows at once."""

    is_since: bool = False
    """True for 党的十八大以来, which lasts without naming a year."""


_YEAR = r"(?<![\d.])(?:19|20)\d{2}"
_MONTH = r"\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?"
_PART = (
    rf"(?:\s*年?\s*(?:\d{{1,2}}\s*[—–\-~～至]\s*)?{_MONTH}(?:份|[上中下]旬)?"
    r"|\s*年\s*(?:第?[一二三四1-4]季度|[上下]半年|前三季度)|\s*年[春夏秋冬]季?)"
)
_END = one_of("以来 底前 年底 底 末 初 年末 前后 期间 度 起 之前 以前 前 春季 秋季 全年")
_TAIL = rf"(?:\s*(?:{_END})(?!提|景|列|三名|期间?工作))"
_SPAN_END = rf"\s*年?(?:\s*{_MONTH})?(?:年?[底末初])?"
_NOW = one_of("目前 截至目前 截止目前 如今 现在 现有 近年来 迄今 至今 当前 近几年 后来 此后")
_TIME = re.compile(
    rf"(?P<range>{_YEAR}{_SPAN_END}\s*(?:[—–\-~～－]{{1,2}}|至|到)\s*"
    rf"(?:{_YEAR}{_SPAN_END}|目前|今|现在)(?:期间|春季|这[一\d]+年)?)"
    rf"|(?P<date>{_YEAR}(?:{_PART}|\s*年(?!代|版|生|第\s*\d+\s*期)){_TAIL}?)"
    r"|(?P<plan>[“\"]?十[一二三四五]五[”\"]?\s*(?:时期|期间|末|以来|以前|初)?)"
    r"|(?P<relative>(?:去年|今年|上年|前年|明年|本年度?|上一年|当年|同年)"
    r"(?:[底末初]|上半年|下半年|以来|全年|年底|前三季度|\s*\d{1,2}\s*月(?:底|末|份|初|中旬)?|\s*\d{1,2}\s*月?\s*[至—–-]\s*\d{1,2}\s*月份?)?)"
    r"|(?P<month>(?<![\d年.])(?:(?:1[0-2]|[1-9])\s*月?\s*(?:至|—|-|–|到)\s*)?(?:1[0-2]|[1-9])\s*月(?:\d{1,2}日|份|底|末)?(?![\d]))"
    r"|(?P<since>(?:改革开放|新中国成立|建国|(?:党的)?十[八九]大|西部大开发)\s*(?:\d+\s*多?\s*年)?(?:以来|来)"
    r"|(?<![\d近])\d+\s*多?\s*年来|[“\"]?八七[”\"]?扶贫攻坚计划(?:实施)?期间)"
    rf"|(?P<now>{_NOW}|近[两三五]年来?|[\u4e00-\u9fff]{{2}}(?:之初|初期))"
)
_BLANK = re.compile(r"\s+")
_COMPARED = re.compile(
    r"(?:(?:成立|创建|始建|组建|创办|建|注册|始|开始)于|较|比|与|同|相比|相较于|按|对比)\s*$"
)
_DAY = re.compile(r"月\d{1,2}日$")
_AS_OF = re.compile(r"截[至止]|到|至")
# 是“十二五”末的1.7倍
_MULTIPLE = re.compile(r"(?:是|相当于|为|约为)\s*$")
_YEARS = re.compile(r"(?:19|20)\d{2}")
_YEARS_AGO = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "前年": -2, "明年": 1}
_SPAN = re.compile(r"[—–~～－-]+|至|到")
_WHOLE_YEAR = re.compile(r"((?:19|20)\d{2})年?(?:期间)?")
_FROM = re.compile(r"(?:由|从)\s*(?:不[到足])?$")
_TO = re.compile(
    r"(?:增加|提高|增长|上升|提升|扩大|发展|下降|降低|降|减少|减|缩小|增|升)(?:到了?|至|为)\s*$"
)
_CONSTANT = re.compile(r"不变价|价格|发布|印发|出台|标准\)|标准）|[^，。；]{0,6}》")


def times(text: str) -> list[Time]:
    """Return the periods a text names, in order.

    目前, 近年来 and the like are among them with an empty text: they say that an earlier date no
    longer holds.
    """
    found: list[Time] = []
    for match in _TIME.finditer(text):
        start, end = match.span()
        kind = match.lastgroup or ""
        if _CONSTANT.match(text, end):
            continue
        written = _BLANK.sub("", match[0])
        if written.endswith("年度"):
            written = written.removesuffix("度")
        years = _YEARS.findall(written)
        is_attached = text[end : end + 1] == "的"
        found.append(
            Time(
                start=start,
                end=end,
                text="" if kind == "now" else written,
                year=years[-1] if years else "",
                is_compared=_COMPARED.search(text, max(0, start - 6), start) is not None
                or (is_attached and _MULTIPLE.search(text, max(0, start - 4), start) is not None),
                is_day=kind == "date"
                and _DAY.search(written) is not None
                and _AS_OF.search(text, max(0, start - 3), start) is None,
                is_attached=is_attached,
                is_since=kind == "since",
            )
        )
    return found


def complete(time: Time, *, now: str, spoken_of: str) -> str:
    """Return a period with the year that it leaves out.

    Args:
        time: The period.
        now: The year of the document, four digits, which 今年 means; empty where it is not known.
        spoken_of: The year that the text named last, which a month belongs to; may be empty.
    """
    text = time.text
    if time.year or not text or time.is_since:
        return text
    if text[0].isdigit():
        return f"{spoken_of}年{text}" if spoken_of else text
    if spoken_of and text.startswith("同年"):
        return f"{spoken_of}年{text.removeprefix('同年')}"
    for word, shift in _YEARS_AGO.items():
        if now and text.startswith(word):
            return f"{int(now) + shift}年{text.removeprefix(word).replace('年底', '底')}"
    return text


def end_of_span(period: str, before: str) -> str:
    """Return the end of a span that a figure belongs to, or the span.

    In 从2012年底到2016年底，由9899万人减少到4335万人 the first figure is of 2012年底.

    Args:
        period: The span, as the text has it.
        before: What leads to the figure.
    """
    ends = _ends(period)
    if len(ends) != 2:
        return period
    first, second = (f"{end}年" if end[-1].isdigit() else end for end in ends)
    if _FROM.search(before):
        return first
    return second if _TO.search(before) else period


def years_of_span(period: str) -> list[str]:
    """Return each year of a span of whole years: 2016年, 2017年 and 2018年 for 2016-2018年."""
    ends = [_WHOLE_YEAR.fullmatch(end) for end in _ends(period)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return []
    return [f"{year}年" for year in range(int(ends[0][1]), int(ends[1][1]) + 1)]


def _ends(period: str) -> list[str]:
    return [end for end in _SPAN.split(period) if _YEARS.match(end)]
