"""Shares of a whole that do not make a hundred: 11.8:48.3:40.9, 分别占33%、46.6%、16.1%、5.3%."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.auditor.figures import HUNDRED, Stated
from assistant.auditor.reading import Draft, Sentence
from assistant.auditor.schema import Finding, Rule, Severity
from ingest.numerals import QuantityKind, format_number

# Rounded shares may miss 100 by this much, however few they are.
_SLACK = Decimal("0.1")
# Shares further from 100 are perhaps not all there are.
_NEAR = (Decimal(85), Decimal(115))
# Those of a structure are all there are.
_STRUCTURED = (Decimal(60), Decimal(140))
_FEWEST = 3

_STRUCTURE = re.compile(r"结构|构成|产业比")
_CLOCK = re.compile(r"[0-2]?\d[:：][0-5]\d[:：][0-5]\d")
_PIECE = re.compile(r"[^；;。]+")
_IS_SHARE = re.compile(
    r"(?:占|占比|比重|比例|构成)[^，。；、\d]{0,14}$|^\s*[、和及与]\s*$|^[、，,]\s*(?:占|占比为?|约占)$"
)
_OTHER = re.compile(r"同比|增长|下降|提高|完成|率(?:为|达|达到)?\s*$|以上|其中")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield ratios and rows of shares that should make a hundred and do not."""
    for sentence in draft.sentences:
        yield from _find_ratios(draft, sentence)
        if sentence.text.count("%") + sentence.text.count("％") >= _FEWEST:
            yield from _find_rows(draft, sentence)


def _find_ratios(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    for figure in sentence.figures:
        if figure.kind is not QuantityKind.RATIO or figure.unit.count(":") < _FEWEST - 1:
            continue
        named = _STRUCTURE.search(draft.text[sentence.start : figure.start])
        if _CLOCK.fullmatch(figure.quantity.text) and not named:
            continue
        parts = [Decimal(part) for part in figure.unit.split(":")]
        written = re.split(r"\s*[:：∶]\s*", figure.quantity.text)
        steps = [Decimal(1).scaleb(-len(part.partition(".")[2])) for part in written]
        before = sentence.text[: figure.start - sentence.start]
        is_structure = any(step < 1 for step in steps) or _STRUCTURE.search(before[-24:])
        low, high = _STRUCTURED if is_structure else _NEAR
        made = sum(parts, Decimal(0))
        if low < made < high and not _fills(made, steps):
            yield _miss(draft, figure.start, figure.end, parts, made, Severity.ERROR)


def _find_rows(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
    for piece in _PIECE.finditer(sentence.text):
        start, end = sentence.start + piece.start(), sentence.start + piece.end()
        row = [
            each
            for each in sentence.figures
            if each.kind is QuantityKind.PERCENT and start <= each.start < end
        ]
        if len(row) < _FEWEST or not _is_row(row):
            continue
        made = sum((each.value for each in row), Decimal(0))
        low, high = _NEAR
        if low < made < high and not _fills(made, [each.step for each in row]):
            yield _miss(
                draft,
                row[0].start,
                row[-1].end,
                [each.value for each in row],
                made,
                Severity.WARNING,
            )


def _is_row(row: Sequence[Stated]) -> bool:
    """Whether percentages are shares told one after another."""
    return all(
        each.is_exact and _IS_SHARE.search(each.between) and not _OTHER.search(each.between)
        for each in row
    )


def _fills(made: Decimal, steps: Sequence[Decimal]) -> bool:
    return abs(made - HUNDRED) <= max(_SLACK, sum(steps, Decimal(0)) / 2)


def _miss(
    draft: Draft,
    start: int,
    end: int,
    parts: Sequence[Decimal],
    made: Decimal,
    severity: Severity,
) -> Finding:
    return draft.finding(
        Rule.SHARES,
        severity,
        start,
        end,
        f"各项比例相加是{format_number(made)}，不是100，请核对各项。",
        basis=f"{' + '.join(map(format_number, parts))} = {format_number(made)}",
        difference=made - HUNDRED,
    )
