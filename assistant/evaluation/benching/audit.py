"""The part that counts which errors the auditor finds, and how often it is wrong."""

from pathlib import Path
from statistics import median
from time import perf_counter

from assistant.auditor.reading import read_text
from assistant.auditor.rules import find_all
from assistant.evaluation.auditing import (
    Alarms,
    Recall,
    measure_alarms,
    measure_recall,
    read_documents,
)
from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace

CHARACTERS = 100_000
ROUNDS = 3


def measure_audit(workplace: Workplace) -> str:
    """Return recall by kind of error, false alarms, and time, as Markdown.

    What was missed and what was said wrongly is written beside the other results, for reading.
    """
    documents = read_documents(workplace.data)
    recalls, untied = measure_recall(documents)
    alarms = measure_alarms(documents)
    workplace.work.mkdir(parents=True, exist_ok=True)
    _write_missed(workplace.work / "audit_missed.txt", [*recalls, untied])
    _write_alarms(workplace.work / "audit_alarms.txt", alarms)
    seeded = [recall for recall in recalls if recall.seeded]
    all_found = sum(recall.found for recall in seeded)
    total = sum(recall.seeded for recall in seeded)
    rows = [[r.name, str(r.seeded), str(r.found), _share(r)] for r in recalls]
    rows.append(["合计", str(total), str(all_found), f"{all_found / total:.3f}"])
    mean = sum(recall.share for recall in seeded) / len(seeded)
    rows.append(["各类平均", "", "", f"{mean:.3f}"])
    rows.append([f"（另）{untied.name}", str(untied.seeded), str(untied.found), _share(untied)])
    return "\n\n".join(
        [
            make_table(["放进一处错误", "处", "查出", "查全率"], rows),
            f"原文共 {alarms.characters} 字：误报 {len(alarms.false)} 条，每万字 "
            f"{alarms.per_ten_thousand:.2f} 条；另有经人核实的真矛盾 {alarms.confirmed} 条，"
            f"提示 {alarms.hints} 条。",
            _measure_speed(documents),
        ]
    )


def _measure_speed(documents: dict[str, str]) -> str:
    text = "\n".join(documents.values())[:CHARACTERS]
    reading, auditing = [], []
    for _ in range(ROUNDS):
        started = perf_counter()
        draft = read_text(text)
        read = perf_counter()
        find_all(draft)
        reading.append(read - started)
        auditing.append(perf_counter() - read)
    read_s, audit_s = median(reading), median(auditing)
    return (
        f"{CHARACTERS} 字：读取 {read_s:.2f} 秒，审校 {audit_s:.2f} 秒，"
        f"合计是只读取的 {(read_s + audit_s) / read_s:.1f} 倍。"
    )


def _share(recall: Recall) -> str:
    return f"{recall.share:.3f}" if recall.seeded else "—"


def _write_missed(path: Path, recalls: list[Recall]) -> None:
    lines = [f"{recall.name}\t{missed}" for recall in recalls for missed in recall.missed]
    path.write_text("\n".join(lines), encoding="utf-8")


def _write_alarms(path: Path, alarms: Alarms) -> None:
    lines = [
        f"{document}\t{finding.place}\t{finding.rule}\t{finding.found}\t{finding.message}"
        for document, finding in alarms.false
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
