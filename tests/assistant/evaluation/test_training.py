"""From questions with known answers to fitted weights."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant.chain import confidence, selecting
from assistant.errors import WrongUseError
from assistant.evaluation.training import train
from assistant.retrieval import ranking
from assistant.retrieval.weights import ADAPTER_FILE, WEIGHTS_FILE, Weights

VILLAGES = ["上河", "下河", "沙枣", "白杨", "红柳", "胡杨", "青石", "黄泥", "柳树", "桦树"]
CROPS = ["沙棘", "枸杞", "玉米", "小麦", "红枣", "葡萄", "核桃", "苹果", "辣椒", "番茄"]


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_data(data: Path) -> None:
    """Write sets in which a village's crop is asked for and stands in one sentence."""
    facts = [(v, c, 100 + 7 * n) for n, (v, c) in enumerate(zip(VILLAGES, CROPS, strict=True))]
    told = {v: f"{v}村种植{c}{n}亩，由合作社统一收购。" for v, c, n in facts}
    chapters = [f"第{n}章 {v}村\n{v}村位于河谷。\n{told[v]}\n" for n, (v, _, _) in enumerate(facts)]
    (data / "seeds").mkdir(parents=True)
    (data / "seeds/000.txt").write_text("白桦县农业志\n" + "".join(chapters), encoding="utf-8")
    asked = {v: f"{v}村种了多少亩{c}？" for v, c, _ in facts}
    write_lines(
        data / "eval/questions_dev.jsonl",
        [
            {"id": v, "question": asked[v], "answer": f"{n}亩", "evidence": [told[v]]}
            for v, _, n in facts
        ],
    )
    write_lines(
        data / "eval/unanswerable_dev.jsonl",
        [{"id": v, "question": f"{v}火星基地有多少名宇航员？"} for v in VILLAGES],
    )
    passages = [{"pid": f"p{n}", "title": v, "text": told[v]} for n, v in enumerate(VILLAGES)]
    for name in ("gov_policy_qa", "lecoqa"):
        folder = data / "eval/external" / name
        write_lines(folder / "passages.jsonl", passages)
        questions = [
            {"qid": f"{name[:4]}-{n}", "question": asked[v], "pids": [f"p{n}"]}
            for n, v in enumerate(VILLAGES)
        ]
        write_lines(folder / "questions_dev.jsonl", questions)
    write_lines(data / "train/passages.jsonl", passages)
    write_lines(
        data / "train/questions.jsonl",
        [{"question": asked[v], "pid": f"p{n}", "answer": v} for n, v in enumerate(VILLAGES)],
    )


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="没有训练数据") as raised:
        list(train(tmp_path, tmp_path / "work", tmp_path / "out"))
    assert "--data" in raised.value.hint
    assert not (tmp_path / "out").exists()


@pytest.mark.model
def test_training_measures_on_unseen_questions_and_writes_what_answering_loads(
    tmp_path: Path,
) -> None:
    for package in ("scipy", "sklearn", "torch"):
        pytest.importorskip(package, reason="needs the extra `models`")
    data, out = tmp_path / "data", tmp_path / "out"
    write_data(data)
    lines = list(train(data, tmp_path / "work", out))
    for name in ("seeds", "gov_policy_qa", "lecoqa"):
        assert any(line.startswith(f"{name}: ") for line in lines)
    assert sum(line.startswith("refusing below") for line in lines) > 3

    weights = Weights.model_validate_json((out / WEIGHTS_FILE).read_text("utf-8"))
    for model, names in (
        (weights.ranking, ranking.FEATURES),
        (weights.selecting, selecting.FEATURES),
        (weights.confidence, confidence.FEATURES),
    ):
        vector = model.vector(names)
        assert np.isfinite(vector).all()
        assert vector.any()
    assert 0 < weights.refuse_below <= weights.quote_from < 1
    matrix = np.load(out / ADAPTER_FILE)
    assert matrix.shape[0] == matrix.shape[1]
    assert np.isfinite(matrix).all()
