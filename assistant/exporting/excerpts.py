"""Choose which words of a cited passage to print beside an answer."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from assistant.exporting.tables import Table, make_table, split_text
from assistant.schema import Answer, Citation, Statement
from ingest.chunking import split_sentences
from ingest.schema import Chunk, TableRow
from ingest.tokenizing import words

LEFT_OUT = "……"

Span = tuple[int, int]
Rows = Mapping[Span, tuple[Chunk, TableRow]]


def cited_words(citation: Citation, answer: Answer) -> list[str | Table]:
    """Return the sentences and rows of a citation on which the statements of an answer rest.

    A passage runs to 600 characters, of which a statement needs a sentence or two. They stand as
    in the source, "……" where something between them is left out, rows below their header.

    Args:
        citation: One of the answer.
        answer: The whole answer.
    """
    spans, rows = split_sentences(citation.text), _rows(citation, answer)
    wanted = {
        span
        for statement in answer.statements
        if citation.marker in statement.markers
        for span in _carrying(statement, citation, spans, rows)
    }
    if not wanted:
        return list(split_text(citation.text))
    parts: list[str | Table] = []
    for is_row, group in groupby((s for s in spans if s in wanted), lambda span: span in rows):
        chosen = list(group)
        if is_row:
            parts.append(make_table([rows[span] for span in chosen]))
        else:
            parts += split_text(_join(citation.text, chosen))
    return parts


def _rows(citation: Citation, answer: Answer) -> Rows:
    """Return the rows of the cited passage by their places in it, as far as they are known."""
    return {
        (row.start - citation.start, row.end - citation.start): (hit.chunk, row)
        for hit in answer.hits
        if hit.chunk.id == citation.chunk_id
        for row in hit.chunk.rows
    }


def _carrying(
    statement: Statement, citation: Citation, spans: list[Span], rows: Rows
) -> Iterator[Span]:
    """Yield the sentences or rows that a statement repeats, or else the one most alike."""
    said = _places(statement.text, citation.text)
    found = [
        (start, end)
        for start, end in spans
        if any(start < last and end > first for first, last in said)
        or ((start, end) in rows and rows[start, end][1].sentence == statement.text)
    ]
    if found:
        yield from found
    elif spans:
        content = set(words(statement.text))
        yield max(spans, key=lambda span: len(content & set(words(citation.text[slice(*span)]))))


def _places(said: str, text: str) -> list[Span]:
    """Return where a text says something, as a whole or, for a list put together, item by item."""
    items = [said] if said in text else [each for each in re.split(r"[；。]", said) if each]
    starts = ((text.find(item), len(item)) for item in items)
    return [(start, start + length) for start, length in starts if start >= 0]


def _join(text: str, spans: list[Span]) -> str:
    """Return spans of a text with what stands between them, or a sign that it was left out."""
    joined, end = "", spans[0][0]
    for start, next_end in spans:
        between = text[end:start]
        joined += (LEFT_OUT if between.strip() else between) + text[start:next_end]
        end = next_end
    return joined
