"""Convert between the units of counties' figures, exactly: 万元 and 亿元, 亩 and 公顷, ‰ and %."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import prod

from assistant.errors import UnitError
from assistant.indicators.exact import to_decimal
from ingest.numerals import is_unit, normalize_unit, same_unit

PERCENT = "%"
POINTS = "百分点"

# What one of the unit is in the first of its line. 亩 carries areas of land, since a 平方米 is a
# finite part of a 亩 and not the other way round.
_SCALES = (
    {"亩": "1", "平方米": "0.0015", "公顷": "15", "平方公里": "1500"},
    {"米": "1", "公里": "1000", "厘米": "0.01", "毫米": "0.001"},
    {"公斤": "1", "斤": "0.5", "吨": "1000", "克": "0.001"},
    {"千瓦": "1", "瓦": "0.001", "兆瓦": "1000"},
    {"千瓦时": "1", "兆瓦时": "1000"},
    {"立方米": "1", "升": "0.001"},
    {"月": "1", "季度": "3", "年": "12"},
    {"天": "1", "星期": "7"},
    {"分钟": "1", "小时": "60"},
    # A share of one: 5% is 0.05, and 2.5倍 is 250%.
    {"": "1", "倍": "1", "%": "0.01", "‰": "0.001"},
    {"百分点": "1", "千分点": "0.1"},
)
_BASES = {
    unit: (next(iter(scale)), Fraction(factor))
    for scale in _SCALES
    for unit, factor in scale.items()
} | {"人": ("人", Fraction(1))}
# Spellings that `ingest.numerals` keeps apart, or does not know.
_SPELLINGS = {
    "个百分点": POINTS,
    "个千分点": "千分点",
    "百分比": PERCENT,
    "名": "人",
    "位": "人",
    "无": "",
}
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_PREFIX = re.compile("[十百千]?[万亿]{1,2}|[十百千]")


@dataclass(frozen=True)
class Unit:
    """A unit taken apart: what is counted, per what, and how many of the base units it is."""

    over: tuple[str, ...]
    """Base units multiplied, e.g. ("元",); empty for a plain number or a share."""

    under: tuple[str, ...] = ()
    """Base units divided by, sorted, e.g. ("人", "月")."""

    factor: Fraction = Fraction(1)
    """10000 for 万元."""

    @property
    def base(self) -> str:
        """The base unit as it is written: "元/人·月"."""
        return "·".join(self.over) + ("/" + "·".join(self.under) if self.under else "")

    def __mul__(self, other: "Unit") -> "Unit":
        return _reduced(
            self.over + other.over, self.under + other.under, self.factor * other.factor
        )

    def __truediv__(self, other: "Unit") -> "Unit":
        return _reduced(
            self.over + other.under, self.under + other.over, self.factor / other.factor
        )


def _reduced(over: Iterable[str], under: Iterable[str], factor: Fraction) -> Unit:
    above, below = Counter(over), Counter(under)
    common = above & below
    return Unit(
        tuple((above - common).elements()), tuple(sorted((below - common).elements())), factor
    )


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Return a unit taken apart; one that is not known is a unit of its own, scaled by 万 and 亿.

    >>> parse_unit("万元/人·月")
    Unit(over=('元',), under=('人', '月'), factor=Fraction(10000, 1))
    """
    plain = unicodedata.normalize("NFKC", "".join(text.split())).replace("每", "/")
    first, *rest = plain.replace("(", "").replace(")", "").split("/")
    unit = _parse_simple(first)
    for part in rest:
        known = _known(part) is not None
        for factor in (part,) if known else re.split("[·.・•]", part):
            unit /= _parse_simple(factor)
    return unit


def _parse_simple(text: str) -> Unit:
    if (known := _known(text)) is not None:
        return known
    scale, counted = split_scale(text)
    if not scale:
        return Unit((counted,))
    unit = _known(counted) or Unit((counted,))
    return Unit(unit.over, unit.under, unit.factor * prod(_MULTIPLIERS[c] for c in scale))


def _known(text: str) -> Unit | None:
    usual = normalize_unit(text)
    usual = _SPELLINGS.get(usual, usual)
    if usual in _BASES:
        base, factor = _BASES[usual]
        return Unit((base,) if base else (), (), factor)
    return Unit((usual,)) if is_unit(usual) else None


def split_scale(unit: str) -> tuple[str, str]:
    """Return what multiplies a unit, and the unit: ("万", "元"), ("", "千瓦"), ("千", "人").

    千 and 百 count only before a unit that is known: 千卡 is a word.
    """
    prefix = _PREFIX.match(unit)
    if prefix is None or _known(unit) is not None:
        return "", unit
    scale, rest = prefix[0], unit[prefix.end() :]
    is_scale = scale[-1] in "万亿" or _known(rest.split("/")[0]) is not None
    return (scale, rest) if is_scale else ("", unit)


def base_of(unit: str) -> tuple[str, Decimal]:
    """Return the unit in which a quantity's values compare, and how many of it one unit is.

    >>> base_of("万元")
    ('元', Decimal('10000'))
    """
    parsed = parse_unit(unit)
    return parsed.base, to_decimal(parsed.factor)


def same_dimension(first: str, second: str) -> bool:
    """Return whether values in two units can be compared: 万元 and 元, 名 and 人, % and ‰."""
    return measure_alike(parse_unit(first), parse_unit(second))


def measure_alike(first: Unit, second: Unit) -> bool:
    """Return whether two units count the same thing, each in its own scale."""
    return all(
        len(some) == len(others)
        # 家 and 个 may count the same, though neither is the other.
        and all(
            one == other or same_unit(one, other) for one, other in zip(some, others, strict=True)
        )
        for some, others in ((first.over, second.over), (first.under, second.under))
    )


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """Return a value in another unit, unrounded.

    >>> convert(Decimal("6.2292"), "亿元", "万元")
    Decimal('62292')

    Raises:
        UnitError: one unit cannot be converted into the other.
    """
    if unit == to:
        return value
    return to_decimal(Fraction(value) * conversion(unit, to))


@lru_cache(maxsize=4096)
def conversion(unit: str, to: str) -> Fraction:
    """Return how many of another unit one unit is; raises as `convert` does."""
    source, target = parse_unit(unit), parse_unit(to)
    if measure_alike(source, target):
        return source.factor / target.factor
    if {(POINTS,), ()} == {source.over, target.over} and not source.under + target.under:
        raise UnitError(
            f"“{unit}”不能换算成“{to}”。",
            hint="百分点是两个百分数之差，百分数（%）是比率本身，请核对用的是哪一个。",
        )
    raise UnitError(
        f"“{unit or '无单位'}”不能换算成“{to or '无单位'}”。",
        hint="请核对单位，两者应当计量同一种东西，例如万元与亿元、亩与公顷。",
    )


def is_share(unit: str) -> bool:
    """Return whether a unit is that of a rate: % or ‰."""
    parsed = parse_unit(unit)
    return not parsed.base and parsed.factor < 1
