"""Townships' values rolled up: sums, averages, who is missing, what looks odd."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assistant.indicators.periods import make_year
from assistant.indicators.rolling_up import RollUpResult, roll_up
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import (
    Figure,
    Indicator,
    IndicatorKind,
    Missing,
    RollUp,
    Undefined,
)

TOWNS = ("石桥镇", "清河镇", "柳湾镇", "大坪乡", "青石乡", "云岭乡", "南塘乡", "北沟乡")
YEAR = make_year(2024)
HOUSEHOLDS = Indicator(
    code="monitored.households",
    group="监测对象",
    name="户数",
    unit="户",
    kind=IndicatorKind.STOCK,
)
INCOME = Indicator(
    code="income",
    group="脱贫人口",
    name="人均纯收入",
    unit="元",
    kind=IndicatorKind.RATE,
    roll_up=RollUp.WEIGHTED,
    weight="persons",
    decimals=2,
)


def values(
    numbers: dict[str, object] | list[object],
    unit: str = "户",
    year: int = 2024,
    name: str = "户数",
) -> dict[str, Figure]:
    by_town = numbers if isinstance(numbers, dict) else dict(zip(TOWNS, numbers, strict=False))
    return {
        town: Figure(
            value=Decimal(str(number)), unit=unit, name=name, area=town, period=make_year(year)
        )
        for town, number in by_town.items()
    }


def result(rolled: RollUpResult) -> Figure:
    assert isinstance(rolled.result, Figure), rolled.result.reason
    return rolled.result


def reason(rolled: RollUpResult) -> str:
    assert isinstance(rolled.result, Undefined)
    return rolled.result.reason


def test_counts_of_all_townships_add_up_to_the_county() -> None:
    rolled = roll_up(HOUSEHOLDS, YEAR, values([1, 2, 3, 4, 5, 6, 7, 8]), TOWNS, area="青禾县")
    county = result(rolled)
    assert (county.value, county.area, county.name) == (36, "青禾县", "监测对象户数")
    assert county.formula == "1 + 2 + 3 + 4 + 5 + 6 + 7 + 8"
    assert [figure.area for figure in rolled.reported] == list(TOWNS)
    assert rolled.missing == ()


@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=8))
def test_the_county_is_the_sum_of_its_townships(numbers: list[int]) -> None:
    assert result(roll_up(HOUSEHOLDS, YEAR, values(list(numbers)), TOWNS)).value == sum(numbers)


def test_a_county_with_a_township_missing_has_a_subtotal_and_no_total() -> None:
    rolled = roll_up(HOUSEHOLDS, YEAR, values({"石桥镇": 1, "柳湾镇": 2}), TOWNS[:4], area="青禾县")
    assert rolled.missing == ("清河镇", "大坪乡")
    assert reason(rolled) == "2024年监测对象户数还缺清河镇、大坪乡的数据，不汇总"
    assert isinstance(rolled.result, Missing)
    assert rolled.subtotal is not None
    assert rolled.subtotal.value == 3


def test_a_township_of_another_county_is_not_counted() -> None:
    rolled = roll_up(HOUSEHOLDS, YEAR, values([1, 2, 3]), TOWNS[:2])
    assert result(rolled).value == 3


def test_nothing_reported_makes_nothing() -> None:
    rolled = roll_up(HOUSEHOLDS, YEAR, {}, TOWNS[:2])
    assert rolled.subtotal is None
    assert rolled.missing == TOWNS[:2]
    assert "还缺" in reason(rolled)


def test_values_in_another_unit_are_added_in_the_indicators_own() -> None:
    money = HOUSEHOLDS.model_copy(update={"unit": "万元", "decimals": 2})
    figures = values([5, 6], "万元") | values({"柳湾镇": "0.01"}, "亿元")
    assert print_figure(result(roll_up(money, YEAR, figures, TOWNS[:3]))) == "111.00万元"


def test_incomes_are_averaged_by_persons() -> None:
    incomes = values([10000, 20000], "元")
    persons = values([300, 100], "人")
    rolled = roll_up(INCOME, YEAR, incomes, TOWNS[:2], weights=persons, area="青禾县")
    assert print_figure(result(rolled)) == "12500.00元"
    assert result(rolled).area == "青禾县"


def test_an_average_without_its_weights_says_whose_are_missing() -> None:
    rolled = roll_up(INCOME, YEAR, values([1, 2], "元"), TOWNS[:2], weights=values([3], "人"))
    assert reason(rolled) == "缺少清河镇的权数，不计算脱贫人口人均纯收入的平均"


def test_what_does_not_roll_up_says_so_even_when_all_reported() -> None:
    rank = HOUSEHOLDS.model_copy(update={"roll_up": RollUp.NONE})
    rolled = roll_up(rank, YEAR, values([1]), TOWNS[:2])
    assert reason(rolled) == "监测对象户数不能由下级数据汇总"
    assert rolled.missing == ("清河镇",)


def test_the_township_that_grew_unlike_the_others_is_pointed_out() -> None:
    before = values([100, 200, 300, 400, 500, 600, 700, 800], year=2023)
    now = values([105, 208, 318, 416, 530, 630, 1400, 832])
    [outlier] = roll_up(HOUSEHOLDS, YEAR, now, TOWNS, before=before).outliers
    assert outlier.area == "南塘乡"
    assert outlier.message == "南塘乡增长100.0%，各地居中的是增长5.0%，请核对。"
    assert outlier.change.value == 100


def test_a_wrong_unit_is_pointed_out_among_few_townships_too() -> None:
    before, now = values([1200, 1300], "万元", 2023), values([1250, 13600000], "万元")
    money = HOUSEHOLDS.model_copy(update={"unit": "万元"})
    [outlier] = roll_up(money, YEAR, now, TOWNS[:2], before=before).outliers
    assert outlier.message.startswith("清河镇由1300万元变为13600000万元，相差十倍以上")


def test_townships_that_all_change_alike_are_left_alone() -> None:
    before = values([100] * 8, year=2023)
    assert not roll_up(HOUSEHOLDS, YEAR, values([103] * 7 + [110]), TOWNS, before=before).outliers
    assert not roll_up(HOUSEHOLDS, YEAR, values([200] * 8), TOWNS, before=before).outliers


def test_rates_are_compared_by_percentage_points() -> None:
    rate = INCOME.model_copy(update={"unit": "%"})
    before = values([90] * 8, "%", 2023)
    now = values([91, 92, 90, 91, 93, 91, 92, 80], "%")
    [outlier] = roll_up(
        rate, YEAR, now, TOWNS, before=before, weights=values([1] * 8, "人")
    ).outliers
    assert outlier.message == "北沟乡降低10.0个百分点，各地居中的是提高1.0个百分点，请核对。"


def test_a_township_without_an_earlier_value_is_no_outlier() -> None:
    before = values({"石桥镇": 0, "清河镇": 5}, year=2023)
    assert not roll_up(HOUSEHOLDS, YEAR, values([9, 5, 7]), TOWNS[:3], before=before).outliers
