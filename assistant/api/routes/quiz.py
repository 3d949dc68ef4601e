"""The bank of quiz items: made, looked at, reviewed, checked, sent out and brought in."""

import json
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from fastapi.responses import Response
from pydantic import Field

from assistant.api.auditing import AuditDep
from assistant.api.deps import AssistantDep, OfficeDep, ReaderDep, require
from assistant.api.files import attach, returns_file
from assistant.office.drafting import take_in
from assistant.office.jobs import Job, JobKind
from assistant.office.schema import Permission
from assistant.office.training import (
    CheckedBank,
    ReadQuestions,
    check_bank,
    make_items,
    read_questions,
)
from assistant.quiz.bank import Added, ItemFilters, Tally
from assistant.quiz.checking import RULE_NAMES
from assistant.quiz.deciding import DECISION_NAMES
from assistant.quiz.desk import MadeItems
from assistant.quiz.formats import CUSTOM, FORMATS, ColumnMap, parse_map
from assistant.quiz.importing import Imported
from assistant.quiz.rewording import CaseMade
from assistant.quiz.schema import (
    Affected,
    Change,
    Decided,
    Decision,
    Difficulty,
    Draft,
    Flaw,
    ItemKind,
    ItemPage,
    ItemState,
    ItemView,
)
from ingest.schema import DEFAULT_LIBRARY, Record

router = APIRouter(prefix="/quiz", tags=["quiz"], dependencies=[Depends(require(Permission.TRAIN))])

# Under the prefix of the interface.
LARGE_PATHS = ("/quiz/imports",)

# A page shows so many; of more it tells how many.
SHOWN = 200
# A header holds about 8 KiB, and a 汉字 takes nine bytes in it.
NOTES_SHOWN = 10
NOTES_HEADER = "X-Notes"

MOST_IDS = 20_000

LibraryQuery = Annotated[str | None, Query(max_length=100)]


class RuleCount(Record):
    """How many items break a rule."""

    rule: str
    label: str
    """In Chinese."""

    count: int


class FormatOption(Record):
    """A format that items can leave in, or come in."""

    name: str
    label: str
    suffix: str
    kinds: tuple[ItemKind, ...]
    """That it carries."""

    reads: bool
    read_suffixes: tuple[str, ...]
    takes_columns: bool
    """Whether people map its columns themselves."""

    remarks: tuple[str, ...]
    """What nothing of it carries, in Chinese."""


class TopicCount(Record):
    """A topic, and how many items there are on it that are not withdrawn."""

    topic: str
    count: int


class QuizOptions(Record):
    """What there is in the bank, and what can be done with it."""

    libraries: tuple[str, ...]
    topics: tuple[TopicCount, ...]
    tally: Tally
    formats: tuple[FormatOption, ...]
    rules: dict[str, str]
    """The Chinese name of every rule, by its name."""

    can_reword: bool
    """Whether a language model is configured that words items and writes cases."""


class MakeRequest(Record):
    """What is to be made."""

    library: str | None = Field(default=None, max_length=100)
    documents: tuple[str, ...] = Field(default=(), max_length=1000)
    """Ids or names of files; all of them by default."""

    count: int | None = Field(default=None, ge=1, le=20_000)
    kinds: tuple[ItemKind, ...] = ()
    """Empty for all."""


class MadeView(Record):
    """What was made."""

    made: int
    refused: tuple[RuleCount, ...]
    """Candidates that were left out, by the rule that they broke."""

    items: tuple[ItemView, ...]
    """The first 200."""


class NewItemRequest(Record):
    """An item of a trainer's own."""

    library: str = Field(default=DEFAULT_LIBRARY, min_length=1, max_length=100)
    draft: Draft


class EditRequest(Record):
    """An item as it is to be."""

    draft: Draft
    version: int
    """Of the item that was changed."""


class CheckRequest(Record):
    """An item that is being written."""

    library: str = Field(default=DEFAULT_LIBRARY, min_length=1, max_length=100)
    draft: Draft
    item_id: str = Field(default="", max_length=32)
    """Of the item that is being edited; "" for a new one."""


class DecisionRequest(Record):
    """What is decided on items."""

    ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_IDS)
    decision: Decision
    reason: str = Field(default="", max_length=1000)


class RewordedView(Record):
    """An item in the words of the language model."""

    view: ItemView
    is_changed: bool
    notes: tuple[str, ...]
    """What was not kept of what the model wrote, in Chinese."""


class CaseRequest(Record):
    """What a case is to be written on."""

    ids: tuple[str, ...] = Field(min_length=2, max_length=4)
    """Of items of one library."""


class BankCheckRequest(Record):
    """Whose items are to be checked."""

    library: str | None = Field(default=None, max_length=100)


class ExportRequest(Record):
    """Which items leave, and how."""

    format: str = Field(max_length=40)
    filters: ItemFilters = ItemFilters()
    columns: ColumnMap | None = None
    """For the format whose columns people map."""


class QuestionFile(Record):
    """A file of questions, read and not yet taken in."""

    file: str
    library: str
    total: int
    readable: int
    """How many an item could be made of."""

    flawed: int
    questions: tuple[Imported, ...]
    """The first 200, those with flaws before the others."""


class Confirmation(Record):
    """Which questions of a file are taken into the bank."""

    places: tuple[str, ...] | None = Field(default=None, max_length=MOST_IDS)
    """None for every one that an item could be made of."""


def read_filters(
    library: LibraryQuery = None,
    kind: ItemKind | None = None,
    topic: Annotated[str | None, Query(max_length=200)] = None,
    difficulty: Difficulty | None = None,
    state: ItemState | None = None,
    flawed: bool | None = None,
    query: Annotated[str, Query(max_length=100)] = "",
) -> ItemFilters:
    """Return what a list is asked for."""
    return ItemFilters(
        library=library or None,
        kind=kind,
        topic=topic or None,
        difficulty=difficulty,
        state=state,
        flawed=flawed,
        query=query,
    )


# --- Looking ----------------------------------------------------------------------------------


@router.get("/options")
def list_options(assistant: AssistantDep, library: LibraryQuery = None) -> QuizOptions:
    """Return what there is in the bank, and what can be done with it."""
    quizzes = assistant.quizzes
    topics = quizzes.topics(library or None)
    return QuizOptions(
        libraries=tuple(quizzes.libraries()),
        topics=tuple(TopicCount(topic=topic, count=count) for topic, count in topics.items()),
        tally=quizzes.tally(library or None),
        formats=tuple(
            FormatOption(
                name=one.name,
                label=one.label,
                suffix=one.suffix,
                kinds=tuple(kind for kind in ItemKind if kind in one.kinds),
                reads=one.read is not None,
                read_suffixes=one.read_suffixes,
                takes_columns=one.name == CUSTOM,
                remarks=one.remarks,
            )
            for one in FORMATS.values()
        ),
        rules=RULE_NAMES,
        can_reword=assistant.can_reword,
    )


@router.get("/items")
def list_items(
    assistant: AssistantDep,
    filters: Annotated[ItemFilters, Depends(read_filters)],
    page: Annotated[int, Query(ge=1)] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ItemPage:
    """Return items in the order in which they came."""
    return assistant.quizzes.items(filters, page=page, page_size=page_size)


@router.get("/items/{item_id}")
def get_item(item_id: str, assistant: AssistantDep) -> ItemView:
    """Return an item with its key."""
    return assistant.quizzes.item(item_id)


@router.get("/items/{item_id}/history")
def get_item_history(item_id: str, assistant: AssistantDep) -> list[Change]:
    """Return everything that was done to an item, the newest first."""
    return assistant.quizzes.history(item_id)


@router.get("/affected")
def list_affected(assistant: AssistantDep, library: LibraryQuery = None) -> list[Affected]:
    """Return the items that were withdrawn since their source changed."""
    return assistant.quizzes.affected(library or None)


# --- Making -----------------------------------------------------------------------------------


@router.post("/jobs")
def begin_making(
    body: MakeRequest,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Job:
    """Make items by rules; they are drafts."""
    name = body.library or "全部资料库"
    audit.note(f"出题：{name}")
    return office.jobs.begin(
        reader,
        JobKind.MAKE_ITEMS,
        name,
        lambda progress: make_items(
            assistant,
            library=body.library,
            documents=body.documents,
            count=body.count,
            kinds=body.kinds or None,
            by=reader.account.username,
            progress=progress,
        ),
    )


@router.get("/jobs/{job_id}")
def get_made(
    job_id: str, assistant: AssistantDep, office: OfficeDep, reader: ReaderDep
) -> MadeView:
    """Return what was made."""
    made = office.jobs.result(reader, job_id, MadeItems)
    shown = assistant.quizzes.items(ItemFilters(ids=made.ids[:SHOWN]), page_size=SHOWN)
    return MadeView(made=len(made.ids), refused=_counts(made.refused), items=shown.items)


# --- Writing and reviewing --------------------------------------------------------------------


@router.post("/items")
def write_item(
    body: NewItemRequest, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> ItemView:
    """Keep an item of a trainer's own, with what checks find in it."""
    view = assistant.quizzes.write(body.draft, library=body.library, by=reader.account.username)
    audit.note(f"{body.library}：新题 {view.item.id}")
    return view


@router.put("/items/{item_id}")
def edit_item(
    item_id: str, body: EditRequest, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> ItemView:
    """Change an item; checks run again, and a published one is to be published again."""
    view = assistant.quizzes.edit(
        item_id, body.draft, version=body.version, by=reader.account.username
    )
    audit.note(f"{view.item.library}：修改 {item_id}")
    return view


@router.post("/checks")
def check_item(body: CheckRequest, assistant: AssistantDep) -> list[Flaw]:
    """Return the flaws of an item that is being written; nothing is kept."""
    return assistant.quizzes.check_item(body.draft, library=body.library, item_id=body.item_id)


@router.post("/decisions")
def decide(
    body: DecisionRequest, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> Decided:
    """Decide on items at once; of those on which that cannot be decided it is told why."""
    decided = assistant.quizzes.decide(
        body.ids, body.decision, reason=body.reason, by=reader.account.username
    )
    audit.note(f"{DECISION_NAMES[body.decision]} {len(decided.done)} 题")
    return decided


@router.post("/items/{item_id}/rewording")
def reword_item(
    item_id: str, assistant: AssistantDep, reader: ReaderDep, audit: AuditDep
) -> RewordedView:
    """Let the language model word a draft; what a check finds fault with stays as it was."""
    quizzes = assistant.quizzes
    library = quizzes.item(item_id).item.library
    (done,) = assistant.rewording.reword([item_id], by=reader.account.username)
    audit.note(f"{library}：改写 {item_id}")
    return RewordedView(view=quizzes.item(item_id), is_changed=done.is_changed, notes=done.notes)


@router.post("/cases")
def write_case(body: CaseRequest, assistant: AssistantDep, audit: AuditDep) -> CaseMade:
    """Let the language model write a case on what carries some items; it is a draft."""
    made = assistant.rewording.write_case(body.ids)
    audit.note(f"案例题 {made.view.item.id}" if made.view else "案例题：没有写成")
    return made


@router.post("/bank-checks")
def begin_bank_check(
    body: BankCheckRequest,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Job:
    """Check every item again."""
    name = body.library or "全部资料库"
    audit.note(f"检查题库：{name}")
    return office.jobs.begin(
        reader,
        JobKind.CHECK_ITEMS,
        name,
        lambda progress: check_bank(assistant, body.library, progress),
    )


@router.get("/bank-checks/{job_id}")
def get_bank_check(job_id: str, office: OfficeDep, reader: ReaderDep) -> list[RuleCount]:
    """Return how many items break each rule."""
    return list(_counts(office.jobs.result(reader, job_id, CheckedBank).counts))


# --- Files ------------------------------------------------------------------------------------


@router.post("/exports", **returns_file("application/octet-stream"))
def export_items(body: ExportRequest, assistant: AssistantDep, audit: AuditDep) -> Response:
    """Return items as a file; what it does not carry is told in the header `X-Notes`.

    The header is a list in JSON, percent-encoded; of many notes it holds the first ten.
    """
    exported = assistant.quizzes.export(body.format, body.filters, columns=body.columns)
    audit.note(exported.name)
    response = attach(exported.content, exported.name, exported.media_type)
    notes = list(exported.notes[:NOTES_SHOWN])
    if more := len(exported.notes) - len(notes):
        notes.append(f"另有 {more} 处说明，没有列出。")
    response.headers[NOTES_HEADER] = quote(json.dumps(notes, ensure_ascii=False))
    return response


@router.post("/imports")
def begin_import(
    file: UploadFile,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
    library: Annotated[str, Form(min_length=1, max_length=100)] = DEFAULT_LIBRARY,
    format_name: Annotated[str, Form(alias="format", max_length=40)] = "",
    columns: Annotated[str, Form(max_length=20_000)] = "",
) -> Job:
    """Read a file of questions; nothing is kept of it yet.

    `format` is one of those of the options, by default the one that fits best; `columns` is a map
    of columns in JSON, for the format that takes one.
    """
    sent = take_in(file.filename or "", file.file, assistant.limits)
    mapped = parse_map(columns) if columns else None
    audit.note(f"{library}：{sent.name}")
    return office.jobs.begin(
        reader,
        JobKind.READ_ITEMS,
        sent.name,
        lambda progress: read_questions(
            assistant,
            sent,
            library=library,
            format_name=format_name,
            columns=mapped,
            by=reader.account.username,
            progress=progress,
        ),
    )


@router.get("/imports/{job_id}")
def get_import(job_id: str, office: OfficeDep, reader: ReaderDep) -> QuestionFile:
    """Return what the questions of a file are, and what is wrong with them."""
    read = office.jobs.result(reader, job_id, ReadQuestions)
    flawed_first = sorted(read.questions, key=lambda each: not each.flaws)
    return QuestionFile(
        file=read.file,
        library=read.library,
        total=len(read.questions),
        readable=sum(each.item is not None for each in read.questions),
        flawed=sum(bool(each.flaws) for each in read.questions),
        questions=tuple(flawed_first[:SHOWN]),
    )


@router.post("/imports/{job_id}/confirm")
def confirm_import(
    job_id: str,
    body: Confirmation,
    assistant: AssistantDep,
    office: OfficeDep,
    reader: ReaderDep,
    audit: AuditDep,
) -> Added:
    """Take questions of a file into the bank, as drafts."""
    read = office.jobs.result(reader, job_id, ReadQuestions)
    wanted = None if body.places is None else set(body.places)
    chosen = [each for each in read.questions if wanted is None or each.place in wanted]
    added = assistant.quizzes.take_in(chosen, by=reader.account.username)
    audit.note(f"{read.library}：{read.file}，{len(added.ids)} 题")
    return added


def _counts(counts: dict[str, int]) -> tuple[RuleCount, ...]:
    return tuple(
        RuleCount(rule=rule, label=RULE_NAMES[rule], count=count) for rule, count in counts.items()
    )
