"""How long answers take."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from ingest.schema import Record


class Latency(Record):
    """Times from a question to its whole answer."""

    p50_ms: float
    p95_ms: float

    def __str__(self) -> str:
        """Return both as they are printed."""
        return f"{self.p50_ms:.0f} / {self.p95_ms:.0f}"


def measure_latency(
    ask: Callable[[str], object], questions: Sequence[str], *, at_a_time: int
) -> Latency:
    """Ask every question once and return the times; what `ask` raises goes on to the caller.

    Args:
        ask: Returns when the whole answer is there.
        questions: At least one.
        at_a_time: How many askers there are; each asks its next question when it has an answer.
    """

    def take_time(question: str) -> float:
        started = perf_counter()
        ask(question)
        return (perf_counter() - started) * 1000

    with ThreadPoolExecutor(at_a_time) as askers:
        return summarize(list(askers.map(take_time, questions)))


def summarize(times_ms: Sequence[float]) -> Latency:
    """Return the median and the 95th percentile, taken as the plain recipe takes them.

    >>> print(summarize([float(n) for n in range(1, 101)]))
    51 / 96
    """
    ordered = sorted(times_ms)
    return Latency(p50_ms=ordered[len(ordered) // 2], p95_ms=ordered[int(len(ordered) * 0.95)])


def compare(one: Latency, other: Latency) -> str:
    """Return how many times as long one takes as the other.

    >>> compare(Latency(p50_ms=90, p95_ms=100), Latency(p50_ms=30, p95_ms=50))
    '3.00× / 2.00×'
    """
    return f"{one.p50_ms / other.p50_ms:.2f}× / {one.p95_ms / other.p95_ms:.2f}×"
