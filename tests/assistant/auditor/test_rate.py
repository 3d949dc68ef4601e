import pytest

from assistant.auditor.rate import find
from assistant.auditor.schema import Severity
from tests.assistant.auditor.auditing import audit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "2022年到位衔接资金62292万元，2023年到位66185万元，同比增加3893万元，增长6.25%。",
            id="growth",
        ),
        pytest.param(
            "用于“三农”的投入5955亿元，比上年增加1637亿元，增长37.9%。", id="growth_by_its_increase"
        ),
        pytest.param(
            "到位资金50422万元，支出21185.83万元，支出率42.02%，4月末序时进度为33.33%，超序时进度8.68个百分点。",
            id="unrounded",
        ),
        pytest.param(
            "到位资金50422万元，支出21185.83万元，支出率42.02%，4月末序时进度为33.33%，超序时进度8.69个百分点。",
            id="rounded",
        ),
        pytest.param("风险消除率49.69%，按户计算为44.49%。", id="two_denominators"),
        pytest.param("劳动力3569人，就业2154人，就业率60.3%。", id="cut_off"),
        pytest.param(
            "14个重点村贫困人口1743户6139人，分别占贫困人口2198户7703人的79.3%、79.7%。",
            id="shares",
        ),
        pytest.param("外出务工14021人，完成年度目标13500人的103.9%。", id="target"),
        pytest.param("新增发放小额信贷864户3775万元，户均4.37万元。", id="average"),
        pytest.param(
            "对外投资从2007年的248亿美元上升到2012年的772亿美元，年均增长25.5%。", id="yearly"
        ),
        pytest.param(
            "拟安排赤字2.18万亿元，比去年增加5600亿元，赤字率提高到3%。", id="another_rate"
        ),
    ],
)
def test_rates_that_follow_are_passed_over(text: str) -> None:
    assert audit(find, text) == []


def test_growth_is_reckoned_on_the_value_before() -> None:
    (finding,) = audit(
        find, "2022年到位衔接资金62292万元，2023年到位66185万元，同比增加3893万元，增长5.88%。"
    )
    assert (finding.found, finding.expected) == ("5.88%", "6.25%")
    assert finding.basis == "(66185 − 62292) ÷ 62292 = 6.25%"


def test_growth_follows_from_a_value_and_its_increase() -> None:
    (finding,) = audit(find, "用于“三农”的投入5955亿元，比上年增加1637亿元，增长27.5%。")
    assert finding.expected == "37.9%"


def test_growth_of_output_is_only_a_hint_since_prices_change() -> None:
    (finding,) = audit(find, "地区生产总值由9323.1亿元增加到13697.5亿元，增长33.6%。")
    assert finding.severity is Severity.HINT


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param(
            "重点村1222个，占全疆3029个重点村的43%。", "43%", "40%", id="share_of_a_named_whole"
        ),
        pytest.param(
            "劳动力总数为3569人，其中符合条件的2154人，占劳动力总数的57.9%。",
            "57.9%",
            "60.4%",
            id="share_of_what_is_called_the_same",
        ),
        pytest.param(
            "累计解决就业9663人，完成目标任务1.2万人就业的80.05%。", "80.05%", "80.53%", id="target"
        ),
        pytest.param(
            "到位资金50422万元，支出21185.83万元，支出率45.02%。", "45.02%", "42.02%", id="stem"
        ),
        pytest.param(
            "新增发放小额信贷864户3775万元，户均4.73万元。", "4.73万元", "4.37万元", id="average"
        ),
        pytest.param("4月末序时进度为25%。", "25%", "33%", id="schedule"),
        pytest.param(
            "支出率42.02%，序时进度33.33%，超序时进度9.68个百分点。",
            "9.68个百分点",
            "8.69个百分点",
            id="ahead_of_schedule",
        ),
        pytest.param(
            "从2007年到2012年，投资由248亿美元上升到772亿美元，年均增长35.5%。",
            "35.5%",
            "25.5%",
            id="yearly",
        ),
    ],
)
def test_a_rate_follows_from_its_numbers(text: str, found: str, expected: str) -> None:
    (finding,) = audit(find, text)
    assert (finding.found, finding.expected) == (found, expected)


def test_shares_of_one_whole_tell_the_one_that_does_not_fit() -> None:
    (finding,) = audit(
        find,
        "因病致贫93户，占贫困户的4.2%；因残致贫32户，占贫困户的1.5%；因学致贫52户，占贫困户的3.4%；"
        "因缺技术致贫127户，占贫困户的5.8%。",
    )
    assert (finding.found, finding.expected) == ("3.4%", "2.4%")


def test_a_share_is_one_of_the_whole_that_holds_its_part() -> None:
    (finding,) = audit(find, "在592个国家级贫困县中，其中有384个是山区县，占总数的69%。")
    assert (finding.found, finding.expected) == ("69%", "65%")


def test_shares_told_respectively_belong_to_their_parts_in_order() -> None:
    (finding,) = audit(
        find, "人均纯收入7062元，其中经营性收入2329元、工资性收入3293元，分别占33%、48.6%。"
    )
    assert (finding.found, finding.expected) == ("48.6%", "46.6%")


def test_a_share_may_belong_to_a_part_further_back() -> None:
    text = "到位资金11790万元。按用途分，产业发展6955万元、基础设施4835万元，产业发展占比{}%。"
    assert audit(find, text.format("59.0")) == []
    (finding,) = audit(find, text.format("69.0"))
    assert (finding.found, finding.expected) == ("69.0%", "59.0%")


def test_an_average_is_of_the_only_count_there_is() -> None:
    text = "为5318户脱贫户兑付产业奖补资金{}万元，户均3100元。"
    assert audit(find, text.format("1648.6")) == []
    (finding,) = audit(find, text.format("1948.6"))
    assert finding.expected == "3664元"


def test_part_and_whole_of_a_share_are_found_by_their_names() -> None:
    text = (
        "累计识别监测对象499户1597人。全年新识别监测对象37户108人，累计消除风险349户1121人，"
        "风险消除户数占监测对象总户数的{}%。"
    )
    assert audit(find, text.format("69.9")) == []
    (finding,) = audit(find, text.format("67.9"))
    assert (finding.found, finding.expected) == ("67.9%", "69.9%")
