"""What leaves of an attempt, and when: the one place that decides whether a key may be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assistant.learning.attempts import GRACE, Kept, Sitting
from assistant.learning.schema import (
    Attempt,
    AttemptInfo,
    Disclosure,
    Marked,
    Result,
    Test,
    ToMark,
)
from assistant.learning.timing import after
from assistant.quiz.schema import Item, ItemKind


@dataclass(frozen=True)
class Hidden:
    """Items whose keys a learner is not told now: a test that the learner may still take asks them.

    The attempts at that very test tell what it allows.
    """

    test_ids_by_item: dict[str, frozenset[str]]
    """By the ids of items, and by their facts."""

    def covers(self, item: Item, test_id: str = "") -> bool:
        """Return whether an item's key stays unsaid, though `test_id` would tell it."""
        tests: frozenset[str] = frozenset()
        for name in filter(None, (item.id, item.fact)):
            tests |= self.test_ids_by_item.get(name, frozenset())
        return bool(tests - {test_id})


@dataclass(frozen=True)
class Score:
    """What an attempt is worth so far."""

    earned: Decimal
    full: Decimal
    answered: int
    to_mark: int
    late: int

    def has_passed(self, percent: int) -> bool | None:
        """Return whether so many percent were reached; None where what is to be marked decides."""
        is_reached = self.earned * 100 >= self.full * percent
        return is_reached if is_reached or not self.to_mark else None


def score(sitting: Sitting) -> Score:
    """Return what an attempt is worth so far."""
    questions = sitting.questions
    return Score(
        earned=sum((kept.mark.earned or Decimal() for kept in questions), Decimal()),
        full=sum((kept.posed.points for kept in questions), Decimal()),
        answered=sum(bool(kept.reply.answer) for kept in questions),
        to_mark=sum(kept.mark.is_right is None for kept in questions),
        late=sum(kept.reply.is_late for kept in questions),
    )


# --- To learners ------------------------------------------------------------------------------


def may_tell_all(sitting: Sitting, moment: str) -> bool:
    """Return whether the learner may see what was right, and how many points it made."""
    if sitting.is_open:
        return False
    if sitting.disclosure is Disclosure.CLOSED and sitting.test:
        return moment >= after(sitting.test.closes_at, GRACE)
    return True


def may_tell(sitting: Sitting, kept: Kept, moment: str, hidden: Hidden) -> bool:
    """Return whether the learner may see what was right in one question."""
    if hidden.covers(kept.posed.item, sitting.test.id if sitting.test else ""):
        return False
    if sitting.disclosure is Disclosure.AT_ONCE and kept.reply.answer:
        return True
    return may_tell_all(sitting, moment)


def tell_marks(sitting: Sitting, moment: str, hidden: Hidden) -> list[Marked]:
    """Return what was right, of the questions whose key may be told."""
    return [tell(kept) for kept in sitting.questions if may_tell(sitting, kept, moment, hidden)]


def tell_attempt(sitting: Sitting, moment: str, hidden: Hidden) -> Attempt:
    """Return an attempt as its learner may see it."""
    info = tell_info(sitting, moment)
    return Attempt(
        **info.model_dump(include=set(Attempt.model_fields) - {"questions"}),
        questions=tuple(kept.posed.show(kept.number) for kept in sitting.questions),
        replies=tuple(kept.reply for kept in sitting.questions if kept.reply.saved_at),
        marks=tuple(tell_marks(sitting, moment, hidden)),
    )


def tell_info(sitting: Sitting, moment: str) -> AttemptInfo:
    """Return an attempt as its learner may see it in a list."""
    test, reached = sitting.test, score(sitting)
    is_told = may_tell_all(sitting, moment)
    return AttemptInfo(
        id=sitting.id,
        test_id=test.id if test else "",
        name=sitting.name,
        libraries=sitting.libraries,
        state=sitting.state,
        started_at=sitting.started_at,
        due_at=sitting.due_at,
        submitted_at=sitting.submitted_at,
        disclosure=sitting.disclosure,
        questions=len(sitting.questions),
        answered=reached.answered,
        points=reached.earned if is_told else None,
        full_points=reached.full,
        has_passed=reached.has_passed(test.pass_percent) if is_told and test else None,
    )


def tell(kept: Kept) -> Marked:
    """Return what was right in a question; `may_tell` comes first."""
    question, source = kept.posed.question, kept.posed.source
    return Marked(
        number=kept.number,
        is_right=kept.mark.is_right,
        points=kept.mark.earned or Decimal(),
        key=question.key,
        rationale=source.rationale,
        evidence=source.evidence,
        item_id=kept.posed.item.id,
    )


# --- To trainers ------------------------------------------------------------------------------


def tell_result(sitting: Sitting, test: Test) -> Result:
    """Return what a learner reached in an attempt."""
    reached = score(sitting)
    return Result(
        attempt_id=sitting.id,
        learner=sitting.learner,
        department=sitting.department,
        state=sitting.state,
        started_at=sitting.started_at,
        submitted_at=sitting.submitted_at,
        points=reached.earned,
        full_points=reached.full,
        has_passed=None if sitting.is_open else reached.has_passed(test.pass_percent),
        to_mark=reached.to_mark,
        late=reached.late,
    )


def list_short_answers(sittings: Iterable[Sitting]) -> list[ToMark]:
    """Return the short answers of submitted attempts, those that nobody has marked first."""
    found = [
        ToMark(
            attempt_id=sitting.id,
            number=kept.number,
            test_id=sitting.test.id,
            test_name=sitting.test.name,
            learner=sitting.learner,
            department=sitting.department,
            situation=kept.posed.situation,
            stem=kept.posed.question.stem,
            answer=kept.reply.answer[0],
            key=kept.posed.question.key,
            rationale=kept.posed.source.rationale,
            evidence=kept.posed.source.evidence,
            points=kept.posed.points,
            earned=kept.mark.earned,
        )
        for sitting in sittings
        if sitting.test and not sitting.is_open
        for kept in sitting.questions
        if kept.posed.question.kind is ItemKind.SHORT_ANSWER and kept.reply.answer
    ]
    # Answers to one question are marked one after the other.
    return sorted(found, key=lambda each: (each.earned is not None, each.stem, each.attempt_id))
