"""Find what may be asked after an answer: the next part, another year, another row."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from assistant.schema import Answer, Citation
from assistant.suggesting.candidates import Candidate, of_parts, of_sentences
from assistant.suggesting.phrasing import subject_of
from ingest.library import Library
from ingest.schema import Document

# Other rows, years and places that are tried of each.
_MOST_OTHERS = 2

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")


def follow_ups_of(
    library: Library, answer: Answer, document: Document, documents: Sequence[Document]
) -> Iterator[Candidate]:
    """Yield what may be asked after an answer, the likeliest first.

    Args:
        library: Knows the texts.
        answer: What was answered, or refused.
        document: The document that answers; for a refusal, the nearest one.
        documents: Every one the reader may see.

    Raises:
        NotFoundError: the document was deleted.
    """
    others = [
        *_other_rows(answer, document),
        *_other_years(answer, document, documents),
        *_other_places(answer, document, documents),
    ]
    parts = _after(of_parts(library, document), library, answer, document)
    sentences = _after(of_sentences(library, document), library, answer, document)
    for candidate in chain.from_iterable(zip_longest(others, parts, sentences)):
        if candidate is not None:
            yield candidate


def _after(
    candidates: Sequence[Candidate], library: Library, answer: Answer, document: Document
) -> list[Candidate]:
    """Return what comes after the answer in its document, then what comes before it."""
    place = _place_of(library, answer, document)
    if place is None:
        return list(candidates)
    start, end = place
    said = library.clean_text(document.revision_id).text[start:end]
    new = [each for each in candidates if said not in each.evidence]
    return sorted(new, key=lambda each: (each.start < start, abs(each.start - start)))


def _place_of(library: Library, answer: Answer, document: Document) -> tuple[int, int] | None:
    """Return where the first statement stands in the current revision, if it does."""
    if not answer.statements:
        return None
    first = answer.statements[0]
    text = library.clean_text(document.revision_id).text
    for citation in answer.citations:
        if citation.marker in first.markers and citation.revision_id == document.revision_id:
            start = text.find(first.text, citation.start, citation.end)
            if start >= 0:
                return start, start + len(first.text)
            return citation.start, citation.end
    return None


def _other_rows(answer: Answer, document: Document) -> list[Candidate]:
    """Return the question asked of other rows of the table that answered it."""
    said = answer.statements[0].text if answer.statements else ""
    for chunk in (hit.chunk for hit in answer.hits if hit.document.id == document.id):
        labels = [row.cells[0].strip() for row in chunk.rows]
        for label, row in zip(labels, chunk.rows, strict=True):
            if row.sentence == said and len(label) > 1 and label in answer.question:
                others = [each for each in dict.fromkeys(labels) if len(each) > 1 and each != label]
                return [
                    Candidate((answer.question.replace(label, other),), name=other)
                    for other in others[:_MOST_OTHERS]
                ]
    return []


def _other_years(
    answer: Answer, document: Document, documents: Sequence[Document]
) -> list[Candidate]:
    """Return the question asked of the years next to the one it names."""
    asked = _YEAR.search(answer.question)
    if asked is None:
        return []
    year = int(asked[0])
    subject = subject_of(document.metadata)
    known = {int(found) for citation in answer.citations for found in _years_in(citation)}
    known |= {
        each.metadata.year
        for each in documents
        if each.metadata.year and subject and subject_of(each.metadata) == subject
    }
    others = sorted(known - {year}, key=lambda other: (abs(other - year), -other))
    return [
        Candidate((answer.question.replace(asked[0], str(other)),), name=str(other))
        for other in others[:_MOST_OTHERS]
    ]


def _years_in(citation: Citation) -> list[str]:
    return _YEAR.findall("\n".join((citation.title, *citation.section, citation.text)))


def _other_places(
    answer: Answer, document: Document, documents: Sequence[Document]
) -> list[Candidate]:
    """Return the question asked of other places that have a document about the same."""
    place, subject = _place(document), subject_of(document.metadata)
    if not place or not subject or place not in answer.question:
        return []
    others = dict.fromkeys(
        _place(each) for each in documents if subject_of(each.metadata) == subject
    )
    return [
        Candidate((answer.question.replace(place, other),), name=other)
        for other in [each for each in others if each and each != place][:_MOST_OTHERS]
    ]


def _place(document: Document) -> str:
    """Return the least place of a document's region: 青禾县 of 清河省云岭市青禾县."""
    found = re.findall(
        r".+?(?:自治区|自治州|自治县|[省市州县旗区乡镇村])", document.metadata.region
    )
    return found[-1] if found else ""
