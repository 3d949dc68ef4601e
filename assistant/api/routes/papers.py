"""Papers: made by a blueprint out of published items, changed, and printed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, ReaderDep, require
from assistant.api.files import WORD, attach, returns_file
from assistant.learning.printing import PrintKind
from assistant.learning.schema import Blueprint, Paper, PaperInfo, Shortage, Supply
from assistant.office.schema import Permission
from ingest.schema import Record

router = APIRouter(
    prefix="/papers", tags=["papers"], dependencies=[Depends(require(Permission.TRAIN))]
)


class NewPaper(Record):
    """What a paper is to be made of."""

    blueprint: Blueprint


class Replacement(Record):
    """What takes the place of an item."""

    item_id: str = ""
    """"" for any of its kind, of its topic and difficulty where there is one."""


@router.get("")
def list_papers(assistant: AssistantDep) -> list[PaperInfo]:
    """Return the papers, the newest first."""
    return assistant.learning.papers()


@router.post("")
def make_paper(
    body: NewPaper, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Paper:
    """Make a paper; where the bank cannot fill it, say what is missing."""
    paper = assistant.learning.make_paper(body.blueprint, by=reader.account.username)
    audit.note(f"组卷：{paper.blueprint.name}")
    return paper


@router.post("/checks")
def check_blueprint(body: NewPaper, assistant: AssistantDep) -> list[Shortage]:
    """Return what the bank lacks for a blueprint; nothing is kept."""
    return assistant.learning.check_blueprint(body.blueprint)


@router.get("/supply")
def list_supply(
    library: Annotated[str, Query(min_length=1, max_length=100)], assistant: AssistantDep
) -> list[Supply]:
    """Return how many published items there are for each cell of a blueprint."""
    return assistant.learning.supply(library)


@router.get("/{paper_id}")
def get_paper(paper_id: str, assistant: AssistantDep) -> Paper:
    """Return a paper, with notes on what was withdrawn since."""
    return assistant.learning.paper(paper_id)


@router.get("/{paper_id}/{version}.docx", **returns_file(WORD))
def print_paper(
    paper_id: str,
    version: Annotated[str, Path(max_length=1, description="A, B, …")],
    assistant: AssistantDep,
    audit: AuditDep,
    kind: PrintKind = PrintKind.PAPER,
    key: Annotated[bool, Query(description="The key at the end of the paper.")] = False,
    rationale: Annotated[bool, Query(description="Why, with the sources' words.")] = False,
) -> Response:
    """Return a version of a paper, its answer sheet or its key as a Word file."""
    printed = assistant.learning.print_paper(
        paper_id, version, kind, with_key=key, with_rationale=rationale
    )
    audit.note(printed.file)
    return attach(printed.content, printed.file, WORD)


@router.put("/{paper_id}/items/{number}")
def replace_item(
    paper_id: str,
    number: Annotated[int, Path(ge=1)],
    body: Replacement,
    assistant: AssistantDep,
    audit: AuditDep,
) -> Paper:
    """Put another item in place of one of a paper."""
    paper = assistant.learning.replace_item(paper_id, number, body.item_id)
    audit.note(f"换题：{paper.blueprint.name}第{number}题")
    return paper


@router.delete("/{paper_id}")
def delete_paper(paper_id: str, assistant: AssistantDep, audit: AuditDep) -> Paper:
    """Remove a paper that no test uses."""
    paper = assistant.learning.delete_paper(paper_id)
    audit.note(f"删除试卷：{paper.blueprint.name}")
    return paper
