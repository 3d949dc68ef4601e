import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from assistant.application import Assistant
from assistant.errors import ChatModelError, ConversationBusyError
from assistant.office import Office, answering
from assistant.office.answering import WORKERS
from assistant.office.schema import (
    Feedback,
    MessageFinished,
    MessageStarted,
    MessageState,
    Reader,
    Verdict,
)
from assistant.schema import AnswerFailed, AnswerReady, AnswerStatus, TextDelta
from ingest.errors import NotFoundError, StoreUnavailableError
from ingest.schema import Filters
from tests.assistant.api.browser import own_office
from tests.assistant.office.desk import (
    POSTS_QUESTION,
    REFUSED_QUESTION,
    Stepwise,
    ask,
    begin,
    finished,
    listen,
    make_reader,
    only_turn,
    text_of,
)


@pytest.fixture
def slow(tiny_assistant: Assistant) -> Stepwise:
    return Stepwise(tiny_assistant)


@pytest.fixture
def slow_office(slow: Stepwise) -> Iterator[Office]:
    office = own_office(slow)
    yield office
    office.stop()


@pytest.fixture
def slow_reader(slow_office: Office) -> Reader:
    return make_reader(slow_office)


def test_an_answer_is_told_in_pieces_and_kept_whole(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    first, *pieces, last = listen(begin(office, reader, conversation=conversation.id))
    assert isinstance(first, MessageStarted)
    assert first.message.state is MessageState.RUNNING
    assert isinstance(last, MessageFinished)
    assert last.message == only_turn(office, reader, conversation)
    assert last.message.state is MessageState.ANSWERED
    assert last.message.answer
    assert text_of(pieces) == last.message.answer.text
    assert last.message.answer.citations


def test_a_refusal_is_an_answer(office: Office, reader: Reader) -> None:
    message = ask(office, reader, REFUSED_QUESTION)
    assert message.state is MessageState.ANSWERED
    assert message.answer
    assert message.answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE


def test_who_leaves_in_the_middle_and_comes_back_gets_the_rest(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    told = begin(slow_office, slow_reader)
    slow.let(5)
    before = listen(told, most=4)
    assert isinstance(before[0], MessageStarted)
    message_id = before[0].message.id
    rest = slow_office.answers.listen(slow_reader, message_id, after=len(before))
    slow.let()
    after = listen(rest)
    assert isinstance(after[-1], MessageFinished)
    assert after[-1].message.answer
    assert text_of([*before, *after]) == after[-1].message.answer.text


def test_an_answer_is_finished_when_nobody_listens(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    (started,) = listen(begin(office, reader, conversation=conversation.id), most=1)
    assert isinstance(started, MessageStarted)
    message = finished(office.answers.listen(reader, started.message.id))
    assert message.answer
    assert message == only_turn(office, reader, conversation)


def test_all_who_listen_hear_the_same(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    (started,) = listen(begin(slow_office, slow_reader), most=1)
    assert isinstance(started, MessageStarted)
    told = [slow_office.answers.listen(slow_reader, started.message.id) for _ in range(3)]
    slow.let()
    with ThreadPoolExecutor() as pool:
        first, *others = pool.map(listen, told)
    assert others == [first, first]
    assert len(first) > 3


def test_of_a_message_that_is_over_only_the_end_is_told(office: Office, reader: Reader) -> None:
    message = ask(office, reader)
    told = listen(office.answers.listen(reader, message.id, after=7))
    assert told == [MessageFinished(message=message)]


def test_a_silent_line_is_kept_open(
    slow_office: Office, slow_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "HEARTBEAT_S", 0.01)
    told = begin(slow_office, slow_reader)

    async def hear() -> list[object]:
        events = [await anext(told) for _ in range(3)]
        await told.aclose()
        return events

    _, *silence = asyncio.run(hear())
    assert silence == [None, None]


def test_stopping_ends_the_work_and_keeps_no_half_answer(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    conversation = slow_office.conversations.create(slow_reader)
    told = begin(slow_office, slow_reader, conversation=conversation.id)
    slow.let(3)
    started, *_ = listen(told, most=4)
    assert isinstance(started, MessageStarted)
    stopped = slow_office.answers.stop(slow_reader, started.message.id)
    assert (stopped.state, stopped.answer, stopped.failure) == (MessageState.STOPPED, None, None)
    assert slow.has_stopped.wait(10)
    assert only_turn(slow_office, slow_reader, conversation) == stopped
    assert finished(slow_office.answers.listen(slow_reader, stopped.id)) == stopped
    slow.let()
    assert ask(slow_office, slow_reader, conversation=conversation.id).answer


def test_stopping_what_is_over_changes_nothing(office: Office, reader: Reader) -> None:
    message = ask(office, reader)
    assert office.answers.stop(reader, message.id) == message


def test_nobody_listens_to_or_stops_the_question_of_another(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    other = make_reader(slow_office, "wang")
    (started,) = listen(begin(slow_office, slow_reader), most=1)
    assert isinstance(started, MessageStarted)
    for attempt in (slow_office.answers.listen, slow_office.answers.stop):
        with pytest.raises(NotFoundError):
            attempt(other, started.message.id)
    with pytest.raises(NotFoundError):
        slow_office.answers.ask_again(other, started.message.id, count=lambda *_: None)
    slow.let()
    assert finished(slow_office.answers.listen(slow_reader, started.message.id)).answer


def test_a_second_question_is_refused_while_the_first_runs(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    conversation = slow_office.conversations.create(slow_reader)
    told = begin(slow_office, slow_reader, conversation=conversation.id)
    (started,) = listen(told, most=1)
    assert isinstance(started, MessageStarted)
    with pytest.raises(ConversationBusyError):
        begin(slow_office, slow_reader, "第二个问题", conversation=conversation.id)
    with pytest.raises(ConversationBusyError):
        slow_office.answers.ask_again(slow_reader, started.message.id, count=lambda *_: None)
    slow.let()
    assert finished(slow_office.answers.listen(slow_reader, started.message.id)).answer
    assert slow_office.conversations.read(slow_reader, conversation.id).messages == 1


def test_questions_beyond_those_answered_at_a_time_wait_their_turn(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    running = [begin(slow_office, slow_reader) for _ in range(WORKERS)]
    waiting = begin(slow_office, slow_reader)
    started, sign_of_life = listen(waiting, most=2)
    assert isinstance(started, MessageStarted)
    assert sign_of_life == TextDelta(text="")
    slow.let(10_000)
    for told in running:
        assert finished(told).answer
    assert finished(slow_office.answers.listen(slow_reader, started.message.id)).answer


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(ChatModelError("语言模型没有应答。"), "chat_model_failed", id="known"),
        pytest.param(RuntimeError("POLICY_SECRET"), "internal_error", id="bug"),
    ],
)
def test_a_failure_is_kept_and_told_without_its_details(
    slow: Stepwise, slow_office: Office, slow_reader: Reader, error: Exception, code: str
) -> None:
    slow.error = error
    slow.let()
    message = ask(slow_office, slow_reader)
    assert (message.state, message.answer) == (MessageState.FAILED, None)
    assert message.failure
    assert message.failure.code == code
    assert "POLICY_SECRET" not in message.model_dump_json()


def test_the_end_of_the_server_interrupts_what_runs_and_keeps_no_half_answer(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    conversation = slow_office.conversations.create(slow_reader)
    told = begin(slow_office, slow_reader, conversation=conversation.id)
    slow.let(3)
    (started,) = listen(told, most=1)
    assert isinstance(started, MessageStarted)
    rest = slow_office.answers.listen(slow_reader, started.message.id)
    slow_office.stop()
    last = finished(rest)
    assert (last.state, last.answer) == (MessageState.INTERRUPTED, None)
    assert only_turn(slow_office, slow_reader, conversation) == last
    assert slow.has_stopped.is_set()
    with pytest.raises(StoreUnavailableError, match="正在停止"):
        begin(slow_office, slow_reader, conversation=conversation.id)


def test_a_new_server_interrupts_what_a_dead_one_left_running(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.add(reader, conversation.id, POSTS_QUESTION, Filters(), id_="1" * 32)
    office.start()
    turn = only_turn(office, reader, conversation)
    assert turn.state is MessageState.INTERRUPTED
    again = finished(office.answers.ask_again(reader, turn.id, count=lambda *_: None))
    assert again.id == turn.id
    assert again.state is MessageState.ANSWERED
    assert again.failure is None


def test_a_message_on_which_nobody_works_is_interrupted_when_it_is_followed(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.add(reader, conversation.id, POSTS_QUESTION, Filters(), id_="1" * 32)
    assert finished(office.answers.listen(reader, "1" * 32)).state is MessageState.INTERRUPTED


def test_asking_again_keeps_the_earlier_answer_until_the_new_one_is_whole(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    slow.let()
    before = ask(slow_office, slow_reader)
    slow_office.feedback.give(slow_reader, before.id, Feedback(verdict=Verdict.BAD))
    told = slow_office.answers.ask_again(slow_reader, before.id, count=lambda *_: None)
    slow.error = ChatModelError("语言模型没有应答。")
    after = finished(told)
    assert (after.state, after.answer) == (MessageState.ANSWERED, before.answer)
    assert after.failure
    assert after.failure.code == "chat_model_failed"
    assert after.feedback == Feedback(verdict=Verdict.BAD)
    slow.error = None
    again = finished(slow_office.answers.ask_again(slow_reader, before.id, count=lambda *_: None))
    assert (again.answer, again.failure) == (before.answer, None)


def test_what_was_thought_of_an_answer_goes_with_it(office: Office, reader: Reader) -> None:
    everything = make_reader(office)
    message = ask(office, make_reader(office, libraries=frozenset({"总结"})))
    office.feedback.give(reader, message.id, Feedback(verdict=Verdict.BAD))
    again = finished(office.answers.ask_again(everything, message.id, count=lambda *_: None))
    assert again.answer != message.answer
    assert again.feedback is None


def test_a_question_is_asked_with_the_rights_of_its_asker(office: Office) -> None:
    limited = make_reader(office, libraries=frozenset({"总结"}))
    message = ask(office, limited)
    assert message.answer
    assert message.answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
    assert {hit.document.library for hit in message.answer.hits} <= {"总结"}


def test_who_may_see_less_than_when_asking_hears_nothing_of_the_answer(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    (started,) = listen(begin(slow_office, slow_reader), most=1)
    assert isinstance(started, MessageStarted)
    limited = make_reader(slow_office, libraries=frozenset({"总结"}))
    told = slow_office.answers.listen(limited, started.message.id)
    slow.let()
    events = listen(told)
    assert text_of(events) == ""
    assert isinstance(events[-1], MessageFinished)
    assert events[-1].message.answer is None
    assert events[-1].message.failure
    assert events[-1].message.failure.code == "answer_withheld"


def test_a_follow_up_is_understood_by_what_was_asked_before(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    ask(office, reader, "红柳乡2022年人均纯收入是多少？", conversation=conversation.id)
    message = ask(office, reader, "那2023年呢？", conversation=conversation.id)
    assert message.answer
    assert "11200" in message.answer.text


def test_filters_reach_the_search(office: Office, reader: Reader) -> None:
    message = ask(office, reader, filters=Filters(library="总结"))
    assert message.answer
    assert message.answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE


def test_deleting_a_conversation_ends_the_work_in_it(
    slow: Stepwise, slow_office: Office, slow_reader: Reader
) -> None:
    conversation = slow_office.conversations.create(slow_reader)
    told = begin(slow_office, slow_reader, conversation=conversation.id)
    slow.let(1)
    listen(told, most=2)
    slow_office.answers.delete_conversation(slow_reader, conversation.id)
    assert slow.has_stopped.wait(10)
    assert slow_office.conversations.list(slow_reader) == []


def test_the_end_of_a_question_is_counted_once_also_when_nobody_listens(
    office: Office, reader: Reader
) -> None:
    counted: list[AnswerReady | AnswerFailed] = []
    has_ended = threading.Event()

    def count(last: AnswerReady | AnswerFailed, elapsed_s: float) -> None:
        assert elapsed_s > 0
        counted.append(last)
        has_ended.set()

    conversation = office.conversations.create(reader)
    office.answers.ask(reader, conversation.id, POSTS_QUESTION, Filters(), count=count)
    assert has_ended.wait(10)
    office.stop()
    assert [type(each) for each in counted] == [AnswerReady]


def test_an_answer_that_cannot_be_kept_is_told_as_lost(
    slow: Stepwise,
    slow_office: Office,
    slow_reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = begin(slow_office, slow_reader)
    (started,) = listen(told, most=1)
    assert isinstance(started, MessageStarted)
    rest = slow_office.answers.listen(slow_reader, started.message.id)

    def fail(*_: object) -> None:
        raise OperationalError("INSERT", {}, OSError("disk is full"))

    monkeypatch.setattr(slow_office.conversations, "finish", fail)
    slow.let()
    lost = finished(rest)
    assert (lost.state, lost.answer) == (MessageState.FAILED, None)
    assert lost.failure
    assert lost.failure.code == "not_kept"
    monkeypatch.undo()
    again = slow_office.answers.listen(slow_reader, lost.id)
    assert finished(again).state is MessageState.INTERRUPTED
