"""What the server counts, in the form Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from assistant.schema import Answer

# Seconds. Quoted answers take some ten milliseconds, answers of a language model many seconds.
ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters of one application; none of them tells what was asked."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "policy_answers", "Questions answered or refused.", ["status"], registry=self.registry
        )
        self.failures = Counter(
            "policy_failures", "Requests that ended in an error.", ["code"], registry=self.registry
        )
        self.answer_seconds = Histogram(
            "policy_answer_seconds",
            "Seconds from a question to its whole answer.",
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )

    def count_answer(self, answer: Answer, *, elapsed_s: float) -> None:
        """Count one finished answer."""
        self.answers.labels(answer.status).inc()
        self.answer_seconds.observe(elapsed_s)

    def render(self) -> bytes:
        """Return all counters in the Prometheus text format."""
        return generate_latest(self.registry)
