"""Wrong figures that people take for right ones."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256

from assistant.quiz.world import World, plain
from ingest.numerals import Quantity, quantities

# A wrong figure is at least so far from the right one, and at most so many times it.
LEAST_DIFFERENCE = Decimal("0.03")
FARTHEST = Decimal("2.5")
# How many of the figures that the library really states may stand among the options.
MOST_REAL = 2
# People confuse whole percentages in such steps, and no reader quarrels over one point.
ROUND = 5
LEAST_POINTS = 3
_POINTS_APART = (4, -4, -7, 7, -11, 3, -3)
# A statement that shares so much of the words around a figure may be about the same.
_SAME_MATTER = 0.45
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DELTAS = tuple(
    Decimal(step) / 100 for step in (10, -10, 15, -15, 20, -20, 5, -5, 30, -30, 25, -25, 40, -40)
)


def wrong_figures(text: str, quantity: Quantity, world: World) -> list[str]:
    """Return wrong figures for a sentence in the form of the right one, the likeliest first.

    They are figures of the library in the same form, and the right one with two digits swapped,
    one digit changed, or moved by a round step. None is said of the same matter anywhere, and none
    is excluded by the other figures of the sentence: a part does not exceed its total.

    Args:
        text: The sentence.
        quantity: The right figure in it.
        world: The library.
    """
    digits, suffix = _split(quantity.text)
    right = Decimal(digits.replace(",", ""))
    real = list(_real(quantity, digits, suffix, world))[:MOST_REAL]
    stated = quantities(text)
    shown = {each.text for each in stated}
    beside = [each.value for each in stated if each.unit == quantity.unit]
    found: list[str] = []
    for number in [*real, *_varied(digits, quantity)]:
        option = number + suffix
        value = Decimal(number.replace(",", ""))
        if option in found or option in shown or not _is_plausible(value, right, quantity):
            continue
        if not _is_on_same_side(option, quantity, beside) or not _is_apart(option, found, quantity):
            continue
        if not _may_be_true(option, text, quantity, world):
            found.append(option)
    return found


def difference(option: str, quantity: Quantity) -> Decimal:
    """Return how far a wrong figure is from the right one, as a share of it."""
    right = Decimal(_split(quantity.text)[0].replace(",", ""))
    return abs(Decimal(_split(option)[0].replace(",", "")) - right) / right


def is_alike(option: str, right: str) -> bool:
    """Return whether two different figures of one indicator are of one form and of like size."""
    (digits, suffix), (other, other_suffix) = _split(right), _split(option)
    value, other_value = Decimal(digits), Decimal(other)
    return (
        value != other_value
        and suffix == other_suffix
        and len(digits.partition(".")[2]) == len(other.partition(".")[2])
        and 1 / FARTHEST <= other_value / value <= FARTHEST
    )


def _split(text: str) -> tuple[str, str]:
    match = _NUMBER.match(text)
    if match is None:
        raise ValueError(f"no number begins {text!r}")
    return match[0], text[match.end() :]


def _is_plausible(value: Decimal, right: Decimal, quantity: Quantity) -> bool:
    if value <= 0 or value == right:
        return False
    if quantity.unit == "%" and quantity.value <= 100 and value >= 100:
        return False
    difference = abs(value - right)
    is_apart = difference / right >= LEAST_DIFFERENCE or (
        quantity.unit == "%" and right > 80 and difference >= Decimal("0.1")
    )
    return is_apart and 1 / FARTHEST <= value / right <= FARTHEST


def _is_on_same_side(option: str, quantity: Quantity, beside: Sequence[Decimal]) -> bool:
    """Return whether a figure lies above and below the others of a sentence as the right one."""
    wrong = next(iter(quantities(option)), None)
    return wrong is not None and all(
        (wrong.value > other) == (quantity.value > other)
        for other in beside
        if other != quantity.value
    )


def _is_apart(option: str, found: Sequence[str], quantity: Quantity) -> bool:
    """Return whether a whole percentage lies well off the others, and is as round as the key."""
    digits = _split(option)[0]
    if quantity.unit != "%" or "." in digits or quantity.value <= 12:
        return True
    value, right = Decimal(digits), quantity.value
    if right % ROUND == 0 and value % ROUND:
        return False
    values = [right, *(Decimal(_split(each)[0]) for each in found)]
    return all(abs(value - each) >= LEAST_POINTS for each in values)


def step_of(quantity: Quantity) -> Decimal:
    """Return what one more in the last digit of a figure is worth: 100000 for 35.4万人."""
    digits, _ = _split(quantity.text)
    plain_digits = digits.replace(",", "")
    number = Decimal(plain_digits)
    scale = quantity.value / number if number else Decimal(1)
    return scale / Decimal(10) ** _form(digits)[0]


def _real(quantity: Quantity, digits: str, suffix: str, world: World) -> Iterator[str]:
    """Yield figures of the library written in the same form, the nearest first."""
    form = _form(digits)
    for figure in world.figures_near(quantity, limit=40):
        match = _NUMBER.match(figure.quantity.text)
        if match is None:
            continue
        rest = "".join(figure.quantity.text[match.end() :].split())
        if rest == suffix and _form(match[0]) == form:
            yield match[0]


def _form(digits: str) -> tuple[int, int, bool]:
    """Return how many decimals and final zeros a number has, and whether it is grouped."""
    whole, _, decimals = digits.partition(".")
    zeros = len(whole) - len(whole.rstrip("0")) if not decimals else 0
    return len(decimals), zeros, "," in digits


def _varied(digits: str, quantity: Quantity) -> Iterator[str]:
    """Yield the number changed as people change it, in an order of its own for each."""
    plain_digits = digits.replace(",", "")
    right = Decimal(plain_digits)
    decimals, zeros, grouped = _form(digits)
    seed = sha256((digits + quantity.unit).encode()).digest()
    candidates: list[Decimal] = []
    if decimals == 0 and right <= 12:
        candidates = [right + step for step in (1, -1, 2, -2, 3, -3)]
    elif quantity.unit == "%" and 80 < right < 100:
        steps = (
            (1, -1, 2, -2, 3, -3, 4, -5, "0.4", "-0.4")
            if right < 98 and decimals
            else ("0.3", "-0.3", -1, -2, "0.1", "-0.1", -3)
        )
        candidates = [right + Decimal(step) for step in steps]
        if not decimals:
            steps_apart = (5, -5, 10, -10, 15, -15) if right % ROUND == 0 else _POINTS_APART
            candidates = [right + step for step in steps_apart]
    elif zeros and len(plain_digits) - zeros <= 2:
        step = Decimal(10) ** zeros
        if right / step >= 20:
            step *= 5
        candidates = [right + step * times for times in (1, -1, 2, -2, 3, -3)]
    elif decimals == 0 and quantity.unit == "%" and right % ROUND == 0:
        candidates = [right + step for step in (5, -5, 10, -10, 15, -15)]
    elif decimals == 0 and right < 100:
        candidates = [right + step for step in (5, -5, 3, -3, 10, -10, 8, -8, 2, -2)]
    else:
        swapped = _swapped(plain_digits)
        candidates = [Decimal(each) for each in swapped]
        unit = Decimal(10) ** (zeros if not decimals else -decimals)
        candidates += [
            (right * (1 + delta) / unit).to_integral_value() * unit + _odd(seed, index) * unit
            for index, delta in enumerate(_DELTAS)
        ]
    order = sorted(
        range(len(candidates)), key=lambda index: (index // 4, seed[index % len(seed)], index)
    )
    for index in order:
        value = candidates[index]
        if value <= 0 or (quantity.unit == "%" and right < 100 <= value):
            continue
        shown = f"{value:.{decimals}f}"
        yield f"{int(value):,}" if grouped and not decimals else shown


def _odd(seed: bytes, index: int) -> int:
    """Return a small step that keeps a moved number from looking calculated."""
    return seed[(index * 7) % len(seed)] % 7 - 3


def _swapped(digits: str) -> Iterator[str]:
    """Yield a number with two neighbouring digits swapped, the leading ones last."""
    for at in range(len(digits) - 2, -1, -1):
        first, second = digits[at], digits[at + 1]
        swapped = digits[:at] + second + first + digits[at + 2 :]
        is_form = swapped[0] != "0" and not (swapped[-1] == "0" and "." in swapped)
        if first.isdigit() and second.isdigit() and first != second and is_form:
            yield swapped


def _may_be_true(option: str, text: str, quantity: Quantity, world: World) -> bool:
    """Return whether the library says this figure of what may be the same matter."""
    wrong = next(iter(quantities(option)), None)
    if wrong is None:
        return True
    around = text[max(0, quantity.start - 24) : quantity.start] + text[quantity.end :][:8]
    pairs = _pairs(plain(around))
    for figure in world.statements_with(wrong):
        shared = pairs & figure.statement.pairs
        if pairs and len(shared) / len(pairs) >= _SAME_MATTER:
            return True
    return False


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
