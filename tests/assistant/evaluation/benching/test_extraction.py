import json
from pathlib import Path

from assistant.evaluation.benching.extraction import measure_extraction
from assistant.evaluation.benching.workplace import Workplace

# Counts what it was given, as the measuring data's own program scores it.
SCORE = """
import json, sys
_, option, gold, found = sys.argv
assert option == "--indicators"
rows = [json.loads(line) for line in open(found, encoding="utf-8")]
print(json.dumps({"gold": len(json.load(open(gold, encoding="utf-8"))), "extracted": len(rows),
                  "recall_value_unit": 1.0, "recall_whole": 0.5}))
"""


def test_extraction_is_scored_by_the_measuring_data(workplace: Workplace, data: Path) -> None:
    (data / "seeds/总结.txt").write_text("青禾县总结\n全县建成大棚20座。\n", encoding="utf-8")
    (data / "eval/score.py").write_text(SCORE, encoding="utf-8")
    (data / "eval/indicators_dev.json").write_text(json.dumps([{}]), encoding="utf-8")
    printed = measure_extraction(workplace)
    written = (workplace.work / "extraction.jsonl").read_text(encoding="utf-8").splitlines()
    assert "大棚" in "".join(json.loads(line)["name"] for line in written)
    assert f"| 查全率 | 1 | {len(written)} | 1.000 | 0.500 |" in printed
