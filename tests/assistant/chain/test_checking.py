"""What an answer may say, given what it cites."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain.checking import Rule, check_sentence

SUBSIDY = (
    "第五条　对新建标准化圈舍的养殖户，每户一次性补助3000元，最高不超过2万元。"
    "青禾县2023年共发放补助12.6万元，惠及42户养殖户，其中沙枣镇18户、白杨镇24户；"
    "受益面达到35.5%，比2022年提高4.2个百分点。未验收的圈舍不得领取补助。"
    "本办法由青禾县农业农村局负责解释，文号为青政办发〔2023〕5号，自2023年7月1日起施行。"
)
BUDGET = "2022年临水县安排衔接资金300万元。\n青禾县安排衔接资金450万元，马建国同志任组长。"
TABLE = "表1 资金安排（单位：万元）\n项目 | 2022年 | 2023年\n道路 | 300 | 450\n供水 | 120.5 | 80"
EVIDENCE = [SUBSIDY, BUDGET, TABLE]


def rules(sentence: str, *evidence: str, computed: tuple[str, ...] = ()) -> set[Rule]:
    return {p.rule for p in check_sentence(sentence, evidence or EVIDENCE, computed=computed)}


@pytest.mark.parametrize("text", [s for t in EVIDENCE for s in re.split(r"(?<=[。；])|\n", t) if s])
def test_a_quoted_sentence_passes(text: str) -> None:
    assert check_sentence(text, EVIDENCE) == []


@given(st.data())
def test_any_run_of_quoted_clauses_passes(data: st.DataObject) -> None:
    clauses = re.split(r"(?<=[，。；])", SUBSIDY)
    first = data.draw(st.integers(0, len(clauses) - 1))
    last = data.draw(st.integers(first, len(clauses) - 1))
    assert check_sentence("".join(clauses[first : last + 1]), EVIDENCE) == []


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("每户一次性补助3000元[1]。", id="marker"),
        pytest.param("每户一次性补助３０００元", id="width"),
        pytest.param("每户一次性补助三千元。", id="chinese_numeral"),
        pytest.param("根据规定，每户补助3000元。", id="frame"),
        pytest.param("青禾县共发放补助126000元。", id="scale"),
        pytest.param("受益面达到百分之三十五点五。", id="percent"),
        pytest.param("办法2023年7月起施行。", id="a_less_exact_date"),
        pytest.param("2023年道路450万元，供水80万元。", id="unit_from_the_head_of_a_table"),
        pytest.param("依据青政办发[2023]五号。", id="document_number"),
        pytest.param("每戶一次性補助3000元。", id="traditional"),
        pytest.param("一是每户补助3000元；第二，一个养殖户最高不超过2万元。", id="enumerators"),
    ],
)
def test_what_the_evidence_carries_passes(sentence: str) -> None:
    assert check_sentence(sentence, EVIDENCE) == []


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("每户一次性补助3500元。", Rule.FIGURE),
        ("惠及24人养殖户。", Rule.UNIT),
        ("受益面比2022年提高4.2%。", Rule.PERCENTAGE_POINTS),
        ("每户一次性补助不低于3000元。", Rule.BOUND),
        ("自2023年8月1日起施行。", Rule.DATE),
        ("文号为青政办发〔2023〕6号。", Rule.DOCUMENT_NUMBER),
        ("其中胡杨镇18户。", Rule.PLACE),
        ("本办法由青禾县水利局负责解释。", Rule.ORGANISATION),
        ("王建军同志任组长。", Rule.PERSON),
        ("临水县安排衔接资金450万元。", Rule.ATTRIBUTION),
        ("未验收的圈舍领取补助。", Rule.NEGATION),
        ("验收的圈舍不得领取补助。", Rule.NEGATION),
        ("新建标准化圈舍的养殖户不补助。", Rule.NEGATION),
        ("每户一次性补助3000元，先到村委会填写申请表并张榜公示。", Rule.COVERAGE),
        ("冬季取暖煤炭由供销社统一配送。", Rule.COVERAGE),
    ],
)
def test_what_the_evidence_does_not_carry_is_named(sentence: str, rule: Rule) -> None:
    problems = check_sentence(sentence, EVIDENCE)
    assert rule in {problem.rule for problem in problems}
    assert all(problem.message.endswith("。") for problem in problems)


def test_a_quotation_that_cuts_a_number_is_no_quotation() -> None:
    assert rules("2.6万元，惠及42户养殖户") == {Rule.FIGURE}


def test_a_quotation_that_leaves_out_the_negation_before_it_is_no_quotation() -> None:
    assert Rule.NEGATION in rules("领取补助。", "未验收的圈舍不得领取补助。")


def test_places_joined_in_the_evidence_share_their_figure() -> None:
    evidence = "青禾县、临水县均设立200万元风险基金。"
    assert check_sentence("青禾县设立200万元风险基金。", [evidence]) == []


def test_a_name_without_its_suffix_carries_the_full_name() -> None:
    assert check_sentence("青禾县有42户养殖户。", ["青禾有42户养殖户。"]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "两县相差150万元（450万元−300万元=150万元）。",
        "道路和供水合计530万元（450万元+80万元=530万元）。",
        "白杨镇占57.1%（24户÷42户×100%≈57.1%）。",
    ],
)
def test_a_computed_figure_with_a_right_formula_passes(sentence: str) -> None:
    assert check_sentence(sentence, EVIDENCE) == []


def test_a_formula_may_stand_beside_the_sentence() -> None:
    sentence = "两县安排衔接资金相差150万元。"
    assert rules(sentence) == {Rule.FIGURE}
    assert rules(sentence, computed=("450万元-300万元=150万元",)) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("相差160万元（450万元−300万元=160万元）。", id="wrong_result"),
        pytest.param("相差50万元（450万元−400万元=50万元）。", id="operand_not_cited"),
        pytest.param("共66户（24户+42人=66户）。", id="mixed_units"),
    ],
)
def test_a_wrong_formula_is_a_problem(sentence: str) -> None:
    assert Rule.FORMULA in rules(sentence)


SEEDS = Path(__file__).parents[3] / "../shared/seeds"


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the measuring data beside the project is absent")
def test_broken_sentences_are_withdrawn_and_true_ones_are_not() -> None:
    from assistant.evaluation.corruption import measure, read_samples

    broken, true = measure(read_samples(SEEDS, count=120))
    assert all(m.share <= 0.05 for m in true)
    assert sum(m.withdrawn for m in broken) >= 0.9 * sum(m.tried for m in broken)
