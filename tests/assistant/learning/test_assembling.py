from collections import Counter

import pytest

from assistant.errors import WrongUseError
from assistant.learning.assembling import assemble, count_supply, find_replacement
from assistant.learning.neighbours import Neighbours
from assistant.quiz.schema import BLANK, Difficulty, Item, ItemKind
from ingest.errors import NotFoundError
from tests.assistant.learning.items import blueprint, demand, item, items, paper

SINGLE, MULTIPLE, JUDGE = (
    ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.TRUE_FALSE,
)  # fmt: skip
WORK, FARMING = "就业帮扶", "产业帮扶"


def bank() -> list[Item]:
    return [*items(SINGLE, 30), *items(MULTIPLE, 12), *items(JUDGE, 12)]


def test_each_cell_gets_as_many_items_of_its_kind_topic_and_difficulty_as_it_wants() -> None:
    made = assemble(
        blueprint(
            demand(SINGLE, 4, topic=WORK, difficulty=Difficulty.EASY),
            demand(JUDGE, 3),
            demand(SINGLE, 5, topic=FARMING),
        ),
        bank(),
        seed="1",
    )
    assert made.shortages == ()
    counts = Counter((each.item.kind, each.item.topic) for each in made.items)
    assert counts[SINGLE, WORK] == 4
    assert counts[SINGLE, FARMING] == 5
    assert all(
        each.item.difficulty is Difficulty.EASY for each in made.items if each.item.topic == WORK
        and each.item.kind is SINGLE
    )  # fmt: skip
    # A kind is one section, whichever cells it comes from.
    assert [each.item.kind for each in made.items] == [SINGLE] * 9 + [JUDGE] * 3
    assert [each.number for each in made.items] == list(range(1, 13))


def test_the_same_seed_makes_the_same_paper_and_another_one_another() -> None:
    plan = blueprint(demand(SINGLE, 8))
    first, again, other = (assemble(plan, bank(), seed=seed) for seed in ("一", "一", "二"))
    backwards = assemble(plan, reversed(bank()), seed="一")
    assert first.items == again.items == backwards.items
    assert {each.item.id for each in first.items} != {each.item.id for each in other.items}


def test_an_item_that_only_one_cell_can_use_is_left_to_it() -> None:
    # The first cell could take all of the items, the second only those on its topic.
    stock = items(SINGLE, 9)
    plan = blueprint(demand(SINGLE, 6), demand(SINGLE, 3, topic=WORK))
    for seed in "123456":
        made = assemble(plan, stock, seed=seed)
        assert made.shortages == ()
        assert len({each.item.id for each in made.items}) == 9


def test_cells_exchange_what_they_were_given_where_that_fills_both() -> None:
    stock = [
        item(SINGLE, 0, topic="甲", difficulty=Difficulty.EASY),
        item(SINGLE, 1, topic="甲", difficulty=Difficulty.HARD),
        item(SINGLE, 2, topic="乙", difficulty=Difficulty.EASY),
        item(SINGLE, 3, topic="乙", difficulty=Difficulty.HARD),
    ]
    plan = blueprint(
        demand(SINGLE, 2, topic="甲"),
        demand(SINGLE, 1, difficulty=Difficulty.EASY),
        demand(SINGLE, 1, difficulty=Difficulty.HARD),
    )
    assert all(assemble(plan, stock, seed=seed).shortages == () for seed in "12345")


def test_a_cell_without_a_topic_takes_items_from_every_topic() -> None:
    made = assemble(blueprint(demand(SINGLE, 9)), bank(), seed="1")
    assert Counter(each.item.topic for each in made.items) == {
        FARMING: 3, WORK: 3, "住房安全": 3,
    }  # fmt: skip


def test_a_cell_that_cannot_be_filled_says_what_there_is_and_what_to_do() -> None:
    stock = [*items(SINGLE, 6), *items(JUDGE, 6)]
    wanted = demand(SINGLE, 4, topic=WORK, difficulty=Difficulty.EASY)
    made = assemble(blueprint(wanted), stock, seed="1")
    (shortage,) = made.shortages
    assert (shortage.demand, shortage.found) == (wanted, 1)
    assert shortage.message == (
        "“就业帮扶”的单选题（易）要 4 题，题库里能用的只有 1 题。"
        "可以把这一格减到 1 题，或改用难度为“中”的（还有 1 题）、"
        "主题“产业帮扶”的（还有 1 题）、主题“住房安全”的（还有 1 题）、判断题（还有 1 题），"
        "或再生成、审题并发布 3 题。"
    )


def test_from_an_empty_bank_every_cell_is_short() -> None:
    made = assemble(blueprint(demand(SINGLE, 2), demand(JUDGE, 1)), [], seed="1")
    assert [(each.found, each.message) for each in made.shortages] == [
        (0, "单选题要 2 题，题库里没有能用的题。可以再生成、审题并发布 2 题。"),
        (0, "判断题要 1 题，题库里没有能用的题。可以再生成、审题并发布 1 题。"),
    ]


def test_more_than_a_paper_can_hold_is_refused() -> None:
    with pytest.raises(WrongUseError, match="最多 500 题，现在要 501 题"):
        assemble(blueprint(demand(SINGLE, 500), demand(JUDGE, 1)), bank(), seed="1")


# --- What does not stand in one paper ---------------------------------------------------------


def test_one_fact_is_asked_once_in_a_paper_in_whatever_kind() -> None:
    stock = [item(SINGLE, 1, fact="面积"), item(JUDGE, 5, fact="面积"), item(JUDGE, 2)]
    made = assemble(blueprint(demand(SINGLE, 1), demand(JUDGE, 1)), stock, seed="1")
    assert {each.item.id for each in made.items} == {stock[0].id, stock[2].id}
    assert made.shortages == ()


def test_near_duplicates_do_not_meet_in_a_paper() -> None:
    first = item(SINGLE, 1, fact="")
    second = first.model_copy(update={"id": "x", "stem": first.stem.replace("为", "达到")})
    made = assemble(blueprint(demand(SINGLE, 2)), [first, second, item(SINGLE, 7)], seed="1")
    assert made.shortages == ()
    assert "single_choice-007" in {each.item.id for each in made.items}


def test_a_stem_that_tells_the_key_of_another_item_does_not_stand_beside_it() -> None:
    asking = item(
        SINGLE, 1, fact="", stem=f"公益性岗位每人每月补贴{BLANK}。",
        options=("六百元", "八百元", "九百元", "一千元"), key=("B",),
    )  # fmt: skip
    telling = item(
        JUDGE, 1, fact="",
        stem="公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放，名单公示。",
    )  # fmt: skip
    elsewhere = telling.model_copy(update={"stem": "孤儿基本生活费每人每月八百元。"})
    assert Neighbours([asking]).excludes(telling)
    assert Neighbours([telling]).excludes(asking)
    assert not Neighbours([asking]).excludes(elsewhere)


# --- Changing a paper -------------------------------------------------------------------------


def test_an_item_is_replaced_by_one_of_its_topic_and_difficulty_where_there_is_one() -> None:
    chosen = items(SINGLE, 3)
    new = find_replacement(paper(*chosen), 2, items(SINGLE, 20))
    assert (new.topic, new.difficulty) == (chosen[1].topic, chosen[1].difficulty)
    assert new.id not in {each.id for each in chosen}


def test_an_item_is_replaced_by_the_one_that_was_named() -> None:
    assert find_replacement(paper(*items(SINGLE, 3)), 2, bank(), "single_choice-008").id == (
        "single_choice-008"
    )


@pytest.mark.parametrize(
    ("number", "item_id", "error"),
    [
        pytest.param(9, "", NotFoundError, id="no_such_number"),
        pytest.param(1, "没有", NotFoundError, id="no_such_item"),
        pytest.param(1, "true_false-001", NotFoundError, id="another_kind"),
        pytest.param(1, "single_choice-001", WrongUseError, id="in_the_paper_already"),
    ],
)
def test_what_cannot_stand_in_is_refused(number: int, item_id: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_replacement(paper(*items(SINGLE, 3)), number, bank(), item_id)


def test_where_there_is_no_other_item_it_is_said() -> None:
    chosen = items(SINGLE, 3)
    with pytest.raises(WrongUseError, match="没有别的单选题可以换"):
        find_replacement(paper(*chosen), 1, chosen)


def test_the_supply_counts_what_cells_could_ask_for() -> None:
    told = count_supply([*items(SINGLE, 6), *items(JUDGE, 1)])
    assert [(each.kind, each.topic, each.count) for each in told if each.topic == WORK] == [
        (SINGLE, WORK, 1), (SINGLE, WORK, 1),
    ]  # fmt: skip
    assert sum(each.count for each in told) == 7
