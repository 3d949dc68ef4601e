"""Propose how a file is to be read: which column holds what, of which area and period."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple

from assistant.indicators.areas import AreaLevel, level_of
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.importing.grids import Grid
from assistant.indicators.importing.labels import (
    find_period,
    is_known_unit,
    join_period,
    read_label,
    read_unit_line,
    tidy,
)
from assistant.indicators.importing.naming import Names
from assistant.indicators.importing.schema import ColumnMapping, ColumnRole, Mapping, TableMapping
from assistant.indicators.importing.tables import (
    Table,
    find_tables,
    is_blank,
    is_title,
    read_number,
)
from assistant.indicators.periods import parse_period
from assistant.indicators.schema import Period

# Enough to tell what a column holds.
SAMPLE_ROWS = 200

_HEADS = {
    ColumnRole.AREA: """乡镇 乡(镇) 乡镇(单位) 乡镇名称 乡镇(街道) 地区 地区名称 区域 行政区划 区划
        县区 县市区 街道 镇村 村 行政村 村名 单位名称 所在乡镇 填报单位 责任单位""",
    ColumnRole.INDICATOR: """指标 指标名称 项目 项目名称 内容 名称 类别 分类 资金用途 用途 类型 科目
        事项 指标代码 统计指标""",
    ColumnRole.PERIOD: """年度 年份 时期 时间 月份 季度 日期 期间 统计时间 统计时期 年 月 截止时间
        报告期""",
    ColumnRole.UNIT: "单位 计量单位 数量单位",
    ColumnRole.VALUE: "数值 值 数量 数据 本期值 完成数 实际值 指标值 数 实际数",
    ColumnRole.SCOPE: "口径 统计口径 口径说明",
    ColumnRole.IGNORED: "序号 编号 备注 说明 排名 名次 位次 联系人 填报人 联系电话 来源 数据来源",
}
HEADS = {head: role for role, heads in _HEADS.items() for head in heads.split()}
# What follows from other columns, and is computed again rather than taken.
_DERIVED = re.compile(
    "增加额|增减额?|增长额|净增|增长率?|增幅|增速|增减幅度|同比.*|环比.*|(?:比|较)(?:上年|去年|同期|上月).*"
    "|占比|比重|占.*比重|排名|位次|名次"
)
_ONCE = frozenset({ColumnRole.AREA, ColumnRole.PERIOD, ColumnRole.UNIT, ColumnRole.SCOPE})
_BRACKETED_END = re.compile(r"\(.*?\)$")
# Counties end so; districts and cities only where no county follows: 云岭市青禾县.
_COUNTIES = tuple(
    re.compile(
        r"(?:关于)?(?:[\u4e00-\u9fff]{2,7}?(?:自治区|省))?"
        r"(?:[\u4e00-\u9fff]{2,7}?(?:自治州|地区|市|州|盟))?"
        rf"([\u4e00-\u9fff]{{1,8}}?(?:{endings}))"
    )
    for endings in ("自治县|自治旗|县|旗", "区|市")
)
# 表1, 附件2, a year, or whose table it is, before the county's name.
_BEFORE_COUNTY = re.compile(
    r"^(?:附?[表件][\d一二三四五六七八九十—.-]+[:：]?)?(?:(?:填报|填表|制表|报送)?单位[:：])?"
    r"[\d年度—–\-~至月、.()（）]*"
)
_NO_COUNTY = frozenset(("全县", "各县", "本县", "该县", "全区", "全市", "地区", "县区", "农牧区"))


class Proposal(NamedTuple):
    """How a file may be read."""

    mapping: Mapping
    notes: tuple[str, ...]
    """What the person should look at, in Chinese."""


def understand(
    grids: Sequence[Grid], catalogue: Catalogue, *, file: str, counties: Sequence[str] = ()
) -> Proposal:
    """Propose how a file of figures is to be read.

    Args:
        grids: Its sheets.
        catalogue: Of indicators.
        file: Its name, which may tell county and period.
        counties: Those the ledger knows; a file that names none is of the only one.
    """
    names = Names(catalogue, {})
    stem = PurePath(file).stem
    tables: list[TableMapping] = []
    notes: list[str] = []
    for grid in grids:
        for table in find_tables(grid):
            if not table.body:
                continue
            titles = [*table.lines, grid.sheet.name, stem]
            reader = _TableReader(table, titles, names, find_county(titles, counties))
            tables.append(reader.propose())
            notes += reader.notes()
    return Proposal(Mapping(tables=tuple(tables)), tuple(notes))


def find_county(titles: Sequence[str], counties: Sequence[str]) -> str:
    """Return the county that titles name; of none the only one there is, or "".

    >>> find_county(["2024年青禾县脱贫人口情况表"], [])
    '青禾县'
    """
    for title in titles:
        known = [county for county in counties if county in title]
        if known:
            return max(known, key=len)
        plain = _BEFORE_COUNTY.sub("", tidy(title))
        for pattern in _COUNTIES:
            match = pattern.match(plain)
            if match and match[1] not in _NO_COUNTY:
                return match[1]
    return counties[0] if len(counties) == 1 else ""


class _TableReader:
    """Finds out what the columns of one table hold."""

    def __init__(self, table: Table, titles: Sequence[str], names: Names, county: str) -> None:
        self._table = table
        self._names = names
        self._county = county
        # What stands nearest to the table says best what it is about.
        near = (list(filter(is_title, titles[:-2])), titles[-2:-1], titles[-1:])
        self._subjects = next(filter(None, map(names.subjects, near)), ())
        self._period = find_period(titles)
        self._ignored: list[str] = []
        self._whole: tuple[str, ...] = ()
        self._rows = [row for row, _ in zip(table.rows(), range(SAMPLE_ROWS), strict=False)]

    def propose(self) -> TableMapping:
        """Return the mapping of the table."""
        table = self._table
        roles = self._roles()
        has_indicators = ColumnRole.INDICATOR in roles.values()
        columns = [
            self._column(column, role, has_indicators=has_indicators)
            for column, role in roles.items()
        ]
        units = [unit for line in table.lines for unit in read_unit_line(line)]
        if not units and table.title:
            # "…情况表（万元）".
            units = [unit] if (unit := read_label(table.title).unit) else []
        return TableMapping(
            sheet=table.grid.sheet.name,
            is_ignored=not table.header,
            first_row=table.body[0],
            last_row=table.body[-1],
            subject=self._subjects[0] if len(self._subjects) == 1 else "",
            area=self._county,
            period=self._period,
            units=tuple(dict.fromkeys(units)),
            columns=tuple(columns),
        )

    def notes(self) -> Iterator[str]:
        """Yield what was left out, after `propose`."""
        sheet = self._table.grid.sheet.name
        where = f"工作表“{sheet}”" if sheet else "文件"
        if not self._table.header:
            yield f"{where}第 {self._table.body[0]} 行起的数据没有表头，没有导入；请加一行表头。"
        if self._ignored:
            yield (
                f"{where}的{'、'.join(f'“{name}”' for name in self._ignored)}没有导入"
                "（文字，或者由别的数推算的数）；需要的请在对应关系中改为数值。"
            )

    # --- What a column is ---------------------------------------------------------------

    def _roles(self) -> dict[int, ColumnRole]:
        """Return what each column is, from its header and from what stands in it."""
        roles: dict[int, ColumnRole] = {}
        for column in self._table.columns:
            role = self._role(column, roles)
            if role in _ONCE and role in roles.values():
                # The second of a kind: a place of a project, a date of completion; but villages
                # stand behind their townships, and months behind their years.
                is_finer = role is ColumnRole.AREA and self._holds_villages(column)
                is_month = role is ColumnRole.PERIOD and ColumnRole.VALUE not in roles.values()
                role = role if is_finer or is_month else ColumnRole.IGNORED
            roles[column] = role
        return roles

    def _role(self, column: int, before: dict[int, ColumnRole]) -> ColumnRole:
        path = self._table.paths[column]
        head = path[-1] if path else ""
        has_values = ColumnRole.VALUE in before.values()
        kinds = Counter(self._kind(row, column) for row in self._rows)
        filled = kinds.total() - kinds["blank"]
        named = HEADS.get(head) or HEADS.get(_BRACKETED_END.sub("", head))
        if named is ColumnRole.UNIT and kinds["unit"] * 2 < filled:
            # "单位" over names of townships and departments.
            return ColumnRole.AREA
        if named is ColumnRole.VALUE and kinds["text"] * 2 > filled and not has_values:
            return ColumnRole.INDICATOR
        if named is ColumnRole.PERIOD and has_values:
            return ColumnRole.IGNORED
        if named:
            return named
        if not filled or kinds["number"] * 2 >= filled or self._is_of_values(path):
            return ColumnRole.VALUE
        if has_values:
            # A few words among numbers are mistakes to be named, not a column of words.
            return ColumnRole.VALUE if kinds["number"] else ColumnRole.IGNORED
        for kind, role in (
            ("area", ColumnRole.AREA),
            ("period", ColumnRole.PERIOD),
            ("unit", ColumnRole.UNIT),
        ):
            if kinds[kind] * 2 >= filled:
                return role
        return self._role_of_words(before)

    def _holds_villages(self, column: int) -> bool:
        cells = (self._table.cells.get((row, column)) for row in self._rows)
        areas = [read_label(cell.text).area for cell in cells if cell is not None]
        named = [area for area in areas if area]
        villages = sum(level_of(area) is AreaLevel.VILLAGE for area in named)
        return bool(named) and villages * 2 > len(named)

    def _is_of_values(self, path: tuple[str, ...]) -> bool:
        """True for a header that is an indicator's or a township's, whatever stands under it."""
        labels = list(map(read_label, path))
        parts = tuple(label.name for label in labels if label.name)
        if any(label.area for label in labels):
            return True
        return bool(parts) and self._names.find(parts, self._subjects, None).indicator is not None

    def _role_of_words(self, before: dict[int, ColumnRole]) -> ColumnRole:
        """Names of indicators; further words only where the first ones come again: 大类, 小类."""
        first = next(
            (column for column, role in before.items() if role is ColumnRole.INDICATOR), None
        )
        if first is None:
            return ColumnRole.INDICATOR
        cells = (self._table.cells.get((row, first)) for row in self._rows)
        labels = [cell.text for cell in cells if cell is not None]
        return ColumnRole.INDICATOR if len(set(labels)) < len(labels) else ColumnRole.IGNORED

    def _kind(self, row: int, column: int) -> str:
        cell = self._table.cells.get((row, column))
        if cell is None or is_blank(cell.text):
            return "blank"
        value = self._table.value(row, column)
        if value.number is not None or value.fault or read_number(cell.text) is not None:
            return "number"
        label = read_label(cell.text)
        if label.area or label.is_total:
            return "area" if label.area else "total"
        if label.period and not label.name:
            return "period"
        return "unit" if is_known_unit(tidy(cell.text)) else "text"

    # --- What its header says -------------------------------------------------------------

    def _column(self, column: int, role: ColumnRole, *, has_indicators: bool) -> ColumnMapping:
        path = self._table.paths[column]
        header = "/".join(path)
        if role is not ColumnRole.VALUE:
            if (
                role is ColumnRole.IGNORED
                and header
                and HEADS.get(path[-1]) is not ColumnRole.IGNORED
            ):
                self._ignored.append(header)
            return ColumnMapping(column=column, header=header, role=role)
        labels = [read_label(text) for text in path]
        periods = tuple(label.period for label in labels if label.period)
        parts = tuple(label.name for label in labels if label.name and label.name not in HEADS)
        area = next((label.area for label in labels if label.area), "")
        if any(label.is_total for label in labels) and self._has_area_columns():
            area = self._county
        if parts and any(label.is_part for label in labels):
            parts = self._completed(parts, self._year(periods))
        elif parts:
            self._whole = parts
        indicator = "".join(parts)
        if parts and not has_indicators:
            found = self._names.find(parts, self._subjects, self._year(periods))
            if found.indicator is None and _DERIVED.fullmatch(parts[-1]):
                self._ignored.append(header)
                return ColumnMapping(column=column, header=header, role=ColumnRole.IGNORED)
            # Names change with the years; the code stays.
            indicator = found.indicator.code if found.indicator else found.name
        elif not parts and not has_indicators:
            # Under months or townships alone the title says what is counted.
            titled = self._names.find_in(self._table.title, self._year(periods))
            indicator = titled.code if titled else ""
        return ColumnMapping(
            column=column,
            header=header,
            role=role,
            indicator=indicator,
            area=area,
            period="".join(periods),
            unit=next((label.unit for label in reversed(labels) if label.unit), ""),
        )

    def _completed(self, parts: tuple[str, ...], year: int | None) -> tuple[str, ...]:
        """Return the name of a column under 其中, with the whole's where it needs it.

        工资性收入 is a name; 中央, under 其中 beside 计划资金, is 中央计划资金.
        """
        both = (*parts, *self._whole)
        rows: list[tuple[str, ...]] = [(label,) for label in self._row_labels] or [()]

        def count(name: tuple[str, ...]) -> int:
            found = (self._names.find((*row, *name), self._subjects, year) for row in rows)
            return sum(one.indicator is not None for one in found)

        return both if count(parts) < count(both) else parts

    @cached_property
    def _row_labels(self) -> tuple[str, ...]:
        """What the first columns of words call the rows, each once."""
        roles = self._roles()
        first = next(
            (column for column, role in roles.items() if role is ColumnRole.INDICATOR), None
        )
        cells = (self._table.cells.get((row, first)) for row in self._rows if first is not None)
        names = (read_label(cell.text).name for cell in cells if cell is not None)
        return tuple(dict.fromkeys(filter(None, names)))

    def _has_area_columns(self) -> bool:
        """Return whether townships stand in the header."""
        named = {
            label.area
            for path in self._table.paths.values()
            for label in map(read_label, path)
            if label.area
        }
        return len(named) > 1

    def _year(self, periods: tuple[str, ...]) -> int | None:
        within: Period | None = parse_period(self._period) if self._period else None
        period = join_period(periods, within)
        return period.end.year if period else None
