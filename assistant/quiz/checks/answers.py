"""Rules about the key: the evidence alone gives it, and no other."""

from collections.abc import Iterator, Sequence

from assistant.quiz.aligning import tokens
from assistant.quiz.checks.known import Known, is_made_by_machine
from assistant.quiz.deriving import Derived, derive
from assistant.quiz.schema import LETTERED, Flaw, Item, ItemKind, Question, Severity
from assistant.quiz.world import plain

# Share of a point's tokens that the evidence must have.
_LEAST_COVERED = 0.85


def answerable(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the evidence alone does not tell the key."""
    for question in _questions(item):
        derived = _derive(question, item, known)
        if derived is None:
            continue
        if question.kind is ItemKind.SHORT_ANSWER:
            yield from _uncovered(question, known, item)
        elif derived.key is None or not derived.key:
            certain = derived.key is not None or is_made_by_machine(item)
            yield Flaw(
                rule="answerable",
                severity=Severity.ERROR if certain else Severity.WARNING,
                message=f"只看依据推不出答案：{derived.reason}。请补充依据或改写题干。",
            )


def wrong_key(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the evidence gives another key than the item's."""
    for question in _questions(item):
        derived = _derive(question, item, known)
        if derived is None or not derived.key or _agrees(question, derived.key):
            continue
        shown = "、".join(derived.key)
        yield Flaw(
            rule="wrong_key",
            message=f"按依据答案应为“{shown}”（{derived.reason}），与所给答案不同。请核对答案和依据。",
        )


def _questions(item: Item) -> Sequence[Question]:
    return item.parts if item.kind is ItemKind.CASE else [item]


def _derive(question: Question, item: Item, known: Known) -> Derived | None:
    evidence = question.evidence or item.evidence
    if not evidence:
        # Another rule says so.
        return None
    return derive(
        question,
        known.texts(evidence),
        rows=known.rows(evidence),
        context=known.context(evidence),
    )


def _agrees(question: Question, key: Sequence[str]) -> bool:
    if question.kind in LETTERED:
        return tuple(key) == question.key
    if len(key) != len(question.key):
        return False
    variants = question.variants or ((),) * len(question.key)
    return all(
        any(_same(text, one) for one in (given, *accepted))
        for text, given, accepted in zip(key, question.key, variants, strict=True)
    )


def _same(derived: str, given: str) -> bool:
    if plain(derived) == plain(given) or tokens(derived).keys == tokens(given).keys:
        return True
    # Where a name begins and ends in the sentence that goes on around it, only a reader knows.
    is_name = len(given) > 1 and not any(token.figure for token in tokens(derived).items)
    return is_name and (
        plain(derived).endswith(plain(given)) or plain(derived).startswith(plain(given))
    )


def _uncovered(question: Question, known: Known, item: Item) -> Iterator[Flaw]:
    """Yield where a point of a short answer is not the evidence's."""
    texts = known.texts(question.evidence or item.evidence)
    said = {key for text in texts for key in _grams(text)}
    for point in question.key:
        wanted = _grams(point)
        if wanted and sum(gram in said for gram in wanted) < _LEAST_COVERED * len(wanted):
            yield Flaw(
                rule="answerable",
                message=f"答案要点“{point}”在依据中找不到。请补充依据或改写要点。",
            )


def _grams(text: str) -> list[tuple[str, ...]]:
    keys = tokens(text).keys
    return [keys[i : i + 2] for i in range(len(keys) - 1)] or ([keys] if keys else [])
