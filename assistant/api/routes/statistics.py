"""What tests show: 知晓率 by unit, topic and test, and which items are bad."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, require
from assistant.api.files import EXCEL, attach, returns_file
from assistant.learning.schema import Statistics
from assistant.office.schema import Permission

router = APIRouter(tags=["statistics"], dependencies=[Depends(require(Permission.TRAIN))])

NameQuery = Annotated[str, Query(max_length=200)]


@router.get("/statistics")
def get_statistics(
    assistant: AssistantDep, library: NameQuery = "", test: NameQuery = "", unit: NameQuery = ""
) -> Statistics:
    """Return what tests show."""
    return assistant.learning.statistics(library=library, test_id=test, unit=unit)


@router.get("/statistics.xlsx", **returns_file(EXCEL))
def export_statistics(
    assistant: AssistantDep,
    audit: AuditDep,
    library: NameQuery = "",
    test: NameQuery = "",
    unit: NameQuery = "",
) -> Response:
    """Return what tests show as a table with charts for Excel or WPS."""
    content = assistant.learning.statistics_sheet(library=library, test_id=test, unit=unit)
    audit.note("知晓率统计")
    return attach(content, f"知晓率统计-{date.today()}.xlsx", EXCEL)
