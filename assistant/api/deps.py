"""What routes need, told in their signatures."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.api.auditing import AuditDep, action_of
from assistant.api.metrics import Metrics
from assistant.application import Assistant
from assistant.errors import (
    ForbiddenError,
    NotSignedInError,
    PasswordChangeRequiredError,
    WrongCsrfTokenError,
)
from assistant.office import Office
from assistant.office.audit import Action
from assistant.office.schema import Permission, Reader
from assistant.office.sessions import Session

COOKIE = "policy_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Visit:
    """Who sent a request, and by what they were known."""

    reader: Reader
    session: Session | None
    """The browser's; None for a program with a key."""


def get_office(request: Request) -> Office:
    """Return the office the application was made with."""
    office: Office = request.app.state.office
    return office


OfficeDep = Annotated[Office, Depends(get_office)]


def get_metrics(request: Request) -> Metrics:
    """Return the counters of this application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


MetricsDep = Annotated[Metrics, Depends(get_metrics)]


def get_address(request: Request) -> str:
    """Return the address a request came from; empty where it is not known."""
    return request.client.host if request.client else ""


AddressDep = Annotated[str, Depends(get_address)]


def get_visit(request: Request, office: OfficeDep, address: AddressDep, audit: AuditDep) -> Visit:
    """Return who sent a request: a program by its key, or else a person by the cookie.

    Raises:
        NotSignedInError: the key or the session does not hold, or there is none.
        TooManyRequestsError: there were too many of them in the last minute.
        WrongCsrfTokenError: something is to be changed, but not by our page.
    """
    try:
        visit = identify(request, office)
    except NotSignedInError:
        office.throttle.admit_request("", address)
        raise
    audit.reader = visit.reader
    account_id = visit.reader.account.id
    office.throttle.admit_request(account_id, address)
    if action_of(request.scope) is Action.ASK:
        office.throttle.admit_question(account_id)
    if visit.session is not None:
        _check_origin(request, visit.session)
    return visit


def identify(request: Request, office: Office) -> Visit:
    """Return who sent a request.

    Raises:
        NotSignedInError: the key or the session does not hold, or there is none.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return Visit(office.reader_of_key(secret.strip()), session=None)
    session = office.sessions.find(request.cookies.get(COOKIE, ""))
    if session is None:
        raise NotSignedInError("您还没有登录，或登录已过期。", hint="请登录后重试。")
    return Visit(office.reader_of_session(session), session=session)


def _check_origin(request: Request, session: Session) -> None:
    """Let only our page change something: a page from elsewhere does not know the token."""
    sent = request.headers.get(CSRF_HEADER, "").encode()
    if request.method not in SAFE_METHODS and not secrets.compare_digest(
        sent, session.csrf_token.encode()
    ):
        raise WrongCsrfTokenError("这次操作没有通过安全检查。", hint="请刷新网页后重试。")


VisitDep = Annotated[Visit, Depends(get_visit)]


def get_reader(visit: VisitDep) -> Reader:
    """Return who is speaking, and what they may do and see.

    Raises:
        PasswordChangeRequiredError: a one-time password has not been changed yet.
    """
    if visit.reader.account.must_change_password:
        raise PasswordChangeRequiredError(
            "首次登录请先修改密码。", hint="请打开“修改密码”，设置一个只有您知道的密码。"
        )
    return visit.reader


ReaderDep = Annotated[Reader, Depends(get_reader)]


def get_assistant(office: OfficeDep, reader: ReaderDep) -> Assistant:
    """Return an assistant that knows only what the reader may see."""
    return office.assistant.limited_to(reader.libraries)


AssistantDep = Annotated[Assistant, Depends(get_assistant)]


def require(*permissions: Permission) -> Callable[[Reader], None]:
    """Return a dependency that lets only those pass who may do one of some things."""

    def check(reader: ReaderDep) -> None:
        if reader.permissions.isdisjoint(permissions):
            raise ForbiddenError(
                "您的账号没有这项权限。", hint="如果工作需要，请找管理员为您的账号增加角色。"
            )

    return check
