"""Wrong dates that people take for right ones."""

from hashlib import sha256

# Years that people mix up lie so near to each other.
_STEPS = (-1, 1, -2, 2, 3, -3)


def wrong_dates(date: str) -> list[str]:
    """Return dates in the form of the right one with another year, in an order of its own.

    >>> wrong_dates("2015年11月29日")[:2]
    ['2014年11月29日', '2016年11月29日']

    Args:
        date: A date that begins with its year, four digits.
    """
    year, rest = int(date[:4]), date[4:]
    turn = sha256(date.encode()).digest()[0] % 2
    near = _STEPS if turn else tuple(-step for step in _STEPS)
    return [f"{year + step}{rest}" for step in near]
