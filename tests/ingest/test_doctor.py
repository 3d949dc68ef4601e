"""What the library's doctor says of text recognition."""

import pytest

from ingest.doctor import Finding, check
from ingest.library import Store
from ingest.loaders import ocr
from ingest.settings import IngestSettings, OcrSettings


def recognition_of(store: Store) -> Finding:
    (found,) = [finding for finding in check(store) if finding.name == "文字识别"]
    return found


def test_recognition_that_works_is_said_to_work(store: Store) -> None:
    finding = recognition_of(store)
    assert (finding.ok, finding.remedy) == (True, "")


def test_recognition_that_cannot_start_says_why_and_what_to_do(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(ocr, "_load_engine", fail)
    finding = recognition_of(store)
    assert not finding.ok
    assert "libGL.so.1" in finding.message
    assert "pip install" in finding.remedy


def test_recognition_that_is_switched_off_is_no_fault(
    settings: IngestSettings, store: Store
) -> None:
    settings.ocr = OcrSettings(enabled=False)
    assert store.settings is settings
    finding = recognition_of(store)
    assert finding.ok
    assert "关闭" in finding.message
