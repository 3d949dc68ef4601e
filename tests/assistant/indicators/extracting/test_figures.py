import pytest

from assistant.indicators.extracting.figures import stated_figures


def figures(text: str) -> list[str]:
    return [f"{one.value}{one.unit}{one.qualifier}" for one in stated_figures(text)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        pytest.param("到位资金10亿余元", ["10亿元余"], id="scale_stays_with_the_unit"),
        pytest.param("修建水渠50千米", ["50千米"], id="unit_as_written"),
        pytest.param("每人每月发放2000元", ["2000元/人·月"], id="each_person_each_month"),
        pytest.param("按每生每年800元的标准补助", ["800元/生·年"], id="each_pupil_each_year"),
        pytest.param(
            "标准由每人每月200元提高到300元", ["200元/人·月", "300元/人·月"], id="raised_to"
        ),
        pytest.param("低保标准为4440元/年", ["4440元/年"], id="a_stroke"),
        pytest.param("每年兑现奖补资金684万元", ["684万元"], id="each_year_far_away_is_no_unit"),
        pytest.param("每人每月增加100元", ["100元"], id="an_increase_is_plain"),
        pytest.param("全县8962万贫困人口", ["8962万人"], id="noun_tells_persons"),
        pytest.param("贫困人口仍有8249万", ["8249万人"], id="subject_tells_persons"),
        pytest.param("带动2949万贫困户增收", ["2949万户"], id="noun_tells_households"),
        pytest.param("确保7500个贫困户增收", ["7500户"], id="households_counted_with_个"),
        pytest.param("争取到180万旅游项目资金", ["180万元"], id="noun_tells_money"),
        pytest.param("贫困发生率降至0", ["0%"], id="rate_without_sign"),
        pytest.param("年收入5—10万元", ["5万元", "10万元"], id="both_ends_of_a_range"),
        pytest.param("每户补助1万~5万元", ["1万元/户", "5万元/户"], id="each_end_for_a_household"),
        pytest.param("补助1万元~5万元/户", ["1万元/户", "5万元/户"], id="told_at_the_far_end"),
        pytest.param("每亩国家补助800元", ["800元/亩"], id="who_pays_for_each"),
        pytest.param("死亡率6.58‰", ["6.58‰"], id="per_mille"),
        pytest.param("实行15年免费教育", ["15年"], id="a_time_that_is_granted"),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, stated: list[str]) -> None:
    assert figures(text) == stated


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("根据第十二条规定办理", id="article"),
        pytest.param("青政规〔2024〕2号文件", id="document_number"),
        pytest.param("2024年9月30日印发", id="date"),
        pytest.param("联系电话：68001234", id="telephone"),
        pytest.param("实施“五个一批”工程", id="slogan"),
        pytest.param("从三个方面推进工作", id="manner_of_speaking"),
        pytest.param("一个重要原因", id="article_of_a_noun"),
        pytest.param("是全国14个集中连片特困地区之一", id="one_of_several"),
        pytest.param("经过三年来的努力", id="time_gone_by"),
        pytest.param("李大伯今年68岁", id="age"),
        pytest.param("按7:3的比例分担", id="ratio"),
        pytest.param("；4.贫困人口持续下降", id="number_of_a_list_item"),
        pytest.param("县十七届四次会议审议", id="number_of_a_meeting"),
        pytest.param("游客走进五棵胡杨农场", id="numeral_of_a_farm"),
        pytest.param("医生数居全区倒数四至五名", id="place_from_the_end"),
        pytest.param("企业5100荣获先进称号", id="number_in_a_name"),
    ],
)
def test_what_counts_nothing_is_no_indicator(text: str) -> None:
    assert figures(text) == []
