import json
import sys
from pathlib import Path

import pytest

from assistant.evaluation.benching.workplace import Workplace

TEXT = "公益性岗位管理办法\n\n第三条 公益性岗位每月补贴八百元，由县财政按月发放到个人账户。\n"
GOLD = {
    "id": "1",
    "question": "公益性岗位每月补贴多少元？",
    "answer": "八百元",
    "evidence": ["公益性岗位每月补贴八百元"],
    "type": "fact_number",
}
UNANSWERABLE = {"id": "2", "question": "高铁票价是多少？"}

# Finds the first file for every question; its embedder is what the clock times.
PLAIN = """
import argparse, json, pathlib

def load_embedder(name):
    return (lambda texts: [[1.0] for _ in texts]), (lambda text: [1.0])

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--questions", nargs="+")
    parser.add_argument("--out")
    parser.add_argument("--embedder")
    args = parser.parse_args()
    passage, query = load_embedder(args.embedder)
    path = pathlib.Path(args.files[0])
    passage([path.read_text(encoding="utf-8")])
    with open(args.out, "w", encoding="utf-8") as out:
        for file in args.questions:
            for line in open(file, encoding="utf-8"):
                query("")
                hit = {"document": path.name, "text": path.read_text(encoding="utf-8")}
                result = {"id": json.loads(line)["id"], "hits": [hit], "status": "answered",
                          "answer": "不知道", "citations": [hit]}
                out.write(json.dumps(result) + chr(10))
    print("1 chunks, 9 characters/s, p50 7 ms, p95 9 ms")
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Measuring data of one document and two questions."""
    folder = tmp_path / "data"
    (folder / "seeds").mkdir(parents=True)
    (folder / "seeds/办法.txt").write_text(TEXT, encoding="utf-8")
    (folder / "eval").mkdir()
    (folder / "eval/questions_dev.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    (folder / "eval/unanswerable_dev.jsonl").write_text(json.dumps(UNANSWERABLE), encoding="utf-8")
    (folder / "eval/plain.py").write_text(PLAIN, encoding="utf-8")
    return folder


@pytest.fixture
def peer_python(tmp_path: Path) -> Path:
    """A program that serves like the peer, whatever module it is told to run."""
    program = tmp_path / "peer"
    source = Path(__file__).with_name("fake_peer.py").read_text(encoding="utf-8")
    program.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def workplace(data: Path, peer_python: Path, tmp_path: Path) -> Workplace:
    """A workplace whose full-precision model, which nothing here loads, is built already."""
    model = tmp_path / "work/e5_small_zh"
    model.mkdir(parents=True)
    (model / "modules.json").touch()
    return Workplace(
        data, tmp_path / "work", plain_python=Path(sys.executable), peer_python=peer_python
    )
