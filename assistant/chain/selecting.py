"""Choose the sentences and table rows that answer, from the passages found."""

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.matching import Query, Span, answer_signals, coverage
from assistant.retrieval.question import QuestionKind
from assistant.retrieval.ranking import Candidate
from assistant.retrieval.retriever import Retrieval
from assistant.retrieval.weights import Linear
from ingest.numerals import Quantity, quantities

# Passages whose sentences are looked at, best first.
PASSAGES = 10

FEATURES = (
    "passage_score",
    "passage_gap",
    "passage_rank",
    "cosine",
    "adapted_cosine",
    "words",
    "bigrams",
    "words_before",
    "words_after",
    "words_with_heading",
    "words_in_passage",
    "form",
    "unit",
    "count",
    "new_figure",
    "clause",
    "position",
    "length",
    "is_short",
    "quoted",
    "is_row",
)
"""Names of the features of a sentence, in the order of `select`."""

# In "2021至2023年" both are years; 2000 in "2000元" is none.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[-—~至到、和与及](?:19|20)\d{2}年)")
# By so much a sentence about another year comes behind, in score: last year's figure is the
# likeliest of all wrong ones.
OTHER_YEAR_BEHIND = 3.0

# The 文号 below a title answers who asks for it, and nobody else.
_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff]{1,15}[(（〔【\[]\d{4}[)）〕】\]]\d{1,4}号")
_ASKS_NUMBER = re.compile(r"文号|几号|哪[个份]文|什么文件")

_CLAUSE = re.compile(r"[^，；：,;:]+")
# Shorter than this, a sentence is rather a heading.
_SHORT = 18
_USUAL_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Selected:
    """A sentence or table row that may answer."""

    candidate: Candidate
    index: int
    """Of the span in the passage."""

    features: Mapping[str, float]
    score: float = 0.0
    """Higher is better, comparable within one question."""

    @property
    def span(self) -> Span:
        """The sentence, prepared for matching."""
        return self.candidate.view.spans[self.index]

    @property
    def quantities(self) -> Sequence[Quantity]:
        """Its figures; their offsets count in the folded text."""
        return self.candidate.view.quantities(self.index)

    @property
    def text(self) -> str:
        """What a reader is shown: the sentence, or a table row with its headers."""
        chunk = self.candidate.view.chunk
        if self.span.is_row:
            start = chunk.start + self.span.start
            return next(row.sentence for row in chunk.rows if row.start <= start < row.end)
        return chunk.text[self.span.start : self.span.end]


def select(retrieval: Retrieval, model: Linear) -> list[Selected]:
    """Return the sentences of the best passages, the likeliest answer first."""
    found = describe(retrieval)
    if not found:
        return []
    matrix = feature_matrix(found)
    asked = _years(retrieval.query.analysis.text)
    others = np.array([_is_of_another_year(asked, each) for each in found])
    scores = matrix @ model.vector(FEATURES) - OTHER_YEAR_BEHIND * others
    scored = [
        Selected(each.candidate, each.index, each.features, float(score))
        for each, score in zip(found, scores, strict=True)
    ]
    return sorted(scored, key=lambda each: -each.score)


def feature_matrix(found: Sequence[Selected]) -> NDArray[np.float64]:
    """Return the features of sentences: float64, shape (len(found), len(FEATURES))."""
    return np.array([[each.features[name] for name in FEATURES] for each in found])


def describe(retrieval: Retrieval) -> list[Selected]:
    """Return the sentences of the best passages with their features, in reading order."""
    query, best = retrieval.query, retrieval.candidates[:PASSAGES]
    asked = {(q.value, q.kind) for q in quantities(query.analysis.text)}
    asks_number = _ASKS_NUMBER.search(query.analysis.text) is not None
    found = []
    for rank, candidate in enumerate(best):
        view = candidate.view
        by_words = [coverage(query.words, query.word_weight, span.folded) for span in view.spans]
        shared = {
            "passage_score": candidate.score,
            "passage_gap": candidate.score - best[0].score,
            "passage_rank": 1 / (1 + rank),
            "words_in_passage": coverage(query.words, query.word_weight, view.folded),
        }
        heading = view.heading
        for index, span in enumerate(view.spans):
            if span.is_heading:
                # Of a heading inside the passage, too.
                heading = f"{view.heading}\n{span.folded}"
                continue
            if _NUMBER_LINE.fullmatch(span.folded) and not asks_number:
                continue
            figures = view.quantities(index)
            form, unit, count = answer_signals(query, span, figures)
            own = {
                "cosine": _best(candidate.cosines, span, candidate.floor),
                "adapted_cosine": _best(candidate.adapted_cosines, span, candidate.adapted_floor),
                "words": by_words[index],
                "bigrams": coverage(query.bigrams, query.bigram_weight, span.folded),
                "words_before": by_words[index - 1] if index else 0.0,
                "words_after": by_words[index + 1] if index + 1 < len(by_words) else 0.0,
                "words_with_heading": coverage(
                    query.words, query.word_weight, f"{heading}\n{span.folded}"
                ),
                "form": form,
                "unit": unit,
                "count": count,
                "new_figure": float(any((q.value, q.kind) not in asked for q in figures)),
                "clause": _clause_signal(query, span, figures),
                "position": index / len(view.spans),
                "length": math.log(max(span.end - span.start, 1) / _USUAL_LENGTH),
                "is_short": float(span.end - span.start < _SHORT),
                "quoted": _quoted(query, span),
                "is_row": float(span.is_row),
            }
            found.append(Selected(candidate, index, {**shared, **own}))
    return found


def _years(folded: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(folded))


def _is_of_another_year(asked: AbstractSet[str], selected: Selected) -> bool:
    """Say whether a sentence tells of years, but of none that was asked about."""
    if not asked:
        return False
    told = _years(selected.span.folded)
    return bool(told) and not told & asked


def _best(cosines: Mapping[int, float], span: Span, floor: float) -> float:
    return max((cosines[unit] for unit in span.units if unit in cosines), default=floor)


def _quoted(query: Query, span: Span) -> float:
    quoted = query.analysis.quoted
    return sum(name in span.folded for name in quoted) / len(quoted) if quoted else 0.0


def _clause_signal(query: Query, span: Span, figures: Sequence[Quantity]) -> float:
    """Say how much of the question stands in one clause, half as much where it has no figure.

    For questions that ask for no figure it is 0.
    """
    if QuestionKind.NUMBER not in query.analysis.kinds and not query.analysis.units:
        return 0.0
    best = 0.0
    for clause in _CLAUSE.finditer(span.folded):
        share = coverage(query.words, query.word_weight, clause.group())
        has_figure = any(q.start < clause.end() and q.end > clause.start() for q in figures)
        best = max(best, share if has_figure else share / 2)
    return best
