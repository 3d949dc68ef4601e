"""Exports: an answer or a conversation as a Word file, an answer as text."""

import re
from datetime import date

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response

from assistant.api.auditing import AuditDep
from assistant.api.deps import OfficeDep, ReaderDep, require
from assistant.api.files import WORD, attach, returns_file
from assistant.errors import WrongUseError
from assistant.exporting import to_plain_text, word_of_answer, word_of_conversation
from assistant.office.schema import Message, Permission
from assistant.schema import Answer

router = APIRouter(tags=["exports"], dependencies=[Depends(require(Permission.ASK))])

# Characters of a file's name, without its date.
LONGEST_NAME = 40


@router.get("/messages/{message_id}/export.docx", **returns_file(WORD))
def export_answer(
    message_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Response:
    """Return one question with its answer and sources as a Word file."""
    answer, day = _answer_of(office.conversations.message(reader, message_id)), date.today()
    audit.note(_about(answer))
    name = f"{name_of(answer.question, day)}.docx"
    return attach(word_of_answer(answer, day=day), name, WORD)


@router.get("/messages/{message_id}/export.txt", response_class=PlainTextResponse)
def export_text(message_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep) -> str:
    """Return one question with its answer and sources as text, to be pasted."""
    answer = _answer_of(office.conversations.message(reader, message_id))
    audit.note(_about(answer))
    return to_plain_text(answer, day=date.today())


@router.get("/conversations/{conversation_id}/export.docx", **returns_file(WORD))
def export_conversation(
    conversation_id: str, office: OfficeDep, reader: ReaderDep, audit: AuditDep
) -> Response:
    """Return everything asked and answered in a conversation as a Word file."""
    conversation, day = office.conversations.read(reader, conversation_id), date.today()
    audit.note(f"一个对话，共 {len(conversation.turns)} 个问题")
    name = f"{name_of(conversation.title, day)}.docx"
    return attach(word_of_conversation(conversation, day=day), name, WORD)


def name_of(title: str, day: date) -> str:
    """Return a name for a file, without what Windows does not allow in one.

    >>> name_of("补贴/标准？", date(2024, 7, 1))
    '补贴标准 20240701'
    """
    name = re.sub(r"[\W_]+", "", title)[:LONGEST_NAME] or "政策问答"
    return f"{name} {day:%Y%m%d}"


def _answer_of(message: Message) -> Answer:
    if message.answer is not None:
        return message.answer
    failure = message.failure
    raise WrongUseError(
        failure.message if failure else "这个问题还没有回答，不能导出。",
        hint=failure.hint if failure else "请等回答完成，或重新提问后再导出。",
    )


def _about(answer: Answer) -> str:
    """Say for the log what leaves the house, but not what was asked."""
    files = dict.fromkeys(citation.document for citation in answer.citations)
    return f"一个回答，引用：{'、'.join(files)}" if files else "一个回答，没有引用"
