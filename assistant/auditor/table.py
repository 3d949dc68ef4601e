"""Tables that do not add up, cells that break the relation of their column, text against table."""

from collections.abc import Iterator

from assistant.auditor.grid import Grid
from assistant.auditor.reading import Draft
from assistant.auditor.relations import find_relations
from assistant.auditor.schema import Finding
from assistant.auditor.tabled import find_in_text
from assistant.auditor.totals import find_totals


def find(draft: Draft) -> Iterator[Finding]:
    """Yield what is wrong within each table, each cell once, and between it and the text."""
    for table in draft.tables:
        grid = Grid(table)
        seen: set[int] = set()
        for findings in (find_totals(draft, grid), find_relations(draft, grid)):
            for finding in findings:
                if finding.start not in seen:
                    seen.add(finding.start)
                    yield finding
        yield from find_in_text(draft, grid)
