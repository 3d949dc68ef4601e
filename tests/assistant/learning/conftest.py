from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.learning import attempts, desk, papers, telling, tests
from assistant.learning.desk import Learning, Register
from assistant.learning.schema import Learner
from assistant.quiz.schema import ItemKind
from ingest.library.database import default_url, open_database
from tests.assistant.learning.items import items
from tests.assistant.learning.shelf import MemoryShelf


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def now(self) -> str:
        return self.at()

    def at(self, minutes: float = 0) -> str:
        moment = self._moment + timedelta(minutes=minutes)
        return moment.isoformat(timespec="microseconds")

    def go_on(self, minutes: float) -> None:
        self._moment += timedelta(minutes=minutes)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Tests of time do not wait for it."""
    clock = Clock()
    for module in (attempts, desk, papers, tests):
        monkeypatch.setattr(module, "now", clock.now)
    assert not hasattr(telling, "now")
    return clock


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    yield Register.open(engine, lock=tmp_path / "lock")
    engine.dispose()


@pytest.fixture
def shelf() -> MemoryShelf:
    """Twelve published items of each kind."""
    return MemoryShelf(item for kind in ItemKind for item in items(kind, 12))


@pytest.fixture
def learning(register: Register, shelf: MemoryShelf) -> Learning:
    return Learning(register, shelf)


@pytest.fixture
def learner() -> Learner:
    return Learner(id="a1", name="李芳", department="财政局")
