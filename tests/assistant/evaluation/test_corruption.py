"""The measure of the checks, on a page of its own text."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.benching.checks import measure_corruption
from assistant.evaluation.benching.workplace import Workplace
from assistant.evaluation.corruption import measure, read_answers, read_samples, sum_up

PAGE = (
    "青禾县2023年发放养殖补助126万元，惠及420户养殖户。临水县同年建成冷库12座，新增库容5600吨。"
    "沙枣镇的合作社没有享受贷款贴息，2024年起纳入名单。\n"
    "对达到标准的农户，每亩补助300元，每户不超过2万元。未经验收的地块不得申领补助，已领取的应当退回。\n"
)


def test_the_same_folder_gives_the_same_sentences(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    samples = read_samples(tmp_path, count=20)
    assert samples == read_samples(tmp_path, count=20)
    assert all(sample.sentence in sample.evidence for sample in samples)


def test_broken_sentences_are_counted_apart_from_true_ones(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    broken, true = measure(read_samples(tmp_path, count=20))
    assert next(m for m in broken if m.name == "数字被改").share == 1
    assert all(m.withdrawn == 0 for m in true)


def test_right_answers_are_read_with_all_their_evidence(tmp_path: Path) -> None:
    lines = [
        {
            "id": "1",
            "question": "？",
            "answer": "126万元",
            "evidence": ["发放126万元", "惠及420户"],
        },
        {"id": "2", "question": "？", "answer": "建成冷库12座", "evidence": ["建成冷库12座"]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    answers = read_answers(path)
    assert [answer.sentence for answer in answers] == ["126万元", "建成冷库12座"]
    assert "420户" in answers[0].evidence
    broken, true = measure(answers)
    assert sum_up("合计", true).withdrawn == 0
    assert sum_up("合计", broken).share == 1


def test_the_bench_shows_both_tables(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "eval").mkdir()
    answer = {"answer": "126万元", "evidence": ["发放126万元"]}
    (tmp_path / "eval/questions_dev.jsonl").write_text(json.dumps(answer), encoding="utf-8")
    shown = measure_corruption(Workplace(tmp_path, tmp_path / "work"))
    assert "| 数字被改 | 1.000" in shown
    assert "| 原句 | 0.000" in shown
    assert shown.count("| 合计 |") == 2


@pytest.mark.shared
def test_on_the_measuring_data_the_checks_keep_their_promise() -> None:
    data = Path(__file__).parents[4] / "shared"
    if not (data / "seeds").exists():
        pytest.skip(f"the measuring data is not at {data}")
    samples = read_samples(data / "seeds", count=400)
    answers = read_answers(data / "eval/questions_dev.jsonl")
    tables = [measure(samples), measure(answers, others=samples)]
    broken = [each for table, _ in tables for each in table]
    for name, least in (("数字被改", 0.95), ("地名被换", 0.95)):
        assert sum_up(name, [each for each in broken if each.name == name]).share >= least
    assert sum_up("合计", broken).share >= 0.8
    assert sum_up("合计", [each for _, table in tables for each in table]).share <= 0.05
