from collections.abc import Callable

from assistant.report.schema import ItemKind, ItemState, Preflight
from tests.assistant.report.papers import template

Check = Callable[..., Preflight]


def test_everything_a_template_asks_for_is_listed_with_what_would_be_printed(check: Check) -> None:
    found = check(
        template("{{ 标题 }}", "{{ 脱贫人口.户数 }}，{{ 脱贫人口.人均纯收入 | 变化 }}"),
        fields={"标题": "工作总结"},
    )
    assert found.is_ready
    assert [(item.name, item.kind, item.value) for item in found.items] == [
        ("标题", ItemKind.FIELD, "工作总结"),
        ("脱贫人口.户数", ItemKind.INDICATOR, "993户"),
        ("脱贫人口.人均纯收入 | 变化", ItemKind.INDICATOR, "增长11.07%"),
    ]


def test_what_stands_at_several_places_is_listed_once_with_all_of_them(check: Check) -> None:
    rows = [["户数", "{{ 脱贫人口.户数 }}"]]
    (item,) = check(template("{{ 脱贫人口.户数 }}", "{{脱贫人口.户数}}", rows=rows)).items
    assert item.places == ("第1段", "第2段", "表1第1行第2列")


def test_what_has_to_be_looked_at_comes_first_the_gravest_before(check: Check) -> None:
    found = check(
        template(
            "{{ 脱贫人口.户数 }}",
            "{{ 脱贫人口.返贫人数 }}",
            '{{ 衔接资金.计划资金 | 地区("清泉镇") | 上年 | 同比 }}',
            '{{ 脱贫人口.户数 | 单位("亿元") }}',
            "{{ 脱贫人口 }}",
        ),
        fields={"备注": "多写的"},
    )
    assert [item.state for item in found.items] == [
        ItemState.SYNTAX,
        ItemState.WRONG_UNIT,
        ItemState.UNDEFINED,
        ItemState.MISSING,
        ItemState.READY,
        ItemState.UNUSED,
    ]
    assert not found.is_ready
    assert not found.can_draft


def test_a_field_that_the_template_does_not_ask_for_is_told_and_harms_nothing(
    check: Check,
) -> None:
    found = check(template("正文"), fields={"标提": "打错了"})
    (item,) = found.items
    assert (item.name, item.state) == ("标提", ItemState.UNUSED)
    assert found.is_ready


def test_what_a_condition_leaves_out_is_listed_as_unused(check: Check) -> None:
    written = "{% if 脱贫人口.户数 > 9999 %}{{ 脱贫人口.返贫人数 }}{% endif %}"
    (item,) = check(template(written)).items
    assert (item.name, item.state) == ("脱贫人口.返贫人数", ItemState.UNUSED)


def test_a_loop_with_gaps_tells_which_townships_lack_the_value(check: Check) -> None:
    written = '{% for 乡 in 乡镇 %}{{ 乡.衔接资金.计划资金 | 时期("2020年") }}{% endfor %}'
    (item,) = check(template(written)).items
    assert item.state is ItemState.MISSING
    assert all(town in item.message for town in ("红柳乡", "清泉镇", "石河镇"))


def test_a_long_loop_tells_some_and_how_many_more(check: Check) -> None:
    written = "{% for 年 in 近年(9) %}{{ 年.脱贫人口.户数 }}{% endfor %}"
    (item,) = check(template(written)).items
    assert item.message.endswith("另有 3 处。")


def test_a_template_over_years_finds_what_was_called_otherwise_then(check: Check) -> None:
    """衔接资金 is called 常态化帮扶资金 from 2026 on."""
    written = '{{ 衔接资金.计划资金 | 时期("2026年") }}'
    (item,) = check(template(written)).items
    assert item.message == "台账中没有白桦县2026年的常态化帮扶资金计划资金。"


def test_a_name_that_was_perhaps_meant_is_offered(check: Check) -> None:
    (item,) = check(template("{{ 脱贫人口.人均纯收人 }}")).items
    assert item.hint == "是不是“脱贫人口.人均纯收入”？"
    assert item.kind is ItemKind.UNKNOWN


def test_the_department_that_answers_for_a_missing_value_is_named(check: Check) -> None:
    (item,) = check(template("{{ 衔接资金.支出金额 }}")).items
    assert "责任部门：财政" in item.hint


def test_plain_words_are_not_listed(check: Check) -> None:
    written = "{{ 地区 }}{{ 时期 }}{% for 乡 in 乡镇 %}{{ 乡.名称 }}{{ loop.index }}{% endfor %}"
    assert check(template(written)).items == ()
