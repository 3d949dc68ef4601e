import threading
from collections import Counter

import pytest

from assistant.evaluation.benching.timing import measure_latency, summarize


@pytest.mark.parametrize("at_a_time", [1, 3])
def test_every_question_is_asked_once_by_so_many_askers(at_a_time: int) -> None:
    # Nobody gets an answer before as many ask as should.
    together = threading.Barrier(at_a_time, timeout=10)
    asked: Counter[str] = Counter()

    def ask(question: str) -> None:
        together.wait()
        asked[question] += 1

    questions = [str(number) for number in range(6)]
    latency = measure_latency(ask, questions, at_a_time=at_a_time)
    assert asked == Counter(questions)
    assert 0 < latency.p50_ms <= latency.p95_ms


def test_a_question_that_fails_ends_the_measurement() -> None:
    def ask(question: str) -> None:
        raise ConnectionResetError(question)

    with pytest.raises(ConnectionResetError):
        measure_latency(ask, ["问"], at_a_time=2)


def test_the_order_of_times_does_not_matter() -> None:
    times = [float(number) for number in range(100)]
    assert summarize(times[::-1]) == summarize(times)
    assert (summarize(times).p50_ms, summarize(times).p95_ms) == (50, 95)
