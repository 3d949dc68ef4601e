"""The values of one indicator over time, in one unit, to be drawn."""

from collections.abc import Iterable
from decimal import Decimal

from assistant.indicators.periods import format_period
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Entry, PeriodKind
from assistant.indicators.units import convert, same_dimension
from ingest.schema import Record


class SeriesPoint(Record):
    """A value of a series."""

    period: str
    """"2024年"."""

    kind: PeriodKind
    """Years compare with years, quarters with quarters."""

    scope: str
    """Values of other scopes do not compare; "" for the catalogue's."""

    value: Decimal
    """In the unit of the series."""

    text: str
    """As it was stated, with its unit."""


class Series(Record):
    """The values of one indicator and area, the earliest first."""

    name: str
    """"" where there are none."""

    area: str
    unit: str
    points: tuple[SeriesPoint, ...]


def make_series(entries: Iterable[Entry], *, area: str, unit: str = "") -> Series:
    """Return values as a series; undated ones, and those of another dimension, are left out.

    Args:
        entries: Of one indicator and area.
        area: Whose they are.
        unit: The series'; by default that of the latest value.
    """
    dated = [(entry.figure.period, entry.figure) for entry in entries if entry.figure.period]
    dated.sort(key=lambda pair: (pair[0].end, pair[0].start))
    if not dated:
        return Series(name="", area=area, unit=unit, points=())
    latest = dated[-1][1]
    unit = unit or latest.unit
    return Series(
        name=latest.name,
        area=area,
        unit=unit,
        points=tuple(
            SeriesPoint(
                period=format_period(period),
                kind=period.kind,
                scope=figure.scope,
                value=convert(figure.value, figure.unit, unit),
                text=print_figure(figure, thousands=True),
            )
            for period, figure in dated
            if same_dimension(figure.unit, unit)
        ),
    )
