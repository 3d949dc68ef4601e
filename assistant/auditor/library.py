"""Figures of a draft that a document of the library states otherwise."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.auditor.figures import Stated
from assistant.auditor.reading import Draft, read_text
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.auditor.statements import Statement, read_statements
from assistant.indicators.catalogue import normalize_name
from assistant.indicators.periods import format_period
from assistant.progress import Progress, Report, ignore
from ingest.schema import Hit

Search = Callable[[str], Sequence[Hit]]
"""Returns the passages nearest to a question, best first."""

PASSAGES = 5
# A shorter name or number says too little to be known again.
_SHORTEST_NAME = 4
_FEWEST_DIGITS = 3
_STAGE = "与资料库核对"


@dataclass(frozen=True)
class _Told:
    """What a passage states."""

    statement: Statement
    sentence: str
    title: str

    @property
    def figure(self) -> Stated:
        """The number of it."""
        return self.statement.figure


def find(
    draft: Draft, statements: Sequence[Statement], search: Search, *, progress: Report = ignore
) -> Iterator[Finding]:
    """Yield figures that the library has otherwise, and nowhere as the draft has them.

    A passage speaks of the same thing where name, area and period are the very same, and so is the
    unit.

    Args:
        draft: The draft.
        statements: What it states.
        search: Finds passages.
        progress: Told of every figure.
    """
    telling = [statement for statement in statements if _is_telling(statement)]
    read: dict[str, list[_Told]] = {}
    for done, statement in enumerate(telling):
        progress(Progress(done=done, total=len(telling), stage=_STAGE))
        question = f"{statement.area}{format_period(statement.period)}{statement.name}是多少"
        told: list[_Told] = []
        for hit in search(question):
            if hit.chunk.id not in read:
                read[hit.chunk.id] = list(_read(hit))
            told += (one for one in read[hit.chunk.id] if _is_same(one.statement, statement))
        if not told or any(_agree(statement.figure, one.figure) for one in told):
            continue
        # Where passages differ among themselves, nobody can say which is meant.
        if len({one.figure.value for one in told}) == 1:
            yield _report(draft, statement, told[0])


def _is_telling(statement: Statement) -> bool:
    digits = re.sub(r"\D", "", statement.figure.quantity.text)
    return (
        len(normalize_name(statement.name)) >= _SHORTEST_NAME
        and len(digits) >= _FEWEST_DIGITS
        and bool(statement.area)
        and statement.figure.is_exact
    )


def _read(hit: Hit) -> Iterator[_Told]:
    """Yield what a passage states, read under its headings."""
    metadata = hit.document.metadata
    passage = read_text("\n".join([*hit.chunk.section_path, hit.chunk.text]))
    for statement in read_statements(replace(passage, metadata=metadata)):
        # Out of its document a passage no longer says of which year it goes on speaking.
        if statement.is_plain and statement.figure.is_exact:
            sentence = next(each for each in passage.sentences if each.end > statement.figure.start)
            yield _Told(statement, sentence.text.strip(), metadata.title or hit.document.file)


def _is_same(one: Statement, other: Statement) -> bool:
    return (
        normalize_name(one.name) == normalize_name(other.name)
        and (one.period.start, one.period.end) == (other.period.start, other.period.end)
        and _last_place(one.area) == _last_place(other.area)
        and one.figure.goes_with(other.figure)
    )


def _agree(stated: Stated, told: Stated) -> bool:
    return abs(stated.value - told.value) <= max(stated.step, told.step)


def _report(draft: Draft, statement: Statement, told: _Told) -> Finding:
    stated = statement.figure
    return draft.finding(
        Rule.LIBRARY,
        Severity.WARNING,
        stated.start,
        stated.end,
        f"{statement.name}写作{stated.quantity.text}，《{told.title}》写的是"
        f"{told.figure.quantity.text}，请核对。",
        expected=told.figure.quantity.text,
        basis=f"《{told.title}》：“{told.sentence}”",
        difference=stated.value - told.figure.value,
    )


def _last_place(area: str) -> str:
    """Return the last place of a chain: 青禾县 of 新疆维吾尔自治区青禾县."""
    parts = re.findall(r".+?(?:自治区|自治州|自治县|地区|省|市|州|县|区|旗|镇|乡|村)", area)
    return parts[-1] if parts else area
