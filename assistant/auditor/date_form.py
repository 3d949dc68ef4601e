"""Dates that are not written in full Arabic numerals without leading zeros, or that never were."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.layout import find_rule
from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind

_ARABIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)?\d\d)\s?年\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?"
)
_DOTTED = re.compile(
    r"(?<![A-Za-z0-9./_-])(?P<year>(?:19|20)\d\d)(?P<mark>[./])(?P<month>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?![A-Za-z0-9./_-])"
)
_CHINESE = re.compile(
    r"(?P<year>[一二][〇○零0一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[一二三四五六七八九十]{1,3})日"
)
# What stands alone on its line at the end, or under the title, is the date of the document.
_ALONE = re.compile(r"[（(]?\s*(?:印发日期[：:])?\s*%s\s*(?:印发)?\s*[）)]?")
# Sources are quoted as they are, and machines write the time behind the day.
_SOURCE = re.compile(
    r"https?:|www\.|第\s?[A-Za-z0-9]+\s?版|\[[A-Z/]{1,6}\]|(?:来源|时间|日期)[：:]"
)
_CLOCK = re.compile(r"\s*\d{1,2}\s?[:：时]")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield dates with leading zeros, points, Chinese numerals or half a year, and impossible ones.

    Tables, footnotes and references to sources keep the form they have.
    """
    for paragraph in draft.paragraphs:
        if paragraph.kind is BlockKind.FOOTNOTE:
            continue
        line = draft.text[paragraph.start : paragraph.end]
        for sentence in paragraph.sentences:
            if not _SOURCE.search(sentence.text):
                yield from _check(draft, sentence, line)


def _check(draft: Draft, sentence: Sentence, line: str) -> Iterator[Finding]:
    for match in _ARABIC.finditer(sentence.text):
        if _CLOCK.match(sentence.text, match.end()):
            continue
        if fault := _describe(match):
            yield _report(draft, sentence, match, fault, line)
    for match in _DOTTED.finditer(sentence.text):
        yield _report(draft, sentence, match, "年、月、日之间写了符号", line)
    if _stands_alone(_CHINESE, line):
        for match in _CHINESE.finditer(sentence.text):
            yield _report(draft, sentence, match, "没有用阿拉伯数字", line)


def _describe(match: re.Match[str]) -> str:
    """Return what is wrong with a date of Arabic numerals; nothing where all is well."""
    year, month, day = match["year"], match["month"], match["day"]
    if not 1 <= int(month) <= 12 or (day and not _exists(int(year), int(month), int(day))):
        return "没有这一天"
    faults = []
    # 十四五 years: 05年末 is somebody's shorthand, 15年 a stretch of time; with a day it is a date.
    if len(year) == 2 and day:
        faults.append("年份没有写全四位")
    if len(year) == 4 and (month.startswith("0") or (day or "").startswith("0")):
        faults.append("月、日编了虚位")
    return "，".join(faults)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year if year > 99 else year + 2000, month, day)
    except ValueError:
        return False
    return True


def _report(
    draft: Draft, sentence: Sentence, match: re.Match[str], fault: str, line: str
) -> Finding:
    is_date_of_document = _stands_alone(match.re, line)
    impossible = fault == "没有这一天"
    return draft.finding(
        Rule.DATE_FORM,
        Severity.ERROR if impossible or is_date_of_document else Severity.WARNING,
        sentence.start + match.start(),
        sentence.start + match.end(),
        f"日期“{match[0]}”{fault}。",
        expected="" if impossible else _standard(match),
        basis="" if impossible else find_rule("date.form").basis,
    )


def _stands_alone(pattern: re.Pattern[str], line: str) -> bool:
    return re.fullmatch(_ALONE.pattern % pattern.pattern, line.strip()) is not None


def _standard(match: re.Match[str]) -> str:
    year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
    if year < 100:
        year += 2000 if year <= date.today().year % 100 + 10 else 1900
    return f"{year}年{month}月" + (f"{day}日" if day else "")


def _number(text: str | None) -> int:
    if not text:
        return 0
    if text.isdigit():
        return int(text)
    return int(parse_chinese_number(text.replace("0", "〇")) or 0)
