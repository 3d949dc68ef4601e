from dataclasses import dataclass

import pytest

from assistant.errors import ConversationBusyError
from assistant.office import Office
from assistant.office.conversations import LONGEST_TITLE, UNNAMED, title_of
from assistant.office.schema import MessageFailure, MessageState, Reader
from ingest.errors import NotFoundError
from ingest.schema import Filters
from tests.assistant.office.desk import POSTS_QUESTION, REFUSED_QUESTION, ask, make_reader


def test_a_new_conversation_is_empty_and_has_no_name(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    assert (conversation.title, conversation.messages, conversation.turns) == (UNNAMED, 0, ())


def test_the_first_question_names_a_conversation(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    ask(office, reader, POSTS_QUESTION, conversation=conversation.id)
    ask(office, reader, REFUSED_QUESTION, conversation=conversation.id)
    read = office.conversations.read(reader, conversation.id)
    assert read.title == POSTS_QUESTION
    assert [turn.question for turn in read.turns] == [POSTS_QUESTION, REFUSED_QUESTION]


def test_a_question_does_not_change_a_title_that_a_person_gave(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.rename(reader, conversation.id, "岗位")
    ask(office, reader, conversation=conversation.id)
    assert office.conversations.read(reader, conversation.id).title == "岗位"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        pytest.param("补贴多少？", "补贴多少？", id="short"),
        pytest.param("补贴\n 多少？", "补贴 多少？", id="one_line"),
        pytest.param(
            "我家是脱贫户，孩子今年上高职，雨露计划每学年可以补助多少钱？",
            "我家是脱贫户，孩子今年上高职…",
            id="at_a_clause",
        ),
        pytest.param(
            "是，脱贫人口小额信贷每户最高可以贷款多少万元以及期限是几年",
            "是，脱贫人口小额信贷每户最高可以贷款多少万元…",
            id="at_a_word",
        ),
        pytest.param("x" * 40, "x" * LONGEST_TITLE + "…", id="no_border"),
    ],
)
def test_a_long_question_is_cut_where_a_clause_or_word_ends(question: str, title: str) -> None:
    assert title_of(question) == title


def test_the_conversation_last_asked_in_comes_first(office: Office, reader: Reader) -> None:
    first = office.conversations.create(reader)
    second = office.conversations.create(reader)
    ask(office, reader, conversation=first.id)
    listed = office.conversations.list(reader)
    assert [each.id for each in listed] == [first.id, second.id]
    assert [each.messages for each in listed] == [1, 0]


def test_a_list_comes_in_pages(office: Office, reader: Reader) -> None:
    ids = [office.conversations.create(reader).id for _ in range(5)]
    first = office.conversations.list(reader, limit=3)
    rest = office.conversations.list(reader, limit=3, before=first[-1].updated_at)
    assert [each.id for each in [*first, *rest]] == ids[::-1]


def test_nobody_sees_or_changes_the_conversation_of_another(office: Office, reader: Reader) -> None:
    other = make_reader(office, "wang")
    conversation = office.conversations.create(reader)
    message = ask(office, reader, conversation=conversation.id)
    assert office.conversations.list(other) == []
    assert office.conversations.list(other, query="岗位") == []
    for attempt in (
        lambda: office.conversations.read(other, conversation.id),
        lambda: office.conversations.rename(other, conversation.id, "我的"),
        lambda: office.conversations.delete(other, conversation.id),
        lambda: office.conversations.message(other, message.id),
        lambda: office.conversations.ask_again(other, message.id),
        lambda: office.conversations.add(other, conversation.id, "问", Filters(), id_="x"),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert office.conversations.read(reader, conversation.id).turns == (message,)


def test_a_deleted_conversation_is_gone_with_its_messages(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    message = ask(office, reader, conversation=conversation.id)
    office.conversations.delete(reader, conversation.id)
    for attempt in (
        lambda: office.conversations.read(reader, conversation.id),
        lambda: office.conversations.message(reader, message.id),
    ):
        with pytest.raises(NotFoundError):
            attempt()


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("民政", id="title"),
        pytest.param("每人每月", id="question"),
        pytest.param("八百元", id="answer"),
        pytest.param(" 八百元 ", id="blanks_around"),
        pytest.param("gdp", id="whatever_case"),
    ],
)
def test_a_search_looks_in_titles_questions_and_answers(
    office: Office, reader: Reader, query: str
) -> None:
    office.conversations.create(reader, title="别的")
    wanted = office.conversations.create(reader, title="民政局问的 GDP")
    ask(office, reader, conversation=wanted.id)
    assert [each.id for each in office.conversations.list(reader, query=query)] == [wanted.id]


@pytest.mark.parametrize("query", ["%", "_", "answered", "document_id"])
def test_a_search_takes_signs_as_they_are_and_looks_in_nothing_hidden(
    office: Office, reader: Reader, query: str
) -> None:
    ask(office, reader)
    assert office.conversations.list(reader, query=query) == []


@dataclass
class Answered:
    """A conversation with an answer from the library 政策."""

    conversation: str
    message: str


@pytest.fixture
def answered(office: Office, reader: Reader) -> Answered:
    conversation = office.conversations.create(reader, title="岗位")
    message = ask(office, reader, conversation=conversation.id)
    assert message.answer
    assert "八百元" in message.answer.text
    return Answered(conversation.id, message.id)


def test_an_answer_is_withheld_from_who_may_no_longer_see_its_sources(
    office: Office, reader: Reader, answered: Answered
) -> None:
    limited = make_reader(office, libraries=frozenset({"默认", "总结"}))
    (turn,) = office.conversations.read(limited, answered.conversation).turns
    assert (turn.question, turn.state, turn.answer) == (
        POSTS_QUESTION,
        MessageState.ANSWERED,
        None,
    )
    assert turn.failure
    assert turn.failure.code == "answer_withheld"
    assert "重新提问" in turn.failure.hint
    assert office.conversations.message(limited, answered.message) == turn
    assert office.conversations.read(reader, answered.conversation).turns[0].answer


def test_a_withheld_answer_is_neither_found_nor_history(
    office: Office, reader: Reader, answered: Answered
) -> None:
    limited = make_reader(office, libraries=frozenset({"默认", "总结"}))
    assert office.conversations.list(limited, query="八百元") == []
    assert len(office.conversations.list(reader, query="八百元")) == 1
    follow_up = office.conversations.add(
        limited, answered.conversation, "那谁来发？", Filters(), id_="1" * 32
    )
    assert office.conversations.history(limited, follow_up) == ()
    (turn,) = office.conversations.history(reader, follow_up)
    assert turn.question == POSTS_QUESTION


def test_the_history_of_a_message_is_what_was_answered_before_it(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    messages = [
        ask(office, reader, question, conversation=conversation.id)
        for question in (POSTS_QUESTION, REFUSED_QUESTION, "护林员一年补助多少？")
    ]
    office.conversations.ask_again(reader, messages[0].id)
    office.conversations.give_up(messages[0].id, MessageState.STOPPED)
    questions = [turn.question for turn in office.conversations.history(reader, messages[2])]
    assert questions == [POSTS_QUESTION, REFUSED_QUESTION]
    assert office.conversations.history(reader, messages[0]) == ()


def test_a_question_waits_until_the_one_before_it_is_over(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.add(reader, conversation.id, "一", Filters(), id_="1")
    with pytest.raises(ConversationBusyError, match="还有一个问题正在回答"):
        office.conversations.add(reader, conversation.id, "二", Filters(), id_="2")
    with pytest.raises(ConversationBusyError):
        office.conversations.ask_again(reader, "1")
    office.conversations.give_up("1", MessageState.STOPPED)
    office.conversations.add(reader, conversation.id, "二", Filters(), id_="2")
    turns = office.conversations.read(reader, conversation.id).turns
    assert [turn.state for turn in turns] == [MessageState.STOPPED, MessageState.RUNNING]


def test_filters_are_kept_as_they_were_asked(office: Office, reader: Reader) -> None:
    filters = Filters(library="政策", year=2024, in_force=True)
    conversation = office.conversations.create(reader)
    message = office.conversations.add(reader, conversation.id, "问", filters, id_="1")
    assert message.filters == filters


def test_an_answer_stays_when_asking_again_fails_and_says_why(
    office: Office, answered: Answered, reader: Reader
) -> None:
    before = office.conversations.message(reader, answered.message)
    running = office.conversations.ask_again(reader, answered.message)
    assert (running.state, running.answer) == (MessageState.RUNNING, None)
    failure = MessageFailure(code="chat_model_failed", message="模型没有应答。")
    office.conversations.give_up(answered.message, MessageState.FAILED, failure)
    after = office.conversations.message(reader, answered.message)
    assert after == before.model_copy(update={"failure": failure})


def test_only_what_runs_can_be_given_up(office: Office, reader: Reader, answered: Answered) -> None:
    before = office.conversations.message(reader, answered.message)
    office.conversations.give_up(answered.message, MessageState.FAILED)
    assert office.conversations.message(reader, answered.message) == before


def test_what_a_dead_server_left_running_is_interrupted(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.add(reader, conversation.id, "一", Filters(), id_="1")
    assert office.conversations.interrupt_all() == 1
    message = office.conversations.message(reader, "1")
    assert (message.state, message.answer) == (MessageState.INTERRUPTED, None)
    assert message.failure
    assert "重新提问" in message.failure.hint
