"""Compare one question with one chunk, by words: what ranking and answering both look at."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.retrieval.question import Analysis, QuestionKind
from assistant.retrieval.synonyms import find_spoken, load_synonyms, parts_of
from ingest import numerals, references
from ingest.chunking import split_sentences, split_units
from ingest.numerals import Quantity, QuantityKind, quantities
from ingest.schema import CELL_SEPARATOR, Chunk, Document
from ingest.tokenizing import bigrams, fold, to_simplified

# Which normalised units answer which kind of "how much".
UNIT_CLASSES: Mapping[str, frozenset[str]] = {
    "money": frozenset({"元", "美元", "块", "角", "分"}),
    "people": frozenset({"人", "名", "位", "人次", "个人", "口"}),
    "households": frozenset({"户", "家", "个"}),
    "area": frozenset({"亩", "平方米", "平方公里", "公顷", "平方千米", "㎡"}),
    "distance": frozenset({"公里", "千米", "米", "里", "厘米", "毫米"}),
    "time": frozenset({"年", "个月", "月", "天", "日", "小时", "周", "次", "工作日", "个工作日"}),
    "temperature": frozenset({"度", "℃", "摄氏度"}),
    "weight": frozenset({"吨", "公斤", "千克", "斤"}),
}

_LISTING = re.compile(r"[^、，。；]{1,24}(?:、[^、，。；]{1,24}){2,}")
_LIST_RUN = re.compile(r"[^、，。；：:（）()“”]+(?:、[^、，。；：:（）()“”]+)+")
_ENUMERATION = re.compile(r"一是|二是|三是|其一|第一[，,]|①|②|（一）|（二）|一要|二要")
_DEFINING = re.compile(r"是指|指的是|即[“\w]|所谓|简称|定义|称为|就是|意指|包括|（[^）]{6,}）|——")
_REASONING = re.compile(r"因为|由于|原因|导致|致使|所以|因此|为了|造成|习惯于")
_PROCEDURE = re.compile(
    r"程序|流程|步骤|申请|公示|审核|审批|评议|报[^，。]{0,10}(?:政府|部门|备案)|首先|然后|经[^，。]{1,12}(?:后|，)"
)
_NAMING = re.compile(
    r"[一-鿿]{2,12}(?:省|市|县|区|乡|镇|村|局|委|办|部|厅|院|中心|公司|集团|合作社|景区)|[一-鿿]{1,4}·[一-鿿]{1,6}"
)
_PERMITTING = re.compile(
    r"不得|不能|不予|可以|应当|必须|不作为|禁止|严禁|允许|可按|不再|继续|要重新|不可"
)
_DATE = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|[一二三四五六七八九〇零]{4}年|每年|年初|年底")


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence or a table row of a chunk, ready to be compared."""

    start: int
    """Offset in the chunk's text."""

    end: int

    folded: str
    """Folded text; for a table row with its headers and the table's caption."""

    is_row: bool

    is_heading: bool
    """True for a title, a heading of the text or of a table, the unit of a table, the addressees:
    what says nothing itself."""

    units: tuple[int, ...]
    """Numbers of the chunk's units it stands in."""


class ChunkView:
    """A chunk prepared once for many questions, safe to share between threads."""

    def __init__(self, chunk: Chunk, document: Document) -> None:
        self.chunk = chunk
        self.document = document
        self.heading = to_simplified(
            fold(" ".join((document.metadata.title, *chunk.section_path, chunk.caption)))
        )
        self.spans: tuple[Span, ...] = tuple(_spans(chunk, document.metadata.title))
        self.folded = "\n".join(span.folded for span in self.spans)
        self.length = max(len(self.folded), 1)
        self._quantities: list[Sequence[Quantity] | None] = [None] * len(self.spans)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Normalised numbers, dates, 文号 and articles of the chunk."""
        text = self.chunk.text + "\n" + self.chunk.article
        return frozenset((*numerals.index_tokens(text), *references.index_tokens(text)))

    def quantities(self, index: int) -> Sequence[Quantity]:
        """Return the figures of one span, read when they are first asked for."""
        found = self._quantities[index]
        if found is None:
            found = self._quantities[index] = tuple(quantities(self.spans[index].folded))
        return found


# The unit above a table, a numbered heading, and whom a document is addressed to.
_SAYS_NOTHING = re.compile(
    r"[（(]?单位[:：][^，。；]{1,20}[)）]?"
    r"|(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)[^，。；：:,;]{2,20}"
    r"|[^。；]{0,60}(?:人民政府|委员会|办公室|工作组|领导小组|有关单位|各?部门|机关|[厅局委办])[:：]"
)


def _spans(chunk: Chunk, title: str) -> list[Span]:
    # A sentence begins behind blanks, and so does a row whose first cell is empty.
    rows = {_first_sign(chunk, row.start): row for row in chunk.rows}
    units = split_units(chunk)
    headings = {to_simplified(fold(heading)) for heading in (title, *chunk.section_path)}
    spans = []
    for start, end in split_sentences(chunk.text):
        row = rows.get(start)
        text = chunk.text[start:end] if row is None else row.sentence
        inside = tuple(n for n, (first, last) in enumerate(units) if first < end and last > start)
        folded = to_simplified(fold(text))
        # A line of cells that is no row of figures heads a table.
        is_heading = folded in headings or (
            row is None and (CELL_SEPARATOR in text or _SAYS_NOTHING.fullmatch(folded) is not None)
        )
        spans.append(Span(start, end, folded, row is not None, is_heading, inside))
    return spans


def _first_sign(chunk: Chunk, start: int) -> int:
    """Return the offset in the chunk's text of the first sign that is not blank."""
    text = chunk.text[max(0, start - chunk.start) :]
    return len(chunk.text) - len(text.lstrip())


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning of the question and every way in which a document may write it."""

    forms: tuple[str, ...]
    """Folded; the question's own form first."""

    weight: float
    """Inverse document frequency."""

    is_unknown: bool
    """True when the library has it in no form."""


@dataclass(frozen=True)
class Query:
    """A question with the weight of each of its terms, ready to be compared with chunks."""

    analysis: Analysis
    words: tuple[Term, ...]
    bigrams: tuple[Term, ...]
    tokens: tuple[Term, ...]
    """Normalised figures, dates, 文号 and articles."""

    @cached_property
    def word_weight(self) -> float:
        """Sum of the words' weights; 1 where there is none."""
        return sum(term.weight for term in self.words) or 1.0

    @cached_property
    def bigram_weight(self) -> float:
        """Sum of the bigrams' weights; 1 where there is none."""
        return sum(term.weight for term in self.bigrams) or 1.0

    @cached_property
    def token_weight(self) -> float:
        """Sum of the tokens' weights; 1 where there is none."""
        return sum(term.weight for term in self.tokens) or 1.0


def inverse_document_frequency(frequency: int, total: int) -> float:
    """Return how much a term tells, 0 or more.

    References:
        Robertson & Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond",
        https://doi.org/10.1561/1500000019; with 1 + inside the logarithm it never falls below 0.
    """
    return math.log(1 + max(0.0, total - frequency + 0.5) / (frequency + 0.5))


Frequencies = Callable[[Sequence[str], str], Mapping[str, int]]
"""Gives, for terms of a field ("words", "bigrams", "tokens"), the number of chunks with each."""


def build_query(analysis: Analysis, frequencies: Frequencies, total: int) -> Query:
    """Weigh the terms of a question by how rare they are in the library.

    Args:
        analysis: The question.
        frequencies: Looks document frequencies up.
        total: Number of chunks in the library.
    """
    groups = _word_groups(analysis)
    parts = {part for group in groups for form in group for part in (form, *parts_of(form))}
    known = frequencies(tuple(parts), "words")

    def count(forms: Sequence[str]) -> int:
        # A form that is no word of the index is at most as frequent as the rarest of its words.
        return sum(
            known.get(form) or min((known.get(part, 0) for part in parts_of(form)), default=0)
            for form in forms
        )

    grams = tuple(dict.fromkeys(gram for run in analysis.content for gram in bigrams(run)))
    tokens = tuple(
        dict.fromkeys(
            (*numerals.index_tokens(analysis.text), *references.index_tokens(analysis.text))
        )
    )
    return Query(
        analysis,
        tuple(_term(group, count(group), total) for group in groups),
        _single_terms(grams, frequencies(grams, "bigrams"), total),
        _single_terms(tokens, frequencies(tokens, "tokens"), total),
    )


def _term(forms: tuple[str, ...], frequency: int, total: int) -> Term:
    return Term(forms, inverse_document_frequency(frequency, total), frequency == 0)


def _word_groups(analysis: Analysis) -> list[tuple[str, ...]]:
    """Join each spoken form with its written ones; other words stand alone."""
    synonyms = load_synonyms()
    spoken = [form for run in analysis.content for form in find_spoken(run)]
    groups = [(form, *synonyms[form]) for form in dict.fromkeys(spoken)]
    alone = [word for word in analysis.terms if not any(word in form for form in spoken)]
    return [*groups, *((word,) for word in alone)]


def _single_terms(forms: Sequence[str], known: Mapping[str, int], total: int) -> tuple[Term, ...]:
    return tuple(_term((form,), known.get(form, 0), total) for form in forms)


def fitting_units(analysis: Analysis) -> frozenset[str]:
    """Return the units in which a question can be answered; none where it asks for no unit."""
    return frozenset().union(*(UNIT_CLASSES.get(name, frozenset()) for name in analysis.units))


def answer_signals(query: Query, span: Span, found: Sequence[Quantity]) -> tuple[float, ...]:
    """Say how much a span looks like the kind of thing asked for.

    Returns:
        (form fits, figure of the right unit, list length fits), each 0 to 1.
    """
    analysis = query.analysis
    form = unit = count = 0.0
    for kind in analysis.kinds:
        form = max(form, _form(kind, span, found))
    if analysis.units:
        wanted = fitting_units(analysis)
        percent = "percent" in analysis.units
        if any(q.unit in wanted or (percent and q.kind is QuantityKind.PERCENT) for q in found):
            unit = 1.0
    if analysis.count:
        count = float(_has_list_of(analysis.count, span.folded))
    return form, unit, count


def _has_list_of(count: int, text: str) -> bool:
    """Say whether a text lists exactly so many things, by 、 or by 一是 … 二是 …."""
    if any(run.group().count("、") + 1 == count for run in _LIST_RUN.finditer(text)):
        return True
    ordinals = "一二三四五六七八九十"
    if not 1 < count < len(ordinals):
        return False
    last, next_one = ordinals[count - 1], ordinals[count]
    return "一是" in text and f"{last}是" in text and f"{next_one}是" not in text


def _form(kind: QuestionKind, span: Span, found: Sequence[Quantity]) -> float:
    text = span.folded
    match kind:
        case QuestionKind.NUMBER | QuestionKind.COMPARISON:
            return float(any(q.kind is not QuantityKind.DATE for q in found))
        case QuestionKind.DATE:
            return float(bool(_DATE.search(text)))
        case QuestionKind.LIST:
            return float(bool(_LISTING.search(text)) or bool(_ENUMERATION.search(text)))
        case QuestionKind.DEFINITION:
            return float(bool(_DEFINING.search(text)))
        case QuestionKind.REASON:
            return float(bool(_REASONING.search(text)))
        case QuestionKind.STEPS:
            return float(bool(_PROCEDURE.search(text)))
        case QuestionKind.NAME:
            return float(bool(_NAMING.search(text)))
        case QuestionKind.YES_NO:
            return float(bool(_PERMITTING.search(text)))
        case QuestionKind.TEXT:
            return 0.5


def coverage(terms: Sequence[Term], total: float, text: str) -> float:
    """Return the share of the terms' weight that stands in a text, 0 to 1."""
    found = 0.0
    for term in terms:
        for form in term.forms:
            if form in text:
                found += term.weight
                break
    return found / total
