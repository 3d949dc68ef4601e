"""The catalogue of indicators: what is counted, under which names, in which years."""

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from io import StringIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pydantic import ValidationError

from assistant.errors import WrongUseError
from assistant.indicators.schema import (
    Alert,
    Direction,
    Indicator,
    IndicatorKind,
    RollUp,
)
from ingest.schema import Record

SHIPPED = Path(__file__).with_name("catalogue.csv")

_KINDS = {"时点数": IndicatorKind.STOCK, "时期数": IndicatorKind.FLOW, "比率": IndicatorKind.RATE}
_DIRECTIONS = {
    "越高越好": Direction.HIGHER,
    "越低越好": Direction.LOWER,
    "中性": Direction.NEUTRAL,
}
_ANSWERS = {"是": True, "": False}
_ROLL_UPS = {"相加": RollUp.SUM, "加权平均": RollUp.WEIGHTED, "不汇总": RollUp.NONE}

# Column of the file, field of `Indicator`, words for its values.
_COLUMNS: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("代码", "code", None),
    ("组", "group", None),
    ("名称", "name", None),
    ("名称自足", "name_is_full", _ANSWERS),
    ("别名", "aliases", None),
    ("单位", "unit", None),
    ("性质", "kind", _KINDS),
    ("方向", "direction", _DIRECTIONS),
    ("公式", "formula", None),
    ("小数位", "decimals", None),
    ("责任部门", "department", None),
    ("最小值", "minimum", None),
    ("最大值", "maximum", None),
    ("口径", "scope", None),
    ("汇总", "roll_up", _ROLL_UPS),
    ("权重", "weight", None),
    ("低于则提醒", "below", None),
    ("高于则提醒", "above", None),
    ("变动超过则提醒", "change", None),
    ("起始年", "valid_from", None),
    ("终止年", "valid_until", None),
)
_REQUIRED = ("代码", "组", "名称", "单位", "性质")

_ALERTS = ("below", "above", "change")
_MARKS = re.compile(r"[\s()\[\]{}〔〕【】《》“”\"'‘’·.、:\-—]+")
# What may stand within a name in a text without ending it.
_IGNORED = frozenset(" \t\u3000\u00a0“”\"'‘’")
# What is planned is not what is: "发放额（计划）" is another indicator.
_BRACKETED = re.compile(r"\((?![^()]*(?:计划|规划|目标|预计|预期))[^()]*\)")
# A shorter name without its group says too little: 户数, 标准.
_SHORTEST_BARE_NAME = 4


def normalize_name(name: str) -> str:
    """Return a name as names are compared: one width, no blanks, no brackets or marks.

    >>> normalize_name("脱贫人口 · 人均纯收入")
    '脱贫人口人均纯收入'
    """
    return _MARKS.sub("", normalize("NFKC", name).casefold())


class NameMatch(Record):
    """An indicator's name in a text."""

    indicator: Indicator
    start: int
    """Offset in code points."""

    end: int
    text: str
    """As it stands there."""


class Catalogue:
    """Indicators, found by name; an indicator whose name changed has an entry for each time.

    Args:
        entries: In the order in which lists show them.
    """

    def __init__(self, entries: Iterable[Indicator]) -> None:
        self.entries: tuple[Indicator, ...] = tuple(entries)

    def __len__(self) -> int:
        return len(self.entries)

    def of_year(self, year: int | None) -> "Catalogue":
        """Return the entries that hold in a year; all of them where none is said."""
        if year is None:
            return self
        if year not in self._of_years:
            self._of_years[year] = Catalogue(one for one in self.entries if holds_in(one, year))
        return self._of_years[year]

    def get(self, code: str, year: int | None = None) -> Indicator | None:
        """Return the indicator of a code as it holds in a year, by default as it held last."""
        return self.of_year(year)._by_code.get(code)

    def find(self, name: str, year: int | None = None) -> Indicator | None:
        """Return the indicator that a name or alias means, or None.

        Widths, blanks and marks do not matter: "脱贫人口.人均纯收入" is "脱贫人口人均纯收入". Where
        the whole name is not known, what stands in brackets is left out: "人均纯收入（元）"; and a
        name without its group will do that only one group has.

        Args:
            name: The whole name.
            year: Of the value, since names change; by default the latest that has the name.
        """
        catalogue = self.of_year(year)
        whole = normalize_name(name)
        short = normalize_name(_BRACKETED.sub("", normalize("NFKC", name))).removeprefix("其中")
        return (
            catalogue._by_name.get(whole)
            or catalogue._by_name.get(short)
            or catalogue._by_bare_name.get(short)
        )

    def counted_in(self, indicator: Indicator, unit: str) -> Indicator:
        """Return the one of the same group that counts in a unit, where a name may mean either.

        "监测对象499户1597人" names one thing with two numbers: 监测对象户数 and 监测对象人数.

        Args:
            indicator: What the name alone means.
            unit: Of the number.
        """
        for one, other in (("户数", "人数"), ("人数", "户数")):
            if indicator.name.endswith(one) and unit.endswith(other[0]):
                name = indicator.name.removesuffix(one) + other
                found = self.find(indicator.group + name, indicator.valid_from)
                return found or indicator
        return indicator

    def find_in(self, text: str, year: int | None = None) -> list[NameMatch]:
        """Return every name that stands in a text, in order, the longest where several begin.

        Matches do not overlap. Blanks within a name do not matter.
        """
        catalogue = self.of_year(year)
        folded, places = _fold(text)
        found, at = [], 0
        while at < len(folded):
            length = catalogue._longest_at(folded, at)
            if length:
                start, end = places[at], places[at + length - 1] + 1
                indicator = catalogue._by_name[folded[at : at + length]]
                found.append(
                    NameMatch(indicator=indicator, start=start, end=end, text=text[start:end])
                )
            at += max(length, 1)
        return found

    def groups(self, year: int | None = None) -> dict[str, tuple[Indicator, ...]]:
        """Return the indicators of each group, in order."""
        return self.of_year(year)._groups

    def search(self, query: str, year: int | None = None) -> list[Indicator]:
        """Return the indicators whose names have all the words of a query."""
        words = [normalize_name(word) for word in query.split()]
        return [
            one
            for one in self.of_year(year).entries
            if all(any(word in name for name in all_names(one)) for word in words)
        ]

    def amended(self, changes: Iterable[tuple[str, int, Indicator | None]]) -> "Catalogue":
        """Return a catalogue with entries changed, added or, where None stands, struck out.

        Args:
            changes: Code, first year (0 for ever), and what holds now.
        """
        entries: dict[tuple[str, int], Indicator] = {
            (one.code, one.valid_from or 0): one for one in self.entries
        }
        for code, year, indicator in changes:
            if indicator is None:
                entries.pop((code, year), None)
            else:
                entries[code, year] = indicator
        return Catalogue(entries.values())

    @cached_property
    def _of_years(self) -> "dict[int, Catalogue]":
        return {}

    @cached_property
    def _groups(self) -> dict[str, tuple[Indicator, ...]]:
        groups: dict[str, list[Indicator]] = {}
        for one in self.entries:
            groups.setdefault(one.group, []).append(one)
        return {group: tuple(members) for group, members in groups.items()}

    @cached_property
    def _by_code(self) -> dict[str, Indicator]:
        # Later entries of a code hold later; the last one wins.
        return {one.code: one for one in sorted(self.entries, key=_first_year)}

    @cached_property
    def _by_name(self) -> dict[str, Indicator]:
        # Later entries come before earlier ones, and who has a name before who is also called so.
        entries = sorted(self.entries, key=_first_year)
        aliases = {name: one for one in entries for name in all_names(one)}
        return aliases | {normalize_name(one.full_name): one for one in entries}

    @cached_property
    def _by_bare_name(self) -> dict[str, Indicator]:
        codes: dict[str, set[str]] = {}
        for one in self.entries:
            codes.setdefault(one.name, set()).add(one.code)
        return {
            normalize_name(name): self._by_code[only]
            for name, (only, *others) in codes.items()
            if not others and len(name) >= _SHORTEST_BARE_NAME
        }

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """Lengths of the names that begin with two characters, the longest first."""
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            lengths.setdefault(name[:2], set()).add(len(name))
        return {head: tuple(sorted(each, reverse=True)) for head, each in lengths.items()}

    def _longest_at(self, folded: str, at: int) -> int:
        for length in self._lengths.get(folded[at : at + 2], ()):
            # At the end of the text a shorter name may stand where a longer one has no room.
            name = folded[at : at + length]
            if name in self._by_name:
                return len(name)
        return 0


def holds_in(indicator: Indicator, year: int) -> bool:
    """Return whether an entry of the catalogue holds in a year."""
    first, last = indicator.valid_from, indicator.valid_until
    return (first is None or first <= year) and (last is None or year <= last)


def _first_year(indicator: Indicator) -> int:
    return indicator.valid_from or 0


def all_names(indicator: Indicator) -> tuple[str, ...]:
    """Return everything an indicator may be called, ready to be compared."""
    names = (indicator.full_name, indicator.group + indicator.name, *indicator.aliases)
    return tuple(dict.fromkeys(map(normalize_name, names)))


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text as names are compared, and where in it each character stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        # A character of several, such as ㎡, would need several places; no name has one.
        if character not in _IGNORED:
            folded.append(_fold_character(character))
            places.append(place)
    return "".join(folded), places


@cache
def _fold_character(character: str) -> str:
    folded = normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


# --- Files --------------------------------------------------------------------------------


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return Catalogue(read_catalogue(SHIPPED.read_text("utf-8-sig")))


def read_catalogue(text: str) -> list[Indicator]:
    """Return the entries of a catalogue written as .csv, its first line the columns' names.

    Raises:
        WrongUseError: a column is missing, or a line cannot be read; says which.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
    if missing:
        raise WrongUseError(
            f"指标目录缺少这些列：{'、'.join(missing)}。",
            hint="请先用 policy indicator catalogue --csv 导出现有目录，在它上面修改。",
        )
    return [_read_line(line, reader.line_num) for line in reader if any(line.values())]


def write_catalogue(entries: Sequence[Indicator]) -> str:
    """Return a catalogue as .csv that `read_catalogue` reads back."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([column for column, *_ in _COLUMNS])
    for one in entries:
        fields = one.model_dump(mode="json") | one.alert.model_dump(mode="json")
        fields["aliases"] = "、".join(one.aliases)
        writer.writerow(
            [
                _word(words, fields[field]) if words else _blank(fields[field])
                for _, field, words in _COLUMNS
            ]
        )
    return lines.getvalue()


def _read_line(line: dict[str, str], number: int) -> Indicator:
    # A plain ratio has no unit.
    fields: dict[str, Any] = {"unit": ""}
    for column, field, words in _COLUMNS:
        cell = (line.get(column) or "").strip()
        if not cell:
            continue
        if words is not None and cell not in words:
            raise WrongUseError(
                f"指标目录第 {number} 行的“{column}”不能是“{cell}”。",
                hint=f"请写：{'、'.join(filter(None, words))}。",
            )
        fields[field] = words[cell] if words else cell
    if "aliases" in fields:
        fields["aliases"] = [name for name in re.split(r"[、,，;；]", fields["aliases"]) if name]
    alert = {name: fields.pop(name) for name in _ALERTS if name in fields}
    try:
        return Indicator(**fields, alert=Alert(**alert))
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        columns = "、".join(f"“{column}”" for column, field, _ in _COLUMNS if field in wrong)
        raise WrongUseError(
            f"指标目录第 {number} 行的{columns}有误或没有填写。",
            hint="代码、组、名称、性质必须填写；小数位、最小值等须为数字。",
        ) from error


def _word(words: dict[str, Any], value: object) -> str:
    return next(word for word, meant in words.items() if meant == value)


def _blank(value: object) -> object:
    return "" if value is None else value
