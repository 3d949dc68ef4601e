"""The part that takes the times of importing a workbook of figures into the ledger."""

import tempfile
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import openpyxl

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.importing.importer import Importer
from assistant.indicators.ledger import Ledger
from assistant.indicators.tables import SCHEMA
from ingest.library.database import bring_up_to_date, default_url, open_database
from ingest.schema import DEFAULT_LIBRARY
from ingest.settings import LimitSettings

# 50,000 values as a county of a hundred villages keeps them: a sheet a year.
YEARS = range(2015, 2025)
AREAS = 100
INDICATORS = 50
ROUNDS = 3


class Times(NamedTuple):
    """Of one round, in seconds."""

    reading: float
    """openpyxl alone, every cell visited."""

    preview: float
    first: float
    """All values new."""

    again: float
    """All values there."""


def measure_importing(workplace: Workplace) -> str:
    """Return how long it takes to import 50,000 values, against openpyxl reading the file alone."""
    workplace.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workplace.work) as folder:
        path = Path(folder) / "五万个数.xlsx"
        write_workbook(path)
        rounds = [_measure(path, Path(folder) / str(number)) for number in range(ROUNDS)]
    times = Times(*map(median, zip(*rounds, strict=True)))
    count = len(YEARS) * AREAS * INDICATORS
    rows = [
        [name, f"{seconds:.2f}", f"{seconds / times.reading:.1f}", f"{count / seconds:,.0f}"]
        for name, seconds in zip(
            ("openpyxl 只读取", "预览", "首次导入", "重复导入"), times, strict=True
        )
    ]
    table = make_table(["做什么", "秒", "openpyxl 的倍数", "每秒数值"], rows)
    note = (
        f"{len(YEARS)} 张工作表，每张 {AREAS} 个村 {INDICATORS} 个指标，共 {count} 个数；"
        f"{ROUNDS} 轮的中位数，每轮用新的台账。"
    )
    return f"{table}\n\n{note}"


def write_workbook(path: Path) -> None:
    """Write a workbook of a made-up county, all of whose figures the catalogue knows."""
    catalogue = shipped_catalogue()
    everywhere = (
        one
        for one in catalogue.of_year(YEARS[0]).entries
        if all(catalogue.get(one.code, year) == one for year in YEARS) and one.maximum is None
    )
    indicators = list(islice(everywhere, INDICATORS))
    workbook = openpyxl.Workbook(write_only=True)
    for year in YEARS:
        sheet = workbook.create_sheet(f"{year}年")
        sheet.append([f"白桦县{year}年各村主要指标", *[None] * INDICATORS])
        names = [f"{one.full_name}（{one.unit}）" for one in indicators]
        sheet.append(["村", *names])
        for area in range(AREAS):
            values = [(year - 2000) * 100 + area * 7 + column for column in range(INDICATORS)]
            sheet.append([f"白桦{area + 1:03d}村", *values])
    workbook.save(path)


def _measure(path: Path, home: Path) -> Times:
    home.mkdir()
    lock = home / "lock"
    engine = open_database(default_url(home), lock=lock)
    bring_up_to_date(engine, SCHEMA, lock=lock)
    importer = Importer(Ledger(engine), shipped_catalogue(), DEFAULT_LIBRARY, LimitSettings())
    started = perf_counter()
    workbook = openpyxl.load_workbook(path, data_only=True)
    cells = sum(1 for sheet in workbook for row in sheet.iter_rows() for _ in row)
    reading = perf_counter() - started
    del workbook
    if cells < len(YEARS) * AREAS * INDICATORS:
        raise ValueError(f"only {cells} cells")
    started = perf_counter()
    preview = importer.preview(path)
    previewed = perf_counter() - started
    if preview.counts.new != len(YEARS) * AREAS * INDICATORS:
        raise ValueError(f"{preview.counts} and {preview.reading.refused[:3]}")
    started = perf_counter()
    importer.run(path)
    first = perf_counter() - started
    started = perf_counter()
    importer.run(path)
    again = perf_counter() - started
    engine.dispose()
    return Times(reading, previewed, first, again)
