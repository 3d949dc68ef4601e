"""Words that no number can fit: 下降3倍, 翻番 that do not double, 突破4万亿元、达到2.3万亿元."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from assistant.auditor.comparing import Comparison, compare
from assistant.auditor.figures import HALF, HUNDRED, Span, Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity

_FALLS = re.compile(
    r"(?:下降|减少|降低|缩小|缩减|下调|回落|减轻|压缩|缩短|降)(?:了|约|近|到了?|至)?\s*$"
)
_PASSED = re.compile(r"突破|超过|超|逾|高于|多于")
_REACHED = re.compile(r"\s*[、，,]\s*(?:达到|达|为|实际为|已达|实现)\s*")
# 翻了一番 is also said of 1.7 or of 2.8 times as much.
_TOO_LITTLE, _TOO_MUCH = Decimal("0.85"), Decimal("1.4")
_MOST_DOUBLINGS = 9


def find(draft: Draft) -> Iterator[Finding]:
    """Yield multiples that fall, and doublings and multiples that do not follow."""
    for sentence in draft.sentences:
        yield from _find_unreached(draft, sentence)
        if "倍" not in sentence.text and "番" not in sentence.text:
            continue
        fallen = list(_find_falls(draft, sentence))
        yield from fallen
        seen = {finding.start for finding in fallen}
        for comparison in compare(sentence):
            for finding in _check(draft, comparison):
                if finding.start not in seen:
                    yield finding


def _find_unreached(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield values that fall short of what they are said to have passed."""
    for passed, reached in pairwise(sentence.figures):
        if not _PASSED.search(passed.quantity.qualifier) or not passed.unit:
            continue
        if not _REACHED.fullmatch(reached.between) or not reached.goes_with(passed):
            continue
        if Span.of(reached).high < passed.value:
            yield draft.finding(
                Rule.WORDING,
                Severity.ERROR,
                reached.start,
                reached.end,
                f"前面说超过{passed.quantity.text}，这里只有{reached.quantity.text}，请核对这两个数。",
                basis=f"{reached.quantity.text} < {passed.quantity.text}",
                difference=reached.value - passed.value,
            )


def _find_falls(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    for figure in sentence.figures:
        if figure.unit == "倍" and figure.value >= 1 and _FALLS.search(figure.between):
            yield draft.finding(
                Rule.WORDING,
                Severity.ERROR,
                figure.start,
                figure.end,
                "减少、下降不能用“倍”，请改用百分数或分数。",
                expected=_fall(sentence, figure),
                basis="减少一倍就是零，减少的幅度不会超过100%",
            )


def _fall(sentence: Sentence, figure: Stated) -> str:
    """Return the fall in percent where the sentence states both values; empty otherwise."""
    for comparison in compare(sentence):
        before, after = comparison.before, comparison.after
        told = any(each.figure.start == figure.start for each in comparison.differences)
        if told and before is not None and before.value > after.value:
            return f"{(before.value - after.value) / before.value * HUNDRED:.1f}%"
    return ""


def _check(draft: Draft, comparison: Comparison) -> Iterator[Finding]:
    before, after = comparison.before, comparison.after
    if before is None or not comparison.is_exact or before.value <= 0:
        return
    ratio = Span.of(after).over(Span.of(before))
    if ratio is None:
        return
    for told in comparison.differences:
        figure = told.figure
        if not figure.is_exact:
            continue
        if figure.unit == "番":
            yield from _check_doubling(draft, before, after, figure, ratio)
        elif figure.unit == "倍" and not told.is_yearly and not _fits(figure, ratio):
            times = after.value / before.value
            expected = times if told.is_ratio else times - 1
            shown = figure.show(expected)
            yield draft.finding(
                Rule.WORDING,
                Severity.WARNING,
                figure.start,
                figure.end,
                f"从{before.quantity.text}到{after.quantity.text}，"
                f"{'是原来的' if told.is_ratio else '增加'}{shown}，文中写{figure.quantity.text}。",
                expected=shown,
                basis=f"{after.quantity.text} ÷ {before.quantity.text} = {times:.2f}",
                difference=figure.value - expected,
            )


def _fits(figure: Stated, ratio: Span) -> bool:
    """Whether a multiple fits; 增长3倍 is often said of what is three times as much."""
    less = Span(ratio.low - 1, ratio.high - 1)
    return ratio.allows(figure, steps=HALF) or less.allows(figure, steps=HALF)


def _check_doubling(
    draft: Draft, before: Stated, after: Stated, figure: Stated, ratio: Span
) -> Iterator[Finding]:
    """Yield a finding where 翻N番 is not about 2 to the power of N."""
    if figure.value != figure.value.to_integral_value() or not 0 < figure.value <= _MOST_DOUBLINGS:
        return
    wanted = 2 ** int(figure.value)
    if wanted * _TOO_LITTLE <= ratio.high and ratio.low <= wanted * _TOO_MUCH:
        return
    right = next((count for count in range(_MOST_DOUBLINGS) if 2 ** (count + 1) > ratio.high), 0)
    times = after.value / before.value
    yield draft.finding(
        Rule.WORDING,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"翻{figure.quantity.text}是原来的{wanted}倍；从{before.quantity.text}到"
        f"{after.quantity.text}是原来的{times:.2f}倍，请核对。",
        expected=f"{'零一二三四五六七八九'[right]}番" if right else "",
        basis=f"{after.quantity.text} ÷ {before.quantity.text} = {times:.2f}",
    )
