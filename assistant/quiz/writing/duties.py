"""Questions for what a rule lays on one body."""

from collections.abc import Iterator

from assistant.quiz.facts.responsibilities import Assignment, Duty
from assistant.quiz.schema import BLANK, LETTERS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote_all

_MOST_POINTS = 8
_OPTIONS = 4
_MOST_RIGHT = 3


def write_duty_items(duty: Duty) -> Iterator[Item]:
    """Return the question for all that a body has to do."""
    if len(duty.duties) <= _MOST_POINTS:
        yield _item(duty, ItemKind.SHORT_ANSWER, "承担哪些职责？", duty.duties)


def write_assignment_items(assignment: Assignment) -> Iterator[Item]:
    """Return the question which duties are those of a body."""
    duty = assignment.duty
    right = shuffled(dict.fromkeys(duty.duties), duty.body)[:_MOST_RIGHT]
    wrong = shuffled(assignment.others, duty.document + duty.body)
    many = len(right) > 1
    wrong = wrong[: 2 if many else _OPTIONS - 1]
    if len(right) + len(wrong) < _OPTIONS:
        return
    options = shuffled([*right, *wrong], duty.body + duty.document)
    key = sorted(LETTERS[options.index(text)] for text in right)
    kind = ItemKind.MULTIPLE_CHOICE if many else ItemKind.SINGLE_CHOICE
    asks = "的职责包括" if many else "的职责是"
    yield _item(duty, kind, f"{asks}{BLANK}。", key, options)


def _item(
    duty: Duty,
    kind: ItemKind,
    asks: str,
    key: tuple[str, ...] | list[str],
    options: list[str] | tuple[str, ...] = (),
) -> Item:
    return make_item(
        duty.source,
        kind=kind,
        stem=f"根据《{duty.document}》，{duty.body}{asks}",
        options=options,
        key=key,
        rationale=quote_all(duty.source, duty.spans),
        spans=duty.spans,
        topic=duty.document,
        fact=f"duty:{duty.document}:{duty.body}",
    )
