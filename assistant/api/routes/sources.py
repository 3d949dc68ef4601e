"""Sources as people know them: the text around a citation, the page, the place on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import TypeAdapter

from assistant.api.auditing import AuditDep
from assistant.api.caching import VARY, answer_checked, answer_kept
from assistant.api.deps import AssistantDep, require
from assistant.application import AROUND
from assistant.office.schema import Permission
from assistant.viewing.pages import PictureFormat
from assistant.viewing.schema import Place, SourceView

router = APIRouter(tags=["sources"], dependencies=[Depends(require(Permission.ASK))])

JSON = "application/json"
# Code points of one view; a page shows the surroundings of a citation, not a book.
MOST_AROUND = 20_000
NARROWEST, WIDEST, USUAL = 200, 2000, 1000

_PLACES = TypeAdapter(list[Place])

Offset = Annotated[int, Query(ge=0, description="In code points.")]


@router.get("/revisions/{revision_id}/view", response_model=SourceView)
def view_source(
    revision_id: str,
    request: Request,
    assistant: AssistantDep,
    audit: AuditDep,
    start: Offset = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
    around: Annotated[int, Query(ge=100, le=MOST_AROUND)] = AROUND,
    first: Annotated[int | None, Query(alias="from", ge=0)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_AROUND)] = AROUND,
) -> Response:
    """Return the text of a revision around a citation, in blocks, also of an old revision.

    With `from`, the blocks from that offset on, `limit` code points of them: for reading on.
    """
    if first is None:
        view = assistant.view(revision_id, start, end, around=around)
    else:
        view = assistant.view_from(revision_id, first, limit=limit)
    audit.note_document(view.document)
    return answer_checked(request, view.model_dump_json().encode(), media_type=JSON)


@router.get(
    "/revisions/{revision_id}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {each: {} for each in PictureFormat}}},
)
def draw_page(
    revision_id: str,
    number: Annotated[int, Path(ge=1)],
    request: Request,
    assistant: AssistantDep,
    width: Annotated[int, Query(ge=NARROWEST, le=WIDEST)] = USUAL,
) -> Response:
    """Return the picture of a page of a PDF file, scan or photo.

    As WebP where the browser says that it reads it, for it is a fraction of the size of a PNG.
    """
    assistant.document_of(revision_id)
    reads_webp = PictureFormat.WEBP in request.headers.get("Accept", "")
    wanted = PictureFormat.WEBP if reads_webp else PictureFormat.PNG
    return answer_kept(
        request,
        f"{revision_id} {number} {width} {wanted}",
        lambda: assistant.draw_page(revision_id, number, width=width, picture_format=wanted),
        media_type=wanted,
        vary=f"Accept, {VARY}",
    )


@router.get("/revisions/{revision_id}/places", response_model=list[Place])
def find_places(
    revision_id: str, start: Offset, end: Offset, request: Request, assistant: AssistantDep
) -> Response:
    """Return where on its pages a citation stands; an empty list where that is not sure."""
    assistant.document_of(revision_id)
    return answer_kept(
        request,
        f"{revision_id} {start} {end}",
        lambda: _PLACES.dump_json(assistant.find_places(revision_id, start, end)),
        media_type=JSON,
    )
