import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl

from assistant.learning import schema
from assistant.learning.asking import Posed
from assistant.learning.attempts import Kept, Sitting
from assistant.learning.marking import mark
from assistant.learning.schema import AttemptState, Reply
from assistant.learning.spreadsheet import write_statistics
from assistant.learning.statistics import first_attempts, measure
from assistant.quiz.schema import Item, ItemKind
from tests.assistant.learning.items import item

SINGLE, MULTIPLE, FILL, SHORT = (
    ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.FILL_BLANK, ItemKind.SHORT_ANSWER,
)  # fmt: skip
TEST = schema.Test(
    id="t", name="三月测试", library="政策文件", paper_id="p", opens_at="", closes_at="",
)  # fmt: skip


def sit(
    who: str, answers: dict[Item, str | tuple[str, ...]], *, unit: str = "", **fields: Any
) -> Sitting:
    """An attempt: items with their answers, letters as one word."""
    questions = []
    for number, (asked, given) in enumerate(answers.items(), start=1):
        order = tuple(range(len(asked.options)))
        posed = Posed(asked, 0, order, Decimal(2))
        answer = tuple(given)
        questions.append(
            Kept(
                number=number,
                posed=posed,
                reply=Reply(number=number, answer=answer, saved_at="2026-03-01" if answer else ""),
                mark=mark(asked, answer, Decimal(2)),
            )
        )
    values: dict[str, Any] = {
        "id": f"{who}-{fields.get('ordinal', 1)}", "test": TEST, "ordinal": 1, "account_id": who,
        "learner": who, "department": unit, "name": "三月测试", "libraries": ("政策文件",),
        "state": AttemptState.SUBMITTED, "started_at": "2026-03-01", "due_at": "",
        "submitted_at": "2026-03-01", "questions": tuple(questions), **fields,
    }  # fmt: skip
    return Sitting(**values)


FIRST, SECOND, THIRD = (item(SINGLE, number) for number in (0, 1, 4))


def test_what_people_know_is_told_by_unit_topic_and_test() -> None:
    found = measure(
        [
            sit("甲", {FIRST: "B", SECOND: "B", THIRD: "A"}, unit="财政局"),
            sit("乙", {FIRST: "A", SECOND: "", THIRD: "A"}, unit="财政局"),
            sit("丙", {FIRST: "B", SECOND: "B", THIRD: "B"}),
        ]
    )
    assert [(rate.name, rate.learners, rate.answers, rate.right) for rate in found.units] == [
        ("财政局", 2, 6, 2), ("未填单位", 1, 3, 3),
    ]  # fmt: skip
    assert {rate.name: (rate.right, rate.answers) for rate in found.topics} == {
        "产业帮扶": (2, 3), "就业帮扶": (3, 6),
    }  # fmt: skip
    assert [rate.name for rate in found.tests] == ["三月测试"]
    assert (found.overall.right, found.overall.share) == (5, Decimal(5) / 9)


def test_one_unit_can_be_looked_at_alone() -> None:
    sittings = [sit("甲", {FIRST: "B"}, unit="财政局"), sit("乙", {FIRST: "A"}, unit="民政局")]
    found = measure(sittings, unit="民政局")
    assert (found.overall.learners, found.overall.right) == (1, 0)


def test_the_first_attempt_with_an_answer_counts() -> None:
    sittings = [
        sit("甲", {FIRST: "B"}, ordinal=3),
        sit("甲", {FIRST: "A"}, ordinal=2),
        sit("甲", {FIRST: ""}, ordinal=1),
        sit("乙", {FIRST: "B"}, state=AttemptState.OPEN),
        sit("丙", {FIRST: "B"}, test=None),
    ]
    assert [sitting.id for sitting in first_attempts(sittings)] == ["甲-2"]
    assert measure(sittings).overall.right == 0


def test_without_any_answer_there_is_nothing_to_tell() -> None:
    found = measure([])
    assert (found.overall.answers, found.overall.share, found.items) == (0, None, ())


def test_a_short_answer_counts_once_it_is_marked() -> None:
    asked = item(SHORT, 0)
    assert measure([sit("甲", {asked: ("建基地",)})]).overall.answers == 0


def group(right: list[bool], better: list[bool]) -> Any:
    """What ten learners make of an item, where `better` says who knows the others."""
    others = [item(SINGLE, number) for number in range(20, 25)]
    return measure(
        [
            sit(
                f"学员{number}",
                {FIRST: "B" if is_right else "C", **dict.fromkeys(others, "B" if knows else "A")},
            )
            for number, (is_right, knows) in enumerate(zip(right, better, strict=True))
        ]
    )


def statistics_of(found: Any, asked: Item) -> Any:
    return next(each for each in found.items if each.item_id == asked.id)


def test_difficulty_and_discrimination_are_those_of_the_books() -> None:
    # Of the upper three all are right, of the lower three none.
    found = statistics_of(group([True] * 5 + [False] * 4 + [True], [True] * 5 + [False] * 5), FIRST)
    assert found.difficulty == Decimal("0.600")
    assert found.discrimination == Decimal("1.000")
    assert found.choices == {"1200亩": 0, "1300亩": 6, "1400亩": 4, "1500亩": 0}
    assert found.notes == ()


def test_too_few_answers_say_nothing_of_an_item() -> None:
    found = statistics_of(measure([sit(who, {FIRST: "B"}) for who in "甲乙丙丁"]), FIRST)
    assert (found.difficulty, found.discrimination, found.notes) == (None, None, ())


def test_where_all_are_equal_nobody_is_better() -> None:
    found = statistics_of(measure([sit(str(n), {FIRST: "B"}) for n in range(12)]), FIRST)
    assert found.discrimination is None
    assert found.notes == ("100% 的人都答对：太容易，看不出谁掌握得更好。",)


def test_an_item_that_the_best_answer_wrong_is_flagged() -> None:
    found = group([False] * 5 + [True] * 5, [True] * 5 + [False] * 5)
    bad = found.items[0]
    assert bad.item_id == FIRST.id
    assert bad.discrimination == Decimal("-1.000")
    assert bad.notes[0] == (
        "成绩好的人反而多答错（区分度 -1.00）：请核对答案，并看是不是还有别的选项也对。"
    )


def test_an_item_that_nearly_all_answer_wrong_is_flagged() -> None:
    found = statistics_of(group([True] + [False] * 9, [True] * 5 + [False] * 5), FIRST)
    assert found.notes[:2] == (
        "只有 10% 的人答对：请核对答案和题干。",
        "选“1400亩”的（9 人）比选答案的还多：请核对答案。",
    )


def test_a_distractor_that_nobody_chooses_is_flagged() -> None:
    sittings = [
        sit(str(number), {FIRST: "BBBC"[number % 4], SECOND: "AB"[number % 2]})
        for number in range(20)
    ]
    found = statistics_of(measure(sittings), FIRST)
    assert "没有人选“1200亩”、“1500亩”：这样的干扰项起不到作用，请换一个。" in found.notes


def test_options_are_counted_by_their_text_in_whatever_order_they_were_shown() -> None:
    asked = sit("甲", {FIRST: "A"})
    (kept,) = asked.questions
    turned = Posed(FIRST, 0, (3, 2, 1, 0), Decimal(2))
    other = Kept(1, turned, kept.reply, mark(turned.question, ("A",), Decimal(2)))
    found = measure([asked, sit("乙", {FIRST: "A"}, questions=(other,))])
    assert statistics_of(found, FIRST).choices == {
        "1200亩": 1, "1300亩": 0, "1400亩": 0, "1500亩": 1,
    }  # fmt: skip


def test_what_was_written_into_blanks_is_counted() -> None:
    asked = item(FILL, 0)
    found = measure([sit(str(n), {asked: ("1200", "村委会")}) for n in range(3)])
    assert statistics_of(found, asked).choices == {"1200；村委会": 3}


def test_the_workbook_has_charts_and_no_text_that_is_a_formula() -> None:
    evil = item(SINGLE, 0, topic="=1+1", options=("=A1", "+B", "-C", "@D"))
    found = measure([sit(str(n), {evil: "B"}, unit="=cmd") for n in range(6)])
    content = write_statistics(found, scope="三月测试", day=date(2026, 3, 1))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert [sheet.title for sheet in workbook] == ["总览", "单位", "主题", "测试", "题目"]
    overview = workbook["总览"]
    assert [cell.value for cell in overview["B"][:6]] == ["三月测试", "2026年3月1日", 6, 6, 6, 1]
    units = workbook["单位"]
    assert [cell.value for cell in units[2]] == ["=cmd", 6, 6, 6, 1]
    assert {sheet.title: len(sheet._charts) for sheet in workbook} == {
        "总览": 0, "单位": 1, "主题": 1, "测试": 1, "题目": 0,
    }  # fmt: skip
    assert all(
        cell.data_type != "f" for sheet in workbook for row in sheet.iter_rows() for cell in row
    )
    items = workbook["题目"]
    assert [cell.value for cell in items[1]][:4] == ["题目", "题型", "主题", "答案"]


def test_a_workbook_of_nothing_says_so() -> None:
    content = write_statistics(measure([]), scope="全部测试", day=date(2026, 3, 1))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook["总览"]["B6"].value is None
    assert workbook["单位"].max_row == 1
