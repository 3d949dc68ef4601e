import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.cli import main
from assistant.office.schema import Reminder, ReminderKind
from assistant.reminders import Mentions, find_reminders
from assistant.settings import Settings
from ingest.library import Store
from ingest.schema import Document, Marks, Outcome, Validity
from ingest.testing import BigramEmbedder

OLD = """白桦县护林员管理办法
白政发〔2019〕3号
第一条 护林员每人每年补助一万元。
"""
NEW = """白桦县护林员选聘管理办法
白政发〔2024〕8号
第一条 护林员每人每年补助一万二千元。
第二条 本办法自2024年7月1日起施行。《白桦县护林员管理办法》（白政发〔2019〕3号）同时废止。
"""
BY_NUMBER = """关于发放护林员补助的通知
第一条 按照白政发[2019] 3 号第一条发放补助，每季度一次。
"""
BY_TITLE = """红柳乡护林工作细则
第一条 护林员的选聘依照《白桦县护林员 管理办法》执行。
"""
OF_ANOTHER = """红柳乡护林总结
护林员管理办法执行得好，见白政发〔2019〕13号和《青禾县护林员管理办法》。
"""
FILES = {
    "旧办法.txt": OLD,
    "新办法.txt": NEW,
    "补助通知.txt": BY_NUMBER,
    "护林细则.txt": BY_TITLE,
    "护林总结.txt": OF_ANOTHER,
}
MANIFEST = "文件,效力,资料库\n旧办法.txt,废止,政策\n新办法.txt,有效,政策\n补助通知.txt,,内部\n"
TODAY = date.today()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    folder = tmp_path / "sources"
    folder.mkdir()
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", _env_file=None)
    assistant = Assistant(Store(settings, embedder=BigramEmbedder()))
    assert {event.outcome for event in assistant.ingest([folder])} == {Outcome.READY}
    yield assistant
    assistant.close()


def told(assistant: Assistant, kind: ReminderKind) -> dict[str, Reminder]:
    return {one.file: one for one in assistant.reminders() if one.kind is kind}


def test_what_refers_to_a_repealed_document_is_told_with_its_words(assistant: Assistant) -> None:
    found = told(assistant, ReminderKind.REFERS_TO_REPEALED)
    assert found.keys() == {"补助通知.txt", "护林细则.txt"}
    assert "按照白政发[2019] 3 号第一条发放补助" in found["补助通知.txt"].detail
    assert "《白桦县护林员管理办法》（白政发〔2019〕3号）已废止" in found["护林细则.txt"].detail


def test_the_replacing_document_is_named(assistant: Assistant) -> None:
    marks = Marks(replaced_by="新办法.txt", repealed_on=date(2024, 7, 1))
    assistant.mark_document("旧办法.txt", marks)
    reminder = told(assistant, ReminderKind.REFERS_TO_REPEALED)["护林细则.txt"]
    assert "由白政发〔2024〕8号代替" in reminder.detail
    assert reminder.since == date(2024, 7, 1)


def test_a_title_that_a_rule_in_force_bears_too_means_that_one(assistant: Assistant) -> None:
    assistant.mark_document("新办法.txt", Marks(title="白桦县护林员管理办法"))
    assert told(assistant, ReminderKind.REFERS_TO_REPEALED).keys() == {"补助通知.txt"}


def test_a_repeal_that_is_only_announced_is_not_told_yet(assistant: Assistant) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assistant.mark_document("旧办法.txt", Marks(repealed_on=tomorrow))
    assert told(assistant, ReminderKind.REFERS_TO_REPEALED) == {}


def test_a_changed_text_is_read_anew(assistant: Assistant, tmp_path: Path) -> None:
    assert told(assistant, ReminderKind.REFERS_TO_REPEALED)
    path = tmp_path / "sources" / "护林细则.txt"
    path.write_text(BY_TITLE.replace("《白桦县护林员 管理办法》", "新办法"), encoding="utf-8")
    assert [event.outcome for event in assistant.ingest([path])] == [Outcome.REVISED]
    assert told(assistant, ReminderKind.REFERS_TO_REPEALED).keys() == {"补助通知.txt"}


def test_a_repealed_document_without_a_replacement_is_told(assistant: Assistant) -> None:
    assert told(assistant, ReminderKind.REPEALED_WITHOUT_REPLACEMENT).keys() == {"旧办法.txt"}
    assistant.mark_document("旧办法.txt", Marks(replaced_by="新办法.txt"))
    assert told(assistant, ReminderKind.REPEALED_WITHOUT_REPLACEMENT) == {}


def test_nobody_is_reminded_of_what_they_may_not_see(assistant: Assistant) -> None:
    without_notice = assistant.limited_to(frozenset({"政策", "默认"}))
    assert told(without_notice, ReminderKind.REFERS_TO_REPEALED).keys() == {"护林细则.txt"}
    without_rules = assistant.limited_to(frozenset({"内部", "默认"}))
    assert told(without_rules, ReminderKind.REFERS_TO_REPEALED) == {}
    assert {one.library for one in without_rules.reminders()} == {"内部", "默认"}


def test_a_document_asks_to_be_confirmed_once_a_year(assistant: Assistant) -> None:
    assert told(assistant, ReminderKind.UNCONFIRMED).keys() == FILES.keys()
    assistant.mark_document("新办法.txt", Marks(), confirmed_by="张三")
    assert "新办法.txt" not in told(assistant, ReminderKind.UNCONFIRMED)
    documents = [assistant.document("新办法.txt")]

    def kinds(day: date) -> list[ReminderKind]:
        found = find_reminders(documents, Mentions(assistant.store.library), today=day)
        return [one.kind for one in found]

    assert kinds(TODAY + timedelta(days=364)) == []
    assert kinds(TODAY + timedelta(days=365)) == [ReminderKind.STALE]


def test_the_command_lists_them_for_people_and_for_programs(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["documents", "reminders"], assistant=assistant) == 0
    assert "引用了已废止的文件：默认／护林细则.txt。" in capsys.readouterr().out
    assert main(["documents", "reminders", "--json"], assistant=assistant) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["kind"] == "refers_to_repealed"
    assert {line["kind"] for line in lines} >= {"unconfirmed", "repealed_without_replacement"}


class ManyTexts:
    """A library of long texts, each of which names many documents."""

    def texts(self, revision_ids: list[str]) -> Iterator[tuple[str, str]]:
        text = f"依照国办发〔2023〕5号和《某某县低保工作办法》办理。{'补贴按月发放。' * 40}\n" * 60
        for id_ in revision_ids:
            yield id_, text


def test_four_hundred_documents_are_looked_through_once(assistant: Assistant) -> None:
    (old,) = [one for one in assistant.documents() if one.file == "旧办法.txt"]
    documents = [
        old.model_copy(
            update={
                "id": str(number),
                "revision_id": str(number),
                "metadata": old.metadata.model_copy(
                    update={"validity": Validity.IN_FORCE, "title": str(number)}
                ),
            }
        )
        for number in range(400)
    ]
    mentions = Mentions(ManyTexts())  # type: ignore[arg-type]

    def seconds() -> float:
        begun = time.perf_counter()
        find_reminders([old, *documents], mentions, today=TODAY)
        return time.perf_counter() - begun

    first = seconds()
    assert first < 20
    assert seconds() < first / 5


def test_the_documents_are_those_given(assistant: Assistant) -> None:
    documents: list[Document] = []
    assert find_reminders(documents, Mentions(assistant.store.library), today=TODAY) == []
