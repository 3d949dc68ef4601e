"""Answer a question by quoting the sentences that answer it."""

import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from assistant.chain.checking import check_sentence
from assistant.chain.citing import cite, evidence_of, is_verbatim
from assistant.chain.composing import Draft, compose
from assistant.chain.confidence import estimate
from assistant.chain.disagreement import find_disagreement
from assistant.chain.selecting import Selected, select
from assistant.retrieval.matching import Query
from assistant.retrieval.retriever import Retrieval, Retriever
from assistant.retrieval.weights import Weights
from assistant.schema import Answer, AnswerStatus, Citation, Grade, Statement
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.schema import Filters, Validity

logger = logging.getLogger(__name__)

# Passages offered with an answer or a refusal.
OFFERED_HITS = 5

REFUSAL = "资料中没有找到能回答这个问题的内容。"
REFUSAL_WITH_HITS = REFUSAL + "下面是最接近的几处，供参考。"

_VALIDITY_NOTICES = {
    Validity.REPEALED: "已废止",
    Validity.AMENDED: "已修改",
}


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
    drafts = compose(query, selected)
    disagreement = find_disagreement(query, selected)
    if disagreement is not None:
        # Both sides, and nothing that stands between them.
        others = [draft for draft in drafts if draft.sources != (disagreement,)]
        drafts = [*others[:2], Draft(disagreement.text, (disagreement,))]
    statements, citations = _cite([draft for draft in drafts if _holds(draft)])
    return Written(tuple(statements), tuple(citations), disagreement is not None)


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


class ExtractiveAnswerer:
    """Answers in the words of the library.

    Args:
        retriever: Finds passages.
        library: Proves that citations are verbatim.
        weights: The fitted models of selecting and refusing.
    """

    def __init__(self, retriever: Retriever, library: Library, weights: Weights) -> None:
        self._retriever = retriever
        self._library = library
        self._weights = weights

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
        retrieval = self._retriever.retrieve(question, filters=filters, libraries=libraries)
        selected = select(_answering_part(retrieval), self._weights.selecting)
        confidence = estimate(retrieval, selected, self._weights.confidence)
        if retrieval.is_lookup:
            # The place was named, not guessed.
            confidence = 1.0
        if not selected or confidence < self._weights.refuse_below:
            return self._refuse(question, retrieval, confidence)
        written = write(retrieval.query, selected)
        try:
            self._prove(written.citations)
        except NotFoundError:
            # A document was deleted since it was found; what is left of the library answers.
            return self.answer(question, filters=filters, libraries=libraries)
        if not written.statements:
            return self._refuse(question, retrieval, confidence)
        notices = _validity_notices(written.citations)
        if written.disagrees:
            notices.insert(0, "资料中有不同的说法，已一并列出，请核对。")
        is_quotable = confidence >= self._weights.quote_from and not notices
        return Answer(
            question=question,
            status=AnswerStatus.ANSWERED,
            text=written.text,
            statements=written.statements,
            citations=written.citations,
            hits=tuple(retrieval.hits(OFFERED_HITS)),
            confidence=confidence,
            grade=Grade.QUOTABLE if is_quotable else Grade.CHECK,
            notices=tuple(notices),
        )

    def _prove(self, citations: Sequence[Citation]) -> None:
        """Check that each citation is a slice of its revision."""
        for each in citations:
            if not is_verbatim(each, self._text_of):
                raise AssertionError(f"{each.revision_id}[{each.start}:{each.end}] is not as cited")

    def _text_of(self, revision_id: str) -> str:
        return self._library.clean_text(revision_id).text

    @staticmethod
    def _refuse(question: str, retrieval: Retrieval, confidence: float) -> Answer:
        hits = retrieval.hits(OFFERED_HITS)
        return Answer(
            question=question,
            status=AnswerStatus.INSUFFICIENT_EVIDENCE,
            text=REFUSAL_WITH_HITS if hits else REFUSAL,
            hits=tuple(hits),
            confidence=confidence,
            grade=Grade.NOT_FOUND,
        )


def _answering_part(retrieval: Retrieval) -> Retrieval:
    """Return the passages that may be quoted: where a place was named, that place alone."""
    if not retrieval.is_lookup:
        return retrieval
    return replace(retrieval, candidates=retrieval.candidates[: retrieval.named])


def _validity_notices(citations: Sequence[Citation]) -> list[str]:
    notices = {
        f"《{citation.title or citation.document}》{_VALIDITY_NOTICES[citation.validity]}，"
        "请勿作为现行规定引用。"
        for citation in citations
        if citation.validity in _VALIDITY_NOTICES
    }
    return sorted(notices)
