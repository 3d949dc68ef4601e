"""The catalogue of a deployment: the shipped one, with what its people changed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Engine, delete, func, insert, select

from assistant.errors import FormulaError, WrongUseError
from assistant.indicators.catalogue import Catalogue, all_names, shipped_catalogue
from assistant.indicators.formulas import find_cycle, names_in
from assistant.indicators.schema import Indicator
from assistant.indicators.tables import DefinitionRow
from ingest.errors import NotFoundError


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
        """Add or change entries, all of them or none, and return the catalogue as it is then.

        Raises:
            WrongUseError: the catalogue would contradict itself; see `check_catalogue`.
        """
        return self._change([(one.code, one.valid_from or 0, one) for one in indicators], by)

    def strike(self, code: str, valid_from: int | None = None, *, by: str = "") -> Catalogue:
        """Take an entry out of the catalogue; its values stay in the ledger.

        Raises:
            NotFoundError: there is none of that code and first year.
            WrongUseError: another one is computed from it.
        """
        entries = self.catalogue().entries
        if all((one.code, one.valid_from) != (code, valid_from) for one in entries):
            first = f"、起始年为 {valid_from}" if valid_from else "、没有起始年"
            raise NotFoundError(
                f"指标目录中没有代码为“{code}”{first}的指标。",
                hint="用 policy indicator catalogue --csv 查看全部代码和起始年。",
            )
        return self._change([(code, valid_from or 0, None)], by)

    def _change(self, changes: list[tuple[str, int, Indicator | None]], by: str) -> Catalogue:
        check_catalogue(self.catalogue().amended(changes))
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


def check_catalogue(catalogue: Catalogue) -> None:
    """Let a catalogue pass that contradicts itself in no year.

    Raises:
        FormulaError: a formula cannot be read, names what is not there, or leads back to itself.
        WrongUseError: a name means two indicators, or cannot be written in a template, or a weight
            is missing.
    """
    for one in catalogue.entries:
        for name in (one.group, one.name):
            if not name.isidentifier():
                raise WrongUseError(
                    f"“{name}”不能用作名称。",
                    hint="组和名称要能写进报告模板，请只用汉字、字母和数字，不以数字开头。",
                )
    # Between two of these years nothing changes.
    turns = {one.valid_from for one in catalogue.entries}
    turns |= {one.valid_until + 1 for one in catalogue.entries if one.valid_until}
    years = {year for turn in turns if turn for year in (turn - 1, turn)} or {0}
    for year in sorted(years):
        _check_year(catalogue.of_year(year))


def _check_year(catalogue: Catalogue) -> None:
    owners: dict[str, Indicator] = {}
    for one in catalogue.entries:
        for name in all_names(one):
            other = owners.setdefault(name, one)
            if other != one:
                raise WrongUseError(
                    f"“{name}”指两个指标：{other.code} 和 {one.code}。",
                    hint="请改掉其中一个的名称或别名，或错开它们的起止年份。",
                )
        if one.weight and catalogue.get(one.weight) is None:
            raise WrongUseError(
                f"“{one.full_name}”按“{one.weight}”加权，目录中没有代码为“{one.weight}”的指标。",
                hint="请在“权重”一列填写目录中已有的代码。",
            )
        for name in names_in(one.formula) if one.formula else ():
            if catalogue.find(name) is None:
                raise FormulaError(
                    f"“{one.full_name}”的公式中，目录里没有“{name}”。",
                    hint="公式只能用同一时期目录中有的指标全称；请先增加这个指标，或修改公式。",
                )
    if cycle := find_cycle(catalogue.entries):
        raise FormulaError(
            f"公式互相引用，无法计算：{' → '.join(cycle)}。",
            hint="请修改其中一个公式，使它不再引用自己。",
        )
