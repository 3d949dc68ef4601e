from decimal import Decimal
from random import Random

import pytest

from assistant.learning.asking import pose, share_points
from assistant.learning.marking import find_fault, is_same, mark, mark_by_hand
from assistant.quiz.schema import BLANK, ItemKind
from tests.assistant.learning.items import item

SINGLE, MULTIPLE, JUDGE, FILL, ORDER, SHORT = (
    ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.TRUE_FALSE, ItemKind.FILL_BLANK,
    ItemKind.ORDERING, ItemKind.SHORT_ANSWER,
)  # fmt: skip
POINTS = Decimal("1.5")


@pytest.mark.parametrize(
    ("kind", "answer", "is_right", "earned"),
    [
        pytest.param(SINGLE, "B", True, "1.5", id="the_right_option"),
        pytest.param(SINGLE, "A", False, "0", id="a_wrong_option"),
        pytest.param(JUDGE, "B", True, "1.5", id="wrong_statement_called_wrong"),
        pytest.param(MULTIPLE, "ABC", True, "1.5", id="all_right_options"),
        pytest.param(MULTIPLE, "CBA", True, "1.5", id="in_whatever_order"),
        pytest.param(MULTIPLE, "AC", False, "0.75", id="some_missing_makes_half"),
        pytest.param(MULTIPLE, "ABCD", False, "0", id="one_too_many_makes_nothing"),
        pytest.param(MULTIPLE, "AD", False, "0", id="missing_and_wrong_makes_nothing"),
        pytest.param(ORDER, "BACD", True, "1.5", id="steps_in_order"),
        pytest.param(ORDER, "ABCD", False, "0", id="steps_out_of_order"),
        pytest.param(ORDER, "BAC", False, "0", id="a_step_missing"),
        pytest.param(SINGLE, "", False, "0", id="no_answer"),
    ],
)
def test_letters_earn_points(kind: ItemKind, answer: str, is_right: bool, earned: str) -> None:
    found = mark(item(kind, 0), tuple(answer), POINTS)
    assert (found.is_right, found.earned) == (is_right, Decimal(earned))


@pytest.mark.parametrize(
    ("answer", "is_right", "earned"),
    [
        pytest.param(("1200", "红柳乡财政所"), True, "1.5", id="both_blanks"),
        pytest.param(("1200元", " 红柳乡财政所。"), True, "1.5", id="with_what_stands_behind_it"),
        pytest.param(("一千二百", "红柳乡财政所"), True, "1.5", id="in_chinese_numerals"),
        pytest.param(("0.12万元", "红柳乡财政所"), True, "1.5", id="in_another_unit"),
        pytest.param(("1200", "县财政局"), False, "0.75", id="one_of_two"),
        pytest.param(("1200",), False, "0.75", id="one_left_empty"),
        pytest.param(("1300", ""), False, "0", id="none"),
    ],
)
def test_blanks_share_the_points(answer: tuple[str, ...], is_right: bool, earned: str) -> None:
    found = mark(item(FILL, 0), answer, POINTS)
    assert (found.is_right, found.earned) == (is_right, Decimal(earned))


def test_a_variant_is_as_good_as_the_key() -> None:
    asked = item(
        FILL, 0, stem=f"牵头单位是{BLANK}。", key=("县农业农村局",),
        variants=(("农业农村局", "县农业局"),),
    )  # fmt: skip
    assert mark(asked, ("县农业局",), POINTS).is_right
    assert not mark(asked, ("县林业局",), POINTS).is_right


@pytest.mark.parametrize(
    ("given", "accepted", "behind", "same"),
    [
        pytest.param("１８０００ 元", "18000元", "", True, id="width_and_blanks"),
        pytest.param("1.8万元", "18000元", "", True, id="converted"),
        pytest.param("百分之五", "5%", "", True, id="percent"),
        pytest.param("5", "5", "%", True, id="unit_stands_behind"),
        pytest.param("5%", "5", "%", True, id="unit_written_again"),
        pytest.param("七个工作日", "7个工作日", "", True, id="count"),
        pytest.param("二〇二〇年十二月", "2020年12月", "", True, id="date"),
        pytest.param("《鄉村振興促進法》", "乡村振兴促进法", "", True, id="traditional_signs"),
        pytest.param("5个百分点", "5%", "", False, id="percentage_points"),
        pytest.param("60%以上", "60%", "", False, id="qualifier"),
        pytest.param("18", "17", "户", False, id="another_figure"),
        pytest.param("17户左右", "17", "户", False, id="unit_and_more"),
        pytest.param("。", "", "", False, id="nothing"),
    ],
)
def test_texts_for_a_blank_are_compared_by_what_they_say(
    given: str, accepted: str, behind: str, same: bool
) -> None:
    assert is_same(given, accepted, behind) is same


def test_a_short_answer_waits_for_a_person() -> None:
    found = mark(item(SHORT, 0), ("建基地",), POINTS)
    assert (found.is_right, found.earned) == (None, None)
    assert mark_by_hand(Decimal(5), Decimal(3)).is_right
    assert not mark_by_hand(Decimal(5), Decimal("2.9")).is_right


@pytest.mark.parametrize(
    ("kind", "answer", "fault"),
    [
        pytest.param(SINGLE, ("E",), "选项只有 A、B、C、D。", id="no_such_letter"),
        pytest.param(SINGLE, ("A", "B"), "这道题只能选一个选项。", id="two_of_one"),
        pytest.param(MULTIPLE, ("A", "A"), "同一个选项选了两次。", id="twice"),
        pytest.param(FILL, ("1", "2", "3"), "这道题只有 2 处要填。", id="too_many_blanks"),
        pytest.param(SHORT, ("长" * 5001,), "最多写 5000 字。", id="too_long"),
        pytest.param(MULTIPLE, ("A", "C"), "", id="two_of_many"),
        pytest.param(SINGLE, (), "", id="taken_back"),
    ],
)
def test_what_cannot_be_an_answer_is_said(
    kind: ItemKind, answer: tuple[str, ...], fault: str
) -> None:
    assert find_fault(item(kind, 0), answer) == fault


def test_the_questions_of_a_case_share_its_points_to_the_last_one() -> None:
    posed = list(pose(item(ItemKind.CASE, 0), Decimal(5), Random(1)))
    assert [each.points for each in posed] == [Decimal("2.5"), Decimal("2.5")]
    for points, count in ((Decimal(10), 3), (Decimal("0.5"), 4), (Decimal(7), 7)):
        shares = share_points(points, count)
        assert sum(shares) == points
        assert all(share > 0 for share in shares)
