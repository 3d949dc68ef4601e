"""What the items of each bank ask, kept at hand so that a new item is soon told from them."""

from collections.abc import Iterator
from threading import Lock

from assistant.quiz.bank import Bank, ItemFilters
from assistant.quiz.checks.others import Others
from assistant.quiz.schema import Item, ItemState

# Reading ten thousand items takes half a minute; taking one out looks at every word.
MOST_CHANGES = 200


class Neighbours:
    """Reads the items of banks that are not withdrawn; one per process, for any number of threads.

    Args:
        bank: Every item.
    """

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._lock = Lock()
        self._known: dict[str, tuple[int, Others]] = {}

    def of(self, library: str) -> Others:
        """Return what the items of a library ask, for the caller alone."""
        with self._lock:
            # Read first, so that what changes meanwhile is read again.
            latest = self._bank.latest_change()
            since, others = self._known.get(library, (-1, Others()))
            ids = self._bank.changed_after(since, library=library, limit=MOST_CHANGES + 1)
            if since < 0 or len(ids) > MOST_CHANGES:
                others = Others(self._live(ItemFilters(library=library)))
            elif ids:
                for id_ in ids:
                    others.remove(id_)
                for item in self._live(ItemFilters(library=library, ids=ids)):
                    others.add(item)
            self._known[library] = (latest, others)
            return others.copy()

    def _live(self, filters: ItemFilters) -> Iterator[Item]:
        for view in self._bank.each(filters, libraries=None):
            if view.item.state is not ItemState.WITHDRAWN:
                yield view.item
