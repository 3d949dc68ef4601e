"""The records of a report.

Template + RenderRequest ─▶ Preflight ─▶ Rendered, with a PrintedFigure for each number in it
"""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from assistant.indicators.schema import Figure, Period, Rounding
from assistant.schema import Citation
from ingest.schema import Record


class TemplateInfo(Record):
    """A Word template that can be filled."""

    id: str
    """Its name for a shipped one."""

    name: str
    """As people choose it: "年度工作总结"."""

    description: str = ""
    """What it is for: the subject in the file's properties."""

    is_shipped: bool = False
    """True for those that come with the project, which nobody removes."""

    fields: tuple[str, ...] = ()
    """What a person is asked for, in the template's order: 标题, 成文日期…"""

    uploaded_by: str = ""
    """Username; "" for shipped ones and from the terminal."""

    uploaded_at: str = ""
    """ISO 8601, UTC; "" for shipped ones."""


class RenderRequest(Record):
    """Which report is wanted."""

    template: str
    """Id or name."""

    library: str | None = None
    """Whose ledger and documents it is written from; None for every one the reader may see."""

    area: str
    """The county, e.g. "青禾县"."""

    period: str
    """As people write it: "2024年", "2024年前三季度"."""

    fields: dict[str, str] = Field(default_factory=dict)
    """What a person has to say, by the names the template asks for; a line each for paragraphs."""

    is_draft: bool = False
    """Print 【待补：…】 where something is missing; otherwise there is no file then."""

    comments: bool = True
    """Tell the source of each figure in a comment; off for the copy that is issued."""

    source_table: bool = False
    """List the sources at the end."""

    profile: str = ""
    """A layout of `assistant.layout`; "" leaves the template's own."""

    rounding: Rounding = Rounding.HALF_UP


# --- Before ---------------------------------------------------------------------------------


class ItemKind(StrEnum):
    """What a template asks for."""

    INDICATOR = "indicator"  # 台账里的数
    FIELD = "field"  # 由人填写
    PROSE = "prose"  # 背景与段落
    CHART = "chart"
    UNKNOWN = "unknown"


class ItemState(StrEnum):
    """Whether it can be printed."""

    READY = "ready"
    MISSING = "missing"
    UNUSED = "unused"
    """Given by the person and not asked for, or asked for under a condition that does not hold."""

    WRONG_UNIT = "wrong_unit"
    UNDEFINED = "undefined"
    """Everything is there and yet it cannot be computed, e.g. growth from zero."""

    SYNTAX = "syntax"
    """The template itself is wrong; not even a draft can be made."""


class PreflightItem(Record):
    """Something a template asks for, and how it stands."""

    name: str
    """As the template writes it: "脱贫人口.人均纯收入 | 同比"."""

    kind: ItemKind
    state: ItemState
    places: tuple[str, ...] = ()
    """Where in the template: "第3段", "表1第2行第4列", "页眉第1段"."""

    value: str = ""
    """What would be printed, the first of several in a loop."""

    message: str = ""
    """What is wrong, in Chinese; empty when all is well."""

    hint: str = ""
    """What to do about it."""


class Preflight(Record):
    """What will become of a template, told before it is rendered."""

    items: tuple[PreflightItem, ...]
    """What has to be looked at first, then in the template's order."""

    @property
    def is_ready(self) -> bool:
        """True when a report can be made that is no draft."""
        return all(item.state in (ItemState.READY, ItemState.UNUSED) for item in self.items)

    @property
    def can_draft(self) -> bool:
        """True when a draft can be made: the template itself is right."""
        return all(item.state is not ItemState.SYNTAX for item in self.items)


# --- Prose ----------------------------------------------------------------------------------


class Piece(Record):
    """A stretch of a paragraph, with what it stands on."""

    text: str
    figure: Figure | None = None
    """The number that `text` prints, with its unit; None for words."""

    citation: Citation | None = None
    """The passage that says it."""


class Prose(Record):
    """Paragraphs for a report."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    notes: tuple[str, ...] = ()
    """What the reader of the result has to know: a sentence that was withdrawn."""


class ProseWriter(Protocol):
    """Writes the words around the figures.

    Each figure in a piece carries its source, and nothing is printed that is not in the ledger or
    in a passage.
    """

    def background(self, topic: str, *, library: str | None, area: str, period: Period) -> Prose:
        """Return passages of the library on a topic, with citations; no paragraphs for none."""
        ...

    def paragraphs(
        self,
        group: str,
        *,
        library: str | None,
        area: str,
        period: Period,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> Prose:
        """Return sentences on a group of figures; no paragraphs where the ledger has none."""
        ...

    def by_rule(self) -> "ProseWriter":
        """Return a writer that asks no language model, for a pre-flight that is quick."""
        ...


# --- After ----------------------------------------------------------------------------------


class PrintedFigure(Record):
    """A number as it stands in a report."""

    figure: Figure
    text: str
    """As printed, with unit, qualifier and wording: "增长6.25%"."""

    place: str
    """In the template, as in `PreflightItem`."""


class Rendered(Record):
    """A finished report."""

    file: str
    """Name for the file: "青禾县2024年年度工作总结.docx"."""

    content: bytes
    """The .docx file."""

    figures: tuple[PrintedFigure, ...]
    """In the order of the text."""

    citations: tuple[Citation, ...] = ()
    """The passages that the prose stands on, in the order of the text."""

    gaps: tuple[PreflightItem, ...] = ()
    """What a draft still lacks; empty otherwise."""

    notes: tuple[str, ...] = ()
    """What to mind before it is issued, in Chinese."""
