"""What the labels of rows and columns say: an indicator, a period, an area, a unit."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from assistant.indicators.areas import AreaLevel, level_of
from assistant.indicators.periods import make_year, parse_period, year_before
from assistant.indicators.schema import Period, PeriodKind
from assistant.indicators.units import parse_unit
from ingest.numerals import is_unit

# Longer texts are sentences, not labels; of those a name keeps the beginning.
LONGEST = 60
LONGEST_NAME = 200

_TOTALS = """合计 总计 共计 合计数 总数 全县 全县合计 县合计 全县总计 全县平均 平均
    全区 全区合计 全市 全市合计 全旗 全州 全镇 全乡 小计 本县 县级合计 乡镇合计"""
TOTALS = frozenset(_TOTALS.split())
_GENERIC = """乡镇 各乡镇 镇乡 县区 县市区 市县 地区 区域 城镇 乡村 农村 镇村 行政村 自然村
    脱贫村 贫困村 重点村 示范村 出列村 村 社区 行政区 园区 街道 县级 小区 灌区 库区 景区"""
_GENERIC_AREAS = frozenset(_GENERIC.split())
_TOTAL_END = re.compile("[\u4e00-\u9fff]{1,4}(?:小计|合计|总计)")
_OF_WHICH = re.compile(r"^(?:其中|#|[＃○◆·\-—－]+)[:：]?")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．](?!\d))"
)
_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]{1,20})[）)\]】]")
_UNIT_WORD = re.compile(r"^(?:计量)?单位[:：]?")
_TRAILING_UNIT = re.compile(r"[,，/:：]([^,，/:：]{1,6}(?:/[^,，/:：]{1,4})?)$")
_YEARED = re.compile(
    r"(?:截[至止]到?)?(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
    r"[\d年度月日号底末初季前上下半第个份〇○零一二三四五六七八九十至到~～—–\-－./QH]*"
)
_YEARLESS = re.compile(
    r"(?:截[至止]到?)?(?:前?(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])个?月份?[底末]?"
    r"|(?:1|一)[—–\-－~～至到](?:1[0-2]|[2-9]|十[一二]?|[二三四五六七八九])月份?"
    r"|第?[一二三四1-4]季度[底末]?|前[二三两23]季度|[上下]半年|全年|年[末底])(?:累计)?"
)
# 1-9月支出, 三季度新增户数; but 3个月以上 and 12月龄 are no periods.
_MONTHS_START = re.compile(
    r"(?:截[至止]到?)?(?:1[—–\-~至到])?(?:1[0-2]|[1-9])月份?[底末]?(?=[\u4e00-\u9fff]{2})(?!龄)"
    r"|(?:前[二三两23]|第?[一二三四1-4])季度[底末]?(?=[\u4e00-\u9fff]{2})"
    r"|[上下]半年(?=[\u4e00-\u9fff]{2})"
)
_MONTHS_SPAN = re.compile(r"(?<!\d)1[—–\-~至到](?:1[0-2]|[2-9])月份?")
_SAME_WORDS = "本年 本期 今年 当年 本年度 本年数 本期数 本月 本季度 本年累计"
_SAME = frozenset(_SAME_WORDS.split())
_BEFORE_WORDS = "上年 去年 上年同期 去年同期 上年度 上年数 上年同期数 同期数 同期"
_BEFORE = frozenset(_BEFORE_WORDS.split())
_LAST_YEAR_END = frozenset(("上年末", "上年底", "去年末", "去年底"))
_BEFORE_START = re.compile("(?:上年|去年)(?:同期|末|底)数?")
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*([^\s()（）;；。]+(?:[ 、,，][^\s()（）;；。：:]{1,8})*)")
_SEPARATOR = re.compile(r"[、,，\s]+")


class Label(NamedTuple):
    """What a label says."""

    name: str = ""
    """What is left without the rest, e.g. "人均纯收入"."""

    period: str = ""
    """As written, e.g. "2024年" or, without a year, "1月"."""

    unit: str = ""
    area: str = ""
    is_total: bool = False
    is_part: bool = False
    """True for 其中."""


def tidy(text: str) -> str:
    """Return a label in one width, without blanks and line ends."""
    return "".join(normalize("NFKC", text).split())


@lru_cache(maxsize=65_536)
def read_label(text: str) -> Label:
    """Return what a label says.

    >>> read_label("其中：2024年工资性收入（元）")
    Label(name='工资性收入', period='2024年', unit='元', area='', is_total=False, is_part=True)
    """
    plain = tidy(text)
    if len(plain) > LONGEST:
        return Label(name=plain[:LONGEST_NAME])
    plain, unit = _take_unit(plain)
    plain = _NUMBERING.sub("", plain)
    is_part = _OF_WHICH.match(plain) is not None
    plain = _OF_WHICH.sub("", plain)
    plain, period = _take_period(plain)
    if plain in TOTALS or _TOTAL_END.fullmatch(plain):
        return Label(period=period, unit=unit, is_total=True, is_part=is_part)
    if is_area(plain):
        return Label(period=period, unit=unit, area=plain, is_part=is_part)
    return Label(name=plain.strip("的:：、,，"), period=period, unit=unit, is_part=is_part)


def is_area(text: str) -> bool:
    """Return whether a text is an area's name by its ending."""
    return (
        2 <= len(text) <= 15
        and text not in _GENERIC_AREAS
        and level_of(text) is not AreaLevel.OTHER
        and not any(character.isdigit() for character in text)
    )


def is_known_unit(text: str) -> bool:
    """Return whether a text is a unit, with 万 and 亿 and compound ones: 万元, 元/人·月, 万户次."""
    if not text or len(text) > 12:
        return False
    unit = parse_unit(text)
    counted = (*unit.over, *unit.under)
    return all(map(is_unit, counted)) if counted else text in {"%", "‰", "倍"}


def read_unit_line(text: str) -> tuple[str, ...]:
    """Return the units of a line such as "单位：户、人"; none where it names none.

    >>> read_unit_line("单位：万元、%")
    ('万元', '%')
    """
    match = _UNIT_LINE.search(normalize("NFKC", text))
    if match is None:
        return ()
    return tuple(unit for unit in _SEPARATOR.split(match[1]) if is_known_unit(unit))


def find_period(texts: Iterable[str]) -> str:
    """Return the first period that one of some titles states; "" for none.

    A title over several years, "2022—2024年…", states the years its columns have, not one of its
    own. A day alone is mostly that on which the table was filled in, and counts last.
    """
    for text in sorted(texts, key=_is_day):
        plain = tidy(text)[: 2 * LONGEST]
        _, written = _take_period(plain)
        period = parse_period(written) if written else None
        if period and (period.start.year == period.end.year):
            return written
    return ""


def _is_day(text: str) -> bool:
    period = parse_period(text[:LONGEST])
    return period is not None and period.kind is PeriodKind.DAY and not text.startswith("截")


def join_period(texts: Sequence[str], within: Period | None) -> Period | None:
    """Return the period that labels from the outside in state together.

    Args:
        texts: E.g. ("2024年", "1月"), or ("上年同期",).
        within: The table's own period, which gives its year to what has none.

    >>> join_period(("2024年", "3月"), None).end
    datetime.date(2024, 3, 31)
    """
    said = [text for text in texts if text]
    if not said:
        return within
    if said[-1] in _BEFORE:
        around = join_period(said[:-1], within)
        return year_before(around) if around else None
    if said[-1] in _LAST_YEAR_END:
        around = join_period(said[:-1], within)
        return parse_period(f"{around.end.year - 1}年末") if around else None
    if said[-1] in _SAME:
        return join_period(said[:-1], within)
    for start in range(len(said)):
        if period := parse_period("".join(said[start:])):
            return period
    if len(said) > 1 and (outer := join_period(said[:-1], within)):
        return _within(said[-1], outer)
    return _within(said[-1], within) if within else None


def _within(text: str, period: Period) -> Period | None:
    if text == "全年":
        return make_year(period.end.year)
    if text in {"年末", "年底"}:
        return parse_period(f"{period.end.year}{text}")
    return parse_period(text, today=date(period.end.year, 12, 31))


def _take_unit(text: str) -> tuple[str, str]:
    for match in _BRACKET.finditer(text):
        unit = _UNIT_WORD.sub("", match[1])
        if is_known_unit(unit):
            return text[: match.start()] + text[match.end() :], unit
    trailing = _TRAILING_UNIT.search(text)
    if trailing and is_known_unit(trailing[1]) and trailing.start():
        return text[: trailing.start()], trailing[1]
    return text, ""


def _take_period(text: str) -> tuple[str, str]:
    if text in _SAME or text in _BEFORE or _YEARLESS.fullmatch(text):
        return "", text
    for match in _BRACKET.finditer(text):
        if _YEARLESS.fullmatch(match[1]) or parse_period(match[1]):
            return text[: match.start()] + text[match.end() :], match[1]
    if before := _BEFORE_START.match(text):
        return text[before.end() :], before[0].removesuffix("数")
    for match in _YEARED.finditer(text):
        written = match[0]
        # The run of characters may go on into the name: 2024年一般公共预算收入.
        for end in range(len(written), 3, -1):
            cuts_number = text[match.start() + end - 1 : match.start() + end + 1].isdigit()
            is_inside = match.start() + end < len(text)
            if not (cuts_number and is_inside) and parse_period(written[:end]):
                rest = text[: match.start()] + text[match.start() + end :]
                inner = re.sub(r"^[度]", "", rest)
                more = _YEARLESS.match(inner) if not match.start() else None
                if more and parse_period(written[:end] + more[0]):
                    return inner[more.end() :], written[:end] + more[0]
                return inner, written[:end]
    if months := _MONTHS_START.match(text) or _MONTHS_SPAN.search(text):
        return text[: months.start()] + text[months.end() :], months[0]
    return text, ""
