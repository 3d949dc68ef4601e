"""Estimate whether the library answers a question at all."""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.chain.selecting import Selected
from assistant.retrieval.matching import Query, Term, coverage, fitting_units
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
# Among fewer candidates nothing can stand out; then what is usual on answered questions is assumed.
_FEWEST = 20
_USUAL_COSINE_LEAD = 4.8
_USUAL_PASSAGE_LEAD = 5.5

# The fitted model learnt from questions in words of their own. A sentence that repeats the question
# and adds what is asked is an answer whatever the model says: of the development questions that
# must be refused none has one, nor 98 of 100 others whose answer was taken out.
_LITERAL = 0.9
_NEARLY_ALL = 0.9
_FEWEST_WORDS = 3

_ASKS = re.compile(r"(?:\d{1,3}[.、]?\s*)?问[:：]")
_ANSWERS = re.compile(r"答[:：]")


def estimate(retrieval: Retrieval, selected: Sequence[Selected], model: Linear) -> float:
    """Return the probability that what was found answers the question, 0 to 1."""
    if not selected:
        return 0.0
    logit = float(describe(retrieval, selected) @ model.vector(FEATURES)) + model.intercept
    fitted = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    is_literal = any(_says_it_all(retrieval.query, each) for each in selected[:_TOP])
    return max(fitted, _LITERAL) if is_literal else fitted


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
        "cosine_lead": _cosine_lead([candidate.cosine for candidate in ranked]),
        "passage_lead": _passage_lead([candidate.score for candidate in ranked]),
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


def _says_it_all(query: Query, selected: Selected) -> bool:
    """Say whether a sentence has nearly every word of the question, and what it asks for."""
    about = _about(selected)
    words = coverage(query.words, query.word_weight, about + selected.span.folded)
    has_unit = (
        not query.analysis.units
        or selected.features["unit"] == 1
        or (selected.span.is_row and any(unit in about for unit in fitting_units(query.analysis)))
    )
    return (
        len(query.words) >= _FEWEST_WORDS
        and words >= _NEARLY_ALL
        and selected.features["form"] == 1
        and has_unit
        and _has_numbers_of(query, selected)
    )


def _about(selected: Selected) -> str:
    """Return what a sentence leaves unsaid: a row its table's title, 答 its 问."""
    view = selected.candidate.view
    if selected.span.is_row:
        return view.heading
    before = view.spans[selected.index - 1].folded if selected.index else ""
    return before if _ANSWERS.match(selected.span.folded) and _ASKS.match(before) else ""


def _has_numbers_of(query: Query, selected: Selected) -> bool:
    """Say whether every number of the question is there: another year's figure is no answer."""
    text = selected.candidate.view.heading + selected.span.folded
    numbers = (term.forms[0] for term in query.words if re.search(r"\d", term.forms[0]))
    return all(number in text for number in numbers)


def _cosine_lead(cosines: Sequence[float]) -> float:
    """Return how far the nearest candidate stands out, in standard deviations of them all."""
    if len(cosines) < _FEWEST:
        return _USUAL_COSINE_LEAD
    return float((max(cosines) - np.mean(cosines)) / (np.std(cosines) + 1e-6))


def _passage_lead(scores: Sequence[float]) -> float:
    """Return how far the best candidate is above the others, the likeliest of them aside."""
    return scores[0] - scores[_RUNNER_UP] if len(scores) >= _FEWEST else _USUAL_PASSAGE_LEAD


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
