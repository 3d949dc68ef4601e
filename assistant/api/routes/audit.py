"""The log, for the administrator."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, require
from assistant.office.audit import AuditQuery
from assistant.office.schema import AuditPage, Permission

router = APIRouter(tags=["audit"], dependencies=[Depends(require(Permission.ADMINISTER))])


class SheetFormat(StrEnum):
    """The kinds of file that a table is exported as."""

    XLSX = "xlsx"
    CSV = "csv"


class PageQuery(AuditQuery):
    """Which events are wanted, and how many of them."""

    before: int | None = Field(default=None, ge=1)
    """Id of the last event of the page before."""

    limit: int = Field(default=50, ge=1, le=200)


class ExportQuery(AuditQuery):
    """Which events are wanted, and as what."""

    format: SheetFormat = SheetFormat.XLSX


@router.get("/audit")
def read_log(query: Annotated[PageQuery, Query()], office: OfficeDep, audit: AuditDep) -> AuditPage:
    """Return the newest events that pass, a page of them."""
    audit.note("操作日志")
    return office.audit.read(query, before=query.before, limit=query.limit)


@router.get("/audit/export", response_class=FileResponse)
def export_log(
    query: Annotated[ExportQuery, Query()], office: OfficeDep, audit: AuditDep
) -> FileResponse:
    """Return every event that passes, as a table for Excel or WPS."""
    audit.note("操作日志")
    name = f"操作日志-{date.today()}.{query.format}"
    folder = TemporaryDirectory(prefix="policy-log-")
    try:
        office.audit.export(Path(folder.name, name), query)
    except Exception:
        folder.cleanup()
        raise
    return FileResponse(
        Path(folder.name, name), filename=name, background=BackgroundTask(folder.cleanup)
    )
