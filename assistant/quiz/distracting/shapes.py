"""How a phrase is built: two phrases of one shape can stand in each other's place."""

import itertools
from collections.abc import Iterable

from ingest.tokenizing import word_borders, word_classes

Shape = tuple[tuple[int, str], ...]
"""Of each word its length and jieba's class of it."""


def shapes_of(texts: Iterable[str]) -> dict[str, Shape]:
    """Return the lengths and classes of the words of each text: 治理有效 is "v", "a"."""
    words = {}
    for text in texts:
        borders = [0, *word_borders(text), len(text)]
        words[text] = [text[a:b] for a, b in itertools.pairwise(borders)]
    classes = word_classes({word for parts in words.values() for word in parts})
    return {
        text: tuple((len(word), classes.get(word, "")) for word in parts)
        for text, parts in words.items()
    }
