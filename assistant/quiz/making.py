"""Chooses, from everything that could be asked, what is asked: each fact once, nothing doubtful."""

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.indicators.schema import Entry
from assistant.progress import Progress, Report, ignore
from assistant.quiz.facts.indicators import make_indicator_items
from assistant.quiz.rating import rated
from assistant.quiz.rows import LONGEST_TOPIC, fact_key
from assistant.quiz.schema import Flaw, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.writing.figures import make_figure_items
from assistant.quiz.writing.lists import make_list_items

Writer = Callable[[Source, World], Iterator[Item]]

WRITERS: tuple[Writer, ...] = (make_list_items, make_figure_items)
"""What writes candidates from a source; more of them than are wanted, and several for a fact."""

Check = Callable[[Item], Sequence[Flaw]]
"""Finds flaws in a candidate, against the library and what was admitted before it."""

# What documents say is asked twice as often as what only figures say.
FROM_LEDGER = 3

# How the kinds share a bank: as ordinary papers do.
SHARES = {
    ItemKind.SINGLE_CHOICE: 3,
    ItemKind.MULTIPLE_CHOICE: 2,
    ItemKind.TRUE_FALSE: 2,
    ItemKind.FILL_BLANK: 2,
    ItemKind.SHORT_ANSWER: 1,
    ItemKind.ORDERING: 1,
}


_Queue = tuple[ItemKind, bool]
"""Candidates of a kind, those from the ledger apart."""


@dataclass(frozen=True)
class Made:
    """What came of making items."""

    items: tuple[Item, ...]
    refused: dict[str, int]
    """How many candidates broke each rule; one that broke several counts for each."""


def write_candidates(
    sources: Sequence[Source],
    world: World,
    entries: Iterable[Entry] = (),
    *,
    wanted: Iterable[Entry] | None = None,
    kinds: Collection[ItemKind] | None = None,
    progress: Report = ignore,
) -> list[Item]:
    """Return everything that could be asked, unchecked.

    Args:
        sources: To write from.
        world: The library they are of.
        entries: Current values of its ledger.
        wanted: Those that are asked for, see `headlines`; None for all.
        kinds: Those wanted; None for all.
        progress: Told of every source.
    """
    found: dict[str, Item] = {}

    def keep(items: Iterable[Item]) -> None:
        for item in items:
            if kinds is None or item.kind in kinds:
                found.setdefault(item.id, item)

    total = len(sources) + 1
    for done, source in enumerate(sources):
        progress(Progress(done=done, total=total, stage=f"阅读《{source.title}》"))
        for write in WRITERS:
            keep(write(source, world))
    progress(Progress(done=len(sources), total=total, stage="查看指标台账"))
    keep(make_indicator_items(entries, wanted=wanted))
    progress(Progress(done=total, total=total, stage="查看指标台账"))
    return [rated(with_topic(item)) for item in found.values()]


def choose_items(
    candidates: Iterable[Item],
    check: Check,
    *,
    count: int | None = None,
    known_ids: Collection[str] = (),
    known_facts: Collection[tuple[str, str]] = (),
    seed: int = 0,
    progress: Report = ignore,
) -> Made:
    """Return the candidates in which no check finds anything, each fact asked once.

    Kinds share as `SHARES` says as long as there are candidates, and topics take turns. Every third
    item at most asks for a value of the ledger, unless nothing else is to be asked. The same
    candidates and seed give the same choice.

    Args:
        candidates: What could be asked.
        check: Told of candidates in the order in which they are tried; every one in which it
            finds nothing is chosen.
        count: How many are wanted; None for all.
        known_ids: Of items that the bank has.
        known_facts: Facts that are not asked again: a library, and the key as `fact_key` has it.
        seed: Another one tries the candidates in another order.
        progress: Told of every candidate that is tried.
    """
    ids, facts = set(known_ids), set(known_facts)
    queues = {key: deque(_in_turn(items, seed)) for key, items in _by_kind(candidates).items()}
    is_ledger_alone = all(is_from_ledger for _, is_from_ledger in queues)
    tried, total = 0, max(1, sum(map(len, queues.values())))
    chosen: list[Item] = []
    shares: Counter[ItemKind] = Counter()
    from_ledger = 0
    refused: Counter[str] = Counter()
    while count is None or len(chosen) < count:
        may_ask_ledger = is_ledger_alone or FROM_LEDGER * (from_ledger + 1) <= len(chosen) + 1
        key = _next_queue(queues, shares, may_ask_ledger=may_ask_ledger)
        if key is None:
            break
        item = queues[key].popleft()
        tried += 1
        progress(Progress(done=tried, total=total, stage=f"检查，已出 {len(chosen)} 题"))
        fact = (item.library, fact_key(item.fact))
        if item.id in ids or fact in facts:
            continue
        if flaws := check(item):
            refused.update({flaw.rule for flaw in flaws})
            continue
        chosen.append(item)
        shares[item.kind] += 1
        from_ledger += _is_from_ledger(item)
        ids.add(item.id)
        if item.fact:
            facts.add(fact)
    progress(Progress(done=total, total=total, stage=f"已出 {len(chosen)} 题"))
    return Made(items=tuple(chosen), refused=dict(refused.most_common()))


def _by_kind(candidates: Iterable[Item]) -> dict[_Queue, list[Item]]:
    found: dict[_Queue, list[Item]] = defaultdict(list)
    for item in candidates:
        found[item.kind, _is_from_ledger(item)].append(item)
    return found


def _is_from_ledger(item: Item) -> bool:
    return any(evidence.entry_id for evidence in item.evidence)


def _next_queue(
    queues: dict[_Queue, deque[Item]], shares: Counter[ItemKind], *, may_ask_ledger: bool
) -> _Queue | None:
    """Return which queue is next: of the kind that lacks most, and of the ledger where it may."""
    waiting = [
        (kind, is_from_ledger)
        for kind in SHARES
        for is_from_ledger in ((True, False) if may_ask_ledger else (False,))
        if queues.get((kind, is_from_ledger))
    ]
    return min(waiting, key=lambda key: shares[key[0]] / SHARES[key[0]], default=None)


def _in_turn(items: Iterable[Item], seed: int) -> list[Item]:
    """Return items so that topics take turns, in an order that does not follow the sources."""
    topics: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: _shuffled(item.id, seed)):
        topics[item.library, item.topic].append(item)
    ranked = [
        (turn, _shuffled(topic, seed), item)
        for (_, topic), some in topics.items()
        for turn, item in enumerate(some)
    ]
    return [item for _, _, item in sorted(ranked, key=lambda each: each[:2])]


def _shuffled(text: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()


def with_topic(item: Item) -> Item:
    """Return an item whose topic is told: by default the chapter its evidence stands in."""
    if item.topic or not item.evidence:
        return item
    evidence = item.evidence[0]
    topic = next(iter(evidence.section), evidence.title)
    return item.model_copy(update={"topic": topic[:LONGEST_TOPIC]})
