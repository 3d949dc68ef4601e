"""Rates that do not follow from their numbers: growth, shares, completion, averages, schedules.

Who prints a rate may have reckoned with figures he rounded, or with those he had before rounding;
both are accepted, and so is a decimal cut off. A rate is doubted only where the text says which
numbers it is made of, and none of the numbers beside it make it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.auditor.figures import HALF, HUNDRED, Span, Stated
from assistant.auditor.growth import find_growth
from assistant.auditor.proportions import (
    WITHIN,
    check_share,
    find_rows,
    find_shares,
    find_shares_of_named,
    find_shares_of_names,
    greater_figures,
    makes,
)
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts


def find(draft: Draft) -> Iterator[Finding]:
    """Yield rates that the numbers beside them contradict, each once."""
    seen: set[int] = set()
    for sentence in draft.sentences:
        for findings in (
            find_growth(draft, sentence),
            find_shares(draft, sentence),
            find_shares_of_named(draft, sentence),
            find_shares_of_names(draft, sentence),
            _find_named(draft, sentence),
            _find_averages(draft, sentence),
            _find_schedules(draft, sentence),
        ):
            for finding in findings:
                if finding.start not in seen:
                    seen.add(finding.start)
                    yield finding
    for finding in find_rows(draft):
        if finding.start not in seen:
            seen.add(finding.start)
            yield finding


# --- Rates named after what they measure: 支出21185万元，支出率42.02% ---

_RATE_NAME = re.compile(
    r"(?P<name>[一-鿿]{2,8}?)(?P<done>(?:完成|到位|执行|发生)?)(?:率|进度|占比|比重|比例)(?:为|达|达到|是|约|仅|只有|均)?(?:到)?\s*$"
)
# Figures before a rate that it may be made of.
_REACH = 12
_TELLING_NAME = 3
# Words that say nothing of which part is meant.
_COMMON = frozenset(
    [
        "资金",
        "面积",
        "人数",
        "户数",
        "人口",
        "数量",
        "总额",
        "金额",
        "情况",
        "工作",
        "任务",
        "项目",
        "发生",
    ]
)
# Between the numerator and its rate nothing else is compared.
_ELSE = re.compile(
    r"同比|比上|较上|增长|下降|提高|全国|全省|全市|全疆|平均|目标|序时|去年|上年|以上"
)


def _find_named(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield rates of the stem of their numerator: 开工面积…，开工率; the whole stands before."""
    figures = sentence.figures
    for index, rate in enumerate(figures):
        if rate.kind is not QuantityKind.PERCENT or not rate.is_exact or not index:
            continue
        named = _RATE_NAME.search(rate.between)
        if named is None or _ELSE.search(rate.between):
            continue
        place = _numerator(figures[:index], named["name"] + named["done"])
        if place is None:
            continue
        part, before = figures[place], figures[:place]
        wholes = _wholes(draft, sentence, part, before) or [
            # A part that exceeds its whole.
            whole
            for whole in before[-1:]
            if whole.counts_with(part) and whole.is_exact and WITHIN.search(part.between)
        ]
        if not wholes or any(makes(part, whole, rate) for whole in wholes):
            continue
        if any(
            makes(one, whole, rate)
            for one, whole in _pairs([*wholes, *figures[max(0, index - _REACH) : index]])
        ):
            continue
        likeliest = min(
            wholes, key=lambda whole: abs(part.value / whole.value * HUNDRED - rate.value)
        )
        if part.value <= likeliest.value * 2:
            severity = Severity.ERROR if len(wholes) == 1 else Severity.WARNING
            yield from check_share(draft, part, likeliest, rate, severity)


def _numerator(figures: Sequence[Stated], name: str) -> int | None:
    """Return which figure a rate is named after: the last, or one before of the whole name."""
    for place in range(len(figures) - 1, -1, -1):
        part = figures[place]
        is_last = place == len(figures) - 1 and _is_named_after(name, part)
        if is_last or (len(name) >= _TELLING_NAME and part.label.endswith(name)):
            is_amount = part.kind is QuantityKind.AMOUNT and part.is_exact
            return place if is_amount else None
    return None


def _is_named_after(name: str, part: Stated) -> bool:
    """Whether a rate's name and its numerator share a word: 开工率 and 开工面积."""
    words = {name[place : place + 2] for place in range(len(name) - 1)} - _COMMON
    return any(word in part.label[-24:] for word in words)


def _pairs(figures: Sequence[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """Yield every ordered pair of figures of one unit."""
    for one in figures:
        for other in figures:
            if one is not other and one.goes_with(other):
                yield one, other


def _wholes(
    draft: Draft, sentence: Sentence, part: Stated, before: Sequence[Stated]
) -> list[Stated]:
    """Return what a part may be a share of: greater figures in the sentence, or those before."""
    if found := greater_figures(part, before):
        return found
    previous = [draft.neighbour(sentence, distance) for distance in (-1, -2)]
    return [
        whole
        for each in previous
        if each is not None
        for whole in greater_figures(part, each.figures)
    ]


# --- Averages: 864户3775万元，户均4.37万元 ---

_AVERAGE = re.compile(
    r"[，,、（(]?\s*(?P<whole>[户人])均[^，。；\d]{0,8}$|[，,、（(]?\s*平均每(?P<each>[户人个])[^，。；\d]{0,6}$"
)


# Further off, an average is of something else.
_HALF_AS_MUCH = HALF


def _find_averages(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield averages of an amount right before them, and of the only count there is."""
    figures = sentence.figures
    for index, average in enumerate(figures):
        named = _AVERAGE.fullmatch(average.between)
        if named is None or index < 2:
            continue
        unit = named["whole"] or named["each"]
        counts = [each for each in figures[:index] if each.unit == unit]
        amounts = [each for each in figures[index - 2 : index] if each.goes_with(average)]
        if len(counts) != 1 or len(amounts) != 1:
            continue
        count, amount = counts[0], amounts[0]
        if count.kind is not QuantityKind.AMOUNT or count.value <= 1:
            continue
        if not all(each.is_exact for each in (count, amount, average)):
            continue
        ratio = Span.of(amount).over(Span.of(count))
        if ratio is None or ratio.allows(average):
            continue
        value = amount.value / count.value
        shown = average.show(value)
        is_beside = count.is_attached or amount.is_attached
        if not is_beside and not _HALF_AS_MUCH < average.value / value < 2:
            continue
        yield draft.finding(
            Rule.RATE,
            Severity.ERROR if is_beside else Severity.WARNING,
            average.start,
            average.end,
            f"{amount.quantity.text}分到{count.quantity.text}，平均{shown}，"
            f"文中写{average.quantity.text}。",
            expected=shown,
            basis=f"{amount.number()} ÷ {count.number()} = {amount.number(value)}",
            difference=average.value - value,
        )


# --- Schedules: 4月末序时进度为33.33%，超序时进度8.68个百分点 ---

_SCHEDULE = re.compile(r"序时进度(?:为|是|应为|达|应达)?(?:到)?\s*$")
_AHEAD = re.compile(r"(?:超|快于|高于|超过|超出|领先|落后|低于|慢于|滞后)(?:于)?序时进度\s*$")
_MONTHS = 12


def _find_schedules(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    percents = [each for each in sentence.figures if each.kind is QuantityKind.PERCENT]
    for each in sentence.figures:
        if each.kind is QuantityKind.PERCENT and _SCHEDULE.search(each.between):
            month = _month_before(sentence, each)
            if month and not Span(Decimal(month), Decimal(month)).times(HUNDRED / _MONTHS).allows(
                each
            ):
                yield _off(
                    draft,
                    each,
                    Decimal(month) / _MONTHS * HUNDRED,
                    f"{month}月末的序时进度",
                    f"{month} ÷ {_MONTHS}",
                )
        elif each.kind is QuantityKind.PERCENTAGE_POINTS and _AHEAD.search(each.between):
            before = [percent for percent in percents if percent.end <= each.start]
            if len(before) != 2:
                continue
            larger, smaller = sorted(before, key=lambda percent: percent.value, reverse=True)
            ahead = Span.of(larger) - Span.of(smaller)
            if not ahead.allows(each):
                yield _off(
                    draft,
                    each,
                    larger.value - smaller.value,
                    "与序时进度之差",
                    f"{larger.number()} − {smaller.number()}",
                )


def _off(draft: Draft, figure: Stated, value: Decimal, what: str, basis: str) -> Finding:
    shown = figure.show(value)
    return draft.finding(
        Rule.RATE,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"{what}是{shown}，文中写{figure.quantity.text}。",
        expected=shown,
        basis=f"{basis} = {shown}",
        difference=figure.value - value,
    )


def _month_before(sentence: Sentence, figure: Stated) -> int | None:
    months = [
        date_parts(quantity)[1]
        for quantity in sentence.quantities
        if quantity.kind is QuantityKind.DATE
        and sentence.start + quantity.end <= figure.start
        and date_parts(quantity)[1]
    ]
    return months[-1] if months else None
