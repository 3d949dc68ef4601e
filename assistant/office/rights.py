"""Who may see which library.

A library nobody spoke of is open. What is closed is seen by administrators and by the people and
departments it was granted to; a keeper sees no more than others.
"""

import unicodedata
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from assistant.errors import WrongUseError
from assistant.office.schema import Account, LibraryAccess, Permission, Reader
from assistant.office.tables import AccountRow, LibraryAccessRow, LibraryGrantRow
from ingest.errors import NotFoundError
from ingest.schema import DEFAULT_LIBRARY

if TYPE_CHECKING:
    from ingest.library.library import Library

LONGEST_NAME = 100

# Those who decide where a document goes, or who may see it.
OVERSEERS = frozenset({Permission.KEEP, Permission.ADMINISTER})


class Rights:
    """The rights of people and departments; read anew each time, so a change counts at once.

    Args:
        engine: The database, with the tables of the office.
        library: Which libraries there are, and what they hold.
    """

    def __init__(self, engine: Engine, library: "Library") -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._library = library

    def libraries_of(self, account: Account) -> frozenset[str] | None:
        """Return the names of the libraries that somebody may see; None for every one."""
        if Permission.ADMINISTER in account.permissions:
            return None
        its_grants = [LibraryGrantRow.account_id == account.id]
        if department := _clean(account.department):
            its_grants.append(LibraryGrantRow.department == department)
        granted = select(LibraryGrantRow.library).where(or_(*its_grants))
        with self._engine.connect() as connection:
            is_open = _read_openness(connection)
            seen = set(connection.scalars(granted))
        seen.update(name for name in self._names(is_open) if is_open.get(name, True))
        return frozenset(seen)

    def list_access(self, reader: Reader) -> list[LibraryAccess]:
        """Return the libraries somebody may see, by name.

        Who else may see them is told only to those who keep or administer.
        """
        with self._engine.connect() as connection:
            is_open = _read_openness(connection)
            people, departments = _read_grants(connection)
        counts = self._library.count_by_library()
        tells_people = not OVERSEERS.isdisjoint(reader.permissions)
        return [
            LibraryAccess(
                library=name,
                documents=counts.get(name, 0),
                is_open=is_open.get(name, True),
                people=tuple(people.get(name, ())) if tells_people else (),
                departments=tuple(departments.get(name, ())) if tells_people else (),
            )
            for name in sorted(self._names(is_open))
            if reader.libraries is None or name in reader.libraries
        ]

    def create_library(self, name: str, *, is_open: bool) -> LibraryAccess:
        """Return a new library, without a document yet.

        Raises:
            WrongUseError: there is one of that name, or it is no name.
        """
        name = _checked_name(name)
        with self._writer.begin() as connection:
            if name in self._names(_read_openness(connection)):
                raise WrongUseError(f"已经有名为“{name}”的资料库。", hint="请换一个名称。")
            _write_openness(connection, name, is_open=is_open)
        return LibraryAccess(library=name, documents=0, is_open=is_open)

    def set_access(
        self, name: str, *, is_open: bool, people: Collection[str], departments: Collection[str]
    ) -> LibraryAccess:
        """Decide who may see a library, in place of what held before.

        Args:
            name: A library that holds a document or was created.
            is_open: Whether everybody may; people and departments are then kept for later.
            people: Ids of accounts.
            departments: Their names.

        Raises:
            NotFoundError: there is no such library, or no such account.
        """
        people = list(dict.fromkeys(people))
        departments = [each for each in dict.fromkeys(map(_clean, departments)) if each]
        with self._writer.begin() as connection:
            if name not in self._names(_read_openness(connection)):
                raise NotFoundError(
                    f"没有名为“{name}”的资料库。", hint="请刷新后重新选择，或先新建这个资料库。"
                )
            _require_accounts(connection, people)
            _write_openness(connection, name, is_open=is_open)
            connection.execute(delete(LibraryGrantRow).where(LibraryGrantRow.library == name))
            grants = [
                *({"account_id": id_, "department": None} for id_ in people),
                *({"account_id": None, "department": each} for each in departments),
            ]
            if grants:
                connection.execute(
                    insert(LibraryGrantRow), [{"library": name, **grant} for grant in grants]
                )
        return LibraryAccess(
            library=name,
            documents=self._library.count_by_library().get(name, 0),
            is_open=is_open,
            people=tuple(people),
            departments=tuple(departments),
        )

    def _names(self, is_open: Iterable[str]) -> set[str]:
        """Return the names of all libraries: those with a document, those created, the default."""
        return {DEFAULT_LIBRARY, *self._library.libraries(), *is_open}


def _read_openness(connection: Connection) -> dict[str, bool]:
    query = select(LibraryAccessRow.library, LibraryAccessRow.is_open)
    return {row.library: row.is_open for row in connection.execute(query)}


def _read_grants(connection: Connection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return ids of accounts, and departments, by library, in the order they were granted."""
    people: dict[str, list[str]] = {}
    departments: dict[str, list[str]] = {}
    columns = (LibraryGrantRow.library, LibraryGrantRow.account_id, LibraryGrantRow.department)
    for row in connection.execute(select(*columns).order_by(LibraryGrantRow.id)):
        if row.account_id is not None:
            people.setdefault(row.library, []).append(row.account_id)
        else:
            departments.setdefault(row.library, []).append(row.department)
    return people, departments


def _write_openness(connection: Connection, name: str, *, is_open: bool) -> None:
    known = LibraryAccessRow.library == name
    if connection.scalar(select(LibraryAccessRow.library).where(known)) is None:
        connection.execute(insert(LibraryAccessRow).values(library=name, is_open=is_open))
    else:
        connection.execute(update(LibraryAccessRow).where(known).values(is_open=is_open))


def _require_accounts(connection: Connection, ids: Collection[str]) -> None:
    found = set(connection.scalars(select(AccountRow.id).where(AccountRow.id.in_(ids))))
    missing = [id_ for id_ in ids if id_ not in found]
    if missing:
        raise NotFoundError(
            f"没有编号为 {missing[0]} 的账号。", hint="该账号可能已被删除，请刷新后重新选择。"
        )


def _checked_name(name: str) -> str:
    name = _clean(name)
    if not name:
        raise WrongUseError("没有填写资料库的名称。", hint="请填写名称，如“政策文件”。")
    if len(name) > LONGEST_NAME:
        raise WrongUseError(
            f"资料库的名称太长（{len(name)} 字）。", hint=f"请缩短到 {LONGEST_NAME} 字以内。"
        )
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in name):
        raise WrongUseError("资料库的名称里有看不见的字符。", hint="请删去后重新输入。")
    return name


def _clean(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()
