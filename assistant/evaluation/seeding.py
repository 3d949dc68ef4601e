"""Put one known error into a copy of a true text, to see whether the auditor finds it.

An error is drawn only where the text itself gives the means to find it: a figure is changed where
a sum, a difference, a rate, a repetition or a table ties it to others (see `ties`); a year where a
range, a row of years or the title tells it; a bracket or a form anywhere. A changed figure that
nothing else in the text speaks of cannot be found by anybody who has only the text, so
`seed_anywhere` draws such ones apart.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from assistant.auditor.reading import Draft, Sentence
from assistant.evaluation.ties import (
    Kind,
    Term,
    Tie,
    amounts,
    exact_figures,
    find_ties,
    make_term,
    unit_of,
)
from ingest.numerals import QuantityKind, date_parts, quantities


@dataclass(frozen=True)
class Seed:
    """A change of a text: what stands between `start` and `end` becomes `replacement`."""

    kind: Kind
    start: int
    """Offset in the draft's text."""

    end: int
    replacement: str
    others: tuple[int, ...] = ()
    """Where that stands which it now contradicts."""


_UNITS = {
    "万元": "亿元",
    "亿元": "万元",
    "元": "万元",
    "万亩": "亩",
    "亩": "万亩",
    "万人": "人",
    "万吨": "吨",
    "万户": "户",
}
_UNIT = re.compile("(?<=[0-9 ])(?:万|亿)?(?:元|亩|人|吨|户)$")
_RISES_TO = re.compile(
    r"(?P<first>[由从][^，。；]{0,24}?)(?P<verb>增加|增长|提高|提升|上升|扩大)(?P<to>到|至|为)"
)
_FALLS_TO = re.compile(
    r"(?P<first>[由从][^，。；]{0,24}?)(?P<verb>减少|下降|降低|缩小|缩减)(?P<to>到|至|为)"
)
_COMPARES = re.compile("^[、，（(]?(?:[高低快慢]于|比[^，；。]{2,12}[高低快慢])[^，；。]{0,12}$")
_FELL_BY = re.compile(r"(?:减少|下降|降低)了?(\d+(?:\.\d+)?)(%|个百分点)")
_YEAR_RANGE = re.compile(r"((?:19|20)\d\d)年?(?:[-—–~～至到]+)((?:19|20)\d\d)年")
_FROM_YEAR = re.compile(r"[由从]((?:19|20)\d\d)年[^。；]{0,40}?(?:到|至)((?:19|20)\d\d)年")
_THAN_YEAR = re.compile(r"((?:19|20)\d\d)年[^。；]{2,60}?比((?:19|20)\d\d)年")
_TITLE_YEAR = re.compile(r"(20\d\d)年[^。\n]{0,12}报告")
_HEADING_YEAR = re.compile(
    r"[一二三四五六七八][、.][^。]*?(20\d\d)年[^。]*(?:工作|目标|任务|回顾|安排)"
)
_NUMBER = re.compile(r"〔((?:19|20)\d\d)〕(?=\s?第?\s?\d+\s?号)")
_FULL_DATE = re.compile(r"((?:19|20)\d\d)年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")
_BRACKETS = (("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"))
# Where the title stands.
_OPENING = 600
_TRIES = 30


def seed_errors(draft: Draft, chooser: random.Random) -> Iterator[Seed]:
    """Yield every error that the text gives the means to find, in no order; each stands alone."""
    seen: set[tuple[Kind, int]] = set()
    for seed in (*_break(find_ties(draft), chooser), *_misstate(draft, chooser)):
        if (seed.kind, seed.start) not in seen:
            seen.add((seed.kind, seed.start))
            yield seed


def seed_anywhere(draft: Draft, chooser: random.Random, count: int) -> Iterator[Seed]:
    """Yield changed figures from anywhere, whether or not anything in the text tells of them."""
    terms = [
        make_term(sentence, figure, Kind.PART)
        for sentence in draft.sentences
        for figure in amounts(sentence)
    ]
    for term in chooser.sample(terms, min(count, len(terms))):
        for _ in range(_TRIES):
            changed = _change_digit(term.text, chooser)
            if changed != term.text:
                yield Seed(term.kind, term.start, term.end, changed)
                break


# --- From ties to errors ----------------------------------------------------------------------


def _break(ties: Iterable[Tie], chooser: random.Random) -> Iterator[Seed]:
    """Change each term of each tie so that it no longer holds, and the units of some."""
    for tie in ties:
        for index, term in enumerate(tie.terms):
            others = tuple(other.start for other in tie.terms if other is not term)
            if changed := _change_until(tie, index, chooser):
                yield Seed(term.kind, term.start, term.end, changed, others)
            unit = _UNIT.search(term.text)
            if unit and unit[0] in _UNITS:
                changed = term.text[: unit.start()] + _UNITS[unit[0]]
                yield Seed(Kind.UNIT, term.start, term.end, changed, others)


def _change_until(tie: Tie, index: int, chooser: random.Random) -> str | None:
    """Return the term with another digit that breaks the tie; None where there is none."""
    term = tie.terms[index]
    for _ in range(_TRIES):
        text = _change_digit(term.text, chooser)
        read = next(iter(quantities(text)), None)
        if read is None or text == term.text or read.text != text:
            continue
        changed = Term(term.kind, term.start, text, read.value, term.step)
        if not tie.holds((*tie.terms[:index], changed, *tie.terms[index + 1 :])):
            return text
    return None


def _change_digit(text: str, chooser: random.Random) -> str:
    digits = [place for place, sign in enumerate(text) if sign.isascii() and sign.isdigit()]
    if not digits:
        return text
    place = chooser.choice(digits)
    return text[:place] + chooser.choice("123456789") + text[place + 1 :]


# --- What is wrong by itself ------------------------------------------------------------------


def _misstate(draft: Draft, chooser: random.Random) -> Iterator[Seed]:
    for sentence in draft.sentences:
        yield from _use_percent(sentence)
        yield from _swap(sentence)
        yield from _fall_by_multiples(sentence, chooser)
        yield from _leave_years(sentence)
        for match in _NUMBER.finditer(sentence.text):
            left, right = chooser.choice(_BRACKETS)
            yield _replace(Kind.BRACKET, sentence, match, f"{left}{match[1]}{right}")
        for match in _FULL_DATE.finditer(sentence.text):
            padded = f"{match[1]}年{int(match[2]):02d}月{int(match[3]):02d}日"
            dotted = f"{match[1]}.{match[2]}.{match[3]}"
            other = padded if padded != match[0] and chooser.random() < 0.5 else dotted
            yield _replace(Kind.DATE_FORM, sentence, match, other)
    yield from _leave_heading_years(draft)
    yield from _name_attachments(draft, chooser)


def _replace(kind: Kind, sentence: Sentence, match: re.Match[str], text: str) -> Seed:
    return Seed(kind, sentence.start + match.start(), sentence.start + match.end(), text)


def _use_percent(sentence: Sentence) -> Iterator[Seed]:
    """Write % for 百分点 where two rates stand before it, or one that is compared with another."""
    percents = [q for q in exact_figures(sentence) if q.kind is QuantityKind.PERCENT]
    for points in sentence.quantities:
        if points.kind is not QuantityKind.PERCENTAGE_POINTS:
            continue
        before = [q for q in percents if q.end <= points.start]
        told = [
            (first, second)
            for first, second in combinations(before, 2)
            if abs(first.value - second.value) == points.value
        ]
        if told or (before and _COMPARES.search(sentence.text[before[-1].end : points.start])):
            yield Seed(
                Kind.POINTS,
                sentence.start + points.start,
                sentence.start + points.end,
                re.sub("个?百分点", "%", points.text),
            )


def _swap(sentence: Sentence) -> Iterator[Seed]:
    """Exchange before and after, or say 减少 for 增加, where both values stand."""
    for pattern, rises in ((_RISES_TO, True), (_FALLS_TO, False)):
        for match in pattern.finditer(sentence.text):
            figures = [q for q in exact_figures(sentence) if q.kind is not QuantityKind.DATE]
            earlier = [q for q in figures if match.start() < q.start < match.end("first")]
            later = [q for q in figures if match.end() <= q.start <= match.end() + 12]
            before, after = next(reversed(earlier), None), next(iter(later), None)
            if before is None or after is None or unit_of(before) != unit_of(after):
                continue
            if before.kind is not after.kind or (before.value < after.value) != rises:
                continue
            between = sentence.text[before.end : after.start]
            yield Seed(
                Kind.SWAPPED,
                sentence.start + before.start,
                sentence.start + after.end,
                after.text + between + before.text,
            )
            yield Seed(
                Kind.DIRECTION,
                sentence.start + match.start("verb"),
                sentence.start + match.end("verb"),
                "减少" if rises else "增加",
            )


def _fall_by_multiples(sentence: Sentence, chooser: random.Random) -> Iterator[Seed]:
    for match in _FELL_BY.finditer(sentence.text):
        start = sentence.start + match.start(1)
        end = sentence.start + match.end(2)
        yield Seed(Kind.MULTIPLE, start, end, f"{chooser.choice('2345')}倍")


def _leave_years(sentence: Sentence) -> Iterator[Seed]:
    """Leave the year of another report: a range that ends before it begins, a year told twice."""
    for pattern in (_YEAR_RANGE, _FROM_YEAR):
        for match in pattern.finditer(sentence.text):
            first, last = int(match[1]), int(match[2])
            if first < last:
                yield _year(sentence, match.start(2), first - 1)
    for match in _THAN_YEAR.finditer(sentence.text):
        if int(match[2]) < int(match[1]):
            yield _year(sentence, match.start(2), int(match[1]))
    years = [q for q in sentence.quantities if q.kind is QuantityKind.DATE]
    alone = [q for q in years if date_parts(q)[1:] == (0, 0) and q.text.endswith("年")]
    for one, two, three in zip(alone, alone[1:], alone[2:], strict=False):
        first, second, third = (date_parts(q)[0] for q in (one, two, three))
        if first + 2 == second + 1 == third and two.text[:4].isdigit():
            yield _year(sentence, two.start, first)


def _leave_heading_years(draft: Draft) -> Iterator[Seed]:
    """Leave last year in a heading whose year the report's title tells."""
    title = _TITLE_YEAR.search(draft.text[:_OPENING])
    if title is None:
        return
    for paragraph in draft.paragraphs:
        heading = draft.text[paragraph.start : paragraph.end]
        match = _HEADING_YEAR.match(heading)
        if match and len(heading) <= 40 and int(title[1]) - int(match[1]) in (0, 1):
            place = paragraph.start + match.start(1)
            yield Seed(Kind.YEAR, place, place + 4, str(int(match[1]) - 2))


def _year(sentence: Sentence, start: int, year: int) -> Seed:
    place = sentence.start + start
    return Seed(Kind.YEAR, place, place + 4, str(year))


def _name_attachments(draft: Draft, chooser: random.Random) -> Iterator[Seed]:
    """Give the draft two attachments and name a third; no text at hand has any of its own."""
    candidates = [s for s in draft.sentences if len(s.text) > 40 and s.text.endswith("。")]
    for sentence in chooser.sample(candidates, min(1, len(candidates))):
        place = sentence.end - 1
        extra = "（详见附件3）。\n附件：1.项目清单\n2.资金明细\n"
        yield Seed(Kind.ATTACHMENT, place, place + 1, extra)
