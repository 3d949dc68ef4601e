"""Which indicator of the catalogue the labels of a row and a column mean together."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.indicators.catalogue import Catalogue
from assistant.indicators.schema import Indicator

_THIS_YEAR = re.compile("^(?:本年度?|今年|当年|本期|全年|年末|期末|累计)")


class Named(NamedTuple):
    """What labels mean."""

    name: str
    """Full name where the catalogue has it."""

    indicator: Indicator | None = None


class Names:
    """Finds names for the labels of one file, each combination once.

    Args:
        catalogue: Of every year.
        meanings: What people said that a label means: a code or a name, by the label.
    """

    def __init__(self, catalogue: Catalogue, meanings: dict[str, str]) -> None:
        self._catalogue = catalogue
        self._meanings = meanings
        self._groups = sorted(catalogue.groups(), key=len, reverse=True)
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...], int | None], Named] = {}

    def subjects(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the groups of the catalogue that titles name, the longest name first."""
        found: list[str] = []
        rest = "\n".join(texts)
        for group in self._groups:
            if group in rest:
                found.append(group)
                # What is a part of a longer name is not named itself: 人口 in 脱贫人口.
                rest = rest.replace(group, "\n")
        return tuple(found)

    def meaning(self, label: str) -> str:
        """Return what people said that a label means; "" where they said nothing."""
        return self._meanings.get(label, "")

    def find_in(self, title: str, year: int | None) -> Indicator | None:
        """Return the one indicator that a title names; None for none or several."""
        found = {
            match.indicator.code: match.indicator for match in self._catalogue.find_in(title, year)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def find(self, parts: tuple[str, ...], subjects: tuple[str, ...], year: int | None) -> Named:
        """Return what labels mean, from the outside in: ("监测对象", "户数").

        Where the catalogue does not have it, the name is the labels joined, behind the subject.

        Args:
            parts: Not empty.
            subjects: What the table is about, for names that leave it out.
            year: Of the value, since names change; None for not known.
        """
        key = (parts, subjects, year)
        if key not in self._known:
            self._known[key] = self._find(parts, subjects, year)
        return self._known[key]

    def _find(self, parts: tuple[str, ...], subjects: tuple[str, ...], year: int | None) -> Named:
        said = self._meanings.get("".join(parts)) or self._meanings.get(parts[-1])
        if said or len(parts) == 1:
            wanted = said or parts[0]
            exact = self._get(wanted, year)
            if said or exact:
                return Named(exact.full_name if exact else wanted, exact)
        for dropped, name, subject in _combinations(parts, subjects):
            found = self._catalogue.find(name, year)
            if found is None or not all(self._may_drop(each, found) for each in dropped):
                continue
            # Of several subjects one must fit, and only one.
            if subject and any(
                self._catalogue.find(other + name.removeprefix(subject), year)
                for other in subjects
                if other != subject
            ):
                continue
            return Named(found.full_name, found)
        whole = "".join(parts)
        is_placed = len(subjects) != 1 or subjects[0] in whole
        return Named(whole if is_placed else subjects[0] + whole)

    def _get(self, name: str, year: int | None) -> Indicator | None:
        return self._catalogue.get(name, year) or self._catalogue.find(name, year)

    def _may_drop(self, label: str, found: Indicator) -> bool:
        """True for a label that only says what group an indicator is of, or nothing."""
        groups = [group for group in self._groups if group in label]
        return not groups or found.group in groups


def _combinations(
    parts: tuple[str, ...], subjects: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield the labels left out, a name to look for, and the subject before it."""
    for start in range(len(parts)):
        dropped, kept = parts[:start], parts[start:]
        for ordered in dict.fromkeys((kept, kept[::-1])):
            name = "".join(ordered)
            yield dropped, name, ""
            for subject in subjects:
                yield dropped, subject + name, subject
    # 本年新增金额 is 新增金额 of the year that the table is of.
    plain = tuple(_THIS_YEAR.sub("", part) or part for part in parts)
    if plain != parts:
        yield from _combinations(plain, subjects)
