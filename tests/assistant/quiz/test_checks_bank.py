"""No two items ask the same, and a bank's keys stand in every place."""

import pytest

from assistant.quiz.checking import RULE_NAMES, RULES, Checker
from assistant.quiz.checks.others import Others
from assistant.quiz.schema import Item, ItemKind
from assistant.quiz.world import World
from tests.assistant.quiz.checked import item_of, library, rules_broken

STORES = "2023年，白桦县发展沙棘种植1.2万亩，新建冷库35座，建成村道26.4公里。"


@pytest.fixture(scope="module")
def world() -> World:
    return library()


def blank(world: World, stem: str, key: str, fact: str) -> Item:
    return item_of(world, ItemKind.FILL_BLANK, stem, (), (key,), STORES, fact=fact)


@pytest.fixture
def stores(world: World) -> Item:
    return blank(world, "2023年，白桦县新建冷库（　　）座。", "35", "figure:冷库")


def test_an_item_is_no_duplicate_of_itself(world: World, stores: Item) -> None:
    assert rules_broken(world, stores, stores) == set()


def test_the_same_fact_is_asked_once(world: World, stores: Item) -> None:
    stem = "2023年，白桦县新建冷库35座。"
    other = item_of(world, ItemKind.TRUE_FALSE, stem, (), ("A",), STORES, fact=stores.fact)
    assert "duplicate" in rules_broken(world, other, stores)


def test_the_same_words_are_a_duplicate_whatever_their_width(world: World, stores: Item) -> None:
    other = blank(world, "２０２３年，白桦县新建冷库（　　）座。", "35", "figure:other")
    other = other.model_copy(update={"id": "other"})
    assert "duplicate" in rules_broken(world, other, stores)


def test_nearly_the_same_words_with_the_same_answer_are_caught(world: World, stores: Item) -> None:
    stem = "2023年，白桦县共新建冷库（　　）座。"
    other = blank(world, stem, "35", "figure:other")
    assert rules_broken(world, other, stores) == {"near_duplicate"}


def test_another_fact_of_the_same_sentence_is_no_duplicate(world: World, stores: Item) -> None:
    other = blank(world, "2023年，白桦县建成村道（　　）公里。", "26.4", "figure:村道")
    assert rules_broken(world, other, stores) == set()


def test_the_same_question_about_another_year_is_no_duplicate(world: World, stores: Item) -> None:
    stem = "2022年，白桦县新建冷库（　　）座。"
    other = item_of(
        world, ItemKind.FILL_BLANK, stem, (), ("28",), "2022年，白桦县新建冷库28座。", fact="f2"
    )
    assert rules_broken(world, other, stores) == set()


def test_what_was_admitted_is_known_to_the_next_check(world: World, stores: Item) -> None:
    checker = Checker(world)
    again = blank(world, "2023年，白桦县共新建冷库（　　）座。", "35", "figure:other")
    assert checker.admit(stores) == []
    assert [flaw.rule for flaw in checker.admit(again)] == ["near_duplicate"]
    checker.remove(stores.id)
    assert checker.admit(again) == []


def test_an_item_that_was_changed_is_known_by_its_new_words_alone(stores: Item) -> None:
    others = Others([stores])
    others.add(stores.model_copy(update={"stem": "建成村道（　　）公里。", "fact": "figure:村道"}))
    assert len(others) == 1
    assert others.same(stores.model_copy(update={"id": "new"})) == []


@pytest.mark.parametrize(
    ("letters", "told"), [("C" * 24, 24), ("ABCD" * 6, 0), ("C" * 10, 0)], ids=["c", "even", "few"]
)
def test_a_letter_that_is_right_too_often_is_told(letters: str, told: int, world: World) -> None:
    items = [
        Item(
            id=f"{number}",
            library="政策",
            kind=ItemKind.SINGLE_CHOICE,
            stem=f"第{number}题（　　）。",
            options=("甲", "乙", "丙", "丁"),
            key=(letter,),
        )
        for number, letter in enumerate(letters)
    ]
    found = Checker(world).check_all(items)
    flawed = [flaws for flaws in found.values() if any(f.rule == "key_position" for f in flaws)]
    assert len(flawed) == told


def test_every_rule_has_a_chinese_name() -> None:
    assert set(RULE_NAMES) == set(RULES)
    assert all("一" <= name[0] <= "鿿" for name in RULE_NAMES.values())
