"""Keeps back answers whose sources their reader may not see, or not any more."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from assistant.office.schema import Message, MessageFailure
from assistant.schema import Answer
from ingest.library import Library

WITHHELD = MessageFailure(
    code="answer_withheld",
    message="这个回答引用的资料已被删除，或者您现在无权查看，所以不再显示。",
    hint="请点“重新提问”，按您现在能看到的资料再答一次；需要原来的资料时，请联系资料员。",
)


def sources_of(answer: Answer) -> set[str]:
    """Return the ids of the documents that an answer cites or offers passages of."""
    cited = {citation.document_id for citation in answer.citations}
    return cited | {hit.document.id for hit in answer.hits}


def withhold(message: Message) -> Message:
    """Return a message without its answer, saying why; one that has none as it is."""
    if message.answer is None:
        return message
    return message.model_copy(update={"answer": None, "failure": WITHHELD})


class Withholding:
    """What a reader may see of answers that were given before; promise 7 of the design.

    Args:
        library: Knows which documents there are, and in which library each is.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def may_see(self, answer: Answer, libraries: AbstractSet[str] | None) -> bool:
        """Return whether all that stands behind an answer is there and may be seen.

        Args:
            answer: As it was given.
            libraries: Those the reader may see now; None for every one.
        """
        sources = sources_of(answer)
        known = self._library.get_documents(sources)
        behind = {document.library for document in known.values()}
        behind |= {figure.library for figure in answer.figures}
        return len(known) == len(sources) and (libraries is None or behind <= libraries)

    def apply(
        self, messages: Iterable[Message], libraries: AbstractSet[str] | None
    ) -> tuple[Message, ...]:
        """Return messages as a reader may see them.

        Args:
            messages: As they are kept.
            libraries: Those the reader may see now; None for every one.
        """
        return tuple(
            message
            if message.answer is None or self.may_see(message.answer, libraries)
            else withhold(message)
            for message in messages
        )
