"""Where evidence stands in a later revision, and how what it says has changed there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Indel

from assistant.quiz.schema import Evidence
from assistant.quiz.sources import Source
from ingest.numerals import quantities
from ingest.tokenizing import fold

# A statement became another one, rather than went, when this share of their characters stands in
# both in order; figures do not count.
SAME_STATEMENT = 0.8

_NUMBERING = re.compile(r"^[第（(]?[一二三四五六七八九十\d.．]+[章节条部分篇）)、.．\s]*")
_FIGURE = "□"


@dataclass(frozen=True)
class Statement:
    """A sentence or a table row, with what it takes its meaning from."""

    start: int
    end: int
    text: str
    """Without blanks."""

    under: str
    """Of a row: caption and headers."""


@dataclass(frozen=True)
class Followed:
    """What became of evidence."""

    evidence: Evidence | None = None
    """Where it stands now; None where what it says is not said any more."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Statements that read otherwise now: before, and after; empty where all read the same."""

    is_elsewhere: bool = False
    """Whether it stands under another heading now, which may say of whom or when it speaks."""


class Reading:
    """A source cut into statements, to be compared with another state of it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.statements = sorted(_statements(source), key=lambda each: (each.start, each.end))

    @cached_property
    def places(self) -> dict[tuple[str, str], list[int]]:
        """Where each statement stands, as indexes."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, each in enumerate(self.statements):
            found[each.under, each.text].append(index)
        return found

    @cached_property
    def masked(self) -> list[str]:
        """Every statement without its figures."""
        return [_masked(each.text) for each in self.statements]

    def touched(self, start: int, end: int) -> list[int]:
        """Return the indexes of the statements that a slice touches."""
        return [
            index
            for index, each in enumerate(self.statements)
            if each.start < end and start < each.end
        ]


def follow(evidence: Evidence, before: Reading, after: Reading) -> Followed:
    """Return where evidence stands in a later state of its source.

    Whole sentences are compared, also where evidence is a part of one: "不再" in front of it makes
    it false.
    """
    old = before.touched(evidence.start, evidence.end)
    if not old:
        return Followed()
    if found := _find_run(old, before, after):
        first = _count(before, old[0], evidence.start)
        last = _count(before, old[-1], evidence.end)
        start = _written(after, found[0])[first]
        end = _written(after, found[-1])[last - 1] + 1
        moved = after.source.evidence(start, end)
        return Followed(moved, is_elsewhere=_heading(moved) != _heading(evidence))
    new = [_nearest(before, index, after) for index in old]
    known = [index for index in new if index is not None]
    if len(known) < len(new):
        return Followed()
    moved = after.source.evidence(
        min(after.statements[index].start for index in known),
        max(after.statements[index].end for index in known),
    )
    pairs = tuple(
        (_shown(before, one), _shown(after, other))
        for one, other in zip(old, known, strict=True)
        if before.statements[one].text != after.statements[other].text
    )
    return Followed(moved, pairs, is_elsewhere=_heading(moved) != _heading(evidence))


def _statements(source: Source) -> Iterator[Statement]:
    for sentence in source.sentences:
        text = _compact(source.text[sentence.start : sentence.end])
        yield Statement(sentence.start, sentence.end, text, "")
    for passage, row in source.rows:
        under = _compact("|".join((passage.caption, *row.headers)))
        yield Statement(row.start, row.end, _compact(source.text[row.start : row.end]), under)


def _find_run(old: Sequence[int], before: Reading, after: Reading) -> list[int]:
    """Return the indexes of the same statements one after the other; empty where there are none.

    Of several the one under the same heading counts, then the nearest.
    """
    wanted = [(before.statements[i].under, before.statements[i].text) for i in old]
    heading = before.source.section_path(before.statements[old[0]].start)
    runs = []
    for first in after.places.get(wanted[0], ()):
        some = after.statements[first : first + len(wanted)]
        if [(each.under, each.text) for each in some] == wanted:
            is_other = after.source.section_path(some[0].start) != heading
            runs.append((is_other, abs(first - old[0]), first))
    if not runs:
        return []
    first = min(runs)[2]
    return list(range(first, first + len(wanted)))


def _nearest(before: Reading, index: int, after: Reading) -> int | None:
    """Return the index of what a statement has become; None where nothing is like it."""
    one = before.statements[index]
    same = after.places.get((one.under, one.text))
    if same:
        return min(same, key=lambda other: abs(other - index))
    found = process.extract(
        _masked(one.text),
        after.masked,
        scorer=Indel.normalized_similarity,
        score_cutoff=SAME_STATEMENT,
        limit=10,
    )
    # Rows of one table read alike without their figures: the best, then the nearest.
    return min(
        (other for _, _, other in found if after.statements[other].under == one.under),
        key=lambda other: (
            -Indel.normalized_similarity(_masked(one.text), after.masked[other]),
            abs(other - index),
        ),
        default=None,
    )


def _count(reading: Reading, index: int, offset: int) -> int:
    """Return how many characters of a statement stand before an offset, blanks apart."""
    return sum(position < offset for position in _written(reading, index))


def _written(reading: Reading, index: int) -> list[int]:
    """Return where the characters of a statement stand that are no blanks."""
    one, text = reading.statements[index], reading.source.text
    return [at for at in range(one.start, one.end) if not text[at].isspace()]


def _heading(evidence: Evidence) -> str:
    return _compact(_NUMBERING.sub("", evidence.section[-1])) if evidence.section else ""


def _shown(reading: Reading, index: int) -> str:
    one = reading.statements[index]
    return reading.source.text[one.start : one.end]


def _compact(text: str) -> str:
    return "".join(text.split())


def _masked(text: str) -> str:
    pieces, last = [], 0
    for figure in quantities(text):
        pieces += [text[last : figure.start], _FIGURE]
        last = figure.end
    return fold("".join([*pieces, text[last:]]))
