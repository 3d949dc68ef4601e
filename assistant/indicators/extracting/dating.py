"""Which period each figure of a sentence belongs to."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.indicators.extracting.figures import Stated
from assistant.indicators.extracting.times import Time, complete, end_of_span, years_of_span

REACH_OF_ATTACHED = 6
# So many values of one thing under one date, in a row, are a series whose dates are not told.
SHORTEST_SERIES = 3
_JOINT = re.compile(r"\s*[、，,和与及]?\s*")
_RESPECTIVELY = re.compile(r"分别|依次")
_BASE = re.compile(r"[较比]\s*$")
# Between 较2016年底 and a figure: that is by how much it changed.
_CHANGES = re.compile(r"[，,；;。增减降升高低多少翻涨跌扩缩超]|提[前升]|上调")
# 2001年6月召开会议，确定了目标任务：… dates the meeting and not what it aims at.
_AIMS = re.compile(
    r"(?:会议?|全会|印发|出台|颁布|发布|制定|通过)[^。]*?"
    r"(?:(?:目标|任务)[^。，]{0,12}[：:]|目标是|提出了?(?:到|要|力争))"
)


class Inherited(NamedTuple):
    """What a sentence takes over from those before it."""

    period: str
    now: str
    """The document's year; empty where it is not known."""

    year: str
    """The year that was named last."""


def date_figures(
    text: str,
    figures: Sequence[Stated],
    names: Sequence[str],
    spoken: Sequence[Time],
    inherited: Inherited,
) -> list[str]:
    """Return the period of each figure of a sentence; empty where none is told.

    Args:
        text: The sentence.
        figures: Its figures, in order.
        names: Their names; values of a series have one and the same.
        spoken: The periods it names.
        inherited: What it takes over.
    """
    periods = [_period_of(text, figure, spoken, inherited) for figure in figures]
    for first, last in _series(text, figures, names):
        count = last - first + 1
        floor = figures[first - 1].end if first else 0
        lead = text[floor : figures[first].start]
        if years := _years(text, figures[first].start, spoken, periods[first], count):
            periods[first : last + 1] = years
        elif count >= SHORTEST_SERIES and "、" not in lead:
            periods[first : last + 1] = [""] * count
    return periods


def _series(text: str, figures: Sequence[Stated], names: Sequence[str]) -> list[tuple[int, int]]:
    """Return first and last index of the values of one thing that stand behind 分别."""
    found: list[tuple[int, int]] = []
    first = 0
    for index in range(1, len(figures) + 1):
        if (
            index < len(figures)
            and names[index] == names[first]
            and figures[index].unit == figures[first].unit
            and _JOINT.fullmatch(text, figures[index - 1].end, figures[index].start)
        ):
            continue
        floor = figures[first - 1].end if first else 0
        if index - first > 1 and _RESPECTIVELY.search(text, floor, figures[first].start):
            found.append((first, index - 1))
        first = index
    return found


def _years(text: str, at: int, spoken: Sequence[Time], period: str, count: int) -> list[str]:
    """Return a year for each value of a series: of 2016-2018年, or of 2016年、2017年和2018年."""
    span = years_of_span(period)
    if len(span) == count:
        return span
    named = [time for time in spoken if time.end <= at and time.year][-count:]
    is_list = len(named) == count and all(
        _JOINT.fullmatch(text, one.end, two.start) for one, two in pairwise(named)
    )
    return [time.text for time in named] if is_list else []


def _period_of(text: str, figure: Stated, spoken: Sequence[Time], inherited: Inherited) -> str:
    if base := _base(text, figure, spoken):
        return base
    before = [time for time in spoken if time.end <= figure.start and not time.is_compared]
    if not before:
        return end_of_span(inherited.period, text[: figure.start])
    last = before[-1]
    if last.is_attached and figure.start - last.end > REACH_OF_ATTACHED:
        # 2014年的2198户 dates no more than itself.
        last = next((time for time in reversed(before) if not time.is_attached), last)
    if _AIMS.search(text, last.end, figure.start):
        return ""
    if not last.year:
        years = [time.year for time in before if time.year]
        spoken_of = years[-1] if years else inherited.year
        return complete(last, now=inherited.now, spoken_of=spoken_of)
    return end_of_span(last.text, text[last.end : figure.start])


def _base(text: str, figure: Stated, spoken: Sequence[Time]) -> str:
    """Return the date of what another figure is compared with: 较2016年底在册1935户."""
    for time in spoken:
        if (
            time.is_compared
            and time.year
            and time.end <= figure.start
            and _BASE.search(text, 0, time.start)
            and not _CHANGES.search(text, time.end, figure.start)
        ):
            return time.text
    return ""
