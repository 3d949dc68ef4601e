"""Items that ask for a figure or a date."""

from collections.abc import Iterator
from decimal import Decimal

from assistant.indicators.extracting.proposing import read_proposals
from assistant.quiz.distracting.dates import wrong_dates
from assistant.quiz.distracting.figures import difference, is_alike, wrong_figures
from assistant.quiz.facts.cells import CellFact, read_cell_facts
from assistant.quiz.facts.events import EventFact, IssueFact, read_event_facts, read_issue_facts
from assistant.quiz.facts.figures import FigureFact, number_of, read_figure_facts
from assistant.quiz.schema import Item
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.writing.clozes import Cloze, write_cloze
from ingest.numerals import quantities

# Nobody knows a figure of more digits by heart, though it is known among others.
MOST_DIGITS = 5
# A statement is changed by at least this much, so that nobody quarrels over a digit.
LEAST_CHANGE = Decimal("0.08")


def make_figure_items(source: Source, world: World) -> Iterator[Item]:
    """Yield items that ask for the figures and dates of a document, several kinds for each.

    Args:
        source: The document.
        world: The library, which shows what else is said of the same matter.
    """
    stated = read_proposals(source.clean, source.sections, source.document.metadata)
    for fact in read_figure_facts(source, stated):
        yield from write_cloze(_ask_figure(fact, world))
    for event in read_event_facts(source, world):
        yield from write_cloze(_ask_date(event))
    for issue in read_issue_facts(source, world):
        yield from write_cloze(_ask_issue(issue))
    for cell in read_cell_facts(source, stated):
        yield from write_cloze(_ask_cell(cell, world))


def _ask_figure(fact: FigureFact, world: World) -> Cloze:
    quantity = fact.quantity
    digits, _ = number_of(quantity)
    is_easy = len(digits.replace(".", "").rstrip("0")) <= MOST_DIGITS
    wrong = wrong_figures(fact.text, quantity, world)
    far = (each for each in wrong if difference(each, quantity) >= LEAST_CHANGE)
    return Cloze(
        source=fact.source,
        text=fact.text,
        start=quantity.start,
        end=quantity.end,
        blank_end=quantity.start + len(digits) if is_easy else None,
        wrong=wrong,
        changed=next(far, None),
        evidence=fact.spans,
        fact=fact.fact,
    )


def _ask_cell(cell: CellFact, world: World) -> Cloze:
    right = cell.number + cell.unit
    text = f"{cell.lead}{right}。"
    start = len(cell.lead)
    quantity = next(each for each in quantities(text) if each.start == start)
    siblings = [each for each in cell.siblings if is_alike(each, right)]
    wrong = list(dict.fromkeys([*siblings, *wrong_figures(text, quantity, world)]))
    far = (each for each in wrong if difference(each, quantity) >= LEAST_CHANGE)
    return Cloze(
        source=cell.source,
        text=text,
        start=start,
        end=start + len(right),
        blank_end=start + len(cell.number) if len(cell.number) <= MOST_DIGITS + 1 else None,
        wrong=wrong,
        changed=next(far, None),
        evidence=[(cell.row.start, cell.row.end)],
        fact=cell.fact,
    )


def _ask_date(event: EventFact) -> Cloze:
    standing = event.standing
    span = (standing.start, standing.end)
    return _ask_when(event.source, standing.text, event.date, span, event.fact)


def _ask_issue(issue: IssueFact) -> Cloze:
    span = (issue.row.start, issue.row.end)
    return _ask_when(issue.source, issue.date + issue.rest, issue.date, span, issue.fact)


def _ask_when(source: Source, text: str, date: str, span: tuple[int, int], fact: str) -> Cloze:
    wrong = wrong_dates(date)
    return Cloze(
        source=source,
        text=text,
        start=0,
        end=len(date),
        # Nobody fills in a day; a year is known.
        blank_end=len(date) - 1 if date.endswith("年") else None,
        wrong=wrong,
        changed=wrong[0],
        evidence=[span],
        fact=fact,
    )
