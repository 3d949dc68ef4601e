"""Estimate whether the library answers a question at all."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.chain.selecting import Selected
from assistant.retrieval.matching import Term, coverage
from assistant.retrieval.question import QuestionKind
from assistant.retrieval.retriever import Retrieval
from assistant.retrieval.weights import Linear

FEATURES = (
    "sentence_score",
    "sentence_cosine",
    "best_cosine",
    "cosine_lead",
    "passage_lead",
    "phrases",
    "passage_words",
    "missing_in_passage",
    "missing_weight",
    "best_clause",
    "count",
    "words",
    "unknown_words",
    "asks_number",
)
"""Names of the features of a question and what was found, in the order of `describe`."""

_TOP = 3
_TOP_PASSAGES = 10
# The passage that the best one is compared with: those between may answer too.
_RUNNER_UP = 4
# A common stretch of so many characters is a phrase rather than a coincidence.
_PHRASE = 3
# Among fewer candidates nothing can stand out; the usual lead, in standard deviations, is assumed.
_FEWEST = 20
_USUAL_LEAD = 4.8


def estimate(retrieval: Retrieval, selected: Sequence[Selected], model: Linear) -> float:
    """Return the probability that what was found answers the question, 0 to 1."""
    if not selected:
        return 0.0
    logit = float(describe(retrieval, selected) @ model.vector(FEATURES)) + model.intercept
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def describe(retrieval: Retrieval, selected: Sequence[Selected]) -> NDArray[np.float64]:
    """Return the features of a question: float64, shape (len(FEATURES),).

    Args:
        retrieval: What was found; not empty.
        selected: Its sentences, the likeliest answer first; not empty.
    """
    query, best = retrieval.query, selected[:_TOP]
    top = best[0]
    view = top.candidate.view
    passage = view.heading + view.folded
    heaviest = max((term.weight for term in query.words), default=0.0) + 1e-6
    missing = _heaviest_missing(query.words, passage)
    ranked = retrieval.candidates
    seen = "\n".join(c.view.heading + c.view.folded for c in ranked[:_TOP_PASSAGES])
    features = {
        "sentence_score": float(np.mean([each.score for each in best])),
        "sentence_cosine": top.features["cosine"],
        "best_cosine": max(each.features["cosine"] for each in selected),
        "cosine_lead": _lead([candidate.cosine for candidate in ranked]),
        "passage_lead": ranked[0].score - ranked[min(_RUNNER_UP, len(ranked) - 1)].score,
        "phrases": _phrase_share(query.analysis.content, seen),
        "passage_words": coverage(query.words, query.word_weight, passage),
        "missing_in_passage": missing / heaviest,
        "missing_weight": missing,
        "best_clause": max(each.features["clause"] for each in best),
        "count": top.features["count"],
        "words": float(len(query.words)),
        "unknown_words": float(sum(term.is_unknown for term in query.words)),
        "asks_number": float(QuestionKind.NUMBER in query.analysis.kinds),
    }
    return np.array([features[name] for name in FEATURES])


def _lead(cosines: Sequence[float]) -> float:
    """Return how far the nearest candidate stands out, in standard deviations of them all."""
    if len(cosines) < _FEWEST:
        return _USUAL_LEAD
    return float((max(cosines) - np.mean(cosines)) / (np.std(cosines) + 1e-6))


def _phrase_share(content: Sequence[str], text: str) -> float:
    """Return the share of a question's characters that stand in a text as part of a phrase."""
    total = found = 0
    for run in content:
        in_phrase = [False] * len(run)
        for start in range(len(run) - _PHRASE + 1):
            if run[start : start + _PHRASE] in text:
                in_phrase[start : start + _PHRASE] = [True] * _PHRASE
        total += len(run)
        found += sum(in_phrase)
    return found / total if total else 0.0


def _heaviest_missing(terms: Sequence[Term], text: str) -> float:
    """Return the weight of the most telling term that a text does not have."""
    return max(
        (term.weight for term in terms if not any(form in text for form in term.forms)),
        default=0.0,
    )
