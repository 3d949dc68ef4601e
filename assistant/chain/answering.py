"""Answer a question by quoting the sentences that answer it."""

import logging
from collections.abc import Generator, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from assistant.chain.amending import quote_amendments
from assistant.chain.checking import check_sentence
from assistant.chain.citing import cite, evidence_of, is_verbatim
from assistant.chain.composing import Draft, compose
from assistant.chain.confidence import estimate
from assistant.chain.disagreement import find_disagreement
from assistant.chain.history import complete_question, note_reading
from assistant.chain.orders import is_order
from assistant.chain.selecting import Selected, select
from assistant.retrieval.matching import Query
from assistant.retrieval.retriever import Retrieval, Retriever, asks_past
from assistant.retrieval.weights import Weights
from assistant.schema import (
    Answer,
    AnswerReady,
    AnswerStatus,
    Citation,
    Grade,
    Statement,
    TextDelta,
    Turn,
)
from assistant.validity import describe_validity
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.schema import Filters

logger = logging.getLogger(__name__)

# Passages offered with an answer or a refusal.
OFFERED_HITS = 5

REFUSAL = "资料中没有找到能回答这个问题的内容。"
REFUSAL_WITH_HITS = REFUSAL + "下面是最接近的几处，供参考。"


@dataclass(frozen=True)
class Written:
    """The statements of an answer, each checked against what it cites."""

    statements: tuple[Statement, ...]
    """None when every one was withdrawn."""

    citations: tuple[Citation, ...]

    disagrees: bool
    """True when two sources say different things and both are quoted."""

    @property
    def text(self) -> str:
        """What the reader sees: a line per statement, its markers behind it."""
        return "\n".join(
            each.text + "".join(f"[{marker}]" for marker in each.markers)
            for each in self.statements
        )


def write(query: Query, selected: Sequence[Selected]) -> Written:
    """Put an answer together and check it; what its citations do not hold is withdrawn.

    Args:
        query: The question.
        selected: Sentences, the likeliest answer first; not empty.
    """
    selected = _leave_out_repealed(query, selected)
    drafts = compose(query, selected)
    disagreement = find_disagreement(query, selected)
    if disagreement is not None:
        # Both sides, and nothing that stands between them.
        others = [draft for draft in drafts if draft.sources != (disagreement,)]
        drafts = [*others[:2], Draft(disagreement.text, (disagreement,))]
    statements, citations = _cite([draft for draft in drafts if _holds(draft)])
    return Written(tuple(statements), tuple(citations), disagreement is not None)


def _leave_out_repealed(query: Query, selected: Sequence[Selected]) -> Sequence[Selected]:
    """Leave out what is repealed, unless it is the best answer or the past is asked about."""
    current = [s for s in selected if not s.candidate.view.document.metadata.is_repealed]
    if not current or current[0] is not selected[0] or asks_past(query):
        return selected
    return current


def _holds(draft: Draft) -> bool:
    problems = check_sentence(draft.text, evidence_of(draft.sources), computed=draft.formulas)
    if problems:
        logger.info("a statement was withdrawn: %s", ", ".join(p.rule for p in problems))
    return not problems


def _cite(drafts: Sequence[Draft]) -> tuple[list[Statement], list[Citation]]:
    """Number the citations in the order of the text, each passage once."""
    citations: dict[tuple[str, int, int], Citation] = {}
    statements = []
    for draft in drafts:
        markers = []
        for source in draft.sources:
            citation = cite(source, len(citations) + 1)
            place = (citation.revision_id, citation.start, citation.end)
            markers.append(citations.setdefault(place, citation).marker)
        statements.append(
            Statement(
                text=draft.text,
                markers=tuple(dict.fromkeys(markers)),
                is_computed=bool(draft.formulas),
            )
        )
    return statements, list(citations.values())


class Answerer(Protocol):
    """Turns a question into an answer, telling it as it is written."""

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[TextDelta | AnswerReady]:
        """Yield checked pieces of the answer, then the whole; the pieces joined are its text.

        A piece may be empty: it only tells that the work goes on. Closing the iterator ends the
        work.

        Args:
            question: As asked.
            filters: Where to look.
            libraries: Those the reader may see; None for every one.
            history: What was asked and answered before, the oldest first.

        Raises:
            StoreError: an index does not answer, or was built with another model.
        """
        ...


@dataclass(frozen=True)
class Found:
    """What was found for one question."""

    question: str
    retrieval: Retrieval
    selected: Sequence[Selected]
    """Sentences, the likeliest answer first."""

    confidence: float
    """Estimated probability that the library answers the question, 0 to 1."""

    is_answerable: bool
    """False when the question is to be refused."""


def deliver(answer: Answer) -> Generator[TextDelta | AnswerReady, None, None]:
    """Yield the lines of a finished answer, then the whole."""
    for line in answer.text.splitlines(keepends=True):
        yield TextDelta(text=line)
    yield AnswerReady(answer=answer)


class ExtractiveAnswerer:
    """Answers in the words of the library; see `Answerer`.

    Args:
        retriever: Finds passages.
        library: Proves that citations are verbatim.
        weights: The fitted models of selecting and refusing.
    """

    def __init__(self, retriever: Retriever, library: Library, weights: Weights) -> None:
        self._retriever = retriever
        self._library = library
        self._weights = weights

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[TextDelta | AnswerReady]:
        """See `Answerer`."""
        complete = complete_question(question, history)
        answer = self.answer(complete, filters=filters, libraries=libraries)
        yield from deliver(note_reading(answer, question))

    def answer(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
    ) -> Answer:
        """Return a checked answer, or a refusal with the nearest passages.

        Args:
            question: As asked.
            filters: Where to look.
            libraries: Those the reader may see; None for every one.
        """
        try:
            return self.quote(self.find(question, filters=filters, libraries=libraries))
        except NotFoundError:
            # A document was deleted since it was found; what is left of the library answers.
            return self.answer(question, filters=filters, libraries=libraries)

    def find(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
    ) -> Found:
        """Return the sentences that may answer a question, and how sure it is that they do."""
        retrieval = self._retriever.retrieve(question, filters=filters, libraries=libraries)
        likeliest = select(_answering_part(retrieval), self._weights.selecting)
        # What speaks to a machine answers nobody.
        selected = [each for each in likeliest if not is_order(each.text)]
        confidence = estimate(retrieval, selected, self._weights.confidence)
        if retrieval.is_lookup:
            # The place was named, not guessed.
            confidence = 1.0
        is_answerable = bool(selected) and confidence >= self._weights.refuse_below
        selected = quote_amendments(selected, self._retriever, self._library, libraries=libraries)
        return Found(question, retrieval, selected, confidence, is_answerable)

    def quote(self, found: Found) -> Answer:
        """Return an answer in the words of what was found, or a refusal.

        Raises:
            NotFoundError: a document was deleted since it was found.
        """
        if not found.is_answerable:
            return self.refuse(found)
        written = write(found.retrieval.query, found.selected)
        self.prove(written.citations)
        if not written.statements:
            return self.refuse(found)
        notices = ["资料中有不同的说法，已一并列出，请核对。"] if written.disagrees else []
        return self.conclude(
            found,
            text=written.text,
            statements=written.statements,
            citations=written.citations,
            notices=notices,
        )

    def conclude(
        self,
        found: Found,
        *,
        text: str,
        statements: Sequence[Statement],
        citations: Sequence[Citation],
        notices: Sequence[str] = (),
        answerer: str = "extractive",
    ) -> Answer:
        """Return the answer that statements make, with what a reader must be told of its sources.

        Args:
            found: What was found.
            text: What the reader sees.
            statements: Each checked.
            citations: Each proved.
            notices: What to check; an answer with notices is not to be quoted as it is.
            answerer: Who wrote it.
        """
        notices = [*notices, *_validity_notices(citations)]
        is_quotable = found.confidence >= self._weights.quote_from and not notices
        return Answer(
            question=found.question,
            status=AnswerStatus.ANSWERED,
            text=text,
            statements=tuple(statements),
            citations=tuple(citations),
            hits=tuple(found.retrieval.hits(OFFERED_HITS)),
            confidence=found.confidence,
            grade=Grade.QUOTABLE if is_quotable else Grade.CHECK,
            notices=tuple(notices),
            answerer=answerer,
        )

    @staticmethod
    def refuse(found: Found) -> Answer:
        """Return an honest "not found" with the nearest passages."""
        hits = found.retrieval.hits(OFFERED_HITS)
        return Answer(
            question=found.question,
            status=AnswerStatus.INSUFFICIENT_EVIDENCE,
            text=REFUSAL_WITH_HITS if hits else REFUSAL,
            hits=tuple(hits),
            confidence=found.confidence,
            grade=Grade.NOT_FOUND,
        )

    def prove(self, citations: Sequence[Citation]) -> None:
        """Check that each citation is a slice of its revision.

        Raises:
            NotFoundError: the document was deleted.
        """
        for each in citations:
            if not is_verbatim(each, self._text_of):
                raise AssertionError(f"{each.revision_id}[{each.start}:{each.end}] is not as cited")

    def _text_of(self, revision_id: str) -> str:
        return self._library.clean_text(revision_id).text


def _answering_part(retrieval: Retrieval) -> Retrieval:
    """Return the passages that may be quoted: where a place was named, that place alone."""
    if not retrieval.is_lookup:
        return retrieval
    return replace(retrieval, candidates=retrieval.candidates[: retrieval.named])


def _validity_notices(citations: Sequence[Citation]) -> list[str]:
    notices = {
        describe_validity(
            f"《{citation.title or citation.document}》",
            validity=citation.validity,
            effective_on=citation.effective_on,
            repealed_on=citation.repealed_on,
            replaced_by=citation.replaced_by,
            day=date.today(),
        )
        for citation in citations
    }
    return sorted(notices - {""})
