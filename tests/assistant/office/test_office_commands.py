"""The libraries and the log, by command."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.office import Office
from assistant.office.audit import Action
from assistant.office.schema import Role
from assistant.settings import Settings
from tests.assistant.api.browser import open_account
from tests.assistant.office.desk import make_reader

CLOSED = "信访办专用"

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office.from_settings(Settings())
    yield office
    office.assistant.close()


@pytest.fixture
def run(office: Office, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its status and the lines of stdout and stderr."""

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = main(arguments, assistant=office.assistant)
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err.splitlines()

    return run


def told(office: Office) -> list[tuple[str, str, str]]:
    return [(event.username, event.action, event.object) for event in office.audit.events()][::-1]


def test_a_library_is_made_closed_and_opened_by_command(office: Office, run: Run) -> None:
    reader = open_account(office, Role.READER, username="wang")
    assert run("libraries", "add", CLOSED, "--closed")[1] == [
        f"资料库“{CLOSED}”：0 份资料，只有管理员可见"
    ]
    assert office.rights.libraries_of(reader) == {"默认"}
    status, (line,), _ = run(
        "libraries", "close", CLOSED, "--person", "wang", "--department", "信访办"
    )
    assert (status, line) == (0, f"资料库“{CLOSED}”：0 份资料，只有wang、信访办可见")
    assert office.rights.libraries_of(reader) == {"默认", CLOSED}
    assert run("libraries", "list")[1] == [line, "资料库“默认”：0 份资料，人人可见"]
    listed = [json.loads(each) for each in run("libraries", "list", "--json")[1]]
    assert listed[0]["people"] == [reader.id]
    run("libraries", "close", CLOSED)
    assert office.rights.libraries_of(reader) == {"默认"}
    run("libraries", "open", CLOSED)
    assert office.rights.libraries_of(reader) == {"默认", CLOSED}
    assert [each[:2] for each in told(office)] == [("命令行", "change_rights")] * 4


def test_rights_that_cannot_be_given_are_refused_by_command(office: Office, run: Run) -> None:
    for arguments, message in (
        (("add", "默认"), "已经有"),
        (("close", "没有"), "没有名为“没有”的资料库"),
        (("close", "默认", "--person", "nobody"), "nobody"),
    ):
        status, lines, errors = run("libraries", *arguments)
        assert (status, lines) == (2, [])
        assert message in errors[0]
    assert told(office) == []


def test_the_log_is_read_by_command(office: Office, run: Run) -> None:
    reader = make_reader(office)
    office.audit.write(reader, Action.ASK, "全部资料库", question="补贴多少？", address="10.0.0.7")
    office.audit.write(reader, Action.SEARCH, "全部资料库")
    status, lines, _ = run("audit", "list", "--action", "提问", "--username", "li")
    assert status == 0
    assert lines[0].endswith(" li 提问 全部资料库 “补贴多少？” 完成 10.0.0.7")
    assert len(lines) == 1
    _, (line,), errors = run("audit", "list", "--limit", "1", "--json")
    assert json.loads(line)["action"] == "read_log"
    assert errors == ["共 3 条；用 --limit 可以多看几条。"]
    assert told(office)[-1] == ("命令行", "read_log", "操作日志")


def test_the_log_is_exported_by_command(office: Office, run: Run, tmp_path: Path) -> None:
    office.audit.write(make_reader(office), Action.ASK, "全部资料库", question="补贴多少？")
    file = tmp_path / "log.csv"
    assert run("audit", "export", str(file))[:2] == (0, [f"已导出 1 条到 {file}。"])
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert list(csv.reader(lines))[1][1:5] == ["li", "提问", "全部资料库", "补贴多少？"]
    assert told(office)[-1] == ("命令行", "export", "操作日志")
    status, lines_out, errors = run("audit", "export", str(file))
    assert (status, lines_out) == (2, [])
    assert errors == [f"已经有文件“{file}”。", "请换一个文件名。"]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--action", "飞行", "没有这种操作：飞行。"),
        ("--since", "1900-01-01", "不会有那一天的日志。"),
    ],
)
def test_a_wrong_filter_of_the_log_is_told(run: Run, option: str, value: str, message: str) -> None:
    status, lines, errors = run("audit", "list", option, value)
    assert (status, lines) == (2, [])
    assert errors[0] == message
