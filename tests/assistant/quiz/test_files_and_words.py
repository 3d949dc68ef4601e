"""Items out to files and in again, and in a model's words, by the commands people type."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from assistant.application import Assistant
from assistant.cli import main
from assistant.errors import WrongUseError
from assistant.quiz.bank import ItemFilters
from assistant.quiz.formats import CUSTOM, EXAMPLE, FORMATS
from assistant.quiz.schema import BLANK, Draft, ItemKind, ItemView
from assistant.quiz.sources import read_source
from assistant.settings import ChatModelSettings, Settings
from ingest.schema import Filters
from tests.assistant.chain.chat_server import serve_chat

LIBRARY = "政策"
TEXT = """白桦县公益性岗位管理办法
第一条 白桦县乡村公益性岗位由县人力资源和社会保障局负责管理。
第二条 白桦县乡村公益性岗位每人每月补贴800元，由县财政局按月发放。
第三条 白桦县乡村公益性岗位人员名单应当在村务公开栏公示7天。
第四条 2020年，白桦县共开发乡村公益性岗位1250个。
"""
STEM = f"2020年，白桦县共开发乡村公益性岗位{BLANK}个。"
CIRCULATING = f"""一、单选题
1. {STEM}
A. 1250
B. 1205
C. 1520
D. 2150
答案：A
2. 白桦县的光伏电站由谁管护？（  ）
A. 村集体
B. 企业
答案：A
3. [单选题]白桦县乡村公益性岗位每人每月补贴（  ）元。
A. 800(正确答案)
B. 900(正确答案)
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over a library of one document, without a language model."""
    found = Assistant.from_settings(Settings(home=tmp_path / "home", _env_file=None))
    (tmp_path / "岗位办法.txt").write_text(TEXT, encoding="utf-8")
    list(found.ingest([tmp_path / "岗位办法.txt"], library=LIBRARY))
    yield found
    found.close()


def run(assistant: Assistant, *arguments: str | Path) -> int:
    """Type a command."""
    return main(["quiz", *map(str, arguments)], assistant=assistant)


def test_a_file_comes_in_with_its_flaws_and_goes_out_again(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "题.txt"
    file.write_bytes(CIRCULATING.encode("gb18030"))
    assert run(assistant, "import", file, "--library", LIBRARY, "--dry-run") == 1
    told = capsys.readouterr()
    assert "没有导入" in told.err
    assert "依据：《白桦县公益性岗位管理办法》" in told.out
    assert "单选题有 2 个答案（AB）" in told.out
    assert "资料库中也没有找到" in told.out
    assert assistant.quizzes.items(ItemFilters()).total == 0

    assert run(assistant, "import", file, "--library", LIBRARY, "--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["place"] for line in lines] == ["第 2 行", "第 8 行", "第 12 行"]
    assert assistant.quizzes.items(ItemFilters()).total == 3
    (item,) = [
        view.item for view in assistant.quizzes.each(ItemFilters()) if view.item.stem == STEM
    ]
    assert [one.text for one in item.evidence] == [
        "第四条 2020年，白桦县共开发乡村公益性岗位1250个。"
    ]

    assert run(assistant, "import", file, "--library", LIBRARY) == 1
    assert "导入 0 题" in capsys.readouterr().err

    out = tmp_path / "考试宝.xlsx"
    assert run(assistant, "export", out, "--format", "kaoshibao", "--kind", "单选") == 0
    assert "已写出 3 题" in capsys.readouterr().err
    rows = list(openpyxl.load_workbook(out).worksheets[0].values)
    assert len(rows) == 4


def test_people_map_columns_from_the_example(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(assistant, "formats", "--example") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == EXAMPLE.model_dump(mode="json")
    assert run(assistant, "formats", "--json") == 0
    names = [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]
    assert names == list(FORMATS)
    file, columns, out = (tmp_path / name for name in ("题.txt", "列.json", "考试星.xlsx"))
    file.write_text(CIRCULATING, encoding="utf-8")
    run(assistant, "import", file, "--library", LIBRARY)
    shown["columns"][2]["header"] = "试题内容"
    columns.write_text(json.dumps(shown), encoding="utf-8")
    assert run(assistant, "export", out, "--format", CUSTOM, "--columns", columns) == 0
    assert openpyxl.load_workbook(out).worksheets[0]["C1"].value == "试题内容"
    columns.write_text("{", encoding="utf-8")
    capsys.readouterr()
    assert run(assistant, "export", out, "--format", CUSTOM, "--columns", columns) == 2
    assert "不是完整的 JSON" in capsys.readouterr().err
    assert run(assistant, "export", out, "--format", CUSTOM, "--columns", tmp_path / "无") == 2
    assert "读不出列对应表" in capsys.readouterr().err


def test_without_a_model_nothing_is_worded(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongUseError, match="没有接语言模型"):
        assert assistant.rewording
    assert run(assistant, "reword", "0" * 16) == 2
    assert "POLICY_CHAT_MODEL__BASE_URL" in capsys.readouterr().err


def test_a_model_words_drafts_and_writes_a_case(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [write(assistant, STEM, "1250", "2020年").item.id]
    ids.append(write(assistant, f"名单应当公示{BLANK}天。", "7", "第三条").item.id)
    smooth = f"2020年，白桦县开发的乡村公益性岗位共有{BLANK}个。"
    situation = "某村脱贫户老王想找一份离家近的工作，驻村干部入户走访时，向他介绍了岗位的有关安排。"
    with serve_chat() as server:
        chat_model = ChatModelSettings(base_url=server.url, model="测试模型")
        worded = Assistant(assistant.store, chat_model=chat_model)
        answers = iter([smooth, "2020年，白桦县共开发乡村公益性岗位1250个。"])
        server.says = lambda _request: [next(answers)]
        assert run(worded, "reword", ids[0]) == 0
        assert "已改写" in capsys.readouterr().out
        view = worded.quizzes.item(ids[0])
        assert view.item.stem == smooth
        assert view.item.rationale == "2020年，白桦县共开发乡村公益性岗位1250个。"
        server.says = lambda _request: [f"情境：{situation}"]
        assert run(worded, "case", *ids) == 0
        assert situation in capsys.readouterr().out
        (case,) = worded.quizzes.each(ItemFilters(kind=ItemKind.CASE))
        assert (case.item.author, len(case.item.parts)) == ("测试模型", 2)
        server.says = lambda _request: ["情境：短。"]
        assert run(worded, "case", *ids) == 1
        assert "太短" in capsys.readouterr().err


def write(assistant: Assistant, stem: str, key: str, words: str) -> ItemView:
    """Write an item carried by the line that has some words."""
    (document,) = assistant.store.library.list_documents(Filters())
    source = read_source(assistant.store.library, document)
    start = source.text.rfind("\n", 0, source.text.index(words)) + 1
    evidence = source.evidence(start, source.text.index("。", start) + 1)
    draft = Draft(kind=ItemKind.FILL_BLANK, stem=stem, key=(key,), evidence=(evidence,))
    return assistant.quizzes.write(draft, library=LIBRARY)
