"""Everything that can be done with indicators, for a reader of some libraries."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import no_such_library
from assistant.indicators.alerts import AlertNotice
from assistant.indicators.areas import Area
from assistant.indicators.catalogue import (
    Catalogue,
    holds_in,
    read_catalogue,
    write_catalogue,
)
from assistant.indicators.finding import Derived, Finder
from assistant.indicators.ledger import Counts, EntryPage, Ledger
from assistant.indicators.rolling_up import RollUpResult
from assistant.indicators.schema import (
    Entry,
    EntryState,
    Figure,
    Indicator,
    Period,
    Proposal,
    Undefined,
)
from assistant.indicators.watching import watch
from assistant.progress import Progress, Report, ignore
from ingest.schema import DEFAULT_LIBRARY

if TYPE_CHECKING:
    from assistant.indicators.definitions import Definitions
    from assistant.indicators.importing.importer import Importer
    from assistant.indicators.importing.schema import ImportPreview, ImportResult, Mapping
    from ingest.library import Store


class Indicators:
    """The ledger and its catalogue, as a reader of some libraries may use them.

    Args:
        ledger: The values.
        definitions: The catalogue.
        store: The library and its settings.
        libraries: Those the reader may see; None for every one.
    """

    def __init__(
        self,
        ledger: Ledger,
        definitions: "Definitions",
        store: "Store",
        *,
        libraries: AbstractSet[str] | None = None,
    ) -> None:
        self._ledger = ledger
        self._definitions = definitions
        self._store = store
        self._libraries = libraries

    # --- The catalogue --------------------------------------------------------------------

    @property
    def catalogue(self) -> Catalogue:
        """What is counted, under which names, in which years."""
        return self._definitions.catalogue()

    def define(self, indicators: Iterable[Indicator], *, by: str = "") -> Catalogue:
        """Add or change entries of the catalogue; see `Definitions.define`."""
        return self._definitions.define(indicators, by=by)

    def strike(self, code: str, valid_from: int | None = None, *, by: str = "") -> Catalogue:
        """Take an entry out of the catalogue; see `Definitions.strike`."""
        return self._definitions.strike(code, valid_from, by=by)

    def import_catalogue(self, text: str, *, by: str = "") -> Catalogue:
        """Add or change the entries of a .csv file; what it does not have stays.

        Raises:
            WrongUseError: a line cannot be read, or contradicts another; nothing was changed.
        """
        return self._definitions.define(read_catalogue(text), by=by)

    def export_catalogue(self) -> str:
        """Return the catalogue as .csv."""
        return write_catalogue(self.catalogue.entries)

    # --- Values ---------------------------------------------------------------------------

    def put(
        self,
        figures: Iterable[Figure],
        *,
        library: str = DEFAULT_LIBRARY,
        by: str = "",
        progress: Report = ignore,
    ) -> Counts:
        """Keep figures; see `Ledger.put`.

        Raises:
            NotFoundError: the reader may not see that library; or as `Ledger.put`.
        """
        self._require(library)
        return self._ledger.put(figures, library=library, by=by, progress=progress)

    def find(
        self,
        *,
        library: str | None = None,
        indicator: str | None = None,
        group: str | None = None,
        area: str | None = None,
        period: Period | None = None,
        year: int | None = None,
        query: str = "",
        state: EntryState = EntryState.CURRENT,
        page: int = 1,
        page_size: int | None = None,
    ) -> EntryPage:
        """Return values by indicator, period and area, with how many there are.

        Args:
            library: Of which; None for every one the reader may see.
            indicator: Code or any name.
            group: Of the catalogue.
            area: Its name.
            period: Just this one, however written.
            year: Periods that end in it.
            query: Words, all of which stand in the name, area or scope.
            state: Which values.
            page: Counting from 1.
            page_size: Values on a page; all of them by default.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        return self._ledger.find(
            libraries=self._seen(library),
            indicators=None if indicator is None else {self._key(indicator)},
            held=None if group is None else self.catalogue.groups().get(group, ()),
            areas=None if area is None else [area],
            period=period,
            year=year,
            query=query,
            state=state,
            limit=page_size,
            offset=(page - 1) * (page_size or 0),
        )

    def entry(self, entry_id: str) -> Entry:
        """Return a value by its id; raises `NotFoundError` where the reader may not see it."""
        return self._ledger.entry(entry_id, libraries=self._libraries)

    def history(self, entry_id: str) -> list[Entry]:
        """Return every value there was for the same thing, the newest first; raises as `entry`."""
        return self._ledger.history(entry_id, libraries=self._libraries)

    def withdraw(self, entry_id: str, *, by: str = "") -> Entry:
        """Let a value count no longer; see `Ledger.withdraw`."""
        return self._ledger.withdraw(entry_id, by=by, libraries=self._libraries)

    def series(self, indicator: str, area: str, *, library: str | None = None) -> list[Entry]:
        """Return the current values of one indicator and area, the earliest period first."""
        return list(self.find(indicator=indicator, area=area, library=library).items)

    # --- Files ----------------------------------------------------------------------------

    def preview_import(
        self,
        path: Path,
        *,
        library: str = DEFAULT_LIBRARY,
        mapping: "Mapping | None" = None,
        file: str = "",
        progress: Report = ignore,
    ) -> "ImportPreview":
        """Return what importing a file of figures would do; see `Importer.preview`.

        Raises:
            NotFoundError: the reader may not see that library; or as `Importer.preview`.
        """
        importer = self._importer(library)
        return importer.preview(path, mapping=mapping, file=file, progress=progress)

    def import_file(
        self,
        path: Path,
        *,
        library: str = DEFAULT_LIBRARY,
        mapping: "Mapping | None" = None,
        file: str = "",
        by: str = "",
        progress: Report = ignore,
    ) -> "ImportResult":
        """Import a file of figures; see `Importer.run`.

        Raises:
            NotFoundError: the reader may not see that library; or as `Importer.run`.
        """
        importer = self._importer(library)
        return importer.run(path, mapping=mapping, file=file, by=by, progress=progress)

    def _importer(self, library: str) -> "Importer":
        # The library of spreadsheets is large, and most who ask for figures import none.
        from assistant.indicators.importing.importer import Importer

        self._require(library)
        return Importer(self._ledger, self.catalogue, library, self._store.settings.limits)

    # --- Reports --------------------------------------------------------------------------

    def extract(self, path: Path, *, progress: Report = ignore) -> list[Proposal]:
        """Return the figures that a report states, in its order, for a person to accept.

        Args:
            path: Any file that the library could take in.
            progress: Told at the beginning and at the end.

        Raises:
            IngestError: the file cannot be read, holds no text, or is beyond a limit.
            CancelledError: `progress` said so.
        """
        # Reading files loads much that those who ask for figures do not need.
        from assistant.indicators.accepting import name_proposals
        from assistant.indicators.extracting.reading import read_file_proposals

        settings = self._store.settings
        progress(Progress(done=0, total=1, stage="读取文件"))
        found = read_file_proposals(path, settings.limits, ocr=settings.ocr)
        named = name_proposals(found, self.catalogue)
        progress(Progress(done=1, total=1, stage="读取文件"))
        return named

    def accept(
        self,
        proposals: Sequence[Proposal],
        *,
        file: str = "",
        library: str = DEFAULT_LIBRARY,
        by: str = "",
        progress: Report = ignore,
    ) -> Counts:
        """Keep figures that were read out of a report, as a person accepted them.

        Where the library has the report, each cites the words it stands in.

        Args:
            proposals: Any number, all of which are kept or none.
            file: Name of the report.
            library: Whose figures they are.
            by: Username; "" from the terminal.
            progress: Told of every thousand.

        Raises:
            NotFoundError: the reader may not see that library.
            WrongUseError: a period cannot be understood, or figures contradict each other.
            CancelledError: `progress` said so; nothing was kept.
        """
        from assistant.indicators.accepting import Sources, to_figures

        self._require(library)
        documents = self._store.library.find_documents(file, library=library) if file else []
        sources = Sources(self._store.library, file, documents, by=by)
        figures = to_figures(proposals, self.catalogue, self.areas(library=library), sources)
        return self._ledger.put(figures, library=library, by=by, progress=progress)

    # --- One figure -----------------------------------------------------------------------

    def figure(
        self,
        indicator: str,
        area: str,
        period: Period,
        *,
        library: str | None = None,
        scope: str | None = None,
    ) -> Figure | Undefined:
        """Return a figure as the ledger states it, else as the catalogue's formula gives it.

        2024年 and 2024年底 are the same: what is counted from New Year's Day on is stated as of a
        day too. To a stock, every period is its last day.

        Args:
            indicator: Code or any name of the catalogue, or the name of a value beyond it.
            area: Its name.
            period: Its year decides which names and formulas hold.
            library: Of which; None for every one the reader may see.
            scope: What it counts; None takes the catalogue's, or the only other there is.

        Returns:
            The figure; or why there is none, `Missing` where values are not in the ledger.
        """
        return self.finder(library).figure(indicator, area, period, scope=scope)

    def finder(self, library: str | None = None) -> Finder:
        """Return what finds many figures with one look at the catalogue.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        return Finder(self._ledger, self.catalogue, self._seen(library))

    def derive(self, area: str, period: Period, *, library: str | None = None) -> list[Derived]:
        """Return every indicator of the catalogue that has a formula, computed.

        Args:
            area: Its name.
            period: Its year decides which formulas hold.
            library: Of which; None for every one the reader may see.

        Raises:
            NotFoundError: the reader may not see that library.
            FormulaError: a formula cannot be read, or leads back to itself.
        """
        return self.finder(library).derive(area, period)

    # --- Townships ------------------------------------------------------------------------

    def roll_up(
        self, indicator: str, area: str, period: Period, *, library: str | None = None
    ) -> RollUpResult:
        """Return what the values of an area's townships make, and who has not reported.

        Args:
            indicator: Code or any name of the catalogue.
            area: The county.
            period: Outliers are told by the changes against a year before.
            library: Of which; None for every one the reader may see.

        Raises:
            NotFoundError: the reader may not see that library, or nothing is known of such an
                indicator or of parts of the area.
        """
        return self.finder(library).roll_up(indicator, area, period)

    # --- What asks to be looked at ----------------------------------------------------------

    def alerts(
        self, *, library: str | None = None, area: str | None = None, year: int | None = None
    ) -> list[AlertNotice]:
        """Return the values of a year that are beyond a limit or changed too much; see `watch`.

        Args:
            library: Of which; None for every one the reader may see.
            area: Its name; None for every one.
            year: The two latest that have values by default: the last may have just begun.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        catalogue = self.catalogue
        notices = []
        for name in [library] if library else self.libraries():
            for each in [year] if year else self._latest_years(name):
                figures = [
                    entry.figure
                    for of in (each - 1, each)
                    for entry in self.find(library=name, area=area, year=of).items
                ]
                notices += watch(figures, catalogue, each)
        return notices

    def _latest_years(self, library: str) -> tuple[int, ...]:
        latest = max((period.end.year for period in self.periods(library=library)), default=None)
        return () if latest is None else (latest - 1, latest)

    # --- What the values are of -----------------------------------------------------------

    def libraries(self) -> list[str]:
        """Return the libraries with values that the reader may see."""
        return [name for name in self._ledger.libraries() if self._may_see(name)]

    def areas(self, *, library: str | None = None) -> list[Area]:
        """Return the areas of which there are values, in order."""
        return self._ledger.areas(libraries=self._seen(library))

    def place(
        self, parent: str, areas: Sequence[str], *, library: str = DEFAULT_LIBRARY
    ) -> list[Area]:
        """Say of which area others are parts, in which order they are listed, and return them.

        Townships that were imported together with one county are placed already.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        self._require(library)
        self._ledger.set_parent(library, parent, areas)
        return [one for one in self.areas(library=library) if one.parent == parent]

    def periods(self, *, library: str | None = None) -> list[Period]:
        """Return the periods of which there are values, the oldest first."""
        return self._ledger.periods(libraries=self._seen(library))

    def groups(self, *, library: str | None = None) -> list[str]:
        """Return the groups of which there are values, in the catalogue's order."""
        there = self._ledger.indicators(libraries=self._seen(library))
        return list(
            dict.fromkeys(
                one.group
                for one in self.catalogue.entries
                if any(holds_in(one, year) for year in there.get(one.code, ()))
            )
        )

    # --- Who may see what -----------------------------------------------------------------

    def _may_see(self, library: str) -> bool:
        return self._libraries is None or library in self._libraries

    def _require(self, library: str) -> None:
        if not self._may_see(library):
            raise no_such_library(library)

    def _seen(self, library: str | None) -> AbstractSet[str] | None:
        if library is None:
            return self._libraries
        self._require(library)
        return {library}

    def _key(self, indicator: str, year: int | None = None) -> str:
        catalogue = self.catalogue
        known = catalogue.get(indicator, year) or catalogue.find(indicator, year)
        return known.code if known else indicator
