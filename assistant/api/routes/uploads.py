"""Files handed in to the keeper's desk, which reads them whether or not anybody watches."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.office.schema import Permission, Upload
from ingest.schema import DEFAULT_LIBRARY

router = APIRouter(
    prefix="/uploads", tags=["uploads"], dependencies=[Depends(require(Permission.KEEP))]
)

# Under the prefix of the interface; `*` stands for an upload's id.
LARGE_PATHS = ("/uploads", "/uploads/*/file")


@router.post("")
def take_files(
    files: list[UploadFile],
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
    library: Annotated[str, Form(min_length=1, max_length=100)] = DEFAULT_LIBRARY,
    category: Annotated[str, Form(max_length=100)] = "",
) -> list[Upload]:
    """Take files in, in their order; what was taken is read soon, also after a restart.

    A file that cannot be taken is "refused" with its reason; the others are taken all the same.
    """
    handed_in = [(file.filename or "", file.file) for file in files]
    taken = office.uploads.take(reader, handed_in, library=library, category=category)
    audit.note(f"{library}：{'、'.join(upload.file for upload in taken)}")
    return taken


@router.get("")
def list_uploads(office: OfficeDep, reader: ReaderDep, active: bool = False) -> list[Upload]:
    """Return the uploads into the libraries in view, the newest first; or the unfinished ones."""
    return office.uploads.list_uploads(reader, is_active=active)


@router.post("/{upload_id}/retry")
def retry_upload(upload_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep) -> Upload:
    """Read a refused file once more."""
    upload = office.uploads.retry(reader, upload_id)
    audit.note(f"重试：{upload.library}：{upload.file}")
    return upload


@router.post("/{upload_id}/file")
def replace_upload(
    upload_id: str, file: UploadFile, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Upload:
    """Take another file in place of one; the upload that is returned has an id of its own."""
    upload = office.uploads.replace(reader, upload_id, file.filename or "", file.file)
    audit.note(f"换文件：{upload.library}：{upload.file}")
    return upload


@router.delete("/{upload_id}")
def remove_upload(upload_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep) -> Upload:
    """Forget an upload; what came of it stays in the library."""
    upload = office.uploads.remove(reader, upload_id)
    audit.note(f"移除上传：{upload.library}：{upload.file}")
    return upload
