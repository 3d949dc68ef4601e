"""Every rule, by the name its findings bear.

A rule is a module with a function `find` that yields what it has found, in reading order. A rule
needs no other: each can be read, tested and left out on its own.
"""

from collections.abc import Callable, Iterator, Mapping

from assistant.auditor import (
    attachment,
    carry_over,
    change,
    date_form,
    document_number,
    layout,
    mixed_units,
    parts,
    percentage_points,
    rate,
    repeated,
    shares,
    stale_year,
    table,
    wording,
)
from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule

Find = Callable[[Draft], Iterator[Finding]]

RULES: Mapping[Rule, Find] = {
    Rule.PARTS: parts.find,
    Rule.SHARES: shares.find,
    Rule.CARRY_OVER: carry_over.find,
    Rule.RATE: rate.find,
    Rule.CHANGE: change.find,
    Rule.PERCENTAGE_POINTS: percentage_points.find,
    Rule.MIXED_UNITS: mixed_units.find,
    Rule.WORDING: wording.find,
    Rule.TABLE: table.find,
    Rule.STALE_YEAR: stale_year.find,
    Rule.REPEATED: repeated.find,
    Rule.ATTACHMENT: attachment.find,
    Rule.DOCUMENT_NUMBER: document_number.find,
    Rule.DATE_FORM: date_form.find,
    Rule.LAYOUT: layout.find,
}


def find_all(draft: Draft) -> list[Finding]:
    """Return what every rule finds, in reading order."""
    findings = [finding for find in RULES.values() for finding in find(draft)]
    return sorted(findings, key=lambda finding: (finding.start, finding.end))
