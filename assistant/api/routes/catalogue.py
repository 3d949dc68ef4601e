"""The catalogue of indicators: names, units, formulas and limits, by year."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, UploadFile
from fastapi.responses import Response

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.api.files import attach, returns_file
from assistant.indicators.schema import Indicator
from assistant.office.drafting import take_in
from assistant.office.schema import Permission
from ingest.loaders.decoding import decode

CSV = "text/csv"

router = APIRouter(
    prefix="/catalogue", tags=["indicators"], dependencies=[Depends(require(Permission.ASK))]
)
DRAFTER = Depends(require(Permission.DRAFT))

LARGE_PATHS = ("/catalogue/import",)

Year = Annotated[int | None, Query(ge=1949, le=2999)]


@router.get("")
def list_indicators(
    assistant: AssistantDep,
    query: Annotated[str, Query(max_length=100)] = "",
    year: Year = None,
) -> list[Indicator]:
    """Return the indicators that hold in a year, or in any."""
    return assistant.indicators.catalogue.search(query, year)


@router.put("", dependencies=[DRAFTER])
def define_indicator(
    indicator: Indicator, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Indicator:
    """Add an indicator, or change the one of that code and first year."""
    assistant.indicators.define([indicator], by=reader.account.username)
    audit.note(f"{indicator.full_name}（{indicator.code}）")
    return indicator


@router.delete("/{code}", dependencies=[DRAFTER], status_code=204)
def strike_indicator(
    code: str,
    assistant: AssistantDep,
    reader: ReaderDep,
    audit: AuditDep,
    valid_from: Year = None,
) -> None:
    """Take an indicator out of the catalogue; its values stay in the ledger."""
    assistant.indicators.strike(code, valid_from, by=reader.account.username)
    audit.note(f"删除：{code}")


@router.get("/file.csv", **returns_file(CSV))
def export_catalogue(assistant: AssistantDep, audit: AuditDep) -> Response:
    """Return the catalogue as a file that a spreadsheet opens."""
    audit.note("指标目录")
    return attach(assistant.indicators.export_catalogue().encode("utf-8-sig"), "指标目录.csv", CSV)


@router.post("/import", dependencies=[DRAFTER])
def import_catalogue(
    file: UploadFile, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> list[Indicator]:
    """Add or change the entries of a file; what it does not have stays."""
    sent = take_in(file.filename or "", file.file, assistant.limits)
    audit.note(sent.name)
    assistant.indicators.import_catalogue(decode(sent.content).text, by=reader.account.username)
    return list(assistant.indicators.catalogue.entries)
