"""Who may see which library, over real tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from assistant.errors import WrongUseError
from assistant.moments import now
from assistant.office.rights import LONGEST_NAME, Rights
from assistant.office.schema import Account, Reader, Role
from assistant.office.tables import SCHEMA, AccountRow
from ingest.errors import NotFoundError
from ingest.library import Store
from ingest.library.database import bring_up_to_date
from ingest.pipeline import ingest_files
from ingest.schema import Outcome
from ingest.settings import IngestSettings
from ingest.testing import BigramEmbedder

TakeIn = Callable[[str, str], None]

CLOSED = "信访办专用"
OPEN = "政策文件"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(IngestSettings(home=tmp_path / "home"), embedder=BigramEmbedder())
    bring_up_to_date(store.engine, SCHEMA, lock=tmp_path / "lock")
    yield store
    store.close()


@pytest.fixture
def engine(store: Store) -> Engine:
    return store.engine


@pytest.fixture
def rights(store: Store) -> Rights:
    return Rights(store.engine, store.library)


@pytest.fixture
def take_in(store: Store, tmp_path: Path) -> TakeIn:
    def take_in(file: str, library: str) -> None:
        path = tmp_path / file
        path.write_text(f"{library}第一条 每月补贴八百元。", encoding="utf-8")
        (event,) = ingest_files([path], store=store, library=library)
        assert event.outcome is Outcome.READY

    return take_in


def add_account(engine: Engine, id_: str, *roles: Role, department: str = "") -> Account:
    values = {
        "id": id_, "username": id_, "name": id_, "department": department,
        "must_change_password": False, "is_active": True, "created_at": now(),
    }  # fmt: skip
    given = [str(role) for role in roles]
    with engine.begin() as connection:
        connection.execute(
            insert(AccountRow).values(**values, roles=given, password_hash="", failures=0)
        )
    return Account(**values, roles=roles)


def reader_of(account: Account, rights: Rights) -> Reader:
    return Reader(
        account=account,
        permissions=account.permissions,
        libraries=rights.libraries_of(account),
    )


def test_everybody_sees_a_library_that_nobody_spoke_of(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    reader = add_account(engine, "zhang", Role.READER)
    assert rights.libraries_of(reader) == {"默认"}
    take_in("甲.txt", OPEN)
    assert rights.libraries_of(reader) == {"默认", OPEN}


def test_a_closed_library_is_seen_by_those_it_was_granted_to_and_by_administrators(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    take_in("甲.txt", CLOSED)
    zhang = add_account(engine, "zhang", Role.READER, Role.KEEPER)
    li = add_account(engine, "li", Role.READER)
    wang = add_account(engine, "wang", Role.READER, department="信访办")
    chen = add_account(engine, "chen", Role.ADMINISTRATOR)
    rights.set_access(CLOSED, is_open=False, people=["li"], departments=["信访办"])
    assert rights.libraries_of(zhang) == {"默认"}
    assert rights.libraries_of(li) == {"默认", CLOSED}
    assert rights.libraries_of(wang) == {"默认", CLOSED}
    assert rights.libraries_of(chen) is None


def test_a_change_counts_at_once(engine: Engine, rights: Rights, take_in: TakeIn) -> None:
    take_in("甲.txt", CLOSED)
    zhang = add_account(engine, "zhang", Role.READER, department="财政局")
    seen = []
    for is_open, people, departments in (
        (False, [], []),
        (False, ["zhang"], []),
        (False, [], ["财政局"]),
        (False, [], ["民政局"]),
        (True, [], []),
    ):
        rights.set_access(CLOSED, is_open=is_open, people=people, departments=departments)
        seen.append(CLOSED in (rights.libraries_of(zhang) or ()))
    assert seen == [False, True, True, False, True]


def test_somebody_without_a_department_is_in_no_department(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    take_in("甲.txt", CLOSED)
    zhang = add_account(engine, "zhang", Role.READER)
    access = rights.set_access(CLOSED, is_open=False, people=[], departments=["", "  "])
    assert access.departments == ()
    assert rights.libraries_of(zhang) == {"默认"}


def test_who_may_see_a_library_is_told_to_keepers_and_to_nobody_else(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    take_in("甲.txt", CLOSED)
    take_in("乙.txt", CLOSED)
    keeper = add_account(engine, "li", Role.KEEPER)
    reader = add_account(engine, "zhang", Role.READER, department="信访办")
    stranger = add_account(engine, "wang", Role.READER)
    given = rights.set_access(CLOSED, is_open=False, people=["li"], departments=["信访办"])
    assert given == rights.list_access(reader_of(keeper, rights))[0]
    assert (given.documents, given.people, given.departments) == (2, ("li",), ("信访办",))
    (told, default) = rights.list_access(reader_of(reader, rights))
    assert (told.library, told.documents, told.is_open) == (CLOSED, 2, False)
    assert (told.people, told.departments) == ((), ())
    assert rights.list_access(reader_of(stranger, rights)) == [default]


def test_a_library_can_be_there_before_its_first_document(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    chen = add_account(engine, "chen", Role.ADMINISTRATOR)
    zhang = add_account(engine, "zhang", Role.READER)
    assert rights.create_library(f" {CLOSED} ", is_open=False).library == CLOSED
    rights.create_library(OPEN, is_open=True)
    listed = {each.library: each for each in rights.list_access(reader_of(chen, rights))}
    assert (listed[CLOSED].documents, listed[CLOSED].is_open) == (0, False)
    assert rights.libraries_of(zhang) == {"默认", OPEN}
    take_in("甲.txt", CLOSED)
    assert rights.libraries_of(zhang) == {"默认", OPEN}


def test_a_name_written_in_two_parts_is_the_same_name(rights: Rights) -> None:
    assert rights.create_library("cafe\u0301", is_open=True).library == "caf\u00e9"
    with pytest.raises(WrongUseError, match="已经有"):
        rights.create_library("caf\u00e9", is_open=True)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("  ", "没有填写", id="empty"),
        pytest.param("库" * (LONGEST_NAME + 1), "太长", id="too_long"),
        pytest.param("库\n二", "看不见", id="control"),
        pytest.param("库\u202e二", "看不见", id="turned_writing"),
        pytest.param("库\ud800", "看不见", id="half_a_character"),
        pytest.param("默认", "已经有", id="taken"),
    ],
)
def test_what_is_no_name_for_a_library_is_refused_with_what_to_do(
    rights: Rights, name: str, told: str
) -> None:
    with pytest.raises(WrongUseError, match=told) as raised:
        rights.create_library(name, is_open=True)
    assert raised.value.hint.endswith("。")
    assert rights.create_library("库" * LONGEST_NAME, is_open=True)


def test_rights_to_what_is_not_there_are_refused_and_nothing_changes(
    engine: Engine, rights: Rights, take_in: TakeIn
) -> None:
    take_in("甲.txt", CLOSED)
    add_account(engine, "zhang", Role.READER)
    chen = add_account(engine, "chen", Role.ADMINISTRATOR)
    rights.set_access(CLOSED, is_open=False, people=["zhang"], departments=[])
    before = rights.list_access(reader_of(chen, rights))
    with pytest.raises(NotFoundError, match="没有这个"):
        rights.set_access("没有这个", is_open=False, people=[], departments=[])
    with pytest.raises(NotFoundError, match="nobody"):
        rights.set_access(CLOSED, is_open=True, people=["zhang", "nobody"], departments=[])
    assert rights.list_access(reader_of(chen, rights)) == before
