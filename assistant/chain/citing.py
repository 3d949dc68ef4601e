"""Give statements their citations, and check that each is a slice of its revision."""

from collections.abc import Callable, Sequence
from datetime import date

from assistant.chain.selecting import Selected
from assistant.schema import Citation
from ingest.schema import Chunk, Document

# A citation is the passage as it is read; a longer one is cut to this around its sentence.
LONGEST_CITATION = 600


def cite(selected: Selected, marker: int) -> Citation:
    """Return the citation of a sentence: the passage it stands in."""
    chunk, document = selected.candidate.view.chunk, selected.candidate.view.document
    start, end = _window(chunk, selected)
    return cite_slice(chunk, document, start, end, marker)


def cite_slice(chunk: Chunk, document: Document, start: int, end: int, marker: int) -> Citation:
    """Return the citation of a part of a chunk.

    Args:
        chunk: The chunk.
        document: Its document.
        start: Offset in `Chunk.text`.
        end: Offset just past the part.
        marker: The number in the answer.
    """
    metadata = document.metadata
    return Citation(
        marker=marker,
        document=document.file,
        document_id=document.id,
        revision_id=chunk.revision_id,
        chunk_id=chunk.id,
        title=metadata.title,
        document_number=metadata.document_number,
        validity=metadata.validity_on(date.today()),
        effective_on=metadata.effective_on,
        repealed_on=metadata.repealed_on,
        replaced_by=metadata.replaced_by,
        text=chunk.text[start:end],
        start=chunk.start + start,
        end=chunk.start + end,
        page=chunk.page,
        section=chunk.section_path,
    )


def is_verbatim(citation: Citation, text_of: Callable[[str], str]) -> bool:
    """Say whether a citation is what stands at its place.

    Args:
        citation: The citation.
        text_of: Gives a revision's text by its id.
    """
    return text_of(citation.revision_id)[citation.start : citation.end] == citation.text


def evidence_of(sources: Sequence[Selected]) -> list[str]:
    """Return everything the citations of a statement say, headings and table headers included."""
    evidence = []
    for source in sources:
        view = source.candidate.view
        metadata = view.document.metadata
        evidence.append(view.chunk.text)
        evidence.extend(row.sentence for row in view.chunk.rows)
        evidence.append(
            "\n".join((metadata.title, metadata.document_number, *view.chunk.section_path))
        )
    return evidence


def _window(chunk: Chunk, selected: Selected) -> tuple[int, int]:
    if len(chunk.text) <= LONGEST_CITATION:
        return 0, len(chunk.text)
    spans = selected.candidate.view.spans
    first = last = selected.index
    start, end = spans[first].start, spans[last].end
    # Grow by whole sentences, backwards and forwards in turn, while there is room.
    while True:
        before = spans[first - 1].start if first else None
        after = spans[last + 1].end if last + 1 < len(spans) else None
        if before is not None and end - before <= LONGEST_CITATION:
            first, start = first - 1, before
        elif after is not None and after - start <= LONGEST_CITATION:
            last, end = last + 1, after
        else:
            return start, end
