"""Find the formulas of a workbook that refer to themselves."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from ingest.errors import UnreadableDocumentError

Place = tuple[str, int, int]
"""Sheet, row, column."""

# More references among formulas than these no table of figures has.
MAXIMUM_REFERENCES = 2_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_STRING = re.compile(r'"(?:[^"]|"")*"')
_SHEET = r"(?:(?:'((?:[^']|'')+)'|([^\s'!:,;()+\-*/^&=<>\"{}]+))!)?"
_REFERENCE = re.compile(
    rf"{_SHEET}(?:"
    r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?(?![\w(.])"
    r"|\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})(?![\w(.])"
    r"|\$?(\d{1,7}):\$?(\d{1,7})(?![\w(.]))"
)


class _Area(NamedTuple):
    """A rectangle of cells, its ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


def find_circles(formulas: Mapping[Place, str], *, file: str) -> set[Place]:
    """Return the cells whose formulas refer to themselves, by whatever way, or rest on such ones.

    Names that stand for cells, and links to other files, are not followed.

    Args:
        formulas: The text of each formula, by its place.
        file: Name of the workbook, for the message.

    Raises:
        UnreadableDocumentError: the formulas refer to each other too often to be followed.
    """
    columns: dict[tuple[str, int], list[int]] = {}
    for sheet, row, column in sorted(formulas):
        columns.setdefault((sheet, column), []).append(row)
    needs: dict[Place, list[Place]] = {}
    count = 0
    for place, formula in formulas.items():
        needs[place] = []
        for area in _areas(formula, place[0]):
            needs[place] += _formulas_in(area, columns)
        count += len(needs[place])
        if count > MAXIMUM_REFERENCES:
            raise UnreadableDocumentError(
                f"无法读取《{file}》：公式互相引用超过 {MAXIMUM_REFERENCES} 处，无法核对。",
                hint="请把公式复制后“选择性粘贴”为数值，另存后再导入。",
            )
    return _without_end(needs)


def _areas(formula: str, sheet: str) -> Iterator[_Area]:
    for match in _REFERENCE.finditer(_STRING.sub('""', formula)):
        quoted, plain, left, top, right, bottom, first, last, upper, lower = match.groups()
        named = (quoted.replace("''", "'") if quoted else plain) or sheet
        if left:
            yield _area(named, int(top), left, int(bottom or top), right or left)
        elif first:
            yield _area(named, 1, first, LAST_ROW, last)
        else:
            yield _area(named, int(upper), "A", int(lower), "XFD")


def _area(sheet: str, top: int, left: str, bottom: int, right: str) -> _Area:
    first, last = column_index_from_string(left), column_index_from_string(right)
    return _Area(sheet, min(top, bottom), min(first, last), max(top, bottom), max(first, last))


def _formulas_in(area: _Area, columns: Mapping[tuple[str, int], list[int]]) -> Iterator[Place]:
    wide = area.right - area.left + 1 > len(columns)
    among = (
        [c for sheet, c in columns if sheet == area.sheet and area.left <= c <= area.right]
        if wide
        else range(area.left, area.right + 1)
    )
    for column in among:
        rows = columns.get((area.sheet, column), [])
        for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
            yield area.sheet, row, column


def _without_end(needs: Mapping[Place, list[Place]]) -> set[Place]:
    """Return the places that can never be computed: what remains when all that can be is."""
    used_by: dict[Place, list[Place]] = {}
    waiting = {place: len(others) for place, others in needs.items()}
    for place, others in needs.items():
        for other in others:
            used_by.setdefault(other, []).append(place)
    ready = [place for place, count in waiting.items() if not count]
    while ready:
        done = ready.pop()
        del waiting[done]
        for place in used_by.get(done, ()):
            waiting[place] -= 1
            if not waiting[place]:
                ready.append(place)
    return set(waiting)
