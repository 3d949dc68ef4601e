"""Offers questions that were tried: examples from a library, and what may follow an answer."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import islice

from assistant.chain.history import complete_question
from assistant.schema import Answer, Grade, Turn
from assistant.suggesting.candidates import Candidate, candidates_of, first_said
from assistant.suggesting.examples import Examples
from assistant.suggesting.following import follow_ups_of
from assistant.suggesting.phrasing import subject_of
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.library.caching import Lru
from ingest.schema import Document, Filters
from ingest.tokenizing import words

# What a page shows below an answer.
MOST_FOLLOW_UPS = 3

# How many documents are looked into for examples; after an answer, how many of its sources, and
# how many questions of each.
_DOCUMENTS = 24
_TRIED_FOLLOW_UPS = 8
_SOURCES = 2

# 文种 of documents that people ask about rather than read.
RULES = frozenset({"办法", "细则", "通知", "意见", "方案", "条例", "规定", "问答", "决定"})

# Readers who see the same libraries share what was found for them.
_CACHED_EXAMPLES = 64
_CACHED_FOLLOW_UPS = 512

Libraries = AbstractSet[str] | None
Ask = Callable[[str, Libraries], Answer]
"""Answers a question in the words of the libraries a reader may see."""


class Suggester:
    """Offers questions; for any number of threads.

    What was found holds as long as the library does not change, and for one day, since documents
    come into force and are repealed.

    Args:
        library: The documents.
        ask: Tries a question.
    """

    def __init__(self, library: Library, ask: Ask) -> None:
        self._library = library
        self._ask = ask
        self._examples: Lru[object, Examples] = Lru(_CACHED_EXAMPLES)
        self._follow_ups: Lru[object, list[str]] = Lru(_CACHED_FOLLOW_UPS)

    def examples(
        self, *, library: str | None, libraries: Libraries, patience_s: float | None
    ) -> list[str]:
        """Return questions that may be quoted as they are answered, of different documents.

        Args:
            library: Where to look; None for every one the reader may see.
            libraries: Those the reader may see; None for every one.
            patience_s: After how many seconds to return what was found so far; the next call goes
                on. None waits for all.
        """
        visible = None if libraries is None else frozenset(libraries)
        key = (*self._moment(visible), library)
        found = self._examples.get_many(
            [key], lambda _: {key: self._begin_examples(library, visible)}
        )
        return found[key].get(patience_s)

    def _begin_examples(self, library: str | None, libraries: Libraries) -> Examples:
        documents = [
            document
            for document in self._documents(library, libraries)
            if not document.metadata.is_repealed
        ]
        # Rules before reports and tables, the newest first; of one day, by name.
        documents.sort(key=lambda each: each.metadata.issued_on or date.min, reverse=True)
        documents.sort(key=lambda each: each.metadata.kind not in RULES)
        where = libraries if library is None else frozenset({library})
        return Examples(
            (
                candidates_of(self._library, document, turn=turn)
                for turn, document in enumerate(documents[:_DOCUMENTS])
            ),
            lambda candidate: self._try(candidate, where, grades={Grade.QUOTABLE}),
        )

    def follow_ups(self, answer: Answer, *, libraries: Libraries) -> list[str]:
        """Return questions that may come next, each of which can be answered.

        Args:
            answer: What was answered, or refused.
            libraries: Those the reader may see; None for every one.
        """
        visible = None if libraries is None else frozenset(libraries)
        places = tuple((each.revision_id, each.start) for each in answer.citations)
        key = (*self._moment(visible), answer.question, places)
        found = self._follow_ups.get_many(
            [key], lambda _: {key: self._find_follow_ups(answer, visible)}
        )
        return list(found[key])

    def _find_follow_ups(self, answer: Answer, libraries: Libraries) -> list[str]:
        documents = self._documents(None, libraries)
        found: list[str] = []
        for document in _sources_of(answer, documents):
            if found:
                break
            candidates = follow_ups_of(self._library, answer, document, documents)
            try:
                for candidate in islice(candidates, _TRIED_FOLLOW_UPS):
                    question = self._try(
                        candidate, libraries, grades={Grade.QUOTABLE, Grade.CHECK}, before=answer
                    )
                    found += [question] if question and question not in found else []
                    if len(found) == MOST_FOLLOW_UPS:
                        return found
            except NotFoundError:
                # The document was deleted since.
                continue
        return found

    def _try(
        self,
        candidate: Candidate,
        libraries: Libraries,
        *,
        grades: AbstractSet[Grade],
        before: Answer | None = None,
    ) -> str | None:
        """Return the first way of asking that is answered to the point and well enough.

        Args:
            candidate: What to ask.
            libraries: Those the reader may see.
            grades: How good the answer must be.
            before: What was answered before, and is not to be said again.
        """
        for question in candidate.questions:
            # It must be understood as it stands, whatever was asked before.
            if before and complete_question(question, [_turn(before)]) != question:
                continue
            answer = self._ask(question, libraries)
            is_new = before is None or first_said(answer) not in before.statements
            if is_new and answer.grade in grades and candidate.is_answered_by(answer):
                return question
        return None

    def _documents(self, library: str | None, libraries: Libraries) -> list[Document]:
        return self._library.list_documents(Filters(library=library), libraries=libraries)

    def _moment(self, libraries: Libraries) -> tuple[object, ...]:
        return self._library.generation, date.today(), libraries


def _sources_of(answer: Answer, documents: list[Document]) -> list[Document]:
    """Return the documents that answer, as far as they may be seen.

    Where none does, those that come nearest and are about something the question names.
    """
    known = {document.id: document for document in documents}
    if answer.citations:
        ids = dict.fromkeys(citation.document_id for citation in answer.citations)
        return [known[id_] for id_ in ids if id_ in known][:_SOURCES]
    asked = {word for word in words(answer.question) if len(word) > 1}
    ids = dict.fromkeys(hit.document.id for hit in answer.hits)
    nearest = [known[id_] for id_ in ids if id_ in known]
    return [each for each in nearest if asked & set(words(subject_of(each.metadata)))][:_SOURCES]


def _turn(answer: Answer) -> Turn:
    return Turn(question=answer.question, answer=answer.text)
