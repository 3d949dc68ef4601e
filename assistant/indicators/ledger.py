"""The ledger: every value with its source, and every value there once was."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Engine,
    and_,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from assistant.errors import WrongUseError
from assistant.indicators.areas import (
    Area,
    clean_area,
    place_areas,
)
from assistant.indicators.periods import period_key
from assistant.indicators.rows import compare_rows, read_entry, read_figure, read_period
from assistant.indicators.schema import Entry, EntryState, Figure, Indicator, Period
from assistant.indicators.tables import AreaRow, EntryRow
from assistant.indicators.writing import add_areas, batches, collect, current_rows, write_rows
from assistant.moments import now
from assistant.progress import Report, ignore
from ingest.errors import NotFoundError
from ingest.schema import Record


class Counts(Record):
    """What became of figures that were put into the ledger."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    """The same value, now from another place."""

    unchanged: int = 0


class Change(Record):
    """A value that the ledger has otherwise."""

    old: Figure
    new: Figure


class Comparison(Record):
    """What would become of figures if they were put into the ledger."""

    counts: Counts
    changes: tuple[Change, ...]


class EntryPage(Record):
    """A page of a list of values."""

    items: tuple[Entry, ...]
    total: int


class Ledger:
    """Keeps values; one per process, for any number of threads.

    A value is one of an indicator, an area, a period and a scope. A later one replaces it, and the
    replaced one stays readable for ever.

    Args:
        engine: The database, with the ledger's tables in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    # --- Writing --------------------------------------------------------------------------

    def put(
        self,
        figures: Iterable[Figure],
        *,
        library: str,
        by: str = "",
        progress: Report = ignore,
    ) -> Counts:
        """Keep figures, all of them or none.

        A figure that is there already changes nothing; another value of the same indicator, area,
        period and scope replaces the one there is, which stays in its history.

        Args:
            figures: Any number.
            library: Whose figures they are.
            by: Username; "" from the terminal.
            progress: Told of every thousand.

        Raises:
            WrongUseError: two of the figures contradict each other, or one has no name.
            CancelledError: `progress` said so; nothing was kept.
        """
        rows = collect(figures, library, by)
        for attempt in range(3):
            try:
                with self._writer.begin() as connection:
                    return Counts(**write_rows(connection, library, rows, by, progress))
            except IntegrityError:
                # On a server two writers may find the same gap; the later one looks again.
                if attempt == 2:
                    raise
        raise AssertionError

    def compare(self, figures: Iterable[Figure], *, library: str) -> Comparison:
        """Return what `put` would do, which also says what the errors are; nothing is kept."""
        rows = collect(figures, library, "")
        counted = dict.fromkeys(Counts.model_fields, 0)
        changes = []
        with self._engine.connect() as connection:
            there = current_rows(connection, library, rows)
        for identity, row in rows.items():
            old = there.get(identity)
            kind = compare_rows(old, row)
            counted[kind] += 1
            if old and kind == "changed":
                changes.append(Change(old=read_figure(old), new=read_figure(row)))
        return Comparison(counts=Counts(**counted), changes=tuple(changes))

    def withdraw(self, entry_id: str, *, by: str = "", libraries: AbstractSet[str] | None) -> Entry:
        """Let a current value count no longer, and return it as it is now.

        Raises:
            NotFoundError: there is none that the reader may see.
            WrongUseError: it does not count as it is.
        """
        entry = self.entry(entry_id, libraries=libraries)
        change = (
            update(EntryRow)
            .where(EntryRow.id == entry_id, EntryRow.state == EntryState.CURRENT.value)
            .values(state=EntryState.WITHDRAWN.value, closed_at=now(), closed_by=by)
        )
        with self._writer.begin() as connection:
            if not connection.execute(change).rowcount:
                raise WrongUseError("这个数值已被替换或撤回。", hint="请刷新后查看它的历史记录。")
        return self.entry(entry.id, libraries=libraries)

    def set_parent(self, library: str, parent: str, areas: Sequence[str]) -> None:
        """Say which area others are parts of, and in which order they are listed."""
        with self._writer.begin() as connection:
            add_areas(connection, library, [parent, *areas])
            for ordinal, name in enumerate(map(clean_area, areas)):
                connection.execute(
                    update(AreaRow)
                    .where(AreaRow.library == library, AreaRow.name == name)
                    .values(parent=clean_area(parent), ordinal=ordinal + 1)
                )

    # --- Reading --------------------------------------------------------------------------

    def get(
        self,
        indicator: str,
        area: str,
        period: Period | None,
        *,
        libraries: AbstractSet[str] | None,
        scope: str | None = None,
    ) -> Entry | None:
        """Return the current value of an indicator, or None.

        A period written another way is the same one: 上半年 and 1—6月.

        Args:
            indicator: Code, or the name of what is not in the catalogue.
            area: Its name.
            period: None for an undated value.
            libraries: Those the reader may see; None for every one.
            scope: What it counts; None takes the catalogue's, or the only other there is.
        """
        same = (
            EntryRow.period == ""
            if period is None
            else and_(
                EntryRow.period_start == period.start.isoformat(),
                EntryRow.period_end == period.end.isoformat(),
            )
        )
        return self._get_one(indicator, area, same, libraries=libraries, scope=scope)

    def get_until(
        self,
        indicator: str,
        area: str,
        day: date,
        *,
        libraries: AbstractSet[str] | None,
        scope: str | None = None,
        is_stock: bool,
    ) -> Entry | None:
        """Return the current value at the end of a day; otherwise as `get`.

        Args:
            indicator: As for `get`, and so the others.
            area: Its name.
            day: As of which it is stated, or up to which it was counted from New Year's Day on.
            libraries: Those the reader may see; None for every one.
            scope: What it counts.
            is_stock: Whether any period that ends with the day will do.
        """
        until = EntryRow.period_end == day.isoformat()
        if not is_stock:
            beginnings = (day.isoformat(), day.replace(month=1, day=1).isoformat())
            until = and_(until, EntryRow.period_start.in_(beginnings))
        return self._get_one(indicator, area, until, libraries=libraries, scope=scope)

    def _get_one(
        self,
        indicator: str,
        area: str,
        same_period: ColumnElement[bool],
        *,
        libraries: AbstractSet[str] | None,
        scope: str | None,
    ) -> Entry | None:
        wanted = [
            EntryRow.state == EntryState.CURRENT.value,
            EntryRow.indicator == indicator,
            EntryRow.area == clean_area(area),
            same_period,
            *_visible(libraries),
        ]
        if scope is not None:
            wanted.append(EntryRow.scope == scope)
        query = (
            select(EntryRow)
            .where(*wanted)
            # The longest period last: 截至12月31日 says more of a stock than 全年.
            .order_by(EntryRow.scope, EntryRow.period_start.desc(), EntryRow.library)
        )
        with self._engine.connect() as connection:
            found = [read_entry(row) for row in connection.execute(query)]
        if found and found[0].figure.scope and len({one.figure.scope for one in found}) > 1:
            return None
        return found[0] if found else None

    def entry(self, entry_id: str, *, libraries: AbstractSet[str] | None) -> Entry:
        """Return a value, one that counts or one that did.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        query = select(EntryRow).where(EntryRow.id == entry_id, *_visible(libraries))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(
                f"台账中没有编号为“{entry_id}”的数值。",
                hint="用 policy indicator list --json 查看编号。",
            )
        return read_entry(row)

    def current_of(self, ids: Collection[str]) -> set[str]:
        """Return the ids of those of some values that count."""
        found: set[str] = set()
        for some in batches(sorted(ids)):
            query = select(EntryRow.id).where(
                EntryRow.id.in_(some), EntryRow.state == EntryState.CURRENT.value
            )
            with self._engine.connect() as connection:
                found.update(connection.scalars(query))
        return found

    def history(self, entry_id: str, *, libraries: AbstractSet[str] | None) -> list[Entry]:
        """Return every value there was for the same thing, the newest first; raises as `entry`."""
        entry = self.entry(entry_id, libraries=libraries)
        figure = entry.figure
        query = (
            select(EntryRow)
            .where(
                EntryRow.library == entry.library,
                EntryRow.indicator == (figure.code or figure.name),
                EntryRow.area == figure.area,
                EntryRow.period == (period_key(figure.period) if figure.period else ""),
                EntryRow.scope == figure.scope,
            )
            .order_by(EntryRow.entered_at.desc(), EntryRow.closed_at.desc())
        )
        with self._engine.connect() as connection:
            return [read_entry(row) for row in connection.execute(query)]

    def find(
        self,
        *,
        libraries: AbstractSet[str] | None,
        indicators: Collection[str] | None = None,
        held: Collection[Indicator] | None = None,
        areas: Collection[str] | None = None,
        period: Period | None = None,
        year: int | None = None,
        query: str = "",
        state: EntryState = EntryState.CURRENT,
        limit: int | None = None,
        offset: int = 0,
    ) -> EntryPage:
        """Return values by indicator, period and area, with how many there are.

        Args:
            libraries: Those the reader may see, or fewer; None for every one.
            indicators: Codes, or names of what is not in the catalogue.
            held: Entries of the catalogue, each for the years in which it holds.
            areas: Names.
            period: Just this one, however written.
            year: Periods that end in it.
            query: Words, all of which stand in the name, area or scope.
            state: Which values.
            limit: How many at most.
            offset: How many to leave out first.
        """
        wanted = [EntryRow.state == state.value, *_visible(libraries)]
        if indicators is not None:
            wanted.append(EntryRow.indicator.in_(indicators))
        if held is not None:
            wanted.append(or_(false(), *map(_holds, held)))
        if areas is not None:
            wanted.append(EntryRow.area.in_(map(clean_area, areas)))
        if period is not None:
            wanted.append(EntryRow.period_start == period.start.isoformat())
            wanted.append(EntryRow.period_end == period.end.isoformat())
        if year is not None:
            wanted.append(EntryRow.period_end.startswith(f"{year:04d}-"))
        for word in query.split():
            fields = (EntryRow.name, EntryRow.area, EntryRow.scope)
            wanted.append(or_(*(field.icontains(word, autoescape=True) for field in fields)))
        places = and_(AreaRow.library == EntryRow.library, AreaRow.name == EntryRow.area)
        rows = (
            select(EntryRow)
            .outerjoin(AreaRow, places)
            .where(*wanted)
            .order_by(
                EntryRow.indicator,
                EntryRow.period_end,
                EntryRow.period_start,
                AreaRow.ordinal,
                EntryRow.area,
                EntryRow.scope,
                EntryRow.entered_at,
            )
            .limit(limit)
            .offset(offset)
        )
        with self._engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(EntryRow).where(*wanted))
            items = tuple(read_entry(row) for row in connection.execute(rows))
        return EntryPage(items=items, total=total or 0)

    def areas(self, *, libraries: AbstractSet[str] | None) -> list[Area]:
        """Return the areas of which there are values, in order."""
        shown = () if libraries is None else (AreaRow.library.in_(libraries),)
        query = (
            select(AreaRow.library, AreaRow.name, AreaRow.parent)
            .where(*shown)
            .order_by(AreaRow.library, AreaRow.ordinal, AreaRow.name)
        )
        with self._engine.connect() as connection:
            return place_areas((row[0], row[1], row[2]) for row in connection.execute(query))

    def periods(self, *, libraries: AbstractSet[str] | None) -> list[Period]:
        """Return the periods of which there are current values, the oldest first."""
        query = (
            select(EntryRow.period)
            .where(
                EntryRow.state == EntryState.CURRENT.value,
                EntryRow.period != "",
                *_visible(libraries),
            )
            .group_by(EntryRow.period, EntryRow.period_end, EntryRow.period_start)
            .order_by(EntryRow.period_end, EntryRow.period_start.desc())
        )
        with self._engine.connect() as connection:
            found = map(read_period, connection.scalars(query))
            return [period for period in found if period]

    def indicators(self, *, libraries: AbstractSet[str] | None) -> dict[str, set[int]]:
        """Return the years of which there are current values, by code or name without one.

        An undated value is of no year; its indicator is there all the same.
        """
        year = func.substr(EntryRow.period_end, 1, 4).label("year")
        query = (
            select(EntryRow.indicator, year)
            .where(EntryRow.state == EntryState.CURRENT.value, *_visible(libraries))
            .distinct()
            .order_by(EntryRow.indicator, "year")
        )
        years: dict[str, set[int]] = {}
        with self._engine.connect() as connection:
            for indicator, written in connection.execute(query):
                years.setdefault(indicator, set()).update([int(written)] if written else [])
        return years

    def libraries(self) -> list[str]:
        """Return the libraries that have values."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(EntryRow.library).distinct().order_by("library")))


# --- Conditions ---------------------------------------------------------------------------


def _visible(libraries: AbstractSet[str] | None) -> list[ColumnElement[bool]]:
    return [] if libraries is None else [EntryRow.library.in_(libraries)]


def _holds(indicator: Indicator) -> ColumnElement[bool]:
    """Return whether a value is one of an entry of the catalogue, in its years."""
    conditions = [EntryRow.indicator == indicator.code]
    if indicator.valid_from is not None:
        conditions.append(EntryRow.period_end >= f"{indicator.valid_from:04d}")
    if indicator.valid_until is not None:
        conditions.append(EntryRow.period_end < f"{indicator.valid_until + 1:04d}")
    return and_(*conditions)
