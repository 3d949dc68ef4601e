from pathlib import Path

import pytest

from assistant.evaluation.bench import PARTS, Part, main
from assistant.evaluation.benching.workplace import Workplace
from ingest.errors import StoreUnavailableError


def test_where_the_data_is_absent_every_part_that_needs_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    needy = [name for name, part in PARTS.items() if part.needs]
    assert main([*needy, "--data", str(tmp_path / "none"), "--work", str(work)]) == 0
    printed = capsys.readouterr().out
    for name in needy:
        part = PARTS[name]
        assert f"## {part.title}\n\n没有测量：" in printed
    assert not work.exists()


def test_only_the_parts_named_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["cold", "gov", "--data", str(tmp_path)])
    titles = [line for line in capsys.readouterr().out.splitlines() if line[:2] == "##"]
    assert titles == [f"## {PARTS[name].title}" for name in ("cold", "gov")]


def test_a_part_that_fails_costs_itself_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(workplace: Workplace) -> str:
        raise StoreUnavailableError("服务没有启动。", hint="请查看日志。")

    failing = Part(title="甲", needs=(), measure=fail)
    monkeypatch.setitem(PARTS, "cold", failing)
    assert main(["cold", "gov", "--data", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "## 甲\n\n没有测成：服务没有启动。请查看日志。" in printed
    assert PARTS["gov"].title in printed


def test_a_part_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["latencies"])
    assert raised.value.code == 2
    assert "没有这项测量：latencies" in capsys.readouterr().err
