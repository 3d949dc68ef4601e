"""Opens the database of the truth and brings its tables up to date."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from ingest.errors import SettingsError, StoreUnavailableError


@dataclass(frozen=True)
class Schema:
    """A group of tables with migrations of its own; several groups may share one database."""

    migrations: Path
    """Folder of Alembic's migrations."""

    head: str
    """The newest of them, written down so that a start that finds it in the database need not
    load Alembic (0.5 s). A test compares it with the folder."""

    version_table: str = "alembic_version"
    """Where the database keeps which migration the group stands at."""


LIBRARY = Schema(Path(__file__).with_name("migrations"), head="0003")

# How long a writer waits for another one; an ingest commits one document at a time.
BUSY_TIMEOUT_S = 30


def default_url(home: Path) -> str:
    """Return the URL of the SQLite database in a home folder."""
    return f"sqlite:///{home / 'library.sqlite3'}"


def open_database(url: str, *, lock: Path) -> Engine:
    """Open the database and bring the tables of the library up to date.

    Args:
        url: Any SQLAlchemy URL.
        lock: File that keeps two processes from migrating at the same time.

    Raises:
        SettingsError: the URL cannot be read, or its driver is not installed.
        StoreUnavailableError: the database does not answer.
    """
    try:
        engine = _create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise SettingsError(
            f"数据库地址有误，或缺少相应的驱动：{error}。",
            hint="请检查设置 POLICY_DATABASE_URL；使用 PostgreSQL 时请先安装 psycopg。",
        ) from error
    bring_up_to_date(engine, LIBRARY, lock=lock)
    return engine


def bring_up_to_date(engine: Engine, schema: Schema, *, lock: Path) -> None:
    """Make the tables of a group, or change them to what the code expects.

    Args:
        engine: The database.
        schema: Which tables.
        lock: File that keeps two processes from migrating at the same time.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    try:
        if _is_current(engine, schema):
            return
        with FileLock(lock):
            migrate(engine, schema)
    except OperationalError as error:
        raise StoreUnavailableError(
            f"数据库没有应答：{error.orig}。",
            hint="请检查 POLICY_DATABASE_URL 与 POLICY_HOME 是否正确、磁盘是否可写。",
        ) from error


def _is_current(engine: Engine, schema: Schema) -> bool:
    with engine.connect() as connection:
        return read_version(connection, schema) == schema.head


def read_version(connection: Connection, schema: Schema = LIBRARY) -> str | None:
    """Return the migration a group of tables stands at; None where there are none yet."""
    if not inspect(connection).has_table(schema.version_table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {schema.version_table}")).scalar()


def migrate(engine: Engine, schema: Schema) -> None:
    """Bring a group of tables up to date; does nothing where it is.

    There is no `env.py`: the migrations are run from here, by every start, never by hand.
    """
    from alembic.runtime.environment import EnvironmentContext

    script = migration_scripts(schema)

    def upgrade(revision: Any, context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with (
        EnvironmentContext(_configuration(schema), script, fn=upgrade) as environment,
        engine.begin() as connection,
    ):
        environment.configure(connection=connection, version_table=schema.version_table)
        environment.run_migrations()


def migration_scripts(schema: Schema = LIBRARY) -> Any:
    """Return Alembic's view of a migrations folder."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_configuration(schema))


def _configuration(schema: Schema) -> Any:
    from alembic.config import Config

    configuration = Config()
    for name in ("script_location", "version_locations"):
        configuration.set_main_option(name, str(schema.migrations).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration


def _create_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy, not the driver, begins transactions: the driver would not until the first
    # change, and would leave the creation of tables outside.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when somebody else wrote in
    # between; one that will write says so at the beginning and waits its turn.
    is_writer = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
