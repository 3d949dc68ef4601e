"""Whether a figure can be reckoned from the others that a stem leaves standing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from assistant.quiz.distracting.figures import step_of
from ingest.numerals import Quantity, QuantityKind

# Smaller numbers are the factors of many that have nothing to do with them.
LEAST_FACTOR = 20
# Results are printed rounded, and so are the figures they are reckoned from.
TOLERANCE = Decimal("0.006")
_COUNTED = frozenset({QuantityKind.AMOUNT, QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS})


def follows_from_others(quantity: Quantity, figures: Sequence[Quantity]) -> bool:
    """Return whether a figure is the sum, difference, product, quotient or share of others.

    >>> from ingest.numerals import quantities
    >>> figures = quantities("由15.4%降到12.4%，下降3个百分点")
    >>> follows_from_others(figures[2], figures)
    True

    Args:
        quantity: The one asked for.
        figures: All of the stem, it among them.
    """
    others = [each for each in figures if each is not quantity and each.kind in _COUNTED]
    value = quantity.value
    if _is_share(quantity) and any(value + each.value == 100 for each in others if _is_share(each)):
        return True
    slack = step_of(quantity)
    return any(
        abs(result - value) <= max(slack, abs(value) * TOLERANCE)
        for one, other in permutations(others, 2)
        for result in _results(quantity, one, other)
    ) or (
        len(others) > 2
        and value == sum(each.value for each in others if _unit(each) == _unit(quantity))
    )


def _results(quantity: Quantity, one: Quantity, other: Quantity) -> Iterator[Decimal]:
    """Yield what two figures give that could be the one asked for."""
    a, b = one.value, other.value
    if a <= 0 or b <= 0:
        return
    asked, first, second = _is_share(quantity), _is_share(one), _is_share(other)
    if first == second == asked and (asked or _unit(one) == _unit(other) == _unit(quantity)):
        yield a + b
        yield a - b
    if asked and not first and not second and _unit(one) == _unit(other):
        yield a / b * 100
        yield (a - b) / b * 100
        yield (b - a) / b * 100
    if not asked and not first and second:
        yield a * b / 100
        yield a * (100 - b) / 100
        yield a * 100 / b
        yield a * (100 + b) / 100
        yield a * 100 / (100 + b)
    if not asked and not first and not second and min(a, b) >= LEAST_FACTOR:
        yield a * b
        yield a / b
    elif not asked and not first and not second and a * b == quantity.value and min(a, b) > 1:
        yield a * b


def _unit(quantity: Quantity) -> str:
    """Return a unit, people counted alike: 7703名 less 277人."""
    return "人" if quantity.unit == "名" else quantity.unit


def _is_share(quantity: Quantity) -> bool:
    return quantity.kind in {QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS}
