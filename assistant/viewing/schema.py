"""The records of a source as a reader sees it.

Every offset counts code points in `Revision.text`.
"""

from enum import StrEnum

from ingest.library import RevisionInfo
from ingest.schema import BlockKind, Document, Record


class SourceCell(Record):
    """One cell of a table row.

    Merged cells stand in the text in every place they cover. The first of them has the spans, the
    others span nothing and are not drawn; a citation of one of them is one of the first.
    """

    text: str
    start: int
    end: int
    row_span: int = 1
    """Rows it covers; 0 for a place that a merged cell above or beside covers."""

    column_span: int = 1
    """Columns it covers; 0 for such a place."""


class SourceRow(Record):
    """One row of a table; together its cells and what parts them are the row's text."""

    start: int
    end: int
    cells: tuple[SourceCell, ...]
    page: int | None = None
    """The page that begins with this row; None where none does."""

    place: str = ""
    """Where the row stands in the original, in Chinese."""


class SourceBlock(Record):
    """A heading, paragraph, table or footnote, or a part of one too long to be sent whole."""

    kind: BlockKind
    level: int = 0
    """For a heading: its depth, from 1."""

    start: int
    end: int
    text: str
    """`Revision.text[start:end]`."""

    is_continued: bool = False
    """True for the second and later parts of a long paragraph or table."""

    page: int | None = None
    """The page that begins with this block; None where none does, and without pages."""

    place: str = ""
    """Where the block begins in the original, in Chinese: "第3页", "第12段"."""

    caption: str = ""
    """For a table: its title and unit, which stand in the text above as well."""

    headers: tuple[SourceRow, ...] = ()
    """For a table: its titles and header rows. Those of a later part stand before its `start`."""

    rows: tuple[SourceRow, ...] = ()
    """For a table: its data rows."""


class OutlineEntry(Record):
    """A heading by which a reader finds the way."""

    heading: str
    level: int
    """Depth, from 1."""

    start: int


class SourceForm(StrEnum):
    """How an original can be shown."""

    TEXT = "text"  # as blocks only
    PDF = "pdf"  # its pages too
    SCAN = "scan"  # its pages too, whose text was recognized


class SourceView(Record):
    """A revision, and the blocks around a place in it."""

    document: Document
    revision: RevisionInfo
    notes: tuple[str, ...] = ()
    """Chinese sentences to mind before quoting: an old revision, a rule repealed or replaced."""

    form: SourceForm
    pages: int | None = None
    """Number of pages that can be drawn; None where the form is "text"."""

    outline: tuple[OutlineEntry, ...] = ()
    """Headings in reading order; where there are too many, those of the lower levels are left
    out."""

    place: str = ""
    """Where the asked offset stands in the original, in Chinese; for a sheet its cell."""

    blocks: tuple[SourceBlock, ...]
    start: int
    """Offset of the first block's beginning."""

    end: int
    """Offset of the last block's end."""

    characters: int
    """Length of the whole text."""


class Place(Record):
    """A rectangle on a page that holds a part of a citation, in fractions of the drawn page."""

    page: int
    """Counting from 1."""

    left: float
    top: float
    width: float
    height: float
