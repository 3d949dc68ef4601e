from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from assistant.office.tables import SCHEMA, Base
from ingest.library.database import (
    bring_up_to_date,
    default_url,
    migration_scripts,
    open_database,
    read_version,
)

ADD_EVENT = (
    "INSERT INTO audit_event (at, account_id, username, action, object, outcome, address) "
    "VALUES ('2026', '', 'zhang', 'ask', '', 'done', '')"
)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    bring_up_to_date(engine, SCHEMA, lock=tmp_path / "lock")
    return engine


def test_the_migrations_make_the_tables_that_the_code_uses(engine: Engine) -> None:
    def is_own(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_own}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert read_version(connection, SCHEMA) == SCHEMA.head
    engine.dispose()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert migration_scripts(SCHEMA).get_heads() == [SCHEMA.head]


@pytest.mark.parametrize(
    "change", ["UPDATE audit_event SET username = 'li'", "DELETE FROM audit_event"]
)
def test_the_log_can_only_grow(engine: Engine, change: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(ADD_EVENT))
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT username FROM audit_event")) == "zhang"
    engine.dispose()
