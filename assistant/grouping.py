"""Full text search: every passage that has the words of a question, gathered by document."""

from collections.abc import Sequence

from assistant.retrieval.highlighting import find_highlights, plain_words
from assistant.retrieval.matching import Query, coverage
from assistant.retrieval.ranking import Candidate
from assistant.retrieval.retriever import Retrieval
from assistant.schema import DocumentHits, DocumentSearch, FoundPassage

# Chunks the lexical search may send on: who searches wants all of them, who asks the best.
BREADTH = 200

# Passages shown of a document.
SHOWN_PASSAGES = 3

# A passage is found when it has at least this share of what the best one has of the question:
# where one has all of its words, one of four says little.
LEAST_SHARE = 0.4


def group_by_document(retrieval: Retrieval, *, page: int, page_size: int) -> DocumentSearch:
    """Return one page of what was found, documents in the order of their best passages.

    Args:
        retrieval: What was found for the question.
        page: Counting from 1; past the last one it is empty.
        page_size: Documents on a page.
    """
    found = _found(retrieval)
    groups: dict[str, list[Candidate]] = {}
    for candidate in found:
        groups.setdefault(candidate.view.document.id, []).append(candidate)
    shown = list(groups.values())[(page - 1) * page_size : page * page_size]
    return DocumentSearch(
        groups=tuple(_group(retrieval.query, candidates) for candidates in shown),
        documents=len(groups),
        passages=len(found),
    )


def _found(retrieval: Retrieval) -> list[Candidate]:
    """Return the passages that have words of the question, best first; a named place always."""
    candidates, named = retrieval.candidates, retrieval.named
    shares = _shares(retrieval.query, candidates)
    least = LEAST_SHARE * max(shares, default=0.0)
    return [
        candidate
        for number, (candidate, share) in enumerate(zip(candidates, shares, strict=True))
        if number < named or (share > 0 and share >= least)
    ]


def _shares(query: Query, candidates: Sequence[Candidate]) -> list[float]:
    """Return how much of the question stands in each passage or above it, 0 to 1.

    The headings alone do not count: every passage of a document has its title.
    """
    words, figures = plain_words(query), query.tokens
    total = sum(term.weight for term in (*words, *figures)) or 1.0
    shares = []
    for view in (candidate.view for candidate in candidates):
        known = sum(term.weight for term in figures if term.forms[0] in view.tokens)
        if known or coverage(words, total, view.folded):
            known += coverage(words, 1.0, f"{view.heading}\n{view.folded}")
        shares.append(known / total)
    return shares


def _group(query: Query, candidates: Sequence[Candidate]) -> DocumentHits:
    return DocumentHits(
        document=candidates[0].view.document,
        count=len(candidates),
        passages=tuple(
            FoundPassage(
                chunk=candidate.view.chunk,
                score=candidate.score,
                highlights=find_highlights(query, candidate.view.chunk.text),
            )
            for candidate in candidates[:SHOWN_PASSAGES]
        ),
    )
