"""Items that ask for a figure or a date."""

import re
from collections.abc import Iterator, Sequence
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
from assistant.quiz.writing.clozes import Change, Cloze, is_odd, write_cloze
from ingest.numerals import Quantity, QuantityKind, quantities

# Nobody knows a figure of more digits by heart, though it is known among others; a rule's is known.
MOST_DIGITS = 3
MOST_DIGITS_OF_RULE = 4
# A statement is changed by at least this much, so that nobody quarrels over a digit.
LEAST_CHANGE = Decimal("0.08")
# As `ingest.numerals` names them: what is true of a bound is true of every looser one.
_AT_LEAST = frozenset(
    ["超过", "高于", "突破", "大于", "以上", "不低于", "不少于", "至少", "多", "余", "多于"]
)
_AT_MOST = frozenset(
    ["不超过", "低于", "少于", "近", "不足", "以内", "以下", "不高于", "不多于", "最多"]
)
# A figure of so many digits is that of one year alone.
EXACT_DIGITS = 3
_OPENING_YEAR = re.compile(r"(?:截至|截止)?(?P<year>(?:19|20)\d\d)年(?![以起至])")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d(?=年|[-—–~～至])|十[一二三四]五")
_POINTS = re.compile(r"个?百分点")


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
    most = MOST_DIGITS_OF_RULE if fact.is_rule else MOST_DIGITS
    is_easy = _significant(digits) <= most
    wrong = wrong_figures(fact.text, quantity, world)
    return Cloze(
        source=fact.source,
        text=fact.text,
        start=quantity.start,
        end=quantity.end,
        blank_end=quantity.start + len(digits) if is_easy else None,
        wrong=wrong,
        change=_change_of(fact, wrong, world),
        evidence=fact.spans,
        fact=fact.fact,
    )


def _change_of(fact: FigureFact, wrong: Sequence[str], world: World) -> Change | None:
    """Return what makes a sentence false: another year, unit or figure."""
    quantity = fact.quantity
    if quantity.kind is QuantityKind.PERCENTAGE_POINTS:
        unit = _POINTS.search(fact.text, quantity.start, quantity.end)
        if unit is not None:
            return Change(unit.start(), unit.end(), "%")
    year = _OPENING_YEAR.match(fact.text)
    digits, _ = number_of(quantity)
    is_exact = _significant(digits) >= EXACT_DIGITS
    if year and is_exact and len(_ANY_YEAR.findall(fact.text)) == 1 and is_odd(fact.text):
        other = wrong_dates(f"{year['year']}年")[0]
        said = world.statements_with(quantity)
        if not any(other[:4] in each.statement.plain for each in said):
            return Change(year.start("year"), year.end("year") + 1, other)
    far = _far(wrong, quantity)
    return Change(quantity.start, quantity.end, far) if far else None


def _significant(digits: str) -> int:
    """Return how many digits of a number a person has to remember."""
    return len(digits.replace(".", "").replace(",", "").strip("0"))


def _far(wrong: Sequence[str], quantity: Quantity) -> str | None:
    """Return the first wrong figure that is so far off that nobody quarrels over it.

    What is over 90 % is over 80 % too: a bound is made false only by a stricter one.
    """
    far = (each for each in wrong if difference(each, quantity) >= LEAST_CHANGE)
    return next((each for each in far if not _follows(each, quantity)), None)


def _follows(option: str, quantity: Quantity) -> bool:
    """Return whether a figure in the place of a bound is true because the bound is."""
    other = quantities(option)[0].value
    if quantity.qualifier in _AT_LEAST:
        return other < quantity.value
    return quantity.qualifier in _AT_MOST and other > quantity.value


def _ask_cell(cell: CellFact, world: World) -> Cloze:
    right = cell.number + cell.unit
    text = f"{cell.lead}{right}。"
    start = len(cell.lead)
    quantity = next(each for each in quantities(text) if each.start == start)
    siblings = [each for each in cell.siblings if is_alike(each, right)]
    wrong = list(dict.fromkeys([*siblings, *wrong_figures(text, quantity, world)]))
    far = _far(wrong, quantity)
    return Cloze(
        source=cell.source,
        text=text,
        start=start,
        end=start + len(right),
        # Nobody knows a table by heart.
        blank_end=None,
        wrong=wrong,
        change=Change(start, start + len(right), far) if far else None,
        evidence=[(cell.row.start, cell.row.end)],
        fact=cell.fact,
    )


def _ask_date(event: EventFact) -> Cloze:
    standing = event.standing
    span = (standing.start, standing.end)
    return _ask_when(event.source, standing.text, event.date, span, event.fact)


def _ask_issue(issue: IssueFact) -> Cloze:
    span = (issue.row.start, issue.row.end)
    date = (0, len(issue.date))
    return _ask_when(issue.source, issue.date + issue.rest, date, span, issue.fact)


def _ask_when(
    source: Source, text: str, at: tuple[int, int], span: tuple[int, int], fact: str
) -> Cloze:
    start, end = at
    date = text[start:end]
    wrong = wrong_dates(date)
    return Cloze(
        source=source,
        text=text,
        start=start,
        end=end,
        # Nobody fills in a day; a year is known.
        blank_end=end - 1 if date.endswith("年") else None,
        wrong=wrong,
        change=Change(start, end, wrong[0]),
        evidence=[span],
        fact=fact,
    )
