"""The ledger: every value with its source, and every value there once was."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    RowMapping,
    and_,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from assistant.errors import WrongUseError
from assistant.indicators.areas import (
    Area,
    AreaLevel,
    clean_area,
    county_of,
    level_of,
    place_areas,
)
from assistant.indicators.periods import parse_period, period_key
from assistant.indicators.schema import Entry, EntryState, Figure, Indicator, Period, Source
from assistant.indicators.tables import AreaRow, EntryRow
from assistant.progress import Progress, Report, ignore
from ingest.errors import NotFoundError
from ingest.schema import Record

# Rows written or asked for in one statement; SQLite takes 32,766 variables.
BATCH = 1000

_Item = TypeVar("_Item")
_SOURCE: TypeAdapter[Source | None] = TypeAdapter(Source | None)

Identity = tuple[str, str, str, str]
"""Indicator, area, period key, scope: what has one current value in a library."""


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
        rows = _collect(figures, library, by)
        for attempt in range(3):
            try:
                with self._writer.begin() as connection:
                    return _write(connection, library, rows, by, progress)
            except IntegrityError:
                # On a server two writers may find the same gap; the later one looks again.
                if attempt == 2:
                    raise
        raise AssertionError

    def compare(self, figures: Iterable[Figure], *, library: str) -> Comparison:
        """Return what `put` would do, which also says what the errors are; nothing is kept."""
        rows = _collect(figures, library, "")
        counted = dict.fromkeys(Counts.model_fields, 0)
        changes = []
        with self._engine.connect() as connection:
            there = _current(connection, library, rows)
        for identity, row in rows.items():
            old = there.get(identity)
            kind = _compare(old, row)
            counted[kind] += 1
            if old and kind == "changed":
                changes.append(Change(old=_read_figure(old), new=_read_figure(row)))
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
            .values(state=EntryState.WITHDRAWN.value, closed_at=_now(), closed_by=by)
        )
        with self._writer.begin() as connection:
            if not connection.execute(change).rowcount:
                raise WrongUseError("这个数值已被替换或撤回。", hint="请刷新后查看它的历史记录。")
        return self.entry(entry.id, libraries=libraries)

    def set_parent(self, library: str, parent: str, areas: Sequence[str]) -> None:
        """Say which area others are parts of, and in which order they are listed."""
        with self._writer.begin() as connection:
            _add_areas(connection, library, [parent, *areas])
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
            found = [_read(row) for row in connection.execute(query)]
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
        return _read(row)

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
            return [_read(row) for row in connection.execute(query)]

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
            items = tuple(_read(row) for row in connection.execute(rows))
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
            found = map(_period, connection.scalars(query))
            return [period for period in found if period]

    def indicators(self, *, libraries: AbstractSet[str] | None) -> dict[str, set[int]]:
        """Return the years of which there are current values, by code or name without one.

        An undated value is of no year; its indicator is there all the same.
        """
        year = func.substr(EntryRow.period_end, 1, 4)
        query = (
            select(EntryRow.indicator, year)
            .where(EntryRow.state == EntryState.CURRENT.value, *_visible(libraries))
            .distinct()
            .order_by(EntryRow.indicator, year)
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


# --- Rows ---------------------------------------------------------------------------------


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


def _collect(figures: Iterable[Figure], library: str, by: str) -> dict[Identity, dict[str, Any]]:
    """Return a row for each figure, refusing those that contradict each other."""
    rows: dict[Identity, dict[str, Any]] = {}
    conflicts: list[str] = []
    for figure in figures:
        if not figure.name.strip():
            raise WrongUseError(
                f"有一个数值（{figure.value}{figure.unit}）没有指标名称。",
                hint="请先写明它是什么指标。",
            )
        row = _to_row(figure, library, by)
        identity: Identity = (row["indicator"], row["area"], row["period"], row["scope"])
        other = rows.setdefault(identity, row)
        if _said(other) != _said(row):
            conflicts.append(
                f"{figure.area}{row['period']}{figure.name}："
                f"{other['value']}{other['unit']}与{row['value']}{row['unit']}"
            )
    if conflicts:
        more = f"等 {len(conflicts)} 处" if len(conflicts) > 3 else ""
        raise WrongUseError(
            f"同一指标有两个不同的数值：{'；'.join(conflicts[:3])}{more}。",
            hint="请只保留正确的一个，或用“口径”把两者区别开，再重新录入。",
        )
    return rows


def _to_row(figure: Figure, library: str, by: str) -> dict[str, Any]:
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


def _said(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a row says, without where it says it."""
    return Decimal(row["value"]), row["unit"], row["qualifier"]


def _write(
    connection: Connection,
    library: str,
    rows: dict[Identity, dict[str, Any]],
    by: str,
    progress: Report,
) -> Counts:
    counted = dict.fromkeys(Counts.model_fields, 0)
    there = _current(connection, library, rows)
    moment = _now()
    added: list[dict[str, Any]] = []
    replaced: list[str] = []
    for identity, row in rows.items():
        old = there.get(identity)
        kind = _compare(old, row)
        counted[kind] += 1
        if kind != "unchanged":
            added.append(row | {"entered_at": moment})
            if old:
                replaced.append(old["id"])
    for ids in _batches(replaced):
        connection.execute(
            update(EntryRow)
            .where(EntryRow.id.in_(ids))
            .values(state=EntryState.REPLACED.value, closed_at=moment, closed_by=by)
        )
    total = max(1, len(added))
    for number, some in enumerate(_batches(added)):
        progress(Progress(done=number * BATCH, total=total, stage="写入台账"))
        connection.execute(insert(EntryRow), some)
    _add_areas(connection, library, (row["area"] for row in rows.values()))
    progress(Progress(done=total, total=total, stage="写入台账"))
    return Counts(**counted)


def _compare(old: dict[str, Any] | None, row: dict[str, Any]) -> str:
    if old is None:
        return "new"
    if _said(old) != _said(row):
        return "changed"
    fields = ("source", "formula", "name")
    return "unchanged" if all(old[field] == row[field] for field in fields) else "moved"


def _current(
    connection: Connection, library: str, rows: Iterable[Identity]
) -> dict[Identity, dict[str, Any]]:
    """Return what stands in the ledger for some of these indicators and periods."""
    wanted: dict[str, set[str]] = {}
    for indicator, _, period, _ in rows:
        wanted.setdefault(period, set()).add(indicator)
    columns = (
        EntryRow.id,
        EntryRow.indicator,
        EntryRow.area,
        EntryRow.period,
        EntryRow.scope,
        EntryRow.name,
        EntryRow.code,
        EntryRow.value,
        EntryRow.decimals,
        EntryRow.unit,
        EntryRow.qualifier,
        EntryRow.source,
        EntryRow.formula,
    )
    found: dict[Identity, dict[str, Any]] = {}
    for period, indicators in wanted.items():
        for some in _batches(sorted(indicators)):
            query = select(*columns).where(
                EntryRow.state == EntryState.CURRENT.value,
                EntryRow.library == library,
                EntryRow.indicator.in_(some),
                EntryRow.period == period,
            )
            for row in connection.execute(query).mappings():
                found[row["indicator"], row["area"], period, row["scope"]] = dict(row)
    return found


def _add_areas(connection: Connection, library: str, names: Iterable[str]) -> None:
    """Remember areas that are new, after those there are.

    Townships that come together with one county are parts of it.
    """
    query = select(AreaRow).where(AreaRow.library == library)
    known = {row.name: row for row in connection.execute(query)}
    wanted = [name for name in dict.fromkeys(map(clean_area, names)) if name]
    counties = [name for name in wanted if level_of(name) is AreaLevel.COUNTY]
    first = max((row.ordinal for row in known.values()), default=0) + 1
    fresh = [
        {
            "library": library,
            "name": name,
            "ordinal": first + number,
            "parent": county_of(name, counties),
        }
        for number, name in enumerate(name for name in wanted if name not in known)
    ]
    if fresh:
        connection.execute(insert(AreaRow), fresh)
    for name in wanted:
        parent = county_of(name, counties)
        if parent and name in known and not known[name].parent:
            connection.execute(
                update(AreaRow)
                .where(AreaRow.library == library, AreaRow.name == name)
                .values(parent=parent)
            )


def _batches(items: list[_Item]) -> Iterator[list[_Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


@cache
def _period(key: str) -> Period | None:
    return parse_period(key) if key else None


def _now() -> str:
    """Return this moment in ISO 8601, UTC, of one length, so that moments sort as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _read(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        library=row.library,
        figure=_read_figure(row._mapping),
        state=EntryState(row.state),
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        closed_at=row.closed_at or "",
        closed_by=row.closed_by or "",
    )


def _read_figure(fields: Mapping[str, Any] | RowMapping) -> Figure:
    return Figure(
        value=Decimal(fields["value"]),
        unit=fields["unit"],
        name=fields["name"],
        code=fields["code"],
        period=_period(fields["period"]),
        area=fields["area"],
        source=_SOURCE.validate_python(fields["source"]),
        scope=fields["scope"],
        qualifier=fields["qualifier"],
        formula=fields["formula"],
        decimals=fields["decimals"],
    )
