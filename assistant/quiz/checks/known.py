"""What a rule may look at beside the item itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.indicators.schema import Entry
from assistant.quiz.checks.others import Others
from assistant.quiz.labelling import Labels
from assistant.quiz.schema import Evidence, Flaw, Item
from assistant.quiz.tabling import Row
from assistant.quiz.world import Statement, World

FindEntry = Callable[[str], Entry | None]
"""Returns an entry of the ledger by its id."""


@dataclass(frozen=True)
class Known:
    """The library in force, the bank's other items, and the ledger."""

    world: World
    others: Others = field(default_factory=Others)
    find_entry: FindEntry | None = None
    """None where there is no ledger."""

    @cached_property
    def labels(self) -> Labels:
        """The figures of the library by what they are called."""
        return Labels(self.world)

    def texts(self, evidence: Sequence[Evidence]) -> list[str]:
        """Return what evidence says; a row of a table as "列：值；列：值"."""
        found: list[str] = []
        for each in evidence:
            rows = self._rows(each)
            found += [row.reading for row in rows] or [each.text]
        return found

    def rows(self, evidence: Sequence[Evidence]) -> list[Row]:
        """Return the rows of tables among evidence."""
        statements = [statement for each in evidence for statement in self._rows(each)]
        return [Row.of(each.row, each.caption) for each in statements if each.row is not None]

    def context(self, evidence: Sequence[Evidence]) -> list[str]:
        """Return what evidence stands under: title, headings, area."""
        found: list[str] = []
        for each in evidence:
            found += [each.title, *each.section]
            if source := self.world.source_of(each):
                found += [source.document.metadata.region, source.home_at(each.start)]
        return list(dict.fromkeys(text for text in found if text))

    def _rows(self, evidence: Evidence) -> list[Statement]:
        return [each for each in self.world.statements_of(evidence) if each.is_row]


Rule = Callable[[Item, Known], Iterator[Flaw]]
"""Yields what an item breaks of one rule."""


def is_made_by_machine(item: Item) -> bool:
    """Return whether rules wrote an item, so that what is not certain is left out."""
    return bool(item.fact)
