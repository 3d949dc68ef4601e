"""Rates that do not follow from their numbers: growth, shares, completion, averages, schedules.

Who prints a rate may have reckoned with figures he rounded, or with those he had before rounding;
both are accepted, and so is a decimal cut off. A rate is doubted only where the text says which
numbers it is made of, and none of the numbers beside it make it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.auditor.comparing import Comparison, Difference, Way, compare
from assistant.auditor.figures import HALF, HUNDRED, Span, Stated, groups
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, date_parts

_AT_CONSTANT_PRICES = re.compile(r"生产总值|GDP|增加值|产值|可支配收入")
# How far real growth may lie from nominal growth over some years.
_DEFLATED = Decimal("0.75"), Decimal("1.1")
_ONE = Span(Decimal(1), Decimal(1))


def find(draft: Draft) -> Iterator[Finding]:
    """Yield rates that the numbers beside them contradict, each once."""
    seen: set[int] = set()
    for sentence in draft.sentences:
        for findings in (
            _find_growth(draft, sentence),
            _find_shares(draft, sentence),
            _find_shares_of_named(draft, sentence),
            _find_named(draft, sentence),
            _find_averages(draft, sentence),
            _find_schedules(draft, sentence),
        ):
            for finding in findings:
                if finding.start not in seen:
                    seen.add(finding.start)
                    yield finding
    for finding in _find_rows(draft):
        if finding.start not in seen:
            seen.add(finding.start)
            yield finding


# --- Growth ---


def _find_growth(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
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
    yield draft.finding(
        Rule.RATE,
        Severity.WARNING,
        told.figure.start,
        told.figure.end,
        f"{comparison.years}年间从{comparison.before.quantity.text}到"
        f"{comparison.after.quantity.text}，年均增减{shown}，文中写{told.figure.quantity.text}；"
        "按可比价格计算的除外。",
        expected=shown,
        basis=f"({comparison.after.number()} ÷ {comparison.before.number()})"
        f"^(1/{comparison.years}) − 1 = {shown}",
        difference=told.figure.value - abs(value),
    )


# --- Shares whose whole is named: 占2198户7703人的79.3%、79.7%, 完成目标13500人的103.9% ---

_SHARE_OF = re.compile(r"(?:占|完成|相当于|达到|为)[^，。；、]{0,16}$")
_OF = re.compile(
    r"\s*(?:总数|总量|总额|总人口|任务|目标|计划|[^，。；、\d]{0,6})的(?:比例|比重)?(?:为|达|约)?\s*"
)
_GENERIC = re.compile(r"总|数|量|额|全部|全|的|其|所有|本")
_WITHIN = re.compile(r"其中|中[，,]?[^，。；]{0,8}$|中[，,]?有")
_ALTOGETHER = re.compile(r"总|共|全部")
_TARGET = re.compile(r"任务|目标|计划|指标")
_NEXT = re.compile(r"\s*[、和及与]\s*")


def _find_shares(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    stated = list(groups(sentence.figures))
    for index, (part, whole) in enumerate(pairwise(stated)):
        if index + 2 >= len(stated) or not _SHARE_OF.search(whole[0].between):
            continue
        shares: list[Stated] = []
        last = whole[-1]
        for group in stated[index + 2 :]:
            separator = draft.text[last.end : group[0].start]
            wanted = _NEXT if shares else _OF
            if group[0].kind is not QuantityKind.PERCENT or not wanted.fullmatch(separator):
                break
            shares.append(group[0])
            last = group[0]
        pairs = [
            (one, other)
            for other in whole
            for one in part
            if one.goes_with(other) and other.kind is QuantityKind.AMOUNT
        ]
        if len(pairs) == len(shares):
            for (one, other), share in zip(pairs, shares, strict=True):
                yield from _check_share(draft, one, other, share, Severity.ERROR)


def _find_shares_of_named(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield shares of a whole that stands before: 占劳动力总数的57.9%, 592个县中有384个…，占65%."""
    figures = sentence.figures
    previous = draft.neighbour(sentence, -1)
    earlier = previous.figures if previous else ()
    for index, share in enumerate(figures):
        opening = _ITS_SHARE.fullmatch(share.between)
        if opening is None or share.kind is not QuantityKind.PERCENT:
            continue
        shares = _row(draft, figures[index:])
        parts = figures[max(0, index - len(shares)) : index]
        alike = all(part.goes_with(parts[-1]) for part in parts)
        if len(parts) < len(shares) or parts[-1].kind is not QuantityKind.AMOUNT or not alike:
            continue
        before = (*earlier, *figures[: index - len(shares)])
        name = _GENERIC.sub("", opening["whole"])
        for part, each in zip(parts, shares, strict=True):
            greater = _greater(part, before)
            if any(_makes(part, whole, each) for whole in greater):
                continue
            if len(name) > 1:
                wholes = [whole for whole in greater if name in whole.label]
            else:
                wholes = [
                    whole
                    for whole in greater
                    if whole.start >= sentence.start and _holds(draft, whole, parts[0])
                ]
            if wholes and not _is_share_of_more(figures, wholes[-1], part, each):
                yield from _check_share(draft, part, wholes[-1], each, Severity.ERROR)


def _is_share_of_more(
    figures: Sequence[Stated], whole: Stated, part: Stated, share: Stated
) -> bool:
    """Whether a whole is stated with its own share of something greater, which is meant here too.

    60岁及以上人口778088人，占12.09%，其中65岁及以上538231人，占8.37%.
    """
    own = next((each for each in figures if each.start > whole.start), None)
    if own is None or own.kind is not QuantityKind.PERCENT or own is share:
        return False
    ratio, shares = Span.of(part).over(Span.of(whole)), Span.of(share).over(Span.of(own))
    return bool(ratio and shares and ratio.low <= shares.high and shares.low <= ratio.high)


def _row(draft: Draft, figures: Sequence[Stated]) -> list[Stated]:
    """Return the percentages that stand one after another: 33%、46.6%、16.1%."""
    row = [figures[0]]
    for each in figures[1:]:
        separator = draft.text[row[-1].end : each.start]
        if each.kind is not QuantityKind.PERCENT or not _NEXT.fullmatch(separator):
            break
        row.append(each)
    return row


def _holds(draft: Draft, whole: Stated, part: Stated) -> bool:
    """Whether the words say that a part is one of a whole."""
    between = draft.text[whole.end : part.start]
    return bool(_WITHIN.search(between)) or bool(_ALTOGETHER.search(whole.label))


def _prints(ratio: Span, share: Stated) -> bool:
    """Whether a percentage may have been printed for a quotient.

    A decimal may have been cut off; whole percentages are rounded.
    """
    return ratio.times(HUNDRED).allows(share, steps=Decimal(1) if share.places else HALF)


def _check_share(
    draft: Draft, part: Stated, whole: Stated, share: Stated, severity: Severity
) -> Iterator[Finding]:
    # A target is meant as it is written.
    is_target = _TARGET.search(draft.text[max(0, whole.start - 12) : whole.start])
    over = Span(whole.value, whole.value) if is_target else Span.of(whole)
    ratio = Span.of(part).over(over)
    if ratio is None or not (part.is_exact and whole.is_exact and share.is_exact):
        return
    if _prints(ratio, share):
        return
    value = part.value / whole.value * HUNDRED
    shown = share.show(value)
    yield draft.finding(
        Rule.RATE,
        severity,
        share.start,
        share.end,
        f"{part.quantity.text}是{whole.quantity.text}的{shown}，文中写{share.quantity.text}，"
        "请核对分子、分母和比率。",
        expected=shown,
        basis=f"{part.quantity.text} ÷ {whole.quantity.text} = {shown}",
        difference=share.value - value,
    )


# --- Rates named after what they measure: 支出21185万元，支出率42.02% ---

_RATE_NAME = re.compile(
    r"(?P<name>[一-鿿]{2,8}?)(?P<done>(?:完成|到位|执行|发生)?)(?:率|进度|占比|比重|比例)(?:为|达|达到|是|约|仅|只有|均)?(?:到)?\s*$"
)
# Figures before a rate that it may be made of.
_REACH = 12
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
        part = figures[index - 1]
        if part.kind is not QuantityKind.AMOUNT or not part.is_exact:
            continue
        if not _is_named_after(named["name"] + named["done"], part):
            continue
        before = figures[: index - 1]
        wholes = _wholes(draft, sentence, part, before) or [
            # A part that exceeds its whole.
            whole
            for whole in before[-1:]
            if whole.counts_with(part) and whole.is_exact and _WITHIN.search(part.between)
        ]
        if not wholes or any(_makes(part, whole, rate) for whole in wholes):
            continue
        if any(
            _makes(one, whole, rate)
            for one, whole in _pairs([*wholes, *figures[max(0, index - _REACH) : index]])
        ):
            continue
        likeliest = min(
            wholes, key=lambda whole: abs(part.value / whole.value * HUNDRED - rate.value)
        )
        if part.value <= likeliest.value * 2:
            severity = Severity.ERROR if len(wholes) == 1 else Severity.WARNING
            yield from _check_share(draft, part, likeliest, rate, severity)


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
    """Return what a part may be a share of: greater figures in the sentence, or the one before."""
    found = _greater(part, before)
    if not found and (previous := draft.neighbour(sentence, -1)):
        found = _greater(part, previous.figures)
    return found


def _greater(part: Stated, figures: Sequence[Stated]) -> list[Stated]:
    return [
        each
        for each in figures
        if each.kind is QuantityKind.AMOUNT
        and each.counts_with(part)
        and each.value >= part.value > 0
        and each.is_exact
    ]


def _makes(part: Stated, whole: Stated, rate: Stated) -> bool:
    ratio = Span.of(part).over(Span.of(whole))
    return ratio is not None and _prints(ratio, rate)


# --- Shares of one whole in a row: 因病致贫93户，占贫困人口的4.2%; 因残致贫32户，占… ---

_ITS_SHARE = re.compile(
    r"[^，,。；、（(\d]{0,20}[，,、（(]?\s*(?:分别|约|各)?(?:所占比例|占比|比重|占)"
    r"(?P<whole>[^，。；、\d]{0,14}?)(?:的|总数|总数的|比例|比重)?(?:为|达|约|是)?\s*"
)
_FEWEST = 3
_MOSTLY = Decimal("0.6")


@dataclass(frozen=True)
class _Share:
    """A part with its share of a whole that the text does not put beside it."""

    part: Stated
    share: Stated

    @property
    def whole(self) -> Span | None:
        """How large the whole can be."""
        slack = self.share.step
        low, high = self.share.value - slack, self.share.value + slack
        if low <= 0:
            return None
        part = Span.of(self.part)
        return Span(part.low * HUNDRED / high, part.high * HUNDRED / low)


def _find_rows(draft: Draft) -> Iterator[Finding]:
    """Yield shares that fit no whole which most others of their row have in common."""
    rows: dict[tuple[int, str, str], list[_Share]] = defaultdict(list)
    for sentence in draft.sentences:
        for unit, whole, share in _shares(draft, sentence):
            rows[sentence.paragraph, unit, whole].append(share)
    for row in rows.values():
        if len(row) < _FEWEST:
            continue
        common, count = _common(row)
        if common is None or count < max(Decimal(2), _MOSTLY * len(row)):
            continue
        for each in row:
            fits = each.whole
            if fits is None or (fits.low <= common <= fits.high):
                continue
            value = each.part.value / common * HUNDRED
            shown = each.share.show(value)
            if shown == each.share.quantity.text:
                continue
            yield draft.finding(
                Rule.RATE,
                Severity.WARNING,
                each.share.start,
                each.share.end,
                f"按同一段其他各项的比例推算，总数约{each.part.show(common)}，"
                f"{each.part.quantity.text}应占{shown}，文中写{each.share.quantity.text}。",
                expected=shown,
                basis=f"{each.part.number()} ÷ {each.part.number(common.quantize(Decimal(1)))}"
                f" = {shown}",
                difference=each.share.value - value,
            )


def _shares(draft: Draft, sentence: Sentence) -> Iterator[tuple[str, str, _Share]]:
    """Yield parts with the shares behind them, each with its unit and the name of the whole."""
    stated = list(groups(sentence.figures))
    for index, group in enumerate(stated[:-1]):
        first = stated[index + 1][0]
        opening = _ITS_SHARE.fullmatch(first.between)
        if group[0].kind is not QuantityKind.AMOUNT or opening is None:
            continue
        percents: list[Stated] = []
        last = None
        for each in stated[index + 1 :]:
            if each[0].kind is not QuantityKind.PERCENT:
                break
            if last is not None and not _NEXT.fullmatch(draft.text[last.end : each[0].start]):
                break
            percents.append(each[0])
            last = each[0]
        if len(percents) != len(group):
            continue
        for part, share in zip(group, percents, strict=True):
            if part.is_exact and share.is_exact and part.value > 0 and share.value > 0:
                yield part.unit, opening["whole"].strip(), _Share(part, share)


def _common(row: Sequence[_Share]) -> tuple[Decimal | None, int]:
    """Return a whole that as many shares as possible allow, and how many do."""
    spans = [span for span in (each.whole for each in row) if span is not None]
    best: tuple[Decimal | None, int] = (None, 0)
    for span in spans:
        for place in (span.low, span.high):
            over = [each for each in spans if each.low <= place <= each.high]
            if len(over) > best[1]:
                low, high = max(each.low for each in over), min(each.high for each in over)
                best = (low + high) / 2, len(over)
    return best


# --- Averages: 864户3775万元，户均4.37万元 ---

_AVERAGE = re.compile(
    r"[，,、（(]?\s*(?P<whole>[户人])均[^，。；\d]{0,8}$|[，,、（(]?\s*平均每(?P<each>[户人个])[^，。；\d]{0,6}$"
)


def _find_averages(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield averages of a count and an amount that stand side by side before them."""
    for first, second, average in zip(
        sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False
    ):
        named = _AVERAGE.fullmatch(average.between)
        if named is None or not second.is_attached:
            continue
        count, amount = (first, second) if second.goes_with(average) else (second, first)
        if not amount.goes_with(average) or count.unit != (named["whole"] or named["each"]):
            continue
        if not all(each.is_exact for each in (first, second, average)):
            continue
        ratio = Span.of(amount).over(Span.of(count))
        if ratio is None or ratio.allows(average):
            continue
        value = amount.value / count.value
        shown = average.show(value)
        yield draft.finding(
            Rule.RATE,
            Severity.ERROR,
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
