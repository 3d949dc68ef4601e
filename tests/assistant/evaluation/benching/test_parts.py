import json
import re
from pathlib import Path

from assistant.evaluation.benching.quality import measure_lecoqa, measure_seeds
from assistant.evaluation.benching.speed import measure_ingestion, measure_latencies
from assistant.evaluation.benching.workplace import Workplace
from assistant.evaluation.runner import read_results


def rows_of(markdown: str) -> dict[str, list[str]]:
    rows = [line.strip("| ").split(" | ") for line in markdown.splitlines() if line[:1] == "|"]
    return {cells[0]: cells[1:] for cells in rows}


def test_seeds_compare_ours_with_plain(workplace: Workplace) -> None:
    printed = measure_seeds(workplace)
    rows = rows_of(printed)
    assert rows["指标"] == ["本项目", "plain"]
    assert rows["recall@1"] == ["1.000", "1.000"]
    assert rows["answer_accuracy"][1] == "0.000"
    assert rows["refusal_recall"][1] == "0.000"

    commands = re.findall(r"score\.py (\S+) (\S+) --unanswerable (\S+)", printed)
    assert len(commands) == 2
    for gold, results, unanswerable in commands:
        asked = [json.loads(Path(path).read_text("utf-8"))["id"] for path in (gold, unanswerable)]
        assert [result.id for result in read_results(Path(results))] == asked


def test_passages_are_found_by_their_ids(workplace: Workplace, data: Path) -> None:
    source = data / "eval/external/lecoqa"
    source.mkdir(parents=True)
    passages = [
        {"pid": "a", "title": "", "text": "第一条 法院审理案件。"},
        {"pid": "b", "title": "", "text": "第二条 用人单位应当按月支付工资。"},
    ]
    lines = (json.dumps(passage) for passage in passages)
    (source / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    question = {"id": "1", "question": "用人单位怎样支付工资？", "answers": [], "pids": ["b"]}
    (source / "questions_dev.jsonl").write_text(json.dumps(question), encoding="utf-8")
    writes_a_file_each = (
        "import json, pathlib, sys\n"
        "folder = pathlib.Path(sys.argv[2])\n"
        "folder.mkdir(parents=True, exist_ok=True)\n"
        "for line in open(sys.argv[1], encoding='utf-8'):\n"
        "    passage = json.loads(line)\n"
        "    (folder / (passage['pid'] + '.txt')).write_text(passage['text'], encoding='utf-8')\n"
    )
    (data / "eval/passages_to_files.py").write_text(writes_a_file_each, encoding="utf-8")

    # The plain recipe of these tests knows the first file only.
    assert rows_of(measure_lecoqa(workplace))["hit@1"] == ["1.000", "0.000"]


def test_ingestion_is_timed_for_both_in_empty_homes(workplace: Workplace) -> None:
    for _ in range(2):
        rows = rows_of(measure_ingestion(workplace))
        ours, plain = rows["本项目"], rows["plain，torch fp32"]
        assert re.fullmatch(r"\d+\.\d\d×", ours[2])
        assert plain[2] == "1.00×"
    assert sorted(path.name for path in workplace.work.iterdir()) == ["e5_small_zh", "results"]


def test_every_door_is_timed_at_one_and_at_eight_askers(workplace: Workplace) -> None:
    rows = rows_of(measure_latencies(workplace))
    times = r"\d+ / \d+"
    for door in ("本项目，进程内", "本项目，HTTP", "peer，HTTP"):
        assert all(re.fullmatch(times, cell) for cell in rows[door]), door
        assert len(rows[door]) == 2
    assert rows["plain，进程内"] == ["7 / 9", "—"]
    assert re.fullmatch(r"\d+\.\d\d× / \d+\.\d\d×", rows["peer ÷ 本项目"][1])
