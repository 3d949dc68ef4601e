"""The records of the office: people, their questions, the keeper's desk, the log.

Moments are ISO 8601 in UTC.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.schema import Answer, TextDelta
from ingest.schema import Filters, IngestEvent, Record

# --- People -------------------------------------------------------------------------------


class Role(StrEnum):
    """What a person is here for; one may have several."""

    READER = "reader"  # 读者：提问、看原文
    TRAINER = "trainer"  # 培训员：题库、试卷
    DRAFTER = "drafter"  # 起草人：指标、报告
    KEEPER = "keeper"  # 资料员：资料库
    ADMINISTRATOR = "administrator"  # 管理员：账号、权限、日志


ROLE_NAMES: dict[Role, str] = {
    Role.READER: "读者",
    Role.TRAINER: "培训员",
    Role.DRAFTER: "起草人",
    Role.KEEPER: "资料员",
    Role.ADMINISTRATOR: "管理员",
}


class Permission(StrEnum):
    """What somebody may do; also the scopes of an API key."""

    ASK = "ask"
    TRAIN = "train"
    DRAFT = "draft"
    KEEP = "keep"
    ADMINISTER = "administer"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.ASK}),
    Role.TRAINER: frozenset({Permission.ASK, Permission.TRAIN}),
    Role.DRAFTER: frozenset({Permission.ASK, Permission.DRAFT}),
    Role.KEEPER: frozenset({Permission.ASK, Permission.KEEP}),
    Role.ADMINISTRATOR: frozenset(Permission),
}


class Account(Record):
    """A person who may sign in."""

    id: str
    username: str
    name: str
    department: str = ""
    roles: tuple[Role, ...]
    must_change_password: bool = False
    is_active: bool = True
    locked_until: str | None = None
    """Until when too many wrong passwords keep the person out; None when they do not."""

    created_at: str
    signed_in_at: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles allow, taken together."""
        return frozenset().union(*(PERMISSIONS[role] for role in self.roles))


class Reader(Record):
    """Who is speaking, and what they may do and see: made anew for every request."""

    account: Account
    permissions: frozenset[Permission]
    """Those of the account; for a program, those that its key has too."""

    libraries: frozenset[str] | None
    """Names of the libraries the reader may see; None for every one."""

    key_id: str | None = None
    """The API key a program speaks with; None for a person in a browser."""


AT_THE_TERMINAL = Reader(
    account=Account(
        id="",
        username="命令行",
        name="管理员（命令行）",
        roles=(Role.ADMINISTRATOR,),
        created_at="",
    ),
    permissions=frozenset(Permission),
    libraries=None,
)
"""Whoever types commands on the machine itself: they could read its files as well."""


class ApiKey(Record):
    """A key with which a program speaks for a person; the key itself is told once."""

    id: str
    name: str
    prefix: str
    scopes: tuple[Permission, ...]
    created_at: str
    used_at: str | None = None
    expires_at: str | None = None
    revoked_at: str | None = None


class LibraryAccess(Record):
    """A library and who may see it."""

    library: str
    documents: int
    is_open: bool
    """Whether every account may see it."""

    people: tuple[str, ...] = ()
    """Ids of the accounts that may, where it is not open."""

    departments: tuple[str, ...] = ()


# --- Questions ----------------------------------------------------------------------------


class MessageState(StrEnum):
    """How far a question has come."""

    RUNNING = "running"
    ANSWERED = "answered"  # refusals too
    FAILED = "failed"
    STOPPED = "stopped"  # by its asker
    INTERRUPTED = "interrupted"  # by the server's end; ask again


class Verdict(StrEnum):
    """What the asker thought of an answer."""

    GOOD = "good"
    BAD = "bad"


class FeedbackReason(StrEnum):
    """Why an answer was good or bad."""

    NONE = ""
    WRONG = "wrong"  # 内容有误
    INCOMPLETE = "incomplete"  # 不完整
    OUTDATED = "outdated"  # 依据过时
    OFF_TOPIC = "off_topic"  # 答非所问
    NOT_FOUND = "not_found"  # 应有却没找到
    UNCLEAR = "unclear"  # 看不懂
    OTHER = "other"


class Feedback(Record):
    """What the asker thought of an answer."""

    verdict: Verdict
    reason: FeedbackReason = FeedbackReason.NONE
    comment: str = Field(default="", max_length=500)


class MessageFailure(Record):
    """Why a question has no answer, or no new one, in Chinese."""

    code: str
    message: str
    hint: str = ""


class Message(Record):
    """A question of a conversation with its answer."""

    id: str
    conversation_id: str
    question: str
    filters: Filters = Filters()
    state: MessageState
    answer: Answer | None = None
    """The whole answer; None unless `state` is "answered", and when it is withheld."""

    failure: MessageFailure | None = None
    """Why there is no answer; beside one, why asking again gave no new one."""

    feedback: Feedback | None = None
    enquiry_id: str | None = None
    """The question filed for the keeper, where it was."""

    asked_at: str
    answered_at: str | None = None


class ConversationInfo(Record):
    """A conversation in a list."""

    id: str
    title: str
    created_at: str
    updated_at: str
    messages: int


class Conversation(ConversationInfo):
    """A conversation with everything said in it, the oldest first."""

    turns: tuple[Message, ...]


class MessageStarted(Record):
    """First event of a streamed answer: under which id it can be resumed."""

    type: Literal["message"] = "message"
    message: Message


class MessageFinished(Record):
    """Last event of a streamed answer: the message as it is kept."""

    type: Literal["finished"] = "finished"
    message: Message


MessageEvent = MessageStarted | TextDelta | MessageFinished


class EnquiryState(StrEnum):
    """How far a question to the keeper has come."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Enquiry(Record):
    """A question that the keeper of the library was asked."""

    id: str
    asker: str
    """Name of the person."""

    department: str = ""
    question: str
    note: str = ""
    library: str | None = None
    state: EnquiryState
    reply: str = ""
    replied_by: str = ""
    asked_at: str
    replied_at: str | None = None


class GapQuestion(Record):
    """A question the library had no good answer to."""

    question: str
    kind: Literal["refused", "bad", "enquiry"]
    reason: FeedbackReason = FeedbackReason.NONE
    asked_at: str
    count: int = 1
    """How often it was asked."""


class Gap(Record):
    """A topic about which the library seems to lack a document."""

    topic: str
    """Words the questions share."""

    askers: int
    """How many people asked."""

    questions: tuple[GapQuestion, ...]
    nearest: tuple[str, ...] = ()
    """Titles of the documents that came nearest."""


# --- The library's desk -------------------------------------------------------------------


class UploadState(StrEnum):
    """How far a file that was handed in has come."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    """Every part of it is in the library."""

    PARTLY = "partly"
    """Some members of an archive were refused."""

    REFUSED = "refused"
    """Nothing of it is in the library."""


class Upload(Record):
    """A file handed in, on its way into the library."""

    id: str
    library: str
    category: str = ""
    file: str
    size: int
    """Bytes."""

    state: UploadState
    seconds: int | None = None
    """For how long it has been read, while it is."""

    can_retry: bool = False
    """Whether it was refused, wholly or in part, and its file is still here."""

    events: tuple[IngestEvent, ...] = ()
    """What became of it: one for a file, one per member for an archive."""

    reason: str = ""
    """What went wrong and what to do, where it concerns the whole file."""

    uploaded_by: str
    """Name of the person."""

    uploaded_at: str
    finished_at: str | None = None


class ReminderKind(StrEnum):
    """Why a document asks for the keeper's eyes."""

    UNCONFIRMED = "unconfirmed"  # 元数据尚未确认
    STALE = "stale"  # 一年未确认
    REFERS_TO_REPEALED = "refers_to_repealed"  # 引用了已废止的文件
    REPEALED_WITHOUT_REPLACEMENT = "repealed_without_replacement"


class Reminder(Record):
    """A document that asks for the keeper's eyes."""

    kind: ReminderKind
    document_id: str
    file: str
    title: str
    library: str
    detail: str
    """What to look at, in Chinese."""

    since: date | None = None


# --- The log ------------------------------------------------------------------------------


class AuditEvent(Record):
    """Who did what, when, from where."""

    id: int
    at: str
    username: str
    """Empty for somebody who was not signed in; "命令行" for the command line."""

    action: str
    object: str
    question: str | None = None
    """What was asked, while it is kept."""

    outcome: str
    """"done", "refused" or "failed"."""

    address: str


class AuditPage(Record):
    """A part of the log, the newest first."""

    events: tuple[AuditEvent, ...]
    total: int
    """Events that pass the filter."""
