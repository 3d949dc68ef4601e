import pytest

from assistant.errors import WrongUseError
from assistant.office import Office
from assistant.office.schema import Enquiry, EnquiryState, Reader, Role
from ingest.errors import NotFoundError
from ingest.schema import Filters
from tests.assistant.office.desk import REFUSED_QUESTION, ask, make_reader


def file_enquiry(
    office: Office, reader: Reader, question: str = REFUSED_QUESTION, **where: object
) -> Enquiry:
    message = ask(office, reader, question, **where)
    filed = office.enquiries.file(reader, message.id, "急用")
    assert filed.enquiry_id
    return office.enquiries.read(reader, filed.enquiry_id)


def test_the_keeper_sees_who_asks_what_and_why(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    enquiry = file_enquiry(office, reader, filters=Filters(library="政策"))
    assert office.enquiries.list(keeper) == [enquiry]
    assert (enquiry.asker, enquiry.question, enquiry.note, enquiry.library, enquiry.state) == (
        reader.account.name,
        REFUSED_QUESTION,
        "急用",
        "政策",
        EnquiryState.OPEN,
    )


def test_the_asker_sees_the_reply(office: Office, reader: Reader, keeper: Reader) -> None:
    enquiry = file_enquiry(office, reader)
    office.enquiries.answer(
        keeper, enquiry.id, state=EnquiryState.ANSWERED, reply="已收入票价表，请再问一次。"
    )
    (seen,) = office.enquiries.list(reader)
    assert (seen.state, seen.reply, seen.replied_by) == (
        EnquiryState.ANSWERED,
        "已收入票价表，请再问一次。",
        keeper.account.name,
    )
    assert seen.replied_at
    assert office.enquiries.list(keeper, state=EnquiryState.OPEN) == []
    assert office.enquiries.list(keeper, state=EnquiryState.ANSWERED) == [seen]


def test_a_note_can_be_changed_until_there_is_a_reply(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    message = ask(office, reader, REFUSED_QUESTION)
    office.enquiries.file(reader, message.id, "急用")
    again = office.enquiries.file(reader, message.id, "要2024年的")
    (enquiry,) = office.enquiries.list(keeper)
    assert (enquiry.id, enquiry.note) == (again.enquiry_id, "要2024年的")
    office.enquiries.answer(keeper, enquiry.id, state=EnquiryState.CLOSED, reply="")
    with pytest.raises(WrongUseError, match="已经处理"):
        office.enquiries.file(reader, message.id, "再问一次")


def test_an_answer_needs_words(office: Office, reader: Reader, keeper: Reader) -> None:
    enquiry = file_enquiry(office, reader)
    with pytest.raises(WrongUseError, match="没有填写答复"):
        office.enquiries.answer(keeper, enquiry.id, state=EnquiryState.ANSWERED, reply="")
    assert office.enquiries.list(keeper) == [enquiry]


def test_an_enquiry_can_be_opened_again(office: Office, reader: Reader, keeper: Reader) -> None:
    enquiry = file_enquiry(office, reader)
    office.enquiries.answer(keeper, enquiry.id, state=EnquiryState.CLOSED, reply="")
    assert office.enquiries.answer(keeper, enquiry.id, state=EnquiryState.OPEN, reply="") == enquiry


def test_a_follow_up_is_filed_so_that_it_can_be_understood_alone(
    office: Office, reader: Reader
) -> None:
    conversation = office.conversations.create(reader)
    ask(office, reader, "红柳乡2022年人均纯收入是多少？", conversation=conversation.id)
    enquiry = file_enquiry(office, reader, "那2024年呢？", conversation=conversation.id)
    assert enquiry.question == "红柳乡2024年人均纯收入是多少？"


def test_nobody_else_sees_an_enquiry(office: Office, reader: Reader) -> None:
    enquiry = file_enquiry(office, reader)
    other = make_reader(office, "wang")
    assert office.enquiries.list(other) == []
    with pytest.raises(NotFoundError):
        office.enquiries.read(other, enquiry.id)
    message = ask(office, reader)
    with pytest.raises(NotFoundError):
        office.enquiries.file(other, message.id, "")


def test_a_keeper_sees_enquiries_of_the_libraries_in_view_only(
    office: Office, reader: Reader
) -> None:
    hidden = file_enquiry(office, reader, filters=Filters(library="政策"))
    shown = file_enquiry(office, reader)
    keeper = make_reader(office, "zhao", Role.KEEPER, libraries=frozenset({"总结"}))
    assert office.enquiries.list(keeper) == [shown]
    with pytest.raises(NotFoundError):
        office.enquiries.answer(keeper, hidden.id, state=EnquiryState.CLOSED, reply="")
    assert office.enquiries.read(reader, hidden.id) == hidden


def test_an_enquiry_outlives_its_conversation(
    office: Office, reader: Reader, keeper: Reader
) -> None:
    conversation = office.conversations.create(reader)
    enquiry = file_enquiry(office, reader, conversation=conversation.id)
    office.answers.delete_conversation(reader, conversation.id)
    assert office.enquiries.list(reader) == office.enquiries.list(keeper) == [enquiry]
