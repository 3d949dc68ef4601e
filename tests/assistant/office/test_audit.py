"""The log tells who did what, forgets questions in time, and is exported as plain text."""

import csv
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select, update

from assistant.errors import WrongUseError
from assistant.moments import from_now, now
from assistant.office.audit import (
    ACTION_NAMES,
    HEADERS,
    LONGEST_OBJECT,
    OUTCOME_NAMES,
    Action,
    AuditLog,
    AuditQuery,
    EventOutcome,
)
from assistant.office.schema import AT_THE_TERMINAL, Account, Permission, Reader, Role
from assistant.office.tables import SCHEMA, AuditEventRow, AuditQuestionRow
from assistant.settings import OfficeSettings
from ingest.library.database import bring_up_to_date, default_url, open_database

QUESTION = "公益性岗位每月补贴多少？"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(default_url(tmp_path), lock=tmp_path / "lock")
    bring_up_to_date(engine, SCHEMA, lock=tmp_path / "lock")
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> AuditLog:
    return AuditLog(engine, OfficeSettings())


def reader(username: str = "zhang", *, key_id: str | None = None) -> Reader:
    account = Account(
        id=f"id-{username}", username=username, name=username, roles=(Role.READER,),
        created_at=now(),
    )  # fmt: skip
    permissions = frozenset({Permission.ASK})
    return Reader(account=account, permissions=permissions, libraries=None, key_id=key_id)


def count_questions(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(AuditQuestionRow)) or 0


def test_an_event_tells_who_did_what_when_and_from_where(log: AuditLog) -> None:
    before = now()
    log.write(reader(), Action.ASK, "对话“补贴”", question=QUESTION, address="10.0.0.7")
    (event,) = log.read().events
    assert (event.username, event.action, event.outcome) == ("zhang", "ask", "done")
    assert (event.object, event.question, event.address) == ("对话“补贴”", QUESTION, "10.0.0.7")
    assert before <= event.at <= now()


def test_what_a_program_did_names_its_key(log: AuditLog) -> None:
    log.write(reader(key_id="k7"), Action.SEARCH, "检索")
    (event,) = log.read().events
    assert (event.username, event.object) == ("zhang", "检索（密钥 k7）")


def test_the_newest_events_come_first_a_page_at_a_time(log: AuditLog) -> None:
    for number in range(5):
        log.write(reader(), Action.SEARCH, f"第{number}次")
    first = log.read(limit=2)
    second = log.read(before=first.events[-1].id, limit=2)
    assert [event.object for event in first.events + second.events] == [
        "第4次", "第3次", "第2次", "第1次",
    ]  # fmt: skip
    assert first.total == second.total == 5
    assert [event.object for event in log.events()] == [f"第{n}次" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param(AuditQuery(username="ZHA"), ["原文", "提问"], id="part_of_username"),
        pytest.param(AuditQuery(action=Action.ASK), ["提问"], id="action"),
        pytest.param(AuditQuery(outcome=EventOutcome.REFUSED), ["密码"], id="outcome"),
        pytest.param(AuditQuery(query="补贴"), ["提问"], id="word_of_a_question"),
        pytest.param(AuditQuery(query="原"), ["原文"], id="word_of_an_object"),
        pytest.param(AuditQuery(query="10.0.0.8"), ["密码"], id="address"),
        pytest.param(AuditQuery(query="%"), [], id="no_wildcard"),
        pytest.param(AuditQuery(username="zhang", action=Action.SIGN_IN), [], id="both_at_once"),
        pytest.param(AuditQuery(since=date.today()), ["密码", "原文", "提问"], id="from_today"),
        pytest.param(AuditQuery(until=date.today() - timedelta(1)), [], id="until_yesterday"),
        pytest.param(
            AuditQuery(since=date.today(), until=date.today()), ["密码", "原文", "提问"], id="today"
        ),
    ],
)
def test_events_are_found_by_what_is_known_of_them(
    log: AuditLog, query: AuditQuery, found: list[str]
) -> None:
    log.write(reader(), Action.ASK, "提问", question=QUESTION)
    log.write(reader(), Action.OPEN_SOURCE, "原文")
    log.write(None, Action.SIGN_IN, "密码", outcome=EventOutcome.REFUSED, address="10.0.0.8")
    page = log.read(query)
    assert [event.object for event in page.events] == found
    assert page.total == len(found)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_day_begins_where_the_server_stands(
    log: AuditLog, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        log.write(reader(), Action.SEARCH, "检索")
        today = datetime.now().date()
        assert log.read(AuditQuery(since=today, until=today)).total == 1
        assert log.read(AuditQuery(until=today - timedelta(1))).total == 0
        assert log.read(AuditQuery(since=today + timedelta(1))).total == 0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_questions_are_forgotten_in_time_and_events_are_not(engine: Engine) -> None:
    log = AuditLog(engine, OfficeSettings(question_days=30))
    log.write(reader(), Action.ASK, "旧", question="旧问题")
    log.write(reader(), Action.ASK, "新", question="新问题")
    with engine.begin() as connection:
        old = update(AuditQuestionRow).where(AuditQuestionRow.text == "旧问题")
        connection.execute(old.values(asked_at=from_now(-timedelta(days=31))))
    # A server that starts, and one that runs past midnight.
    restarted = AuditLog(engine, OfficeSettings(question_days=30))
    assert [event.question for event in restarted.read().events] == ["新问题", None]
    assert count_questions(engine) == 1


def test_a_server_that_runs_on_forgets_once_a_day(
    engine: Engine, log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.write(reader(), Action.ASK, "问", question=QUESTION)
    with engine.begin() as connection:
        connection.execute(update(AuditQuestionRow).values(asked_at=from_now(-timedelta(999))))
    log.write(reader(), Action.SEARCH, "同一天")
    assert count_questions(engine) == 1

    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.today() + timedelta(1)

    monkeypatch.setattr("assistant.office.audit.date", Tomorrow)
    log.write(reader(), Action.SEARCH, "第二天")
    assert count_questions(engine) == 0
    assert log.read().total == 3


def test_nothing_asked_is_kept_where_the_setting_says_so(engine: Engine) -> None:
    AuditLog(engine, OfficeSettings()).write(reader(), Action.ASK, "问", question=QUESTION)
    log = AuditLog(engine, OfficeSettings(question_days=0))
    log.write(reader(), Action.ASK, "问", question=QUESTION)
    assert [event.question for event in log.read().events] == [None, None]
    assert count_questions(engine) == 0


def test_any_text_can_be_written_down(log: AuditLog) -> None:
    log.write(
        reader(), Action.ASK, "甲\0\n\ud800乙" * 1000, question="问\x1b[31m\ud800", address="x" * 99
    )
    (event,) = log.read().events
    assert event.object.startswith("甲  ?乙")
    assert len(event.object) == LONGEST_OBJECT
    assert event.question == "问 [31m?"


def test_every_action_and_outcome_has_a_chinese_name() -> None:
    assert ACTION_NAMES.keys() == set(Action)
    assert OUTCOME_NAMES.keys() == set(EventOutcome)
    assert len({*ACTION_NAMES.values()}) == len(Action)


FORMULAS = ["=1+1", "+86 10", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")']


def test_a_sheet_holds_the_events_as_text_and_no_formula(log: AuditLog, tmp_path: Path) -> None:
    for text in FORMULAS:
        log.write(reader(), Action.ASK, text, question=text)
    assert log.export(tmp_path / "log.xlsx") == len(FORMULAS)
    sheet = load_workbook(tmp_path / "log.xlsx").worksheets[0]
    header, *rows = sheet.iter_rows()
    assert tuple(cell.value for cell in header) == HEADERS
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "inlineStr"}
    assert [row[3].value for row in rows] == FORMULAS[::-1]
    assert all(row[4].quotePrefix for row in rows)
    assert [row[2].value for row in rows] == ["提问"] * len(FORMULAS)
    moment = datetime.strptime(rows[0][0].value, "%Y-%m-%d %H:%M:%S").astimezone(UTC)
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_text_file_opens_in_excel_as_chinese_and_no_formula(
    log: AuditLog, tmp_path: Path
) -> None:
    for text in FORMULAS:
        log.write(reader(), Action.ASK, text, question='含,逗号"引号')
    log.write(reader(), Action.SEARCH, "乙")
    file = tmp_path / "log.CSV"
    assert log.export(file, AuditQuery(action=Action.ASK)) == len(FORMULAS)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert tuple(header) == HEADERS
    assert [row[3] for row in rows] == [f"'{text}" for text in FORMULAS[::-1]]
    assert {row[4] for row in rows} == {'含,逗号"引号'}


def test_an_export_that_cannot_be_made_says_what_to_do(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WrongUseError, match=r"log\.pdf") as raised:
        log.export(tmp_path / "log.pdf")
    assert ".xlsx" in raised.value.hint
    taken = tmp_path / "taken.csv"
    taken.write_text("别的内容", encoding="utf-8")
    with pytest.raises(WrongUseError, match="已经有文件"):
        log.export(taken)
    assert taken.read_text(encoding="utf-8") == "别的内容"
    with pytest.raises(WrongUseError, match="不能写入"):
        log.export(tmp_path / "没有这个文件夹" / "log.xlsx")
    monkeypatch.setattr("assistant.office.sheets.MOST_ROWS", 2)
    for _ in range(3):
        log.write(reader(), Action.SEARCH, "检索")
    with pytest.raises(WrongUseError, match="最多 2 行"):
        log.export(tmp_path / "log.xlsx")
    assert not (tmp_path / "log.xlsx").exists()
    assert log.export(tmp_path / "log.csv") == 3


def test_an_export_of_more_than_is_read_at_a_time_is_whole(
    log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.office.audit._EVENTS_PER_QUERY", 2)
    for number in range(5):
        log.write(reader(), Action.SEARCH, f"第{number}次")
    log.export(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert [row[3] for row in csv.reader(lines)][1:] == [f"第{n}次" for n in (4, 3, 2, 1, 0)]


def test_an_event_belongs_to_its_account_also_when_the_name_has_changed(
    log: AuditLog, engine: Engine
) -> None:
    log.write(reader(), Action.SEARCH, "检索")
    log.write(AT_THE_TERMINAL, Action.CHANGE_ACCOUNT, "新建账号")
    with engine.connect() as connection:
        ids = connection.scalars(select(AuditEventRow.account_id).order_by(AuditEventRow.id))
        assert list(ids) == ["id-zhang", ""]
    assert log.read().events[0].username == "命令行"
