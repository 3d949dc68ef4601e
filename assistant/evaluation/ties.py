"""Numbers of a text that bind each other: sums, differences, rates, repetitions, tables.

They are found by trying what adds up, not by the auditor's rules, which are measured with them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, pairwise

from assistant.auditor.reading import Draft, DraftTable, Sentence, TableCell
from ingest.numerals import Quantity, QuantityKind, normalize_unit


class Kind(StrEnum):
    """What is done to the copy; in Chinese, since it heads a row of the printed table."""

    PART = "分项被改"
    TOTAL = "合计被改"
    REST = "结余、剩余被改"
    SHARE = "构成、结构比被改"
    RATE = "比率与数不符"
    CHANGE = "增减与前后数不符"
    POINTS = "百分点写成%"
    UNIT = "单位被改"
    YEAR = "年份未改"
    SWAPPED = "前后对调"
    DIRECTION = "增减说反"
    MULTIPLE = "减少几倍"
    REPEATED = "同一事两个数"
    TABLE_CELL = "表中单元格被改"
    TABLE_TOTAL = "表中合计被改"
    TEXT_TABLE = "文与表不符"
    BRACKET = "文号括号"
    DATE_FORM = "日期写法"
    ATTACHMENT = "附件序号"


@dataclass(frozen=True)
class Term:
    """A number that a tie binds."""

    kind: Kind
    """What changing it is called."""

    start: int
    text: str
    value: Decimal
    step: Decimal
    """What its last digit counts; 0 for a count of things, which nobody rounds."""

    @property
    def end(self) -> int:
        """Offset just past its unit."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Tie:
    """Numbers of which each follows from the others."""

    terms: tuple[Term, ...]
    holds: Callable[[Sequence[Term]], bool]
    """Whether the numbers go together, however they were rounded."""


# Nobody rounds these.
_COUNTS = frozenset("户人名位个家村所座项件条处套台辆场期次头只")
_PERSONS = frozenset("名位口")
_INEXACT = re.compile("[余多约近超左上下几]")
_INCLUDES = re.compile("其中|包括|分别|分为|包含|：")
_ALTOGETHER = re.compile("(?:共|合计|总计|总[^，。；]{0,6}|累计)[^，。；0-9]{0,8}$")
_RESTS = re.compile("结转|结余|剩|其余|还有|尚有|尚未|未脱贫|余下")
_SHARES = re.compile("占|比重|比例|率")
_GROWS = re.compile(
    "增长|增加|提高|上升|提升|下降|减少|降低|降幅|增幅|缩小|扩大|净增|[高低多少增减降]了?$"
)
_LEADS_TO = re.compile("(?<!达)[到至]|[为比较]|年|上升")
_RATIO = re.compile(r"\d+(?:\.\d+)?(?:\s*[:：∶]\s*\d+(?:\.\d+)?){2,}")
_TOTAL = re.compile("合\\s*计|总\\s*计|小\\s*计|总数|共计")
_CELL_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
# Of a name that stands before a repeated figure.
_LABEL_LENGTH = 6
_LONGEST_SUM = 12


def find_ties(draft: Draft) -> Iterator[Tie]:
    """Yield the ties of a draft: those within a sentence, of repeated figures, and of tables."""
    yield from _tie_sentences(draft)
    yield from _tie_repetitions(draft)
    yield from _tie_tables(draft)


# --- Ties within a sentence -------------------------------------------------------------------


def _tie_sentences(draft: Draft) -> Iterator[Tie]:
    for sentence in draft.sentences:
        by_unit: dict[str, list[Quantity]] = defaultdict(list)
        for figure in amounts(sentence):
            by_unit[unit_of(figure)].append(figure)
        percents = [q for q in exact_figures(sentence) if q.kind is QuantityKind.PERCENT]
        points = [q for q in exact_figures(sentence) if q.kind is QuantityKind.PERCENTAGE_POINTS]
        for figures in by_unit.values():
            yield from _tie_sums(sentence, figures)
            yield from _tie_changes(sentence, figures)
            yield from _tie_rates(sentence, figures, percents)
        yield from _tie_changes(sentence, percents, points)
        yield from _tie_shares(sentence, percents)


def _tie_sums(sentence: Sentence, figures: Sequence[Quantity]) -> Iterator[Tie]:
    """Yield wholes with the parts behind or before them, and what is left of them."""
    for first in range(len(figures)):
        for last in range(first + 2, min(len(figures), first + _LONGEST_SUM)):
            run = figures[first : last + 1]
            between = sentence.text[run[0].end : run[1].start]
            before_last = sentence.text[run[-2].end : run[-1].start]
            for whole, parts, is_told in (
                (run[0], run[1:], _INCLUDES.search(between)),
                (run[-1], run[:-1], _ALTOGETHER.search(before_last)),
                (run[0], run[1:], len(run) == 3 and _RESTS.search(before_last)),
            ):
                if not is_told or min(part.value for part in parts) <= 0 or whole.value < 10:
                    continue
                kinds = [Kind.TOTAL] + [Kind.PART] * len(parts)
                if len(parts) == 2 and _RESTS.search(before_last):
                    kinds[-1] = Kind.REST
                terms = [
                    make_term(sentence, q, kind)
                    for q, kind in zip((whole, *parts), kinds, strict=True)
                ]
                tie = Tie(tuple(terms), _adds_up)
                if _adds_up(terms):
                    yield tie


def _adds_up(terms: Sequence[Term]) -> bool:
    whole, *parts = terms
    slack = _sum(term.step for term in terms) / 2
    return abs(whole.value - _sum(part.value for part in parts)) <= slack


def _tie_changes(
    sentence: Sentence, figures: Sequence[Quantity], differences: Sequence[Quantity] | None = None
) -> Iterator[Tie]:
    """Yield two values with their difference next to them: 由100户增加到120户，增加20户."""
    for index, (first, second) in enumerate(pairwise(figures)):
        if not _LEADS_TO.search(sentence.text[first.end : second.start]):
            continue
        behind = figures[index + 2 : index + 3]
        if differences is not None:
            limit = behind[0].start if behind else len(sentence.text)
            behind = [q for q in differences if second.end <= q.start < limit][:1]
        for change in behind:
            if change.value <= 0:
                continue
            if not _GROWS.search(sentence.text[max(0, change.start - 8) : change.start]):
                continue
            if min(first.value, second.value) < 10 and differences is None:
                continue
            terms = (
                make_term(sentence, first, Kind.CHANGE),
                make_term(sentence, second, Kind.CHANGE),
                make_term(sentence, change, Kind.CHANGE),
            )
            if _differs(terms):
                yield Tie(terms, _differs)


def _differs(terms: Sequence[Term]) -> bool:
    first, second, change = terms
    slack = (first.step + second.step + change.step) / 2
    return abs(abs(second.value - first.value) - change.value) <= slack


def _tie_rates(
    sentence: Sentence, figures: Sequence[Quantity], percents: Sequence[Quantity]
) -> Iterator[Tie]:
    """Yield shares with part and whole, and growth with the values before and after."""
    for percent in percents:
        before = [q for q in figures if q.start < percent.start]
        cue = sentence.text[max(0, percent.start - 10) : percent.start]
        holds = _is_growth if _GROWS.search(cue) else _is_share if _SHARES.search(cue) else None
        if holds is None or percent.value in (100, 50):
            continue
        found = []
        for first, second in combinations(before, 2):
            for pair in ((first, second), (second, first)):
                terms = tuple(make_term(sentence, q, Kind.RATE) for q in (*pair, percent))
                if holds is _is_growth and not _LEADS_TO.search(
                    sentence.text[first.end : second.start]
                ):
                    continue
                if min(first.value, second.value) >= 20 and holds(terms):
                    found.append(Tie(terms, holds))
        # Where two pairs give it, either may be meant.
        if len(found) == 1:
            yield found[0]


def _is_share(terms: Sequence[Term]) -> bool:
    part, whole, rate = terms
    return part.value < whole.value and _is_quotient(part, whole, rate, Decimal(0))


def _is_growth(terms: Sequence[Term]) -> bool:
    before, after, rate = terms
    return _is_quotient(after, before, rate, Decimal(100))


def _is_quotient(over: Term, under: Term, rate: Term, less: Decimal) -> bool:
    if under.value <= under.step or over.value <= over.step:
        return False
    low = (over.value - over.step / 2) * 100 / (under.value + under.step / 2) - less
    high = (over.value + over.step / 2) * 100 / (under.value - under.step / 2) - less
    if high < 0:
        low, high = -high, -low
    return low - rate.step / 2 <= rate.value <= high + rate.step / 2


def _tie_shares(sentence: Sentence, percents: Sequence[Quantity]) -> Iterator[Tie]:
    """Yield shares that fill a hundred: 分别占33%、46.6%、16.1%、4.3%, and 11.8:48.3:39.9."""
    # Some of many shares may add up by chance.
    for piece in re.finditer("[^；。]+", sentence.text):
        within = [q for q in percents if piece.start() <= q.start < piece.end()]
        terms = tuple(make_term(sentence, q, Kind.SHARE) for q in within)
        if len(terms) > 2 and abs(_sum(term.value for term in terms) - 100) <= Decimal("0.1"):
            yield Tie(terms, _fills)
    for match in _RATIO.finditer(sentence.text):
        parts = [
            Term(
                Kind.SHARE,
                sentence.start + match.start() + each.start(),
                each[0],
                Decimal(each[0]),
                _last_digit(each[0]),
            )
            for each in re.finditer(r"\d+(?:\.\d+)?", match[0])
        ]
        if abs(_sum(part.value for part in parts) - 100) <= Decimal("0.1"):
            yield Tie(tuple(parts), _fills)


def _fills(terms: Sequence[Term]) -> bool:
    slack = max(Decimal("0.1"), _sum(term.step for term in terms) / 2)
    return abs(_sum(term.value for term in terms) - 100) <= slack


# --- Ties between sentences and tables --------------------------------------------------------


def _tie_repetitions(draft: Draft) -> Iterator[Tie]:
    """Yield figures of one name that stand twice, where the name never has another value."""
    named: dict[tuple[str, str], list[tuple[Sentence, Quantity]]] = defaultdict(list)
    for sentence in draft.sentences:
        for figure in amounts(sentence):
            label = re.sub(r"[\s（）()“”]", "", sentence.text[: figure.start])[-_LABEL_LENGTH:]
            if re.fullmatch(f"[一-鿿]{{{_LABEL_LENGTH}}}", label):
                named[label, unit_of(figure)].append((sentence, figure))
    for places in named.values():
        if len(places) < 2 or len({figure.value for _, figure in places}) > 1:
            continue
        if len({sentence.start for sentence, _ in places}) < 2 or not _is_telling(places[0][1]):
            continue
        for one, other in pairwise(places):
            terms = (make_term(*one, Kind.REPEATED), make_term(*other, Kind.REPEATED))
            yield Tie(terms, _agrees)


def _tie_tables(draft: Draft) -> Iterator[Tie]:
    for table in draft.tables:
        yield from _tie_totals(table)
        yield from _tie_text(draft, table)


def _tie_totals(table: DraftTable) -> Iterator[Tie]:
    """Yield totals of rows and columns with what they sum up."""
    columns = max((len(row) for row in table.data), default=0)
    for column in range(columns):
        cells = [row[column] for row in table.data if column < len(row)]
        labels = [row[0].text for row in table.data if column < len(row)]
        yield from _tie_line(cells, labels)
    for row in table.data:
        yield from _tie_line(row, [cell.header for cell in row])


def _tie_line(cells: Sequence[TableCell], labels: Sequence[str]) -> Iterator[Tie]:
    totals = [index for index, label in enumerate(labels) if _TOTAL.search(label)]
    if len(totals) != 1:
        return
    whole = _cell_term(cells[totals[0]], Kind.TABLE_TOTAL)
    parts = [
        _cell_term(cell, Kind.TABLE_CELL)
        for index, cell in enumerate(cells)
        if index != totals[0] and not cell.is_merged
    ]
    terms = [term for term in parts if term is not None]
    if whole is not None and len(terms) >= 2 and _adds_up((whole, *terms)):
        yield Tie((whole, *terms), _adds_up)


def _tie_text(draft: Draft, table: DraftTable) -> Iterator[Tie]:
    """Yield figures of the text that a cell states too, of the same row and column."""
    sentences = [s for s in draft.sentences if s.quantities]
    for row in table.data:
        label = re.sub(r"[\s（(].*", "", row[0].text)
        for cell in row[1:]:
            term = _cell_term(cell, Kind.TEXT_TABLE)
            if term is None or len(label) < 2 or len(term.text.replace(".", "")) < 3:
                continue
            head = re.sub(r"[\s（(].*", "", cell.header)
            for sentence in sentences:
                if label not in sentence.text or head not in sentence.text:
                    continue
                for figure in exact_figures(sentence):
                    if re.sub(r"\D*$", "", figure.text) == term.text:
                        yield Tie((make_term(sentence, figure, Kind.TEXT_TABLE), term), _agrees)


def _agrees(terms: Sequence[Term]) -> bool:
    numbers = {re.sub(r"[^\d.]", "", term.text) for term in terms}
    return len(numbers) == 1


# --- Figures ----------------------------------------------------------------------------------


def exact_figures(sentence: Sentence) -> list[Quantity]:
    """Return the figures that are meant to the last digit; dates among them."""
    return [
        q
        for q in sentence.quantities
        if not _INEXACT.search(q.qualifier) and re.match("[0-9]", q.text)
    ]


def amounts(sentence: Sentence) -> list[Quantity]:
    """Return the exact figures that count or measure something."""
    return [q for q in exact_figures(sentence) if q.kind is QuantityKind.AMOUNT and q.unit]


def unit_of(figure: Quantity) -> str:
    """Return the unit by which figures are compared: 人 for every word for persons."""
    unit = normalize_unit(figure.unit)
    return "人" if unit in _PERSONS else unit


def _is_telling(figure: Quantity) -> bool:
    return len(re.sub(r"\D", "", figure.text)) >= 3


def make_term(sentence: Sentence, figure: Quantity, kind: Kind) -> Term:
    """Return a figure as a term; `kind` is what changing it is called."""
    return Term(kind, sentence.start + figure.start, figure.text, figure.value, _step(figure))


def _step(figure: Quantity) -> Decimal:
    number = re.match(r"[0-9][0-9, ]*(?:\.[0-9]+)?", figure.text)
    if number is None:
        return Decimal(0)
    step = _last_digit(number[0].strip())
    if step == 1 and unit_of(figure) in _COUNTS and figure.text[len(number[0]) :] == figure.unit:
        return Decimal(0)
    written = Decimal(re.sub("[^0-9.]", "", number[0]))
    return step * figure.value / written if written else step


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _last_digit(number: str) -> Decimal:
    decimals = len(number.partition(".")[2])
    return Decimal(1).scaleb(-decimals)


def _cell_term(cell: TableCell, kind: Kind) -> Term | None:
    text = cell.text.strip()
    if not _CELL_NUMBER.fullmatch(text):
        return None
    number = text.rstrip("%")
    start = cell.start + cell.text.index(text)
    whole = "." not in number
    step = Decimal(0) if whole else _last_digit(number)
    return Term(kind, start, number, Decimal(number), step)
