"""Percent where percentage points are meant, and the other way.

Between 95.2% and 97.6% lie 2.4 percentage points, not 2.4%.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.auditor.comparing import Comparison, Difference, compare
from assistant.auditor.figures import HUNDRED, Span, Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

# What is a percentage itself, so that it changes by points.
_RATE = re.compile(
    r"(?:(?<!效)(?<!功)(?<!频)(?<!汇)(?<!速)(?<!产)(?<!税)(?<!利)(?<!费)(?<!概)率|比重|占比|比例|满意度|认可度|知晓度|覆盖面)"
    r"(?:（[^）]{0,12}）)?[^，。；、：\d率]{0,4}?(?:[比较][^，。；\d]{0,10})?(?:同比|环比|年均)?"
    r"(?:提高|提升|上升|下降|降低|回落|增加|减少|增长|扩大|缩小)(?:了|近|约|超)?\s*$"
)
# 增长6.2%，高于全国平均0.3%: between two percentages lie points.
_COMPARED = re.compile(
    r"^[、，,（(]?\s*[^，。；、\d]{0,4}(?:高于|低于|快于|慢于|高出|超过|[比较](?!重|例|率)[^，。；、\d]{1,14}[高低快慢])"
    r"(?:\d{4}年)?[^，。；、\d到至达（(的]{0,14}$"
)
_CHANGED = re.compile(
    r"^[、，,（(]?\s*[^，。；、\d]{0,4}[比较](?!重|例|率)[^，。；、\d]{1,14}"
    r"(?:提高|提升|上升|下降|降低|回落|加快|减少|增加)了?$"
)
_PERCENTAGE = re.compile(
    r"(?:率|比重|占比|比例|满意度|认可度|增速|增幅|降幅|增长|递增|速度|下降|提高|上升)(?:为|达|达到|是|分别)?$"
)
_RATE_NAME = re.compile(r"(?:率|比重|占比|比例|满意度|认可度|覆盖面)(?:为|达|达到|是|分别)?$")
_THAN = re.compile(r"比|高出|高于|低于|快于|慢于")
# 增长15.4%，高出全国平均增幅（12.4%）3%: the same with the other one in brackets.
_AFTER_BRACKET = re.compile(r"^[)）]\s*(?:高|低|快|慢|多|少|大|小)?\s*$")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield changes of percentages told in percent, and of amounts told in points."""
    for sentence in draft.sentences:
        seen: set[int] = set()
        for comparison in compare(sentence):
            for finding in _check(draft, comparison):
                seen.add(finding.start)
                yield finding
            seen.update(each.figure.start for each in comparison.differences)
        yield from _find_rates(draft, sentence, seen)


def _check(draft: Draft, comparison: Comparison) -> Iterator[Finding]:
    before, after = comparison.before, comparison.after
    if before is None or before.kind is not after.kind:
        return
    for told in comparison.differences:
        if told.is_yearly or told.is_ratio or told.way is None:
            continue
        if before.kind is QuantityKind.PERCENT and told.figure.kind is QuantityKind.PERCENT:
            yield from _check_percent(draft, before, after, told)
        elif (
            before.kind is QuantityKind.AMOUNT
            and told.figure.kind is QuantityKind.PERCENTAGE_POINTS
        ):
            yield from _check_points(draft, before, after, told)


def _check_percent(
    draft: Draft, before: Stated, after: Stated, told: Difference
) -> Iterator[Finding]:
    """Yield a finding unless the change is told as a share of the value before."""
    figure = told.figure
    larger, smaller = sorted((before, after), key=lambda each: each.value, reverse=True)
    grown = Span.of(larger) - Span.of(smaller)
    relative = grown.over(Span.of(before))
    if relative and not grown.allows(figure) and relative.times(HUNDRED).allows(figure):
        return
    points = larger.value - smaller.value
    shown = _in_points(figure, points)
    yield draft.finding(
        Rule.PERCENTAGE_POINTS,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"从{before.quantity.text}到{after.quantity.text}，相差的是百分点，应写“{shown}”。",
        expected=shown,
        basis=f"{larger.number()} − {smaller.number()} = {figure.number(points)}",
        difference=None if figure.value == points else figure.value - points,
    )


def _check_points(
    draft: Draft, before: Stated, after: Stated, told: Difference
) -> Iterator[Finding]:
    grown = (Span.of(after) - Span.of(before)).over(Span.of(before))
    if grown is None:
        return
    shown = f"{abs((after.value - before.value) / before.value * HUNDRED):.2f}%"
    figure = told.figure
    yield draft.finding(
        Rule.PERCENTAGE_POINTS,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"{before.quantity.text}和{after.quantity.text}不是百分数，增减的幅度用“%”，不用“百分点”。",
        expected=shown,
        basis=f"({after.number()} − {before.number()}) ÷ {before.number()} = {shown}",
    )


def _find_rates(draft: Draft, sentence: Sentence, seen: set[int]) -> Iterator[Finding]:
    """Yield changes of a rate told in percent where the rate itself is not stated."""
    for index, figure in enumerate(sentence.figures):
        if figure.kind is not QuantityKind.PERCENT or not figure.is_exact or figure.start in seen:
            continue
        behind = draft.text[figure.end : figure.end + 1]
        before = sentence.figures[index - 1] if index else None
        is_compared = (
            before is not None
            and before.kind is QuantityKind.PERCENT
            and behind != "的"
            and (_differs(before, figure) or _stands_behind_bracket(sentence, index))
        )
        if not is_compared and (behind == "的" or not _RATE.search(figure.between[-40:])):
            continue
        shown = _in_points(figure, figure.value)
        yield draft.finding(
            Rule.PERCENTAGE_POINTS,
            Severity.WARNING,
            figure.start,
            figure.end,
            f"两个百分数之差用百分点表示，请核对是否应写“{shown}”。",
            expected=shown,
        )


def _differs(before: Stated, figure: Stated) -> bool:
    """Whether a percentage is told as the difference of the one before from another."""
    if figure.depth != before.depth:
        return False
    is_compared = _COMPARED.search(figure.between) and _PERCENTAGE.search(before.label)
    return bool(
        is_compared or (_CHANGED.search(figure.between) and _RATE_NAME.search(before.label))
    )


def _stands_behind_bracket(sentence: Sentence, index: int) -> bool:
    """Whether it is the difference of two percentages, of which brackets hold the second."""
    before, first = sentence.figures[index - 1], sentence.figures[index - 2]
    return (
        index > 1
        and first.kind is QuantityKind.PERCENT
        and _AFTER_BRACKET.search(sentence.figures[index].between) is not None
        and _THAN.search(before.between) is not None
    )


def _in_points(figure: Stated, points: Decimal) -> str:
    return re.sub(r"\s*[%％]$", "", figure.show(points)) + "个百分点"
