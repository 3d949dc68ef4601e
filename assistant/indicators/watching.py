"""Go over the values of a year for what asks to be looked at."""

from collections.abc import Iterable, Iterator

from assistant.indicators.alerts import AlertNotice, check_alerts
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.formulas import evaluate, names_in
from assistant.indicators.periods import counts_from_new_year, year_before
from assistant.indicators.schema import Figure, Indicator, IndicatorKind, Period


def watch(figures: Iterable[Figure], catalogue: Catalogue, year: int) -> list[AlertNotice]:
    """Return what asks to be looked at among the values of a year, stated and computed.

    Args:
        figures: Of one library, of the year and the one before.
        catalogue: Its limits, and its formulas for what nobody states.
        year: In which the periods end.
    """
    values = _Values(figures)
    of_year = catalogue.of_year(year)
    notices: list[AlertNotice] = []
    for figure in values.of_year(year):
        known = of_year.get(figure.code)
        if known and figure.period:
            before = values.get(known, figure.area, year_before(figure.period), figure.scope)
            notices += check_alerts(known, figure, before)
    for computed, known in _compute(values, of_year, year):
        notices += check_alerts(known, computed)
    return notices


class _Values:
    """Values by what they are of, found as `Indicators.figure` finds them."""

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
        return [one for one in self._figures.values() if one.period and one.period.end.year == year]

    def get(self, known: Indicator, area: str, period: Period, scope: str = "") -> Figure | None:
        if found := self._figures.get((known.code, area, scope, period)):
            return found
        until = (known.code, area, scope, period.end)
        if known.kind is IndicatorKind.STOCK:
            return self._stocks.get(until)
        return self._since_new_year.get(until) if counts_from_new_year(period) else None


def _compute(
    values: _Values, catalogue: Catalogue, year: int
) -> Iterator[tuple[Figure, Indicator]]:
    """Yield what formulas give for areas and periods of which there are values."""
    formulas = {
        one: {name: found for name in names_in(one.formula) if (found := catalogue.find(name))}
        for one in catalogue.entries
        if one.formula
    }
    places = {(one.area, one.period): None for one in values.of_year(year) if one.period}
    for area, period in places:
        for known, operands in formulas.items():
            if period is None or values.get(known, area, period):
                continue
            figures = {name: values.get(one, area, period) for name, one in operands.items()}
            if not all(figures.values()):
                continue
            result = evaluate(
                known.formula,
                figures.get,
                name=known.full_name,
                unit=known.unit,
                decimals=known.decimals,
            )
            if isinstance(result, Figure):
                about = {"code": known.code, "area": area, "period": period}
                yield result.model_copy(update=about), known
