"""Everything that can be done with the bank of quiz items, for a reader of some libraries."""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import WrongUseError, no_such_library
from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.schema import Entry
from assistant.progress import Report, ignore
from assistant.quiz.bank import Added, Bank, ItemFilters, NewItem, Tally
from assistant.quiz.checking import RULES, Checker
from assistant.quiz.facts.headlines import headlines
from assistant.quiz.living import LivingBank
from assistant.quiz.making import choose_items, with_topic, write_candidates
from assistant.quiz.neighbours import Neighbours
from assistant.quiz.rating import rated
from assistant.quiz.rows import fact_key
from assistant.quiz.schema import (
    Action,
    Affected,
    Change,
    Decided,
    Decision,
    Draft,
    Evidence,
    Flaw,
    Item,
    ItemKind,
    ItemPage,
    ItemState,
    ItemView,
    item_id_of,
)
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.worlds import Worlds
from ingest.errors import NotFoundError
from ingest.schema import DEFAULT_LIBRARY, Record

if TYPE_CHECKING:
    from assistant.indicators.ledger import Ledger
    from assistant.quiz.formats import ColumnMap
    from assistant.quiz.importing import Imported
    from ingest.library import Store

LIVE = (ItemState.DRAFT, ItemState.REVIEWED, ItemState.PUBLISHED)


class MadeItems(Record):
    """What came of making items."""

    ids: tuple[str, ...]
    """Of those that are in the bank now."""

    refused: dict[str, int]
    """How many candidates broke each rule, by its name; one that broke several counts for each."""


class Exported(Record):
    """Items as a file."""

    name: str
    media_type: str
    content: bytes
    notes: tuple[str, ...]
    """What it does not carry, item by item, in Chinese."""

    items: int
    """How many there are."""


class Quizzes:
    """The bank, as a reader of some libraries may use it.

    Before anything is listed, decided or made, the bank follows what has changed in its sources.

    Args:
        bank: Every item.
        living: Lets the bank follow its sources.
        neighbours: What its items ask.
        worlds: What the libraries say.
        ledger: Their indicators.
        store: The truth.
        libraries: Those the reader may see; None for every one.
    """

    def __init__(
        self,
        bank: Bank,
        living: LivingBank,
        neighbours: Neighbours,
        worlds: Worlds,
        ledger: "Ledger",
        store: "Store",
        *,
        libraries: AbstractSet[str] | None = None,
    ) -> None:
        self._bank = bank
        self._living = living
        self._neighbours = neighbours
        self._worlds = worlds
        self._ledger = ledger
        self._store = store
        self._libraries = libraries

    # --- Making -----------------------------------------------------------------------------

    def make(
        self,
        *,
        library: str | None = None,
        documents: Collection[str] = (),
        count: int | None = None,
        kinds: Collection[ItemKind] | None = None,
        seed: int = 0,
        by: str = "",
        progress: Report = ignore,
    ) -> MadeItems:
        """Make items by rules from documents in force and from the ledger, as drafts.

        Only what every check lets pass is kept; the bank is held no longer than it takes to write
        that down.

        Args:
            library: From which; None for every one the reader may see.
            documents: From these alone, by id or file's name, and from no ledger; all by default.
            count: How many at most; None for all there are.
            kinds: Of which kinds; None for all.
            seed: Another one chooses others, where there are more than are wanted.
            by: Username; "" from the terminal.
            progress: Told of every document and every candidate.

        Raises:
            NotFoundError: there is no such library or document that the reader may see.
            WrongUseError: there is nothing to make items from.
            CancelledError: `progress` said so; nothing was kept.
        """
        self._living.refresh()
        generation = self._worlds.generation
        checkers: dict[str, Checker] = {}
        candidates: list[Item] = []
        ids: set[str] = set()
        facts: set[tuple[str, str]] = set()
        corrected: dict[str, dict[str, str]] = {}
        wanted = set(documents)
        for name in [self._checked(library)] if library else self.libraries():
            world = self._worlds.read(name)
            sources = [each for each in world.sources if not documents or _is_one(each, documents)]
            wanted -= {name for each in sources for name in (each.document.id, each.document.file)}
            entries = () if documents else self._ledger.find(libraries={name}).items
            if not sources and not entries:
                continue
            candidates += write_candidates(
                sources,
                world,
                entries,
                wanted=headlines(
                    entries, self._ledger.areas(libraries={name}), shipped_catalogue()
                ),
                kinds=kinds,
                progress=progress,
            )
            known_ids, known_facts = self._bank.taken(name)
            ids |= known_ids
            facts |= {(name, fact) for fact in known_facts}
            corrected[name] = self._bank.outdated(name)
            checkers[name] = self._checker(name, world)
        if wanted:
            raise _no_document(sorted(wanted)[0])
        if not checkers:
            raise WrongUseError(
                "没有可以出题的资料。", hint="请先把现行有效的文件放进资料库，再来出题。"
            )
        made = choose_items(
            candidates,
            lambda item: checkers[item.library].admit(item),
            count=count,
            known_ids=ids,
            known_facts=facts,
            seed=seed,
            progress=progress,
        )
        new = [
            NewItem(
                item=item,
                checked_at=generation,
                replaces=corrected[item.library].get(fact_key(item.fact), ""),
            )
            for item in made.items
        ]
        added = self._bank.add(new, action=Action.MADE, by=by)
        return MadeItems(ids=added.ids, refused=made.refused)

    # --- Looking ------------------------------------------------------------------------------

    def items(
        self, filters: ItemFilters | None = None, *, page: int = 1, page_size: int = 50
    ) -> ItemPage:
        """Return items in the order in which they came, with how many there are.

        Raises:
            NotFoundError: the reader may not see the library that is asked for.
        """
        filters = self._allowed(filters)
        self._living.refresh()
        return self._bank.find(filters, libraries=self._libraries, page=page, page_size=page_size)

    def each(self, filters: ItemFilters | None = None) -> Iterator[ItemView]:
        """Yield every item that passes, a few at a time; raises as `items`."""
        filters = self._allowed(filters)
        self._living.refresh()
        return self._bank.each(filters, libraries=self._libraries)

    def item(self, item_id: str) -> ItemView:
        """Return an item; raises `NotFoundError` where there is none that the reader may see."""
        return self._bank.get(item_id, libraries=self._libraries)

    def history(self, item_id: str) -> list[Change]:
        """Return everything that was done to an item, the newest first; raises as `item`."""
        return self._bank.history(item_id, libraries=self._libraries)

    def tally(self, library: str | None = None) -> Tally:
        """Return how many items there are of each state, kind and difficulty; as `items` raises."""
        return self._bank.tally(libraries=self._seen(library))

    def topics(self, library: str | None = None) -> dict[str, int]:
        """Return how many items there are on each topic, by its name; raises as `items`."""
        return self._bank.topics(libraries=self._seen(library))

    def libraries(self) -> list[str]:
        """Return the libraries that the reader may see which have documents, values or items."""
        known = {
            *self._store.library.libraries(),
            *self._ledger.libraries(),
            *self._bank.libraries(),
        }
        return sorted(name for name in known if self._may_see(name))

    # --- Writing ------------------------------------------------------------------------------

    def write(self, draft: Draft, *, library: str, by: str = "") -> ItemView:
        """Keep an item that a trainer wrote, as a draft, and return it with what checks find.

        Raises:
            NotFoundError: the reader may not see that library.
            WrongUseError: the bank has the very same item.
        """
        generation = self._worlds.generation
        world = self._worlds.read(self._checked(library))
        item = _new_item(draft, library, world, by)
        flaws = self._checker(library, world).check(item)
        new = NewItem(item=item, flaws=tuple(flaws), checked_at=generation)
        if not self._bank.add([new], action=Action.WRITTEN, by=by).ids:
            raise WrongUseError(
                "题库中已经有一模一样的题。", hint="请在题库中搜索题干，找到它再修改或恢复。"
            )
        return self.item(item.id)

    def edit(self, item_id: str, draft: Draft, *, version: int, by: str = "") -> ItemView:
        """Change an item, check it again, and return it; see `Bank.edit`.

        Raises:
            NotFoundError: there is none that the reader may see.
            EditConflictError: somebody else changed it in the meantime.
        """
        old = self.item(item_id).item
        generation = self._worlds.generation
        world = self._worlds.read(old.library)
        item = rated(Item(**{**dict(old), **_written(draft, world)}))
        return self._bank.edit(
            item,
            version=version,
            flaws=self._checker(old.library, world).check(item),
            checked_at=generation,
            by=by,
            libraries=self._libraries,
        )

    def decide(
        self, ids: Sequence[str], decision: Decision, *, reason: str = "", by: str = ""
    ) -> Decided:
        """Decide on items at once; see `Bank.decide`, raises as it does.

        What is to be published is checked again where the library has changed since.
        """
        self._living.refresh()
        if decision is Decision.PUBLISH:
            self._check_again(ids)
        return self._bank.decide(ids, decision, reason=reason, by=by, libraries=self._libraries)

    # --- Checking -----------------------------------------------------------------------------

    def check_item(self, draft: Draft, *, library: str, item_id: str = "") -> list[Flaw]:
        """Return the flaws of an item that is being written; nothing is kept.

        Args:
            draft: As it stands.
            library: Where it belongs.
            item_id: Of the item that is being edited; "" for a new one.

        Raises:
            NotFoundError: the reader may not see that library.
        """
        world = self._worlds.read(self._checked(library))
        item = _new_item(draft, library, world, "")
        if item_id:
            item = item.model_copy(update={"id": item_id})
        return list(self._checker(library, world).check(item))

    def check_bank(
        self, library: str | None = None, *, progress: Report = ignore
    ) -> dict[str, int]:
        """Check every item that is not withdrawn again, and return how many break each rule.

        Args:
            library: Of which; None for every one the reader may see.
            progress: Told of every item.

        Raises:
            NotFoundError: the reader may not see that library.
            CancelledError: `progress` said so; what was found before stays as it was.
        """
        self._living.refresh()
        counts = dict.fromkeys(RULES, 0)
        for name in [self._checked(library)] if library else self.libraries():
            generation = self._worlds.generation
            checker = self._checker(name, self._worlds.read(name))
            found = checker.check_all(list(self._live(name)), progress=progress)
            self._bank.mark(found, checked_at=generation)
            for flaws in found.values():
                for rule in {flaw.rule for flaw in flaws}:
                    counts[rule] += 1
        return counts

    def affected(self, library: str | None = None) -> list[Affected]:
        """Return the items that were withdrawn since their source changed; raises as `items`."""
        self._living.refresh()
        return self._bank.affected(libraries=self._seen(library))

    # --- Files --------------------------------------------------------------------------------

    def export(
        self,
        format_name: str,
        filters: ItemFilters | None = None,
        *,
        columns: "ColumnMap | None" = None,
    ) -> Exported:
        """Return items as a file for another program, with what it does not carry.

        Args:
            format_name: As in `formats.FORMATS`.
            filters: Which items; None for all.
            columns: A person's own map, for the format whose columns are mapped.

        Raises:
            NotFoundError: the reader may not see the library that is asked for.
            WrongUseError: there is no such format, or there is no such item.
        """
        # The libraries of spreadsheets are large, and most who look at items export none.
        from assistant.quiz.formats import find_format

        chosen = find_format(format_name, columns)
        items = [view.item for view in self.each(filters)]
        if not items:
            raise WrongUseError("没有可以导出的题。", hint="请放宽条件，或先出题、审题。")
        written = chosen.write(items)
        return Exported(
            name=f"题库（{chosen.label}，{len(items)}题）{chosen.suffix}",
            media_type=chosen.media_type,
            content=written.content,
            notes=written.notes,
            items=len(items),
        )

    def preview_import(
        self,
        path: Path,
        *,
        library: str,
        file: str = "",
        format_name: str = "",
        columns: "ColumnMap | None" = None,
        by: str = "",
        progress: Report = ignore,
    ) -> "list[Imported]":
        """Return what the questions of a file are as items of a library; nothing is kept.

        Args:
            path: The file; nobody has vouched for it.
            library: Where they are to belong.
            file: Its name where `path` has another.
            format_name: As in `formats.FORMATS`; "" for the one that fits best.
            columns: A person's own map, for the format whose columns are mapped.
            by: Username.
            progress: Told of every question.

        Raises:
            NotFoundError: the reader may not see that library.
            IngestError: the file cannot be read, or holds no question.
            WrongUseError: there is no such format.
            CancelledError: `progress` said so.
        """
        from assistant.quiz.importing import judge, read_file

        world = self._worlds.read(self._checked(library))
        limits = self._store.settings.limits
        reads = read_file(path, limits, file=file, format_name=format_name, columns=columns)
        checker = self._checker(library, world)
        taken, _ = self._bank.taken(library)
        judged = judge(
            reads,
            library=library,
            world=world,
            checker=checker,
            taken=taken,
            by=by,
            progress=progress,
        )
        return list(judged)

    def take_in(self, imported: "Sequence[Imported]", *, by: str = "") -> Added:
        """Keep what was read from a file, as drafts, with the evidence that was proposed.

        Raises:
            NotFoundError: the reader may no longer see the library.
        """
        new = [
            NewItem(item=with_topic(each.accepted), flaws=each.flaws)
            for each in imported
            if each.accepted
        ]
        for name in {each.item.library for each in new}:
            self._checked(name)
        return self._bank.add(new, action=Action.IMPORTED, by=by)

    def checker(self, library: str) -> Checker:
        """Return what checks items against a library and its bank; raises as `items`."""
        return self._checker(library, self._worlds.read(self._checked(library)))

    # --- Inside -------------------------------------------------------------------------------

    def _check_again(self, ids: Sequence[str]) -> None:
        generation = self._worlds.generation
        items = self._bank.unchecked(ids, generation, libraries=self._libraries)
        for name in {item.library for item in items}:
            checker = self._checker(name, self._worlds.read(name))
            flaws = {item.id: checker.check(item) for item in items if item.library == name}
            self._bank.mark(flaws, checked_at=generation)

    def _checker(self, library: str, world: World) -> Checker:
        def find_entry(entry_id: str) -> Entry | None:
            try:
                return self._ledger.entry(entry_id, libraries={library})
            except NotFoundError:
                return None

        return Checker(world, self._neighbours.of(library), find_entry=find_entry)

    def _live(self, library: str) -> Iterator[Item]:
        for state in LIVE:
            filters = ItemFilters(library=library, state=state)
            for view in self._bank.each(filters, libraries=None):
                yield view.item

    def _allowed(self, filters: ItemFilters | None) -> ItemFilters:
        filters = filters or ItemFilters()
        if filters.library is not None:
            self._checked(filters.library)
        return filters

    def _seen(self, library: str | None) -> AbstractSet[str] | None:
        return self._libraries if library is None else {self._checked(library)}

    def _checked(self, library: str) -> str:
        is_there = (
            library in {DEFAULT_LIBRARY, *self.libraries()}
            if self._libraries is None
            else library in self._libraries
        )
        if not is_there:
            raise no_such_library(library)
        return library

    def _may_see(self, library: str) -> bool:
        return self._libraries is None or library in self._libraries


def _is_one(source: Source, names: Collection[str]) -> bool:
    return source.document.id in names or source.document.file in names


def _no_document(name: str) -> NotFoundError:
    return NotFoundError(
        f"资料库中没有现行有效的“{name}”。", hint="用 policy documents list 查看全部资料。"
    )


def _new_item(draft: Draft, library: str, world: World, by: str) -> Item:
    written = _written(draft, world)
    id_ = item_id_of(library, draft.kind, draft.stem, draft.options)
    return with_topic(rated(Item(id=id_, library=library, author=by, **written)))


def _written(draft: Draft, world: World) -> dict[str, object]:
    """Return the fields of a draft, whose evidence says itself where it stands."""
    fields: dict[str, object] = dict(draft)
    return fields | {"evidence": tuple(_settled(each, world) for each in draft.evidence)}


def _settled(evidence: Evidence, world: World) -> Evidence:
    source = world.source_of(evidence)
    if source is None or source.text[evidence.start : evidence.end] != evidence.text:
        return evidence
    return source.evidence(evidence.start, evidence.end)
