"""What each library says, read once as long as it does not change."""

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from assistant.quiz.sources import read_sources
from assistant.quiz.world import World

if TYPE_CHECKING:
    from ingest.library.library import Library

# Half a million characters take seconds to read and tens of MiB to keep.
KEPT = 2


class Worlds:
    """Reads libraries; one per process, for any number of threads.

    Args:
        library: The truth.
    """

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._lock = Lock()
        self._known: OrderedDict[str, tuple[int, date, World]] = OrderedDict()

    @property
    def generation(self) -> int:
        """Counts the changes of every library."""
        return self._library.generation

    def read(self, name: str) -> World:
        """Return everything a library says that is in force today; empty where it holds nothing."""
        with self._lock:
            # Read first, so that what changes meanwhile is read again.
            state = (self._library.generation, date.today())
            known = self._known.get(name)
            if known is None or known[:2] != state:
                world = World(read_sources(self._library, {name}, libraries=None, day=state[1]))
                self._known[name] = (*state, world)
            self._known.move_to_end(name)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return self._known[name][2]
