"""What every question shares: its id, its evidence, a quotation, options out of their order."""

import re
from collections.abc import Iterable, Sequence

from assistant.quiz.schema import Item, ItemKind, item_id_of
from assistant.quiz.sources import Source

_LONGEST_QUOTATION = 130


def make_item(
    source: Source,
    *,
    kind: ItemKind,
    stem: str,
    key: Sequence[str],
    options: Sequence[str] = (),
    rationale: str,
    spans: Iterable[tuple[int, int]],
    topic: str,
    fact: str,
) -> Item:
    """Return a question with its id.

    Args:
        source: Where its evidence stands.
        kind: As the others, see `Item`.
        stem: See `Item`.
        key: See `Item`.
        options: See `Item`.
        rationale: See `Item`.
        spans: Of the evidence, in the source's text.
        topic: See `Item`.
        fact: See `Item`.
    """
    library = source.document.library
    return Item(
        id=item_id_of(library, kind, stem, tuple(options)),
        library=library,
        kind=kind,
        stem=stem,
        options=tuple(options),
        key=tuple(key),
        rationale=rationale,
        evidence=tuple(source.evidence(start, end) for start, end in spans),
        topic=topic,
        fact=fact,
    )


def quote(source: Source, start: int, end: int) -> str:
    """Return a Chinese sentence that quotes a passage, its middle left out where it is long."""
    return quote_all(source, [(start, end)])


def quote_all(source: Source, spans: Sequence[tuple[int, int]]) -> str:
    """Return a Chinese sentence that quotes passages, the middle left out where they are long."""
    texts = [" ".join(source.text[start:end].split()).rstrip("。；：，") for start, end in spans]
    text = "；".join(texts)
    if len(text) > _LONGEST_QUOTATION:
        half = _LONGEST_QUOTATION // 2
        text = f"{text[:half]}……{text[-half:]}"
    named = f"《{source.title}》" if re.search(r"[\u4e00-\u9fff]{4}", source.title) else ""
    return f"{named}原文：{text}。"
