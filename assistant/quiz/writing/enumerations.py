"""Questions about lists: which belong, which does not, what is missing, in which order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from assistant.quiz.distracting.names import Siblings
from assistant.quiz.facts.enumerations import ListForm, Listing
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote_all

_MOST_POINTS = 8
_MOST_STEPS = 6
_FEWEST_STEPS = 3
_LONGEST_STATEMENT = 110
_LONGEST_KEY = 14


def write_list_items(listing: Listing, siblings: Siblings) -> Iterator[Item]:
    """Return the questions that a complete list allows."""
    writer = _Writer(listing, siblings)
    yield from writer.not_a_member()
    yield from writer.members()
    # Whom a province helps is asked by choice, and province by province.
    if listing.form is ListForm.CELLS:
        return
    yield from writer.statement()
    yield from writer.missing_member()
    yield from writer.all_members()
    yield from writer.order()


class _Writer:
    def __init__(self, listing: Listing, siblings: Siblings) -> None:
        self._listing = listing
        self._seed = f"{listing.opening}{listing.name}{listing.lead}"
        self._strangers = siblings.strangers(listing, 4)
        self._phrases = _phrases_of(listing)
        self._separator = "；" if any(re.search("[、，]", text) for text in listing.texts) else "、"

    def _item(
        self,
        kind: ItemKind,
        stem: str,
        key: Sequence[str],
        options: Sequence[str] = (),
        note: str = "",
    ) -> Item:
        listing = self._listing
        spans = listing.spans or ((listing.start, listing.end),)
        return make_item(
            listing.source,
            kind=kind,
            stem=stem,
            options=options,
            key=key,
            rationale=quote_all(listing.source, spans) + note,
            spans=spans,
            topic=listing.topic,
            fact=f"list:{listing.quoted or listing.name}:{listing.opening}",
        )

    def not_a_member(self) -> Iterator[Item]:
        """Ask which of four is none of them."""
        if not self._strangers or self._listing.form is ListForm.CELLS:
            return
        members = shuffled(self._listing.texts, self._seed)[:3]
        options = shuffled([*members, self._strangers[0]], self._seed + "?")
        key = LETTERS[options.index(self._strangers[0])]
        note = f"“{self._strangers[0]}”不在其中。"
        yield self._item(
            ItemKind.SINGLE_CHOICE, f"{self._phrases.outside}{BLANK}。", [key], options, note
        )

    def members(self) -> Iterator[Item]:
        """Ask which of five belong to them."""
        if len(self._strangers) < 2:
            return
        count = min(len(self._listing.members), 3)
        strangers = self._strangers[: 5 - count]
        members = shuffled(self._listing.texts, self._seed + "*")[:count]
        options = shuffled([*members, *strangers], self._seed + "!")
        key = sorted(LETTERS[options.index(member)] for member in members)
        note = "".join(f"“{text}”" for text in strangers) + "不在其中。"
        yield self._item(
            ItemKind.MULTIPLE_CHOICE, f"{self._phrases.inside}{BLANK}。", key, options, note
        )

    def statement(self) -> Iterator[Item]:
        """State all of them, or put a stranger in the place of one."""
        texts = list(self._listing.texts)
        is_true = _digit(self._seed) % 2 == 0 or not self._strangers
        note = ""
        if self._listing.form is ListForm.HEADINGS:
            text = texts[_digit(self._seed + "s") % len(texts)] if is_true else self._strangers[-1]
            stem = f"“{text}”是{self._phrases.name}之一。"
            note = "" if is_true else f"“{text}”不在其中。"
        else:
            if not is_true:
                at = _digit(self._seed + "s") % len(texts)
                note = f"题干把“{texts[at]}”改成了“{self._strangers[0]}”。"
                texts[at] = self._strangers[0]
            stem = f"{self._phrases.list}{self._separator.join(texts)}。"
        if len(stem) <= _LONGEST_STATEMENT:
            yield self._item(
                ItemKind.TRUE_FALSE, stem, ["A" if is_true else "B"], TRUE_FALSE_OPTIONS, note
            )

    def missing_member(self) -> Iterator[Item]:
        """Leave out one of them."""
        texts = list(self._listing.texts)
        longest = max(len(text) for text in texts)
        if longest > _LONGEST_KEY or self._listing.form is ListForm.HEADINGS:
            return
        if any("，" in text for text in texts):
            return
        at = _digit(self._seed + "m") % len(texts)
        key, texts[at] = texts[at], BLANK
        stem = f"{self._phrases.list}{self._separator.join(texts)}。"
        if len(stem) <= _LONGEST_STATEMENT:
            yield self._item(ItemKind.FILL_BLANK, stem, [key])

    def all_members(self) -> Iterator[Item]:
        """Ask for all of them."""
        if len(self._listing.members) <= _MOST_POINTS:
            yield self._item(ItemKind.SHORT_ANSWER, self._phrases.all, self._listing.texts)

    def order(self) -> Iterator[Item]:
        """Ask for the order of the steps."""
        if not self._listing.is_ordered:
            return
        steps = list(self._listing.texts)
        first = _digit(self._seed) % max(1, len(steps) - _MOST_STEPS + 1)
        steps = steps[first : first + _MOST_STEPS]
        options = shuffled(steps, self._seed + ">")
        if options == steps:
            options = options[::-1]
        yield self._item(
            ItemKind.ORDERING,
            f"{self._phrases.steps}，请按先后顺序排列：{BLANK}。",
            [LETTERS[options.index(step)] for step in steps],
            options,
        )


@dataclass(frozen=True)
class _Phrases:
    """How a list is spoken of, by its form."""

    name: str
    inside: str
    """Before the blank that takes its members."""

    outside: str
    """Before the blank that takes what is none of them."""

    list: str
    """Before the members themselves."""

    all: str
    """Asks for them all."""

    steps: str
    """Says that steps follow."""


def _phrases_of(listing: Listing) -> _Phrases:
    place, name = listing.opening, listing.name
    if listing.form is ListForm.HEADINGS:
        part = f"{place}在“{name}”部分提出的要点"
        return _Phrases(
            name=part,
            inside=f"{part}包括",
            outside=f"{part}【不包括】",
            list=f"{part}包括：",
            all=f"{place}在“{name}”部分提出了哪些要点？",
            steps=f"下列各项是{part}",
        )
    if listing.form is ListForm.ITEMS:
        rule = f"{place}规定，{listing.lead}"
        return _Phrases(
            name=rule,
            inside=f"{rule}。所列{name}包括",
            outside=f"{rule}。所列{name}【不包括】",
            list=f"{rule}：",
            all=f"{rule}。其中列出了哪些{name}？",
            steps=f"{rule}。下列是所列{name}",
        )
    part = "" if len(listing.members) <= _MOST_STEPS else "中的部分步骤"
    return _Phrases(
        name=f"{place}{name}",
        inside=f"{place}{name}包括",
        outside=f"{place}{name}【不包括】",
        list=f"{place}{name}包括：",
        all=f"{place}{name}包括哪些内容？",
        steps=f"{place}{name}包括多个步骤，下列是其{part or '步骤'}",
    )


def _digit(seed: str) -> int:
    return int(sha256(seed.encode()).hexdigest()[:8], 16)
