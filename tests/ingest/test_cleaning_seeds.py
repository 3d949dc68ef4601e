"""Measures on the documents beside the project; skipped where they are absent."""

import json
import re
import time
import unicodedata
from pathlib import Path

import pytest

from ingest.cleaning import clean
from tests.ingest.test_cleaning import text_file

SHARED = Path(__file__).parents[2] / "../shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the measuring data is not beside the project"),
]


def folded(text: str) -> str:
    return re.sub(r"[\s*|]+", "", unicodedata.normalize("NFKC", text))


def test_gold_evidence_survives_cleaning() -> None:
    texts = {
        path.name[:3]: folded(clean(text_file(path.read_text(encoding="utf-8"))).text)
        for path in (SHARED / "seeds").glob("*.txt")
    }
    lines = (SHARED / "eval/questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    found = [
        folded(evidence) in texts[question["document"]]
        for question in questions
        for evidence in question["evidence"]
    ]
    assert sum(found) >= 0.99 * len(found)


def test_cleaning_reads_a_book_in_less_than_a_second() -> None:
    loaded = text_file(
        max((SHARED / "seeds").glob("*.txt"), key=lambda p: p.stat().st_size).read_text("utf-8")
    )
    start = time.process_time()
    clean(loaded)
    assert time.process_time() - start < 1
