"""Order candidate chunks by features of question and chunk, weighted by a fitted linear model."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.matching import ChunkView, Query, Term, answer_signals, coverage
from assistant.retrieval.weights import Linear

# Okapi's usual constants; the length that counts as average is the chunker's target.
BM25_K1 = 1.2
BM25_B = 0.75
AVERAGE_LENGTH = 450

# What is computed of one candidate alone.
_OWN = (
    "cosine",
    "second_cosine",
    "adapted_cosine",
    "bm25_words",
    "bm25_bigrams",
    "coverage_words",
    "coverage_bigrams",
    "heading_words",
    "heading_bigrams",
    "best_span_words",
    "best_span_bigrams",
    "best_pair_words",
    "tokens",
    "quoted",
    "form",
    "unit",
    "count",
    "is_note",
    "is_table",
    "length",
)
# What also counts as distance from the best candidate, in standard deviations: scores of
# different questions are on different scales.
_RELATIVE = (
    "cosine",
    "second_cosine",
    "adapted_cosine",
    "bm25_words",
    "bm25_bigrams",
    "coverage_words",
    "coverage_bigrams",
    "heading_bigrams",
    "best_span_words",
    "best_span_bigrams",
    "best_pair_words",
)
_RELATIVE_COLUMNS = [_OWN.index(name) for name in _RELATIVE]

FEATURES = (*_OWN, *(f"relative_{name}" for name in _RELATIVE))
"""Names of the features of a candidate, in the order of `fill_features`."""


@dataclass(slots=True)
class Candidate:
    """A chunk that may answer, with what each index thinks of it."""

    view: ChunkView

    cosines: Mapping[int, float]
    """Cosine of the units that were found, by the unit's number in the chunk."""

    adapted_cosines: Mapping[int, float]
    """The same with the adapted question; `cosines` where there is no adapter."""

    floor: float
    """What counts as the cosine of a unit that was not found."""

    adapted_floor: float

    score: float = 0.0
    """Set by `rank`; higher is better, comparable within one question."""

    @property
    def cosine(self) -> float:
        """Cosine of the best unit."""
        return max(self.cosines.values(), default=self.floor)

    @property
    def second_cosine(self) -> float:
        """Cosine of the second best unit; the floor where there is none."""
        return sorted((self.floor, *self.cosines.values()))[-2] if self.cosines else self.floor

    @property
    def adapted_cosine(self) -> float:
        """Cosine of the best unit with the adapted question."""
        return max(self.adapted_cosines.values(), default=self.adapted_floor)


def rank(query: Query, candidates: Sequence[Candidate], model: Linear) -> list[Candidate]:
    """Return the candidates best first, their scores set."""
    if not candidates:
        return []
    scores = fill_features(query, candidates) @ model.vector(FEATURES)
    for candidate, score in zip(candidates, scores, strict=True):
        candidate.score = float(score)
    return sorted(candidates, key=lambda candidate: -candidate.score)


def fill_features(query: Query, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Compute the features of every candidate of a question.

    Returns:
        float64, shape (len(candidates), len(FEATURES)), columns in the order of `FEATURES`.
    """
    own = np.array([_features(query, candidate) for candidate in candidates])
    scores = own[:, _RELATIVE_COLUMNS]
    relative = (scores - scores.max(axis=0)) / (scores.std(axis=0) + 1e-6)
    return np.hstack([own, relative])


def _features(query: Query, candidate: Candidate) -> tuple[float, ...]:
    view = candidate.view
    text, heading = view.folded, view.heading
    by_words = [coverage(query.words, query.word_weight, span.folded) for span in view.spans]
    by_bigrams = [coverage(query.bigrams, query.bigram_weight, span.folded) for span in view.spans]
    by_pair = [
        min(1.0, own + 0.5 * before)
        for own, before in zip(by_words, (0.0, *by_words), strict=False)
    ]
    best = max(range(len(by_words)), key=lambda i: by_words[i] + by_bigrams[i], default=None)
    form = unit = count = 0.0
    if best is not None:
        form, unit, count = answer_signals(query, view.spans[best], view.quantities(best))
    quoted = query.analysis.quoted
    return (
        candidate.cosine,
        candidate.second_cosine,
        candidate.adapted_cosine,
        _bm25(query.words, text, view.length) / query.word_weight,
        _bm25(query.bigrams, text, view.length) / query.bigram_weight,
        coverage(query.words, query.word_weight, text),
        coverage(query.bigrams, query.bigram_weight, text),
        coverage(query.words, query.word_weight, heading),
        coverage(query.bigrams, query.bigram_weight, heading),
        max(by_words, default=0.0),
        max(by_bigrams, default=0.0),
        max(by_pair, default=0.0),
        sum(t.weight for t in query.tokens if t.forms[0] in view.tokens) / query.token_weight,
        sum(q in text or q in heading for q in quoted) / len(quoted) if quoted else 0.0,
        form,
        unit,
        count,
        float(view.chunk.is_note),
        float(bool(view.chunk.rows)),
        math.log(view.length / AVERAGE_LENGTH),
    )


def _bm25(terms: Sequence[Term], text: str, length: int) -> float:
    """Return Okapi BM25 of a text, terms counted wherever they stand in it.

    References:
        Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond",
        https://doi.org/10.1561/1500000019.
    """
    norm = BM25_K1 * (1 - BM25_B + BM25_B * length / AVERAGE_LENGTH)
    score = 0.0
    for term in terms:
        count = sum(map(text.count, term.forms))
        if count:
            score += term.weight * count * (BM25_K1 + 1) / (count + norm)
    return score
