"""Find a second source that says something else about the same thing."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.chain.selecting import Selected
from assistant.retrieval.matching import Query
from ingest.numerals import QuantityKind
from ingest.tokenizing import bigrams

# How much of what they say, figures aside, two sentences about the same thing share (Jaccard of
# bigrams), and how near the second must come to the first in telling what is asked.
ALIKE = 0.5
NEAR = 0.9


def find_disagreement(query: Query, selected: Sequence[Selected]) -> Selected | None:
    """Return the best sentence that states other figures where the first says the same.

    Args:
        query: The question.
        selected: Sentences, the likeliest answer first.

    Returns:
        None when no other place in the passages found contradicts the first sentence.
    """
    if not selected:
        return None
    first = selected[0]
    figures = _figures(first)
    if not figures or _is_repealed(first):
        return None
    words = _plain(first)
    for other in selected[1:]:
        if other.candidate is first.candidate or _is_repealed(other):
            continue
        if other.features["words"] < NEAR * first.features["words"]:
            continue
        theirs = _figures(other)
        if not theirs or _dates(other) != _dates(first) or theirs & figures == theirs:
            continue
        if figures <= theirs:
            continue
        union = words | _plain(other)
        if union and len(words & _plain(other)) / len(union) >= ALIKE:
            return other
    return None


def _is_repealed(selected: Selected) -> bool:
    """Say whether a sentence is no longer in force: that it differs is then no contradiction."""
    return selected.candidate.view.document.metadata.is_repealed


def _figures(selected: Selected) -> frozenset[tuple[Decimal, str]]:
    return frozenset(
        (quantity.value, quantity.unit)
        for quantity in selected.quantities
        if quantity.kind not in {QuantityKind.DATE, QuantityKind.ORDINAL}
    )


def _dates(selected: Selected) -> frozenset[Decimal]:
    return frozenset(q.value for q in selected.quantities if q.kind is QuantityKind.DATE)


def _plain(selected: Selected) -> frozenset[str]:
    return frozenset(gram for gram in bigrams(selected.span.folded) if not gram[0].isdigit())
