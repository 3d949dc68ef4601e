"""A whole and the parts listed behind it: 260户815人，其中A户B人、C户D人; 42所（C所、D所）.

A list of parts need not be complete, so that it falls short proves little. It is taken for
complete where it adds up in another unit, where one digit or one 万 more or less makes it add up,
where it exceeds the whole, or where it comes close.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.auditor.figures import HALF, HUNDRED, Span, Stated, differ_by_a_slip, groups, total
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, is_article, quantities

LONGEST_LIST = 40
"""Figures behind a whole that may be its parts."""

# Between a whole and its first part.
_OPENS = re.compile(r"其中|分别|包括|包含|含|分为|构成|组成|即|[：:]|——")
_OPENS_BRACKET = re.compile(r"\s*[^，。；;、（(]{0,8}[（(]")
# What lasts or grows old does not add up to a whole.
_NOT_ADDED = frozenset("年月天岁倍番分") | {"工作日", "小时", "分钟", "星期", "季度"}
# A figure that is reached, added or compared is no part.
_NO_PART = re.compile(
    r"同比|环比|比上|较上|比去|较去|上年|去年|年均|人均|户均|平均|每|增加|增长|减少|下降|提高|累计|总计|合计|共计|达到?$|带动|惠及"
    r"|涉及|覆盖|受益|(?:实现|带动|每|均|户|众|人口)增收|占|另|此外|同时|目标|任务|计划|规划|占地|年产|标准|开工|竣工|完工|投产|增至|降至|高于|低于|第$"
)
_ASIDE = re.compile(r"同比|环比|[比较][上去]|增加|增长|减少|下降|提高|占")
_OTHERS = re.compile(r"[^，。；、\d]{0,10}等(?![级待于候])|[^。]{0,12}(?:其余|其他|其它)")
_OVERLAPS = re.compile(r"女|少数民族|学历|大专|本科|岁|残疾|党员|老年|慢性病|大病")
_BREAK = re.compile(r"其中|[。！？]|另外?|此外|同时|总共|共有|全[国省市县乡镇村]")
_BREAKS_DOWN = re.compile(
    r"(?:[一二三四五六七八九]是)?(?:按照?[^，。]{1,10}|从[^，。]{1,8}看|其中)[，,：:]"
)
_FEWEST_BROKEN_DOWN = 3
# How much of a whole a list must make to be taken for complete, by its number of parts.
_NEARLY = {2: Decimal("0.9"), 3: Decimal("0.85")}
_NEARLY_LONG = Decimal("0.8")
_TOO_MUCH = Decimal("1.4")

# A slip in a shorter figure proves nothing.
_LEAST_DIGITS = 3
_BEHIND = re.compile(r"[一-鿿“”]{0,20}")
_COMMON_WORDS = frozenset(["其中", "包括", "全县", "完成", "实现", "资金", "已经", "分别"])
_MYRIAD = Decimal(10**4)
_ZERO = Decimal(0)


def find_lists(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield wholes that the parts listed behind them do not make."""
    stated = list(groups(sentence.figures))
    for index, whole in enumerate(stated[:-1]):
        parts = _parts_of(draft, stated, index)
        if len(parts) > 1:
            yield from _compare(draft, whole, parts)


def find_breakdowns(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    """Yield wholes of the sentences before that a sentence breaks down otherwise: 按用途分，…."""
    if not _BREAKS_DOWN.match(sentence.text):
        return
    parts: list[Stated] = []
    for group in groups(sentence.figures):
        if not is_added(group[0]) or _NO_PART.search(group[0].label):
            break
        if parts and not group[0].goes_with(parts[0]):
            break
        parts.append(group[0])
    if len(parts) < _FEWEST_BROKEN_DOWN or not all(part.is_exact for part in parts):
        return
    before = [draft.neighbour(sentence, distance) for distance in (-1, -2)]
    wholes = [
        whole
        for each in before
        if each is not None
        for whole in each.figures
        if is_added(whole) and whole.is_exact and whole.goes_with(parts[0])
    ]
    if any(_adds_up(whole, parts) for whole in wholes):
        return
    for whole in wholes:
        if whole.value > max(part.value for part in parts) and _find_slip(draft, whole, parts):
            yield miss(draft, whole, parts, is_certain=False)
            return


def _parts_of(
    draft: Draft, stated: Sequence[tuple[Stated, ...]], index: int
) -> list[tuple[Stated, ...]]:
    """Return the groups listed behind a whole; none where no list opens."""
    whole = stated[index]
    first = whole[0]
    if not all(map(is_added, whole)):
        return []
    parts: list[tuple[Stated, ...]] = []
    is_open = False
    depth = first.depth
    position = whole[-1].end
    for group in stated[index + 1 : index + 1 + LONGEST_LIST]:
        between = draft.text[position : group[0].start]
        if not is_open:
            opening = _OPENS.search(between)
            is_bracket = group[0].depth > first.depth and _OPENS_BRACKET.match(between)
            if opening is None and not is_bracket:
                # 同比增加…，其中: the change of the whole stands before its parts.
                if _is_aside(whole, group, between):
                    position = group[-1].end
                    continue
                return []
            if _BREAK.search(between[: opening.start() if opening else None]):
                return []
            is_open = True
            depth = group[0].depth
            if depth < first.depth:
                return []
        elif group[0].depth < depth or _BREAK.search(between):
            break
        elif group[0].depth > depth:
            # What stands in brackets are parts of a part.
            continue
        position = group[-1].end
        if _is_part(whole, group, between):
            parts.append(group)
        elif is_added(group[0]) and group[0].goes_with(first):
            break
    return parts


def is_added(figure: Stated) -> bool:
    """Whether a figure counts something; 一批 and 一个 are articles."""
    return (
        figure.kind is QuantityKind.AMOUNT
        and figure.unit not in _NOT_ADDED
        and bool(figure.unit)
        and not is_article(figure.quantity)
    )


def _is_aside(whole: Sequence[Stated], group: Sequence[Stated], between: str) -> bool:
    """Whether a figure says something more of the whole before its parts begin."""
    if re.search(r"[；;]", between):
        return False
    is_alike = any(part.goes_with(each) for part in group for each in whole)
    return not (is_alike and group[0].unit) or bool(_ASIDE.search(between))


def _is_part(whole: Sequence[Stated], group: Sequence[Stated], between: str) -> bool:
    """Whether a group counts what the whole counts."""
    return (
        any(is_added(part) and part.goes_with(each) for part in group for each in whole)
        and not _NO_PART.search(group[0].label)
        and re.search(r"\W", between) is not None
    )


def _compare(
    draft: Draft, whole: Sequence[Stated], parts: Sequence[Sequence[Stated]]
) -> Iterator[Finding]:
    """Compare a whole with its parts, unit by unit."""
    columns = [(each, _column(each, parts)) for each in whole]
    columns = [(each, column) for each, column in columns if len(column) > 1]
    adds_up = [_adds_up(each, column) for each, column in columns]
    for (each, column), is_right in zip(columns, adds_up, strict=True):
        if is_right or not (each.is_exact and all(part.is_exact for part in column)):
            continue
        if any(adds_up) and len(column) == len(parts):
            yield miss(draft, each, column, is_certain=True)
            continue
        column = _within(each, column)
        if _may_overlap(each, column):
            continue
        if slip := _find_scale(each, column):
            yield _misprinted_scale(draft, each, column, *slip)
        elif _exceeds(each, column[0]):
            yield _exceed(draft, each, column[0])
        elif meant := _find_slip(draft, each, column):
            yield miss(draft, each, meant, is_certain=each.digits >= _LEAST_DIGITS)
        elif _is_nearly(draft, each, column):
            yield miss(draft, each, column, is_certain=False)


def _column(whole: Stated, parts: Sequence[Sequence[Stated]]) -> list[Stated]:
    """Return the part of every group that has the unit of the whole."""
    same = (next((p for p in group if p.goes_with(whole)), None) for group in parts)
    return [part for part in same if part is not None]


def _within(whole: Stated, parts: Sequence[Stated]) -> list[Stated]:
    """Return the parts up to the first, from the third on, that is greater than the whole."""
    for count, part in enumerate(parts):
        if count > 1 and part.value > whole.value and part.scale == whole.scale:
            return list(parts[:count])
    return list(parts)


def _may_overlap(whole: Stated, parts: Sequence[Stated]) -> bool:
    """Whether one can be of several parts: a woman, of a minority, below 35."""
    labels = "、".join(part.label for part in parts)
    is_complete = "女" in labels and "男" in labels
    made = sum((part.value for part in parts), Decimal(0))
    return made > whole.value and not is_complete and _OVERLAPS.search(labels) is not None


def _prefixes(parts: Sequence[Stated]) -> Iterator[list[Stated]]:
    """Yield the parts, then the first of them, as long as there are two."""
    for count in range(len(parts), 1, -1):
        yield list(parts[:count])


def _adds_up(whole: Stated, parts: Sequence[Stated]) -> bool:
    """Whether the whole is the sum of the parts, or to the digit of the first of them."""
    return total(parts).allows(whole, steps=HALF) or any(
        abs(sum((part.value for part in some), Decimal(0)) - whole.value) <= whole.half
        for some in _prefixes(parts)
    )


def _exceeds(whole: Stated, part: Stated) -> bool:
    """Whether the first part is greater than its whole, which is no increase or decrease."""
    is_written_alike = whole.step > 0 or whole.quantity.text[0].isdigit()
    return (
        part.value > whole.value
        and part.unit == whole.unit
        and is_written_alike
        and not _NO_PART.search(whole.label)
    )


def _find_scale(whole: Stated, parts: Sequence[Stated]) -> tuple[Stated, Decimal] | None:
    """Return the figure that makes the sum right once 万 and 亿 are exchanged, and its value."""
    for some in _prefixes(parts):
        made = total(some)
        for figure in (whole, *some):
            if figure.scale == 1 and figure.unit != "元":
                continue
            for factor in (_MYRIAD, 1 / _MYRIAD):
                value = figure.value * factor
                others = Span(value, value) if figure is not whole else Span(_ZERO, _ZERO)
                sums = made if figure is whole else made - Span.of(figure) + others
                wanted = value if figure is whole else whole.value
                slack = figure.step * factor
                is_weighty = value * HUNDRED >= max(wanted, value) > 0
                if is_weighty and sums.low - slack <= wanted <= sums.high + slack:
                    return figure, value
    return None


def _find_slip(draft: Draft, whole: Stated, parts: Sequence[Stated]) -> list[Stated] | None:
    """Return the parts that make the whole but for one digit of one figure.

    In short figures that may be chance, so that all the parts have to be called like the whole.
    """
    fewest = 2 if _are_called_alike(draft, whole, parts) else _LEAST_DIGITS
    for some in _prefixes(parts):
        made = sum((part.value for part in some), Decimal(0))
        for figure in (whole, *some):
            value = made if figure is whole else figure.value + whole.value - made
            if value <= 0 or len(re.sub(r"\D", "", figure.quantity.text)) < fewest:
                continue
            if differ_by_a_slip(figure.show(value), figure.quantity.text):
                rounded = next(iter(quantities(figure.show(value))), None)
                if rounded is not None and abs(rounded.value - value) <= figure.half:
                    return some
    return None


def _are_called_alike(draft: Draft, whole: Stated, parts: Sequence[Stated]) -> bool:
    """Whether each part shares a word with the whole: 21个指标，包括13个预期性指标等."""
    words = _words(draft, whole)
    return all(words & _words(draft, part) for part in parts)


def _words(draft: Draft, figure: Stated) -> set[str]:
    """Return the pairs of characters in what stands around a figure in its clause."""
    behind = _BEHIND.match(draft.text, figure.end)
    name = figure.label[-20:], behind[0] if behind else ""
    return {
        text[place : place + 2]
        for text in name
        for place in range(len(text) - 1)
        if text[place : place + 2] not in _COMMON_WORDS
    }


def _is_nearly(draft: Draft, whole: Stated, parts: Sequence[Stated]) -> bool:
    """Whether parts that miss the whole were meant to make it."""
    made = sum((part.value for part in parts), Decimal(0))
    if made > whole.value:
        return made < _TOO_MUCH * whole.value
    if _OTHERS.match(draft.text[parts[-1].end : parts[-1].end + 20]):
        return False
    return made >= _NEARLY.get(len(parts), _NEARLY_LONG) * whole.value


def miss(draft: Draft, whole: Stated, parts: Sequence[Stated], *, is_certain: bool) -> Finding:
    """Return that parts do not make their whole."""
    made = sum((part.value for part in parts), Decimal(0))
    shown = whole.show(made)
    terms = " + ".join(whole.number(part.value) for part in parts)
    return draft.finding(
        Rule.PARTS,
        Severity.ERROR if is_certain else Severity.WARNING,
        whole.start,
        whole.end,
        f"分项相加是{shown}，与总数{whole.quantity.text}不符，请核对总数和各分项。",
        expected=shown,
        basis=f"{terms} = {whole.number(made)}",
        difference=whole.value - made,
    )


def _exceed(draft: Draft, whole: Stated, part: Stated) -> Finding:
    return draft.finding(
        Rule.PARTS,
        Severity.ERROR,
        part.start,
        part.end,
        f"分项{part.quantity.text}大于总数{whole.quantity.text}，请核对这两个数。",
        basis=f"{part.quantity.text} > {whole.quantity.text}",
        difference=part.value - whole.value,
    )


def _misprinted_scale(
    draft: Draft, whole: Stated, parts: Sequence[Stated], figure: Stated, value: Decimal
) -> Finding:
    scale = figure.scale * value / figure.value
    sign = {Decimal(1): "", _MYRIAD: "万", _MYRIAD**2: "亿"}.get(scale, "")
    shown = f"{figure.number()}{sign}{figure.unit}"
    return draft.finding(
        Rule.PARTS,
        Severity.ERROR,
        figure.start,
        figure.end,
        f"写成{shown}时总数与分项才相符，请核对{figure.quantity.text}的单位。",
        expected=shown,
        basis=f"总数{whole.quantity.text}，分项{'、'.join(part.quantity.text for part in parts)}",
        difference=figure.value - value,
    )
