"""Example questions, tried one by one for as long as somebody waits."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from time import perf_counter

from assistant.suggesting.candidates import Candidate
from ingest.errors import NotFoundError

# What a page shows below an empty question box.
MOST_EXAMPLES = 8

# How many questions of one document are tried, and how many offered.
_TRIED_EACH = 8
_OFFERED_EACH = 2


class Examples:
    """Questions of several documents, a document at a time; for any number of threads.

    Args:
        found_in: What could be asked, for each document.
        try_out: Returns the question to offer, or None where its answer is not good enough.
    """

    def __init__(
        self, found_in: Iterable[Iterator[Candidate]], try_out: Callable[[Candidate], str | None]
    ) -> None:
        self._pending = deque(_Pending(candidates) for candidates in found_in)
        self._try_out = try_out
        self._found: list[str] = []
        self._lock = Lock()

    def get(self, patience_s: float | None) -> list[str]:
        """Return the questions found so far, after trying more of them for a while.

        Args:
            patience_s: For how long; None until there are enough, or no more to be had.
        """
        deadline = None if patience_s is None else perf_counter() + patience_s
        # Who comes while another one tries takes what there is.
        if not self._lock.acquire(timeout=-1 if patience_s is None else patience_s):
            return list(self._found)
        try:
            while self._has_more() and (deadline is None or perf_counter() < deadline):
                self._try_next()
            return list(self._found)
        finally:
            self._lock.release()

    def _has_more(self) -> bool:
        return len(self._found) < MOST_EXAMPLES and bool(self._pending)

    def _try_next(self) -> None:
        """Try one question of the document whose turn it is."""
        document = self._pending[0]
        candidate = document.next()
        if candidate is None:
            self._pending.popleft()
            return
        question = self._try_out(candidate)
        if question is None or question in self._found:
            return
        self._found.append(question)
        document.offered += 1
        self._pending.popleft()
        if document.offered < _OFFERED_EACH:
            self._pending.append(document)


@dataclass
class _Pending:
    """A document that may have more to ask."""

    candidates: Iterator[Candidate]
    tried: int = 0
    offered: int = 0

    def next(self) -> Candidate | None:
        """Return what to try next; None when enough was tried, or the document was deleted."""
        self.tried += 1
        if self.tried > _TRIED_EACH:
            return None
        try:
            return next(self.candidates, None)
        except NotFoundError:
            return None
