"""Write figures into the ledger: all of them or none, each value once."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection, insert, select, update

from assistant.errors import WrongUseError
from assistant.indicators.areas import AreaLevel, clean_area, county_of, level_of
from assistant.indicators.rows import EntryFields, compare_rows, said, to_row
from assistant.indicators.schema import EntryState, Figure
from assistant.indicators.tables import AreaRow, EntryRow
from assistant.moments import now
from assistant.progress import Progress, Report

# Rows written or asked for in one statement; SQLite takes 32,766 variables.
BATCH = 1000
# Conflicts named in a message; the rest is counted.
_SHOWN = 3
# Code points; as the columns have room for.
_LONGEST = {"name": 200, "area": 200, "unit": 64, "qualifier": 64, "scope": 500}
_FIELDS = {"name": "名称", "area": "地区", "unit": "单位", "qualifier": "修饰语", "scope": "口径"}

_Item = TypeVar("_Item")

Identity = tuple[str, str, str, str]
"""Indicator, area, period key, scope: what has one current value in a library."""


def collect(figures: Iterable[Figure], library: str, by: str) -> dict[Identity, EntryFields]:
    """Return a row for each figure.

    Raises:
        WrongUseError: two figures contradict each other, or one has no name or a text too long.
    """
    rows: dict[Identity, EntryFields] = {}
    conflicts: list[str] = []
    for figure in figures:
        if not figure.name.strip():
            raise WrongUseError(
                f"有一个数值（{figure.value}{figure.unit}）没有指标名称。",
                hint="请先写明它是什么指标。",
            )
        for field, longest in _LONGEST.items():
            if len(getattr(figure, field)) > longest:
                raise WrongUseError(
                    f"{_FIELDS[field]}“{getattr(figure, field)[:20]}……”太长。",
                    hint=f"请缩短到 {longest} 字以内。",
                )
        row = to_row(figure, library, by)
        identity: Identity = (row["indicator"], row["area"], row["period"], row["scope"])
        other = rows.setdefault(identity, row)
        if said(other) != said(row):
            conflicts.append(
                f"{figure.area}{row['period']}{figure.name}："
                f"{other['value']}{other['unit']}与{row['value']}{row['unit']}"
            )
    if conflicts:
        more = f"等 {len(conflicts)} 处" if len(conflicts) > _SHOWN else ""
        raise WrongUseError(
            f"同一指标有两个不同的数值：{'；'.join(conflicts[:_SHOWN])}{more}。",
            hint="请只保留正确的一个，或用“口径”把两者区别开，再重新录入。",
        )
    return rows


def write_rows(
    connection: Connection,
    library: str,
    rows: dict[Identity, EntryFields],
    by: str,
    progress: Report,
) -> dict[str, int]:
    """Write rows, close those they replace, and return how many did what; see `compare_rows`."""
    counted = {"new": 0, "changed": 0, "moved": 0, "unchanged": 0}
    there = current_rows(connection, library, rows)
    moment = now()
    added: list[EntryFields] = []
    replaced: list[str] = []
    for identity, row in rows.items():
        old = there.get(identity)
        kind = compare_rows(old, row)
        counted[kind] += 1
        if kind != "unchanged":
            added.append(row | {"entered_at": moment})
            if old:
                replaced.append(old["id"])
    for ids in batches(replaced):
        connection.execute(
            update(EntryRow)
            .where(EntryRow.id.in_(ids))
            .values(state=EntryState.REPLACED.value, closed_at=moment, closed_by=by)
        )
    total = max(1, len(added))
    for number, some in enumerate(batches(added)):
        progress(Progress(done=number * BATCH, total=total, stage="写入台账"))
        connection.execute(insert(EntryRow), some)
    add_areas(connection, library, (row["area"] for row in rows.values()))
    progress(Progress(done=total, total=total, stage="写入台账"))
    return counted


def current_rows(
    connection: Connection, library: str, rows: Iterable[Identity]
) -> dict[Identity, EntryFields]:
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
    found: dict[Identity, EntryFields] = {}
    for period, indicators in wanted.items():
        for some in batches(sorted(indicators)):
            query = select(*columns).where(
                EntryRow.state == EntryState.CURRENT.value,
                EntryRow.library == library,
                EntryRow.indicator.in_(some),
                EntryRow.period == period,
            )
            for row in connection.execute(query).mappings():
                found[row["indicator"], row["area"], period, row["scope"]] = dict(row)
    return found


def add_areas(connection: Connection, library: str, names: Iterable[str]) -> None:
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


def batches(items: list[_Item]) -> Iterator[list[_Item]]:
    """Yield items a thousand at a time."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
