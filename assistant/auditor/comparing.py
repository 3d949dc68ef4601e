"""Where a sentence compares two values of one thing, and by how much it says they differ.

由A减少到B，减少C，下降D%; 2022年A，2023年B，同比增加C，增长D%; B，比上年的A增加C; B，比上年增加C，
增长D%.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.auditor.figures import Span, Stated, groups
from assistant.auditor.reading import Sentence
from ingest.numerals import QuantityKind, date_parts


class Way(StrEnum):
    """Which way something went."""

    UP = "up"
    DOWN = "down"


# What can be said of going from one value to another; 高为 and 多到 lead nowhere, and 升 of 元/升
# is a unit.
_RISE = (
    r"增加|增长|提高|提升|上升|上涨|扩大|增|升高|(?<![/／每])升|跃升|攀升|拓展|上调|延长|提速|净增"
    "|新增"
)
_FALL = "下降|降低|减少|缩小|缩减|压减|压缩|降|减|回落|下滑|下调|缩短|收窄|减轻|削减"
_UP, _DOWN = f"{_RISE}|多|高出|高|快", f"{_FALL}|少|低|慢"
_VERB = rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
_ARRIVES = re.compile(
    rf"[^，。；;、（(]{{0,8}}?(?:(?P<up>{_RISE})|(?P<down>{_FALL})|变|调整|发展|达)"
    r"(?:[^，。；;、\d]{0,4})?(?:到|至|为)[^，。；;]{0,24}$"
)
_LEAVES = re.compile(r"[由从自][^，。；;]{0,40}$")
_THAN = r"(?:同比|环比|比[^，。；;]{1,14}|较[^，。；;]{1,14}|与[^，。；;]{1,12}相比)"
_CHANGES = re.compile(
    rf"[，,、；;（(]?\s*(?:其中)?(?P<than>{_THAN})?[，,]?\s*"
    r"(?P<lead>累计|共|净|实际|总体|年均|年平均|平均每年|每年平均|年递|人均|增幅|降幅|[^，。；;\d率]{0,3})?"
    rf"(?:(?P<doubled>翻)|{_VERB})"
    r"(?P<rest>了|约|近|幅度|幅|比例|率|额|为|达到|达|[^，。；;\d到至]{0,2})?\s*$"
)
_THAN_VALUE = re.compile(r"[，,]?\s*[比较](?!重|例|率|为)[^，。；;]{0,24}$")
ENDS_IN_VERB = re.compile(rf"{_VERB}了?\s*$")
"""What leads to a difference, and not to a value: 比上年增加."""

_TIMES = re.compile(r"[，,]?\s*(?:是|为|达到|相当于)[^，。；;]{0,16}(?:的|近|约)?\s*$")
_YEARLY = re.compile(r"年均|年平均|平均每年|每年|年递")
# 分别从A、B提高到C、D: which belongs to which is told by their order alone.
_LISTED = re.compile(r"[、和及与]\s*$")
# Less is better, and the words may mean either.
_RANKS = re.compile(r"排名|排位|位次|名次|位居|名列|居全|第$|汇率")
# A discount that grows is written with a lower number: 由9.5折提高到8.5折.
_DISCOUNT = re.compile(r"\s*折")
_COMPARABLE = frozenset({QuantityKind.AMOUNT, QuantityKind.PERCENT})


@dataclass(frozen=True)
class Difference:
    """By how much two values are said to differ."""

    figure: Stated
    way: Way | None
    """None for 翻番 and 是…的几倍."""

    words: str
    """What leads to it: "，同比增加"."""

    is_yearly: bool
    """True for 年均."""

    is_ratio: bool = False
    """True for 是…的3.1倍."""


@dataclass(frozen=True)
class Comparison:
    """Two values of one thing, the earlier or other one first."""

    before: Stated | None
    """None where only the difference is told: 比上年增加5万元."""

    after: Stated
    way: Way | None
    """As the words between the two say: 由A减少到B; None where they say nothing."""

    words: str
    """Those words."""

    differences: tuple[Difference, ...]
    years: int | None
    """From the one to the other, where the sentence tells."""

    @property
    def is_exact(self) -> bool:
        """True where neither value is a rough one."""
        return self.after.is_exact and (self.before is None or self.before.is_exact)

    @property
    def went(self) -> Way | None:
        """Which way the values went; None where they are equal, or too rough to tell."""
        if self.before is None:
            return None
        grown = Span.of(self.after) - Span.of(self.before)
        return Way.UP if grown.low > 0 else Way.DOWN if grown.high < 0 else None


def compare(sentence: Sentence) -> Iterator[Comparison]:
    """Yield the comparisons of a sentence in reading order."""
    if len(sentence.figures) < 2:
        return
    stated = list(groups(sentence.figures))
    for index, (earlier, later) in enumerate(pairwise(stated)):
        # A bare number has a value before it only where the words say so: 从1.96缩小至1.81.
        is_led = _LEAVES.search(earlier[0].between[-40:]) is not None
        if not (earlier[0].unit and later[0].unit) and not is_led:
            continue
        between = _between(sentence, earlier[-1], later[0])
        arrives = _ARRIVES.match(between)
        if arrives and (is_led or len(between) <= 12):
            yield from _pair(sentence, stated, index, _way(arrives), between)
        elif _follow_in_time(sentence, earlier, later, between):
            yield from _pair(sentence, stated, index, None, "")
        elif (
            _THAN_VALUE.match(between)
            and not ENDS_IN_VERB.search(between)
            and _ends_in_change(sentence, stated, index + 1)
        ):
            yield from _pair(sentence, stated, index, None, "", is_reversed=True)
    for index, after in enumerate(stated[:-1]):
        if not after[0].unit:
            continue
        differences = _differences(sentence, stated, index, after[0])
        if len(differences) > 1 and _THAN_WORD.search(differences[0].words + differences[1].words):
            yield Comparison(None, after[0], None, "", differences, None)


_THAN_WORD = re.compile(_THAN)


def _between(sentence: Sentence, one: Stated, other: Stated) -> str:
    return sentence.text[one.end - sentence.start : other.start - sentence.start]


def _way(match: re.Match[str]) -> Way | None:
    return Way.UP if match["up"] else Way.DOWN if match["down"] else None


def _pair(
    sentence: Sentence,
    stated: Sequence[tuple[Stated, ...]],
    index: int,
    way: Way | None,
    words: str,
    *,
    is_reversed: bool = False,
) -> Iterator[Comparison]:
    """Yield a comparison for each unit that two groups share."""
    earlier, later = stated[index], stated[index + 1]
    if _RANKS.search(earlier[0].between[-20:]) or _RANKS.search(later[0].between):
        return
    listed = index > 0 and _LISTED.search(earlier[0].between)
    if listed and any(each.goes_with(earlier[0]) for each in stated[index - 1]):
        return
    years = _years(sentence, earlier[0], later[0])
    for one in earlier:
        other = next((each for each in later if each.goes_with(one)), None)
        is_discount = _DISCOUNT.match(sentence.text, one.end - sentence.start)
        if other is None or one.kind not in _COMPARABLE or is_discount:
            continue
        differences = _differences(sentence, stated, index + 1, one)
        if is_reversed:
            one, other = other, one
        yield Comparison(one, other, way, words, differences, years)


def _follow_in_time(
    sentence: Sentence, earlier: Sequence[Stated], later: Sequence[Stated], between: str
) -> bool:
    """Whether two values belong to two years, each named before its value."""
    if not earlier[0].goes_with(later[0]) or re.search(r"[。；;]|其中", between):
        return False
    first = _year_before(sentence, earlier[0].start - len(earlier[0].between), earlier[0].start)
    second = _year_before(sentence, earlier[-1].end, later[0].start)
    return first is not None and second is not None and first < second


def _year_before(sentence: Sentence, start: int, end: int) -> int | None:
    """Return the last year named between two places; None where there is none."""
    years = [
        date_parts(quantity)[0]
        for quantity in sentence.quantities
        if quantity.kind is QuantityKind.DATE
        and start <= sentence.start + quantity.start < end
        and date_parts(quantity)[0]
    ]
    return years[-1] if years else None


def _years(sentence: Sentence, one: Stated, other: Stated) -> int | None:
    """Return how many years lie between two values, where the words before them say so."""
    first = _year_before(sentence, sentence.start, one.start)
    second = _year_before(sentence, one.end, other.start)
    if first is not None and second is None:
        # 从2012年底到2016年底，由A减少到B
        named = [
            date_parts(quantity)[0]
            for quantity in sentence.quantities
            if quantity.kind is QuantityKind.DATE and sentence.start + quantity.start < one.start
        ]
        first, second = (named[-2], named[-1]) if len(named) == 2 else (None, None)
    return second - first if first and second and second > first else None


def _ends_in_change(sentence: Sentence, stated: Sequence[tuple[Stated, ...]], index: int) -> bool:
    """Whether a difference follows a group at once."""
    if index + 1 >= len(stated):
        return False
    between = _between(sentence, stated[index][-1], stated[index + 1][0])
    return re.fullmatch(rf"[，,]?[^，。；;\d]{{0,4}}{_VERB}了?\s*", between) is not None


def _differences(
    sentence: Sentence, stated: Sequence[tuple[Stated, ...]], index: int, like: Stated
) -> tuple[Difference, ...]:
    """Return the differences told right behind a group, of what has the unit of `like`."""
    found: list[Difference] = []
    last = stated[index][-1]
    for group in stated[index + 1 :]:
        words = _between(sentence, last, group[0])
        change = _CHANGES.fullmatch(words)
        figure = next((each for each in group if each.goes_with(like)), group[0])
        if change and not (found and change["than"]):
            way = None if change["doubled"] else _way(change)
            found.append(Difference(figure, way, words, bool(_YEARLY.search(words))))
        elif not found and group[0].unit == "倍" and _TIMES.fullmatch(words):
            found.append(Difference(figure, None, words, is_yearly=False, is_ratio=True))
        else:
            break
        last = group[-1]
    return tuple(found)
