import pytest

from assistant.errors import WrongUseError
from assistant.office import Office
from assistant.office.schema import Feedback, FeedbackReason, MessageState, Reader, Verdict
from ingest.errors import NotFoundError
from ingest.schema import Filters
from tests.assistant.office.desk import POSTS_QUESTION, ask, make_reader

GOOD = Feedback(verdict=Verdict.GOOD)
BAD = Feedback(verdict=Verdict.BAD, reason=FeedbackReason.OUTDATED, comment="去年已经提高了")


def test_the_last_verdict_counts(office: Office, reader: Reader) -> None:
    message = ask(office, reader)
    assert office.feedback.give(reader, message.id, GOOD).feedback == GOOD
    assert office.feedback.give(reader, message.id, BAD).feedback == BAD
    assert office.conversations.message(reader, message.id).feedback == BAD


def test_a_verdict_can_be_taken_back(office: Office, reader: Reader) -> None:
    message = ask(office, reader)
    office.feedback.give(reader, message.id, BAD)
    assert office.feedback.withdraw(reader, message.id).feedback is None
    assert office.feedback.withdraw(reader, message.id) == message


def test_only_an_answer_can_be_judged(office: Office, reader: Reader) -> None:
    conversation = office.conversations.create(reader)
    office.conversations.add(reader, conversation.id, POSTS_QUESTION, Filters(), id_="1" * 32)
    office.conversations.give_up("1" * 32, MessageState.STOPPED)
    with pytest.raises(WrongUseError, match="还没有回答"):
        office.feedback.give(reader, "1" * 32, GOOD)


def test_nobody_judges_the_answer_of_another(office: Office, reader: Reader) -> None:
    message = ask(office, reader)
    office.feedback.give(reader, message.id, BAD)
    other = make_reader(office, "wang")
    with pytest.raises(NotFoundError):
        office.feedback.give(other, message.id, GOOD)
    with pytest.raises(NotFoundError):
        office.feedback.withdraw(other, message.id)
    assert office.conversations.message(reader, message.id).feedback == BAD
