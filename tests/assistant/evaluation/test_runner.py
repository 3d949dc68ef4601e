import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.errors import WrongUseError
from assistant.evaluation.metrics import Evaluation, EvidenceQuestion, PassageQuestion
from assistant.evaluation.runner import (
    describe_evaluation,
    read_gold_questions,
    read_results,
    read_unanswerable,
)
from assistant.testing import SAMPLE_FILE, CannedAssistant, sample_refusal

WITH_EVIDENCE = {
    "id": "1",
    "question": "每月补贴多少？",
    "answer": "八百元",
    "evidence": ["公益性岗位每月补贴八百元"],
    "type": "fact_number",
}
WITH_PASSAGES = {
    "qid": 7,
    "question": "每月补贴多少？",
    "answers": ["八百元"],
    "pids": [Path(SAMPLE_FILE).stem],
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_questions_tell_their_form_by_their_fields(tmp_path: Path) -> None:
    (with_evidence,) = read_gold_questions(write(tmp_path / "e.jsonl", WITH_EVIDENCE))
    (with_passages,) = read_gold_questions(write(tmp_path / "p.jsonl", WITH_PASSAGES))
    assert isinstance(with_evidence, EvidenceQuestion)
    assert isinstance(with_passages, PassageQuestion)
    assert with_passages.id == "7"


@pytest.mark.parametrize(("content", "told"), [
    pytest.param("\n", "没有问题", id="empty"),
    pytest.param('{"id": "1"\n', "第 1 行", id="no_json"),
    pytest.param("3\n", "第 1 行", id="no_object"),
    pytest.param(f'{json.dumps(WITH_EVIDENCE)}\n\n{{"id": "2"}}', "第 3 行", id="fields_missing"),
])  # fmt: skip
def test_what_is_no_question_is_named(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUseError, match=told):
        read_gold_questions(path)


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes("问题".encode("gb18030"))
    with pytest.raises(WrongUseError, match="UTF-8"):
        read_unanswerable(path)


def test_unusual_line_separators_inside_a_passage_do_not_end_its_line(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    hit = {"document": "甲.txt", "text": "上\u2028下\x85"}
    path.write_text(json.dumps({"id": "1", "hits": [hit]}, ensure_ascii=False), encoding="utf-8")
    (result,) = read_results(path)
    assert result.hits is not None
    assert result.hits[0].text == "上\u2028下\x85"


def test_every_measure_has_a_chinese_name_and_misses_are_listed_when_asked() -> None:
    evaluation = Evaluation(
        measures={"questions": 3, "recall@5": 2 / 3, "refusal_precision": None},
        misses={"retrieval@10": ("1", "3"), "answer": ()},
    )
    shown = describe_evaluation(evaluation, with_misses=True)
    assert "| 召回率@5 | recall@5 | 0.667 |" in shown
    assert "| 题数 | questions | 3 |" in shown
    assert "| 拒答的准确率 | refusal_precision | — |" in shown
    assert "没有检索到@10（retrieval@10）：1、3" in shown
    assert "答错或拒答（answer）：无" in shown
    assert "答错" not in describe_evaluation(evaluation)


@pytest.mark.parametrize("question", [WITH_EVIDENCE, WITH_PASSAGES])
def test_evaluate_measures_what_the_assistant_answers(
    question: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "q.jsonl", question)
    assert main(["evaluate", str(path), "--json"], assistant=CannedAssistant()) == 0
    measures = json.loads(capsys.readouterr().out)["measures"]
    assert measures["questions"] == 1
    assert measures.get("answer_accuracy", measures.get("answer_f1")) > 0
    assert measures.get("recall@1", measures.get("hit@1")) == 1


def test_evaluate_prints_a_table_with_the_refusals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = write(tmp_path / "q.jsonl", WITH_EVIDENCE)
    unanswerable = write(tmp_path / "u.jsonl", {"id": "u1", "question": "高铁票价？"})
    arguments = ["evaluate", str(questions), "--unanswerable", str(unanswerable), "--misses"]
    refusing = CannedAssistant(answer=sample_refusal())
    assert main(arguments, assistant=refusing) == 0
    shown = capsys.readouterr().out
    assert "| 应拒题的拒答率 | refusal_recall | 1.000 |" in shown
    assert "| 误拒率 | wrongly_refused | 1.000 |" in shown
    assert "答错或拒答（answer）：1" in shown


def test_evaluate_names_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "q.jsonl", {"id": "1"})
    assert main(["evaluate", str(path)], assistant=CannedAssistant()) == 2
    assert "第 1 行" in capsys.readouterr().err
