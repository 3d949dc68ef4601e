import importlib.util
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.evaluation.metrics import (
    EvidenceQuestion,
    Passage,
    PassageQuestion,
    Result,
    UnanswerableQuestion,
    character_f1,
    evaluate_results,
    is_right,
    is_supported,
    normalize,
    rank_of_document,
    rank_of_evidence,
)

REFERENCE = Path(__file__).parents[3] / "../shared/eval/score.py"


def question(type_: str = "fact", *, answer: str = "5000元", **fields: Any) -> EvidenceQuestion:
    evidence = fields.pop("evidence", ("每户最高5000元",))
    return EvidenceQuestion(
        id="1", question="？", answer=answer, evidence=evidence, type=type_, **fields
    )


def passages(*texts: str) -> list[Passage]:
    return [Passage(document="甲.txt", text=text) for text in texts]


def test_widths_blanks_and_thousands_commas_do_not_matter() -> None:
    assert normalize("共 1,234,567 元**Ｂ") == normalize("共1234567元b")
    assert normalize("第1,2条") == "第1,2条"


@pytest.mark.parametrize(("answer", "right"), [
    pytest.param("最高5000元。", True, id="the_answer_itself"),
    pytest.param("最高5,000 元。", True, id="written_with_a_comma"),
    pytest.param("最高15000元。", False, id="the_end_of_a_longer_number"),
    pytest.param("最高0.5000元。", False, id="the_decimals_of_a_number"),
    pytest.param("按规定执行。" * 40 + "5000元", False, id="too_late_in_the_answer"),
])  # fmt: skip
def test_a_figure_is_right_only_where_it_stands_alone(answer: str, right: bool) -> None:
    assert is_right(question(), answer) is right


@pytest.mark.parametrize(("answer", "right"), [
    pytest.param("是1770。", True, id="before_a_full_stop"),
    pytest.param("是1770.5。", False, id="before_decimals"),
    pytest.param("是17701。", False, id="before_a_digit"),
])  # fmt: skip
def test_a_bare_number_ends_where_it_ends(answer: str, right: bool) -> None:
    assert is_right(question(answer="1770"), answer) is right


def test_an_alias_is_as_right_as_the_answer() -> None:
    assert is_right(question(answer_aliases=("五千元",)), "每户五千元")
    assert not is_right(question(answer_aliases=("",)), "每户六千元")


def test_four_fifths_of_a_list_are_enough() -> None:
    listed = question("list", answer="水、电、路、房、网")
    assert is_right(listed, "通电，修路，建房，联网")
    assert not is_right(listed, "通电，修路，建房")
    assert not is_right(question(answer="水、电、路、房、网"), "通电，修路，建房，联网")


def test_any_evidence_finds_a_fact_and_all_of_it_finds_a_comparison() -> None:
    hits = passages("无关", "甲县十人", "乙县九人")
    evidence = ("乙县九人", "甲县十人")
    assert rank_of_evidence(question(evidence=evidence), hits) == 2
    assert rank_of_evidence(question("compare", evidence=evidence), hits) == 3
    assert rank_of_evidence(question("compare", evidence=evidence), hits[:2]) is None
    assert rank_of_evidence(question(evidence=evidence), []) is None


def test_only_the_first_characters_of_a_hit_count() -> None:
    assert rank_of_evidence(question(), passages("字" * 500 + "每户最高5000元")) == 1
    assert rank_of_evidence(question(), passages("字" * 600 + "每户最高5000元")) is None


def test_long_evidence_counts_when_a_border_cut_it() -> None:
    long = "".join(chr(0x4E00 + index) for index in range(41))
    assert rank_of_evidence(question(evidence=(long,)), passages(long[:30])) == 1
    assert rank_of_evidence(question(evidence=(long,)), passages(long[-30:])) == 1
    assert rank_of_evidence(question(evidence=(long,)), passages(long[1:-1])) is None
    assert rank_of_evidence(question(evidence=(long[:40],)), passages(long[:39])) is None


def test_only_the_citations_a_reader_opens_support() -> None:
    late = passages("一", "二", "三", "每户最高5000元")
    assert not is_supported(question(), late)
    assert is_supported(question("multi_hop"), late)
    assert is_supported(question(), late[1:])
    assert not is_supported(question("multi_hop", evidence=("每户", "每村")), late)


def test_character_f1_is_one_for_the_gold_answer_and_zero_for_other_characters() -> None:
    assert character_f1("每月 800 元", "每月800元") == 1
    assert character_f1("每月", "每月800元") == pytest.approx(0.5)
    assert character_f1("否", "是") == 0


def test_documents_are_ranked_once_each() -> None:
    hits = [Passage(document=name) for name in ("a.txt", "a.txt", "folder/b.v2.txt", "c.txt")]
    assert rank_of_document({"b.v2"}, hits) == 2
    assert rank_of_document({"d"}, hits) is None


def test_measures_of_fields_that_no_result_has_are_left_out() -> None:
    searched = Result(id="1", hits=tuple(passages("每户最高5000元")))
    measures = evaluate_results([question()], [searched]).measures
    assert measures["recall@1"] == 1
    assert "answer_accuracy" not in measures
    assert evaluate_results([question()], []).measures == {"questions": 1, "missing": 1}


def test_a_refusal_of_what_can_be_answered_costs_precision() -> None:
    refused = [Result(id=id_, status="insufficient_evidence", answer="") for id_ in ("1", "u1")]
    unanswerable = [UnanswerableQuestion(id=id_, question="？") for id_ in ("u1", "u2")]
    evaluation = evaluate_results([question()], refused, unanswerable)
    assert evaluation.measures["refusal_recall"] == 0.5
    assert evaluation.measures["refusal_precision"] == 0.5
    assert evaluation.measures["wrongly_refused"] == 1
    assert evaluation.misses["not refused"] == ("u2",)


def test_questions_of_both_forms_are_not_measured_together() -> None:
    with pytest.raises(ValueError, match="one form"):
        evaluate_results([question(), PassageQuestion(id="2", question="？", pids=("a",))], [])


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    if not REFERENCE.exists():
        pytest.skip("the measuring data is not beside the project (../shared)")
    specification = importlib.util.spec_from_file_location("score", REFERENCE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


Line = dict[str, Any]
PIECES = (
    "甲县",
    "乙县",
    "3,500元",
    "3500 元",
    "13500元",
    "12.5%",
    "１２．５％",
    "水、电；路",
    "**五**",
)


def write(chooser: random.Random, most: int) -> str:
    return "".join(chooser.choices(PIECES, k=chooser.randint(1, most)))


def evidence_line(chooser: random.Random, id_: str) -> Line:
    return {
        "id": id_,
        "question": "？",
        "answer": write(chooser, 2),
        "answer_aliases": [write(chooser, 1) for _ in range(chooser.randint(0, 2))],
        "evidence": [write(chooser, chooser.choice((2, 15))) for _ in range(chooser.randint(1, 3))],
        "type": chooser.choice(("fact", "list", "compare", "multi_hop")),
    }


def passage_line(chooser: random.Random, id_: str) -> Line:
    answers = [write(chooser, 3) for _ in range(chooser.randint(0, 2))]
    others = chooser.choices("defgh", k=chooser.randint(0, 2))
    pids = chooser.choices("abcdefgh", k=2)
    return {"qid": id_, "question": "？", "answers": answers, "pids": pids, "alt_pids": others}


def result_line(chooser: random.Random, id_: str, evidence: list[str]) -> Line:
    def shown() -> Line:
        name = f"folder/{chooser.choice('abcdefghijkl')}.txt"
        text = write(chooser, 60) + chooser.choice([*evidence, "", "", "字" * 600])[:35]
        return {"document": name, "text": text + write(chooser, 60)}

    line: Line = {"id": id_, "hits": [shown() for _ in range(chooser.randint(0, 20))]}
    if chooser.random() < 0.9:
        line["status"] = chooser.choice(("answered", "answered", "insufficient_evidence"))
        line["answer"] = write(chooser, 12)
        line["citations"] = [shown() for _ in range(chooser.randint(0, 7))]
    return line


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("make", [evidence_line, passage_line])
def test_the_numbers_are_those_of_the_agreed_measures(
    reference: ModuleType, make: Callable[[random.Random, str], Line], seed: int
) -> None:
    chooser = random.Random(seed)
    asked = [make(chooser, str(number)) for number in range(40)]
    given = [
        result_line(chooser, str(number), line.get("evidence", []))
        for number, line in enumerate(asked[:-2])
    ]
    results = {line["id"]: line for line in given}
    rows = [(line, results.get(line.get("id") or line["qid"], {})) for line in asked]

    misses: dict[str, list[str]] = {}
    if make is evidence_line:
        model: type[EvidenceQuestion | PassageQuestion] = EvidenceQuestion
        expected = reference.score_evidence(rows, misses)
    else:
        model, expected = PassageQuestion, reference.score_passages(rows)
    evaluation = evaluate_results(
        [model.model_validate(line) for line in asked],
        [Result.model_validate(line) for line in given],
    )
    # The share of such random answers that are right is neither none nor all.
    varied = "answer_accuracy" if make is evidence_line else "answer_f1"
    assert 0 < expected[varied] < 1
    assert evaluation.measures == {"questions": 40, "missing": 2, **expected}
    assert {name: evaluation.misses[name] for name in misses} == {
        name: tuple(ids) for name, ids in misses.items()
    }
