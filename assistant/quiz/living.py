"""Keeps the bank true to its sources: items follow a new revision, or are withdrawn with a reason.

Only items whose evidence is no longer current are looked at, and they are found by what their
evidence refers to: where nothing has changed, this costs two short queries.
"""

from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from assistant.indicators.schema import Entry, EntryState
from assistant.quiz.bank import Anchor, Bank, NewItem, Outdated
from assistant.quiz.correcting import correct, says_all_figures
from assistant.quiz.facts.indicators import entry_statement, make_indicator_items
from assistant.quiz.following import Followed, Reading, follow
from assistant.quiz.rating import rated
from assistant.quiz.schema import Action, Evidence, Item, ItemState, ItemView, item_id_of
from assistant.quiz.sources import is_current, read_source
from ingest.errors import NotFoundError
from ingest.schema import Document, Record, Validity

if TYPE_CHECKING:
    from assistant.indicators.ledger import Ledger
    from ingest.library.library import Library

# Code points of a source that a reason quotes.
_QUOTED = 60


class Refreshed(Record):
    """What became of items whose sources changed."""

    moved: tuple[str, ...] = ()
    """Ids of those whose evidence stands elsewhere now and says the same."""

    outdated: tuple[str, ...] = ()
    """Ids of those that were withdrawn."""


class LivingBank:
    """Follows the sources of a bank; one per process, for any number of threads.

    Args:
        bank: Every item.
        library: The truth.
        ledger: The indicators.
    """

    def __init__(self, bank: Bank, library: "Library", ledger: "Ledger") -> None:
        self._bank = bank
        self._library = library
        self._ledger = ledger
        self._lock = Lock()

    def refresh(self) -> Refreshed:
        """Follow every change of the libraries and of their ledgers.

        Evidence that stands word for word in a new revision moves there. An item whose evidence
        reads otherwise, is gone or no longer in force is withdrawn with the reason; where figures
        changed and nothing else, the corrected item is added as a draft.
        """
        with self._lock:
            today = date.today()
            stale = self._stale(self._bank.anchors(), today)
            if not stale:
                return Refreshed()
            views = {view.item.id: view for each in stale for view in self._bank.anchored(each)}
            sources = _Sources(self._library, self._ledger, today)
            moved: list[ItemView] = []
            outdated: list[Outdated] = []
            for view in views.values():
                after = sources.follow(view.item)
                if isinstance(after, Outdated):
                    outdated.append(after)
                else:
                    moved.append(view.model_copy(update={"item": after}))
            return Refreshed(moved=self._bank.move(moved), outdated=self._bank.outdate(outdated))

    def _stale(self, anchors: Iterable[Anchor], today: date) -> list[Anchor]:
        anchors = list(anchors)
        documents = self._library.get_documents({each.document_id for each in anchors})
        current = self._ledger.current_of({each.entry_id for each in anchors if each.entry_id})
        stale = []
        for each in anchors:
            document = documents.get(each.document_id)
            if each.entry_id:
                is_stale = each.entry_id not in current
            else:
                is_stale = bool(each.document_id) and (
                    document is None
                    or document.revision_id != each.revision_id
                    or not is_current(document, today)
                )
            if is_stale:
                stale.append(each)
        return stale


class _Outdated(Exception):
    """An item's key is not carried any more."""

    def __init__(self, change: Action, message: str, proposal: Item | None = None) -> None:
        self.change = change
        self.message = message
        self.proposal = proposal


class _Sources:
    """Follows items; what was read of a source is kept for the next item."""

    def __init__(self, library: "Library", ledger: "Ledger", today: date) -> None:
        self._library = library
        self._ledger = ledger
        self._today = today
        self._readings: dict[str, Reading] = {}
        self._entries: dict[str, list[Item]] = {}

    def follow(self, item: Item) -> Item | Outdated:
        """Return an item with its evidence as it stands now, or why it is withdrawn."""
        try:
            moved = self._follow_all(item, item.evidence)
            parts = tuple(
                part.model_copy(update={"evidence": self._follow_all(item, part.evidence)})
                for part in item.parts
            )
        except _Outdated as outdated:
            proposal = outdated.proposal
            return Outdated(
                id=item.id,
                change=outdated.change,
                message=outdated.message,
                proposal=proposal and _as_new(proposal, item),
            )
        return item.model_copy(update={"evidence": moved, "parts": parts})

    def _follow_all(self, item: Item, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        return tuple(self._follow(item, each) for each in evidence)

    def _follow(self, item: Item, evidence: Evidence) -> Evidence:
        if evidence.entry_id:
            return self._follow_entry(item, evidence)
        return self._follow_slice(item, evidence) if evidence.document_id else evidence

    # --- Documents --------------------------------------------------------------------------

    def _follow_slice(self, item: Item, evidence: Evidence) -> Evidence:
        named = f"《{evidence.title or evidence.document}》"
        document = self._library.get_documents([evidence.document_id]).get(evidence.document_id)
        # What stands in another library is to this one as if it were not there.
        if document is None or document.library != item.library:
            raise _Outdated(Action.GONE, f"{named}已从资料库删除。")
        if not is_current(document, self._today):
            raise _Outdated(Action.REPEALED, f"{named}{self._why_not_current(document)}")
        if document.revision_id == evidence.revision_id:
            return evidence
        followed = self._compare(document, evidence)
        if followed.evidence is None:
            quoted = _quote(evidence.text)
            raise _Outdated(Action.GONE, f"{named}有了新版本，其中已没有原来的依据“{quoted}”。")
        if not followed.pairs:
            if followed.is_elsewhere and not says_all_figures(item, evidence):
                where = followed.evidence.section[-1] if followed.evidence.section else "正文"
                message = f"{named}有了新版本，依据移到了“{where}”之下，请核对所指的地区和时间。"
                raise _Outdated(Action.CHANGED, message)
            return followed.evidence
        correction = correct(item, evidence, followed)
        if correction.is_untouched:
            return followed.evidence
        old, new = followed.pairs[0]
        message = f"{named}有了新版本：“{_quote(old)}”改为“{_quote(new)}”。"
        raise _Outdated(Action.CHANGED, message, correction.item)

    def _why_not_current(self, document: Document) -> str:
        metadata = document.metadata
        if metadata.validity_on(self._today) is not Validity.REPEALED:
            return "尚未施行。"
        return f"已废止，由{metadata.replaced_by}代替。" if metadata.replaced_by else "已废止。"

    def _compare(self, document: Document, evidence: Evidence) -> Followed:
        try:
            before = self._read(document, evidence.revision_id)
        except NotFoundError:
            return Followed()
        return follow(evidence, before, self._read(document, document.revision_id))

    def _read(self, document: Document, revision_id: str) -> Reading:
        if revision_id not in self._readings:
            as_it_was = document.model_copy(update={"revision_id": revision_id})
            self._readings[revision_id] = Reading(read_source(self._library, as_it_was))
        return self._readings[revision_id]

    # --- The ledger -------------------------------------------------------------------------

    def _follow_entry(self, item: Item, evidence: Evidence) -> Evidence:
        quoted = evidence.text.rstrip("。")
        now = self._successor(item, evidence)
        if now is None:
            raise _Outdated(Action.GONE, f"指标台账中“{quoted}”已撤回。")
        if now.id == evidence.entry_id:
            return evidence
        proposal = next(
            (
                each
                for each in self._items_of_ledger(item.library)
                if (each.fact, each.kind) == (item.fact, item.kind)
            ),
            None,
        )
        stated = entry_statement(now)
        if stated == evidence.text:
            return evidence.model_copy(update={"entry_id": now.id})
        told = f"改为“{stated.rstrip('。')}”" if stated else "改过"
        raise _Outdated(Action.CHANGED, f"指标台账中“{quoted}”已{told}。", proposal)

    def _successor(self, item: Item, evidence: Evidence) -> Entry | None:
        """Return the current value of the same indicator, area and period."""
        try:
            known = self._ledger.history(evidence.entry_id, libraries={item.library})
        except NotFoundError:
            return None
        return next((each for each in known if each.state is EntryState.CURRENT), None)

    def _items_of_ledger(self, library: str) -> list[Item]:
        if library not in self._entries:
            entries = self._ledger.find(libraries={library}).items
            self._entries[library] = list(make_indicator_items(entries))
        return self._entries[library]


def _as_new(proposal: Item, replaced: Item) -> NewItem:
    """Return a corrected item as it goes into the bank: a draft of its own."""
    fields = proposal.model_dump(include={"library", "kind", "stem", "options"})
    id_ = item_id_of(**fields)
    if id_ == replaced.id:
        # The same words with another key are another item.
        id_ = item_id_of(**fields | {"options": (*proposal.options, *proposal.key)})
    item = proposal.model_copy(update={"id": id_, "state": ItemState.DRAFT, "note": ""})
    return NewItem(item=rated(item), replaces=replaced.id)


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}……"
