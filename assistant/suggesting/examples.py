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


class Examples:
    """Questions of several documents, one of each in turn; for any number of threads.

    Args:
        found_in: What could be asked, for each document.
        try_out: Returns the question to offer, or None where its answer is not good enough.
    """

    def __init__(
        self, found_in: Iterable[Iterator[Candidate]], try_out: Callable[[Candidate], str | None]
    ) -> None:
        self._pending = deque(_Pending(candidates) for candidates in found_in)
        # What has a question already comes again when no other document has any more.
        self._again: deque[_Pending] = deque()
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
            while len(self._found) < MOST_EXAMPLES and self._has_more():
                if deadline is not None and perf_counter() >= deadline:
                    break
                self._try_next()
            return list(self._found)
        finally:
            self._lock.release()

    def _has_more(self) -> bool:
        if not self._pending:
            self._pending, self._again = self._again, self._pending
        return bool(self._pending)

    def _try_next(self) -> None:
        """Try one question of the document whose turn it is."""
        document = self._pending[0]
        candidate = document.next()
        question = candidate and self._try_out(candidate)
        self._pending.popleft()
        if question and question not in self._found:
            self._found.append(question)
            document.offered += 1
            if document.offered < _OFFERED_EACH:
                self._again.append(document)
        elif candidate is not None:
            self._pending.append(document)
