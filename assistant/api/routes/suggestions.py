"""Suggestions: what could be asked."""

from fastapi import APIRouter, BackgroundTasks, Depends

from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.office.schema import Permission

router = APIRouter(tags=["suggestions"], dependencies=[Depends(require(Permission.ASK))])

# The page waits for the examples; those not yet tried are tried once it has some.
PATIENCE_S = 0.15


@router.get("/suggestions")
def suggest_questions(
    assistant: AssistantDep, background: BackgroundTasks, library: str | None = None
) -> list[str]:
    """Return questions that a library, or all of them, can answer; fewer the first time."""
    found = assistant.suggest_questions(library=library, patience_s=PATIENCE_S)
    background.add_task(assistant.suggest_questions, library=library)
    return found


@router.get("/messages/{message_id}/suggestions")
def suggest_follow_ups(
    message_id: str, assistant: AssistantDep, office: OfficeDep, reader: ReaderDep
) -> list[str]:
    """Return questions that may come after an answer, each of which can be answered."""
    answer = office.conversations.message(reader, message_id).answer
    return assistant.suggest_follow_ups(answer) if answer else []
