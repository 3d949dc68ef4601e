"""Read the figures of .csv and .json files as if they stood in a sheet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from assistant.indicators.importing.grids import CellValue, Grid, GridFile
from ingest.errors import UnreadableDocumentError
from ingest.loaders.csv import read_csv
from ingest.loaders.decoding import decode
from ingest.loaders.sheets import Sheet, SheetCell
from ingest.settings import LimitSettings

JSON_HINT = (
    '请写成记录的列表，例如 [{"指标": "脱贫户数", "地区": "石桥镇", "时期": "2024年", '
    '"数值": 1286, "单位": "户"}]。'
)


def read_csv_grid(path: Path, limits: LimitSettings, file: str) -> GridFile:
    """Read a table in text form, in any of the usual encodings."""
    sheet, notes = read_csv(path, limits)
    return GridFile((Grid(sheet, {}, is_sheet=False),), tuple(notes))


def read_json_grids(path: Path, limits: LimitSettings, file: str) -> GridFile:
    """Read lists of records: the file's only one, or each under a name of its own.

    A record is a row, its fields are columns; "行3列2" is the second field of the third record.
    Single texts beside a list stand above its table, as a title does.
    """
    try:
        content = json.loads(
            decode(path.read_bytes()).text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise UnreadableDocumentError(
            f"无法读取《{file}》：不是完整的 JSON。", hint=JSON_HINT
        ) from error
    grids = tuple(_json_grids(content, file))
    cells = sum(len(row) for grid in grids for row in grid.sheet.rows.values())
    if cells > limits.table_cells:
        raise UnreadableDocumentError(
            f"无法读取《{file}》：数据项超过上限 {limits.table_cells} 个。",
            hint="请拆成几个文件后重新导入。",
        )
    return GridFile(grids, ())


def _refuse_constant(name: str) -> Decimal:
    raise ValueError(name)


def _json_grids(content: Any, file: str) -> Iterator[Grid]:
    if isinstance(content, list):
        content = {"": content}
    tables = (
        {name: rows for name, rows in content.items() if isinstance(rows, list)}
        if isinstance(content, dict)
        else {}
    )
    if not tables:
        raise UnreadableDocumentError(f"无法导入《{file}》：里面没有记录的列表。", hint=JSON_HINT)
    lines = [
        f"{name}：{text}" if name.startswith("单位") else text
        for name, text in content.items()
        if isinstance(text, str)
    ]
    for name, records in tables.items():
        if not all(isinstance(record, dict) for record in records):
            raise UnreadableDocumentError(
                f"无法导入《{file}》：{f'“{name}”' if name else ''}列表里不都是记录。",
                hint=JSON_HINT,
            )
        # A list that is the file's only one needs no name.
        yield _record_grid(name if len(tables) > 1 else "", lines, records)


def _record_grid(name: str, lines: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Grid:
    fields = list(dict.fromkeys(field for record in records for field in record))
    columns = {field: column for column, field in enumerate(fields, start=1)}
    # The header stands in row 0, so that the first record is row 1.
    rows = {
        number - len(lines): [SheetCell(line, 1, 1, max(2, len(fields)))]
        for number, line in enumerate(lines)
    }
    if fields:
        rows[0] = [SheetCell(field, column, 1, 1) for field, column in columns.items()]
    values: dict[tuple[int, int], CellValue] = {}
    for number, record in enumerate(records, start=1):
        cells = []
        for field, value in sorted(record.items(), key=lambda item: columns[item[0]]):
            text = _text(value)
            if text:
                cells.append(SheetCell(text, columns[field], 1, 1))
            if isinstance(value, Decimal):
                values[number, columns[field]] = CellValue(value)
        if cells:
            rows[number] = cells
    return Grid(Sheet(name, rows), values, is_sheet=False)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)
