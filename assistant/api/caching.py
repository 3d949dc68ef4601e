"""Answers that a browser may keep, told apart by what they hold and by who is signed in."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from fastapi import Request, Response

# A revision never changes. What is kept counts for one session alone, since another reader of the
# same browser may not be allowed to see it.
KEPT = "private, max-age=86400, immutable"
# Kept as well, but asked for each time: what is known of a document may change.
CHECKED = "private, no-cache"
VARY = "Cookie, Authorization"


def answer_kept(
    request: Request, key: str, make: Callable[[], bytes], *, media_type: str, vary: str = VARY
) -> Response:
    """Return what never changes; it is not even made where the browser has it.

    Args:
        request: Says which one the browser has.
        key: What tells this answer from every other one.
        make: Returns the content.
        media_type: Of the content.
        vary: Headers of the request that choose among answers.
    """
    headers = {"ETag": _tag(key.encode()), "Cache-Control": KEPT, "Vary": vary}
    if headers["ETag"] in _known(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(make(), media_type=media_type, headers=headers)


def answer_checked(request: Request, content: bytes, *, media_type: str) -> Response:
    """Return what may change, without its content where the browser has the same."""
    headers = {"ETag": _tag(content), "Cache-Control": CHECKED, "Vary": VARY}
    if headers["ETag"] in _known(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _known(request: Request) -> list[str]:
    return [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
