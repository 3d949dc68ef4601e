"""The ledger of indicators: its values, their history, and what follows from them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.errors import WrongUseError
from assistant.indicators.areas import Area
from assistant.indicators.periods import format_period, parse_period, period_key
from assistant.indicators.schema import EntryState, Period
from assistant.indicators.series import Series, make_series
from assistant.indicators.showing import ShownEntry, show_entry
from assistant.office.schema import Permission
from ingest.schema import Record

router = APIRouter(
    prefix="/indicators", tags=["indicators"], dependencies=[Depends(require(Permission.ASK))]
)
DRAFTER = Depends(require(Permission.DRAFT))

LibraryQuery = Annotated[str | None, Query(max_length=100)]
AreaQuery = Annotated[str | None, Query(max_length=100)]
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
        period=_read_period(period) if period else None,
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


def _read_period(text: str) -> Period:
    period = parse_period(text)
    if period is None:
        raise WrongUseError(
            f"“{text}”不是时期。", hint="请写成 2024年、2024年第三季度、2024年1—9月 这样的形式。"
        )
    return period
