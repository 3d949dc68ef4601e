"""Put beside the words of an amended rule what the amending document says of them."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from assistant.chain.selecting import Selected
from assistant.retrieval.ranking import Candidate
from assistant.retrieval.retriever import Retriever
from ingest.library import Library
from ingest.references import ArticleReference, article_references
from ingest.schema import Document, Filters, Validity
from ingest.tokenizing import fold

# Sentences that are looked at, the likeliest first: others are rarely quoted.
_LOOKED_AT = 5
# By so much the amendment comes before what it amends, in score.
_BEFORE = 0.01

_AMENDING = re.compile(r"修改为|改为|修改|删[去除]|增加|废止|不再执行")


def quote_amendments(
    selected: Sequence[Selected],
    retriever: Retriever,
    library: Library,
    *,
    libraries: AbstractSet[str] | None = None,
) -> list[Selected]:
    """Return sentences with, before each from an amended article, the sentence that amends it.

    An amended document stays in force where it was not changed, so only sentences of an article
    that the amending document names are concerned.

    Args:
        selected: Sentences, the likeliest answer first.
        retriever: Prepares the passages of the amending document.
        library: Where that document is.
        libraries: Those the reader may see; None for every one.
    """
    result: dict[tuple[str, int], Selected] = {}
    for place, each in enumerate(selected):
        if place < _LOOKED_AT and _is_amended(each):
            for amendment in _amendments(each, retriever, library, libraries):
                result.setdefault(_key(amendment), amendment)
        result.setdefault(_key(each), each)
    return list(result.values())


def _key(selected: Selected) -> tuple[str, int]:
    return selected.candidate.view.chunk.id, selected.index


def _is_amended(selected: Selected) -> bool:
    metadata = selected.candidate.view.document.metadata
    return metadata.validity is Validity.AMENDED and bool(metadata.replaced_by)


def _amendments(
    selected: Selected,
    retriever: Retriever,
    library: Library,
    libraries: AbstractSet[str] | None,
) -> Iterator[Selected]:
    """Yield the sentences of the amending document that name the article of a sentence."""
    article = _article_of(selected)
    amending = _amending_document(selected, library, libraries)
    if article is None or amending is None:
        return
    chunks = library.chunks_of(amending.revision_id)
    for view in retriever.views((chunk, amending) for chunk in chunks):
        for index, span in enumerate(view.spans):
            if span.is_heading or span.is_row or not _AMENDING.search(span.folded):
                continue
            named = {(r.article, r.inserted) for r in article_references(span.folded)}
            if (article.article, article.inserted) in named:
                candidate = Candidate(view, {}, {}, selected.candidate.floor, 0.0)
                candidate.score = selected.candidate.score
                yield replace(
                    selected, candidate=candidate, index=index, score=selected.score + _BEFORE
                )


def _article_of(selected: Selected) -> ArticleReference | None:
    """Return the article that a sentence belongs to: the last one that begins before its end."""
    chunk = selected.candidate.view.chunk
    text = f"{chunk.article}\n{chunk.text[: selected.span.start]}"
    own = article_references(chunk.text[selected.span.start : selected.span.end])
    if own and own[0].start == 0:
        return own[0]
    before = [r for r in article_references(text) if _begins_a_line(text, r)]
    return before[-1] if before else None


def _begins_a_line(text: str, reference: ArticleReference) -> bool:
    return not text[: reference.start].rpartition("\n")[2].strip()


def _amending_document(
    selected: Selected, library: Library, libraries: AbstractSet[str] | None
) -> Document | None:
    """Return the document that the metadata name as the amending one, by 文号 or title."""
    named = fold(selected.candidate.view.document.metadata.replaced_by)
    for document in library.list_documents(Filters(), libraries=libraries):
        metadata = document.metadata
        if named in (fold(metadata.document_number), fold(metadata.title)):
            return document
    return None
