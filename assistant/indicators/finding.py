"""Find one figure: as the ledger states it, as a formula gives it, or as townships make it."""

from collections.abc import Set as AbstractSet
from decimal import Decimal

from assistant.errors import FormulaError
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.formulas import evaluate
from assistant.indicators.ledger import Ledger
from assistant.indicators.periods import counts_from_new_year, format_period, year_before
from assistant.indicators.rolling_up import RollUpResult, roll_up
from assistant.indicators.schema import (
    Figure,
    Indicator,
    IndicatorKind,
    Missing,
    Period,
    RollUp,
    Undefined,
)
from assistant.indicators.units import convert, same_dimension
from assistant.indicators.values import Values
from ingest.errors import NotFoundError
from ingest.schema import Record


class Derived(Record):
    """What the catalogue's formula gives for an indicator."""

    indicator: Indicator
    result: Figure | Undefined
    """`Missing` where values are not in the ledger."""

    stated: Figure | None
    """What the ledger itself says of it."""

    @property
    def differs(self) -> bool:
        """Whether the ledger says something else than the formula, beyond rounding."""
        if self.stated is None or not isinstance(self.result, Figure):
            return False
        if not same_dimension(self.result.unit, self.stated.unit):
            return True
        computed = convert(self.result.value, self.result.unit, self.stated.unit)
        places = -int(self.stated.value.as_tuple().exponent)
        return abs(computed - self.stated.value) > Decimal(10) ** -places


class Finder:
    """Finds figures in some libraries.

    Args:
        ledger: The values.
        catalogue: Names, formulas and how townships add up.
        libraries: Those asked; None for every one.
    """

    def __init__(
        self, ledger: Ledger, catalogue: Catalogue, libraries: AbstractSet[str] | None
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._libraries = libraries

    def figure(
        self, indicator: str, area: str, period: Period, *, scope: str | None = None
    ) -> Figure | Undefined:
        """Return one figure, or why there is none; see `Indicators.figure`."""
        return self._figure(indicator, area, period, scope, ())

    def derive(self, area: str, period: Period) -> list[Derived]:
        """Return what every formula gives; see `Indicators.derive`."""
        return [
            Derived(
                indicator=one,
                result=self._computed(one, area, period, ()),
                stated=self._stated(one.code, one, area, period),
            )
            for one in self._catalogue.of_year(period.end.year).entries
            if one.formula
        ]

    def roll_up(self, indicator: str, area: str, period: Period) -> RollUpResult:
        """Return what the values of townships make; see `Indicators.roll_up`."""
        known = self._known(indicator, period)
        if known is None:
            raise NotFoundError(
                f"指标目录中没有{period.end.year}年的“{indicator}”。",
                hint="用 policy indicator catalogue 查看全部指标，或先把它加入目录。",
            )
        result = self._roll_up(known, area, period)
        if result is None:
            raise NotFoundError(
                f"台账中没有{area}下级地区的数据。", hint="请先导入各乡镇的数据，再汇总。"
            )
        return result

    def _known(self, indicator: str, period: Period) -> Indicator | None:
        catalogue = self._catalogue.of_year(period.end.year)
        return catalogue.get(indicator) or catalogue.find(indicator)

    def _figure(
        self,
        indicator: str,
        area: str,
        period: Period,
        scope: str | None,
        asked_for_by: tuple[str, ...],
    ) -> Figure | Undefined:
        known = self._known(indicator, period)
        code = known.code if known else indicator
        if stated := self._stated(code, known, area, period, scope):
            return stated
        found: Figure | Undefined | None = None
        if known and not scope:
            if known.formula:
                found = self._computed(known, area, period, asked_for_by)
            if found is None or isinstance(found, Missing):
                found = self._rolled_up(known, area, period) or found
        if found is not None:
            return found
        name = known.full_name if known else indicator
        reason = f"台账中没有{area}{format_period(period)}的{name}。"
        return Missing(reason=reason, names=(name,))

    def _stated(
        self,
        code: str,
        known: Indicator | None,
        area: str,
        period: Period,
        scope: str | None = None,
    ) -> Figure | None:
        entry = self._ledger.get(code, area, period, libraries=self._libraries, scope=scope)
        if entry is None and known:
            is_stock = known.kind is IndicatorKind.STOCK
            if is_stock or counts_from_new_year(period):
                entry = self._ledger.get_until(
                    code,
                    area,
                    period.end,
                    libraries=self._libraries,
                    scope=scope,
                    is_stock=is_stock,
                )
        return entry.figure if entry else None

    def _computed(
        self,
        known: Indicator,
        area: str,
        period: Period,
        asked_for_by: tuple[str, ...],
    ) -> Figure | Undefined:
        way = (*asked_for_by, known.full_name)
        if known.full_name in asked_for_by:
            raise FormulaError(
                f"公式互相引用，无法计算：{' → '.join(way)}。",
                hint="请在指标目录中修改其中一个公式，使它不再引用自己。",
            )
        result = evaluate(
            known.formula,
            lambda name: self._figure(name, area, period, None, way),
            name=known.full_name,
            unit=known.unit,
            decimals=known.decimals,
        )
        if isinstance(result, Figure):
            return result.model_copy(update={"code": known.code, "area": area, "period": period})
        return result

    def _roll_up(self, known: Indicator, area: str, period: Period) -> RollUpResult | None:
        parts = [one for one in self._ledger.areas(libraries=self._libraries) if one.parent == area]
        if not parts:
            return None
        weight = self._catalogue.get(known.weight, period.end.year) if known.weight else None

        def values(of: Indicator, when: Period) -> dict[str, Figure]:
            found = self._ledger.find(
                libraries=self._libraries,
                indicators=[of.code],
                areas=[one.name for one in parts],
                year=when.end.year,
            )
            held = Values(entry.figure for entry in found.items)
            pairs = ((one.name, held.get(of, one.name, when)) for one in parts)
            return {name: figure for name, figure in pairs if figure is not None}

        figures = values(known, period)
        return roll_up(
            known,
            period,
            figures,
            # 县级部门 counts where it has a value, and is not missed where it has none.
            [one.name for one in parts if one.is_expected or one.name in figures],
            area=area,
            before=values(known, year_before(period)),
            weights=values(weight, period) if weight else None,
        )

    def _rolled_up(self, known: Indicator, area: str, period: Period) -> Figure | Undefined | None:
        """Return a figure made of an area's parts; None where they have none."""
        if known.roll_up is RollUp.NONE:
            return None
        made = self._roll_up(known, area, period)
        if made is None or not made.reported:
            return None
        if isinstance(made.result, Figure):
            return made.result.model_copy(
                update={"code": known.code, "area": area, "period": period}
            )
        return made.result
