"""The bank: every item with its state, the flaws found in it, and its history."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from assistant.errors import EditConflictError, WrongUseError
from assistant.moments import now
from assistant.quiz.deciding import NEED_REASON, STEPS, refusal
from assistant.quiz.rows import (
    Fields,
    evidence_rows,
    fact_key,
    flaw_fields,
    read_item,
    read_view,
    searchable,
    to_row,
)
from assistant.quiz.schema import (
    Action,
    Affected,
    Change,
    Decided,
    Decision,
    Difficulty,
    Ending,
    Flaw,
    Item,
    ItemKind,
    ItemPage,
    ItemState,
    ItemView,
    Question,
    Refused,
)
from assistant.quiz.tables import ChangeRow, EvidenceRow, ItemRow
from ingest.errors import NotFoundError
from ingest.schema import Record

# Databases bound the number of parameters of one statement; 500 is below every bound.
_IDS_PER_QUERY = 500
# Read at a time, so that an export of ten thousand neither holds a transaction nor fills memory.
_ITEMS_PER_QUERY = 500

_Element = TypeVar("_Element")


class ItemFilters(Record):
    """Which items are wanted; what is left out lets everything pass."""

    library: str | None = None
    kind: ItemKind | None = None
    topic: str | None = None
    difficulty: Difficulty | None = None
    state: ItemState | None = None
    flawed: bool | None = None
    """Whether a check found something."""

    query: str = ""
    """Words, all of which stand in the stem or the options."""

    ids: tuple[str, ...] | None = None


class NewItem(Record):
    """An item on its way into the bank."""

    item: Item
    flaws: tuple[Flaw, ...] = ()
    checked_at: int = -1
    """The library's generation when flaws were looked for; -1 where nobody has looked."""

    replaces: str = ""
    """Id of the item it corrects."""


class Added(Record):
    """What became of items that were put into the bank."""

    ids: tuple[str, ...]
    known: tuple[str, ...]
    """Ids of those left out: the bank has them, asks the same fact, or has refused to."""


class Outdated(Record):
    """An item whose source no longer carries its key."""

    id: str
    change: Action
    message: str
    """What changed, in Chinese."""

    proposal: NewItem | None = None


class Tally(Record):
    """How many items there are."""

    states: dict[ItemState, int]
    kinds: dict[ItemKind, int]
    difficulties: dict[Difficulty, int]
    flawed: int


class Anchor(NamedTuple):
    """What evidence of live items refers to."""

    document_id: str
    revision_id: str
    entry_id: str


class Bank:
    """Keeps items; one per process, for any number of threads.

    Args:
        engine: The database, with the bank's tables in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    # --- Adding ---------------------------------------------------------------------------

    def add(self, new: Iterable[NewItem], *, action: Action, by: str = "") -> Added:
        """Put items into the bank, all that it does not have.

        Left out is an item that is there already, in whatever state, and one that asks a fact that
        another item asks, or asked before a trainer refused or withdrew it. Two makers at the same
        time therefore never double an item.

        Args:
            new: Any number.
            action: Where they come from.
            by: Username; "" for the rules and from the terminal.
        """
        wanted = list(new)
        return self._retry(lambda connection: _add(connection, wanted, action, by))

    def _retry(self, write: Callable[[Connection], Added]) -> Added:
        for attempt in range(3):
            try:
                with self._writer.begin() as connection:
                    return write(connection)
            except IntegrityError:
                # On a server two writers may find the same gap; the later one looks again.
                if attempt == 2:
                    raise
        raise AssertionError

    # --- Reading --------------------------------------------------------------------------

    def get(self, item_id: str, *, libraries: AbstractSet[str] | None) -> ItemView:
        """Return an item.

        Raises:
            NotFoundError: there is none that the reader may see.
        """
        query = select(ItemRow).where(ItemRow.id == item_id, *_visible(libraries))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _no_item(item_id)
        return read_view(row)

    def find(
        self,
        filters: ItemFilters | None = None,
        *,
        libraries: AbstractSet[str] | None,
        page: int = 1,
        page_size: int = 50,
    ) -> ItemPage:
        """Return items in the order in which they came, with how many there are.

        Args:
            filters: Which; None for all.
            libraries: Those the reader may see; None for every one.
            page: Counting from 1.
            page_size: Items on a page.
        """
        wanted = [*_conditions(filters or ItemFilters()), *_visible(libraries)]
        rows = (
            select(ItemRow)
            .where(*wanted)
            .order_by(ItemRow.ordinal)
            .limit(page_size)
            .offset((page - 1) * page_size)
        )
        with self._engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(ItemRow).where(*wanted))
            items = tuple(read_view(row) for row in connection.execute(rows))
        return ItemPage(items=items, total=total or 0)

    def each(
        self, filters: ItemFilters | None = None, *, libraries: AbstractSet[str] | None
    ) -> Iterator[ItemView]:
        """Yield every item that passes, in the order in which they came, a few at a time."""
        filters = filters or ItemFilters()
        if filters.ids is None:
            yield from self._each(filters, libraries)
            return
        for ids in _batches(filters.ids, _IDS_PER_QUERY):
            yield from self._each(filters.model_copy(update={"ids": ids}), libraries)

    def _each(self, filters: ItemFilters, libraries: AbstractSet[str] | None) -> Iterator[ItemView]:
        wanted = [*_conditions(filters), *_visible(libraries)]
        last = -1
        while True:
            query = (
                select(ItemRow)
                .where(*wanted, ItemRow.ordinal > last)
                .order_by(ItemRow.ordinal)
                .limit(_ITEMS_PER_QUERY)
            )
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            for row in rows:
                yield read_view(row)
            last = rows[-1].ordinal

    def history(self, item_id: str, *, libraries: AbstractSet[str] | None) -> list[Change]:
        """Return everything that was done to an item, the newest first; raises as `get`."""
        self.get(item_id, libraries=libraries)
        query = select(ChangeRow).where(ChangeRow.item_id == item_id).order_by(ChangeRow.id.desc())
        with self._engine.connect() as connection:
            return [
                Change(
                    at=row.at,
                    by=row.by,
                    action=Action(row.action),
                    note=row.note,
                    before=row.before and Question.model_validate(row.before),
                )
                for row in connection.execute(query)
            ]

    def latest_change(self) -> int:
        """Return a number that grows with everything that is done to an item."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(ChangeRow.id))) or 0

    def changed_after(self, change: int, *, library: str, limit: int) -> tuple[str, ...]:
        """Return the ids of items that came, went or were worded anew, at most so many.

        Args:
            change: As `latest_change` told it before.
            library: Whose items.
            limit: How many at most.
        """
        query = (
            select(ChangeRow.item_id)
            .join(ItemRow)
            .where(
                ChangeRow.id > change,
                ChangeRow.action.not_in([Action.ACCEPTED, Action.PUBLISHED, Action.MOVED]),
                ItemRow.library == library,
            )
            .distinct()
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(connection.scalars(query))

    def outdated(self, library: str) -> dict[str, str]:
        """Return the ids of a library's items whose source changed, by the key of their fact."""
        query = select(ItemRow.fact, ItemRow.id).where(
            ItemRow.library == library,
            ItemRow.fact != "",
            ItemRow.ending == Ending.OUTDATED.value,
        )
        with self._engine.connect() as connection:
            return {row.fact: row.id for row in connection.execute(query.order_by(ItemRow.ordinal))}

    def tally(self, *, libraries: AbstractSet[str] | None) -> Tally:
        """Return how many items there are of each state, kind and difficulty."""
        columns = (ItemRow.state, ItemRow.kind, ItemRow.difficulty)
        is_flawed = ItemRow.severity != ""
        query = (
            select(*columns, func.count(), func.count().filter(is_flawed))
            .where(*_visible(libraries))
            .group_by(*columns)
        )
        states = dict.fromkeys(ItemState, 0)
        kinds = dict.fromkeys(ItemKind, 0)
        difficulties = dict.fromkeys(Difficulty, 0)
        flawed = 0
        with self._engine.connect() as connection:
            for state, kind, difficulty, count, some in connection.execute(query):
                states[ItemState(state)] += count
                kinds[ItemKind(kind)] += count
                difficulties[Difficulty(difficulty)] += count
                flawed += some
        return Tally(states=states, kinds=kinds, difficulties=difficulties, flawed=flawed)

    def topics(self, *, libraries: AbstractSet[str] | None) -> dict[str, int]:
        """Return how many items there are on each topic that are not withdrawn, by its name."""
        query = (
            select(ItemRow.topic, func.count())
            .where(ItemRow.topic != "", _is_live(), *_visible(libraries))
            .group_by(ItemRow.topic)
            .order_by(ItemRow.topic)
        )
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def libraries(self) -> list[str]:
        """Return the libraries that have items."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(ItemRow.library).distinct().order_by("library")))

    def taken(self, library: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of a library's items, and the keys of the facts not to be asked again."""
        query = select(ItemRow.id, ItemRow.fact, ItemRow.ending).where(ItemRow.library == library)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return frozenset(row.id for row in rows), frozenset(
            row.fact for row in rows if row.fact and row.ending != Ending.OUTDATED
        )

    # --- Changing -------------------------------------------------------------------------

    def edit(
        self,
        item: Item,
        *,
        version: int,
        flaws: Sequence[Flaw],
        checked_at: int,
        by: str,
        libraries: AbstractSet[str] | None,
    ) -> ItemView:
        """Put an item as somebody changed it in place of what it was, and return it.

        A published item is to be looked at again: it is reviewed then.

        Args:
            item: As it is to be; its state is left as it stands in the bank.
            version: Of the item that was changed.
            flaws: What checks found in it.
            checked_at: The library's generation when they did.
            by: Username.
            libraries: Those the reader may see; None for every one.

        Raises:
            NotFoundError: there is none that the reader may see.
            EditConflictError: somebody else changed it in the meantime.
        """
        old = self.get(item.id, libraries=libraries).item
        state = ItemState.REVIEWED if old.state is ItemState.PUBLISHED else old.state
        kept = {"state": state, "note": old.note, "library": old.library, "fact": old.fact}
        row = to_row(item.model_copy(update=kept)) | flaw_fields(flaws)
        moment = now()
        change = (
            update(ItemRow)
            .where(ItemRow.id == item.id, ItemRow.version == version)
            .values(
                **row, checked_at=checked_at, version=version + 1, updated_at=moment, updated_by=by
            )
        )
        before = Question.model_validate(old.model_dump(include=set(Question.model_fields)))
        with self._writer.begin() as connection:
            if not connection.execute(change).rowcount:
                raise EditConflictError(
                    "这道题刚被别人改过。",
                    hint="请刷新后在最新的内容上修改；您写的内容还在页面上。",
                )
            _write_evidence(connection, [item])
            _log(connection, [item.id], Action.EDITED, by, moment, before=before)
        return self.get(item.id, libraries=libraries)

    def decide(
        self,
        ids: Collection[str],
        decision: Decision,
        *,
        reason: str = "",
        by: str = "",
        libraries: AbstractSet[str] | None,
    ) -> Decided:
        """Decide on items at once; of those on which that cannot be decided it is told why.

        Args:
            ids: Any number, of items that the reader may see.
            decision: What is decided.
            reason: Why; a trainer who rejects or withdraws has to say it.
            by: Username.
            libraries: Those the reader may see; None for every one.

        Raises:
            WrongUseError: there is no reason where one is needed.
        """
        reason = reason.strip()
        if decision in NEED_REASON and not reason:
            raise WrongUseError("没有写明原因。", hint="请写明为什么不用这道题，便于以后查看。")
        done: list[str] = []
        refused: list[Refused] = []
        moment = now()
        with self._writer.begin() as connection:
            rows = _by_id(connection, ids, libraries)
            held = _held_facts(connection, rows.values()) if decision is Decision.RESTORE else set()
            for id_ in dict.fromkeys(ids):
                row = rows.get(id_)
                message = _refusal(decision, row, held)
                if message:
                    refused.append(Refused(id=id_, message=message))
                else:
                    done.append(id_)
                    if row is not None and row.fact:
                        held.add((row.library, row.fact))
            step = STEPS[decision]
            note = reason if step.ending else ""
            values = {"state": step.target.value, "ending": step.ending or "", "note": note}
            _set(connection, done, values, by, moment)
            _log(connection, done, step.action, by, moment, note=reason)
        return Decided(done=tuple(done), refused=tuple(refused))

    def mark(self, flaws: Mapping[str, Sequence[Flaw]], *, checked_at: int) -> None:
        """Keep what checks found in items; what they say is not changed by it.

        Args:
            flaws: By the items' ids.
            checked_at: The library's generation when they were found.
        """
        for some in _batches(flaws.items(), _ITEMS_PER_QUERY):
            with self._writer.begin() as connection:
                for id_, found in some:
                    values = flaw_fields(found) | {"checked_at": checked_at}
                    connection.execute(update(ItemRow).where(ItemRow.id == id_).values(**values))

    def unchecked(
        self, ids: Collection[str], generation: int, *, libraries: AbstractSet[str] | None
    ) -> list[Item]:
        """Return those of some items whose flaws were not looked for in the library as it is."""
        with self._engine.connect() as connection:
            rows = _by_id(connection, ids, libraries).values()
        return [read_item(row) for row in rows if row.checked_at != generation]

    # --- When sources change ----------------------------------------------------------------

    def anchors(self) -> list[Anchor]:
        """Return what the evidence of the items that are not withdrawn refers to, each once."""
        columns = (EvidenceRow.document_id, EvidenceRow.revision_id, EvidenceRow.entry_id)
        query = select(*columns).join(ItemRow).where(_is_live()).distinct()
        with self._engine.connect() as connection:
            return [Anchor(*row) for row in connection.execute(query)]

    def anchored(self, anchor: Anchor) -> list[ItemView]:
        """Return the items, not withdrawn, whose evidence refers to something."""
        query = (
            select(ItemRow)
            .join(EvidenceRow)
            .where(
                _is_live(),
                EvidenceRow.document_id == anchor.document_id,
                EvidenceRow.revision_id == anchor.revision_id,
                EvidenceRow.entry_id == anchor.entry_id,
            )
            .order_by(ItemRow.ordinal)
        )
        with self._engine.connect() as connection:
            return [read_view(row) for row in connection.execute(query)]

    def move(self, views: Sequence[ItemView]) -> tuple[str, ...]:
        """Keep where evidence stands now, of items whose key it still carries.

        Returns:
            The ids of those that nobody changed in the meantime.
        """
        moment = now()
        moved: list[Item] = []
        with self._writer.begin() as connection:
            for view in views:
                change = (
                    update(ItemRow)
                    .where(ItemRow.id == view.item.id, ItemRow.version == view.version)
                    .values(content=to_row(view.item)["content"], version=view.version + 1)
                )
                if connection.execute(change).rowcount:
                    moved.append(view.item)
            _write_evidence(connection, moved)
            _log(connection, [item.id for item in moved], Action.MOVED, "", moment)
        return tuple(item.id for item in moved)

    def outdate(self, outdated: Sequence[Outdated]) -> tuple[str, ...]:
        """Withdraw items whose source no longer carries their key, and add what corrects them.

        Returns:
            The ids of those that nobody had withdrawn in the meantime.
        """
        moment = now()
        done: list[str] = []

        def write(connection: Connection) -> Added:
            rows = _by_id(connection, [each.id for each in outdated], None)
            live = [each for each in outdated if rows[each.id].state != ItemState.WITHDRAWN]
            done[:] = [each.id for each in live]
            for each in live:
                values = {
                    "state": ItemState.WITHDRAWN.value,
                    "ending": Ending.OUTDATED.value,
                    "note": each.message,
                }
                _set(connection, [each.id], values, "", moment)
                _log(connection, [each.id], each.change, "", moment, note=each.message)
            proposals = [each.proposal for each in live if each.proposal]
            return _add(connection, proposals, Action.PROPOSED, "")

        self._retry(write)
        return tuple(done)

    def affected(self, *, libraries: AbstractSet[str] | None) -> list[Affected]:
        """Return the items that were withdrawn since their source changed, the latest first."""
        outdated = (ItemRow.ending == Ending.OUTDATED.value, *_visible(libraries))
        query = (
            select(ItemRow).where(*outdated).order_by(ItemRow.updated_at.desc(), ItemRow.ordinal)
        )
        ids = select(ItemRow.id).where(*outdated)
        changes = select(ChangeRow.item_id, ChangeRow.action).where(
            ChangeRow.item_id.in_(ids),
            ChangeRow.action.in_([Action.CHANGED, Action.GONE, Action.REPEALED]),
        )
        proposals = select(ItemRow).where(ItemRow.replaces.in_(ids))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            # Of several the last one counts.
            actions = {
                row.item_id: Action(row.action)
                for row in connection.execute(changes.order_by(ChangeRow.id))
            }
            corrected = {row.replaces: read_item(row) for row in connection.execute(proposals)}
        return [
            Affected(
                item=read_item(row),
                change=actions[row.id],
                message=row.note,
                proposal=corrected.get(row.id),
            )
            for row in rows
        ]


# --- Inside a transaction -------------------------------------------------------------------


def _add(connection: Connection, new: Sequence[NewItem], action: Action, by: str) -> Added:
    ids = _known_ids(connection, [each.item.id for each in new])
    facts = _asked_facts(connection, [each.item.fact for each in new])
    first = (connection.scalar(select(func.max(ItemRow.ordinal))) or 0) + 1
    moment = now()
    rows: list[Fields] = []
    added: list[Item] = []
    known: list[str] = []
    for each in new:
        item = each.item
        fact = (item.library, fact_key(item.fact))
        if item.id in ids or fact in facts:
            known.append(item.id)
            continue
        ids.add(item.id)
        if item.fact:
            facts.add(fact)
        rows.append(
            to_row(item)
            | flaw_fields(each.flaws)
            | {
                "ordinal": first + len(rows),
                "ending": "",
                "replaces": each.replaces,
                "checked_at": each.checked_at,
                "version": 1,
                "created_at": moment,
                "updated_at": moment,
                "updated_by": by,
            }
        )
        added.append(item)
    if rows:
        connection.execute(insert(ItemRow), rows)
        _write_evidence(connection, added)
        _log(connection, [item.id for item in added], action, by, moment)
    return Added(ids=tuple(item.id for item in added), known=tuple(known))


def _known_ids(connection: Connection, ids: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in _batches(ids, _IDS_PER_QUERY):
        found.update(connection.scalars(select(ItemRow.id).where(ItemRow.id.in_(some))))
    return found


def _asked_facts(connection: Connection, facts: Iterable[str]) -> set[tuple[str, str]]:
    """Return which facts are not to be asked again, each with its library."""
    keys = [fact_key(fact) for fact in facts if fact]
    found: set[tuple[str, str]] = set()
    for some in _batches(keys, _IDS_PER_QUERY):
        query = select(ItemRow.library, ItemRow.fact).where(
            ItemRow.fact.in_(some), ItemRow.ending != Ending.OUTDATED.value
        )
        found.update((row.library, row.fact) for row in connection.execute(query))
    return found


def _by_id(
    connection: Connection, ids: Collection[str], libraries: AbstractSet[str] | None
) -> dict[str, Row[Any]]:
    rows: dict[str, Row[Any]] = {}
    for some in _batches(dict.fromkeys(ids), _IDS_PER_QUERY):
        query = select(ItemRow).where(ItemRow.id.in_(some), *_visible(libraries))
        rows.update((row.id, row) for row in connection.execute(query))
    return rows


def _held_facts(connection: Connection, rows: Iterable[Row[Any]]) -> set[tuple[str, str]]:
    """Return the facts that items ask which are not withdrawn, each with its library."""
    found: set[tuple[str, str]] = set()
    for some in _batches((row.fact for row in rows if row.fact), _IDS_PER_QUERY):
        query = select(ItemRow.library, ItemRow.fact).where(ItemRow.fact.in_(some), _is_live())
        found.update((row.library, row.fact) for row in connection.execute(query))
    return found


def _refusal(decision: Decision, row: Row[Any] | None, held: set[tuple[str, str]]) -> str:
    if row is None:
        return "没有这道题，或您不能查看它。请刷新后再试。"
    if decision is Decision.RESTORE and (row.library, row.fact) in held:
        return "题库中已有一道题考同一内容，不能恢复。要用这一道，请先撤回那一道。"
    return refusal(decision, ItemState(row.state), row.ending, row.severity)


def _set(connection: Connection, ids: Sequence[str], values: Fields, by: str, moment: str) -> None:
    changed = values | {
        "version": ItemRow.version + 1,
        "updated_at": moment,
        "updated_by": by,
    }
    for some in _batches(ids, _IDS_PER_QUERY):
        connection.execute(update(ItemRow).where(ItemRow.id.in_(some)).values(**changed))


def _write_evidence(connection: Connection, items: Sequence[Item]) -> None:
    for some in _batches((item.id for item in items), _IDS_PER_QUERY):
        connection.execute(delete(EvidenceRow).where(EvidenceRow.item_id.in_(some)))
    rows = [row for item in items for row in evidence_rows(item)]
    if rows:
        connection.execute(insert(EvidenceRow), rows)


def _log(
    connection: Connection,
    ids: Sequence[str],
    action: Action,
    by: str,
    moment: str,
    *,
    note: str = "",
    before: Question | None = None,
) -> None:
    asked = before.model_dump(mode="json") if before else None
    rows = [
        {
            "item_id": id_,
            "at": moment,
            "by": by,
            "action": action.value,
            "note": note,
            "before": asked,
        }
        for id_ in ids
    ]
    if rows:
        connection.execute(insert(ChangeRow), rows)


def _batches(elements: Iterable[_Element], size: int) -> Iterator[tuple[_Element, ...]]:
    rest = iter(elements)
    while some := tuple(islice(rest, size)):
        yield some


# --- Conditions -----------------------------------------------------------------------------


def _visible(libraries: AbstractSet[str] | None) -> list[ColumnElement[bool]]:
    return [] if libraries is None else [ItemRow.library.in_(libraries)]


def _is_live() -> ColumnElement[bool]:
    return ItemRow.state != ItemState.WITHDRAWN.value


def _conditions(filters: ItemFilters) -> list[ColumnElement[bool]]:
    columns = (
        (ItemRow.library, filters.library),
        (ItemRow.kind, filters.kind),
        (ItemRow.topic, filters.topic),
        (ItemRow.difficulty, filters.difficulty),
        (ItemRow.state, filters.state),
    )
    wanted: list[ColumnElement[bool]] = [
        column == value for column, value in columns if value is not None
    ]
    if filters.flawed is not None:
        wanted.append(ItemRow.severity != "" if filters.flawed else ItemRow.severity == "")
    if filters.ids is not None:
        wanted.append(ItemRow.id.in_(filters.ids))
    for word in searchable(filters.query).split():
        wanted.append(ItemRow.words.contains(word, autoescape=True))
    return wanted


def _no_item(item_id: str) -> NotFoundError:
    return NotFoundError(
        f"题库中没有编号为“{item_id[:32]}”的题。",
        hint="用 policy quiz list 查看编号；网页上请刷新后再选。",
    )
