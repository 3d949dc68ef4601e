"""What tells the key of an item to who can count and compare words, without knowing the matter."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from assistant.quiz.aligning import tokens
from assistant.quiz.deriving import with_blank, without_frame
from assistant.quiz.schema import BLANK, LETTERS, Item, ItemKind
from assistant.quiz.world import plain
from ingest.numerals import Quantity, QuantityKind, in_base_unit

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_SEVERAL = 2
# A figure of fewer digits follows from others by chance.
_FEWEST_DIGITS = 2
# Figures of a stem beyond these are not combined.
_MOST_FIGURES = 8
_PARTS = re.compile("其中")
_BODY = re.compile(
    r"^(?:[\u4e00-\u9fff]*?[县市区州省]委?|国务院)?(?P<core>[\u4e00-\u9fff]{2,}?)"
    r"(?:部|局|办|办公室|委|委员会|厅|联|公司|银行)(?:（[^）]*）)?$"
)
_PATTERNS = (("以…为…", re.compile(r"^以.+为")), ("引号", re.compile("^“.*”$")))


def calculated(item: Item) -> str:
    """Return the figures of a stem out of which its key follows, or "" where it does not."""
    stem, key = without_frame(item.stem), _only_key(item)
    if not key:
        return ""
    stem = with_blank(stem)
    if stem.count(BLANK) != 1:
        return ""
    before, _, behind = stem.partition(BLANK)
    filled = tokens(before + key + behind)
    at = filled.index_at(len(before))
    asked = filled.items[at].figure if at < len(filled) else None
    if asked is None or len(_DIGIT.findall(asked.text)) < _FEWEST_DIGITS or not _is_counted(asked):
        return ""
    others = [
        token.figure
        for index, token in enumerate(filled.items)
        if index != at and token.figure is not None and _is_counted(token.figure)
    ][:_MOST_FIGURES]
    return "、".join(figure.text for figure in _follows(asked, others))


def _only_key(item: Item) -> str:
    match item.kind:
        case ItemKind.FILL_BLANK if len(item.key) == 1:
            return item.key[0]
        case ItemKind.SINGLE_CHOICE if len(item.key) == 1:
            number = LETTERS.find(item.key[0])
            return item.options[number] if 0 <= number < len(item.options) else ""
    return ""


def _is_counted(figure: Quantity) -> bool:
    return figure.kind in {QuantityKind.AMOUNT, QuantityKind.PERCENT} and figure.value > 0


def _follows(asked: Quantity, others: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the figures that are added, taken away, multiplied or divided into the asked one."""
    value, _ = in_base_unit(asked)
    slack = _half_step(asked)
    alike = [each for each in others if _unit(each) == _unit(asked)]
    for count in (2, 3):
        for some in combinations(alike, count):
            values = [in_base_unit(each)[0] for each in some]
            total, most = sum(values), max(values)
            if abs(total - value) <= slack or abs(2 * most - total - value) <= slack:
                return some
    for one, other in permutations(others, 2):
        first, second = in_base_unit(one)[0], in_base_unit(other)[0]
        if any(abs(each - value) <= slack for each in _products(one, other, asked, first, second)):
            return (one, other)
    return ()


def _products(
    one: Quantity, other: Quantity, asked: Quantity, first: Decimal, second: Decimal
) -> Iterator[Decimal]:
    if _unit(one) == _unit(other) and asked.kind is QuantityKind.PERCENT:
        yield first / second * 100
    elif other.kind is QuantityKind.PERCENT and _unit(one) == _unit(asked):
        yield first * second / 100
        yield first / second * 100
    elif _is_rate(one, other, asked):
        yield first * second


def _is_rate(one: Quantity, other: Quantity, asked: Quantity) -> bool:
    """Return whether the first figure taken so many times is in the unit asked for: 12元×200天."""
    amounts = QuantityKind.PERCENT not in {one.kind, other.kind, asked.kind}
    is_counted = _unit(other) != _unit(asked) and len(_DIGIT.findall(other.text)) >= _FEWEST_DIGITS
    return amounts and is_counted and _unit(one) == _unit(asked)


def _unit(figure: Quantity) -> tuple[QuantityKind, str]:
    unit = in_base_unit(figure)[1]
    return figure.kind, "人" if unit in {"名", "位", "口"} else unit


def _half_step(figure: Quantity) -> Decimal:
    """Return half of what the last digit of a figure counts."""
    match = _NUMBER.search(figure.text.replace(",", ""))
    if match is None or not Decimal(match[0]):
        return Decimal(0)
    decimals = len(match[0].partition(".")[2])
    scale = in_base_unit(figure)[0] / Decimal(match[0])
    # Whole counts are not rounded.
    return abs(scale) / 10**decimals / 2 if decimals or scale != 1 else Decimal(0)


def excludes_others(item: Item) -> str:
    """Return the total in a stem that no option but the key stays below, or ""."""
    key = _only_key(item)
    before = without_frame(with_blank(item.stem)).partition(BLANK)[0]
    if item.kind is not ItemKind.SINGLE_CHOICE or not key or not _PARTS.search(before):
        return ""
    values = {option: _single(option) for option in item.options}
    asked = values[key]
    whole = tokens(before[: before.rindex("其中")])
    figures = [token.figure for token in whole.items if token.figure is not None]
    for total in reversed(figures):
        if asked is None or _unit(total) != _unit(asked):
            continue
        most = in_base_unit(total)[0]
        rest = [figure for option, figure in values.items() if option != key]
        if all(figure is not None and in_base_unit(figure)[0] > most for figure in rest):
            return total.text
        return ""
    return ""


def _single(option: str) -> Quantity | None:
    figures = [token.figure for token in tokens(option).items if token.figure is not None]
    return figures[0] if len(figures) == 1 else None


def names_its_body(item: Item) -> str:
    """Return the word by which a stem tells the body that it asks for, or "".

    组织建设 is the matter of the 组织部; where another option shares a word too, nothing is told.
    """
    key = _only_key(item)
    stem = plain(without_frame(item.stem).replace(BLANK, "，"))
    told = _shared(key, stem)
    others = [option for option in item.options if option != key]
    return "" if any(_shared(option, stem) for option in others) else told


def _shared(name: str, stem: str) -> str:
    match = _BODY.match(name)
    core = plain(match["core"]) if match else ""
    pairs = (core[at : at + 2] for at in range(len(core) - 1))
    return next((pair for pair in pairs if pair in stem), "")


def form_of_right_ones(item: Item) -> str:
    """Return the form that all right options of several have, and no other one; "" for none."""
    if item.kind is not ItemKind.MULTIPLE_CHOICE or len(item.key) < _SEVERAL:
        return ""
    right = [o for letter, o in zip(LETTERS, item.options, strict=False) if letter in item.key]
    wrong = [o for letter, o in zip(LETTERS, item.options, strict=False) if letter not in item.key]
    if not wrong or not right:
        return ""
    for name, pattern in _PATTERNS:
        if all(map(pattern.search, right)) and not any(map(pattern.search, wrong)):
            return name
    for name, cut in (("开头", slice(2)), ("结尾", slice(-2, None))):
        ends = {option[cut] for option in right}
        told = len(ends) == 1 and not _DIGIT.search("".join(ends))
        if told and not ends & {option[cut] for option in wrong}:
            return f"{name}“{ends.pop()}”"
    return ""
