"""Balances that income and expenditure do not give: 收入32.39亿元，支出31.16亿元，结转1.33亿元."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from assistant.auditor.figures import HALF, Span, Stated, total
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

_LEFT = re.compile(r"(?:结转|结余|结存|余额|盈余|节余)[^，。；、\d]{0,8}$")
_CAME = re.compile(r"收入|到位|筹集|筹措|拨入|下达|安排|来源|上年结[转余]|年初结|期初")
_WENT = re.compile(r"支出|拨付|使用|支付|付出|发放|用于")
_LOANS = re.compile(r"贷款|存款|债务|保费|基金累计")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield balances that income less expenditure does not give."""
    for sentence in draft.sentences:
        if _LOANS.search(sentence.text):
            continue
        money = [each for each in sentence.figures if each.kind is QuantityKind.AMOUNT]
        for index, left in enumerate(money):
            if index < 2 or not _LEFT.search(left.between) or _is_earlier(left):
                continue
            yield from _check(draft, sentence, left, money[:index])


def _is_earlier(left: Stated) -> bool:
    clause = re.split(r"[，。；;,]", left.between)[-1]
    return re.search(r"上年|去年|年初|期初|历年", clause) is not None


def _check(
    draft: Draft, sentence: Sentence, left: Stated, before: Sequence[Stated]
) -> Iterator[Finding]:
    same = [each for each in before if each.goes_with(left) and each.depth == left.depth]
    went = [each for each in same if _WENT.search(each.between)]
    came = [each for each in same if _CAME.search(each.between) and each not in went]
    if not came or not went or not all(each.is_exact for each in (left, *came, *went)):
        return
    if any(
        (total(some) - total(others)).allows(left, steps=HALF)
        for some in _subsets(came)
        for others in _subsets(went)
    ):
        return
    if len(went) > 1 or len(came) > 2:
        return
    expected = sum((each.value for each in came), Decimal(0)) - went[0].value
    if Span.of(left).low > max(each.value for each in came) * 2 or expected < 0:
        return
    shown = left.show(expected)
    terms = " + ".join(left.number(each.value) for each in came)
    yield draft.finding(
        Rule.CARRY_OVER,
        Severity.ERROR if len(came) == 1 else Severity.WARNING,
        left.start,
        left.end,
        f"收入减去支出是{shown}，文中写{left.quantity.text}，请核对收入、支出和结余。",
        expected=shown,
        basis=f"{terms} − {left.number(went[0].value)} = {left.number(expected)}",
        difference=left.value - expected,
    )


def _subsets(figures: Sequence[Stated]) -> Iterator[tuple[Stated, ...]]:
    for count in range(1, len(figures) + 1):
        yield from combinations(figures, count)
