"""Items that ask for figures."""

import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from assistant.quiz.writing.figures import make_figure_items
from tests.assistant.quiz.source_texts import source_of

TITLE = "青禾县脱贫攻坚总结\n"


def county(text: str) -> Source:
    """Return a paragraph in the report of 青禾县."""
    return source_of(TITLE + text, region="青禾县")


def items_of(text: str, *others: str) -> list[Item]:
    """Return the items of a paragraph, beside other documents of the library."""
    source = county(text)
    world = World([source, *(source_of(other, file="另.txt") for other in others)])
    return list(make_figure_items(source, world))


def by_kind(items: list[Item]) -> dict[ItemKind, list[Item]]:
    """Return items by their kind."""
    found: dict[ItemKind, list[Item]] = defaultdict(list)
    for item in items:
        found[item.kind].append(item)
    return found


INCOME = "2020年，全县脱贫人口人均纯收入达到 9800 元。"


def test_a_figure_is_asked_for_as_a_blank_a_choice_and_a_statement() -> None:
    items = by_kind(items_of(INCOME))
    [blank] = items[ItemKind.FILL_BLANK]
    assert blank.stem == f"2020年，青禾县脱贫人口人均纯收入达到{BLANK}元。"
    assert blank.key == ("9800",)
    [choice] = items[ItemKind.SINGLE_CHOICE]
    assert choice.stem == f"2020年，青禾县脱贫人口人均纯收入达到{BLANK}。"
    assert choice.key_texts == ("9800元",)
    [statement] = items[ItemKind.TRUE_FALSE]
    assert BLANK not in statement.stem
    assert {item.fact for item in (blank, choice, statement)} == {blank.fact}


def test_the_evidence_is_a_slice_of_the_source_and_is_quoted() -> None:
    source = county(INCOME)
    for item in make_figure_items(source, World([source])):
        [evidence] = item.evidence
        assert source.text[evidence.start : evidence.end] == evidence.text
        assert "9800 元" in evidence.text
        assert "2020年，全县脱贫人口人均纯收入达到 9800 元" in item.rationale


def test_options_are_four_different_figures_in_one_form_and_ascending() -> None:
    [choice] = by_kind(items_of(INCOME))[ItemKind.SINGLE_CHOICE]
    numbers = [int(option.removesuffix("元")) for option in choice.options]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 4


def test_a_changed_statement_says_what_was_changed() -> None:
    sentences = [
        f"{year}年，全县脱贫人口人均纯收入{year * 5 + 3}元。" for year in range(2011, 2021)
    ]
    statements = by_kind(items_of("\n".join(sentences)))[ItemKind.TRUE_FALSE]
    false = [item for item in statements if item.key_texts == ("错误",)]
    true = [item for item in statements if item.key_texts == ("正确",)]
    assert false
    assert true
    for item in false:
        assert "题中改成了" in item.rationale
        assert item.stem.replace("青禾县", "全县") not in "".join(sentences)
    for item in true:
        assert item.stem.replace("青禾县", "全县") in sentences


def test_what_another_document_says_of_the_same_matter_is_no_distractor() -> None:
    [alone] = by_kind(items_of(INCOME))[ItemKind.SINGLE_CHOICE]
    wrong = next(option for option in alone.options if option != "9800元")
    other = INCOME.replace("9800 元", wrong).replace("达到", "为")
    choices = by_kind(items_of(INCOME, f"青禾县统计公报\n{other}"))[ItemKind.SINGLE_CHOICE]
    assert all(wrong not in choice.options for choice in choices)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("全县发放贷款300万元。", id="when"),
        pytest.param("2020年，张三一家收入达到30000元。", id="a_story"),
        pytest.param(
            "2020年，全县城镇和农村居民收入分别为28830元、13190元。",
            id="which_is_whose",
        ),
        pytest.param("2020年，全县教育覆盖率达到100%。", id="everything"),
        pytest.param("2020年，全县户均增收2000—3000元。", id="a_range"),
        pytest.param(
            "2020年，全县贫困人口由300人减少到120人，减少180人。", id="reckoned_from_the_rest"
        ),
    ],
)
def test_what_cannot_be_asked_fairly_is_left_out(text: str) -> None:
    assert items_of(text) == []


def test_a_figure_that_its_document_states_with_two_values_is_left_out() -> None:
    assert items_of(f"{INCOME}\n2020年，全县脱贫人口人均纯收入达到17965元。") == []


def test_a_rule_needs_no_year() -> None:
    [blank] = by_kind(items_of("对考入大学的贫困家庭学生，全县按每生每年3000元的标准给予补助。"))[
        ItemKind.FILL_BLANK
    ]
    assert blank.key == ("3000",)


def test_the_sentence_before_tells_the_year_and_is_evidence_too() -> None:
    source = county("2019年，全县投入扶贫资金8800万元。全县脱贫人口人均纯收入达到9600元。")
    items = [
        item
        for item in make_figure_items(source, World([source]))
        if item.kind is ItemKind.FILL_BLANK and "人均纯收入" in item.stem
    ]
    [item] = items
    assert item.stem == f"2019年，青禾县脱贫人口人均纯收入达到{BLANK}元。"
    assert [each.text[:5] for each in item.evidence] == ["2019年", "全县脱贫人"]


def test_a_rule_names_the_document_that_sets_it() -> None:
    source = source_of(
        "青禾县人民政府关于印发《青禾县小额信贷实施细则》的通知\n"
        "一、贷款条件\n单户贷款额度原则上不超过5万元，贷款期限不超过3年。\n",
        region="青禾县",
    )
    stems = {
        item.stem
        for item in make_figure_items(source, World([source]))
        if item.kind is ItemKind.FILL_BLANK
    }
    assert stems
    assert all(stem.startswith("根据《青禾县小额信贷实施细则》，单户贷款") for stem in stems)


def test_a_long_figure_is_chosen_and_not_filled_in() -> None:
    kinds = by_kind(items_of("2018年，全县生产总值达到3055693万元。"))
    assert ItemKind.SINGLE_CHOICE in kinds
    assert ItemKind.FILL_BLANK not in kinds


def test_a_statement_is_false_in_its_figure_or_in_its_year_alone() -> None:
    lines = [f"20{year}年，全县脱贫人口人均纯收入{year * 523}元。" for year in range(11, 21)]
    statements = by_kind(items_of("\n".join(lines)))[ItemKind.TRUE_FALSE]
    notes = [item.rationale for item in statements if item.key_texts == ("错误",)]
    assert any(note.startswith("原文为“20") for note in notes)
    assert any("元”，题中改成了" in note for note in notes)
    for note in notes:
        assert note.count("题中改成了") == 1


def test_percentage_points_become_a_share_in_a_false_statement() -> None:
    lines = [f"20{year}年，全县贫困发生率下降{year}.4个百分点。" for year in range(11, 21)]
    statements = by_kind(items_of("\n".join(lines)))[ItemKind.TRUE_FALSE]
    false = [item for item in statements if item.key_texts == ("错误",)]
    assert false
    for item in false:
        assert item.stem.endswith("%。")
        assert "原文为“个百分点”，题中改成了“%”。" in item.rationale


@pytest.mark.parametrize(
    ("bound", "is_stricter"), [("超过", Decimal.__gt__), ("不超过", Decimal.__lt__)]
)
def test_a_bound_is_made_false_by_a_stricter_one_alone(
    bound: str, is_stricter: Callable[[Decimal, Decimal], bool]
) -> None:
    lines = [f"20{year}年，全县农村自来水普及率{bound}{year + 60}%。" for year in range(11, 31)]
    statements = by_kind(items_of("\n".join(lines)))[ItemKind.TRUE_FALSE]
    notes = [item.rationale for item in statements if item.key_texts == ("错误",)]
    changes = [re.match(r"原文为“(\d+)%”，题中改成了“(\d+)%”", note) for note in notes]
    figures = [(Decimal(match[1]), Decimal(match[2])) for match in changes if match]
    assert figures
    assert all(is_stricter(wrong, right) for right, wrong in figures)
