"""The ledger, by command."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.cli import main
from tests.assistant.indicators.county import COUNTY, TOWNSHIPS, figure

Run = Callable[..., tuple[int, list[str], list[str]]]

TABLE = """时期,地区,指标,数值,单位
2024年,白桦县,脱贫人口人均纯收入,15796,元
2024年,红柳乡,脱贫人口人均纯收入,15067,元
2024年,红柳乡,脱贫人口户数,612,户
"""


@pytest.fixture
def run(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its status and the lines of stdout and stderr."""

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        status = main(arguments, assistant=assistant)
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err.splitlines()

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def only(lines: list[str]) -> dict:
    (line,) = lines
    return json.loads(line)


# --- Importing ----------------------------------------------------------------------------


def test_a_file_is_imported_and_its_values_listed(run: Run, table: Path) -> None:
    assert run("indicator", "import", str(table)) == (0, ["台账.csv：新增 3 个。"], [])
    assert run("indicator", "import", str(table))[1] == ["台账.csv：没有变化 3 个。"]
    assert run("indicator", "list", "纯收入", "--area", "红柳乡")[1] == [
        "红柳乡2024年脱贫人口人均纯收入：15,067元（台账.csv 行3列4）"
    ]
    listed = only(run("indicator", "list", "--indicator", "脱贫户数", "--json")[1])
    assert listed["value"] == "612"
    assert (listed["period"], listed["source"]) == ("2024", "台账.csv 行4列4")


def test_an_import_tells_a_program_what_became_of_it(run: Run, table: Path) -> None:
    table.write_text(f"{TABLE}2024年,红柳乡,脱贫人口人数,正在统计,人\n", encoding="utf-8")
    status, lines, _ = run("indicator", "import", str(table), "--json")
    told = only(lines)
    assert status == 1
    assert (told["file"], told["new"], told["changed"]) == ("台账.csv", 3, 0)
    (refused,) = told["refused"]
    assert (refused["place"], refused["text"]) == ("行5列4", "正在统计")
    assert refused["reason"]
    assert refused["hint"]


def test_a_refused_cell_is_told_to_a_person(run: Run, table: Path) -> None:
    table.write_text(f"{TABLE}2024年,红柳乡,脱贫人口人数,正在统计,人\n", encoding="utf-8")
    status, (first, second), _ = run("indicator", "import", str(table))
    assert (status, first) == (1, "台账.csv：新增 3 个。")
    assert second.startswith("✗ 行5列4“正在统计”：")


def test_a_preview_changes_nothing_and_shows_what_would_change(run: Run, table: Path) -> None:
    run("indicator", "import", str(table))
    table.write_text(TABLE.replace("15067", "15077"), encoding="utf-8")
    status, lines, _ = run("indicator", "import", str(table), "--preview")
    assert status == 0
    assert lines[0] == "台账.csv：读出 3 个数值；更改 1 个，没有变化 2 个。"
    assert lines[-1] == "  红柳乡2024年脱贫人口人均纯收入：15,067元 → 15,077元"
    assert "15,067元" in run("indicator", "list", "纯收入", "--area", "红柳乡")[1][0]


def test_a_mapping_is_saved_edited_and_used(run: Run, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    run("indicator", "import", str(table), "--save-mapping", str(mapping))
    assert run("indicator", "list")[1] == []
    edited = json.loads(mapping.read_text("utf-8"))
    edited["names"] = {"脱贫人口户数": "花卉种植户数"}
    mapping.write_text(json.dumps(edited), encoding="utf-8")
    run("indicator", "import", str(table), "--mapping", str(mapping))
    assert len(run("indicator", "list", "花卉种植户数")[1]) == 1
    assert run("indicator", "list", "--indicator", "脱贫人口户数")[1] == []


@pytest.mark.parametrize("text", ["", "不是 JSON", '{"tables": 3}'])
def test_what_is_no_mapping_is_refused(run: Run, table: Path, tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(text, encoding="utf-8")
    status, _, (message, hint) = run("indicator", "import", str(table), "--mapping", str(mapping))
    assert status == 2
    assert "“mapping.json”不是对应关系" in message
    assert "--save-mapping" in hint


def test_a_mapping_is_for_one_file(run: Run, table: Path) -> None:
    status, _, (message, _) = run(
        "indicator", "import", str(table), str(table), "--mapping", str(table)
    )
    assert (status, message) == (2, "对应关系只用于一个文件。")


def test_values_of_another_library_stay_there(run: Run, table: Path) -> None:
    run("indicator", "import", str(table), "--library", "统计局")
    assert run("indicator", "list", "--library", "默认")[1] == []
    assert len(run("indicator", "list", "--library", "统计局")[1]) == 3


# --- Reports ------------------------------------------------------------------------------


def test_what_a_report_states_is_proposed_checked_and_accepted(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text("白桦县2024年工作总结\n2024年，全县脱贫人口人均纯收入15796元。\n", "utf-8")
    status, lines, _ = run("indicator", "extract", str(report), "--json")
    assert status == 0
    (line,) = (one for one in map(json.loads, lines) if one["value"] == "15796")
    assert (line["name"], line["unit"], line["area"]) == ("脱贫人口人均纯收入", "元", COUNTY)
    assert "人均纯收入15796元" in line["evidence"]
    checked = tmp_path / "checked.jsonl"
    checked.write_text(json.dumps(line | {"value": "15797"}), encoding="utf-8")
    accept = ("indicator", "accept", str(checked), "--report", "总结.txt")
    assert run(*accept) == (0, ["新增 1 个。"], [])
    assert run(*accept)[1] == ["没有变化 1 个。"]
    (entry,) = run("indicator", "list", "--indicator", "脱贫人口.人均纯收入")[1]
    assert entry.startswith("白桦县2024年脱贫人口人均纯收入：15,797元（总结.txt：")


def test_proposals_are_shown_to_a_person_with_their_words(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text("白桦县2024年工作总结\n2024年，全县脱贫户8416户。\n", "utf-8")
    (line, *_) = run("indicator", "extract", str(report))[1]
    assert "8416户" in line
    assert "“" in line


@pytest.mark.parametrize("line", ["不是 JSON", "3", '{"name": "脱贫户数"}'])
def test_a_line_that_is_no_proposal_is_refused(run: Run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "checked.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    status, _, (message, _) = run("indicator", "accept", str(path))
    assert (status, message) == (2, "第 2 行不是提取结果。")


# --- Values -------------------------------------------------------------------------------


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    status, lines, (message,) = run("indicator", "list")
    assert (status, lines) == (0, [])
    assert "policy indicator import" in message


def test_a_period_that_is_none_is_refused(run: Run) -> None:
    status, _, (message, hint) = run("indicator", "list", "--period", "最近")
    assert (status, message) == (2, "看不懂时期“最近”。")
    assert "2024年" in hint


def test_a_value_tells_its_history_and_can_be_withdrawn(run: Run, assistant: Assistant) -> None:
    assistant.indicators.put([figure("脱贫人口户数", 8416)], by="zhang")
    assistant.indicators.put([figure("脱贫人口户数", 8417)], by="wang")
    entry = only(run("indicator", "list", "--json")[1])["id"]
    now, before = run("indicator", "history", entry)[1]
    assert now.startswith("8,417户，现行，")
    assert "wang录入" in now
    assert before.startswith("8,416户，已被替换，")
    assert before.endswith("wang替换")
    assert len(run("indicator", "history", entry, "--json")[1]) == 2
    (line,) = run("indicator", "withdraw", entry)[1]
    assert line == "白桦县2024年脱贫人口户数：8,417户（已撤回，台账.xlsx 表1!C5）"
    assert run("indicator", "list")[1] == []
    assert run("indicator", "list", "--withdrawn")[1] == [line]
    status, _, (message, _) = run("indicator", "withdraw", entry)
    assert (status, message) == (2, "这个数值已被替换或撤回。")


# --- What follows -------------------------------------------------------------------------


def test_derived_figures_show_their_formula_and_where_the_ledger_differs(
    run: Run, assistant: Assistant
) -> None:
    assistant.indicators.put(
        [
            figure("衔接资金到位资金", 11790),
            figure("衔接资金支出金额", "11542.4"),
            figure("衔接资金支出进度", "97.1"),
            figure("监测对象户数", 0),
            figure("监测对象风险消除户数", 0),
        ]
    )
    derive = ("indicator", "derive", "--area", COUNTY, "--period", "2024年")
    status, lines, (left_out,) = run(*derive)
    assert status == 0
    assert lines[:2] == [
        "监测对象风险消除率：未算出。2024年监测对象户数为零，不能作除数",
        "监测对象未消除风险户数：0户 ＝ 0 − 0",
    ]
    assert lines[2] == "衔接资金支出进度：97.90% ＝ 11542.4 ÷ 11790"
    assert lines[3] == "  ！与台账中的 97.1% 不一致，请核对。"
    assert "--all" in left_out
    told = {one["code"]: one for one in map(json.loads, run(*derive, "--all", "--json")[1])}
    assert told["funds.progress"]["differs"]
    assert told["funds.progress"]["value"].startswith("97.8999")
    assert told["loans.average"]["value"] is None
    assert "小额信贷新增金额" in told["loans.average"]["reason"]


def test_townships_are_rolled_up_and_who_is_missing_is_told(run: Run, assistant: Assistant) -> None:
    assistant.indicators.put([figure("常住人口", 3)])
    assistant.indicators.put([figure("脱贫人口户数", 100, area=area) for area in TOWNSHIPS])
    roll_up = ("indicator", "roll-up", "脱贫户数", "--area", COUNTY, "--period", "2024年")
    status, lines, _ = run(*roll_up)
    assert (status, lines[0]) == (0, "白桦县2024年脱贫人口户数：300户")
    assert lines[1:] == [f"  {area}　100户" for area in TOWNSHIPS]
    entry = only(run("indicator", "list", "--area", "清泉镇", "--json")[1])["id"]
    run("indicator", "withdraw", entry)
    status, lines, _ = run(*roll_up)
    assert status == 1
    assert lines[-1] == "！还没有上报：清泉镇"
    told = only(run(*roll_up, "--json")[1])
    assert (told["value"], told["missing"]) == (None, ["清泉镇"])


def test_alerts_are_listed(run: Run, assistant: Assistant) -> None:
    assert run("indicator", "alerts") == (0, [], ["没有需要提醒的数值。"])
    assistant.indicators.put([figure("农村自来水普及率", "80.1")])
    (line,) = run("indicator", "alerts")[1]
    assert line == "白桦县2024年农村自来水普及率为80.1%，低于提醒值85%。"
    told = only(run("indicator", "alerts", "--json")[1])
    assert (told["kind"], told["limit"], told["value"]) == ("below", "85", "80.1")


def test_areas_are_listed_and_placed(run: Run, assistant: Assistant) -> None:
    assistant.indicators.put(
        [figure("脱贫人口户数", 1, area=area) for area in (*TOWNSHIPS, COUNTY, "红松县")]
    )
    assert run("indicator", "areas")[1] == [*TOWNSHIPS, COUNTY, "红松县"]
    placed = run("indicator", "areas", "石河镇", "红柳乡", "--of", COUNTY)[1]
    assert placed == [f"{COUNTY}　石河镇", f"{COUNTY}　红柳乡"]
    told = [json.loads(line) for line in run("indicator", "areas", "--json")[1]]
    assert {one["name"]: one["parent"] for one in told}["清泉镇"] == ""
    status, _, (message, _) = run("indicator", "areas", "石河镇")
    assert (status, message) == (2, "要指明所属，请同时写出县和各乡镇。")


# --- The catalogue ------------------------------------------------------------------------


def test_the_catalogue_is_searched_by_words_and_year(run: Run) -> None:
    (first, *_) = run("indicator", "catalogue", "人均纯收入", "--year", "2024")[1]
    assert first == "脱贫人口.人均纯收入（元） relieved.income"
    assert run("indicator", "catalogue", "贫困发生率", "--year", "2024")[1] == []
    told = [json.loads(line) for line in run("indicator", "catalogue", "自来水", "--json")[1]]
    assert {one["code"] for one in told} == {"water.tap_rate"}


def test_the_catalogue_goes_out_as_a_table_and_a_changed_one_comes_in(
    run: Run, tmp_path: Path
) -> None:
    lines = run("indicator", "catalogue", "--csv")[1]
    assert lines[0].startswith("\ufeff代码,组,名称")
    path = tmp_path / "目录.csv"
    tea = "farm.tea,农业,茶叶产量,是,,吨,时期数,越高越好,,0,农业农村,0,,,相加,,,,50,,"
    path.write_text("\n".join([lines[0], tea]), encoding="gb18030", errors="ignore")
    assert run("indicator", "catalogue", "--import", str(path))[0] == 0
    (first, *_) = run("indicator", "catalogue", "茶叶产量")[1]
    assert first == "农业.茶叶产量（吨） farm.tea"
    assert len(list(csv.reader(run("indicator", "catalogue", "--csv")[1]))) == len(lines) + 1


def test_an_entry_is_struck_out(run: Run) -> None:
    struck = run("indicator", "strike", "commerce.deliveries")
    assert struck == (0, ["已从指标目录中删除 commerce.deliveries。"], [])
    assert run("indicator", "catalogue", "快递业务量")[1] == []
    assert run("indicator", "strike", "commerce.deliveries")[0] == 2


def test_a_catalogue_that_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_text("名称,单位\n茶叶产量,吨\n", encoding="utf-8")
    status, _, (message, hint) = run("indicator", "catalogue", "--import", str(path))
    assert (status, message) == (2, "指标目录缺少这些列：代码、组、性质。")
    assert "--csv" in hint
