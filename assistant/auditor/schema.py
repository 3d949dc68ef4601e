"""The records of auditing a draft."""

from decimal import Decimal
from enum import StrEnum

from ingest.schema import CleanText, Record, Section


class Severity(StrEnum):
    """How sure and how grave a finding is."""

    ERROR = "error"  # 一定不对
    WARNING = "warning"  # 很可能不对，请核对
    HINT = "hint"  # 可以更好


class Rule(StrEnum):
    """What was checked."""

    PARTS = "parts"
    SHARES = "shares"
    CARRY_OVER = "carry_over"
    RATE = "rate"
    CHANGE = "change"
    PERCENTAGE_POINTS = "percentage_points"
    MIXED_UNITS = "mixed_units"
    WORDING = "wording"
    TABLE = "table"
    STALE_YEAR = "stale_year"
    REPEATED = "repeated"
    LEDGER = "ledger"
    LIBRARY = "library"
    ATTACHMENT = "attachment"
    DOCUMENT_NUMBER = "document_number"
    DATE_FORM = "date_form"
    LAYOUT = "layout"


class Finding(Record):
    """Something in a draft that does not agree with itself, the ledger or a standard.

    `text[start:end]` is what it is about, in the text that was audited.
    """

    rule: Rule
    severity: Severity
    place: str
    """For a person: "第3段", "表2第4行第3列", "第5页第2段"."""

    start: int
    """Offset in code points."""

    end: int
    message: str
    """What is wrong, with the numbers, in Chinese."""

    found: str
    """As written: "75户"."""

    expected: str
    """What would make it right: "74户"; empty where that cannot be said."""

    basis: str = ""
    """How that follows: "112 − 38 = 74", the clause of a standard, or the ledger's source."""

    difference: Decimal | None = None
    """Found less expected, in the unit of `found`; None for what is no number."""


class Audited(Record):
    """A draft and what was found in it."""

    file: str
    """Its name."""

    clean: CleanText
    """The text that was audited, with the way back to the file; every offset counts its code
    points."""

    sections: tuple[Section, ...]
    """Its headings."""

    findings: tuple[Finding, ...]
    """In reading order; none when all is well."""

    figures_compared: int = 0
    """How many of its figures the ledger knows; they were compared with it."""

    @property
    def text(self) -> str:
        """The text that was audited, as it reads."""
        return self.clean.text
