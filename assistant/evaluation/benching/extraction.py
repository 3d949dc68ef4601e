"""The part that counts which of the stated indicators are extracted."""

import json
import sys
from time import perf_counter

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace, run
from assistant.evaluation.sampling import extract
from assistant.indicators.extracting.proposing import as_line


def measure_extraction(workplace: Workplace) -> str:
    """Return recall on the four seeds and the time it takes, as Markdown.

    The extracted rows are written beside the other results, as `policy indicator extract --json`
    prints them, and scored by the measuring data's own program.
    """
    started = perf_counter()
    documents = [extract(path) for path in workplace.seeds]
    seconds = perf_counter() - started
    workplace.work.mkdir(parents=True, exist_ok=True)
    results = workplace.work / "extraction.jsonl"
    lines = [
        json.dumps(as_line(proposal), ensure_ascii=False)
        for document in documents
        for proposal in document.proposals
    ]
    results.write_text("\n".join(lines) + "\n", encoding="utf-8")
    gold = workplace.data / "eval/indicators_dev.json"
    score = [sys.executable, str(workplace.data / "eval/score.py")]
    report = json.loads(run([*score, "--indicators", str(gold), str(results)]))
    table = make_table(
        ["", "资料中的指标", "提取", "值与单位", "值、单位、地区与名称"],
        [
            [
                "查全率",
                str(report["gold"]),
                str(report["extracted"]),
                f"{report['recall_value_unit']:.3f}",
                f"{report['recall_whole']:.3f}",
            ]
        ],
    )
    characters = sum(len(document.text) for document in documents)
    return f"{table}\n\n{characters} 字，读取文件与提取共 {seconds:.1f} 秒。"
