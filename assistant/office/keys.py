"""API keys: with which programs speak for a person."""

import secrets
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

from pydantic import Field, StringConstraints
from sqlalchemy import Engine, Row, insert, select, update

from assistant.errors import WrongUseError
from assistant.moments import from_now, now
from assistant.office.schema import Account, ApiKey, Permission
from assistant.office.sessions import SEEN_EVERY, digest
from assistant.office.tables import ApiKeyRow
from ingest.errors import NotFoundError
from ingest.schema import Record

MARK = "pa_"
# As much of a key as its owner needs to know it again.
PREFIX_LENGTH = 8
MOST_KEYS = 50


class NewKey(Record):
    """What a person says of a key for a program."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    scopes: tuple[Permission, ...] = Field(min_length=1)
    expires_in_days: int | None = Field(default=None, ge=1, le=3650)
    """None for a key that holds until it is revoked."""


class Keys:
    """The API keys of all accounts.

    Args:
        engine: The office's database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    def create(self, account: Account, new: NewKey) -> tuple[ApiKey, str]:
        """Make a key; return it with the secret, which nobody can be told again.

        Raises:
            WrongUseError: a scope is beyond what the account may do, or there are too many keys.
        """
        beyond = set(new.scopes) - account.permissions
        if beyond:
            raise WrongUseError(
                "密钥的权限不能超过账号本身的权限。", hint="请只选择您自己拥有的权限。"
            )
        if sum(key.revoked_at is None for key in self.list_keys(account.id)) >= MOST_KEYS:
            raise WrongUseError(
                f"每个账号最多 {MOST_KEYS} 个密钥。", hint="请先停用不再使用的密钥。"
            )
        secret = MARK + secrets.token_urlsafe(32)
        days = new.expires_in_days
        key_id = uuid4().hex
        values = {
            "id": key_id,
            "account_id": account.id,
            "name": new.name,
            "prefix": secret[:PREFIX_LENGTH],
            "digest": digest(secret),
            "scopes": sorted(set(new.scopes), key=list(Permission).index),
            "created_at": now(),
            "expires_at": None if days is None else from_now(timedelta(days=days)),
        }
        with self._writer.begin() as connection:
            connection.execute(insert(ApiKeyRow).values(values))
        return self._get(account.id, key_id), secret

    def list_keys(self, account_id: str) -> list[ApiKey]:
        """Return the keys of an account, the newest first, revoked ones too."""
        statement = (
            select(ApiKeyRow.__table__)
            .where(ApiKeyRow.account_id == account_id)
            .order_by(ApiKeyRow.created_at.desc())
        )
        with self._engine.connect() as connection:
            return [_key(row) for row in connection.execute(statement)]

    def find(self, secret: str) -> tuple[ApiKey, str] | None:
        """Return a key that holds and the id of its account; None where there is none."""
        statement = select(ApiKeyRow.__table__).where(ApiKeyRow.digest == digest(secret))
        with self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now()):
            return None
        self._note_use(row)
        return _key(row), row.account_id

    def revoke(self, account_id: str, key_id: str) -> ApiKey:
        """End a key; one that has ended stays as it is.

        Raises:
            NotFoundError: the account has no such key.
        """
        self._get(account_id, key_id)
        statement = (
            update(ApiKeyRow)
            .where(ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
            .values(revoked_at=now())
        )
        with self._writer.begin() as connection:
            connection.execute(statement)
        return self._get(account_id, key_id)

    def _get(self, account_id: str, key_id: str) -> ApiKey:
        for key in self.list_keys(account_id):
            if key.id == key_id:
                return key
        raise NotFoundError("没有这个密钥。", hint="请刷新密钥列表。")

    def _note_use(self, row: Row[Any]) -> None:
        moment = now()
        used_at = row.used_at or row.created_at
        is_fresh = datetime.fromisoformat(moment) - datetime.fromisoformat(used_at) < SEEN_EVERY
        if row.used_at and is_fresh:
            return
        statement = update(ApiKeyRow).where(ApiKeyRow.id == row.id).values(used_at=moment)
        with self._writer.begin() as connection:
            connection.execute(statement)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(Permission(scope) for scope in row.scopes),
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
