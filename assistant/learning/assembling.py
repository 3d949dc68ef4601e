"""Choose the items of a paper by its blueprint (双向细目表), or say what is missing.

Which cell takes which item is a matching: an item that only one cell can use is not spent on
another. So a blueprint is refused only where the bank cannot fill it, but for items that exclude
each other, of which the first one chosen stays.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from assistant.errors import WrongUseError
from assistant.learning.neighbours import Neighbours, find_excluded
from assistant.learning.schema import Blueprint, Demand, Paper, PaperItem, Shortage, Supply
from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_LABELS
from assistant.quiz.schema import Difficulty, Item, ItemKind
from ingest.errors import NotFoundError

MOST_ITEMS = 500
# Other topics that a message about a shortage names.
_MOST_TOPICS = 3


@dataclass(frozen=True)
class Assembly:
    """What came of a blueprint: a paper's items, or why there is none."""

    items: tuple[PaperItem, ...]
    """Of the cells that could be filled, in the order of the paper."""

    shortages: tuple[Shortage, ...]


def assemble(blueprint: Blueprint, items: Iterable[Item], *, seed: str) -> Assembly:
    """Choose the items of a paper.

    Cells that name no topic take items from as many topics as they can.

    Args:
        blueprint: What is wanted.
        items: Published ones of the library.
        seed: Decides which; the same seed and items give the same paper.

    Raises:
        WrongUseError: more is wanted than stands in one paper.
    """
    wanted = sum(demand.count for demand in blueprint.demands)
    if wanted > MOST_ITEMS:
        raise WrongUseError(
            f"一份试卷最多 {MOST_ITEMS} 题，现在要 {wanted} 题。", hint="请减少题数，或分成几份。"
        )
    stock = sorted(items, key=lambda item: item.id)
    Random(seed).shuffle(stock)
    banned: set[str] = set()
    while True:
        chosen = _choose(blueprint.demands, [item for item in stock if item.id not in banned])
        flat = [item for one in chosen for item in one]
        excluded = find_excluded(flat)
        if not excluded:
            break
        banned |= excluded
    used = {item.id for item in flat}
    spare = [item for item in stock if item.id not in used and item.id not in banned]
    shortages = tuple(
        Shortage(demand=demand, found=len(found), message=_describe(demand, len(found), spare))
        for demand, found in zip(blueprint.demands, chosen, strict=True)
        if len(found) < demand.count
    )
    return Assembly(items=_number(blueprint.demands, chosen), shortages=shortages)


def find_replacement(paper: Paper, number: int, items: Iterable[Item], item_id: str = "") -> Item:
    """Return the item that is to stand in place of one of a paper.

    Args:
        paper: The paper.
        number: Of the item to be replaced.
        items: Published ones of the library.
        item_id: Which one is wanted; by default one of the same kind, and if there is any of the
            same topic and difficulty.

    Raises:
        NotFoundError: the paper has no such number, or the library no such published item.
        WrongUseError: it would not do, or there is no other one.
    """
    old = find_numbered(paper, number).item
    others = Neighbours(each.item for each in paper.items if each.number != number)
    stock = {item.id: item for item in items if item.kind is old.kind and item.id != old.id}
    if item_id:
        if item_id not in stock:
            raise NotFoundError(
                "没有这样一道可以换上的题。",
                hint=f"请从“{paper.blueprint.library}”已发布的其他{KIND_LABELS[old.kind]}中选择。",
            )
        candidates = [stock[item_id]]
    else:
        candidates = sorted(
            stock.values(),
            key=lambda item: (item.topic != old.topic, item.difficulty != old.difficulty, item.id),
        )
    for item in candidates:
        if not others.excludes(item):
            return item
    if item_id:
        raise WrongUseError(
            "这道题和试卷里的另一道题重复，或者会泄露它的答案。", hint="请另选一道题。"
        )
    raise WrongUseError(
        f"题库里没有别的{KIND_LABELS[old.kind]}可以换。",
        hint="请先生成、审题并发布更多题目，再来换题。",
    )


def find_numbered(paper: Paper, number: int) -> PaperItem:
    """Return an item of a paper by its number.

    Raises:
        NotFoundError: there is none.
    """
    for each in paper.items:
        if each.number == number:
            return each
    raise NotFoundError(f"试卷没有第 {number} 题。", hint=f"请填 1 到 {len(paper.items)}。")


def count_supply(items: Iterable[Item]) -> list[Supply]:
    """Return how many items there are for each cell, by kind, topic and difficulty."""
    counts = Counter((item.kind, item.topic, item.difficulty) for item in items)
    kinds, levels = list(ItemKind), list(Difficulty)
    return [
        Supply(kind=kind, topic=topic, difficulty=difficulty, count=count)
        for (kind, topic, difficulty), count in sorted(
            counts.items(),
            key=lambda one: (kinds.index(one[0][0]), one[0][1], levels.index(one[0][2])),
        )
    ]


# --- Choosing ---------------------------------------------------------------------------------


def _choose(demands: Sequence[Demand], items: Sequence[Item]) -> list[list[Item]]:
    """Return for each demand the items it gets, one of each fact at most."""
    facts: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        facts[item.fact or item.id].append(item)
    wanted = [_spread(demand, facts) for demand in demands]
    taken = _match([demand.count for demand in demands], wanted)
    return [
        [next(item for item in facts[fact] if _fits(item, demand)) for fact in taken[place]]
        for place, demand in enumerate(demands)
    ]


def _fits(item: Item, demand: Demand) -> bool:
    return (
        item.kind is demand.kind
        and demand.topic in ("", item.topic)
        and demand.difficulty in (None, item.difficulty)
    )


def _spread(demand: Demand, facts: dict[str, list[Item]]) -> list[str]:
    """Return the facts that may fill a demand, their topics taking turns."""
    topics: dict[str, list[str]] = defaultdict(list)
    for fact, items in facts.items():
        item = next((each for each in items if _fits(each, demand)), None)
        if item is not None:
            topics[item.topic].append(fact)
    turns = chain.from_iterable(zip_longest(*topics.values()))
    return [fact for fact in turns if fact is not None]


def _match(counts: Sequence[int], wanted: Sequence[Sequence[str]]) -> list[list[str]]:
    """Give each demand as many facts as it wants, each fact once, as many in all as can be.

    Args:
        counts: How many each demand wants.
        wanted: What each can use, what it likes best first.

    Returns:
        For each demand what it gets, in the order of its likings.

    References:
        Kuhn (1955), "The Hungarian method for the assignment problem", Naval Research Logistics
        Quarterly 2: paths along which what is given may be exchanged.
    """
    owner: dict[str, int] = {}
    # Who can choose least chooses first, so that exchanges are rare.
    for demand in sorted(range(len(counts)), key=lambda place: len(wanted[place])):
        for _ in range(counts[demand]):
            if not _give_one(demand, wanted, owner):
                break
    return [
        [fact for fact in wanted[place] if owner.get(fact) == place] for place in range(len(counts))
    ]


def _give_one(demand: int, wanted: Sequence[Sequence[str]], owner: dict[str, int]) -> bool:
    """Give a demand one more fact, where others can be given something in exchange."""
    reached_by: dict[str, int] = {}
    lost: dict[int, str] = {}
    waiting = deque([demand])
    while waiting:
        asking = waiting.popleft()
        for fact in wanted[asking]:
            if fact in reached_by:
                continue
            reached_by[fact] = asking
            holder = owner.get(fact)
            if holder is None:
                while True:
                    owner[fact] = reached_by[fact]
                    if reached_by[fact] == demand:
                        return True
                    fact = lost[reached_by[fact]]
            elif holder != demand and holder not in lost:
                lost[holder] = fact
                waiting.append(holder)
    return False


def _number(demands: Sequence[Demand], chosen: Sequence[Sequence[Item]]) -> tuple[PaperItem, ...]:
    """Return the items of a paper, kind after kind in the order of their first appearance."""
    kinds = list(dict.fromkeys(demand.kind for demand in demands))
    pairs = [
        (demand, item)
        for kind in kinds
        for demand, items in zip(demands, chosen, strict=True)
        if demand.kind is kind
        for item in items
    ]
    return tuple(
        PaperItem(number=number, points=demand.points, item=item)
        for number, (demand, item) in enumerate(pairs, start=1)
    )


# --- What is missing --------------------------------------------------------------------------


def _describe(demand: Demand, found: int, spare: Sequence[Item]) -> str:
    """Return what a demand lacks and what could be done, in Chinese."""
    name = describe_demand(demand)
    if found:
        first = f"{name}要 {demand.count} 题，题库里能用的只有 {found} 题。"
    else:
        first = f"{name}要 {demand.count} 题，题库里没有能用的题。"
    ways = [f"把这一格减到 {found} 题"] if found else []
    if other := _alternatives(demand, spare):
        ways.append(f"改用{'、'.join(other)}")
    ways.append(f"再生成、审题并发布 {demand.count - found} 题")
    return f"{first}可以{'，或'.join(ways)}。"


def describe_demand(demand: Demand) -> str:
    """Return what a cell wants: "“就业帮扶”的单选题（难）"."""
    topic = f"“{demand.topic}”的" if demand.topic else ""
    level = f"（{DIFFICULTY_NAMES[demand.difficulty]}）" if demand.difficulty else ""
    return f"{topic}{KIND_LABELS[demand.kind]}{level}"


def _alternatives(demand: Demand, spare: Sequence[Item]) -> list[str]:
    """Return where the bank still has items: other levels, topics, kinds."""
    told = []
    if demand.difficulty:
        levels = Counter(
            item.difficulty for item in spare if _fits(item, _loosened(demand, difficulty=None))
        )
        told += [
            f"难度为“{DIFFICULTY_NAMES[level]}”的（还有 {levels[level]} 题）"
            for level in Difficulty
            if levels[level]
        ]
    if demand.topic:
        topics = Counter(item.topic for item in spare if _fits(item, _loosened(demand, topic="")))
        most = sorted(topics.items(), key=lambda one: (-one[1], one[0]))[:_MOST_TOPICS]
        told += [f"主题“{topic or '未分类'}”的（还有 {count} 题）" for topic, count in most]
    kinds = Counter(
        item.kind
        for item in spare
        if item.kind is not demand.kind and _fits(item, _loosened(demand, kind=item.kind))
    )
    told += [f"{KIND_LABELS[kind]}（还有 {kinds[kind]} 题）" for kind in ItemKind if kinds[kind]]
    return told


def _loosened(demand: Demand, **changes: object) -> Demand:
    return demand.model_copy(update=changes)
