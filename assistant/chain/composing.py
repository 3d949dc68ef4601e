"""Put an answer together from sentences: what is asked first, lists whole, both sides shown."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.chain.computing import compute
from assistant.chain.selecting import Selected
from assistant.retrieval.matching import Query, coverage
from assistant.retrieval.question import QuestionKind

# What a reader takes in at a glance, in characters: the answer comes within it.
GLANCE = 200
# How many sentences an answer holds, and how long one may be before it is cut to its clauses.
MOST_STATEMENTS = 4
LONGEST_STATEMENT = 180
LONGEST_SIDE = 95
LONGEST_SOURCE = 100
# Scores are logits: a sentence of the answer is at least e^-2 as likely as the best one.
WORST_GAP = 2.0
# A table of more rows is too much to read in an answer. So much of the question, 0 to 1, must stand
# in a table's title where it is asked for as a whole.
MOST_ROWS = 8
TITLE_SAYS = 0.9
# After the answer, other passages that may answer are quoted too, so many in all.
SOURCES = 3
WORST_SOURCE_GAP = 6.0
# What a further sentence of the same passage is worth less: another passage is a second witness.
SAME_SOURCE = 0.75

# Sentences that are looked at, the likeliest first: all that may be quoted; those that may point at
# a list of as many items as are asked for; those that may be rows of a table the best points at.
_POOL = 20
_COUNTED = 3
_NEAR = 4
_POINTS_AT_TABLE = re.compile(r"见(?:附|下|上)?表|(?:如|按)(?:下|附)表")

_CLAUSE_END = re.compile(r"[，；,;]")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑩]"
    r"|(?<=\n)\d{1,2}[.．、](?!\d))"
)
_ITEM_END = re.compile(r"[，。；,;\n]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it has citations."""

    text: str
    """As shown."""

    sources: tuple[Selected, ...]
    """The sentences that carry it."""

    formulas: tuple[str, ...] = field(default=())


def compose(query: Query, selected: Sequence[Selected]) -> list[Draft]:
    """Return the statements of an answer, the answer first.

    Args:
        query: The question.
        selected: Sentences, the likeliest answer first.
    """
    if not selected:
        return []
    drafts = []
    result = compute(query.analysis, selected)
    if result is not None:
        sources = tuple(selected[i] for i in result.operands_in)
        drafts.append(Draft(result.text, sources, (result.formula,)))
    enumeration = _enumerate(query, selected)
    if enumeration is not None:
        # What only announces the list, or has items of it, is not said beside it.
        best = selected[0]
        is_part = best.text.endswith(("：", ":")) or _ITEM.search("\n" + best.text, 1)
        whole = [enumeration] if is_part else [Draft(best.text, (best,)), enumeration]
    else:
        whole = _whole_table(query, selected)
    if whole:
        answer = [*drafts, *whole]
        return [*answer, *_further_sources(query, answer, selected)]
    chosen = _choose_sides(query, selected) if _wants_sides(query) else _spread(selected)
    longest = LONGEST_SIDE if _wants_sides(query) else LONGEST_STATEMENT
    answer = _fill(query, drafts, chosen, longest)
    return [*answer, *_further_sources(query, answer, selected)]


def _spread(selected: Sequence[Selected]) -> list[Selected]:
    """Order sentences so that of two alike the one from a passage not yet quoted comes first."""
    pool = list(selected[:_POOL])
    chosen: list[Selected] = []
    used: Counter[str] = Counter()
    while pool:
        best = max(pool, key=lambda s: s.score - SAME_SOURCE * used[_source(s)])
        pool.remove(best)
        chosen.append(best)
        used[_source(best)] += 1
    return chosen


def _source(selected: Selected) -> str:
    return selected.candidate.view.chunk.id


def _further_sources(
    query: Query, answer: Sequence[Draft], selected: Sequence[Selected]
) -> list[Draft]:
    """Quote other passages that may answer as well, the less sure the answer the more."""
    used = {_source(source) for draft in answer for source in draft.sources}
    drafts: list[Draft] = []
    for each in selected:
        if len(used) >= SOURCES or selected[0].score - each.score > WORST_SOURCE_GAP:
            break
        text = shorten(query, each.text, LONGEST_SOURCE)
        if _source(each) in used or _repeats(text, (*answer, *drafts)):
            continue
        drafts.append(Draft(text, (each,)))
        used.add(_source(each))
    return drafts


def _repeats(text: str, drafts: Sequence[Draft]) -> bool:
    return any(text in draft.text or draft.text in text for draft in drafts)


def _fill(
    query: Query, drafts: list[Draft], chosen: Sequence[Selected], longest: int
) -> list[Draft]:
    """Add sentences while they are good enough and fit at a glance; at least one is taken."""
    length = sum(len(draft.text) for draft in drafts)
    best = chosen[0].score
    for each in chosen:
        if len(drafts) >= MOST_STATEMENTS or (drafts and best - each.score > WORST_GAP):
            break
        text = shorten(query, each.text, longest)
        if _repeats(text, drafts):
            continue
        if drafts and length + len(text) > GLANCE:
            continue
        drafts.append(Draft(text, (each,)))
        length += len(text)
    return drafts


def shorten(query: Query, text: str, longest: int) -> str:
    """Return a text, or its run of clauses that says most of what is asked, verbatim.

    Args:
        query: The question.
        text: A sentence.
        longest: In characters.
    """
    if len(text) <= longest:
        return text
    ends = [match.end() for match in _CLAUSE_END.finditer(text)] + [len(text)]
    starts = [0, *ends[:-1]]
    best, best_value = text[:longest], -1.0
    for first, start in enumerate(starts):
        last = max((e for e in ends[first:] if e - start <= longest), default=None)
        if last is None:
            continue
        clause = text[start:last]
        has_figure = any(character.isdigit() for character in clause)
        value = coverage(query.words, query.word_weight, clause) + 0.1 * has_figure
        if value > best_value:
            best, best_value = clause, value
    return best


def _wants_sides(query: Query) -> bool:
    return QuestionKind.COMPARISON in query.analysis.kinds


def _choose_sides(query: Query, selected: Sequence[Selected]) -> list[Selected]:
    """Order sentences so that each next one says something of the question not yet said."""
    pool = list(selected[:_POOL])
    chosen: list[Selected] = []
    said = ""
    while pool and len(chosen) < MOST_STATEMENTS:
        known = coverage(query.words, query.word_weight, said)

        def value(each: Selected, known: float = known, said: str = said) -> float:
            gain = coverage(query.words, query.word_weight, said + each.span.folded) - known
            return each.score + 8 * gain

        best = max(pool, key=value)
        pool.remove(best)
        chosen.append(best)
        said += best.span.folded
    return chosen


def _enumerate(query: Query, selected: Sequence[Selected]) -> Draft | None:
    """Gather 一是…；二是… whole: the head of each item, in order.

    The list is taken when the best sentence points at it: it is the list's first item, or
    announces it. One of the next does where the question says of how many items the list is.
    """
    kinds = query.analysis.kinds
    if not {QuestionKind.LIST, QuestionKind.STEPS} & set(kinds):
        return None
    for each in selected[: _COUNTED if query.analysis.count else 1]:
        view = each.candidate.view
        text = view.chunk.text
        items = _items_after(text, each.span.start)
        if len(items) < 3:
            continue
        if query.analysis.count and len(items) != query.analysis.count:
            continue
        if _goes_on(items, text, [s.candidate.view.chunk.text for s in selected]):
            continue
        heads = [_head(text[start:end]) for start, end in items]
        return Draft("；".join(heads) + "。", (each,))
    return None


def _whole_table(query: Query, selected: Sequence[Selected]) -> list[Draft]:
    """Return every row of a small table, in order, where the question is the table's title.

    "补助标准是多少" singles out no row; the one that happens to score best is no answer.
    """
    best = selected[0]
    if _POINTS_AT_TABLE.search(best.span.folded):
        best = next((s for s in selected[:_NEAR] if s.span.is_row), best)
    if not best.span.is_row or _wants_sides(query):
        return []
    rows = [s for s in selected if s.span.is_row and _source(s) == _source(best)]
    title = best.candidate.view.heading
    beyond = [term for term in query.words if not any(form in title for form in term.forms)]
    is_row_named = len({coverage(beyond, 1.0, row.span.folded) for row in rows}) > 1
    is_asked_for = coverage(query.words, query.word_weight, title) >= TITLE_SAYS
    if is_row_named or not is_asked_for or not 1 < len(rows) <= MOST_ROWS:
        return []
    return [Draft(row.text, (row,)) for row in sorted(rows, key=lambda row: row.index)]


def _head(item: str) -> str:
    """Return what an item says before it explains itself, with its mark unless that is a figure."""
    mark = _ITEM.match("\n" + item, 1)
    start = mark.end() - 1 if mark else 0
    shown = "" if item[:1].isdigit() else item[:start]
    return shown + _ITEM_END.split(item[start:].lstrip(), maxsplit=1)[0]


def _goes_on(items: Sequence[tuple[int, int]], text: str, passages: Sequence[str]) -> bool:
    """Say whether the first item of another passage is the one after the last."""
    style = _style(next(_ITEM.finditer(text, items[0][0]))[0])
    for passage in passages:
        first = next((m[0] for m in _ITEM.finditer(passage) if _style(m[0]) == style), None)
        if passage != text and first is not None and _ordinal(first) == len(items) + 1:
            return True
    return False


def _items_after(text: str, start: int) -> list[tuple[int, int]]:
    """Return the items of the list that begins in or just behind a sentence."""
    marks = [m for m in _ITEM.finditer(text) if m.start() >= start]
    if not marks or _ordinal(marks[0].group()) != 1 or marks[0].start() - start > 150:
        return []
    style = _style(marks[0].group())
    items: list[tuple[int, int]] = []
    for mark in marks:
        if _style(mark.group()) != style:
            continue
        if _ordinal(mark.group()) != len(items) + 1:
            break
        if items:
            items[-1] = (items[-1][0], mark.start())
        items.append((mark.start(), len(text)))
    return items


_ORDINALS = "一二三四五六七八九十"


def _ordinal(mark: str) -> int:
    if "①" <= mark <= "⑩":
        return ord(mark) - ord("①") + 1
    digits = re.sub(r"\D", "", mark)
    if digits:
        return int(digits)
    inner = re.sub(r"[^一二三四五六七八九十]", "", mark)
    return _ORDINALS.index(inner) + 1 if len(inner) == 1 else 10 + _ORDINALS.index(inner[1]) + 1


def _style(mark: str) -> str:
    return re.sub(r"[一二三四五六七八九十\d①-⑩]+", "", mark) or "circle"
