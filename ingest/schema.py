"""The records of the library: what a file becomes on its way to being searched.

Document ─▶ Revision ─▶ Section ─▶ Chunk ─▶ Hit
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """Base of every record: immutable, strict about field names, documented field by field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


# --- As a loader finds it ------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a block of a file is, as far as its format tells."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FOOTNOTE = "footnote"


class Origin(Record):
    """A place in the original file."""

    page: int | None = None
    """Page, counting from 1; none where the format has no pages."""

    paragraph: int = 1
    """Line of a text file, paragraph of a Word or HTML file, line of a PDF page, sheet row;
    counting from 1."""

    cell: str | None = None
    """For a table cell: "B7" in a sheet (with the sheet's name before it, "收入!B7"), "行2列3"
    elsewhere."""

    offset: int = 0
    """Code points from the start of that paragraph or cell, as the loader read it."""


class Cell(Record):
    """One table cell as found."""

    text: str
    origin: Origin
    row_span: int = 1
    column_span: int = 1


class Block(Record):
    """A heading, paragraph, table or footnote as found in a file, in reading order."""

    kind: BlockKind
    text: str = ""
    """The text as read, without its line end; empty for a table."""

    origin: Origin = Origin()
    """Where `text` begins."""

    level: int = 0
    """For a heading whose format says so (Word style, Markdown, HTML): 1 is the highest. 0 where
    the format is silent."""

    rows: tuple[tuple[Cell, ...], ...] = ()
    """For a table: rows of cells. A merged cell stands once, at its upper left corner."""

    header_rows: int = 0
    """For a table whose format marks its header (th, repeated header rows): how many rows."""


class LoadedFile(Record):
    """What a loader read from one file."""

    blocks: tuple[Block, ...]

    media_type: str
    """Found from the bytes, not from the suffix, e.g. "application/pdf"."""

    title: str = ""
    """Title in the file's own properties, if any."""

    pages: int | None = None
    """Number of pages, where the format has pages."""

    ocr_pages: int = 0
    """Pages whose text was recognized in their picture."""

    ocr_confidence: float | None = None
    """Mean confidence of the recognized characters, 0 to 1; none where nothing was recognized."""

    warnings: tuple[str, ...] = ()
    """Chinese sentences for the keeper: what could not be read, and what to do."""


# --- Cleaned, in reading order ------------------------------------------------------------


class TextRun(Record):
    """A stretch of `Revision.text` that stands in the original without a break.

    The run reaches to the start of the next run; within it, text offset and original offset grow
    together.
    """

    start: int
    """Offset in `Revision.text`, in code points."""

    origin: Origin
    """Where the run's first character stands in the original."""


# Between the cells of a table row in `Revision.text`.
CELL_SEPARATOR = " | "


class TableRow(Record):
    """One data row of a table inside `Revision.text`."""

    start: int
    end: int

    headers: tuple[str, ...]
    """Column headers, multi-level ones joined by "/", one per cell; empty strings where none."""

    cells: tuple[str, ...]
    """The cells as they stand in the row, merged cells filled down and across."""

    sentence: str
    """'header：value；header：value' for matching. Derived; not a part of the text."""


class Passage(Record):
    """A cleaned heading, paragraph, table or footnote: a slice of `CleanText.text`."""

    kind: BlockKind
    start: int
    end: int

    level: int = 0
    """As in `Block.level`."""

    rows: tuple[TableRow, ...] = ()
    """For a table: its data rows."""

    caption: str = ""
    """For a table: its title and unit line, e.g. "表2-1 产业布局（单位：万元）"."""


class CleanText(Record):
    """A file's text in reading order, with the way back to the original.

    Passages are separated by line ends and do not overlap.
    """

    text: str
    passages: tuple[Passage, ...]
    runs: tuple[TextRun, ...]
    """Ordered by `start`; the first starts at 0 (none for an empty text)."""

    furniture_removed: int = 0
    """Lines left out: page numbers, running heads, tables of contents."""

    joined: int = 0
    """Sentences, numbers and words joined across page and line breaks."""


def locate(runs: Sequence[TextRun], offset: int) -> Origin:
    """Return the place in the original of one character of `Revision.text`.

    Args:
        runs: Runs of the revision, ordered by start.
        offset: In code points, from 0.

    Raises:
        IndexError: there is no run before `offset`.
    """
    low, high = 0, len(runs)
    while low < high:
        middle = (low + high) // 2
        if runs[middle].start <= offset:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        raise IndexError(f"no run covers offset {offset}")
    run = runs[low - 1]
    return run.origin.model_copy(update={"offset": run.origin.offset + offset - run.start})


# --- In the library -------------------------------------------------------------------------


class Validity(StrEnum):
    """Whether a document may be quoted as current."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


class Metadata(Record):
    """What is known about a document: proposed from its text, overridden by the manifest."""

    title: str = ""
    document_number: str = ""
    """发文字号 in its standard form, e.g. "国办发〔2023〕5号"."""

    issuing_authority: str = ""
    """发文机关; several are joined by "、"."""

    issued_on: date | None = None
    """成文日期."""

    effective_on: date | None = None
    """施行日期."""

    repealed_on: date | None = None
    """废止日期."""

    replaced_by: str = ""
    """文号 or title of the document that replaces this one."""

    validity: Validity = Validity.UNKNOWN

    region: str = ""
    """地区: the area the document is about or valid in, e.g. "新疆维吾尔自治区哈密市巴里坤县"."""

    year: int | None = None
    """年份 the document is about; for a policy, of its issue."""

    kind: str = ""
    """文种: 通知, 意见, 办法, 条例, 报告, 总结…"""

    category: str = ""
    """类别: the shelf of the library it stands on, e.g. "政策文件"; see `ingest.categories`."""

    def validity_on(self, day: date) -> Validity:
        """Return the validity on a day.

        A rule is repealed from its day of repeal on, whatever was said of it before, and not
        earlier: one whose repeal is only announced is still in force.
        """
        if self.repealed_on is None:
            return self.validity
        if self.repealed_on <= day:
            return Validity.REPEALED
        return Validity.IN_FORCE if self.validity is Validity.REPEALED else self.validity

    @property
    def is_repealed(self) -> bool:
        """True once the day of repeal has come, also where nobody has marked the document."""
        return self.validity_on(date.today()) is Validity.REPEALED


# 文号, titles and names are shorter.
LONGEST_MARK = 200


class Marks(Record):
    """What the keeper says of a document by hand; a field that is not set says nothing.

    It stands above the manifest and the text, and stays when the file is ingested again. An empty
    text, or None, says that there is none.
    """

    title: str = Field(default="", max_length=LONGEST_MARK)
    document_number: str = Field(default="", max_length=LONGEST_MARK)
    """发文字号, in whatever brackets and digits; kept in its standard form."""

    issuing_authority: str = Field(default="", max_length=LONGEST_MARK)
    """发文机关; several are joined by "、"."""

    issued_on: date | None = None
    """成文日期."""

    effective_on: date | None = None
    """施行日期."""

    repealed_on: date | None = None
    """废止日期."""

    replaced_by: str = Field(default="", max_length=LONGEST_MARK)
    """文号 or title of the document that replaces this one, or the name of its file."""

    validity: Validity = Validity.UNKNOWN
    region: str = Field(default="", max_length=LONGEST_MARK)
    """地区."""

    year: int | None = Field(default=None, ge=1900, le=2100)
    """年份."""

    kind: str = Field(default="", max_length=LONGEST_MARK)
    """文种."""

    category: str = Field(default="", max_length=LONGEST_MARK)
    """类别: one of those the library keeps apart."""


class Health(Record):
    """What became of a file's content; shown to the keeper of the library."""

    media_type: str = ""
    characters: int = 0
    pages: int | None = None
    tables: int = 0
    table_rows: int = 0
    headings: int = 0
    chunks: int = 0
    ocr_pages: int = 0
    ocr_confidence: float | None = None
    """As in `LoadedFile.ocr_confidence`."""

    suspicious_characters: int = 0
    """Replacement characters, private-use characters and controls left in the text."""

    furniture_removed: int = 0
    joined: int = 0
    warnings: tuple[str, ...] = ()
    """Chinese sentences: what was not read and what to do."""


class Document(Record):
    """One document of the library, over all its revisions."""

    id: str
    file: str
    """The source file's name; unique within a library."""

    library: str
    revision_id: str
    """The current revision."""

    metadata: Metadata
    health: Health

    confirmed_on: date | None = None
    """When a person last looked at the metadata and found them right; None for never, and where
    the text has said something else since."""

    confirmed_by: str = ""
    """Name of that person."""


class Revision(Record):
    """One state of a document's content."""

    id: str
    """SHA-256 of library, file name and content."""

    document_id: str
    number: int
    """Counting from 1."""

    sha256: str
    """Of the original bytes."""

    ingested_at: str
    """ISO 8601, UTC."""

    text: str
    """The cleaned text in reading order; every offset in the project counts its code points."""


class SectionKind(StrEnum):
    """Kind of a section; see the names in the README."""

    PART = "part"  # 第X部分、编、附件
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    HEADING = "heading"


class Section(Record):
    """A heading and what stands under it, up to the next heading of its level or above."""

    kind: SectionKind
    level: int
    """Depth, from 1."""

    number: str
    """The number as it stands, e.g. "第十二条" or "（一）"; empty where there is none."""

    heading: str
    """The heading's text with its number; for an article without a title, the number alone."""

    path: tuple[str, ...]
    """Headings from the top down, this one last."""

    start: int
    """Offset of the heading's first character."""

    body_start: int
    """Offset just past the heading."""

    end: int
    """Offset just past the section, its subsections included."""


class Chunk(Record):
    """The unit that is retrieved and read.

    `revision.text[chunk.start:chunk.end] == chunk.text` always holds, so any citation can be
    checked by slicing.
    """

    id: str
    """`{revision_id[:16]}:{index:04d}`, `index` counting from 0 within the revision."""

    document_id: str
    revision_id: str

    section_path: tuple[str, ...]
    """Headings from the top down, e.g. ("第二章 资金管理", "第十二条")."""

    article: str = ""
    """"第十二条" when the chunk stands in an article."""

    start: int
    """Offset of the first character in `Revision.text`, in code points."""

    end: int
    """Offset just past the last character."""

    text: str

    page: int | None = None
    """Page on which the chunk begins, from 1."""

    rows: tuple[TableRow, ...] = ()
    """The rows of a chunk from a table; their offsets count in `Revision.text`."""

    caption: str = ""
    """Title of the table the rows are from."""

    is_note: bool = False
    """A footnote, a reference list, a colophon: searched, but below the text proper."""


class Hit(Record):
    """A chunk found for a question."""

    chunk: Chunk
    document: Document
    score: float
    """Higher is better; comparable only within one list."""


class Outcome(StrEnum):
    """What became of one file."""

    READY = "ready"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    REFUSED = "refused"


class IngestEvent(Record):
    """One file is done; what `policy ingest --json` prints."""

    file: str
    outcome: Outcome
    chunks: int = 0
    pages: int | None = None
    tables: int = 0
    headings: int = 0
    ocr_pages: int = 0
    warnings: tuple[str, ...] = ()
    reason: str = ""
    """For a refused file: what is wrong and what to do, in Chinese."""


DEFAULT_LIBRARY = "默认"
"""Where documents and figures go for which nobody names a library."""


class Filters(Record):
    """Which documents may be searched. An empty filter lets everything current pass."""

    library: str | None = None
    region: str | None = None
    """Part of a region's name, e.g. "巴里坤"."""

    year: int | None = None
    authority: str | None = None
    """Part of the issuing authority's name."""

    category: str | None = None
    """类别, e.g. "政策文件"."""

    kind: str | None = None
    """文种, e.g. "办法"."""

    in_force: bool = False
    """Only documents not repealed and already effective."""

    as_of: date | None = None
    """Only documents in force on that day."""

    @property
    def is_empty(self) -> bool:
        """True when every current document passes."""
        return self == Filters()
