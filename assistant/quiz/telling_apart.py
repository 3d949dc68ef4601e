"""Whether two figures that are called the same may still be of two things.

A change is no total, an average none either; what happened since 2016 is not what happened in it;
and a figure of the whole country is none of a county.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.quiz.aligning import Tokens
from ingest.numerals import Quantity, QuantityKind, date_parts, in_base_unit

_CLAUSE_END = re.compile(r"[，,。；;：:！？\n（）()]")
_CHANGE = re.compile(
    r"(?:减少|增加|下降|上升|提高|提升|增长|降低|净增|净减|新增|增收)(?:了|近|约|超过|至少|可达)?\s*$"
)
_CHANGED_TO = re.compile(r"[到至为达]\s*$")
_AVERAGE = re.compile(r"[户人村年月日生亩]均|平均|均(?=减少|增加)")
_THRESHOLD = re.compile(r"(?:高于|低于|超过|大于|小于)\s*$")
_SPAN_BEHIND = re.compile(r"^\s*(?:以来|起|开始以来|[至到—~～–-]\s*(?:\d|今|目前))")
_SPAN_BEFORE = re.compile(r"(?:[至到—~～–-]|期间)\s*$")
_FROM = re.compile(r"自\s*$")
_NATION = re.compile(r"全国|我国|中国|全世界|全球")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
# Whoever states one thing twice is seldom off by more, least of all where a year is not named.
_FARTHEST, _FARTHEST_UNDATED = 4, 2.5


class Scope(StrEnum):
    """Of what a figure speaks, as far as the words before it say."""

    UNSAID = ""
    NATION = "nation"
    PLACE = "place"


@dataclass(frozen=True)
class Manner:
    """In which way a figure is stated."""

    is_change: bool
    is_average: bool
    is_threshold: bool
    is_span: bool
    """Of more than the year that was named last before it."""


def manner_of(text: Tokens, index: int) -> Manner:
    """Return how the figure at an index of a text is stated."""
    token = text.items[index]
    earlier = text.items[index - 1].end if index and text.items[index - 1].figure else 0
    before = _CLAUSE_END.split(text.text[earlier : token.start])[-1]
    return Manner(
        is_change=bool(_CHANGE.search(before)) and not _CHANGED_TO.search(before),
        is_average=bool(_AVERAGE.search(before)),
        is_threshold=bool(_THRESHOLD.search(before)),
        is_span=_is_span(text, index),
    )


def are_apart(one: Manner, other: Manner, *, dated: bool) -> bool:
    """Return whether figures stated in two manners are of two things.

    Args:
        one: How the one is stated.
        other: How the other is stated.
        dated: Both name a year; a span tells nothing beside what names none.
    """
    ways = [(each.is_change, each.is_average, each.is_threshold) for each in (one, other)]
    return ways[0] != ways[1] or (dated and one.is_span != other.is_span)


def _is_span(text: Tokens, index: int) -> bool:
    for token in reversed(text.items[:index]):
        figure = token.figure
        if figure is None or figure.kind is not QuantityKind.DATE or not date_parts(figure)[0]:
            continue
        before = text.text[: token.start]
        return bool(
            _SPAN_BEHIND.match(text.text[token.end :])
            or (_SPAN_BEFORE.search(before) and re.search(r"\d年?\s*.$", before))
            or _FROM.search(before)
        )
    return False


def scope_of(text: str, end: int, places: Collection[int]) -> Scope:
    """Return of what the words before an offset say they speak, by what they name last.

    Args:
        text: A sentence.
        end: Where the figure begins.
        places: Offsets at which it names places.
    """
    nation = max((match.start() for match in _NATION.finditer(text, 0, end)), default=-1)
    place = max((start for start in places if start < end), default=-1)
    if nation < 0 and place < 0:
        return Scope.UNSAID
    return Scope.NATION if nation > place else Scope.PLACE


def is_far(one: Quantity, other: Quantity, *, same_year: bool) -> bool:
    """Return whether two figures differ by more than two statements of one thing ever do."""
    if QuantityKind.DATE in {one.kind, other.kind}:
        return False
    small, large = sorted(abs(in_base_unit(figure)[0]) for figure in (one, other))
    return float(large) > (_FARTHEST if same_year else _FARTHEST_UNDATED) * float(small)


def is_quoted(text: str, offset: int) -> bool:
    """Return whether what stands at an offset is a part of a name or a title."""
    return any(match.start() <= offset < match.end() for match in _QUOTED.finditer(text))
