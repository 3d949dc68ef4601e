from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.importing.applying import apply
from assistant.indicators.importing.grids import CellValue, Fault, Grid
from assistant.indicators.importing.schema import ColumnRole
from assistant.indicators.importing.tables import find_tables, is_blank
from assistant.indicators.importing.understanding import understand
from ingest.loaders.sheets import Sheet, SheetCell

WORDS = """
    乡镇 指标 单位 年度 数值 序号 备注 脱贫人口 户数 人数 人均纯收入 合计 全县 小计 其中：女性
    石桥镇 双河镇 前进村 青禾县 2024年 2023 1月 上年同期 户 万元 单位：户、人 到位资金（万元）
    待核实 — 1,286 76.8% 约30户 注：不含 一、监测对象
"""
NUMBERS = st.sampled_from(["0", "1286", "0.979", "-4", "1E+30", "2024", "1"])
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS.split()),
    NUMBERS.map(lambda text: CellValue(Decimal(text))),
    NUMBERS.map(lambda text: CellValue(Decimal(text), is_percent=True)),
    st.sampled_from(Fault).map(lambda fault: CellValue(fault=fault)),
)
SPANS = st.sampled_from([(1, 1)] * 12 + [(2, 1), (1, 2), (3, 1), (1, 4)])
ROWS = st.lists(st.lists(st.tuples(CELLS, SPANS), max_size=6), max_size=10)


def make_grid(rows: list[list[tuple[object, tuple[int, int]]]]) -> Grid:
    shown: dict[int, list[SheetCell]] = {}
    values: dict[tuple[int, int], CellValue] = {}
    for row, cells in enumerate(rows, start=1):
        for column, (cell, span) in enumerate(cells, start=1):
            if isinstance(cell, CellValue):
                values[row, column] = cell
            if cell is not None:
                text = str(cell.number or "#") if isinstance(cell, CellValue) else str(cell)
                shown.setdefault(row, []).append(SheetCell(text, column, *span))
    return Grid(Sheet("2024年", shown), values, is_sheet=True)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_whatever_a_sheet_holds_each_cell_of_a_column_of_values_is_taken_or_refused(
    rows: list[list[tuple[object, tuple[int, int]]]],
) -> None:
    grid = make_grid(rows)
    mapping = understand([grid], shipped_catalogue(), file="青禾县.xlsx").mapping
    applied = apply([grid], mapping, shipped_catalogue(), file="青禾县.xlsx")
    filled = 0
    for table, one in zip(applied.tables, mapping.tables, strict=True):
        columns = [column.column for column in one.columns if column.role is ColumnRole.VALUE]
        for row in () if one.is_ignored else table.rows():
            cells = ((column, table.cells.get((row, column))) for column in columns)
            filled += sum(
                cell is not None and cell.column == column and not is_blank(cell.text)
                for column, cell in cells
            )
    assert len(applied.taken) + sum(one.cells for one in applied.refused) == filled


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_every_row_of_a_sheet_is_in_one_table_or_beside_one(
    rows: list[list[tuple[object, tuple[int, int]]]],
) -> None:
    grid = make_grid(rows)
    numbers = [row for table in find_tables(grid) for row in (*table.header, *table.body)]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(grid.sheet.rows)
