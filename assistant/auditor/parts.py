"""Parts that miss their whole: 260户（其中A户、B户、C户）, 112户…已脱贫38户，剩下的75户."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from assistant.auditor.figures import HALF, Span, Stated, groups, total
from assistant.auditor.listing import LONGEST_LIST, find_breakdowns, find_lists, is_added, miss
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

# Pairs of figures in a sentence that are compared, and the least that no chance makes fit.
_MOST_PAIRS = 10
_TELLING = 5
_SUM = re.compile(r"(?:合计|总计|共计|两项相加|加起来|总共)(?:为|达|有|约)?\s*$")
_REST = re.compile(r"(?:剩下|剩余|其余|余下|还剩|仅剩|尚余|剩)[^，。；：、\d]{0,12}$")
_REST_WEAK = re.compile(r"(?:尚有|还有|尚未[^，。；\d]{1,8}|未脱贫[^，。；\d]{0,8})$")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield figures that do not make their whole."""
    for sentence in draft.sentences:
        if len(sentence.figures) >= 3:
            yield from find_lists(draft, sentence)
            yield from find_breakdowns(draft, sentence)
            yield from _find_sums(draft, sentence)
            yield from _find_rests(draft, sentence)
            yield from _find_pairs(draft, sentence)


# --- Parts and their sum behind them ---


def _find_sums(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    figures = [each for each in sentence.figures if each.kind is QuantityKind.AMOUNT]
    for index, whole in enumerate(figures):
        if index < 2 or not whole.is_exact or not _SUM.search(whole.between):
            continue
        before = [
            each
            for each in figures[max(0, index - LONGEST_LIST) : index]
            if each.goes_with(whole) and each.unit and each.depth == whole.depth
        ]
        if len(before) < 2 or not all(each.is_exact for each in before):
            continue
        fits = any(
            total(before[start:]).allows(whole, steps=HALF) for start in range(len(before) - 1)
        )
        if fits or before[-1].value > whole.value:
            continue
        made = sum((each.value for each in before), Decimal(0))
        if abs(made - whole.value) <= whole.value / 5:
            yield miss(draft, whole, before, is_certain=False)


# --- A whole, a part and the rest ---


def _find_rests(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    figures = [each for each in sentence.figures if each.kind is QuantityKind.AMOUNT]
    for index, rest in enumerate(figures):
        is_strong = _REST.search(rest.between) is not None
        if index < 2 or not (is_strong or _REST_WEAK.search(rest.between)) or not rest.is_exact:
            continue
        before = [each for each in figures[:index] if each.goes_with(rest) and each.unit]
        if len(before) < 2 or not all(each.is_exact for each in before):
            continue
        whole, done = before[0], before[1:]
        left = Span.of(whole) - total(done)
        if left.allows(rest) or left.high <= 0:
            continue
        expected = whole.value - sum((each.value for each in done), Decimal(0))
        if not is_strong and abs(expected - rest.value) > whole.value / 10:
            continue
        shown = rest.show(expected)
        terms = " − ".join(rest.number(each.value) for each in before)
        yield draft.finding(
            Rule.PARTS,
            Severity.ERROR if len(before) == 2 else Severity.WARNING,
            rest.start,
            rest.end,
            f"总数{whole.quantity.text}减去前面的{'、'.join(each.quantity.text for each in done)}，"
            f"应剩{shown}，文中写{rest.quantity.text}。",
            expected=shown,
            basis=f"{terms} = {rest.number(expected)}",
            difference=rest.value - expected,
        )


# --- Two units at once: 2198户7703人中2119户7426人脱贫，还有79户277人 ---


def _find_pairs(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield what one unit leaves over where another shows how three statements hang together.

    That 2198 − 2119 = 79 households is no chance, and so the persons must follow as well.
    """
    pairs = [group for group in groups(sentence.figures) if _is_pair(group)][:_MOST_PAIRS]
    told: set[int] = set()
    for whole, part, rest in permutations(pairs, 3):
        if part[0].start > rest[0].start or not _is_known(whole, part, rest):
            continue
        columns = list(zip(whole, part, rest, strict=True))
        holds = [one.value == other.value + left.value for one, other, left in columns]
        if holds.count(True) != 1:
            continue
        one, other, left = columns[holds.index(False)]
        last = max((one, other, left), key=lambda each: each.start)
        if min(each.value for each in columns[holds.index(True)]) < _TELLING or last.start in told:
            continue
        told.add(last.start)
        expected = (
            other.value + left.value
            if last is one
            else one.value - (left.value if last is other else other.value)
        )
        sure = " + ".join(each.number() for each in columns[holds.index(True)][1:])
        yield draft.finding(
            Rule.PARTS,
            Severity.WARNING,
            last.start,
            last.end,
            f"按{columns[holds.index(True)][0].unit}算{sure} = "
            f"{columns[holds.index(True)][0].number()}，按{one.unit}算应为{last.show(expected)}，"
            f"文中写{last.quantity.text}，请核对{one.quantity.text}、{other.quantity.text}和"
            f"{left.quantity.text}。",
            expected=last.show(expected),
            basis=f"{one.number()} ≠ {other.number()} + {left.number()}",
            difference=last.value - expected,
        )


def _is_pair(group: Sequence[Stated]) -> bool:
    return len(group) == 2 and all(is_added(each) and each.is_exact for each in group)


def _is_known(*triple: Sequence[Stated]) -> bool:
    """Whether three pairs count in the same two units."""
    first = triple[0]
    return all(
        each.goes_with(one) for pair in triple[1:] for each, one in zip(pair, first, strict=True)
    )
