"""Units that do not fit: a whole in 亿元 and its part in 万元, 人均12094万元, 出生率26.78%."""

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


# Nobody has as much.
_PER_HEAD = re.compile(r"(?:人均|户均|每人|每户|平均每[人户])[^，。；、\d]{0,16}$")
_MOST_PER_HEAD = Decimal(10**7)
# Counted in thousands of the population; as percentages they would double it within a generation.
_PER_THOUSAND = re.compile(r"(?:出生率|(?:人口|粗)死亡率|自然增长率)(?:为|是|达到?|约)?\s*$")
_MOST_PER_HUNDRED = Decimal(4)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield sums in 万元 set against one in 亿元, which is a hint, and units that cannot be."""
    for sentence in draft.sentences:
        if "亿" in sentence.text and "万元" in sentence.text:
            yield from _find_mixed(draft, sentence)
        for figure in sentence.figures:
            if figure.unit == "元" and figure.value >= _MOST_PER_HEAD:
                if _PER_HEAD.search(figure.between):
                    yield _wrong(
                        draft,
                        figure,
                        "人均、户均的数这么大",
                        re.sub("[万亿]元$", "元", figure.quantity.text),
                    )
            elif figure.kind is QuantityKind.PERCENT and figure.value >= _MOST_PER_HUNDRED:
                is_percent = figure.quantity.text[-1] in "%％"
                if is_percent and _PER_THOUSAND.search(figure.between):
                    yield _wrong(
                        draft, figure, "这类比率按千分比计", figure.quantity.text[:-1] + "‰"
                    )


def _wrong(draft: Draft, figure: Stated, why: str, expected: str) -> Finding:
    return draft.finding(
        Rule.MIXED_UNITS,
        Severity.WARNING,
        figure.start,
        figure.end,
        f"{why}，单位可能写错，请核对是否应为{expected}。",
        expected=expected,
    )


def _find_mixed(draft: Draft, sentence: Sentence) -> Iterator[Finding]:
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
