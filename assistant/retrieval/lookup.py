"""Go straight to a place the question names: 国办发〔2023〕5号第三条, 《…办法》第十二条."""

from collections.abc import Set as AbstractSet

from ingest.library import Library
from ingest.references import Lookup, article_references, parse_lookup
from ingest.schema import Chunk, Document, Validity
from ingest.tokenizing import fold, to_simplified

# Chunks shown of a document that is named without an article.
OPENING_CHUNKS = 3


def find_places(
    question: str, library: Library, *, documents: AbstractSet[str] | None = None
) -> list[tuple[Chunk, Document]]:
    """Return the chunks a question names by 文号 or title and article, in reading order.

    Args:
        question: As asked.
        library: The library.
        documents: Ids of the documents the reader may see; None for every one.

    Returns:
        Empty for an ordinary question, and when no document of that name, or no such article,
        is there.
    """
    lookup = parse_lookup(question)
    if lookup is None:
        return []
    named = [
        document
        for document in library.list_documents()
        if (documents is None or document.id in documents) and _is_named(lookup, document)
    ]
    # A title that is a part of several is taken to mean the shortest of them.
    # Of two with one title, the one in force.
    named.sort(key=lambda d: (len(d.metadata.title), d.metadata.validity is Validity.REPEALED))
    for document in named:
        chunks = library.chunks_of(document.revision_id)
        if lookup.article is None:
            return [(chunk, document) for chunk in chunks[:OPENING_CHUNKS]]
        wanted = [chunk for chunk in chunks if _is_article(chunk, lookup)]
        if wanted:
            return [(chunk, document) for chunk in wanted]
    return []


def _is_named(lookup: Lookup, document: Document) -> bool:
    if lookup.document_number:
        return document.metadata.document_number == lookup.document_number
    title = to_simplified(fold(lookup.title))
    return bool(title) and title in to_simplified(fold(document.metadata.title))


def _is_article(chunk: Chunk, lookup: Lookup) -> bool:
    return any(
        reference.article == lookup.article and reference.inserted == lookup.inserted
        for reference in article_references(chunk.article)
    )
