"""What is worth asking, and what the rest of a stem gives away."""

from decimal import Decimal

import pytest

from assistant.quiz.distracting.figures import wrong_figures
from assistant.quiz.facts.reckoning import follows_from_others
from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.world import World
from assistant.quiz.writing.figures import make_figure_items
from ingest.numerals import quantities
from tests.assistant.quiz.source_texts import source_of


def items_of(text: str) -> list[Item]:
    """Return the items of a paragraph in the report of 青禾县."""
    source = source_of(f"青禾县脱贫攻坚总结\n{text}", region="青禾县")
    return list(make_figure_items(source, World([source])))


@pytest.mark.parametrize(
    "text",
    [
        "2018年，青禾县下拨特殊困难学生资助资金83.06万元。",
        "2019年，青禾县实施农村饮水安全项目12个。",
        "2017年，青禾县对建档立卡贫困人口再复核，确定脱贫户1932户。",
        "2018年，青禾县举办实用技术培训班456期。",
        "2016年，青禾县接待人数达到120万人次。",
    ],
)
def test_small_figures_of_one_county_are_not_asked_for(text: str) -> None:
    assert items_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2020年，青禾县脱贫人口人均纯收入达到9800元。",
        "2019年，青禾县贫困发生率降至0.6%。",
        "2018年，青禾县投入财政扶贫资金1.74亿元。",
        "青禾县对贫困家庭大学生按每人每年3000元的标准给予补助。",
    ],
)
def test_headline_indicators_and_standards_are_asked_for(text: str) -> None:
    assert items_of(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("义务教育巩固率由15.4%提高到18.4%，提高3个百分点", "3个百分点"),
        ("7703名贫困人口中7426人脱贫，剩余277人", "7426人"),
        ("可利用草场占天然草场3.42亿亩的67.78%，为2.32亿亩", "2.32亿亩"),
        ("每生每天10元、每年按200天计算，每生每年2000元", "2000元"),
    ],
)
def test_a_figure_that_the_stem_gives_away_is_seen(text: str, asked: str) -> None:
    figures = quantities(text)
    [quantity] = [each for each in figures if each.text == asked]
    assert follows_from_others(quantity, figures)


def test_a_figure_beside_unrelated_ones_does_not_follow_from_them() -> None:
    figures = quantities("投入援助资金44.4亿元，协作企业5684个，惠及35.1万人")
    assert not any(follows_from_others(each, figures) for each in figures)


def test_no_distractor_exceeds_the_total_of_which_the_key_is_a_part() -> None:
    text = "全县共有贫困村136个，其中深度贫困村127个。"
    part = quantities(text)[-1]
    wrong = wrong_figures(text, part, World([]))
    assert wrong
    assert all(quantities(each)[0].value < 136 for each in wrong)


def test_wrong_ones_of_a_round_share_are_round_and_well_apart() -> None:
    text = "2020年，全县自来水普及率达到90%。"
    wrong = wrong_figures(text, quantities(text)[-1], World([]))
    values = [Decimal(each.rstrip("%")) for each in wrong]
    assert len(values) >= 3
    assert all(value % 5 == 0 for value in values)


def test_a_long_sentence_is_cut_to_the_clause_that_names_its_figure() -> None:
    text = "截至2019年，青禾县毛入园率达到97.66%，小学净入学率达到99.96%，初中净入学率达到99.82%。"
    stems = {item.stem for item in items_of(text) if item.kind is ItemKind.SINGLE_CHOICE}
    assert f"截至2019年，青禾县小学净入学率达到{BLANK}。" in stems


def test_a_plan_s_table_says_that_its_figure_is_planned() -> None:
    source = source_of(
        "和田地区发展规划\n表1 和田地区脱贫攻坚规划主要指标\n"
        "县\t年份\t人均纯收入（元）\n洛浦县\t2020年\t9850\n墨玉县\t2020年\t9910\n"
    )
    stems = {item.stem for item in make_figure_items(source, World([source]))}
    assert stems
    assert all("规划目标为" in stem for stem in stems)


def test_what_a_firm_did_is_not_said_of_its_county() -> None:
    text = "1.1 青禾牧业有限公司\n2018年投入产业扶贫资金1.74亿元，覆盖率达到35.2%。"
    assert all("青禾县" not in item.stem for item in items_of(text))
