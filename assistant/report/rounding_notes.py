"""Say below a table that its rounded parts miss their total, where they do."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from assistant.errors import UnitError
from assistant.indicators.schema import Figure, Rounding
from assistant.indicators.units import PERCENT
from assistant.indicators.wording import rounding_note
from assistant.report.commenting import Place
from assistant.report.journal import Note

_SIZE = Pt(10.5)


def add_rounding_notes(
    document: Any, places: Iterable[Place], *, area: str, parts: Collection[str], rounding: Rounding
) -> list[str]:
    """Write the note below each table that needs it, and return the notes written.

    Args:
        document: Changed in place.
        places: What was printed, and in which table.
        area: Whose total stands beside its parts.
        parts: The areas it consists of.
        rounding: What became of a half.
    """
    tables: dict[Any, list[Note]] = {}
    for place in places:
        if place.table is not None and place.note.printed:
            tables.setdefault(place.table, []).append(place.note)
    written = []
    for table, notes in tables.items():
        wholes = [*_totals(notes, area, parts), *_shares(notes)]
        told = next(filter(None, (_tell(*each, rounding) for each in wholes)), "")
        if told:
            _write_below(document, table, told)
            written.append(told)
    return written


def _totals(
    notes: Sequence[Note], area: str, parts: Collection[str]
) -> Iterator[tuple[Note, list[Note], Figure]]:
    """Yield the totals of an area that stand beside the values of all its parts."""
    by_area: dict[tuple[Any, ...], dict[str, Note]] = {}
    for note in notes:
        figure = note.printed[0][0]
        key = (figure.code or figure.name, figure.period, note.unit)
        by_area.setdefault(key, {}).setdefault(figure.area, note)
    for found in by_area.values():
        if area in found and parts and found.keys() >= set(parts):
            yield found[area], [found[part] for part in parts], found[area].printed[0][0]


def _shares(notes: Sequence[Note]) -> Iterator[tuple[Note, list[Note], Figure]]:
    """Yield the shares of one whole; where they are all of it, they make 100 %."""
    by_whole: dict[Figure, dict[Figure, Note]] = {}
    for note in notes:
        figure = note.printed[0][0]
        if figure.unit == PERCENT and len(figure.operands) == 2:
            by_whole.setdefault(figure.operands[1], {})[figure.operands[0]] = note
    whole = Figure(value=Decimal(100), unit=PERCENT, name="合计")
    for found in by_whole.values():
        if len(found) > 1:
            yield next(iter(found.values())), list(found.values()), whole


def _tell(whole: Note, parts: Sequence[Note], total: Figure, rounding: Rounding) -> str:
    # Parts may have fewer places than others; with the most of them, each is as it was printed.
    places = [note.places for note in (whole, *parts)]
    figures = [part.printed[0][0] for part in parts]
    try:
        return rounding_note(
            figures, total, decimals=max(places), unit=whole.unit, rounding=rounding
        )
    except UnitError:
        return ""


def _write_below(document: Any, table: Any, text: str) -> None:
    paragraph = Paragraph(OxmlElement("w:p"), document)
    table.addnext(paragraph._p)
    paragraph.paragraph_format.first_line_indent = 0
    paragraph.add_run(text).font.size = _SIZE
