"""Values held in memory, found by what they are of."""

from collections.abc import Iterable

from assistant.indicators.periods import counts_from_new_year
from assistant.indicators.schema import Figure, Indicator, IndicatorKind, Period


class Values:
    """Figures, each found as `Ledger.get` and `Ledger.get_until` find it.

    Args:
        figures: Any number; undated ones are left out.
    """

    def __init__(self, figures: Iterable[Figure]) -> None:
        dated = [(one, one.period) for one in figures if one.period]
        self._figures = {(one.code, one.area, one.scope, when): one for one, when in dated}
        self._stocks = {(one.code, one.area, one.scope, when.end): one for one, when in dated}
        self._since_new_year = {
            (one.code, one.area, one.scope, when.end): one
            for one, when in dated
            if counts_from_new_year(when)
        }

    def of_year(self, year: int) -> list[Figure]:
        """Return the values of periods that end in a year."""
        return [one for one in self._figures.values() if one.period and one.period.end.year == year]

    def get(self, known: Indicator, area: str, period: Period, scope: str = "") -> Figure | None:
        """Return the value of an indicator, or None."""
        if found := self._figures.get((known.code, area, scope, period)):
            return found
        until = (known.code, area, scope, period.end)
        if known.kind is IndicatorKind.STOCK:
            return self._stocks.get(until)
        return self._since_new_year.get(until) if counts_from_new_year(period) else None
