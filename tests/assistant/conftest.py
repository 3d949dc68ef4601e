from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from assistant.application import Assistant
from assistant.office import passwords
from tests.assistant.tiny_library import open_tiny_library

REAL_HASHER = passwords._HASHER


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed in no time; what is kept of them is of the same kind."""
    patch = pytest.MonkeyPatch()
    quick = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "_HASHER", PasswordHash((quick,)))
    yield
    patch.undo()


@pytest.fixture
def slow_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed as they are for everybody else."""
    monkeypatch.setattr(passwords, "_HASHER", REAL_HASHER)
    passwords._hash_of_nobody.cache_clear()
    yield
    passwords._hash_of_nobody.cache_clear()


@pytest.fixture(scope="session")
def tiny_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real assistant over the tiny library; shared, so tests leave it as it is."""
    assistant = open_tiny_library(tmp_path_factory.mktemp("tiny"))
    yield assistant
    assistant.close()
