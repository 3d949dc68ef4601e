"""Makes lists of words readable in code and matchable in an expression."""

import re


def one_of(words: str) -> str:
    """Return an expression for any of the words, which blanks part; longer ones are tried first.

    >>> one_of("县 自治县")
    '自治县|县'
    """
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


def set_of(words: str) -> frozenset[str]:
    """Return the words, which blanks part, as a set."""
    return frozenset(words.split())
