import json
from collections.abc import Callable, Iterator

import pytest

from assistant.cli import main
from assistant.office import Office
from assistant.settings import Settings
from tests.assistant.office.desk import REFUSED_QUESTION, ask, make_reader

Run = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def office() -> Iterator[Office]:
    """An office whose library is empty."""
    office = Office.from_settings(Settings())
    yield office
    office.stop()
    office.assistant.close()


@pytest.fixture
def run(office: Office, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its status and the lines of stdout and stderr."""

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = main(arguments, assistant=office.assistant)
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err.splitlines()

    return run


def test_gaps_and_enquiries_are_listed_and_answered_by_command(office: Office, run: Run) -> None:
    reader = make_reader(office)
    conversation = office.conversations.create(reader)
    message = ask(office, reader, REFUSED_QUESTION, conversation=conversation.id)
    office.enquiries.file(reader, message.id, "急用")

    status, lines, _ = run("gaps", "--days", "7")
    assert status == 0
    assert lines[:2] == [
        f"{REFUSED_QUESTION}（1 人问过）",
        f"  {REFUSED_QUESTION}（请资料员查找）",
    ]
    _, (line,), _ = run("gaps", "--json")
    assert json.loads(line)["questions"][0]["kind"] == "enquiry"

    _, (line,), _ = run("enquiries", "list", "--json")
    enquiry = json.loads(line)
    _, lines, _ = run("enquiries", "list")
    assert lines[0].startswith(f"{enquiry['id']} {REFUSED_QUESTION}（li的姓名，")
    assert lines[1] == "  说明：急用"
    status, lines, _ = run("enquiries", "answer", enquiry["id"], "已收入票价表。")
    assert (status, lines[-1]) == (0, "  管理员（命令行）答复：已收入票价表。")
    assert run("enquiries", "list")[1:] == ([], ["没有待答复的求助。"])
    assert len(run("enquiries", "list", "--all", "--json")[1]) == 1
    assert office.enquiries.list(reader)[0].reply == "已收入票价表。"

    office.answers.delete_conversation(reader, conversation.id)
    assert run("gaps") == (0, [], ["最近 90 天的问题都有回答。"])


def test_an_enquiry_that_does_not_exist_is_told(run: Run) -> None:
    status, lines, errors = run("enquiries", "answer", "x", "答复")
    assert (status, lines) == (2, [])
    assert errors[0] == "没有这条求助。"
