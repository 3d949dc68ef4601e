"""Papers and 知晓率 by the commands people type."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from docx import Document

from assistant.cli import main
from assistant.learning.desk import Learning, Register
from assistant.learning.schema import Learner, NewTest
from assistant.quiz.schema import ItemKind
from ingest.settings import LimitSettings
from tests.assistant.learning.conftest import Clock
from tests.assistant.learning.items import LIBRARY, blueprint, demand
from tests.assistant.learning.test_desk import right


@pytest.fixture
def assistant(learning: Learning) -> Any:
    return SimpleNamespace(learning=learning, limits=LimitSettings())


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "三月测试.csv"
    path.write_text("题型,题数,每题分值\n单选,3,2\n判断,2,1\n", encoding="utf-8")
    return path


def run(assistant: Any, *arguments: str | Path) -> int:
    """Type a command."""
    return main(["quiz", *map(str, arguments)], assistant=assistant)


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_a_paper_is_written_with_its_sheet_and_its_key_in_each_version(
    assistant: Any, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "试卷"
    options = ("--library", LIBRARY, "--versions", "2", "--rationale")
    assert run(assistant, "paper", table, "--out", out, *options) == 0
    names = {f"三月测试（{v}卷）{kind}.docx" for v in "AB" for kind in ("", "答题纸", "参考答案")}
    assert {path.name for path in out.iterdir()} == names
    told = capsys.readouterr()
    assert set(told.out.splitlines()) == {str(out / name) for name in names}
    assert "共 5 题，满分8分" in told.err
    assert "解析：" in text_of(out / "三月测试（A卷）参考答案.docx")
    assert "解析：" not in text_of(out / "三月测试（A卷）.docx")


def test_the_same_seed_makes_the_same_paper(
    assistant: Any, learning: Learning, table: Path, tmp_path: Path
) -> None:
    for folder, seed in (("一", "7"), ("二", "7"), ("三", "8")):
        options = ("--library", LIBRARY, "--seed", seed)
        assert run(assistant, "paper", table, "--out", tmp_path / folder, *options) == 0
    third, second, first = (learning.paper(info.id) for info in learning.papers())
    assert first.items == second.items
    assert first.items != third.items


def test_a_file_that_is_there_stays_and_no_paper_is_left(
    assistant: Any,
    learning: Learning,
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "三月测试参考答案.docx").write_text("别人的", encoding="utf-8")
    assert run(assistant, "paper", table, "--out", tmp_path, "--library", LIBRARY) != 0
    assert "已经有文件" in capsys.readouterr().err
    assert (tmp_path / "三月测试参考答案.docx").read_text(encoding="utf-8") == "别人的"
    assert not (tmp_path / "三月测试.docx").exists()
    assert not learning.papers()


def test_what_the_bank_lacks_is_told_and_no_file_is_written(
    assistant: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "卷.json"
    path.write_text(
        blueprint(demand(ItemKind.SHORT_ANSWER, 30)).model_dump_json(), encoding="utf-8"
    )
    assert run(assistant, "paper", path, "--out", tmp_path / "试卷") == 1
    assert "简答题要 30 题，题库里能用的只有 12 题" in capsys.readouterr().err
    assert not (tmp_path / "试卷").exists()


def test_a_name_that_no_file_can_have_stays_within_the_folder(
    assistant: Any, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "试卷"
    options = ("--library", LIBRARY, "--name", "../3/4月")
    assert run(assistant, "paper", table, "--out", out, *options) == 0
    assert (out / ".._3_4月.docx").exists()


def test_rates_are_told_by_unit_and_topic_and_as_a_workbook(
    assistant: Any,
    learning: Learning,
    register: Register,
    learner: Learner,
    clock: Clock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = learning.make_paper(blueprint(demand(ItemKind.SINGLE_CHOICE, 4)))
    test = learning.set_test(
        NewTest(name="三月测试", paper_id=made.id, opens_at=clock.at(-10), closes_at=clock.at(60))
    )
    assert run(assistant, "statistics") == 0
    assert "还没有可以统计的作答" in capsys.readouterr().err

    attempt = learning.begin(test.id, learner)
    learning.save(attempt.id, right(learning, attempt, register)[:3], learner)
    learning.submit(attempt.id, learner)
    file = tmp_path / "知晓率.xlsx"
    assert run(assistant, "statistics", "--test", "三月测试", "--out", file) == 0
    told = capsys.readouterr().out
    assert "全部  75.0%（1 人，答对 3/4 题次）" in told
    assert "单位：财政局  75.0%" in told
    assert "主题：" in told
    assert "单位" in openpyxl.load_workbook(file).sheetnames

    assert run(assistant, "statistics", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    unit = next(row for row in rows if row["group"] == "unit")
    assert unit == {
        "group": "unit", "name": "财政局", "learners": 1, "answers": 4, "right": 3, "share": 0.75,
    }  # fmt: skip
    assert run(assistant, "statistics", "--test", "四月测试") != 0
    assert "现有的测试：三月测试" in capsys.readouterr().err
    assert run(assistant, "statistics", "--out", file) != 0
    assert "已经有文件" in capsys.readouterr().err
