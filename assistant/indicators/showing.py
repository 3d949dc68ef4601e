"""A value of the ledger in the words of a page."""

from assistant.indicators.catalogue import Catalogue
from assistant.indicators.periods import format_period
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import CellSource, Entry, Figure, TypedSource
from ingest.schema import Record


class ShownEntry(Record):
    """A value as a list shows it, and all that is known of it."""

    entry: Entry
    group: str
    """The catalogue's; "" for what is not in it."""

    period: str
    """"2024年"; "" for an undated value."""

    text: str
    """The value with its unit, as it was stated: "17,556元"."""

    source: str
    """"2024年乡镇指标台账.xlsx 收入!C5"; "" where none is known."""


class ShownFigure(Record):
    """A figure as a list shows it."""

    name: str
    area: str
    period: str
    text: str
    """With its unit."""

    source: str


def show_figure(figure: Figure) -> ShownFigure:
    """Return a figure in words."""
    return ShownFigure(
        name=figure.name,
        area=figure.area,
        period=format_period(figure.period) if figure.period else "",
        text=print_figure(figure, thousands=True),
        source=describe_source(figure),
    )


def show_entry(entry: Entry, catalogue: Catalogue) -> ShownEntry:
    """Return a value in words."""
    figure = entry.figure
    known = catalogue.get(figure.code, figure.period.end.year if figure.period else None)
    return ShownEntry(
        entry=entry,
        group=known.group if known else "",
        period=format_period(figure.period) if figure.period else "",
        text=print_figure(figure, thousands=True),
        source=describe_source(figure),
    )


def describe_source(figure: Figure) -> str:
    """Return where a figure comes from, in a line; "" where that is not known."""
    source = figure.source
    if source is None:
        return ""
    if isinstance(source, CellSource):
        return source.name
    if isinstance(source, TypedSource):
        return source.note or f"{source.by}填写"
    place = f"第{source.page}页" if source.page else "".join(source.section[-1:])
    return f"《{source.title or source.document}》{place}"
