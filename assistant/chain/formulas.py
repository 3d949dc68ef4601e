"""Formulas in a sentence, and whether they are right: 3300元−3000元=300元."""

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from ingest.numerals import Quantity, QuantityKind, quantities, same_unit
from ingest.schema import Record

_OPERATORS = str.maketrans("＋－−–×＊xX÷／（）", "+---****//()")
_OPERAND = (
    r"[(（]*\s*\d[\d,]*(?:\.\d+)?\s*[万亿千]{0,2}(?:个?百分点|%|％|‰|[a-z²㎡℃一-鿿]{0,4}?)\s*[)）]*"
)
_OPERATOR = r"\s*[+＋\-－−–×*＊xX÷/／]\s*"
FORMULA = re.compile(
    rf"(?P<terms>{_OPERAND}(?:{_OPERATOR}{_OPERAND})+)\s*(?P<equals>[=＝≈])\s*"
    r"(?P<result>[-－−]?\d[\d,]*(?:\.\d+)?)"
)
_TOKEN = re.compile(r"\s*([+\-*/()]|[^+\-*/()\s]+)")


class Formula(Record):
    """A calculation as a sentence states it."""

    text: str
    start: int
    end: int
    operands: tuple[Quantity, ...]
    result: Quantity
    is_sum: bool
    """True when it only adds and subtracts, so that all units must agree."""

    calculated: Decimal | None
    """The value of the left side, percentages as shares of 1; None where it has none."""

    @property
    def is_right(self) -> bool:
        """True when the stated result is the calculated one, rounded to the digits it shows."""
        if self.calculated is None:
            return False
        step = _last_place(self.result)
        expected = self.calculated / _share(self.result)
        # 3÷4×100=75% has multiplied by 100 itself.
        if any(operand.text == "100" for operand in self.operands):
            expected = self.calculated
        return abs(expected - self.result.value) * 2 <= step

    @property
    def unit_problem(self) -> str:
        """What is wrong with the units of a sum, in Chinese; empty when nothing is."""
        if not self.is_sum:
            return ""
        kinds = {operand.kind for operand in self.operands}
        if len(kinds) > 1 or any(
            not same_unit(self.operands[0].unit, operand.unit) for operand in self.operands
        ):
            return "相加减的数单位不同"
        if kinds == {QuantityKind.PERCENT} and "-" in self.text.translate(_OPERATORS):
            if self.result.kind is QuantityKind.PERCENT:
                return "两个百分比之差应写作“百分点”"
            return ""
        if not same_unit(self.operands[0].unit, self.result.unit):
            return "结果的单位与算式不同"
        return ""


def find_formulas(text: str) -> Iterator[Formula]:
    """Yield the formulas of a text, in order."""
    for match in FORMULA.finditer(text):
        result = next((q for q in quantities(text[match.start("result") :]) if q.start <= 1), None)
        terms = match["terms"].translate(_OPERATORS)
        # The bracket before （3300元−3000元=300元） is the sentence's, not the formula's.
        outer = max(0, terms.count("(") - terms.count(")"))
        terms = terms.replace("(", " ", outer)
        start = match.start() + outer
        tokens = _TOKEN.findall(terms)
        operands = [_operand(token) for token in tokens if token not in "+-*/()"]
        if result is None or None in operands:
            continue
        found = tuple(operand for operand in operands if operand is not None)
        end = match.start("result") + result.end
        yield Formula(
            text=text[start:end],
            start=start,
            end=end,
            operands=found,
            result=result,
            is_sum=not {"*", "/"} & set(tokens),
            calculated=_calculate(tokens, found),
        )


def _operand(token: str) -> Quantity | None:
    found = quantities(token)
    return found[0] if len(found) == 1 and found[0].start == 0 else None


def _share(quantity: Quantity) -> Decimal:
    """Return what one of a percentage is worth in a calculation."""
    return Decimal("0.01") if quantity.unit in {"%", "百分点"} else Decimal(1)


def _last_place(quantity: Quantity) -> Decimal:
    """Return the worth of the last digit a quantity shows: 1000 for 1.2万."""
    digits = re.match(r"[-－−]?[\d,]+(?:\.(\d+))?", quantity.text)
    if digits is None:
        return Decimal(0)
    shown = Decimal(re.sub("[－−]", "-", digits[0]).replace(",", ""))
    scale = quantity.value / shown if shown else Decimal(1)
    return Decimal(1).scaleb(-len(digits[1] or "")) * scale


def _calculate(tokens: list[str], operands: tuple[Quantity, ...]) -> Decimal | None:
    """Return the value of an arithmetic expression, or None where it is malformed."""
    values = iter([operand.value * _share(operand) for operand in operands])
    stack: list[Decimal] = []
    pending: list[str] = []
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}

    def reduce() -> None:
        operator, right, left = pending.pop(), stack.pop(), stack.pop()
        stack.append(_apply(operator, left, right))

    try:
        for token in tokens:
            if token == "(":
                pending.append(token)
            elif token == ")":
                while pending[-1] != "(":
                    reduce()
                pending.pop()
            elif token in rank:
                while pending and rank.get(pending[-1], 0) >= rank[token]:
                    reduce()
                pending.append(token)
            else:
                stack.append(next(values))
        while pending:
            reduce()
    except (IndexError, KeyError, DivisionByZero, InvalidOperation):
        return None
    return stack[0] if len(stack) == 1 else None


def _apply(operator: str, left: Decimal, right: Decimal) -> Decimal:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    return left * right if operator == "*" else left / right
