"""What a draft states in numbers, each with its name, area and period, and where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.auditor.figures import Stated
from assistant.auditor.reading import Draft
from assistant.errors import UnitError
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import Period, Proposal
from assistant.indicators.units import convert, same_dimension

# What is planned need not be what is.
_PLANNED = re.compile(
    r"目标|计划|力争|预计|预期|规划|拟|将(?!近|军)|确保|争取|任务|测算|不低于|不高于|以上要求"
)
_CLAUSE_END = re.compile("[。；！？]")
# 由2015年的9.5%下降至0.39%: the year is that of the value before.
_ARRIVES = re.compile(
    r"[由从](?:上年|去年|(?:19|20)\d\d年)[^，。；]*(?:到|至|为)(?!\d*年)[^\d，。；]{0,4}$"
)
# How far before a figure a word of planning still means it, in characters.
_REACH = 30


@dataclass(frozen=True)
class Statement:
    """A figure of the draft, and what it says."""

    figure: Stated
    name: str
    """Of what is counted, without the area."""

    area: str
    """As far as the draft tells it: "新疆维吾尔自治区青禾县"; empty where it does not."""

    period: Period
    is_plain: bool
    """True where its sentence itself names the year."""


def read_statements(draft: Draft) -> Iterator[Statement]:
    """Yield the figures of a draft whose period is known; what is planned is left out."""
    for figure, proposal in pair_figures(draft):
        period = parse_period(proposal.period)
        if period is not None and not _is_told_otherwise(draft.text, figure.start):
            yield _make(draft, figure, proposal, period)


def pair_figures(draft: Draft) -> Iterator[tuple[Stated, Proposal]]:
    """Yield the figures of a draft's sentences, each with what the extraction makes of it."""
    figures = [figure for sentence in draft.sentences for figure in sentence.figures]
    position = 0
    taken: set[int] = set()
    for proposal in draft.proposals:
        while position < len(figures) and figures[position].end <= proposal.start:
            position += 1
        for figure in figures[position:]:
            if figure.start >= proposal.end:
                break
            if figure.start not in taken and _is_same(figure, proposal):
                taken.add(figure.start)
                yield figure, proposal
                break


def _make(draft: Draft, figure: Stated, proposal: Proposal, period: Period) -> Statement:
    start = max(proposal.start, draft.text.rfind("。", 0, figure.start) + 1)
    sentence = draft.text[start : figure.end]
    return Statement(
        figure=figure,
        name=_without_area(proposal.name, proposal.area),
        area=proposal.area,
        period=period,
        is_plain=str(period.end.year) in sentence,
    )


def _is_same(figure: Stated, proposal: Proposal) -> bool:
    if not same_dimension(figure.unit, proposal.unit):
        return False
    try:
        return convert(proposal.value, proposal.unit, figure.unit) == figure.value
    except UnitError:
        return False


def _is_told_otherwise(text: str, start: int) -> bool:
    """Whether a figure is only planned, or of a year that nobody says."""
    before = _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]
    return bool(_PLANNED.search(before) or _ARRIVES.search(before))


def _without_area(name: str, area: str) -> str:
    """Leave out an area at the beginning of a name: 石桥镇监测对象户数."""
    for length in range(len(area), 1, -1):
        if name.startswith(area[-length:]) and len(name) > length:
            return name[length:]
    return name
