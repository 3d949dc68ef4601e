"""Answers leave the house: as Word files that look like 公文, and as text for the clipboard.

wording · tables · word  ◀  answers · plain

Everything here is a pure function of the records of an answer.
"""

from assistant.exporting.answers import word_of_answer, word_of_conversation
from assistant.exporting.plain import to_plain_text

__all__ = ["to_plain_text", "word_of_answer", "word_of_conversation"]
