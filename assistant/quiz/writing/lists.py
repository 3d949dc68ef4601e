"""Everything to be asked that is no figure: lists, definitions, procedures, duties, names."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from assistant.quiz.distracting.names import Siblings
from assistant.quiz.distracting.rivals import Rivals
from assistant.quiz.facts.amendments import find_amendments, find_provisions
from assistant.quiz.facts.definitions import find_definitions
from assistant.quiz.facts.enumerations import agreeing, find_listings
from assistant.quiz.facts.procedures import find_procedures
from assistant.quiz.facts.responsibilities import (
    find_assignments,
    find_duties,
    find_groups,
    find_responsibilities,
)
from assistant.quiz.facts.statements import (
    Slot,
    SlotKind,
    find_series,
    find_slots,
    find_statements,
)
from assistant.quiz.schema import Item
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.writing.amendments import write_amendment_items, write_provision_items
from assistant.quiz.writing.clauses import write_clause_items
from assistant.quiz.writing.duties import write_assignment_items, write_duty_items
from assistant.quiz.writing.enumerations import write_list_items
from assistant.quiz.writing.gaps import write_gap_items
from assistant.quiz.writing.procedures import write_procedure_items


class _Facts:
    """What a library says in words, read once, since distractors come from all of it."""

    def __init__(self, world: World) -> None:
        self.listings = agreeing(
            [listing for source in world.sources for listing in find_listings(source)]
        )
        self.listings += [group for source in world.sources for group in find_groups(source)]
        self.siblings = Siblings(self.listings)
        self.statements = [
            statement for source in world.sources for statement in find_statements(source)
        ]
        self.slots = [slot for statement in self.statements for slot in find_slots(statement)]
        series = [slot for source in world.sources for slot in find_series(source)]
        self.rivals = Rivals(self.slots, series)


# A world does not change; its facts are read when the first of its sources is asked about.
_READ: WeakKeyDictionary[World, _Facts] = WeakKeyDictionary()


def make_list_items(source: Source, world: World) -> Iterator[Item]:
    """Return every question about lists, definitions, procedures, duties and names of a source.

    Args:
        source: A document in force.
        world: The library it is of, from which the distractors come.
    """
    facts = _READ.get(world)
    if facts is None:
        facts = _READ[world] = _Facts(world)
    # A sentence that is stated as it is for one fact need not be stated for another.
    seen: set[str] = set()
    for item in _items(source, facts):
        if item.id not in seen:
            seen.add(item.id)
            yield item


def _items(source: Source, facts: _Facts) -> Iterator[Item]:
    for listing in facts.listings:
        if listing.source is source:
            yield from write_list_items(listing, facts.siblings)
    for gap in (*find_definitions(source), *find_responsibilities(source)):
        yield from write_gap_items(gap)
    for duty in find_duties(source, facts.slots):
        yield from write_duty_items(duty)
    for assignment in find_assignments(source, facts.slots):
        yield from write_assignment_items(assignment)
    for procedure in find_procedures(source, facts.slots):
        yield from write_procedure_items(procedure)
    for slot in facts.slots:
        if slot.statement.source is source and not _asks_less(slot):
            yield from write_clause_items(slot, facts.rivals)
    own = [statement for statement in facts.statements if statement.source is source]
    for statement in own:
        for amendment in find_amendments(statement):
            yield from write_amendment_items(amendment)
    for provisions in find_provisions(own):
        yield from write_provision_items(provisions)


def _asks_less(slot: Slot) -> bool:
    """Return whether a sentence tells more by another word than by what it sets up."""
    return slot.kind is SlotKind.MEANS and any(find_amendments(slot.statement))
