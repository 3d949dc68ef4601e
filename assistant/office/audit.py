"""The log: who did what, when, from where.

It can only grow; what was asked stands in a table of its own, which is emptied after a while.
"""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Engine, Select, delete, func, insert, or_, select

from assistant.errors import WrongUseError
from assistant.moments import beginning_of, from_now, now, written_here
from assistant.office.schema import ROLE_NAMES, Account, AuditEvent, AuditPage, Reader
from assistant.office.sheets import write_sheet
from assistant.office.tables import AuditEventRow, AuditQuestionRow
from assistant.settings import OfficeSettings
from ingest.schema import Record

logger = logging.getLogger(__name__)

# A name or an address of the application; nobody fills the log with a book.
LONGEST_OBJECT = 500
LONGEST_QUESTION = 2000

# Read at a time, so that an export of years neither holds a transaction nor fills the memory.
_EVENTS_PER_QUERY = 1000


class Action(StrEnum):
    """What was done."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    CHANGE_PASSWORD = "change_password"
    ASK = "ask"
    SEARCH = "search"
    CHANGE_CONVERSATION = "change_conversation"
    DELETE_CONVERSATION = "delete_conversation"
    GIVE_FEEDBACK = "give_feedback"
    ASK_KEEPER = "ask_keeper"
    ANSWER_ENQUIRY = "answer_enquiry"
    OPEN_SOURCE = "open_source"
    OPEN_ORIGINAL = "open_original"
    UPLOAD = "upload"
    CHANGE_UPLOAD = "change_upload"
    CHANGE_DOCUMENT = "change_document"
    DELETE_DOCUMENT = "delete_document"
    CHANGE_CATEGORIES = "change_categories"
    EXPORT = "export"
    CHANGE_ACCOUNT = "change_account"
    CHANGE_RIGHTS = "change_rights"
    CREATE_KEY = "create_key"
    REVOKE_KEY = "revoke_key"
    READ_LOG = "read_log"
    IMPORT_INDICATORS = "import_indicators"
    CHANGE_INDICATORS = "change_indicators"
    RENDER_REPORT = "render_report"
    CHANGE_TEMPLATES = "change_templates"
    AUDIT_DRAFT = "audit_draft"
    MAKE_ITEMS = "make_items"
    CHANGE_ITEMS = "change_items"
    REWORD_ITEMS = "reword_items"
    CHANGE_PAPERS = "change_papers"
    CHANGE_TESTS = "change_tests"
    TAKE_TEST = "take_test"
    MARK_ANSWERS = "mark_answers"
    VIEW = "view"
    """Anything else; written only where it was refused."""


class EventOutcome(StrEnum):
    """What became of it."""

    DONE = "done"
    REFUSED = "refused"  # not allowed, or not there
    FAILED = "failed"


ACTION_NAMES: dict[Action, str] = {
    Action.SIGN_IN: "登录",
    Action.SIGN_OUT: "退出登录",
    Action.CHANGE_PASSWORD: "修改密码",
    Action.ASK: "提问",
    Action.SEARCH: "检索",
    Action.CHANGE_CONVERSATION: "修改对话",
    Action.DELETE_CONVERSATION: "删除对话",
    Action.GIVE_FEEDBACK: "评价回答",
    Action.ASK_KEEPER: "请资料员查找",
    Action.ANSWER_ENQUIRY: "答复求助",
    Action.OPEN_SOURCE: "查看原文",
    Action.OPEN_ORIGINAL: "打开原件",
    Action.UPLOAD: "上传文件",
    Action.CHANGE_UPLOAD: "处理上传",
    Action.CHANGE_DOCUMENT: "修改资料信息",
    Action.DELETE_DOCUMENT: "删除资料",
    Action.CHANGE_CATEGORIES: "修改分类",
    Action.EXPORT: "导出",
    Action.CHANGE_ACCOUNT: "管理账号",
    Action.CHANGE_RIGHTS: "调整资料库权限",
    Action.CREATE_KEY: "新建密钥",
    Action.REVOKE_KEY: "停用密钥",
    Action.READ_LOG: "查看日志",
    Action.IMPORT_INDICATORS: "导入指标",
    Action.CHANGE_INDICATORS: "修改指标",
    Action.RENDER_REPORT: "生成报告",
    Action.CHANGE_TEMPLATES: "管理报告模板",
    Action.AUDIT_DRAFT: "审校文稿",
    Action.MAKE_ITEMS: "出题",
    Action.CHANGE_ITEMS: "管理题库",
    Action.REWORD_ITEMS: "请模型改写题目",
    Action.CHANGE_PAPERS: "管理试卷",
    Action.CHANGE_TESTS: "管理测试",
    Action.TAKE_TEST: "参加测试",
    Action.MARK_ANSWERS: "批改简答",
    Action.VIEW: "查看",
}

OUTCOME_NAMES: dict[EventOutcome, str] = {
    EventOutcome.DONE: "完成",
    EventOutcome.REFUSED: "拒绝",
    EventOutcome.FAILED: "失败",
}


HEADERS = ("时间", "用户名", "操作", "对象", "问题", "结果", "地址")


# Any day there can be a log of.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


def describe_account(account: Account) -> str:
    """Return what the log tells of an account as it is now.

    >>> describe_account(
    ...     Account(id="1", username="li", name="李芳", roles=["keeper"], created_at="2024")
    ... )
    '账号 li（李芳）：资料员'
    """
    who = "，".join(filter(None, (account.name, account.department)))
    roles = "、".join(ROLE_NAMES[role] for role in account.roles)
    return f"账号 {account.username}（{who}）：{roles}{'' if account.is_active else '，已停用'}"


def read_action(name: str) -> Action:
    """Return the action of a name, Chinese or English.

    Raises:
        WrongUseError: there is none.
    """
    known = {word: action for action in Action for word in (action.value, ACTION_NAMES[action])}
    if name not in known:
        raise WrongUseError(
            f"没有这种操作：{name}。", hint=f"可用的有：{'、'.join(ACTION_NAMES.values())}。"
        )
    return known[name]


class AuditQuery(Record):
    """Which events are wanted; what is left out lets everything pass."""

    username: str = ""
    """Part of it."""

    action: Action | None = None
    outcome: EventOutcome | None = None
    since: Day | None = None
    """First day, as days begin where the server stands."""

    until: Day | None = None
    """Last day."""

    query: str = ""
    """Part of an object, of a question or of an address."""


class AuditLog:
    """Writes and reads the log.

    Args:
        engine: The database, with the tables of the office.
        settings: How long questions are kept.
    """

    def __init__(self, engine: Engine, settings: OfficeSettings) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._days = settings.question_days
        self._purged_on: date | None = None

    def write(
        self,
        reader: Reader | None,
        action: Action,
        about: str,
        *,
        question: str = "",
        outcome: EventOutcome = EventOutcome.DONE,
        address: str = "",
    ) -> None:
        """Add an event.

        Args:
            reader: Who did it; None for somebody who is not signed in.
            action: What was done.
            about: To what, in words; never a question's text.
            question: The question, where one was asked.
            outcome: What became of it.
            address: From where.
        """
        self._purge_once_a_day()
        moment = now()
        if reader and reader.key_id:
            about = f"{about}（密钥 {reader.key_id}）"
        values = {
            "at": moment,
            "account_id": reader.account.id if reader else "",
            "username": reader.account.username if reader else "",
            "action": action,
            "object": _clean(about)[:LONGEST_OBJECT],
            "outcome": outcome,
            "address": address[:64],
        }
        added = insert(AuditEventRow).values(**values).returning(AuditEventRow.id)
        with self._writer.begin() as connection:
            event_id = connection.execute(added).scalar_one()
            if question and self._days:
                text = _clean(question)[:LONGEST_QUESTION]
                connection.execute(
                    insert(AuditQuestionRow).values(event_id=event_id, text=text, asked_at=moment)
                )

    def read(
        self, query: AuditQuery | None = None, *, before: int | None = None, limit: int = 50
    ) -> AuditPage:
        """Return the newest events that pass.

        Args:
            query: Which; None for all.
            before: Only events of a smaller id: the last of the page before.
            limit: How many at most.
        """
        self._purge_once_a_day()
        conditions = _conditions(query or AuditQuery())
        total = select(func.count()).select_from(_JOINED).where(*conditions)
        with self._engine.connect() as connection:
            rows = connection.execute(_select(conditions, before, limit)).all()
            return AuditPage(
                events=tuple(AuditEvent(**row._mapping) for row in rows),
                total=connection.scalar(total) or 0,
            )

    def events(self, query: AuditQuery | None = None) -> Iterator[AuditEvent]:
        """Yield every event that passes, the newest first."""
        self._purge_once_a_day()
        conditions = _conditions(query or AuditQuery())
        before: int | None = None
        while True:
            with self._engine.connect() as connection:
                rows = connection.execute(_select(conditions, before, _EVENTS_PER_QUERY)).all()
            if not rows:
                return
            for row in rows:
                yield AuditEvent(**row._mapping)
            before = rows[-1].id

    def export(self, file: Path, query: AuditQuery | None = None) -> int:
        """Write the events that pass into a new .xlsx or .csv file; return how many there were.

        Raises:
            WrongUseError: there is such a file, it is to be of another kind or cannot be written,
                or a sheet cannot hold so many.
        """
        lines = (
            (
                written_here(event.at),
                event.username,
                ACTION_NAMES[Action(event.action)],
                event.object,
                event.question or "",
                OUTCOME_NAMES[EventOutcome(event.outcome)],
                event.address,
            )
            for event in self.events(query)
        )
        return write_sheet(file, "操作日志", HEADERS, lines)

    def _purge_once_a_day(self) -> None:
        """Forget the questions that were kept long enough."""
        today = date.today()
        if self._purged_on == today:
            return
        kept_since = from_now(-timedelta(days=self._days))
        too_old = AuditQuestionRow.asked_at < kept_since
        with self._writer.begin() as connection:
            forgotten = connection.execute(delete(AuditQuestionRow).where(too_old)).rowcount
        self._purged_on = today
        if forgotten:
            logger.info("forgot %d questions older than %d days", forgotten, self._days)


_JOINED = AuditEventRow.__table__.outerjoin(
    AuditQuestionRow.__table__, AuditQuestionRow.event_id == AuditEventRow.id
)


def _select(conditions: list[Any], before: int | None, limit: int) -> Select[Any]:
    columns = [
        getattr(AuditEventRow, name) for name in AuditEvent.model_fields if name != "question"
    ]
    query = select(*columns, AuditQuestionRow.text.label("question")).select_from(_JOINED)
    if before is not None:
        query = query.where(AuditEventRow.id < before)
    return query.where(*conditions).order_by(AuditEventRow.id.desc()).limit(limit)


def _conditions(query: AuditQuery) -> list[Any]:
    conditions: list[Any] = []
    if query.username:
        part = query.username.casefold()
        conditions.append(AuditEventRow.username.contains(part, autoescape=True))
    if query.action:
        conditions.append(AuditEventRow.action == query.action)
    if query.outcome:
        conditions.append(AuditEventRow.outcome == query.outcome)
    if query.since:
        conditions.append(AuditEventRow.at >= beginning_of(query.since))
    if query.until:
        conditions.append(AuditEventRow.at < beginning_of(query.until + timedelta(days=1)))
    if query.query:
        columns = (AuditEventRow.object, AuditQuestionRow.text, AuditEventRow.address)
        conditions.append(or_(*(c.contains(query.query, autoescape=True) for c in columns)))
    return conditions


def _clean(text: str) -> str:
    """Return a text that any database and any table of figures takes: no controls, no halves."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else " " for c in whole).strip()
