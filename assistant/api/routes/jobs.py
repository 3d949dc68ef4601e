"""How far long work is; it belongs to whoever asked for it."""

from fastapi import APIRouter, Depends

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.office.jobs import Job
from assistant.office.schema import Permission

router = APIRouter(
    prefix="/jobs",
    tags=["jobs"],
    dependencies=[Depends(require(Permission.DRAFT, Permission.TRAIN))],
)


@router.get("/{job_id}")
def get_job(job_id: str, office: OfficeDep, reader: ReaderDep) -> Job:
    """Return how far one's own job is."""
    return office.jobs.get(reader, job_id)


@router.delete("/{job_id}")
def cancel_job(job_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep) -> Job:
    """End one's own job, soon."""
    job = office.jobs.cancel(reader, job_id)
    audit.note(f"取消：{job.name}")
    return job
