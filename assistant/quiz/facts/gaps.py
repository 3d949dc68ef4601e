"""A fact as a sentence with one place for one name, and the names that could be mistaken for it."""

from dataclasses import dataclass

from assistant.quiz.sources import Source


@dataclass(frozen=True)
class Gap:
    """What is said of one name, before and behind it."""

    source: Source
    before: str
    answer: str
    behind: str
    """Ends the sentence, 。 included."""

    rivals: tuple[str, ...]
    """What else is named so in the same table, sentence or chapter, and is wrong here."""

    start: int
    end: int
    topic: str
    fact: str
    meaning: str = ""
    """Of a word that is explained, what it means."""
