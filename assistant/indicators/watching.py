"""Go over the values of a year for what asks to be looked at."""

from collections.abc import Iterable, Iterator

from assistant.indicators.alerts import AlertNotice, check_alerts
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.formulas import evaluate, names_in
from assistant.indicators.periods import year_before
from assistant.indicators.schema import Figure, Indicator
from assistant.indicators.values import Values


def watch(figures: Iterable[Figure], catalogue: Catalogue, year: int) -> list[AlertNotice]:
    """Return what asks to be looked at among the values of a year, stated and computed.

    Args:
        figures: Of one library, of the year and the one before.
        catalogue: Its limits, and its formulas for what nobody states.
        year: In which the periods end.
    """
    values = Values(figures)
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


def _compute(values: Values, catalogue: Catalogue, year: int) -> Iterator[tuple[Figure, Indicator]]:
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
