from pathlib import Path

import pytest

from assistant.auditor.reading import read_draft
from assistant.auditor.rules import RULES, find_all
from assistant.auditor.schema import Rule, Severity
from ingest.settings import LimitSettings

DOCUMENTS = sorted((Path(__file__).parents[3] / "corpus" / "documents").iterdir())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_sample_documents_do_not_contradict_themselves(path: Path) -> None:
    draft = read_draft(path, LimitSettings())
    doubted = [each for each in find_all(draft) if each.severity is not Severity.HINT]
    assert doubted == []


def test_findings_come_in_reading_order(corpus: Path) -> None:
    path = corpus / "documents" / "2024年度工作总结.docx"
    findings = find_all(read_draft(path, LimitSettings()))
    assert [each.start for each in findings] == sorted(each.start for each in findings)


def test_every_rule_of_the_draft_alone_is_looked_at() -> None:
    # The others need the ledger or the library beside the draft.
    assert set(Rule) - set(RULES) == {Rule.LEDGER, Rule.LIBRARY}
