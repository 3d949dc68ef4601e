"""What a figure is, what it is worth, and which figures are the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import (
    Quantity,
    QuantityKind,
    as_written,
    date_covers,
    date_parts,
    index_tokens,
    normalize_unit,
    parse_chinese_number,
    quantities,
    same_quantity,
    same_unit,
)

DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Write a number below 10**8 in Chinese, the way it is read aloud."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        joint = "零" if 0 < low < 1000 else ""
        return spell(high) + "万" + joint + (spell(low) if low else "")
    text = ""
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            text += DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text or "零"


@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_every_numeral_that_can_be_read_aloud_is_read(number: int) -> None:
    assert parse_chinese_number(spell(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十五", 15),
        ("廿五", 25),
        ("两万五", 25000),
        ("三百五", 350),
        ("三百零五", 305),
        ("一百二十三点五", Decimal("123.5")),
        ("一点二亿", 120_000_000),
        ("二〇二三", 2023),
        ("十三五", None),
        ("万一", 11000),
        ("", None),
        ("三x", None),
        ("一点", None),
    ],
)
def test_chinese_numerals(text: str, value: Decimal | int | None) -> None:
    assert parse_chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,234户", 1234, "户"),
        ("24 327户", 24327, "户"),
        ("５次", 5, "次"),
        ("三万元", 30000, "元"),
        ("3.5 万元", 35000, "元"),
        ("2亿多元", 200_000_000, "元"),
        ("1亿2000万元", 120_000_000, "元"),
        ("10多万人", 100_000, "人"),
        ("一千多万元", 10_000_000, "元"),
        ("八千余亩", 8000, "亩"),
        ("近万人", 10_000, "人"),
        ("5千瓦", 5, "千瓦"),
        ("5千米", 5, "公里"),
        ("20万千瓦", 200_000, "千瓦"),
        ("3100㎡", 3100, "平方米"),
        ("2个月", 2, "月"),
        ("15个工作日", 15, "工作日"),
        ("3.06万人次", 30_600, "人次"),
        ("零下 18.5 度", Decimal("-18.5"), "度"),
        ("-18.5℃", Decimal("-18.5"), "度"),
    ],
)
def test_an_amount_has_its_value_and_unit(text: str, value: Decimal | int, unit: str) -> None:
    (quantity,) = quantities(f"共有{text}。")
    assert (quantity.value, quantity.unit, quantity.kind) == (value, unit, QuantityKind.AMOUNT)
    assert quantity.text.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("百分之五", 5),
        ("百分之百", 100),
        ("千分之三", Decimal("0.3")),
        ("5.2‰", Decimal("0.52")),
        ("六成", 60),
        ("七成五", 75),
        ("９８．５％", Decimal("98.5")),
    ],
)
def test_a_percentage_has_its_percent_value(text: str, value: Decimal | int) -> None:
    (quantity,) = quantities(f"比例为{text}，")
    assert (quantity.value, quantity.kind) == (value, QuantityKind.PERCENT)


@pytest.mark.parametrize("text", ["三分之一", "1/3"])
def test_a_share_is_a_ratio(text: str) -> None:
    (quantity,) = quantities(f"约{text}是牧民")
    assert (quantity.kind, quantity.unit) == (QuantityKind.RATIO, "1/3")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2023年1月5日", (2023, 1, 5)),
        ("2013 年11 月3 日", (2013, 11, 3)),
        ("二〇二三年一月", (2023, 1, 0)),
        ("2016.02.23", (2016, 2, 23)),
        ("2013-11-03", (2013, 11, 3)),
        ("2019年", (2019, 0, 0)),
        ("3月5日", (0, 3, 5)),
    ],
)
def test_a_date_has_the_parts_it_states(text: str, parts: tuple[int, int, int]) -> None:
    (quantity,) = quantities(f"于{text}施行")
    assert quantity.kind is QuantityKind.DATE
    assert date_parts(quantity) == parts


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        pytest.param("5—10万元", [50000, 100000], "元", id="scale_is_shared"),
        pytest.param("8000—1万元", [8000, 10000], "元", id="a_larger_first_number_is_complete"),
        pytest.param("1万~5万元", [10000, 50000], "元", id="unit_is_shared"),
        pytest.param("3～5%", [3, 5], "%", id="percent_is_shared"),
        pytest.param("三至五年", [3, 5], "年", id="chinese"),
        pytest.param("四五万元", [40000, 50000], "元", id="adjacent_digits"),
        pytest.param("2016—2019年", [20160000, 20190000], "", id="years"),
        pytest.param("2015年4月27—28日", [20150427, 20150428], "", id="days_of_a_month"),
        pytest.param("2018年3月至5月", [20180300, 20180500], "", id="months_of_a_year"),
        pytest.param("1—6月", [100, 600], "", id="months"),
    ],
)
def test_both_ends_of_a_range_are_complete(text: str, values: list[int], unit: str) -> None:
    found = quantities(f"为{text}。")
    assert [q.value for q in found] == values
    assert {q.unit for q in found} == {unit}


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("不低于3万元", "不低于"),
        ("约 5 万元", "约"),
        ("3年以上", "以上"),
        ("50人（含）以上", "以上"),
        ("100人(含100人)以下", "以下"),
        ("不超过5%左右", "不超过、左右"),
        ("110 余户", "余"),
        ("节约5万元", ""),
        ("附近5户", ""),
    ],
)
def test_qualifiers_are_kept_beside_the_value(text: str, qualifier: str) -> None:
    assert quantities(text)[0].qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        "青政发〔2023〕5号",
        "青政发（２０２３）５号",
        "表2-1",
        "图 3-3",
        "附件1",
        "（3）",
        "（二十六）加强",
        "单位：万元",
        "千万不要",
        "四川",
        "万一",
        "十分重要",
        "几百人",
        "数十万元",
        "十八洞村",
        "十三五规划",
        "两不愁三保障",
        "https://example.org/2013/07/05/1813454.shtml",
        "19XMZ005",
        "G30高速",
        "4A级",
        "3.5.1",
        "亿万人民",
    ],
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("第三条", "条", 3), ("第12次", "次", 12), ("十九大", "大", 19), ("第一书记", "", 1)],
)
def test_what_is_numbered_is_an_ordinal(text: str, unit: str, value: int) -> None:
    (quantity,) = quantities(text)
    assert (quantity.kind, quantity.unit, quantity.value) == (QuantityKind.ORDINAL, unit, value)


def one(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("三万", "30000"),
        ("三万元", "3万元"),
        ("3万", "3万元"),
        ("百分之五", "5%"),
        ("八成", "80%"),
        ("5名", "5人"),
        ("5家", "5个"),
        ("5公里", "5000米"),
        ("1:3", "1比3"),
        ("一点二亿元", "12000万元"),
        ("2013-11-03", "2013年11月3日"),
    ],
)
def test_the_same_quantity_in_two_spellings(first: str, second: str) -> None:
    assert same_quantity(one(first), one(second))
    assert same_quantity(one(second), one(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5%", "5个百分点"),
        ("5户", "5人"),
        ("5户", "6户"),
        ("3万元", "3万亩"),
        ("1:3", "1/3"),
        ("2013年11月", "2013年12月"),
        ("5元", "5%"),
        ("第5次", "5次"),
    ],
)
def test_different_quantities_are_told_apart(first: str, second: str) -> None:
    assert not same_quantity(one(first), one(second))


def test_a_date_carries_a_less_exact_one() -> None:
    exact = one("2016年11月3日")
    assert date_covers(exact, one("2016年"))
    assert date_covers(exact, one("11月3日"))
    assert not date_covers(one("2016年"), exact)


def test_units_have_one_form_and_persons_are_counted_alike() -> None:
    assert normalize_unit("千米") == "公里"
    assert normalize_unit("稀奇") == "稀奇"
    assert same_unit("名", "位")
    assert same_unit("元", "")
    assert not same_unit("户", "人")


@pytest.mark.parametrize("text", ["3万元", "30000元", "三万元", "30,000元"])
def test_spellings_of_an_amount_share_their_tokens(text: str) -> None:
    assert index_tokens(f"补助{text}") == ["#30000", "#30000元"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("百分之五", ["#5%"]),
        ("5个百分点", ["#5百分点"]),
        ("2013年11月3日", ["#2013-11-03", "#2013-11", "#2013"]),
        ("二〇二三年", ["#2023"]),
        ("5名", ["#5", "#5人"]),
        ("1:3", ["#1:3"]),
        ("第三批", ["#第3批"]),
        ("一个", []),
    ],
)
def test_index_tokens(text: str, tokens: list[str]) -> None:
    assert index_tokens(text) == tokens


@given(
    st.text(alphabet="0123456789.,一二三十百千万亿两点余多年月日元%户第:/—至 （）\n的", max_size=40)
)
def test_any_text_gives_ordered_slices(text: str) -> None:
    found = quantities(text)
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.text
    starts = [q.start for q in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        pytest.param("10亿余元", "10", "亿元", id="a_qualifier_between_scale_and_unit"),
        pytest.param("1亿2000万元", "12000", "万元", id="two_scales_keep_the_last"),
        pytest.param("三万五千元", "35000", "元", id="chinese_numeral_without_a_last_scale"),
        pytest.param("3.95 万公里", "3.95", "万公里", id="blanks_are_left_out"),
        pytest.param("50千米", "50", "千米", id="a_unit_that_begins_like_a_scale"),
        pytest.param("26.78‰", "26.78", "‰", id="per_mille_stays_per_mille"),
        pytest.param("8.64万", "8.64", "万", id="no_unit"),
        pytest.param("5个百分点", "5", "百分点", id="points"),
    ],
)
def test_a_figure_is_given_back_as_it_was_written(text: str, value: str, unit: str) -> None:
    assert as_written(quantities(text)[0]) == (Decimal(value), unit)
