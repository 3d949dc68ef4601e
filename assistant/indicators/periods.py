"""Read and write periods as reports state them, and find the ones they are compared with."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from assistant.errors import WrongUseError
from assistant.indicators.schema import Period, PeriodKind

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_QUARTERS = "一二三四"
_MONTHS_OF = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF: 6,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
}

# --- Making -------------------------------------------------------------------------------


def make_period(start: date, end: date) -> Period:
    """Return the period from one day to another, both included, in the one form it has.

    1—3月 is the first quarter, 1—6月 the first half and 1—12月 the year, so that what is the same
    period compares equal. What else begins with the year and ends within it is cumulative.

    Raises:
        ValueError: the end comes before the start.
    """
    if end < start:
        raise ValueError(f"a period cannot end on {end}, before its start {start}")
    kind = _kind_of(start, end)
    begins_year = (start.month, start.day) == (1, 1) and start.year == end.year
    return Period(
        kind=kind,
        start=start,
        end=end,
        is_cumulative=kind is PeriodKind.SPAN and begins_year,
    )


def as_of(day: date) -> Period:
    """Return the day as of which something is counted."""
    return Period(kind=PeriodKind.DAY, start=day, end=day)


def make_year(year: int) -> Period:
    """Return a calendar year."""
    return make_period(date(year, 1, 1), date(year, 12, 31))


def _kind_of(start: date, end: date) -> PeriodKind:
    months = count_months(start, end)
    for kind, length in _MONTHS_OF.items():
        if months == length and (start.month - 1) % length == 0:
            return kind
    return PeriodKind.SPAN


def count_months(start: date, end: date) -> int:
    """Return how many whole months lie from one day to another; 0 where months are broken."""
    if start.day != 1 or not is_month_end(end):
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def is_month_end(day: date) -> bool:
    """Return whether a day is the last of its month."""
    return day.day == _days(day.year, day.month)


def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _months(year: int, first: int, last: int) -> Period:
    return make_period(date(year, first, 1), date(year, last, _days(year, last)))


# --- Reading ------------------------------------------------------------------------------

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_LAST_YEAR = r"(?P<last_year>(?:19|20)\d\d)"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:年度?)?(?:全年)?",
        rf"{_YEAR}(?:年|-)?(?:H(?P<half>[12])|(?P<half_word>[上下])半年)",
        rf"{_YEAR}(?:年|-)?(?:Q(?P<quarter>[1-4])|第?(?P<quarter_word>[1-4])季度?)",
        rf"{_YEAR}年?(?:前(?P<quarters>[2-4两])个?季度|第?1(?:季度)?-第?(?P<to_quarter>[2-4])季度)",
        rf"{_YEAR}年?前(?P<months>{_MONTH})个月",
        rf"{_YEAR}年?(?P<month>{_MONTH})月?份?-(?P<to_month>{_MONTH})月份?",
        rf"{_YEAR}(?:年(?P<month>{_MONTH})月份?|[-./](?P<month_mark>{_MONTH})|(?P<month_digits>0[1-9]|1[0-2]))",
        rf"{_YEAR}年(?P<month>{_MONTH})月(?P<day>{_DAY})[日号]?",
        rf"{_YEAR}(?P<mark>[-./])(?P<month>{_MONTH})(?P=mark)(?P<day>{_DAY})",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
        rf"{_YEAR}年?(?:度)?-{_LAST_YEAR}年?(?:度)?",
        rf"{_YEAR}[-年](?P<month>{_MONTH})月?[-/]{_LAST_YEAR}[-年](?P<last_month>{_MONTH})月?份?",
        rf"{_YEAR}[-年](?P<month>{_MONTH})[-月](?P<first_day>{_DAY})[日号]?[-/]"
        rf"(?:{_LAST_YEAR}[-年])?(?:(?P<last_month>{_MONTH})[-月])?(?P<last_day>{_DAY})[日号]?",
        r"1(?P<plan>[0-9])5(?:规划)?(?:时期|期间)?",
    )
)
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2}
_DASHES = re.compile("[-—–―−~]+|[至到]")
_AS_OF = re.compile("^(?:截至|截止到?|到)(?!-)")
_AT_END = re.compile("[末底]$")
_LOOKS_LIKE_YEAR = re.compile(r"(?:19|20)\d\d|\d{5}")


def parse_period(text: str, *, today: date | None = None) -> Period | None:
    """Return the period that a whole text states, or None where it states none.

    Read are years (2024年, 2024年度), halves, quarters, months, 前三季度, 1—9月, spans of years
    (2016—2020年, “十三五”时期), months or days, days (截至2024年6月30日, 2024年底, 2024年6月末),
    the usual spellings with -, . and / between digits, and the keys that `period_key` writes.

    Args:
        text: A period and nothing else.
        today: Gives its year to what has none: 今年, 去年, 上半年, 1—9月, 6月底.

    >>> parse_period("2024年前三季度").end
    datetime.date(2024, 9, 30)
    """
    return _parse(text, today.year if today else None)


# A sheet says the same few periods thousands of times.
@lru_cache(maxsize=4096)
def _parse(text: str, this_year: int | None) -> Period | None:
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    plain = re.sub("[“”\"‘’'「」]", "", plain).removesuffix("累计")
    counted_until = _AS_OF.match(plain) is not None
    plain = _AS_OF.sub("", plain)
    plain = _arabic(plain)
    if this_year is not None:
        plain = _with_year(plain, this_year)
    plain = _DASHES.sub("-", plain)
    if plain.endswith("初"):
        whole = _parse_plain(plain[:-1].removesuffix("年") if "月" not in plain else plain[:-1])
        return as_of(whole.start) if whole else None
    at_end = _AT_END.search(plain) is not None
    whole = _parse_plain(_AT_END.sub("", plain))
    if whole is None:
        return None
    return as_of(whole.end) if counted_until or at_end else whole


def require_period(text: str) -> Period:
    """Return the period that somebody asked for.

    Raises:
        WrongUseError: the text states none.
    """
    period = parse_period(text)
    if period is None:
        raise WrongUseError(
            f"看不懂时期“{text}”。",
            hint="请写成 2024年、2024年第三季度、2024年1—9月、截至2024年6月30日 这样的形式。",
        )
    return period


def _arabic(text: str) -> str:
    """Write the Chinese digits of years, months, days and quarters in Arabic ones."""
    text = re.sub(
        "(?<![廿卅])([一二三四五六七八九]?)十([一二三四五六七八九]?)",
        lambda match: (match[1] or "1") + (match[2] or "0"),
        text,
    )
    return text.translate(_DIGITS)


def _with_year(text: str, year: int) -> str:
    for word, offset in _RELATIVE_YEARS.items():
        if text.startswith(word):
            return f"{year + offset}年{text[len(word) :].removeprefix('度')}"
    if _LOOKS_LIKE_YEAR.match(text) or re.match(r"1\d5", text):
        return text
    return f"{year}年{text.removeprefix('年')}"


def _parse_plain(text: str) -> Period | None:
    for form in _FORMS:
        if match := form.fullmatch(text):
            parts = {name: part for name, part in match.groupdict().items() if part}
            try:
                return _build(parts)
            except ValueError:  # 2月30日, 9—3月
                return None
    return None


def _build(parts: dict[str, str]) -> Period:
    if "plan" in parts:
        # Since 三五, which began in 1966, plans follow each other every 5 years.
        first = 1951 + 5 * (10 + int(parts["plan"]))
        return make_period(date(first, 1, 1), date(first + 4, 12, 31))
    year = int(parts["year"])
    last_year = int(parts.get("last_year", year))
    if "last_day" in parts:
        month = int(parts["month"])
        end = date(last_year, int(parts.get("last_month", month)), int(parts["last_day"]))
        return make_period(date(year, month, int(parts["first_day"])), end)
    if "day" in parts:
        return as_of(date(year, int(parts["month"]), int(parts["day"])))
    if "last_month" in parts:
        last = int(parts["last_month"])
        return make_period(
            date(year, int(parts["month"]), 1), date(last_year, last, _days(last_year, last))
        )
    if "last_year" in parts:
        return make_period(date(year, 1, 1), date(last_year, 12, 31))
    return _months(year, *_month_range(parts))


def _month_range(parts: dict[str, str]) -> tuple[int, int]:
    """Return first and last month of a period within a year."""
    if half := parts.get("half") or {"上": "1", "下": "2"}.get(parts.get("half_word", "")):
        return (1, 6) if half == "1" else (7, 12)
    if quarter := parts.get("quarter") or parts.get("quarter_word"):
        return int(quarter) * 3 - 2, int(quarter) * 3
    if quarters := parts.get("quarters") or parts.get("to_quarter"):
        return 1, 3 * (2 if quarters == "两" else int(quarters))
    if "months" in parts:
        return 1, int(parts["months"])
    month = parts.get("month") or parts.get("month_mark") or parts.get("month_digits")
    if month is None:
        return 1, 12
    return int(month), int(parts.get("to_month", month))


# --- Writing ------------------------------------------------------------------------------


def format_period(period: Period) -> str:
    """Return a period as a report writes it: "2024年前三季度", "2024年1—8月", "2024年6月底"."""
    start, end = period.start, period.end
    year = f"{start.year}年"
    match period.kind:
        case PeriodKind.YEAR:
            return year
        case PeriodKind.HALF:
            return f"{year}{'上' if start.month == 1 else '下'}半年"
        case PeriodKind.QUARTER:
            return f"{year}第{_QUARTERS[start.month // 3]}季度"
        case PeriodKind.MONTH:
            return f"{year}{start.month}月"
        case PeriodKind.DAY:
            if not is_month_end(end):
                return _format_day(end)
            return f"{year}底" if end.month == 12 else f"{year}{end.month}月底"
    months = count_months(start, end)
    if not months:
        return f"{_format_day(start)}至{_format_day(end)}"
    if start.month == 1 and end.month == 12:
        return f"{start.year}—{end.year}年"
    if start.year != end.year:
        return f"{year}{start.month}月至{end.year}年{end.month}月"
    if start.month == 1 and months == 9:
        return f"{year}前三季度"
    return f"{year}{start.month}—{end.month}月"


def _format_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def period_key(period: Period) -> str:
    """Return the one short text of a period; `parse_period` reads it back.

    "2024", "2024-H1", "2024-Q3", "2024-06", "2024-01/2024-09", "2024-06-30", and for a span that
    breaks months "2024-01-01/2024-06-15".
    """
    start, end = period.start, period.end
    match period.kind:
        case PeriodKind.YEAR:
            return f"{start.year}"
        case PeriodKind.HALF:
            return f"{start.year}-H{1 if start.month == 1 else 2}"
        case PeriodKind.QUARTER:
            return f"{start.year}-Q{start.month // 3 + 1}"
        case PeriodKind.MONTH:
            return _month_key(start)
        case PeriodKind.DAY:
            return end.isoformat()
    if count_months(start, end):
        return f"{_month_key(start)}/{_month_key(end)}"
    return f"{start.isoformat()}/{end.isoformat()}"


def _month_key(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


# --- Comparing ----------------------------------------------------------------------------


def year_before(period: Period) -> Period:
    """Return the same period a year earlier, for 同比; a month's last day stays the last day."""
    start, end = _add_months(period.start, -12), _add_months(period.end, -12)
    return as_of(end) if period.kind is PeriodKind.DAY else make_period(start, end)


def period_before(period: Period) -> Period | None:
    """Return the period just before one, for 环比: the month, quarter, half or year before.

    The last day of a month is compared with the last day of the month before. None for what is
    cumulative, since it holds what came before it, and for a day within a month.
    """
    start, end = period.start, period.end
    if period.kind is PeriodKind.DAY:
        return as_of(start.replace(day=1) - timedelta(1)) if is_month_end(end) else None
    if period.is_cumulative:
        return None
    months = count_months(start, end)
    if months:
        return make_period(_add_months(start, -months), start - timedelta(1))
    return make_period(start - (end - start) - timedelta(1), start - timedelta(1))


def parts_of(period: Period) -> tuple[Period, ...]:
    """Return the periods that a period consists of, in order.

    Of several years the years, of whole quarters the quarters, of a quarter and other months the
    months; none for a month, a day, or what breaks months.
    """
    months = count_months(period.start, period.end)
    if months <= 1:
        return ()
    length = next(
        length
        for length in (12, 3, 1)
        if months > length and months % length == 0 and (period.start.month - 1) % length == 0
    )
    starts = [_add_months(period.start, offset) for offset in range(0, months, length)]
    return tuple(make_period(start, _add_months(start, length) - timedelta(1)) for start in starts)


def since_new_year(period: Period) -> Period:
    """Return the period from the beginning of its last year to its last day, for 累计."""
    return make_period(date(period.end.year, 1, 1), period.end)


def counts_from_new_year(period: Period) -> bool:
    """Return whether a period may stand for all of its year up to its last day.

    1—9月 does, and so does 截至9月30日, by which a report states what was counted until then.
    """
    return period.kind is PeriodKind.DAY or period == since_new_year(period)


def overlap(first: Period, second: Period) -> bool:
    """Return whether two periods share a day."""
    return first.start <= second.end and second.start <= first.end


def _add_months(day: date, months: int) -> date:
    """Return the day some months later; a month's last day stays the last day of its month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _days(years, month + 1)
    return date(years, month + 1, last if is_month_end(day) else min(day.day, last))
