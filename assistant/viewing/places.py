"""Where on its pages a citation stands.

The cited words are looked for among the signs of the page, without blanks and in one width. Where
they stand several times, what surrounds them decides. No mark is better than a wrong one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.viewing.blocks import SourceText, Stretch
from assistant.viewing.pages import Box, PageSigns, fold
from assistant.viewing.schema import Place
from ingest.schema import CELL_SEPARATOR

# Signs that cleaning may have taken out between two pieces of a sentence: the mark of a footnote.
GAP = 8
# Code points around a citation that tell it from others like it.
SURROUNDINGS = 400
# A text layer holds this share of a page's pairs of signs, or the text was recognized instead.
RESEMBLING = 0.5
# Nobody cites more pages at once.
MOST_PAGES = 10

# The border between two signs of one figure.
IN_NUMBER = re.compile(r"\d[\d.,]|[.,]\d")

Spans = list[tuple[int, int]]


def find_places(
    source: SourceText, start: int, end: int, read: Callable[[int], PageSigns]
) -> list[Place]:
    """Return the rectangles that hold a citation, one per line and cell.

    Args:
        source: The revision.
        start: Offset of the citation in its text.
        end: Offset just past it.
        read: Returns the signs of a page.

    Returns:
        Rectangles in reading order; none where the words are not found on the page.
    """
    pages: dict[int, list[Stretch]] = {}
    for stretch in source.stretches(start, end):
        pages.setdefault(stretch.page, []).append(stretch)
    found: dict[Place, None] = {}
    for page in list(pages)[:MOST_PAGES]:
        signs = read(page)
        for stretch in pages[page]:
            for box in _boxes(signs, locate(signs, source.text, stretch)):
                found[_place(page, box)] = None
    return list(found)


def resembles(signs: PageSigns, text: str) -> bool:
    """Return whether a text was read from the signs of a page, rather than from its picture."""
    wanted, there = (Counter(pairwise(fold(each))) for each in (text, signs.text))
    return (wanted & there).total() >= RESEMBLING * wanted.total()


def locate(signs: PageSigns, text: str, stretch: Stretch) -> Spans:
    """Return where on a page a part of a citation stands, as ranges of its signs.

    Args:
        signs: Of the page.
        text: The whole revision.
        stretch: Which part of it.
    """
    if whole := _find(signs, text, stretch.pieces):
        return whole
    # Columns or cells may be drawn line by line, so that something else stands between.
    return [span for piece in stretch.pieces for span in _find(signs, text, [piece])]


def _find(signs: PageSigns, text: str, pieces: Sequence[tuple[int, int]]) -> Spans:
    """Return the one place where pieces stand one behind the other; none where it is not sure."""
    start, end = pieces[0][0], pieces[-1][1]
    words = [folded for piece in pieces if (folded := fold(text[slice(*piece)]))]
    before = _around(text[max(0, start - SURROUNDINGS) : start])
    after = _around(text[end : end + SURROUNDINGS])
    found = [
        spans
        for spans in _candidates(signs.text, words)
        if (_is_in_number(text, start) or not _is_within_number(signs, spans[0][0]))
        and (_is_in_number(text, end) or not _is_within_number(signs, spans[-1][1]))
    ]
    if len(found) < 2:
        return found[0] if found else []
    likeness = [
        _common(before[::-1], signs.text[: spans[0][0]][::-1])
        + _common(after, signs.text[spans[-1][1] :])
        for spans in found
    ]
    best = max(likeness)
    return found[likeness.index(best)] if likeness.count(best) == 1 else []


def _candidates(signs: str, words: Sequence[str]) -> Iterator[Spans]:
    """Yield every place where the words stand in order, with no more than a gap between them."""
    start = signs.find(words[0]) if words else -1
    while start >= 0:
        spans = [(start, start + len(words[0]))]
        for word in words[1:]:
            behind = spans[-1][1]
            at = signs.find(word, behind, behind + GAP + len(word))
            if at < 0:
                break
            spans.append((at, at + len(word)))
        else:
            yield spans
        start = signs.find(words[0], start + 1)


def _around(text: str) -> str:
    return fold(text.replace(CELL_SEPARATOR, ""))


def _common(one: str, other: str) -> int:
    """Return how many signs two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_within_number(signs: PageSigns, index: int) -> bool:
    """Whether a figure runs on over the border before a sign: "12" is not in "112"."""
    return index not in signs.breaks and _is_in_number(signs.text, index)


def _is_in_number(text: str, index: int) -> bool:
    return bool(IN_NUMBER.fullmatch(text[max(0, index - 1) : index + 1]))


def _boxes(signs: PageSigns, spans: Spans) -> Iterator[Box]:
    """Yield one rectangle per line."""
    boxes: dict[int, Box] = {}
    for start, end in spans:
        for index in range(start, end):
            line, box = signs.lines[index], signs.boxes[index]
            boxes[line] = boxes[line].around(box) if line in boxes else box
    yield from boxes.values()


def _place(page: int, box: Box) -> Place:
    left, top, right, bottom = (round(edge, 5) for edge in box)
    return Place(
        page=page,
        left=left,
        top=top,
        width=round(right - left, 5),
        height=round(bottom - top, 5),
    )
