"""Find what a page carries besides its text: page numbers, running heads, tables of contents."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.cleaning.lines import NUMBERED, Line, ends_sentence
from ingest.schema import BlockKind

DASHES = r"[-—–－_·•~\s]*"
PAGE_NUMBER = re.compile(
    rf"{DASHES}第\s*\d+\s*页\s*(?:[，,、/／]?\s*共\s*\d+\s*页)?{DASHES}"
    rf"|[-—–－·•]{DASHES}(?:\d{{1,4}}|[ivxlcIVXLC]{{1,6}}){DASHES}[-—–－·•]{DASHES}"
    r"|Page\s+\d+(?:\s+of\s+\d+)?|\d{1,4}\s*[/／]\s*\d{1,4}",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,6}")
PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)|[\[【（(](?:图片|插图|image)[\]】）)]", re.IGNORECASE)

CONTENTS = re.compile(r"[|\s#]*(?:目\s*[录次]|CONTENTS?)[|\s]*", re.IGNORECASE)
LEADER_ENTRY = re.compile(
    r".*\S\s*(?:[.．…·]{3,}|(?:[.…·]\s){3,}|\t|\s[/／])\s*[-—(（]?\d{1,4}[)）]?"
)
BLANK_ENTRY = re.compile(r".*\S\s+\d{1,4}")
DOTTED_ENTRY = re.compile(r".*\S\s*(?:[.．…·]{3,}|(?:[.…·]\s){3,})\s*[-—(（]?\d{1,4}[)）]?")
# An entry that a page break cut in two, or whose page was lost, may stand between two others.
CONTENTS_GAP = 2
LONGEST_ENTRY = 80
FEWEST_ENTRIES = 3

# A line this long is running text.
RUNNING_LENGTH = 24

# A line that stands at the same edge of this many pages is a running head or foot.
FEWEST_PAGES = 3
EDGE_LINES = 2
TITLE_LINES = 4
SHORTEST_TITLE = 4


def drop_furniture(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the lines that belong to the text, and how many were left out."""
    dropped = {
        index
        for index, line in enumerate(lines)
        if line.kind is not BlockKind.TABLE
        and (not line.text.text or PICTURE.fullmatch(line.text.text))
    }
    dropped |= _contents(lines)
    dropped |= _page_edges(lines) if any(line.place.page for line in lines) else set()
    dropped |= _page_numbers(lines)
    return [line for index, line in enumerate(lines) if index not in dropped], len(dropped)


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Indexes of page numbers that stand as a line of their own."""
    found: set[int] = set()
    paged = any(line.place.page for line in lines)
    for index, line in enumerate(lines):
        text = line.text.text
        if len(text) > 24 or line.kind is BlockKind.TABLE or not text:
            continue
        if PAGE_NUMBER.fullmatch(text) or (
            not paged and BARE_NUMBER.fullmatch(text) and _is_isolated(lines, index)
        ):
            found.add(index)
    return found | (set() if paged else _heads_beside(lines, found))


def _heads_beside(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Indexes of running heads in a file without pages: one line beside several page numbers."""
    beside: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for index in (number - 1, number + 1):
            if 0 <= index < len(lines) and index not in numbers:
                beside[lines[index].text.text].append(index)
    return {
        index
        for text, indexes in beside.items()
        if len(indexes) > 1 and len(text) <= LONGEST_ENTRY and not ends_sentence(text)
        for index in indexes
    }


def _is_isolated(lines: Sequence[Line], index: int) -> bool:
    """Whether a bare number stands alone in running text.

    Numbers below each other or among short lines are a table whose layout was lost.
    """
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    beside = [line for line in (before, after) if line]
    if (before and lines[index].follows(before)) or (after and after.follows(lines[index])):
        return False
    return not any(BARE_NUMBER.fullmatch(line.text.text) for line in beside) and any(
        len(line.text.text) >= RUNNING_LENGTH for line in beside
    )


def _page_edges(lines: Sequence[Line]) -> set[int]:
    """Indexes of running heads and feet: the same line, figures aside, at one edge of pages.

    The first running head stays where the title it repeats stands nowhere else.
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.text.text and line.place.page:
            pages[line.place.page].append(index)
    found = _repeated_titles(lines, pages)
    for edge in ("head", "foot"):
        places: dict[str, list[int]] = defaultdict(list)
        for indexes in pages.values():
            for index in indexes[:EDGE_LINES] if edge == "head" else indexes[-EDGE_LINES:]:
                places[_shape(lines[index].text.text)].append(index)
        for shape, indexes in places.items():
            if len(indexes) < FEWEST_PAGES:
                continue
            same = len({lines[index].text.text for index in indexes}) == 1
            if same and edge == "head" and shape.strip("#"):
                elsewhere = Counter(_shape(line.text.text) for line in lines)[shape] - len(indexes)
                found.update(indexes if elsewhere > 0 else indexes[1:])
            elif same or _counts_up(lines, indexes):
                found.update(indexes)
    return found | _edge_numbers(lines, pages)


def _repeated_titles(lines: Sequence[Line], pages: dict[int, list[int]]) -> set[int]:
    """Indexes of lines at the edges of later pages that repeat the title on the first."""
    first, *later = list(pages.values()) or [[]]
    title = "".join(lines[index].text.text for index in first[:TITLE_LINES])
    title = re.sub(r"\s", "", title)
    return {
        index
        for indexes in later
        for index in (indexes[0], indexes[-1])
        if len(lines[index].text.text) >= SHORTEST_TITLE
        and lines[index].kind is not BlockKind.TABLE
        and re.sub(r"\s", "", lines[index].text.text) in title
    }


def _edge_numbers(lines: Sequence[Line], pages: dict[int, list[int]]) -> set[int]:
    """Indexes of bare numbers at the edges of pages that run along with the pages."""
    numbers = [
        (index, page)
        for page, indexes in pages.items()
        for index in {indexes[0], indexes[-1]}
        if BARE_NUMBER.fullmatch(lines[index].text.text)
    ]
    distances = Counter(
        int(lines[index].text.text) - page
        for index, page in numbers
        if lines[index].text.text.isdigit()
    )
    return {
        index
        for index, page in numbers
        if not lines[index].text.text.isdigit()
        or len(pages) == 1
        or distances[int(lines[index].text.text) - page] > 1
    }


def _shape(text: str) -> str:
    """A line without its figures and blanks."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _counts_up(lines: Sequence[Line], indexes: Sequence[int]) -> bool:
    """Whether the figures in lines of one shape run along with the pages."""
    figures = [
        [int(figure) for figure in re.findall(r"\d{1,6}", lines[index].text.text)]
        for index in indexes
    ]
    columns = list(zip(*figures, strict=False))
    pages = [lines[index].place.page or 0 for index in indexes]
    return any(
        len({figure - page for figure, page in zip(column, pages, strict=True)}) == 1
        for column in columns
    )


def _contents(lines: Sequence[Line]) -> set[int]:
    """Indexes of the lines of tables of contents, their headings included."""
    found: set[int] = set()
    shapes = [re.sub(r"\W+", "", line.text.text) for line in lines]
    last_place = {shape: index for index, shape in enumerate(shapes)}
    index = 0
    while index < len(lines):
        is_heading = bool(CONTENTS.fullmatch(lines[index].text.text))
        start = index + is_heading
        end = _contents_end(lines, shapes, last_place, start, has_heading=is_heading)
        entries = range(start, end)
        if len(entries) >= (1 if is_heading else FEWEST_ENTRIES + 1):
            found.update(range(index, end))
            index = end
        else:
            index += 1
    return found


def _contents_end(
    lines: Sequence[Line],
    shapes: Sequence[str],
    last_place: dict[str, int],
    start: int,
    *,
    has_heading: bool,
) -> int:
    """Index just past the entries that begin at `start`."""
    end = index = start
    while index < len(lines) and index - end <= (CONTENTS_GAP if has_heading else 0):
        text = lines[index].text.text
        if lines[index].kind is BlockKind.TABLE or len(text) > LONGEST_ENTRY:
            break
        repeated = last_place[shapes[index]] > index and not ends_sentence(text)
        # Without a heading only dots tell an entry from a name and its figure.
        is_entry = (
            LEADER_ENTRY.fullmatch(text) or BLANK_ENTRY.fullmatch(text) or repeated
            if has_heading
            else DOTTED_ENTRY.fullmatch(text)
        )
        if is_entry and not (text.count("\t") > 1):
            end = index + 1
        elif (
            has_heading
            and end > start
            and NUMBERED.match(text)
            and last_place[shapes[index]] == index
            and not re.search(r"\d$", text)
        ):
            break
        index += 1
    return end
