import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.cli import main
from assistant.evaluation.benching.serving import running_server
from assistant.office import Office
from assistant.schema import CheckResult
from assistant.settings import Settings
from assistant.testing import SAMPLE_FILE, CannedAssistant, sample_refusal
from ingest.errors import StoreUnavailableError
from ingest.schema import Filters

HEAVY = {"chromadb", "langchain_core", "onnxruntime", "jieba", "numpy", "sqlalchemy", "fastapi"}

HIT_FIELDS = {"document", "title", "text", "start", "end", "score"}
CITATION_FIELDS = {"document", "title", "text", "start", "end", "page", "section"}
RESULT_FIELDS = {"id", "hits", "status", "answer", "citations", "confidence", "milliseconds"}


@pytest.fixture
def assistant() -> CannedAssistant:
    return CannedAssistant()


@pytest.fixture
def question_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, assistant.cli; print(*(name.partition('.')[0] for name in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(loaded.stdout.split())


def test_help_is_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "回答一个问题" in shown
    assert "选项" in shown
    assert "Options" not in shown
    assert "Show this message" not in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["ask"], "缺少参数“问题”", id="missing_argument"),
        pytest.param(["aks", "问"], "没有命令“aks”", id="unknown_command"),
        pytest.param(["ask", "问", "--colour"], "没有选项 --colour", id="unknown_option"),
        pytest.param(["ask", "一", "二"], "多出了参数：二", id="question_without_quotes"),
        pytest.param(["search", "问", "-k", "0"], "-k 的值不对", id="nothing_to_return"),
        pytest.param(["ask", "问", "--as-of", "去年"], "--as-of 的值“去年”不对", id="no_date"),
        pytest.param(["ingest", "/没有/这里"], "“/没有/这里”不存在", id="missing_file"),
    ],
)
def test_wrong_use_is_told_in_chinese_with_status_2(
    arguments: list[str],
    message: str,
    assistant: CannedAssistant,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments, assistant=assistant) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_an_error_is_told_with_its_hint_and_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = StoreUnavailableError("连接不上数据库。", hint="请检查数据库是否在运行。")
    assert main(["ask", "问"], assistant=CannedAssistant(error=error)) == 1
    captured = capsys.readouterr()
    assert captured.err.splitlines() == ["连接不上数据库。", "请检查数据库是否在运行。"]
    assert captured.out == ""


def test_a_bug_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "问"], assistant=CannedAssistant(error=RuntimeError("boom"))) == 1
    shown = capsys.readouterr().err
    assert "意外错误" in shown
    assert "Traceback" not in shown


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_SERVER__PROT", "8000")
    assert main(["ask", "问"]) == 2
    assert "POLICY_SERVER__PROT" in capsys.readouterr().err


def test_ask_answers_first_and_then_numbers_its_sources(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "公益性岗位每月补贴多少？"], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("每月八百元[1]。")
    assert "[1] 《公益性岗位管理办法》（云政发〔2024〕6号），第三条，第 2 页" in shown
    assert SAMPLE_FILE in shown


def test_a_refusal_offers_the_nearest_passages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "票价？"], assistant=CannedAssistant(answer=sample_refusal())) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("资料中没有找到")
    assert "最接近的段落\n1. 《公益性岗位管理办法》" in shown


def test_ask_json_is_one_line_with_citations(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "多少？", "--json"], assistant=assistant) == 0
    (answer,) = lines(capsys)
    assert answer["status"] == "answered"
    assert answer["citations"][0].keys() >= CITATION_FIELDS
    assert answer["hits"][0].keys() >= HIT_FIELDS


def test_search_json_is_a_line_per_hit(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "补贴", "--json"], assistant=assistant) == 0
    (hit,) = lines(capsys)
    assert hit.keys() >= HIT_FIELDS
    assert hit["document"] == SAMPLE_FILE


def test_options_become_filters(assistant: CannedAssistant) -> None:
    options = (
        "--library 县 --region 巴里坤 --year 2024 --authority 财政 --in-force --as-of 2024-05-01"
    )
    assert main(["ask", "多少？", *options.split()], assistant=assistant) == 0
    assert assistant.asked == [
        (
            "多少？",
            Filters(
                library="县",
                region="巴里坤",
                year=2024,
                authority="财政",
                in_force=True,
                as_of=date(2024, 5, 1),
            ),
        )
    ]


def test_ingest_tells_of_each_file_and_ends_with_1_when_one_is_refused(
    assistant: CannedAssistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, empty = tmp_path / "好.txt", tmp_path / "空.txt"
    good.write_text("正文")
    empty.touch()
    assert main(["ingest", str(good), str(empty), "--json"], assistant=assistant) == 1
    events = lines(capsys)
    assert [(event["file"], event["outcome"]) for event in events] == [
        ("好.txt", "ready"),
        ("空.txt", "refused"),
    ]
    assert events[0].keys() == {
        "file", "outcome", "chunks", "pages", "tables", "headings", "ocr_pages", "warnings",
        "reason",
    }  # fmt: skip


def test_ingest_ends_with_0_when_every_file_is_taken(
    assistant: CannedAssistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "好.txt"
    good.write_text("正文")
    assert main(["ingest", str(good)], assistant=assistant) == 0
    assert "好.txt：已入库" in capsys.readouterr().out


def test_batch_writes_a_result_per_question(
    assistant: CannedAssistant, question_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = question_file(
        '{"id": "a", "question": "多少？", "answer": "忽略"}', "", '{"qid": 7, "question": "谁？"}'
    )
    out = tmp_path / "new" / "results.jsonl"
    arguments = ["batch", "--questions", str(path), "--out", str(out)]
    assert main(arguments, assistant=assistant) == 0
    results = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [result["id"] for result in results] == ["a", "7"]
    assert all(result.keys() >= RESULT_FIELDS for result in results)
    assert all(result["milliseconds"] >= 0 for result in results)


def test_batch_can_leave_the_answers_out(
    assistant: CannedAssistant, question_file: Callable[..., Path], tmp_path: Path
) -> None:
    path, out = question_file('{"id": "a", "question": "多少？"}'), tmp_path / "r.jsonl"
    arguments = ["batch", "--questions", str(path), "--out", str(out), "--search-only"]
    assert main(arguments, assistant=assistant) == 0
    assert json.loads(out.read_text("utf-8")).keys() == {"id", "hits", "milliseconds"}


def test_batch_names_the_line_that_is_no_question(
    assistant: CannedAssistant,
    question_file: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = question_file('{"id": "a", "question": "多少？"}', '{"id": "b"}')
    arguments = ["batch", "--questions", str(path), "--out", str(tmp_path / "r.jsonl")]
    assert main(arguments, assistant=assistant) == 2
    assert "第 2 行" in capsys.readouterr().err


def test_doctor_ends_with_1_and_a_remedy_when_something_is_amiss(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = CheckResult(
        name="索引", passed=False, detail="少 3 段。", remedy="请运行 policy index rebuild。"
    )
    assert main(["doctor"], assistant=CannedAssistant(checks=[broken])) == 1
    assert capsys.readouterr().out == "✗ 索引：少 3 段。请运行 policy index rebuild。\n"


def test_documents_can_be_listed_shown_and_traced(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["documents", "list"], assistant=assistant) == 0
    assert main(["documents", "show", SAMPLE_FILE], assistant=assistant) == 0
    assert main(["documents", "history", SAMPLE_FILE], assistant=assistant) == 0
    shown = capsys.readouterr().out
    assert f"{SAMPLE_FILE}：公益性岗位管理办法，云政发〔2024〕6号，现行有效" in shown
    assert "文号：云政发〔2024〕6号" in shown
    assert "第 1 版" in shown


def test_an_unknown_document_is_wrong_use(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["documents", "show", "没有.txt"], assistant=assistant) == 2
    assert "没有.txt" in capsys.readouterr().err


def test_delete_asks_first(assistant: CannedAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert main(["documents", "delete", SAMPLE_FILE], assistant=assistant) == 0
    assert len(assistant.stored) == 1
    assert main(["documents", "delete", SAMPLE_FILE, "--yes"], assistant=assistant) == 0
    assert assistant.stored == []


def test_index_rebuild_ends_with_a_count(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", "rebuild"], assistant=assistant) == 0
    assert "共 2 份资料" in capsys.readouterr().out


def test_serve_tells_of_an_address_that_is_not_of_this_machine(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--host", "203.0.113.7"], assistant=assistant) == 2
    assert "--host 须是本机的地址" in capsys.readouterr().err


def test_serve_tells_of_a_port_that_is_taken(
    assistant: CannedAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert main(["serve", "--port", port], assistant=assistant) == 2
    assert f"端口 {port}" in capsys.readouterr().err


# --- Accounts -----------------------------------------------------------------------------


@pytest.fixture
def accounts(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., tuple[int, list[str]]]]:
    """Runs `policy accounts …` and returns its status and what it printed."""
    assistant = Assistant.from_settings(Settings())

    def run(*arguments: str) -> tuple[int, list[str]]:
        status = main(["accounts", *arguments], assistant=assistant)
        printed = capsys.readouterr()
        return status, (printed.out + printed.err).splitlines()

    yield run
    assistant.close()


def test_accounts_are_added_listed_and_given_roles(
    accounts: Callable[..., tuple[int, list[str]]],
) -> None:
    status, lines = accounts(
        "add", "Li", "--name", "李红", "--department", "民政局", "--role", "资料员"
    )
    assert status == 0
    assert lines[0] == "账号 li（李红，民政局）：资料员"
    assert re.fullmatch(r"一次性密码：(\w{4}-){2}\w{4} （首次登录时须修改）", lines[1])
    assert accounts("roles", "li", "读者", "administrator") == (
        0,
        ["账号 li（李红，民政局）：读者、管理员"],
    )
    _, (line,) = accounts("list", "民政", "--json")
    assert json.loads(line)["roles"] == ["reader", "administrator"]
    assert accounts("list", "财政") == (0, [])


def test_accounts_are_closed_opened_and_given_new_passwords(
    accounts: Callable[..., tuple[int, list[str]]],
) -> None:
    _, (line,) = accounts("add", "li", "--json")
    first = json.loads(line)["password"]
    assert accounts("disable", "LI") == (0, ["账号 li（li）：读者，已停用"])
    assert accounts("enable", "li") == (0, ["账号 li（li）：读者"])
    _, (line,) = accounts("reset-password", "li", "--json")
    assert json.loads(line)["password"] != first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["disable", "wang"], "没有用户名为“wang”的账号", id="nobody"),
        pytest.param(["add", "admin"], "已经有用户名为“admin”的账号", id="taken"),
        pytest.param(["add", "a" * 65], "名称为空或太长", id="long"),
        pytest.param(["add", "li", "--role", "国王"], "没有这样的角色：国王", id="role"),
        pytest.param(["disable", "admin"], "最后一个可用的管理员", id="last"),
        pytest.param(["roles", "admin", "读者"], "最后一个可用的管理员", id="last_by_role"),
    ],
)
def test_what_cannot_be_done_to_an_account_is_told(
    arguments: list[str], message: str, accounts: Callable[..., tuple[int, list[str]]]
) -> None:
    accounts("add", "admin", "--role", "管理员")
    status, lines = accounts(*arguments)
    assert status == 2
    assert message in "".join(lines)


def test_the_log_tells_what_the_command_line_did(
    accounts: Callable[..., tuple[int, list[str]]],
) -> None:
    _, lines = accounts("add", "li")
    assistant = Assistant.from_settings(Settings())
    (event,) = Office.from_settings(Settings(), assistant=assistant).audit.read().events
    assistant.close()
    assert (event.username, event.action) == ("命令行", "change_account")
    assert event.object == "新建账号 li（li）：读者"
    assert lines


def test_serve_tells_the_first_password_once(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("policy")), "serve"]
    told = []
    for start in ("first", "second"):
        log = tmp_path / start / "serve.log"
        with running_server(command, health="/healthz", log=log) as server:
            told.append(log.read_text(encoding="utf-8"))
            assert f"http://127.0.0.1:{server.port} " in told[-1]
    found = re.search(r"用户名 admin，一次性密码 (\S+) 。", told[0])
    assert found
    assert "密码" not in told[1]
    office = Office.from_settings(Settings())
    assert office.accounts.authenticate("admin", found[1]).must_change_password
    office.assistant.close()
