"""The records of the ledger of indicators.

Cell or sentence ─▶ Proposal ─▶ Figure (in the ledger) ─▶ Figure (computed) ─▶ printed once
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.schema import Citation
from ingest.schema import Record

# --- What is counted ----------------------------------------------------------------------


class IndicatorKind(StrEnum):
    """How values of an indicator behave in time and over areas."""

    STOCK = "stock"  # 时点数：不能跨期相加
    FLOW = "flow"  # 时期数：当期与累计
    RATE = "rate"  # 比率、平均数：不能直接相加


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class RollUp(StrEnum):
    """How a county's value follows from its townships'."""

    SUM = "sum"
    WEIGHTED = "weighted"
    NONE = "none"


class Alert(Record):
    """When a value asks to be looked at; every limit may be missing."""

    below: Decimal | None = None
    """In the indicator's unit, and so the next."""

    above: Decimal | None = None
    change: Decimal | None = None
    """Greatest change against a year before, up or down: in percent, for a rate in percentage
    points."""


class Indicator(Record):
    """An entry of the catalogue, as it holds in some years."""

    code: str
    """Stable over years and names, e.g. "income.per_capita"."""

    group: str
    """What it is about, e.g. "脱贫人口"; a name that a template can write."""

    name: str
    """Within the group, e.g. "人均纯收入"; a name that a template can write."""

    name_is_full: bool = False
    """Whether the name says everything without its group: "地区生产总值" of "经济"."""

    aliases: tuple[str, ...] = ()
    """Other full names, e.g. "脱贫群众人均纯收入"."""

    unit: str
    """In which it is printed by default, e.g. "万元"."""

    kind: IndicatorKind
    direction: Direction = Direction.NEUTRAL
    formula: str = ""
    """How it follows from others, by their full names: "支出金额 / 到位资金"; see `formulas`."""

    decimals: int = 0
    """Places printed, 0 to 6."""

    department: str = ""
    """Which department answers for it."""

    minimum: Decimal | None = None
    """Least value allowed, in its unit."""

    maximum: Decimal | None = None
    """Greatest value allowed, in its unit."""

    scope: str = ""
    """What is counted, in a sentence."""

    roll_up: RollUp = RollUp.SUM
    weight: str = ""
    """Code of the indicator that weighs an average, where `roll_up` is weighted."""

    alert: Alert = Alert()
    valid_from: int | None = None
    """First year it holds; None for ever."""

    valid_until: int | None = None
    """Last year it holds; None for ever."""

    @property
    def full_name(self) -> str:
        """Group and name as people say it: "脱贫人口人均纯收入"."""
        is_full = self.name_is_full or self.name.startswith(self.group)
        return self.name if is_full else self.group + self.name


# --- Where a figure comes from ------------------------------------------------------------


class CellSource(Record):
    """A cell of a table that somebody imported."""

    file: str
    sheet: str = ""
    """Empty for .csv and .json."""

    cell: str
    """"C5" in a sheet, "行3列2" elsewhere, counting from 1."""

    text: str
    """What stands in the cell."""

    @property
    def name(self) -> str:
        """As a person writes it: "2024年乡镇指标台账.xlsx 收入!C5"."""
        return f"{self.file} {f'{self.sheet}!' if self.sheet else ''}{self.cell}"


class TypedSource(Record):
    """A value that somebody typed in, or accepted out of a file that is not in the library."""

    by: str
    note: str
    """File and sentence, or why."""


Source = CellSource | Citation | TypedSource

# --- Figures ------------------------------------------------------------------------------


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    SPAN = "span"  # 1—9月 and the like
    DAY = "day"  # 截至某日


class Period(Record):
    """A stretch of time, or the day as of which something is counted."""

    kind: PeriodKind
    start: date
    end: date
    """Its last day."""

    is_cumulative: bool = False
    """True for 累计 since the beginning of the year, e.g. 前三季度, 1—9月."""


class Rounding(StrEnum):
    """What becomes of a half."""

    HALF_UP = "half_up"  # 四舍五入
    HALF_EVEN = "half_even"  # GB/T 8170—2008，3.2：五后无数时奇进偶舍


class Figure(Record):
    """A number with all that makes it one; never rounded before it is printed."""

    value: Decimal
    unit: str
    """In its usual form; "" for a plain number."""

    name: str
    """Full name of what is counted; for a computed one what was computed: "…同比增长"."""

    code: str = ""
    """The catalogue's; empty for what is not in it, and for computed ones."""

    period: Period | None = None
    area: str = ""
    source: Source | None = None
    """None for a computed figure."""

    scope: str = ""
    """What it counts where that differs from the catalogue, e.g. "不含易地搬迁户"."""

    qualifier: str = ""
    """余, 以上, 约…, as `ingest.numerals.Quantity` has it."""

    formula: str = ""
    """How it was computed, with the operands unrounded: "3893 ÷ 62292"; empty for a stated one."""

    operands: tuple["Figure", ...] = ()
    decimals: int | None = None
    """Places printed; None for as many as it has, and for at most 2 of a computed rate."""


class Undefined(Record):
    """Why something cannot be computed: a zero, missing or negative base, units that differ."""

    reason: str
    """In Chinese, a sentence that a report can print: "上年为零，不计算增长率"."""


class Missing(Undefined):
    """Values that are not in the ledger, so that something cannot be shown or computed."""

    names: tuple[str, ...]
    """Full names of the indicators without a value."""


class EntryState(StrEnum):
    """Whether a value counts."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Entry(Record):
    """A value in the ledger, now or once."""

    id: str
    library: str
    """Whoever may see the library may see it."""

    figure: Figure
    state: EntryState = EntryState.CURRENT
    entered_at: str
    """ISO 8601, UTC."""

    entered_by: str
    """Username; "" from the terminal."""

    closed_at: str = ""
    """When it was replaced or withdrawn; "" while it counts."""

    closed_by: str = ""


class Proposal(Record):
    """A figure read out of a text, for a person to accept."""

    name: str
    area: str
    period: str
    """As the text has it, completed to a year where the text tells one: "2024年末"; "" if none."""

    value: Decimal
    """In `unit`."""

    unit: str
    """As written, with 万 and 亿: "万元"."""

    qualifier: str = ""
    evidence: str
    """Verbatim."""

    start: int
    """Offset of `evidence` in the text, in code points."""

    end: int
    code: str = ""
    """Of the catalogue's indicator that the name is; empty when none is."""
