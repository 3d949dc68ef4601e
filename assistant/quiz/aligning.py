"""Where a stem's blank stands in another text: the place whose words around it are the stem's.

Texts are compared token by token: a figure is one token whatever its spelling and unit, and so is a
Latin word; otherwise each character is one. Punctuation and blanks are none.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import LCSseq

from ingest.numerals import (
    Quantity,
    QuantityKind,
    date_parts,
    format_number,
    in_base_unit,
    is_article,
    quantities,
)
from ingest.tokenizing import to_simplified

# Tokens next to a place that tell most about it.
NEAR = 10
# How much of what stands next to a place must agree, against all the rest of the sentence.
_NEAR_WEIGHT = 0.6
# The words of a stem may stand so many times as far apart in another text.
# A place with another word on both sides is hardly the one.
_APART = 0.85
_STRETCH = 2
_SLACK = 12
_PEOPLE = frozenset("人名位口")
_DATE = "date "
_LATIN = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A figure, a Latin word or a character."""

    key: str
    """Equal for tokens that say the same."""

    start: int
    """Offset in the text."""

    end: int
    figure: Quantity | None = None


@dataclass(frozen=True)
class Tokens:
    """A text cut into tokens."""

    text: str
    items: tuple[Token, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What is compared."""
        return tuple(token.key for token in self.items)

    def __len__(self) -> int:
        return len(self.items)

    def find(self, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where a sequence of keys stands: index of its first token, index past its last."""
        length = len(wanted)
        if not length:
            return
        wanted = tuple(wanted)
        for index in range(len(self.items) - length + 1):
            if self.keys[index] == wanted[0] and self.keys[index : index + length] == wanted:
                yield index, index + length

    def index_at(self, offset: int) -> int:
        """Return the index of the first token that does not end before an offset."""
        return next((i for i, token in enumerate(self.items) if token.end > offset), len(self))


def cut(text: str) -> Tokens:
    """Cut a text into tokens."""
    return Tokens(text, tuple(_cut(text)))


@lru_cache(maxsize=1024)
def tokens(text: str) -> Tokens:
    """Cut a text into tokens; what was cut a moment ago is remembered."""
    return cut(text)


def _cut(text: str) -> Iterator[Token]:
    position = 0
    for figure in quantities(text):
        if is_article(figure) or figure.start < position:
            continue
        yield from _characters(text, position, figure.start)
        yield Token(figure_key(figure), figure.start, figure.end, figure)
        position = figure.end
    yield from _characters(text, position, len(text))


def _characters(text: str, start: int, end: int) -> Iterator[Token]:
    while start < end:
        if latin := _LATIN.match(text, start, end):
            yield Token(latin[0].lower(), start, latin.end())
            start = latin.end()
            continue
        sign = text[start]
        if sign.isalnum():
            key = to_simplified(unicodedata.normalize("NFKC", sign).lower())
            yield Token(key, start, start + 1)
        start += 1


def figure_key(figure: Quantity) -> str:
    """Return what is equal for figures that say the same, units converted."""
    match figure.kind:
        case QuantityKind.DATE:
            return f"{_DATE}{int(figure.value)}"
        case QuantityKind.RATIO:
            return f"ratio {figure.unit}"
    value, unit = in_base_unit(figure)
    return f"{figure.kind.value} {format_number(value)} {'人' if unit in _PEOPLE else unit}"


def year_before(text: Tokens, index: int) -> int:
    """Return the year that was named last before a token; 0 where none was."""
    for token in reversed(text.items[:index]):
        if token.figure is not None and token.figure.kind is QuantityKind.DATE:
            year, _, _ = date_parts(token.figure)
            if year:
                return year
    return 0


def context_score(
    before: Sequence[str], behind: Sequence[str], text: Tokens, start: int, end: int
) -> float:
    """Say how much a place of a text looks like the blank of a stem.

    Args:
        before: Keys of what stands before the blank.
        behind: Keys of what stands behind it.
        text: The other text.
        start: Index of the place's first token there.
        end: Index past its last.

    Returns:
        0 to 1; 1 where all words of the stem stand around the place in their order. A place that
        speaks of another year than the stem has at most a half.
    """
    left, left_weight = _side(before[::-1], text.keys[:start][::-1])
    right, right_weight = _side(behind, text.keys[end:])
    weight = left_weight + right_weight
    score = (left * left_weight + right * right_weight) / weight if weight else 0.0
    touches = (before and start and before[-1] == text.keys[start - 1]) or (
        behind and end < len(text) and behind[0] == text.keys[end]
    )
    year, stated = _last_year(before), year_before(text, start)
    if year and stated and year != stated:
        score /= 2
    return score if touches else score * _APART


def _last_year(keys: Sequence[str]) -> int:
    for key in reversed(keys):
        if key.startswith(_DATE):
            year = int(key.removeprefix(_DATE)) // 10000
            if year:
                return year
    return 0


def _side(wanted: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Compare what stands on one side, the nearest token first; and say how much that tells."""
    if not wanted:
        return 0.0, 0.0
    near = wanted[:NEAR]
    close = LCSseq.similarity(near, found[: NEAR + 2]) / len(near)
    reach = _STRETCH * len(wanted) + _SLACK
    wide = LCSseq.similarity(wanted, found[:reach]) / len(wanted)
    score = _NEAR_WEIGHT * close + (1 - _NEAR_WEIGHT) * wide
    return score, float(len(near) + (len(wanted) - len(near)) / 4)
