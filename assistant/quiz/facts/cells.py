"""Figures in the cells of tables, each in a sentence made of its row, its column and the title."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from assistant.indicators.schema import Proposal
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import names_nothing_outside
from ingest.numerals import format_number
from ingest.schema import Passage, TableRow

# So many cells of a row are asked for at most, so that one table does not fill a paper.
MOST_OF_ROW = 6
SHORTEST_CAPTION = 8
LONGEST_NAME = 24

_CAPTION_NUMBER = re.compile(r"^[图表]\s*\d+(?:\s?[-—–.]\s?\d+)*\s*|[（(]单位[^）)]*[）)]")
_BRACKETED_UNIT = re.compile(r"[（(][^（）()]{1,8}[）)]$")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
# The accounts of one company are nobody's lesson.
_COMPANY = re.compile(r"奶业|牧业|企业|公司|合作社|集团")
_PLAN = re.compile(r"规划|计划|目标|十[一二三四]五")
_PLAN_KIND = re.compile(r"预期性|约束性")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_VAGUE = re.compile(r"^(?:占|其中|合计|小计|易地|人数|数量)|情况$|编制|建筑面积")
_INNER = str.maketrans("“”《》()", "‘’〈〉（）")


@dataclass(frozen=True)
class CellFact:
    """A figure of a table, in a sentence."""

    source: Source
    row: TableRow
    lead: str
    """The sentence up to the figure."""

    number: str
    unit: str
    siblings: tuple[str, ...]
    """The same indicator's figures elsewhere in the table, with their unit."""

    fact: str


def read_cell_facts(source: Source, stated: Iterable[Proposal]) -> Iterator[CellFact]:
    """Yield the figures of a document's tables that name their area, year and unit.

    Args:
        source: The document.
        stated: The figures it states, as `read_proposals` gives them.
    """
    rows = {row.start: (passage, row) for passage, row in source.rows}
    found: dict[int, list[Proposal]] = defaultdict(list)
    kin: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for proposal in stated:
        passage_row = rows.get(proposal.start)
        if passage_row is None or proposal.end != passage_row[1].end:
            continue
        passage, row = passage_row
        name = _name(proposal, row)
        if name and _is_whole(proposal):
            found[row.start].append(proposal)
            kin[passage.start, name, proposal.unit].append(_shown(proposal))
    for start, proposals in found.items():
        passage, row = rows[start]
        for proposal in sorted(proposals, key=_shuffled)[:MOST_OF_ROW]:
            if lead := _lead(proposal, passage, row):
                name = _name(proposal, row)
                siblings = kin[passage.start, name, proposal.unit]
                yield CellFact(
                    source=source,
                    row=row,
                    lead=lead,
                    number=format_number(proposal.value),
                    unit=proposal.unit,
                    siblings=tuple(dict.fromkeys(siblings)),
                    fact=f"figure:{proposal.area}:{proposal.period}:{name}:{proposal.unit}",
                )


def _is_whole(proposal: Proposal) -> bool:
    """Return whether a cell tells its area, its year, its unit and an exact value."""
    return bool(
        proposal.area
        and _YEAR.fullmatch(proposal.period)
        and proposal.unit
        and not proposal.qualifier
        and proposal.value > 1
        and proposal.value != 100
    )


def _name(proposal: Proposal, row: TableRow) -> str:
    """Return what a cell counts, where one cell or header says it; "" where it was patched."""
    written = {
        _BRACKETED_UNIT.sub("", "".join(text.split()))
        for text in (*row.cells, *(part for header in row.headers for part in header.split("/")))
    }
    name = proposal.name
    is_fit = name in written and len(name) <= LONGEST_NAME and not _VAGUE.search(name)
    return name if is_fit and names_nothing_outside(name) else ""


def _lead(proposal: Proposal, passage: Passage, row: TableRow) -> str:
    caption = "".join(_CAPTION_NUMBER.sub("", passage.caption).split())
    name = _name(proposal, row)
    if len(caption) < SHORTEST_CAPTION or _COMPANY.search(caption) or not name:
        return ""
    if not names_nothing_outside(caption):
        return ""
    # A value stands once in its row, or nobody could say which cell is meant.
    if sum(cell.strip() == format_number(proposal.value) for cell in row.cells) != 1:
        return ""
    area = "" if proposal.area in caption else proposal.area
    verb = "的规划目标为" if _is_planned(caption, proposal, row) else "为"
    return f"在“{caption.translate(_INNER)}”中，{proposal.period}{area}{name}{verb}"


def _is_planned(caption: str, proposal: Proposal, row: TableRow) -> bool:
    """Return whether a cell says what a plan wants: the later years of its table, not the first."""
    is_plan = _PLAN.search(caption) or any(_PLAN_KIND.search(cell) for cell in row.cells)
    years = [int(year) for header in row.headers for year in _ANY_YEAR.findall(header)]
    base = min(years, default=0) if len(set(years)) == 2 else 0
    return bool(is_plan) and not proposal.period.startswith(str(base or "无"))


def _shown(proposal: Proposal) -> str:
    return format_number(proposal.value) + proposal.unit


def _shuffled(proposal: Proposal) -> str:
    return sha256(f"{proposal.area}{proposal.period}{proposal.name}".encode()).hexdigest()
