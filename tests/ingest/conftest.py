"""Parts that tests of the library share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.library import Store
from ingest.settings import IngestSettings
from ingest.testing import BigramEmbedder


@pytest.fixture
def embedder() -> BigramEmbedder:
    return BigramEmbedder()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IngestSettings:
    for name in ("POLICY_DATABASE_URL", "POLICY_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    return IngestSettings(_env_file=None, home=tmp_path / "home")


@pytest.fixture
def store(settings: IngestSettings, embedder: BigramEmbedder) -> Iterator[Store]:
    store = Store(settings, embedder=embedder)
    yield store
    store.close()
