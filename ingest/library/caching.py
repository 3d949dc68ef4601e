"""Keeps what was read last."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lru(Generic[K, V]):
    """The values asked for last, at most `size` of them, for any number of threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, load: Callable[[], V]) -> V:
        """Return one value; `load` is asked where it is not held."""
        return self.get_many([key], lambda _: {key: load()})[key]

    def get_many(self, keys: Iterable[K], load: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """Return values by key; `load` is asked once for those not held."""
        found: dict[K, V] = {}
        missing: dict[K, None] = {}
        with self._lock:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key]
                else:
                    missing[key] = None
        if missing:
            loaded = load(list(missing))
            found.update(loaded)
            with self._lock:
                self._values.update(loaded)
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
        return found


class Lazy(Generic[V]):
    """A value made when it is first asked for, once for all threads."""

    def __init__(self, make: Callable[[], V]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[V] = []

    def get(self) -> V:
        """Return the value."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def made(self) -> list[V]:
        """Return the value in a list, or an empty list while it was not asked for."""
        return list(self._made)
