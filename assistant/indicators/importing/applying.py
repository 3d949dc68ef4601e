"""Read a file's figures by a mapping: each cell becomes a figure, or is refused with a reason."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from assistant.errors import WrongUseError
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.importing.grids import Grid
from assistant.indicators.importing.keys import KeyReader, Row
from assistant.indicators.importing.labels import join_period, tidy
from assistant.indicators.importing.naming import Named, Names
from assistant.indicators.importing.numbers import CellNumber, read_cell
from assistant.indicators.importing.refusing import LONGEST_TEXT, Refusals, Refused
from assistant.indicators.importing.schema import (
    ColumnMapping,
    ColumnRole,
    Mapping,
    Refusal,
    RefusalCode,
    TableMapping,
)
from assistant.indicators.importing.tables import Table, find_tables, is_blank
from assistant.indicators.importing.unit_choice import Choice, choose_unit
from assistant.indicators.periods import parse_period, period_key
from assistant.indicators.schema import CellSource, Figure, Indicator, Period
from assistant.indicators.units import convert
from assistant.progress import Progress, Report, ignore

# Told of progress as often; a step takes some milliseconds.
STEP_ROWS = 100

Identity = tuple[str, str, str, str]
"""Code or name, area, period key, scope: what has one value."""


class Taken(NamedTuple):
    """A figure and where it stood."""

    figure: Figure
    identity: Identity
    indicator: Indicator | None
    table: int
    """Which of the mapping's tables, counting from 0."""

    row: int
    column: int
    is_area_total: bool
    """True for the county's value among those of its townships."""

    is_name_total: bool
    """True for 合计 among purposes."""

    is_part: bool
    """True for 其中."""


class Applied(NamedTuple):
    """What a mapping gives."""

    tables: tuple[Table, ...]
    """As they stand in the file, one for each of the mapping's."""

    taken: list[Taken]
    refused: list[Refusal]


def apply(
    grids: Sequence[Grid],
    mapping: Mapping,
    catalogue: Catalogue,
    *,
    file: str,
    areas: Collection[str] = (),
    progress: Report = ignore,
) -> Applied:
    """Read the figures of a file.

    Args:
        grids: Its sheets.
        mapping: How they are to be read.
        catalogue: Of indicators.
        file: Its name, for the source of each figure.
        areas: Those the ledger knows, for 石桥 that means 石桥镇.
        progress: Told of every hundred rows.

    Raises:
        WrongUseError: the mapping is of another file.
    """
    names = Names(catalogue, {tidy(label): said for label, said in mapping.names.items()})
    found = {grid.sheet.name: (grid, find_tables(grid)) for grid in grids}
    tables = [_find(found, one, file) for one in mapping.tables]
    total = max(1, sum(len(table.body) for table in tables))
    taken: list[Taken] = []
    refused: list[Refusal] = []
    done = 0
    for number, (table, table_mapping) in enumerate(zip(tables, mapping.tables, strict=True)):
        if table_mapping.is_ignored:
            done += len(table.body)
            continue
        reader = _TableReader(table, table_mapping, names, areas, file=file, number=number)
        for position, row in enumerate(table.rows()):
            if position % STEP_ROWS == 0:
                progress(Progress(done=done + position, total=total, stage="读取数值"))
            if table_mapping.first_row <= row <= table_mapping.last_row:
                taken += reader.read(row)
        refused += reader.refused.all()
        done += len(table.body)
    progress(Progress(done=total, total=total, stage="读取数值"))
    return Applied(tuple(tables), taken, refused)


def _find(found: dict[str, tuple[Grid, list[Table]]], mapping: TableMapping, file: str) -> Table:
    """Return the table in which a mapping's first row stands."""
    grid, tables = found.get(mapping.sheet, (None, []))
    for table in tables:
        if any(mapping.first_row <= row <= mapping.last_row for row in table.body):
            return table
    if grid is not None and mapping.is_ignored:
        return Table(grid, (), (), ())
    where = f"工作表“{mapping.sheet}”" if mapping.sheet else "文件"
    raise WrongUseError(
        f"对应关系和《{file}》对不上：{where}第 {mapping.first_row} 行没有数据。",
        hint="请重新上传文件，按新的对应关系核对后再导入。",
    )


class _Column(NamedTuple):
    """A column of values with its parsed mapping."""

    mapping: ColumnMapping
    parts: tuple[str, ...]
    periods: tuple[str, ...]


class _TableReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        table: Table,
        mapping: TableMapping,
        names: Names,
        areas: Collection[str],
        *,
        file: str,
        number: int,
    ) -> None:
        self._table = table
        self._mapping = mapping
        self._names = names
        self._file = file
        self._number = number
        self._within: Period | None = parse_period(mapping.period) if mapping.period else None
        self._subjects = (mapping.subject,) if mapping.subject else ()
        self._keys = KeyReader(table, mapping, names, areas)
        self._periods: dict[tuple[str, ...], Period | None] = {}
        self._units: dict[tuple[str, str, bool], Choice] = {}
        self.refused = Refusals(table.grid.sheet.name)

    @cached_property
    def _values(self) -> list[_Column]:
        return [
            _Column(
                one,
                (one.indicator,) if one.indicator else (),
                (one.period,) if one.period else (),
            )
            for one in self._mapping.columns
            if one.role is ColumnRole.VALUE
        ]

    def read(self, number: int) -> Iterator[Taken]:
        """Yield the figures of a row."""
        row = self._keys.read(number)
        for column in self._values:
            cell = self._table.cells.get((number, column.mapping.column))
            if cell is None or is_blank(cell.text) or cell.column != column.mapping.column:
                continue
            place = self._table.grid.place(number, column.mapping.column)
            try:
                yield self._read_cell(row, column, place, cell.text)
            except Refused as refused:
                self.refused.add(refused, place, cell.text)

    # --- One cell -------------------------------------------------------------------------

    def _read_cell(self, row: Row, column: _Column, place: str, text: str) -> Taken:
        period = self._period(row, column)
        named = self._named(row, column, period)
        area = self._area(row, column)
        if period is None:
            said = "".join((*row.periods, *column.periods))
            raise Refused(
                f"{row.periods} {column.mapping.column}",
                RefusalCode.PERIOD,
                f"看不懂时期“{said}”" if said else "没有写是什么时候的数",
                "请在标题、表头或单独一列写明时期，例如“2024年”“2024年前三季度”，或在对应关系中填写。",
            )
        number = read_cell(text, self._table.value(row.number, column.mapping.column), place)
        indicator = named.indicator
        figure = Figure(
            value=number.value,
            unit=self._unit(row, column, named, number),
            name=named.name,
            code=indicator.code if indicator else "",
            period=period,
            area=area,
            source=CellSource(
                file=self._file,
                sheet=self._table.grid.sheet.name,
                cell=place,
                text=text[:LONGEST_TEXT],
            ),
            scope=column.mapping.scope or row.scope,
            qualifier=number.qualifier,
            decimals=number.decimals,
        )
        if indicator:
            _check_range(figure, indicator, place)
        return Taken(
            figure=figure,
            identity=(figure.code or figure.name, area, period_key(period), figure.scope),
            indicator=indicator,
            table=self._number,
            row=row.number,
            column=column.mapping.column,
            is_area_total=row.is_area_total
            or bool(column.mapping.area and area == self._mapping.area),
            is_name_total=row.is_name_total,
            is_part=row.is_part,
        )

    def _area(self, row: Row, column: _Column) -> str:
        if row.is_subtotal:
            raise Refused(
                f"行{row.number}",
                RefusalCode.AREA,
                "小计没有导入：不知道是哪些乡镇的，表中另有合计",
                "不需要处理；要保留的，请在对应关系中写明它是哪个地区。",
            )
        if area := column.mapping.area or row.area:
            return area
        key = f"行{row.number}"
        if row.has_area and not row.is_area_total:
            raise Refused(key, RefusalCode.AREA, "这一行没有写乡镇", "请补写乡镇；空行请删去。")
        if not self._mapping.area:
            whose = "合计" if row.is_area_total else "数"
            raise Refused(
                key,
                RefusalCode.AREA,
                f"不知道是哪个县的{whose}",
                "请在对应关系的“地区”中填写县名，或在标题中写明。",
            )
        return self._mapping.area

    def _period(self, row: Row, column: _Column) -> Period | None:
        said = (*row.periods, *column.periods)
        if said not in self._periods:
            self._periods[said] = join_period(said, self._within)
        return self._periods[said]

    def _named(self, row: Row, column: _Column, period: Period | None) -> Named:
        year = period.end.year if period else None
        own = (*row.parts, *column.parts)
        if not own and row.is_name_total:
            # 合计 under a subject is the subject's own: 衔接资金.
            own = self._subjects
        if not own:
            raise Refused(
                f"行{row.number}",
                RefusalCode.INDICATOR,
                "没有写是什么指标",
                "请在表头或行首写明指标名称，或在对应关系中指定。",
            )
        wider = [(*around, *own) for around in (row.whole, row.section) if around]
        found = [self._names.find(parts, self._subjects, year) for parts in (*wider, own)]
        for named in found:
            if named.indicator:
                return named
        if row.whole:
            whole = self._names.find((*row.section, *row.whole), self._subjects, year)
            return Named(f"{whole.name}其中{''.join(own)}")
        return found[0]

    def _unit(self, row: Row, column: _Column, named: Named, number: CellNumber) -> str:
        stated = number.unit or row.unit or column.mapping.unit
        key = (stated, named.name, number.is_percent)
        if key not in self._units:
            self._units[key] = choose_unit(
                stated,
                self._mapping.units,
                named.indicator,
                named.name,
                is_percent=number.is_percent,
            )
        choice = self._units[key]
        if choice.reason:
            where = f"{named.name} {column.mapping.column} {stated}"
            raise Refused(where, RefusalCode.UNIT, choice.reason, choice.hint)
        return choice.unit


def _check_range(figure: Figure, indicator: Indicator, place: str) -> None:
    least, most = indicator.minimum, indicator.maximum
    if least is None and most is None:
        return
    value = convert(figure.value, figure.unit, indicator.unit)
    if (least is None or least <= value) and (most is None or value <= most):
        return
    bounds = "、".join(
        f"{word}{bound.normalize():f}{indicator.unit}"
        for word, bound in (("不低于", least), ("不高于", most))
        if bound is not None
    )
    raise Refused(
        place,
        RefusalCode.RANGE,
        f"{figure.name}超出允许的范围（{bounds}）",
        "请核对数值和单位；如果确实如此，请先在指标目录中调整允许的范围。",
    )
