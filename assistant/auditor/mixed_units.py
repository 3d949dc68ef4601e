"""A whole in 亿元 and its part in 万元: hard to compare, and easily misread."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.auditor.figures import Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, format_number

_MYRIAD = Decimal(10**4)
_HUNDRED_MILLION = Decimal(10**8)
# Smaller sums would read worse in 亿元.
_LEAST = Decimal(10**7)
_BELONGS = re.compile(r"其中|包括|含|占|[（(]|由|从|比|较")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield sums in 万元 that are set against one in 亿元; hints, since nothing is wrong."""
    for sentence in draft.sentences:
        if "亿" not in sentence.text or "万元" not in sentence.text:
            continue
        yield from _find(draft, sentence)


def _find(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    whole: Stated | None = None
    for figure in sentence.figures:
        if figure.kind is not QuantityKind.AMOUNT or figure.unit != "元":
            continue
        if figure.scale >= _HUNDRED_MILLION:
            whole = figure
        elif (
            whole is not None
            and figure.scale == _MYRIAD
            and figure.value >= _LEAST
            and _BELONGS.search(draft.text[whole.end : figure.start])
        ):
            shown = f"{format_number(figure.value / _HUNDRED_MILLION)}亿元"
            yield draft.finding(
                Rule.MIXED_UNITS,
                Severity.HINT,
                figure.start,
                figure.end,
                f"同一句中前面用“亿元”（{whole.quantity.text}），这里用“万元”，建议统一单位。",
                expected=shown,
                basis=f"{figure.quantity.text} = {shown}",
            )
            return
