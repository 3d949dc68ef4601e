from datetime import timedelta
from time import perf_counter
from uuid import uuid4

import pytest
from sqlalchemy import update

from assistant.moments import from_now
from assistant.office import Office
from assistant.office.schema import (
    EnquiryState,
    Feedback,
    FeedbackReason,
    Gap,
    Message,
    Reader,
    Role,
    Verdict,
)
from assistant.office.tables import MessageRow
from assistant.office.topics import Topics, name_topic
from assistant.testing import sample_refusal
from ingest.embedding.bundled import BundledEmbedder
from ingest.schema import Filters
from tests.assistant.office.desk import POSTS_QUESTION, ask, finished, make_reader

PENSIONS = (
    "80岁老人高龄津贴每月多少钱？",
    "高龄津贴几岁开始发？",
    "村里90岁的老人一个月能领多少高龄津贴",
)
HOUSES = ("D级危房改造能补多少钱", "家里房子裂了，怎么申请危房改造", "危房改造要什么手续")


def refuse(
    office: Office,
    reader: Reader,
    question: str,
    *,
    conversation: str | None = None,
    filters: Filters = Filters(),
) -> Message:
    """Keep a question as refused: a library as small as this one answers nearly everything."""
    limited = office.assistant.limited_to(reader.libraries)
    nearest = limited.search(question, filters=filters)
    conversation = conversation or office.conversations.create(reader).id
    id_ = uuid4().hex
    office.conversations.add(reader, conversation, question, filters, id_=id_)
    refusal = sample_refusal(question).model_copy(update={"hits": tuple(nearest)})
    office.conversations.finish(id_, refusal)
    return office.conversations.message(reader, id_)


def find(office: Office, keeper: Reader) -> list[Gap]:
    return office.gaps.find(keeper, days=30)


def test_what_was_refused_is_gathered_by_topic(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    for question in (PENSIONS[0], HOUSES[0], PENSIONS[1], PENSIONS[2]):
        refuse(office, reader, question)
    refuse(office, make_reader(office, "wang"), HOUSES[1])
    houses, pensions = find(office, keeper)
    assert (houses.topic, houses.askers) == ("危房改造", 2)
    assert {each.question for each in houses.questions} == set(HOUSES[:2])
    assert (pensions.topic, pensions.askers) == ("高龄津贴、老人", 1)
    assert {each.question for each in pensions.questions} == set(PENSIONS)


def test_a_question_that_several_people_ask_stands_once(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    for person in (reader, make_reader(office, "wang")):
        refuse(office, person, HOUSES[0])
    refuse(office, reader, f"{HOUSES[0]}？")
    (gap,) = find(office, keeper)
    assert (gap.askers, len(gap.questions), gap.questions[0].count) == (2, 1, 3)


def test_good_answers_are_no_gaps(office: Office, reader: Reader, keeper: Reader) -> None:
    message = ask(office, reader)
    office.feedback.give(reader, message.id, Feedback(verdict=Verdict.GOOD))
    ask(office, reader, "公益性岗位名单由谁公示？")
    assert find(office, keeper) == []


def test_a_bad_answer_is_a_gap_with_its_reason_until_that_is_taken_back(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    message = ask(office, reader)
    bad = Feedback(verdict=Verdict.BAD, reason=FeedbackReason.OUTDATED, comment="秘密")
    office.feedback.give(reader, message.id, bad)
    (gap,) = find(office, keeper)
    (question,) = gap.questions
    assert (question.question, question.kind, question.reason) == (
        POSTS_QUESTION,
        "bad",
        FeedbackReason.OUTDATED,
    )
    assert "白桦县乡村公益性岗位管理办法" in gap.nearest
    office.feedback.withdraw(reader, message.id)
    assert find(office, keeper) == []


def test_an_enquiry_counts_once_with_its_question_and_until_it_is_answered(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    message = refuse(office, reader, HOUSES[0])
    filed = office.enquiries.file(reader, message.id, "")
    assert filed.enquiry_id
    (gap,) = find(office, keeper)
    (question,) = gap.questions
    assert (question.kind, question.count) == ("enquiry", 1)
    office.enquiries.answer(keeper, filed.enquiry_id, state=EnquiryState.CLOSED, reply="")
    (gap,) = find(office, keeper)
    assert [each.kind for each in gap.questions] == ["refused"]


def test_nobody_is_named(office: Office, reader: Reader, keeper: Reader) -> None:
    message = refuse(office, reader, HOUSES[0])
    office.enquiries.file(reader, message.id, "我家的房子")
    told = "".join(gap.model_dump_json() for gap in find(office, keeper))
    for secret in (reader.account.id, reader.account.name, "我家的房子"):
        assert secret not in told


def test_a_keeper_hears_nothing_of_libraries_out_of_view(office: Office, reader: Reader) -> None:
    refuse(office, reader, HOUSES[0], filters=Filters(library="政策"))
    message = refuse(office, reader, HOUSES[1], filters=Filters(library="政策"))
    office.enquiries.file(reader, message.id, "")
    refuse(office, reader, PENSIONS[0])
    keeper = make_reader(office, "zhao", Role.KEEPER, libraries=frozenset({"总结", "默认"}))
    (gap,) = find(office, keeper)
    assert [each.question for each in gap.questions] == [PENSIONS[0]]
    titles = {
        document.metadata.title
        for document in office.assistant.limited_to(keeper.libraries).documents()
    }
    assert set(gap.nearest) <= titles


def test_a_follow_up_is_understood_by_the_questions_before_it_that_the_keeper_may_know(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    here, there = Filters(library="总结"), Filters(library="政策")
    refuse(office, reader, "红柳乡2022年羊价是多少？", conversation=conversation.id, filters=there)
    refuse(office, reader, "那2018年呢？", conversation=conversation.id, filters=here)
    all_seeing = make_reader(office, "zhao", Role.KEEPER)
    limited = make_reader(office, "qian", Role.KEEPER, libraries=frozenset({"总结"}))
    assert "红柳乡2018年羊价是多少？" in {
        each.question for gap in find(office, all_seeing) for each in gap.questions
    }
    ((question,),) = [gap.questions for gap in find(office, limited)]
    assert question.question == "那2018年呢？"


def test_what_was_asked_long_ago_is_left_out(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    message = refuse(office, reader, HOUSES[0])
    with office.engine.begin() as connection:
        connection.execute(
            update(MessageRow)
            .where(MessageRow.id == message.id)
            .values(asked_at=from_now(timedelta(days=-31)))
        )
    assert find(office, keeper) == []
    assert len(office.gaps.find(keeper, days=32)) == 1


def test_a_question_answered_at_last_is_no_gap_any_more(office: Office, keeper: Reader) -> None:
    limited = make_reader(office, libraries=frozenset({"总结"}))
    message = refuse(office, limited, POSTS_QUESTION)
    assert len(find(office, keeper)) == 1
    finished(office.answers.ask_again(make_reader(office), message.id, count=lambda *_: None))
    assert find(office, keeper) == []


def test_the_same_questions_give_the_same_topics() -> None:
    questions = [*PENSIONS, *HOUSES, "高铁什么时候通到我们县"]
    groups = Topics(BundledEmbedder()).group(questions)
    assert groups == [[0, 1, 2], [3, 4, 5], [6]]
    assert Topics(BundledEmbedder()).group(questions) == groups


@pytest.mark.parametrize(
    ("questions", "name"),
    [
        pytest.param(["低保怎么申请？"], "低保怎么申请？", id="one_question_is_its_own_name"),
        pytest.param(HOUSES, "危房改造", id="the_longest_words_they_share"),
        pytest.param(["低保", "五保", "孤儿"], "低保", id="nothing_shared"),
    ],
)
def test_a_topic_is_named_by_what_its_questions_share(questions: list[str], name: str) -> None:
    assert name_topic(questions) == name


def test_many_questions_are_grouped_while_somebody_waits() -> None:
    topics = Topics(BundledEmbedder())
    questions = [
        f"{place}{topic}" for place in map(str, range(170)) for topic in (*PENSIONS, *HOUSES)
    ]
    topics.group(questions[:1000])
    started = perf_counter()
    groups = topics.group(questions[:1000])
    assert perf_counter() - started < 5
    assert sum(len(group) for group in groups) == 1000
