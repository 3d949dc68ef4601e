"""The bank, by command: items are made from a ledger, looked at, reviewed and checked."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.application import Assistant
from assistant.cli import main
from assistant.indicators.periods import require_period
from assistant.indicators.schema import Figure
from assistant.settings import Settings

LIBRARY = "青禾县"
Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    found = Assistant.from_settings(Settings(home=tmp_path / "home", _env_file=None))
    found.indicators.put(map(figure, VALUES, VALUES.values()), library=LIBRARY)
    yield found
    found.close()


VALUES = {2019: "11000", 2020: "12600", 2021: "13900", 2022: "15200"}


def figure(year: int, value: str) -> Figure:
    return Figure(
        value=Decimal(value),
        unit="元",
        name="脱贫人口人均纯收入",
        area="青禾县",
        period=require_period(f"{year}年"),
    )


@pytest.fixture
def run(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; returns its status, the lines of stdout, and stderr."""

    def run(*arguments: str) -> tuple[int, list[str], str]:
        status = main(["quiz", *arguments], assistant=assistant)
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err

    return run


def make(run: Run, *options: str) -> list[dict[str, Any]]:
    status, lines, _ = run("make", "--json", *options)
    assert status == 0
    return [json.loads(line) for line in lines]


def test_items_are_made_once_and_printed_as_lines(run: Run) -> None:
    made = make(run)
    assert len(made) == 2
    first = made[0]
    assert {
        "id", "kind", "stem", "options", "key", "rationale", "evidence", "difficulty", "state",
    } <= first.keys()  # fmt: skip
    assert first["state"] == "draft"
    assert {"document", "text", "start", "end"} <= first["evidence"][0].keys()
    assert make(run) == []


@pytest.mark.parametrize("word", ["判断", "判断题", "true_false"])
def test_a_kind_goes_by_its_chinese_and_its_english_name(run: Run, word: str) -> None:
    made = make(run, "--kind", word, "--count", "2", "--library", LIBRARY)
    assert [item["kind"] for item in made] == ["true_false"] * 2


def test_people_are_shown_items_with_key_and_evidence_and_told_how_many(run: Run) -> None:
    status, lines, told = run("make", "--count", "1")
    text = "\n".join(lines)
    assert status == 0
    assert "答案：" in text
    assert "依据：指标台账" in text
    assert "共出 1 题" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make", "--kind", "连线"), "没有这种题型：连线"),
        (("make", "--library", "没有"), "没有名为“没有”的资料库"),
        (("make", "--document", "没有.txt"), "没有.txt"),
        (("make", "--library", "默认"), "没有可以出题的资料"),
        (("show", "没有"), "没有编号为“没有”的题"),
        (("review", "通过"), "--all"),
        (("review", "删除", "x"), "没有这种决定"),
        (("review", "撤回", "x"), "原因"),
    ],
)
def test_wrong_use_is_told_with_what_to_do(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, lines, told = run(*arguments)
    assert (status, lines) == (2, [])
    assert said in told


def test_items_are_listed_by_words_kind_and_state(run: Run) -> None:
    make(run)
    for arguments, count in (
        ((), 2),
        (("2022年",), 1),
        (("--state", "已发布"), 0),
        (("--state", "待审", "--library", LIBRARY), 2),
        (("--flawed",), 0),
    ):
        status, lines, _ = run("list", "--json", *arguments)
        assert (status, len(lines)) == (0, count), arguments


def test_an_item_is_reviewed_published_withdrawn_and_its_history_shown(run: Run) -> None:
    id_ = make(run, "--count", "1")[0]["id"]
    assert run("review", "发布", id_)[0] == 1
    for decision, reason in (("通过", ""), ("发布", ""), ("撤回", "数字待核")):
        assert run("review", decision, id_, "--reason", reason)[0] == 0
    _, lines, _ = run("show", id_)
    text = "\n".join(lines)
    assert "原因：数字待核" in text
    assert [word for word in ("按规则出题", "审题通过", "发布", "撤回") if word not in text] == []
    shown = json.loads(run("show", id_, "--json")[1][0])
    assert [change["action"] for change in shown["history"]] == [
        "withdrawn", "published", "accepted", "made",
    ]  # fmt: skip


def test_all_that_the_options_name_are_decided_at_once(run: Run) -> None:
    make(run)
    status, lines, _ = run("review", "通过", "--all", "--state", "待审")
    assert (status, lines) == (0, ["通过 2 题。"])


def test_the_check_counts_every_rule_and_tells_what_a_changed_value_touched(
    run: Run, assistant: Assistant
) -> None:
    made = make(run)
    status, lines, _ = run("check", "--json")
    counts = {fields["rule"]: fields["count"] for fields in map(json.loads, lines)}
    assert status == 0
    assert set(counts.values()) == {0}
    assert "second_true_option" in counts

    assistant.indicators.put([figure(2022, "15250")], library=LIBRARY)
    (touched,) = [item["id"] for item in made if "2022年" in item["stem"]]
    _, lines, _ = run("check")
    (told,) = [line for line in lines if line.startswith(touched)]
    assert "改为“2022年青禾县脱贫人口人均纯收入为15250元”" in told
