"""The records of an answer.

Question ─▶ Hit ─▶ Statement + Citation ─▶ Answer
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from ingest.schema import Chunk, Document, Hit, Record, Validity


class Citation(Record):
    """A slice of a revision that carries a statement of an answer.

    `revision.text[citation.start:citation.end] == citation.text`, checked before an answer leaves.
    """

    marker: int
    """The number in the answer's text, counting from 1."""

    document: str
    """The source file's name."""

    document_id: str
    revision_id: str
    chunk_id: str
    title: str
    document_number: str = ""
    validity: Validity = Validity.UNKNOWN
    """On the day of the answer."""

    effective_on: date | None = None
    repealed_on: date | None = None
    replaced_by: str = ""
    """文号 or title of the document that replaces the cited one."""

    text: str
    """The cited passage, verbatim."""

    start: int
    """Offset in `Revision.text`, in code points."""

    end: int
    """Offset just past the last character."""

    page: int | None = None
    """Page on which the passage begins, from 1; none where the format has no pages."""

    section: tuple[str, ...] = ()
    """Headings from the top down."""


class Statement(Record):
    """One sentence of an answer and the citations that carry it."""

    text: str
    markers: tuple[int, ...]
    """Markers of the citations, in the order of the text."""

    is_computed: bool = False
    """True for a figure worked out from cited ones; its formula stands in the text."""


class LedgerFigure(Record):
    """A figure of the ledger of indicators that an answer states."""

    library: str
    """Whoever may see the library may see it."""

    name: str
    area: str
    period: str
    """"2024年"; "" for an undated value."""

    text: str
    """With its unit: "17,556元"."""

    source: str
    """"2024年乡镇指标台账.xlsx 收入!C5"; of a computed figure, those of its operands."""

    formula: str = ""
    """How it was computed; "" for a stated one."""


class AnswerStatus(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class Grade(StrEnum):
    """How an answer may be used; the page shows it in words, never by colour alone."""

    QUOTABLE = "quotable"  # 可直接引用
    CHECK = "check"  # 请核对
    NOT_FOUND = "not_found"  # 资料中没有


class Answer(Record):
    """An answer with its citations, or an honest "not found"."""

    question: str
    status: AnswerStatus

    text: str
    """What the reader sees; markers such as [1] stand behind each statement."""

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()

    figures: tuple[LedgerFigure, ...] = ()
    """What the ledger of indicators says; it stands first in the text."""

    hits: tuple[Hit, ...] = ()
    """The passages the answer was looked for in, best first; for a refusal, the nearest ones."""

    confidence: float
    """Estimated probability that the library answers the question, 0 to 1."""

    grade: Grade

    notices: tuple[str, ...] = ()
    """Chinese sentences: sources that disagree, a document no longer in force."""

    answerer: str = "extractive"
    """Which answerer wrote it."""


class TextDelta(Record):
    """The next piece of an answer's text."""

    type: Literal["delta"] = "delta"
    text: str


class AnswerReady(Record):
    """The whole, checked answer; ends a stream."""

    type: Literal["answer"] = "answer"
    answer: Answer


class AnswerFailed(Record):
    """The answer could not be finished; ends a stream."""

    type: Literal["failed"] = "failed"
    code: str
    message: str
    hint: str


AnswerEvent = TextDelta | AnswerReady | AnswerFailed


class Turn(Record):
    """An earlier question of a conversation and what it got."""

    question: str
    answer: str
    """The answer's text; markers may stand in it."""


class Highlight(Record):
    """A word of the question where it stands in a passage, however it is written there."""

    start: int
    """Offset in `Chunk.text`, in code points."""

    end: int
    """Offset just past the last character."""


class FoundPassage(Record):
    """A passage of a full text search."""

    chunk: Chunk
    score: float
    """Higher is better; comparable only within one search."""

    highlights: tuple[Highlight, ...] = ()
    """In the order of the text, none overlapping."""


class DocumentHits(Record):
    """A document that a full text search found."""

    document: Document
    count: int
    """Passages found in it."""

    passages: tuple[FoundPassage, ...]
    """The best of them, best first."""


class DocumentSearch(Record):
    """A page of what a full text search found, document by document, the best first."""

    groups: tuple[DocumentHits, ...]
    documents: int
    """Documents found, on every page."""

    passages: int
    """Passages found in all of them."""


class CheckResult(Record):
    """One line of `policy doctor`."""

    name: str
    passed: bool
    detail: str
    """What was seen, in Chinese."""

    remedy: str = ""
    """What to do, in Chinese; empty when passed."""
