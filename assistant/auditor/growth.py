"""Growth that does not follow from the values before and after it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.auditor.comparing import Comparison, Difference, Way, compare
from assistant.auditor.figures import HUNDRED, Span, Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

_AT_CONSTANT_PRICES = re.compile(r"生产总值|GDP|增加值|产值|可支配收入")
# How far real growth may lie from nominal growth over some years.
_DEFLATED = Decimal("0.75"), Decimal("1.1")
_ONE = Span(Decimal(1), Decimal(1))


def find_growth(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield growth, in one year or on average, that the values beside it contradict."""
    for comparison in compare(sentence):
        if not comparison.is_exact:
            continue
        for told in comparison.differences:
            if told.figure.kind is QuantityKind.PERCENT and told.figure.is_exact and told.way:
                yield from _check_growth(draft, comparison, told)


def _check_growth(draft: Draft, comparison: Comparison, told: Difference) -> Iterator[Finding]:
    after = comparison.after
    if after.kind is not QuantityKind.AMOUNT:
        return
    if comparison.before is not None:
        before, shown_before = Span.of(comparison.before), comparison.before.number()
        base = comparison.before.value
    else:
        increase = _increase(comparison, told)
        if increase is None:
            return
        signed = increase.value if told.way is Way.UP else -increase.value
        before = (
            Span.of(after) - Span.of(increase)
            if told.way is Way.UP
            else (Span.of(after) + Span.of(increase))
        )
        base = after.value - signed
        shown_before = after.number(base)
    ratio = Span.of(after).over(before)
    if ratio is None or base <= 0:
        return
    if told.is_yearly:
        yield from _check_yearly(draft, comparison, told, ratio)
        return
    grown = ratio - _ONE if told.way is Way.UP else _ONE - ratio
    if grown.times(HUNDRED).allows(told.figure):
        return
    value = abs(after.value - base) / base * HUNDRED
    shown = told.figure.show(value)
    larger, smaller = (after.number(), shown_before)
    if told.way is Way.DOWN:
        larger, smaller = smaller, larger
    # Growth of output is reckoned at constant prices, its values are not.
    is_output = _AT_CONSTANT_PRICES.search(draft.text[max(0, after.start - 40) : after.start])
    sign = 1 if told.way is Way.UP else -1
    prices = (HUNDRED + sign * told.figure.value) / (HUNDRED + sign * value)
    is_real = is_output and _DEFLATED[0] < prices < _DEFLATED[1]
    yield draft.finding(
        Rule.RATE,
        Severity.HINT if is_real else Severity.ERROR,
        told.figure.start,
        told.figure.end,
        f"按前后两个数计算，{'增长' if told.way is Way.UP else '下降'}{shown}，"
        f"文中写{told.figure.quantity.text}；增减幅度以上期数为分母。",
        expected=shown,
        basis=f"({larger} − {smaller}) ÷ {shown_before} = {shown}",
        difference=told.figure.value - value,
    )


def _increase(comparison: Comparison, told: Difference) -> Stated | None:
    """Return by how much a value grew where only that is stated."""
    same = [
        each.figure
        for each in comparison.differences
        if each.figure.goes_with(comparison.after)
        and each.way is told.way
        and not each.is_yearly
        and each.figure.is_exact
    ]
    return same[0] if len(same) == 1 and same[0].value < comparison.after.value else None


def _check_yearly(
    draft: Draft, comparison: Comparison, told: Difference, ratio: Span
) -> Iterator[Finding]:
    if comparison.years is None or ratio.low <= 0 or comparison.before is None:
        return
    # Whether both years count is a matter of habit.
    for years in (comparison.years - 1, comparison.years, comparison.years + 1):
        if years > 0:
            power = Decimal(1) / years
            yearly = Span(ratio.low**power - 1, ratio.high**power - 1).times(HUNDRED)
            if told.way is Way.DOWN:
                yearly = Span(-yearly.high, -yearly.low)
            if yearly.allows(told.figure):
                return
    value = (
        (comparison.after.value / comparison.before.value) ** (Decimal(1) / comparison.years) - 1
    ) * HUNDRED
    shown = told.figure.show(abs(value))
    went = "增长" if told.way is Way.UP else "下降"
    yield draft.finding(
        Rule.RATE,
        Severity.WARNING,
        told.figure.start,
        told.figure.end,
        f"{comparison.years}年间从{comparison.before.quantity.text}到"
        f"{comparison.after.quantity.text}，年均{went}{shown}，文中写{told.figure.quantity.text}；"
        "按可比价格计算的除外。",
        expected=shown,
        basis=f"({comparison.after.number()} ÷ {comparison.before.number()})"
        f"^(1/{comparison.years}) − 1 = {shown}",
        difference=told.figure.value - abs(value),
    )
