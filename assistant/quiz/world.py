"""Everything the library in force says, sentence by sentence, found by figure and by words.

A key follows from its evidence alone; that a distractor is false, and that a question has no other
answer, can only be told by all that is said elsewhere.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import log

from assistant.indicators.extracting.places import Mention
from assistant.quiz.aligning import Tokens, cut
from assistant.quiz.schema import Evidence
from assistant.quiz.sources import Source
from ingest.numerals import Quantity, in_base_unit, quantities, same_quantity
from ingest.schema import CELL_SEPARATOR, TableRow
from ingest.tokenizing import fold, to_simplified

# A pair of characters that stands in more statements than this tells too little to be looked up
# when there are rarer ones.
_COMMON_SHARE = 0.02
_LEAST_COMMON = 400


def plain(text: str) -> str:
    """Return the form in which texts are compared: folded, simplified, without any blank."""
    return "".join(to_simplified(fold(text)).split())


@dataclass(frozen=True)
class Statement:
    """A sentence, heading, footnote or table row of the library in force."""

    source: Source
    start: int
    """Offset in the source's text."""

    end: int
    text: str
    """Verbatim."""

    reading: str
    """What it says when read alone: the text; of a table row "表题：列：值；列：值"."""

    row: TableRow | None = None
    """Where it is a row of a table."""

    caption: str = ""
    """Of its table."""

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.row is not None

    @cached_property
    def plain(self) -> str:
        """Its reading, as texts are compared."""
        return plain(self.reading)

    @property
    def pairs(self) -> frozenset[str]:
        """Its pairs of neighbouring characters."""
        return frozenset(_pairs(self.plain))

    @cached_property
    def tokens(self) -> Tokens:
        """Its reading, cut for laying a question beside it."""
        return cut(self.reading)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The figures of its reading; offsets count there."""
        return tuple(quantities(self.reading))

    def as_evidence(self) -> Evidence:
        """Return it as what carries a key or shows a flaw."""
        return self.source.evidence(self.start, self.end)


@dataclass(frozen=True)
class StatedFigure:
    """A figure, and where it is stated."""

    quantity: Quantity
    """Offsets count in `statement.reading`."""

    statement: Statement


@dataclass(frozen=True)
class Similar:
    """A statement that shares words with a text."""

    statement: Statement
    score: float
    """Share of the pairs of characters of the text that it has, weighed by how rare they are."""


class World:
    """The documents in force, indexed by figure and by pairs of characters."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self.statements: tuple[Statement, ...] = tuple(
            statement for source in self.sources for statement in _read(source)
        )
        self._by_pair = _index_pairs(self.statements)

    def statements_like(self, text: str, *, limit: int = 10) -> list[Similar]:
        """Return the statements that share most with a text, best first, shorter before longer."""
        count = len(self.statements)
        pairs = frozenset(_pairs(plain(text)))
        weights = {pair: log(1 + count / len(self._by_pair.get(pair, "1"))) for pair in pairs}
        known = {pair: weight for pair, weight in weights.items() if pair in self._by_pair}
        # The rare pairs find the candidates, then all of them tell which is nearest.
        scores: dict[int, float] = defaultdict(float)
        for pair in self._telling(known):
            for index in self._by_pair[pair]:
                scores[index] += known[pair]
        candidates = sorted(scores, key=lambda index: (-scores[index], index))[: 4 * limit]
        total = sum(weights.values())
        found = [
            Similar(statement, sum(known[p] for p in known.keys() & statement.pairs) / total)
            for statement in (self.statements[index] for index in candidates)
        ]
        found.sort(key=lambda each: (-each.score, len(each.statement.plain)))
        return found[:limit]

    def _telling(self, weights: Iterable[str]) -> list[str]:
        """Return the pairs worth looking up: the rare ones, or the rarest where all are common."""
        most = max(_LEAST_COMMON, round(_COMMON_SHARE * len(self.statements)))
        ranked = sorted(weights, key=lambda pair: (len(self._by_pair[pair]), pair))
        rare = [pair for pair in ranked if len(self._by_pair[pair]) <= most]
        return rare if len(rare) * 2 >= len(ranked) else ranked[: max(len(rare), 8)]

    def statements_with(self, quantity: Quantity) -> list[StatedFigure]:
        """Return where a figure is stated, in whatever unit or spelling."""
        return [
            figure
            for figure in self._by_value.get((quantity.kind, in_base_unit(quantity)[0]), ())
            if same_quantity(figure.quantity, quantity)
        ]

    def figures_of_unit(self, unit: str) -> list[StatedFigure]:
        """Return every figure in a unit, as `normalize_unit` spells it, the smallest first."""
        return self._by_unit.get(unit, [])

    def figures_near(self, quantity: Quantity, *, limit: int = 20) -> list[StatedFigure]:
        """Return figures of the same unit and kind but another value, the nearest first."""
        figures = self.figures_of_unit(quantity.unit)
        values = [figure.quantity.value for figure in figures]
        low, high = bisect_left(values, quantity.value), bisect_right(values, quantity.value)
        around = figures[max(0, low - limit) : low] + figures[high : high + limit]
        around = [figure for figure in around if figure.quantity.kind is quantity.kind]
        around.sort(key=lambda figure: abs(figure.quantity.value - quantity.value))
        return around[:limit]

    def contains(self, text: str) -> bool:
        """Return whether a text stands somewhere as it is, blanks, width and script apart."""
        return plain(text) in self._everything

    def statements_saying(self, text: str, *, limit: int = 50) -> list[Statement]:
        """Return the statements in which a text stands as it is, blanks, width and script apart."""
        wanted = plain(text)
        pairs = [pair for pair in set(_pairs(wanted)) if len(pair) == 2]
        if not pairs:
            found = (each for each in self.statements if wanted in each.plain)
        else:
            rarest = min(pairs, key=lambda pair: len(self._by_pair.get(pair, ())))
            found = (
                self.statements[i]
                for i in self._by_pair.get(rarest, ())
                if wanted in self.statements[i].plain
            )
        return [statement for statement, _ in zip(found, range(limit), strict=False)]

    def statements_of(self, evidence: Evidence) -> list[Statement]:
        """Return the statements that a slice of a document in force touches, in order."""
        statements = self._by_revision.get(evidence.revision_id, [])
        first = bisect_right(statements, evidence.start, key=lambda each: each.end)
        last = bisect_left(statements, evidence.end, key=lambda each: each.start)
        return statements[first:last]

    def places_of(self, statement: Statement) -> Sequence[Mention]:
        """Return the places that a statement names; offsets count in its source's text."""
        return statement.source.places.between(statement.start, statement.end)

    def places_in(self, text: str, source: Source) -> Sequence[Mention]:
        """Return the places that another text names, read with what a source knows of places."""
        return source.places.find(text)

    def source_of(self, evidence: Evidence) -> Source | None:
        """Return the source an evidence cites, where its revision is in force."""
        return self._sources.get(evidence.revision_id)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.revision.id: source for source in self.sources}

    @cached_property
    def _by_revision(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            found[statement.source.revision.id].append(statement)
        return {
            revision: sorted(statements, key=lambda each: (each.start, each.end))
            for revision, statements in found.items()
        }

    @cached_property
    def _everything(self) -> str:
        # Sentences follow each other as they stand, so a text over two of them is found too.
        return "\n".join(plain(source.text) for source in self.sources)

    @cached_property
    def _figures(self) -> tuple[StatedFigure, ...]:
        return tuple(
            StatedFigure(quantity, statement)
            for statement in self.statements
            for quantity in statement.quantities
        )

    @cached_property
    def _by_value(self) -> dict[tuple[str, Decimal], list[StatedFigure]]:
        found: dict[tuple[str, Decimal], list[StatedFigure]] = defaultdict(list)
        for figure in self._figures:
            found[figure.quantity.kind, in_base_unit(figure.quantity)[0]].append(figure)
        return dict(found)

    @cached_property
    def _by_unit(self) -> dict[str, list[StatedFigure]]:
        found: dict[str, list[StatedFigure]] = defaultdict(list)
        for figure in self._figures:
            found[figure.quantity.unit].append(figure)
        for figures in found.values():
            figures.sort(key=lambda figure: figure.quantity.value)
        return dict(found)


def _read(source: Source) -> Iterator[Statement]:
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.end]
        yield Statement(source, sentence.start, sentence.end, text, text)
    for passage, row in source.rows:
        text = source.text[row.start : row.end]
        said = row.sentence or text.replace(CELL_SEPARATOR, "；")
        yield Statement(source, row.start, row.end, text, said, row, passage.caption.strip())


def _pairs(text: str) -> Iterator[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))


def _index_pairs(statements: Iterable[Statement]) -> "dict[str, array[int]]":
    found: dict[str, array[int]] = {}
    for index, statement in enumerate(statements):
        for pair in set(_pairs(statement.plain)):
            found.setdefault(pair, array("I")).append(index)
    return found
