"""An answer with its citations as text, to be pasted into a document or a message."""

from datetime import date

from assistant.exporting.excerpts import cited_words
from assistant.exporting.wording import (
    GRADES,
    NO_SOURCES,
    SOURCES,
    describe_source,
    exported_on,
    printable,
)
from assistant.schema import Answer, Citation


def to_plain_text(answer: Answer, *, day: date) -> str:
    """Return an answer as text: question, answer, what to mind, numbered sources.

    Args:
        answer: As it was given.
        day: When it leaves.
    """
    sources = [
        f"[{citation.marker}] {describe_source(citation)}\n{_quotation(citation, answer)}"
        for citation in answer.citations
    ]
    parts = [
        f"问：{answer.question}",
        f"答（{GRADES[answer.grade]}）：{answer.text}",
        "\n".join(f"注意：{notice}" for notice in answer.notices),
        "\n".join([f"{SOURCES}：", *(sources or [NO_SOURCES])]),
        exported_on(day),
    ]
    return printable("\n\n".join(part for part in parts if part) + "\n")


def _quotation(citation: Citation, answer: Answer) -> str:
    """Return the cited words, each line set off by four blanks."""
    parts = cited_words(citation, answer)
    lines = "\n".join(part if isinstance(part, str) else part.to_text() for part in parts)
    return "\n".join(f"    {line}" for line in lines.splitlines())
