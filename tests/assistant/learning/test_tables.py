from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from assistant.learning.tables import SCHEMA, Base
from ingest.library.database import (
    bring_up_to_date,
    default_url,
    migration_scripts,
    open_database,
    read_version,
)


def test_the_migrations_make_the_tables_that_learning_uses(tmp_path: Path) -> None:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    bring_up_to_date(engine, SCHEMA, lock=tmp_path / "lock")

    def is_own(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_own}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert read_version(connection, SCHEMA) == SCHEMA.head
    engine.dispose()


def test_the_newest_migration_of_learning_is_the_one_the_code_expects() -> None:
    assert migration_scripts(SCHEMA).get_heads() == [SCHEMA.head]
