"""Every filter over the county of `conftest.py`."""

from collections.abc import Callable

import pytest

from assistant.report.filters import LIST_FILTERS, NUMBER_FILTERS
from assistant.report.schema import ItemState, Preflight, Rendered
from tests.assistant.report.papers import lines, template

INCOME, FUNDS, HOUSEHOLDS = "脱贫人口.人均纯收入", "衔接资金.计划资金", "脱贫人口.户数"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (INCOME, "16251元"),
        ("脱贫人口人均纯收入", "16251元"),
        ('指标("脱贫群众人均纯收入")', "16251元"),
        (f"{INCOME} | 小数(2)", "16250.75元"),
        (f"{INCOME} | 千分位", "16,251元"),
        (f"{INCOME} | 数值", "16251"),
        (f"{INCOME} | 数值 | 千分位", "16,251"),
        (f"{INCOME} | 中文数字", "一万六千二百五十一元"),
        (f'{INCOME} | 单位("万元") | 小数(2)', "1.63万元"),
        (f'{FUNDS} | 单位("亿元")', "0.46亿元"),
        (f'{FUNDS} | 单位("亿元") | 小数(4)', "0.4601亿元"),
        (f"{INCOME} | 同比", "11.07%"),
        (f"{INCOME} | 同比 | 小数(1)", "11.1%"),
        (f"{INCOME} | 同比 | 数值", "11.07"),
        (f"{INCOME} | 环比", "11.07%"),
        (f"{INCOME} | 变化", "增长11.07%"),
        (f"{INCOME} | 变化 | 小数(1)", "增长11.1%"),
        (f"{HOUSEHOLDS} | 变化", "下降0.4%"),
        (f"{HOUSEHOLDS} | 增加额", "-4户"),
        (f"{HOUSEHOLDS} | 增加额 | 措辞", "减少4户"),
        (f"{INCOME} | 上年", "14631元"),
        (f"{INCOME} | 上期", "14631元"),
        (f'{INCOME} | 时期("2022年")', "13169元"),
        (f'{INCOME} | 地区("石河镇")', "17010元"),
        (f'{INCOME} | 地区("石河镇") | 上年', "15600元"),
        (f"{INCOME} | 年均增长(2)", "11.09%"),
        (f"{INCOME} | 倍数({INCOME} | 上年)", "1.11倍"),
        (f'{HOUSEHOLDS} | 地区("石河镇") | 占比({HOUSEHOLDS})', "29.1%"),
        (f'{FUNDS} | 地区("清泉镇") | 完成率({FUNDS})', "29.35%"),
        (f'{FUNDS} | 地区("清泉镇") | 完成率({FUNDS}) | 序时进度差', "-70.65个百分点"),
        (
            f'{FUNDS} | 地区("清泉镇") | 完成率({FUNDS}) | 序时进度差 | 措辞',
            "落后序时进度70.65个百分点",
        ),
        (f"{FUNDS} | 累计", "4601万元"),
        (f"{FUNDS} | 人均({HOUSEHOLDS})", "4.63万元"),
        (f"{INCOME} - ({INCOME} | 上年)", "1620元"),
        (f"({FUNDS} | 上年) + {FUNDS}", "8801.50万元"),
        ("乡镇 | 个数", "3个"),
        (f'(乡镇 | 排序("{INCOME}") | 前(1))[0].名称', "石河镇"),
        (f'{INCOME} | 地区("无此镇") | 否则("—")', "—"),
        (f'{FUNDS} | 地区("清泉镇") | 上年 | 同比 | 否则("上年为零")', "上年为零"),
        ("地区", "白桦县"),
        ("时期", "2024年"),
        ("年份", "2024"),
        ("上年", "2023"),
    ],
)
def test_a_tag_prints(render: Callable[..., Rendered], written: str, printed: str) -> None:
    assert lines(render(template(f"{{{{ {written} }}}}")).content) == [printed]


@pytest.mark.parametrize(
    ("written", "state", "told"),
    [
        ("脱贫人口.人均收入水平", ItemState.MISSING, "指标目录里没有“脱贫人口.人均收入水平”"),
        (f'{INCOME} | 时期("2019年")', ItemState.MISSING, "2019年"),
        (f'{INCOME} | 地区("无此镇")', ItemState.MISSING, "无此镇"),
        (f'{FUNDS} | 地区("清泉镇") | 上年 | 同比', ItemState.UNDEFINED, "为零"),
        (f'{INCOME} | 单位("户")', ItemState.WRONG_UNIT, "不能换算"),
        (f"{INCOME} | 占比({HOUSEHOLDS})", ItemState.WRONG_UNIT, "不能计算占比"),
        (f"{FUNDS} | 人均({FUNDS})", ItemState.UNDEFINED, "不是人数或户数"),
        (f'{INCOME} | 时期("下周")', ItemState.SYNTAX, "“下周”不是时期"),
        (f"{INCOME} | 小数(9)", ItemState.SYNTAX, "0 到 6"),
        (f"{INCOME} | 单位", ItemState.SYNTAX, '应写成 | 单位("亿元")'),
        (f"{INCOME} | 措辞", ItemState.SYNTAX, "没有措辞"),
        (f"{INCOME} | 同比 | 上年", ItemState.SYNTAX, "不能再换地区或时期"),
        (f"{INCOME}.石河镇", ItemState.SYNTAX, "后面不能再写"),
        ("脱贫人口 | 同比", ItemState.SYNTAX, "“脱贫人口”是一组指标"),
        ("脱贫人口", ItemState.SYNTAX, "“脱贫人口”是一组指标"),
        ("乡镇", ItemState.SYNTAX, "for"),
        ("乡镇 | 同比", ItemState.SYNTAX, "不是指标"),
        (f"{INCOME} | 个数", ItemState.SYNTAX, "不是一串"),
        ("图", ItemState.SYNTAX, "要写成 图("),
    ],
)
def test_a_tag_that_prints_nothing_says_why(
    check: Callable[..., Preflight], written: str, state: ItemState, told: str
) -> None:
    (item,) = check(template(f"{{{{ {written} }}}}")).items
    assert item.state is state
    assert told in item.message
    assert item.places == ("第1段",)


def test_the_example_of_each_filter_is_written_as_it_may_be(
    check: Callable[..., Preflight],
) -> None:
    """An example may lack a value, and is never a fault of writing."""
    numbers = [f"{{{{ {INCOME} | {each.example} }}}}" for each in NUMBER_FILTERS]
    lists = [
        f"{{{{ (乡镇 | {each.example}) | 个数 }}}}" for each in LIST_FILTERS if each.name != "个数"
    ]
    found = check(template(*numbers, *lists))
    assert len(found.items) == len(numbers) + len(lists)
    assert not [item for item in found.items if "写法" in item.message]
