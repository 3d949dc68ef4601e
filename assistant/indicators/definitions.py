"""The catalogue of a deployment: the shipped one, with what its people changed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Engine, delete, func, insert, select

from assistant.indicators.catalogue import Catalogue, shipped_catalogue
from assistant.indicators.schema import Indicator
from assistant.indicators.tables import DefinitionRow


class Definitions:
    """Keeps what people changed of the catalogue; one per process, for any number of threads.

    Args:
        engine: The database, with the ledger's tables in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._lock = Lock()
        self._known: tuple[tuple[int, str | None], Catalogue] | None = None

    def catalogue(self) -> Catalogue:
        """Return the catalogue as it is now."""
        state = select(func.count(), func.max(DefinitionRow.changed_at))
        rows = select(DefinitionRow.code, DefinitionRow.valid_from, DefinitionRow.indicator)
        with self._lock, self._engine.connect() as connection:
            count, changed_at = connection.execute(state).one()
            if self._known is None or self._known[0] != (count, changed_at):
                changes = [
                    (code, year, Indicator.model_validate(fields) if fields else None)
                    for code, year, fields in connection.execute(rows)
                ]
                self._known = (count, changed_at), shipped_catalogue().amended(changes)
            return self._known[1]

    def define(self, indicators: Iterable[Indicator], *, by: str = "") -> Catalogue:
        """Add or change entries, all of them or none, and return the catalogue as it is then."""
        return self._change([(one.code, one.valid_from or 0, one) for one in indicators], by)

    def strike(self, code: str, valid_from: int | None = None, *, by: str = "") -> Catalogue:
        """Take an entry out of the catalogue; its values stay in the ledger."""
        return self._change([(code, valid_from or 0, None)], by)

    def _change(self, changes: list[tuple[str, int, Indicator | None]], by: str) -> Catalogue:
        moment = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._writer.begin() as connection:
            for code, year, indicator in changes:
                connection.execute(
                    delete(DefinitionRow).where(
                        DefinitionRow.code == code, DefinitionRow.valid_from == year
                    )
                )
                connection.execute(
                    insert(DefinitionRow).values(
                        code=code,
                        valid_from=year,
                        indicator=indicator.model_dump(mode="json") if indicator else None,
                        changed_at=moment,
                        changed_by=by,
                    )
                )
        return self.catalogue()
