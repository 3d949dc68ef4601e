from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.application import Assistant
from assistant.indicators.desk import Indicators
from assistant.indicators.ledger import Ledger
from assistant.indicators.tables import SCHEMA
from assistant.settings import Settings
from ingest.library.database import bring_up_to_date, default_url, open_database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing but the tables."""
    lock = tmp_path / "lock"
    engine = open_database(default_url(tmp_path), lock=lock)
    bring_up_to_date(engine, SCHEMA, lock=lock)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return Ledger(engine)


@pytest.fixture
def assistant() -> Iterator[Assistant]:
    """An assistant without a document or a value."""
    assistant = Assistant.from_settings(Settings())
    yield assistant
    assistant.close()


@pytest.fixture
def indicators(assistant: Assistant) -> Indicators:
    return assistant.indicators
