from random import Random

import pytest

from assistant.learning.shuffling import choose_order, put_in_order, read_version, shuffle_options
from assistant.quiz.schema import ItemKind
from ingest.errors import NotFoundError
from tests.assistant.learning.items import item, items, paper

SINGLE, MULTIPLE, JUDGE, ORDER = (
    ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.TRUE_FALSE, ItemKind.ORDERING,
)  # fmt: skip


@pytest.mark.parametrize("kind", [SINGLE, MULTIPLE, ORDER])
def test_the_key_follows_its_options(kind: ItemKind) -> None:
    asked = item(kind, 1)
    seen = set()
    for seed in range(20):
        shuffled = shuffle_options(asked, Random(seed))
        seen.add(shuffled.options)
        assert sorted(shuffled.options) == sorted(asked.options)
        if kind is ORDER:
            assert shuffled.key_texts == asked.key_texts
        else:
            assert set(shuffled.key_texts) == set(asked.key_texts)
            assert list(shuffled.key) == sorted(shuffled.key)
    assert len(seen) > 5


def test_right_and_wrong_keep_their_places() -> None:
    asked = item(JUDGE, 1)
    assert all(shuffle_options(asked, Random(seed)) == asked for seed in range(9))


def test_steps_are_never_shown_in_their_right_order() -> None:
    asked = item(ORDER, 1, options=("甲", "乙"), key=("B", "A"))
    for seed in range(20):
        assert shuffle_options(asked, Random(seed)).options == ("甲", "乙")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rationale": "A项是试行办法的规定，B项正确。"}, id="rationale_names_letters"),
        pytest.param({"rationale": "选项C没有依据。"}, id="rationale_names_an_option"),
        pytest.param({"options": ("甲", "乙", "丙", "以上都对")}, id="all_of_the_above"),
        pytest.param({"options": ("甲", "乙", "A和B", "丁")}, id="two_by_letter"),
    ],
)
def test_options_that_are_spoken_of_by_letter_keep_their_places(changes: dict[str, object]) -> None:
    asked = item(SINGLE, 1, **changes)
    assert all(shuffle_options(asked, Random(seed)) == asked for seed in range(9))


def test_letters_of_other_things_keep_nothing_in_place() -> None:
    asked = item(SINGLE, 1, rationale="A级景区和B超检查费用由医保基金支付。")
    assert len({choose_order(asked, Random(seed)) for seed in range(20)}) > 5


def test_version_a_is_the_paper_and_b_the_same_items_in_another_order() -> None:
    made = paper(*items(SINGLE, 8), *items(JUDGE, 5))
    first, second = read_version(made, "A"), read_version(made, "B")
    assert first == made.items
    assert read_version(made, "B") == second
    assert [each.number for each in second] == list(range(1, 14))
    # Sections stay where they are.
    assert [each.item.kind for each in second] == [SINGLE] * 8 + [JUDGE] * 5
    assert [each.item.id for each in first] != [each.item.id for each in second]
    keys = {each.item.id: set(each.item.key_texts) for each in first}
    assert all(keys[each.item.id] == set(each.item.key_texts) for each in second)
    assert any(each.item.key != ("B",) for each in second[:8])


@pytest.mark.parametrize("version", ["C", "", "AB", "a"])
def test_a_version_that_a_paper_does_not_have_is_not_there(version: str) -> None:
    with pytest.raises(NotFoundError, match="这份试卷有：A、B卷"):
        read_version(paper(*items(SINGLE, 2)), version)


def test_kinds_without_letters_are_left_as_they_are() -> None:
    asked = item(ItemKind.FILL_BLANK, 1)
    assert put_in_order(asked, choose_order(asked, Random(1))) == asked
