"""Years left over from another report: a 2024年总结 that tells of 2023, 2011—2010年."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.auditor.reading import Draft, Paragraph, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts

_Y = r"(?:19|20)\d\d"
_A_YEAR = re.compile(_Y)
_RANGE = re.compile(
    rf"(?<!\d)({_Y})\s?年?\s?(?:[-—–－~～]{{1,2}}|至|到)\s?({_Y})(?=\s?年|\s?[）)]|\s?学年)"
)
_FROM = re.compile(rf"[由从自]\s?({_Y})\s?年[^。；]{{0,40}}?(?:到|至)\s?({_Y})\s?年")
_THAN = re.compile(
    rf"(?<![比较由从自在以\d—–-])({_Y})\s?年(?!基础|不变|价)[^。；]{{2,60}}?[比较]\s?({_Y})\s?年"
)
_IN_RANGE = re.compile(r"[-—–－~～至到]")
_TITLE = re.compile(rf"({_Y})\s?年")
_TITLE_END = re.compile(r"(?:报告|总结|通报|汇报|年报|情况|要点|方案|公报)")
# A report that looks back on the year in its title; a 政府工作报告 looks back on the one before.
_LOOKS_BACK = re.compile(r"总结|年报|年度报告|小结")
_HEADING = re.compile(
    rf"(?:[（(]?[一二三四五六七八九十\d]{{1,3}}[、.．）)]\s?[^，。；：\d]{{0,16}}?)?({_Y})\s?年"
    r"(?!\d|\s?\d{1,2}\s?月)"
)
_REVIEW = re.compile(r"回顾|总结|完成情况|进展情况|工作情况|成效|成绩|成就|主要工作")
_PLAN = re.compile(r"安排|部署|打算|计划|任务|重点|目标|要求|工作思路|展望")
# Characters between the years of a list.
_LIST_GAP = 30
_LONGEST_HEADING = 40
_OPENING = 600
_OPENS_WITH_YEAR = re.compile(
    rf"({_Y})\s?年(?:度|全年)?[，,]\s?(?:全[县市省区州乡镇国]|我[县市省区州乡镇]|各|累计|共)"
)


@dataclass(frozen=True)
class _Title:
    """The year in a draft's title, and which years its headings may bear."""

    year: int
    looks_back: bool

    def fits(self, year: int, heading: str) -> bool:
        """Whether a heading may speak of a year."""
        if _REVIEW.search(heading):
            return year in ({self.year} if self.looks_back else {self.year - 1, self.year})
        if _PLAN.search(heading):
            return year in {self.year, self.year + 1}
        return abs(year - self.year) <= 1

    def wanted(self, heading: str) -> int | None:
        """Return the year that a heading should bear, where that can be said."""
        if self.looks_back:
            return self.year if _REVIEW.search(heading) else None
        return self.year if _PLAN.search(heading) else None


def find(draft: Draft) -> Iterator[Finding]:
    """Yield years that contradict the title, one another, or the direction of time."""
    for sentence in draft.sentences:
        if _A_YEAR.search(sentence.text):
            yield from _find_backwards(draft, sentence)
            yield from _find_repeated(draft, sentence)
    title = _read_title(draft)
    if title is not None:
        yield from _find_headings(draft, title)
        yield from _find_openings(draft, title)


# --- Within a sentence ----------------------------------------------------------------------


def _find_backwards(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    seen: set[int] = set()
    for pattern in (_RANGE, _FROM):
        for match in pattern.finditer(sentence.text):
            first, last = int(match[1]), int(match[2])
            if last < first and match.start(2) not in seen:
                seen.add(match.start(2))
                yield _wrong(
                    draft,
                    sentence.start + match.start(2),
                    f"起止年份颠倒：从{first}年到{last}年，请核对。",
                    Severity.ERROR,
                )
    for match in _THAN.finditer(sentence.text):
        first, other = int(match[1]), int(match[2])
        if other >= first and match.start(2) not in seen:
            seen.add(match.start(2))
            yield _wrong(
                draft,
                sentence.start + match.start(2),
                f"{first}年与{other}年相比，请核对年份是否漏改。",
                Severity.WARNING,
                expected=f"{first - 1}" if other == first else "",
            )


def _find_repeated(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield the middle of 2014年、2014年、2016年."""
    years = [
        quantity
        for quantity in sentence.quantities
        if quantity.kind is QuantityKind.DATE
        and date_parts(quantity)[1:] == (0, 0)
        and re.fullmatch(rf"{_Y}\s?年", quantity.text)
        and not sentence.text.startswith("代", quantity.end)
        and not _IN_RANGE.search(sentence.text[max(0, quantity.start - 2) : quantity.start])
        and not _IN_RANGE.match(sentence.text[quantity.end : quantity.end + 2])
    ]
    for one, two, three in zip(years, years[1:], years[2:], strict=False):
        first, second, third = (date_parts(each)[0] for each in (one, two, three))
        gap = max(two.start - one.end, three.start - two.end)
        if first == second == third - 2 and gap <= _LIST_GAP:
            yield _wrong(
                draft,
                sentence.start + two.start,
                f"{first}年、{second}年、{third}年并列，年份重复，请核对是否应为{first + 1}年。",
                Severity.WARNING,
                expected=f"{first + 1}",
            )


# --- Against the title ----------------------------------------------------------------------


def _read_title(draft: Draft) -> _Title | None:
    """Return the year in the title; None where it has none."""
    opening = draft.text[:_OPENING].split("\n")
    for line in [draft.metadata.title, *opening[:8]]:
        year = _TITLE.search(line)
        if year and len(line) <= 60 and _TITLE_END.search(line, year.end()) and "。" not in line:
            return _Title(int(year[1]), bool(_LOOKS_BACK.search(line)))
    return None


def _headings(draft: Draft) -> Iterator[tuple[Paragraph, int, int, str]]:
    """Yield headings with a year: the paragraph, where the year stands, the year, the words."""
    for paragraph in draft.paragraphs:
        text = draft.text[paragraph.start : paragraph.end]
        match = _HEADING.match(text)
        if match and len(text) <= _LONGEST_HEADING and not re.search(r"[。；]", text[:-1]):
            yield paragraph, paragraph.start + match.start(1), int(match[1]), text


def _find_headings(draft: Draft, title: _Title) -> Iterator[Finding]:
    for _, start, year, words in _headings(draft):
        is_heading = _REVIEW.search(words) or _PLAN.search(words)
        if not is_heading or title.fits(year, words):
            continue
        wanted = title.wanted(words)
        yield _wrong(
            draft,
            start,
            f"标题是{title.year}年，这里写{year}年，请核对年份是否漏改。",
            Severity.WARNING,
            expected=str(wanted) if wanted else "",
        )


def _find_openings(draft: Draft, title: _Title) -> Iterator[Finding]:
    """Yield paragraphs that open with the year before, in a report on the year of its title."""
    if not title.looks_back:
        return
    for paragraph in draft.paragraphs:
        if not paragraph.sentences:
            continue
        first = paragraph.sentences[0]
        match = _OPENS_WITH_YEAR.match(first.text)
        if match is None or int(match[1]) != title.year - 1 or str(title.year) in first.text:
            continue
        yield _wrong(
            draft,
            first.start + match.start(1),
            f"这是{title.year}年的总结，这里写{match[1]}年，请核对年份是否漏改。",
            Severity.WARNING,
            expected=str(title.year),
        )


def _wrong(
    draft: Draft, start: int, message: str, severity: Severity, *, expected: str = ""
) -> Finding:
    return draft.finding(Rule.STALE_YEAR, severity, start, start + 4, message, expected=expected)
