"""Measures of retrieval, answers, citations and refusals on questions whose answers are known.

Questions come in two forms: with the words that prove the answer, or with the ids of the passages
that hold it. Both are measured on what `policy batch` writes.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath
from statistics import fmean

from pydantic import AliasChoices, ConfigDict, Field

from assistant.schema import AnswerStatus
from ingest.schema import Record

Value = float | int | None
"""A share from 0 to 1, a count, or nothing where there was nothing to measure."""

# A longer passage would cover evidence by its length alone.
PASSAGE_CHARACTERS = 600
# The reader looks for the answer first and for its explanation after it.
ANSWER_CHARACTERS = 200
# Longer evidence counts by this much of its beginning or end: a border of chunks may cut it.
WHOLE_EVIDENCE_CHARACTERS = 40
EVIDENCE_EDGE_CHARACTERS = 30
# Nobody opens more sources than these; a question that joins facts may need twice as many.
CITATIONS_READ = 3
# Questions of these types are answered by all of their evidence together.
JOINING_TYPES = frozenset({"compare", "multi_hop"})
LIST_ITEMS_NEEDED = 0.8

RECALL_DEPTHS = (1, 3, 5, 10, 20)
HIT_DEPTHS = (1, 3, 5, 10)
RECIPROCAL_RANK_DEPTH = 10

_THOUSANDS_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ITEM_BREAK = re.compile("[、;；]")


class EvaluationRecord(Record):
    """Base of what is read from question and result files, whose further fields do not matter."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(validation_alias=AliasChoices("id", "qid"))


class EvidenceQuestion(EvaluationRecord):
    """A question with its answer and the words of the documents that prove it."""

    question: str
    answer: str
    answer_aliases: tuple[str, ...] = ()
    """Other ways of writing the answer."""

    evidence: tuple[str, ...] = Field(min_length=1)
    """Verbatim from the documents."""

    type: str = ""
    """E.g. "fact_number", "list", "compare", "multi_hop"."""

    @property
    def joins_facts(self) -> bool:
        """True when the answer needs all the evidence instead of any of it."""
        return self.type in JOINING_TYPES


class PassageQuestion(EvaluationRecord):
    """A question with the ids of the passages that answer it."""

    question: str
    answers: tuple[str, ...] = ()
    """Gold answers, any of which will do."""

    pids: tuple[str, ...]
    """Stems of the right documents' file names."""

    alt_pids: tuple[str, ...] = ()
    """Stems of other documents that are as right."""


class UnanswerableQuestion(EvaluationRecord):
    """A question that the documents do not answer."""

    question: str


GoldQuestion = EvidenceQuestion | PassageQuestion


class Passage(Record):
    """A hit or a citation."""

    model_config = ConfigDict(extra="ignore")

    document: str
    """The source file's name."""

    text: str = ""


class Result(EvaluationRecord):
    """What was found and answered; fields that are none were not asked for."""

    hits: tuple[Passage, ...] | None = None
    """Best first."""

    status: AnswerStatus | None = None
    answer: str | None = None
    citations: tuple[Passage, ...] = ()

    @property
    def is_answered(self) -> bool:
        """True when there is an answer that is no refusal."""
        return self.status is AnswerStatus.ANSWERED

    @property
    def is_refused(self) -> bool:
        """True when the documents were said not to hold the answer."""
        return self.status is AnswerStatus.INSUFFICIENT_EVIDENCE


class Evaluation(Record):
    """How good a set of results is."""

    measures: dict[str, Value]
    """By name, in the order in which they are read."""

    misses: dict[str, tuple[str, ...]]
    """By what went wrong, the ids of the questions."""


def evaluate_results(
    questions: Sequence[GoldQuestion],
    results: Iterable[Result],
    unanswerable: Sequence[UnanswerableQuestion] = (),
) -> Evaluation:
    """Return the measures of results against a set of questions.

    A question without a result counts as neither found, answered nor refused. Measures whose
    fields no result has are left out.

    Args:
        questions: Of one form.
        results: In any order; at most one per question.
        unanswerable: Questions that should be refused.

    Raises:
        ValueError: there are no questions, or they are of both forms.
    """
    by_id = {result.id: result for result in results}
    given = [by_id.get(each.id, Result(id=each.id)) for each in questions]
    measures: dict[str, Value] = {
        "questions": len(questions),
        "missing": sum(each.id not in by_id for each in questions),
    }
    misses: dict[str, tuple[str, ...]] = {}
    with_evidence = [each for each in questions if isinstance(each, EvidenceQuestion)]
    with_passages = [each for each in questions if isinstance(each, PassageQuestion)]
    if bool(with_evidence) == bool(with_passages):
        raise ValueError("questions must be of one form, and at least one")
    if with_evidence:
        _measure_evidence(with_evidence, given, measures, misses)
    else:
        _measure_passages(with_passages, given, measures, misses)
    if unanswerable:
        refusable = [by_id.get(each.id, Result(id=each.id)) for each in unanswerable]
        _measure_refusals(refusable, given, measures, misses)
    return Evaluation(measures=measures, misses=misses)


def normalize(text: str) -> str:
    """Return text as it is compared: NFKC, lower case, no blanks, asterisks, thousands commas.

    >>> normalize("共 12,345 元（Ａ）")
    '共12345元(a)'
    """
    folded = unicodedata.normalize("NFKC", _THOUSANDS_COMMA.sub("", text))
    return "".join(each for each in folded if each != "*" and not each.isspace()).lower()


def covers(passage: str, evidence: str) -> bool:
    """Return whether a passage holds a piece of evidence, or an end of long evidence.

    Both are normalized already.
    """
    if evidence in passage:
        return True
    if len(evidence) <= WHOLE_EVIDENCE_CHARACTERS:
        return False
    edges = evidence[:EVIDENCE_EDGE_CHARACTERS], evidence[-EVIDENCE_EDGE_CHARACTERS:]
    return any(edge in passage for edge in edges)


def rank_of_evidence(question: EvidenceQuestion, hits: Sequence[Passage]) -> int | None:
    """Return the rank, from 1, at which the evidence is there; none when it never is.

    For a question that joins facts, that is the rank at which all of it is there.
    """
    passages = _read(hits)
    ranks = [
        next((rank for rank, text in enumerate(passages, start=1) if covers(text, evidence)), None)
        for evidence in map(normalize, question.evidence)
    ]
    found = [rank for rank in ranks if rank is not None]
    if question.joins_facts:
        return max(found) if len(found) == len(ranks) else None
    return min(found, default=None)


def is_right(question: EvidenceQuestion, answer: str) -> bool:
    """Return whether the beginning of an answer holds the gold answer.

    An alias does as well, and so do four fifths of the items of a list.
    """
    beginning = normalize(answer)[:ANSWER_CHARACTERS]
    if any(_contains(beginning, gold) for gold in (question.answer, *question.answer_aliases)):
        return True
    if question.type != "list":
        return False
    items = [item for item in _ITEM_BREAK.split(question.answer) if item.strip()]
    present = sum(_contains(beginning, item) for item in items)
    return present >= LIST_ITEMS_NEEDED * len(items)


def is_supported(question: EvidenceQuestion, citations: Sequence[Passage]) -> bool:
    """Return whether the first citations hold the evidence: all of it where facts are joined."""
    read = CITATIONS_READ * 2 if question.joins_facts else CITATIONS_READ
    passages = _read(citations[:read])
    covered = (
        any(covers(text, evidence) for text in passages)
        for evidence in map(normalize, question.evidence)
    )
    return all(covered) if question.joins_facts else any(covered)


def character_f1(answer: str, gold: str) -> float:
    """Return the F1 of the characters of an answer's beginning against a gold answer, 0 to 1."""
    given = Counter(normalize(answer)[:ANSWER_CHARACTERS])
    wanted = Counter(normalize(gold))
    shared = (given & wanted).total()
    return 2 * shared / (given.total() + wanted.total()) if shared else 0.0


def rank_of_document(gold: Collection[str], hits: Iterable[Passage]) -> int | None:
    """Return the rank, from 1, of the first gold document among the distinct ones of the hits."""
    stems = dict.fromkeys(PurePosixPath(hit.document).stem for hit in hits)
    return next((rank for rank, stem in enumerate(stems, start=1) if stem in gold), None)


def _measure_evidence(
    questions: Sequence[EvidenceQuestion],
    results: Sequence[Result],
    measures: dict[str, Value],
    misses: dict[str, tuple[str, ...]],
) -> None:
    if any(result.hits is not None for result in results):
        ranks = [
            rank_of_evidence(question, result.hits or ())
            for question, result in zip(questions, results, strict=True)
        ]
        for depth in RECALL_DEPTHS:
            measures[f"recall@{depth}"] = _share(_within(rank, depth) for rank in ranks)
        depth = RECIPROCAL_RANK_DEPTH
        reciprocal = (1 / rank if rank and rank <= depth else 0 for rank in ranks)
        measures[f"mrr@{depth}"] = _share(reciprocal)
        misses[f"retrieval@{depth}"] = tuple(
            question.id
            for question, rank in zip(questions, ranks, strict=True)
            if not _within(rank, depth)
        )
    if any(result.answer is not None for result in results):
        answered = [
            (question, result)
            for question, result in zip(questions, results, strict=True)
            if result.is_answered
        ]
        right = {q.id: is_right(q, result.answer or "") for q, result in answered}
        measures["answer_accuracy"] = _share(right.get(q.id, False) for q in questions)
        measures["answer_accuracy_when_answered"] = _share(right.values())
        measures["wrongly_refused"] = _share(result.is_refused for result in results)
        measures["citation_supports"] = _share(is_supported(q, r.citations) for q, r in answered)
        lengths = sorted(len(result.answer or "") for _, result in answered)
        measures["median_answer_chars"] = lengths[len(lengths) // 2] if lengths else None
        misses["answer"] = tuple(q.id for q in questions if not right.get(q.id))


def _measure_passages(
    questions: Sequence[PassageQuestion],
    results: Sequence[Result],
    measures: dict[str, Value],
    misses: dict[str, tuple[str, ...]],
) -> None:
    ranks = [
        rank_of_document({*question.pids, *question.alt_pids}, result.hits or ())
        for question, result in zip(questions, results, strict=True)
    ]
    for depth in HIT_DEPTHS:
        measures[f"hit@{depth}"] = _share(_within(rank, depth) for rank in ranks)
    misses[f"hit@{HIT_DEPTHS[-1]}"] = tuple(
        question.id
        for question, rank in zip(questions, ranks, strict=True)
        if not _within(rank, HIT_DEPTHS[-1])
    )
    with_answers = [
        (question.answers, result.answer if result.is_answered else "")
        for question, result in zip(questions, results, strict=True)
        if question.answers and result.answer is not None
    ]
    if with_answers:
        measures["answer_f1"] = _share(
            max(character_f1(answer or "", gold) for gold in golds)
            for golds, answer in with_answers
        )
        measures["wrongly_refused"] = _share(result.is_refused for result in results)


def _measure_refusals(
    refusable: Sequence[Result],
    answerable: Sequence[Result],
    measures: dict[str, Value],
    misses: dict[str, tuple[str, ...]],
) -> None:
    rightly = sum(result.is_refused for result in refusable)
    wrongly = sum(result.is_refused for result in answerable)
    refused = rightly + wrongly
    measures["refusal_recall"] = _share(result.is_refused for result in refusable)
    measures["refusal_precision"] = round(rightly / refused, 3) if refused else None
    misses["not refused"] = tuple(result.id for result in refusable if not result.is_refused)


def _read(passages: Iterable[Passage]) -> list[str]:
    return [normalize(passage.text)[:PASSAGE_CHARACTERS] for passage in passages]


def _contains(answer: str, gold: str) -> bool:
    """Return whether an answer holds a gold answer whose figures are not cut out of longer ones."""
    wanted = normalize(gold)
    if not wanted:
        return False
    pattern = re.escape(wanted)
    if wanted[0].isdigit():
        pattern = rf"(?<![\d.]){pattern}"
    if wanted[-1].isdigit():
        pattern = rf"{pattern}(?!\.?\d)"
    return re.search(pattern, answer) is not None


def _within(rank: int | None, depth: int) -> bool:
    return rank is not None and rank <= depth


def _share(values: Iterable[float]) -> Value:
    listed = list(values)
    return round(fmean(listed), 3) if listed else None
