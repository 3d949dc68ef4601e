"""The server seen from a browser on the same machine."""

import json
from pathlib import Path
from tempfile import mkdtemp

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api.deps import COOKIE, CSRF_HEADER
from assistant.api.server import create_app
from assistant.application import Assistant
from assistant.office import Office
from assistant.office.accounts import AccountChanges
from assistant.office.schema import Account, Role
from assistant.settings import Settings
from assistant.testing import CannedAssistant, canned_office

HOME = "http://127.0.0.1:8000"
HERE = ("127.0.0.1", 50000)


def own_office(assistant: Assistant | CannedAssistant | None = None) -> Office:
    """An office of this test alone."""
    home = Settings().home
    home.mkdir(parents=True, exist_ok=True)
    return canned_office(assistant, folder=Path(mkdtemp(dir=home)))


def open_account(
    office: Office, *roles: Role, username: str = "li", department: str = ""
) -> Account:
    """An account that needs no password, which would take its time; the same one again."""
    account = office.accounts.of_subject(username, username=username, name=f"{username}的姓名")
    return office.accounts.update(account.id, AccountChanges(roles=roles, department=department))


def visit(office: Office, application: FastAPI | None = None) -> TestClient:
    """A client of nobody; bugs come back as responses, as over a real line.

    Making an application takes its time, so many clients may share one.
    """
    application = application or create_app(office)
    return TestClient(application, base_url=HOME, raise_server_exceptions=False, client=HERE)


def sign_in(
    office: Office,
    *roles: Role,
    username: str = "li",
    department: str = "",
    application: FastAPI | None = None,
) -> TestClient:
    """A client of somebody with these roles; an administrator by default."""
    account = open_account(
        office, *(roles or (Role.ADMINISTRATOR,)), username=username, department=department
    )
    session = office.sessions.open(account.id, address=HERE[0])
    client = visit(office, application)
    client.cookies.set(COOKIE, session.token)
    client.headers[CSRF_HEADER] = session.csrf_token
    return client


def make_client(assistant: Assistant | CannedAssistant | None = None, *roles: Role) -> TestClient:
    """A client of a server over `assistant`, signed in with all permissions unless roles say."""
    return sign_in(own_office(assistant), *roles)


def read_events(body: str) -> list[tuple[str, dict]]:
    """The server-sent events of a body, as (event, data)."""
    events = []
    for block in body.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        events.append((fields["event"], json.loads(fields["data"])))
    return events
