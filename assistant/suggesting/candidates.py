"""Find in a document what could be asked of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.schema import Answer, Statement
from assistant.suggesting.phrasing import (
    question_of_definition,
    question_of_figure,
    questions_of_heading,
    questions_of_row,
    subject_of,
)
from ingest.chunking import split_sentences
from ingest.library import Library
from ingest.schema import BlockKind, CleanText, Document, Section, SectionKind

# Of a long book, what stands in the first so many sentences or rows is tried.
_MOST_SENTENCES = 400
_MOST_ROWS = 40
# Less is a heading or a unit.
_SHORTEST_ANSWER = 10


@dataclass(frozen=True)
class Candidate:
    """Something to ask, and what must be said in answer."""

    questions: tuple[str, ...]
    """Ways to ask it, the best first."""

    start: int = 0
    """Where the answer stands in its document's current revision."""

    evidence: str = ""
    """The words that answer it: the first statement of an answer is a part of them."""

    name: str = ""
    """A place or year that the first statement, or what it cites, must name."""

    def is_answered_by(self, answer: Answer) -> bool:
        """Return whether an answer is to the point: what it says first is what was meant."""
        first = first_said(answer)
        if first is None:
            return False
        cited = (each for each in answer.citations if each.marker in first.markers)
        headings = ("\n".join((each.title, *each.section)) for each in cited)
        is_named = self.name in "\n".join([first.text, *headings])
        return is_named and self._is_said(first.text.strip())

    def _is_said(self, said: str) -> bool:
        if not self.evidence or self.evidence in said:
            return True
        # A list is put together from its items.
        items = [item for item in re.split(r"[；。]", said) if item]
        return len(said) >= _SHORTEST_ANSWER and all(item in self.evidence for item in items)


def first_said(answer: Answer) -> Statement | None:
    """Return the first statement that is more than the heading or the question of a passage."""
    headings = {heading for each in answer.citations for heading in each.section}
    said = (
        statement
        for statement in answer.statements
        if statement.text not in headings and not statement.text.endswith(("？", "?"))
    )
    return next(said, None)


def candidates_of(library: Library, document: Document, *, turn: int = 0) -> Iterator[Candidate]:
    """Yield what could be asked of a document: of a part, a sentence, a table row, and so on.

    Args:
        library: Knows its text.
        document: Which.
        turn: Which of the three comes first, so that neighbours differ.

    Raises:
        NotFoundError: the document was deleted.
    """
    kinds = (
        of_parts(library, document),
        of_sentences(library, document),
        of_rows(library, document),
    )
    first = turn % len(kinds)
    for candidate in chain.from_iterable(zip_longest(*kinds[first:], *kinds[:first])):
        if candidate is not None:
            yield candidate


def of_parts(library: Library, document: Document) -> list[Candidate]:
    """Return what the headings of a document promise, in their order; raises as above."""
    subject = subject_of(document.metadata)
    clean = library.clean_text(document.revision_id)
    found = []
    for section in library.sections(document.revision_id):
        is_chapter = section.kind is SectionKind.CHAPTER
        questions = tuple(questions_of_heading(section.heading, subject, is_chapter=is_chapter))
        if questions:
            found.append(Candidate(questions, section.start, _evidence(clean, section)))
    return found


def _evidence(clean: CleanText, section: Section) -> str:
    """Return what stands under a heading, table rows also as they are quoted."""
    rows = (
        row.sentence
        for passage in clean.passages
        for row in passage.rows
        if section.start <= row.start < section.end
    )
    return "\n".join([clean.text[section.body_start : section.end], *rows])


def of_sentences(library: Library, document: Document) -> list[Candidate]:
    """Return what definitions, amounts and time limits answer, in their order; raises as above."""
    subject = subject_of(document.metadata)
    text = library.clean_text(document.revision_id).text
    found = []
    for start, end in split_sentences(text)[:_MOST_SENTENCES]:
        sentence = text[start:end]
        question = question_of_definition(sentence) or question_of_figure(sentence, subject)
        if question:
            found.append(Candidate((question,), start, sentence))
    return found


def of_rows(library: Library, document: Document) -> list[Candidate]:
    """Return what the figures of tables answer, a row of each table in turn; raises as above."""
    passages = library.clean_text(document.revision_id).passages
    tables = [passage for passage in passages if passage.kind is BlockKind.TABLE]
    rows = zip_longest(*([(row, table.caption) for row in table.rows] for table in tables))
    found = []
    for each in list(chain.from_iterable(rows))[:_MOST_ROWS]:
        if each is not None:
            row, caption = each
            questions = tuple(questions_of_row(row, caption, document.metadata))
            if questions:
                found.append(Candidate(questions, row.start, row.sentence))
    return found
