"""Passwords: hashed, made up, judged."""

import secrets
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from assistant.errors import WrongUseError

SHORTEST = 8
# Longer ones only cost time.
LONGEST = 128

# None that is mistaken for another when read out or copied by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4

_HASHER = PasswordHash((Argon2Hasher(),))
# Each comparison takes 64 MiB; a crowd at the door must not take them all at once.
_TURNS = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Return the Argon2 hash that is kept instead of a password."""
    with _TURNS:
        return _HASHER.hash(password)


def is_right(password: str, password_hash: str) -> bool:
    """Return whether a password is the one that was hashed.

    Takes as long for an empty hash, which no password fits.
    """
    kept = password_hash or _hash_of_nobody()
    with _TURNS:
        found = _HASHER.verify(password, kept)
    return found and bool(password_hash)


def make_password() -> str:
    """Return a random password that can be read out, e.g. "k7mw-9qda-x3fp"."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def check_password(password: str, *, username: str) -> None:
    """Refuse a password that somebody else would guess.

    Raises:
        WrongUseError: says why, and what to choose.
    """
    folded = password.casefold()
    problem = ""
    if len(password) < SHORTEST:
        problem = f"密码太短，至少 {SHORTEST} 位"
    elif len(password) > LONGEST:
        problem = f"密码太长，最多 {LONGEST} 位"
    elif username.casefold() in (folded, folded[::-1]):
        problem = "密码不能与用户名相同"
    elif folded in common_passwords() or len(set(folded)) < 3:
        problem = "这个密码太常见，容易被人猜到"
    if problem:
        raise WrongUseError(
            f"{problem}。", hint=f"请换一个至少 {SHORTEST} 位的密码，例如几个词加上数字。"
        )


@cache
def common_passwords() -> frozenset[str]:
    """Return what people choose first, folded."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in lines.splitlines() if not line.startswith("#"))


@cache
def _hash_of_nobody() -> str:
    return hash_password(make_password())
