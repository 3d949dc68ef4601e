"""What a reranker that is not there says; those that are there meet `contracts/test_reranker`."""

import sys
from pathlib import Path

import pytest

from assistant.retrieval.reranking import CrossEncoderReranker
from ingest.errors import ModelError


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match="sentence-transformers") as raised:
        CrossEncoderReranker("any")
    assert "pip install" in raised.value.hint


@pytest.mark.model
def test_a_missing_model_is_named_and_not_downloaded(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="needs the extra `models`")
    with pytest.raises(ModelError, match="没有这样的模型") as raised:
        CrossEncoderReranker(tmp_path / "没有这样的模型")
    assert raised.value.hint
