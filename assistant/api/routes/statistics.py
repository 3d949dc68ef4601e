"""What tests show: 知晓率 by unit, topic and test, and which items are bad."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.deps import AssistantDep, require
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
