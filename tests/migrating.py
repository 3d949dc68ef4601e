"""Migrations that run once in a process: hundreds of tests begin with an empty database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from ingest.library.database import Schema, read_version

# What only looks, and the beginning of a transaction, which whoever repeats the rest begins anew.
_PASSING = ("SELECT", "PRAGMA", "BEGIN")


class Migrated:
    """Stands for `ingest.library.database.migrate`: says to an empty database what that said.

    The first database of a group of tables is migrated for real, and so is one that has older
    tables. What was sent to the first is sent to the next ones as it was.

    Args:
        migrate: The real one.
    """

    def __init__(self, migrate: Callable[[Engine, Schema], None]) -> None:
        self._migrate = migrate
        self._said: dict[Schema, list[tuple[str, Any]]] = {}

    def __call__(self, engine: Engine, schema: Schema) -> None:
        """See `migrate`."""
        with engine.connect() as connection:
            is_empty = read_version(connection, schema) is None
        if engine.dialect.name != "sqlite" or not is_empty:
            self._migrate(engine, schema)
        elif schema in self._said:
            with engine.begin() as connection:
                for statement, parameters in self._said[schema]:
                    connection.exec_driver_sql(statement, parameters)
        else:
            self._said[schema] = self._listen(engine, schema)

    def _listen(self, engine: Engine, schema: Schema) -> list[tuple[str, Any]]:
        said: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if not statement.lstrip().upper().startswith(_PASSING):
                said.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        try:
            self._migrate(engine, schema)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return said
