"""What the first columns of a table say of each row: area, indicator, period, unit."""

from collections.abc import Collection
from typing import NamedTuple

from assistant.indicators.areas import clean_area
from assistant.indicators.importing.labels import LONGEST_NAME, Label, read_label, tidy
from assistant.indicators.importing.naming import Names
from assistant.indicators.importing.schema import ColumnMapping, ColumnRole, TableMapping
from assistant.indicators.importing.tables import Table, is_blank

_TOWNSHIP_ENDINGS = frozenset({"镇", "乡", "街道", "街道办事处", "苏木"})


class Row(NamedTuple):
    """What a row says of all its values."""

    number: int
    area: str = ""
    has_area: bool = False
    """True where a column of the table names areas, also where this row has none."""

    parts: tuple[str, ...] = ()
    """What it calls the indicator, from the outside in."""

    whole: tuple[str, ...] = ()
    """For 其中, what the row above calls that of which it is a part."""

    section: tuple[str, ...] = ()
    """The heading within the table under which it stands."""

    periods: tuple[str, ...] = ()
    unit: str = ""
    scope: str = ""
    is_area_total: bool = False
    is_subtotal: bool = False
    """True for 小计 where the table has 合计 too: of some townships, nobody knows which."""

    is_name_total: bool = False
    is_part: bool = False
    """True for 其中, and for the subtotal of a township over its villages."""


class KeyReader:
    """Reads the first columns of one table, row by row from top to bottom.

    Args:
        table: As it stands in the file.
        mapping: What its columns are.
        names: What labels mean.
        areas: Those the ledger knows, for 石桥 that means 石桥镇.
    """

    def __init__(
        self, table: Table, mapping: TableMapping, names: Names, areas: Collection[str]
    ) -> None:
        self._table = table
        self._county = mapping.area
        self._names = names
        self._areas = areas
        self._keys = [
            one for one in mapping.columns if one.role not in (ColumnRole.VALUE, ColumnRole.IGNORED)
        ]
        self._values = [one.column for one in mapping.columns if one.role is ColumnRole.VALUE]
        self._has_area = any(one.role is ColumnRole.AREA for one in self._keys)
        self._has_grand_total = self._find_grand_total()
        self._whole: tuple[str, ...] = ()
        self._section: tuple[str, ...] = ()

    def read(self, number: int) -> Row:
        """Return what a row says; rows come in their order."""
        row = Row(number, has_area=self._has_area)
        for column in self._keys:
            cell = self._table.cells.get((number, column.column))
            text = cell.text.strip() if cell is not None else ""
            if not is_blank(text):
                row = self._add(row, column, text)
        if row.parts and not row.is_part:
            self._whole = row.parts
            if not self._has_values(number):
                self._section = row.parts
        return row._replace(
            whole=self._whole if row.is_part else (), section=self._section, has_area=self._has_area
        )

    def _add(self, row: Row, column: ColumnMapping, text: str) -> Row:
        match column.role:
            case ColumnRole.AREA:
                return self._add_area(row, text, read_label(text))
            case ColumnRole.INDICATOR:
                label = read_label(text)
                name = label.name or label.area
                return row._replace(
                    parts=(*row.parts, name) if name else row.parts,
                    periods=(*row.periods, label.period) if label.period else row.periods,
                    unit=row.unit or label.unit,
                    is_name_total=row.is_name_total or label.is_total,
                    is_part=row.is_part or label.is_part,
                )
            case ColumnRole.PERIOD:
                return row._replace(periods=(*row.periods, _period_text(text, column.header)))
            case ColumnRole.UNIT:
                return row._replace(unit=tidy(text))
            case _:
                return row._replace(scope=text[:LONGEST_NAME])

    def _add_area(self, row: Row, text: str, label: Label) -> Row:
        if label.is_total:
            # 小计 in the column of villages is of the township before it.
            if row.area and not row.is_area_total:
                return row._replace(is_part=True)
            is_subtotal = self._has_grand_total and _is_subtotal(text)
            return row._replace(
                area=self._county, is_area_total=not is_subtotal, is_subtotal=is_subtotal
            )
        meant = self._names.meaning(tidy(text))
        area = meant or self._known(clean_area(label.area or label.name or text)[:LONGEST_NAME])
        if row.area and not row.is_area_total and not meant:
            # Villages of one name lie in several townships.
            area = row.area + area.removeprefix(row.area)
        return row._replace(area=area, is_area_total=bool(area) and area == self._county)

    def _known(self, name: str) -> str:
        fitting = [
            area
            for area in self._areas
            if area.startswith(name) and area.removeprefix(name) in _TOWNSHIP_ENDINGS
        ]
        return fitting[0] if len(fitting) == 1 and name not in self._areas else name

    def _find_grand_total(self) -> bool:
        columns = [one.column for one in self._keys if one.role is ColumnRole.AREA]
        cells = (
            self._table.cells.get((row, column)) for row in self._table.body for column in columns
        )
        texts = {cell.text for cell in cells if cell is not None}
        return any(read_label(text).is_total and not _is_subtotal(text) for text in texts)

    def _has_values(self, number: int) -> bool:
        cells = ((column, self._table.cells.get((number, column))) for column in self._values)
        return any(
            cell is not None and cell.column == column and not is_blank(cell.text)
            for column, cell in cells
        )


def _is_subtotal(text: str) -> bool:
    return tidy(text).endswith("小计")


def _period_text(text: str, header: str) -> str:
    """Return a period as a label would have it, where its column holds bare numbers."""
    plain = tidy(text)
    if len(plain) > 2 or not plain.isdecimal():
        return plain
    return f"第{plain}季度" if "季" in header else f"{plain}月" if "月" in header else plain
