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
    "top_score",
    "top_three_score",
    "top_share",
    "entropy",
    "top_words",
    "top_bigrams",
    "top_words_with_heading",
    "best_words",
    "top_cosine",
    "best_cosine",
    "best_adapted_cosine",
    "passage_cosine",
    "passage_adapted_cosine",
    "missing_in_passage",
    "missing_in_sentence",
    "missing_weight",
    "passage_words",
    "passage_bigrams",
    "three_words",
    "form",
    "unit",
    "count",
    "new_figure",
    "clause",
    "best_clause",
    "words",
    "unknown_words",
    "asks_number",
    "asks_unit",
    "lacks_unit",
    "passage_lead",
    "quoted",
)
"""Names of the features of a question and what was found, in the order of `describe`."""

_TOP = 3


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
    scores = np.array([each.score for each in selected])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    view = top.candidate.view
    passage = view.heading + view.folded
    heaviest = max((term.weight for term in query.words), default=0.0) + 1e-6
    missing = _heaviest_missing(query.words, passage)
    top_passages = retrieval.candidates[:2]
    kinds = query.analysis.kinds
    features = {
        "top_score": top.score,
        "top_three_score": float(scores[:_TOP].mean()),
        "top_share": float(shares[0]),
        "entropy": float(-(shares * np.log(shares + 1e-9)).sum()),
        "top_words": top.features["words"],
        "top_bigrams": top.features["bigrams"],
        "top_words_with_heading": top.features["words_with_heading"],
        "best_words": max(each.features["words"] for each in selected),
        "top_cosine": top.features["cosine"],
        "best_cosine": max(each.features["cosine"] for each in selected),
        "best_adapted_cosine": max(each.features["adapted_cosine"] for each in selected),
        "passage_cosine": top.candidate.cosine,
        "passage_adapted_cosine": top.candidate.adapted_cosine,
        "missing_in_passage": missing / heaviest,
        "missing_in_sentence": _heaviest_missing(query.words, top.span.folded) / heaviest,
        "missing_weight": missing,
        "passage_words": coverage(query.words, query.word_weight, passage),
        "passage_bigrams": coverage(query.bigrams, query.bigram_weight, passage),
        "three_words": coverage(
            query.words, query.word_weight, " ".join(each.span.folded for each in best)
        ),
        "form": top.features["form"],
        "unit": top.features["unit"],
        "count": top.features["count"],
        "new_figure": top.features["new_figure"],
        "clause": top.features["clause"],
        "best_clause": max(each.features["clause"] for each in best),
        "words": float(len(query.words)),
        "unknown_words": float(sum(term.is_unknown for term in query.words)),
        "asks_number": float(QuestionKind.NUMBER in kinds),
        "asks_unit": float(bool(query.analysis.units)),
        "lacks_unit": float(bool(query.analysis.units) and not top.features["unit"]),
        "passage_lead": top_passages[0].score - top_passages[-1].score,
        "quoted": top.features["quoted"] if query.analysis.quoted else 0.5,
    }
    return np.array([features[name] for name in FEATURES])


def _heaviest_missing(terms: Sequence[Term], text: str) -> float:
    """Return the weight of the most telling term that a text does not have."""
    return max(
        (term.weight for term in terms if not any(form in text for form in term.forms)),
        default=0.0,
    )
