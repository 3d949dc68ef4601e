"""Questions for the order of steps."""

from collections.abc import Iterator

from assistant.quiz.facts.procedures import Procedure
from assistant.quiz.schema import BLANK, LETTERS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote_all


def write_procedure_items(procedure: Procedure) -> Iterator[Item]:
    """Return the question for the order of some steps."""
    steps = list(procedure.steps)
    options = shuffled(steps, procedure.asks)
    if options == steps:
        options.reverse()
    note = ""
    if procedure.dates:
        dated = zip(procedure.steps, procedure.dates, strict=True)
        note = "时间依次为：" + "；".join(f"{title}，{day}" for title, day in dated) + "。"
    yield make_item(
        procedure.source,
        kind=ItemKind.ORDERING,
        stem=f"{procedure.asks}{BLANK}。",
        options=options,
        key=[LETTERS[options.index(step)] for step in steps],
        rationale=note or quote_all(procedure.source, procedure.spans),
        spans=procedure.spans,
        topic=procedure.topic,
        fact=procedure.fact,
    )
