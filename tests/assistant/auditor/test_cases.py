"""Every sentence of the measuring data: each fault found, silence on the right ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.auditor.reading import read_text
from assistant.auditor.rules import find_all
from assistant.auditor.schema import Severity

CASES = Path(__file__).parents[3] / "../shared/eval/audit_cases.jsonl"


def read_cases() -> list[Any]:
    if not CASES.is_file():
        reason = "the measuring data is not beside the project"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    cases = map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.shared
@pytest.mark.parametrize("case", read_cases())
def test_each_fault_is_found_and_nothing_else_said(case: dict[str, Any]) -> None:
    findings = find_all(read_text(case["text"]))
    assert sorted({finding.rule.value for finding in findings}) == sorted(case["faults"])
    for finding in findings:
        assert finding.place and finding.message
        if finding.rule == "mixed_units":
            assert finding.severity is Severity.HINT
