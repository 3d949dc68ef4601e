from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from assistant.moments import from_now
from assistant.office import Office
from assistant.office.schema import Account, Role
from assistant.office.tables import SessionRow
from assistant.settings import OfficeSettings
from assistant.testing import canned_office
from tests.assistant.api.browser import open_account


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return canned_office(folder=tmp_path, settings=OfficeSettings(session_hours=2))


@pytest.fixture
def account(office: Office) -> Account:
    return open_account(office, Role.READER)


def rows(office: Office) -> list[Any]:
    with office.engine.connect() as connection:
        return list(connection.execute(select(SessionRow.__table__)))


def age(office: Office, **moments: timedelta) -> None:
    """Let time pass: moments of every session move to so far from now."""
    values = {name: from_now(span) for name, span in moments.items()}
    with office.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(SessionRow).values(values))


def test_a_session_is_found_by_what_the_cookie_holds(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="10.0.0.7")
    other = office.sessions.open(account.id, address="10.0.0.8")
    assert office.sessions.find(session.token) == session
    assert session.account_id == account.id
    assert len({session.token, session.csrf_token, other.token, other.csrf_token}) == 4
    assert office.sessions.find("") is None
    assert office.sessions.find(session.token[:-1]) is None


def test_the_database_does_not_hold_what_the_cookie_holds(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="10.0.0.7")
    (row,) = rows(office)
    assert session.token not in row
    assert office.sessions.find(row.id) is None


def test_a_session_ends_when_it_is_not_used(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="")
    age(office, expires_at=timedelta(seconds=-1))
    assert office.sessions.find(session.token) is None


def test_a_session_that_is_used_goes_on(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="")
    age(office, expires_at=timedelta(minutes=1), seen_at=timedelta(minutes=-119))
    assert office.sessions.find(session.token)
    assert rows(office)[0].expires_at > from_now(timedelta(minutes=119))


def test_using_a_session_again_at_once_writes_nothing(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="")
    before = rows(office)
    assert office.sessions.find(session.token)
    assert rows(office) == before


def test_signing_out_ends_one_session_only(office: Office, account: Account) -> None:
    session = office.sessions.open(account.id, address="")
    other = office.sessions.open(account.id, address="")
    office.sessions.close(session)
    assert office.sessions.find(session.token) is None
    assert office.sessions.find(other.token)


def test_sessions_that_ended_are_forgotten(office: Office, account: Account) -> None:
    office.sessions.open(account.id, address="")
    age(office, expires_at=timedelta(seconds=-1))
    office.sessions.open(account.id, address="")
    assert len(rows(office)) == 1
