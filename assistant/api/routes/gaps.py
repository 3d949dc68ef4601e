"""The gap radar: which document the library seems to lack."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.office.schema import Gap, Permission

router = APIRouter(prefix="/gaps", tags=["gaps"], dependencies=[Depends(require(Permission.KEEP))])


@router.get("")
def list_gaps(
    office: OfficeDep, reader: ReaderDep, days: Annotated[int, Query(ge=1, le=3650)] = 90
) -> list[Gap]:
    """Return what was asked in the last days without a good answer, by topic."""
    return office.gaps.find(reader, days=days)
