"""Figures of a draft that a document of the library states otherwise."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.auditor.figures import Stated, read_figures
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.auditor.statements import Statement
from assistant.indicators.periods import format_period
from assistant.progress import Progress, Report, ignore
from ingest.chunking import split_sentences
from ingest.schema import Hit

Search = Callable[[str], Sequence[Hit]]
"""Returns the passages nearest to a question, best first."""

PASSAGES = 5
# A shorter name or number says too little to be known again.
_SHORTEST_NAME = 4
_FEWEST_DIGITS = 3
_PLANNED = re.compile("目标|计划|力争|预计|预期|规划|拟|确保|争取")
_STAGE = "与资料库核对"


@dataclass(frozen=True)
class _Told:
    """A figure of a passage that is of the same thing."""

    figure: Stated
    sentence: str
    title: str


def find(
    draft: Draft, statements: Sequence[Statement], search: Search, *, progress: Report = ignore
) -> Iterator[Finding]:
    """Yield figures that the library has otherwise, and nowhere as the draft has them.

    A passage speaks of the same thing where one sentence of it has the very name right before a
    number of the same unit, and names the year and the area, or is of a document about the area.

    Args:
        draft: The draft.
        statements: What it states.
        search: Finds passages.
        progress: Told of every figure.
    """
    telling = [statement for statement in statements if _is_telling(statement)]
    for done, statement in enumerate(telling):
        progress(Progress(done=done, total=len(telling), stage=_STAGE))
        question = f"{statement.area}{format_period(statement.period)}{statement.name}是多少"
        told = [one for hit in search(question) for one in _read(hit, statement)]
        if not told or any(_agree(statement.figure, one.figure) for one in told):
            continue
        # Where passages differ among themselves, nobody can say which is meant.
        if len({one.figure.value for one in told}) == 1:
            yield _report(draft, statement, told[0])


def _is_telling(statement: Statement) -> bool:
    digits = re.sub(r"\D", "", statement.figure.quantity.text)
    return (
        len(statement.name) >= _SHORTEST_NAME
        and len(digits) >= _FEWEST_DIGITS
        and bool(statement.area)
        and statement.figure.is_exact
    )


def _read(hit: Hit, statement: Statement) -> Iterator[_Told]:
    """Yield what a passage says of the thing that a statement is about."""
    year, area = str(statement.period.end.year), _last_place(statement.area)
    title = hit.document.metadata.title or hit.document.file
    text = hit.chunk.text
    for start, end in split_sentences(text):
        sentence = text[start:end]
        if statement.name not in sentence or year not in sentence or _PLANNED.search(sentence):
            continue
        if area not in sentence and area not in f"{title}{hit.document.metadata.region}":
            continue
        for figure in read_figures(sentence):
            if figure.label.endswith(statement.name) and figure.is_exact:
                # Of several years in a sentence the last before the number is its own.
                years = re.findall(r"(?:19|20)\d\d(?=年)", sentence[: figure.start])
                if years and years[-1] == year and figure.goes_with(statement.figure):
                    yield _Told(figure, sentence.strip(), title)


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
