import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from assistant.settings import Settings
from ingest.library import database
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


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that one test process makes for all of them; it is only to be copied."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with FileLock(base / f"{name}.lock"):
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample documents; only to be copied."""
    # Tests of the library alone need not load what answers.
    from tests.sample_county import ingest_documents

    return make_once(tmp_path_factory, "corpus-home", ingest_documents)


@pytest.fixture(scope="session")
def corpus_assistant(
    corpus_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Assistant"]:
    """The real assistant over the sample library; shared, so tests leave it as it is."""
    from assistant.application import Assistant

    home = tmp_path_factory.mktemp("corpus") / "home"
    shutil.copytree(corpus_home, home)
    assistant = Assistant.from_settings(Settings(home=home, _env_file=None))
    yield assistant
