"""Read tables in text form (.csv, .tsv)."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders.decoding import decode
from ingest.loaders.sheets import Sheet, SheetCell, read_sheet
from ingest.loaders.text import LINE_END, decoding_warnings
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings

MEDIA_TYPE = "text/csv"

# In the order tried: a tab stands in no cell. Excel in some languages writes semicolons, people
# write full-width commas.
SEPARATORS = ("\t", ",", ";", "，", "|")
SAMPLE_LINES = 200
# Excel's own limit: wider is no table of people.
MAXIMUM_COLUMNS = 16_384


class CsvLoader:
    """Reads the lines around tables and the tables, as from a sheet; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a table in any of the usual encodings and with any usual separator."""
        sheet, notes = read_csv(path, self._limits)
        blocks = tuple(read_sheet(sheet, file=path.name, maximum_cells=self._limits.table_cells))
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》里没有文字。", hint="请确认文件内容后重新上传。"
            )
        return LoadedFile(blocks=blocks, media_type=MEDIA_TYPE, warnings=tuple(notes))


def read_csv(path: Path, limits: LimitSettings) -> tuple[Sheet, list[str]]:
    """Return what a file shows as a sheet without a name, and what the keeper should check.

    Raises:
        UnreadableDocumentError: too many cells.
    """
    decoded = decode(path.read_bytes())
    notes = list(decoding_warnings(decoded))
    text = decoded.text.replace("\0", "")
    separator = _find_separator(list(islice(_lines(text), SAMPLE_LINES)))
    try:
        records = _bounded(_quoted_records(_lines(text), separator), path, limits)
    except csv.Error:
        notes.append("有引号没有成对，已把引号当作普通文字，请核对表格的行列。")
        records = _bounded(_plain_records(_lines(text), separator), path, limits)
    rows = {
        number: [
            SheetCell(text, column, 1, 1)
            for column, text in enumerate(map(str.strip, record), start=1)
            if text
        ]
        for number, record in enumerate(records, start=1)
    }
    return Sheet("", {number: cells for number, cells in rows.items() if cells}), notes


def _bounded(records: Iterable[list[str]], path: Path, limits: LimitSettings) -> list[list[str]]:
    """Return the records, unless they are too many or too wide."""
    bounded: list[list[str]] = []
    cells = 0
    for record in records:
        cells += len(record)
        if cells > limits.table_cells or len(record) > MAXIMUM_COLUMNS:
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：单元格超过 {limits.table_cells} 个，"
                f"或一行超过 {MAXIMUM_COLUMNS} 列。",
                hint="请删去不需要的部分，或拆成几个文件后重新上传。",
            )
        bounded.append(record)
    return bounded


def _lines(text: str) -> Iterator[str]:
    """Yield the lines one by one: a file of short ones takes ten times its size as a list."""
    start = 0
    for end in LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _quoted_records(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """Yield rows whose cells may stand in quotation marks and then hold line ends.

    Raises:
        csv.Error: the marks do not come in pairs.
    """
    whole_lines = (f"{line}\n" for line in lines)
    yield from csv.reader(whole_lines, delimiter=separator, strict=True)


def _plain_records(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    for line in lines:
        yield line.split(separator)


def _find_separator(lines: Sequence[str]) -> str:
    """Return the separator that cuts the most rows into one same number of cells."""

    def count_alike(separator: str) -> int:
        try:
            records = list(_quoted_records(lines, separator))
        # The sample may end inside a cell.
        except csv.Error:
            records = list(_plain_records(lines, separator))
        widths = Counter(len(record) for record in records if len(record) > 1)
        return max(widths.values(), default=0)

    return max(SEPARATORS, key=count_alike)
