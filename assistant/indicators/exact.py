"""Exact arithmetic: fractions while computing, a decimal of ample precision at the end."""

from decimal import Context, Decimal
from fractions import Fraction

# 62292 has 5 digits and the longest sum of money perhaps 20; 50 leave room for quotients of
# quotients.
PRECISE = Context(prec=50)


def to_decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal: exactly where that is possible in 50 digits."""
    return PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
