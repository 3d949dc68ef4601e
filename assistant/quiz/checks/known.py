"""What a rule may look at beside the item itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.indicators.schema import Entry
from assistant.quiz.checks.others import Others
from assistant.quiz.schema import Evidence, Flaw, Item
from assistant.quiz.world import World

FindEntry = Callable[[str], Entry | None]
"""Returns an entry of the ledger by its id."""


@dataclass(frozen=True)
class Known:
    """The library in force, the bank's other items, and the ledger."""

    world: World
    others: Others = field(default_factory=Others)
    find_entry: FindEntry | None = None
    """None where there is no ledger."""

    def texts(self, evidence: Sequence[Evidence]) -> list[str]:
        """Return what evidence says; a row of a table as "列：值；列：值"."""
        return [text for each in evidence for text in self._read(each)]

    def context(self, evidence: Sequence[Evidence]) -> list[str]:
        """Return what evidence stands under: title, headings, area."""
        found: list[str] = []
        for each in evidence:
            found += [each.title, *each.section]
            if source := self.world.source_of(each):
                found += [source.document.metadata.region, source.home_at(each.start)]
        return list(dict.fromkeys(text for text in found if text))

    def _read(self, evidence: Evidence) -> Iterator[str]:
        rows = [each for each in self.world.statements_of(evidence) if each.is_row]
        if rows:
            yield from (row.reading for row in rows)
        else:
            yield evidence.text


Rule = Callable[[Item, Known], Iterator[Flaw]]
"""Yields what an item breaks of one rule."""


def is_made_by_machine(item: Item) -> bool:
    """Return whether rules wrote an item, so that what is not certain is left out."""
    return bool(item.fact)
