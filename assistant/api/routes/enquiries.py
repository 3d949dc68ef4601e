"""Enquiries: questions to the keeper of the library, and the replies."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import StringConstraints

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.office.schema import Enquiry, EnquiryState, Permission
from ingest.schema import Filters, Record

router = APIRouter(
    prefix="/enquiries", tags=["enquiries"], dependencies=[Depends(require(Permission.ASK))]
)

REPLY_CHARACTERS = 2000


class EnquiryChange(Record):
    """What the keeper says to an enquiry."""

    state: EnquiryState
    reply: Annotated[str, StringConstraints(strip_whitespace=True, max_length=REPLY_CHARACTERS)] = (
        ""
    )


@router.get("")
def list_enquiries(
    office: OfficeDep, reader: ReaderDep, state: EnquiryState | None = None
) -> list[Enquiry]:
    """Return one's own enquiries, and for a keeper those of the libraries in view."""
    return office.enquiries.list(reader, state=state)


@router.patch("/{enquiry_id}", dependencies=[Depends(require(Permission.KEEP))])
def answer_enquiry(
    enquiry_id: str, body: EnquiryChange, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Enquiry:
    """Reply to an enquiry, close it, or open it again."""
    enquiry = office.enquiries.answer(reader, enquiry_id, state=body.state, reply=body.reply)
    audit.note_question(enquiry.question, Filters(library=enquiry.library))
    return enquiry
