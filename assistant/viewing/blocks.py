"""A revision's text as blocks: headings, paragraphs, tables and footnotes with their offsets.

The blocks together hold every character of the text once and in order, but for the line ends
between them. What is long is cut into parts, so that a window on a book stays small.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.viewing.schema import OutlineEntry, SourceBlock, SourceCell, SourceRow
from assistant.viewing.tables import Key, Merging, merge_cells
from ingest.schema import (
    CELL_SEPARATOR,
    BlockKind,
    CleanText,
    Origin,
    Passage,
    Section,
    TableRow,
)

# Code points of a part; a screen holds about a thousand.
PART = 3000
# A part ends behind one of these rather than within a sentence.
SENTENCE_END = re.compile(r"[。！？；.!?;]")
OUTLINE = 500
LINE_TYPES = frozenset({"text/plain", "text/markdown"})
GRID_CELL = re.compile(r"行(\d+)列(\d+)")


class Stretch(NamedTuple):
    """What stands of a citation in one paragraph or cell and on one page."""

    page: int
    pieces: tuple[tuple[int, int], ...]
    """Offsets of what stands in the original without a break, in order."""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Offset just past the last character."""
        return self.pieces[-1][1]


class _Part(NamedTuple):
    """Where a block begins and ends, and of which passage it is."""

    start: int
    end: int
    passage: Passage
    rows: Sequence[TableRow] = ()
    """Its data rows."""

    page: int | None = None
    """The page that begins with it."""


class _Line(NamedTuple):
    """A line of a table."""

    start: int
    end: int
    cells: tuple[str, ...]


class SourceText:
    """A revision's text; a block is made when it is asked for.

    Args:
        clean: The text with its passages.
        sections: Its headings.
        media_type: Of the original; says what a paragraph is called there.
    """

    def __init__(self, clean: CleanText, sections: Sequence[Section], media_type: str) -> None:
        self.text = clean.text
        self._clean = clean
        self._sections = sections
        self._counts_lines = media_type in LINE_TYPES
        self._run_starts = [run.start for run in clean.runs]
        self._levels = _heading_levels(clean.passages, sections)
        self._parts = list(self._begin_pages(_cut(clean)))
        self._starts = [part.start for part in self._parts]
        self._ends = [part.end for part in self._parts]

    def window(self, start: int, end: int) -> tuple[SourceBlock, ...]:
        """Return the blocks that have a character between two offsets."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return tuple(map(self._block, self._parts[first:last]))

    def outline(self) -> tuple[OutlineEntry, ...]:
        """Return the headings in reading order; the upper ones where there are too many."""
        upper = sorted(self._sections, key=lambda section: section.level)[:OUTLINE]
        return tuple(
            OutlineEntry(heading=each.heading, level=each.level, start=each.start)
            for each in sorted(upper, key=lambda section: section.start)
        )

    def place(self, offset: int) -> str:
        """Return where a character stands in the original, in Chinese."""
        origin = self._origin(offset)
        if origin is None:
            return ""
        if origin.page is not None:
            return f"第{origin.page}页"
        paragraph = f"第{origin.paragraph}{'行' if self._counts_lines else '段'}"
        if origin.cell is None:
            return paragraph
        if grid := GRID_CELL.fullmatch(origin.cell):
            return f"{paragraph}，表格第{grid[1]}行第{grid[2]}列"
        sheet, _, cell = origin.cell.rpartition("!")
        return f"工作表“{sheet}”{cell}" if sheet else f"单元格{cell}"

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield what stands between two offsets, cell by cell and page by page.

        What is on no page is left out.
        """
        for block in self.window(start, end):
            bounds = [(block.start, block.end)]
            if block.kind is BlockKind.TABLE:
                # A later part only repeats the headers.
                rows = block.rows if block.is_continued else (*block.headers, *block.rows)
                bounds = [(cell.start, cell.end) for row in rows for cell in row.cells]
            for left, right in bounds:
                yield from self._by_page(max(start, left), min(end, right))

    def page_text(self, page: int) -> str:
        """Return everything that stands on a page."""
        ends = [*self._run_starts[1:], len(self.text)]
        return "".join(
            self.text[run.start : end]
            for run, end in zip(self._clean.runs, ends, strict=True)
            if run.origin.page == page
        )

    # --- Inside -----------------------------------------------------------------------------

    def _by_page(self, start: int, end: int) -> Iterator[Stretch]:
        pieces: list[tuple[int, int]] = []
        while start < end:
            run = bisect_right(self._run_starts, start)
            stop = min(end, self._run_starts[run]) if run < len(self._run_starts) else end
            pieces.append((start, stop))
            page = self._page(start)
            if page is not None and (stop == end or self._page(stop) != page):
                yield Stretch(page, tuple(pieces))
                pieces = []
            start = stop

    def _origin(self, offset: int) -> Origin | None:
        """Return where the stretch begins that holds a character."""
        run = bisect_right(self._run_starts, offset) - 1
        return self._clean.runs[run].origin if run >= 0 else None

    def _key(self, start: int, end: int) -> Key:
        """Return what two cells have in common if they are one cell of the original."""
        run = bisect_right(self._run_starts, start) - 1
        if start == end or run < 0:
            return None
        origin = self._clean.runs[run].origin
        moved = origin.offset + start - self._run_starts[run]
        return origin.page, origin.paragraph, origin.cell, moved, self.text[start:end]

    def _page(self, offset: int) -> int | None:
        origin = self._origin(offset)
        return origin.page if origin else None

    def _begin_pages(self, parts: Iterator[_Part]) -> Iterator[_Part]:
        """Tell each page by the first block that begins on it."""
        before = None
        for part in parts:
            page = self._page(part.start)
            yield part._replace(page=page) if page != before else part
            # A table may reach over several pages, and its rows tell so.
            before = self._page(part.rows[-1].start) if part.rows else page

    def _block(self, part: _Part) -> SourceBlock:
        passage = part.passage
        block = SourceBlock(
            kind=passage.kind,
            start=part.start,
            end=part.end,
            text=self.text[part.start : part.end],
            is_continued=part.start > passage.start,
            page=part.page,
            place=self.place(part.start),
        )
        if passage.kind is BlockKind.TABLE:
            return block.model_copy(update=self._table(part))
        level = self._levels.get(passage.start, 0)
        if level and passage.kind is not BlockKind.FOOTNOTE:
            return block.model_copy(update={"kind": BlockKind.HEADING, "level": level})
        return block

    def _table(self, part: _Part) -> dict[str, object]:
        passage = part.passage
        head = passage.rows[0].start - 1 if passage.rows else passage.end
        headers = list(_header_lines(self.text, passage.start, head))
        rows = [_row_line(self.text, row) for row in part.rows]
        width = max((len(line.cells) for line in (*headers, *rows)), default=0)
        return {
            "caption": passage.caption,
            "headers": self._rows(headers, width, are_headers=True),
            "rows": self._rows(rows, width, page=self._page(part.start)),
        }

    def _rows(
        self,
        lines: Sequence[_Line],
        width: int,
        *,
        are_headers: bool = False,
        page: int | None = None,
    ) -> tuple[SourceRow, ...]:
        """Return table lines as rows; `page` is the one that the first of them stands on."""
        bounds = [list(_cell_bounds(line)) for line in lines]
        places = [[self._key(*bound) for bound in row] for row in bounds]
        spans = merge_cells(places, width, fill=are_headers)
        rows: list[SourceRow] = []
        for line, row, merged in zip(lines, bounds, spans, strict=True):
            here = self._page(line.start)
            rows.append(
                SourceRow(
                    start=line.start,
                    end=line.end,
                    cells=tuple(map(_cell, line.cells, row, merged)),
                    page=here if here != page and not are_headers else None,
                    place=self.place(line.start),
                )
            )
            page = here
        return tuple(rows)


def _cell(text: str, bounds: tuple[int, int], merging: Merging) -> SourceCell:
    return SourceCell(
        text=text,
        start=bounds[0],
        end=bounds[1],
        row_span=merging.row_span,
        column_span=merging.column_span,
    )


# --- Cutting ------------------------------------------------------------------------------


def _cut(clean: CleanText) -> Iterator[_Part]:
    for passage in clean.passages:
        if passage.rows:
            yield from _cut_table(passage)
        elif passage.kind is BlockKind.TABLE:
            yield _Part(passage.start, passage.end, passage)
        else:
            yield from _cut_paragraph(passage, clean.text)


def _cut_table(passage: Passage) -> Iterator[_Part]:
    """Yield as many rows at a time as a part holds, the headers with the first of them."""
    start, first = passage.start, 0
    for number, row in enumerate(passage.rows):
        is_last = number + 1 == len(passage.rows)
        if is_last or passage.rows[number + 1].end - start > PART:
            end = passage.end if is_last else row.end
            yield _Part(start, end, passage, passage.rows[first : number + 1])
            start, first = row.end + 1, number + 1


def _cut_paragraph(passage: Passage, text: str) -> Iterator[_Part]:
    start = passage.start
    while passage.end - start > PART:
        ends = [found.end() for found in SENTENCE_END.finditer(text, start, start + PART)]
        end = ends[-1] if ends else start + PART
        yield _Part(start, end, passage)
        start = end
    yield _Part(start, passage.end, passage)


# --- Tables and headings ------------------------------------------------------------------


def _header_lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """Yield what stands above the data rows: titles and header lines."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield _Line(start, stop, tuple(text[start:stop].split(CELL_SEPARATOR)))
        start = stop + 1


def _row_line(text: str, row: TableRow) -> _Line:
    written = text[row.start : row.end]
    # A cell may hold what else parts cells, so the row's own cells are asked first.
    is_whole = CELL_SEPARATOR.join(row.cells) == written
    return _Line(
        row.start, row.end, row.cells if is_whole else tuple(written.split(CELL_SEPARATOR))
    )


def _cell_bounds(line: _Line) -> Iterator[tuple[int, int]]:
    start = line.start
    for cell in line.cells:
        yield start, start + len(cell)
        start += len(cell) + len(CELL_SEPARATOR)


def _heading_levels(passages: Sequence[Passage], sections: Sequence[Section]) -> dict[int, int]:
    """Return the levels of the passages that are headings, by their starts.

    An article's number at the beginning of its text makes that text no heading.
    """
    levels = {
        passage.start: passage.level or 1
        for passage in passages
        if passage.kind is BlockKind.HEADING
    }
    starts = [passage.start for passage in passages]
    for section in sections:
        first = bisect_left(starts, section.start)
        for passage in passages[first:]:
            if passage.end > section.body_start:
                break
            levels[passage.start] = section.level
    return levels
