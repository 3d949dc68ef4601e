"""The numbers Word puts before paragraphs by itself, which stand nowhere in their text."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.loaders.numerals import (
    EARTHLY_BRANCHES,
    HEAVENLY_STEMS,
    chinese_digits,
    chinese_number,
    circled_number,
    legal_number,
    letter_number,
    roman_number,
)

PLACEHOLDER = re.compile(r"%([1-9])")
# Word sets a tab or space after these too, but nobody writes one: （一）总则.
CLOSING = "、）】．。：》〉"
# People who type "第%1条　" mean it: laws set the text of an article apart so.
FULL_WIDTH_BLANK = "\u3000"


def _from(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value))


# ST_NumberFormat, ECMA-376 part 1, 17.18.59. Chinese Word writes 一二三 as japaneseCounting.
WRITERS: Mapping[str, Callable[[int], str]] = {
    "bullet": lambda value: "",
    "none": lambda value: "",
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": roman_number,
    "lowerRoman": lambda value: roman_number(value).lower(),
    "upperLetter": letter_number,
    "lowerLetter": lambda value: letter_number(value).lower(),
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "ideographDigital": chinese_digits,
    "japaneseDigitalTenThousand": chinese_digits,
    "taiwaneseDigital": chinese_digits,
    "chineseLegalSimplified": legal_number,
    "ideographLegalTraditional": legal_number,
    "japaneseLegal": legal_number,
    "ideographTraditional": _from(HEAVENLY_STEMS),
    "ideographZodiac": _from(EARTHLY_BRANCHES),
    "decimalEnclosedCircle": circled_number,
    "decimalEnclosedCircleChinese": circled_number,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
}


class Level(NamedTuple):
    """How one level of a list is numbered."""

    number_format: str = "decimal"
    text: str = ""
    """The number with its surroundings, "%1" standing for the first level's counter."""

    start: int = 1
    restarts_after: int | None = None
    """Level, from 1, whose next number restarts this one; 0 never; None any higher level."""

    is_legal: bool = False
    """Higher levels are written in digits whatever their own format."""

    suffix: str = "tab"


class NumberedLists:
    """Counts the numbered paragraphs of one document in reading order.

    Args:
        numbering: Root of word/numbering.xml; None where the document has none.
    """

    def __init__(self, numbering: Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read(numbering)

    def next_number(self, list_id: str, level: int) -> str:
        """Return what Word shows before the next paragraph of a list, with its space.

        Args:
            list_id: `w:numId`.
            level: `w:ilvl`, from 0.

        Returns:
            For example "一、", "第三条 " or "1.2 "; empty for bullets and unknown lists.
        """
        levels = self._levels.get(list_id, {})
        if level not in levels:
            return ""
        counters = self._count(list_id, level, levels)
        own = levels[level]

        def written(match: re.Match[str]) -> str:
            shown = int(match[1]) - 1
            referred = levels.get(shown, Level())
            value = counters.get(shown, referred.start)
            if own.is_legal:
                return str(value)
            return WRITERS.get(referred.number_format, str)(value)

        if own.number_format == "bullet":
            return ""
        shown_text = PLACEHOLDER.sub(written, own.text).lstrip()
        number = shown_text.rstrip()
        blank = shown_text[len(number) :]
        if not number or (number[-1] in CLOSING and FULL_WIDTH_BLANK not in blank):
            return number
        return number + (blank or ("" if own.suffix == "nothing" else " "))

    def _count(self, list_id: str, level: int, levels: Mapping[int, Level]) -> dict[int, int]:
        """Advance the counter of a level and reset those below it."""
        # Lists of one abstract definition go on counting together, unless a start is given.
        counters = self._counters.setdefault(self._abstract_of[list_id], {})
        if (list_id, level) in self._starts:
            counters[level] = self._starts.pop((list_id, level))
        else:
            counters[level] = counters.get(level, levels[level].start - 1) + 1
        for lower in [number for number in counters if number > level]:
            after = levels.get(lower, Level()).restarts_after
            if after is None or (after > 0 and level < after):
                del counters[lower]
        return counters

    def _read(self, numbering: Element) -> None:
        abstracts: dict[str, dict[int, Level]] = {}
        linked_styles: dict[str, str] = {}
        links: dict[str, str] = {}
        for abstract in numbering.iterchildren(qn("w:abstractNum")):
            id_ = abstract.get(qn("w:abstractNumId"), "")
            abstracts[id_] = dict(map(_read_level, abstract.iterchildren(qn("w:lvl"))))
            if style := _value(abstract, "w:styleLink"):
                linked_styles[style] = id_
            if style := _value(abstract, "w:numStyleLink"):
                links[id_] = style
        for number in numbering.iterchildren(qn("w:num")):
            list_id = number.get(qn("w:numId"), "")
            abstract_id = _value(number, "w:abstractNumId")
            abstract_id = linked_styles.get(links.get(abstract_id, ""), abstract_id)
            levels = dict(abstracts.get(abstract_id, {}))
            for override in number.iterchildren(qn("w:lvlOverride")):
                level = _integer(override.get(qn("w:ilvl")), 0)
                if (own := override.find(qn("w:lvl"))) is not None:
                    levels[level] = _read_level(own)[1]
                if (start := _value(override, "w:startOverride")) != "":
                    self._starts[list_id, level] = _integer(start, 1)
            self._levels[list_id] = levels
            self._abstract_of[list_id] = abstract_id


def _read_level(level: Element) -> tuple[int, Level]:
    restarts_after = _value(level, "w:lvlRestart")
    is_legal = level.find(qn("w:isLgl"))
    return _integer(level.get(qn("w:ilvl")), 0), Level(
        number_format=_value(level, "w:numFmt") or "decimal",
        text=_value(level, "w:lvlText"),
        start=_integer(_value(level, "w:start"), 1),
        restarts_after=_integer(restarts_after, 0) if restarts_after else None,
        is_legal=is_legal is not None and is_legal.get(qn("w:val")) not in {"0", "false"},
        suffix=_value(level, "w:suff") or "tab",
    )


def _value(parent: Element, tag: str) -> str:
    """The `w:val` of a child; empty where there is none."""
    child = parent.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else default
