"""Answers and conversations as Word documents."""

from collections.abc import Iterator
from datetime import date

from assistant.exporting.excerpts import cited_words
from assistant.exporting.tables import Quoted, Table, split_answer, split_text
from assistant.exporting.word import OfficialDocument, Run
from assistant.exporting.wording import (
    GRADE_ADVICE,
    NO_SOURCES,
    SOURCES,
    describe_source,
    exported_on,
)
from assistant.office.schema import Conversation, Message
from assistant.schema import Answer, Statement

TITLE = "政策问答"
UNANSWERED = "这个问题没有得到回答。"
EMPTY = "这个对话中还没有提问。"


def word_of_answer(answer: Answer, *, day: date) -> bytes:
    """Return a Word document of one question with its answer and sources.

    Args:
        answer: As it was given.
        day: When it is exported.
    """
    document = OfficialDocument(TITLE, day=day)
    document.add_heading("一、问题")
    document.add_paragraph(answer.question)
    document.add_heading("二、答复")
    _add_answer(document, answer)
    document.add_heading(f"三、{SOURCES}")
    _add_sources(document, answer)
    document.add_note(exported_on(day))
    return document.to_bytes()


def word_of_conversation(conversation: Conversation, *, day: date) -> bytes:
    """Return a Word document of everything asked and answered in a conversation.

    Args:
        conversation: As its reader may see it.
        day: When it is exported.
    """
    document = OfficialDocument(conversation.title, day=day)
    for number, message in enumerate(conversation.turns, start=1):
        document.add_heading(f"{_chinese(number)}、{message.question}")
        _add_turn(document, message)
    if not conversation.turns:
        document.add_paragraph(EMPTY)
    document.add_note(exported_on(day))
    return document.to_bytes()


def _add_turn(document: OfficialDocument, message: Message) -> None:
    if message.answer is None:
        failure = message.failure
        document.add_paragraph(failure.message if failure else UNANSWERED)
        return
    document.add_heading("（一）答复", level=2)
    _add_answer(document, message.answer)
    document.add_heading(f"（二）{SOURCES}", level=2)
    _add_sources(document, message.answer)


def _add_answer(document: OfficialDocument, answer: Answer) -> None:
    # A refusal has no statements, only its text.
    for part in split_answer(answer) if answer.statements else _lines(answer):
        if isinstance(part, Quoted):
            _add_table(document, part.table, part.markers)
        else:
            _add_statement(document, part)
    for notice in answer.notices:
        document.add_paragraph(f"注意：{notice}")
    document.add_paragraph(f"可信程度：{GRADE_ADVICE[answer.grade]}")


def _lines(answer: Answer) -> Iterator[Statement]:
    return (Statement(text=line, markers=()) for line in answer.text.splitlines() if line)


def _add_statement(document: OfficialDocument, statement: Statement) -> None:
    *before, last = split_text(statement.text)
    for part in before:
        _add_part(document, part, ())
    _add_part(document, last, statement.markers)


def _add_part(document: OfficialDocument, part: str | Table, markers: tuple[int, ...]) -> None:
    if isinstance(part, str):
        document.add_paragraph(part, *_marks(markers))
    else:
        _add_table(document, part, markers)


def _add_table(document: OfficialDocument, table: Table, markers: tuple[int, ...]) -> None:
    document.add_table(table)
    if markers:
        document.add_paragraph("上表出处见资料来源", *_marks(markers), "。")


def _marks(markers: tuple[int, ...]) -> list[Run]:
    return [Run(f"[{marker}]", is_superscript=True) for marker in markers]


def _add_sources(document: OfficialDocument, answer: Answer) -> None:
    for citation in answer.citations:
        document.add_source(citation.marker, describe_source(citation))
        for part in cited_words(citation, answer):
            if isinstance(part, Table):
                document.add_table(part)
            else:
                document.add_quotation(part)
    if not answer.citations:
        document.add_paragraph(NO_SOURCES)


_DIGITS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    """Return a number up to 99 as headings are numbered, greater ones in digits.

    >>> [_chinese(number) for number in (1, 10, 12, 20, 35, 100)]
    ['一', '十', '十二', '二十', '三十五', '100']
    """
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")
