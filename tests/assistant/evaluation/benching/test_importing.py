from pathlib import Path

import pytest

from assistant.evaluation.benching import importing
from assistant.evaluation.benching.importing import measure_importing
from assistant.evaluation.benching.workplace import Workplace


def test_importing_is_compared_with_openpyxl_reading_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importing, "YEARS", range(2022, 2024))
    monkeypatch.setattr(importing, "AREAS", 3)
    monkeypatch.setattr(importing, "INDICATORS", 5)
    monkeypatch.setattr(importing, "ROUNDS", 1)
    printed = measure_importing(Workplace(tmp_path / "none", tmp_path / "work"))
    lines = printed.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:6]] == [
        "| openpyxl 只读取", "| 预览", "| 首次导入", "| 重复导入",
    ]  # fmt: skip
    assert "共 30 个数" in lines[-1]
