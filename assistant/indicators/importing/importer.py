"""Import a file of figures: see first what it would do, then do it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.indicators.areas import AreaLevel
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.importing.applying import Applied, apply
from assistant.indicators.importing.checking import check_totals, keep_distinct
from assistant.indicators.importing.reading import read_safely
from assistant.indicators.importing.schema import (
    ColumnMapping,
    ColumnRole,
    ColumnView,
    ImportPreview,
    ImportResult,
    Mapping,
    Reading,
    TableMapping,
    TableView,
)
from assistant.indicators.importing.tables import Table
from assistant.indicators.importing.understanding import understand
from assistant.indicators.ledger import Ledger
from assistant.indicators.schema import Figure
from assistant.progress import Progress, Report, ignore
from ingest.settings import LimitSettings

SAMPLE_ROWS = 3


class Importer:
    """Brings files of figures into the ledger of one library.

    Args:
        ledger: Where the figures go.
        catalogue: Of indicators.
        library: Whose figures they are.
        limits: Bounds on what one file may cost.
    """

    def __init__(
        self, ledger: Ledger, catalogue: Catalogue, library: str, limits: LimitSettings
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._library = library
        self._limits = limits

    def read(
        self,
        path: Path,
        *,
        mapping: Mapping | None = None,
        file: str = "",
        progress: Report = ignore,
    ) -> Reading:
        """Return what a file says; nothing is kept.

        Args:
            path: An .xlsx, .xls, .csv or .json file.
            mapping: How it is to be read; None for as it is understood.
            file: Its name where `path` has another.
            progress: Told of every hundred rows.

        Raises:
            IngestError: the file cannot be read.
            WrongUseError: the mapping is of another file.
            CancelledError: `progress` said so.
        """
        name = file or path.name
        progress(Progress(done=0, total=1, stage="读取文件"))
        content = read_safely(path, self._limits, file=name)
        notes = list(content.notes)
        areas = self._ledger.areas(libraries={self._library})
        if mapping is None:
            counties = [area.name for area in areas if area.level is AreaLevel.COUNTY]
            proposal = understand(content.grids, self._catalogue, file=name, counties=counties)
            mapping = proposal.mapping
            notes += proposal.notes
        applied = apply(
            content.grids,
            mapping,
            self._catalogue,
            file=name,
            areas=[area.name for area in areas],
            progress=progress,
        )
        progress(Progress(done=0, total=1, stage="核对数值"))
        distinct = keep_distinct(applied.taken)
        return Reading(
            mapping=mapping,
            tables=tuple(_view_tables(applied, mapping, self._catalogue)),
            figures=tuple(one.figure for one in distinct.kept),
            refused=(*applied.refused, *distinct.refused),
            conflicts=tuple(check_totals(applied.taken)),
            notes=tuple(notes),
        )

    def preview(
        self,
        path: Path,
        *,
        mapping: Mapping | None = None,
        file: str = "",
        progress: Report = ignore,
    ) -> ImportPreview:
        """Return what importing a file would do; arguments and errors as for `read`."""
        reading = self.read(path, mapping=mapping, file=file, progress=progress)
        compared = self._ledger.compare(reading.figures, library=self._library)
        return ImportPreview(
            file=file or path.name,
            reading=reading,
            counts=compared.counts,
            changes=compared.changes,
        )

    def run(
        self,
        path: Path,
        *,
        mapping: Mapping | None = None,
        file: str = "",
        by: str = "",
        progress: Report = ignore,
    ) -> ImportResult:
        """Import a file, all of what is right in it or, when it is cancelled, nothing.

        Args:
            path: An .xlsx, .xls, .csv or .json file.
            mapping: How it is to be read; None for as it is understood.
            file: Its name where `path` has another.
            by: Username; "" from the terminal.
            progress: Told often.

        Raises:
            IngestError: the file cannot be read.
            WrongUseError: the mapping is of another file.
            CancelledError: `progress` said so.
        """
        reading = self.read(path, mapping=mapping, file=file, progress=progress)
        counts = self._ledger.put(reading.figures, library=self._library, by=by, progress=progress)
        return ImportResult(
            file=file or path.name,
            counts=counts,
            refused=reading.refused,
            conflicts=reading.conflicts,
            notes=reading.notes,
        )


# --- What people see of the tables ----------------------------------------------------------


def _view_tables(applied: Applied, mapping: Mapping, catalogue: Catalogue) -> Iterator[TableView]:
    columns: dict[tuple[int, int], list[Figure]] = {}
    for taken in applied.taken:
        columns.setdefault((taken.table, taken.column), []).append(taken.figure)
    for number, (table, one) in enumerate(zip(applied.tables, mapping.tables, strict=True)):
        rows = [row for row in table.rows() if one.first_row <= row <= one.last_row]
        figures = {
            column.column: columns.get((number, column.column), []) for column in one.columns
        }
        yield TableView(
            sheet=one.sheet,
            title=table.title,
            unit_line=table.unit_line,
            notes=table.notes,
            columns=tuple(
                _view_column(column, one, table, figures[column.column], catalogue)
                for column in one.columns
            ),
            sample=tuple(_sample(table, one, row) for row in rows[:SAMPLE_ROWS]),
            rows=len(rows),
            figures=sum(map(len, figures.values())),
        )


def _view_column(
    column: ColumnMapping,
    mapping: TableMapping,
    table: Table,
    figures: Sequence[Figure],
    catalogue: Catalogue,
) -> ColumnView:
    """Show a column by what all its figures have in common, and else by its mapping."""
    codes = {figure.code for figure in figures}
    names = {figure.name for figure in figures}
    units = {figure.unit for figure in figures}
    known = catalogue.get(column.indicator) if column.indicator else None
    written = known.full_name if known else column.indicator
    return ColumnView(
        column=column.column,
        letter=table.grid.letter(column.column),
        header=column.header,
        role=column.role,
        indicator=names.pop() if len(names) == 1 else written,
        code=codes.pop() if len(codes) == 1 else "",
        area=column.area,
        period=column.period or (mapping.period if column.role is ColumnRole.VALUE else ""),
        unit=units.pop() if len(units) == 1 else column.unit,
    )


def _sample(table: Table, mapping: TableMapping, row: int) -> tuple[str, ...]:
    cells = (table.cells.get((row, one.column)) for one in mapping.columns)
    return tuple(cell.text if cell is not None else "" for cell in cells)
