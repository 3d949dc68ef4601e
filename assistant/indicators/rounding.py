"""Round a figure, once, and print it."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from assistant.indicators.exact import PRECISE
from assistant.indicators.schema import Figure, Indicator, Rounding
from assistant.indicators.units import PERCENT, POINTS, convert, split_scale
from ingest.numerals import format_number

# GB/T 8170—2008, 3.2, rounds the absolute value, as both modes of `decimal` do.
_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}
# Quotients are cut at 50 digits, and sums of them may miss a half by the last digit: 1/3 + 1/6.
_SETTLED = Context(prec=40)

MOST_DECIMALS = 6
# At most, where nobody fixed the places: of a figure in another unit than its own (6.23亿元 of
# 62292万元), and of a computed rate.
DECIMALS_UNFIXED = 2
_RATES = frozenset({PERCENT, "‰", POINTS, "倍", "番"})

_AFTER_UNIT = ("以上", "以下", "以内", "之内", "左右", "上下")
_AFTER_NUMBER = ("余", "多", "几")


def settle(value: Decimal) -> Decimal:
    """Return a value without the noise that quotients leave beyond its 40th digit."""
    return _SETTLED.plus(value)


def round_decimal(value: Decimal, places: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Return a value with so many places; a zero has no sign.

    Round only what is unrounded: rounding what was rounded already may give something else
    (GB/T 8170—2008, 3.3).

    >>> round_decimal(Decimal("8.685"), 2)
    Decimal('8.69')
    """
    rounded = settle(value).quantize(
        Decimal(1).scaleb(-places), rounding=_MODES[rounding], context=PRECISE
    )
    return abs(rounded) if rounded.is_zero() else rounded


def usual_places(figure: Figure, indicator: Indicator) -> int:
    """Return the places with which a figure of an indicator is printed, in the catalogue's unit.

    What was stated keeps the places it was stated with, up to the catalogue's: 11790万元 and not
    11790.00万元. What was computed or converted takes the catalogue's.
    """
    if figure.decimals is not None:
        return figure.decimals
    if figure.formula or figure.unit != indicator.unit:
        return indicator.decimals
    own = -int(figure.value.normalize().as_tuple().exponent)
    return min(max(own, 0), indicator.decimals)


def print_number(
    value: Decimal,
    decimals: int | None = None,
    *,
    rounding: Rounding = Rounding.HALF_UP,
    thousands: bool = False,
) -> str:
    """Return a number in digits, with so many places; without a count, as many as it has, to 6.

    Args:
        value: Unrounded.
        decimals: Places, zeros at the end included.
        rounding: What becomes of a half.
        thousands: Whether commas set thousands apart.
    """
    rounded = round_decimal(value, MOST_DECIMALS if decimals is None else decimals, rounding)
    text = format_number(rounded) if decimals is None else f"{rounded:f}"
    whole, point, rest = text.partition(".")
    return f"{_with_commas(whole)}{point}{rest}" if thousands else text


def _with_commas(digits: str) -> str:
    sign = "-" if digits.startswith("-") else ""
    return f"{sign}{int(digits.removeprefix('-')):,}"


def printed_value(
    figure: Figure,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> Decimal:
    """Return the number that `print_figure` prints; see there."""
    if unit is None or unit == figure.unit:
        value, fixed = figure.value, figure.decimals
        is_rate = bool(figure.formula) and figure.unit in _RATES
        places = DECIMALS_UNFIXED if is_rate else MOST_DECIMALS
    else:
        value, fixed = convert(figure.value, figure.unit, unit), None
        places = DECIMALS_UNFIXED
    decimals = fixed if decimals is None else decimals
    return round_decimal(value, places if decimals is None else decimals, rounding)


def print_value(
    figure: Figure,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
    thousands: bool = False,
) -> str:
    """Return the number of a figure without unit and qualifier; see `print_figure`."""
    rounded = printed_value(figure, decimals=decimals, unit=unit, rounding=rounding)
    own = figure.decimals if unit is None or unit == figure.unit else None
    return print_number(rounded, own if decimals is None else decimals, thousands=thousands)


def print_figure(
    figure: Figure,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
    thousands: bool = False,
) -> str:
    """Return a figure as a report prints it: "66185万元", "6.25%", "3.2万余人", "8.68个百分点".

    Args:
        figure: With its value unrounded.
        decimals: Places, zeros at the end included; by default the figure's own. Where it has
            none either, as many as its value has, to 6; in another unit than its own, and for a
            computed rate, to 2.
        unit: To print it in; by default its own.
        rounding: What becomes of a half.
        thousands: Whether commas set thousands apart.

    Raises:
        UnitError: the figure has no value in `unit`.
    """
    number = print_value(
        figure, decimals=decimals, unit=unit, rounding=rounding, thousands=thousands
    )
    return attach_unit(number, figure.unit if unit is None else unit, figure.qualifier)


def attach_unit(number: str, unit: str, qualifier: str = "") -> str:
    """Return a number with its unit, and each qualifier where Chinese has it.

    >>> attach_unit("3.2", "万人", "余")
    '3.2万余人'
    """
    qualifiers = [word for word in qualifier.split("、") if word]
    before = "".join(word for word in qualifiers if word not in _AFTER_NUMBER + _AFTER_UNIT)
    after = "".join(word for word in qualifiers if word in _AFTER_UNIT)
    more = next((word for word in qualifiers if word in _AFTER_NUMBER), "")
    if unit == POINTS:
        unit = f"个{POINTS}"
    scale, counted = split_scale(unit)
    return f"{before}{number}{scale}{more}{counted}{after}"
