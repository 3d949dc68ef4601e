"""The numbered passages a language model writes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chain.citing import cite
from assistant.chain.orders import omit_orders
from assistant.chain.selecting import Selected
from assistant.schema import Citation
from ingest.schema import Chunk, Validity

# What a small model can still read and a CPU reads in seconds.
MOST_PASSAGES = 6
MOST_CHARACTERS = 2400

_VALIDITIES = {
    Validity.IN_FORCE: "现行有效",
    Validity.AMENDED: "已修改",
    Validity.REPEALED: "已废止",
}
# Signs that mean something to us or to the templates of chat models; their wide twins do not, and
# equal them where texts are compared.
_DEFUSED = str.maketrans("[]<>{}【】", "［］＜＞｛｝〖〗")


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a revision under the number by which the model cites it."""

    number: int
    """From 1."""

    citation: Citation
    """Carries what is said of it; its marker is set where it is used."""

    evidence: tuple[str, ...]
    """What a sentence may rest on: the slice, its table rows, and what it belongs to."""

    @property
    def shown(self) -> str:
        """What the model sees: the number, the source, the text."""
        return f"[{self.number}] {defuse(self.evidence[-1])}\n{defuse(self.evidence[0])}"


def number_passages(selected: Sequence[Selected]) -> list[Passage]:
    """Return the passages of the likeliest sentences, each once, within what a model can read.

    Args:
        selected: Sentences, the likeliest answer first.
    """
    passages: list[Passage] = []
    seen: set[str] = set()
    room = MOST_CHARACTERS
    for each in selected:
        chunk = each.candidate.view.chunk
        if chunk.id in seen:
            continue
        seen.add(chunk.id)
        citation = cite(each, marker=0)
        if passages and len(citation.text) > room:
            continue
        room -= len(citation.text)
        passages.append(Passage(len(passages) + 1, citation, _evidence(chunk, citation)))
        if len(passages) == MOST_PASSAGES:
            break
    return passages


def defuse(text: str) -> str:
    """Return a text with brackets that no template, fence or marker knows."""
    return text.translate(_DEFUSED)


def _evidence(chunk: Chunk, citation: Citation) -> tuple[str, ...]:
    rows = [
        row.sentence
        for row in chunk.rows
        if row.start >= citation.start and row.end <= citation.end
    ]
    facts = [citation.document_number, _VALIDITIES.get(citation.validity, "")]
    known = "，".join(fact for fact in facts if fact)
    source = f"《{citation.title or citation.document}》{f'（{known}）' if known else ''}"
    belongs_to = " ".join((source, *citation.section))
    return tuple(omit_orders(text) for text in (citation.text, *rows, belongs_to))
