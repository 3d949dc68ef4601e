"""One thing with two values in one draft: 2119户 here, 2120户 there.

Much that has the same name is not the same: of another year, another township, planned rather than
done. So the words around two figures must agree, and either a number beside them too, or the two
figures themselves but for a slip of the pen.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from assistant.auditor.figures import Stated, differ_by_a_slip, groups
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.auditor.statements import pair_figures
from ingest.numerals import QuantityKind, date_parts, is_article

# Characters that two figures must have before them in common to be compared at all.
_LABEL = 6
# Looked at on both sides.
_BEFORE, _BEHIND = 40, 30
# Characters in common, on both sides together, that make two statements one: with a number among
# them, with a slip of one digit out of three, and of one out of two.
_WITH_NUMBER = 12
_WITH_SLIP = 10
_WITH_SHORT_SLIP = 22
# With a difference of one percent.
_WITH_LITTLE = 18
# What stands behind tells less than what stands before.
_MOST_BEHIND = 8
# Figures of one name that are compared with each further one.
_MOST = 20

_STATED = frozenset({QuantityKind.AMOUNT, QuantityKind.PERCENT})
# Terms and ages, of which rules are full.
_NOT_COUNTED = frozenset(["", "年", "月", "天", "岁", "工作日", "小时", "分钟", "星期"])
_IGNORED = re.compile(r"[\s（）()“”\"'，,]")
_GROUP = re.compile(r"\d")
_HAN = re.compile(rf"[一-鿿]{{{_LABEL}}}")
_NUMBER = re.compile(r"\d[\d.]*(?!\d*年)")
_PLANNED = re.compile(
    r"力争|争取|目标|计划|规划|预期|拟|将|今年|明年|下一步|要|到20[2-9]\d年(?!底?[，,]?[已共])|确保"
)


@dataclass(frozen=True)
class _Mention:
    """A figure with the words around it."""

    sentence: Sentence
    figure: Stated
    first: Stated
    """The figure of its group whose words before name it."""

    @cached_property
    def before(self) -> str:
        """What stands before, without blanks and brackets, the nearest character first."""
        text = self.sentence.text[: self.first.start - self.sentence.start]
        return _IGNORED.sub("", text[-2 * _BEFORE :])[-_BEFORE:][::-1]

    @cached_property
    def behind(self) -> str:
        """What stands behind."""
        text = self.sentence.text[self.figure.end - self.sentence.start :]
        return _IGNORED.sub("", text[: 2 * _BEHIND])[:_BEHIND]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years its sentence names before it."""
        limit = self.figure.start - self.sentence.start
        return frozenset(
            date_parts(quantity)[0]
            for quantity in self.sentence.quantities
            if quantity.kind is QuantityKind.DATE and quantity.start < limit
        ) - {0}

    @cached_property
    def is_planned(self) -> bool:
        """Whether it is an aim rather than a fact."""
        text = self.sentence.text[: self.figure.start - self.sentence.start]
        return _PLANNED.search(text) is not None


class _Areas:
    """Of which area each figure of a draft is; found out when it is first asked."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def are_apart(self, one: Stated, other: Stated) -> bool:
        """Whether two figures are known to be of two areas.

        石桥镇 is 青禾县石桥镇, and 14个重点村 are compared with what holds them.
        """
        areas = [self._by_start.get(figure.start, "") for figure in (one, other)]
        short, long = sorted(areas, key=len)
        return not (long.endswith(short) or _GROUP.match(short) or _GROUP.match(long))

    @cached_property
    def _by_start(self) -> dict[int, str]:
        return {figure.start: proposal.area for figure, proposal in pair_figures(self._draft)}


def find(draft: Draft) -> Iterator[Finding]:
    """Yield figures that contradict an earlier statement of the same thing."""
    areas = _Areas(draft)
    named: dict[tuple[str, str], list[_Mention]] = defaultdict(list)
    for sentence in draft.sentences:
        for mention in _mentions(sentence):
            label = mention.before[:_LABEL]
            if _HAN.fullmatch(label) is None:
                continue
            others = named[label, mention.figure.unit]
            if finding := _compare(draft, mention, others[-_MOST:], areas):
                yield finding
            others.append(mention)


def _mentions(sentence: Sentence) -> Iterator[_Mention]:
    for group in groups(sentence.figures):
        for figure in group:
            is_stated = (
                figure.kind in _STATED and figure.unit not in _NOT_COUNTED and figure.is_exact
            )
            if is_stated and not is_article(figure.quantity):
                yield _Mention(sentence, figure, group[0])


def _compare(
    draft: Draft, mention: _Mention, others: Sequence[_Mention], areas: "_Areas"
) -> Finding | None:
    """Return a finding where the likeliest twin of a mention has another value."""
    by_sentence: dict[int, tuple[int, _Mention]] = {}
    for other in others:
        if other.sentence is mention.sentence:
            continue
        shared = _shared(mention, other)
        if shared > by_sentence.get(other.sentence.start, (0, other))[0]:
            by_sentence[other.sentence.start] = shared, other
    twins = [each for each in by_sentence.values() if _is_twin(mention, *each)]
    # Who says the same as any of them is not in doubt.
    if not twins or any(twin.figure.value == mention.figure.value for _, twin in twins):
        return None
    twins = [each for each in twins if not areas.are_apart(mention.figure, each[1].figure)]
    if not twins:
        return None
    twin = max(twins, key=lambda each: each[0])[1]
    same = sum(each.figure.value == twin.figure.value for _, each in twins)
    figure, earlier = mention.figure, twin.figure
    return draft.finding(
        Rule.REPEATED,
        Severity.WARNING,
        figure.start,
        figure.end,
        f"同一事项前后不一致：{draft.place(earlier.start)}写{earlier.quantity.text}，"
        f"这里写{figure.quantity.text}，请核对。",
        expected=earlier.quantity.text if same > 1 else "",
        basis=f"{draft.place(earlier.start)}：{_quote(twin)}",
        difference=figure.value - earlier.value,
    )


def _quote(mention: _Mention) -> str:
    start = max(0, mention.first.start - mention.sentence.start - 16)
    end = mention.figure.end - mention.sentence.start
    return mention.sentence.text[start:end].strip()


def _shared(one: _Mention, other: _Mention) -> int:
    behind = _common(one.behind, other.behind)
    return _common(one.before, other.before) + min(behind, _MOST_BEHIND)


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_twin(one: _Mention, shared: int, other: _Mention) -> bool:
    """Whether two mentions speak of the same thing, so that their values should agree."""
    if one.years and other.years and one.years != other.years:
        return False
    if one.is_planned != other.is_planned:
        return False
    if one.figure.value == other.figure.value:
        return shared >= _WITH_SLIP
    digits = min(one.figure.digits, other.figure.digits)
    if shared >= _WITH_NUMBER and digits > 1 and _has_number(one, other):
        return True
    gap = abs(one.figure.value - other.figure.value)
    if digits > 2 and shared >= _WITH_LITTLE and gap * 100 <= one.figure.value:
        return True
    # A single digit is not mistaken for another, but another value.
    slip = digits > 1 and differ_by_a_slip(one.figure.quantity.text, other.figure.quantity.text)
    return slip and shared >= (_WITH_SLIP if digits > 2 else _WITH_SHORT_SLIP)


def _has_number(one: _Mention, other: _Mention) -> bool:
    """Whether a number of two digits stands in the words before that two mentions share."""
    before = one.before[: _common(one.before, other.before)][::-1]
    # A number that is cut off where they part is not shared.
    whole = before[1:].lstrip("0123456789.")
    return any(len(number.replace(".", "")) > 1 for number in _NUMBER.findall(whole))
