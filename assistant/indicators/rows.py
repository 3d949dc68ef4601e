"""A figure as a row of the ledger, and back."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Row, RowMapping

from assistant.indicators.areas import clean_area
from assistant.indicators.periods import parse_period, period_key
from assistant.indicators.schema import Entry, EntryState, Figure, Period, Source

_SOURCE: TypeAdapter[Source | None] = TypeAdapter(Source | None)

EntryFields = dict[str, Any]
"""By the columns of `EntryRow`."""


def to_row(figure: Figure, library: str, by: str) -> EntryFields:
    """Return the row of a figure; when it was entered is left to whoever writes it."""
    period = figure.period
    return {
        "id": uuid4().hex,
        "library": library,
        "indicator": figure.code or figure.name,
        "name": figure.name,
        "code": figure.code,
        "area": clean_area(figure.area),
        "period": period_key(period) if period else "",
        "period_start": period.start.isoformat() if period else "",
        "period_end": period.end.isoformat() if period else "",
        "scope": figure.scope,
        "value": format(figure.value, "f"),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "decimals": figure.decimals,
        "source": figure.source.model_dump(mode="json") if figure.source else None,
        "formula": figure.formula,
        "state": EntryState.CURRENT.value,
        "entered_by": by,
    }


def said(row: EntryFields) -> tuple[Any, ...]:
    """Return what a row says, without where it says it."""
    return Decimal(row["value"]), row["unit"], row["qualifier"]


def compare_rows(old: EntryFields | None, row: EntryFields) -> str:
    """Return what a row does to the one there is: "new", "changed", "moved" or "unchanged"."""
    if old is None:
        return "new"
    if said(old) != said(row):
        return "changed"
    fields = ("source", "formula", "name")
    return "unchanged" if all(old[field] == row[field] for field in fields) else "moved"


def read_entry(row: Row[Any]) -> Entry:
    """Return the value that a row holds."""
    return Entry(
        id=row.id,
        library=row.library,
        figure=read_figure(row._mapping),
        state=EntryState(row.state),
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        closed_at=row.closed_at or "",
        closed_by=row.closed_by or "",
    )


def read_figure(fields: Mapping[str, Any] | RowMapping) -> Figure:
    """Return the figure that a row holds."""
    return Figure(
        value=Decimal(fields["value"]),
        unit=fields["unit"],
        name=fields["name"],
        code=fields["code"],
        period=read_period(fields["period"]),
        area=fields["area"],
        source=_SOURCE.validate_python(fields["source"]),
        scope=fields["scope"],
        qualifier=fields["qualifier"],
        formula=fields["formula"],
        decimals=fields["decimals"],
    )


@cache
def read_period(key: str) -> Period | None:
    """Return the period of a key; None for that of an undated value."""
    return parse_period(key) if key else None
