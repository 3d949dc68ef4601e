"""Work out a figure that is asked for but stated nowhere, with its formula.

Only what follows from the figures of one sentence, or of one sentence for each side of a
comparison, and only when there is no choice which figures are meant. Otherwise nothing is said.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from assistant.chain.selecting import Selected
from assistant.retrieval.question import Analysis
from ingest.numerals import Quantity, QuantityKind, format_number, same_unit
from ingest.schema import Record
from ingest.tokenizing import fold

_SUM = re.compile(r"加起来|合起来|合计|[一总]共|总共|加一起")
# 最高多少 asks for a bound, which is stated.
_DIFFERENCE = re.compile(
    r"差多少|(?<![最至])[高低多少大小早晚]多少|相差|差几|一抵|净[增减少多]|[多少]几[个户人]"
)
# 减少多少 asks for a change, which is stated unless the sentence says from what to what.
_CHANGE = re.compile(r"[减提降缩扩增][高低少大小多]?多少")
_FROM_TO = re.compile(r"[由从].*[到至为]")
# A sentence that says it states a total or an average leaves nothing to be worked out.
_TOTAL = re.compile(r"[合总共]计|一共|总[额数量]|其中")
_AVERAGE = re.compile(r"平均[一每]?[户人村家]|户均|人均|每[户人]平均")
# A sentence with more figures leaves too much choice.
_MOST_FIGURES = 6


class Computed(Record):
    """A figure worked out from cited ones."""

    text: str
    """Result and formula as shown, e.g. "122万人（929万人−807万人=122万人）"."""

    formula: str
    operands_in: tuple[int, ...]
    """Which of the sentences the operands are from."""


def compute(analysis: Analysis, selected: Sequence[Selected]) -> Computed | None:
    """Return the figure a question asks to be worked out, or None.

    Args:
        analysis: The question.
        selected: Sentences, the likeliest answer first; only the first few are looked at.
    """
    question = fold(analysis.text)
    if not selected:
        return None
    text = selected[0].span.folded
    # Before the average: 人均收入相差多少 asks for a difference.
    if _DIFFERENCE.search(question):
        if _CHANGE.search(question) and not _FROM_TO.search(text):
            return None
        return _subtract_within(selected[0]) or _subtract_sides(analysis, selected)
    if _AVERAGE.search(question):
        return None if _AVERAGE.search(text) else _divide(question, selected[0])
    if _SUM.search(question):
        return None if _TOTAL.search(text) else _add(question, selected[0])
    return None


def _amounts(selected: Selected) -> list[Quantity]:
    return [
        quantity
        for quantity in selected.quantities
        if quantity.kind in {QuantityKind.AMOUNT, QuantityKind.PERCENT} and quantity.unit
    ]


def _add(question: str, selected: Selected) -> Computed | None:
    """Add the figures of one unit, when the question names as many things as there are figures."""
    asked = re.search(r"([两三四五六])[样项个种笔块]", question)
    figures = _amounts(selected)
    if asked is None or len(figures) > _MOST_FIGURES:
        return None
    wanted = "一两三四五六".index(asked[1]) + 1
    if len(figures) != wanted or not _alike(figures):
        return None
    total = sum((figure.value for figure in figures), Decimal(0))
    return _computed("+".join(_show(f) for f in figures), _show_value(total, figures[0]), (0,))


def _subtract_within(selected: Selected) -> Computed | None:
    """Subtract the only two figures of one unit in a sentence."""
    figures = _amounts(selected)
    if len(figures) > _MOST_FIGURES:
        return None
    pairs = [pair for pair in combinations(figures, 2) if _alike(pair)]
    if len(pairs) != 1 or len(figures) != 2:
        return None
    return _difference(*pairs[0], operands_in=(0,))


def _subtract_sides(analysis: Analysis, selected: Sequence[Selected]) -> Computed | None:
    """Subtract one figure for each side of a comparison.

    The second side is the first other sentence that tells the sides apart: it has a word of the
    question that the first lacks, and one figure of the same unit.
    """
    first = selected[0]
    own = _amounts(first)
    if len(own) != 1:
        return None
    said = {term for term in analysis.terms if term in first.span.folded}
    for index, other in enumerate(selected[1:4], start=1):
        figures = [figure for figure in _amounts(other) if _alike((own[0], figure))]
        added = [term for term in analysis.terms if term in other.span.folded and term not in said]
        if len(figures) == 1 and added and figures[0].value != own[0].value:
            return _difference(own[0], figures[0], operands_in=(0, index))
    return None


def _divide(question: str, selected: Selected) -> Computed | None:
    """Divide the thing asked for by the number of households, people or villages."""
    per = re.search(r"平均[一每]?([户人村家])|([户人])均|每([户人])平均", question)
    wanted = re.search(r"多少([一-鿿]{1,2})", question)
    if per is None or wanted is None:
        return None
    whole = next(part for part in per.groups() if part)
    figures = _amounts(selected)
    parts = [f for f in figures if f.unit and wanted[1].startswith(f.unit)]
    shares = [f for f in figures if same_unit(f.unit, whole)]
    if len(parts) != 1 or len(shares) != 1 or not shares[0].value:
        return None
    result = parts[0].value / shares[0].value
    if result != result.to_integral_value():
        return None
    shown = _show_value(result, parts[0])
    return _computed(f"{_show(parts[0])}÷{_show(shares[0])}", shown, (0,))


def _alike(figures: Sequence[Quantity]) -> bool:
    first = figures[0]
    return all(f.kind is first.kind and same_unit(f.unit, first.unit) for f in figures)


def _difference(a: Quantity, b: Quantity, *, operands_in: tuple[int, ...]) -> Computed:
    larger, smaller = (a, b) if a.value >= b.value else (b, a)
    value = larger.value - smaller.value
    # Between two percentages lie percentage points.
    shown = (
        f"{format_number(value)}个百分点"
        if larger.kind is QuantityKind.PERCENT
        else _show_value(value, larger)
    )
    return _computed(f"{_show(larger)}−{_show(smaller)}", shown, operands_in)


def _computed(terms: str, shown: str, operands_in: tuple[int, ...]) -> Computed:
    formula = f"{terms}={shown}"
    return Computed(text=f"{shown}（{formula}）", formula=formula, operands_in=operands_in)


def _show(quantity: Quantity) -> str:
    return _show_value(quantity.value, quantity)


def _show_value(value: Decimal, like: Quantity) -> str:
    if like.kind is QuantityKind.PERCENT:
        return f"{format_number(value)}%"
    for scale, name in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if name in like.text and value % (scale / 10**4) == 0:
            return f"{format_number(value / scale)}{name}{like.unit}"
    return f"{format_number(value)}{like.unit}"
