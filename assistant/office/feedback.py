"""What the askers thought of their answers."""

from sqlalchemy import Engine, delete, insert

from assistant.errors import WrongUseError
from assistant.moments import now
from assistant.office.conversations import Conversations
from assistant.office.schema import Feedback, Message, MessageState, Reader
from assistant.office.tables import FeedbackRow


class FeedbackBox:
    """Keeps one verdict per answer, the last one given.

    Args:
        engine: The database.
        conversations: Knows whose message is whose.
    """

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._writer = engine.execution_options(writes=True)
        self._conversations = conversations

    def give(self, reader: Reader, message_id: str, feedback: Feedback) -> Message:
        """Keep what a reader thinks of an answer of theirs.

        Raises:
            NotFoundError: there is no such message, or it is somebody else's.
            WrongUseError: it has no answer.
        """
        message = self._conversations.message(reader, message_id)
        if message.state is not MessageState.ANSWERED:
            raise WrongUseError("这个问题还没有回答，不能评价。", hint="请等回答完成后再评价。")
        with self._writer.begin() as connection:
            connection.execute(delete(FeedbackRow).where(FeedbackRow.message_id == message_id))
            connection.execute(
                insert(FeedbackRow).values(
                    message_id=message_id,
                    verdict=feedback.verdict,
                    reason=feedback.reason,
                    comment=feedback.comment,
                    given_at=now(),
                )
            )
        return self._conversations.message(reader, message_id)

    def withdraw(self, reader: Reader, message_id: str) -> Message:
        """Forget what a reader thought of an answer of theirs; raises `NotFoundError` as `give`."""
        self._conversations.message(reader, message_id)
        with self._writer.begin() as connection:
            connection.execute(delete(FeedbackRow).where(FeedbackRow.message_id == message_id))
        return self._conversations.message(reader, message_id)
