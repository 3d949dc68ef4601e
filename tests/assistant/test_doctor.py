"""Whether everything an answer needs is in place, and what to do where it is not."""

import shutil
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.doctor import check
from assistant.retrieval.weights import FOLDER, WEIGHTS_FILE, load_adapter, load_weights
from assistant.schema import CheckResult
from assistant.settings import Settings
from ingest.library import Store
from ingest.testing import BigramEmbedder
from tests.assistant.tiny_library import POSTS

RANKING = "排序模型"


def named(results: list[CheckResult], name: str) -> CheckResult:
    (found,) = [result for result in results if result.name == name]
    return found


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "岗位办法.txt").write_text(POSTS, encoding="utf-8")
    assistant = Assistant.from_settings(Settings())
    list(assistant.ingest([tmp_path / "岗位办法.txt"]))
    return assistant


def test_a_healthy_library_passes_every_check(tiny_assistant: Assistant) -> None:
    results = tiny_assistant.check()
    assert [result for result in results if not result.passed] == []
    assert all(result.detail for result in results)
    assert len({result.name for result in results}) == len(results)


def test_an_empty_library_is_healthy() -> None:
    assert all(result.passed for result in Assistant.from_settings(Settings()).check())


def test_what_fails_says_what_to_do(assistant: Assistant) -> None:
    assistant.store.lexical.clear()
    failed = [result for result in assistant.check() if not result.passed]
    assert [result.name for result in failed] == ["词语索引"]
    assert "policy index rebuild" in failed[0].remedy
    list(assistant.rebuild_index())
    assert all(result.passed for result in assistant.check())


def test_a_ranking_for_another_embedder_works_and_says_how_to_make_it_better() -> None:
    store = Store(Settings(), embedder=BigramEmbedder())
    result = named(check(store), RANKING)
    assert result.passed
    assert "不是为当前向量模型" in result.detail
    store.close()


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the fitted files, to be broken."""
    folder = tmp_path / "fitted"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr("assistant.doctor.load_weights", lambda: load_weights(folder))
    monkeypatch.setattr("assistant.doctor.load_adapter", lambda name: load_adapter(name, folder))
    return folder


def test_missing_weights_are_a_finding_with_a_remedy(assistant: Assistant, fitted: Path) -> None:
    (fitted / WEIGHTS_FILE).unlink()
    result = named(assistant.check(), RANKING)
    assert not result.passed
    assert WEIGHTS_FILE in result.detail
    assert "policy train-ranker" in result.remedy


def test_a_missing_adapter_is_a_finding_with_a_remedy(assistant: Assistant, fitted: Path) -> None:
    next(fitted.glob("*.npy")).unlink()
    result = named(assistant.check(), RANKING)
    assert not result.passed
    assert result.remedy


def test_what_passes_needs_no_remedy() -> None:
    store = Store(Settings(), embedder=BigramEmbedder())
    assert [result.name for result in check(store) if result.passed and result.remedy] == []
    store.close()


def test_typefaces_and_programs_that_reports_lack_here_are_told_and_fail_nothing(
    tiny_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None)
    monkeypatch.setattr("assistant.layout.fonts._installed", lambda: frozenset({"SimHei"}))
    result = named(tiny_assistant.check(), "报告")
    assert result.passed
    assert "“方正小标宋简体”" in result.detail
    assert "“黑体”" not in result.detail
    assert "没有安装 LibreOffice" in result.detail
