"""Figures of a small county that was made up for the tests."""

from decimal import Decimal

from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import CellSource, Figure, Period

COUNTY = "白桦县"
TOWNSHIPS = ("红柳乡", "清泉镇", "石河镇")


def period(text: str) -> Period:
    """Return a period by its name."""
    found = parse_period(text)
    assert found, text
    return found


def figure(
    name: str, value: str | int, *, area: str = COUNTY, when: str = "2024年", **fields: object
) -> Figure:
    """Return a figure of the catalogue, in its unit unless another one is said."""
    dated = period(when) if when else None
    known = shipped_catalogue().find(name, dated.end.year if dated else None)
    return Figure.model_validate(
        {
            "value": Decimal(value),
            "unit": known.unit if known else "",
            "name": known.full_name if known else name,
            "code": known.code if known else "",
            "period": dated,
            "area": area,
            "source": CellSource(file="台账.xlsx", sheet="表1", cell="C5", text=str(value)),
            **fields,
        }
    )
