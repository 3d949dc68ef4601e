"""Questions for everything that a rule lays on one body."""

from collections.abc import Iterator

from assistant.quiz.facts.responsibilities import Duty
from assistant.quiz.schema import Item, ItemKind
from assistant.quiz.writing.items import make_item, quote_all

_MOST_POINTS = 8


def write_duty_items(duty: Duty) -> Iterator[Item]:
    """Return the question for what a body has to do."""
    if len(duty.duties) <= _MOST_POINTS:
        yield make_item(
            duty.source,
            kind=ItemKind.SHORT_ANSWER,
            stem=f"根据《{duty.document}》，{duty.body}承担哪些职责？",
            key=duty.duties,
            rationale=quote_all(duty.source, duty.spans),
            spans=duty.spans,
            topic=duty.document,
            fact=f"duty:{duty.document}:{duty.body}",
        )
