import csv
from pathlib import Path

import pytest

from assistant.evaluation.sampling import HEADER, count_faults, draw, extract, main


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_draws_the_same_rows(corpus: Path) -> None:
    documents = [extract(corpus / "documents/2024年度工作总结.docx")]
    first = draw(documents, count=20, seed=3)
    assert first == draw(documents, count=20, seed=3)
    assert first != draw(documents, count=20, seed=4)
    assert len(first) == 20 and {len(row) for row in first} == {len(HEADER)}


def test_no_more_rows_are_drawn_than_there_are(corpus: Path) -> None:
    documents = [extract(corpus / "documents/2025年第三季度工作通报.txt")]
    assert len(draw(documents, count=10_000, seed=1)) == len(documents[0].proposals)


def test_drawn_rows_are_judged_and_counted(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "抽样.csv"
    report = str(corpus / "documents/2024年度工作总结.docx")
    assert main(["extraction", report, "--out", str(out), "--count", "4"]) == 0
    rows = read(out)
    for row, judgement in zip(rows, ["", "地区、时期", "名称", ""], strict=True):
        row["判断"] = judgement
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert main(["count", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "值\t0", "单位\t0", "地区\t1", "时期\t1", "名称\t1",
        "值、单位、地区或时期有错\t1/4\t25.0%",
    ]  # fmt: skip


def test_an_unknown_judgement_is_named() -> None:
    with pytest.raises(ValueError, match="不太对"):
        count_faults(["值", "不太对"])


def test_nothing_to_draw_from_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extraction", "--out", str(tmp_path / "a.csv"), "--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err


def test_quiz_items_are_drawn_for_reading_and_the_judgements_counted(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "抽样.md"
    rules = str(corpus / "documents/驻村工作队管理办法.docx")
    assert main(["quiz", rules, "--out", str(out), "--count", "3"]) == 0
    text = out.read_text("utf-8")
    numbers = [line.split(".")[0] for line in text.splitlines() if line.startswith("## ")]
    assert numbers == ["## 1", "## 2", "## 3"]
    assert text.count("答案：") == text.count("\n判断：") == 3
    first, *rest = text.rpartition("\n判断：")
    out.write_text(f"{first}\n判断：太容易、另有正确项{rest[1]}", encoding="utf-8")
    capsys.readouterr()
    assert main(["count", str(out)]) == 0
    counted = capsys.readouterr().out.splitlines()
    assert "另有正确项\t1" in counted
    assert counted[-2:] == ["答案错或另有正确项\t1/3\t33.3%", "有任何错处\t1/3\t33.3%"]
