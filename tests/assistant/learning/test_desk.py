from decimal import Decimal
from typing import Any

import pytest

from assistant.errors import (
    AttemptClosedError,
    AttemptRefusedError,
    PaperShortageError,
    WrongUseError,
)
from assistant.learning.desk import Learning, Register
from assistant.learning.schema import (
    Attempt,
    AttemptState,
    Disclosure,
    Learner,
    NewMark,
    NewReply,
    NewTest,
    Paper,
    Phase,
    PracticeRequest,
)
from assistant.quiz.schema import ItemKind, ItemState
from ingest.errors import NotFoundError
from tests.assistant.learning.conftest import Clock
from tests.assistant.learning.items import LIBRARY, blueprint, demand, item
from tests.assistant.learning.shelf import MemoryShelf, desk_for

SINGLE, SHORT, CASE = ItemKind.SINGLE_CHOICE, ItemKind.SHORT_ANSWER, ItemKind.CASE
OTHER = Learner(id="a2", name="王强", department="民政局")


def make_paper(learning: Learning, *kinds: ItemKind, count: int = 3) -> Paper:
    demands = [demand(kind, count) for kind in kinds or (SINGLE,)]
    return learning.make_paper(blueprint(*demands, versions=2), by="zhang")


def set_test(learning: Learning, paper: Paper, clock: Clock, **fields: Any) -> Any:
    new = NewTest(
        **{
            "name": "三月测试",
            "paper_id": paper.id,
            "opens_at": clock.at(-10),
            "closes_at": clock.at(120),
            "minutes": 30,
            **fields,
        }
    )
    return learning.set_test(new, by="zhang")


def right(learning: Learning, attempt: Attempt, register: Register) -> list[NewReply]:
    """The key of an attempt, which no learner is sent."""
    sitting = register.attempts.get(attempt.id, account_id=None, libraries=None)
    return [
        NewReply(number=kept.number, answer=kept.posed.question.key[:1])
        if kept.posed.question.kind is SHORT
        else NewReply(number=kept.number, answer=kept.posed.question.key)
        for kept in sitting.questions
    ]


def wrong(attempt: Attempt, replies: list[NewReply]) -> list[NewReply]:
    letters = {"A": "B", "B": "C", "C": "D", "D": "A"}
    return [NewReply(number=each.number, answer=(letters[each.answer[0]],)) for each in replies]


# --- Papers -----------------------------------------------------------------------------------


def test_a_paper_is_kept_with_its_items_as_they_were(
    learning: Learning, shelf: MemoryShelf
) -> None:
    paper = make_paper(learning, SINGLE, SHORT)
    first = paper.items[0].item
    shelf.items[first.id] = first.model_copy(update={"stem": "改过的题干"})
    assert learning.paper(paper.id).items == paper.items
    (info,) = learning.papers()
    assert (info.items, info.points, info.tests) == (6, Decimal(12), 0)


def test_a_blueprint_that_cannot_be_filled_makes_no_paper_and_says_what_is_missing(
    learning: Learning,
) -> None:
    plan = blueprint(demand(SINGLE, 20))
    (shortage,) = learning.check_blueprint(plan)
    assert shortage.found == 12
    with pytest.raises(PaperShortageError, match="单选题要 20 题，题库里能用的只有 12 题"):
        learning.make_paper(plan)
    assert learning.papers() == []


def test_only_what_is_published_comes_into_a_paper(register: Register, shelf: MemoryShelf) -> None:
    shelf.items = {
        "a": item(SINGLE, 1, id="a"),
        "b": item(SINGLE, 2, id="b", state=ItemState.REVIEWED),
        "c": item(SINGLE, 3, id="c", state=ItemState.WITHDRAWN),
    }
    (shortage,) = Learning(register, shelf).check_blueprint(blueprint(demand(SINGLE, 2)))
    assert shortage.found == 1


def test_a_paper_says_which_items_were_withdrawn_since(
    learning: Learning, shelf: MemoryShelf
) -> None:
    paper = make_paper(learning)
    gone = paper.items[1].item
    changes = {"state": ItemState.WITHDRAWN, "note": "《办法》已废止。"}
    shelf.items[gone.id] = gone.model_copy(update=changes)
    assert learning.paper(paper.id).notes == (
        "第 2 题已经从题库撤回：《办法》已废止。请换一道题。",
    )
    learning.replace_item(paper.id, 2)
    assert learning.paper(paper.id).notes == ()
    assert learning.paper(paper.id).items[0] == paper.items[0]


def test_a_paper_that_a_test_uses_is_neither_changed_nor_deleted(
    learning: Learning, clock: Clock
) -> None:
    paper = make_paper(learning)
    test = set_test(learning, paper, clock)
    with pytest.raises(WrongUseError, match="不能再换题"):
        learning.replace_item(paper.id, 1)
    with pytest.raises(WrongUseError, match="不能删除"):
        learning.delete_paper(paper.id)
    learning.delete_test(test.id)
    learning.delete_paper(paper.id)
    assert learning.papers() == []


# --- Who sees what ----------------------------------------------------------------------------


def test_what_belongs_to_another_library_is_not_there(
    register: Register, shelf: MemoryShelf, clock: Clock, learner: Learner
) -> None:
    mine = desk_for(register, shelf, libraries={LIBRARY})
    others = desk_for(register, shelf, libraries={"别的资料库"})
    paper = make_paper(mine)
    test = set_test(mine, paper, clock)
    attempt = mine.begin(test.id, learner)
    assert (others.papers(), others.tests(learner, for_trainer=True)) == ([], [])
    assert (others.history(learner), others.practice_topics(learner)) == ([], [])
    for reach in (
        lambda: others.paper(paper.id),
        lambda: others.check_blueprint(paper.blueprint),
        lambda: others.results(test.id),
        lambda: others.begin(test.id, learner),
        lambda: others.attempt(attempt.id, learner),
        lambda: others.statistics(test_id=test.id),
        lambda: others.to_mark(test.id),
        lambda: others.give_marks(attempt.id, []),
    ):
        with pytest.raises(NotFoundError):
            reach()


def test_an_attempt_is_ones_own(learning: Learning, clock: Clock, learner: Learner) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    for reach in (
        lambda: learning.attempt(attempt.id, OTHER),
        lambda: learning.save(attempt.id, [NewReply(number=1, answer=("A",))], OTHER),
        lambda: learning.submit(attempt.id, OTHER),
    ):
        with pytest.raises(NotFoundError):
            reach()


def test_a_test_for_some_units_is_there_for_them_alone(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    test = set_test(learning, make_paper(learning), clock, departments=("财政局",))
    assert [each.test.id for each in learning.tests(learner)] == [test.id]
    assert learning.tests(OTHER) == []
    with pytest.raises(NotFoundError):
        learning.begin(test.id, OTHER)
    (seen,) = learning.tests(OTHER, for_trainer=True)
    assert (seen.is_taker, seen.attempts_left) == (False, 0)


# --- The window, the time, the attempts -------------------------------------------------------


def test_a_test_is_taken_within_its_window(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    test = set_test(learning, make_paper(learning), clock, opens_at=clock.at(10))
    assert learning.test(test.id, learner).phase is Phase.COMING
    with pytest.raises(AttemptRefusedError, match="还没有开始"):
        learning.begin(test.id, learner)
    clock.go_on(10)
    assert learning.test(test.id, learner).phase is Phase.OPEN
    clock.go_on(110)
    assert learning.test(test.id, learner).phase is Phase.PAST
    with pytest.raises(AttemptRefusedError, match="结束"):
        learning.begin(test.id, learner)


def test_there_is_one_open_attempt_and_no_more_than_the_test_allows(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    test = set_test(learning, make_paper(learning), clock, attempts=2)
    first = learning.begin(test.id, learner)
    assert learning.begin(test.id, learner).id == first.id
    assert learning.test(test.id, learner).open_attempt_id == first.id
    learning.submit(first.id, learner)
    second = learning.begin(test.id, learner)
    assert second.id != first.id
    learning.submit(second.id, learner)
    with pytest.raises(AttemptRefusedError, match="可以作答 2 次，您已经用完"):
        learning.begin(test.id, learner)
    assert learning.test(test.id, learner).attempts_left == 0
    assert learning.begin(test.id, OTHER).state is AttemptState.OPEN


def test_time_ends_with_the_minutes_or_with_the_window(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    paper = make_paper(learning)
    ends = [
        learning.begin(set_test(learning, paper, clock, **fields).id, learner).due_at
        for fields in (
            {"minutes": 30},
            {"minutes": 30, "closes_at": clock.at(20)},
            {"minutes": None},
        )
    ]
    assert ends == [clock.at(30), clock.at(20), clock.at(120)]


def test_a_test_that_would_end_before_it_begins_is_refused(
    learning: Learning, clock: Clock
) -> None:
    paper = make_paper(learning)
    for fields in ({"closes_at": clock.at(-10)}, {"opens_at": "三月一日"}):
        with pytest.raises(WrongUseError):
            set_test(learning, paper, clock, **fields)
    assert learning.tests(OTHER) == []


def test_who_is_at_a_test_has_the_time_that_a_change_gives(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    paper = make_paper(learning)
    test = set_test(learning, paper, clock)
    attempt = learning.begin(test.id, learner)
    later = NewTest(**{**test.model_dump(include=set(NewTest.model_fields)), "minutes": 60})
    learning.change_test(test.id, later)
    assert learning.attempt(attempt.id, learner).due_at == clock.at(60)
    other = later.model_copy(update={"paper_id": make_paper(learning).id})
    with pytest.raises(WrongUseError, match="不能再换试卷"):
        learning.change_test(test.id, other)
    with pytest.raises(WrongUseError, match="已经有 1 人次作答"):
        learning.delete_test(test.id)


# --- Answers ----------------------------------------------------------------------------------


def test_answers_come_one_by_one_or_together_and_again_without_effect(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    first = NewReply(number=1, answer=("A",), saved_at=clock.at())
    clock.go_on(1)
    both = [first, NewReply(number=2, answer=("B",), saved_at=clock.at())]
    learning.save(attempt.id, [first], learner)
    for _ in range(3):
        told = learning.save(attempt.id, both, learner)
    assert [(each.number, each.answer) for each in told.saved] == [(1, ("A",)), (2, ("B",))]
    assert [each.answer for each in learning.attempt(attempt.id, learner).replies] == [
        ("A",), ("B",),
    ]  # fmt: skip


def test_of_two_answers_the_one_given_later_stays_in_whatever_order_they_come(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    clock.go_on(5)
    late = NewReply(number=1, answer=("C",), saved_at=clock.at(-1))
    early = NewReply(number=1, answer=("A",), saved_at=clock.at(-2))
    learning.save(attempt.id, [late], learner)
    (kept,) = learning.save(attempt.id, [early], learner).saved
    assert kept.answer == ("C",)
    # A clock that runs ahead does not lock later answers out.
    learning.save(attempt.id, [NewReply(number=1, answer=("D",), saved_at=clock.at(999))], learner)
    clock.go_on(1)
    (kept,) = learning.save(
        attempt.id, [NewReply(number=1, answer=("B",), saved_at=clock.at())], learner
    ).saved
    assert kept.answer == ("B",)


def test_an_answer_can_be_taken_back(learning: Learning, clock: Clock, learner: Learner) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    learning.save(attempt.id, [NewReply(number=1, answer=("A",))], learner)
    clock.go_on(1)
    learning.save(attempt.id, [NewReply(number=1, answer=("",))], learner)
    assert learning.history(learner)[0].answered == 0


def test_what_cannot_be_an_answer_is_refused_and_the_others_are_kept(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    told = learning.save(
        attempt.id,
        [
            NewReply(number=1, answer=("A",)),
            NewReply(number=2, answer=("Z",)),
            NewReply(number=3, answer=("A", "B")),
            NewReply(number=99, answer=("A",)),
        ],
        learner,
    )
    assert [each.number for each in told.saved] == [1]
    assert [(each.number, each.message) for each in told.refused] == [
        (2, "选项只有 A、B、C、D。"),
        (3, "这道题只能选一个选项。"),
        (99, "没有第 99 题。"),
    ]


def test_an_answer_within_a_minute_after_the_time_is_kept_and_marked_late(
    learning: Learning, clock: Clock, learner: Learner, register: Register
) -> None:
    test = set_test(learning, make_paper(learning), clock)
    attempt = learning.begin(test.id, learner)
    replies = right(learning, attempt, register)
    clock.go_on(30.5)
    # Looking at it meanwhile does not end it.
    assert learning.attempt(attempt.id, learner).state is AttemptState.OPEN
    (kept,) = learning.save(attempt.id, replies[:1], learner).saved
    assert kept.is_late
    clock.go_on(1)
    with pytest.raises(AttemptClosedError, match="不能再改答案"):
        learning.save(attempt.id, replies[1:2], learner)
    ended = learning.attempt(attempt.id, learner)
    assert (ended.state, ended.submitted_at) == (AttemptState.SUBMITTED, ended.due_at)
    assert ended.points == 2
    assert learning.results(test.id)[0].late == 1


def test_what_was_kept_may_be_sent_again_after_submission_but_not_changed(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning), clock).id, learner)
    reply = NewReply(number=1, answer=("A",))
    learning.save(attempt.id, [reply], learner)
    ended = learning.submit(attempt.id, learner)
    assert learning.submit(attempt.id, learner) == ended
    assert learning.save(attempt.id, [reply], learner).saved[0].answer == ("A",)
    with pytest.raises(AttemptClosedError):
        learning.save(attempt.id, [NewReply(number=1, answer=("B",))], learner)
    assert learning.attempt(attempt.id, learner).replies[0].answer == ("A",)


def test_two_learners_are_asked_in_different_orders_and_marked_alike(
    learning: Learning, clock: Clock, register: Register
) -> None:
    test = set_test(learning, make_paper(learning, SINGLE, count=8), clock)
    seen = []
    for number in range(4):
        someone = Learner(id=str(number), name=f"学员{number}")
        attempt = learning.begin(test.id, someone)
        seen.append(attempt.questions)
        learning.save(attempt.id, right(learning, attempt, register), someone)
        assert learning.submit(attempt.id, someone).points == 16
    assert len({tuple(each.stem for each in questions) for questions in seen}) > 1
    orders = {questions[0].options[0] for questions in seen}
    assert len(orders) > 1


def test_the_questions_of_a_case_follow_each_other_and_share_its_points(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning, CASE), clock).id, learner)
    assert [each.kind for each in attempt.questions] == [SINGLE, SHORT] * 3
    assert all(
        first.situation == second.situation != ""
        for first, second in zip(attempt.questions[::2], attempt.questions[1::2], strict=True)
    )
    assert [each.points for each in attempt.questions] == [1] * 6


# --- What is told when ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("disclosure", "told"),
    [
        pytest.param(Disclosure.AT_ONCE, (1, 3, 3), id="after_each_answer"),
        pytest.param(Disclosure.SUBMITTED, (0, 3, 3), id="after_submission"),
        pytest.param(Disclosure.CLOSED, (0, 0, 3), id="after_the_test"),
    ],
)
def test_what_was_right_is_told_when_the_test_says(
    learning: Learning, clock: Clock, learner: Learner, disclosure: Disclosure, told: Any
) -> None:
    test = set_test(learning, make_paper(learning), clock, disclosure=disclosure)
    attempt = learning.begin(test.id, learner)
    assert attempt.marks == ()
    saved = learning.save(attempt.id, [NewReply(number=1, answer=("A",))], learner)
    assert len(saved.marks) == told[0]
    assert learning.attempt(attempt.id, learner).points is None
    ended = learning.submit(attempt.id, learner)
    assert len(ended.marks) == told[1]
    is_told = told[1] > 0
    assert ((ended.points is None), (learning.history(learner)[0].points is None)) == (
        not is_told, not is_told,
    )  # fmt: skip
    assert (learning.test(test.id, learner).best_points is None) == (not is_told)
    clock.go_on(122)
    after = learning.attempt(attempt.id, learner)
    assert len(after.marks) == told[2]
    assert after.points is not None
    assert all(mark.rationale and mark.evidence and mark.key for mark in after.marks)


def test_an_answer_whose_key_was_told_is_not_changed_any_more(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    test = set_test(learning, make_paper(learning), clock, disclosure=Disclosure.AT_ONCE)
    attempt = learning.begin(test.id, learner)
    learning.save(attempt.id, [NewReply(number=1, answer=("A",))], learner)
    clock.go_on(1)
    told = learning.save(attempt.id, [NewReply(number=1, answer=("B",))], learner)
    assert told.refused[0].message == "这道题已经告诉过答案，不能再改。"
    assert learning.attempt(attempt.id, learner).replies[0].answer == ("A",)


def test_practice_does_not_tell_what_a_test_asks_that_may_still_be_taken(
    register: Register, clock: Clock, learner: Learner
) -> None:
    shelf = MemoryShelf([item(SINGLE, number) for number in range(6)])
    learning = Learning(register, shelf)
    before = learning.practise(PracticeRequest(count=6), learner)
    test = set_test(learning, make_paper(learning, count=4), clock)
    assert sum(each.items for each in learning.practice_topics(learner)) == 2
    assert len(learning.practise(PracticeRequest(count=6), learner).questions) == 2
    with pytest.raises(WrongUseError, match="请先完成测试"):
        learning.save(before.id, [NewReply(number=n, answer=("A",)) for n in range(1, 7)], learner)
    attempt = learning.begin(test.id, learner)
    learning.submit(attempt.id, learner)
    assert sum(each.items for each in learning.practice_topics(learner)) == 6
    learning.save(before.id, [NewReply(number=1, answer=("A",))], learner)


# --- Practice and wrong answers ---------------------------------------------------------------


def test_practice_tells_at_once_and_begins_with_what_was_never_asked(
    register: Register, clock: Clock, learner: Learner
) -> None:
    learning = Learning(register, MemoryShelf([item(SINGLE, number) for number in range(6)]))
    first = learning.practise(PracticeRequest(count=4), learner)
    replies = right(learning, first, register)
    saved = learning.save(first.id, replies[:3] + wrong(first, replies[3:]), learner)
    assert [mark.is_right for mark in saved.marks] == [True, True, True, False]
    clock.go_on(1)
    second = learning.practise(PracticeRequest(count=3), learner)
    asked = {each.stem for each in first.questions}
    again = [each.stem for each in second.questions if each.stem in asked]
    # Two are new, and then comes the one that was wrong.
    assert again == [first.questions[3].stem]


def test_practice_without_a_fitting_item_says_so(learning: Learning, learner: Learner) -> None:
    with pytest.raises(WrongUseError, match="没有符合条件的练习题"):
        learning.practise(PracticeRequest(topic="没有的主题"), learner)


def test_a_wrong_answer_stays_on_the_list_until_it_was_right_twice(
    learning: Learning, clock: Clock, learner: Learner, register: Register
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning, count=1), clock).id, learner)
    learning.save(attempt.id, wrong(attempt, right(learning, attempt, register)), learner)
    assert learning.retries(learner) == []
    learning.submit(attempt.id, learner)
    (retry,) = learning.retries(learner)
    assert (retry.wrong, retry.right_since) == (1, 0)
    assert retry.mark.key != retry.answer
    assert learning.retries(OTHER) == []

    def redo(is_right: bool) -> None:
        clock.go_on(1)
        again = learning.retry(learner)
        replies = right(learning, again, register)
        learning.save(again.id, replies if is_right else wrong(again, replies), learner)

    redo(True)
    assert learning.retries(learner)[0].right_since == 1
    redo(False)
    (retry,) = learning.retries(learner)
    assert (retry.wrong, retry.right_since) == (2, 0)
    redo(True)
    redo(True)
    assert learning.retries(learner) == []
    with pytest.raises(WrongUseError, match="没有要重做的错题"):
        learning.retry(learner)


def test_an_item_that_was_withdrawn_is_not_asked_again(
    learning: Learning, clock: Clock, learner: Learner, register: Register, shelf: MemoryShelf
) -> None:
    attempt = learning.begin(set_test(learning, make_paper(learning, count=1), clock).id, learner)
    learning.submit(attempt.id, learner)
    (retry,) = learning.retries(learner)
    gone = shelf.items[retry.mark.item_id]
    shelf.items[gone.id] = gone.model_copy(update={"state": ItemState.WITHDRAWN})
    with pytest.raises(WrongUseError):
        learning.retry(learner)


# --- Marking by hand --------------------------------------------------------------------------


def test_short_answers_are_marked_by_a_person(
    learning: Learning, clock: Clock, learner: Learner, register: Register
) -> None:
    test = set_test(learning, make_paper(learning, SINGLE, SHORT, count=1), clock, pass_percent=90)
    attempt = learning.begin(test.id, learner)
    learning.save(attempt.id, right(learning, attempt, register), learner)
    assert learning.to_mark(test.id) == []
    with pytest.raises(WrongUseError, match="还没有交卷"):
        learning.give_marks(attempt.id, [NewMark(number=2, points=Decimal(2))])
    ended = learning.submit(attempt.id, learner)
    assert (ended.points, ended.has_passed) == (2, None)
    assert ended.marks[1].is_right is None
    (waiting,) = learning.to_mark(test.id)
    assert (waiting.learner, waiting.answer, waiting.earned) == ("李芳", "建基地", None)
    assert learning.tests(OTHER, for_trainer=True)[0].to_mark == 1
    with pytest.raises(WrongUseError, match="第 2 题最多 2分"):
        learning.give_marks(attempt.id, [NewMark(number=2, points=Decimal(3))])
    with pytest.raises(WrongUseError, match="第 1 题不是简答题"):
        learning.give_marks(attempt.id, [NewMark(number=1, points=Decimal(1))])
    result = learning.give_marks(attempt.id, [NewMark(number=2, points=Decimal("1.5"))])
    assert (result.points, result.has_passed, result.to_mark) == (Decimal("3.5"), False, 0)
    marked = learning.attempt(attempt.id, learner)
    assert (marked.points, marked.marks[1].is_right) == (Decimal("3.5"), True)


def test_an_empty_short_answer_needs_nobody(
    learning: Learning, clock: Clock, learner: Learner
) -> None:
    test = set_test(learning, make_paper(learning, SHORT, count=1), clock)
    attempt = learning.begin(test.id, learner)
    ended = learning.submit(attempt.id, learner)
    assert (ended.points, ended.has_passed) == (0, False)
    assert learning.to_mark() == []
