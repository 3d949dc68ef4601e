"""The words around the figures of a report: background from the library, sentences on figures."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

from assistant.chain.citing import cite
from assistant.indicators.schema import Rounding
from assistant.report.schema import Piece, Prose
from assistant.report.sentences import gather_facts, write_sentences
from assistant.retrieval.matching import coverage
from assistant.schema import Citation
from ingest.categories import RECORDS, REPORT
from ingest.schema import Document, Filters

if TYPE_CHECKING:
    from assistant.chain.answering import ExtractiveAnswerer, Found
    from assistant.chain.selecting import Selected
    from assistant.indicators.desk import Indicators
    from assistant.indicators.schema import Period
    from assistant.report.drafting import Drafter

# A report leans on a sentence or two of one document, and says so; more is copying, and a second
# document was seldom on the topic.
MOST_SENTENCES = 2
# Of the topic's words, by weight, in a sentence with its headings.
LEAST_COVERAGE = 0.5
# Shorter ones are headings; longer ones are lists.
SHORTEST, LONGEST = 15, 200

# Whose words lay down a rule rather than propose something.
_RULES = ("办法", "规定", "细则", "条例", "法", "决定")
_ENUMERATOR = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+条|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d+[.．、]|[一二三四五六七八九十]是)[\s　]*"
)
# Says that something follows, elsewhere or in a list, rather than what.
_EMPTY = re.compile("印发给|制定本|(?:如下|下列|以下)[^：:]{0,8}[：:]?。?$|^注[：:]|[：:][（(]")
_QUOTES = str.maketrans("“”", "‘’")


class ReportProse:
    """Writes the words around the figures; see `ProseWriter`.

    Args:
        indicators: The ledger that the reader may see.
        answerer: Finds passages and proves that they are verbatim.
        libraries: Those the reader may see; None for every one.
        drafter: Words the sentences on figures; by default they follow rules.
    """

    def __init__(
        self,
        indicators: "Indicators",
        answerer: "ExtractiveAnswerer",
        *,
        libraries: AbstractSet[str] | None = None,
        drafter: "Drafter | None" = None,
    ) -> None:
        self._indicators = indicators
        self._answerer = answerer
        self._libraries = libraries
        self._drafter = drafter

    def background(self, topic: str, *, library: str | None, area: str, period: "Period") -> Prose:
        """Return what rules in force at the end of the period say on a topic, word for word.

        Reports and tables are left out: their figures are of other times, and those of this report
        come from the ledger.
        """
        found = self._answerer.find(
            topic,
            filters=Filters(library=library, as_of=min(period.end, date.today())),
            libraries=self._libraries,
        )
        sentences = _choose(found)
        citations = [cite(each, marker) for marker, each in enumerate(sentences, start=1)]
        self._answerer.prove(citations)
        return Prose(paragraphs=(tuple(_quote(sentences, citations)),) if sentences else ())

    def paragraphs(
        self,
        group: str,
        *,
        library: str | None,
        area: str,
        period: "Period",
        rounding: Rounding = Rounding.HALF_UP,
    ) -> Prose:
        """Return a paragraph on the figures of a group, each of them in the ledger."""
        facts = gather_facts(self._indicators, group, library=library, area=area, period=period)
        if not facts:
            return Prose(paragraphs=())
        by_rule = write_sentences(facts, period, rounding=rounding)
        if self._drafter is None:
            return Prose(paragraphs=(by_rule,))
        return self._drafter.write(
            group, facts, by_rule, area=area, period=period, rounding=rounding
        )

    def by_rule(self) -> "ReportProse":
        """See `ProseWriter`."""
        return ReportProse(self._indicators, self._answerer, libraries=self._libraries)


# --- Background -----------------------------------------------------------------------------


def _choose(found: "Found") -> list["Selected"]:
    """Return the best sentences of the document that has the best one, in reading order."""
    fitting = [each for each in found.selected if _is_background(each, found)]
    first = fitting[0].candidate.view.document.id if fitting else ""
    same = [each for each in fitting if each.candidate.view.document.id == first]
    return sorted(same[:MOST_SENTENCES], key=_place)


def _is_background(selected: "Selected", found: "Found") -> bool:
    metadata, text = selected.candidate.view.document.metadata, selected.text
    if metadata.category in (REPORT, RECORDS) or metadata.is_repealed:
        return False
    if selected.span.is_row or not SHORTEST <= len(text) <= LONGEST:
        return False
    if not text.endswith("。") or _EMPTY.search(text):
        return False
    query = found.retrieval.query
    here = f"{selected.candidate.view.heading}\n{selected.span.folded}"
    return coverage(query.words, query.word_weight, here) >= LEAST_COVERAGE


def _place(selected: "Selected") -> int:
    return selected.candidate.view.chunk.start + selected.span.start


def _quote(sentences: Sequence["Selected"], citations: Sequence[Citation]) -> Iterable[Piece]:
    """Yield a paragraph that quotes one document."""
    document = sentences[0].candidate.view.document
    yield Piece(text=f"{_name(document)}{_says(document)}，")
    for place, (each, citation) in enumerate(zip(sentences, citations, strict=True)):
        quoted = _ENUMERATOR.sub("", each.text, count=1).rstrip("。").translate(_QUOTES)
        yield Piece(text=f"{'；' if place else ''}“{quoted}”", citation=citation)
    yield Piece(text="。")


def _name(document: Document) -> str:
    metadata = document.metadata
    number = f"（{metadata.document_number}）" if metadata.document_number else ""
    return f"《{metadata.title or document.file}》{number}"


def _says(document: Document) -> str:
    return "规定" if document.metadata.title.endswith(_RULES) else "提出"
