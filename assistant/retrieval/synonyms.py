"""Spoken words of a question and the written words that documents use for the same thing."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ingest.tokenizing import words

SYNONYMS_FILE = Path(__file__).with_name("synonyms.txt")


@cache
def load_synonyms() -> Mapping[str, tuple[str, ...]]:
    """Return the written forms of each spoken form, from `synonyms.txt`."""
    entries = {}
    for line in SYNONYMS_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            spoken, written = line.split("\t")
            entries[spoken] = tuple(written.split())
    return entries


def find_spoken(text: str) -> list[str]:
    """Return the spoken forms that stand in a folded text; of two that begin alike, the longer.

    >>> find_spoken("乡下的土豆")
    ['乡下', '土豆']
    """
    return list(dict.fromkeys(_pattern().findall(text)))


@cache
def parts_of(form: str) -> tuple[str, ...]:
    """Return the index words of a written form."""
    return tuple(words(form))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(load_synonyms(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
