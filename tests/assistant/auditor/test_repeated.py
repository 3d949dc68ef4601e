import pytest

from assistant.auditor.repeated import find
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "2013年末全县建档立卡贫困人口2198户。\n2014年末全县建档立卡贫困人口2191户。",
            id="other_year",
        ),
        pytest.param(
            "全县新建改建农村公路里程达1265公里。\n2025年计划全县新建改建农村公路里程达1285公里。",
            id="planned",
        ),
        pytest.param(
            "甲乡带动贫困人口实现人均增收3200元。\n乙乡带动贫困人口实现人均增收2800元。",
            id="other_things",
        ),
        pytest.param(
            "双河镇农村低保对象660户1216人，全年发放低保资金498.6万元。\n"
            "松坪乡农村低保对象531户1016人，全年发放低保资金417.5万元。",
            id="other_place",
        ),
        pytest.param(
            "石桥镇脱贫人口人均纯收入16147元。其中，生产经营净收入3248元，占20.44%。\n"
            "松坪乡脱贫人口人均纯收入15249元。其中，生产经营净收入3218元，占20.14%。",
            id="place_of_the_sentence_before",
        ),
        pytest.param(
            "生猪产量达标得6分，每提高1个百分点得绩效分0.5分，直至满分。\n"
            "蔬菜产量达标得6分，每提高1个百分点得绩效分0.4分，直至满分。",
            id="single_digit",
        ),
        pytest.param(
            "惠及公司营业区内大工业电力客户0.63万户，预计减少电费支出1.5亿元。\n"
            "惠及大工业电力客户0.23万户，预计减少电费支出1.2亿元。",
            id="two_digits",
        ),
        pytest.param("全县累计发放宣传手册1400余册。\n全县累计发放宣传手册1500余册。", id="about"),
        pytest.param("全县建档立卡贫困人口2198户。\n全县建档立卡贫困人口2198户。", id="same"),
    ],
)
def test_what_is_not_the_same_may_differ(text: str) -> None:
    assert audit(find, text) == []


def test_one_thing_has_one_value() -> None:
    (finding,) = audit(
        find,
        "全县2198户7703名建档立卡贫困人口中2119户达到标准。\n另有情况。\n"
        "全县2198户7703名建档立卡贫困人口中2120户达到标准。",
    )
    assert (finding.found, finding.place) == ("2120户", "第3段")
    assert "2119户" in finding.message


def test_a_slip_of_one_digit_is_seen() -> None:
    (finding,) = audit(
        find, "县财政累计投入教育扶贫专项资金7386万元。\n县财政累计投入教育扶贫专项资金7336万元。"
    )
    assert finding.found == "7336万元"


def test_a_place_may_be_named_by_its_county_too() -> None:
    (finding,) = audit(
        find, "青禾县石桥镇农村低保对象531户1216人。\n石桥镇农村低保对象531户1016人。"
    )
    assert finding.found == "1016人"


def test_what_most_mentions_say_is_expected() -> None:
    text = "县财政累计投入教育扶贫专项资金{}万元。"
    (finding,) = audit(find, "\n".join(text.format(value) for value in (7386, 7386, 7336)))
    assert finding.expected == "7386万元"


def test_steps_of_a_tariff_differ() -> None:
    assert (
        audit(
            find,
            "超过500万元至1000万元的部分，按照0.7%交纳。\n超过1000万元至2000万元的部分，按照0.6%交纳。",
        )
        == []
    )
