"""The ledger of indicators: its values, their history, and what follows from them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.indicators.alerts import AlertKind
from assistant.indicators.areas import Area
from assistant.indicators.periods import format_period, period_key, require_period
from assistant.indicators.schema import EntryState, Figure
from assistant.indicators.series import Series, make_series
from assistant.indicators.showing import ShownEntry, ShownFigure, show_entry, show_figure
from assistant.office.schema import Permission
from ingest.schema import Record

router = APIRouter(
    prefix="/indicators", tags=["indicators"], dependencies=[Depends(require(Permission.ASK))]
)
DRAFTER = Depends(require(Permission.DRAFT))

LibraryQuery = Annotated[str | None, Query(max_length=100)]
AreaQuery = Annotated[str | None, Query(max_length=100)]
PeriodQuery = Annotated[str, Query(min_length=1, max_length=40)]
NameQuery = Annotated[str, Query(min_length=1, max_length=100)]


class IndicatorPage(Record):
    """Values by indicator, area and period."""

    items: tuple[ShownEntry, ...]
    total: int
    page: int
    page_size: int


class PeriodOption(Record):
    """A period of which there are values."""

    key: str
    """To ask for it: "2024-Q3"."""

    name: str
    """"2024年第三季度"."""


class IndicatorOptions(Record):
    """What there are values of."""

    libraries: tuple[str, ...]
    areas: tuple[Area, ...]
    periods: tuple[PeriodOption, ...]
    """The oldest first."""

    groups: tuple[str, ...]


class ShownAlert(Record):
    """A value that asks to be looked at."""

    kind: AlertKind
    code: str
    figure: ShownFigure
    message: str
    """Why, for a person."""


class ShownDerived(Record):
    """What a formula of the catalogue gives."""

    code: str
    name: str
    formula: str
    """As the catalogue has it."""

    figure: ShownFigure | None
    """None where it cannot be computed."""

    computation: str
    """With the operands: "11542.4 ÷ 11790"."""

    stated: ShownFigure | None
    """What the ledger itself says of it."""

    differs: bool
    """Whether the two say different things, beyond rounding."""

    message: str
    """Why it cannot be computed; "" where it can."""


class ShownRollUp(Record):
    """What the values of townships make."""

    name: str
    area: str
    total: ShownFigure | None
    """None as long as a township is missing."""

    subtotal: ShownFigure | None
    """What was reported so far."""

    message: str
    """Why there is no total; "" where there is one."""

    reported: tuple[ShownFigure, ...]
    missing: tuple[str, ...]
    """Townships that did not report."""

    outliers: tuple[str, ...]
    """What changed oddly against the year before, a sentence each."""


@router.get("")
def list_values(
    assistant: AssistantDep,
    library: LibraryQuery = None,
    area: AreaQuery = None,
    period: Annotated[str | None, Query(max_length=40)] = None,
    group: Annotated[str | None, Query(max_length=100)] = None,
    indicator: Annotated[str | None, Query(max_length=100)] = None,
    query: Annotated[str, Query(max_length=100)] = "",
    state: EntryState = EntryState.CURRENT,
    page: Annotated[int, Query(ge=1)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IndicatorPage:
    """Return values of the ledger, those that count by default."""
    indicators = assistant.indicators
    found = indicators.find(
        library=library,
        area=area or None,
        period=require_period(period) if period else None,
        group=group or None,
        indicator=indicator or None,
        query=query,
        state=state,
        page=page,
        page_size=page_size,
    )
    catalogue = indicators.catalogue
    return IndicatorPage(
        items=tuple(show_entry(entry, catalogue) for entry in found.items),
        total=found.total,
        page=page,
        page_size=page_size,
    )


@router.get("/options")
def list_options(assistant: AssistantDep, library: LibraryQuery = None) -> IndicatorOptions:
    """Return what there are values of."""
    indicators = assistant.indicators
    return IndicatorOptions(
        libraries=tuple(indicators.libraries()),
        areas=tuple(indicators.areas(library=library)),
        periods=tuple(
            PeriodOption(key=period_key(period), name=format_period(period))
            for period in indicators.periods(library=library)
        ),
        groups=tuple(indicators.groups(library=library)),
    )


@router.get("/series")
def get_series(
    assistant: AssistantDep,
    indicator: NameQuery,
    area: NameQuery,
    library: LibraryQuery = None,
) -> Series:
    """Return the values of one indicator and area over time."""
    return make_series(assistant.indicators.series(indicator, area, library=library), area=area)


@router.get("/alerts")
def list_alerts(
    assistant: AssistantDep,
    library: LibraryQuery = None,
    area: AreaQuery = None,
    year: Annotated[int | None, Query(ge=1949, le=2999)] = None,
) -> list[ShownAlert]:
    """Return the values that are beyond a limit of the catalogue, or changed too much."""
    notices = assistant.indicators.alerts(library=library, area=area or None, year=year)
    return [
        ShownAlert(
            kind=notice.kind,
            code=notice.code,
            figure=show_figure(notice.now),
            message=notice.message,
        )
        for notice in notices
    ]


@router.get("/derived")
def list_derived(
    assistant: AssistantDep,
    area: NameQuery,
    period: PeriodQuery,
    library: LibraryQuery = None,
) -> list[ShownDerived]:
    """Return what the formulas of the catalogue give, and where the ledger says otherwise."""
    found = assistant.indicators.derive(area, require_period(period), library=library)
    return [
        ShownDerived(
            code=each.indicator.code,
            name=each.indicator.full_name,
            formula=each.indicator.formula,
            figure=show_figure(each.result) if isinstance(each.result, Figure) else None,
            computation=each.result.formula if isinstance(each.result, Figure) else "",
            stated=show_figure(each.stated) if each.stated else None,
            differs=each.differs,
            message="" if isinstance(each.result, Figure) else each.result.reason,
        )
        for each in found
    ]


@router.get("/roll-up")
def roll_up(
    assistant: AssistantDep,
    indicator: NameQuery,
    area: NameQuery,
    period: PeriodQuery,
    library: LibraryQuery = None,
) -> ShownRollUp:
    """Return what the values of an area's townships make, and who has not reported."""
    found = assistant.indicators.roll_up(indicator, area, require_period(period), library=library)
    is_whole = isinstance(found.result, Figure)
    return ShownRollUp(
        name=found.indicator.full_name,
        area=found.area,
        total=show_figure(found.result) if isinstance(found.result, Figure) else None,
        subtotal=show_figure(found.subtotal) if found.subtotal and not is_whole else None,
        message="" if isinstance(found.result, Figure) else found.result.reason,
        reported=tuple(map(show_figure, found.reported)),
        missing=found.missing,
        outliers=tuple(outlier.message for outlier in found.outliers),
    )


@router.get("/{entry_id}/history")
def get_history(entry_id: str, assistant: AssistantDep) -> list[ShownEntry]:
    """Return every value there was for the same thing, the newest first."""
    indicators = assistant.indicators
    catalogue = indicators.catalogue
    return [show_entry(entry, catalogue) for entry in indicators.history(entry_id)]


@router.delete("/{entry_id}", dependencies=[DRAFTER])
def withdraw_value(
    entry_id: str, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> ShownEntry:
    """Let a value count no longer; it stays in its history."""
    indicators = assistant.indicators
    entry = indicators.withdraw(entry_id, by=reader.account.username)
    shown = show_entry(entry, indicators.catalogue)
    audit.note(f"撤回：{entry.figure.area}{shown.period}{entry.figure.name}")
    return shown
