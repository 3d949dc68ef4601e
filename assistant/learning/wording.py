"""How papers, messages and tables put things."""

from decimal import Decimal

from ingest.numerals import format_number


def in_points(points: Decimal) -> str:
    """Return points as people write them.

    >>> in_points(Decimal("2.50"))
    '2.5分'
    """
    return f"{format_number(points)}分"
