"""Write a spreadsheet's numbers as its cells show them (ECMA-376 part 1, 18.8.31)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

Number = int | float | Decimal

# What Excel in Chinese shows for formats known by number alone (18.8.30, zh-cn); openpyxl does
# not know them.
CHINESE_DATE_FORMATS = {
    14: "yyyy/m/d",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | [\\!](?P<escaped>.)
    | _.                                # the width of a character, empty
    | \*.                               # filling
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<condition>[<>=]+-?[\d.]+)\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[[^\]]*\]                        # colours, languages
    | (?P<digits>[0#?]+)
    | (?P<general>General|G/通用格式)
    | (?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|AM/PM|上午/下午|a{3,4})
    | (?P<exponent>[eE][+-])
    | (?P<sign>[.,%@/])
    | (?P<literal>.)
    """,
    re.VERBOSE | re.DOTALL,
)
WEEKDAYS = "一二三四五六日"
# Excel keeps and shows at most 15 significant digits.
SIGNIFICANT_DIGITS = 15
# Beyond 10²⁰ nothing is rounded: no figure of a report is as large, and Decimal has 28 digits.
LARGEST_MAGNITUDE = 20


class Part(NamedTuple):
    """A token of a number format: what it is, and its text."""

    kind: str
    text: str


def shown(value: object, number_format: str) -> str:
    """Return what a cell shows.

    Rounding is by halves away from zero, as spreadsheets do. A format beyond percent, decimals,
    thousands, scaling, literals, dates and times shows the number itself, never a wrong one.

    Args:
        value: As openpyxl reads it: None, text, bool, number, date or time.
        number_format: The cell's format code.

    >>> shown(0.1234, "0.0%"), shown(1234567.891, "#,##0.00"), shown(0.1 + 0.2, "General")
    ('12.3%', '1,234,567.89', '0.3')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return _shown_time(value, number_format)
    if isinstance(value, int | float | Decimal):
        return _shown_number(value, number_format)
    return str(value)


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[tuple[Part, ...], ...]:
    """Split a format at its semicolons into tokens."""
    sections: list[tuple[Part, ...]] = []
    current: list[Part] = []
    for match in TOKEN.finditer(number_format):
        kind = match.lastgroup or "empty"
        if kind == "literal" and match["literal"] == ";":
            sections.append(tuple(current))
            current = []
        elif kind in {"quoted", "escaped", "currency", "literal"}:
            current.append(Part("literal", match[kind]))
        elif kind != "empty":
            current.append(Part(kind, match[kind]))
    return (*sections, tuple(current))


# --- Numbers --------------------------------------------------------------------------------


def _shown_number(value: Number, number_format: str) -> str:
    number = _decimal(value)
    if number_format == "General":
        return _plain(number)
    if abs(number.adjusted()) > LARGEST_MAGNITUDE:
        return _plain(number)
    parts, is_signed = _choose_section(number, _sections(number_format))
    kinds = {part.kind for part in parts}
    texts = {part.text for part in parts if part.kind == "sign"}
    if not parts or {"general", "exponent", "elapsed", "date"} & kinds or {"/", "@"} & texts:
        return _plain(number)
    if "digits" not in kinds:
        return "".join(part.text for part in parts if part.kind == "literal") or _plain(number)
    sign = "-" if is_signed and number < 0 else ""
    return sign + "".join(_fill(parts, abs(number)))


def _decimal(value: Number) -> Decimal:
    return (
        Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    )


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _choose_section(
    number: Decimal, sections: tuple[tuple[Part, ...], ...]
) -> tuple[tuple[Part, ...], bool]:
    """Return the section for a number and whether a minus sign is to be added."""
    for section in sections[:2]:
        condition = next((part.text for part in section if part.kind == "condition"), "")
        if condition and _holds(number, condition):
            return section, True
    if any(part.kind == "condition" for section in sections[:2] for part in section):
        return sections[-1], True
    if number < 0 and len(sections) > 1 and sections[1]:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], True


def _holds(number: Decimal, condition: str) -> bool:
    sign = condition.rstrip("-.0123456789")
    bound = Decimal(condition[len(sign) :])
    return {
        "<": number < bound,
        "<=": number <= bound,
        "=": number == bound,
        ">": number > bound,
        ">=": number >= bound,
        "<>": number != bound,
    }.get(sign, False)


def _fill(parts: tuple[Part, ...], number: Decimal) -> Iterator[str]:
    """Yield a number's digits in the places of a format, its literals between them."""
    places = [index for index, part in enumerate(parts) if part.kind == "digits"]
    last = places[-1]
    point = next(
        (i for i, part in enumerate(parts) if part == Part("sign", ".") and i <= last + 1),
        len(parts),
    )
    percents = sum(part == Part("sign", "%") for part in parts)
    commas = [i for i, part in enumerate(parts) if part == Part("sign", ",")]
    end_of_whole = max((i for i in places if i < point), default=-1)
    has_thousands = any(places[0] < i < end_of_whole for i in commas)
    # Commas behind the last digit divide by a thousand each.
    thousands = sum(
        i > end_of_whole and (i < point or i > last) for i in commas if end_of_whole >= 0
    )
    decimals = sum(len(parts[i].text) for i in places if i > point)
    scaled = number.scaleb(2 * percents - 3 * thousands)
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    written = _fill_whole(parts[:point], whole, has_thousands=has_thousands)
    fraction_written = _fill_fraction(parts[point + 1 :], fraction)
    point_written = "." if point < len(parts) and (fraction or parts[point + 1 :]) else ""
    has_optional_only = all(set(parts[i].text) == {"#"} for i in places if i > point)
    if has_optional_only and not any(character.isdigit() for character in fraction_written):
        # Excel leaves the point of "0.##" standing; no reader wants "12.".
        point_written = ""
    yield written + point_written + fraction_written


def _fill_whole(parts: tuple[Part, ...], digits: str, *, has_thousands: bool) -> str:
    """Write the digits before the point from the right into the places, literals between."""
    places = [index for index, part in enumerate(parts) if part.kind == "digits"]
    needed = sum(part.text.count("0") for part in parts if part.kind == "digits")
    digits = digits.lstrip("0").rjust(needed, "0")
    if has_thousands or len(places) == 1:
        grouped = f"{int(digits):,}".rjust(needed, "0") if has_thousands and digits else digits
        first = True
        written = ""
        for part in parts:
            if part.kind == "digits":
                written += grouped if first else ""
                first = False
            else:
                written += _literal(part)
        return written
    remaining = digits
    reversed_parts: list[str] = []
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if part.kind != "digits":
            reversed_parts.append(_literal(part))
        elif index == places[0]:
            reversed_parts.append(remaining)
        else:
            width = len(part.text)
            reversed_parts.append(remaining[-width:])
            remaining = remaining[:-width]
    return "".join(reversed(reversed_parts))


def _fill_fraction(parts: tuple[Part, ...], digits: str) -> str:
    written = ""
    for part in parts:
        if part.kind != "digits":
            written += _literal(part)
            continue
        own, digits = digits[: len(part.text)], digits[len(part.text) :]
        keep = len(part.text.rstrip("#?"))
        written += own[:keep] + own[keep:].rstrip("0")
    return written


def _literal(part: Part) -> str:
    if part.kind == "literal":
        return part.text
    return "%" if part == Part("sign", "%") else ""


# --- Dates and times ------------------------------------------------------------------------


def _shown_time(value: datetime | date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        return _shown_duration(value)
    parts = _sections(number_format)[0]
    if not any(part.kind == "date" for part in parts):
        return _iso(value)
    moment = value if isinstance(value, datetime) else _as_datetime(value)
    is_twelve_hours = any(part.text in {"AM/PM", "上午/下午"} for part in parts)
    written = ""
    for index, part in enumerate(parts):
        if part.kind == "date":
            is_minute = _is_minute(parts, index)
            written += _date_part(part.text, moment, is_minute, is_twelve_hours)
        elif part.kind in {"literal", "sign"}:
            written += "" if part.text == "@" else part.text
        elif part.kind == "digits":
            written += f"{moment.microsecond:06d}"[: len(part.text)]
    return written.strip()


def _iso(value: datetime | date | time) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


def _as_datetime(value: date | time) -> datetime:
    if isinstance(value, time):
        return datetime.combine(date(1900, 1, 1), value)
    return datetime.combine(value, time())


def _shown_duration(value: timedelta) -> str:
    hours, seconds = divmod(int(value.total_seconds()), 3600)
    return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"


def _is_minute(parts: tuple[Part, ...], index: int) -> bool:
    """True for an "m" next to hours or seconds, which means minutes there."""
    codes = [(i, part.text[0].lower()) for i, part in enumerate(parts) if part.kind == "date"]
    before = [code for i, code in codes if i < index]
    after = [code for i, code in codes if i > index]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _date_part(code: str, moment: datetime, is_minute: bool, is_twelve_hours: bool) -> str:
    letter, width = code[0].lower(), len(code)
    hour = (moment.hour % 12 or 12) if is_twelve_hours else moment.hour
    if letter == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if code in {"AM/PM", "上午/下午"}:
        return code.split("/")[moment.hour >= 12]
    if letter == "a" or (letter == "d" and width > 2):
        weekday = WEEKDAYS[moment.weekday()]
        return weekday if width == 3 and letter == "a" else f"星期{weekday}"
    number = {
        "m": moment.minute if is_minute else moment.month,
        "d": moment.day,
        "h": hour,
        "s": moment.second,
    }[letter]
    return f"{number:02d}" if width == 2 else str(number)
