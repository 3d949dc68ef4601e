"""Items that ask for a figure: choices, blanks and statements."""

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256

from assistant.quiz.distracting.figures import wrong_figures
from assistant.quiz.facts.documents import topic_at
from assistant.quiz.facts.figures import FigureFact, number_of, read_figure_facts
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.writing.items import make_item

OPTIONS = 4
_INNER = str.maketrans("“”", "‘’")
# A statement is changed by at least this much, so that nobody quarrels over a digit.
LEAST_CHANGE = Decimal("0.08")


def make_figure_items(source: Source, world: World) -> Iterator[Item]:
    """Yield items that ask for the figures of a document, several kinds for each of them.

    Args:
        source: The document.
        world: The library, which shows what else is said of the same matter.
    """
    for fact in read_figure_facts(source):
        yield from _write(fact, world)


def _write(fact: FigureFact, world: World) -> Iterator[Item]:
    quantity = fact.quantity
    text = fact.text
    digits, rest = number_of(quantity)
    before, behind = text[: quantity.start], text[quantity.end :]
    yield _item(fact, ItemKind.FILL_BLANK, f"{before}{BLANK}{rest}{behind}", (), (digits,))
    wrong = wrong_figures(text, quantity, world)
    if options := _four(quantity.text, wrong, text):
        letter = LETTERS[options.index(quantity.text)]
        stem = f"{before}{BLANK}{behind}"
        yield _item(fact, ItemKind.SINGLE_CHOICE, stem, options, (letter,))
    yield from _true_false(fact, wrong)


def _four(right: str, wrong: list[str], text: str) -> tuple[str, ...]:
    """Return four options from small to large, the right one at any place; () for too few."""
    seed = _seed(text + right)
    lower = [each for each in wrong if _value(each) < _value(right)]
    higher = [each for each in wrong if _value(each) > _value(right)]
    for turn in range(OPTIONS):
        below = (seed + turn) % OPTIONS
        if len(lower) >= below and len(higher) >= OPTIONS - 1 - below:
            chosen = [*lower[:below], right, *higher[: OPTIONS - 1 - below]]
            return tuple(sorted(chosen, key=_value))
    return ()


def _true_false(fact: FigureFact, wrong: list[str]) -> Iterator[Item]:
    quantity = fact.quantity
    text = fact.text
    if _seed(text) % 2 == 0:
        yield _item(fact, ItemKind.TRUE_FALSE, text, TRUE_FALSE_OPTIONS, ("A",))
        return
    right = _value(quantity.text)
    changed = next(
        (each for each in wrong if abs(_value(each) - right) / right >= LEAST_CHANGE), None
    )
    if changed is None:
        return
    stem = f"{text[: quantity.start]}{changed}{text[quantity.end :]}"
    note = f"原文为“{quantity.text}”，题中改成了“{changed}”。"
    yield _item(fact, ItemKind.TRUE_FALSE, stem, TRUE_FALSE_OPTIONS, ("B",), note)


def _item(
    fact: FigureFact,
    kind: ItemKind,
    stem: str,
    options: tuple[str, ...],
    key: tuple[str, ...],
    note: str = "",
) -> Item:
    source, standing = fact.source, fact.standing
    return make_item(
        source,
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        rationale=f"{note}原文：“{_quoted(source.text[standing.start : standing.end])}”。",
        spans=[(standing.start, standing.end)],
        topic=topic_at(source, standing.start),
        fact=fact.fact,
    )


def _quoted(text: str) -> str:
    """Return a passage with its inner quotation marks as a quotation has them."""
    return " ".join(text.split()).translate(_INNER)


def _value(text: str) -> Decimal:
    digits = ""
    for character in text:
        if not (character.isdigit() or character in ",."):
            break
        digits += character
    return Decimal(digits.replace(",", ""))


def _seed(text: str) -> int:
    return int(sha256(text.encode()).hexdigest()[:8], 16)
