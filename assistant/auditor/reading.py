"""A draft becomes what the rules look at: sentences with their figures, and tables with cells.

Everything keeps its offset in the text that is audited, and so its place in the original.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from assistant.auditor.figures import Stated, read_figures
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.indicators.extracting.proposing import read_proposals
from assistant.indicators.schema import Proposal
from ingest.cleaning import clean
from ingest.loaders.text import LINE_END
from ingest.metadata import propose_metadata
from ingest.numerals import Quantity, quantities
from ingest.schema import (
    CELL_SEPARATOR,
    Block,
    BlockKind,
    CleanText,
    LoadedFile,
    Metadata,
    Origin,
    Passage,
    Section,
    locate,
)
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings, OcrSettings
from ingest.worker import WORKERS, Request

PLAIN_TEXT = "text/plain"
# Characters; what is longer is a list or no text at all.
LONGEST_SENTENCE = 1200

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’」』）)]*|[。！？!?]+")
_TABLE_NUMBER = re.compile(r"\s*表\s*(\d+(?:\s?[-—–.]\s?\d+)?)")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph, with its figures."""

    start: int
    """Offset in the draft's text."""

    text: str
    paragraph: int
    """Which of the draft's paragraphs it stands in."""

    @property
    def end(self) -> int:
        """Offset just past its last character."""
        return self.start + len(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its figures in order, dates among them; their offsets count in the sentence."""
        return tuple(quantities(self.text))

    @cached_property
    def figures(self) -> tuple[Stated, ...]:
        """What it states in numbers; see `read_figures`."""
        return read_figures(self.text, self.start, self.quantities)


@dataclass(frozen=True)
class Paragraph:
    """A heading, paragraph or footnote."""

    kind: BlockKind
    level: int
    """Of a heading whose format says so; 0 otherwise."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class TableCell:
    """A cell of a table as it reads; one that is merged stands in every place it covers."""

    start: int
    end: int
    text: str
    row: int
    """In the table, its header lines included; counting from 1."""

    column: int
    """Counting from 1."""

    header: str = ""
    """What stands above it, several lines joined by "/"; empty for a cell of the header."""

    is_merged: bool = False
    """True where it repeats the cell on its left or above."""


@dataclass(frozen=True)
class DraftTable:
    """A table of the draft."""

    number: str
    """As its title has it, e.g. "2-1"; otherwise which of the tables it is, from 1."""

    caption: str
    """Title and unit, e.g. "表2-1 产业布局（单位：万元）"."""

    start: int
    end: int
    header_rows: int
    """How many of `rows` are header lines."""

    rows: tuple[tuple[TableCell, ...], ...]
    """Header lines, then data rows."""

    @property
    def data(self) -> tuple[tuple[TableCell, ...], ...]:
        """The rows below the header."""
        return self.rows[self.header_rows :]


@dataclass(frozen=True)
class Draft:
    """A draft as the rules see it."""

    text: str
    """The cleaned text in reading order; every offset counts its code points."""

    clean: CleanText
    """The same with the way back to the original."""

    sections: tuple[Section, ...]
    metadata: Metadata
    """Title, 发文字号, year and the like, as far as the text says them."""

    media_type: str = PLAIN_TEXT
    paragraphs: tuple[Paragraph, ...] = field(init=False)
    tables: tuple[DraftTable, ...] = field(init=False)

    def __post_init__(self) -> None:
        paragraphs: list[Paragraph] = []
        tables: list[DraftTable] = []
        for passage in self.clean.passages:
            if passage.kind is BlockKind.TABLE:
                tables.append(self._read_table(passage, len(tables) + 1))
            else:
                paragraphs.append(_read_paragraph(self.text, passage, len(paragraphs)))
        object.__setattr__(self, "paragraphs", tuple(paragraphs))
        object.__setattr__(self, "tables", tuple(tables))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all paragraphs in reading order; footnotes and tables left out."""
        return tuple(
            sentence
            for paragraph in self.paragraphs
            if paragraph.kind is not BlockKind.FOOTNOTE
            for sentence in paragraph.sentences
        )

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What it states, with area and period; costs more than most rules, so ask for it late."""
        return tuple(read_proposals(self.clean, self.sections, self.metadata))

    def neighbour(self, sentence: Sentence, distance: int) -> Sentence | None:
        """Return another sentence of the same paragraph: 1 for the next, -1 for the one before."""
        sentences = self.paragraphs[sentence.paragraph].sentences
        index = bisect_right(sentences, sentence.start, key=lambda each: each.start) - 1 + distance
        return sentences[index] if 0 <= index < len(sentences) else None

    def place(self, offset: int) -> str:
        """Return where a character stands, for a person: "第3段", "表2第4行第3列", "第5页第2段"."""
        table = _at(self.tables, offset)
        if table is not None and offset < table.end:
            cell = next(
                (cell for row in table.rows for cell in row if cell.start <= offset <= cell.end),
                None,
            )
            return f"表{table.number}" + (f"第{cell.row}行第{cell.column}列" if cell else "")
        page = self.origin(offset).page
        number = bisect_right(self._starts, offset)
        if page is None:
            return f"第{max(1, number)}段"
        before = bisect_right(self._starts, self._page_start(page, offset) - 1)
        return f"第{page}页第{max(1, number - before)}段"

    def origin(self, offset: int) -> Origin:
        """Return the place of a character in the original file."""
        return locate(self.clean.runs, offset)

    def finding(
        self,
        rule: Rule,
        severity: Severity,
        start: int,
        end: int,
        message: str,
        *,
        expected: str = "",
        basis: str = "",
        difference: Decimal | None = None,
    ) -> Finding:
        """Return a finding about `text[start:end]`, with its place."""
        return Finding(
            rule=rule,
            severity=severity,
            place=self.place(start),
            start=start,
            end=end,
            message=message,
            found=self.text[start:end],
            expected=expected,
            basis=basis,
            difference=difference,
        )

    # --- Inside -----------------------------------------------------------------------------

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    def _page_start(self, page: int, offset: int) -> int:
        """Return where the text of a page begins, looking back from a character on it."""
        runs = self.clean.runs
        index = bisect_right(runs, offset, key=lambda run: run.start) - 1
        while index > 0 and runs[index - 1].origin.page == page:
            index -= 1
        return runs[index].start

    def _read_table(self, passage: Passage, number: int) -> DraftTable:
        numbered = _TABLE_NUMBER.match(passage.caption)
        first = passage.rows[0].start if passage.rows else passage.end
        above = [cells for _, cells in self._lines(passage.start, first)]
        # What stands above the header is the title, a single cell.
        titles = next((i for i, cells in enumerate(above) if len(cells) > 1), len(above))
        rows = [
            tuple(
                TableCell(start, end, self.text[start:end], index, column)
                for column, (start, end) in enumerate(cells, start=1)
            )
            for index, cells in enumerate(above[titles:], start=1)
        ]
        header_rows = len(rows)
        for row in passage.rows:
            cells: list[TableCell] = []
            start = row.start
            for column, (text, header) in enumerate(zip(row.cells, row.headers, strict=True), 1):
                end = start + len(text)
                same = (
                    [rows[-1][column - 1]]
                    if len(rows) > header_rows and column <= len(rows[-1])
                    else []
                ) + cells[-1:]
                is_merged = any(self._is_one_cell(start, other.start) for other in same)
                cells.append(TableCell(start, end, text, len(rows) + 1, column, header, is_merged))
                start = end + len(CELL_SEPARATOR)
            rows.append(tuple(cells))
        return DraftTable(
            number=numbered[1].replace(" ", "") if numbered else str(number),
            caption=passage.caption,
            start=passage.start,
            end=passage.end,
            header_rows=header_rows,
            rows=tuple(rows),
        )

    def _is_one_cell(self, first: int, second: int) -> bool:
        """Whether two characters stand in one merged cell of the original."""
        return self.origin(first) == self.origin(second)

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """Yield the lines of a table's head, each with the offsets of its cells."""
        for line in self.text[start:end].splitlines(keepends=True):
            cells: list[tuple[int, int]] = []
            place = start
            for text in line.rstrip("\n").split(CELL_SEPARATOR):
                cells.append((place, place + len(text)))
                place += len(text) + len(CELL_SEPARATOR)
            yield start, cells
            start += len(line)


def read_draft(
    path: Path, limits: LimitSettings, ocr: OcrSettings | None = None, *, file: str = ""
) -> Draft:
    """Read a file of any format that `ingest.loaders` knows, in a process of its own.

    Args:
        path: The file; nobody has vouched for it.
        limits: Bounds on what it may cost.
        ocr: How scanned pages are recognized; None for the defaults.
        file: Its name for a person, where `path` has another.

    Raises:
        IngestError: it cannot be read, holds no text, or is beyond a limit.
    """
    reading = WORKERS.read(
        Request(
            path=path,
            file=file or path.name,
            limits=limits,
            document_id="",
            revision_id="",
            ocr=ocr or OcrSettings(),
        )
    )
    return Draft(
        text=reading.clean.text,
        clean=reading.clean,
        sections=tuple(reading.sections),
        metadata=reading.proposed,
        media_type=reading.health.media_type,
    )


def read_text(text: str) -> Draft:
    """Read a text that a person typed or pasted: a paragraph per line."""
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text=line, origin=Origin(paragraph=number))
        for number, line in enumerate(LINE_END.split(text), start=1)
        if line.strip()
    )
    cleaned = clean(LoadedFile(blocks=blocks, media_type=PLAIN_TEXT))
    return Draft(
        text=cleaned.text,
        clean=cleaned,
        sections=tuple(split_sections(cleaned)),
        metadata=propose_metadata(cleaned, "", ""),
    )


def _read_paragraph(text: str, passage: Passage, number: int) -> Paragraph:
    sentences = tuple(
        Sentence(start, text[start:end], number)
        for start, end in _cut(text, passage.start, passage.end)
        if text[start:end].strip()
    )
    return Paragraph(passage.kind, passage.level, passage.start, passage.end, sentences)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a paragraph stand; one without an end is cut behind a comma."""
    for match in _SENTENCE.finditer(text, start, end):
        first, last = match.span()
        while last - first > LONGEST_SENTENCE:
            limit = first + LONGEST_SENTENCE
            comma = max(text.rfind(sign, first, limit) for sign in "；，、;, ")
            cut = comma + 1 if comma > first else limit
            yield first, cut
            first = cut
        yield first, last


def _at(tables: Sequence[DraftTable], offset: int) -> DraftTable | None:
    """Return the last table that begins at or before a character."""
    index = bisect_right(tables, offset, key=lambda table: table.start) - 1
    return tables[index] if index >= 0 else None
