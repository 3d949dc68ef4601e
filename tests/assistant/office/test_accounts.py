from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import pytest

from assistant.errors import (
    AccountDisabledError,
    AccountLockedError,
    UsernameTakenError,
    WrongCredentialsError,
    WrongUseError,
)
from assistant.office import Office
from assistant.office.accounts import AccountChanges, Accounts, NewAccount
from assistant.office.passwords import LETTERS, common_passwords, hash_password
from assistant.office.schema import Account, Permission, Role
from assistant.settings import OfficeSettings
from assistant.testing import canned_office
from ingest.errors import NotFoundError

GOOD = "夏天去东山看羊2024"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return canned_office(folder=tmp_path / "office")


@pytest.fixture
def accounts(office: Office) -> Accounts:
    return office.accounts


def new(username: str = "li", *roles: Role, **fields: str) -> NewAccount:
    return NewAccount(username=username, name="李红", roles=roles or (Role.READER,), **fields)


def outcomes(work: Callable[[], object], *, threads: int) -> list[object]:
    """What each of several threads that begin together returned or raised."""

    def attempt(_: int) -> object:
        try:
            return work()
        except Exception as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(attempt, range(threads)))


# --- Accounts -----------------------------------------------------------------------------


def test_a_new_account_signs_in_with_the_password_it_was_given(accounts: Accounts) -> None:
    account, password = accounts.create(new("Li.Hong", department="民政局"))
    assert account.username == "li.hong"
    assert account.must_change_password
    assert account.signed_in_at is None
    signed_in = accounts.authenticate(" LI.hong ", password)
    assert signed_in.id == account.id
    assert signed_in.signed_in_at is not None


def test_a_password_that_was_made_up_can_be_read_out(accounts: Accounts) -> None:
    _, password = accounts.create(new())
    assert set(password) <= set(LETTERS) | {"-"}
    assert not set(password) & set("0o1li")
    assert len(password) == 14


def test_the_database_holds_no_password(office: Office) -> None:
    _, password = office.accounts.create(new())
    office.engine.dispose()
    files = list(office.home.glob("library.sqlite3*"))
    assert files
    assert not any(password.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize("username", ["张三", "li-hong_2", "li@county.gov.cn", "ＬＩ"])
def test_a_username_may_be_chinese_or_an_address(username: str, accounts: Accounts) -> None:
    account, password = accounts.create(new(username))
    assert accounts.authenticate(username, password).id == account.id


@pytest.mark.parametrize("username", ["li hong", "li/hong", "<b>", "李\u200b红"])
def test_a_username_that_cannot_be_typed_is_refused(username: str, accounts: Accounts) -> None:
    with pytest.raises(WrongUseError, match="不能使用"):
        accounts.create(new(username))


def test_a_username_is_taken_however_it_is_written(accounts: Accounts) -> None:
    accounts.create(new("li"))
    with pytest.raises(UsernameTakenError, match="已经有用户名为“li”"):
        accounts.create(new("Ｌi"))


def test_of_two_who_want_one_username_at_once_one_gets_it(accounts: Accounts) -> None:
    found = outcomes(lambda: accounts.create(new("li")), threads=4)
    assert sum(isinstance(each, UsernameTakenError) for each in found) == 3
    assert [account.username for account in accounts.list_accounts()] == ["li"]


def test_the_first_account_is_the_administrator_and_made_once(accounts: Accounts) -> None:
    found = outcomes(accounts.create_first, threads=2)
    (password,) = [each for each in found if each is not None]
    assert isinstance(password, str)
    admin = accounts.authenticate("admin", password)
    assert admin.permissions == frozenset(Permission)
    assert accounts.create_first() is None


def test_accounts_are_found_by_a_part_of_name_username_or_department(accounts: Accounts) -> None:
    accounts.create(new("li", department="民政局"))
    accounts.create(NewAccount(username="Wang", name="王_强"))
    assert [each.username for each in accounts.list_accounts()] == ["li", "wang"]
    assert [each.username for each in accounts.list_accounts("民政")] == ["li"]
    assert [each.username for each in accounts.list_accounts("WAN")] == ["wang"]
    assert [each.username for each in accounts.list_accounts("_")] == ["wang"]
    assert accounts.departments() == ["民政局"]


def test_changes_leave_the_rest_as_it_is(accounts: Accounts) -> None:
    account, _ = accounts.create(new(department="民政局"))
    changed = accounts.update(account.id, AccountChanges(roles=(Role.KEEPER,)))
    assert changed == account.model_copy(update={"roles": (Role.KEEPER,)})
    assert accounts.update(account.id, AccountChanges(department="")).department == ""
    with pytest.raises(NotFoundError):
        accounts.update("nobody", AccountChanges(name="王"))
    with pytest.raises(NotFoundError):
        accounts.reset_password("nobody")
    with pytest.raises(NotFoundError, match="wang"):
        accounts.find("wang")


@pytest.mark.parametrize(
    "changes", [AccountChanges(is_active=False), AccountChanges(roles=(Role.KEEPER,))]
)
def test_somebody_is_always_left_to_administer(changes: AccountChanges, accounts: Accounts) -> None:
    first, _ = accounts.create(new("first", Role.ADMINISTRATOR))
    closed, _ = accounts.create(new("closed", Role.ADMINISTRATOR))
    accounts.update(closed.id, AccountChanges(is_active=False))
    with pytest.raises(WrongUseError, match="最后一个可用的管理员"):
        accounts.update(first.id, changes)
    assert accounts.get(first.id) == first
    accounts.update(closed.id, AccountChanges(is_active=True))
    assert accounts.update(first.id, changes) != first


def test_of_two_administrators_who_close_each_other_at_once_one_is_left(accounts: Accounts) -> None:
    made = [accounts.create(new(name, Role.ADMINISTRATOR))[0] for name in ("a", "b")]
    ids = iter([account.id for account in made])
    outcomes(lambda: accounts.update(next(ids), AccountChanges(is_active=False)), threads=2)
    assert sum(account.is_active for account in accounts.list_accounts()) == 1


# --- Passwords ----------------------------------------------------------------------------


@pytest.mark.usefixtures("slow_passwords")
def test_a_password_is_kept_as_a_hash_that_takes_64_mib() -> None:
    assert hash_password("白杨树下").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.usefixtures("slow_passwords")
def test_an_unknown_username_is_told_like_a_wrong_password_and_takes_as_long(
    accounts: Accounts,
) -> None:
    accounts.create(new())
    told, seconds = [], []
    for username in ("li", "nobody") * 3:
        started = perf_counter()
        with pytest.raises(WrongCredentialsError) as caught:
            accounts.authenticate(username, "错")
        seconds.append(perf_counter() - started)
        told.append(str(caught.value))
    assert len(set(told)) == 1
    # Without a hash to compare with, it would be a hundred times faster.
    assert min(seconds[1::2]) > min(seconds[0::2]) / 5


def test_too_many_wrong_passwords_lock_the_account_for_a_while(tmp_path: Path) -> None:
    settings = OfficeSettings(failures=3, lock_minutes=0.02)
    accounts = canned_office(folder=tmp_path, settings=settings).accounts
    account, password = accounts.create(new())
    for _ in range(3):
        with pytest.raises(WrongCredentialsError):
            accounts.authenticate("li", "错")
    with pytest.raises(AccountLockedError, match="暂时锁定"):
        accounts.authenticate("li", password)
    assert accounts.get(account.id).locked_until
    wait_until_unlocked(accounts, account)
    assert accounts.authenticate("li", password).locked_until is None


def wait_until_unlocked(accounts: Accounts, account: Account) -> None:
    deadline = perf_counter() + 10
    while accounts.get(account.id).locked_until and perf_counter() < deadline:
        pass


def test_the_right_password_forgives_the_wrong_ones(accounts: Accounts) -> None:
    _, password = accounts.create(new())
    for _ in range(3):
        for _ in range(OfficeSettings().failures - 1):
            with pytest.raises(WrongCredentialsError):
                accounts.authenticate("li", "错")
        accounts.authenticate("li", password)


def test_guesses_made_at_once_count_each(accounts: Accounts) -> None:
    accounts.create(new())
    found = outcomes(lambda: accounts.authenticate("li", "错"), threads=12)
    assert sum(isinstance(each, WrongCredentialsError) for each in found) == 5
    assert sum(isinstance(each, AccountLockedError) for each in found) == 7


def test_a_reset_unlocks_and_ends_every_session(office: Office) -> None:
    account, old = office.accounts.create(new())
    session = office.sessions.open(account.id, address="")
    for _ in range(5):
        with pytest.raises(WrongCredentialsError):
            office.accounts.authenticate("li", "错")
    reset, password = office.accounts.reset_password(account.id)
    assert reset.locked_until is None
    assert reset.must_change_password
    assert office.sessions.find(session.token) is None
    with pytest.raises(WrongCredentialsError):
        office.accounts.authenticate("li", old)
    assert office.accounts.authenticate("li", password).id == account.id


def test_a_chosen_password_replaces_the_old_one_and_ends_every_session(office: Office) -> None:
    account, password = office.accounts.create(new())
    session = office.sessions.open(account.id, address="")
    office.accounts.change_password(account, password, GOOD)
    assert office.sessions.find(session.token) is None
    assert not office.accounts.authenticate("li", GOOD).must_change_password
    with pytest.raises(WrongCredentialsError):
        office.accounts.authenticate("li", password)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        pytest.param("短密码1", "太短，至少 8 位", id="short"),
        pytest.param("长" * 129, "太长", id="long"),
        pytest.param("Zhang.San", "用户名", id="username"),
        pytest.param("NAS.gnahz", "用户名", id="username_backwards"),
        pytest.param("Password123", "太常见", id="common"),
        pytest.param("1212121212", "太常见", id="two_keys"),
    ],
)
def test_a_password_easy_to_guess_is_refused(chosen: str, message: str, accounts: Accounts) -> None:
    account, password = accounts.create(new("zhang.san"))
    with pytest.raises(WrongUseError, match=message):
        accounts.change_password(account, password, chosen)
    assert accounts.authenticate("zhang.san", password).must_change_password


def test_who_does_not_know_the_old_password_changes_nothing(accounts: Accounts) -> None:
    account, password = accounts.create(new())
    with pytest.raises(WrongUseError, match="原密码不对"):
        accounts.change_password(account, "错", GOOD)
    with pytest.raises(WrongUseError, match="与原密码相同"):
        accounts.change_password(account, password, password)
    for _ in range(5):
        with pytest.raises((WrongUseError, AccountLockedError)):
            accounts.change_password(account, "错", GOOD)
    with pytest.raises(AccountLockedError):
        accounts.change_password(account, password, GOOD)


def test_the_common_passwords_are_such_as_length_alone_lets_through() -> None:
    assert len(common_passwords()) > 50
    assert all(len(word) >= 8 and word == word.casefold() for word in common_passwords())


def test_a_closed_account_is_told_only_to_who_knows_its_password(office: Office) -> None:
    account, password = office.accounts.create(new())
    session = office.sessions.open(account.id, address="")
    office.accounts.update(account.id, AccountChanges(is_active=False))
    assert office.sessions.find(session.token) is None
    with pytest.raises(WrongCredentialsError):
        office.accounts.authenticate("li", "错")
    with pytest.raises(AccountDisabledError, match="已停用"):
        office.accounts.authenticate("li", password)
    office.accounts.update(account.id, AccountChanges(is_active=True))
    assert office.accounts.authenticate("li", password)


# --- From elsewhere -----------------------------------------------------------------------


def test_who_comes_from_a_provider_keeps_one_account(accounts: Accounts) -> None:
    accounts.create(new("李红"))
    found = outcomes(
        lambda: accounts.of_subject("https://id 7", username="李 红", name="李红"), threads=3
    )
    assert {each.username for each in found if isinstance(each, Account)} == {"李红2"}
    assert accounts.of_subject("https://id 7", username="别名", name="别名").name == "李红"
    stranger = accounts.of_subject("https://id 8", username="!!", name="某")
    assert stranger.roles == (Role.READER,)
    assert not stranger.must_change_password


def test_who_comes_from_a_provider_has_no_password_here(accounts: Accounts) -> None:
    account = accounts.of_subject("https://id 7", username="li", name="李红")
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate("li", "")
    accounts.update(account.id, AccountChanges(is_active=False))
    with pytest.raises(AccountDisabledError):
        accounts.of_subject("https://id 7", username="li", name="李红")
