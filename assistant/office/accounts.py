"""Accounts: who may sign in, with which password, and what for."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

from pydantic import Field, StringConstraints
from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import (
    AccountDisabledError,
    AccountLockedError,
    UsernameTakenError,
    WrongCredentialsError,
    WrongUseError,
)
from assistant.moments import from_now, now
from assistant.office.passwords import check_password, hash_password, is_right, make_password
from assistant.office.schema import ROLE_NAMES, Account, Role
from assistant.office.tables import AccountRow, SessionRow
from assistant.settings import OfficeSettings
from ingest.errors import NotFoundError
from ingest.schema import Record

FIRST_USERNAME = "admin"

_USERNAME = re.compile(r"[\w.@-]{1,64}")

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Department = Annotated[str, StringConstraints(strip_whitespace=True, max_length=128)]
Roles = Annotated[tuple[Role, ...], Field(min_length=1)]


class NewAccount(Record):
    """What the administrator says of a person who shall sign in."""

    username: Name
    name: Name
    department: Department = ""
    roles: Roles = (Role.READER,)


class AccountChanges(Record):
    """What the administrator changes of an account; fields left out stay as they are."""

    name: Name | None = None
    department: Department | None = None
    roles: Roles | None = None
    is_active: bool | None = None


class Accounts:
    """The people who may sign in.

    Args:
        engine: The office's database.
        settings: When wrong passwords lock an account, and for how long.
    """

    def __init__(self, engine: Engine, settings: OfficeSettings) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._settings = settings

    # --- Looking up -------------------------------------------------------------------------

    def list_accounts(self, query: str = "") -> list[Account]:
        """Return the accounts by username.

        Args:
            query: Part of a username, name or department; all by default.
        """
        statement = select(AccountRow.__table__).order_by(AccountRow.username)
        if query := fold(query):
            columns = (AccountRow.username, AccountRow.name, AccountRow.department)
            statement = statement.where(
                or_(*(func.lower(column).contains(query, autoescape=True) for column in columns))
            )
        with self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(statement)]

    def get(self, account_id: str) -> Account:
        """Return an account.

        Raises:
            NotFoundError: there is none of that id.
        """
        with self._engine.connect() as connection:
            return _account(_get(connection, account_id))

    def find(self, username: str) -> Account:
        """Return the account of a username, however it is written.

        Raises:
            NotFoundError: there is none.
        """
        statement = select(AccountRow.__table__).where(AccountRow.username == fold(username))
        with self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise NotFoundError(
                f"没有用户名为“{username}”的账号。", hint="用 policy accounts list 查看全部账号。"
            )
        return _account(row)

    def departments(self) -> list[str]:
        """Return the names of the departments that accounts belong to."""
        statement = (
            select(AccountRow.department)
            .where(AccountRow.department != "")
            .distinct()
            .order_by(AccountRow.department)
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(statement))

    def has_anyone_signed_in(self) -> bool:
        """Return whether the office is in use."""
        statement = select(AccountRow.id).where(AccountRow.signed_in_at.is_not(None)).limit(1)
        with self._engine.connect() as connection:
            return connection.scalar(statement) is not None

    # --- Making and changing ----------------------------------------------------------------

    def create(self, account: NewAccount) -> tuple[Account, str]:
        """Add an account; return it with a password to be changed at the first sign-in.

        Raises:
            WrongUseError: the username holds what cannot be typed everywhere.
            UsernameTakenError: somebody has it.
        """
        password = make_password()
        return self._add(account, password_hash=hash_password(password)), password

    def create_first(self) -> str | None:
        """Add the administrator where there is no account yet.

        Returns:
            The password, to be told once and changed at the first sign-in; None where there are
            accounts.
        """
        with self._engine.connect() as connection:
            if connection.scalar(select(func.count()).select_from(AccountRow)):
                return None
        first = NewAccount(username=FIRST_USERNAME, name="管理员", roles=(Role.ADMINISTRATOR,))
        try:
            _, password = self.create(first)
        except UsernameTakenError:  # Another process was quicker.
            return None
        return password

    def of_subject(self, subject: str, *, username: str, name: str) -> Account:
        """Return the account of somebody who signed in with a provider; a reader the first time.

        Args:
            subject: Who it is: issuer and subject of the provider.
            username: Wished for; a number is added when somebody has it.
            name: As the page shows it.

        Raises:
            AccountDisabledError: an administrator closed the account.
        """
        statement = select(AccountRow.__table__).where(AccountRow.subject == subject)
        wished = re.sub(r"[^\w.@-]", "", fold(username))[:56] or "user"
        for number in range(1, 1000):
            with self._engine.connect() as connection:
                row = connection.execute(statement).one_or_none()
            if row is not None:
                break
            free = NewAccount(username=wished if number == 1 else f"{wished}{number}", name=name)
            try:
                self._add(free, password_hash="", subject=subject)
            except UsernameTakenError:
                continue
        assert row is not None
        return self._sign_in(row)

    def update(self, account_id: str, changes: AccountChanges) -> Account:
        """Change an account; one that is closed is signed out everywhere.

        Raises:
            NotFoundError: there is none of that id.
            WrongUseError: nobody would be left to administer.
        """
        values = {name: value for name, value in changes.model_dump().items() if value is not None}
        with self._writer.begin() as connection:
            before = _account(_get(connection, account_id))
            after = before.model_copy(update=values)
            if _administers(before) and not _administers(after):
                _require_another_administrator(connection, account_id)
            if values:
                _change(connection, account_id, **values)
            if not after.is_active:
                _sign_out(connection, account_id)
            return _account(_get(connection, account_id))

    # --- Passwords --------------------------------------------------------------------------

    def authenticate(self, username: str, password: str) -> Account:
        """Return the account that a username and its password belong to.

        An unknown username takes as long as a wrong password.

        Raises:
            WrongCredentialsError: they do not belong together.
            AccountLockedError: too many wrong passwords came before.
            AccountDisabledError: an administrator closed the account.
        """
        return self._sign_in(self._verify(fold(username), password))

    def change_password(self, account: Account, old: str, new: str) -> None:
        """Let a person choose a password; every session of the account ends.

        Raises:
            WrongUseError: the old one is wrong, or the new one is easy to guess.
            AccountLockedError: too many wrong passwords came before.
        """
        try:
            self._verify(account.username, old)
        except WrongCredentialsError as error:
            raise WrongUseError("原密码不对。", hint="请重新输入原密码。") from error
        if new == old:
            raise WrongUseError("新密码与原密码相同。", hint="请换一个新密码。")
        check_password(new, username=account.username)
        self._set_password(account.id, new, must_change=False)

    def reset_password(self, account_id: str) -> tuple[Account, str]:
        """Give an account a new password, to be changed at the next sign-in, and unlock it.

        Every session of the account ends.

        Raises:
            NotFoundError: there is none of that id.
        """
        password = make_password()
        return self._set_password(account_id, password, must_change=True), password

    # --- Steps ------------------------------------------------------------------------------

    def _add(
        self, account: NewAccount, *, password_hash: str, subject: str | None = None
    ) -> Account:
        username = fold(account.username)
        if not _USERNAME.fullmatch(username):
            raise WrongUseError(
                f"用户名“{account.username}”不能使用。",
                hint="用户名由汉字、字母、数字和 . _ - @ 组成，中间没有空格，最多 64 个字。",
            )
        account_id = uuid4().hex
        values = {
            "id": account_id,
            "username": username,
            "name": account.name,
            "department": account.department,
            "roles": list(account.roles),
            "password_hash": password_hash,
            "must_change_password": bool(password_hash),
            "is_active": True,
            "failures": 0,
            "subject": subject,
            "created_at": now(),
        }
        try:
            with self._writer.begin() as connection:
                connection.execute(insert(AccountRow).values(values))
                return _account(_get(connection, account_id))
        except IntegrityError as error:
            raise UsernameTakenError(
                f"已经有用户名为“{username}”的账号。", hint="请换一个用户名。"
            ) from error

    def _verify(self, username: str, password: str) -> Row[Any]:
        """Return the row of an account whose password it is; raises as `authenticate` does."""
        row = self._count_attempt(username)
        if not is_right(password, row.password_hash if row else ""):
            raise WrongCredentialsError(
                "用户名或密码不对。",
                hint=f"请检查后重试；连续输错 {self._settings.failures} 次，账号将锁定 "
                f"{self._settings.lock_minutes:g} 分钟。忘记密码请找管理员重置。",
            )
        assert row is not None
        with self._writer.begin() as connection:
            _change(connection, row.id, failures=0, locked_until=None)
        return row

    def _count_attempt(self, username: str) -> Row[Any] | None:
        """Count a password as wrong before it is compared, so that many at once count too."""
        with self._writer.begin() as connection:
            statement = select(AccountRow.__table__).where(AccountRow.username == username)
            row = connection.execute(statement).one_or_none()
            if row is None:
                return None
            if row.locked_until and row.locked_until > now():
                raise AccountLockedError(
                    "输错密码次数太多，账号已暂时锁定。",
                    hint=f"请在 {self._settings.lock_minutes:g} 分钟后再试，或请管理员重置密码。",
                )
            failures = 1 if row.locked_until else row.failures + 1
            is_last = failures >= self._settings.failures
            locked_until = from_now(timedelta(minutes=self._settings.lock_minutes))
            _change(
                connection,
                row.id,
                failures=failures,
                locked_until=locked_until if is_last else None,
            )
            return row

    def _sign_in(self, row: Row[Any]) -> Account:
        if not row.is_active:
            raise AccountDisabledError("这个账号已停用。", hint="如需使用，请找管理员启用。")
        with self._writer.begin() as connection:
            _change(connection, row.id, signed_in_at=now())
            return _account(_get(connection, row.id))

    def _set_password(self, account_id: str, password: str, *, must_change: bool) -> Account:
        password_hash = hash_password(password)
        with self._writer.begin() as connection:
            _get(connection, account_id)
            _change(
                connection,
                account_id,
                password_hash=password_hash,
                must_change_password=must_change,
                failures=0,
                locked_until=None,
            )
            _sign_out(connection, account_id)
            return _account(_get(connection, account_id))


def fold(name: str) -> str:
    """Return a username as it is compared: neither case nor width matters.

    >>> fold(" Ｚhang.San ")
    'zhang.san'
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


def read_roles(names: Sequence[str]) -> tuple[Role, ...]:
    """Return the roles of some names, Chinese or English.

    >>> [role.value for role in read_roles(["资料员", "reader"])]
    ['keeper', 'reader']

    Raises:
        WrongUseError: there is no such role.
    """
    known = {name: role for role in Role for name in (role.value, ROLE_NAMES[role])}
    unknown = "、".join(name for name in names if name not in known)
    if unknown:
        raise WrongUseError(
            f"没有这样的角色：{unknown}。", hint=f"可用的有：{'、'.join(ROLE_NAMES.values())}。"
        )
    return tuple(dict.fromkeys(known[name] for name in names))


def _get(connection: Connection, account_id: str) -> Row[Any]:
    statement = select(AccountRow.__table__).where(AccountRow.id == account_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("没有这个账号。", hint="它可能已被删除，请刷新账号列表。")
    return row


def _change(connection: Connection, account_id: str, **values: Any) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


def _sign_out(connection: Connection, account_id: str) -> None:
    connection.execute(delete(SessionRow).where(SessionRow.account_id == account_id))


def _require_another_administrator(connection: Connection, account_id: str) -> None:
    statement = select(AccountRow.__table__).where(AccountRow.id != account_id)
    if not any(_administers(_account(row)) for row in connection.execute(statement)):
        raise WrongUseError(
            "这是最后一个可用的管理员账号，不能停用，也不能取消管理员身份。",
            hint="请先把另一个账号设为管理员。",
        )


def _administers(account: Account) -> bool:
    return account.is_active and Role.ADMINISTRATOR in account.roles


def _account(row: Row[Any]) -> Account:
    is_locked = row.locked_until is not None and row.locked_until > now()
    return Account(
        id=row.id,
        username=row.username,
        name=row.name,
        department=row.department,
        roles=tuple(Role(role) for role in row.roles),
        must_change_password=row.must_change_password,
        is_active=row.is_active,
        locked_until=row.locked_until if is_locked else None,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )
