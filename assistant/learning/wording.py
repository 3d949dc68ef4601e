"""How papers, messages and tables put things."""

from decimal import Decimal

from assistant.learning.schema import Rate
from ingest.numerals import format_number


def in_points(points: Decimal) -> str:
    """Return points as people write them.

    >>> in_points(Decimal("2.50"))
    '2.5分'
    """
    return f"{format_number(points)}分"


def describe_rate(rate: Rate) -> str:
    """Return how much was known.

    >>> describe_rate(Rate(name="财政局", learners=2, answers=8, right=6))
    '财政局  75.0%（2 人，答对 6/8 题次）'
    """
    if rate.share is None:
        return f"{rate.name}  还没有作答"
    right = f"{rate.learners} 人，答对 {rate.right}/{rate.answers} 题次"
    return f"{rate.name}  {rate.share:.1%}（{right}）"
