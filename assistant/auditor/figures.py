"""The figures of a sentence as a reckoner needs them: what each is called, and how exact it is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from ingest.numerals import Quantity, QuantityKind, format_number, quantities, same_unit

HALF = Decimal("0.5")
HUNDRED = Decimal(100)

# Units of what cannot be divided: without decimals such a figure is exact.
_COUNTS = frozenset(
    "个户人名位家头只匹峰羽座所项种类处套件次场台辆架艘支批本册篇幅份期届栋幢孔眼口根株棵村乡镇县市州省组队班张间床站条块片"
) | {"场次", "人次", "户次"}
_PERSONS = frozenset("人名位口")
_ARABIC = re.compile(r"\d[\d,， \u00a0]*(?:[.．]\d+)?")
_CLAUSE = re.compile(r"[，。；：、！？,;:!?（）()【】\[\]“”\n]")
# What says how exact a figure is, or that it exists, and is no part of its name.
_FILLER = re.compile(
    r"(?:[\s“”]|[为是达有约共近超至到的了]|达到|达成|超过|突破|不足|大约|将近|总计|共计|合计|累计|分别|共有|实现|完成)+$"
)
_LONGEST_LABEL = 60
_OPENS = "（("
_CLOSES = "）)"


@dataclass(frozen=True)
class Stated:
    """A figure where it stands in the draft."""

    quantity: Quantity
    start: int
    """Offset in the draft's text."""

    end: int
    between: str
    """What stands between the figure before, or the sentence's beginning, and this one."""

    depth: int
    """How many brackets it stands in."""

    label: str
    """What it is called: the words before it in its clause; those of the figure before where
    nothing stands between, as in 110户352人."""

    is_attached: bool
    """True where it follows the figure before at once."""

    @property
    def value(self) -> Decimal:
        """Its value, with 万 and 亿 multiplied in."""
        return self.quantity.value

    @property
    def unit(self) -> str:
        """Its unit in the usual form."""
        return self.quantity.unit

    @property
    def kind(self) -> QuantityKind:
        """What it says."""
        return self.quantity.kind

    @property
    def is_exact(self) -> bool:
        """True where neither 余 nor 约 nor a bound goes with it."""
        return not self.quantity.qualifier

    @cached_property
    def scale(self) -> Decimal:
        """What one of its written number is worth: 10000 in 3.5万元."""
        number = _ARABIC.search(self.quantity.text)
        if number is None or self.kind is QuantityKind.RATIO:
            return Decimal(1)
        written = Decimal(re.sub(r"[^\d.]", "", number[0].replace("．", ".")))
        return abs(self.value / written) if written else Decimal(1)

    @cached_property
    def places(self) -> int:
        """Decimals of its written number."""
        number = _ARABIC.search(self.quantity.text)
        return len(number[0].replace("．", ".").partition(".")[2]) if number else 0

    @cached_property
    def step(self) -> Decimal:
        """What one in its last written place is worth; 0 for a count, which is exact."""
        if _ARABIC.search(self.quantity.text) is None:
            return Decimal(0)
        if self.unit in _COUNTS and self.scale == 1 and not self.places:
            return Decimal(0)
        return self.scale.scaleb(-self.places)

    @property
    def digits(self) -> int:
        """How many digits it is written with, zeros at both ends left out."""
        return len(re.sub(r"\D", "", self.quantity.text).strip("0"))

    @property
    def half(self) -> Decimal:
        """How far it may be from what it was rounded from."""
        return self.step * HALF

    def goes_with(self, other: "Stated") -> bool:
        """Whether it is of the kind and unit of another figure."""
        return (
            self.kind is other.kind
            and bool(self.unit) == bool(other.unit)
            and same_unit(self.unit, other.unit)
        )

    def counts_with(self, other: "Stated") -> bool:
        """Whether both count the same things: 个 may stand for 条, but need not."""
        persons = {self.unit, other.unit} <= _PERSONS
        return self.goes_with(other) and (self.unit == other.unit or persons)

    def show(self, value: Decimal) -> str:
        """Return another value as this figure is written: unit, scale and decimals.

        >>> read_figures("支出4.50万元")[0].show(Decimal("31200"))
        '3.12万元'
        """
        text = self.quantity.text
        number = _ARABIC.search(text)
        if number is None or self.kind is QuantityKind.RATIO:
            return f"{format_number(round(value, 2))}{self.unit}"
        written = (value / self.scale).quantize(
            Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP
        )
        return text[: number.start()] + f"{written:f}" + text[number.end() :].lstrip()

    def number(self, value: Decimal | None = None) -> str:
        """Return its number, or another, in its own scale, for a formula: "3893"."""
        return format_number(round((self.value if value is None else value) / self.scale, 6))


def read_figures(
    text: str, offset: int = 0, found_in_it: Sequence[Quantity] | None = None
) -> tuple[Stated, ...]:
    """Return the figures of a sentence, dates and ordinals left out.

    Args:
        text: The sentence.
        offset: Where it begins in the draft.
        found_in_it: Its quantities, where somebody has read them already.
    """
    found: list[Stated] = []
    depths = _depths(text)
    for quantity in quantities(text) if found_in_it is None else found_in_it:
        if quantity.kind in {QuantityKind.DATE, QuantityKind.ORDINAL}:
            continue
        between = text[found[-1].end - offset if found else 0 : quantity.start]
        is_attached = bool(found) and not between.strip() and bool(found[-1].unit)
        before = text[max(0, quantity.start - _LONGEST_LABEL) : quantity.start]
        label = found[-1].label if is_attached else _label(before)
        found.append(
            Stated(
                quantity=quantity,
                start=offset + quantity.start,
                end=offset + quantity.end,
                between=between,
                depth=depths[quantity.start],
                label=label,
                is_attached=is_attached,
            )
        )
    return tuple(found)


def _label(before: str) -> str:
    """Return the words at the end of a text that name what follows."""
    named = _FILLER.sub("", before.rstrip())
    return _CLAUSE.split(named)[-1].strip()


def _depths(text: str) -> list[int]:
    depth = 0
    depths: list[int] = []
    for character in text:
        depth = max(0, depth - (character in _CLOSES))
        depths.append(depth)
        depth += character in _OPENS
    return depths


def differ_by_a_slip(one: str, other: str) -> bool:
    """Whether two written figures differ in one digit, or in two neighbouring ones exchanged.

    >>> differ_by_a_slip("2119户", "2120户"), differ_by_a_slip("2119 户", "2119户")
    (False, False)
    >>> differ_by_a_slip("2119户", "2129户"), differ_by_a_slip("2119户", "2191户")
    (True, True)
    """
    one, other = (re.sub(r"[\s,，]", "", text) for text in (one, other))
    if len(one) != len(other):
        return False
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return one[places[0]].isdigit() and other[places[0]].isdigit()
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


# --- Reckoning ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Between which two values something lies."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, figure: Stated) -> "Span":
        """Return from where to where a figure may have been rounded."""
        return cls(figure.value - figure.half, figure.value + figure.half)

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Span") -> "Span":
        return Span(self.low - other.high, self.high - other.low)

    def over(self, other: "Span") -> "Span | None":
        """Return the quotient; None where the divisor may be zero or negative."""
        if other.low <= 0:
            return None
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def times(self, factor: Decimal) -> "Span":
        """Return it multiplied by a positive number."""
        return Span(self.low * factor, self.high * factor)

    def allows(self, printed: Stated, *, steps: Decimal = Decimal(1)) -> bool:
        """Whether a figure may have been printed for a value in here.

        A whole step is allowed rather than a half: many cut decimals off instead of rounding.
        """
        slack = printed.step * steps
        return self.low - slack <= printed.value <= self.high + slack


def total(figures: Iterable[Stated]) -> Span:
    """Return the sum of figures."""
    result = Span(Decimal(0), Decimal(0))
    for figure in figures:
        result += Span.of(figure)
    return result


def groups(figures: Sequence[Stated]) -> Iterator[tuple[Stated, ...]]:
    """Yield figures that stand together under one name: 110户352人."""
    group: list[Stated] = []
    for figure in figures:
        if group and not figure.is_attached:
            yield tuple(group)
            group = []
        group.append(figure)
    if group:
        yield tuple(group)
