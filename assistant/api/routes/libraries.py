"""The libraries, and who may see which."""

from fastapi import APIRouter, Depends
from pydantic import Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.office.schema import LibraryAccess, Permission
from ingest.schema import Record

router = APIRouter(tags=["libraries"])

MOST_GRANTS = 500


class NewLibrary(Record):
    """A library that documents will go into."""

    library: str
    is_open: bool = True
    """Whether everybody may see it."""


class AccessBody(Record):
    """Who may see a library, in place of what held before."""

    is_open: bool
    people: tuple[str, ...] = Field(default=(), max_length=MOST_GRANTS)
    """Ids of accounts."""

    departments: tuple[str, ...] = Field(default=(), max_length=MOST_GRANTS)


@router.get("/libraries")
def list_libraries(reader: ReaderDep, office: OfficeDep) -> list[LibraryAccess]:
    """Return the libraries one may see; who else may, only to those who keep or administer."""
    return office.rights.list_access(reader)


@router.post("/libraries", dependencies=[Depends(require(Permission.ADMINISTER))])
def create_library(body: NewLibrary, office: OfficeDep, audit: AuditDep) -> LibraryAccess:
    """Make a library before its first document, so that it is never open by accident."""
    audit.note(f"新建资料库“{body.library}”，{_openness(body.is_open)}")
    return office.rights.create_library(body.library, is_open=body.is_open)


@router.put(
    "/libraries/{library:path}/access", dependencies=[Depends(require(Permission.ADMINISTER))]
)
def set_access(library: str, body: AccessBody, office: OfficeDep, audit: AuditDep) -> LibraryAccess:
    """Decide who may see a library; it counts from the next request on."""
    people, departments = len(body.people), len(body.departments)
    granted = "" if body.is_open else f"：{people} 人、{departments} 个部门可见"
    audit.note(f"资料库“{library}”，{_openness(body.is_open)}{granted}")
    return office.rights.set_access(
        library, is_open=body.is_open, people=body.people, departments=body.departments
    )


def _openness(is_open: bool) -> str:
    return "人人可见" if is_open else "限定可见"
