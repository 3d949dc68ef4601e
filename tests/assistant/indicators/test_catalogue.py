import re
from decimal import Decimal
from itertools import pairwise

import pytest

from assistant.errors import WrongUseError
from assistant.indicators.catalogue import (
    Catalogue,
    holds_in,
    normalize_name,
    read_catalogue,
    shipped_catalogue,
    write_catalogue,
)
from assistant.indicators.schema import Indicator, IndicatorKind, RollUp
from assistant.indicators.units import parse_unit, same_dimension

# Before, within and after the transition period.
YEARS = (2013, 2020, 2021, 2025, 2026)


@pytest.fixture
def catalogue() -> Catalogue:
    return shipped_catalogue()


def named(name: str, code: str, **fields: object) -> Indicator:
    defaults = {"group": "农业", "unit": "吨", "kind": IndicatorKind.FLOW}
    return Indicator.model_validate({"name": name, "code": code, **defaults, **fields})


# --- The shipped catalogue ----------------------------------------------------------------


def test_the_catalogue_speaks_of_what_a_county_counts(catalogue: Catalogue) -> None:
    groups = set(catalogue.groups())
    assert len({one.code for one in catalogue.entries}) >= 150
    assert groups >= {"人口", "居民收入", "衔接资金", "项目", "就业帮扶", "小额信贷", "义务教育"}
    assert groups >= {"基本医疗", "住房安全", "饮水安全", "产业帮扶", "农村低保", "监测对象"}
    assert groups >= {"驻村帮扶", "易地搬迁", "培训", "经济", "旅游", "电商", "贫困人口"}


@pytest.mark.parametrize("year", YEARS)
def test_a_name_means_one_indicator_in_a_year(catalogue: Catalogue, year: int) -> None:
    owners: dict[str, str] = {}
    for one in catalogue.of_year(year).entries:
        for name in {one.full_name, one.group + one.name, *one.aliases}:
            assert owners.setdefault(normalize_name(name), one.code) == one.code, name


def test_a_code_has_one_meaning_in_a_year(catalogue: Catalogue) -> None:
    for year in YEARS:
        codes = [one.code for one in catalogue.of_year(year).entries]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize("year", YEARS)
def test_a_formula_names_indicators_of_its_year(catalogue: Catalogue, year: int) -> None:
    for one in catalogue.of_year(year).entries:
        for name in filter(None, re.split(r"[÷×+＋－\-*/()（）\s]+", one.formula)):
            found = catalogue.find(name, year)
            assert found, f"{one.full_name}：{name}"
            assert found.full_name == name


def test_a_weight_is_an_indicator_of_the_same_years(catalogue: Catalogue) -> None:
    weighted = [one for one in catalogue.entries if one.roll_up is RollUp.WEIGHTED]
    assert weighted
    for one in weighted:
        for year in (year for year in YEARS if holds_in(one, year)):
            assert catalogue.get(one.weight, year), one.full_name


def test_templates_can_write_every_group_and_name(catalogue: Catalogue) -> None:
    for one in catalogue.entries:
        assert one.group.isidentifier()
        assert one.name.isidentifier()
        assert catalogue.find(f"{one.group}.{one.name}", one.valid_until) == one


def test_units_are_known_and_limits_in_order(catalogue: Catalogue) -> None:
    for one in catalogue.entries:
        assert parse_unit(one.unit).factor > 0
        assert 0 <= one.decimals <= 6
        if one.minimum is not None and one.maximum is not None:
            assert one.minimum < one.maximum, one.full_name


def test_a_percentage_computed_from_shares_has_the_unit_of_a_share(catalogue: Catalogue) -> None:
    for one in catalogue.entries:
        if one.unit == "%" and "÷" in one.formula:
            part, whole = (catalogue.find(each, one.valid_from) for each in one.formula.split("÷"))
            assert part
            assert whole
            assert same_dimension(part.unit, whole.unit), one.full_name


def test_rates_are_never_summed_up(catalogue: Catalogue) -> None:
    for one in catalogue.entries:
        assert (one.kind is IndicatorKind.RATE) <= (one.roll_up is not RollUp.SUM), one.full_name


@pytest.mark.parametrize(
    ("year", "headers"),
    [
        pytest.param(
            2024,
            "监测对象户数 监测对象人数 脱贫不稳定户户数 脱贫不稳定户人数 边缘易致贫户户数 "
            "边缘易致贫户人数 突发严重困难户户数 突发严重困难户人数 风险消除户数 风险消除人数 "
            "风险消除率 脱贫人口 脱贫人口人均纯收入 就业帮扶外出务工人数 就业帮扶公益性岗位 "
            "脱贫人口小额信贷新增户数 脱贫人口小额信贷新增金额 脱贫人口小额信贷户均 "
            "衔接资金项目数 衔接资金到位资金 衔接资金支出金额 衔接资金支出进度 产业发展到位资金 "
            "基础设施支出金额 就业增收支出进度 小额信贷贴息项目数 易地搬迁后续扶持占比",
            id="townships_of_2024",
        ),
        pytest.param(
            2025,
            "衔接资金项目数 衔接资金计划资金 衔接资金中央计划资金 衔接资金县级计划资金 "
            "产业发展计划资金 基础设施计划资金 就业增收计划资金 小额信贷贴息计划资金 "
            "易地搬迁后续扶持计划资金 产业发展项目数 产业发展计划占比 重点项目计划投资",
            id="plan_of_2025",
        ),
    ],
)
def test_the_headers_of_the_sample_tables_are_known(
    catalogue: Catalogue, year: int, headers: str
) -> None:
    assert [header for header in headers.split() if not catalogue.find(header, year)] == []


# --- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "脱贫人口.人均纯收入",
        "脱贫人口人均纯收入",
        "脱贫人口 人均纯收入",
        "脱贫人口人均纯收入（元）",
        "脱贫人口人均纯收入(元/人)",
        "人均纯收入",
        "其中：脱贫户人均纯收入",
    ],
)
def test_a_name_is_found_however_it_is_written(catalogue: Catalogue, name: str) -> None:
    found = catalogue.find(name, 2024)
    assert found
    assert found.code == "relieved.income"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("户数", id="of_what"),
        pytest.param("标准", id="too_short"),
        pytest.param("扶贫小额信贷发放额（计划）", id="planned"),
        pytest.param("综合贫困发生率（规划目标）", id="aimed_at"),
        pytest.param("玉龙喀什河年均径流量", id="unknown"),
        pytest.param("", id="empty"),
    ],
)
def test_a_name_that_may_mean_something_else_is_not_found(catalogue: Catalogue, name: str) -> None:
    assert catalogue.find(name, 2020) is None


def test_an_indicator_is_called_as_in_its_year(catalogue: Catalogue) -> None:
    names = {
        year: (found.full_name, found.code)
        for year in (2020, 2024)
        if (found := catalogue.find("脱贫人口人均纯收入", year))
    }
    assert names == {
        2020: ("贫困人口人均纯收入", "relieved.income"),
        2024: ("脱贫人口人均纯收入", "relieved.income"),
    }


def test_what_ended_in_2020_is_not_of_2021(catalogue: Catalogue) -> None:
    assert catalogue.find("贫困发生率", 2020)
    assert catalogue.find("贫困发生率", 2021) is None
    assert catalogue.find("监测对象户数", 2020) is None


def test_funds_have_another_name_after_the_transition_period(catalogue: Catalogue) -> None:
    before, after = (catalogue.get("funds.received", year) for year in (2025, 2026))
    assert before
    assert after
    assert before.full_name == "衔接资金到位资金"
    assert after.full_name == "常态化帮扶资金到位资金"
    assert catalogue.find("衔接资金到位资金", 2026) == after


def test_without_a_year_the_owner_of_a_name_comes_before_who_is_also_called_so(
    catalogue: Catalogue,
) -> None:
    found = catalogue.find("衔接资金到位资金")
    assert found
    assert found.full_name == "衔接资金到位资金"


def test_names_in_a_text_are_found_where_they_stand(catalogue: Catalogue) -> None:
    text = "2024年，脱贫人 口人均纯收入15796元；衔接资金支出进度97.9％，脱贫人口30939人。"
    matches = catalogue.find_in(text, 2024)
    codes = [match.indicator.code for match in matches]
    assert codes == ["relieved.income", "funds.progress", "relieved.people"]
    assert all(text[match.start : match.end] == match.text for match in matches)
    assert all(one.end <= other.start for one, other in pairwise(matches))
    assert matches[0].text == "脱贫人 口人均纯收入"


def test_a_name_does_not_reach_over_a_comma(catalogue: Catalogue) -> None:
    assert catalogue.find_in("农村低保，人数增加", 2024) == []


@pytest.mark.parametrize(("unit", "code"), [("户", "households"), ("人", "people")])
def test_a_name_for_two_numbers_goes_by_their_units(
    catalogue: Catalogue, unit: str, code: str
) -> None:
    found = catalogue.find("监测对象", 2024)
    assert found
    assert catalogue.counted_in(found, unit).code == f"monitored.{code}"


def test_a_search_finds_the_names_with_all_its_words(catalogue: Catalogue) -> None:
    found = catalogue.search("小额信贷 户数", 2024)
    assert "loans.new_households" in {one.code for one in found}
    assert all("户数" in "".join([one.full_name, *one.aliases]) for one in found)


# --- Files --------------------------------------------------------------------------------


def test_a_catalogue_written_down_reads_back(catalogue: Catalogue) -> None:
    assert read_catalogue(write_catalogue(catalogue.entries)) == list(catalogue.entries)


def test_a_line_that_cannot_be_read_is_named() -> None:
    table = "代码,组,名称,单位,性质,小数位\nfarm.rice,农业,稻谷产量,万吨,时期数,两位\n"
    with pytest.raises(WrongUseError, match="第 2 行的“小数位”"):
        read_catalogue(table)


def test_a_word_that_is_none_of_the_choices_is_named_with_the_choices() -> None:
    table = "代码,组,名称,单位,性质\nfarm.rice,农业,稻谷产量,万吨,数量\n"
    with pytest.raises(WrongUseError, match="第 2 行的“性质”不能是“数量”") as raised:
        read_catalogue(table)
    assert raised.value.hint == "请写：时点数、时期数、比率。"


def test_a_catalogue_without_its_columns_is_refused_with_them() -> None:
    with pytest.raises(WrongUseError, match="缺少这些列：代码、组、性质"):
        read_catalogue("名称,单位\n稻谷产量,万吨\n")


def test_a_share_without_a_unit_is_read() -> None:
    (read,) = read_catalogue("代码,组,名称,单位,性质,最大值\nwater.use,农业,利用系数,,比率,1\n")
    assert (read.unit, read.maximum) == ("", Decimal(1))


# --- Changes ------------------------------------------------------------------------------


def test_changes_add_replace_and_strike_out() -> None:
    rice, wheat = named("稻谷产量", "rice"), named("小麦产量", "wheat")
    maize = named("玉米产量", "maize")
    weighed = rice.model_copy(update={"unit": "万吨"})
    changed = Catalogue([rice, wheat]).amended(
        [("rice", 0, weighed), ("wheat", 0, None), ("maize", 0, maize)]
    )
    assert changed.entries == (weighed, maize)
