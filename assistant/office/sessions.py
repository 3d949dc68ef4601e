"""Sessions: browsers in which somebody is signed in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine, delete, insert, select, update

from assistant.moments import from_now, now
from assistant.office.tables import SessionRow

# Written down no oftener than this, so that reading a page writes nothing.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A browser in which somebody is signed in."""

    token: str
    """What the cookie holds; the database knows its digest only."""

    account_id: str
    csrf_token: str
    """What a page must send beside the cookie to change something."""


class Sessions:
    """The browsers in which people are signed in.

    Args:
        engine: The office's database.
        hours: How long one stays signed in without being used.
    """

    def __init__(self, engine: Engine, *, hours: float) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._span = timedelta(hours=hours)

    def open(self, account_id: str, *, address: str) -> Session:
        """Sign a browser in."""
        session = Session(
            token=secrets.token_urlsafe(32),
            account_id=account_id,
            csrf_token=secrets.token_urlsafe(32),
        )
        moment = now()
        with self._writer.begin() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.expires_at <= moment))
            connection.execute(
                insert(SessionRow).values(
                    id=digest(session.token),
                    account_id=account_id,
                    csrf_token=session.csrf_token,
                    address=address,
                    created_at=moment,
                    seen_at=moment,
                    expires_at=from_now(self._span),
                )
            )
        return session

    def find(self, token: str) -> Session | None:
        """Return the session of a cookie and keep it alive; None where there is none any more."""
        statement = select(SessionRow.__table__).where(
            SessionRow.id == digest(token), SessionRow.expires_at > now()
        )
        with self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        if datetime.fromisoformat(now()) - datetime.fromisoformat(row.seen_at) > SEEN_EVERY:
            self._keep_alive(row.id)
        return Session(token=token, account_id=row.account_id, csrf_token=row.csrf_token)

    def close(self, session: Session) -> None:
        """Sign a browser out."""
        with self._writer.begin() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.id == digest(session.token)))

    def _keep_alive(self, session_id: str) -> None:
        values = {"seen_at": now(), "expires_at": from_now(self._span)}
        with self._writer.begin() as connection:
            connection.execute(update(SessionRow).where(SessionRow.id == session_id).values(values))


def digest(secret: str) -> str:
    """Return what is kept of a random secret: it cannot be guessed, so a fast hash will do."""
    return sha256(secret.encode()).hexdigest()
