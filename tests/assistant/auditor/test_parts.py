from decimal import Decimal

import pytest

from assistant.auditor.parts import find
from assistant.auditor.reading import read_text
from assistant.auditor.schema import Finding, Severity


def audit(text: str) -> list[Finding]:
    return list(find(read_text(text)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "全县共有监测对象260户815人，其中脱贫不稳定户110户352人、边缘易致贫户98户301人、突发严重困难户52户162人。",
            id="several_units",
        ),
        pytest.param("全镇112户，已脱贫38户，剩下的74户年底前脱贫。", id="rest"),
        pytest.param("小学23所（独立3所，附属20所），中学5所。", id="in_brackets"),
        pytest.param(
            "投入26.6万元，其中中央12.3万元、省级8.4万元、县级5.8万元。", id="rounded_parts"
        ),
        pytest.param("到位资金62292万元，其中中央3.12亿元、省级31092万元。", id="two_scales"),
        pytest.param("全县有低保户1200户，其中脱贫户112户、监测户35户。", id="incomplete_list"),
        pytest.param(
            "共有企业12家，其中规上企业、龙头企业等5家，合作社3家。", id="others_left_out"
        ),
        pytest.param("完善“五个一批”，包括发展产业一批、易地搬迁一批、教育一批。", id="articles"),
        pytest.param("投入1900余万元（其中财政135万元，石油援建项目1800万元）。", id="about"),
        pytest.param(
            "推荐上岗人数为50人（含）以上的，补助2.4万元；100人（含）以上的，补助4.5万元。",
            id="steps",
        ),
        pytest.param(
            "在10个工作日内核对；公示5日；在7个工作日内审核、8个工作日内拨付。", id="terms"
        ),
    ],
)
def test_what_adds_up_or_need_not_is_passed_over(text: str) -> None:
    assert audit(text) == []


def test_the_unit_that_misses_its_whole_is_named() -> None:
    (finding,) = audit(
        "全县共有监测对象260户825人，其中脱贫不稳定户110户352人、边缘易致贫户98户301人、突发严重困难户52户162人。"
    )
    assert finding.severity is Severity.ERROR
    assert (finding.found, finding.expected) == ("825人", "815人")
    assert finding.basis == "352 + 301 + 162 = 815"
    assert finding.difference == Decimal(10)


def test_what_is_left_follows_from_the_whole_and_what_is_done() -> None:
    (finding,) = audit("全镇建档立卡贫困户112户，已脱贫38户，剩下的75户年底前脱贫。")
    assert (finding.found, finding.expected) == ("75户", "74户")
    assert finding.basis == "112 − 38 = 74"


def test_parts_that_exceed_their_whole_are_an_error() -> None:
    (finding,) = audit("人均纯收入7062元，其中经营性收入2329元、工资性收入3293元、其他1540元。")
    assert (finding.severity, finding.expected) == (Severity.ERROR, "7162元")


def test_parts_that_nearly_make_their_whole_are_doubted() -> None:
    (finding,) = audit("新建项目40个，其中产业项目21个、基础设施项目12个、就业项目5个。")
    assert (finding.severity, finding.expected) == (Severity.WARNING, "38个")


def test_parts_of_a_part_are_checked_apart_from_the_whole() -> None:
    (finding,) = audit(
        "实际增加210人，其中自然减少56人（迁出32人、嫁出2人、死亡21人），自然增加154人。"
    )
    assert (finding.found, finding.expected) == ("56人", "55人")


def test_a_sum_behind_its_parts_is_checked() -> None:
    (finding,) = audit("中央安排120万元，省级安排60万元，合计185万元。")
    assert (finding.found, finding.expected) == ("185万元", "180万元")


def test_a_part_greater_than_its_whole_is_an_error() -> None:
    (finding,) = audit("财政赤字2.38万亿元，其中中央财政赤字8.55万亿元，地方财政赤字8300亿元。")
    assert (finding.found, finding.severity) == ("8.55万亿元", Severity.ERROR)


def test_an_increase_is_no_whole() -> None:
    assert audit("财政赤字1.2万亿元，比上年增加4000亿元，其中中央8500亿元，地方3500亿元。") == []


def test_a_digit_that_makes_the_sum_right_tells_a_slip() -> None:
    (finding,) = audit(
        "地区生产总值3055693万元，其中第一产业186558万元，第二产业547480万元，第三产业1821655万元。"
    )
    assert finding.expected == "2555693万元"


def test_a_wrong_scale_is_named_with_the_right_one() -> None:
    (finding,) = audit("总投资1200万元，其中自筹资金1000万元、贷款资金200亿元。")
    assert (finding.found, finding.expected) == ("200亿元", "200万元")


def test_what_follows_the_list_is_no_part_of_it() -> None:
    assert (
        audit("总保费150万元，其中省级100万元，县级25万元，企业25万元，保险金额3358.12万元。") == []
    )


def test_parts_called_like_their_whole_are_all_of_it() -> None:
    (finding,) = audit("提出44个主要指标，包括16个预期性指标、8个约束性指标。")
    assert (finding.found, finding.expected) == ("44个", "24个")
    assert audit("有企业42家，其中国有企业12家、龙头企业15家。") == []


def test_one_unit_shows_how_the_other_must_follow() -> None:
    text = "2198户7703名贫困人口中2119户{}人脱贫，贫困人口下降至79户277人。"
    assert audit(text.format(7426)) == []
    (finding,) = audit(text.format(7826))
    assert finding.basis == "7703 ≠ 7826 + 277"


def test_one_person_may_be_of_several_parts() -> None:
    assert audit("全县共有党员3560名，其中女党员890名、少数民族党员2900名。") == []
    assert len(audit("全镇总人口15230人，其中男性7850人，女性7480人。")) == 1


def test_a_sentence_breaks_down_what_one_before_it_states() -> None:
    text = (
        "到位资金11790万元。支出11542万元。按用途分，产业{}万元、基础设施2960万元、就业1875万元。"
    )
    assert audit(text.format(6955)) == []
    (finding,) = audit(text.format(6355))
    assert (finding.found, finding.expected) == ("11790万元", "11190万元")
