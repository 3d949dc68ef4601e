from decimal import Decimal

import pytest

from assistant.application import Assistant
from assistant.errors import FormulaError, WrongUseError
from assistant.indicators.alerts import AlertKind
from assistant.indicators.desk import Indicators
from assistant.indicators.schema import Figure, Indicator, IndicatorKind, Missing, Undefined
from ingest.errors import NotFoundError
from tests.assistant.indicators.county import COUNTY, TOWNSHIPS, figure, period

YEAR = period("2024年")


def own(name: str, code: str, formula: str = "", **fields: object) -> Indicator:
    """Return an indicator that the shipped catalogue does not have."""
    made = {"group": "花卉", "unit": "亩", "kind": IndicatorKind.STOCK, "name_is_full": True}
    return Indicator.model_validate(
        {"name": name, "code": code, "formula": formula, **made, **fields}
    )


def value(found: Figure | Undefined) -> Decimal:
    assert isinstance(found, Figure), found
    return found.value


# --- One figure ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["脱贫人口.人均纯收入", "脱贫人口人均纯收入", "人均纯收入（元）", "relieved.income"]
)
def test_a_figure_is_found_by_any_of_its_names(indicators: Indicators, name: str) -> None:
    stated = figure("脱贫人口人均纯收入", 15796)
    indicators.put([stated])
    assert indicators.figure(name, COUNTY, YEAR) == stated


def test_a_figure_of_2020_is_found_under_the_name_it_had_and_has(indicators: Indicators) -> None:
    stated = figure("贫困人口人均纯收入", 11320, when="2020年")
    indicators.put([stated])
    for name in ("贫困人口.人均纯收入", "脱贫人口人均纯收入"):
        assert indicators.figure(name, COUNTY, period("2020年")) == stated


def test_what_is_not_there_is_missing_and_named(indicators: Indicators) -> None:
    found = indicators.figure("脱贫人口.人均纯收入", COUNTY, YEAR)
    assert isinstance(found, Missing)
    assert found.reason == "台账中没有白桦县2024年的脱贫人口人均纯收入。"
    assert found.names == ("脱贫人口人均纯收入",)


def test_a_stock_of_a_year_is_the_one_of_its_last_day(indicators: Indicators) -> None:
    indicators.put([figure("监测对象户数", 499, when="截至2024年12月31日")])
    assert value(indicators.figure("监测对象户数", COUNTY, YEAR)) == 499
    assert value(indicators.figure("监测对象户数", COUNTY, period("2024年12月"))) == 499
    assert value(indicators.figure("监测对象户数", COUNTY, period("2024年底"))) == 499
    assert isinstance(indicators.figure("监测对象户数", COUNTY, period("2025年")), Missing)


@pytest.mark.parametrize(
    ("stated", "asked"),
    [("截至2025年9月30日", "2025年前三季度"), ("2025年1—9月", "截至2025年9月30日")],
)
@pytest.mark.parametrize("name", ["衔接资金支出金额", "小额信贷逾期率"])
def test_what_was_counted_until_a_day_is_counted_from_new_year_on(
    indicators: Indicators, name: str, stated: str, asked: str
) -> None:
    indicators.put([figure(name, 1, when=stated)])
    assert value(indicators.figure(name, COUNTY, period(asked))) == 1
    assert isinstance(indicators.figure(name, COUNTY, period("2025年第三季度")), Missing)


def test_a_flow_of_a_year_is_not_the_one_of_its_last_day(indicators: Indicators) -> None:
    indicators.put([figure("监测对象新识别户数", 3, when="2024年12月")])
    assert isinstance(indicators.figure("监测对象新识别户数", COUNTY, YEAR), Missing)


def test_a_figure_that_is_not_stated_is_computed(indicators: Indicators) -> None:
    received, spent = figure("衔接资金到位资金", 11790), figure("衔接资金支出金额", "11542.4")
    indicators.put([received, spent])
    progress = indicators.figure("衔接资金.支出进度", COUNTY, YEAR)
    assert isinstance(progress, Figure)
    assert round(progress.value, 6) == Decimal("97.899915")
    assert (progress.unit, progress.decimals, progress.code) == ("%", 2, "funds.progress")
    assert (progress.area, progress.period) == (COUNTY, YEAR)
    assert progress.operands == (spent, received)
    assert progress.formula == "11542.4 ÷ 11790"


def test_a_stated_figure_comes_before_a_computed_one(indicators: Indicators) -> None:
    stated = figure("衔接资金支出进度", "97.9")
    indicators.put(
        [figure("衔接资金到位资金", 11790), figure("衔接资金支出金额", "11542.4"), stated]
    )
    assert indicators.figure("衔接资金.支出进度", COUNTY, YEAR) == stated


def test_what_a_formula_lacks_is_named(indicators: Indicators) -> None:
    indicators.put([figure("衔接资金到位资金", 11790)])
    found = indicators.figure("衔接资金.支出进度", COUNTY, YEAR)
    assert isinstance(found, Missing)
    assert found.names == ("衔接资金支出金额",)


def test_nothing_is_divided_by_zero(indicators: Indicators) -> None:
    indicators.put([figure("衔接资金到位资金", 0), figure("衔接资金支出金额", 0)])
    found = indicators.figure("衔接资金.支出进度", COUNTY, YEAR)
    assert isinstance(found, Undefined)
    assert not isinstance(found, Missing)
    assert "为零" in found.reason


def test_a_formula_uses_what_another_formula_gives(indicators: Indicators) -> None:
    indicators.define([own("玫瑰面积", "rose"), own("百合面积", "lily")])
    indicators.define([own("花卉面积", "flowers", "玫瑰面积 ＋ 百合面积")])
    share = own("玫瑰占比", "rose.share", "玫瑰面积 ÷ 花卉面积", unit="%", kind=IndicatorKind.RATE)
    indicators.define([share])
    rose = figure("玫瑰面积", 30, unit="亩", code="rose")
    lily = figure("百合面积", "0.009", unit="万亩", code="lily")
    indicators.put([rose, lily])
    assert value(indicators.figure("玫瑰占比", COUNTY, YEAR)) == 25


# --- Derived figures ----------------------------------------------------------------------


def test_every_formula_is_computed_or_says_why_not(indicators: Indicators) -> None:
    indicators.put(
        [
            figure("小额信贷新增金额", 3775),
            figure("小额信贷新增户数", 864),
            figure("衔接资金到位资金", 11790),
            figure("衔接资金支出金额", "11542.4"),
            figure("衔接资金支出进度", "97.1"),
        ]
    )
    derived = {one.indicator.code: one for one in indicators.derive(COUNTY, YEAR)}
    assert round(value(derived["loans.average"].result), 4) == Decimal("4.3692")
    assert derived["loans.average"].stated is None
    assert derived["funds.progress"].differs
    assert isinstance(derived["monitored.cleared_rate"].result, Missing)
    assert set(derived) == {
        one.code for one in indicators.catalogue.of_year(2024).entries if one.formula
    }


@pytest.mark.parametrize(
    ("stated", "differs"), [("97.9", False), ("97.90", False), ("97.85", True), ("0.979", True)]
)
def test_rounding_alone_is_no_difference(
    indicators: Indicators, stated: str, differs: bool
) -> None:
    indicators.put(
        [
            figure("衔接资金到位资金", 11790),
            figure("衔接资金支出金额", "11542.4"),
            figure("衔接资金支出进度", stated),
        ]
    )
    (derived,) = (
        one for one in indicators.derive(COUNTY, YEAR) if one.indicator.code == "funds.progress"
    )
    assert derived.differs is differs


# --- Townships ----------------------------------------------------------------------------


@pytest.fixture
def reported(indicators: Indicators) -> Indicators:
    """Three townships, and what their people earned."""
    heads, incomes = (2000, 4000, 6000), (15000, 16000, 17000)
    indicators.put(
        [
            figure("常住人口", "3.2"),
            *(
                figure("脱贫人口人数", head, area=area)
                for area, head in zip(TOWNSHIPS, heads, strict=True)
            ),
            *(
                figure("脱贫人口人均纯收入", income, area=area)
                for area, income in zip(TOWNSHIPS, incomes, strict=True)
            ),
        ]
    )
    return indicators


def test_townships_add_up_to_their_county(reported: Indicators) -> None:
    rolled = reported.roll_up("脱贫人口", COUNTY, YEAR)
    assert value(rolled.result) == 12000
    assert [one.area for one in rolled.reported] == list(TOWNSHIPS)
    assert rolled.missing == ()


def test_an_average_is_weighed_by_heads(reported: Indicators) -> None:
    rolled = reported.roll_up("脱贫人口人均纯收入", COUNTY, YEAR)
    assert round(value(rolled.result), 2) == Decimal("16333.33")


def test_who_did_not_report_is_named_and_nothing_is_summed_up(reported: Indicators) -> None:
    (entry,) = reported.find(indicator="脱贫人口人数", area="清泉镇").items
    reported.withdraw(entry.id)
    rolled = reported.roll_up("脱贫人口人数", COUNTY, YEAR)
    assert rolled.missing == ("清泉镇",)
    assert isinstance(rolled.result, Missing)
    assert rolled.subtotal
    assert rolled.subtotal.value == 8000
    found = reported.figure("脱贫人口人数", COUNTY, YEAR)
    assert isinstance(found, Missing)
    assert "清泉镇" in found.reason


def test_a_department_counts_where_it_has_a_value(indicators: Indicators) -> None:
    areas = (*TOWNSHIPS, "县级部门")
    indicators.put([figure("衔接资金到位资金", 100, area=area) for area in areas])
    indicators.put([figure("常住人口", 3), figure("衔接资金支出金额", 50, area="红柳乡")])
    assert value(indicators.roll_up("衔接资金到位资金", COUNTY, YEAR).result) == 400
    assert indicators.roll_up("衔接资金支出金额", COUNTY, YEAR).missing == TOWNSHIPS[1:]


def test_a_township_that_moved_unlike_the_year_before_is_pointed_out(reported: Indicators) -> None:
    before = (1990, 3990, 600)
    reported.put(
        [
            figure("脱贫人口人数", head, area=area, when="2023年")
            for area, head in zip(TOWNSHIPS, before, strict=True)
        ]
    )
    (outlier,) = reported.roll_up("脱贫人口人数", COUNTY, YEAR).outliers
    assert outlier.area == "石河镇"


def test_a_county_that_states_nothing_is_what_its_townships_make(reported: Indicators) -> None:
    people = reported.figure("脱贫人口.人数", COUNTY, YEAR)
    assert isinstance(people, Figure)
    assert (people.value, people.area, people.code) == (12000, COUNTY, "relieved.people")
    assert len(people.operands) == 3
    stated = figure("脱贫人口人数", 11999)
    reported.put([stated])
    assert reported.figure("脱贫人口.人数", COUNTY, YEAR) == stated


def test_what_cannot_be_rolled_up_says_why(reported: Indicators) -> None:
    with pytest.raises(NotFoundError, match="指标目录中没有2024年的“花卉面积”"):
        reported.roll_up("花卉面积", COUNTY, YEAR)
    with pytest.raises(NotFoundError, match="没有红松县下级地区的数据"):
        reported.roll_up("脱贫人口人数", "红松县", YEAR)


# --- What asks to be looked at --------------------------------------------------------------


def test_values_beyond_a_limit_or_changed_too_much_are_listed(indicators: Indicators) -> None:
    indicators.put(
        [
            figure("脱贫人口人均纯收入", 10000, when="2023年"),
            figure("脱贫人口人均纯收入", 15796),
            figure("农村自来水普及率", "96.5"),
            figure("农村自来水普及率", "80.1", area="红柳乡"),
            figure("小额信贷逾期率", 3, when="2023年"),
        ]
    )
    found = {(one.code, one.now.area, one.kind) for one in indicators.alerts()}
    assert found == {
        ("relieved.income", COUNTY, AlertKind.CHANGE),
        ("water.tap_rate", "红柳乡", AlertKind.BELOW),
        ("loans.overdue_rate", COUNTY, AlertKind.ABOVE),
    }
    assert {one.code for one in indicators.alerts(area="红柳乡")} == {"water.tap_rate"}
    assert {one.code for one in indicators.alerts(year=2023)} == {"loans.overdue_rate"}


def test_what_nobody_states_is_computed_and_watched(indicators: Indicators) -> None:
    indicators.put([figure("衔接资金到位资金", 100), figure("产业发展到位资金", 59)])
    (notice,) = indicators.alerts()
    assert (notice.code, notice.kind, notice.now.value) == (
        "funds.industry_share",
        AlertKind.BELOW,
        59,
    )
    indicators.put([figure("产业发展占比", 60)])
    assert indicators.alerts() == []


def test_an_empty_ledger_asks_for_nothing(indicators: Indicators) -> None:
    assert indicators.alerts() == []


# --- The catalogue ------------------------------------------------------------------------


def test_the_catalogue_of_a_deployment_is_the_shipped_one_with_its_changes(
    indicators: Indicators,
) -> None:
    before = len(indicators.catalogue)
    indicators.define([own("玫瑰面积", "rose")], by="zhang")
    known = indicators.catalogue.find("玫瑰面积")
    assert known == own("玫瑰面积", "rose")
    indicators.define([own("玫瑰面积", "rose", unit="万亩")])
    assert len(indicators.catalogue) == before + 1
    indicators.strike("rose")
    assert indicators.catalogue.find("玫瑰面积") is None
    indicators.strike("roads.rural_new")
    assert len(indicators.catalogue) == before - 1


def test_a_changed_catalogue_holds_in_other_processes_too(
    assistant: Assistant, indicators: Indicators
) -> None:
    other = Assistant(assistant.store).indicators
    assert other.catalogue.find("玫瑰面积") is None
    indicators.define([own("玫瑰面积", "rose")])
    assert other.catalogue.find("玫瑰面积")


def test_formulas_that_lead_back_to_themselves_are_refused_by_name(indicators: Indicators) -> None:
    with pytest.raises(FormulaError, match="玫瑰面积 → 百合面积 → 玫瑰面积") as raised:
        indicators.define(
            [own("玫瑰面积", "rose", "百合面积 × 2"), own("百合面积", "lily", "玫瑰面积 ÷ 2")]
        )
    assert raised.value.hint
    assert indicators.catalogue.find("玫瑰面积") is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param(own("玫瑰面积", "rose", "芍药面积 ÷ 2"), "没有“芍药面积”", id="unknown"),
        pytest.param(own("玫瑰面积", "rose", "脱贫人口户数 ÷"), "读不懂", id="unreadable"),
        pytest.param(own("常住人口", "rose"), "“常住人口”指两个指标", id="name_taken"),
        pytest.param(
            own("玫瑰面积", "rose", aliases=("脱贫户",)), "“脱贫户”指两个指标", id="alias_taken"
        ),
        pytest.param(
            own("玫瑰 面积", "rose"), "“玫瑰 面积”不能用作名称", id="no_name_for_a_template"
        ),
        pytest.param(
            own("玫瑰面积", "rose", roll_up="weighted", weight="roses"),
            "没有代码为“roses”的指标",
            id="weight",
        ),
    ],
)
def test_a_change_that_contradicts_the_catalogue_is_refused(
    indicators: Indicators, changed: Indicator, message: str
) -> None:
    with pytest.raises(WrongUseError, match=message):
        indicators.define([changed])
    assert indicators.catalogue.get("rose") is None


def test_what_another_indicator_is_computed_from_cannot_be_struck_out(
    indicators: Indicators,
) -> None:
    with pytest.raises(WrongUseError, match="小额信贷户均金额"):
        indicators.strike("loans.new_households")


def test_what_is_not_in_the_catalogue_cannot_be_struck_out(indicators: Indicators) -> None:
    for code, year in (("nothing", None), ("relieved.income", 2019)):
        with pytest.raises(NotFoundError, match=f"代码为“{code}”"):
            indicators.strike(code, year)


def test_an_entry_of_some_years_is_struck_out_alone(indicators: Indicators) -> None:
    indicators.strike("monitored.household_measures", 2026)
    assert indicators.catalogue.get("monitored.household_measures", 2025)
    assert indicators.catalogue.get("monitored.household_measures", 2026) is None


def test_the_catalogue_goes_out_as_a_table_and_comes_back_changed(indicators: Indicators) -> None:
    table = indicators.export_catalogue()
    line = "farm.tea,农业,茶叶产量,是,,吨,时期数,越高越好,,0,农业农村,0,,,相加,,,,50,,\n"
    indicators.import_catalogue(table + line)
    tea = indicators.catalogue.find("茶叶产量")
    assert tea
    assert (tea.unit, tea.alert.change) == ("吨", 50)
    with pytest.raises(WrongUseError, match="第 3 行"):
        indicators.import_catalogue("\n".join([*table.splitlines()[:2], "farm.tea,农业"]))


# --- Who may see what ---------------------------------------------------------------------


def test_a_reader_neither_sees_nor_changes_another_library(assistant: Assistant) -> None:
    whole = assistant.indicators
    whole.put([figure("脱贫人口人均纯收入", 15796)], library="内部")
    whole.put([figure("脱贫人口户数", 8416)], library="默认")
    reader = assistant.limited_to({"默认"}).indicators
    assert isinstance(reader.figure("脱贫人口人均纯收入", COUNTY, YEAR), Missing)
    assert [entry.figure.name for entry in reader.find().items] == ["脱贫人口户数"]
    assert reader.series("脱贫人口人均纯收入", COUNTY) == []
    assert reader.libraries() == ["默认"]
    hidden = whole.find(library="内部").items[0].id
    for refused in (
        lambda: reader.find(library="内部"),
        lambda: reader.figure("脱贫人口户数", COUNTY, YEAR, library="内部"),
        lambda: reader.derive(COUNTY, YEAR, library="内部"),
        lambda: reader.areas(library="内部"),
        lambda: reader.periods(library="内部"),
        lambda: reader.groups(library="内部"),
        lambda: reader.alerts(library="内部"),
        lambda: reader.roll_up("脱贫人口户数", COUNTY, YEAR, library="内部"),
        lambda: reader.put([figure("脱贫人口户数", 1)], library="内部"),
        lambda: reader.place(COUNTY, TOWNSHIPS, library="内部"),
        lambda: reader.entry(hidden),
        lambda: reader.history(hidden),
        lambda: reader.withdraw(hidden),
    ):
        with pytest.raises(NotFoundError):
            refused()
    assert whole.entry(hidden).figure.value == 15796


# --- Lists --------------------------------------------------------------------------------


def test_values_are_listed_by_group_indicator_and_page(indicators: Indicators) -> None:
    indicators.put(
        [
            *(figure("脱贫人口户数", 100, area=area) for area in (COUNTY, *TOWNSHIPS)),
            figure("脱贫人口人均纯收入", 15796),
            figure("衔接资金到位资金", 11790),
        ]
    )
    assert indicators.find(group="脱贫人口").total == 5
    assert indicators.find(indicator="脱贫户数").total == 4
    assert indicators.find(indicator="relieved.households", area="红柳乡").total == 1
    second = indicators.find(group="脱贫人口", page=2, page_size=3)
    assert (second.total, len(second.items)) == (5, 2)


def test_a_group_has_the_values_of_its_years(indicators: Indicators) -> None:
    indicators.put(
        [
            figure("脱贫人口人均纯收入", 11320, when="2020年"),
            figure("脱贫人口人均纯收入", 15796, when="2024年"),
            figure("衔接资金到位资金", 11790, when="2025年"),
            figure("常态化帮扶资金到位资金", 9000, when="2026年"),
        ]
    )
    listed = {
        group: [int(entry.figure.value) for entry in indicators.find(group=group).items]
        for group in ("贫困人口", "脱贫人口", "衔接资金", "常态化帮扶资金", "没有这一组")
    }
    assert listed == {
        "贫困人口": [11320],
        "脱贫人口": [15796],
        "衔接资金": [11790],
        "常态化帮扶资金": [9000],
        "没有这一组": [],
    }


def test_a_series_runs_from_the_earliest_period(indicators: Indicators) -> None:
    years = ("2024年", "2022年", "2023年")
    indicators.put([figure("脱贫人口人均纯收入", 1, when=year) for year in years])
    found = indicators.series("脱贫人口.人均纯收入", COUNTY)
    assert [entry.figure.period for entry in found] == [period(year) for year in sorted(years)]


def test_groups_are_those_of_the_years_there_are_values_of(indicators: Indicators) -> None:
    indicators.put(
        [
            figure("衔接资金到位资金", 11790),
            figure("贫困发生率", "0.39", when="2019年"),
            figure("花卉基地面积", 42),
        ]
    )
    assert indicators.groups() == ["贫困人口", "衔接资金"]
    assert indicators.periods() == [period("2019年"), YEAR]
    assert [area.name for area in indicators.areas()] == [COUNTY]
