"""What tests show: 知晓率 by unit, topic and test, and which items are bad.

References:
    Kelley (1939), "The selection of upper and lower groups for the validation of test items",
    Journal of Educational Psychology 30: the upper and lower 27 percent.
    Ebel & Frisbie (1991), "Essentials of Educational Measurement": below 0.2 an item hardly tells
    who knows more.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from assistant.learning.attempts import Kept, Sitting
from assistant.learning.schema import ItemStatistics, Rate, Statistics
from assistant.learning.telling import score
from assistant.quiz.schema import LETTERED, ItemKind, Question

NO_UNIT, NO_TOPIC = "未填单位", "未分类"

# Fewer answers say nothing of an item; of upper and lower groups, and of what nobody chooses.
_FEWEST = 5
_FEWEST_GROUPED = 10
_FEWEST_CHOICES = 20
_GROUP_SHARE = Decimal("0.27")

_HARDEST, _EASIEST = Decimal("0.2"), Decimal("0.95")
_LOWEST_DISCRIMINATION = Decimal("0.2")
_PLACES = Decimal("0.001")
# Texts that were written into blanks most often.
_MOST_TEXTS = 8

Answers = list[tuple[Sitting, Kept]]
_NameOf = Callable[[Sitting, Kept], str]


def first_attempts(sittings: Iterable[Sitting]) -> list[Sitting]:
    """Return the attempts that count: each learner's first one at a test with any answer."""
    firsts: dict[tuple[str, str], Sitting] = {}
    for sitting in sorted(sittings, key=lambda each: each.ordinal):
        has_answers = any(kept.reply.answer for kept in sitting.questions)
        if sitting.test and not sitting.is_open and has_answers:
            firsts.setdefault((sitting.test.id, sitting.account_id), sitting)
    return list(firsts.values())


def measure(sittings: Iterable[Sitting], *, unit: str = "") -> Statistics:
    """Return what attempts show.

    Args:
        sittings: Any; `first_attempts` of them count.
        unit: Whose learners alone count; "" for all.
    """
    counted = [sitting for sitting in first_attempts(sittings) if unit in ("", _unit_of(sitting))]
    answers = [
        (sitting, kept)
        for sitting in counted
        for kept in sitting.questions
        if kept.mark.is_right is not None
    ]
    shares = {sitting.id: _share_of_points(sitting) for sitting in counted}
    by_item: dict[tuple[str, int], Answers] = defaultdict(list)
    for sitting, kept in answers:
        by_item[kept.posed.item.id, kept.posed.part].append((sitting, kept))
    items = [_measure_item(group, shares) for group in by_item.values()]
    return Statistics(
        overall=_rate("全部", answers),
        units=_rates(answers, lambda sitting, _: _unit_of(sitting)),
        topics=_rates(answers, lambda _, kept: kept.posed.item.topic or NO_TOPIC),
        tests=_rates(answers, lambda sitting, _: sitting.name),
        items=tuple(sorted(items, key=lambda each: (not each.notes, each.right / each.answers))),
    )


# --- 知晓率 -----------------------------------------------------------------------------------


def _rates(answers: Answers, name_of: _NameOf) -> tuple[Rate, ...]:
    groups: dict[str, Answers] = defaultdict(list)
    for sitting, kept in answers:
        groups[name_of(sitting, kept)].append((sitting, kept))
    rates = [_rate(name, group) for name, group in groups.items()]
    return tuple(sorted(rates, key=lambda rate: (rate.share or Decimal(), rate.name)))


def _rate(name: str, answers: Answers) -> Rate:
    return Rate(
        name=name,
        learners=len({sitting.account_id for sitting, _ in answers}),
        answers=len(answers),
        right=sum(bool(kept.mark.is_right) for _, kept in answers),
    )


def _unit_of(sitting: Sitting) -> str:
    return sitting.department or NO_UNIT


# --- Items ------------------------------------------------------------------------------------


def _measure_item(answers: Answers, shares: dict[str, Decimal]) -> ItemStatistics:
    # As it was asked last: somebody may have mended it since.
    latest = max(answers, key=lambda pair: pair[0].started_at)[1].posed
    question = latest.as_written
    right = sum(bool(kept.mark.is_right) for _, kept in answers)
    difficulty = _rounded(Decimal(right) / len(answers)) if len(answers) >= _FEWEST else None
    discrimination = _discriminate(answers, shares)
    choices = _count_choices(question, [kept for _, kept in answers])
    return ItemStatistics(
        item_id=latest.item.id,
        part=latest.part,
        stem=question.stem,
        kind=question.kind,
        topic=latest.item.topic,
        key=question.key_texts,
        answers=len(answers),
        right=right,
        difficulty=difficulty,
        discrimination=discrimination,
        choices=choices,
        notes=tuple(_notes(question, difficulty, discrimination, choices, len(answers))),
    )


def _discriminate(answers: Answers, shares: dict[str, Decimal]) -> Decimal | None:
    """Return how much more often the best answer right than the weakest; None where few answer."""
    if len(answers) < _FEWEST_GROUPED:
        return None
    ranked = sorted(answers, key=lambda pair: (shares[pair[0].id], pair[0].id))
    size = int((_GROUP_SHARE * len(ranked)).to_integral_value(ROUND_HALF_UP))
    lower, upper = ranked[:size], ranked[-size:]
    if shares[lower[-1][0].id] == shares[upper[0][0].id]:
        # Who is better than whom cannot be told.
        return None
    difference = sum(bool(kept.mark.is_right) for _, kept in upper) - sum(
        bool(kept.mark.is_right) for _, kept in lower
    )
    return _rounded(Decimal(difference) / size)


def _count_choices(question: Question, answers: Sequence[Kept]) -> dict[str, int]:
    """Return how often each option was chosen, and of blanks what was written most often."""
    if question.kind in LETTERED and question.kind is not ItemKind.ORDERING:
        counts = Counter(
            option for kept in answers for option in kept.posed.options_of(kept.reply.answer)
        )
        return {option: counts[option] for option in question.options}
    if question.kind is ItemKind.SHORT_ANSWER:
        return {}
    written = Counter(
        " → ".join(kept.posed.options_of(kept.reply.answer))
        if question.kind is ItemKind.ORDERING
        else "；".join(kept.reply.answer)
        for kept in answers
        if kept.reply.answer
    )
    return dict(written.most_common(_MOST_TEXTS))


def _notes(
    question: Question,
    difficulty: Decimal | None,
    discrimination: Decimal | None,
    choices: dict[str, int],
    answers: int,
) -> Iterable[str]:
    """Yield what is suspicious of an item, and what to do."""
    if discrimination is not None and discrimination < 0:
        yield (
            f"成绩好的人反而多答错（区分度 {discrimination:.2f}）："
            "请核对答案，并看是不是还有别的选项也对。"
        )
    if difficulty is not None and difficulty < _HARDEST:
        yield f"只有 {_percent(difficulty)} 的人答对：请核对答案和题干。"
    if question.kind is ItemKind.SINGLE_CHOICE and answers >= _FEWEST:
        key = question.key_texts[0]
        for option, count in choices.items():
            if option != key and count > choices.get(key, 0):
                yield f"选“{option}”的（{count} 人）比选答案的还多：请核对答案。"
    if question.kind in (ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE):
        idle = [
            option
            for option, count in choices.items()
            if not count and option not in question.key_texts
        ]
        if idle and answers >= _FEWEST_CHOICES:
            named = "、".join(f"“{option}”" for option in idle)
            yield f"没有人选{named}：这样的干扰项起不到作用，请换一个。"
    if difficulty is not None and difficulty > _EASIEST:
        yield f"{_percent(difficulty)} 的人都答对：太容易，看不出谁掌握得更好。"
    elif (
        discrimination is not None
        and 0 <= discrimination < _LOWEST_DISCRIMINATION
        and difficulty is not None
        and difficulty >= _HARDEST
    ):
        yield f"区分度只有 {discrimination:.2f}：成绩好和成绩差的人答得差不多，请看题干是否清楚。"


def _share_of_points(sitting: Sitting) -> Decimal:
    reached = score(sitting)
    return reached.earned / reached.full if reached.full else Decimal()


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, ROUND_HALF_UP)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).to_integral_value(ROUND_HALF_UP)}%"
