from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, text

from ingest.categories import DEFAULT_CATEGORIES
from ingest.errors import SettingsError, StoreUnavailableError
from ingest.library.database import (
    LIBRARY,
    default_url,
    migration_scripts,
    open_database,
    read_version,
)
from ingest.library.tables import Base, CategoryRow, DocumentRow, RevisionRow


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert read_version(connection) == LIBRARY.head
    engine.dispose()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert migration_scripts().get_heads() == [LIBRARY.head]


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO library (name) SELECT 'x' WHERE NOT EXISTS (SELECT 1 FROM library)"
                )
            )
            assert connection.scalar(text("SELECT count(*) FROM library")) == 1
        engine.dispose()


def test_a_library_of_an_earlier_version_gets_what_was_added_since(tmp_path: Path) -> None:
    url, lock = default_url(tmp_path), tmp_path / "lock"
    engine = open_database(url, lock=lock)
    with engine.begin() as connection:
        for column in ("marks", "category", "confirmed_on", "confirmed_by"):
            connection.execute(text(f"ALTER TABLE document DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE category"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO library (id, name) VALUES (1, 'x')"))
        insert_row(
            connection,
            "document",
            id="d", library_id=1, file="f", title="监测对象台账", document_number="",
            issuing_authority="", replaced_by="", validity="unknown", region="", kind="",
            overrides='{"title": "监测对象台账"}',
        )  # fmt: skip
        insert_row(
            connection,
            "revision",
            id="r", document_id="d", number=1, is_current=1, sha256="", suffix="", ingested_at="",
            text="", clean=b"", sections=b"", proposed='{"title": "某办法", "kind": "办法"}',
            health="{}",
        )  # fmt: skip
    engine.dispose()
    engine = open_database(url, lock=lock)
    with engine.connect() as connection:
        assert read_version(connection) == LIBRARY.head
        names = ("marks", "category", "confirmed_on", "confirmed_by")
        query = select(*(getattr(DocumentRow, name) for name in names))
        assert connection.execute(query).all() == [({}, "建档立卡基础资料", None, "")]
        (proposed,) = connection.scalars(select(RevisionRow.proposed)).all()
        assert proposed == {"title": "某办法", "kind": "办法", "category": "政策文件"}
        query = select(CategoryRow.name).order_by(CategoryRow.position)
        assert tuple(connection.scalars(query)) == DEFAULT_CATEGORIES
    engine.dispose()


def insert_row(connection: Connection, table: str, **values: object) -> None:
    places = ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
    connection.execute(text(statement), values)


def test_sqlite_keeps_foreign_keys_and_lets_readers_read_while_one_writes(tmp_path: Path) -> None:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    with engine.execution_options(writes=True).begin() as writer:
        writer.execute(text("INSERT INTO library (name) VALUES ('x')"))
        with engine.connect() as reader:
            assert reader.scalar(text("SELECT count(*) FROM library")) == 0
    engine.dispose()


@pytest.mark.parametrize("url", ["not a url", "nosuchdatabase://host/name"])
def test_a_wrong_address_names_the_setting(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_database(url, lock=tmp_path / "lock")
    assert "POLICY_DATABASE_URL" in caught.value.hint


def test_a_folder_that_cannot_be_a_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").mkdir()
    with pytest.raises(StoreUnavailableError, match="数据库"):
        open_database(default_url(tmp_path), lock=tmp_path / "lock")
