"""What every request passes before it reaches a route: who may speak, and how much.

A page from elsewhere is kept out three times: by the Origin it comes from, by the Host it names
where the server listens on its own machine only (DNS rebinding), and by the token that routes ask
for (see deps.py) beside the cookie.
"""

import ipaddress
from collections.abc import Callable, Collection, Mapping
from fnmatch import fnmatchcase
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.failures import failure_of, failure_of_status, failure_response
from assistant.errors import NotSignedInError

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

BODY_BYTES = 64 * 1024
# A keeper uploads a handful of files at a time; the limit of one file is a setting of the library.
UPLOAD_BYTES = 512 * 1024 * 1024


def content_policy(nonce: str = "") -> str:
    """Return what a browser may load: what comes from this server, and no inline script.

    Args:
        nonce: Carried by the styles that the page's scripts insert; none by default.
    """
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        f"default-src 'none'; script-src 'self'; style-src {styles}; font-src 'self'; "
        "img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


class OriginGuard:
    """Refuses requests that name another host, or come from a page of another origin.

    Args:
        app: What answers.
        hosts: Names the server may be called by; None for any.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] | None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 403."""
        if scope["type"] != "http" or self._is_allowed(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        await _refuse(HTTPStatus.FORBIDDEN, scope)(scope, receive, send)

    def _is_allowed(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        origin = headers.get("origin")
        try:
            is_known = self.hosts is None or urlsplit(f"//{host}").hostname in self.hosts
            return is_known and (origin is None or urlsplit(origin).netloc == host)
        except ValueError:  # No address at all.
            return False


class SecurityHeaders:
    """Adds the headers that keep a browser from doing what the page does not need."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add headers to its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                headers.setdefault("Content-Security-Policy", content_policy())
                # What one person may see is kept by no machine on the way, and by no browser.
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimits:
    """Bounds the body of a request: small for questions, larger where a path needs it.

    Args:
        app: What answers.
        larger: Bytes, by path; `*` stands for anything.
        identify: Raises where nobody known sent a request. A larger body is read before its route
            asks who sent it, so strangers could fill the disk.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        larger: Mapping[str, int],
        identify: Callable[[Request], object],
    ) -> None:
        self.app = app
        self.larger = larger
        self.identify = identify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; one too long ends with 413, before it is read where it says so."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        larger = (limit for path, limit in self.larger.items() if fnmatchcase(scope["path"], path))
        limit = next(larger, BODY_BYTES)
        if limit > BODY_BYTES:
            try:
                await run_in_threadpool(self.identify, Request(scope))
            except NotSignedInError as error:
                failure = failure_of(error)
                response = failure_response(HTTPStatus.UNAUTHORIZED, failure, path=scope["path"])
                await response(scope, receive, send)
                return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            await _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope)(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self.app(scope, receive_within_limit, send)


def is_loopback(host: str) -> bool:
    """Return whether only programs of this machine reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(status: HTTPStatus, scope: Scope) -> JSONResponse:
    return failure_response(status, failure_of_status(status), path=scope["path"])
