"""Members of sibling lists: what looks as if it belonged to a list and does not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.quiz.distracting.shapes import shapes_of
from assistant.quiz.facts.enumerations import ListForm, Listing
from assistant.quiz.shuffling import shuffled

# Members that share more of their pairs of characters than this say much the same.
_ALIKE = 0.3
_SHORTEST = 3


@dataclass(frozen=True)
class _Candidate:
    text: str
    listing: Listing
    score: float


class Siblings:
    """The members of every list of the library, to be borrowed as distractors."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self._listings = tuple(listings)
        self._shapes = shapes_of([text for one in self._listings for text in one.texts])

    def strangers(self, listing: Listing, count: int) -> list[str]:
        """Return members of other lists that fit in with a list and are certainly none of it.

        Args:
            listing: The list.
            count: How many at most.

        Returns:
            The likest in form first, from lists of its own document where there are some; each
            unlike the others and unlike every member; fewer than `count` where too few fit.
        """
        found: list[str] = []
        candidates = list(self._candidates(listing))
        # Of those that fit as well, another one for each list.
        mixed = shuffled({one.text for one in candidates}, listing.opening + listing.name)
        place = {text: number for number, text in enumerate(mixed)}
        for candidate in sorted(candidates, key=lambda one: (-one.score, place[one.text])):
            if not any(_alike(candidate.text, other) for other in found):
                found.append(candidate.text)
            if len(found) == count:
                break
        return found

    def _candidates(self, listing: Listing) -> Iterable[_Candidate]:
        # 教育、医疗、住房: words so short are at home anywhere.
        if max(len(text) for text in listing.texts) < _SHORTEST:
            return
        said = "".join(listing.source.text[listing.start : listing.end].split())
        same_name = [
            other
            for other in self._listings
            if (listing.quoted and other.quoted == listing.quoted) or other is listing
        ]
        known = [text for other in same_name for text in other.texts]
        for other in self._listings:
            if other in same_name:
                continue
            for text in other.texts:
                if text in said or any(_alike(text, member) for member in known):
                    continue
                if not self._fits(text, listing):
                    continue
                score = _likeness(text, listing.texts) + _nearness(listing, other)
                if score >= _LEAST_SCORE:
                    yield _Candidate(text, other, score)

    def _fits(self, text: str, listing: Listing) -> bool:
        """Return whether nothing in a text's form tells that it is no member."""
        members = listing.texts
        if listing.form is ListForm.CELLS:
            return True
        for form in _FORMS:
            has = sum(bool(form.search(member)) for member in members)
            if (has == len(members) or 2 * has > len(members)) != bool(form.search(text)):
                return False
        # 切实……, ……公开: what most of them begin or end with, a stranger must too.
        for part in (slice(0, 2), slice(-2, None)):
            shared, count = Counter(member[part] for member in members).most_common(1)[0]
            if 2 * count > len(members) and text[part] != shared:
                return False
        # 强化监督问责 is 考核督查问责 in other words.
        if any(text[-2:] == member[-2:] for member in members) and 2 * count <= len(members):
            return False
        if listing.form is ListForm.NAMED:
            ends = {member[-1] for member in members}
            begins = {member[0] for member in members}
            if text[-1] not in ends and text[0] not in begins:
                return False
        return self._is_of_their_kind(text, members)

    def _is_of_their_kind(self, text: str, members: Sequence[str]) -> bool:
        """Return whether a text is built as one of the members is, or ends as they do."""
        # 切实……, 切实……: what all of them begin or end with, a stranger must too.
        for part in (slice(0, 2), slice(-2, None), slice(-1, None)):
            shared = {member[part] for member in members}
            if len(shared) == 1:
                return text[part] in shared
        long = len(text) >= _A_SENTENCE and all(len(member) >= _A_SENTENCE for member in members)
        return long or any(self._shapes[text] == self._shapes[member] for member in members)


# What shows at once: 以……为重点, whose it is, and what is in quotes, brackets or two clauses.
_FORMS = (
    re.compile("^以.*为"),
    re.compile("自治县|[县州省市](?=.{4})"),
    re.compile("[“”]"),
    re.compile("，"),
    re.compile("、"),
    re.compile(r"\d"),
)
_LEAST_SCORE = 2.0
# So long that it is a clause of its own, and fits in wherever clauses stand.
_A_SENTENCE = 7


def _nearness(listing: Listing, other: Listing) -> float:
    """Return how near two lists stand: in one document, one county, one book."""
    if listing.form is ListForm.CELLS or other.form is ListForm.CELLS:
        return 2.0 if listing.form is other.form and listing.topic == other.topic else -9.0
    if listing.form is not ListForm.NAMED:
        same = listing.topic == other.topic and other.form is not ListForm.NAMED
        return 1.5 if same else -1.0
    same_place = listing.opening == other.opening and listing.source is other.source
    return 1.0 if same_place else 0.0


def _likeness(text: str, members: Sequence[str]) -> float:
    """Return how much a text looks like members of a list: length, beginning and end."""
    lengths = [len(member) for member in members]
    average = sum(lengths) / len(lengths)
    away = abs(len(text) - average) / average
    if away > 0.6 or (len(text) < _SHORTEST and min(lengths) >= _SHORTEST):
        return -10.0
    ends = any(text[-1] == member[-1] for member in members)
    begins = any(text[0] == member[0] for member in members)
    quotes = ("“" in text) == any("“" in member for member in members)
    digits = bool(re.search(r"\d", text)) == any(re.search(r"\d", member) for member in members)
    commas = ("，" in text) == ("，" in members[0])
    same_length = len(text) in lengths
    return (
        1.0
        - away
        + 0.8 * ends
        + 0.4 * begins
        + 0.8 * same_length
        + 0.4 * quotes
        - 3.0 * (not digits)
        - 3.0 * (not commas)
    )


def _alike(one: str, other: str) -> bool:
    """Return whether two members say much the same, or one holds the other."""
    if one in other or other in one:
        return True
    pairs = {one[i : i + 2] for i in range(len(one) - 1)}
    others = {other[i : i + 2] for i in range(len(other) - 1)}
    return len(pairs & others) > _ALIKE * min(len(pairs), len(others))
