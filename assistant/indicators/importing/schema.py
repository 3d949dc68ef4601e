"""The records of importing a file of figures."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from assistant.indicators.ledger import Change, Counts
from assistant.indicators.schema import Figure
from ingest.schema import Record

# --- How a file is to be read ---------------------------------------------------------------


class ColumnRole(StrEnum):
    """What the cells of a column are."""

    VALUE = "value"  # 数值
    AREA = "area"  # 乡镇、地区
    INDICATOR = "indicator"  # 指标名称
    PERIOD = "period"  # 年度、时期
    UNIT = "unit"  # 计量单位
    SCOPE = "scope"  # 口径
    IGNORED = "ignored"  # 序号、备注


class ColumnMapping(Record):
    """What a column holds.

    Of a column of values, `indicator`, `area`, `period`, `unit` and `scope` say what its header
    says of them; empty, the row, the table or the catalogue says it.
    """

    column: int
    """Counting from 1."""

    header: str = ""
    """As read, from the top down: "脱贫人口/户数/2022年"."""

    role: ColumnRole
    indicator: str = ""
    """Full name or code of the catalogue, or any other name."""

    area: str = ""
    period: str = ""
    unit: str = ""
    scope: str = ""


class TableMapping(Record):
    """Where a table stands in a sheet and what it says."""

    sheet: str
    """Empty for .csv; the member's name in .json."""

    is_ignored: bool = False
    """True to leave the table out."""

    first_row: int
    """First row of values, counting from 1."""

    last_row: int
    subject: str = ""
    """What its names leave out: "监测对象" over columns named 户数 and 人数."""

    area: str = ""
    """Whose values they are where neither row nor column says it, and those of 合计."""

    period: str = ""
    """Of values with which no row or column has one."""

    units: tuple[str, ...] = ()
    """The line "单位：户、人"; of several the one that fits the indicator counts."""

    columns: tuple[ColumnMapping, ...]


class Mapping(Record):
    """How a file is to be read; proposed by `understand`, edited by people, kept as JSON."""

    tables: tuple[TableMapping, ...]
    names: dict[str, str] = Field(default_factory=dict)
    """What a label of a row means: a name or code of the catalogue, or an area, by the label."""


# --- What was read --------------------------------------------------------------------------


class RefusalCode(StrEnum):
    """Why something was not taken, for programs."""

    TEXT = "text"  # 数值格里是文字
    UNIT = "unit"  # 单位不对，或没有写单位
    RANGE = "range"  # 超出指标允许的范围
    DUPLICATE = "duplicate"  # 同一个数出现两次
    FORMULA = "formula"  # 公式没有结果、出错或循环引用
    PERIOD = "period"  # 没有时期
    AREA = "area"  # 没有地区
    INDICATOR = "indicator"  # 没有指标名称
    HEADER = "header"  # 没有表头


class Refusal(Record):
    """A cell, row or column of which nothing was taken, and why."""

    sheet: str
    place: str
    """"C5", "行3列2", or "第7行"."""

    text: str
    """What stands there."""

    reason: str
    hint: str
    """What to do, in Chinese."""

    code: RefusalCode
    cells: int = 1
    """How many cells it concerns, this one the first."""


class Conflict(Record):
    """Two numbers of the file that contradict each other; both stand in it."""

    sheet: str
    place: str
    message: str
    """In Chinese, with both numbers."""

    found: Decimal
    expected: Decimal
    unit: str


class ColumnView(Record):
    """What a column was taken for."""

    column: int
    letter: str
    """"C" in a sheet, "列3" elsewhere."""

    header: str
    role: ColumnRole
    indicator: str = ""
    """Full name where the catalogue has it."""

    code: str = ""
    """Of the catalogue; empty where it does not have it or the rows name the indicators."""

    area: str = ""
    period: str = ""
    unit: str = ""


class TableView(Record):
    """What was understood of a table."""

    sheet: str
    title: str
    unit_line: str
    notes: tuple[str, ...]
    """The lines under it."""

    columns: tuple[ColumnView, ...]
    sample: tuple[tuple[str, ...], ...]
    """The cells of its first rows of values, one per column."""

    rows: int
    """How many rows of values."""

    figures: int
    """How many figures were taken from it."""


class Reading(Record):
    """What a file says, read by a mapping."""

    mapping: Mapping
    tables: tuple[TableView, ...]
    figures: tuple[Figure, ...]
    refused: tuple[Refusal, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]
    """What the person should know, in Chinese."""


class ImportPreview(Record):
    """What an import would do."""

    file: str
    reading: Reading
    counts: Counts
    changes: tuple[Change, ...]


class ImportResult(Record):
    """What an import did."""

    file: str
    counts: Counts
    refused: tuple[Refusal, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]
