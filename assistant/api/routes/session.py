"""One's own session: sign in and out, the password, keys for programs."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import COOKIE, AddressDep, OfficeDep, ReaderDep, Visit, VisitDep
from assistant.api.failures import status_of
from assistant.api.guards import UPLOAD_BYTES
from assistant.api.page import note_page
from assistant.api.routes.questions import QUESTION_CHARACTERS
from assistant.errors import ForbiddenError
from assistant.office import Office
from assistant.office.keys import NewKey
from assistant.office.passwords import LONGEST
from assistant.office.schema import Account, ApiKey, Permission
from assistant.office.sessions import Session
from ingest.errors import PolicyError
from ingest.schema import Record

router = APIRouter(prefix="/session", tags=["session"])

# Keeps what the provider's answer is checked with.
HANDSHAKE_COOKIE = "policy_handshake"
HANDSHAKE_S = 600


class Limits(Record):
    """What the page need not send, since it would be refused."""

    question_characters: int = QUESTION_CHARACTERS
    upload_mib: int
    """Of one request."""

    file_mib: int
    """Of one file."""


class SessionOptions(Record):
    """How one may sign in here."""

    oidc: bool
    """Whether a provider is set."""

    oidc_name: str
    """What its button says."""

    is_first_start: bool
    """Whether nobody has signed in yet: the administrator's password is in the terminal."""


class SessionInfo(Record):
    """Who is signed in, and what the page may offer them."""

    account: Account
    permissions: tuple[Permission, ...]
    csrf_token: str
    """To be sent as `X-CSRF-Token` by everything that changes something."""

    libraries: tuple[str, ...]
    """Names of the libraries that the person may see."""

    limits: Limits


class Credentials(Record):
    """What one signs in with."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=LONGEST)


class PasswordChange(Record):
    """The old password and the chosen one."""

    old_password: str = Field(max_length=LONGEST)
    new_password: str = Field(max_length=LONGEST)


class CreatedKey(Record):
    """A new key with what is told only once."""

    key: ApiKey
    secret: str


@router.get("/options")
def show_options(office: OfficeDep) -> SessionOptions:
    """Return how one may sign in; needs no sign-in."""
    return SessionOptions(
        oidc=office.oidc.is_set,
        oidc_name=office.oidc.name if office.oidc.is_set else "",
        is_first_start=not office.accounts.has_anyone_signed_in(),
    )


@router.post("")
def sign_in(
    body: Credentials,
    request: Request,
    response: Response,
    office: OfficeDep,
    address: AddressDep,
    audit: AuditDep,
) -> SessionInfo:
    """Sign in with username and password; the cookie keeps the browser signed in."""
    audit.note(f"账号 {body.username}")
    office.throttle.admit_sign_in(address)
    account = office.accounts.authenticate(body.username, body.password)
    audit.reader = office.reader_of(account)
    return _open(office, account, request, response, address)


@router.get("")
def show_session(visit: VisitDep, office: OfficeDep) -> SessionInfo:
    """Return who is signed in."""
    return _describe(office, _browser(visit))


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
def sign_out(visit: VisitDep, response: Response, office: OfficeDep) -> None:
    """End the session of this browser."""
    office.sessions.close(_browser(visit))
    response.delete_cookie(COOKIE)


@router.put("/password")
def change_password(
    body: PasswordChange,
    visit: VisitDep,
    request: Request,
    response: Response,
    office: OfficeDep,
    address: AddressDep,
) -> SessionInfo:
    """Choose a password; every other browser of the account is signed out."""
    _browser(visit)
    account = visit.reader.account
    office.accounts.change_password(account, body.old_password, body.new_password)
    return _open(office, office.accounts.get(account.id), request, response, address)


@router.get("/oidc", response_class=RedirectResponse)
def start_oidc(request: Request, office: OfficeDep, address: AddressDep) -> Response:
    """Send the browser to the provider that people may sign in with."""
    try:
        office.throttle.admit_request("", address)
        departure = office.provider.depart(str(request.url_for(finish_oidc.__name__)))
    except PolicyError as error:
        return _explain(error)
    response = RedirectResponse(departure.url, status_code=HTTPStatus.SEE_OTHER)
    response.set_cookie(
        HANDSHAKE_COOKIE,
        departure.handshake,
        max_age=HANDSHAKE_S,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/oidc/callback", response_class=RedirectResponse)
def finish_oidc(
    request: Request,
    office: OfficeDep,
    address: AddressDep,
    audit: AuditDep,
    state: str = "",
    code: str = "",
) -> Response:
    """Sign in whom the provider sent back, and show the page."""
    try:
        office.throttle.admit_sign_in(address)
        identity = office.provider.arrive(
            handshake=request.cookies.get(HANDSHAKE_COOKIE, ""), state=state, code=code
        )
        audit.note(f"账号 {identity.name}")
        account = office.accounts.of_subject(
            identity.subject, username=identity.name, name=identity.name
        )
    except PolicyError as error:
        return _explain(error)
    audit.reader = office.reader_of(account)
    response = RedirectResponse("/", status_code=HTTPStatus.SEE_OTHER)
    response.delete_cookie(HANDSHAKE_COOKIE)
    set_cookie(response, office.sessions.open(account.id, address=address), request)
    return response


@router.get("/keys")
def list_keys(reader: ReaderDep, office: OfficeDep) -> list[ApiKey]:
    """Return one's own keys, the newest first."""
    return office.keys.list_keys(reader.account.id)


@router.post("/keys")
def create_key(
    body: NewKey, visit: VisitDep, reader: ReaderDep, office: OfficeDep, audit: AuditDep
) -> CreatedKey:
    """Make a key with which a program speaks for oneself; its secret is told only now."""
    audit.note(f"密钥“{body.name}”")
    _browser(visit)
    key, secret = office.keys.create(reader.account, body)
    return CreatedKey(key=key, secret=secret)


@router.delete("/keys/{key_id}")
def revoke_key(key_id: str, reader: ReaderDep, office: OfficeDep, audit: AuditDep) -> ApiKey:
    """End a key."""
    key = office.keys.revoke(reader.account.id, key_id)
    audit.note(f"密钥“{key.name}”（{key.prefix}…）")
    return key


def _explain(error: PolicyError) -> Response:
    """Tell a person in words: no page of ours is there to read the failure."""
    text = error.message + error.hint
    return note_page("登录没有完成", text, status_of(error))


def _open(
    office: Office, account: Account, request: Request, response: Response, address: str
) -> SessionInfo:
    session = office.sessions.open(account.id, address=address)
    set_cookie(response, session, request)
    return _describe(office, session)


def set_cookie(response: Response, session: Session, request: Request) -> None:
    """Let a browser keep a session; it ends with the browser, or when it is not used."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, session.token, httponly=True, samesite="lax", secure=is_secure)


def _describe(office: Office, session: Session) -> SessionInfo:
    reader = office.reader_of_session(session)
    return SessionInfo(
        account=reader.account,
        permissions=tuple(each for each in Permission if each in reader.permissions),
        csrf_token=session.csrf_token,
        libraries=tuple(access.library for access in office.rights.list_access(reader)),
        limits=Limits(upload_mib=UPLOAD_BYTES // 2**20, file_mib=office.assistant.limits.file_mib),
    )


def _browser(visit: Visit) -> Session:
    if visit.session is None:
        raise ForbiddenError("API 密钥不能用来做这件事。", hint="请在浏览器中登录后操作。")
    return visit.session
