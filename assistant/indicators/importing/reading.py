"""Read a file of figures: its sheets with the numbers behind what they show.

The file may come from anywhere, so it is read in a worker's process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.indicators.importing.grids import GridFile
from ingest.errors import (
    EmptyDocumentError,
    IngestError,
    UnreadableDocumentError,
    UnsupportedFormatError,
)
from ingest.loaders import check_size
from ingest.loaders.packages import damaged
from ingest.loaders.sniffing import CSV, XLS, XLSX, detect_media_type
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Task

JSON = "application/json"
HINT = "指标数据请用 .xlsx、.xls、.csv 或 .json 文件；Word、PDF 里的指标请用“从文件提取指标”。"


@dataclass(frozen=True)
class GridRequest(Task[GridFile]):
    """A file of figures to be read."""

    def run(self) -> GridFile:
        """See `read_grids`."""
        return read_grids(self.path, self.limits, file=self.file)


def read_safely(path: Path, limits: LimitSettings, *, file: str) -> GridFile:
    """Read a file in a process with bounded memory and time; raises as `read_grids` does."""
    check_size(path, limits)
    return WORKERS.read(GridRequest(path=path, file=file, limits=limits))


def read_grids(path: Path, limits: LimitSettings, *, file: str) -> GridFile:
    """Read the sheets of an .xlsx, .xls, .csv or .json file.

    Args:
        path: The file.
        limits: Bounds on what it may cost.
        file: Its name for messages, whose ending tells .csv and .json.

    Raises:
        UnsupportedFormatError: it is something else.
        UnreadableDocumentError: damaged, encrypted or beyond a limit.
        EmptyDocumentError: nothing stands in it.
    """
    media_type = JSON if file.lower().endswith(".json") else detect_media_type(path)
    try:
        read = _reader(media_type)
        if read is None:
            raise UnsupportedFormatError(f"《{file}》不是能导入的指标数据。", hint=HINT)
        found = read(path, limits, file)
    except (IngestError, MemoryError):
        raise
    # The parsing libraries raise whatever hostile bytes make happen; see `ingest.loaders`.
    except Exception as error:
        raise damaged(path) from error
    _check_merged(found, file, limits)
    if not any(grid.sheet.rows for grid in found.grids):
        raise EmptyDocumentError(f"《{file}》里没有内容。", hint="请确认文件内容后重新导入。")
    return found


def _check_merged(found: GridFile, file: str, limits: LimitSettings) -> None:
    """Refuse tables that a few merged cells blow up: each fills every place it covers."""
    covered = sum(
        # Below the last row there is nothing to be filled.
        min(cell.row_span, len(grid.sheet.rows)) * cell.column_span
        for grid in found.grids
        for cells in grid.sheet.rows.values()
        for cell in cells
    )
    if covered > limits.table_cells:
        raise UnreadableDocumentError(
            f"无法读取《{file}》：连同合并的单元格共 {covered} 格，"
            f"超过上限 {limits.table_cells} 格。",
            hint="请取消不必要的合并单元格，或拆成几个文件后重新导入。",
        )


def _reader(media_type: str) -> Callable[[Path, LimitSettings, str], GridFile] | None:
    # Only a worker needs these, and they are large.
    from assistant.indicators.importing.texts import read_csv_grid, read_json_grids
    from assistant.indicators.importing.workbooks import read_xls_grids, read_xlsx_grids

    return {
        XLSX: read_xlsx_grids,
        XLS: read_xls_grids,
        CSV: read_csv_grid,
        "text/plain": read_csv_grid,
        JSON: read_json_grids,
    }.get(media_type)
