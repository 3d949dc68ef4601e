"""What the tests of the rules share."""

from collections.abc import Callable, Iterator

from assistant.auditor.reading import Draft, read_text
from assistant.auditor.schema import Finding


def audit(find: Callable[[Draft], Iterator[Finding]], text: str) -> list[Finding]:
    """Return what a rule finds in a text; every finding is a slice of it."""
    draft = read_text(text)
    findings = list(find(draft))
    for finding in findings:
        assert draft.text[finding.start : finding.end] == finding.found
        assert finding.place
    return findings
