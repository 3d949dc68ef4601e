"""What every figure of a library is called by the words around it, and which are called the same.

Two statements of one thing rarely have the same sentence, but the words right before and behind
the figure name it: 边境线2560公里, 边境线长达2622公里. Names are the same where one says all that
the other says: 种植食用菌45.7万平方米, 食用菌39万平方米; 疆内大学生 and 疆外大学生 are two things.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.quiz.aligning import Tokens, year_before
from assistant.quiz.world import Statement, World
from ingest.numerals import Quantity, QuantityKind, date_parts, in_base_unit, is_counter

_CLAUSE = re.compile(r"[，,。；;：:！？\n、（）()]")
# Characters that attain, count or join, and name nothing.
_LIGHT = frozenset(
    "的了是为有在中其约近达到共计累已和与及或对由将被把从至等各每总全只仅超过余多约实现完成占比个年月日末底以来上下"
)
_LIGHT_WORDS = re.compile(
    "全部|已经|给予|发展|推进|基本|分别|均|都|长达|高达|仅|多达|达到|共有|共计|累计|总计|合计|稳定控制|控制|左右|占到|大约|仅为"
)
# Of what is measured, and said by its unit as well.
_MEASURE = re.compile("(?<=[\u4e00-\u9fff]{2})(?:总?面积|数量|总数|规模|总量)")
_BLANKS = re.compile(r"\s+")
_CHANGE = frozenset("同比环比上年去年增长下降提高减少降低加幅速率扩大上升回落升降")
_LONGEST_BEFORE, _LONGEST_BEHIND = 20, 7
# Characters that a name must have to be known again; with a figure beside it in common, fewer.
_SHORTEST = 3
_SHORTEST_UNDATED = 6
_SHORTEST_DATE = 8
# Of the longer name, the shorter one must have so much.
_LEAST_SHARE = 0.5
_LEAST_SHARE_UNDATED = 0.75
_LEAST_SHARE_DATE = 0.8
# A figure with so many digits stands beside another by no chance.
_TELLING_DIGITS = 3
_DIGIT = re.compile(r"\d")
_PEOPLE = frozenset("人名位口")


@dataclass(frozen=True)
class Label:
    """What a figure is called."""

    signs: frozenset[str]
    """Characters that say something, of the words before and behind."""

    figure: Quantity
    year: int
    """Named last before it; 0 where none was."""

    beside: frozenset[str]
    """Keys of the telling figures next to it."""

    joined: frozenset[str]
    """Of them those that follow or precede without a word between: 2198户7703人."""


@dataclass(frozen=True)
class Labelled:
    """A figure of the library with what it is called."""

    label: Label
    statement: Statement


def label_at(text: Tokens, index: int, places: Sequence[tuple[int, int]] = ()) -> Label:
    """Return what the figure at an index of a text is called; see `labels_of`."""
    return next(label for at, label in labels_of(text, places) if at == index)


def labels_of(text: Tokens, places: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, Label]]:
    """Yield the index of every figure of a text with what it is called, in order.

    Args:
        text: A sentence.
        places: Offsets of the places it names: they are compared by themselves, and say what is
            counted only where little else does.
    """
    figures = [index for index, token in enumerate(text.items) if token.figure is not None]
    signs: frozenset[str] = frozenset()
    for earlier, index, later in zip([None, *figures], figures, [*figures[1:], None], strict=False):
        near = [at for at in (earlier, later) if at is not None and _tells(text.items[at].figure)]
        figure = text.items[index].figure
        assert figure is not None
        own = _signs(text, earlier, index, later, places)
        # 同比增长 says nothing without what has grown.
        signs = own | signs if own <= _CHANGE else own
        yield (
            index,
            Label(
                signs=signs,
                figure=figure,
                year=year_before(text, index),
                beside=frozenset(text.items[at].key for at in near),
                joined=frozenset(text.items[at].key for at in near if abs(at - index) == 1),
            ),
        )


def _signs(
    text: Tokens,
    earlier: int | None,
    index: int,
    later: int | None,
    places: Sequence[tuple[int, int]],
) -> frozenset[str]:
    token = text.items[index]
    assert token.figure is not None
    start = 0 if earlier is None else text.items[earlier].end
    end = len(text.text) if later is None else text.items[later].start
    before = _CLAUSE.split(text.text[start : token.start])[-1]
    behind = _CLAUSE.split(text.text[token.end : end])[0]
    named = _without(before, token.start - len(before), places)
    signs = _telling(named, behind, token.figure)
    return signs if len(signs) >= _SHORTEST else _telling(before, behind, token.figure)


def _without(words: str, start: int, places: Sequence[tuple[int, int]]) -> str:
    kept = list(words)
    for first, last in places:
        for at in range(max(first, start), min(last, start + len(words))):
            kept[at - start] = " "
    return "".join(kept)


def _telling(before: str, behind: str, figure: Quantity) -> frozenset[str]:
    before = _MEASURE.sub("", _LIGHT_WORDS.sub("", _BLANKS.sub("", before)))[-_LONGEST_BEFORE:]
    behind = _BLANKS.sub("", _LIGHT_WORDS.sub("", behind))[:_LONGEST_BEHIND]
    # What is counted by 个 or 名 is named behind; what is measured, before.
    if not is_counter(figure.unit) and set(before) - _LIGHT:
        behind = ""
    return frozenset(sign for sign in before + behind if sign.isalnum()) - _LIGHT


def _tells(figure: Quantity | None) -> bool:
    return (
        figure is not None
        and figure.kind in {QuantityKind.AMOUNT, QuantityKind.PERCENT}
        and len(_DIGIT.findall(figure.text)) >= _TELLING_DIGITS
    )


class Labels:
    """The figures of a library by what they are called.

    Args:
        world: The library.
    """

    def __init__(self, world: World) -> None:
        self._by_sign: dict[tuple[str, str], list[Labelled]] = defaultdict(list)
        self._by_figure: dict[str, list[Labelled]] = defaultdict(list)
        for statement in world.statements:
            if not statement.quantities:
                continue
            for labelled in _read(statement, world):
                form = _form(labelled.label.figure)
                for sign in labelled.label.signs:
                    self._by_sign[form, sign].append(labelled)
                for key in labelled.label.beside:
                    self._by_figure[key].append(labelled)

    def called(self, label: Label) -> Iterator[Labelled]:
        """Yield the figures that are called the same, of whatever place, in no special order."""
        shared: Counter[int] = Counter()
        seen: dict[int, Labelled] = {}
        form = _form(label.figure)
        for sign in label.signs:
            for each in self._by_sign.get((form, sign), ()):
                shared[id(each)] += 1
                seen[id(each)] = each
        least = max(1, len(label.signs) // 2)
        for key, count in shared.items():
            if count >= least and _is_same(label, seen[key].label):
                yield seen[key]
        for beside in label.beside:
            for each in self._by_figure.get(beside, ()):
                if _goes_with(each.label, label) and _is_beside(label, each.label):
                    yield each


def _read(statement: Statement, world: World) -> Iterator[Labelled]:
    places = () if statement.is_row else world.places_of(statement)
    spans = [(each.start - statement.start, each.end - statement.start) for each in places]
    for _, label in labels_of(statement.tokens, spans):
        if label.figure.kind is not QuantityKind.ORDINAL:
            yield Labelled(label, statement)


def _form(figure: Quantity) -> str:
    """Return what figures must have in common to state one thing."""
    if figure.kind is QuantityKind.DATE:
        return "date" + "".join(str(int(bool(part))) for part in date_parts(figure))
    if figure.kind is QuantityKind.RATIO:
        return "ratio"
    _, unit = in_base_unit(figure)
    return f"{figure.kind.value} {'人' if unit in _PEOPLE else unit}"


def same_form(one: Quantity, other: Quantity) -> bool:
    """Return whether two figures may state one thing: of one kind, in units that convert."""
    return _form(one) == _form(other)


def _goes_with(one: Label, other: Label) -> bool:
    """Return whether two figures may state one thing, the one perhaps without its unit."""
    figures = one.figure, other.figure
    kinds = {figure.kind for figure in figures}
    lacks = "" in {figure.unit for figure in figures} and kinds == {QuantityKind.AMOUNT}
    return lacks or same_form(*figures)


def _is_same(one: Label, other: Label) -> bool:
    """Return whether two names say the same, the one perhaps more."""
    if one.year and other.year and one.year != other.year:
        return False
    small, large = sorted((one.signs, other.signs), key=len)
    if not small <= large:
        return False
    share = len(small) / len(large)
    if one.figure.kind is QuantityKind.DATE:
        return len(small) >= _SHORTEST_DATE and share >= _LEAST_SHARE_DATE
    if one.year == other.year:
        return len(small) >= _SHORTEST and share >= _LEAST_SHARE
    # Of whichever year the other one speaks, only a long name makes it likely the same.
    return len(small) >= _SHORTEST_UNDATED and share >= _LEAST_SHARE_UNDATED


def _is_beside(one: Label, other: Label) -> bool:
    """Return whether two figures beside one and the same are called alike."""
    if one.joined & other.joined:
        return True
    if one.year and other.year and one.year != other.year:
        return False
    small, large = sorted((one.signs, other.signs), key=len)
    return bool(small) and small <= large
