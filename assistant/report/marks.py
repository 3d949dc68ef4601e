"""Marks around what is printed, by which it is found again in the finished document.

A mark is a sign of the last plane of private use that carries a number; no text and no typeface
has these signs, and they pass through XML as letters do.
"""

import re

_FIRST = 0x100000
# Word holds no more comments in a file than this, by far.
MOST = 0xF000
_END = "\U0010fff0"
MARKED = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + MOST - 1)}])([^{_END}]*){_END}")
_ALL = re.compile("[\U00100000-\U0010ffff]")


def put_mark(text: str, number: int) -> str:
    """Return a text between marks; `MARKED` finds it again."""
    return f"{chr(_FIRST + number)}{text}{_END}"


def number_of(match: re.Match[str]) -> int:
    """Return the number that a match of `MARKED` carries."""
    return ord(match[1]) - _FIRST


def without_marks(text: str) -> str:
    """Return a text without marks, also where it came with such signs from elsewhere."""
    return _ALL.sub("", text)
