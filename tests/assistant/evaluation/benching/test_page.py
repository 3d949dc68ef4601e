import json
import re
import shutil
from pathlib import Path

import pytest

from assistant.api.page import FOLDER
from assistant.evaluation.benching import page
from assistant.evaluation.benching.page import measure_page
from assistant.evaluation.benching.workplace import Workplace
from tests.assistant.evaluation.benching.conftest import GOLD, TEXT


@pytest.fixture(autouse=True)
def tiny_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "corpus"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents/办法.txt").write_text(TEXT, encoding="utf-8")
    (folder / "questions.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    monkeypatch.setattr(page, "CORPUS", folder)
    monkeypatch.setattr(page, "VISITS", 1)


@pytest.mark.skipif(
    not shutil.which("chromium") or not (FOLDER / "index.html").exists(),
    reason="needs chromium (apt-get install chromium) and the built page (make page)",
)
def test_the_page_is_timed_from_its_opening_to_a_whole_answer(workplace: Workplace) -> None:
    printed = measure_page(workplace)
    times = [float(number) for number in re.findall(r"\| (\d+) 毫秒 \|", printed)]
    assert len(times) == 5
    first, whole = times[2:4]
    assert 0 < first <= whole
    assert re.search(r"\| \d{3} kB \|", printed)
    assert re.search(r"\| \d+\.\d\d× \|", printed)


def test_without_a_browser_nothing_is_measured(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert measure_page(workplace).startswith("没有测量：需要 Chromium")
    assert not (workplace.work / "homes").exists()
