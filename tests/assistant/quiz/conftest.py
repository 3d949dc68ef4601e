from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.quiz.bank import Bank
from assistant.quiz.tables import SCHEMA
from ingest.library.database import bring_up_to_date, default_url, open_database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with the tables of the bank."""
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    bring_up_to_date(engine, SCHEMA, lock=tmp_path / "lock")
    yield engine
    engine.dispose()


@pytest.fixture
def bank(engine: Engine) -> Bank:
    """An empty bank."""
    return Bank(engine)
