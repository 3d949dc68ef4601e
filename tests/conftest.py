import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.settings import Settings
from ingest.library import database
from ingest.schema import Outcome
from tests.migrating import Migrated

if TYPE_CHECKING:
    from assistant.application import Assistant

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings or the library of whoever runs it."""
    for name in os.environ:
        if name.startswith("POLICY_"):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session", autouse=True)
def migrated() -> Iterator[None]:
    """The migrations run once in this process; later databases are given what they came to."""
    patch = pytest.MonkeyPatch()
    patch.setattr(database, "migrate", Migrated(database.migrate))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample library that travels with the project."""
    return REPOSITORY / "corpus"


@pytest.fixture(scope="session")
def corpus_assistant(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Assistant"]:
    """The real assistant over the sample library; shared, so tests leave it as it is."""
    # Tests of the library alone need not load what answers.
    from assistant.application import Assistant

    settings = Settings(home=tmp_path_factory.mktemp("corpus-home"), _env_file=None)
    assistant = Assistant.from_settings(settings)
    events = list(assistant.ingest([corpus / "documents"]))
    assert {event.outcome for event in events} == {Outcome.READY}, events
    yield assistant
