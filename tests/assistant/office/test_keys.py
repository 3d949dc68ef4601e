from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from assistant.errors import NotSignedInError, WrongUseError
from assistant.moments import from_now
from assistant.office import Office
from assistant.office.accounts import AccountChanges
from assistant.office.keys import MOST_KEYS, NewKey
from assistant.office.schema import Account, Permission, Role
from assistant.office.tables import ApiKeyRow
from assistant.testing import canned_office
from ingest.errors import NotFoundError
from tests.assistant.api.browser import open_account


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return canned_office(folder=tmp_path)


@pytest.fixture
def keeper(office: Office) -> Account:
    return open_account(office, Role.KEEPER)


def new(*scopes: Permission, expires_in_days: int | None = None) -> NewKey:
    return NewKey(name="脚本", scopes=scopes or (Permission.ASK,), expires_in_days=expires_in_days)


def age(office: Office, **moments: timedelta) -> None:
    values = {name: from_now(span) for name, span in moments.items()}
    with office.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(ApiKeyRow).values(values))


def test_a_program_with_a_key_speaks_for_its_owner(office: Office, keeper: Account) -> None:
    key, secret = office.keys.create(keeper, new(Permission.ASK, Permission.KEEP))
    assert secret.startswith("pa_")
    assert secret.startswith(key.prefix)
    reader = office.reader_of_key(secret)
    assert reader.account == keeper
    assert reader.key_id == key.id
    assert reader.permissions == {Permission.ASK, Permission.KEEP}


def test_the_database_does_not_hold_the_key(office: Office, keeper: Account) -> None:
    _, secret = office.keys.create(keeper, new())
    with office.engine.connect() as connection:
        (row,) = connection.execute(select(ApiKeyRow.__table__))
    assert secret not in row
    assert len(row.prefix) < 10


def test_a_key_allows_no_more_than_its_scopes(office: Office, keeper: Account) -> None:
    _, secret = office.keys.create(keeper, new(Permission.ASK))
    assert office.reader_of_key(secret).permissions == {Permission.ASK}


def test_a_key_loses_what_its_owner_loses(office: Office, keeper: Account) -> None:
    _, secret = office.keys.create(keeper, new(Permission.ASK, Permission.KEEP))
    office.accounts.update(keeper.id, AccountChanges(roles=(Role.READER,)))
    assert office.reader_of_key(secret).permissions == {Permission.ASK}
    office.accounts.update(keeper.id, AccountChanges(is_active=False))
    with pytest.raises(NotSignedInError):
        office.reader_of_key(secret)


def test_nobody_makes_a_key_beyond_what_they_may_do(office: Office, keeper: Account) -> None:
    with pytest.raises(WrongUseError, match="不能超过账号"):
        office.keys.create(keeper, new(Permission.ASK, Permission.ADMINISTER))
    assert office.keys.list_keys(keeper.id) == []


def test_a_revoked_key_ends_at_once_and_stays_in_the_list(office: Office, keeper: Account) -> None:
    key, secret = office.keys.create(keeper, new())
    other, other_secret = office.keys.create(keeper, new())
    revoked = office.keys.revoke(keeper.id, key.id)
    assert revoked.revoked_at
    assert office.keys.revoke(keeper.id, key.id) == revoked
    with pytest.raises(NotSignedInError, match="密钥无效"):
        office.reader_of_key(secret)
    assert office.reader_of_key(other_secret).key_id == other.id
    assert [each.id for each in office.keys.list_keys(keeper.id)] == [other.id, key.id]


def test_a_key_ends_on_its_day(office: Office, keeper: Account) -> None:
    key, secret = office.keys.create(keeper, new(expires_in_days=30))
    assert key.expires_at
    assert from_now(timedelta(days=29)) < key.expires_at < from_now(timedelta(days=31))
    age(office, expires_at=timedelta(seconds=-1))
    with pytest.raises(NotSignedInError):
        office.reader_of_key(secret)


def test_the_last_use_of_a_key_is_told(office: Office, keeper: Account) -> None:
    key, secret = office.keys.create(keeper, new())
    assert key.used_at is None
    office.reader_of_key(secret)
    (used,) = office.keys.list_keys(keeper.id)
    assert used.used_at
    office.reader_of_key(secret)
    assert office.keys.list_keys(keeper.id) == [used], "written down once a minute"
    age(office, used_at=timedelta(hours=-1))
    office.reader_of_key(secret)
    assert (office.keys.list_keys(keeper.id)[0].used_at or "") >= used.used_at


@pytest.mark.parametrize("secret", ["", "pa_", "none", "pa_" + "x" * 43, "密钥"])
def test_what_is_no_key_is_refused(secret: str, office: Office, keeper: Account) -> None:
    office.keys.create(keeper, new())
    with pytest.raises(NotSignedInError):
        office.reader_of_key(secret)


def test_nobody_sees_or_ends_the_keys_of_others(office: Office, keeper: Account) -> None:
    key, secret = office.keys.create(keeper, new())
    other = open_account(office, Role.ADMINISTRATOR, username="wang")
    assert office.keys.list_keys(other.id) == []
    with pytest.raises(NotFoundError):
        office.keys.revoke(other.id, key.id)
    assert office.reader_of_key(secret)


def test_keys_that_are_not_used_must_go_before_new_ones_come(
    office: Office, keeper: Account
) -> None:
    made = [office.keys.create(keeper, new())[0] for _ in range(MOST_KEYS)]
    with pytest.raises(WrongUseError, match="最多"):
        office.keys.create(keeper, new())
    office.keys.revoke(keeper.id, made[0].id)
    assert office.keys.create(keeper, new())
