"""Say how two revisions of a document differ, section by section, article by article.

Both texts are cut where their sections begin. Parts that read the same are found first, as a
long list of them that stands in both in one order; between them, the parts that are most alike
are taken for one part that changed, and the rest was removed or added.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from ingest.library import Library, RevisionInfo
from ingest.schema import Document, Record, Section
from ingest.tokenizing import word_borders

# Parts are one that changed when this share of their characters stands in both in order; unlike
# articles of one law share about 0.3.
SAME_PART = 0.5
# Among equals, the part that kept its number.
SAME_NUMBER_BONUS = 0.05
# Below this, what is alike is chance: the words are told as all removed and all added.
SAME_WORDS = 0.35

# What is compared each with each takes a bit or a moment per pair: bounds of the pairs, so that two
# books without a common line cost seconds and 50 MB, and are told more coarsely.
MOST_ITEM_PAIRS = 400_000_000
MOST_PART_PAIRS = 1_000_000
MOST_CHARACTER_PAIRS = 100_000_000_000
# A part that moved is told as moved from this length on; shorter ones read alike by chance.
SHORTEST_MOVED = 10


class ChangeKind(StrEnum):
    """What became of one part of a text."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    MOVED = "moved"


class PieceKind(StrEnum):
    """Where a piece of a changed part stands."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(Record):
    """A stretch of a changed part: in both texts, only in the old one, or only in the new one."""

    kind: PieceKind
    text: str


class ComparedPart(Record):
    """A part of one revision's text: a heading with what stands under it, subsections excluded."""

    path: tuple[str, ...]
    """Headings from the top down; empty before the first one."""

    start: int
    """Offset in `Revision.text`, in code points."""

    end: int
    """Offset just past the last character."""

    text: str


class Change(Record):
    """One part that is not the same in both revisions."""

    kind: ChangeKind
    old: ComparedPart | None = None
    """Where it stood; none when it was added."""

    new: ComparedPart | None = None
    """Where it stands; none when it was removed."""

    pieces: tuple[Piece, ...] = ()
    """For a changed part: same and removed pieces make the old text, same and added the new."""


class RevisionDifference(Record):
    """How a document changed from one revision to another."""

    document: str
    """The source file's name."""

    document_id: str
    title: str
    old_revision_id: str
    old_number: int
    old_ingested_at: str
    new_revision_id: str
    new_number: int
    new_ingested_at: str

    changes: tuple[Change, ...]
    """In the order of the new text, what was removed where it stood."""

    unchanged: int
    """How many parts are the same."""


def compare_revisions(
    library: Library, document: Document, old: RevisionInfo, new: RevisionInfo
) -> RevisionDifference:
    """Return how a document changed from one of its revisions to another.

    Raises:
        NotFoundError: a revision has been deleted since.
    """
    changes, unchanged = compare_texts(
        library.get_revision(old.id).text,
        library.sections(old.id),
        library.get_revision(new.id).text,
        library.sections(new.id),
    )
    return RevisionDifference(
        document=document.file,
        document_id=document.id,
        title=document.metadata.title,
        old_revision_id=old.id,
        old_number=old.number,
        old_ingested_at=old.ingested_at,
        new_revision_id=new.id,
        new_number=new.number,
        new_ingested_at=new.ingested_at,
        changes=changes,
        unchanged=unchanged,
    )


def compare_texts(
    old_text: str, old_sections: Sequence[Section], new_text: str, new_sections: Sequence[Section]
) -> tuple[tuple[Change, ...], int]:
    """Return the parts that differ, in the order of the new text, and how many are the same.

    A text without sections is compared line by line. Blanks make no difference.
    """
    old = _split(old_text, old_sections)
    new = _split(new_text, new_sections)
    pairs = _pair(old, new)
    changes = []
    unchanged = 0
    for before, after in _in_reading_order(pairs, old, new):
        change = _describe(before, after, is_moved=(before, after) in pairs.moved)
        if change is None:
            unchanged += 1
        else:
            changes.append(change)
    return tuple(changes), unchanged


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of two texts, word by word; same pieces are never next to each other.

    >>> [(piece.kind.value, piece.text) for piece in diff_words("每月800元。", "每月950元。")]
    [('same', '每月'), ('removed', '800'), ('added', '950'), ('same', '元。')]
    """
    is_short = len(old) * len(new) <= MOST_CHARACTER_PAIRS
    if is_short and Indel.normalized_similarity(old, new) < SAME_WORDS:
        return _merge([(PieceKind.REMOVED, old), (PieceKind.ADDED, new)])
    return _merge(_compare_lines(old, new))


# --- Parts --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A stretch of a text from one heading to the next."""

    place: ComparedPart
    number: str
    body: str
    """What it says, without its number and blanks."""


@dataclass(frozen=True)
class _Pairs:
    """Which part of the old text became which of the new one."""

    kept: dict[int, int]
    """By the old part's index; in the order of both texts, or of one number."""

    moved_to: dict[int, int]
    moved: set[tuple[_Part | None, _Part | None]]


def _split(text: str, sections: Sequence[Section]) -> list[_Part]:
    starts = [section.start for section in sections]
    borders = [*starts, len(text)]
    parts = [
        _part(text, section.start, end, section.path, section.number)
        for section, end in zip(sections, borders[1:], strict=True)
    ]
    offset = 0
    head = []
    for line in text[: borders[0]].splitlines(keepends=True):
        head.append(_part(text, offset, offset + len(line), (), ""))
        offset += len(line)
    return [part for part in (*head, *parts) if part.body or part.number]


def _part(text: str, start: int, end: int, path: tuple[str, ...], number: str) -> _Part:
    while end > start and text[end - 1].isspace():
        end -= 1
    content = text[start:end]
    return _Part(
        place=ComparedPart(path=path, start=start, end=end, text=content),
        number="".join(number.split()),
        body="".join(content.removeprefix(number).split()),
    )


def _pair(old: Sequence[_Part], new: Sequence[_Part]) -> _Pairs:
    equal = _equal_pairs([part.body for part in old], [part.body for part in new])
    kept = dict(equal)
    moved_to = _moved(old, new, kept)
    has_moved_here = set(moved_to.values())
    for before, after in _gaps(equal, len(old), len(new)):
        left = [index for index in before if index not in moved_to]
        right = [index for index in after if index not in has_moved_here]
        pairs = _pair_gap([old[index] for index in left], [new[index] for index in right])
        kept.update((left[one], right[other]) for one, other in pairs.items())
    moved: set[tuple[_Part | None, _Part | None]] = {(old[i], new[j]) for i, j in moved_to.items()}
    return _Pairs(kept, moved_to, moved)


def _moved(old: Sequence[_Part], new: Sequence[_Part], kept: dict[int, int]) -> dict[int, int]:
    """Return parts that read alike but stand in another order, by the old one's index."""
    taken = set(kept.values())
    where: dict[str, list[int]] = {}
    for index in reversed(range(len(new))):
        if index not in taken and len(new[index].body) >= SHORTEST_MOVED:
            where.setdefault(new[index].body, []).append(index)
    return {
        index: where[part.body].pop()
        for index, part in enumerate(old)
        if index not in kept and where.get(part.body)
    }


def _pair_gap(old: Sequence[_Part], new: Sequence[_Part]) -> dict[int, int]:
    """Return which parts became which, where none are equal: those alike, else of one number."""
    characters = [sum(len(part.body) for part in side) for side in (old, new)]
    can_compare = (
        0 < len(old) * len(new) <= MOST_PART_PAIRS
        and characters[0] * characters[1] <= MOST_CHARACTER_PAIRS
    )
    pairs = dict(_most_alike(old, new)) if can_compare else {}
    taken = set(pairs.values())
    free = {
        new[index].number: index
        for index in reversed(range(len(new)))
        if index not in taken and new[index].number
    }
    for index, part in enumerate(old):
        if index not in pairs and part.number in free:
            pairs[index] = free.pop(part.number)
    return pairs


def _most_alike(old: Sequence[_Part], new: Sequence[_Part]) -> Iterator[tuple[int, int]]:
    """Yield the pairs, in the order of both, whose likenesses have the largest sum."""
    alike = process.cdist(
        [part.body for part in old],
        [part.body for part in new],
        scorer=Indel.normalized_similarity,
        score_cutoff=SAME_PART,
        dtype=np.float32,
    )
    numbers = [np.array([part.number for part in side]) for side in (old, new)]
    has_same_number = (numbers[0][:, None] == numbers[1][None, :]) & (numbers[0] != "")[:, None]
    alike[has_same_number & (alike > 0)] += SAME_NUMBER_BONUS
    best = np.zeros((len(old) + 1, len(new) + 1))
    for row in range(len(old)):
        # Either the pair is taken, or one of the two is left out.
        taken = np.maximum(best[row, :-1] + alike[row], best[row, 1:])
        best[row + 1, 1:] = np.maximum.accumulate(taken)
    row, column = len(old), len(new)
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            yield row, column


def _in_reading_order(
    pairs: _Pairs, old: Sequence[_Part], new: Sequence[_Part]
) -> Iterator[tuple[_Part | None, _Part | None]]:
    """Yield every part of both texts once, what was removed behind what stood before it."""
    came_from = {after: before for before, after in (*pairs.kept.items(), *pairs.moved_to.items())}
    removed_behind: dict[int, list[int]] = {}
    last = -1
    for index in range(len(old)):
        if index in pairs.kept:
            last = pairs.kept[index]
        elif index not in pairs.moved_to:
            removed_behind.setdefault(last, []).append(index)
    for index in range(-1, len(new)):
        if index >= 0:
            yield old[came_from[index]] if index in came_from else None, new[index]
        for gone in removed_behind.get(index, ()):
            yield old[gone], None


def _describe(old: _Part | None, new: _Part | None, *, is_moved: bool) -> Change | None:
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        return Change(kind=kind, old=old and old.place, new=new and new.place)
    if is_moved:
        return Change(kind=ChangeKind.MOVED, old=old.place, new=new.place)
    if old.body != new.body:
        pieces = diff_words(old.place.text, new.place.text)
        return Change(kind=ChangeKind.CHANGED, old=old.place, new=new.place, pieces=pieces)
    if old.number != new.number:
        return Change(kind=ChangeKind.RENUMBERED, old=old.place, new=new.place)
    return None


# --- Lists --------------------------------------------------------------------------------------


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of equal items that stand in both lists in one order.

    First come those that stand once in each, which keeps the rest short; between them, the longest
    list there is, where a stretch is not beyond the bound.
    """
    pairs = _unique_pairs(old, new)
    for before, after in list(_gaps(pairs, len(old), len(new))):
        if not 0 < len(before) * len(after) <= MOST_ITEM_PAIRS:
            continue
        one, other = (old[before.start : before.stop], new[after.start : after.stop])
        for code in Indel.opcodes(one, other):
            if code.tag == "equal":
                pairs.extend(
                    zip(
                        before[code.src_start : code.src_end],
                        after[code.dest_start : code.dest_end],
                        strict=True,
                    )
                )
    return sorted(pairs)


def _unique_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest list, in the order of both, of items that stand once in each.

    References:
        Fredman (1975), "On computing the length of longest increasing subsequences", Discrete
        Mathematics 11(1). https://doi.org/10.1016/0012-365X(75)90103-X
    """
    often, often_new = Counter(old), Counter(new)
    where = {item: index for index, item in enumerate(new) if often_new[item] == 1}
    common = [
        (index, where[item]) for index, item in enumerate(old) if often[item] == 1 and item in where
    ]
    # The smallest last position that a list of each length can have, and what stands before it.
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, position) in enumerate(common):
        length = bisect_left(lasts, position)
        before.append(ends[length - 1] if length else -1)
        lasts[length : length + 1] = [position]
        ends[length : length + 1] = [number]
    chain = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(common[number])
        number = before[number]
    return chain[::-1]


def _gaps(
    pairs: Sequence[tuple[int, int]], old_length: int, new_length: int
) -> Iterator[tuple[range, range]]:
    """Yield what lies between pairs, at least one of the two stretches not empty."""
    first = from_ = 0
    for last, to in (*pairs, (old_length, new_length)):
        if last > first or to > from_:
            yield range(first, last), range(from_, to)
        first, from_ = last + 1, to + 1


# --- Words --------------------------------------------------------------------------------------


def _compare_lines(old: str, new: str) -> Iterator[tuple[PieceKind, str]]:
    """Yield the pieces of two texts; lines that changed are compared word by word."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pairs = _equal_pairs(before, after)
    first = from_ = 0
    for last, to in (*pairs, (len(before), len(after))):
        yield from _compare_words("".join(before[first:last]), "".join(after[from_:to]))
        if last < len(before):
            yield PieceKind.SAME, before[last]
        first, from_ = last + 1, to + 1


def _compare_words(old: str, new: str) -> Iterator[tuple[PieceKind, str]]:
    before, after = _words(old), _words(new)
    if len(before) * len(after) > MOST_ITEM_PAIRS:
        yield PieceKind.REMOVED, old
        yield PieceKind.ADDED, new
        return
    for code in Indel.opcodes(before, after):
        removed = "".join(before[code.src_start : code.src_end])
        if code.tag == "equal":
            yield PieceKind.SAME, removed
        else:
            yield PieceKind.REMOVED, removed
            yield PieceKind.ADDED, "".join(after[code.dest_start : code.dest_end])


def _merge(pieces: Iterable[tuple[PieceKind, str]]) -> tuple[Piece, ...]:
    """Join neighbours, each removed piece before the one added in its place.

    A single character that stands in both between two changes says nothing, and goes with them.
    """
    merged: list[Piece] = []
    removed = added = same = ""

    def flush() -> None:
        nonlocal removed, added
        if removed:
            merged.append(Piece(kind=PieceKind.REMOVED, text=removed))
        if added:
            merged.append(Piece(kind=PieceKind.ADDED, text=added))
        removed = added = ""

    for kind, text in pieces:
        if kind is PieceKind.SAME:
            same += text
            continue
        if not text:
            continue
        if len(same) > 1 or not (removed or added):
            flush()
            if same:
                merged.append(Piece(kind=PieceKind.SAME, text=same))
        else:
            removed, added = removed + same, added + same
        same = ""
        if kind is PieceKind.REMOVED:
            removed += text
        else:
            added += text
    flush()
    if same:
        merged.append(Piece(kind=PieceKind.SAME, text=same))
    return tuple(merged)


def _words(text: str) -> list[str]:
    borders = [0, *word_borders(text), len(text)]
    return [text[first:last] for first, last in pairwise(borders)]
