"""Which values of a ledger people should know by heart."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from assistant.indicators.areas import Area
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.schema import (
    Alert,
    Direction,
    Entry,
    Indicator,
    IndicatorKind,
    PeriodKind,
)

# What cadres are asked about, of the catalogue's groups.
_GROUPS = frozenset(
    (
        "脱贫人口", "贫困人口", "监测对象", "监测帮扶", "衔接资金", "常态化帮扶资金", "就业帮扶",
        "义务教育", "基本医疗", "住房安全", "饮水安全", "农村低保", "特困供养", "小额信贷",
        "易地搬迁", "集体经济", "居民收入",
    )
)  # fmt: skip
# Whole years that are asked for: of what adds up anew every year the last one alone.
_YEARS = 2


def headlines(
    entries: Iterable[Entry], areas: Collection[Area], catalogue: Catalogue
) -> list[Entry]:
    """Return the values of a ledger that are worth asking for; the rest is for looking up.

    They are values of areas that are no part of another one in the ledger, so of the county and
    not of its townships; of indicators that the catalogue calls better or worse, gives a limit, or
    has in a group that cadres answer for, or that it does not know, so that somebody added them;
    and of each the latest: stocks and rates of two whole years, flows of one, and the longest
    period that ends last where the year after them has begun.

    Args:
        entries: Current values of one library.
        areas: Those of that library.
        catalogue: What is known of indicators.
    """
    parts = {area.name for area in areas if area.parent}
    alike: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        figure = entry.figure
        if figure.period and figure.area not in parts:
            key = (figure.code or figure.name, figure.area, figure.scope, figure.unit)
            alike[key].append(entry)
    found: list[Entry] = []
    for (code, *_), some in alike.items():
        indicator = catalogue.get(code)
        if indicator is None or _is_headline(indicator):
            found += _latest(some, 1 if indicator and _adds_up(indicator) else _YEARS)
    return found


def _is_headline(indicator: Indicator) -> bool:
    return (
        indicator.group in _GROUPS
        or indicator.direction is not Direction.NEUTRAL
        or indicator.alert != Alert()
    )


def _adds_up(indicator: Indicator) -> bool:
    return indicator.kind is IndicatorKind.FLOW


def _latest(entries: Iterable[Entry], years: int) -> Iterator[Entry]:
    dated = [(entry, entry.figure.period) for entry in entries if entry.figure.period]
    whole = sorted(
        ((entry, period) for entry, period in dated if period.kind is PeriodKind.YEAR),
        key=lambda each: each[1].end,
    )[-years:]
    yield from (entry for entry, _ in whole)
    since = [each for each in dated if not whole or each[1].end > whole[-1][1].end]
    if since:
        yield max(since, key=lambda each: (each[1].end, each[1].end - each[1].start))[0]
