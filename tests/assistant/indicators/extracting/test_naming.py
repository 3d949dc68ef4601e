import pytest

from assistant.indicators.extracting.figures import stated_figures
from assistant.indicators.extracting.naming import name_figures
from assistant.indicators.extracting.times import times


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("贫困发生率为0.21%", ["贫困发生率"], id="subject_before"),
        pytest.param("建成102家扶贫企业", ["建成扶贫企业"], id="noun_behind"),
        pytest.param(
            "因病致贫93户335人", ["因病致贫户数", "因病致贫人数"], id="households_and_persons"
        ),
        pytest.param(
            "带动517户1803名贫困人口增收",
            ["带动贫困人口户数", "带动贫困人口"],
            id="both_have_the_noun_of_the_second",
        ),
        pytest.param(
            "在校生611人（小学278人、初中68人）",
            ["在校生", "在校生小学人数", "在校生初中人数"],
            id="parts_in_brackets",
        ),
        pytest.param(
            "贫困发生率由2011年的29.4%下降到2015年的9.5%",
            ["贫困发生率", "贫困发生率"],
            id="from_and_to",
        ),
        pytest.param(
            "地区生产总值56.93亿元，同比增长12%",
            ["地区生产总值", "地区生产总值同比增长"],
            id="change",
        ),
        pytest.param(
            "监测对象499户1597人，同比分别增加37户、108人",
            ["监测对象户数", "监测对象", "监测对象同比分别增加", "监测对象同比分别增加"],
            id="changes_one_behind_the_other",
        ),
        pytest.param(
            "外出务工14286人，占劳动力的57.9%",
            ["外出务工人数", "外出务工占劳动力比重"],
            id="share",
        ),
        pytest.param(
            "城镇和农村人均收入分别为3.1万元、1.2万元",
            ["城镇", "农村人均收入"],
            id="分别",
        ),
        pytest.param(
            "因病致贫93户335人，占贫困人口的4.2%、4.3%",
            [
                "因病致贫户数",
                "因病致贫人数",
                "因病致贫户数占贫困人口比重",
                "因病致贫人数占贫困人口比重",
            ],
            id="shares_of_the_two_before",
        ),
        pytest.param(
            "实施安居房建设，户均补助5.5万元", ["实施安居房建设户均补助"], id="what_a_grant_is_for"
        ),
        pytest.param("2024年自来水普及率96.5%", ["自来水普及率"], id="date_is_no_name"),
    ],
)
def test_figures_are_named_by_the_words_around_them(text: str, names: list[str]) -> None:
    assert name_figures(text, stated_figures(text), times(text), []) == names
