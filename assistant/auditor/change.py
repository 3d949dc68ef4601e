"""Differences that do not follow from their two values, and changes that went the other way."""

from collections.abc import Iterator
from decimal import Decimal

from assistant.auditor.comparing import Comparison, Difference, Way, compare
from assistant.auditor.figures import Span, Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

_SAYS = {Way.UP: "增加", Way.DOWN: "减少"}


def find(draft: Draft) -> Iterator[Finding]:
    """Yield differences and directions that the values beside them contradict."""
    for sentence in draft.sentences:
        for comparison in compare(sentence):
            if comparison.is_exact and comparison.before is not None:
                yield from _check_way(draft, sentence, comparison, comparison.before)
                yield from _check_difference(draft, comparison, comparison.before)


def _check_way(
    draft: Draft, sentence: Sentence, comparison: Comparison, before: Stated
) -> Iterator[Finding]:
    """Yield a finding where 增加 stands between a value and a smaller one, or the other way."""
    after = comparison.after
    said = comparison.way
    if said is None:
        said = next(
            (
                each.way
                for each in comparison.differences
                if not each.is_yearly and not each.is_ratio and _tells_of(each, before)
            ),
            None,
        )
    if said is None or comparison.went in {None, said}:
        return
    first, last = sorted((before, after), key=lambda each: each.start)
    went = "增加" if comparison.went is Way.UP else "减少"
    yield draft.finding(
        Rule.CHANGE,
        Severity.ERROR,
        first.start,
        last.end,
        f"从{before.quantity.text}到{after.quantity.text}是{went}，文中却说{_SAYS[said]}，"
        "请核对两个数和增减的说法。",
        basis=f"{before.quantity.text} → {after.quantity.text}",
    )


def _check_difference(draft: Draft, comparison: Comparison, before: Stated) -> Iterator[Finding]:
    told = next(
        (
            each
            for each in comparison.differences
            if _is_difference(each, before) and each.figure.is_exact
        ),
        None,
    )
    if told is None:
        return
    after, figure = comparison.after, told.figure
    larger, smaller = sorted((before, after), key=lambda each: each.value, reverse=True)
    grown = Span.of(larger) - Span.of(smaller)
    if told.is_yearly:
        if comparison.years is None or _divided(grown, comparison.years, figure):
            return
        value = (larger.value - smaller.value) / comparison.years
        over = f" ÷ {comparison.years}"
    else:
        if grown.allows(figure):
            return
        value, over = larger.value - smaller.value, ""
    shown = figure.show(value)
    terms = f"{figure.number(larger.value)} − {figure.number(smaller.value)}"
    yield draft.finding(
        Rule.CHANGE,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"{before.quantity.text}和{after.quantity.text}相差{shown}，文中写{figure.quantity.text}，"
        "请核对这三个数。",
        expected=shown,
        basis=f"{f'({terms})' if over else terms}{over} = {figure.number(value)}",
        difference=figure.value - value,
    )


def _tells_of(told: Difference, before: Stated) -> bool:
    """Whether it tells how these two values differ, and not others of their sentence."""
    return told.figure.kind is not QuantityKind.AMOUNT or told.figure.goes_with(before)


def _is_difference(told: Difference, before: Stated) -> bool:
    """Whether it is the plain difference: of the same unit, points for percentages."""
    if told.is_ratio or told.way is None:
        return False
    if before.kind is QuantityKind.PERCENT:
        return told.figure.kind is QuantityKind.PERCENTAGE_POINTS
    return told.figure.goes_with(before)


def _divided(grown: Span, years: int, figure: Stated) -> bool:
    """Whether a yearly difference fits; whoever counts both ends has a year more."""
    return any(
        grown.times(Decimal(1) / count).allows(figure)
        for count in (years - 1, years, years + 1)
        if count > 0
    )
