from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.importing.importer import Importer
from assistant.indicators.ledger import Ledger
from ingest.schema import DEFAULT_LIBRARY
from ingest.settings import LimitSettings

Rows = Sequence[Sequence[Any]]
MakeWorkbook = Callable[..., Path]


@pytest.fixture
def importer(ledger: Ledger) -> Importer:
    return Importer(ledger, shipped_catalogue(), DEFAULT_LIBRARY, LimitSettings())


@pytest.fixture
def make_workbook(tmp_path: Path) -> MakeWorkbook:
    """Writes a real workbook: rows by sheet, merged ranges and number formats by sheet."""

    def make(
        sheets: Mapping[str, Rows] | Rows,
        *,
        merged: Sequence[str] = (),
        formats: Mapping[str, str] | None = None,
        file: str = "台账.xlsx",
    ) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, rows in (sheets if isinstance(sheets, Mapping) else {"表1": sheets}).items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for area in merged:
                sheet.merge_cells(area)
            for cell, number_format in (formats or {}).items():
                sheet[cell].number_format = number_format
        path = tmp_path / file
        workbook.save(path)
        return path

    return make
