"""Shares that do not follow from part and whole: 1222个，占全疆3029个的43%.

A share is doubted only where the text says which whole is meant: beside the share, by its name, by
其中 or 中, or since most other shares of the paragraph have one whole in common.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.auditor.figures import HALF, HUNDRED, Span, Stated, groups
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind

_ITS_SHARE = re.compile(
    r"[^，,。；、（(\d]{0,20}[，,、（(]?\s*(?:分别|约|各)?(?:所占比例|占比|比重|占)"
    r"(?P<whole>[^，。；、\d]{0,14}?)(?:的|总数|总数的|比例|比重)?(?:为|达|约|是)?\s*"
)
_SHARE_OF = re.compile(r"(?:占|完成|相当于|达到|为)[^，。；、]{0,16}$")
_OF = re.compile(
    r"\s*(?:总数|总量|总额|总人口|任务|目标|计划|[^，。；、\d]{0,6})的(?:比例|比重)?(?:为|达|约)?\s*"
)
_GENERIC = re.compile(r"总|数|量|额|全部|全|的|其|所有|本")
WITHIN = re.compile(r"其中|中[，,]?[^，。；]{0,8}$|中[，,]?有")
"""What stands between a whole and one of its parts."""

_ALTOGETHER = re.compile(r"总|共|全部")
_TARGET = re.compile(r"任务|目标|计划|指标")
_NEXT = re.compile(r"\s*[、和及与]\s*")


def find_shares(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield shares whose whole stands beside them: 占2198户7703人的79.3%、79.7%."""
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
                yield from check_share(draft, one, other, share, Severity.ERROR)


def find_shares_of_named(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
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
            greater = greater_figures(part, before)
            if any(makes(part, whole, each) for whole in greater):
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
                yield from check_share(draft, part, wholes[-1], each, Severity.ERROR)


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
    return bool(WITHIN.search(between)) or bool(_ALTOGETHER.search(whole.label))


def _prints(ratio: Span, share: Stated) -> bool:
    """Whether a percentage may have been printed for a quotient.

    A decimal may have been cut off; whole percentages are rounded.
    """
    return ratio.times(HUNDRED).allows(share, steps=Decimal(1) if share.places else HALF)


def check_share(
    draft: Draft, part: Stated, whole: Stated, share: Stated, severity: Severity
) -> Iterator[Finding]:
    """Yield a finding where a share is not that of its part in its whole."""
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


def greater_figures(part: Stated, figures: Sequence[Stated]) -> list[Stated]:
    """Return the exact figures that a part may be a share of."""
    return [
        each
        for each in figures
        if each.kind is QuantityKind.AMOUNT
        and each.counts_with(part)
        and each.value >= part.value > 0
        and each.is_exact
        # 十项工作 has no share.
        and each.quantity.text[0].isdigit()
    ]


def makes(part: Stated, whole: Stated, rate: Stated) -> bool:
    """Whether a part has a share of a whole."""
    ratio = Span.of(part).over(Span.of(whole))
    return ratio is not None and _prints(ratio, rate)


# --- Shares of two names: 累计消除风险349户，风险消除户数占监测对象总户数的69.9% ---

_NAMES = re.compile(
    r"(?P<part>[一-鿿]{2,12})占(?P<whole>[一-鿿]{2,14}?)的?(?:比例|比重)?(?:为|达)?\s*$"
)
_COUNTED = re.compile(r"([户人])[数口]")
# Pairs of characters that tell nothing apart.
_COMMON = frozenset(
    ["户数", "人数", "人口", "总户", "总人", "总数", "数占", "全县", "累计", "其中"]
)


def find_shares_of_names(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield shares of which part and whole are called by names that figures before bear."""
    for index, share in enumerate(sentence.figures):
        named = _NAMES.search(share.between) if share.kind is QuantityKind.PERCENT else None
        if named is None:
            continue
        previous = [draft.neighbour(sentence, distance) for distance in (-1, -2)]
        before = [
            *(each for one in previous if one is not None for each in one.figures),
            *sentence.figures[:index],
        ]
        parts, wholes = _called(named["part"], before), _called(named["whole"], before)
        wholes = [whole for whole in wholes if whole not in parts]
        pairs = [
            (part, whole)
            for part in parts
            for whole in wholes
            if whole.counts_with(part) and whole.value > part.value > 0
        ]
        if pairs and not any(makes(part, whole, share) for part, whole in pairs):
            yield from check_share(draft, *pairs[-1], share, Severity.WARNING)


def _called(name: str, figures: Sequence[Stated]) -> list[Stated]:
    """Return the figures whose names share two words with a name, and its unit if it has one."""
    counted = _COUNTED.search(name)
    words = _pairs_of(name)
    return [
        each
        for each in figures
        if each.kind is QuantityKind.AMOUNT
        and each.is_exact
        and len(words & _pairs_of(each.label[-20:])) > 1
        and (counted is None or each.unit == counted[1])
    ]


def _pairs_of(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)} - _COMMON


# --- Shares of one whole in a row: 因病致贫93户，占贫困人口的4.2%; 因残致贫32户，占… ---

_FEWEST, _LONGEST_ROW = 3, 60
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


def find_rows(draft: Draft) -> Iterator[Finding]:
    """Yield shares that fit no whole which most others of their row have in common."""
    rows: dict[tuple[int, str, str], list[_Share]] = defaultdict(list)
    for sentence in draft.sentences:
        for unit, whole, share in _shares(draft, sentence):
            row = rows[sentence.paragraph, unit, whole]
            if len(row) < _LONGEST_ROW:
                row.append(share)
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
